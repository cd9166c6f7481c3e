//! Equations as linear text: `a/b`, `x^2`, `√(x+1)`. The signs that the structure of an equation
//! prints between its parts are put in; where a part has more than one letter or number it gets
//! brackets, so that nothing is read otherwise than it is printed.

use super::xml::Xml;

/// Nodes of an equation whose structure prints something.
#[derive(Debug, Default)]
pub(super) struct Node {
    kind: Kind,
    /// Where its text begins in the paragraph's text.
    pub(super) start: usize,
    /// Parts of it that have begun.
    parts: usize,
    /// What brackets print: before, between and after their parts.
    signs: [Option<String>; 3],
}

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Silent,
    /// Brackets round a list (`m:d`).
    Brackets,
    /// A row of a matrix, or several equations under each other.
    List,
    /// Something that is marked by a sign before it and needs brackets if it is long.
    Marked,
    /// A root.
    Root,
}

impl Node {
    /// The node that just began inside of `parent`, and what is printed before it.
    pub(super) fn begin(xml: &Xml<'_>, parent: Option<&mut Node>, start: usize) -> (Node, String) {
        let mut before = String::new();
        let kind = match xml.local() {
            "d" => Kind::Brackets,
            "mr" | "eqArr" => Kind::List,
            "num" => Kind::Marked,
            "den" => {
                before.push('/');
                Kind::Marked
            }
            "sup" => {
                before.push('^');
                Kind::Marked
            }
            "sub" | "lim" => {
                before.push('_');
                Kind::Marked
            }
            "rad" => {
                before.push('√');
                Kind::Root
            }
            "chr" => {
                before.push_str(xml.attr("val").unwrap_or_default());
                Kind::Silent
            }
            "e" => match parent {
                Some(parent) => parent.part(&mut before),
                None => Kind::Silent,
            },
            sign @ ("begChr" | "sepChr" | "endChr") => {
                if let Some(parent) = parent {
                    let at = match sign {
                        "begChr" => 0,
                        "sepChr" => 1,
                        _ => 2,
                    };
                    if let Some(place) = parent.signs.get_mut(at) {
                        *place = Some(xml.attr("val").unwrap_or_default().to_owned());
                    }
                }
                Kind::Silent
            }
            _ => Kind::Silent,
        };
        (Node { kind, start: start + before.len(), ..Node::default() }, before)
    }

    /// A part of this node begins: what is printed before it, and what it is.
    fn part(&mut self, before: &mut String) -> Kind {
        self.parts += 1;
        let first = self.parts == 1;
        match self.kind {
            Kind::Brackets if first => before.push_str(self.sign(0, "(")),
            Kind::Brackets => before.push_str(self.sign(1, "|")),
            Kind::List if !first => before.push_str("; "),
            _ => {}
        }
        if self.kind == Kind::Root { Kind::Marked } else { Kind::Silent }
    }

    fn sign(&self, at: usize, otherwise: &'static str) -> &str {
        self.signs.get(at).and_then(Option::as_deref).unwrap_or(otherwise)
    }

    /// What is printed after it.
    pub(super) fn end(&self) -> String {
        match self.kind {
            Kind::Brackets if self.parts > 0 => self.sign(2, ")").to_owned(),
            _ => String::new(),
        }
    }

    /// Whether its text needs brackets.
    pub(super) fn needs_brackets(&self, text: &str) -> bool {
        self.kind == Kind::Marked
            && text.chars().nth(1).is_some()
            && !text.chars().all(|c| c.is_alphanumeric() || c == '.')
            && !text.starts_with('(')
    }
}

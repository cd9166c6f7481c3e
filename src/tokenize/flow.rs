//! Cell lines → tokens: words and arrows, each with the mark that stands before it.
//!
//! Where a line ended, a blank is set, except after a hyphen, a slash or a dash that joins; runs of blanks
//! become one; soft hyphens go. A bullet becomes the mark of the token after it.

use compact_str::CompactString;

use super::words::halves::is_address;
use super::words::{LineEnd, Words, waits};
use crate::fragment::{Cell, End, Line, Start};
use crate::ledger::{Confidence, Ledger, Place, Reason, Run, WordDoubt, is_layout};
use crate::marks;
use crate::profile::{Breaks, Signs};

/// No spelling of an arrow is longer, in characters.
const MARK_REACH: usize = 20;

/// A word or an arrow.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Its characters in the ledger.
    pub(crate) run: Run,
    /// The word as it will be printed; empty for an arrow. Words of up to 24 bytes are held in place
    /// (crate `compact_str`): all words of all lists are in memory together.
    pub(crate) text: CompactString,
    /// What few words have.
    rare: Option<Box<Rare>>,
    /// The end of the line before it, where it begins one.
    after: After,
    /// What stands before it.
    pub(crate) mark: Mark,
    /// The word in lower case, as the vocabulary numbers it.
    pub(crate) word: u32,
    /// The same without outer punctuation.
    pub(crate) bare: u32,
    /// Whether a piece of the cell that another page printed begins with it.
    pub(crate) new_piece: bool,
}

/// The end of the line before a word.
#[derive(Clone, Copy, Debug, Default)]
struct After {
    /// Whether one ended there.
    ended: bool,
    /// Whether the line is one word that fills its column to the last letter.
    full: bool,
    /// What stands at its end.
    end: End,
    /// Whether it ended because it was full.
    wrapped: bool,
    /// Whether it did, or its page ended.
    flows: bool,
}

impl After {
    /// The end of the line before `line`.
    fn of(line: &Line, above: Option<&Line>) -> Self {
        let Some(above) = above else { return After::default() };
        let wrapped = line.start == Start::Wrap;
        let flows = wrapped || line.start == Start::Page;
        After { ended: true, full: flows && above.full, end: above.end, wrapped, flows }
    }
}

/// What few words have.
#[derive(Clone, Debug, Default)]
pub(super) struct Rare {
    /// That no blank stands between it and the word before, and how sure that is.
    glued: Option<(Confidence, &'static str)>,
    /// A hyphen at its end that a line break put there; not part of its text.
    hyphen: Option<Run>,
    /// The part of an arrow that the next line holds.
    rest: Option<Run>,
    /// The glyphs of the bullet before it.
    bullets: Vec<Run>,
    /// How sure it is that it, or the bullet before it, is what recognition made of a mark, where it is.
    misread: Option<Confidence>,
    /// Why it may be another word than recognition gave, where it may.
    doubt: Option<WordDoubt>,
    /// The column whose known value it spells, where that column is empty in its row.
    pub(super) leak: Option<usize>,
}

impl Token {
    fn new(run: Run, text: CompactString) -> Self {
        Token {
            run,
            text,
            rare: None,
            after: After::default(),
            mark: Mark::None,
            word: 0,
            bare: 0,
            new_piece: false,
        }
    }

    /// Whether it is an arrow.
    pub(crate) fn is_arrow(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether no blank stands between it and the word before, how sure that is, and why.
    pub(crate) fn glued(&self) -> Option<(Confidence, &'static str)> {
        self.rare.as_ref()?.glued
    }

    /// The hyphen at its end that a line break put there.
    pub(super) fn hyphen(&self) -> Option<Run> {
        self.rare.as_ref()?.hyphen
    }

    /// The part of an arrow that the next line holds.
    pub(super) fn rest(&self) -> Option<Run> {
        self.rare.as_ref()?.rest
    }

    /// How sure it is that it, or the bullet before it, is what recognition made of a mark, where it is.
    pub(super) fn misread(&self) -> Option<Confidence> {
        self.rare.as_ref()?.misread
    }

    /// Why it may be another word than recognition gave, where it may.
    pub(super) fn doubt(&self) -> Option<WordDoubt> {
        self.rare.as_ref()?.doubt
    }

    /// The glyphs of the bullet before it.
    pub(super) fn bullets(&self) -> &[Run] {
        self.rare.as_ref().map_or(&[], |rare| &rare.bullets)
    }

    /// The column whose known value it spells, where that column is empty in its row.
    pub(super) fn leak(&self) -> Option<usize> {
        self.rare.as_ref()?.leak
    }

    pub(super) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// What stands before a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// A blank, or the end of a printed line.
    #[default]
    None,
    /// A page break.
    Seam,
    /// A line break that the author asked for.
    Break,
    /// The end of a paragraph.
    Paragraph,
    /// A bullet or item number, at a level from 0.
    Bullet(u8),
    /// A paragraph of a real list, at a level from 0.
    Item(u8),
}

impl Mark {
    /// The level of a bullet or of a paragraph of a real list.
    pub(super) fn level(self) -> Option<u8> {
        match self {
            Mark::Bullet(level) | Mark::Item(level) => Some(level),
            _ => None,
        }
    }

    /// Whether an item begins where it stands, as the source says.
    pub(super) fn begins_item(self) -> bool {
        self == Mark::Paragraph || self.level().is_some()
    }
}

/// Makes the tokens of a cell. In a `list` arrows and bullets are marks, typed ones where the column
/// has them; in a text they are signs like any other. `words` counts the whole words of the document in lower case: it tells a hyphen
/// of the typesetter's from one of the author's. What belongs to no token (a bullet in a cell without
/// words, a sign that is not shown) goes to `lone`.
pub(crate) fn tokens(
    cell: &Cell,
    list: Option<&Signs>,
    words: &Words,
    lone: &mut Vec<(Run, Reason)>,
    ledger: &Ledger,
) -> Vec<Token> {
    let marks_of = list.map(|signs| LineMarks::of(cell, &signs.typed, ledger)).unwrap_or_default();
    let breaks = list.map(|signs| signs.breaks).unwrap_or_default();
    let list = list.is_some();
    let begins_bulleted = marks_of.at(0, true, cell, ledger) > 0;
    let mut tokens: Vec<Token> = Vec::new();
    let mut bullets: Vec<Run> = Vec::new();
    // Characters of the next line that a mark of this one took.
    let mut taken = 0;
    for (number, line) in cell.lines.iter().enumerate() {
        let characters = ledger.chars(line.run);
        // Marks are read with the line after it in view: "p >" and "0.05", "$" and "\to$".
        let next = cell.lines.get(number + 1).map(|line| line.run).unwrap_or_default();
        let mut ahead = ledger.known(line.run).into_owned();
        if list && !next.is_empty() {
            ahead.push(' ');
            ahead.extend(ledger.known(next.slice(0, MARK_REACH)).iter());
        }
        let seen = ahead.get(..characters.len()).unwrap_or(characters);
        let mut mark = match (line.list_level, line.start) {
            (Some(level), _) => Mark::Item(level),
            (None, Start::Paragraph) => Mark::Paragraph,
            (None, Start::Break) => match breaks {
                Breaks::Flow => Mark::None,
                Breaks::MayBegin => Mark::Break,
                Breaks::Begin => Mark::Paragraph,
            },
            (None, Start::Page) => Mark::Seam,
            (None, Start::Wrap) => Mark::None,
        };
        // A bullet that ended the line before belongs to the item that begins here, if one does.
        let small = characters.first().is_some_and(|c| c.is_lowercase());
        if !bullets.is_empty() && !small {
            mark = Mark::Bullet(0);
        }
        let mut new_piece = line.start == Start::Page;
        // The rest of a line after a page break begins with a bullet only where bullets are the rule.
        let own_line = match line.start {
            _ if number == 0 => true,
            Start::Page => begins_bulleted,
            Start::Wrap => false,
            Start::Break | Start::Paragraph => true,
        };
        let above = number.checked_sub(1).and_then(|above| cell.lines.get(above));
        let mut after = After::of(line, above);
        let mut at = std::mem::take(&mut taken);
        while at < characters.len() {
            if characters[at].is_whitespace() {
                at += 1;
                continue;
            }
            if !list {
                let len = characters[at..].iter().take_while(|c| !c.is_whitespace()).count();
                let run = line.run.slice(at, at + len);
                if push_word(&mut tokens, run, ledger) {
                    if let Some(last) = tokens.last_mut() {
                        last.after = std::mem::take(&mut after);
                    }
                } else {
                    lone.push((run, Reason::Stray));
                }
                at += len;
                continue;
            }
            let line_mark = if at == 0 { marks_of.at(number, own_line, cell, ledger) } else { 0 };
            let bullet = line_mark.max(marks::sign_at(seen, at, false));
            if bullet > 0 {
                bullets.push(line.run.slice(at, at + bullet));
                mark = line.list_level.map_or(Mark::Bullet(0), Mark::Item);
                at += bullet;
                continue;
            }
            let mut arrow = marks::arrow_at(&ahead, at).max(starting_arrow(seen, at));
            taken = (at + arrow).saturating_sub(characters.len() + 1);
            arrow = arrow.min(characters.len() - at);
            let len = if arrow > 0 { arrow } else { word_len(seen, &ahead, at) };
            let run = line.run.slice(at, at + len);
            let rest = (taken > 0).then(|| next.slice(0, taken));
            let text = if arrow > 0 {
                CompactString::default()
            } else {
                normal(&characters[at..at + len])
            };
            // A word that holds nothing but soft hyphens and the like is layout.
            if arrow > 0 || !text.is_empty() {
                let mut token = Token {
                    after: std::mem::take(&mut after),
                    mark,
                    new_piece: std::mem::take(&mut new_piece),
                    ..Token::new(run, text)
                };
                let own = bullets.iter().chain([&run]).filter_map(|run| ledger.misread(*run)).max();
                if rest.is_some() || !bullets.is_empty() || own.is_some() {
                    let rare = token.rare_mut();
                    rare.rest = rest;
                    rare.misread = own;
                    rare.bullets = std::mem::take(&mut bullets);
                }
                tokens.push(token);
                mark = Mark::None;
            } else {
                lone.push((run, Reason::Stray));
            }
            at += len;
        }
    }
    // A bullet with nothing after it still has to be accounted for.
    match tokens.last_mut() {
        Some(last) if !bullets.is_empty() => last.rare_mut().bullets.append(&mut bullets),
        Some(_) => {}
        None => lone.extend(bullets.into_iter().map(|run| (run, Reason::Bullet))),
    }
    for token in &mut tokens {
        if let Some(doubt) = ledger.doubt(token.run) {
            token.rare_mut().doubt = Some(doubt);
        }
    }
    glue(&mut tokens, words, ledger);
    tokens
}

/// Adds a word, unless nothing of it is shown.
fn push_word(tokens: &mut Vec<Token>, run: Run, ledger: &Ledger) -> bool {
    let text = normal(ledger.chars(run));
    let shown = !text.is_empty();
    if shown {
        tokens.push(Token::new(run, text));
    }
    shown
}

/// The marks at the starts of the lines of a list's cell.
#[derive(Debug, Default)]
struct LineMarks<'a> {
    /// The signs that are typed as bullets in its column.
    typed: &'a [char],
    /// The one that begins several lines of the cell, wherever those were broken.
    often: Option<char>,
    /// For each line the length of the number that counts it.
    counted: Vec<usize>,
}

impl<'a> LineMarks<'a> {
    fn of(cell: &Cell, typed: &'a [char], ledger: &Ledger) -> Self {
        let known = |line: &Line| ledger.known(line.run).into_owned();
        let lines: Vec<Vec<char>> = cell.lines.iter().map(known).collect();
        LineMarks { typed, often: marks::typed_bullet(&lines), counted: marks::counted(&lines) }
    }

    /// How many characters at the start of a line are its mark. `own_line` says whether the line
    /// before it ended on purpose.
    fn at(&self, line: usize, own_line: bool, cell: &Cell, ledger: &Ledger) -> usize {
        let Some(own) = cell.lines.get(line) else { return 0 };
        let characters = &ledger.known(own.run)[..];
        let sign = characters.first().copied();
        let typed = own_line && sign.is_some_and(|sign| self.typed.contains(&sign));
        let begins = typed || sign.is_some() && sign == self.often;
        let counted = self.counted.get(line).copied().unwrap_or(0);
        marks::sign_at(characters, 0, begins).max(counted)
    }
}

/// A `>` at the very start of a line is the arrow of a chain that goes on.
fn starting_arrow(characters: &[char], at: usize) -> usize {
    let alone = characters.get(1).is_none_or(|c| c.is_whitespace());
    let number =
        characters.iter().skip(1).find(|c| !c.is_whitespace()).is_some_and(|c| c.is_numeric());
    usize::from(at == 0 && characters.first() == Some(&'>') && alone && !number)
}

fn word_len(characters: &[char], ahead: &[char], at: usize) -> usize {
    let rest = &characters[at..];
    let end = (1..rest.len()).find(|next| {
        rest[*next].is_whitespace()
            || rest[*next] != '>' && marks::arrow_at(ahead, at + next) > 0
            || marks::bullet_at(characters, at + next, false) > 0
    });
    end.unwrap_or(rest.len())
}

/// NFC, ligatures to letters, soft hyphens and zero-width signs dropped.
pub(super) fn normal(characters: &[char]) -> CompactString {
    if characters.iter().all(char::is_ascii) {
        return characters.iter().collect();
    }
    crate::text::composed(characters.iter().filter(|c| !is_layout(**c)).collect()).into()
}

/// Joins words that a line end tore: after a hyphen or slash that follows a letter. What stands between two words of
/// one line is the author's ("exp Animals/ not Humans/"), but for dumps, whose lines recognition made of several.
fn glue(tokens: &mut [Token], words: &Words, ledger: &Ledger) {
    let of_dump = tokens.first().is_some_and(|token| is_of_dump(token, ledger));
    let mut in_address = false;
    for at in 1..tokens.len() {
        let (head, tail) = tokens.split_at_mut(at);
        // A word of several lines is one as its beginning shows it.
        in_address = head.last().is_some_and(|before| match before.glued() {
            Some(_) => in_address,
            None => is_address(&before.text),
        });
        let (Some(before), Some(token)) = (head.last_mut(), tail.first()) else { continue };
        if !token.after.ended && !of_dump {
            continue;
        }
        if before.is_arrow() || token.is_arrow() || !matches!(token.mark, Mark::None | Mark::Seam) {
            continue;
        }
        let end = LineEnd {
            head: &before.text,
            rest: &token.text,
            soft: ledger.chars(before.run).last() == Some(&'\u{AD}'),
            wrapped: token.after.wrapped,
            flows: token.after.flows,
            full: token.after.full,
            end: token.after.end,
            waits: waits(tail.iter().map(|token| token.text.as_str())),
            in_address,
        };
        let Some(joint) = words.joint(&end) else { continue };
        if joint.drops_hyphen {
            drop_hyphen(before);
        }
        if let Some(token) = tail.first_mut() {
            token.rare_mut().glued = Some((joint.confidence, joint.reason));
        }
    }
}

fn is_of_dump(token: &Token, ledger: &Ledger) -> bool {
    matches!(ledger.places(token.run).first(), Some((_, Place::Dump { .. })))
}

/// Takes the typesetter's hyphen off a word.
fn drop_hyphen(before: &mut Token) {
    let len = before.run.len();
    if before.text.pop().is_some() {
        before.rare_mut().hyphen = Some(before.run.slice(len - 1, len));
        before.run = before.run.slice(0, len - 1);
    }
}

/// The text of words with blanks between them.
pub(crate) fn join(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens.iter().filter(|token| !token.is_arrow()) {
        if !text.is_empty() && token.glued().is_none() {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    crate::text::composed(text)
}

/// The parts of the words that were put together over the ends of lines, each once: a word may have three.
pub(super) fn joined_words(tokens: &[Token]) -> Vec<Run> {
    let glued = |at: usize| tokens.get(at).is_some_and(|token| token.glued().is_some());
    let part = |(at, token): (usize, &Token)| (glued(at) || glued(at + 1)).then_some(token.run);
    tokens.iter().enumerate().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_over_three_lines_has_three_parts() {
        let run = |start: u32| Run { start, end: start + 1 };
        let token = |at: u32, glued: bool| {
            let mut token = Token::new(run(at), "x".into());
            token.rare_mut().glued = glued.then_some((Confidence::Certain, "a line that is full"));
            token
        };
        // "single-", "polymorphis", "m", "models"
        let tokens = [token(0, false), token(1, true), token(2, true), token(3, false)];
        assert_eq!(joined_words(&tokens), [run(0), run(1), run(2)]);
    }
}

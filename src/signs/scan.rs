//! How the others walk through a text: by characters and words, without a pattern to compile.

/// A place in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'t> {
    pub(super) text: &'t [char],
    pub(super) at: usize,
}

impl<'t> Scan<'t> {
    /// The beginning of a text.
    pub(super) fn new(text: &'t [char]) -> Self {
        Scan { text, at: 0 }
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// Whether nothing is left.
    pub(super) fn is_over(&self) -> bool {
        self.at >= self.text.len()
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t [char] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on while `holds`; tells how far.
    pub(super) fn skip(&mut self, holds: impl Fn(char) -> bool) -> usize {
        let from = self.at;
        while self.peek().is_some_and(&holds) {
            self.at += 1;
        }
        self.at - from
    }

    /// Goes over blanks; tells how many.
    pub(super) fn blanks(&mut self) -> usize {
        self.skip(is_blank)
    }

    /// Goes over `sign`, if it is the next character.
    pub(super) fn take(&mut self, sign: impl Fn(char) -> bool) -> bool {
        let found = self.peek().is_some_and(sign);
        self.at += usize::from(found);
        found
    }

    /// Goes over a word of letters; gives it in lower case. Empty where no letter stands here.
    pub(super) fn word(&mut self) -> String {
        let from = self.at;
        self.skip(char::is_alphabetic);
        lower(self.text.get(from..self.at).unwrap_or_default())
    }
}

/// A blank of any width.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// A hyphen or dash of any length.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '－' | '﹣')
}

/// Characters in lower case.
pub(super) fn lower(text: &[char]) -> String {
    text.iter().flat_map(|c| c.to_lowercase()).collect()
}

/// A digit or letter of full width as the one of ASCII.
pub(super) fn narrow(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        c => c,
    }
}

/// The words of a text in lower case, an apostrophe within.
pub(super) fn words(text: &[char]) -> Vec<String> {
    let straight = |c: &char| if matches!(c, '’' | '‘' | '`' | '´') { '\'' } else { *c };
    let plain: Vec<char> = text.iter().map(straight).collect();
    plain
        .split(|c| !(c.is_alphanumeric() || *c == '\''))
        .filter(|word| !word.is_empty())
        .map(lower)
        .collect()
}

/// Whether a word is among those of a list that blanks part.
pub(super) fn listed(list: &str, word: &str) -> bool {
    let blank = |at: Option<&u8>| at.is_none_or(u8::is_ascii_whitespace);
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let whole = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| list.get(at));
        blank(before) && blank(list.get(at + word.len()))
    };
    !word.is_empty() && memchr::memmem::find_iter(list, word).any(whole)
}

/// Letters of scripts that set no blanks between words.
pub(super) fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF)
}

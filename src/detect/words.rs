//! Glyphs → words, words → lines.

use super::bidi;
use super::blanks::Blanks;
use super::strings::{self, Drawn};
use crate::geom::{Area, Pt};
use crate::ledger::Confidence;
use crate::marks::House;
use crate::page::{Axis, Glyph, Page, Ruling};
use crate::text::is_unspaced;

/// Letters that stand together, on one baseline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) area: Area,
    pub(crate) baseline: Pt,
    /// The baseline of the line that it stands on: its own, or where it is raised or lowered that of the
    /// word that it follows.
    pub(crate) level: Pt,
    pub(crate) size: Pt,
    pub(crate) bold: bool,
    pub(crate) mark: Option<i32>,
    /// A gap as wide as this is a blank of its font.
    pub(crate) room: Pt,
    /// Width of its first letter.
    pub(crate) first: Pt,
    /// Width of the blanks that are drawn before and after it.
    pub(crate) blanks: (Pt, Pt),
    /// Whether it is a bullet of the document's house, or what recognition made of one.
    pub(crate) bullet: bool,
    /// How sure it is that recognition made it of a bullet, where it did.
    pub(crate) misread: Option<Confidence>,
    /// Whether recognition, which it comes from, is not sure of it.
    pub(crate) unsure: bool,
    /// Whether it is the raised mark of a note: it leaves the text and leads to the note.
    pub(crate) note: bool,
    /// Whether it is printed raised, and stands apart from its word; the first of such words has a `^`.
    pub(crate) raised: bool,
    /// The place of its first letter in the order in which the page is drawn, from 0.
    pub(crate) drawn: usize,
}

impl Word {
    /// Whether it stands on an edge between columns, by more than a sliver on both sides.
    pub(crate) fn crosses(&self, edge: Pt) -> bool {
        let sliver = self.size / 5;
        self.area.x0 + sliver < edge && edge < self.area.x1 - sliver
    }

    /// Whether it is printed raised, as the mark of a note or as another sign: no text begins or ends with it.
    pub(crate) fn is_raised(&self) -> bool {
        self.note || self.raised
    }

    /// Whether it is nothing but the mark of a list item.
    pub(crate) fn is_mark(&self) -> bool {
        let mut text: Vec<char> = self.text.chars().collect();
        text.push(' ');
        self.bullet || crate::marks::bullet_at(&text, 0, true) + 1 == text.len()
    }

    /// Whether it is the number of an item whose text, of that size, stands on that baseline. It keeps
    /// the size of its list's style, and may so fill the room before its text.
    fn numbers(&self, size: Pt, baseline: Pt) -> bool {
        let larger = self.size * 100 > size * 115;
        let level = (self.baseline - baseline).abs() * 20 < size;
        let number = self.text.starts_with(|c: char| c.is_ascii_digit());
        larger && level && number && self.text.ends_with(['.', ')']) && self.is_label()
    }

    /// Whether it is nothing but the mark or the number of a list item or heading: a bullet, `2.`,
    /// `(a)`, `iv.`, `A)`, `1.2.3`.
    pub(crate) fn is_label(&self) -> bool {
        let inner = self.text.trim_start_matches('(').trim_end_matches([')', '.', ':']);
        let part = |part: &str| {
            let all = |own: fn(&char) -> bool| part.chars().all(|c| own(&c));
            let roman = all(|c| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x'));
            let number = all(char::is_ascii_digit) && part.len() <= 2;
            let letter = all(|c| c.is_alphabetic()) && part.chars().count() == 1;
            !part.is_empty() && (roman && part.len() <= 5 || number || letter)
        };
        let punctuated = inner.len() < self.text.len() || inner.contains('.');
        self.is_mark() || punctuated && inner.split('.').all(part)
    }
}

/// A row of dots of at least so many leads the eye from a name to its value.
const LEADER: usize = 4;
/// Between two letters of a word no more than so many others are drawn: accents, a raised sign.
const LEAP: usize = 4;
/// A row of dashes of at least so many is a ruling that was typed.
const TYPED_RULE: usize = 8;

/// The words of a page, by baseline and then from left to right; and the fillers among them: leaders
/// and typed rulings, which say nothing.
pub(crate) fn words(page: &Page, house: &House) -> (Vec<Word>, Vec<Word>) {
    let mut fillers = Vec::new();
    let mut words = all_words(page);
    for word in &mut words {
        if let Some(read) = bidi::word(&word.text) {
            word.text = read;
        }
    }
    for word in &mut words {
        let mut signs = word.text.chars();
        word.bullet = signs.next().is_some_and(|c| house.bullets.contains(&c));
        word.bullet &= signs.next().is_none();
    }
    super::raised::level(&mut words);
    super::raised::settle(&mut words);
    words.retain(|word| {
        let filler = is_leader(&word.text) || is_rule(&word.text);
        // Recognition reads a ruling as a sign.
        let filler = filler || page.recognised > 0 && word.text.chars().all(|c| c == '|');
        if filler {
            fillers.push(word.clone());
        }
        !filler
    });
    (words, fillers)
}

fn is_leader(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '.' | '…' | '·')) && text.chars().count() >= LEADER
}

/// The words of a line before a leader with blanks between its dots, and that leader; all of them where there is none.
pub(crate) fn before_leader<'l, 'w>(line: &'l [&'w Word]) -> (&'l [&'w Word], &'l [&'w Word]) {
    let dots = |word: &&&Word| word.text.chars().all(|c| matches!(c, '.' | '…' | '·'));
    let led = line.iter().rev().take_while(dots).count();
    let (before, leader) = line.split_at(line.len() - led);
    let signs: usize = leader.iter().map(|word| word.text.chars().count()).sum();
    if before.is_empty() || signs < LEADER { (line, &[]) } else { (before, leader) }
}

fn is_rule(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '=' | '–' | '—')) && text.chars().count() >= TYPED_RULE
}

/// A typed ruling as a ruling.
pub(crate) fn as_ruling(word: &Word) -> Option<Ruling> {
    is_rule(&word.text).then(|| Ruling {
        axis: Axis::Horizontal,
        at: word.baseline - word.size / 4,
        from: word.area.x0,
        to: word.area.x1,
    })
}

fn all_words(page: &Page) -> Vec<Word> {
    let lines = strings::baselines(page);
    let glyphs = lines.iter().map(|line| line.iter().map(|(_, glyph)| *glyph).collect());
    let blanks = Blanks::measure(&glyphs.collect::<Vec<Vec<&Glyph>>>());
    let mut words = Vec::new();
    for line in &lines {
        if strings::mingled(line) {
            for string in strings::strings(line) {
                split(page, &string, &blanks, &mut words);
            }
        } else {
            split(page, line, &blanks, &mut words);
        }
    }
    words
}

fn split(page: &Page, line: &[Drawn<'_>], blanks: &Blanks, words: &mut Vec<Word>) {
    let mut current: Option<Word> = None;
    let mut last: Option<&Glyph> = None;
    let mut blank = Pt(0);
    let mut drawn = 0;
    let twice = || line.windows(2).any(|pair| is_twice(pair[0].1, pair[1].1));
    for (at, (place, glyph)) in line.iter().enumerate() {
        if current.as_ref().is_some_and(|word| parts_leader(&word.text, &line[at..])) {
            words.extend(current.take());
        }
        if last.is_some_and(|before| is_twice(before, glyph)) {
            continue;
        }
        last = Some(glyph);
        let leap = place.abs_diff(std::mem::replace(&mut drawn, *place));
        if glyph.text.is_whitespace() || glyph.text == '\u{200B}' {
            blank = blank + glyph.area.width();
            if let Some(word) = &mut current {
                word.blanks.1 = blank;
            }
            words.extend(current.take());
            continue;
        }
        let room = blanks.room(glyph);
        let goes_on = current.as_ref().is_some_and(|word| {
            let gap = glyph.area.x0 - word.area.x1;
            let apart = between_scripts((&word.text, word.size), (glyph.text, glyph.size));
            gap < room.min(word.room).max(apart)
                && gap > Pt(0) - word.size.min(glyph.size)
                && is_one_part(page, word.mark, glyph.mark)
                && (leap <= LEAP || twice())
                && !(gap >= Pt(0) && word.numbers(glyph.size, glyph.baseline))
        });
        if !goes_on {
            words.extend(current.take());
        }
        match &mut current {
            Some(word) => {
                word.text.push(glyph.text);
                word.area = word.area.union(&glyph.area);
                word.bold &= glyph.bold;
                word.unsure |= glyph.unsure;
            }
            None => {
                current = Some(Word {
                    text: glyph.text.to_string(),
                    area: glyph.area,
                    baseline: glyph.baseline,
                    level: glyph.baseline,
                    size: glyph.size,
                    bold: glyph.bold,
                    mark: glyph.mark,
                    room,
                    first: glyph.area.width(),
                    blanks: (blank, Pt(0)),
                    unsure: glyph.unsure,
                    drawn: *place,
                    ..Word::default()
                });
            }
        }
        blank = Pt(0);
    }
    words.extend(current);
}

/// Whether a leader begins after a word or ends with it: it stands between words without a blank, and is a word of its
/// own.
fn parts_leader(word: &str, rest: &[Drawn<'_>]) -> bool {
    let is_dot = |(_, glyph): &Drawn<'_>| glyph.text == '.';
    let led = is_leader(word) && !rest.first().is_some_and(is_dot);
    let leads = || rest.get(..LEADER).is_some_and(|next| next.iter().all(is_dot));
    led || !word.ends_with('.') && leads()
}

/// Whether two marks are of one part of the document's own structure: one mark, or both of one cell of a table.
fn is_one_part(page: &Page, a: Option<i32>, b: Option<i32>) -> bool {
    a == b || page.cell(a).is_some_and(|own| page.cell(b) == Some(own))
}

/// Whether a letter is drawn twice, for a bold effect, and not the next of two that are narrow.
fn is_twice(before: &Glyph, glyph: &Glyph) -> bool {
    let shift = glyph.area.x0 - before.area.x0;
    strings::is_overprint(before, glyph) && shift < (glyph.area.width() / 2).max(Pt(1))
}

/// A gap narrower than this is no blank between Chinese or Japanese and other letters, and 0 elsewhere.
/// Programs set the two apart by a part of a blank that nobody typed; one that was typed is drawn.
fn between_scripts(left: (&str, Pt), right: (char, Pt)) -> Pt {
    /// In hundredths of the height: they set a fifth or a quarter, which a justified line stretches to
    /// twice that at most.
    const APART: i32 = 50;
    let Some(last) = left.0.chars().next_back() else { return Pt(0) };
    let meet = is_unspaced(last) != is_unspaced(right.0);
    if meet { left.1.min(right.1) * APART / 100 } else { Pt(0) }
}

/// Words that a reader sees on one line, from left to right: raised and lowered ones too.
#[derive(Clone, Debug)]
pub(crate) struct TextLine<'w> {
    pub(crate) words: Vec<&'w Word>,
    pub(crate) area: Area,
    pub(crate) baseline: Pt,
    pub(crate) size: Pt,
}

/// A word belongs to one of so many lines before it at most, or, where it is raised, after it.
const NEAR_LINES: usize = 4;

impl<'w> TextLine<'w> {
    fn of(word: &'w Word) -> Self {
        TextLine { words: vec![word], area: word.area, baseline: word.level, size: word.size }
    }

    fn add(&mut self, word: &'w Word) {
        self.area = self.area.union(&word.area);
        if word.size > self.size {
            self.size = word.size;
            self.baseline = word.level;
        }
        self.words.push(word);
    }
}

/// Gathers words to lines, from top to bottom.
pub(crate) fn lines<'w>(words: impl IntoIterator<Item = &'w Word>) -> Vec<TextLine<'w>> {
    let mut words: Vec<&Word> = words.into_iter().collect();
    words.sort_by_key(|word| (word.level, word.area.x0));
    let mut lines: Vec<TextLine<'w>> = Vec::new();
    for word in words {
        match lines.iter_mut().rev().take(NEAR_LINES).find(|line| shares_line(line, word)) {
            Some(line) => line.add(word),
            None => lines.push(TextLine::of(word)),
        }
    }
    for line in &mut lines {
        line.words.sort_by_key(|word| word.area.x0);
    }
    join_raised(&mut lines);
    for line in &mut lines {
        line.words.sort_by_key(|word| (word.area.x0, word.baseline));
        upper_first(&mut line.words);
    }
    lines.sort_by_key(|line| (line.baseline, line.area.x0));
    lines
}

/// Gives words that are raised or lowered to the line that they stand beside. Small words elsewhere stay: they
/// may be of two lines that stand closer than those of larger text on their left or right.
fn join_raised<'w>(lines: &mut Vec<TextLine<'w>>) {
    for at in 0..lines.len() {
        let line = &lines[at];
        let near = at.saturating_sub(NEAR_LINES)..(at + NEAR_LINES + 1).min(lines.len());
        let mut homes: Vec<usize> = near.filter(|home| is_raised(line, &lines[*home])).collect();
        if homes.is_empty() {
            continue;
        }
        homes.sort_by_key(|home| (lines[*home].baseline - line.baseline).abs());
        let words = std::mem::take(&mut lines[at].words);
        let mut stay: Vec<&'w Word> = Vec::new();
        for run in runs(&words) {
            let home = homes
                .iter()
                .find(|home| run.iter().any(|word| stands_beside(word, &lines[**home])));
            match home {
                Some(home) => run.iter().for_each(|word| lines[*home].add(word)),
                None => stay.extend(run),
            }
        }
        let mut stay = stay.into_iter();
        if let Some(first) = stay.next() {
            lines[at] = TextLine::of(first);
            stay.for_each(|word| lines[at].add(word));
        }
    }
    lines.retain(|line| !line.words.is_empty());
}

/// Whether words of a line may be raised or lowered on another.
fn is_raised(line: &TextLine<'_>, other: &TextLine<'_>) -> bool {
    let off = (line.baseline - other.baseline).abs();
    line.size * 100 < other.size * 85 && off * 100 <= other.size * 50
}

/// Neighbours on a line that stand within the height of their text.
fn runs<'a, 'w>(words: &'a [&'w Word]) -> impl Iterator<Item = &'a [&'w Word]> {
    words.chunk_by(|left, right| right.area.x0 - left.area.x1 <= left.size.max(right.size))
}

/// Whether a word has one of a line within the height of its text.
fn stands_beside(word: &Word, line: &TextLine<'_>) -> bool {
    let apart = |other: &&Word| (word.area.x0 - other.area.x1).max(other.area.x0 - word.area.x1);
    line.words.iter().any(|other| apart(other) <= line.size)
}

/// Of two words that stand one over the other after the same word, the upper one is read first.
fn upper_first(words: &mut [&Word]) {
    for at in 1..words.len() {
        let (upper, lower) = (words[at], words[at - 1]);
        let over = upper.area.x1.min(lower.area.x1) - upper.area.x0.max(lower.area.x0);
        let same = over * 2 > upper.area.width().min(lower.area.width());
        if same && are_on_both_sides(upper, lower) {
            words.swap(at - 1, at);
        }
    }
}

/// Whether one of two words is raised on a line, and the other lowered on it.
pub(super) fn are_on_both_sides(upper: &Word, lower: &Word) -> bool {
    upper.level == lower.level && upper.baseline < upper.level && lower.level < lower.baseline
}

/// Whether a word stands on the baseline of a line.
fn shares_line(line: &TextLine<'_>, word: &Word) -> bool {
    (word.level - line.baseline).abs() * 100 <= line.size.max(word.size) * 22
}

/// Whether a blank stands between two neighbours on a line, whichever is the left one: one that is
/// drawn, or a gap as wide. A drawn one that the next word is set over is none.
pub(crate) fn blank_between(left: &Word, right: &Word) -> bool {
    let (left, right) = if left.area.x0 <= right.area.x0 { (left, right) } else { (right, left) };
    let gap = right.area.x0 - left.area.x1;
    let drawn = |blank: Pt| blank > Pt(0) && gap > Pt(0) && gap * 2 >= blank;
    // Words that reach over each other on one line are of two texts.
    let over = left.baseline == right.baseline && Pt(0) - gap > left.size.min(right.size) / 4;
    let first = right.text.chars().next().unwrap_or_default();
    let apart = between_scripts((&left.text, left.size), (first, right.size));
    over || gap >= left.room.min(right.room).max(apart)
        || drawn(left.blanks.1)
        || drawn(right.blanks.0)
        || left.numbers(right.size, right.baseline)
}

/// Words in the order of reading, each with whether a blank stands after it. Marks of notes are none
/// of them.
pub(crate) fn read<'w>(words: &[&'w Word]) -> Vec<(&'w Word, bool)> {
    let mut read: Vec<(&Word, bool)> = Vec::with_capacity(words.len());
    let mut before: Option<&Word> = None;
    for word in bidi::line(words) {
        let blank = before.is_some_and(|before| blank_between(before, word));
        if let Some(last) = read.last_mut() {
            last.1 |= blank;
        }
        if !word.note {
            read.push((word, false));
        }
        before = Some(word);
    }
    if let Some(last) = read.last_mut() {
        last.1 = false;
    }
    read
}

/// The marks of notes on a line, each with how many words are read before it.
pub(crate) fn marks<'w>(words: &[&'w Word]) -> Vec<(usize, &'w Word)> {
    let mut before = 0;
    let mut marks = Vec::new();
    for word in bidi::line(words) {
        if word.note {
            marks.push((before, word));
        } else {
            before += 1;
        }
    }
    marks
}

/// The text of a line.
pub(crate) fn text(line: &TextLine<'_>) -> String {
    let mut text = String::new();
    for (word, blank) in read(&line.words) {
        text.push_str(&word.text);
        if blank {
            text.push(' ');
        }
    }
    text
}

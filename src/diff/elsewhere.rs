//! Marks what is told as gone or new and only stands elsewhere, and says where.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_segmentation::UnicodeSegmentation;

use super::address::Addresses;
use super::describe::some_of;
use super::model::{Diff, Move};
use super::moves::{is_word, words};
use super::tell::{Entry, Line, Tone};
use super::words::{Mark, Span};

/// A run of so many words says something; fewer may be there by chance.
const TELLING: usize = 3;
/// Words of a text that is gone or new as a whole, which are marked without a run that tells.
const WHOLE: usize = 2;
/// Places that are named at most.
const PLACES: usize = 3;

/// Marks the words of the moves in the lines of the changes.
pub(super) fn mark(diff: &Diff, addresses: &Addresses<'_>, entries: &mut [Entry<'_>]) {
    let mut gone: BTreeMap<usize, Vec<&Move>> = BTreeMap::new();
    let mut come: BTreeMap<usize, Vec<&Move>> = BTreeMap::new();
    for own in &diff.moves {
        gone.entry(own.from).or_default().push(own);
        come.entry(own.to).or_default().push(own);
    }
    let place = |here: usize, at: usize| {
        let (here, there) = (diff.changes.get(here)?, diff.changes.get(at)?);
        Some(addresses.place_from(here, there))
    };
    for (at, entry) in entries.iter_mut().enumerate() {
        let (away, here) = (gone.get(&at), come.get(&at));
        for (list, before, after) in
            [(away, Mark::Gone, Mark::Away), (here, Mark::Come, Mark::Here)]
        {
            // With a run that tells go the short texts of its move.
            let least = |own: &Move| if tells(own) { 1 } else { WHOLE };
            let runs = list.into_iter().flatten();
            let runs = runs.flat_map(|own| own.words.iter().map(move |run| (run, least(own))));
            Marking::of(&entry.lines, before).mark(runs, &mut entry.lines, after);
        }
        let others = |list: Option<&Vec<&Move>>, end: fn(&Move) -> usize| {
            let told = list.into_iter().flatten().filter(|own| end(own) != at && tells(own));
            let mut places: Vec<String> = told.filter_map(|own| place(at, end(own))).collect();
            places.dedup();
            (!places.is_empty()).then(|| some_of(&places, PLACES))
        };
        let now = others(away, |own| own.to).map(|places| format!("stands in {places} now"));
        let before = others(here, |own| own.from).map(|places| format!("stood in {places} before"));
        entry.lines.extend(now.into_iter().chain(before).map(|text| Line {
            depth: 1,
            tone: Tone::Moved,
            spans: vec![Span::same(text)],
        }));
    }
}

fn tells(own: &Move) -> bool {
    own.words.iter().any(|run| words(run).count() >= TELLING)
}

/// The words of all spans of one mark, and which of them are of a move.
struct Marking {
    before: Mark,
    /// The place of each word among the pieces between word boundaries.
    places: Vec<usize>,
    texts: Vec<String>,
    moved: Vec<bool>,
    /// By the place among `texts` of its first word: how many words a span has.
    spans: BTreeMap<usize, usize>,
    /// The places among `texts` of each word.
    having: HashMap<String, Vec<usize>>,
}

impl Marking {
    fn of(lines: &[Line], before: Mark) -> Self {
        let (mut places, mut texts, mut spans, mut piece) =
            (Vec::new(), Vec::new(), BTreeMap::new(), 0);
        let mut having: HashMap<String, Vec<usize>> = HashMap::new();
        let own = lines.iter().flat_map(|line| &line.spans).filter(|span| span.mark == before);
        for span in own {
            let first = texts.len();
            for text in span.text.split_word_bounds() {
                if is_word(text) {
                    having.entry(text.to_owned()).or_default().push(texts.len());
                    places.push(piece);
                    texts.push(text.to_owned());
                }
                piece += 1;
            }
            spans.insert(first, texts.len() - first);
        }
        Marking { before, moved: vec![false; texts.len()], places, texts, spans, having }
    }

    /// Where a run of words stands that is not marked yet and is long enough, or a whole text of at
    /// `least` so many words.
    fn find(&self, run: &[&str], least: usize) -> Option<usize> {
        let starts = run.first().and_then(|first| self.having.get(*first));
        starts.into_iter().flatten().copied().find(|at| {
            let here = self.texts.iter().zip(&self.moved).skip(*at).take(run.len());
            let whole = run.len() >= least && self.spans.get(at) == Some(&run.len());
            let tells = run.len() >= TELLING || whole;
            tells
                && here.len() == run.len()
                && here.zip(run).all(|((x, taken), y)| x == y && !taken)
        })
    }

    fn mark<'a>(
        mut self,
        runs: impl Iterator<Item = (&'a String, usize)>,
        lines: &mut [Line],
        after: Mark,
    ) {
        for (run, least) in runs {
            let run: Vec<&str> = words(run).collect();
            let Some(at) = self.find(&run, least) else { continue };
            self.moved.iter_mut().skip(at).take(run.len()).for_each(|slot| *slot = true);
        }
        let places = self.places.iter().zip(&self.moved).filter(|(_, moved)| **moved);
        let moved: BTreeSet<usize> = places.map(|(at, _)| *at).collect();
        if moved.is_empty() {
            return;
        }
        let mut at = 0;
        for line in lines {
            for span in std::mem::take(&mut line.spans) {
                if span.mark == self.before {
                    split(&span, &mut at, &moved, after, &mut line.spans);
                } else {
                    line.spans.push(span);
                }
            }
        }
    }
}

/// A span in parts, those of moved words with their own mark. Blanks and signs between two words go
/// with the first, and those before all with the one that follows.
fn split(span: &Span, at: &mut usize, moved: &BTreeSet<usize>, after: Mark, spans: &mut Vec<Span>) {
    let (mut mark, mut text, mut any) = (span.mark, String::new(), false);
    for piece in span.text.split_word_bounds() {
        if is_word(piece) {
            let own = if moved.contains(at) { after } else { span.mark };
            if any && own != mark {
                spans.push(Span::new(mark, std::mem::take(&mut text)));
            }
            (mark, any) = (own, true);
        }
        text.push_str(piece);
        *at += 1;
    }
    spans.push(Span::new(mark, text));
}

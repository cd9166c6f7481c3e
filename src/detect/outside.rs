//! The lines of a page that stand outside of its tables: each text by itself where two stand side by side,
//! what it is to the caption over it, and which table each belongs to.

use std::collections::BTreeMap;

use super::signs_seen::{self, Caption};
use super::words::{self, TextLine, Word, lines};
use crate::fragment::Start;
use crate::geom::{Area, Pt};
use crate::signs::caption::{self, Strength};
use crate::signs::note;

/// How many lines over and under a table are kept as candidates for its caption and notes.
const LINES_OVER: usize = 4;
const LINES_UNDER: usize = 6;
/// Lines further from a table than this do not speak of it.
const FAR: Pt = Pt(6000);
/// So many lines before one, the line over it is among them.
const BESIDE: usize = 8;

/// A text outside of all tables.
pub(super) struct Text<'w> {
    pub(super) line: TextLine<'w>,
    /// How it relates to the line over it.
    pub(super) start: Start,
    /// The text that begins the caption which it is a part of: itself, or one over it.
    pub(super) caption: Option<usize>,
}

impl Text<'_> {
    /// Whether it flows from a line: in the same letters, right under it, under no more white than lines have.
    fn flows_from(&self, before: &Text<'_>) -> bool {
        let size = self.line.size;
        let near = self.line.baseline - before.line.baseline < size * 3;
        self.start == Start::Wrap && size == before.line.size && near
    }

    /// Whether it may stand over each page of a table: it is a part of its caption, and not the mere name of an
    /// appendix, which pages have as running heads.
    pub(super) fn is_captions(&self) -> bool {
        let kind = caption::parse(&words::text(&self.line)).map(|found| found.kind);
        self.caption.is_some() && !(kind == Some(caption::Kind::Other) && is_bare(&self.line))
    }
}

/// The lines round a table, by their place among the texts, and how each relates to the one over it: over
/// the table and under it, from top to bottom.
#[derive(Default)]
pub(super) struct Share {
    pub(super) over: Vec<(usize, Start)>,
    pub(super) under: Vec<(usize, Start)>,
}

/// The lines of some words, parted where a gap is too wide for a blank: the caption of a table stands
/// beside that of the next one, or beside a column of prose, and none is a part of the other.
pub(super) fn texts<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<Text<'w>> {
    let mut found: Vec<TextLine<'w>> = lines(words).into_iter().flat_map(parted).collect();
    found.sort_by_key(|line| (line.baseline, line.area.x0));
    let over: Vec<Option<usize>> = (0..found.len()).map(|at| over(&found, at)).collect();
    let starts = starts(&found, &over);
    let mut captions: Vec<Option<usize>> = Vec::new();
    for (at, (line, start)) in found.iter().zip(&starts).enumerate() {
        let goes_on = |over: usize| {
            let of = *captions.get(over)?;
            let before = found.get(over)?;
            let flows = *start == Start::Wrap && before.size == line.size;
            of.filter(|of| flows || *of == over && is_bare(before))
        };
        let caption =
            if begins_caption(&line.words) { Some(at) } else { over[at].and_then(goes_on) };
        captions.push(caption);
    }
    let rest = starts.into_iter().zip(captions);
    found
        .into_iter()
        .zip(rest)
        .map(|(line, (start, caption))| Text { line, start, caption })
        .collect()
}

fn parted(line: TextLine<'_>) -> Vec<TextLine<'_>> {
    let mut found: Vec<TextLine<'_>> = Vec::new();
    for (at, word) in line.words.iter().enumerate() {
        let rest = &line.words[at..];
        let home = found.last_mut().filter(|text| goes_on(text, rest, line.size));
        match home {
            Some(text) => {
                text.area = text.area.union(&word.area);
                text.words.push(word);
            }
            None => found.push(TextLine {
                words: vec![word],
                area: word.area,
                baseline: line.baseline,
                size: line.size,
            }),
        }
    }
    found
}

/// Whether a text goes on with the next words: after no more than a wide blank, or after a label of its own
/// (the number of a caption, the mark of a note), which may stand off further. What begins a caption after
/// more than a blank is a text of its own: the number of a line stands before it, or the caption beside it
/// fills its column.
fn goes_on(text: &TextLine<'_>, rest: &[&Word], size: Pt) -> bool {
    /// The widest blank of justified prose as a rule, in hundredths of the height.
    const BLANK: i32 = 60;
    let Some(word) = rest.first() else { return false };
    let gap = word.area.x0 - text.area.x1;
    let caption = || gap * 100 > size * BLANK && begins_surely(rest);
    (gap < size || gap < size * 4 && is_label(text)) && !caption()
}

/// Whether a text is nothing but the label of a caption or the mark of a note.
fn is_label(text: &TextLine<'_>) -> bool {
    let whole: Vec<&str> = text.words.iter().map(|word| &*word.text).collect();
    let whole = whole.join(" ");
    whole.chars().count() <= 2 || is_bare(text)
}

/// Whether a text is nothing but the label of a caption.
fn is_bare(text: &TextLine<'_>) -> bool {
    let whole: Vec<&str> = text.words.iter().map(|word| &*word.text).collect();
    let whole = whole.join(" ");
    let letters = whole.trim_end().chars().count();
    caption::parse(&whole).is_some_and(|found| found.end >= letters)
}

fn begins_caption(words: &[&Word]) -> bool {
    signs_seen::caption(words.iter().map(|word| word.text.as_str())) != Caption::None
}

/// Whether words begin a caption that can be nothing else.
fn begins_surely(words: &[&Word]) -> bool {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    caption::parse(&text.join(" ")).is_some_and(|found| found.strength == Strength::Certain)
}

/// The line right over each.
fn over(lines: &[TextLine<'_>], at: usize) -> Option<usize> {
    let line = lines.get(at)?;
    let near = (at.saturating_sub(BESIDE)..at).rev();
    near.filter_map(|before| Some((before, lines.get(before)?)))
        .filter(|(_, o)| o.area.x0 < line.area.x1 && line.area.x0 < o.area.x1)
        .find(|(_, o)| o.baseline < line.baseline)
        .map(|(before, _)| before)
}

/// How each line outside of tables relates to the one over it: a new paragraph begins where there is none, and
/// under more white space than between two lines of that size elsewhere on the page.
fn starts(lines: &[TextLine<'_>], over: &[Option<usize>]) -> Vec<Start> {
    /// In percent of the nearest two lines of the size.
    const MORE: i32 = 140;
    /// Lines of one text are no further apart than this, in percent of the height: two steps of a font that
    /// asks for much, 117. A heading, or a table, stands between what is.
    const WIDEST: i32 = 235;
    /// The usual step, in percent of the height, for a size that the page has on one line alone.
    const USUAL: i32 = 120;
    let step = |(line, over): (&TextLine<'_>, &Option<usize>)| {
        let over = lines.get((*over)?)?;
        Some((over.size, line.baseline - over.baseline))
    };
    let steps: Vec<Option<(Pt, Pt)>> = lines.iter().zip(over).map(step).collect();
    let mut least: BTreeMap<Pt, Pt> = BTreeMap::new();
    for (line, (size, step)) in lines.iter().zip(&steps).filter_map(|(l, s)| Some((l, (*s)?))) {
        if size == line.size && step >= size && step * 100 <= size * WIDEST {
            let least = least.entry(size).or_insert(step);
            *least = step.min(*least);
        }
    }
    let wraps = |(line, step): (&TextLine<'_>, &Option<(Pt, Pt)>)| {
        let most = least.get(&line.size).copied().unwrap_or(line.size * USUAL / 100) * MORE;
        step.is_some_and(|(_, step)| step * 100 <= most)
    };
    let start = |wraps: bool| if wraps { Start::Wrap } else { Start::Paragraph };
    lines.iter().zip(&steps).map(|pair| start(wraps(pair))).collect()
}

/// Which lines go with which of the tables of a page. A caption between two tables is that of the lower
/// one, as far as it is in its reach, and so is what stands under it.
pub(super) fn shares(texts: &[Text<'_>], tables: &[Area]) -> Vec<Share> {
    let over: Vec<Vec<usize>> = tables.iter().map(|area| near_over(texts, area)).collect();
    let lower = |caption: usize| {
        let holds = (0..tables.len()).filter(|table| over[*table].contains(&caption));
        holds.min_by_key(|table| tables[*table].top)
    };
    let mut home: Vec<Option<usize>> =
        texts.iter().map(|text| text.caption.and_then(&lower)).collect();
    for (table, over) in over.iter().enumerate() {
        let heading = over.last().filter(|at| heads(texts, **at, (tables, table)));
        heading.into_iter().for_each(|at| home[*at] = home[*at].or(Some(table)));
    }
    let mut taken = vec![false; texts.len()];
    let mut found = Vec::new();
    for (table, area) in tables.iter().enumerate() {
        let others = |at: &usize| home[*at].is_some_and(|home| home != table);
        let under: Vec<usize> = near_under(texts, area).take_while(|at| !others(at)).collect();
        let over = over[table].iter().copied().filter(|at| !others(at)).collect();
        let mut free = |lines: Vec<usize>| {
            let lines = lines.into_iter().filter(|at| !std::mem::replace(&mut taken[*at], true));
            with_starts(texts, lines.collect())
        };
        let over = free(over);
        found.push(Share { over, under: free(under) });
    }
    found
}

/// Whether a text that begins by itself stands nearer to the table right under it than to any over it, and is
/// no note of that one.
fn heads(texts: &[Text<'_>], at: usize, (tables, own): (&[Area], usize)) -> bool {
    let (text, Some(under)) = (&texts[at], tables.get(own)) else { return false };
    let line = &text.line.area;
    let gap = under.top - line.bottom;
    let over = tables.iter().filter(|table| table.bottom <= line.mid_y() && is_beside(text, table));
    let alone = text.start != Start::Wrap && !begins_note(text);
    alone && over.map(|table| line.top - table.bottom).all(|other| gap < other)
}

/// How each line relates to the one over it: what stands in a row with others does not flow.
fn with_starts(texts: &[Text<'_>], lines: Vec<usize>) -> Vec<(usize, Start)> {
    /// Two texts side by side may be a line whose blanks are stretched.
    const ROW: usize = 3;
    let level = |a: usize, b: usize| is_level(&texts[a].line, &texts[b].line);
    let beside = |at: &usize| lines.iter().filter(|other| level(*at, **other)).count();
    let start = |at: &usize| if beside(at) < ROW { texts[*at].start } else { Start::Break };
    lines.iter().map(|at| (*at, start(at))).collect()
}

/// Whether two texts stand side by side.
fn is_level(a: &TextLine<'_>, b: &TextLine<'_>) -> bool {
    (a.baseline - b.baseline).abs() * 3 < a.size.max(b.size)
}

fn is_beside(text: &Text<'_>, area: &Area) -> bool {
    text.line.area.x0 < area.x1 && area.x0 < text.line.area.x1
}

/// The last lines over a table; all of a caption of which they are the end.
fn near_over(texts: &[Text<'_>], area: &Area) -> Vec<usize> {
    let near = |at: &usize| {
        let line = &texts[*at].line.area;
        line.mid_y() < area.top && area.top - line.bottom < FAR
    };
    let all = (0..texts.len()).filter(|at| is_beside(&texts[*at], area)).filter(near);
    let all: Vec<usize> = all.collect();
    // Texts side by side are one line.
    let levels = |from: usize| {
        let lines = all[from..].windows(2);
        1 + lines.filter(|pair| !is_level(&texts[pair[0]].line, &texts[pair[1]].line)).count()
    };
    let mut from = all.len();
    while from > 0 && levels(from - 1) <= LINES_OVER {
        from -= 1;
    }
    let caption = all.get(from).and_then(|at| texts[*at].caption);
    from = all.iter().position(|at| Some(*at) == caption).map_or(from, |at| at.min(from));
    all[from..].to_vec()
}

/// The lines under a table: the first ones, and on from there what goes on with a note among them, line by
/// line and note by note.
fn near_under<'t>(texts: &'t [Text<'_>], area: &'t Area) -> impl Iterator<Item = usize> + 't {
    let mut taken = 0;
    let mut note = false;
    let mut last: Option<&Text<'_>> = None;
    let under = |at: &usize| {
        let text = &texts[*at];
        text.line.area.mid_y() > area.bottom && is_beside(text, area)
    };
    (0..texts.len()).filter(under).take_while(move |at| {
        let text = &texts[*at];
        let flows = last.is_some_and(|last| text.flows_from(last));
        let near = text.line.area.top - area.bottom < FAR && taken < LINES_UNDER;
        note = begins_note(text) && (flows || near) || note && flows;
        taken += 1;
        last = Some(text);
        near || note
    })
}

/// Whether a text begins as a note does, by its words or by a raised mark.
fn begins_note(text: &Text<'_>) -> bool {
    let raised = text.line.words.first().is_some_and(|word| word.is_raised());
    raised || note::is_note(&words::text(&text.line))
}

//! Tables without rulings: columns by the white space that runs down between them.
//!
//! Lines that hold several phrases far apart are gathered into blocks; in a block the columns are
//! what is left between the rivers, the strips of white space that nearly every line leaves free
//! (after Nurminen's text-edge idea, 2013, turned to white space). Prose has rivers too, between
//! the columns of a page, but its phrases fill their columns; such blocks are no tables.

use super::words::{TextLine, Word};
use crate::geom::{Area, Pt};

/// A block of lines that reads as a table.
#[derive(Clone, Debug)]
pub(super) struct Block<'w> {
    pub(super) lines: Vec<TextLine<'w>>,
    /// Column edges from left to right, the outer ones included.
    pub(super) edges: Vec<Pt>,
    /// Whether the edges are those of the page before, whose table goes on here.
    pub(super) goes_on: bool,
}

impl Block<'_> {
    pub(super) fn area(&self) -> Area {
        let first = self.lines.first().map(|line| line.area).unwrap_or_default();
        self.lines.iter().fold(first, |area, line| area.union(&line.area))
    }
}

/// A gap wider than this (hundredths of the height) parts two phrases.
const PHRASE_GAP: i32 = 105;
/// A river is at least this wide, in hundredths of the height.
const RIVER: i32 = 55;
/// So many lines in a hundred may cross a river: headers and notes that span columns.
const CROSSING: usize = 18;
/// Where there are more columns than this, nothing but rivers is looked for: no page has so many, and
/// each is held against all lines.
const MOST_COLUMNS: usize = 200;
/// Lines further apart than this (hundredths of the height) are not one block.
pub(super) const BLOCK_GAP: i32 = 330;

/// Finds the tables among the lines of a page or of one of its columns.
pub(super) fn blocks<'w>(lines: &[TextLine<'w>]) -> Vec<Block<'w>> {
    let mut found = Vec::new();
    let mut current: Vec<TextLine<'w>> = Vec::new();
    // Lines of one phrase before a block: the rests of cells that a page break cut, or a caption.
    let mut lead: Vec<TextLine<'w>> = Vec::new();
    let mut single = 0;
    for line in lines {
        let gap = current.last().map(|last| line.baseline - last.baseline);
        let apart = gap.is_some_and(|gap| gap * 100 > line.size * BLOCK_GAP);
        // A line of one phrase that begins where a column does goes on in that column's cell.
        let tabular = phrases(line).len() > 1;
        single = if tabular || in_column(line, &current) { 0 } else { single + 1 };
        if apart || single > 3 {
            finish(&mut lead, &mut current, &mut found);
            single = usize::from(!tabular);
        }
        if tabular || !current.is_empty() {
            current.push(line.clone());
        } else {
            lead.push(line.clone());
        }
    }
    finish(&mut lead, &mut current, &mut found);
    found
}

/// Whether a line of one phrase begins where a phrase of the lines before it began, and leaves room
/// for other columns beside it.
fn in_column(line: &TextLine<'_>, current: &[TextLine<'_>]) -> bool {
    /// How far back columns are remembered, in lines.
    const MEMORY: usize = 30;
    const SAME_START: Pt = Pt(250);
    let block = current.iter().map(|l| l.area).reduce(|a, b| a.union(&b));
    let narrow = block.is_some_and(|block| line.area.width() * 2 < block.width());
    narrow
        && current
            .iter()
            .rev()
            .take(MEMORY)
            .filter(|l| phrases(l).len() > 1)
            .any(|l| starts(l).any(|word| (word.area.x0 - line.area.x0).abs() <= SAME_START))
}

/// The words with which the phrases of a line begin: a bullet, and the word after it, under which the
/// item goes on.
fn starts<'l, 'w>(line: &'l TextLine<'w>) -> impl Iterator<Item = &'w Word> + 'l {
    phrases(line).into_iter().flat_map(|phrase| match phrase {
        [mark, word, ..] if mark.is_mark() => vec![*mark, *word],
        [word, ..] => vec![*word],
        [] => Vec::new(),
    })
}

/// Whether each phrase of a line begins where a phrase of the table does, and a line of one phrase not
/// at its left side, where notes do.
pub(super) fn starts_in_columns(line: &TextLine<'_>, table: &[TextLine<'_>]) -> bool {
    const SAME_START: Pt = Pt(250);
    let left = table.iter().map(|line| line.area.x0).min().unwrap_or_default();
    let starts = |x: Pt| {
        table.iter().flat_map(self::starts).any(|word| (word.area.x0 - x).abs() <= SAME_START)
    };
    let phrases = phrases(line);
    let alone = phrases.len() == 1;
    phrases.iter().all(|phrase| {
        phrase.first().is_some_and(|word| {
            (!alone || word.area.x0 - left > word.size * 3) && starts(word.area.x0)
        })
    })
}

/// Whether a line of one phrase stands in a column of the block that is not its first: captions and
/// notes begin at the left side.
pub(super) fn in_inner_column(line: &TextLine<'_>, block: &[TextLine<'_>]) -> bool {
    let left = block.iter().map(|line| line.area.x0).min().unwrap_or_default();
    line.area.x0 - left > line.size * 3 && in_column(line, block)
}

fn finish<'w>(
    lead: &mut Vec<TextLine<'w>>,
    current: &mut Vec<TextLine<'w>>,
    found: &mut Vec<Block<'w>>,
) {
    let mut lines = std::mem::take(current);
    while lines.last().is_some_and(|line| phrases(line).len() < 2 && !in_inner_column(line, &lines))
    {
        lines.pop();
    }
    for line in std::mem::take(lead).into_iter().rev() {
        let near = lines
            .first()
            .is_some_and(|first| (first.baseline - line.baseline) * 100 <= line.size * BLOCK_GAP);
        if !near || !in_inner_column(&line, &lines) {
            break;
        }
        lines.insert(0, line);
    }
    if let Some(block) = block(lines) {
        found.push(block);
    }
}

/// The phrases of a line: words with ordinary blanks between them.
pub(super) fn phrases<'l, 'w>(line: &'l TextLine<'w>) -> Vec<&'l [&'w Word]> {
    let wide = |pair: (usize, &[&Word])| {
        let [left, right] = pair.1 else { return None };
        let size = left.size.min(right.size);
        let cut = (right.area.x0 - left.area.x1) * 100 > size * PHRASE_GAP;
        (cut && !left.marks(right)).then_some(pair.0 + 1)
    };
    let cuts: Vec<usize> = line.words.windows(2).enumerate().filter_map(wide).collect();
    let mut found = Vec::new();
    let mut start = 0;
    for cut in cuts.into_iter().chain([line.words.len()]) {
        found.push(&line.words[start..cut]);
        start = cut;
    }
    found
}

/// So many lines in a hundred stand in columns where few stand beside each other.
const IN_COLUMNS: usize = 80;

fn block(lines: Vec<TextLine<'_>>) -> Option<Block<'_>> {
    let several = lines.iter().filter(|line| phrases(line).len() > 1).count();
    let inner = |line: &&TextLine<'_>| phrases(line).len() == 1 && in_inner_column(line, &lines);
    let tabular = several + lines.iter().filter(inner).count();
    // One list of a row may run on beside nothing: then all of its lines are in its column.
    let few = several * 4 < lines.len() && tabular * 100 < lines.len() * IN_COLUMNS;
    if several < 2 || few || several * 10 < lines.len() || tabular * 2 < lines.len() {
        return None;
    }
    let edges = columns(&lines)?;
    let block = Block { lines, edges, goes_on: false };
    (!is_prose(&block)).then_some(block)
}

/// The edges of the columns: the middles of the rivers, and the outer sides.
pub(super) fn columns(lines: &[TextLine<'_>]) -> Option<Vec<Pt>> {
    let size = median(lines.iter().map(|line| line.size).collect())?;
    let left = lines.iter().map(|line| line.area.x0).min()?;
    let right = lines.iter().map(|line| line.area.x1).max()?;
    let tabular: Vec<Vec<(Pt, Pt)>> =
        lines.iter().filter(|line| phrases(line).len() > 1).map(covered).collect();
    let narrowest = if lines.len() < 4 { size * 2 * RIVER / 100 } else { size * RIVER / 100 };
    let mut inner = rivers(&tabular, narrowest);
    // Columns of short cells beside long ones have text on no more lines than headers and notes that
    // cross a river; what parts them is left free by all lines.
    let dry = dry(&tabular, narrowest);
    if dry.len() <= MOST_COLUMNS {
        inner.extend(dry.into_iter().filter(|edge| parts(&tabular, *edge)));
    }
    inner.sort_unstable();
    // Both may have found one place; between two columns there is text.
    inner.dedup_by(|b, a| !tabular.iter().flatten().any(|(start, end)| *a <= *start && *end <= *b));
    let mut edges = [&[left], inner.as_slice(), &[right]].concat();
    let few = edges.len() <= MOST_COLUMNS;
    while let Some(at) = (1..edges.len() - 1).find(|at| few && heads(&tabular, &edges, *at)) {
        edges.remove(at);
    }
    (edges.len() > 2).then_some(edges)
}

/// Whether an edge only parts a header from the column under it, which is set to its other side: no
/// line has text in both, and what the one holds stands in the first lines.
fn heads(lines: &[Vec<(Pt, Pt)>], edges: &[Pt], at: usize) -> bool {
    /// Lines of a header at most.
    const HEADER: usize = 3;
    let (Some(from), Some(to)) = (edges.get(at - 1), edges.get(at + 1)) else { return false };
    let edge = edges[at];
    let within = |a: Pt, b: Pt| {
        let middle = move |strip: &(Pt, Pt)| (strip.0 + strip.1) / 2;
        let has = move |strips: &&Vec<(Pt, Pt)>| {
            strips.iter().any(|strip| a <= middle(strip) && middle(strip) < b)
        };
        lines.iter().enumerate().filter(move |(_, strips)| has(strips)).map(|(line, _)| line)
    };
    let (left, right): (Vec<usize>, Vec<usize>) =
        (within(*from, edge).collect(), within(edge, *to).collect());
    let above = |one: &[usize], other: &[usize]| {
        one.last().zip(other.first()).is_some_and(|(last, first)| last < first && *last < HEADER)
    };
    above(&left, &right) || above(&right, &left)
}

/// Whether some lines have text on both sides of an edge, and none on it.
fn parts(lines: &[Vec<(Pt, Pt)>], edge: Pt) -> bool {
    let both = |strips: &&Vec<(Pt, Pt)>| {
        strips.iter().any(|(_, end)| *end <= edge) && strips.iter().any(|(start, _)| *start >= edge)
    };
    let crossing = lines.iter().flatten().filter(|(a, b)| *a < edge && edge < *b).count();
    crossing == 0 && lines.iter().filter(both).count() > 1
}

/// The middles of the strips between texts that all lines leave free.
fn dry(lines: &[Vec<(Pt, Pt)>], narrowest: Pt) -> Vec<Pt> {
    let mut strips: Vec<(Pt, Pt)> = lines.iter().flatten().copied().collect();
    strips.sort_unstable();
    let mut found = Vec::new();
    let mut reach = strips.first().map_or(Pt(0), |(_, end)| *end);
    for (start, end) in strips {
        if start - reach >= narrowest {
            found.push(reach + (start - reach) / 2);
        }
        reach = reach.max(end);
    }
    found
}

/// The middles of the strips that nearly all of some lines leave free.
fn rivers(lines: &[Vec<(Pt, Pt)>], narrowest: Pt) -> Vec<Pt> {
    // How many lines cover each place: a sweep over the ends of their phrases.
    let mut ends: Vec<(Pt, i32)> = Vec::new();
    for (start, end) in lines.iter().flatten() {
        ends.push((*start, 1));
        ends.push((*end, -1));
    }
    ends.sort_unstable();
    let tolerated = (lines.len() * CROSSING / 100) as i32;
    let mut found = Vec::new();
    let mut depth = 0;
    // The strips of the river that is being crossed: how many lines cover each.
    let mut river: Vec<(i32, Pt, Pt)> = Vec::new();
    let mut from = ends.first().map_or(Pt(0), |(x, _)| *x);
    let mut reached_text = false;
    for (x, change) in ends {
        if depth <= tolerated && x > from && reached_text {
            river.push((depth, from, x));
        }
        depth += change;
        from = x;
        if depth > tolerated {
            reached_text = true;
            found.extend(ford(&river, narrowest));
            river.clear();
        }
    }
    found
}

/// Where to cross a river that is wide enough: in the middle of its emptiest strip.
fn ford(river: &[(i32, Pt, Pt)], narrowest: Pt) -> Option<Pt> {
    let (_, from, _) = river.first()?;
    let (_, _, to) = river.last()?;
    if *to - *from < narrowest {
        return None;
    }
    let (_, a, b) = river.iter().min_by_key(|(depth, a, b)| (*depth, Pt(0) - (*b - *a)))?;
    Some(*a + (*b - *a) / 2)
}

/// The strips of a line that its words cover, ordinary blanks included.
fn covered(line: &TextLine<'_>) -> Vec<(Pt, Pt)> {
    /// Blanks no wider than this (hundredths of the height) belong to a phrase for sure.
    const BLANK: i32 = 40;
    let mut strips: Vec<(Pt, Pt)> = Vec::new();
    let mut before: Option<&Word> = None;
    for word in &line.words {
        let marked = before.is_some_and(|before| before.marks(word));
        before = Some(word);
        match strips.last_mut() {
            Some(last) if marked || (word.area.x0 - last.1) * 100 <= word.size * BLANK => {
                last.1 = last.1.max(word.area.x1);
            }
            _ => strips.push((word.area.x0, word.area.x1)),
        }
    }
    strips
}

/// A block whose white space leaves the edges of the page before free takes them over: a page may
/// hold too little to tell all of its columns by itself.
pub(super) fn as_before<'w>(mut block: Block<'w>, before: &[Pt]) -> Block<'w> {
    /// The sides of one table differ by no more than this from page to page.
    const SIDE: Pt = Pt(2500);
    let (Some(first), Some(last)) = (before.first(), before.last()) else { return block };
    let area = block.area();
    let inner = &before[1..before.len() - 1];
    let same_place = (area.x0 - *first).abs() <= SIDE && (area.x1 - *last).abs() <= SIDE;
    if !same_place || before.len() < block.edges.len() {
        return block;
    }
    let more = before.len() > block.edges.len();
    let tabular: Vec<&TextLine<'_>> = block.lines.iter().filter(|l| phrases(l).len() > 1).collect();
    let free = inner.iter().all(|edge| {
        let over = |word: &&Word| word.crosses(*edge);
        let crossing = tabular.iter().filter(|line| line.words.iter().any(over)).count();
        // As many columns of its own are given up only for edges that fit altogether, and that cut no
        // phrase in a blank.
        let cut = |line: &TextLine<'_>| covered(line).iter().any(|(a, b)| *a < *edge && *edge < *b);
        let fits = || !tabular.iter().any(|line| cut(line));
        crossing * 100 <= tabular.len() * CROSSING && (more || fits())
    });
    if free {
        block.goes_on = true;
        block.edges = [first.min(&area.x0)]
            .into_iter()
            .chain(inner)
            .chain([last.max(&area.x1)])
            .copied()
            .collect();
    }
    block
}

/// Prose in columns: few columns whose phrases are long and fill them.
fn is_prose(block: &Block<'_>) -> bool {
    let columns = block.edges.len() - 1;
    let mut words = vec![0_usize; columns];
    let mut lines = vec![0_usize; columns];
    let mut full = vec![0_usize; columns];
    let mut digits = 0;
    let mut all = 0;
    for line in &block.lines {
        for phrase in phrases(line) {
            let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { continue };
            let mid = first.area.union(&last.area).mid_x();
            let col = super::rows::column_at(&block.edges, mid);
            let width = block.edges[col + 1] - block.edges[col];
            words[col] += phrase.len();
            lines[col] += 1;
            let fills = (last.area.x1 - first.area.x0) * 100 >= width * 78;
            full[col] += usize::from(fills && phrase.len() > 3);
            all += 1;
            digits += usize::from(phrase.iter().any(|w| w.text.contains(|c: char| c.is_numeric())));
        }
    }
    let prosaic = (0..columns)
        .filter(|col| {
            lines[*col] > 0
                && full[*col] * 100 >= lines[*col] * 55
                && words[*col] >= lines[*col] * 4
        })
        .count();
    // A numbered list: marks in front of prose.
    let marked =
        columns == 2 && words[0] <= lines[0] && words[1] >= lines[1] * 5 && digits * 3 < all * 2;
    prosaic * 2 >= columns && columns <= 3 || marked
}

pub(super) fn median(mut values: Vec<Pt>) -> Option<Pt> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// The strips of a page that are columns of text: one, or two where a gutter runs down the middle
/// of most lines.
pub(super) fn page_columns(words: &[Word], width: Pt) -> Vec<(Pt, Pt)> {
    /// A gutter stands between these parts of the width (percent), and is this wide.
    const MIDDLE: (i32, i32) = (35, 65);
    const GUTTER: Pt = Pt(900);
    let whole = vec![(Pt(i32::MIN / 2), Pt(i32::MAX / 2))];
    let lines = super::words::lines(words);
    if lines.len() < 12 {
        return whole;
    }
    let (from, to) = (width * MIDDLE.0 / 100, width * MIDDLE.1 / 100);
    let mut best: Option<(usize, Pt)> = None;
    let mut x = from;
    while x < to {
        let crossing = words
            .iter()
            .filter(|word| word.area.x0 < x + GUTTER / 2 && word.area.x1 > x - GUTTER / 2)
            .count();
        if best.is_none_or(|(least, _)| crossing < least) {
            best = Some((crossing, x));
        }
        x = x + Pt(200);
    }
    let Some((crossing, x)) = best else { return whole };
    let mut prose = [0, 0];
    let mut both = 0;
    for line in &lines {
        let left: Vec<&&Word> = line.words.iter().filter(|word| word.area.x1 <= x).collect();
        let right: Vec<&&Word> = line.words.iter().filter(|word| word.area.x0 >= x).collect();
        both += usize::from(!left.is_empty() && !right.is_empty());
        for (side, words) in [left, right].into_iter().enumerate() {
            let gap = words
                .windows(2)
                .any(|w| (w[1].area.x0 - w[0].area.x1) * 100 > w[0].size * PHRASE_GAP);
            prose[side] += usize::from(words.len() >= 5 && !gap);
        }
    }
    let clear = crossing * 12 <= lines.len();
    let columns = prose[0].min(prose[1]) * 3 >= both.max(12) && both * 3 >= lines.len();
    if clear && (columns || prose[0] + prose[1] >= lines.len() && both * 3 >= lines.len()) {
        vec![(Pt(i32::MIN / 2), x), (x, Pt(i32::MAX / 2))]
    } else {
        whole
    }
}

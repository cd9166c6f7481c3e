//! The evidence for one line: what speaks for a row that begins there, and for one that goes on.

use super::pieces::Piece;
use super::rows::{Between, Habit, INSIDE, RULED, WALLED, has, since_ruling, until_ruling};
use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, hundredths, percent};
use super::signs_seen::{Look, shape};
use crate::geom::Pt;
use crate::page::Shade;
use crate::signs::citation::{self, years};

/// A line of a region with what it is compared with.
pub(super) struct Place<'a> {
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) lines: &'a [Line],
    pub(super) pieces: &'a [Vec<Piece>],
    pub(super) habit: &'a Habit,
    pub(super) between: &'a [Between],
    /// Its number, 1 or more.
    pub(super) at: usize,
    /// The last line over it that has text in the first column.
    pub(super) key_line: Option<usize>,
}

impl<'a> Place<'a> {
    /// The evidence of the first look.
    pub(super) fn evidence(&self) -> Evidence {
        let flow = flow(self.sheet, self.over(), self.own(), self.habit);
        [
            self.spacing(),
            self.ruled(),
            self.filling(&flow),
            flow.evidence(),
            self.keys(),
            self.drawn(&flow),
            self.indent(),
            self.shades(),
            self.citations(),
            self.looks(),
            self.place(),
        ]
        .concat()
    }

    fn line(&self) -> &'a Line {
        &self.lines[self.at]
    }

    fn above(&self) -> &'a Line {
        &self.lines[self.at - 1]
    }

    fn own(&self) -> &'a [Piece] {
        &self.pieces[self.at]
    }

    fn over(&self) -> &'a [Piece] {
        &self.pieces[self.at - 1]
    }

    fn next(&self) -> Option<&'a Vec<Piece>> {
        self.pieces.get(self.at + 1)
    }

    fn key(&self) -> Option<&'a Piece> {
        self.own().iter().find(|piece| piece.col == 0)
    }

    fn over_key(&self) -> Option<&'a Piece> {
        let line = self.key_line?;
        self.pieces[line].iter().find(|piece| piece.col == 0)
    }

    fn first_look(&self, piece: &Piece) -> Option<&'a Look> {
        piece.words.first().map(|word| &self.sheet.looks[*word])
    }

    /// The white over it, against that of the table.
    fn spacing(&self) -> Evidence {
        let (above, line, habit) = (self.above(), self.line(), self.habit);
        let step = line.baseline - above.baseline;
        let next = self.lines.get(self.at + 1).map(|next| next.baseline - line.baseline);
        let before = self.at.checked_sub(2).map(|two| above.baseline - self.lines[two].baseline);
        let low = |step: Option<Pt>| step.map_or(UNKNOWN, |step| hundredths(step, habit.low));
        vec![
            ("step, em%", hundredths(step, line.size)),
            ("step over the low step, %", hundredths(step, habit.low)),
            ("step over the usual step, %", hundredths(step, habit.mid)),
            ("next step over the low step, %", low(next)),
            ("step before over the low step, %", low(before)),
        ]
    }

    /// The rulings over it, against those of the table.
    fn ruled(&self) -> Evidence {
        let (at, between) = (self.at, self.between);
        vec![
            (RULED, between[at].ruled),
            ("rulings", between[at].rulings.min(5)),
            ("ruled before, width%", at.checked_sub(1).map_or(0, |a| between[a].ruled)),
            ("ruled after, width%", between.get(at + 1).map_or(UNKNOWN, |b| b.ruled)),
            ("lines ruled off, %", self.habit.ruled),
        ]
    }

    /// Which columns it fills, and the lines over and under it.
    fn filling(&self, flow: &Flow) -> Evidence {
        let (own, over, habit) = (self.own(), self.over(), self.habit);
        let filled =
            |pieces: &[Piece]| pieces.iter().map(|p| p.last_col - p.col + 1).sum::<usize>();
        let filled = |pieces: &[Piece]| percent(filled(pieces), habit.columns);
        let new =
            own.iter().filter(|piece| !(piece.col..=piece.last_col).any(|col| has(over, col)));
        vec![
            ("lines with a key, %", habit.keyed),
            ("lines of several cells, %", habit.several),
            ("lines that are full, %", habit.full),
            ("filled columns, %", filled(own)),
            ("filled columns above, %", filled(over)),
            ("filled columns below, %", self.next().map_or(UNKNOWN, |next| filled(next))),
            ("pieces", own.len().min(12) as i32),
            ("pieces above", over.len().min(12) as i32),
            ("columns not filled above", new.count().min(12) as i32),
            ("columns filled on both", flow.both.min(12) as i32),
        ]
    }

    /// What its key says, and the key over it.
    fn keys(&self) -> Evidence {
        let (key, over_key) = (self.key(), self.over_key());
        let tags = (self.sheet.row_tag(self.own()), self.sheet.row_tag(self.over()));
        let since = self.key_line.map_or(20, |key| (self.at - key).min(20) as i32);
        let rest = key.and_then(|key| self.first_look(key));
        let open = |over: &Piece| over.words.last().is_some_and(|w| self.sheet.looks[*w].open);
        let same = |(a, b): (&Piece, &Piece)| shape_of(self.sheet, a) == shape_of(self.sheet, b);
        vec![
            ("one tagged row", tags.0.zip(tags.1).map_or(UNKNOWN, |(a, b)| i32::from(a == b))),
            ("key here", i32::from(key.is_some())),
            ("key above", i32::from(has(self.over(), 0))),
            ("key below", self.next().map_or(UNKNOWN, |next| i32::from(has(next, 0)))),
            ("lines since a key", since),
            ("key is a rest", rest.map_or(UNKNOWN, |look| i32::from(look.rest))),
            ("key above is open", over_key.map_or(UNKNOWN, |over| i32::from(open(over)))),
            (
                "key shaped as the one above",
                key.zip(over_key).map_or(UNKNOWN, |keys| i32::from(same(keys))),
            ),
        ]
    }

    fn drawn(&self, flow: &Flow) -> Evidence {
        vec![
            ("same shapes under, %", flow.share(flow.alike)),
            (INSIDE, self.habit.inner),
            (WALLED, self.habit.walled),
            ("lines since a ruling", since_ruling(self.between, self.at)),
            ("lines until a ruling", until_ruling(self.between, self.at)),
        ]
    }

    fn indent(&self) -> Evidence {
        let keys = self.key().zip(self.over_key());
        let more = keys.map_or(UNKNOWN, |(key, over)| {
            hundredths(key.area.x0 - over.area.x0, self.line().size)
        });
        vec![("key indented more, em%", more)]
    }

    /// Whether it stands on another shade than the line over it.
    fn shades(&self) -> Evidence {
        let (above, own) = (self.habit.shades[self.at - 1], self.habit.shades[self.at]);
        let told = |holds: bool| if self.habit.shaded == 0 { UNKNOWN } else { i32::from(holds) };
        let colour = |shade: Option<Shade>| shade.map(|shade| shade.colour);
        let height = |shade: Shade| (shade.area.top, shade.area.bottom);
        vec![
            ("shade changes", told(colour(above) != colour(own))),
            ("on one shade", told(above.zip(own).is_some_and(|(a, b)| height(a) == height(b)))),
            ("shaded lines, %", self.habit.shaded),
        ]
    }

    /// Whether its key cites a study, and the one over it.
    fn citations(&self) -> Evidence {
        let text = |piece: Option<&Piece>| piece.map(|piece| self.sheet.text(&piece.words));
        let (over, key) = (text(self.over_key()), text(self.key()));
        let cited = |text: Option<&String>| text.map_or(UNKNOWN, |text| kind_of_key(text));
        let both = |(key, over): (&String, &String)| {
            years(key).len().min(2) as i32 + 3 * years(over).len().min(2) as i32
        };
        vec![
            ("key as a citation", cited(key.as_ref())),
            ("key above as a citation", cited(over.as_ref())),
            ("years of both keys", key.as_ref().zip(over.as_ref()).map_or(UNKNOWN, both)),
        ]
    }

    /// What its cells look like.
    fn looks(&self) -> Evidence {
        let (sheet, own, key) = (self.sheet, self.own(), self.key());
        let looks = |test: fn(&Look) -> bool| {
            own.iter().filter_map(|piece| self.first_look(piece)).filter(|look| test(look)).count()
        };
        let bold = |line: &Line| {
            percent(sheet.words_of(line).filter(|w| w.bold).count(), sheet.words_of(line).count())
        };
        let marks = own.iter().filter_map(|piece| piece.words.first());
        let marks = marks.filter(|word| starts_with_mark(&sheet.words[**word].text)).count();
        let spans = own.iter().any(|piece| piece.last_col > piece.col);
        vec![
            ("only the key", i32::from(key.is_some() && own.len() == 1)),
            ("key spans", key.map_or(UNKNOWN, |key| (key.last_col - key.col).min(6) as i32)),
            ("spans", i32::from(spans)),
            ("numbers", percent(looks(|look| look.number), own.len())),
            ("small beginnings, %", percent(looks(|look| look.rest), own.len())),
            ("list marks", marks.min(4) as i32),
            ("bold, %", bold(self.line())),
            ("bold above, %", bold(self.above())),
            ("size against above, %", hundredths(self.line().size, self.above().size)),
        ]
    }

    /// Where in the table it stands.
    fn place(&self) -> Evidence {
        let (line, habit, lines) = (self.line(), self.habit, self.lines.len());
        let left = hundredths(line.area.x0 - habit.x0, line.size);
        vec![
            ("line from the top", self.at.min(12) as i32),
            ("line from the end", (lines - 1 - self.at).min(6) as i32),
            ("lines", lines.min(60) as i32),
            ("columns", habit.columns.min(20) as i32),
            ("starts at the left, em%", left.min(5000)),
            ("ends short, width%", hundredths(habit.x1 - line.area.x1, habit.x1 - habit.x0)),
        ]
    }
}

/// How the text of one column goes on from one line to the next.
#[derive(Default)]
struct Flow {
    /// Columns with text on both lines.
    both: usize,
    /// Of those: numbers under numbers, rests, open ends, lines that ended although the next word would
    /// have fitted, lines that were full.
    numbers: usize,
    rests: usize,
    open: usize,
    broken: usize,
    wrapped: usize,
    /// Texts of the same kinds of signs one under the other.
    alike: usize,
    /// Columns whose text goes on in the middle of a cell of the document's tags, or in another cell.
    one_tag: usize,
    other_tag: usize,
}

impl Flow {
    /// A part of the columns with text on both lines, in percent.
    fn share(&self, part: usize) -> i32 {
        if self.both == 0 { UNKNOWN } else { percent(part, self.both) }
    }

    fn evidence(&self) -> Evidence {
        vec![
            ("numbers under numbers, %", self.share(self.numbers)),
            ("rests, %", self.share(self.rests)),
            ("open ends above, %", self.share(self.open)),
            ("broken off above, %", self.share(self.broken)),
            ("full above", self.wrapped.min(8) as i32),
            ("in one tagged cell", self.one_tag.min(4) as i32),
            ("in another tagged cell", self.other_tag.min(4) as i32),
        ]
    }
}

/// How much wider a text had been with the first word of the one under it.
pub(super) fn room(sheet: &Sheet<'_>, last: usize, first: usize) -> Pt {
    /// A blank between words, in hundredths of the height; generous, so that a doubt is no break.
    const BLANK: i32 = 40;
    sheet.words[last].size * BLANK / 100 + sheet.words[first].area.width()
}

fn flow(sheet: &Sheet<'_>, above: &[Piece], line: &[Piece], habit: &Habit) -> Flow {
    let mut flow = Flow::default();
    for piece in line {
        let Some(over) =
            above.iter().find(|over| over.col <= piece.last_col && piece.col <= over.last_col)
        else {
            continue;
        };
        let (Some(last), Some(first)) = (over.words.last(), piece.words.first()) else { continue };
        flow.both += 1;
        let (last_look, first_look) = (&sheet.looks[*last], &sheet.looks[*first]);
        flow.numbers += usize::from(first_look.number && last_look.number);
        flow.alike += usize::from(shape_of(sheet, over) == shape_of(sheet, piece));
        flow.rests += usize::from(first_look.rest);
        flow.open += usize::from(last_look.open);
        let limit = habit.limits.get(over.last_col).copied().unwrap_or_default();
        let needed = over.area.x1 + room(sheet, *last, *first);
        flow.broken += usize::from(needed < limit);
        flow.wrapped += usize::from(needed >= limit);
        if let (Some(a), Some(b)) = (sheet.cell_tag(*last), sheet.cell_tag(*first)) {
            flow.one_tag += usize::from(a == b);
            flow.other_tag += usize::from(a != b);
        }
    }
    flow
}

fn shape_of(sheet: &Sheet<'_>, piece: &Piece) -> String {
    shape(piece.words.iter().map(|word| &*sheet.words[*word].text))
}

/// How much of the key of a study a text is: a whole citation, names, a year, a number, other words.
fn kind_of_key(text: &str) -> i32 {
    match citation::shape(text) {
        citation::Shape::Cited => 5,
        citation::Shape::Authors => 4,
        citation::Shape::Year => 3,
        citation::Shape::Number => 2,
        citation::Shape::Words => 1,
        citation::Shape::Long | citation::Shape::Empty => 0,
    }
}

fn starts_with_mark(text: &str) -> bool {
    let text: Vec<char> = text.chars().chain([' ']).collect();
    crate::marks::bullet_at(&text, 0, true) > 0
}

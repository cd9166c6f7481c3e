//! Keys → decisions about the point that is shown.

use std::collections::{BTreeMap, BTreeSet};

use rowmend::unstable::canon;
use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::made::Made;
use rowmend::unstable::decide::places::FlaggedPlace;
use rowmend::unstable::decide::queue::{About, Place, Point};
use rowmend::unstable::decide::shape::{Form, RowIs};
use rowmend::unstable::decide::{Action, Decision, Destination};
use rowmend::unstable::marks;
use rowmend::unstable::record::{Record, Value};

use super::super::Failure;
use super::super::address::Address;
use super::ask::Ask;
use super::desk::Desk;

/// What stands between items on one line.
const BETWEEN: &str = " || ";

/// What came of a key: a decision, or why there is none.
pub(super) type Said = Result<Made, String>;

/// The decision that a key makes about a point; none where it is no key for that.
pub(super) fn decide(
    key: char,
    desk: &Desk,
    point: &Point,
    ask: &Ask,
) -> Result<Option<Said>, Failure> {
    if let Some(number) = key.to_digit(10).filter(|number| *number > 0) {
        return offered(number as usize, point, ask).map(Some);
    }
    let anchors = desk.anchors();
    Ok(Some(match (key, &point.about) {
        ('x', _) => no_table(desk, point),
        ('a', About::Notice(_)) => keep(desk, &anchors, point).ok_or_else(|| only(point)),
        ('e' | 's' | 'u' | 'm' | 'd' | 'n' | 'h' | 'g' | 'o', About::Notice(_)) => Err(only(point)),
        ('h' | 'g' | 'o', About::Value(place)) => row(key, &anchors, place),
        (_, About::Value(place)) => {
            let at = At { desk, anchors: &anchors, place, ask };
            match key {
                'a' => at.keep()?,
                'e' => at.edit()?,
                's' => at.split()?,
                'u' => at.join()?,
                'm' => at.go()?,
                'd' => at.drop(),
                'n' => at.name()?,
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    }))
}

/// A decision without who and why.
pub(super) fn value(action: Action, target: rowmend::unstable::decide::Target) -> Made {
    let (who, why) = (String::new(), String::new());
    Made::Value(Decision { action, target, who, why, date: None, line: 0 })
}

/// To keep a point, or nothing where its key was cut off and has to be named.
pub(super) fn keep(desk: &Desk, anchors: &Anchors<'_>, point: &Point) -> Option<Made> {
    match &point.about {
        About::Notice(_) => point.keep.clone().map(Made::Table),
        About::Value(place) => keep_value(desk, anchors, place),
    }
}

/// What can be done with a notice.
fn only(point: &Point) -> String {
    match point.offers.len() {
        0 => "this is about a table: keep it with a, or write into the decisions file what is so"
            .to_owned(),
        offers => {
            format!("this is about a table: keep it with a, or choose a decision, 1 to {offers}")
        }
    }
}

fn keep_value(desk: &Desk, anchors: &Anchors<'_>, place: &Place) -> Option<Made> {
    let record = record(desk, place)?;
    let flags = place.flags.iter().filter_map(|at| record.flags.get(*at)).collect();
    let own = FlaggedPlace { column: place.column, item: place.item, flags };
    let decision = anchors.decision(place.table, place.record, &own);
    (!matches!(decision.action, Action::Name(_))).then_some(Made::Value(decision))
}

/// To keep the open points that have one flag and no other, by flag.
pub(super) fn alike(desk: &Desk) -> BTreeMap<String, Vec<Made>> {
    let anchors = desk.anchors();
    let mut alike: BTreeMap<String, Vec<Made>> = BTreeMap::new();
    for point in desk.points.iter().filter(|point| !point.decided) {
        let About::Value(place) = &point.about else { continue };
        let flags = record(desk, place).map(|record| &record.flags);
        let codes = place.flags.iter().filter_map(|at| Some(flags?.get(*at)?.code));
        let codes: BTreeSet<String> = codes.map(|code| canon::name(&code)).collect();
        if let (1, Some(code), Some(made)) =
            (codes.len(), codes.first(), keep_value(desk, &anchors, place))
        {
            alike.entry(code.clone()).or_default().push(made);
        }
    }
    alike
}

/// To give a point another text; of a study whose key was cut off, its whole key.
pub(super) fn edit(desk: &Desk, anchors: &Anchors<'_>, place: &Place, to: &str) -> Made {
    if keep_value(desk, anchors, place).is_none() {
        return name(anchors, place, to);
    }
    let target = anchors.target(place.table, place.record, place.column, place.item.as_slice());
    let to = if is_list(desk, place) { lines(to).join("\n") } else { to.to_owned() };
    value(Action::Set(to), target)
}

fn name(anchors: &Anchors<'_>, place: &Place, to: &str) -> Made {
    let key = anchors.key_column(place.table);
    let mut target = anchors.target(place.table, place.record, key, &[]);
    target.column = None;
    target.text = rowmend::unstable::decide::Exact::Any;
    value(Action::Name(to.to_owned()), target)
}

fn record<'d>(desk: &'d Desk, place: &Place) -> Option<&'d Record> {
    desk.extraction.document.tables.get(place.table)?.records.get(place.record)
}

fn items(desk: &Desk, place: &Place) -> Option<usize> {
    match record(desk, place)?.cells.0.get(place.column)? {
        (_, Value::List(items)) => Some(items.len()),
        _ => None,
    }
}

fn is_list(desk: &Desk, place: &Place) -> bool {
    items(desk, place).is_some()
}

/// Items as a person writes them on one line, each with its arrows in one spelling.
fn lines(text: &str) -> Vec<String> {
    let items = text.lines().flat_map(|line| line.split(BETWEEN.trim()));
    let items = items.map(|item| {
        let steps = marks::steps(item).into_iter().map(|step| step.trim().to_owned());
        steps.filter(|step| !step.is_empty()).collect::<Vec<_>>().join(marks::ARROW)
    });
    items.filter(|item| !item.is_empty()).collect()
}

/// One of the decisions on the table that are offered.
fn offered(number: usize, point: &Point, ask: &Ask) -> Result<Said, Failure> {
    let Some(shape) = point.offers.get(number - 1) else {
        return Ok(Err(match point.offers.len() {
            0 => "nothing is offered here".to_owned(),
            all => format!("there are {all} decisions offered"),
        }));
    };
    let mut shape = shape.clone();
    if let Form::NameColumn { column, to } = &mut shape.form {
        match ask.answer(&format!("What is the column {column} called"), "")? {
            Some(name) => *to = name,
            None => return Ok(Err("nothing was decided".to_owned())),
        }
    }
    Ok(Ok(Made::Table(shape)))
}

/// The table of a point is none.
fn no_table(desk: &Desk, point: &Point) -> Said {
    let document = &desk.extraction.document;
    let table = match &point.about {
        About::Value(place) => Some(place.table),
        About::Notice(at) => {
            let named = desk.extraction.trace.notices.get(*at).and_then(|own| own.table.as_ref());
            document.tables.iter().position(|table| Some(&table.id) == named)
        }
    };
    let shape = table.and_then(|table| desk.anchors().shape(table, Form::NoTable));
    shape.map(Made::Table).ok_or_else(|| {
        "this table has no caption and no header of its own to name it by".to_owned()
    })
}

/// The record of a point is something else than a study.
fn row(key: char, anchors: &Anchors<'_>, place: &Place) -> Said {
    let is = match key {
        'h' => RowIs::Header,
        'g' => RowIs::Group,
        _ => RowIs::Note,
    };
    let shape = anchors.row(place.table, place.record, is);
    shape.map(Made::Table).ok_or_else(|| "this row has no text to name it by".to_owned())
}

/// A value that is decided about, and who is asked.
struct At<'a> {
    desk: &'a Desk,
    anchors: &'a Anchors<'a>,
    place: &'a Place,
    ask: &'a Ask,
}

impl At<'_> {
    fn text(&self) -> String {
        let Place { table, record, column, item, .. } = *self.place;
        self.anchors.text(table, record, column, item)
    }

    /// What names items of the cell, or all of it.
    fn target(&self, items: &[usize]) -> rowmend::unstable::decide::Target {
        let Place { table, record, column, .. } = *self.place;
        self.anchors.target(table, record, column, items)
    }

    fn own(&self) -> rowmend::unstable::decide::Target {
        self.target(self.place.item.as_slice())
    }

    fn answer(&self, question: &str, begun: &str) -> Result<Result<String, String>, Failure> {
        let answer = self.ask.answer(question, begun)?;
        Ok(answer.ok_or_else(|| "nothing was decided".to_owned()))
    }

    fn keep(&self) -> Result<Said, Failure> {
        match keep_value(self.desk, self.anchors, self.place) {
            Some(made) => Ok(Ok(made)),
            None => self.name(),
        }
    }

    fn name(&self) -> Result<Said, Failure> {
        let printed = self.anchors.key(self.place.table, self.place.record);
        let answer = self.answer("The whole key, of which a part is printed", &printed)?;
        Ok(answer.map(|to| name(self.anchors, self.place, &to)))
    }

    fn edit(&self) -> Result<Said, Failure> {
        let old = self.text().replace('\n', BETWEEN);
        let question = match (is_list(self.desk, self.place), self.place.item) {
            (true, None) => "Another text for the cell; || between items, -> between steps",
            (true, Some(_)) => "Another text for the item; -> between steps",
            (false, _) => "Another text for the cell",
        };
        Ok(self.answer(question, &old)?.and_then(|to| {
            if to == old {
                return Err("it says this already".to_owned());
            }
            let to = match is_list(self.desk, self.place) {
                true => lines(&to).join("\n"),
                false => to,
            };
            Ok(value(Action::Set(to), self.own()))
        }))
    }

    fn split(&self) -> Result<Said, Failure> {
        if self.place.item.is_none() {
            return Ok(Err("choose an item of the list first, with i".to_owned()));
        }
        let answer = self.answer("|| where the next item begins", &self.text())?;
        Ok(answer.map(|text| value(Action::Split(lines(&text)), self.own())))
    }

    fn join(&self) -> Result<Said, Failure> {
        let (Some(item), Some(all)) = (self.place.item, items(self.desk, self.place)) else {
            return Ok(Err("choose an item of the list first, with i".to_owned()));
        };
        let first = if item + 1 < all { item } else { item.saturating_sub(1) };
        if all < 2 {
            return Ok(Err("there is no item beside it".to_owned()));
        }
        let both = [first, first + 1];
        let Place { table, record, column, .. } = *self.place;
        let texts = both.map(|item| self.anchors.text(table, record, column, Some(item)));
        let question = format!("Items {first} and {} as one", first + 1);
        let answer = self.answer(&question, &texts.join(" "))?;
        Ok(answer.map(|text| value(Action::Join(lines(&text).join(" ")), self.target(&both))))
    }

    /// To another place, which is named as `explain` takes it.
    fn go(&self) -> Result<Said, Failure> {
        let question = "Where to: RECORD, RECORD.COLUMN, or before or after RECORD.COLUMN.ITEM";
        let answer = self.answer(question, "")?;
        Ok(answer.and_then(|wanted| {
            let (side, address) = match wanted.split_once(' ') {
                Some((side @ ("before" | "after"), rest)) => (Some(side), rest.trim()),
                _ => (None, wanted.as_str()),
            };
            let document = &self.desk.extraction.document;
            let to = Address::find(document, address)?;
            if side.is_some() != to.item.is_some() {
                return Err("before or after goes with an item, and an item with one".to_owned());
            }
            Ok(value(Action::Move(self.destination(&to, side)?), self.own()))
        }))
    }

    fn destination(&self, to: &Address<'_>, side: Option<&str>) -> Result<Destination, String> {
        let tables = self.desk.extraction.document.tables.iter();
        let table = tables.clone().position(|own| own.id == to.table.id).unwrap_or_default();
        let record = to.table.records.iter().position(|own| own.id == to.record.id);
        let record = record.unwrap_or_default();
        let own = record_key(self.desk, self.place);
        let column = to.column.or(own.as_deref());
        let column_at = to.table.columns.iter().position(|own| Some(own.key.as_str()) == column);
        let here = (table, record) == (self.place.table, self.place.record);
        let beside = to.item.map(|item| {
            self.anchors.text(table, record, column_at.unwrap_or_default(), Some(item))
        });
        let is = |name: &str| side == Some(name);
        let made = Destination {
            record: (!here).then(|| self.anchors.key(table, record)),
            column: to.column.filter(|column| Some(*column) != own.as_deref()).map(str::to_owned),
            after: beside.clone().filter(|_| is("after")),
            before: beside.filter(|_| is("before")),
        };
        match made == Destination::default() {
            true => Err("it stands there already".to_owned()),
            false => Ok(made),
        }
    }

    fn drop(&self) -> Said {
        if self.text().is_empty() {
            return Err("the cell is empty".to_owned());
        }
        Ok(value(Action::Drop, self.own()))
    }
}

/// The key of the column that a place is in.
fn record_key(desk: &Desk, place: &Place) -> Option<String> {
    record(desk, place)?.cells.0.get(place.column).map(|(key, _)| key.clone())
}

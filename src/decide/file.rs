//! The text of `NAME.decisions.toml` ⇄ [`Decisions`]. FORMAT.md tells the form.
//!
//! In the file a decision is a flat table of keys; which of them belong together is checked here,
//! so that a decision that could mean two things is refused with its line.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Action, Decision, Decisions, Destination, Exact, Target};
use crate::error::Error;
use crate::marks;
use crate::record::Code;
use crate::settings::{self, quote};

pub mod parts;
pub mod shapes;

/// The name of the format, the value of `format` in every file.
pub const FORMAT: &str = "rowmend-decisions/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: Spanned<String>,
    #[serde(default)]
    by: RawBy,
    #[serde(default)]
    decision: Vec<Spanned<RawDecision>>,
}

/// Who decided, why and when, where an entry does not say so itself.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBy {
    who: Option<String>,
    why: Option<String>,
    date: Option<Datetime>,
}

/// Who decided, why and when.
struct Signed {
    who: String,
    why: String,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDecision {
    #[serde(rename = "do")]
    act: Act,
    table: Option<String>,
    tables: Option<Vec<String>>,
    record: Option<String>,
    row: Option<String>,
    rows: Option<Vec<String>>,
    note: Option<String>,
    notice: Option<String>,
    column: Option<String>,
    columns: Option<Vec<String>>,
    at: Option<String>,
    item: Option<String>,
    items: Option<Vec<String>>,
    step: Option<String>,
    text: Option<String>,
    before: Option<String>,
    after: Option<String>,
    to: Option<To>,
    into: Option<Into>,
    flags: Option<Vec<Code>>,
    who: Option<String>,
    why: Option<String>,
    date: Option<Datetime>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Set,
    Split,
    Join,
    Move,
    Drop,
    Keep,
    Name,
    NoTable,
    JoinTables,
    SplitTable,
    Header,
    Title,
    NoTitle,
    Group,
    Note,
    Total,
    Study,
    Key,
    NameColumn,
    Kind,
    JoinColumns,
    SplitColumn,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, or { record = …, column = …, after = …, before = … }")]
enum To {
    Text(String),
    Place(RawPlace),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlace {
    record: Option<String>,
    column: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "an item, or a list of items")]
enum Into {
    One(String),
    Several(Vec<String>),
}

/// Parses the text of the decisions file called `name`.
///
/// # Errors
/// Where it does not keep to the form; with line and column.
pub fn parse(name: &str, text: &str) -> Result<Decisions, Error> {
    let raw: Raw = settings::parse(name, text)?;
    if raw.format.get_ref() != FORMAT {
        let message = format!("the format is {:?}, but expected {FORMAT:?}", raw.format.get_ref());
        return Err(settings::wrong(name, text, Some(raw.format.span()), message));
    }
    let mut decisions = Decisions::default();
    for spanned in raw.decision {
        let span = spanned.span();
        let line = settings::place(text, span.start).0;
        let wrong = |message| settings::wrong(name, text, Some(span.clone()), message);
        let entry = spanned.into_inner();
        let by = signature(&entry, &raw.by).map_err(&wrong)?;
        if shapes::is_shape(&entry) {
            decisions.shapes.push(shapes::parse(entry, by, line).map_err(&wrong)?);
        } else {
            decisions.list.push(decision(entry, by, line).map_err(&wrong)?);
        }
    }
    Ok(decisions)
}

/// Who decided, why and when: the entry says so, or `[by]` does for all.
fn signature(raw: &RawDecision, all: &RawBy) -> Result<Signed, String> {
    let text = |key: &str, own: &Option<String>, all: &Option<String>| {
        let text = own.as_ref().or(all.as_ref());
        let text = text.ok_or_else(|| {
            format!("{key} is missing: say it in the entry, or once for all under [by]")
        })?;
        match text.trim().is_empty() {
            true => Err(format!("{key} is empty: a decision says who decided and why")),
            false => Ok(text.clone()),
        }
    };
    let who = text("who", &raw.who, &all.who)?;
    let why = text("why", &raw.why, &all.why)?;
    let date = match raw.date.or(all.date) {
        Some(Datetime { date: Some(date), time: None, offset: None }) => Some(date.to_string()),
        Some(_) => return Err("date is a day without a time, such as 2026-03-31".to_owned()),
        None => None,
    };
    Ok(Signed { who, why, date })
}

fn decision(raw: RawDecision, by: Signed, line: usize) -> Result<Decision, String> {
    if let Some(key) = shapes::own_keys(&raw) {
        return Err(format!("it is about a record and takes no `{key}`"));
    }
    let record = raw.record.ok_or(match raw.act {
        Act::Keep => "it needs `record = \"…\"`, the key of a study, or `notice = \"…\"`, a code",
        _ => "it needs `record = \"…\"`, the key of a study",
    })?;
    let text = exact(raw.item, raw.items, raw.step, raw.text)?;
    let target = Target {
        table: raw.table,
        record,
        column: raw.column,
        text,
        before: raw.before,
        after: raw.after,
    };
    if !matches!(raw.act, Act::Keep) && raw.flags.is_some() {
        return Err("only `keep` names flags".to_owned());
    }
    let action = action(raw.act, raw.to, raw.into, raw.flags)?;
    fits(&action, &target)?;
    let Signed { who, why, date } = by;
    Ok(Decision { action, target, who, why, date, line })
}

fn exact(
    item: Option<String>,
    items: Option<Vec<String>>,
    step: Option<String>,
    text: Option<String>,
) -> Result<Exact, String> {
    match (item, items, step, text) {
        (None, None, None, None) => Ok(Exact::Any),
        (None, None, None, Some(text)) => {
            Ok(Exact::Whole(text.strip_suffix('\n').unwrap_or(&text).to_owned()))
        }
        (Some(item), None, None, None) => Ok(Exact::Items(vec![item])),
        (None, Some(items), None, None) if !items.is_empty() => Ok(Exact::Items(items)),
        (Some(item), None, Some(step), None) => Ok(Exact::Step(item, step)),
        _ => Err("name one of: item, items, item and step, or text".to_owned()),
    }
}

fn action(
    act: Act,
    to: Option<To>,
    into: Option<Into>,
    flags: Option<Vec<Code>>,
) -> Result<Action, String> {
    Ok(match (act, to, into) {
        (Act::Set, Some(To::Text(text)), None) => {
            Action::Set(text.strip_suffix('\n').unwrap_or(&text).to_owned())
        }
        (Act::Name, Some(To::Text(text)), None) => Action::Name(text),
        (Act::Set | Act::Name, _, _) => return Err("it needs `to = \"…\"`, a text".to_owned()),
        (Act::Move, Some(To::Place(place)), None) => {
            let RawPlace { record, column, after, before } = place;
            if record.is_none() && column.is_none() && after.is_none() && before.is_none() {
                return Err("`to` names no place".to_owned());
            }
            if after.is_some() && before.is_some() {
                return Err("`to` has after or before, not both".to_owned());
            }
            Action::Move(Destination { record, column, after, before })
        }
        (Act::Move, _, _) => {
            return Err(
                "it needs `to = { record = \"…\", column = \"…\" }`, or one of them".to_owned()
            );
        }
        (Act::Split, None, Some(Into::Several(into))) if into.len() > 1 => Action::Split(into),
        (Act::Split, _, _) => return Err("it needs `into = [\"…\", \"…\"]`, its items".to_owned()),
        (Act::Join, None, Some(Into::One(into))) => Action::Join(into),
        (Act::Join, _, _) => return Err("it needs `into = \"…\"`, the item".to_owned()),
        (Act::Drop, None, None) => Action::Drop,
        (Act::Keep, None, None) => Action::Keep(flags.unwrap_or_default()),
        _ => return Err("it takes neither `to` nor `into`".to_owned()),
    })
}

/// What each action can be about.
fn fits(action: &Action, target: &Target) -> Result<(), String> {
    let in_column = target.column.is_some();
    let say = |text: &str| Err(text.to_owned());
    if !in_column && matches!(target.text, Exact::Items(_) | Exact::Step(..)) {
        return say("it names an item but no column");
    }
    match (action, &target.text) {
        (Action::Set(_), Exact::Any) => say("name the text that is to be replaced: text or item"),
        (Action::Set(_), _) if !in_column => say("it names no column"),
        (Action::Set(to), Exact::Items(items)) if items.len() > 1 || empty(to) => {
            say("`set` is for one item and gives it a text; for more use split, join or drop")
        }
        (Action::Set(to), Exact::Step(..)) if empty(to) => {
            say("a step is not set to nothing; set the whole item")
        }
        (Action::Set(to), Exact::Items(_) | Exact::Step(..)) if to.contains('\n') => {
            say("an item stands on one line; use split for several")
        }
        (Action::Split(into), Exact::Items(items)) if items.len() == 1 => {
            same_letters(items, into, "split")
        }
        (Action::Split(_), _) => say("`split` is for one item"),
        (Action::Join(into), Exact::Items(items)) if items.len() > 1 => {
            same_letters(items, std::slice::from_ref(into), "join")
        }
        (Action::Join(_), _) => say("`join` is for several items: items = [\"…\", \"…\"]"),
        (Action::Move(_), Exact::Items(_)) => Ok(()),
        (Action::Move(_), Exact::Whole(text)) if in_column && !empty(text) => Ok(()),
        (Action::Move(_), _) => say("name what is to be moved: item, items, or the text of a cell"),
        (Action::Drop, Exact::Step(..)) => say("a step is not dropped; set the whole item"),
        (Action::Drop | Action::Keep(_), Exact::Any) if in_column => {
            say("name the text that was looked at: text or item")
        }
        (Action::Keep(_), Exact::Step(..)) => say("flags belong to items, not to steps"),
        (Action::Name(_), Exact::Any) if !in_column => Ok(()),
        (Action::Name(_), _) => say("`name` is for a record alone"),
        (Action::Drop, Exact::Any) => say(
            "name what the record holds as text = \"…\", so that no more is dropped than was seen",
        ),
        _ => Ok(()),
    }
}

fn empty(text: &str) -> bool {
    text.trim().is_empty()
}

/// Dividing and joining moves boundaries and invents no word: apart from blanks and arrows, what
/// comes out is what went in.
fn same_letters(from: &[String], into: &[String], what: &str) -> Result<(), String> {
    let letters = |texts: &[String]| -> String {
        let steps = texts.iter().flat_map(|text| marks::steps(text));
        steps.collect::<String>().chars().filter(|c| !c.is_whitespace()).collect()
    };
    if into.iter().any(|item| empty(item)) {
        return Err(format!("`{what}` gives an item without text"));
    }
    if letters(from) == letters(into) {
        Ok(())
    } else {
        Err(format!("`{what}` changes words; use `set` where the words are wrong"))
    }
}

/// The decisions as the text of a file: what [`parse`] reads back. Those about tables come first, as they
/// are applied first.
pub fn to_toml(decisions: &Decisions) -> String {
    let mut out = format!("format = {}\n", quote(FORMAT));
    let shapes = decisions.shapes.iter().map(shapes::entry);
    for entry in shapes.chain(decisions.list.iter().map(entry)) {
        out.push('\n');
        out.push_str(&entry);
    }
    out
}

/// One decision as it stands in a file.
pub fn entry(decision: &Decision) -> String {
    let Decision { action, target, .. } = decision;
    let mut out = format!("[[decision]]\ndo = {}\n", quote(action.name()));
    let mut line = |key: &str, value: &str| out.push_str(&format!("{key} = {value}\n"));
    let mut text = |key: &str, value: Option<&String>| {
        if let Some(value) = value {
            line(key, &quote(value));
        }
    };
    text("table", target.table.as_ref());
    text("record", Some(&target.record));
    text("column", target.column.as_ref());
    match &target.text {
        Exact::Any => {}
        Exact::Whole(whole) => text("text", Some(whole)),
        Exact::Step(item, step) => {
            text("item", Some(item));
            text("step", Some(step));
        }
        Exact::Items(items) => match &items[..] {
            [item] => text("item", Some(item)),
            items => line("items", &list(items)),
        },
    }
    let mut text = |key: &str, value: Option<&String>| {
        if let Some(value) = value {
            line(key, &quote(value));
        }
    };
    text("before", target.before.as_ref());
    text("after", target.after.as_ref());
    match action {
        Action::Set(to) | Action::Name(to) => text("to", Some(to)),
        Action::Join(into) => text("into", Some(into)),
        Action::Split(into) => line("into", &list(into)),
        Action::Move(Destination { record, column, after, before }) => {
            let named =
                [("record", record), ("column", column), ("after", after), ("before", before)];
            let places: Vec<String> = named
                .iter()
                .filter_map(|(key, value)| value.as_ref().map(|v| format!("{key} = {}", quote(v))))
                .collect();
            line("to", &format!("{{ {} }}", places.join(", ")));
        }
        Action::Keep(flags) if !flags.is_empty() => {
            let names: Vec<String> = flags.iter().map(crate::canon::name).collect();
            line(
                "flags",
                &format!("[{}]", names.iter().map(|n| quote(n)).collect::<Vec<_>>().join(", ")),
            );
        }
        Action::Drop | Action::Keep(_) => {}
    }
    out.push_str(&signed(&decision.who, &decision.why, decision.date.as_deref()));
    out
}

/// The end of an entry that says neither who decided nor why.
pub(crate) const OPEN: &str = "who = \"\"\nwhy = \"\"\n";

/// The last lines of an entry.
fn signed(who: &str, why: &str, date: Option<&str>) -> String {
    let date = date.map(|date| format!("date = {date}\n")).unwrap_or_default();
    format!("who = {}\nwhy = {}\n{date}", quote(who), quote(why))
}

pub(super) fn list(items: &[String]) -> String {
    let lines: String = items.iter().map(|item| format!("  {},\n", quote(item))).collect();
    format!("[\n{lines}]")
}

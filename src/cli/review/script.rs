//! `--list`, `--accept` and `--edit`: the same queue for scripts.

use rowmend::unstable::canon;
use rowmend::unstable::decide::made::{By, Made};
use rowmend::unstable::decide::queue::{About, Point};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::summary::count;

use super::super::address::{NEAR, likeness};
use super::super::{Common, Failure, Form, print, say};
use super::desk::{Desk, Refusal};
use super::{Arguments, acts, words};

/// Prints what is open, after the decisions that do not hold.
pub(super) fn list(desk: &Desk, format: Form) -> Result<u8, Failure> {
    let review = desk.review();
    if format == Form::Json {
        print(&canon::to_bytes(&review))?;
        return Ok(0);
    }
    let open = review.open.len();
    let mut out =
        format!("{}: {open} of {} open\n", desk.name, count(review.points, "point", "points"));
    for undone in &review.undone {
        out.push_str(&words::undone(undone, &desk.shown()));
    }
    review.open.iter().for_each(|open| out.push_str(&words::listed(open)));
    print(out.as_bytes())?;
    Ok(0)
}

/// Decides all points that are named, or none of them.
pub(super) fn decide(
    desk: &mut Desk,
    arguments: &Arguments,
    common: &Common,
) -> Result<u8, Failure> {
    let by = By {
        who: arguments.by.clone().unwrap_or_default(),
        why: arguments.why.clone().unwrap_or_default(),
        date: arguments.date.clone(),
    };
    let accepted = arguments.accept.iter().map(|id| (id, None));
    let pairs = arguments.edit.chunks_exact(2);
    let edited = pairs.filter_map(|pair| Some((pair.first()?, pair.get(1))));
    let mut made = Vec::new();
    let mut seen: Vec<&String> = Vec::new();
    for (id, to) in accepted.chain(edited) {
        if seen.contains(&id) {
            return Err(wrong(desk, format!("{id:?} is named twice"), "name it once").into());
        }
        seen.push(id);
        made.push(one(desk, id, to)?);
    }
    match desk.add(&made, &by) {
        Ok(()) => {}
        Err(Refusal::Failed(error)) => return Err(error.into()),
        Err(Refusal::Cannot(why)) => return Err(wrong(desk, why, "nothing was written").into()),
    }
    if !common.quiet {
        let open = desk.points.iter().filter(|point| !point.decided).count();
        let decided = count(made.len(), "decision", "decisions");
        say(&format!("{}: {decided} added, {open} open\n", desk.shown()));
    }
    Ok(0)
}

/// The decision about a point that is named: another text, or that it is right.
fn one(desk: &Desk, id: &str, to: Option<&String>) -> Result<Made, Error> {
    let point = find(desk, id)?;
    let anchors = desk.anchors();
    match (to, &point.about) {
        (Some(to), About::Value(place)) => Ok(acts::edit(desk, &anchors, place, to)),
        (Some(_), About::Notice(_)) => Err(wrong(
            desk,
            format!("{id:?} is about a table, and there is no text to edit"),
            "keep it with --accept, or write what mends the table into the decisions file",
        )),
        (None, _) => acts::keep(desk, &anchors, point).ok_or_else(|| {
            let help = format!("give the whole key with --edit {id} TEXT");
            wrong(desk, format!("the key of {id} was cut off"), &help)
        }),
    }
}

/// The open point of this name.
fn find<'d>(desk: &'d Desk, id: &str) -> Result<&'d Point, Error> {
    let near = nearest(desk, id);
    let near = near.map(|near| format!("; the nearest open point is {near:?}")).unwrap_or_default();
    let help = "`rowmend review SOURCE --list` tells which are open; nothing was written";
    match desk.points.iter().find(|point| point.id == id) {
        None => Err(wrong(desk, format!("there is no point {id:?}{near}"), help)),
        Some(point) if point.decided => {
            Err(wrong(desk, format!("{id:?} is decided already{near}"), help))
        }
        Some(point) => Ok(point),
    }
}

/// The open point whose name is most like this one.
fn nearest<'d>(desk: &'d Desk, id: &str) -> Option<&'d str> {
    let open = desk.points.iter().filter(|point| !point.decided && point.id != id);
    let scored = open.map(|point| (likeness(&point.id, id), point.id.as_str()));
    let near = scored.filter(|(alike, _)| *alike >= NEAR);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

fn wrong(desk: &Desk, message: String, help: &str) -> Error {
    Error::new(ErrorKind::Settings, &desk.name, message).help(help)
}

//! Pending results → goldens, whole or record by record.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Places, remove, sample_of};
use crate::canon;
use crate::diff::{self, Diff};
use crate::error::{Error, ErrorKind};
use crate::files;
use crate::record::{Document, Table};

/// What is to be accepted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Pending files, goldens or samples; all that is pending where none is named.
    pub files: &'a [PathBuf],
    /// The ids of records that are taken over into their goldens; all else stays pending.
    pub records: &'a [String],
    /// A result that differs becomes a list of known differences and the golden stays as the truth.
    pub known: bool,
}

/// Puts pending files in place, whole or a record of them. Tells what was done, a line a file.
///
/// # Errors
/// Where a file cannot be read or written, or `wanted` names nothing that is pending.
pub fn accept(places: &Places, what: &Wanted<'_>) -> Result<Vec<String>, Error> {
    let wanted = what.files;
    let mut pending = places.all_goldens()?;
    pending.retain(|path| path.ends_with(".new"));
    let names = |wanted: &PathBuf, path: &str| {
        let golden = path.strip_suffix(".new").unwrap_or(path);
        *wanted == places.golden.join(path)
            || *wanted == places.golden.join(golden)
            || *wanted == places.samples.join(sample_of(path))
            || *wanted == Path::new(sample_of(path))
    };
    for one in wanted {
        if !pending.iter().any(|path| names(one, path)) {
            let shown = one.display().to_string();
            return Err(Error::new(ErrorKind::Unreadable, &shown, "nothing is pending for it")
                .help("run `rowmend check` first; it writes what differs beside the golden"));
        }
    }
    pending.retain(|path| wanted.is_empty() || wanted.iter().any(|one| names(one, path)));
    if !what.records.is_empty() {
        return accept_records(places, &pending, what.records);
    }
    pending.iter().map(|path| accept_one(places, path, what.known)).collect()
}

/// Takes records over into the goldens of those pending files that know them.
fn accept_records(
    places: &Places,
    pending: &[String],
    records: &[String],
) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    let mut left: BTreeSet<&str> = records.iter().map(String::as_str).collect();
    for path in pending.iter().filter(|path| path.ends_with(".json.new")) {
        let new = places.golden.join(path);
        let target = path.strip_suffix(".new").unwrap_or(path);
        let place = places.golden.join(target);
        if !place.exists() {
            continue;
        }
        let refuse = |message: &str| {
            Error::new(ErrorKind::Unwritable, &place.display().to_string(), message)
                .help("accept the whole file, or leave the record pending")
        };
        not_changed_since(&place, &new)?;
        let mut golden = read(&place)?;
        let now = read(&new)?;
        let mut count = 0;
        for record in records {
            match take_over(&mut golden, &now, record) {
                Some(true) => count += 1,
                Some(false) => {}
                None => return Err(refuse("its tables or columns are not those of the result")),
            }
            let known = |document: &Document| {
                document.tables.iter().any(|table| table.records.iter().any(|r| r.id == *record))
            };
            if known(&golden) || known(&now) || count > 0 {
                left.remove(record.as_str());
            }
        }
        if count == 0 {
            continue;
        }
        if places.golden_of(sample_of(path), ".json.known").exists() {
            return Err(refuse("it is a truth made by hand, with a list of known differences"));
        }
        files::write(&place, &canon::to_bytes(&golden))?;
        // What is still pending is so beside the golden as it is now.
        files::write(&new, &files::read_bytes(&new)?)?;
        let rest = diff::diff(&golden, &now).changes.len();
        if golden == now {
            remove(&new)?;
        }
        let records = if count == 1 { "1 record" } else { &format!("{count} records") };
        told.push(format!("{target}: {records} accepted, {rest} changes still pending"));
    }
    left.first().map_or(Ok(told), |record| Err(unknown(record)))
}

fn unknown(record: &str) -> Error {
    let message = "no pending result and no golden beside one has such a record";
    Error::new(ErrorKind::Unreadable, record, message)
        .help("give its id as `rowmend check` tells it; a record that is new in both names is two")
}

/// Refuses a golden that somebody changed after `check` held the result against it.
fn not_changed_since(golden: &Path, new: &Path) -> Result<(), Error> {
    let time = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    match (time(golden), time(new)) {
        (Some(golden_time), Some(new_time)) if golden_time > new_time => {
            let message = "it was changed after `rowmend check` wrote what is pending";
            Err(Error::new(ErrorKind::Unwritable, &golden.display().to_string(), message)
                .help("run `rowmend check` again, look at the differences, and accept then"))
        }
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<Document, Error> {
    canon::document(&files::read_bytes(path)?)
        .map_err(|message| Error::new(ErrorKind::Damaged, &path.display().to_string(), message))
}

/// Makes a record of `golden` what it is in `now`: other, new, or gone. Whether that changed
/// anything; `None` where their tables are not alike, so that a record alone cannot be moved.
fn take_over(golden: &mut Document, now: &Document, id: &str) -> Option<bool> {
    let has = |table: &Table| table.records.iter().any(|record| record.id == id);
    let mut changed = false;
    for (at, table) in now.tables.iter().enumerate() {
        let own = golden.tables.get_mut(at).filter(|own| own.columns == table.columns);
        let Some(own) = own else {
            if has(table) {
                return None;
            }
            continue;
        };
        let place = own.records.iter().position(|record| record.id == id);
        let new = table.records.iter().position(|record| record.id == id);
        match (place, new) {
            (None, None) => {}
            (Some(place), None) => {
                own.records.remove(place);
                changed = true;
            }
            (Some(place), Some(new)) => {
                let (slot, record) = (own.records.get_mut(place)?, table.records.get(new)?);
                changed |= slot != record;
                slot.clone_from(record);
            }
            (None, Some(new)) => {
                // After the nearest record before it that the golden has too.
                let before = table.records.get(..new)?.iter().rev();
                let mut known = before
                    .filter_map(|before| own.records.iter().position(|own| own.id == before.id));
                let place = known.next().map_or(0, |place| place + 1);
                own.records.insert(place, table.records.get(new)?.clone());
                changed = true;
            }
        }
    }
    Some(changed)
}

fn accept_one(places: &Places, path: &str, known: bool) -> Result<String, Error> {
    let new = places.golden.join(path);
    let bytes = files::read_bytes(&new)?;
    let target = path.strip_suffix(".new").unwrap_or(path);
    let place = places.golden.join(target);
    let sample = sample_of(path);
    not_changed_since(&place, &new)?;
    let broken = |path: &Path, message: String| {
        Error::new(ErrorKind::Damaged, &path.display().to_string(), message)
    };
    if target.ends_with(".known") {
        let list: Diff =
            canon::from_bytes(&bytes).map_err(|error| broken(&new, error.to_string()))?;
        if list.is_empty() {
            remove(&place)?;
            remove(&new)?;
            return Ok(format!("{target}: removed, the truth is reached"));
        }
    } else if target.ends_with(".json") && known && place.exists() {
        let truth = canon::document(&files::read_bytes(&place)?)
            .map_err(|message| broken(&place, message))?;
        let now = canon::document(&bytes).map_err(|message| broken(&new, message))?;
        let list = diff::diff(&truth, &now);
        files::write(&places.golden_of(sample, ".json.known"), &canon::to_bytes(&list))?;
        remove(&new)?;
        return Ok(format!("{target}.known: {} known differences", list.changes.len()));
    } else if target.ends_with(".err") {
        if places.golden_of(sample, ".json.known").exists() {
            let shown = place.display().to_string();
            let message = "the sample has a truth made by hand and is refused now";
            return Err(Error::new(ErrorKind::Unwritable, &shown, message)
                .help("mend the reading, or remove the golden and its known list yourself"));
        }
        remove(&places.golden_of(sample, ".json"))?;
    } else {
        remove(&places.golden_of(sample, ".err"))?;
    }
    files::write(&place, &bytes)?;
    remove(&new)?;
    Ok(format!("{target}: accepted"))
}

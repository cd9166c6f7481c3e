//! What somebody decided in one tab, put into the decisions file as it stands now. Others may have written to it
//! since that tab saw it, in another tab or in a text editor: what is about different points is put together, and
//! what is about the same point is told, with both sides. What stands in the file stays to the letter.

use rowmend::unstable::decide::Decisions;
use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::file::{self, parts};
use rowmend::unstable::decide::overlap::overlap;
use rowmend::unstable::error::Error;
use serde::{Deserialize, Serialize};

/// What a tab wants to be written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// Which file it saw.
    pub(super) version: String,
    /// Which tables it saw.
    pub(super) reading: String,
    /// Entries that are new.
    #[serde(default)]
    add: Vec<String>,
    /// Entries of the file that go, to the letter.
    #[serde(default)]
    remove: Vec<String>,
    /// Entries of the file, and what stands in their place.
    #[serde(default)]
    replace: Vec<(String, String)>,
}

/// An entry that is about the same point as others that came in between.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Clash {
    mine: String,
    theirs: Vec<String>,
}

/// What became of a wish.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// The whole file with it.
    Text(String),
    /// Nothing: it is about points that others decided on.
    Clashes(Vec<Clash>),
}

/// Puts a wish into the file called `name`. `seen` is the text that the tab saw, where it is still known;
/// `anchors` are asked for only where the file is another one by now.
///
/// # Errors
/// Where the file, or what would become of it, does not keep to the form.
pub(super) fn merge<'d>(
    name: &str,
    current: Option<&str>,
    seen: Option<&str>,
    wish: &Wish,
    anchors: impl FnOnce(&Decisions) -> Result<Anchors<'d>, Error>,
) -> Result<Merged, Error> {
    let fresh = file::to_toml(&Decisions::default());
    let text = current.unwrap_or(&fresh);
    let decided = file::parse(name, text)?;
    let mut slots = Slots::new(text, &decided);
    slots.take_out(wish);
    let mut add: Vec<&String> = wish.add.iter().collect();
    if seen != current {
        slots.mark_new(name, seen);
        // What was written before, and only its answer was lost, is not written twice.
        add.retain(|entry| !slots.has_new(entry));
        let clashes = clashes(name, &slots, &add, wish, &anchors(&decided)?)?;
        if !clashes.is_empty() {
            return Ok(Merged::Clashes(clashes));
        }
    }
    for entry in &add {
        one(name, entry)?;
    }
    let made = slots.text(&add);
    file::parse(name, &made)?;
    Ok(Merged::Text(made))
}

/// An entry of the file.
struct Slot<'t> {
    line: usize,
    old: &'t str,
    /// What stands there now.
    now: Option<String>,
    rest: &'t str,
    /// Whether the tab did not see it.
    new: bool,
}

struct Slots<'t> {
    head: &'t str,
    decided: &'t Decisions,
    list: Vec<Slot<'t>>,
    /// What a tab wanted to take out that is not there any more, and what it wanted in its place.
    gone: Vec<(String, Option<String>)>,
}

impl<'t> Slots<'t> {
    fn new(text: &'t str, decided: &'t Decisions) -> Self {
        let parts = parts::parts(text, decided);
        let slot = |entry: parts::Entry<'t>| Slot {
            line: entry.line,
            old: entry.text,
            now: Some(entry.text.to_owned()),
            rest: entry.rest,
            new: false,
        };
        let list = parts.entries.into_iter().map(slot).collect();
        Slots { head: parts.head, decided, list, gone: Vec::new() }
    }

    fn take_out(&mut self, wish: &Wish) {
        let removed = wish.remove.iter().map(|old| (old, None));
        let replaced = wish.replace.iter().map(|(old, new)| (old, Some(new.clone())));
        for (old, new) in removed.chain(replaced) {
            let there = |slot: &&mut Slot<'_>| slot.now.as_deref() == Some(old.as_str());
            match self.list.iter_mut().find(there) {
                Some(slot) => slot.now = new,
                None => self.gone.push((old.clone(), new)),
            }
        }
    }

    /// Marks what a tab that saw `seen` does not know; all, where that is not known any more.
    fn mark_new(&mut self, name: &str, seen: Option<&str>) {
        let text = seen.unwrap_or_default();
        let decided = file::parse(name, text).unwrap_or_default();
        let mut known: Vec<&str> =
            parts::parts(text, &decided).entries.iter().map(|entry| entry.text).collect();
        for slot in &mut self.list {
            match known.iter().position(|text| *text == slot.old) {
                Some(at) => drop(known.swap_remove(at)),
                None => slot.new = true,
            }
        }
    }

    fn new_ones(&self) -> impl Iterator<Item = &Slot<'t>> {
        self.list.iter().filter(|slot| slot.new && slot.now.as_deref() == Some(slot.old))
    }

    fn has_new(&self, entry: &str) -> bool {
        self.new_ones().any(|slot| slot.old.trim_end() == entry.trim_end())
    }

    /// What an entry of the file says.
    fn says(&self, slot: &Slot<'_>) -> Decisions {
        let mut own = self.decided.clone();
        own.list.retain(|decision| decision.line == slot.line);
        own.shapes.retain(|shape| shape.line == slot.line);
        own
    }

    /// The file with some more entries at its end.
    fn text(&self, add: &[&String]) -> String {
        let mut out = self.head.to_owned();
        for slot in &self.list {
            // The blank line that parted an entry goes with it.
            let alone = slot.rest.is_empty() || slot.rest.starts_with('\n');
            if slot.now.is_none() && alone && out.ends_with("\n\n") {
                out.pop();
            }
            out.push_str(slot.now.as_deref().unwrap_or_default());
            out.push_str(slot.rest);
        }
        for entry in add {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push('\n');
            out.push_str(entry);
            out.push_str(if entry.ends_with('\n') { "" } else { "\n" });
        }
        out
    }
}

fn clashes(
    name: &str,
    slots: &Slots<'_>,
    add: &[&String],
    wish: &Wish,
    anchors: &Anchors<'_>,
) -> Result<Vec<Clash>, Error> {
    let about = |text: &String| -> Result<Vec<String>, Error> {
        let own = one(name, text)?;
        let others = slots.new_ones().filter(|slot| overlap(anchors, &own, &slots.says(slot)));
        Ok(others.map(|slot| slot.old.to_owned()).collect())
    };
    let mut clashes = Vec::new();
    let mine = add.iter().copied().chain(wish.replace.iter().map(|(_, new)| new));
    for mine in mine {
        let theirs = about(mine)?;
        if !theirs.is_empty() {
            clashes.push(Clash { mine: mine.clone(), theirs });
        }
    }
    for (old, new) in &slots.gone {
        let theirs = about(old)?;
        // That it is gone is all that was wanted, where nothing stands in its place.
        if new.is_some() || !theirs.is_empty() {
            let mine = new.as_ref().unwrap_or(old).clone();
            if !clashes.iter().any(|clash| clash.mine == mine) {
                clashes.push(Clash { mine, theirs });
            }
        }
    }
    Ok(clashes)
}

/// A single entry, and nothing else that could stand in a file. Who decided and why may be said in the file.
fn one(name: &str, entry: &str) -> Result<Decisions, Error> {
    let by = "[by]\nwho = \"?\"\nwhy = \"?\"\n";
    let decided =
        file::parse(name, &format!("{}{by}{entry}", file::to_toml(&Decisions::default())))?;
    if entry.starts_with("[[decision]]") && decided.list.len() + decided.shapes.len() == 1 {
        return Ok(decided);
    }
    let message = "what is to be written is not one decision";
    Err(Error::new(rowmend::unstable::error::ErrorKind::Settings, name, message)
        .help("load the page again, and decide once more"))
}

#[cfg(test)]
mod tests {
    use rowmend::unstable::pipeline::{Extraction, Options, ingest};
    use rowmend::unstable::source::{Limits, Source};

    use super::*;

    const DUMP: &str =
        "Study\tFindings\n(Allen, 2016)\t• a → b • c → d\n(Ball, 2010)\t• e → f • g → h\n";
    const HEAD: &str = "format = \"rowmend-decisions/1\"\n";

    fn read() -> Extraction {
        let source = Source::new("a.txt", DUMP.into(), &Limits::default()).unwrap();
        ingest(&source, &Options::default()).unwrap()
    }

    fn entry(item: &str, to: &str) -> String {
        format!(
            "[[decision]]\ndo = \"set\"\nrecord = \"(Allen, 2016)\"\ncolumn = \"findings\"\nitem = \"{item}\"\n\
             to = \"{to}\"\nwho = \"A\"\nwhy = \"B\"\n"
        )
    }

    fn put(current: Option<&str>, seen: Option<&str>, wish: &Wish) -> Result<Merged, Error> {
        let read = read();
        merge("f", current, seen, wish, |_| Ok(Anchors::new(&read.document, &read.keys)))
    }

    fn add(entries: &[&String]) -> Wish {
        Wish { add: entries.iter().map(|entry| (*entry).clone()).collect(), ..Wish::default() }
    }

    #[test]
    fn an_entry_is_put_at_the_end_and_taken_out_again_to_the_letter() {
        let one = entry("a → b", "x");
        let file = format!("# mine\n{HEAD}\n# of the first\n{one}# after it\n\n# at the end");
        let other = entry("c → d", "y");
        let Merged::Text(with) = put(Some(&file), Some(&file), &add(&[&other])).unwrap() else {
            panic!()
        };
        assert_eq!(with, format!("{file}\n\n{other}"));
        let out = Wish { remove: vec![other.clone()], ..Wish::default() };
        assert_eq!(put(Some(&with), Some(&with), &out).unwrap(), Merged::Text(format!("{file}\n")));
        let out = Wish { remove: vec![one], ..Wish::default() };
        let left = format!("# mine\n{HEAD}\n# of the first\n# after it\n\n# at the end");
        assert_eq!(put(Some(&file), Some(&file), &out).unwrap(), Merged::Text(left));
        assert_eq!(
            put(None, None, &add(&[&other])).unwrap(),
            Merged::Text(format!("{HEAD}\n{other}"))
        );
    }

    #[test]
    fn other_points_are_put_together_and_the_same_one_is_told() {
        let (mine, other, same) = (entry("a → b", "x"), entry("c → d", "y"), entry("a -> b", "z"));
        let beside = format!("{HEAD}\n{other}");
        let both = Merged::Text(format!("{beside}\n{mine}"));
        assert_eq!(put(Some(&beside), Some(HEAD), &add(&[&mine])).unwrap(), both);
        // A file that is not remembered is not known either.
        assert_eq!(put(Some(&beside), None, &add(&[&mine])).unwrap(), both);
        let against = format!("{HEAD}\n{same}");
        let clash = Merged::Clashes(vec![Clash { mine: mine.clone(), theirs: vec![same.clone()] }]);
        assert_eq!(put(Some(&against), Some(HEAD), &add(&[&other, &mine])).unwrap(), clash);
        // Who saw it may decide again.
        assert!(matches!(
            put(Some(&against), Some(&against), &add(&[&mine])).unwrap(),
            Merged::Text(_)
        ));
    }

    #[test]
    fn what_was_written_before_is_not_written_twice() {
        let (one, other) = (entry("a → b", "x"), entry("c → d", "y"));
        let file = format!("{HEAD}\n{one}");
        let both = format!("{file}\n{other}");
        assert_eq!(
            put(Some(&file), Some(HEAD), &add(&[&one, &other])).unwrap(),
            Merged::Text(both.clone())
        );
        assert_eq!(
            put(Some(&both), Some(HEAD), &add(&[&one, &other])).unwrap(),
            Merged::Text(both)
        );
    }

    #[test]
    fn what_others_changed_is_neither_removed_nor_replaced() {
        let (old, new, mine) = (entry("a → b", "x"), entry("a → b", "z"), entry("a → b", "y"));
        let (seen, now) = (format!("{HEAD}\n{old}"), format!("{HEAD}\n{new}"));
        let clash = |mine: &String, theirs: &[&String]| {
            let theirs = theirs.iter().map(|text| (*text).clone()).collect();
            Merged::Clashes(vec![Clash { mine: mine.clone(), theirs }])
        };
        let remove = Wish { remove: vec![old.clone()], ..Wish::default() };
        assert_eq!(put(Some(&now), Some(&seen), &remove).unwrap(), clash(&old, &[&new]));
        assert_eq!(put(Some(HEAD), Some(&seen), &remove).unwrap(), Merged::Text(HEAD.to_owned()));
        let replace = Wish { replace: vec![(old.clone(), mine.clone())], ..Wish::default() };
        assert_eq!(put(Some(&now), Some(&seen), &replace).unwrap(), clash(&mine, &[&new]));
        assert_eq!(put(Some(HEAD), Some(&seen), &replace).unwrap(), clash(&mine, &[]));
        let instead = Merged::Text(format!("{HEAD}\n{mine}"));
        assert_eq!(put(Some(&seen), Some(&seen), &replace).unwrap(), instead);
    }

    #[test]
    fn nothing_but_decisions_is_written() {
        let one = entry("a → b", "x");
        let long = format!("{one}\n{one}");
        let more = format!("{one}[by]\nwho = \"C\"\n");
        let none = "[[decision]]\ndo = \"set\"\n".to_owned();
        for entry in ["", "x", "# nothing", "format = \"y\"", &long, &more, &none] {
            assert!(put(Some(HEAD), Some(HEAD), &add(&[&entry.to_owned()])).is_err(), "{entry}");
        }
        assert!(put(Some("broken ="), Some("broken ="), &add(&[&one])).is_err());
    }
}

//! What a person decided survives every revision that leaves its text alone, and goes stale on each
//! that does not.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::sample::Index;
use rowmend::unstable::decide::{Decisions, file};
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::record::{Code, Value};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::trace::Status;

/// A study as it is meant: its key, a text, and items of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Study {
    key: String,
    kind: String,
    items: Vec<Vec<String>>,
}

fn studies(sizes: &[usize]) -> Vec<Study> {
    let kinds = ["Merger", "Alliance", "Network"];
    let names = ["Adams", "Brown", "Clark", "Davies", "Evans", "Foster"];
    let mut number = 0;
    let item = |number: usize| {
        let steps = ["Cause", "then effect", "and outcome"];
        steps.iter().map(|step| format!("{step} {}", word(number))).collect()
    };
    sizes
        .iter()
        .enumerate()
        .map(|(at, size)| Study {
            key: format!("({}, {})", names[at % names.len()], 2000 + at),
            kind: kinds[at % 3].to_owned(),
            items: (0..*size)
                .map(|_| {
                    number += 1;
                    item(number)
                })
                .collect(),
        })
        .collect()
}

/// A made-up word for a number, so that no two items read alike.
fn word(number: usize) -> String {
    let syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"];
    format!(
        "{}{}{}",
        syllables[number / 100 % 10],
        syllables[number / 10 % 10],
        syllables[number % 10]
    )
}

fn dump(studies: &[Study]) -> String {
    let mut out = "Study\tPartnership type\tFindings\n".to_owned();
    for Study { key, kind, items } in studies {
        let items: Vec<String> =
            items.iter().map(|item| format!("• {}", item.join(" → "))).collect();
        out.push_str(&format!("{key}\t{kind}\t{}\n", items.join(" ")));
    }
    out
}

fn decided(dump: &str, decisions: &str) -> Extraction {
    let text = format!("format = \"rowmend-decisions/1\"\n{decisions}");
    extract(dump, file::parse("a.txt.decisions.toml", &text).unwrap())
}

fn extract(dump: &str, decisions: Decisions) -> Extraction {
    let source = Source::new("a.txt", dump.as_bytes().to_vec(), &Limits::default()).unwrap();
    ingest(&source, &Options { decisions, ..Options::default() }).unwrap()
}

fn read(extraction: &Extraction) -> Vec<Study> {
    let records = extraction.document.tables.iter().flat_map(|table| &table.records);
    records
        .map(|record| {
            let mut study = Study { key: String::new(), kind: String::new(), items: Vec::new() };
            for (key, value) in &record.cells.0 {
                match value {
                    Value::List(items) => {
                        study.items = items.iter().map(|item| item.steps.clone()).collect();
                    }
                    Value::Citation(citation) => {
                        study.key = citation.text.clone().unwrap_or_default()
                    }
                    Value::Text(text) if key == "study" => {
                        study.key = text.clone().unwrap_or_default()
                    }
                    Value::Text(text) => study.kind = text.clone().unwrap_or_default(),
                }
            }
            study
        })
        .collect()
}

fn statuses(extraction: &Extraction) -> Vec<Status> {
    extraction.trace.decisions.iter().map(|decision| decision.status).collect()
}

/// A decision on one item, as a file has it, and done to the truth by the shortest way.
#[derive(Clone, Copy, Debug)]
enum Act {
    Set,
    Step,
    Split,
    Move,
    Drop,
    Keep,
}

const WHO: &str = "who = \"R.\"\nwhy = \"because\"\n";

fn entry(act: Act, study: &Study, item: &[String], other: &Study) -> String {
    let text = item.join(" → ");
    let what = match act {
        Act::Set => "do = \"set\"\nto = \"A new → reading\"".to_owned(),
        Act::Step => format!("do = \"set\"\nstep = \"{}\"\nto = \"another step\"", item[1]),
        Act::Split => {
            format!("do = \"split\"\ninto = [\"{} → {}\", \"{}\"]", item[0], item[1], item[2])
        }
        Act::Move => format!("do = \"move\"\nto = {{ record = \"{}\" }}", other.key),
        Act::Drop => "do = \"drop\"".to_owned(),
        Act::Keep => "do = \"keep\"".to_owned(),
    };
    format!(
        "[[decision]]\nrecord = \"{}\"\ncolumn = \"findings\"\nitem = \"{text}\"\n{what}\n{WHO}",
        study.key
    )
}

fn act(act: Act, studies: &mut [Study], key: &str, item: &[String], other: &str) {
    let study = studies.iter_mut().find(|study| study.key == key).unwrap();
    let at = study.items.iter().position(|own| own == item).unwrap();
    let to = |text: &str| text.split(" → ").map(str::to_owned).collect::<Vec<_>>();
    match act {
        Act::Set => study.items[at] = to("A new → reading"),
        Act::Step => study.items[at][1] = "another step".to_owned(),
        Act::Split => {
            let last = study.items[at].pop().unwrap();
            study.items.insert(at + 1, vec![last]);
        }
        Act::Move => {
            let item = study.items.remove(at);
            studies.iter_mut().find(|study| study.key == other).unwrap().items.push(item);
        }
        Act::Drop => drop(study.items.remove(at)),
        Act::Keep => {}
    }
}

/// A change by the authors.
#[derive(Clone, Debug)]
enum Revision {
    InsertItem(Index, Index),
    DeleteItem(Index, Index),
    RewordItem(Index, Index),
    MoveItemFirst(Index, Index),
    Kind(Index),
    InsertStudy(Index),
    DeleteStudy(Index),
    MoveStudyLast(Index),
}

fn revision() -> impl Strategy<Value = Revision> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at()).prop_map(|(a, b)| Revision::InsertItem(a, b)),
        (at(), at()).prop_map(|(a, b)| Revision::DeleteItem(a, b)),
        (at(), at()).prop_map(|(a, b)| Revision::RewordItem(a, b)),
        (at(), at()).prop_map(|(a, b)| Revision::MoveItemFirst(a, b)),
        at().prop_map(Revision::Kind),
        at().prop_map(Revision::InsertStudy),
        at().prop_map(Revision::DeleteStudy),
        at().prop_map(Revision::MoveStudyLast),
    ]
}

fn revise(studies: &mut Vec<Study>, revision: &Revision, fresh: usize) {
    let new = vec![format!("Fresh {}", word(900 - fresh)), "news".to_owned(), "later".to_owned()];
    match revision {
        Revision::InsertItem(study, at) => {
            let study = study.index(studies.len());
            let at = at.index(studies[study].items.len() + 1);
            studies[study].items.insert(at, new);
        }
        Revision::DeleteItem(study, at) => {
            let study = study.index(studies.len());
            // A list that is empty in every study is no list.
            if studies[study].items.len() > 1 {
                let at = at.index(studies[study].items.len());
                studies[study].items.remove(at);
            }
        }
        Revision::RewordItem(study, at) => {
            let study = study.index(studies.len());
            let at = at.index(studies[study].items.len());
            studies[study].items[at][1].push_str(" again");
        }
        Revision::MoveItemFirst(study, at) => {
            let study = study.index(studies.len());
            let at = at.index(studies[study].items.len());
            studies[study].items[..=at].rotate_right(1);
        }
        Revision::Kind(study) => {
            let study = study.index(studies.len());
            studies[study].kind = "Federation".to_owned();
        }
        Revision::InsertStudy(at) => {
            let study = Study {
                key: format!("(Fresh, {})", 2050 + fresh),
                kind: "Merger".to_owned(),
                items: vec![new],
            };
            studies.insert(at.index(studies.len() + 1), study);
        }
        Revision::DeleteStudy(at) => {
            if studies.len() > 3 {
                studies.remove(at.index(studies.len()));
            }
        }
        Revision::MoveStudyLast(at) => {
            let study = studies.remove(at.index(studies.len()));
            studies.push(study);
        }
    }
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Set),
        Just(Act::Step),
        Just(Act::Split),
        Just(Act::Move),
        Just(Act::Drop),
        Just(Act::Keep)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Applied where its text still stands under its study (and its destination is there), and then
    /// it does that and nothing else; stale otherwise, and then it does nothing.
    #[test]
    fn a_decision_stands_exactly_while_its_text_does(
        sizes in prop::collection::vec(2_usize..5, 4..7),
        what in any_act(),
        of in any::<Index>(),
        item in any::<Index>(),
        revisions in prop::collection::vec(revision(), 0..5),
    ) {
        let mut truth = studies(&sizes);
        let study = truth[of.index(truth.len())].clone();
        let other = truth[(of.index(truth.len()) + 1) % truth.len()].clone();
        let item = study.items[item.index(study.items.len())].clone();
        let decision = entry(what, &study, &item, &other);
        for (fresh, revision) in revisions.iter().enumerate() {
            revise(&mut truth, revision, fresh);
        }
        let dump = dump(&truth);
        let plain = decided(&dump, "");
        prop_assert_eq!(read(&plain), truth.clone(), "{}", dump);
        let made = decided(&dump, &decision);
        let stands = truth.iter().any(|own| own.key == study.key && own.items.contains(&item))
            && (!matches!(what, Act::Move) || truth.iter().any(|own| own.key == other.key));
        if stands {
            act(what, &mut truth, &study.key, &item, &other.key);
            prop_assert_eq!(statuses(&made), [Status::Applied]);
        } else {
            prop_assert_eq!(statuses(&made), [Status::Stale]);
            prop_assert_eq!(&made.document, &plain.document);
            prop_assert_eq!(&made.trace.records, &plain.trace.records);
            prop_assert_eq!(&made.trace.repairs, &plain.trace.repairs);
        }
        prop_assert_eq!(read(&made), truth);
        prop_assert_eq!(&made.trace.accounting, &plain.trace.accounting);
        rowmend::unstable::canon::check(&made.document).map_err(TestCaseError::fail)?;
        // Decided twice is decided once.
        let twice = decided(&dump, &format!("{decision}{decision}"));
        prop_assert_eq!(twice.document, made.document);
    }

    /// The order of the decisions has no say, and each step of the result knows where it stands.
    #[test]
    fn the_order_of_decisions_has_no_say(
        sizes in prop::collection::vec(2_usize..5, 4..7),
        acts in prop::collection::vec((any_act(), any::<Index>(), any::<Index>()), 1..6),
    ) {
        let truth = studies(&sizes);
        let mut entries: Vec<String> = acts
            .iter()
            .map(|(act, of, item)| {
                let study = &truth[of.index(truth.len())];
                let other = &truth[(of.index(truth.len()) + 1) % truth.len()];
                entry(*act, study, &study.items[item.index(study.items.len())], other)
            })
            .collect();
        let dump = dump(&truth);
        let one = decided(&dump, &entries.concat());
        entries.reverse();
        let two = decided(&dump, &entries.concat());
        prop_assert_eq!(&one.document, &two.document);
        prop_assert_eq!(&one.trace.records, &two.trace.records);
        prop_assert_eq!(&one.trace.left_out, &two.trace.left_out);
        let (mut first, mut second) = (statuses(&one), statuses(&two));
        first.sort();
        second.sort();
        prop_assert_eq!(first, second);
        for (table, traced) in one.document.tables.iter().flat_map(|t| &t.records).zip(&one.trace.records) {
            prop_assert_eq!(&table.id, &traced.record);
            for (key, value) in &table.cells.0 {
                let Value::List(items) = value else { continue };
                let parts = traced.cells.iter().filter(|cell| cell.column == *key);
                let parts: Vec<_> = parts.flat_map(|cell| &cell.parts).collect();
                let steps: usize = items.iter().map(|item| item.steps.len()).sum();
                prop_assert_eq!(parts.len(), steps);
                prop_assert!(parts.iter().all(|part| !part.spans.is_empty()));
            }
        }
    }

    /// What is parsed and written reads the same.
    #[test]
    fn a_file_reads_back_as_it_was_written(
        texts in prop::collection::vec("[ -~→“\"\\\\\t\n]{0,20}", 8),
        which in 0_usize..7,
        context in any::<bool>(),
    ) {
        use rowmend::unstable::decide::{Action, Decision, Destination, Exact, Target};
        let some = |at: usize| format!("x{}", texts[at]);
        let (action, text) = match which {
            0 => (Action::Set(some(0).trim_end_matches('\n').to_owned()), Exact::Whole(some(1).trim_end_matches('\n').to_owned())),
            1 => (Action::Split(vec!["a b".to_owned(), "c".to_owned()]), Exact::Items(vec!["a → b c".to_owned()])),
            2 => (Action::Join("a b → c".to_owned()), Exact::Items(vec!["a".to_owned(), "b c".to_owned()])),
            3 => (
                Action::Move(Destination { record: Some(some(2)), column: Some(some(3)), after: Some(some(4)), before: None }),
                Exact::Items(vec![some(0), some(1)]),
            ),
            4 => (Action::Drop, Exact::Items(vec![some(0)])),
            5 => (Action::Keep(vec![Code::KeyCut, Code::RowDivided]), Exact::Items(vec![some(5)])),
            _ => (Action::Name(some(0)), Exact::Any),
        };
        let column = (which != 6).then(|| some(3));
        let decision = Decision {
            action,
            target: Target {
                table: context.then(|| texts[2].clone()),
                record: texts[7].clone(),
                column,
                text,
                before: context.then(|| texts[5].clone()),
                after: Some(texts[6].clone()),
            },
            who: some(4),
            why: some(5),
            date: context.then(|| "2026-03-31".to_owned()),
            line: 3,
        };
        let all = Decisions { list: vec![decision], ..Decisions::default() };
        prop_assert_eq!(file::parse("x", &file::to_toml(&all)).unwrap(), all);
    }
}

/// Two studies, the second of them a damaged reading of the first.
const GHOST: &str = "Study\tPartnership type\tFindings\n\
    (Adams, 2001)\tMerger\t• Shared aims → trust → peace • Clear roles → less friction → trust\n\
    (Brown, 2002)\tAlliance\t• Shared aims → trust → peace • Open talks → openness → faith • Shared aims → trust → peace\n\
    (Adans, 20O1)\tMerqer\t• Clear roles → less friction → trust\n";

fn texts(extraction: &Extraction, study: usize) -> Vec<String> {
    read(extraction)[study].items.iter().map(|item| item.join(" → ")).collect()
}

#[test]
fn a_dropped_ghost_is_listed_and_the_sum_stays() {
    let plain = decided(GHOST, "");
    let drop = "[[decision]]\ndo = \"drop\"\nrecord = \"(Adans, 20O1)\"\n\
        text = \"\"\"\nMerqer\nClear roles → less friction → trust\"\"\"\n";
    let made = decided(GHOST, &format!("{drop}{WHO}"));
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(read(&made), read(&plain)[..2]);
    assert_eq!(made.trace.accounting, plain.trace.accounting);
    assert_eq!(made.trace.records, plain.trace.records[..2]);
    let left: Vec<&str> = made
        .trace
        .left_out
        .iter()
        .filter(|left| rowmend::unstable::canon::name(&left.reason) == "decided")
        .map(|left| left.text.as_str())
        .collect();
    assert_eq!(left, ["(Adans, 20O1)", "Merqer", "Clear roles → less friction → trust"]);
    // What it holds was moved away by another decision; the rest is dropped.
    let moved = "[[decision]]\ndo = \"move\"\nrecord = \"(Adans, 20O1)\"\ncolumn = \"findings\"\n\
        item = \"Clear roles → less friction → trust\"\n\
        to = { record = \"(Brown, 2002)\", after = \"Open talks → openness → faith\" }\n";
    let made = decided(GHOST, &format!("{drop}{WHO}{moved}{WHO}"));
    assert_eq!(statuses(&made), [Status::Applied, Status::Applied]);
    assert_eq!(texts(&made, 1)[2], "Clear roles → less friction → trust");
    assert_eq!(texts(&made, 1).len(), 4);
}

#[test]
fn a_text_that_stands_twice_needs_what_stands_beside_it() {
    let drop = |context: &str| {
        let entry = "[[decision]]\ndo = \"drop\"\nrecord = \"(Brown, 2002)\"\ncolumn = \"findings\"\n\
            item = \"Shared aims → trust → peace\"\n";
        decided(GHOST, &format!("{entry}{context}{WHO}"))
    };
    let made = drop("");
    assert_eq!(statuses(&made), [Status::Ambiguous]);
    assert!(made.trace.decisions[0].reason.as_ref().unwrap().contains("2 places"));
    assert_eq!(texts(&made, 1).len(), 3);
    let rest = ["Shared aims → trust → peace", "Open talks → openness → faith"];
    assert_eq!(texts(&drop("before = \"openness → faith\"\n"), 1), rest);
    assert_eq!(texts(&drop("after = \"\"\n"), 1), rest);
    assert_eq!(texts(&drop("before = \"\"\n"), 1), [rest[1], rest[0]]);
    assert_eq!(statuses(&drop("before = \"something else\"\n")), [Status::Stale]);
}

#[test]
fn decisions_that_contradict_each_other_are_both_not_applied() {
    let one = |to: &str| {
        format!(
            "[[decision]]\ndo = \"set\"\nrecord = \"(Adams, 2001)\"\ncolumn = \"partnership_type\"\n\
             text = \"Merger\"\nto = \"{to}\"\n{WHO}"
        )
    };
    let made = decided(GHOST, &format!("{}{}", one("Alliance"), one("Network")));
    assert_eq!(statuses(&made), [Status::Ambiguous, Status::Ambiguous]);
    assert_eq!(read(&made)[0].kind, "Merger");
    let reason = made.trace.decisions[0].reason.clone().unwrap();
    assert!(reason.contains("line 10"), "{reason}");
    let made = decided(GHOST, &one("Alliance"));
    assert_eq!(read(&made)[0].kind, "Alliance");
    let gone = GHOST.replace("(Adams, 2001)\tMerger", "(Adams, 2001)\tAlliance");
    let reason = decided(&gone, &one("Alliance")).trace.decisions[0].reason.clone().unwrap();
    assert!(reason.contains("the source itself says so now"), "{reason}");
}

#[test]
fn a_joined_item_and_a_moved_value_know_where_they_stand() {
    let join = "[[decision]]\ndo = \"join\"\nrecord = \"(Adams, 2001)\"\ncolumn = \"findings\"\n\
        items = [\"Shared aims → trust → peace\", \"Clear roles → less friction → trust\"]\n\
        into = \"Shared aims → trust → peace Clear roles → less friction → trust\"\n";
    let made = decided(GHOST, &format!("{join}{WHO}"));
    assert_eq!(
        texts(&made, 0),
        ["Shared aims → trust → peace Clear roles → less friction → trust"]
    );
    let cell = &made.trace.records[0].cells[2];
    // The step that was made of two stands where both stood; the others where they stood.
    let pieces: Vec<usize> = cell.parts.iter().map(|part| part.spans.len()).collect();
    assert_eq!(pieces, [1, 1, 2, 1, 1]);
    let dump = "Study\tFindings\tMandated\n\
        (Adams, 2001)\t• Shared aims → trust → peace • Voluntary\t\n\
        (Brown, 2002)\t• Open talks → openness → faith • Clear roles → less friction → trust\tMandated\n";
    let moving = "[[decision]]\ndo = \"move\"\nrecord = \"(Adams, 2001)\"\ncolumn = \"findings\"\n\
        item = \"Voluntary\"\nto = { column = \"mandated\" }\n";
    let made = decided(dump, &format!("{moving}{WHO}"));
    assert_eq!(texts(&made, 0), ["Shared aims → trust → peace"]);
    assert_eq!(read(&made)[0].kind, "Voluntary");
    let cells = &made.trace.records[0].cells;
    let columns: Vec<&str> = cells.iter().map(|cell| cell.column.as_str()).collect();
    assert_eq!(columns, ["study", "findings", "mandated"]);
    assert_eq!(cells[2].parts.len(), 1);
    // A cell that is filled takes no second value.
    let filled = moving.replace("(Adams, 2001)", "(Brown, 2002)");
    let filled = filled.replace("Voluntary", "Open talks → openness → faith");
    let made = decided(dump, &format!("{filled}{WHO}"));
    assert_eq!(statuses(&made), [Status::Stale]);
    assert!(made.trace.decisions[0].reason.as_ref().unwrap().contains("\"Mandated\" already"));
}

#[test]
fn a_stale_decision_tells_where_its_text_went() {
    let drop = "[[decision]]\ndo = \"drop\"\nrecord = \"(Adams, 2001)\"\ncolumn = \"findings\"\n\
        item = \"Shared aims → trust → peace\"\n";
    let tell = |dump: &str| {
        let made = decided(dump, &format!("{drop}{WHO}"));
        assert_eq!(statuses(&made), [Status::Stale]);
        made.trace.decisions[0].reason.clone().unwrap()
    };
    assert_eq!(
        tell(&GHOST.replace("(Adams, 2001)", "(Adams and Cole, 2001)")),
        "there is no study \"(Adams, 2001)\"; it stands under findings of \"(Adams and Cole, 2001)\" now"
    );
    assert_eq!(
        tell(&GHOST.replacen("Shared aims →", "Common aims →", 1)),
        "the text under it has changed; it stands under findings of \"(Brown, 2002)\" now"
    );
    assert_eq!(
        tell(&GHOST.replace("→ peace", "→ quiet")),
        "the text under it has changed; the nearest is \"Shared aims → trust → quiet\""
    );
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place() {
    let tell = |text: &str| file::parse("a.decisions.toml", text).unwrap_err().to_string();
    let head = "format = \"rowmend-decisions/1\"\n\n[[decision]]\n";
    for (entry, told) in [
        ("do = \"drop\"\nrecord = ", "line 5, column 10"),
        ("do = \"paint\"\nrecord = \"x\"\n", "line 4, column 6: unknown variant `paint`"),
        ("do = \"drop\"\nrecrod = \"x\"\n", "line 5, column 1: unknown field `recrod`"),
        (
            "do = \"drop\"\nrecord = \"x\"\nwho = \"R.\"\nwhy = \"\"\n",
            "line 3, column 1: why is empty",
        ),
        ("do = \"drop\"\nrecord = \"x\"\nwho = \"R.\"\n", "line 3, column 1: why is missing"),
        (
            &format!("do = \"drop\"\nrecord = \"x\"\n{WHO}"),
            "so that no more is dropped than was seen",
        ),
        (
            &format!(
                "do = \"split\"\nrecord = \"x\"\ncolumn = \"c\"\nitem = \"a b\"\ninto = [\"a\", \"c\"]\n{WHO}"
            ),
            "`split` changes words",
        ),
        (
            &format!(
                "do = \"keep\"\nrecord = \"x\"\nitem = \"a b\"\n{WHO}date = 2026-01-01T10:00:00\n"
            ),
            "date is a day without a time",
        ),
    ] {
        let message = tell(&format!("{head}{entry}"));
        assert!(message.contains(told), "{message}");
        assert!(message.starts_with("a.decisions.toml, line"), "{message}");
    }
    assert!(
        tell("format = \"rowmend-decisions/9\"\n").contains("line 1, column 10: the format is")
    );
}

#[test]
fn the_decided_sample_is_the_dump_itself() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let read = |path: &str| std::fs::read(samples.join(path)).unwrap();
    assert_eq!(read("decided/appendix.txt"), read("dump/appendix.txt"));
}

/// The same data as a Word document and as two PDFs: what was decided about one holds for all.
#[test]
fn decisions_survive_another_format_and_other_pages() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let read = |path: &str, decisions: Decisions| {
        let bytes = std::fs::read(samples.join(path)).unwrap();
        let source = Source::new(path, bytes, &Limits::default()).unwrap();
        ingest(&source, &Options { decisions, ..Options::default() }).unwrap()
    };
    let plain = read("docx/appendix.docx", Decisions::default());
    let records = &plain.document.tables[0].records;
    let quote = |text: &str| format!("{text:?}");
    let mut text = "format = \"rowmend-decisions/1\"\n".to_owned();
    let mut count = 0;
    for (at, record) in records.iter().enumerate() {
        let Some(Value::Citation(key)) = record.cells.get("study") else { panic!("no key") };
        let key = key.text.clone().unwrap();
        let Some(Value::List(items)) = record.cells.get("new_cmos") else { panic!("no list") };
        let said = |n: usize| items.get(n).map(|item| item.steps.join(" → ")).unwrap_or_default();
        let target = |n: usize| {
            let before = if n == 0 { String::new() } else { said(n - 1) };
            format!(
                "record = {}\ncolumn = \"new_cmos\"\nitem = {}\nbefore = {}\nafter = {}\n{WHO}",
                quote(&key),
                quote(&said(n)),
                quote(&before),
                quote(&said(n + 1))
            )
        };
        if !items.is_empty() {
            let step = "to = \"Another step\"\nstep = ";
            let step = format!("do = \"set\"\n{step}{}\n", quote(&items[0].steps[0]));
            text.push_str(&format!("[[decision]]\n{step}{}", target(0)));
            count += 1;
        }
        if items.len() > 1 {
            let other = &records[(at + 1) % records.len()];
            let Some(Value::Citation(other)) = other.cells.get("study") else { panic!("no key") };
            let to = quote(other.text.as_ref().unwrap());
            let to = format!("[[decision]]\ndo = \"move\"\nto = {{ record = {to} }}\n");
            text.push_str(&format!("{to}{}", target(items.len() - 1)));
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
    let decisions = file::parse("d", &text).unwrap();
    let mut data = Vec::new();
    for path in ["docx/appendix.docx", "pdf/appendix.pdf", "pdf/appendix-tagged.pdf"] {
        let made = read(path, decisions.clone());
        for decision in &made.trace.decisions {
            assert_eq!(decision.status, Status::Applied, "{path}: {decision:?}");
        }
        assert_ne!(made.document, plain.document);
        data.push(rowmend::unstable::diff::without_flags(made.document));
    }
    assert_eq!(data[0], data[1]);
    assert_eq!(data[0], data[2]);
}

/// The authors' next version cites otherwise: the study is the same one.
#[test]
fn a_decision_follows_a_study_whose_citation_has_another_style() {
    let studies = studies(&[2, 2, 2]);
    let item = studies[1].items[0].clone();
    let decision = entry(Act::Drop, &studies[1], &item, &studies[0]);
    let mut revised = studies;
    for study in &mut revised {
        study.key = study.key.trim_matches(['(', ')']).replace(", ", " (") + ")";
    }
    assert_eq!(revised[1].key, "Brown (2001)");
    let decided = decided(&dump(&revised), &decision);
    assert_eq!(statuses(&decided), [Status::Applied]);
    assert_eq!(read(&decided)[1].items, revised[1].items[1..]);
}

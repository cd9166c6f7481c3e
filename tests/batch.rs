//! Folders of documents: the result mirrors them, is there whole or not at all, and does not depend
//! on order, threads, or how often the run was killed.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use program::{command, err, run};
use tempfile::TempDir;

const DUMP: &str = "Study\tNew CMOs\n\
    (Allen et al., 2016)\t• Shared vision → improved trust → reduced conflict\n\
    (Ball and Cho, 2010)\t• Clear aims for partners → improved faith → less conflict\n";

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Kills of the quick test; `benches/batch.rs` does 200.
const KILLS: u64 = 10;

/// A folder `in` with documents, of which some cannot be read.
fn folder(documents: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    for number in 0..documents {
        let text = DUMP.replace("Shared", &format!("Shared {number}"));
        put(&folder.path().join(format!("in/{}/{number}.txt", number % 3)), &text);
    }
    put(&folder.path().join("in/0/twin.txt"), &DUMP.replace("Shared", "Another"));
    put(&folder.path().join("in/1/twin.txt"), DUMP);
    put(&folder.path().join("in/1/bad.txt"), "only a sentence\n");
    put(&folder.path().join("in/1/data.csv"), "a,b\n");
    put(&folder.path().join("in/.hidden/a.txt"), DUMP);
    folder
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The lines of the table at the end, blanks as one.
fn table(output: &Output) -> Vec<String> {
    let lines = err(output);
    let lines = lines.lines().filter(|line| !line.starts_with("error") && !line.contains("help:"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// All files under a folder with their bytes, but for the journal and the lock.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if !name.starts_with(".rowmend-") {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[track_caller]
fn same(one: &Path, other: &Path) {
    let (one, other) = (tree(one), tree(other));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    let differing: Vec<_> = one.iter().filter(|(name, bytes)| other[*name] != **bytes).collect();
    assert!(
        differing.is_empty(),
        "{:?}",
        differing.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
}

#[test]
fn results_mirror_the_folder_and_a_table_tells_what_happened() {
    let folder = folder(4);
    let output = run(folder.path(), &["extract", "in", "-o", "out", "--report", "run.json"]);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let results = tree(&folder.path().join("out"));
    let names: Vec<&str> = results.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 2 * 6, "{names:?}");
    assert!(results["0/twin.txt.json"] != results["1/twin.txt.json"]);
    assert!(!names.contains(&"1/bad.txt.json"));
    assert!(err(&output).contains("error: 1/bad.txt: the text has no tab"), "{}", err(&output));
    assert_eq!(
        table(&output),
        [
            "documents 7",
            "extracted 6",
            "failed 1 no table 1",
            "passed over 1 of other kinds: 1/data.csv"
        ]
    );
    let alone = run(folder.path(), &["extract", "in/0/twin.txt"]);
    assert_eq!(results["0/twin.txt.json"], alone.stdout);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("run.json")).unwrap()).unwrap();
    assert_eq!(report["format"], "rowmend-run/1");
    let schema = run(folder.path(), &["schema", "run"]);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert!(jsonschema::validate(&schema, &report).is_ok());
    assert_eq!(report["counts"]["extracted"], 6);
    assert_eq!(report["documents"][4]["document"], "1/bad.txt");
    assert_eq!(report["documents"][4]["error"]["kind"], "no-table");
    assert_eq!(report["documents"][0]["summary"]["studies"], 2);
}

/// Under such names much may lie that is none: what a file is, it says itself.
#[test]
fn what_programs_leave_of_tables_is_told_by_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let table = "| Study | Finding |\n|---|---|\n| Allen 2016 | Trust |\n| Baker 2018 | Time |\n";
    put(&path.join("in/table.md"), table);
    put(&path.join("in/notes.md"), "# Notes\n\nNo table yet.\n");
    put(&path.join("in/data.json"), "{\"a\": 1}\n");
    put(&path.join("in/feed.xml"), "<?xml version=\"1.0\"?>\n<feed/>\n");
    fs::copy(samples.join("recognised/appendix.hocr"), path.join("in/page.HOCR")).unwrap();
    // A pipe is no file, and nobody waits for it.
    #[cfg(unix)]
    assert!(Command::new("mkfifo").arg(path.join("in/pipe.md")).status().unwrap().success());
    let ends = |arguments: &[&str]| {
        let output = run(path, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        output
    };
    // What we made of them ourselves is no document, be it results or pages.
    for arguments in [
        ["extract", "in/table.md", "-o", "in"],
        ["report", "in/table.md", "-o", "in/table.md.report.html"],
        ["tables", "in/table.md", "--format", "html"],
    ] {
        let output = ends(&arguments);
        if arguments[0] == "tables" {
            fs::write(path.join("in/tables.html"), &output.stdout).unwrap();
        }
    }
    ends(&["export", "in/table.md", "--to", "html", "-o", "in/studies.html"]);
    let output = ends(&["extract", "in", "-o", "out"]);
    let names: Vec<String> = tree(&path.join("out")).into_keys().collect();
    let [page, table] = ["page.HOCR", "table.md"];
    let both = |name: &str| [format!("{name}.json"), format!("{name}.trace.json")];
    assert_eq!(names, [both(page), both(table)].concat());
    let pipe = if cfg!(unix) { "pipe.md, " } else { "" };
    let passed = format!("data.json, feed.xml, notes.md, {pipe}studies.html, tables.html");
    let row = format!("passed over {} of other kinds: {passed}", passed.split(", ").count());
    assert!(self::table(&output).contains(&row), "{}", err(&output));
}

#[test]
fn files_of_other_kinds_are_named_and_texts_of_word_processors_loudly() {
    let folder = folder(1);
    let path = folder.path();
    put(&path.join("in/1/old.doc"), "x");
    put(&path.join("in/2/Other.ODT"), "x");
    put(&path.join("in/0/0.txt.decisions.toml"), "format = \"rowmend-decisions/1\"\n");
    fs::remove_file(path.join("in/1/bad.txt")).unwrap();
    let extract = |code, more: &[&str]| {
        let wanted = ["extract", "in", "-o", "out", "--report", "run.json"];
        let output = run(path, &[&wanted, more].concat());
        assert_eq!(output.status.code(), Some(code), "{}", err(&output));
        output
    };
    let output = extract(0, &[]);
    let warning = "warning: not read, because of another kind: 1/old.doc, 2/Other.ODT\n  help: ";
    assert!(err(&output).contains(warning), "{}", err(&output));
    let row = "passed over 3 of other kinds: 1/data.csv, 1/old.doc, 2/Other.ODT".to_owned();
    assert!(table(&output).contains(&row), "{}", err(&output));
    let report = || -> serde_json::Value {
        serde_json::from_slice(&fs::read(path.join("run.json")).unwrap()).unwrap()
    };
    assert_eq!(report()["passed_over"][1], "1/old.doc");
    // They need a person, until one says that they are none of the project's documents.
    extract(1, &["--strict"]);
    let project = "format = \"rowmend-project/1\"\nexclude = [\"*.doc\", \"2/\", \"1/twin.*\"]\n";
    put(&path.join("rowmend.toml"), project);
    let output = extract(0, &["--strict"]);
    assert!(!err(&output).contains("warning"), "{}", err(&output));
    assert!(table(&output).contains(&"excluded 3 files that rowmend.toml leaves out".to_owned()));
    assert_eq!(report()["counts"]["excluded"], 3);
    assert_eq!(report()["counts"]["documents"], 2);
    // Who names a document means it.
    assert!(run(path, &["extract", "in/1/twin.txt"]).status.success());
    put(&path.join("rowmend.toml"), "format = \"rowmend-project/1\"\nexclude = [\"a[\"]\n");
    let output = run(path, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(err(&output).contains("rowmend.toml, line 2, column 12: "), "{}", err(&output));
}

#[test]
fn neither_threads_nor_an_earlier_run_change_anything() {
    let folder = folder(9);
    let path = folder.path();
    run(path, &["extract", "in", "-o", "one", "--threads", "1", "--report", "one.json"]);
    run(path, &["extract", "in", "-o", "many", "--threads", "7", "--report", "many.json"]);
    run(path, &["extract", "in", "-o", "many", "--threads", "2", "--report", "again.json"]);
    same(&path.join("one"), &path.join("many"));
    let report = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(report("one.json"), report("many.json"));
    assert_eq!(report("one.json"), report("again.json"));
}

#[test]
fn only_what_changed_is_read_again() {
    let folder = folder(3);
    let path = folder.path();
    let extract = |more: &[&str]| {
        let output = run(path, &[&["extract", "in", "-o", "out"], more].concat());
        assert_eq!(output.status.code(), Some(3), "{}", err(&output));
        let text = err(&output);
        let count = |name: &str| -> usize {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(name));
            line.map_or(0, |rest| rest.split_whitespace().next().unwrap().parse().unwrap())
        };
        (count("extracted"), count("unchanged"), count("failed"))
    };
    assert_eq!(extract(&[]), (5, 0, 1));
    let first = tree(&path.join("out"));
    assert_eq!(extract(&[]), (0, 5, 1));
    // Another source, a lost trace, lost data.
    put(&path.join("in/0/0.txt"), &DUMP.replace("Shared", "Changed"));
    fs::remove_file(path.join("out/1/1.txt.trace.json")).unwrap();
    fs::remove_file(path.join("out/2/2.txt.json")).unwrap();
    assert_eq!(extract(&[]), (3, 2, 1));
    let second = tree(&path.join("out"));
    assert_eq!(second["1/1.txt.trace.json"], first["1/1.txt.trace.json"]);
    assert_eq!(second["2/2.txt.json"], first["2/2.txt.json"]);
    assert_ne!(second["0/0.txt.json"], first["0/0.txt.json"]);
    // Other options are another result.
    assert_eq!(extract(&["--hidden", "include"]), (5, 0, 1));
    assert_eq!(extract(&["--compact"]), (5, 0, 1));
    assert_eq!(extract(&["--compact"]), (0, 5, 1));
    // A document that cannot be read any more leaves no old result behind.
    put(&path.join("in/0/0.txt"), "no table at all\n");
    assert_eq!(extract(&["--compact"]), (0, 4, 2));
    assert!(!path.join("out/0/0.txt.json").exists());
    // A document that is gone is told, and nobody's result is thrown away.
    fs::remove_file(path.join("in/1/1.txt")).unwrap();
    let output = run(path, &["extract", "in", "-o", "out", "--compact"]);
    assert!(table(&output).contains(&"gone 1 documents whose results are still there".to_owned()));
    assert!(path.join("out/1/1.txt.json").exists());
}

#[test]
fn results_that_a_person_changed_are_kept() {
    let folder = folder(3);
    let path = folder.path();
    let extract = |code| {
        let output = run(path, &["extract", "in", "-o", "out", "--report", "run.json"]);
        assert_eq!(output.status.code(), Some(code), "{}", err(&output));
        err(&output)
    };
    extract(3);
    let edited = path.join("out/2/2.txt.json");
    let mine = fs::read_to_string(&edited).unwrap().replace("Shared", "What I know better");
    fs::write(&edited, &mine).unwrap();
    put(&path.join("in/0/0.txt"), &DUMP.replace("Shared", "Changed"));
    let told = extract(5);
    let kept = "error: out/2/2.txt.json: it is not what rowmend wrote there last, so it is kept";
    assert!(told.contains(kept) && told.contains("rowmend decide"), "{told}");
    let zero = fs::read_to_string(path.join("out/0/0.txt.json")).unwrap();
    assert!(zero.contains("Changed"), "the others are read all the same");
    // Where nothing can be read any more, the person's work stays all the same.
    put(&path.join("in/2/2.txt"), "no table at all\n");
    assert!(extract(3).contains("2/2.txt: the text has no tab"));
    assert_eq!(fs::read_to_string(&edited).unwrap(), mine);
    fs::remove_file(&edited).unwrap();
    put(&path.join("in/2/2.txt"), DUMP);
    extract(3);
    assert!(edited.exists());
    // Nor is anything but a report overwritten by one.
    put(&path.join("run.json"), "notes of mine");
    assert!(extract(5).contains("error: run.json: this file is no report of rowmend"));
    assert_eq!(fs::read_to_string(path.join("run.json")).unwrap(), "notes of mine");
}

#[test]
fn failures_are_remembered_until_asked() {
    let folder = folder(0);
    let path = folder.path();
    let news = |more: &[&str]| {
        let journal = path.join("out/.rowmend-journal.jsonl");
        let before = fs::read_to_string(&journal).unwrap_or_default().matches("bad.txt").count();
        let output = run(path, &[&["extract", "in", "-o", "out"], more].concat());
        assert!(err(&output).contains("error: 1/bad.txt: the text has no tab"), "{}", err(&output));
        fs::read_to_string(&journal).unwrap().matches("bad.txt").count() > before
    };
    assert!(news(&[]));
    assert!(!news(&[]));
    assert!(news(&["--retry"]));
    assert!(news(&["--memory", "700"]));
    assert!(!news(&["--memory", "700"]));
}

#[test]
fn a_torn_journal_is_no_trouble() {
    let folder = folder(3);
    let path = folder.path();
    run(path, &["extract", "in", "-o", "out"]);
    let first = tree(&path.join("out"));
    let journal = path.join("out/.rowmend-journal.jsonl");
    let whole = fs::read(&journal).unwrap();
    for end in [whole.len() - 4, whole.len() / 2, whole.len() / 3, 1] {
        fs::write(&journal, &whole[..end]).unwrap();
        put(&path.join("out/0/.0.txt.json.1-1.unfinished"), "half a res");
        let output = run(path, &["extract", "in", "-o", "out"]);
        assert_eq!(output.status.code(), Some(3), "{}", err(&output));
        assert!(tree(&path.join("out")) == first);
        // What the torn line said was found out again, and is known from now on.
        let output = run(path, &["extract", "in", "-o", "out"]);
        assert_eq!(table(&output)[1], "unchanged 5", "{}", err(&output));
    }
}

/// Numbers that look random and are the same every time (Knuth's MMIX generator, TAOCP 3.3.4).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn a_batch_that_was_killed_goes_on_to_the_same_bytes() {
    let folder = folder(60);
    let path = folder.path();
    let start = Instant::now();
    run(path, &["extract", "in", "-o", "whole", "--report", "whole.json"]);
    let mut patience = start.elapsed().as_micros() as u64;
    let arguments = ["extract", "in", "-o", "killed", "--report", "killed.json", "-q"];
    let (mut seed, mut stopped) = (1, 0);
    for _ in 0..KILLS {
        let mut child = command(path, &arguments).stderr(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_micros(next(&mut seed) % patience.max(1)));
        let _ = child.kill();
        if child.wait().unwrap().code().is_none() {
            stopped += 1;
        } else {
            // It was done before: from the beginning again, and sooner.
            patience /= 2;
            fs::remove_dir_all(path.join("killed")).unwrap();
        }
    }
    assert!(stopped > 0, "no kill came in time");
    assert_eq!(run(path, &arguments).status.code(), Some(3));
    same(&path.join("killed"), &path.join("whole"));
    let report = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(report("killed.json"), report("whole.json"));
}

#[test]
fn two_runs_do_not_meet_in_one_folder() {
    let folder = folder(1);
    let path = folder.path();
    run(path, &["extract", "in", "-o", "out"]);
    let held = fs::File::open(path.join("out/.rowmend-lock")).unwrap();
    held.lock().unwrap();
    let output = run(path, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(err(&output).contains("error: out: another run of rowmend is writing to this folder"));
    drop(held);
    assert_eq!(run(path, &["extract", "in", "-o", "out"]).status.code(), Some(3));
}

#[test]
fn the_folder_of_results_may_lie_within() {
    let folder = folder(2);
    let path = folder.path();
    run(path, &["extract", "in", "-o", "in/out"]);
    let first = tree(&path.join("in/out"));
    put(&path.join("in/out/extra.txt"), DUMP);
    run(path, &["extract", "in", "-o", "in/out"]);
    fs::remove_file(path.join("in/out/extra.txt")).unwrap();
    assert!(tree(&path.join("in/out")) == first);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_and_links_to_folders_are_not_walked() {
    use std::os::unix::fs::symlink;
    let folder = folder(3);
    let path = folder.path();
    fs::create_dir_all(path.join("elsewhere")).unwrap();
    fs::create_dir_all(path.join("out")).unwrap();
    symlink("../elsewhere", path.join("out/1")).unwrap();
    symlink("..", path.join("in/2/loop")).unwrap();
    put(&path.join("mine.json"), "mine");
    fs::create_dir_all(path.join("out/0")).unwrap();
    symlink("../../mine.json", path.join("out/0/0.txt.json")).unwrap();
    let output = run(path, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(err(&output).contains("out/1: this is a symbolic link"), "{}", err(&output));
    assert_eq!(fs::read_dir(path.join("elsewhere")).unwrap().count(), 0);
    // A link in the place of a result is replaced, and what it led to is not touched.
    assert_eq!(fs::read_to_string(path.join("mine.json")).unwrap(), "mine");
    assert!(!path.join("out/0/0.txt.json").is_symlink());
    assert!(path.join("out/2/2.txt.json").exists());
}

#[cfg(unix)]
#[test]
fn the_umask_decides_who_may_read_results() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(1);
    let line = format!("umask 027 && {} extract in -o out -q", env!("CARGO_BIN_EXE_rowmend"));
    let shell = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output();
    assert_eq!(shell.unwrap().status.code(), Some(3));
    let mode =
        |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("out/0/0.txt.json"), 0o640);
    assert_eq!(mode("out/0"), 0o750);
}

/// A device that is always full stands for a disk that is.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_ends_with_5_and_leaves_nothing() {
    let folder = folder(1);
    let path = folder.path();
    put(&path.join("out/0"), "a file where a folder is needed");
    let output = run(path, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(5), "{}", err(&output));
    assert!(!tree(&path.join("out")).keys().any(|name| name.contains("unfinished")));
    // It says nothing about the documents: as soon as there is place they are read.
    fs::remove_file(path.join("out/0")).unwrap();
    assert_eq!(run(path, &["extract", "in", "-o", "out"]).status.code(), Some(3));
    assert!(path.join("out/0/0.txt.json").exists());
    let output = run(path, &["extract", "in", "-o", "/dev/full"]);
    assert_eq!(output.status.code(), Some(5), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_and_nothing_is_half_written() {
    let folder = folder(200);
    let path = folder.path();
    let mut child =
        command(path, &["extract", "in", "-o", "out"]).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    let some = || path.join("out/0").exists();
    while !some() && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(1));
    }
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let code = child.wait().unwrap().code();
    assert!(code == Some(130) || code == Some(3), "{code:?}");
    for (name, bytes) in tree(&path.join("out")) {
        assert!(bytes.ends_with(b"\n"), "{name} is cut short");
        assert!(!name.contains("unfinished"), "{name}");
    }
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn watch_reads_what_changes_and_then_rests() {
    watch("in/out");
}

#[test]
fn watch_writes_beside_the_documents_too() {
    watch("in");
}

fn watch(output: &str) {
    let folder = folder(2);
    let path = folder.path();
    let child =
        command(path, &["watch", "in", "-o", output, "-q"]).stderr(Stdio::null()).spawn().unwrap();
    let _ended = Ended(child);
    let until = |what: &dyn Fn() -> bool, told: &str| {
        let start = Instant::now();
        while !what() {
            assert!(start.elapsed() < PATIENCE, "{told}");
            sleep(Duration::from_millis(20));
        }
    };
    let journal = || fs::read_to_string(path.join(output).join(".rowmend-journal.jsonl"));
    let runs = || journal().unwrap_or_default().matches("{\"run\":\"end\"}").count();
    until(&|| runs() == 1, "the first run");
    put(&path.join("in/0/new.txt"), DUMP);
    until(&|| path.join(output).join("0/new.txt.json").exists(), "a new document");
    put(&path.join("in/0/new.txt"), &DUMP.replace("Shared", "Changed"));
    let changed = || {
        let text = fs::read_to_string(path.join(output).join("0/new.txt.json"));
        text.is_ok_and(|text| text.contains("Changed"))
    };
    until(&changed, "a changed document");
    sleep(Duration::from_millis(1500));
    let rested = runs();
    sleep(Duration::from_millis(1500));
    assert_eq!(runs(), rested, "it runs again and again although nothing changes");
}

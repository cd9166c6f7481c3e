//! Documents that bring their reader down in each way there is: the right sentence, the right exit
//! code, and no harm to the others. The mock documents exist in debug builds only.

#![cfg(all(feature = "cli", debug_assertions))]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const DUMP: &str = "Study\tNew CMOs\n\
    (Allen et al., 2016)\t• Shared vision → improved trust → reduced conflict\n\
    (Ball and Cho, 2010)\t• Clear aims for partners → improved faith → less conflict\n";

/// How long one run of the program may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn rowmend(folder: &Path, arguments: &[&str]) -> Output {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_rowmend"))
        .current_dir(folder)
        .args(arguments)
        .env("ROWMEND_MOCK", "1")
        .env_remove("CI")
        .output()
        .unwrap();
    assert!(start.elapsed() < PATIENCE);
    output
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn mock(folder: &Path, what: &str) -> String {
    let name = format!("{}.txt", what.replace(' ', "-"));
    fs::write(folder.join(&name), format!("rowmend-mock {what}\n")).unwrap();
    name
}

/// Every way to misbehave, the exit code, and words of the sentence about it.
const WAYS: &[(&str, i32, &str)] = &[
    ("sleep", 3, "seconds, the limit of time"),
    ("loop", 3, "seconds, the limit of time"),
    ("overflow", 4, "used up the stack"),
    ("allocate much", 3, "more than 64 MiB, the limit of memory"),
    ("allocate often", 3, "more than 64 MiB, the limit of memory"),
    ("abort", 4, "died of signal 6"),
    ("exit", 4, "ended with code 0"),
    ("panic", 4, "rowmend failed while reading it (src/contain/mock.rs:"),
    ("garbage", 4, "an answer that makes no sense"),
    ("garbage and sleep", 4, "an answer that makes no sense"),
    ("half an answer", 4, "ended with code 0"),
    ("die in the middle", 4, "ended with code 0"),
    ("say too much", 3, "longer than 256 MiB, four times the limit of memory"),
];

#[test]
fn each_way_to_misbehave_is_told_and_has_its_exit_code() {
    let folder = TempDir::new().unwrap();
    for (what, code, told) in WAYS {
        let name = mock(folder.path(), what);
        let hangs = told.contains("of time");
        let timeout = if hangs { "1" } else { "60" };
        let output = rowmend(
            folder.path(),
            &["extract", &name, "-o", "data", "--memory", "64", "--timeout", timeout],
        );
        let error = err(&output);
        assert_eq!(output.status.code(), Some(*code), "{what}: {error}");
        assert!(error.starts_with(&format!("error: {name}: ")), "{what}: {error}");
        assert!(error.contains(told), "{what}: {error}");
        assert!(error.contains("\n  help: "), "{what}: {error}");
        assert_eq!(error.lines().count(), 2, "{what}: {error}");
        assert!(!folder.path().join("data").exists(), "{what}");
    }
}

#[test]
fn the_other_documents_of_a_batch_are_unharmed() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let mut files = Vec::new();
    for (number, (what, ..)) in WAYS.iter().enumerate() {
        let good = format!("good-{number}.txt");
        fs::write(path.join(&good), DUMP.replace("Shared", &format!("Shared {number}"))).unwrap();
        files.extend([good, mock(path, what)]);
    }
    let told = {
        let mut arguments = vec!["extract", "-o", "data", "--threads", "4"];
        arguments.extend(["--memory", "64", "--timeout", "6"]);
        arguments.extend(files.iter().map(String::as_str));
        let output = rowmend(path, &arguments);
        assert_eq!(output.status.code(), Some(4), "{}", err(&output));
        err(&output)
    };
    assert_eq!(told.matches("error: ").count(), WAYS.len(), "{told}");
    for (number, (what, _, words)) in WAYS.iter().enumerate() {
        let name = format!("{}.txt", what.replace(' ', "-"));
        let line = told.lines().find(|line| line.starts_with(&format!("error: {name}: ")));
        assert!(line.is_some_and(|line| line.contains(words)), "{what}: {told}");
        let written = path.join(format!("data/good-{number}.txt.json"));
        let alone = path.join(format!("good-{number}.txt"));
        let alone = rowmend(path, &["extract", &alone.display().to_string(), "--in-process"]);
        assert_eq!(fs::read(written).unwrap(), alone.stdout);
    }
    assert_eq!(fs::read_dir(path.join("data")).unwrap().count(), 2 * WAYS.len());
}

#[test]
fn every_verb_that_reads_a_source_is_contained() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("samples")).unwrap();
    let name = mock(&path.join("samples"), "abort");
    let sample = format!("samples/{name}");
    for arguments in [
        vec!["extract", &sample],
        vec!["tables", &sample],
        vec!["stages", "--stage", "items", &sample],
        vec!["explain", &sample, "allen-2016"],
    ] {
        let output = rowmend(path, &arguments);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains("died of signal 6"), "{arguments:?}: {}", err(&output));
    }
    let output = rowmend(path, &["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("died of signal 6"));
}

#[test]
fn a_worker_that_talks_much_is_no_trouble() {
    let folder = TempDir::new().unwrap();
    let name = mock(folder.path(), "chatter");
    let output = rowmend(folder.path(), &["extract", &name]);
    // Such a document goes on to be read; it holds no table.
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("no tab"), "{}", err(&output));
    assert_eq!(err(&output).lines().count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_gets_no_file_no_connection_and_no_program() {
    let folder = TempDir::new().unwrap();
    let name = mock(folder.path(), "break out");
    let output = rowmend(folder.path(), &["extract", &name, "-v"]);
    if !err(&output).contains("seccomp") || err(&output).contains("no seccomp") {
        println!("skipped: this system has no seccomp ({})", err(&output));
        return;
    }
    assert!(err(&output).contains("it got []"), "{}", err(&output));
    let output = rowmend(folder.path(), &["extract", &name]);
    assert!(err(&output).contains("it got []"), "{}", err(&output));
}

#[test]
fn mocks_are_obeyed_only_when_asked() {
    let folder = TempDir::new().unwrap();
    let name = mock(folder.path(), "abort");
    let output = Command::new(env!("CARGO_BIN_EXE_rowmend"))
        .current_dir(folder.path())
        .args(["extract", &name])
        .env_remove("ROWMEND_MOCK")
        .output()
        .unwrap();
    assert!(err(&output).contains("no tab"), "{}", err(&output));
}

/// What the system says of a process after its name: its state, its parent, and more.
#[cfg(target_os = "linux")]
fn stat(pid: &str) -> std::vec::IntoIter<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = text.rsplit(')').next().unwrap_or_default();
    rest.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// A worker has nobody to work for when its parent is killed.
#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_their_parent() {
    let folder = TempDir::new().unwrap();
    let name = mock(folder.path(), "sleep");
    let mut parent = Command::new(env!("CARGO_BIN_EXE_rowmend"))
        .current_dir(folder.path())
        .args(["extract", &name])
        .env("ROWMEND_MOCK", "1")
        .spawn()
        .unwrap();
    let own = parent.id().to_string();
    let workers = || -> Vec<String> {
        let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let names = processes.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|pid| stat(pid).nth(1).is_some_and(|of| of == own)).collect()
    };
    let start = Instant::now();
    while workers().is_empty() && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(10));
    }
    let workers = workers();
    assert_eq!(workers.len(), 1);
    parent.kill().unwrap();
    parent.wait().unwrap();
    let alive = |pid: &String| stat(pid).next().is_some_and(|state| state != "Z");
    while workers.iter().any(alive) && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!workers.iter().any(alive), "the worker outlived its parent");
}

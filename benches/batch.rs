//! A batch on this machine: how fast, how much memory, and whether kills change a byte.
//! `cargo bench --bench batch -- [DOCUMENTS] [KILLS]`, by default 10,000 and 200.
//!
//! The documents are the samples and variants of them: a dump with its words numbered anew, a Word
//! document or PDF with bytes after its end that no reader looks at, so that each has a hash of its
//! own and none can be taken from the journal.

#![cfg(feature = "cli")]
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{available_parallelism, sleep};
use std::time::{Duration, Instant};

/// The program; `ROWMEND` names another one.
fn program() -> PathBuf {
    std::env::var_os("ROWMEND").map_or(env!("CARGO_BIN_EXE_rowmend").into(), PathBuf::from)
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let documents = numbers.first().copied().unwrap_or(10_000);
    let kills = numbers.get(1).copied().unwrap_or(200);
    let root = std::env::temp_dir().join(format!("rowmend-batch-{}", std::process::id()));
    fs::create_dir_all(&root).unwrap();
    throughput(&root, documents);
    unchanged(&root, documents.min(1000));
    killed(&root, documents.min(1000), kills);
    fs::remove_dir_all(&root).unwrap();
}

/// The samples that can be read, but for those that take much longer than the rest.
fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found = Vec::new();
    for kind in ["dump", "docx", "pdf"] {
        let entries = fs::read_dir(root.join(kind)).unwrap();
        found.extend(entries.map(|entry| entry.unwrap().path()));
    }
    found.sort();
    found
}

fn make(folder: &Path, documents: usize) {
    let samples: Vec<(PathBuf, Vec<u8>)> =
        samples().into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    for (number, (path, bytes)) in samples.iter().cycle().take(documents).enumerate() {
        let kind = path.extension().unwrap().to_string_lossy();
        let name = path.file_stem().unwrap().to_string_lossy();
        let place = folder.join(format!("{}/{name}-{number}.{kind}", number / 500));
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, variant(&kind, bytes, number)).unwrap();
    }
}

fn variant(kind: &str, bytes: &[u8], number: usize) -> Vec<u8> {
    match kind {
        "txt" => match std::str::from_utf8(bytes) {
            Ok(text) => text.replacen(" trust", &format!(" trust {number}"), 3).into_bytes(),
            Err(_) => bytes.to_vec(),
        },
        // The comment at the end of the archive (APPNOTE.TXT 4.3.16), whose length stands before it.
        "docx" if bytes.ends_with(&[0, 0]) => {
            let note = format!("{number:08}");
            let mut bytes = bytes.to_vec();
            bytes.truncate(bytes.len() - 2);
            bytes.extend((note.len() as u16).to_le_bytes());
            bytes.extend(note.as_bytes());
            bytes
        }
        _ => [bytes, format!("\n% {number}\n").as_bytes()].concat(),
    }
}

/// Runs the program; its time, and at most how much memory it and its workers had at once.
fn run(arguments: &[&str]) -> (Duration, Vec<u64>) {
    let start = Instant::now();
    let mut child = spawn(arguments);
    let mut memory = Vec::new();
    while child.try_wait().unwrap().is_none() {
        memory.push(resident(child.id()));
        sleep(Duration::from_millis(100));
    }
    (start.elapsed(), memory)
}

fn spawn(arguments: &[&str]) -> Child {
    let mut command = Command::new(program());
    command.args(arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
}

/// Seconds of processor time that processes which this one waited for took, and those which they
/// waited for (Linux; elsewhere 0).
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name come the fields from the third on; the two wanted are the 16th and 17th, in
    // hundredths of a second (proc_pid_stat(5)).
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(13).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Bytes of memory that a process and its children have (Linux; elsewhere 0).
fn resident(parent: u32) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let mut sum = 0;
    for entry in processes.filter_map(Result::ok) {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        if field("PPid:") == Some(parent.into()) || field("Pid:") == Some(parent.into()) {
            sum += field("VmRSS:").unwrap_or(0) << 10;
        }
    }
    sum
}

fn throughput(root: &Path, documents: usize) {
    let (from, to) = (root.join("in"), root.join("out"));
    make(&from, documents);
    let (from, to) = (from.to_str().unwrap(), to.to_str().unwrap());
    for threads in [1, available_parallelism().map_or(1, std::num::NonZeroUsize::get)] {
        let _ = fs::remove_dir_all(to);
        let before = processor_time();
        let (time, memory) =
            run(&["extract", from, "-o", to, "--threads", &threads.to_string(), "-q"]);
        let rate = documents as f64 / time.as_secs_f64();
        // The first fifth fills the workers; after it the memory should stand still.
        let mean = |part: &[u64]| part.iter().sum::<u64>() / (part.len().max(1) as u64 * (1 << 20));
        let fifth = memory.len() / 5;
        println!(
            "{documents} documents on {threads} threads: {:.1} s, {rate:.0} a second, {:.0} a second \
             of processor time; memory {} MiB in the second fifth, {} MiB in the last, {} MiB at most",
            time.as_secs_f64(),
            documents as f64 / (processor_time() - before),
            mean(memory.get(fifth..2 * fifth).unwrap_or_default()),
            mean(memory.get(4 * fifth..).unwrap_or_default()),
            memory.iter().max().copied().unwrap_or(0) >> 20,
        );
    }
}

fn unchanged(root: &Path, documents: usize) {
    let (from, to) = (root.join("some"), root.join("some-out"));
    make(&from, documents);
    let arguments = ["extract", from.to_str().unwrap(), "-o", to.to_str().unwrap(), "-q"];
    run(&arguments);
    let start = Instant::now();
    spawn(&arguments).wait().unwrap();
    println!("{documents} documents that did not change: {:.3} s", start.elapsed().as_secs_f64());
}

fn killed(root: &Path, documents: usize, kills: usize) {
    let from = root.join("some");
    let (whole, cut) = (root.join("some-out"), root.join("cut"));
    let (report, again) = (root.join("whole.json"), root.join("cut.json"));
    let arguments = |to: &Path, report: &Path| {
        [
            "extract",
            from.to_str().unwrap(),
            "-o",
            to.to_str().unwrap(),
            "--report",
            report.to_str().unwrap(),
            "-q",
        ]
        .map(str::to_owned)
    };
    let start = |to: &Path, report: &Path| {
        let words = arguments(to, report);
        spawn(&words.each_ref().map(String::as_str))
    };
    start(&whole, &report).wait().unwrap();
    let (mut seed, mut hit, mut rounds) = (1_u64, 0, 0);
    while hit < kills {
        let mut child = start(&cut, &again);
        // Knuth's MMIX generator (TAOCP 3.3.4); up to a third of a second, in which some have not
        // begun, many are in the middle, and a few come to their end.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sleep(Duration::from_micros((seed >> 33) % 330_000));
        let _ = child.kill();
        if child.wait().unwrap().code().is_none() {
            hit += 1;
        } else {
            // It came to its end: once more from the beginning, after a look at what it left.
            assert_eq!(tree(&cut), tree(&whole));
            fs::remove_dir_all(&cut).unwrap();
            rounds += 1;
        }
    }
    start(&cut, &again).wait().unwrap();
    assert_eq!(tree(&cut), tree(&whole), "kills changed a file");
    assert!(fs::read(&report).unwrap() == fs::read(&again).unwrap(), "kills changed the report");
    let files = tree(&cut).len();
    println!(
        "{hit} kills at random moments of {} batches of {documents} documents: the same {files} files \
         and report as without",
        rounds + 1
    );
}

/// The files under a folder with the hashes of their bytes, but for the journal and the lock.
fn tree(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if !name.to_string_lossy().starts_with(".rowmend-") {
                found.insert(name, rowmend::unstable::source::hash(&fs::read(&path).unwrap()));
            }
        }
    }
    found
}

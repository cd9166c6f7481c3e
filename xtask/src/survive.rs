//! `cargo xtask survive`: every file of some folders goes through the program, each in a process of
//! its own with bounds on time and memory. What comes out is a count by outcome, what the runs used,
//! and, where a folder says what is to be expected of its files, what differs from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::child;
use crate::outcome::{self, Outcome};

/// What a folder's files are expected to give: a table with tabs whose header names the columns
/// `name` and `expect`.
const EXPECTATIONS: &str = "MANIFEST.tsv";
/// The slowest and the largest runs that are named.
const NAMED: usize = 10;

/// What is run and within which bounds.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders of files, or single files
    #[arg(required = true, value_name = "FOLDER")]
    paths: Vec<PathBuf>,
    /// The program; by default the release build, which is made first
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
    /// Seconds that a run may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
    /// MiB of address space that a run may ask for
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    memory: u64,
    /// How many runs go on at a time; as many as there are processors by default
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Options for `rowmend extract`
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
}

struct Run {
    path: PathBuf,
    outcome: Outcome,
    wall: Duration,
    peak_bytes: u64,
}

/// Runs the task; whether everything was survived and as expected.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let binary = match &arguments.binary {
        Some(path) => path.clone(),
        None => build()?,
    };
    let mut files = Vec::new();
    let mut expected = BTreeMap::new();
    for path in &arguments.paths {
        collect(path, &mut files, &mut expected)?;
    }
    files.sort();
    files.dedup();
    let runs = run_all(&binary, &files, arguments)?;
    Ok(report(&runs, &expected))
}

fn build() -> Result<PathBuf, String> {
    let status = Command::new("cargo").args(["build", "--release", "--locked"]).status();
    match status {
        Ok(status) if status.success() => Ok(PathBuf::from("target/release/rowmend")),
        Ok(_) => Err("the program cannot be built".to_owned()),
        Err(error) => Err(format!("cargo cannot be run: {error}")),
    }
}

fn collect(
    path: &Path,
    files: &mut Vec<PathBuf>,
    expected: &mut BTreeMap<PathBuf, String>,
) -> Result<(), String> {
    let told = |error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let list = path.join(EXPECTATIONS);
    if let Ok(text) = fs::read_to_string(&list) {
        expected.extend(expectations(&text).map(|(name, what)| (path.join(name), what)));
    }
    for entry in fs::read_dir(path).map_err(told)? {
        let entry = entry.map_err(told)?.path();
        if entry != list {
            collect(&entry, files, expected)?;
        }
    }
    Ok(())
}

fn expectations(text: &str) -> impl Iterator<Item = (String, String)> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let column = |name| header.iter().position(|field| *field == name);
    let (name, expect) = (column("name"), column("expect"));
    lines.filter_map(move |fields| {
        let field = |column: Option<usize>| fields.get(column?).map(|field| (*field).to_owned());
        Some((field(name)?, field(expect)?))
    })
}

fn run_all(binary: &Path, files: &[PathBuf], arguments: &Arguments) -> Result<Vec<Run>, String> {
    let next = AtomicUsize::new(0);
    let runs = Mutex::new(Vec::new());
    let place = tempfile::tempdir().map_err(|error| format!("no folder to write to: {error}"))?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let work = |job: usize| -> Result<(), String> {
        let folder = place.path().join(job.to_string());
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let run = one(binary, path, &folder, arguments)?;
            runs.lock().map_err(|_| "a run failed".to_owned())?.push(run);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let jobs = 0..arguments.jobs.unwrap_or(jobs).max(1);
        let threads: Vec<_> = jobs.map(|job| scope.spawn(move || work(job))).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a run failed".to_owned())))
    })?;
    let mut runs = runs.into_inner().map_err(|_| "a run failed".to_owned())?;
    runs.sort_by(|a: &Run, b| a.path.cmp(&b.path));
    Ok(runs)
}

fn one(binary: &Path, path: &Path, folder: &Path, arguments: &Arguments) -> Result<Run, String> {
    let told = |error| format!("{}: {error}", folder.display());
    let output = folder.join("out");
    fs::create_dir_all(&output).map_err(told)?;
    let mut command = Command::new(binary);
    command.args(["extract", "--quiet"]).args(&arguments.options);
    command.arg("-o").arg(&output).arg("--").arg(path);
    let stderr = folder.join("stderr");
    let patience = Duration::from_secs(arguments.timeout);
    let bounds = child::Bounds { patience, memory: arguments.memory << 20 };
    let ended = child::run(command, &stderr, bounds)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let trace = fs::File::open(output.join(format!("{name}.trace.json"))).ok();
    let trace = trace.map(|file| outcome::trace(std::io::BufReader::new(file)));
    let said = fs::read(&stderr).map_err(told)?;
    let outcome = Outcome::of(&ended.end, &String::from_utf8_lossy(&said), trace);
    fs::remove_dir_all(folder).map_err(told)?;
    Ok(Run { path: path.to_owned(), outcome, wall: ended.wall, peak_bytes: ended.peak_bytes })
}

fn report(runs: &[Run], expected: &BTreeMap<PathBuf, String>) -> bool {
    let mut headings: BTreeMap<String, Vec<&Run>> = BTreeMap::new();
    for run in runs {
        headings.entry(run.outcome.heading()).or_default().push(run);
    }
    let mut headings: Vec<_> = headings.into_iter().collect();
    headings.sort_by_key(|(_, runs)| std::cmp::Reverse(runs.len()));
    println!("{} files", runs.len());
    for (heading, runs) in &headings {
        println!("{:6}  {heading}", runs.len());
    }
    let listed = |title: &str, list: &[&Run]| {
        println!("\n{title}");
        for run in list {
            let (wall, peak) = (run.wall.as_secs_f64(), run.peak_bytes as f64 / 1048576.0);
            println!(
                "{wall:8.2} s {peak:7.0} MiB  {}  {}",
                run.path.display(),
                run.outcome.heading()
            );
        }
    };
    let mut ranked: Vec<&Run> = runs.iter().collect();
    ranked.sort_by_key(|run| std::cmp::Reverse(run.wall));
    listed("slowest", &ranked[..ranked.len().min(NAMED)]);
    ranked.sort_by_key(|run| std::cmp::Reverse(run.peak_bytes));
    listed("most memory", &ranked[..ranked.len().min(NAMED)]);
    let died: Vec<&Run> = runs.iter().filter(|run| !run.outcome.survived()).collect();
    if !died.is_empty() {
        listed("NOT SURVIVED", &died);
    }
    let differs: Vec<(&Run, &String)> = runs
        .iter()
        .filter_map(|run| Some((run, expected.get(&run.path)?)))
        .filter(|(run, expected)| !run.outcome.meets(expected))
        .collect();
    if !expected.is_empty() {
        println!("\n{} of {} as expected", expected.len() - differs.len(), expected.len());
        for (run, expected) in &differs {
            println!("  {} expected {expected}: {}", run.path.display(), run.outcome.heading());
        }
    }
    died.is_empty() && differs.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read_by_the_names_of_their_columns() {
        let text = "name\tsize\texpect\n a.pdf\t3\tok\nb.pdf\t4\tlimit\nbroken\n";
        let found: Vec<_> = expectations(text).collect();
        let pair = |name: &str, what: &str| (name.to_owned(), what.to_owned());
        assert_eq!(found, [pair(" a.pdf", "ok"), pair("b.pdf", "limit")]);
    }
}

//! `cargo xtask fuzz`: builds the fuzzing program, gives each target its seeds and some of the time,
//! and puts what breaks a law, made as small as it gets, where `tests/regressions.rs` finds it.
//!
//! The engine is libFuzzer: of those that run on stable Rust it is the one that is led by coverage
//! and needs no program beside the compiler (afl++ and honggfuzz do; bolero's own engine is blind).

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The targets, and where their seeds lie beside `fuzz/seeds/TARGET`.
const TARGETS: &[(&str, &[&str])] = &[
    ("dump", &["samples/dump"]),
    ("docx", &[]),
    ("pdf", &[]),
    ("words", &[]),
    ("file", &["samples/docx", "samples/pdf", "samples/recognised"]),
    ("fragments", &[]),
    ("diff", &[]),
    ("decisions", &[]),
    ("profile", &[]),
];
/// What stable Rust lets a crate be instrumented with; what cargo-fuzz uses, without a sanitizer:
/// the crate has no unsafe code.
const INSTRUMENTATION: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// The crates whose coverage leads the search; to instrument all of them takes ten times as long.
const INSTRUMENTED: &[&str] =
    &["rowmend", "rowmend_fuzz", "hayro_interpret", "hayro_syntax", "quick_xml"];
/// Set where this program stands in for the compiler.
pub(crate) const AS_COMPILER: &str = "XTASK_AS_COMPILER";
/// Seconds that one input may take, and MiB that it may use.
const PATIENCE: u32 = 10;
const MEMORY: u32 = 2048;
/// Bytes of an input at most: larger ones are slow and show nothing else.
const LARGEST: usize = 16 << 10;
/// Seconds that are given to making one failure smaller.
const SHRINKING: u64 = 20;

/// What is run and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Minutes in sum, shared by the targets and the processors
    #[arg(long, value_name = "N")]
    minutes: u64,
    /// Only this target
    #[arg(long, value_name = "TARGET", value_parser = TARGETS.iter().map(|t| t.0).collect::<Vec<_>>())]
    target: Option<String>,
    /// Where the random numbers begin; 0 stands for another place each time
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
}

/// Runs the task; whether no law was broken.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("there is no workspace")?;
    let program = build(root)?;
    let chosen: Vec<_> = TARGETS
        .iter()
        .filter(|(name, _)| arguments.target.as_deref().is_none_or(|only| only == *name))
        .collect();
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let jobs = processors.min(chosen.len());
    let seconds = arguments.minutes * 60 * jobs as u64 / chosen.len().max(1) as u64;
    let waiting: Mutex<VecDeque<_>> = Mutex::new(chosen.into_iter().collect());
    let results = Mutex::new(Vec::new());
    let work = || -> Result<(), String> {
        loop {
            let next = waiting.lock().map_err(|_| "a run failed")?.pop_front();
            let Some((name, folders)) = next else { return Ok(()) };
            let run = Run { root, program: &program, name, seconds, seed: arguments.seed };
            let failures = run.target(folders)?;
            results.lock().map_err(|_| "a run failed")?.push((*name, failures));
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a run failed".to_owned())))
    })?;
    let results = results.into_inner().map_err(|_| "a run failed")?;
    let failures: Vec<_> = results.iter().flat_map(|(_, failures)| failures).collect();
    for failure in &failures {
        println!("FAILED: {}\n  cargo test --test regressions runs it", failure.display());
    }
    Ok(failures.is_empty())
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let target = root.join("target/fuzz");
    let own = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    // A build replaces the program that runs; what stands in for the compiler must stay.
    let wrapper = target.join("instrumenting");
    fs::create_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
    if fs::read(&own).ok() != fs::read(&wrapper).ok() {
        fs::copy(&own, &wrapper).map_err(|error| format!("{}: {error}", wrapper.display()))?;
    }
    let status = Command::new("cargo")
        .current_dir(root)
        .args(["build", "--locked", "--package", "rowmend-fuzz", "--profile", "fuzz"])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTC_WRAPPER", &wrapper)
        .env(AS_COMPILER, "1")
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !status.success() {
        return Err("the fuzzing program cannot be built (it needs a C++ compiler)".to_owned());
    }
    Ok(target.join("fuzz/rowmend-fuzz"))
}

/// Stands in for the compiler: runs it as cargo asks for, with more where a crate is instrumented.
pub(crate) fn as_compiler() -> Result<bool, String> {
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next().ok_or("no compiler was named")?;
    let arguments: Vec<_> = arguments.collect();
    let name = arguments.iter().position(|argument| argument == "--crate-name");
    let name = name.and_then(|at| arguments.get(at + 1)).and_then(|name| name.to_str());
    let mut command = Command::new(compiler);
    command.args(&arguments);
    if name.is_some_and(|name| INSTRUMENTED.contains(&name)) {
        command.args(INSTRUMENTATION);
    }
    Ok(command.status().map_err(|error| format!("{command:?}: {error}"))?.success())
}

struct Run<'a> {
    root: &'a Path,
    program: &'a Path,
    name: &'a str,
    seconds: u64,
    seed: u32,
}

impl Run<'_> {
    /// Runs a target; the failures that it found.
    fn target(&self, folders: &[&str]) -> Result<Vec<PathBuf>, String> {
        let corpus = self.root.join("target/fuzz/corpus").join(self.name);
        let artifacts = self.root.join("target/fuzz/artifacts").join(self.name);
        for folder in [&corpus, &artifacts] {
            fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        let own = format!("fuzz/seeds/{}", self.name);
        let kept = format!("tests/regressions/{}", self.name);
        let seeds = folders.iter().copied().chain([own.as_str(), kept.as_str()]);
        let seeds: Vec<PathBuf> =
            seeds.map(|seed| self.root.join(seed)).filter(|seed| seed.is_dir()).collect();
        let words = self.root.join(format!("fuzz/words/{}.dict", self.name));
        let until = Instant::now() + Duration::from_secs(self.seconds);
        let mut failures: Vec<PathBuf> = Vec::new();
        loop {
            let left = until.saturating_duration_since(Instant::now()).as_secs();
            if left == 0 {
                break;
            }
            let mut command = self.engine(&artifacts);
            command.arg(format!("-max_total_time={left}")).arg(format!("-seed={}", self.seed));
            if words.exists() {
                command.arg(format!("-dict={}", words.display()));
            }
            command.arg(&corpus).args(&seeds);
            let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
            let said = String::from_utf8_lossy(&output.stderr);
            if output.status.success() {
                let runs = said.lines().rev().find(|line| line.starts_with("Done "));
                let cover = said.lines().rev().find(|line| line.contains(" cov: "));
                let cover = cover.and_then(|line| line.split(" cov: ").nth(1));
                let cover = cover.and_then(|rest| rest.split(' ').next()).unwrap_or("?");
                println!("{:10} {}, {cover} edges", self.name, runs.unwrap_or("no runs"));
                break;
            }
            let Some(input) = written(&said) else {
                return Err(format!("{}: the engine failed:\n{said}", self.name));
            };
            println!("{:10} {}", self.name, reason(&said));
            let failure = self.keep(&input, &artifacts)?;
            // What is found again at once would be found for ever.
            let again = failures.contains(&failure);
            failures.push(failure);
            if again {
                break;
            }
        }
        failures.dedup();
        Ok(failures)
    }

    fn engine(&self, artifacts: &Path) -> Command {
        let mut command = Command::new(self.program);
        command
            .env("FUZZ_TARGET", self.name)
            .stdin(Stdio::null())
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-timeout={PATIENCE}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-max_len={LARGEST}"));
        command
    }

    /// Makes a failing input smaller and puts it to the regressions.
    fn keep(&self, input: &Path, artifacts: &Path) -> Result<PathBuf, String> {
        let small = artifacts.join("small");
        let mut command = self.engine(artifacts);
        command
            .args(["-minimize_crash=1", &format!("-max_total_time={SHRINKING}")])
            .arg(format!("-exact_artifact_path={}", small.display()))
            .arg(input);
        let _ = command.output();
        // What cannot be made smaller, or fails no more when it is small, is kept as it is.
        let fails = small.exists()
            && self.engine(artifacts).arg(&small).output().is_ok_and(|run| !run.status.success());
        let from = if fails { &small } else { input };
        let bytes = fs::read(from).map_err(|e| format!("{}: {e}", from.display()))?;
        let _ = fs::remove_file(&small);
        let folder = self.root.join("tests/regressions").join(self.name);
        let name = input.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().filter(|c| *c != '-').take(14).collect();
        let kept = folder.join(name);
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        fs::write(&kept, bytes).map_err(|e| format!("{}: {e}", kept.display()))?;
        Ok(kept)
    }
}

/// The file that the engine wrote the failing input to.
fn written(said: &str) -> Option<PathBuf> {
    let line = said.lines().rev().find(|line| line.contains("Test unit written to "))?;
    line.split("Test unit written to ").nth(1).map(PathBuf::from)
}

/// What went wrong, in a line or two.
fn reason(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| line.contains("panicked at"));
    let at = at.or_else(|| lines.iter().position(|line| line.contains("ERROR: libFuzzer")));
    at.map_or_else(|| "failed".to_owned(), |at| lines[at..lines.len().min(at + 2)].join(" "))
}

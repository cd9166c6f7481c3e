//! `cargo xtask growth`: how the time of the program grows with its document. For each way to grow,
//! documents of some size, twice, four and eight times that size go through it; printed is the slope
//! of time over size on logarithmic scales: 1 is linear. With `--large` the largest documents that are
//! promised go through it once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::child::{self, Bounds, End, Ended};
use crate::made;

/// The exponent that is allowed: 1 with room for caches that get too small.
const ALLOWED: f64 = 1.1;
/// Each document runs this often, and the fastest counts: others on the machine only add.
const RUNS: usize = 3;
/// Doublings from the smallest to the largest document.
const DOUBLINGS: u32 = 3;
/// The most that a run may take.
const BOUNDS: Bounds = Bounds { patience: Duration::from_secs(600), memory: 16 << 30 };

type Make = fn(usize) -> Result<Vec<u8>, String>;

/// What grows, the size of the smallest document, and how it is made.
const WAYS: &[(&str, &str, usize, Make)] = &[
    ("rows of a dump", "txt", 2_500, |n| Ok(made::dump(n))),
    ("items of one cell, with bullets", "txt", 2_500, |n| Ok(made::long_cell(n, true))),
    ("items of one cell, without", "txt", 2_500, |n| Ok(made::long_cell(n, false))),
    ("rows of a Word table", "docx", 2_500, made::docx),
    ("pages of a PDF", "pdf", 50, |n| Ok(made::pdf(n))),
    ("rows of one ruled page", "pdf", 250, |n| Ok(made::pdf_page(n))),
    ("rows of one page without rulings", "pdf", 125, |n| Ok(made::pdf_page_unruled(n))),
];

/// The largest documents that are promised.
const LARGE: &[(&str, &str, usize, Make)] = &[
    ("5,000 pages", "pdf", 5_000, |n| Ok(made::pdf(n))),
    ("1,000,000 rows", "txt", 1_000_000, |n| Ok(made::dump(n))),
    ("1,000,000 rows", "docx", 1_000_000, made::docx),
    ("1,000,000 rows on 50,000 pages", "pdf", 1_000_000 / made::ROWS_A_PAGE, |n| Ok(made::pdf(n))),
];

/// What has to be asked for with them.
const RAISED: [&str; 6] = ["--limit", "pages=100000", "--memory", "16384", "--timeout", "3600"];

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The program, a release build
    #[arg(long, value_name = "PATH", default_value = "target/release/rowmend")]
    binary: PathBuf,
    /// Run the largest documents that are promised instead
    #[arg(long)]
    large: bool,
    /// Only what has this in its name
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Options for `rowmend extract`
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
}

/// Runs the task; whether nothing grows faster than is allowed.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let place = tempfile::tempdir().map_err(|error| format!("no folder to write to: {error}"))?;
    let once = |kind: &str, size: usize, make: Make| -> Result<Ended, String> {
        let path = place.path().join(format!("made.{kind}"));
        std::fs::write(&path, make(size)?).map_err(|e| format!("{}: {e}", path.display()))?;
        measure(arguments, &path, place.path())
    };
    if arguments.large {
        for (name, kind, size, make) in LARGE.iter().filter(|way| way.0.contains(&arguments.only)) {
            let ended = once(kind, *size, *make)?;
            println!(
                "{name:36} {kind:5} {:8.2} s of processor time {:8.2} s {:7.0} MiB",
                ended.processor.as_secs_f64(),
                ended.wall.as_secs_f64(),
                ended.peak_bytes as f64 / 1048576.0
            );
        }
        return Ok(true);
    }
    let mut all = true;
    for (name, kind, size, make) in WAYS.iter().filter(|way| way.0.contains(&arguments.only)) {
        let mut points = Vec::new();
        let mut times = String::new();
        for doubling in 0..=DOUBLINGS {
            let size = size << doubling;
            let mut best = Duration::MAX;
            let mut peak = 0;
            for _ in 0..RUNS {
                let ended = once(kind, size, *make)?;
                best = best.min(ended.processor);
                peak = ended.peak_bytes;
            }
            points.push(((size as f64).ln(), best.as_secs_f64().max(1e-6).ln()));
            times.push_str(&format!(
                " {size}: {:.0} ms {:.0} MiB;",
                best.as_secs_f64() * 1000.0,
                peak as f64 / 1048576.0
            ));
        }
        let exponent = slope(&points);
        let verdict = if exponent <= ALLOWED { "" } else { "  TOO FAST" };
        all &= exponent <= ALLOWED;
        println!("{name:36} {kind:5} exponent {exponent:.2}{verdict} {times}");
    }
    Ok(all)
}

fn measure(arguments: &Arguments, document: &Path, place: &Path) -> Result<Ended, String> {
    let mut command = Command::new(&arguments.binary);
    command.args(["extract", "--quiet"]).args(&arguments.options);
    if arguments.large {
        command.args(RAISED);
    }
    command.arg("-o").arg(place.join("out")).arg("--").arg(document);
    let stderr = place.join("stderr");
    let ended = child::run(command, &stderr, BOUNDS)?;
    match ended.end {
        End::Code(0 | 1) => Ok(ended),
        _ => {
            let said = std::fs::read_to_string(&stderr).unwrap_or_default();
            Err(format!("{}: {:?}\n{said}", document.display(), ended.end))
        }
    }
}

/// The slope of the line with the least squares through some points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let above: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let below: f64 = points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
    above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_exponent() {
        let points: Vec<_> =
            [1.0_f64, 2.0, 4.0, 8.0].iter().map(|x| (x.ln(), (3.0 * x.powf(1.5)).ln())).collect();
        assert!((slope(&points) - 1.5).abs() < 1e-9);
    }
}

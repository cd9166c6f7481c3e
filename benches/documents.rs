//! How long the customer's appendix takes as a dump, as a Word document and as a PDF: from bytes to
//! canonical bytes, in this process. `cargo bench` prints the median of several runs of each.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::source::{Limits, Source};

const RUNS: usize = 15;

fn main() {
    for path in
        ["samples/dump/appendix.txt", "samples/docx/appendix.docx", "samples/pdf/appendix.pdf"]
    {
        let bytes = std::fs::read(path).unwrap();
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let source = Source::new(path, bytes.clone(), &Limits::default()).unwrap();
                let extraction = ingest(&source, &Options::default()).unwrap();
                black_box(rowmend::unstable::canon::to_bytes(&extraction.document));
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!(
            "{path}: median {:.1} ms, least {:.1} ms, most {:.1} ms of {RUNS}",
            times[RUNS / 2].as_secs_f64() * 1e3,
            times[0].as_secs_f64() * 1e3,
            times[RUNS - 1].as_secs_f64() * 1e3,
        );
    }
}

//! `rowmend check`.

use std::path::PathBuf;

use rayon::prelude::*;
use rowmend::golden::{self, Checking, Places, Verdict};

use super::decide::Deciding;
use super::{Common, DIFFERENT, Failure, Reading, colours, print, say};

const AFTER: &str = "Examples:
  rowmend check                            every sample under samples/
  rowmend check samples/dump               those of a folder
  rowmend accept                           when the new results are right

A golden is never made from the program's own result in silence: what differs is written beside it
as NAME.json.new and waits. A truth made by hand that is not reached yet has its known differences
in NAME.json.known; a new one fails, and so does one that vanished.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// Samples or folders of samples; all of them by default
    #[arg(value_name = "SAMPLE")]
    wanted: Vec<PathBuf>,
    /// Leave the decisions beside the samples aside
    #[arg(long)]
    no_decisions: bool,
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    reading: Reading,
}

/// Where samples and goldens lie.
#[derive(Debug, clap::Args)]
pub(super) struct Folders {
    /// Folder of the samples
    #[arg(long, value_name = "DIR", default_value = "samples")]
    samples: PathBuf,
    /// Folder of the expected results, which mirrors that of the samples
    #[arg(long, value_name = "DIR", default_value = "golden")]
    golden: PathBuf,
}

impl Folders {
    pub(super) fn places(&self) -> Places {
        Places { samples: self.samples.clone(), golden: self.golden.clone() }
    }
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let places = arguments.folders.places();
    let all = places.all_samples()?;
    let mut chosen = all.clone();
    if !arguments.wanted.is_empty() {
        let names = |sample: &String, wanted: &PathBuf| {
            places.samples.join(sample).starts_with(wanted)
                || std::path::Path::new(sample).starts_with(wanted)
        };
        chosen.retain(|sample| arguments.wanted.iter().any(|wanted| names(sample, wanted)));
        if let Some(wanted) =
            arguments.wanted.iter().find(|wanted| !all.iter().any(|sample| names(sample, wanted)))
        {
            return Err(Failure::Usage(
                format!(
                    "there is no sample {} under {}",
                    wanted.display(),
                    places.samples.display()
                ),
                "name a file or folder of samples, or the folder of all with --samples",
            ));
        }
    }
    let checking = Checking {
        options: arguments.reading.options()?,
        style: colours(&std::io::stdout()),
        pending: !super::accept::under_ci(),
        undecided: arguments.no_decisions,
    };
    let reader =
        arguments.reading.reader(common)?.deciding(&Deciding::beside(!arguments.no_decisions));
    let one = |sample: &String| {
        golden::check_with(&places, sample, &checking, |path| reader.extraction(path))
    };
    let verdicts: Vec<Verdict> = chosen.par_iter().map(one).collect();
    let (mut good, mut known, mut failed) = (0, 0, 0);
    for (sample, verdict) in chosen.iter().zip(&verdicts) {
        match verdict {
            Verdict::Same => good += 1,
            Verdict::Known(count) => {
                good += 1;
                known += count;
            }
            Verdict::Failed(text) => {
                failed += 1;
                let text: String = text.lines().flat_map(|line| ["  ", line, "\n"]).collect();
                print(format!("FAILED {sample}\n{text}").as_bytes())?;
            }
        }
    }
    if arguments.wanted.is_empty() {
        for orphan in places.orphans(&all)? {
            failed += 1;
            let path = places.golden.join(&orphan);
            print(
                format!(
                    "FAILED {}\n  a golden without its sample\n  remove it, or bring the sample back\n",
                    path.display()
                )
                .as_bytes(),
            )?;
        }
    }
    if !common.quiet {
        let known = if known > 0 { format!(", {known} known differences") } else { String::new() };
        say(&format!("{good} as expected{known}, {failed} failed\n"));
    }
    Ok(if failed > 0 { DIFFERENT } else { 0 })
}

//! `rowmend check`.

use std::path::PathBuf;

use clap::ValueEnum;
use rayon::prelude::*;
use rowmend::unstable::diff::Style;
use rowmend::unstable::golden::report::{self, Checked};
use rowmend::unstable::golden::{self, Checking, Verdict};

use super::decide::Deciding;
use super::project::Folders;
use super::{Common, DIFFERENT, Failure, Reading, colours, print, say};

const AFTER: &str = "Examples:
  rowmend check                            every sample under samples/
  rowmend check samples/dump               those of a folder
  rowmend accept                           when the new results are right
  rowmend accept --record allen-2016       when those of one study are
  rowmend check --format junit > check.xml

rowmend.toml names sources, goldens, profile, options and limits, so that in its folder `rowmend
check` alone is the whole check; flags override it.

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
    /// How it is told
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    reading: Reading,
}

/// The form of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Annotations that GitHub shows beside the files of a change
    Github,
    /// The XML of JUnit, which most build services read
    Junit,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let places = arguments.folders.places(&arguments.reading.project)?;
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
    let exclude = arguments.reading.project.exclude()?;
    // Who names one means it.
    chosen.retain(|sample| !arguments.wanted.is_empty() || !exclude.has(sample));
    let text = arguments.format == Format::Text;
    let options = arguments.reading.options()?;
    let checking = Checking {
        options: options.clone(),
        style: if text { colours(&std::io::stdout()) } else { Style::Plain },
        pending: !super::accept::under_ci(),
        undecided: arguments.no_decisions,
    };
    let reader = arguments
        .reading
        .reader_with(options, common)?
        .deciding(&Deciding::beside(!arguments.no_decisions));
    let one = |sample: &String| {
        let verdict =
            golden::check_with(&places, sample, &checking, |path| reader.extraction(path));
        Checked { path: places.samples.join(sample).display().to_string(), verdict }
    };
    let mut checked: Vec<Checked> = chosen.par_iter().map(one).collect();
    if arguments.wanted.is_empty() {
        let stray = |path: PathBuf, text: &str| Checked {
            path: path.display().to_string(),
            verdict: Verdict::Failed(text.to_owned()),
        };
        for orphan in places.orphans(&all)? {
            let text = "a golden without its sample\nremove it, or bring the sample back\n";
            checked.push(stray(places.golden.join(orphan), text));
        }
        for decisions in places.stray_decisions(&all)? {
            let text = "decisions about a source that is not there\n\
                        remove them, or bring the source back\n";
            checked.push(stray(places.samples.join(decisions), text));
        }
    }
    match arguments.format {
        Format::Text => print(to_text(&checked).as_bytes())?,
        Format::Github => print(report::github(&checked).as_bytes())?,
        Format::Junit => print(report::junit(&checked).as_bytes())?,
        Format::Json => print(&report::json(&checked))?,
    }
    let (mut good, mut known, mut failed) = (0, 0, 0);
    for one in &checked {
        match one.verdict {
            Verdict::Same => good += 1,
            Verdict::Known(count) => {
                good += 1;
                known += count;
            }
            Verdict::Failed(_) => failed += 1,
        }
    }
    if !common.quiet {
        let known = if known > 0 { format!(", {known} known differences") } else { String::new() };
        say(&format!("{good} as expected{known}, {failed} failed\n"));
    }
    Ok(if failed > 0 { DIFFERENT } else { 0 })
}

fn to_text(checked: &[Checked]) -> String {
    let mut out = String::new();
    for Checked { path, verdict } in checked {
        if let Verdict::Failed(text) = verdict {
            out.push_str(&format!("FAILED {path}\n"));
            out.extend(text.lines().flat_map(|line| ["  ", line, "\n"]));
        }
    }
    out
}

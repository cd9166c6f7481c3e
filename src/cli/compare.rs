//! `rowmend decide SOURCE --compare A.toml B.toml`: two people's decisions about one document.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use rowmend::unstable::canon;
use rowmend::unstable::decide::Decisions;
use rowmend::unstable::decide::compare::{
    self, Both, Compared, Comparison, Outcome, Verdict, consensus,
};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;
use rowmend::unstable::pipeline::Extraction;
use rowmend::unstable::summary::count;

use super::look::Looked;
use super::review::words::{safe, undone};
use super::{Common, Failure, print, say};

/// Points of one kind that are named one by one: more are counted.
const NAMED: usize = 20;

/// A document as two people decided about it.
#[derive(Debug)]
pub(super) struct Pair {
    /// Without any decision.
    base: Extraction,
    pub(super) sides: [Side; 2],
}

/// One of the two.
#[derive(Debug)]
pub(super) struct Side {
    file: String,
    pub(super) decisions: Decisions,
    /// With the decisions on tables, where there are any.
    extraction: Option<Extraction>,
}

impl Pair {
    /// Reads the document as each of the two decided.
    pub(super) fn read(files: &[PathBuf], source: Looked<'_>) -> Result<Pair, Error> {
        let side = |at: usize| {
            let path = files.get(at).map(PathBuf::as_path).unwrap_or(Path::new(""));
            let decisions = files::read_decisions(path)?;
            let extraction =
                (!decisions.shapes.is_empty()).then(|| source.read_as(&decisions)).transpose()?;
            Ok::<Side, Error>(Side { file: path.display().to_string(), decisions, extraction })
        };
        let sides = [side(0)?, side(1)?];
        Ok(Pair { base: source.read_as(&Decisions::default())?, sides })
    }

    fn reading<'a>(&'a self, side: &'a Side) -> compare::Reading<'a> {
        reading(side.extraction.as_ref().unwrap_or(&self.base), &side.decisions, &side.file)
    }

    /// The comparison.
    pub(super) fn both(&self) -> Both {
        let none = Decisions::default();
        let [a, b] = &self.sides;
        compare::run(&reading(&self.base, &none, ""), &[self.reading(a), self.reading(b)])
    }

    /// The points that a file decides, by their names; `extraction` has its decisions on tables.
    pub(super) fn decided(&self, extraction: &Extraction, decisions: &Decisions) -> Vec<String> {
        let none = Decisions::default();
        let own = reading(extraction, decisions, "");
        let points = compare::run(&reading(&self.base, &none, ""), &[own, own]).told.points;
        let decided = points.into_iter().filter(|point| point.outcome != Outcome::Neither);
        decided.map(|point| point.id).collect()
    }
}

fn reading<'a>(
    extraction: &'a Extraction,
    decisions: &'a Decisions,
    file: &'a str,
) -> compare::Reading<'a> {
    let Extraction { document, trace, keys, .. } = extraction;
    compare::Reading { document, keys, trace, decisions, file }
}

/// Tells the comparison, and writes the consensus where it is asked for.
pub(super) fn run(
    pair: &Pair,
    json: bool,
    output: Option<&Path>,
    common: &Common,
) -> Result<u8, Failure> {
    let both = pair.both();
    match output {
        Some(path) if super::input::is_stdin(path) => {
            print(consensus::text(&both).as_bytes())?;
            return Ok(0);
        }
        Some(path) => write(path, &consensus::text(&both))?,
        None => {}
    }
    print(&if json { canon::to_bytes(&both.told) } else { text(&both.told).into_bytes() })?;
    if let Some(path) = output.filter(|_| !common.quiet) {
        let counts = &both.told.counts;
        let choose = counts.differ + counts.only_a + counts.only_b;
        say(&format!(
            "{}: {} in force, {choose} to choose\n",
            path.display(),
            count(counts.agree, "point", "points")
        ));
    }
    Ok(0)
}

/// Writes the consensus; what a person wrote stays.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if path.exists() {
        let old = files::read_text(path)?;
        if old == text {
            return Ok(());
        }
        if !consensus::is_untouched(&old) {
            let message =
                "it is not what rowmend wrote there last, so it is kept and nothing is written";
            return Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
                .help("name another file with -o, or move this one away"));
        }
    }
    files::write(path, text.as_bytes())
}

/// A comparison for people.
fn text(told: &Comparison) -> String {
    let Comparison { files: [a, b], counts, .. } = told;
    let mut out = format!("{}: {a} and {b}\n", told.source);
    let both = counts.agree + counts.differ;
    let _ = writeln!(out, "  points      {}, {both} decided by both", counts.points);
    let _ = writeln!(out, "  agree       {}", counts.agree);
    let _ = writeln!(out, "  differ      {}", counts.differ);
    let _ = writeln!(out, "  one alone   {} {a}, {} {b}", counts.only_a, counts.only_b);
    let _ = writeln!(out, "  nobody      {}", counts.neither);
    if let (Some(agreement), Some(same)) = (told.agreement, told.same_action) {
        let _ = writeln!(
            out,
            "  agreement   {:.1} % of {both} (the same action {:.1} %)",
            agreement * 100.0,
            same * 100.0
        );
    }
    let chosen: Vec<String> =
        told.categories.iter().map(|own| format!("{} {}/{}", own.action, own.a, own.b)).collect();
    match (&told.kappa, &told.kappa_undefined) {
        (Some(kappa), _) => {
            let _ = writeln!(
                out,
                "  kappa       {kappa:.2} (Cohen, of actions: {})",
                chosen.join(", ")
            );
        }
        (None, why) => {
            let why = why.as_deref().unwrap_or_default();
            let _ = writeln!(out, "  kappa       not defined: {why}");
        }
    }
    for (file, all) in told.files.iter().zip(&told.undone) {
        all.iter().for_each(|own| out.push_str(&undone(own, file)));
    }
    for outcome in [Outcome::Differ, Outcome::OnlyA, Outcome::OnlyB] {
        for point in told.points.iter().filter(|point| point.outcome == outcome) {
            out.push_str(&compared(point, &told.files));
        }
    }
    nobody(&mut out, told);
    safe(&out)
}

/// A point that is not settled, with what each decided.
fn compared(point: &Compared, files: &[String; 2]) -> String {
    let what = match point.outcome {
        Outcome::Differ => "differ".to_owned(),
        Outcome::OnlyA => format!("{} alone", files[0]),
        _ => format!("{} alone", files[1]),
    };
    let mut out = format!("\n{what}: {}\n", point.id);
    if !point.text.is_empty() {
        let _ = writeln!(out, "  {}", point.text.replace('\n', "\n  "));
    }
    for (file, verdicts) in files.iter().zip([&point.a, &point.b]) {
        for Verdict { action, result, who, why, line, .. } in verdicts {
            let to = if result.is_empty() { String::new() } else { format!(" → {result}") };
            let to = to.replace('\n', "\n      ");
            let _ = writeln!(out, "  {file}, line {line}: {action}{to}\n    {who}: {why}");
        }
    }
    out
}

fn nobody(out: &mut String, told: &Comparison) {
    let open = told.points.iter().filter(|point| point.outcome == Outcome::Neither);
    let ids: Vec<&str> = open.map(|point| point.id.as_str()).collect();
    if ids.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nnobody decided:");
    ids.iter().take(NAMED).for_each(|id| {
        let _ = writeln!(out, "  {id}");
    });
    if ids.len() > NAMED {
        let _ = writeln!(out, "  and {} more", ids.len() - NAMED);
    }
}

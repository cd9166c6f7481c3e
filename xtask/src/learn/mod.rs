//! `cargo xtask learn`: learns how pages are read from documents with their truth, and says how well
//! they are read, seen and left out side by side.
//!
//! | file | does |
//! |---|---|
//! | `corpus` | folders of documents with their truth → pages with their truth |
//! | `lessons` | pages → labelled evidence → the weights of all decisions |
//! | `boost` | gradient boosting of small trees |
//! | `judge` | how often single decisions are right |
//! | `read` | how well whole pages are read |
//!
//! The same folders in the same order give the same weights, bit for bit. It takes minutes: run it as
//! `cargo run --release --package xtask -- learn …`.

mod boost;
mod corpus;
mod judge;
mod lessons;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use corpus::Document;
use lessons::Weights;
use rowmend::unstable::detect::lesson::use_weights;

/// What is learned, and from what.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders of documents with their truth, each a source
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Do not learn from this source; may be repeated
    #[arg(long, value_name = "SOURCE")]
    leave_out: Vec<String>,
    /// Do not learn from every Nth document, from the Kth on, K from 0
    #[arg(long, value_name = "K/N", value_parser = fold)]
    fold: Option<(usize, usize)>,
    /// Read at most so many documents of each folder
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    most: usize,
    /// Learn and judge this decision alone; may be repeated
    #[arg(long, value_name = "DECISION", value_parser = lessons::ORDER)]
    only: Vec<String>,
    /// Where the weights of decisions that are not learned come from
    #[arg(long, value_name = "WEIGHTS")]
    from: Option<PathBuf>,
    /// Begin each decision with the weights of --from, and learn what these do not know yet
    #[arg(long, requires = "from")]
    onward: bool,
    /// Learn nothing: judge the weights of --from, or else those that are built in
    #[arg(long, conflicts_with_all = ["out", "date"])]
    as_is: bool,
    /// Where to write the weights, such as src/detect/weights.txt
    #[arg(long, value_name = "PATH", requires = "date")]
    out: Option<PathBuf>,
    /// The date that the weights carry, such as 2030-01-31
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Say how often single decisions are right
    #[arg(long)]
    judge: bool,
    /// Say how well whole pages are read
    #[arg(long)]
    read: bool,
    /// Say how well each document left out is read, the worst first
    #[arg(long)]
    each: bool,
    /// Say for each true table left out whether it was put forward, and whether it was chosen
    #[arg(long)]
    recall: bool,
    /// Say of this document's true tables how each place between columns and each line is judged
    #[arg(long, value_name = "DOCUMENT")]
    look: Option<String>,
}

fn fold(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    let fold = numbers.filter(|(k, n): &(usize, usize)| k < n);
    fold.ok_or_else(|| "two numbers as in 0/5, the first one smaller".to_owned())
}

/// Runs the task.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let documents = corpus::read(&arguments.folders, arguments.most)?;
    known(arguments, &documents)?;
    let is_left_out = |at: usize| {
        let fold = arguments.fold.is_some_and(|(k, n)| at % n == k);
        fold || arguments.leave_out.contains(&documents[at].source)
    };
    let (left_out, seen): (Vec<usize>, Vec<usize>) =
        (0..documents.len()).partition(|at| is_left_out(*at));
    let seen: Vec<&Document> = seen.into_iter().map(|at| &documents[at]).collect();
    let left_out: Vec<&Document> = left_out.into_iter().map(|at| &documents[at]).collect();
    eprintln!("{} documents to learn from, {} left out", seen.len(), left_out.len());
    let weights = match &arguments.from {
        Some(path) => Weights::parse(&text_of(path)?),
        None => Weights::default(),
    };
    if !arguments.as_is {
        let before = if arguments.onward { weights.clone() } else { Weights::default() };
        let weights = lessons::learn(&seen, weights, &arguments.only, &before);
        if let Some(path) = &arguments.out {
            let kept = arguments.onward || !arguments.only.is_empty();
            let before = arguments.from.as_ref().filter(|_| kept).map(text_of).transpose()?;
            let before = said(&before.unwrap_or_default());
            let text = head(arguments, &seen) + &before + &weights.text();
            fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    } else if arguments.from.is_some() {
        use_weights(&weights.text());
    }
    tell(arguments, &seen, &left_out);
    let look = documents.iter().filter(|document| arguments.look.as_ref() == Some(&document.name));
    for scene in look.flat_map(|document| &document.scenes) {
        scene.strips().iter().chain(&scene.row_scores()).for_each(|line| println!("{line}"));
    }
    Ok(true)
}

fn tell(arguments: &Arguments, seen: &[&Document], left_out: &[&Document]) {
    if arguments.judge {
        judge::print(seen, left_out, &arguments.only);
    }
    if arguments.read {
        read::print(seen, left_out);
    }
    if arguments.each {
        read::print_each(left_out);
    }
    if arguments.recall {
        for document in left_out {
            for line in document.scenes.iter().flat_map(|scene| scene.recall()) {
                println!("{} {}: {line}", document.source, document.name);
            }
        }
    }
}

/// Refuses names of sources that are none.
fn known(arguments: &Arguments, documents: &[Document]) -> Result<(), String> {
    let sources: BTreeSet<&str> = documents.iter().map(|document| &*document.source).collect();
    match arguments.leave_out.iter().find(|name| !sources.contains(name.as_str())) {
        Some(name) => {
            let all: Vec<&str> = sources.into_iter().collect();
            Err(format!("{name} is none of the sources: {}", all.join(", ")))
        }
        None => Ok(()),
    }
}

/// The sources of some documents, by name.
fn sources<'d: 'a, 'a>(documents: impl Iterator<Item = &'a &'d Document>) -> BTreeSet<&'d str> {
    documents.map(|document| document.source.as_str()).collect()
}

fn text_of(path: &PathBuf) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// What the weights' file says of itself.
fn head(arguments: &Arguments, seen: &[&Document]) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for document in seen {
        let count = counts.entry(&document.source).or_default();
        *count = (count.0 + 1, count.1 + document.scenes.len());
    }
    let mut text = format!(
        "# How pages are read: learned weights, for src/detect/score.rs. Not written by hand.\n\
         # Weights are 64ths of a bit of log odds. A decision has a base and trees, a line each:\n\
         # EVIDENCE<MOST YES NO, from the root on; a leaf is its weight.\n\
         # Learned on {} ({}) from these sources (documents, pages):\n",
        arguments.date.as_deref().unwrap_or("an unknown date"),
        if arguments.only.is_empty() { "all".to_owned() } else { arguments.only.join(", ") },
    );
    for (source, (documents, pages)) in counts {
        text.push_str(&format!("#   {source} {documents} {pages}\n"));
    }
    text.push_str(&format!("# Made by: {}\n", command(arguments)));
    text
}

/// What a weights' file says of how it was made.
fn said(text: &str) -> String {
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    comments
        .skip_while(|line| !line.starts_with("# Learned on "))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// How to make the same weights again, but for where the folders are.
fn command(arguments: &Arguments) -> String {
    let mut words = vec!["cargo run --release --package xtask -- learn".to_owned()];
    words.extend(corpus::names(&arguments.folders));
    words.extend(arguments.leave_out.iter().map(|source| format!("--leave-out {source}")));
    words.extend(arguments.fold.map(|(k, n)| format!("--fold {k}/{n}")));
    let most = Some(arguments.most).filter(|most| *most < usize::MAX);
    words.extend(most.map(|most| format!("--most {most}")));
    words.extend(arguments.only.iter().map(|decision| format!("--only {decision}")));
    words.extend(arguments.from.as_ref().map(|_| "--from WEIGHTS".to_owned()));
    words.extend(arguments.onward.then(|| "--onward".to_owned()));
    words.join(" ")
}

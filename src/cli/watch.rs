//! `rowmend watch`: a batch, and the batch again whenever something changed. What did not change is
//! known from the journal, so that a run costs what the change costs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use rowmend::unstable::error::{Error, ErrorKind};

use super::batch::{self, Asked};
use super::decide::Deciding;
use super::{Common, Failure, Reading, say, tell};

/// How long a folder must be still before it is read: programs write a file in several steps.
const STILL: Duration = Duration::from_millis(300);

const AFTER: &str = "Examples:
  rowmend watch papers -o data             until it is interrupted (Ctrl-C)";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// Folders of documents
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Folder for the results, which mirrors that of the documents
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Write the data in the short form of RFC 8785
    #[arg(long)]
    compact: bool,
    /// How many documents are read at the same time; as many as there are processors by default
    #[arg(long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    if let Some(file) = arguments.folders.iter().find(|path| !path.is_dir()) {
        return Err(Failure::Usage(
            format!("{} is no folder", file.display()),
            "name the folder that the document lies in",
        ));
    }
    let (changed, wait) = mpsc::channel();
    let unwatchable = |error| unwatched(&arguments.folders, &error);
    let mut watcher = notify::recommended_watcher(changed).map_err(unwatchable)?;
    for folder in &arguments.folders {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(unwatchable)?;
    }
    // Watching begins before the first run, so that nothing falls between the two.
    once(arguments, common, false)?;
    loop {
        if !common.quiet {
            say("watching; Ctrl-C ends it\n");
        }
        until_still(arguments, &wait)?;
        // One that cannot be done now may be possible after the next change.
        match once(arguments, common, true) {
            Err(Failure::Document(error)) => drop(tell(&error)),
            other => drop(other?),
        }
    }
}

fn once(arguments: &Arguments, common: &Common, news: bool) -> Result<u8, Failure> {
    let asked = Asked {
        wanted: &arguments.folders,
        output: &arguments.output,
        exclude: arguments.reading.project.exclude()?,
        compact: arguments.compact,
        strict: false,
        retry: false,
        threads: arguments.threads.map_or(0, std::num::NonZeroUsize::get),
        report: None,
        // Workers do not wait for the next change.
        reader: &arguments.reading.reader(common)?.deciding(&Deciding::beside(true)),
    };
    batch::run(&asked, common, news)
}

/// Waits for a change, and for the end of it.
fn until_still(
    arguments: &Arguments,
    wait: &Receiver<notify::Result<Event>>,
) -> Result<(), Failure> {
    let gone = |_| unwatched(&arguments.folders, &notify::Error::generic("the watcher ended"));
    while !is_ours(arguments, &wait.recv().map_err(gone)?) {}
    let mut since = Instant::now();
    while let Some(left) = STILL.checked_sub(since.elapsed()) {
        if wait.recv_timeout(left).is_ok_and(|event| is_ours(arguments, &event)) {
            since = Instant::now();
        }
    }
    Ok(())
}

/// Whether something outside of the results changed. An error may hide a change.
fn is_ours(arguments: &Arguments, result: &notify::Result<Event>) -> bool {
    let Ok(event) = result else { return true };
    // Reading a file is no change, though the system tells of it.
    let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
    if event.kind.is_access() && event.kind != written {
        return false;
    }
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let output = whole(&arguments.output);
    // Results may also lie beside the documents; then they are told by their names.
    let beside = arguments.folders.iter().any(|folder| whole(folder).starts_with(&output));
    event.paths.iter().any(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside =
            whole(path) == output || whole(path.parent().unwrap_or(path)).starts_with(&output);
        !name.starts_with('.') && (!inside || beside && !name.ends_with(".json"))
    })
}

fn unwatched(folders: &[PathBuf], error: &notify::Error) -> Failure {
    let folder = folders.first().map_or(Path::new("."), PathBuf::as_path);
    let message = format!("the folder cannot be watched: {error}");
    Error::new(ErrorKind::Unreadable, &folder.display().to_string(), message)
        .help("run `rowmend extract` on it instead, as often as you like")
        .into()
}

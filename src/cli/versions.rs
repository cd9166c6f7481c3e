//! `rowmend report OLD NEW`: a page of what changed between two versions, with both sources beside it.

use std::path::Path;

use rowmend::unstable::canon;
use rowmend::unstable::diff::{self, Diff};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::pipeline::{Extraction, Options};
use rowmend::unstable::show::versions::{self, Version};
use rowmend::unstable::show::view::View;
use rowmend::unstable::summary::count;
use rowmend::unstable::trace::Status;

use super::decide::Deciding;
use super::isolate::Reader;
use super::look::{Images, Looked, Seen};
use super::{Common, Reading, input};

/// How the name of a page ends, after the whole name of the new version.
pub(super) const ENDING: &str = ".changes.html";
/// Pages of both versions that are all shown; of more, those on which something changed.
const ALL_SHOWN: usize = 100;

/// What is asked.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    /// The old version and the new one.
    pub(super) paths: [&'a Path; 2],
    pub(super) images: Images,
    pub(super) deciding: &'a Deciding,
    pub(super) reading: &'a Reading,
}

/// A version as a file.
struct File {
    name: String,
    bytes: Vec<u8>,
    options: Options,
}

impl File {
    fn load(path: &Path, reader: &Reader) -> Result<File, Error> {
        let options = reader.options_for(path)?;
        let (name, bytes) = input::load(path, reader.limits())?;
        if canon::document(&bytes).is_ok() {
            let message = "it is a result of rowmend, which holds no pages to show";
            return Err(Error::new(ErrorKind::Unreadable, &path.display().to_string(), message).help(
                "name the document that it was read from; `rowmend diff` compares results without showing pages",
            ));
        }
        Ok(File { name, bytes, options })
    }

    fn looked<'a>(&'a self, reader: &'a Reader) -> Looked<'a> {
        Looked { reader, options: &self.options, name: &self.name, bytes: &self.bytes }
    }

    /// What is read of it, and what has to be known of that.
    fn read(&self, reader: &Reader) -> Result<Read, Error> {
        match self.looked(reader).read() {
            // Tables may all be new, or all be gone.
            Err(error) if error.kind() == ErrorKind::NoTable => {
                let told = format!("{}; it is compared as an empty document", error.message());
                Ok(Read {
                    extraction: Extraction::empty(&self.name, &self.bytes),
                    told: vec![told],
                })
            }
            read => {
                let extraction = read?;
                let told = decided(&extraction).into_iter().collect();
                Ok(Read { extraction, told })
            }
        }
    }
}

/// How many decisions of a person stand in what was read.
fn decided(extraction: &Extraction) -> Option<String> {
    let all = &extraction.trace.decisions;
    let applied = all.iter().filter(|own| own.status == Status::Applied).count();
    let rest = match all.len() - applied {
        0 => String::new(),
        rest => format!(", {rest} not in force"),
    };
    (!all.is_empty()).then(|| format!("{} applied{rest}", count(applied, "decision", "decisions")))
}

/// What is read of a version, and what has to be known of that.
struct Read {
    extraction: Extraction,
    told: Vec<String>,
}

/// Does the same with the old version (0) and the new one (1).
fn both<T: Send>(work: impl Fn(usize) -> T + Sync) -> [T; 2] {
    let (old, new) = rayon::join(|| work(0), || work(1));
    [old, new]
}

/// The page, and what is told of it.
pub(super) fn made(
    asked: &Compared<'_>,
    path: &Path,
    common: &Common,
) -> Result<(Vec<u8>, String), Error> {
    let reader = asked.reading.reader(common)?.deciding(asked.deciding);
    let [old, new] = asked.paths;
    let files = [File::load(old, &reader)?, File::load(new, &reader)?];
    let [old_view, new_view] = both(|at| files[at].looked(&reader).view());
    let views = [old_view?, new_view?];
    let whole = views.iter().map(|view| pages(view).len()).sum::<usize>() <= ALL_SHOWN;
    let draw = |only: [Option<&[u32]>; 2]| {
        both(|at| files[at].looked(&reader).see_pages(views[at].clone(), asked.images, only[at]))
    };
    // All pages are drawn while they are read; some of them only when it is known which.
    let (read, seen) =
        rayon::join(|| both(|at| files[at].read(&reader)), || whole.then(|| draw([None, None])));
    let [old_read, new_read] = read;
    let read = [old_read?, new_read?];
    let extractions = [&read[0].extraction, &read[1].extraction];
    let diff = difference(extractions);
    let heads = if versions::is_about_heads(&diff) {
        // A version without tables has none.
        both(|at| files[at].looked(&reader).heads().unwrap_or_default())
    } else {
        Default::default()
    };
    let (seen, skipped): ([Seen; 2], [Vec<u32>; 2]) = match seen {
        Some(seen) => (seen, Default::default()),
        None => {
            let documents = [(extractions[0], &heads[0][..]), (extractions[1], &heads[1][..])];
            let changed = versions::pages(&diff, documents);
            let all = |at: usize| (1..).zip(pages(&views[at])).map(|(page, _)| page);
            let same = |at: usize| all(at).filter(|page| !changed[at].contains(page)).collect();
            (draw([Some(&changed[0]), Some(&changed[1])]), [same(0), same(1)])
        }
    };
    let told = [0, 1].map(|at| [&read[at].told[..], &seen[at].unseen[..]].concat());
    let names = names(asked.paths, &files);
    let version = |at: usize| Version {
        name: &names[at],
        extraction: extractions[at],
        heads: &heads[at],
        view: &seen[at].view,
        pictures: &seen[at].pictures,
        skipped: &skipped[at],
        told: &told[at],
    };
    let mut page = Vec::new();
    let Ok(()) = versions::page(&diff, [version(0), version(1)], &mut |bytes| {
        page.extend_from_slice(bytes);
        Ok::<(), std::convert::Infallible>(())
    });
    Ok((page, summary(path, &diff, &seen, &names, &told)))
}

/// What both are called; files of one name are told apart by their folders.
fn names(paths: [&Path; 2], files: &[File; 2]) -> [String; 2] {
    if files[0].name == files[1].name {
        return paths.map(|path| path.display().to_string());
    }
    files.each_ref().map(|file| file.name.clone())
}

/// What changed, but for the flags, which tell what was doubtful about reading.
fn difference(extractions: [&Extraction; 2]) -> Diff {
    let [old, new] = extractions.map(|own| diff::without_flags(own.document.clone()));
    diff::diff(&old, &new)
}

fn pages(view: &View) -> &[(f64, f64)] {
    match view {
        View::Pages(sizes) => sizes,
        View::Lines(_) | View::Tables(_) => &[],
    }
}

fn summary(
    path: &Path,
    diff: &Diff,
    seen: &[Seen; 2],
    names: &[String; 2],
    told: &[Vec<String>; 2],
) -> String {
    let drawn = seen.iter().flat_map(|seen| &seen.pictures).flatten().count();
    let pages = match drawn {
        0 => String::new(),
        drawn => format!(", {} drawn", count(drawn, "page", "pages")),
    };
    let changes = match diff.changes.len() {
        0 => "no change".to_owned(),
        changes => count(changes, "change", "changes"),
    };
    let mut out = format!("{}: {changes}{pages}\n", path.display());
    for (name, told) in names.iter().zip(told) {
        told.iter().for_each(|why| out.push_str(&format!("note: {name}: {why}\n")));
    }
    out
}

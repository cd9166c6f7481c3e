//! Reading sources and writing results. With `golden` and the program the only code that touches
//! the file system.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::decide::{self, Decisions};
use crate::error::{Error, ErrorKind};
use crate::profile::{self, Profile};
use crate::source::{Limits, Source};

/// Files that are being written beside their place, for [`clean_up`].
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// How the names of files end that are being written beside their place.
const UNFINISHED_ENDING: &str = ".unfinished";
/// Characters of a file's name that its unfinished name has: with four bytes for each there is still room
/// for the rest in the 255 bytes that systems allow.
const UNFINISHED_NAME: usize = 48;
/// Makes the names of unfinished files differ within a process.
static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Opens a source document; its name is the file name without folders.
///
/// # Errors
/// Where it cannot be read, or is of no known kind.
pub fn read(path: &Path, limits: &Limits) -> Result<Source, Error> {
    let (name, bytes) = load(path, limits)?;
    Source::new(&name, bytes, limits)
}

/// The name and the bytes of a source document, unseen; one byte more than `limits` allow is enough
/// to know that there are too many.
///
/// # Errors
/// Where it cannot be read.
pub fn load(path: &Path, limits: &Limits) -> Result<(String, Vec<u8>), Error> {
    let shown = path.display().to_string();
    let refuse = |error: io::Error| unreadable(&shown, &error);
    if is_address(&shown) && !path.exists() {
        let message = "this is an address of the web, and only files are read";
        return Err(Error::new(ErrorKind::Unreadable, &shown, message)
            .help("download it first, for example with `curl -LO ADDRESS`, and name the file"));
    }
    let meta = fs::metadata(path).map_err(refuse)?;
    if meta.is_dir() {
        return Err(Error::new(ErrorKind::Unreadable, &shown, "this is a folder, not a document")
            .help("name a folder for the results with -o DIR, or the documents in it, as *.pdf"));
    }
    // One byte more than it says, so that its end is seen without another look for room.
    let size = meta.len().min(limits.source_bytes).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    let file = File::open(path).map_err(refuse)?;
    file.take(limits.source_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(refuse)?;
    let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    Ok((name, bytes))
}

/// The first bytes of a file, so many at most.
///
/// # Errors
/// Where it cannot be read.
pub fn head(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut head)?;
    Ok(head)
}

/// Reads a whole file that is not a source, such as a golden.
///
/// # Errors
/// Where it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| unreadable(&path.display().to_string(), &error))
}

/// A path beside a source: its whole file name, and `ending` after it.
pub fn beside(source: &Path, ending: &str) -> PathBuf {
    let mut name = source.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    source.with_file_name(name)
}

/// Where the decisions about a source lie: beside it.
pub fn decisions_path(source: &Path) -> PathBuf {
    beside(source, decide::ENDING)
}

/// The decisions in a file.
///
/// # Errors
/// Where it cannot be read or does not keep to the form.
pub fn read_decisions(path: &Path) -> Result<Decisions, Error> {
    decide::file::parse(&path.display().to_string(), &read_text(path)?)
}

/// The profile in a file.
///
/// # Errors
/// Where it cannot be read or does not keep to the form.
pub fn read_profile(path: &Path) -> Result<Profile, Error> {
    profile::file::parse(&path.display().to_string(), &read_text(path)?)
}

/// The decisions that lie beside a source; none where there is no such file.
///
/// # Errors
/// Where there is one that cannot be read or does not keep to the form.
pub fn decisions_beside(source: &Path) -> Result<Decisions, Error> {
    Ok(decisions_in(&decisions_path(source))?.1)
}

/// The text of a decisions file and what it says; no text and no decisions where there is no such file.
///
/// # Errors
/// Where there is one that cannot be read or does not keep to the form.
pub fn decisions_in(path: &Path) -> Result<(Option<String>, Decisions), Error> {
    let Some(text) = text_in(path)? else { return Ok((None, Decisions::default())) };
    let decisions = decide::file::parse(&path.display().to_string(), &text)?;
    Ok((Some(text), decisions))
}

fn text_in(path: &Path) -> Result<Option<String>, Error> {
    path.exists().then(|| read_text(path)).transpose()
}

/// Writes a text in the place of `old`, which was read there before; of none where there was no file.
///
/// # Errors
/// Where something else stands there by now, which stays, or it cannot be written.
pub fn replace_text(path: &Path, old: Option<&str>, new: &str) -> Result<(), Error> {
    if text_in(path)?.as_deref() == old {
        return write(path, new.as_bytes());
    }
    let message = "somebody else wrote to it meanwhile, so nothing is written";
    Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
        .help("do it again: what came in between is seen then"))
}

/// Reads a file that a person wrote.
///
/// # Errors
/// Where it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    String::from_utf8(read_bytes(path)?).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = line.filter(|byte| **byte == b'\n').count() + 1;
        Error::new(ErrorKind::Settings, &path.display().to_string(), "it is not UTF-8")
            .at(format!("line {line}"))
            .help("save it as UTF-8")
    })
}

fn unreadable(shown: &str, error: &io::Error) -> Error {
    let make = |message: &str, help| Error::new(ErrorKind::Unreadable, shown, message).help(help);
    match error.kind() {
        io::ErrorKind::NotFound => make(
            "there is no such file",
            "check the spelling, and that the path is right from where you stand",
        ),
        io::ErrorKind::PermissionDenied => make(
            "you may not read this file: permission denied",
            "change its permissions, or run as a user who may read it",
        ),
        _ => make(
            &format!("it cannot be read: {}", why(error)),
            "check its path and the disk that it lies on, or copy it elsewhere and try there",
        ),
    }
}

/// Whether a person took an address of the web for a path.
fn is_address(path: &str) -> bool {
    let small = path.to_ascii_lowercase();
    ["http:", "https:", "ftp:", "doi:", "www."].iter().any(|begin| small.starts_with(begin))
}

/// What a refusal of the system means, in words for a person; what it says itself where that is not
/// known, without its number.
pub fn why(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::NotFound => "it is not there",
        Kind::PermissionDenied => "permission denied",
        Kind::StorageFull => "the disk is full",
        Kind::QuotaExceeded => "your share of the disk is used up",
        Kind::FileTooLarge => "it is larger than this disk allows",
        Kind::ReadOnlyFilesystem => "the disk or folder is read-only",
        Kind::NotADirectory => "what its path names as a folder is a file",
        Kind::IsADirectory => "it is a folder, not a file",
        Kind::InvalidFilename => "the name is too long or has signs that the system does not allow",
        _ => {
            let text = error.to_string();
            let own = text.split(" (os error").next().unwrap_or_default();
            return format!("the system says \u{201c}{own}\u{201d}");
        }
    };
    words.to_owned()
}

/// Writes a file so that it is there whole or not at all. Folders on the way are made.
///
/// # Errors
/// Where it cannot be written; nothing half-written stays.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_together(&mut [(path, &mut &bytes[..])])
}

/// Writes files of one folder: each beside its place and synced, then all renamed in order, then
/// the folder synced, so that after a power failure each is there whole, old or new. Where the last
/// is there in its new form, so are the others.
///
/// # Errors
/// Where one cannot be written; nothing half-written stays, and where none could be renamed, nothing
/// is changed.
pub fn write_together(files: &mut [(&Path, &mut dyn Read)]) -> Result<(), Error> {
    let mut beside = Vec::new();
    let result = files
        .iter_mut()
        .try_for_each(|(path, bytes)| {
            beside.push((unfinished_name(path), *path));
            let made = beside.last().map_or(Ok(()), |(at, _)| write_beside(path, at, bytes));
            made.map_err(|error| unwritable(path, &error))
        })
        .and_then(|()| {
            beside.iter().try_for_each(|(at, path)| {
                fs::rename(at, path).map_err(|error| unwritable(path, &error))
            })
        });
    for (at, _) in &beside {
        if result.is_err() {
            let _ = fs::remove_file(at);
        }
        unfinished(|list| list.remove(at));
    }
    // A folder that cannot be synced (not all systems know how) holds the files all the same.
    if let (Ok(()), Some((path, _))) = (&result, files.last()) {
        let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    }
    result
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn unfinished_name(path: &Path) -> PathBuf {
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let whole = path.file_name().unwrap_or_default().to_string_lossy();
    // A name may be as long as the system allows, and this one must not be longer.
    let begin: String = whole.chars().take(UNFINISHED_NAME).collect();
    path.with_file_name(format!(".{begin}.{}-{number}{UNFINISHED_ENDING}", std::process::id()))
}

fn write_beside(path: &Path, beside: &Path, bytes: &mut dyn Read) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    // It is made while the list is held: there is none that `clean_up` does not know.
    let mut file = unfinished(|list| {
        list.insert(beside.to_owned());
        // A new file and never one that is there: what lies there may be a link to elsewhere.
        match File::create_new(beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(beside)?;
                File::create_new(beside)
            }
            file => file,
        }
    })?;
    io::copy(bytes, &mut file)?;
    file.sync_all()
}

/// Whether a file of this name was left by a run that was killed while it wrote it.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(UNFINISHED_ENDING)
}

/// Refuses a path within `root` that leads over a symbolic link: what stands under `root` might
/// belong to somebody else, who would have us write elsewhere. `root` itself is the user's word.
///
/// # Errors
/// Where a folder between `root` and `path` is a link, or cannot be looked at.
pub fn refuse_links(root: &Path, path: &Path) -> Result<(), Error> {
    let Ok(within) = path.strip_prefix(root) else { return Ok(()) };
    let mut at = root.to_owned();
    for part in within.parent().unwrap_or(Path::new("")) {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(meta) if meta.is_symlink() => {
                let message = "this is a symbolic link, and nothing is written through it";
                return Err(Error::new(ErrorKind::Unwritable, &at.display().to_string(), message)
                    .help("remove it, or name the folder that it leads to with -o"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unwritable(&at, &error)),
            Ok(_) => {}
        }
    }
    Ok(())
}

/// The error for an output that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Error {
    let message = match error.kind() {
        io::ErrorKind::PermissionDenied => "you may not write here: permission denied".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::ReadOnlyFilesystem => why(error),
        _ => format!("it cannot be written: {}", why(error)),
    };
    let help = match error.kind() {
        io::ErrorKind::InvalidFilename => {
            "give the document a shorter, plainer name: results add `.trace.json` to it"
        }
        _ => "choose another folder with -o, or make room or permissions there",
    };
    Error::new(ErrorKind::Unwritable, &path.display().to_string(), message).help(help)
}

/// Removes what is being written, when the program is stopped in between. The program has to end next:
/// from here on no thread can begin a file.
pub fn clean_up() {
    let list = held();
    list.iter().for_each(|path| drop(fs::remove_file(path)));
    std::mem::forget(list);
}

fn unfinished<T>(act: impl FnOnce(&mut BTreeSet<PathBuf>) -> T) -> T {
    act(&mut held())
}

fn held() -> std::sync::MutexGuard<'static, BTreeSet<PathBuf>> {
    // A thread that died while it held the list left it whole.
    UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt.decisions.toml");
        replace_text(&path, None, "one").expect("a new file");
        replace_text(&path, Some("one"), "two").expect("the same file");
        for old in [None, Some("one")] {
            let error = replace_text(&path, old, "three").expect_err("another file");
            assert_eq!(error.kind(), ErrorKind::Unwritable);
        }
        assert_eq!(fs::read_to_string(&path).expect("a text"), "two");
    }
}

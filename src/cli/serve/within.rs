//! Files of a folder in which strangers may write: whatever becomes of it while it is served, no link in it is
//! followed, and nothing is opened that is no plain file.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;

/// How often a lock that somebody else holds is tried for, and how long is waited in between.
const TRIES: usize = 50;
const BETWEEN: Duration = Duration::from_millis(100);

/// What tells a file from what stood in its place before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    bytes: u64,
    changed: Option<SystemTime>,
    number: Option<(u64, u64)>,
}

/// The stamp of a file; none where there is none.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::symlink_metadata(path).ok()?;
    Some(Stamp { bytes: meta.len(), changed: meta.modified().ok(), number: number(&meta) })
}

/// Whether a plain file stands there, and no link.
pub(super) fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

/// The bytes of a file in `root`, but one more than `most` at most; none where there is no such file.
///
/// # Errors
/// Where it is no plain file, is reached over a link, or cannot be read.
pub(super) fn read(root: &Path, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let Some(file) = open(root, path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| refused(path, &format!("it cannot be read: {}", files::why(&error))))?;
    Ok(Some(bytes))
}

/// Writes a file in `root`, whole or not at all.
///
/// # Errors
/// Where something else than a plain file stands there, it would be reached over a link, or it cannot be written.
pub(super) fn write(root: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    files::refuse_links(root, path)?;
    if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
        return Err(refused(path, "it is a link or no plain file, so nothing is written there"));
    }
    files::write(path, bytes)
}

/// Holds a file in `root` as long as what is given lives, so that other runs of rowmend wait. What holds is the
/// source of decisions, since their own file is replaced with each writing.
///
/// # Errors
/// Where it cannot be opened, or another run holds it on and on.
pub(super) fn hold(root: &Path, path: &Path) -> Result<File, Error> {
    let gone = || refused(path, "it is not there any more");
    let file = open(root, path)?.ok_or_else(gone)?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
            Err(TryLockError::Error(error)) => {
                // Some network file systems have no locks; a person can still see to it.
                tracing::info!(%error, "the document cannot be locked");
                return Ok(file);
            }
            Ok(()) => return Ok(file),
        }
    }
    Err(refused(path, "another run of rowmend holds it"))
}

fn open(root: &Path, path: &Path) -> Result<Option<File>, Error> {
    refuse_link(root, path)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe with nobody at its other end would never open.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(|error| refused(path, &files::why(&error)))?,
    };
    let meta = file.metadata().map_err(|error| refused(path, &files::why(&error)))?;
    if !meta.is_file() {
        return Err(refused(path, "it is no plain file"));
    }
    // A folder on the way may have been a link for a moment.
    refuse_link(root, path)?;
    match fs::symlink_metadata(path) {
        Ok(now) if number(&now) == number(&meta) => Ok(Some(file)),
        _ => Err(refused(path, "it changed while it was opened")),
    }
}

/// Refuses a path of which a part within `root` is a link.
fn refuse_link(root: &Path, path: &Path) -> Result<(), Error> {
    let within =
        path.strip_prefix(root).map_err(|_| refused(path, "it lies outside of the folder"))?;
    let mut at = PathBuf::from(root);
    for part in within {
        at.push(part);
        if at.is_symlink() {
            return Err(refused(&at, "it is a symbolic link, and none is followed"));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn number(meta: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> Option<(u64, u64)> {
    None
}

fn refused(path: &Path, why: &str) -> Error {
    Error::new(ErrorKind::Unreadable, &path.display().to_string(), why)
        .help("look at what stands there, and load the page again")
}

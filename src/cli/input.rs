//! What is named on the command line to be read: a file, or `-` for stdin.

use std::io::Read;
use std::path::Path;

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;
use rowmend::unstable::source::Limits;

/// What a document is called that has no name.
const STDIN: &str = "stdin";

/// Whether stdin is meant.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What the document is called: its file name without folders.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) {
        return STDIN.to_owned();
    }
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name and the bytes of a document, unseen; one byte more than `limits` allow is enough to know
/// that there are too many.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn load(path: &Path, limits: &Limits) -> Result<(String, Vec<u8>), Error> {
    if !is_stdin(path) {
        return files::load(path, limits);
    }
    let mut bytes = Vec::new();
    let mut stdin = std::io::stdin().lock().take(limits.source_bytes.saturating_add(1));
    stdin.read_to_end(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Unreadable,
            STDIN,
            format!("it cannot be read: {}", files::why(&error)),
        )
        .help("write it into a file first, and name that")
    })?;
    Ok((STDIN.to_owned(), bytes))
}

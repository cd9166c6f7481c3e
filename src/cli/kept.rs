//! Data and trace of a document, put into a folder. What stands there and is not what rowmend wrote
//! last is a person's, and is kept.
//!
//! The trace holds the hash of the data that it was written with, so a folder says by itself what in it
//! was changed, also after it went through git or to another machine. A new result is refused where
//! it would replace a person's work: a copy under another name would hold it as well, but whoever reads the
//! old name on would get the data without the corrections, and a second run would need a third name.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use rowmend::unstable::contain::Answer;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::source::hash_of;
use rowmend::unstable::{files, trace};
use serde::Deserialize;

use super::results;

const DECIDE: &str = "write the corrections down as decisions, which every later run applies \
    (`rowmend decide DOCUMENT`); then move this file away, or name another folder with -o";

/// Where the results of a document lie.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) data: PathBuf,
    pub(super) trace: PathBuf,
}

/// What of a trace says whether it is one, and of which data.
#[derive(Deserialize)]
struct Claim {
    format: String,
    data: Option<String>,
}

impl Places {
    /// Of a document called `name`, in a folder.
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        let [data, trace] = results::names(name).map(|name| folder.join(name));
        Places { data, trace }
    }

    /// Writes the results. At each moment, data that stand there have their own trace beside them.
    ///
    /// # Errors
    /// Where something stands there that rowmend did not write, or that was changed since.
    pub(super) fn write(&self, answer: &mut Answer) -> Result<(), Error> {
        let Answer { data, trace: traced, .. } = answer;
        match self.standing()? {
            // The same bytes replace nothing of anybody's, whoever wrote them.
            Some(there) if there.hash == data.hash()? => {}
            Some(there) if !there.ours => return Err(kept(&self.data)),
            // Whoever kills us between the two renames must not leave data that look changed.
            Some(_) => remove(&self.data)?,
            None => {}
        }
        files::write_together(&mut [(&self.trace, traced.reader()?), (&self.data, data.reader()?)])
    }

    /// Removes the results of an earlier run; what a person changed stays.
    ///
    /// # Errors
    /// Where they cannot be looked at or removed.
    pub(super) fn clear(&self) -> Result<(), Error> {
        if self.standing()?.is_none_or(|there| there.ours) {
            remove(&self.data)?;
            remove(&self.trace)?;
        }
        Ok(())
    }

    /// The data that stand there, if any.
    fn standing(&self) -> Result<Option<Standing>, Error> {
        let claimed = match open(&self.trace)? {
            None => None,
            Some(file) => match serde_json::from_reader::<_, Claim>(BufReader::new(file)) {
                Ok(claim) if claim.format == trace::FORMAT => claim.data,
                _ => return Err(kept(&self.trace)),
            },
        };
        let Some(mut file) = open(&self.data)? else { return Ok(None) };
        let hash = hash_of(&mut file).map_err(|error| files::unwritable(&self.data, &error))?;
        Ok(Some(Standing { ours: claimed.as_ref() == Some(&hash), hash }))
    }
}

/// Data that stand in a place.
struct Standing {
    hash: String,
    /// Whether they are those that rowmend wrote.
    ours: bool,
}

/// The file in this place, if any. A link holds nothing: it is replaced, and what it leads to stays as it is.
fn open(path: &Path) -> Result<Option<File>, Error> {
    if path.is_symlink() {
        return Ok(None);
    }
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        file => file.map(Some).map_err(|error| files::unwritable(path, &error)),
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|error| files::unwritable(path, &error)),
    }
}

fn kept(path: &Path) -> Error {
    let message = "it is not what rowmend wrote there last, so it is kept and nothing is written";
    Error::new(ErrorKind::Unwritable, &path.display().to_string(), message).help(DECIDE)
}

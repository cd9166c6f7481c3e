//! The files of an export: kept until all of it is there, then put in their places together.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use rowmend::unstable::contain::Spool;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::export::csv::metadata_of;
use rowmend::unstable::{files, source};

use super::{Failure, print_all};

/// Where an export goes.
#[derive(Debug)]
pub(super) enum Target {
    /// One file.
    Stdout,
    /// One file, and its metadata beside it.
    File(PathBuf),
    /// As many files as there are.
    Folder(PathBuf),
}

impl Target {
    /// The name of the one file that there may be.
    pub(super) fn file(&self) -> Option<String> {
        match self {
            Target::Stdout => Some("stdout".to_owned()),
            Target::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            Target::Folder(_) => None,
        }
    }
}

/// The files of an export by their names.
#[derive(Debug, Default)]
pub(super) struct Outputs(BTreeMap<String, Spool>);

impl Outputs {
    /// Keeps the next bytes of a file.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        match self.0.get_mut(name) {
            Some(spool) => spool.write_all(bytes),
            None => self.0.entry(name.to_owned()).or_default().write_all(bytes),
        }
    }

    /// Keeps all that a reader gives as the next bytes of a file.
    pub(super) fn copy(&mut self, name: &str, from: &mut impl Read) -> io::Result<()> {
        io::copy(from, self.0.entry(name.to_owned()).or_default()).map(|_| ())
    }

    /// Puts all files in their places; tells which, but for metadata. A file that stands there and holds
    /// something else is somebody's, and is replaced only where `force` says so.
    pub(super) fn place(mut self, target: &Target, force: bool) -> Result<Vec<PathBuf>, Failure> {
        let beside: Vec<String> = self.0.keys().map(|name| metadata_of(name)).collect();
        let folder = match target {
            Target::Stdout => {
                self.0.retain(|name, _| !beside.contains(name));
                for spool in self.0.values_mut() {
                    print_all(spool.reader()?)?;
                }
                return Ok(Vec::new());
            }
            Target::File(path) => path.parent().unwrap_or(Path::new("")),
            Target::Folder(folder) => folder,
        };
        // A result may come from elsewhere, and says itself what its document and tables are called.
        let leads_out = |name: &&String| {
            Path::new(name.as_str()).components().any(|part| !matches!(part, Component::Normal(_)))
        };
        if let Some(name) = self.0.keys().find(leads_out) {
            let message = "a document or table of this name would be written outside of the folder";
            return Err(Error::new(ErrorKind::Unwritable, name, message)
                .help("extract the document again, or export it with --shape long")
                .into());
        }
        let paths: Vec<PathBuf> = self.0.keys().map(|name| folder.join(name)).collect();
        for (path, spool) in paths.iter().zip(self.0.values_mut()) {
            if !force && path.exists() && hash_of_file(path)? != spool.hash()? {
                let message = "it is there already, and holds something else";
                let error = Error::new(ErrorKind::Unwritable, &path.display().to_string(), message);
                return Err(error.help("name another output, or replace it with --force").into());
            }
        }
        let mut readers: Vec<Box<dyn Read + '_>> = Vec::new();
        for spool in self.0.values_mut() {
            readers.push(Box::new(spool.reader()?));
        }
        let mut all: Vec<(&Path, &mut dyn Read)> = paths
            .iter()
            .zip(&mut readers)
            .map(|(path, reader)| (path.as_path(), reader as &mut dyn Read))
            .collect();
        files::write_together(&mut all)?;
        drop(all);
        drop(readers);
        self.0.retain(|name, _| !beside.contains(name));
        Ok(self.0.keys().map(|name| folder.join(name)).collect())
    }
}

fn hash_of_file(path: &Path) -> Result<String, Error> {
    let read = File::open(path).and_then(|mut file| source::hash_of(&mut file));
    read.map_err(|error| files::unwritable(path, &error))
}

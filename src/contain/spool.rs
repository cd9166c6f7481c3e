//! What a worker sends, kept until it is known whether all of it came: a small result in memory, a
//! large one in a file without a name, which the system removes whatever happens (crate `tempfile`).

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::canon::Stream;
use crate::error::Error;
use crate::{files, source};
use tempfile::SpooledTempFile;

/// Bytes of a stream that are kept in memory. The results of nearly all documents are smaller.
const IN_MEMORY: usize = 4 << 20;

/// The bytes of one result.
#[derive(Debug)]
pub struct Spool(BufWriter<SpooledTempFile>);

impl Default for Spool {
    fn default() -> Self {
        Spool(BufWriter::new(SpooledTempFile::new(IN_MEMORY)))
    }
}

impl Spool {
    /// To be read from its beginning.
    pub fn reader(&mut self) -> Result<&mut impl Read, Error> {
        self.0.seek(SeekFrom::Start(0)).map_err(|error| unkept(&error))?;
        Ok(self.0.get_mut())
    }

    /// All of it.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let read = self.reader()?.read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| unkept(&error))
    }

    /// The SHA-256 of all of it.
    pub fn hash(&mut self) -> Result<String, Error> {
        source::hash_of(self.reader()?).map_err(|error| unkept(&error))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The streams of one answer.
#[derive(Debug, Default)]
pub(super) struct Spools {
    data: Spool,
    trace: Spool,
    rest: Spool,
    /// Why not all was kept.
    failed: Option<io::Error>,
}

impl Spools {
    /// Keeps the next bytes of a stream. A failure is told at the end.
    pub(super) fn put(&mut self, stream: Stream, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        let spool = match stream {
            Stream::Data => &mut self.data,
            Stream::Trace => &mut self.trace,
            Stream::Rest => &mut self.rest,
        };
        self.failed = spool.write_all(bytes).err();
    }

    /// Data and trace, whole.
    pub(super) fn finish(self) -> Result<(Spool, Spool), Error> {
        let Spools { data, mut trace, mut rest, failed } = self;
        if let Some(error) = failed {
            return Err(unkept(&error));
        }
        io::copy(rest.reader()?, &mut trace).map_err(|error| unkept(&error))?;
        Ok((data, trace))
    }
}

/// Why what is to be given out could not be kept until it is whole.
pub fn unkept(error: &io::Error) -> Error {
    files::unwritable(Path::new(&std::env::temp_dir()), error)
        .help("results are kept there until they are whole; TMPDIR names another folder")
}

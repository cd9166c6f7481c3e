//! The bytes of a part as they come out of the archive: bounded, and as UTF-8.

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read};

use crate::error::{Error, ErrorKind};
use crate::limits::{self, Limits};

/// The error of a [`Bounded`] reader: the limit that was reached, and its name.
#[derive(Debug)]
pub(super) struct Overrun(pub(super) &'static str, pub(super) u64);

impl std::fmt::Display for Overrun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "more than {} bytes", self.1)
    }
}

impl std::error::Error for Overrun {}

/// A reader that fails once more bytes came out of it, or out of all parts together, than the limits
/// allow, or where other than `declared` did: declared sizes are not trusted.
pub(super) struct Bounded<'a, R> {
    inner: R,
    read: u64,
    declared: u64,
    limits: &'a Limits,
    /// Bytes of all parts.
    total: &'a Cell<u64>,
}

impl<'a, R: Read> Bounded<'a, R> {
    /// Lets as many bytes through as `limits` allow, after those that are counted in `total`.
    pub(super) fn new(inner: R, declared: u64, limits: &'a Limits, total: &'a Cell<u64>) -> Self {
        Bounded { inner, read: 0, declared, limits, total }
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.read = self.read.saturating_add(read as u64);
        self.total.set(self.total.get().saturating_add(read as u64));
        if self.read > self.limits.part_bytes {
            return Err(io::Error::other(Overrun("part-bytes", self.limits.part_bytes)));
        }
        if self.total.get() > self.limits.total_bytes {
            return Err(io::Error::other(Overrun("total-bytes", self.limits.total_bytes)));
        }
        if read == 0 && !buf.is_empty() && self.read != self.declared {
            return Err(io::Error::other(format!(
                "it holds {} bytes, but the archive says {}",
                self.read, self.declared
            )));
        }
        Ok(read)
    }
}

/// The error of a part that cannot be read to its end.
pub(super) fn unreadable(source: &str, place: &str, error: &io::Error) -> Error {
    let limit = error.get_ref().and_then(|inner| inner.downcast_ref::<Overrun>());
    match limit {
        Some(Overrun(name, most)) => {
            let what = if *name == "part-bytes" { "the part has" } else { "its parts have" };
            let message = format!("{what} more than {most} bytes when inflated, the limit");
            limits::over(source, name, message).at(format!("part {place}"))
        }
        None => Error::new(ErrorKind::Damaged, source, format!("it cannot be read: {error}"))
            .at(format!("part {place}"))
            .help(
                "open it in Word or LibreOffice, which may repair it, and save it as .docx again",
            ),
    }
}

/// UTF-16 is allowed for parts and is turned into UTF-8 here, whole; UTF-8 passes through.
pub(super) fn as_utf8<'a>(
    source: &str,
    part: &str,
    mut input: Box<dyn BufRead + 'a>,
    limits: &Limits,
) -> Result<Box<dyn BufRead + 'a>, Error> {
    let damaged = |message: &str| unreadable(source, part, &io::Error::other(message));
    let head = match input.fill_buf() {
        Ok(head) => head,
        Err(error) => return Err(unreadable(source, part, &error)),
    };
    let (big_endian, bom) = match head {
        [0xff, 0xfe, ..] => (false, 2),
        [0xfe, 0xff, ..] => (true, 2),
        [b'<', 0, ..] => (false, 0),
        [0, b'<', ..] => (true, 0),
        _ => return Ok(input),
    };
    let mut bytes = Vec::new();
    if let Err(error) = input.take(limits.part_bytes).read_to_end(&mut bytes) {
        return Err(unreadable(source, part, &error));
    }
    if bytes.len() % 2 != 0 {
        return Err(damaged("its UTF-16 text was cut in the middle of a character"));
    }
    let units = bytes.get(bom..).unwrap_or_default().chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let mut text = String::with_capacity(bytes.len() / 2);
    for (at, unit) in char::decode_utf16(units).enumerate() {
        match unit {
            Ok(character) => text.push(character),
            Err(_) => {
                return Err(damaged(&format!(
                    "its UTF-16 text has half a character near character {}",
                    at + 1
                )));
            }
        }
    }
    Ok(Box::new(Cursor::new(text.into_bytes())))
}

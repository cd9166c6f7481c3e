//! The protocol between parent and worker. A frame is four bytes that say that it is one, the
//! lengths of header and body (four and eight bytes, little-endian), the header as JSON, and the
//! body as raw bytes. Neither side trusts the other's lengths.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

const MAGIC: [u8; 4] = *b"rwm1";
/// Bytes that room is made for before they come.
const ROOM: usize = 1 << 20;
/// Bytes of a header at most. It holds options and names, never a document.
const MOST_HEADER: u32 = 16 << 20;

/// Writes a frame whose body is `body`, the pieces after one another.
pub(super) fn write<T: Serialize>(
    out: &mut impl Write,
    header: &T,
    body: &[&[u8]],
) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let length = u32::try_from(header.len()).map_err(io::Error::other)?;
    let bytes: u64 = body.iter().map(|piece| piece.len() as u64).sum();
    out.write_all(&MAGIC)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&bytes.to_le_bytes())?;
    out.write_all(&header)?;
    body.iter().try_for_each(|piece| out.write_all(piece))
}

/// Reads the header of the next frame, and how long its body is; `None` where the pipe was closed
/// between two frames.
pub(super) fn header<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(T, u64)>> {
    let mut magic = [0; 4];
    let mut got = 0;
    while let Some(rest) = magic.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => got += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (mut length, mut bytes) = ([0; 4], [0; 8]);
    input.read_exact(&mut length)?;
    input.read_exact(&mut bytes)?;
    let length = u32::from_le_bytes(length);
    if magic != MAGIC || length > MOST_HEADER {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "this is no frame"));
    }
    let header = serde_json::from_slice(&read(input, u64::from(length))?)?;
    Ok(Some((header, u64::from_le_bytes(bytes))))
}

/// Reads `bytes` bytes, the body of a frame. Little memory is taken for what does not come.
pub(super) fn read(input: &mut impl Read, bytes: u64) -> io::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(usize::try_from(bytes).unwrap_or(ROOM).min(ROOM));
    input.take(bytes).read_to_end(&mut body)?;
    if body.len() as u64 != bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_cut_ones_do_not() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"head", &[b"ab", b"", b"cd"]).unwrap();
        let mut input = bytes.as_slice();
        let (head, length): (String, u64) = header(&mut input).unwrap().unwrap();
        assert_eq!((head.as_str(), length), ("head", 4));
        assert_eq!(read(&mut input, length).unwrap(), b"abcd");
        assert!(header::<String>(&mut input).unwrap().is_none());
        for end in 1..bytes.len() {
            let mut input = &bytes[..end];
            let whole = header::<String>(&mut input)
                .and_then(|frame| read(&mut input, frame.map_or(1, |(_, length)| length)));
            assert!(whole.is_err(), "{end} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn lengths_are_not_trusted() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.extend(u64::MAX.to_le_bytes());
        assert!(header::<String>(&mut bytes.as_slice()).is_err());
        assert!(read(&mut b"abc".as_slice(), u64::MAX).is_err());
    }
}

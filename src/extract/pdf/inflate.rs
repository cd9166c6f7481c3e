//! How many bytes a stream stands for, counted before anything holds them: a few KiB of a file can
//! stand for many GiB.
//!
//! What only Flate, LZW and ASCII85 pack is unpacked and counted in a small buffer. Of the other filters the
//! most that they can make of a byte is known; where even that is little, nothing is counted.

use std::io::{self, BufReader, Read};

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use weezl::{BitOrder, LzwStatus};

/// Bytes that a filter makes of one, at most. Flate: 258 for two bits (RFC 1951). LZW: a code of 12
/// bits stands for no more than the 4,096 entries of the table. Run lengths: 128 for two bytes.
const FLATE: u64 = 1032;
const LZW: u64 = 2731;
const RUN_LENGTH: u64 = 64;

/// Bytes that are unpacked at a time.
const BUFFER: usize = 64 << 10;
/// Filters one after the other that are counted; no writer uses more than two.
const FILTERS: usize = 8;

/// Whether a stream has more bytes than `most` after its filters.
pub(super) fn exceeds(stream: &Stream<'_>, most: u64) -> bool {
    bound(stream) > most && size(stream, most) > most
}

/// The most that a stream may have after its filters, by what they can make of a byte: far more than it has as
/// a rule, so no sum of such is to be held against a limit.
fn bound(stream: &Stream<'_>) -> u64 {
    stream.filters().iter().fold(stream.raw_data().len() as u64, |bytes, filter| {
        bytes.saturating_mul(match filter {
            Filter::FlateDecode => FLATE,
            Filter::LzwDecode => LZW,
            Filter::RunLengthDecode => RUN_LENGTH,
            _ => 1,
        })
    })
}

/// The bytes of a stream after its filters; where they are more than `most`, some number above it.
pub(super) fn size(stream: &Stream<'_>, most: u64) -> u64 {
    let raw = stream.raw_data();
    let filters = stream.filters();
    if filters.len() > FILTERS {
        return most.saturating_add(1);
    }
    let mut data: Box<dyn Read + '_> = Box::new(&*raw);
    for filter in &filters {
        data = match filter {
            Filter::FlateDecode => Box::new(ZlibDecoder::new(data)),
            Filter::LzwDecode => Box::new(Lzw::new(data)),
            Filter::Ascii85Decode => Box::new(Ascii85::new(data)),
            // As many bytes as all filters could make of them: too many.
            _ => return bound(stream),
        };
    }
    count(data, most)
}

/// The bytes that `packed` stands for after `times` rounds of Flate, as in [`size`].
pub(super) fn flate_size(packed: &[u8], times: usize, most: u64) -> u64 {
    let data = (0..times.min(FILTERS))
        .fold(Box::new(packed) as Box<dyn Read + '_>, |data, _| Box::new(ZlibDecoder::new(data)));
    count(data, most)
}

/// Damaged data counts up to the damage: no reader gets more out of it.
fn count(mut data: impl Read, most: u64) -> u64 {
    let mut buffer = vec![0; BUFFER];
    let mut sum = 0_u64;
    while sum <= most {
        match data.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(bytes) => sum += bytes as u64,
        }
    }
    sum
}

/// Unpacks LZW as PDF and TIFF have it.
struct Lzw<R> {
    from: R,
    decoder: weezl::decode::Decoder,
    packed: Vec<u8>,
    /// What of `packed` is not yet unpacked.
    left: std::ops::Range<usize>,
}

impl<R: Read> Lzw<R> {
    fn new(from: R) -> Self {
        let decoder = weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
        Lzw { from, decoder, packed: vec![0; BUFFER], left: 0..0 }
    }
}

impl<R: Read> Read for Lzw<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.left.is_empty() {
                self.left = 0..self.from.read(&mut self.packed)?;
                if self.left.is_empty() {
                    return Ok(0);
                }
            }
            let packed = self.packed.get(self.left.clone()).unwrap_or_default();
            let done = self.decoder.decode_bytes(packed, out);
            self.left.start += done.consumed_in;
            match done.status {
                _ if done.consumed_out > 0 => return Ok(done.consumed_out),
                Ok(LzwStatus::Ok | LzwStatus::NoProgress) if done.consumed_in > 0 => {}
                Ok(LzwStatus::Ok | LzwStatus::NoProgress) => self.left = 0..0,
                Ok(LzwStatus::Done) | Err(_) => return Ok(0),
            }
        }
    }
}

/// Unpacks groups of five letters to four bytes (ISO 32000-1, 7.4.3), which old writers put round what they packed.
struct Ascii85<R> {
    from: io::Bytes<BufReader<R>>,
    group: Vec<u8>,
    over: bool,
}

impl<R: Read> Ascii85<R> {
    fn new(from: R) -> Self {
        Ascii85 { from: BufReader::new(from).bytes(), group: Vec::new(), over: false }
    }

    /// The bytes of the next group; none where the data end.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        while !self.over && self.group.len() < 5 {
            match self.from.next().transpose()? {
                Some(b'z') if self.group.is_empty() => return Ok(vec![0; 4]),
                Some(letter @ b'!'..=b'u') => self.group.push(letter - b'!'),
                Some(b'~') | None => self.over = true,
                Some(_) => {}
            }
        }
        let kept = self.group.len().saturating_sub(1);
        let filled = self.group.drain(..).chain([84; 4]).take(5);
        let value =
            filled.fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(digit.into()));
        Ok(value.to_be_bytes().into_iter().take(kept).collect())
    }
}

impl<R: Read> Read for Ascii85<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while out.len() - filled >= 4 {
            let bytes = self.next()?;
            if bytes.is_empty() {
                break;
            }
            for (to, byte) in out.iter_mut().skip(filled).zip(&bytes) {
                *to = *byte;
            }
            filled += bytes.len();
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        to.write_all(bytes).unwrap();
        to.finish().unwrap()
    }

    #[test]
    fn what_is_packed_twice_is_counted_to_the_end() {
        let twice = pack(&pack(&vec![b' '; 3_000_000]));
        assert!(twice.len() < 1000);
        assert_eq!(flate_size(&twice, 2, 4_000_000), 3_000_000);
        let over = flate_size(&twice, 2, 1_000_000);
        assert!((1_000_001..1_200_000).contains(&over), "counting goes on: {over}");
    }

    #[test]
    fn damaged_data_counts_up_to_the_damage() {
        let packed = pack(&vec![b'x'; 100_000]);
        assert!(flate_size(&packed[..packed.len() / 2], 1, 50) > 50);
        assert_eq!(flate_size(b"no zlib at all", 1, 5), 0);
    }

    #[test]
    fn lzw_is_counted() {
        let mut to = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
        let packed = to.encode(&vec![b'0'; 200_000]).unwrap();
        assert_eq!(count(Lzw::new(&*packed), u64::MAX), 200_000);
    }

    #[test]
    fn letters_stand_for_bytes() {
        let unpack = |text: &str| {
            let mut all = Vec::new();
            Ascii85::new(BufReader::with_capacity(3, text.as_bytes()))
                .read_to_end(&mut all)
                .unwrap();
            String::from_utf8(all).unwrap()
        };
        assert_eq!(unpack("87cUR\nD]i,\"Ebo80~>"), "Hello World!");
        assert_eq!(unpack("87cURDZ~>"), "Hello");
        assert_eq!(unpack("z~>"), "\0\0\0\0");
    }
}

//! The pages of a PDF as pictures, for a person who holds a result against the page.
//!
//! Whoever asks for pictures bounds memory and time (`contain`): hayro cannot be stopped. What is
//! counted here is what a page may ask for before it is drawn, and how large its picture may be.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::guard::{self, Guard};
use super::{open, over_limit};
use crate::error::Error;
use crate::extract::Options;
use crate::source::Source;

/// Points of a page at most that are drawn at the scale asked for: twice those of A4. A larger page is drawn smaller.
const MOST_POINTS: f64 = 1_000_000.0;
/// Pixels along one side at most: half of what the renderer can count.
const LONGEST_SIDE: f64 = 32_000.0;
/// Levels that a channel keeps, as bits: enough for the edges of letters, and half the bytes of eight.
const BITS: u32 = 4;
/// Colours of a picture at most: those that one byte can tell apart.
const MOST_COLOURS: usize = 256;

/// The pages `from` to `to`, from 1, as PNG, with so many pixels for each point; none for a page that may
/// not be drawn or has no size.
///
/// # Errors
/// Where the file is locked or damaged.
pub fn pictures(
    source: &Source,
    options: &Options,
    (from, to): (u32, u32),
    scale: f64,
) -> Result<Vec<Option<Vec<u8>>>, Error> {
    guard::file(source.bytes(), &options.limits).map_err(|excess| over_limit(source, &excess))?;
    let pdf = open(source)?;
    let cache = RenderCache::new();
    let mut guard = Guard::default();
    let mut drawn = Vec::new();
    let wanted = (1..).zip(pdf.pages().iter()).filter(|(number, _)| (from..=to).contains(number));
    for (_, page) in wanted {
        let (width, height) = page.render_dimensions();
        let scale = fitting(f64::from(width), f64::from(height), scale);
        let may = guard.page(page, &options.limits).is_ok()
            && guard.annotations(page, &options.limits).is_ok();
        drawn.push(scale.filter(|_| may).and_then(|scale| {
            let settings =
                PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
            let (how, quality) = (InterpreterSettings::default(), RenderSettings::default());
            png(&render(page, &cache, &how, &quality, &settings))
        }));
    }
    Ok(drawn)
}

/// A page in shades of grey: one byte a pixel, 0 for black, row by row.
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) shades: Vec<u8>,
    /// Pixels for each point.
    pub(super) scale: f64,
}

/// A page in shades of grey with so many pixels for each point; none where it has no size. The page was let
/// pass by the guard.
pub(super) fn grey(page: &hayro_syntax::page::Page<'_>, scale: f64) -> Option<Grey> {
    let (width, height) = page.render_dimensions();
    let scale = fitting(f64::from(width), f64::from(height), scale)?;
    let settings = PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
    let (how, quality) = (InterpreterSettings::default(), RenderSettings::default());
    let pixmap = render(page, &RenderCache::new(), &how, &quality, &settings);
    // ITU-R BT.601, in 256ths.
    let shade = |r: u8, g: u8, b: u8| {
        let sum = 77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b);
        u8::try_from(sum >> 8).unwrap_or(u8::MAX)
    };
    let shades = pixmap.data().iter().map(|pixel| shade(pixel.r, pixel.g, pixel.b)).collect();
    Some(Grey { width: usize::from(pixmap.width()), shades, scale })
}

/// Pixels for each point, no more than a picture may have; none where the page has no size.
pub(super) fn fitting(width: f64, height: f64, scale: f64) -> Option<f64> {
    let area = (MOST_POINTS / (width * height)).sqrt();
    let scale = scale.min(scale * area).min(LONGEST_SIDE / width.max(height));
    (width * scale >= 1.0 && height * scale >= 1.0).then_some(scale)
}

/// A picture with as few colours and bits as it needs.
fn png(pixmap: &Pixmap) -> Option<Vec<u8>> {
    let (width, height) = (pixmap.width(), pixmap.height());
    let coarse: Vec<u16> =
        pixmap.data().iter().map(|pixel| coarse([pixel.r, pixel.g, pixel.b])).collect();
    let (palette, index) = colours(&coarse);
    let depth = match palette.len() {
        0..=2 => 1_usize,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    };
    let mut rows = Vec::with_capacity(coarse.len() * depth / 8 + usize::from(height));
    for row in coarse.chunks(usize::from(width)) {
        for pixels in row.chunks(8 / depth) {
            let byte = pixels.iter().enumerate().fold(0_u8, |byte, (at, pixel)| {
                let own = index.get(usize::from(*pixel)).copied().unwrap_or_default();
                byte | own << (8 - depth - at * depth)
            });
            rows.push(byte);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, u32::from(width), u32::from(height));
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(match depth {
        1 => png::BitDepth::One,
        2 => png::BitDepth::Two,
        4 => png::BitDepth::Four,
        _ => png::BitDepth::Eight,
    });
    encoder.set_palette(palette.into_iter().flat_map(fine).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Balanced);
    // Indices are no amounts, so nothing is won by taking their differences.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// A colour with `BITS` for each channel.
fn coarse(channels: [u8; 3]) -> u16 {
    let most = (1_u32 << BITS) - 1;
    channels.iter().fold(0, |all, channel| {
        let level = (u32::from(*channel) * most + 127) / 255;
        all << BITS | level as u16
    })
}

/// The same with eight bits for each channel.
fn fine(colour: u16) -> [u8; 3] {
    let most = (1_u16 << BITS) - 1;
    [2, 1, 0].map(|channel| ((colour >> (channel * BITS) & most) * (255 / most)) as u8)
}

/// The most frequent colours, and for each colour that may come which of them stands for it.
fn colours(pixels: &[u16]) -> (Vec<u16>, Vec<u8>) {
    let mut counts = vec![0_u32; 1 << (3 * BITS)];
    for pixel in pixels {
        if let Some(count) = counts.get_mut(usize::from(*pixel)) {
            *count += 1;
        }
    }
    let mut used: Vec<(u16, u32)> =
        (0..).zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect();
    used.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let palette: Vec<u16> = used.iter().take(MOST_COLOURS).map(|(colour, _)| *colour).collect();
    let mut index = vec![0; counts.len()];
    for (colour, _) in used {
        let nearest = (0..=u8::MAX).zip(&palette).min_by_key(|(_, own)| distance(colour, **own));
        if let Some((place, (at, _))) = index.get_mut(usize::from(colour)).zip(nearest) {
            *place = at;
        }
    }
    (palette, index)
}

fn distance(a: u16, b: u16) -> u32 {
    let channels = fine(a).into_iter().zip(fine(b));
    channels.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::{coarse, colours, fine, fitting};

    #[test]
    fn black_and_white_stay_what_they_are() {
        for channels in [[0, 0, 0], [255, 255, 255], [255, 0, 0]] {
            assert_eq!(fine(coarse(channels)), channels);
        }
    }

    #[test]
    fn colours_beyond_what_a_byte_holds_become_the_nearest() {
        let all: Vec<u16> = (0..4096).collect();
        let (palette, index) = colours(&all);
        assert_eq!(palette.len(), 256);
        let stands_for = |colour: u16| palette[usize::from(index[usize::from(colour)])];
        assert_eq!(stands_for(7), 7);
        assert_eq!(fine(stands_for(0xFFF))[2], 255);
    }

    #[test]
    fn a_large_page_is_drawn_smaller() {
        assert_eq!(fitting(595.0, 842.0, 2.0), Some(2.0));
        assert!(fitting(20_000.0, 20_000.0, 2.0).is_some_and(|scale| scale <= 0.1));
        assert_eq!(fitting(0.0, 10.0, 2.0), None);
        assert_eq!(fitting(1.0, 1e9, 2.0), None);
    }
}

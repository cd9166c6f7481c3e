//! What a shape is painted with → its colour, as far as it matters: whether it shows, and whether two
//! shapes have the same.

use hayro_interpret::Paint;
use hayro_interpret::color::Color;

/// The colour of what is painted; `None` where it shows nothing.
pub(super) fn colour(paint: &Paint<'_>) -> Option<[u8; 3]> {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = inks(color).unwrap_or_else(|| color.to_rgba().to_rgba8());
            (a >= 8).then_some([r, g, b])
        }
        // The colour of a pattern varies; black stands for whatever it is.
        Paint::Pattern(_) => Some([0, 0, 0]),
    }
}

/// A colour of four inks as red, green, blue and opacity, each ink taken off the white of the paper.
///
/// hayro converts it by a profile, which takes 5 ms to prepare, and gives the opacity with the result
/// alone. Here colours are only compared with each other and with white, so the plain formula will do;
/// the opacity is in the colour's debug form. Where that changes, hayro converts.
fn inks(color: &Color) -> Option<[u8; 4]> {
    let &[cyan, magenta, yellow, black] = color.components() else { return None };
    if color.color_space().num_components() != 4 {
        return None;
    }
    let opacity = opacity(color)?;
    let part = |share: f32| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    let light = |ink: f32| part((1.0 - ink) * (1.0 - black));
    Some([light(cyan), light(magenta), light(yellow), part(opacity)])
}

/// The opacity of a colour, which hayro tells in its debug form alone.
fn opacity(color: &Color) -> Option<f32> {
    let form = format!("{color:?}");
    form.rsplit_once("opacity: ")?.1.trim_end_matches([' ', '}']).parse().ok()
}

#[cfg(test)]
mod tests {
    use hayro_interpret::color::AlphaColor;

    use super::*;

    #[test]
    fn the_debug_form_has_the_opacity() {
        for opaque in [0.0, 0.25, 1.0] {
            let color = Color::from_rgba(AlphaColor::new([0.5, 0.5, 0.5, opaque]));
            assert_eq!(opacity(&color), Some(opaque));
            assert!(inks(&color).is_none());
        }
    }
}

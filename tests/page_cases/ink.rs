//! What a PDF needs to show text, rulings and shades.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Widths of Helvetica's printable ASCII, in thousandths of its size (Adobe's font metrics).
#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// The same for signs of other fonts and letters of Hebrew, which are drawn as Latin ones.
const OTHER: u16 = 556;

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
    Typed,
}

/// How wide a text is, in points.
pub(crate) fn width(text: &str, size: f64, face: Face) -> f64 {
    let thousandths: u32 = text
        .chars()
        .map(|sign| match (face, u32::from(sign)) {
            (Face::Typed, _) => 600,
            (_, code @ 32..=126) => u32::from(HELVETICA[code as usize - 32]),
            _ => u32::from(OTHER),
        })
        .sum();
    f64::from(thousandths) * size / 1000.0
}

/// What is drawn on a page. Places are from its left and top edge, in points.
#[derive(Debug)]
pub(crate) struct Ink {
    /// Width and height.
    pub(crate) paper: (f64, f64),
    turned: bool,
    shades: String,
    drawn: String,
}

impl Ink {
    pub(crate) fn new(paper: (f64, f64)) -> Ink {
        Ink { paper, turned: false, shades: String::new(), drawn: String::new() }
    }

    /// Draws all of the page with its top at the left.
    pub(crate) fn turn(&mut self) {
        self.turned = true;
        self.paper = (self.paper.1, self.paper.0);
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), weight: f64) {
        let height = self.paper.1;
        self.drawn += &format!(
            "{weight} w {:.2} {:.2} m {:.2} {:.2} l S\n",
            from.0,
            height - from.1,
            to.0,
            height - to.1
        );
    }

    pub(crate) fn shade(&mut self, from: (f64, f64), to: (f64, f64)) {
        let (wide, high) = (to.0 - from.0, to.1 - from.1);
        let y = self.paper.1 - to.1;
        self.shades += &format!("0.9 g {:.2} {y:.2} {wide:.2} {high:.2} re f 0 g\n", from.0);
    }

    /// Text that runs up the page from a place.
    pub(crate) fn turned(&mut self, text: &str, x: f64, y: f64, size: f64) {
        let y = self.paper.1 - y;
        let shown = shown(text, size, Face::Regular);
        self.drawn += &format!("BT 0 1 -1 0 {x:.2} {y:.2} Tm {shown}ET\n");
    }

    /// Text on its baseline; `stretch` is added to each blank.
    pub(crate) fn text(&mut self, text: &str, at: (f64, f64), size: f64, face: Face, stretch: f64) {
        let (x, y) = (at.0, self.paper.1 - at.1);
        let shown = shown(text, size, face);
        self.drawn += &format!("BT {stretch:.3} Tw {x:.2} {y:.2} Td {shown}ET\n");
    }
}

/// Shows a text in the fonts that have its signs. `^` raises the sign after it.
fn shown(text: &str, size: f64, face: Face) -> String {
    let mut out = String::new();
    let mut raise = false;
    for sign in text.chars() {
        if sign == '^' {
            raise = true;
            continue;
        }
        let (font, code) = glyph(sign, face);
        let (size, rise) = if raise { (size * 0.6, size * 0.35) } else { (size, 0.0) };
        out += &format!("/{font} {size:.2} Tf {rise:.2} Ts <{code:02X}> Tj ");
        raise = false;
    }
    out
}

/// The font that has a sign, and its code there.
fn glyph(sign: char, face: Face) -> (&'static str, u8) {
    let own = match face {
        Face::Regular => "T",
        Face::Bold => "B",
        Face::Typed => "C",
    };
    match sign {
        '•' => (own, 0x95),
        '–' => (own, 0x96),
        '—' => (own, 0x97),
        '’' => (own, 0x92),
        '→' => ("S", 0xAE),
        '≤' => ("S", 0xA3),
        '≥' => ("S", 0xB3),
        '−' => ("S", 0x2D),
        '∑' => ("S", 0xE5),
        '∫' => ("S", 0xF2),
        'α' => ("S", 0x61),
        'β' => ("S", 0x62),
        'μ' => ("S", 0x6D),
        'σ' => ("S", 0x73),
        '✓' => ("Z", 0x33),
        '✗' => ("Z", 0x37),
        '●' => ("Z", 0x6C),
        '\u{5D0}'..='\u{5EA}' => ("H", 0x41 + (u32::from(sign) - 0x5D0) as u8),
        _ => (own, u8::try_from(u32::from(sign)).unwrap_or(b'?')),
    }
}

/// The bytes of a PDF with these pages.
pub(crate) fn pdf(pages: Vec<Ink>) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let fonts = fonts(&mut pdf);
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for ink in pages {
        let mut content = format!("{}{}", ink.shades, ink.drawn);
        let (mut wide, mut high) = ink.paper;
        if ink.turned {
            content = format!("q 0 1 -1 0 {high} 0 cm {content}Q");
            (wide, high) = (high, wide);
        }
        let drawn = pdf.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => drawn,
            "MediaBox" => vec![0.into(), 0.into(), wide.into(), high.into()],
            "Resources" => dictionary! { "Font" => fonts.clone() },
        });
        kids.push(page.into());
    }
    crate::support::save(pdf, tree, kids, Dictionary::new())
}

/// The fonts that every viewer has, and Latin letters that say they are Hebrew ones.
fn fonts(pdf: &mut Document) -> Dictionary {
    let mut fonts = Dictionary::new();
    for (name, base, encoded) in [
        ("T", "Helvetica", true),
        ("B", "Helvetica-Bold", true),
        ("C", "Courier", true),
        ("S", "Symbol", false),
        ("Z", "ZapfDingbats", false),
        ("H", "Helvetica", true),
    ] {
        let mut font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => base };
        if encoded {
            font.set("Encoding", "WinAnsiEncoding");
        }
        if name == "H" {
            let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
                /CMapName /Hebrew def /CMapType 2 def\n\
                1 begincodespacerange <00> <FF> endcodespacerange\n\
                1 beginbfrange <41> <5B> <05D0> endbfrange\n\
                endcmap end end";
            let map = pdf.add_object(Stream::new(Dictionary::new(), map.as_bytes().to_vec()));
            font.set("ToUnicode", map);
        }
        let font = pdf.add_object(font);
        fonts.set(name, font);
    }
    fonts
}

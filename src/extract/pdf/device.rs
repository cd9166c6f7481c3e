//! A device that draws nothing and writes down what it is told to draw.

use std::collections::BTreeMap;

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, String as HayroString};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};

use super::accents;
use super::actual;
use super::colour::colour;
use super::fonts::{Font, font};
use super::painted;
use super::rulings::{self, Rulings, unframed};
use super::shapes;
use super::styles::Styles;
use crate::extract::Options;
use crate::extract::docx::symbols;
use crate::geom::{Area, Pt};
use crate::page::{Axis, Glyph, Page, is_rtl};

/// Where letters reach above and below their line, as parts of the font's height. The boxes of real
/// fonts differ so wildly that a usual one serves better.
const ASCENT: f64 = 0.76;
const DESCENT: f64 = 0.22;

/// Letters lean whose upright and line are so far off a right angle: the cosine of 87 degrees. Programs
/// that have no italic font lean letters by 12 to 20 degrees.
const LEAN: f64 = 0.05;

/// Units of a glyph's space in one em (ISO 32000-1, 9.2.4).
const UNITS_PER_EM: f64 = 1000.0;

/// Writes down what is drawn on one page.
pub(super) struct Listener<'o> {
    width: f64,
    height: f64,
    options: &'o Options,
    styles: &'o Styles,
    glyphs: Vec<Directed>,
    /// Glyphs that are drawn invisible.
    unseen: Vec<Directed>,
    rulings: Rulings,
    marks: Vec<Mark>,
    /// The boxes of the clip paths that hold, each within the one before it.
    clips: Vec<Rect>,
    /// The fonts met so far, each with its number on the page.
    fonts: BTreeMap<u128, u16>,
    images: Vec<Area>,
    pictures: usize,
    hidden: usize,
    undecoded: usize,
    /// Glyphs that were read by their code.
    by_code: usize,
    over: bool,
}

/// Marked content that is open: its id in the structure, and what it says in place of its glyphs.
#[derive(Debug)]
struct Mark {
    id: Option<i32>,
    says: Option<Says>,
}

/// What marked content says (`ActualText`, ISO 32000-1, 14.9.4), and what stood before it.
#[derive(Debug)]
struct Says {
    text: Vec<char>,
    glyphs: usize,
    undecoded: usize,
}

/// A glyph and which way its line runs, in quarter turns clockwise; `None` for slanted text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Directed {
    pub(super) glyph: Glyph,
    pub(super) turns: Option<u8>,
}

impl<'o> Listener<'o> {
    /// Listens to a page, or to what lies over it.
    pub(super) fn of<'a>(
        page: &hayro_interpret::hayro_syntax::page::Page<'a>,
        cache: &InterpreterCache<'a>,
        options: &'o Options,
        styles: &'o Styles,
        render_content: RenderContent,
    ) -> Self {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let settings = InterpreterSettings { render_content, ..InterpreterSettings::default() };
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, width, height);
        let mut context = Context::new(transform, bounds, cache, page.xref(), settings);
        let mut device = Listener::new(width, height, options, styles);
        interpret_page(page, &mut context, &mut device);
        device
    }

    fn new(width: f64, height: f64, options: &'o Options, styles: &'o Styles) -> Self {
        Listener {
            width,
            height,
            options,
            styles,
            glyphs: Vec::new(),
            unseen: Vec::new(),
            rulings: Rulings::new(options.limits.page_lines),
            marks: Vec::new(),
            clips: Vec::new(),
            fonts: BTreeMap::new(),
            images: Vec::new(),
            pictures: 0,
            hidden: 0,
            undecoded: 0,
            by_code: 0,
            over: false,
        }
    }

    /// The glyphs that were written down.
    pub(super) fn glyphs(self) -> Vec<Directed> {
        self.glyphs
    }

    /// Takes in glyphs that lie over the page.
    pub(super) fn lay_over(&mut self, glyphs: Vec<Directed>) {
        self.glyphs.extend(glyphs);
    }

    /// The limit that the page met: its name, how much it allows, and of what.
    pub(super) fn over_limit(&self) -> Option<(&'static str, usize, &'static str)> {
        let limits = &self.options.limits;
        if self.over {
            Some(("page-glyphs", limits.page_glyphs, "glyphs"))
        } else if self.rulings.over_limit() {
            Some(("page-lines", limits.page_lines, "lines"))
        } else {
            None
        }
    }

    /// What was written down, and which way the lines of its glyphs run.
    pub(super) fn page(mut self, number: u32) -> (Page, Vec<Option<u8>>) {
        let bullets = painted::bullets(&self.rulings.take_dots(), &self.glyphs);
        self.glyphs.extend(bullets);
        let unseen = std::mem::take(&mut self.unseen);
        let hidden = unseen.iter().filter(|directed| !directed.glyph.text.is_whitespace()).count();
        let recognised = if self.is_scan(&unseen) { hidden } else { 0 };
        if recognised > 0 {
            self.glyphs.extend(unseen);
        } else {
            self.hidden += hidden;
        }
        self.glyphs = accents::join(std::mem::take(&mut self.glyphs));
        let letters = self.glyphs.iter().map(|directed| directed.glyph);
        let letters = letters.filter(|glyph| !glyph.text.is_whitespace());
        let letters = letters.map(|glyph| glyph.area).collect();
        let rulings::Drawn { mut rulings, shades, drawings } = self.rulings.finish(letters);
        unframed(&mut rulings, Pt::new(self.width), Pt::new(self.height));
        let page = Page {
            first_line: None,
            slope: 0,
            number,
            width: Pt::new(self.width),
            height: Pt::new(self.height),
            turns: 0,
            rulings,
            shades,
            drawings,
            tags: BTreeMap::new(),
            cells: BTreeMap::new(),
            images: self.images,
            pictures: self.pictures,
            hidden: self.hidden,
            recognised,
            slanted: 0,
            undecoded: self.undecoded,
            by_code: self.by_code,
            glyphs: self.glyphs.iter().map(|directed| directed.glyph).collect(),
        };
        let turns = self.glyphs.iter().map(|directed| directed.turns).collect();
        (page, turns)
    }

    fn glyph(&mut self, drawn: &Drawn<'_>, place: Affine, symbol: Font) {
        let texts = self.meaning(drawn, symbol.symbol);
        if texts.is_empty() {
            return;
        }
        let origin = place * Point::ZERO;
        let up = place * Point::new(0.0, UNITS_PER_EM) - origin;
        let advance = match drawn {
            Drawn::Outline(outline) => outline.advance_width(),
            Drawn::Type3(type3) => type3.advance_width(),
        };
        let along = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0) - origin;
        let line = place * Point::new(UNITS_PER_EM, 0.0) - origin;
        // Letters that lean are as high as they reach above their line, and as wide as they go along it.
        let lean = line.dot(up) / line.hypot2().max(f64::MIN_POSITIVE);
        let leans = lean.abs() * line.hypot() > LEAN * up.hypot();
        let up = if leans && axis(line).is_some() { up - line * lean } else { up };
        let size = up.hypot();
        let on_page = origin.x > -1.0
            && origin.y > -1.0
            && origin.x < self.width + 1.0
            && origin.y < self.height + 1.0;
        let middle = origin + along / 2.0 + up * 0.3;
        let on_page = on_page && !self.is_clipped(middle);
        let readable = size > 0.1 && size < 2000.0 && origin.is_finite();
        if !(readable && on_page) {
            self.hidden += texts.iter().filter(|c| !c.is_whitespace()).count();
            return;
        }
        // A ligature's letters share its advance.
        let share = along / texts.len() as f64;
        let right_to_left = texts.iter().any(|c| is_rtl(*c));
        for (at, text) in texts.iter().enumerate() {
            let at = if right_to_left { texts.len() - 1 - at } else { at };
            let start = origin + share * at as f64;
            let glyph = Glyph {
                text: *text,
                bold: symbol.bold,
                italic: symbol.italic || leans,
                font: symbol.number,
                mark: self.mark(),
                size: Pt::new(size),
                ..Glyph::default()
            };
            self.glyphs.push(directed(glyph, start, share, line, up));
        }
    }

    /// Whether a clip path hides what stands at a place; with `--hidden include` none does.
    fn is_clipped(&self, place: Point) -> bool {
        /// What a clip path cuts off by less than this (points) still shows.
        const EDGE: f64 = 1.0;
        let shown = |clip: &Rect| clip.inflate(EDGE, EDGE).contains(place);
        !self.options.hidden && self.clips.last().is_some_and(|clip| !shown(clip))
    }

    fn mark(&self) -> Option<i32> {
        self.marks.iter().rev().find_map(|mark| mark.id)
    }

    /// The characters that a glyph stands for.
    fn meaning(&mut self, drawn: &Drawn<'_>, symbol: Option<symbols::SymbolFont>) -> Vec<char> {
        let code = char::from_u32(drawn.char_code() & 0xFF);
        let told: Vec<char> = match drawn.as_unicode() {
            Some(BfString::Char(c)) => vec![c],
            Some(BfString::String(text)) => text.chars().collect(),
            None => Vec::new(),
        };
        let private = |c: &char| ('\u{E000}'..='\u{F8FF}').contains(c);
        if let Some(font) = symbol {
            // The bullet of the Symbol font, which Word writes under any symbol font's name.
            if told == ['\u{F0B7}'] {
                return vec!['•'];
            }
            if let [c] = told.as_slice()
                && (private(c) || (' '..='\u{FF}').contains(c))
            {
                return vec![symbols::printed(font, *c)];
            }
            if let (true, Some(code)) = (told.is_empty(), code) {
                return vec![symbols::printed(font, code)];
            }
        }
        let told: Vec<char> = told
            .into_iter()
            .filter(|c| (!c.is_control() || c.is_whitespace()) && *c != '\u{FFFD}')
            .collect();
        if told.is_empty() {
            // Codes of control are what some fonts give for signs that they draw all the same.
            let outline = match drawn {
                Drawn::Outline(outline) => outline.outline(),
                Drawn::Type3(_) => BezPath::new(),
            };
            if outline.elements().is_empty() && drawn.as_unicode().is_some() {
                return told;
            }
            if let Some(sign) = shapes::sign(&outline) {
                return vec![sign];
            }
            let bitmap = matches!(drawn, Drawn::Type3(_));
            if let Some(text) = self.styles.bitmaps.letters(drawn.char_code()).filter(|_| bitmap) {
                self.by_code += 1;
                return text.chars().collect();
            }
            self.undecoded += 1;
            return vec!['\u{FFFD}'];
        }
        told
    }
}

/// Whether a line runs along the page or up and down it; neither where it is slanted.
fn axis(line: Vec2) -> Option<Axis> {
    if line.y.abs() * 20.0 < line.x.abs() {
        Some(Axis::Horizontal)
    } else if line.x.abs() * 20.0 < line.y.abs() {
        Some(Axis::Vertical)
    } else {
        None
    }
}

/// Which way a line runs, in quarter turns clockwise; `None` where it is slanted. Letters may lean
/// against their line, so the line tells; where it is mirrored, what is up.
fn direction(line: Vec2, up: Vec2) -> Option<u8> {
    match (axis(line), axis(up)) {
        (Some(Axis::Horizontal), _) | (None, Some(Axis::Vertical)) => {
            Some(if up.y < 0.0 { 0 } else { 2 })
        }
        (Some(Axis::Vertical), _) | (None, Some(Axis::Horizontal)) => {
            Some(if up.x > 0.0 { 1 } else { 3 })
        }
        (None, None) => None,
    }
}

/// Gives a glyph its place: where it starts, how far it goes along its line, which way the line runs,
/// and which way is up.
fn directed(glyph: Glyph, start: Point, along: Vec2, line: Vec2, up: Vec2) -> Directed {
    let end = start + along;
    let (ascent, descent) = (up * ASCENT, up * -DESCENT);
    let corners = [start + ascent, start + descent, end + ascent, end + descent];
    let xs = corners.map(|corner| corner.x);
    let ys = corners.map(|corner| corner.y);
    let least = |values: [f64; 4]| values.into_iter().fold(f64::INFINITY, f64::min);
    let most = |values: [f64; 4]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let area =
        Area::new(Pt::new(least(xs)), Pt::new(least(ys)), Pt::new(most(xs)), Pt::new(most(ys)));
    let turns = direction(line, up);
    let baseline = match turns {
        Some(1 | 3) => Pt::new(start.x),
        _ => Pt::new(start.y),
    };
    Directed { glyph: Glyph { area, baseline, ..glyph }, turns }
}

impl<'a> Device<'a> for Listener<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(colour) = colour(&props.paint) else { return };
        let Some(clip) = self.clips.last() else {
            return self.rulings.path(path, props.transform, mode, colour);
        };
        let area = (props.transform * path).bounding_box();
        // A line has no area, and a clip path as wide as it cuts nothing off.
        let reach = clip.inflate(1.0, 1.0);
        if area.x0 > reach.x1 || area.x1 < reach.x0 || area.y0 > reach.y1 || area.y1 < reach.y0 {
            return;
        }
        // Of a shade that reaches beyond its cell only what is in the cell shows.
        let shade = matches!(mode, DrawMode::Fill(_)) && path.elements().len() <= 6;
        if shade && area.area() > 0.0 && !contains(&reach, &area) {
            let shown = area.intersect(*clip).to_path(0.1);
            return self.rulings.path(&shown, Affine::IDENTITY, mode, colour);
        }
        self.rulings.path(path, props.transform, mode, colour);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw_path(&rect.to_path(0.1), props, mode);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) && !self.options.hidden {
            let (seen, undecoded) = (self.glyphs.len(), self.undecoded);
            self.run(run, props.transform);
            self.unseen.extend(self.glyphs.drain(seen..));
            self.undecoded = undecoded;
            return;
        }
        // Text that is filled and stroked comes twice in a row; the stroke adds nothing.
        if matches!(mode, DrawMode::Stroke(_)) && self.repeats(run, props.transform) {
            return;
        }
        self.run(run, props.transform);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.pictures += 1;
        // hayro places a picture by its own grid of points.
        let own = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let mut shown = props.transform.transform_rect_bbox(own);
        let page = Rect::new(0.0, 0.0, self.width, self.height);
        shown = shown.intersect(self.clips.last().map_or(page, |clip| clip.intersect(page)));
        if shown.area() > 0.0 && self.images.len() < self.options.limits.page_lines {
            let (x0, y0) = (Pt::new(shown.x0), Pt::new(shown.y0));
            self.images.push(Area::new(x0, y0, Pt::new(shown.x1), Pt::new(shown.y1)));
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let id = properties.and_then(|dict| dict.get::<i32>(b"MCID".as_slice()));
        let says = properties
            .and_then(|dict| dict.get::<HayroString<'_>>(b"ActualText".as_slice()))
            .map(|text| Says {
                text: actual::decode(text.as_bytes()),
                glyphs: self.glyphs.len(),
                undecoded: self.undecoded,
            });
        self.marks.push(Mark { id, says });
    }

    fn end_marked_content(&mut self) {
        let Some(says) = self.marks.pop().and_then(|mark| mark.says) else { return };
        if actual::say(&mut self.glyphs, says.glyphs, &says.text) {
            self.undecoded = says.undecoded;
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let own = clip.path.bounding_box();
        self.clips.push(self.clips.last().map_or(own, |outer| outer.intersect(own)));
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {
        self.clips.pop();
    }
    fn pop_transparency_group(&mut self) {}
}

impl Listener<'_> {
    fn run(&mut self, run: &GlyphRun<'_, '_>, transform: Affine) {
        let font = font(run, &mut self.fonts, self.styles);
        for glyph in run.glyphs() {
            if self.glyphs.len() + self.unseen.len() >= self.options.limits.page_glyphs {
                self.over = true;
                return;
            }
            self.glyph(glyph, transform * glyph.transform(), font);
        }
    }

    /// Whether the page is the picture of a text, and `unseen` what was recognised in it: pictures
    /// take up most of the page and all that is invisible stands on them. A stamp that is printed
    /// over the picture does not change that.
    fn is_scan(&self, unseen: &[Directed]) -> bool {
        /// Pictures of a scan take up so much of the page at least, in percent; some are cut into
        /// strips. Of the text so much stands on them.
        const MOST: f64 = 60.0;
        const ON_PICTURES: usize = 90;
        let picture: f64 =
            self.images.iter().map(|image| image.width().points() * image.height().points()).sum();
        let on = |directed: &&Directed| {
            let area = directed.glyph.area;
            self.images.iter().any(|image| image.contains(area.mid_x(), area.mid_y()))
        };
        unseen.len() > self.glyphs.len()
            && picture * 100.0 >= self.width * self.height * MOST
            && unseen.iter().filter(on).count() * 100 >= unseen.len() * ON_PICTURES
    }

    fn repeats(&self, run: &GlyphRun<'_, '_>, transform: Affine) -> bool {
        let Some(first) = run.glyphs().first() else { return true };
        let origin = transform * first.transform() * Point::ZERO;
        let recent = self.glyphs.iter().rev().take(2 * run.glyphs().len() + 2);
        recent.into_iter().any(|directed| {
            let area = directed.glyph.area;
            (area.x0 - Pt::new(origin.x)).abs() < Pt(20)
                && area.top <= Pt::new(origin.y)
                && Pt::new(origin.y) <= area.bottom
        })
    }
}

fn contains(outer: &Rect, inner: &Rect) -> bool {
    outer.x0 <= inner.x0 && inner.x1 <= outer.x1 && outer.y0 <= inner.y0 && inner.y1 <= outer.y1
}

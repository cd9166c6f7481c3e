//! What a PDF asks for, counted before the interpreter does it: how much its streams unpack to, how
//! much is drawn when forms draw forms, how many widths its fonts claim to have.
//!
//! The interpreter knows no limits of its own, and once it runs it cannot be stopped. What is told
//! here is a rest of a sentence: "it …".

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use memchr::memmem;

use super::inflate;
use super::styles::Styles;
use crate::source::Limits;

/// Objects that a file can have (ISO 32000-1, annex C) and bytes that a table of them takes for each,
/// as writers have it.
const XREF_BYTES: u64 = 8_388_607 * 8;
/// Where the dictionary of a stream of objects is looked for, in bytes before the stream.
const DICTIONARY: usize = 4 << 10;
/// Forms within forms that hayro draws.
const FORM_DEPTH: usize = 50;
/// Widths that a font gives, at most: one for each of the 65,536 glyphs that it can have (ISO
/// 32000-1, annex C), and some given twice.
const FONT_WIDTHS: u64 = 4 * 65_536;

/// A limit that was reached: its name where it can be raised, and the rest of a sentence, "it …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excess {
    pub(super) limit: Option<&'static str>,
    pub(super) what: String,
}

/// Looks over a file that nobody has opened yet: the tables that lead to its objects, and the
/// streams that hold objects, are unpacked as soon as it is opened.
pub(super) fn file(bytes: &[u8], limits: &Limits) -> Result<(), Excess> {
    let mut left = limits.part_bytes;
    for at in memmem::find_iter(bytes, b"stream") {
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        let start = memmem::rfind(before, b"obj").unwrap_or_default();
        let dictionary = before.get(start..).unwrap_or_default();
        let holds = |name: &[u8]| memmem::find(dictionary, name).is_some();
        let xref = holds(b"/XRef");
        if !xref && !holds(b"/ObjStm") {
            continue;
        }
        let rest = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let end = memmem::find(rest, b"endstream").unwrap_or(rest.len());
        let length = length(dictionary).map_or(end, |length| length.max(end)).min(rest.len());
        let packed = rest.get(..length).unwrap_or_default();
        let times = memmem::find_iter(dictionary, b"/Fl").count();
        let most = if xref { left.min(XREF_BYTES) } else { left };
        let size = inflate::flate_size(packed, times, most);
        if size > most {
            let what = if xref { "a table of objects" } else { "streams of objects" };
            let limit = (!xref || most < XREF_BYTES).then_some("part-bytes");
            return Err(Excess {
                limit,
                what: format!("has {what} of more than {most} bytes, the limit"),
            });
        }
        left -= size;
    }
    Ok(())
}

/// The length of a stream where its dictionary gives it as a number.
fn length(dictionary: &[u8]) -> Option<usize> {
    let at = memmem::find(dictionary, b"/Length")? + b"/Length".len();
    let rest = dictionary.get(at..)?.trim_ascii_start();
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    // "12 0 R" stands for a number elsewhere.
    if after.trim_ascii_start().starts_with(b"0 R") {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// Looks over page after page, and remembers what it has seen.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// Fonts that are in order.
    fonts: BTreeSet<(u32, i32)>,
    /// What the fonts look like.
    pub(super) styles: Styles,
    /// The bytes of streams.
    sizes: BTreeMap<(u32, i32), u64>,
}

fn key(id: ObjectIdentifier) -> (u32, i32) {
    (id.obj_number, id.gen_number)
}

impl Guard {
    /// Whether a page may be drawn.
    pub(super) fn page(&mut self, page: &Page<'_>, limits: &Limits) -> Result<(), Excess> {
        self.content(page, limits)?;
        let resources = page.resources();
        self.fonts(resources, limits)?;
        if !has_forms(resources) {
            return Ok(());
        }
        let content = page.page_stream().unwrap_or_default();
        let mut forms =
            Forms { guard: self, limits, nodes: Vec::new(), left: limits.content_bytes };
        forms.walk(content, resources)?;
        if forms.drawn() > limits.content_bytes {
            return Err(too_much(limits));
        }
        Ok(())
    }

    /// Whether the appearances of a page's annotations may be drawn.
    pub(super) fn annotations(&mut self, page: &Page<'_>, limits: &Limits) -> Result<(), Excess> {
        let Some(all) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Ok(()) };
        let mut left = limits.content_bytes;
        for annotation in all.iter::<Dict<'_>>() {
            let Some(looks) = annotation.get::<Dict<'_>>(b"AP".as_slice()) else { continue };
            let mut streams: Vec<Stream<'_>> = Vec::new();
            match looks.get::<Object<'_>>(b"N".as_slice()) {
                Some(Object::Stream(stream)) => streams.push(stream),
                Some(Object::Dict(states)) => {
                    let states: Vec<Name<'_>> = states.keys().collect();
                    let looks = looks.get::<Dict<'_>>(b"N".as_slice());
                    let state = |name: &Name<'_>| looks.as_ref()?.get::<Stream<'_>>(name.as_ref());
                    streams.extend(states.iter().filter_map(state));
                }
                _ => {}
            }
            for stream in streams {
                let own = stream.dict().get::<Dict<'_>>(b"Resources".as_slice());
                let resources = own.map_or_else(|| page.resources().clone(), Resources::new);
                self.fonts(&resources, limits)?;
                let mut forms = Forms { guard: self, limits, nodes: Vec::new(), left };
                let content = forms.read(&stream)?;
                forms.walk(&content, &resources)?;
                left = left.checked_sub(forms.drawn()).ok_or_else(|| too_much(limits))?;
            }
        }
        Ok(())
    }

    /// The content of the page itself, all parts of it.
    fn content(&mut self, page: &Page<'_>, limits: &Limits) -> Result<(), Excess> {
        const CONTENTS: &[u8] = b"Contents";
        let most = limits.content_bytes;
        let mut sum = 0_u64;
        let raw = page.raw();
        if let Some(stream) = raw.get::<Stream<'_>>(CONTENTS) {
            sum = self.size(&stream, most);
        } else if let Some(parts) = raw.get::<Array<'_>>(CONTENTS) {
            for stream in parts.iter::<Stream<'_>>() {
                sum = sum.saturating_add(self.size(&stream, most));
                if sum > most {
                    break;
                }
            }
        }
        if sum > most { Err(too_much(limits)) } else { Ok(()) }
    }

    fn size(&mut self, stream: &Stream<'_>, most: u64) -> u64 {
        *self.sizes.entry(key(stream.obj_id())).or_insert_with(|| inflate::size(stream, most))
    }

    fn fonts(&mut self, resources: &Resources<'_>, limits: &Limits) -> Result<(), Excess> {
        for name in resources.fonts.keys() {
            let Some(font) = resources.get_font(&name) else { continue };
            let id = font.obj_id().map(key);
            if id.is_some_and(|id| self.fonts.contains(&id)) {
                continue;
            }
            font_in_order(&font, limits)?;
            self.styles.learn(&font);
            self.fonts.extend(id);
        }
        Ok(())
    }
}

fn too_much(limits: &Limits) -> Excess {
    let most = limits.content_bytes;
    let what = format!("draws from more than {most} bytes of content, the limit");
    Excess { limit: Some("content-bytes"), what }
}

fn has_forms(resources: &Resources<'_>) -> bool {
    let is_form = |name: Name<'_>| resources.get_x_object(&name).is_some_and(|x| form(&x));
    resources.x_objects.keys().any(is_form)
}

fn form(object: &Stream<'_>) -> bool {
    let subtype = object.dict().get::<Name<'_>>(b"Subtype".as_slice());
    subtype.is_some_and(|subtype| subtype.as_ref() == b"Form")
}

fn font_in_order(font: &Dict<'_>, limits: &Limits) -> Result<(), Excess> {
    let too_long = |dict: &Dict<'_>, name: &[u8]| {
        let stream = dict.get::<Stream<'_>>(name);
        stream.is_some_and(|stream| inflate::exceeds(&stream, limits.part_bytes))
    };
    let below = font.get::<Array<'_>>(b"DescendantFonts".as_slice());
    let below = below.and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    for dict in std::iter::once(font).chain(&below) {
        let program =
            dict.get::<Dict<'_>>(b"FontDescriptor".as_slice()).is_some_and(|descriptor| {
                let names = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"];
                names.iter().any(|name| too_long(&descriptor, name))
            });
        if program || [b"ToUnicode".as_slice(), b"Encoding"].iter().any(|name| too_long(dict, name))
        {
            let what = format!("has a font of more than {} bytes, the limit", limits.part_bytes);
            return Err(Excess { limit: Some("part-bytes"), what });
        }
        for (name, values) in [(b"W".as_slice(), 1), (b"W2", 3)] {
            let widths = dict.get::<Array<'_>>(name);
            if widths.is_some_and(|widths| claimed(&widths, values) > FONT_WIDTHS) {
                let what = format!("has a font of more than {FONT_WIDTHS} widths, the limit");
                return Err(Excess { limit: None, what });
            }
        }
    }
    Ok(())
}

/// How many widths a list of them stands for: `first [w …]` or `first last w` (ISO 32000-1,
/// 9.7.4.3). It is read as hayro reads it.
fn claimed(widths: &Array<'_>, values: usize) -> u64 {
    let mut list = widths.flex_iter();
    let mut sum = 0_u64;
    loop {
        if let Some((_, one_by_one)) = list.next::<(u32, Array<'_>)>() {
            sum = sum.saturating_add(one_by_one.raw_iter().count() as u64);
        } else if let Some((first, last)) = list.next::<(u32, u32)>() {
            sum = sum.saturating_add(u64::from(last.saturating_sub(first)));
            for _ in 0..values {
                if list.next::<f32>().is_none() {
                    return sum;
                }
            }
        } else {
            return sum;
        }
    }
}

/// The forms that a page can reach, each with what it draws.
struct Forms<'g, 'l> {
    guard: &'g mut Guard,
    limits: &'l Limits,
    nodes: Vec<Node>,
    /// Bytes of content that may still be read while looking.
    left: u64,
}

#[derive(Default)]
struct Node {
    bytes: u64,
    /// Which nodes it draws, and how often.
    draws: BTreeMap<usize, u64>,
}

impl Forms<'_, '_> {
    /// Reads what draws forms: the page, and each form once for each set of resources that it sees.
    fn walk<'a>(&mut self, content: &[u8], resources: &Resources<'a>) -> Result<(), Excess> {
        let mut known: BTreeMap<((u32, i32), usize), usize> = BTreeMap::new();
        let mut waiting: Vec<(usize, Stream<'a>, usize)> = Vec::new();
        // Of each owner of resources; a form without its own sees those of who draws it.
        let mut owners: Vec<Resources<'a>> = vec![resources.clone()];
        self.nodes.push(Node { bytes: content.len() as u64, draws: BTreeMap::new() });
        let mut current: (usize, std::borrow::Cow<'_, [u8]>, usize) = (0, content.into(), 0);
        loop {
            let (node, content, owner) = &current;
            for (name, times) in drawn_names(content) {
                let Some(resources) = owners.get(*owner) else { continue };
                let Some(stream) = resources.get_x_object(&Name::new_unescaped(&name)) else {
                    continue;
                };
                if !form(&stream) {
                    continue;
                }
                let own = stream.dict().get::<Dict<'a>>(b"Resources".as_slice());
                let id = key(stream.obj_id());
                // Its own resources are the same whoever draws it.
                let seen = if own.is_some() { usize::MAX } else { *owner };
                let next = self.nodes.len();
                let child = *known.entry((id, seen)).or_insert(next);
                if child == next {
                    let owner = match own {
                        Some(own) => {
                            owners.push(Resources::new(own));
                            owners.len() - 1
                        }
                        None => *owner,
                    };
                    self.nodes.push(Node::default());
                    waiting.push((child, stream, owner));
                }
                if let Some(node) = self.nodes.get_mut(*node) {
                    *node.draws.entry(child).or_default() += times;
                }
            }
            let Some((node, stream, owner)) = waiting.pop() else { return Ok(()) };
            let content = self.read(&stream)?;
            if let Some(resources) = owners.get(owner) {
                self.guard.fonts(resources, self.limits)?;
            }
            if let Some(node) = self.nodes.get_mut(node) {
                node.bytes = content.len() as u64;
            }
            current = (node, content.into(), owner);
        }
    }

    fn read(&mut self, stream: &Stream<'_>) -> Result<Vec<u8>, Excess> {
        if self.guard.size(stream, self.limits.content_bytes) > self.limits.content_bytes {
            return Err(too_much(self.limits));
        }
        let content = stream.decoded_data().map(|data| data.into_owned()).unwrap_or_default();
        let left = self.left.checked_sub(content.len() as u64);
        self.left = left.ok_or_else(|| too_much(self.limits))?;
        Ok(content)
    }

    /// The bytes of content that drawing the page goes through.
    fn drawn(&self) -> u64 {
        let mut costs = vec![0_u64; self.nodes.len()];
        for _ in 0..FORM_DEPTH {
            let cost = |node: &Node| {
                node.draws.iter().fold(node.bytes, |sum, (child, times)| {
                    let each = costs.get(*child).copied().unwrap_or_default();
                    sum.saturating_add(each.saturating_mul(*times))
                })
            };
            let next: Vec<u64> = self.nodes.iter().map(cost).collect();
            if next == costs {
                break;
            }
            costs = next;
        }
        costs.first().copied().unwrap_or_default()
    }
}

/// What content draws by name, and how often.
fn drawn_names(content: &[u8]) -> BTreeMap<Vec<u8>, u64> {
    let mut names = BTreeMap::new();
    if memmem::find(content, b"Do").is_none() {
        return names;
    }
    let mut instructions = UntypedIter::new(content);
    while let Some(instruction) = instructions.next() {
        if &instruction.operator[..] == b"Do"
            && let Some(Object::Name(name)) = instruction.operands().next()
        {
            *names.entry(name.as_ref().to_vec()).or_default() += 1;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use hayro_syntax::Pdf;
    use lopdf::{Dictionary, Document, Object, dictionary};

    use super::*;

    /// A page that draws `content` with these resources; `more` adds the objects that they name.
    fn page(content: &str, more: impl FnOnce(&mut Document) -> Dictionary) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let resources = more(&mut document);
        let content = document.add_object(stream(Dictionary::new(), content));
        with_page(document, content.into(), resources)
    }

    fn with_page(mut document: Document, contents: Object, resources: Dictionary) -> Vec<u8> {
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => contents, "Resources" => resources,
        });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, tree.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        to.write_all(bytes).unwrap();
        to.finish().unwrap()
    }

    fn stream(dict: Dictionary, content: &str) -> Object {
        lopdf::Stream::new(dict, content.as_bytes().to_vec()).into()
    }

    fn look(bytes: Vec<u8>, limits: &Limits) -> Result<(), Excess> {
        let pdf = Pdf::new(bytes).unwrap();
        Guard::default().page(pdf.pages().first().unwrap(), limits)
    }

    /// Forms of which each draws the next twice.
    fn laughs(document: &mut Document, forms: usize) -> Dictionary {
        let mut below = None;
        for _ in 0..forms {
            let own: Dictionary = below.unwrap_or_default();
            let dict = dictionary! { "Subtype" => "Form", "Resources" => own };
            let form = document.add_object(stream(dict, "/X Do /X Do"));
            below = Some(dictionary! { "XObject" => dictionary! { "X" => form } });
        }
        below.unwrap()
    }

    #[test]
    fn forms_that_draw_forms_are_counted_as_often_as_they_are_drawn() {
        let limits = Limits { content_bytes: 100_000, ..Limits::default() };
        assert_eq!(look(page("/X Do", |document| laughs(document, 6)), &limits), Ok(()));
        let told = look(page("/X Do", |document| laughs(document, 40)), &limits);
        assert!(told.is_err_and(|excess| excess.what.contains("more than 100000 bytes")));
    }

    #[test]
    fn a_form_that_draws_itself_is_counted_to_the_depth_that_is_drawn() {
        // It has no resources of its own, so it sees the page's, and itself among them.
        let itself = |document: &mut Document| {
            let form = stream(dictionary! { "Subtype" => "Form" }, "/X Do /X Do");
            let form = document.add_object(form);
            dictionary! { "XObject" => dictionary! { "X" => form } }
        };
        assert!(look(page("/X Do", itself), &Limits::default()).is_err());
    }

    #[test]
    fn a_range_of_widths_that_no_font_has_is_refused() {
        let font = |last: i64| {
            move |_: &mut Document| {
                let widths = vec![0.into(), last.into(), 500.into()];
                let below = dictionary! { "Subtype" => "CIDFontType2", "W" => widths };
                let font =
                    dictionary! { "Subtype" => "Type0", "DescendantFonts" => vec![below.into()] };
                dictionary! { "Font" => dictionary! { "F" => font } }
            }
        };
        assert_eq!(look(page("", font(65_535)), &Limits::default()), Ok(()));
        assert!(look(page("", font(4_294_967_295)), &Limits::default()).is_err());
    }

    #[test]
    fn a_stream_of_objects_that_unpacks_to_too_much_is_told_before_it_is_opened() {
        let packed = packed(&[b' '; 2_000_000]);
        let mut bytes = b"%PDF-1.7\n5 0 obj << /Type /ObjStm /Filter/FlateDecode /Length ".to_vec();
        bytes.extend(format!("{} >> stream\n", packed.len()).bytes());
        bytes.extend(&packed);
        bytes.extend(b"\nendstream endobj");
        let small = Limits { part_bytes: 1_000_000, ..Limits::default() };
        assert_eq!(file(&bytes, &Limits::default()), Ok(()));
        assert!(file(&bytes, &small).is_err_and(|excess| excess.what.contains("1000000 bytes")));
    }

    #[test]
    fn many_small_streams_are_held_against_the_limits_by_what_they_hold() {
        let limits = Limits { part_bytes: 1_000_000, content_bytes: 100_000, ..Limits::default() };
        let objects: Vec<u8> =
            (0..2_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let own = packed(&objects);
        for _ in 0..100 {
            let head = "5 0 obj << /Type /ObjStm /Filter/FlateDecode /Length";
            bytes.extend(format!("{head} {} >> stream\n", own.len()).bytes());
            bytes.extend(&own);
            bytes.extend(b"\nendstream endobj\n");
        }
        assert_eq!(file(&bytes, &limits), Ok(()));

        let mut document = Document::with_version("1.7");
        let part = |n: u32| {
            let text: String = (0..500).map(|at| format!("{} 0 m ", n * 500 + at)).collect();
            let filter = dictionary! { "Filter" => "FlateDecode" };
            lopdf::Stream::new(filter, packed(text.as_bytes()))
        };
        let parts: Vec<Object> = (0..8).map(|n| document.add_object(part(n)).into()).collect();
        let bytes = with_page(document, parts.into(), Dictionary::new());
        assert_eq!(look(bytes.clone(), &limits), Ok(()));
        assert!(look(bytes, &Limits { content_bytes: 10_000, ..limits }).is_err());
    }
}

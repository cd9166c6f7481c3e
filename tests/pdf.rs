//! What pages say and how they say it: content streams written here, and the table read from them.

#![allow(clippy::unwrap_used)]

#[path = "support/pdf.rs"]
mod support;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use rowmend::unstable::decide::file;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::export::grid;
use rowmend::unstable::extract;
use rowmend::unstable::ledger::Ledger;
use rowmend::unstable::pipeline::{Options, ingest, tables};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::trace::Status;

/// A PDF of one page for each content stream, with Helvetica as F.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for content in pages {
        let drawn = pdf.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => drawn,
            "MediaBox" => vec![0.into(), 0.into(), 400.into(), 400.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        });
        kids.push(page.into());
    }
    support::save(pdf, tree, kids, Dictionary::new())
}

/// A ruled table of three rows and two columns whose last cell is drawn by `cell`, at 160, 210 points.
fn around(cell: &str) -> String {
    ruled(cell, |x0, y0, x1, y1| format!("{x0} {y0} m {x1} {y1} l S "))
}

/// The same with lines that `line` draws between two points.
fn ruled(cell: &str, line: fn(i32, i32, i32, i32) -> String) -> String {
    let mut content = String::new();
    for x in [50, 150, 350] {
        content += &line(x, 200, x, 290);
    }
    for y in [200, 230, 260, 290] {
        content += &line(50, y, 350, y);
    }
    for (x, y, text) in [
        (60, 270, "Study"),
        (160, 270, "Result"),
        (60, 240, "Bello 2012"),
        (160, 240, "less"),
        (60, 210, "Adler 2009"),
    ] {
        content += &format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET ");
    }
    content + cell
}

fn read(bytes: Vec<u8>, options: &extract::Options) -> Result<Vec<Vec<String>>, Error> {
    let source = Source::new("made.pdf", bytes, &Limits::default())?;
    let options = Options { extract: options.clone(), ..Options::default() };
    let mut ledger = Ledger::default();
    let (reading, found) = tables(&source, &options, &mut ledger)?;
    let grids = grid::grids(&reading, &found, &ledger);
    let texts = |grid: &grid::Grid<'_>| grid.cells.iter().map(|cell| cell.text.clone()).collect();
    Ok(grids.tables.iter().map(texts).collect())
}

/// The text of the last cell of the table around `cell`.
fn last_cell(cell: &str) -> String {
    let tables = read(pdf(&[&around(cell)]), &extract::Options::default()).unwrap();
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0][..5], ["Study", "Result", "Bello 2012", "less", "Adler 2009"]);
    tables[0][5].clone()
}

#[test]
fn kerning_is_no_blank_and_a_blank_may_be_kerning() {
    assert_eq!(last_cell("BT /F 10 Tf 160 210 Td [(V) 80 (isits)] TJ ET"), "Visits");
    assert_eq!(last_cell("BT /F 10 Tf 160 210 Td [(more) -300 (visits)] TJ ET"), "more visits");
}

#[test]
fn what_is_drawn_twice_for_a_bold_effect_stands_once() {
    let cell = "BT /F 10 Tf 160 210 Td (kept) Tj ET BT /F 10 Tf 160.3 210 Td (kept) Tj ET";
    assert_eq!(last_cell(cell), "kept");
}

#[test]
fn what_is_raised_is_kept_apart_or_leads_to_its_note() {
    let cell = "BT /F 10 Tf 160 210 Td (p < 0.05) Tj /F 6 Tf 4 Ts (a) Tj ET";
    assert_eq!(last_cell(cell), "p < 0.05ᵃ");
    let noted = format!("{cell} BT /F 8 Tf 50 185 Td (a adjusted for age) Tj ET");
    assert_eq!(last_cell(&noted), "p < 0.05ᵃ");
    let power = "BT /F 10 Tf 160 210 Td (3 x 10) Tj /F 6 Tf 4 Ts (5) Tj 0 Ts /F 10 Tf ( cells) Tj ET \
        BT /F 8 Tf 50 185 Td (5 no note of it) Tj ET";
    assert_eq!(last_cell(power), "3 x 10⁵ cells");
    let ordinal =
        "BT /F 10 Tf 160 210 Td (the 1) Tj /F 6 Tf 4 Ts (st) Tj 0 Ts /F 10 Tf ( visit) Tj ET";
    assert_eq!(last_cell(ordinal), "the 1st visit");
}

#[test]
fn a_record_has_the_note_that_its_raised_mark_leads_to() {
    let cell = "BT /F 10 Tf 160 210 Td (MRI) Tj /F 6 Tf 4 Ts (1) Tj 0 Ts /F 10 Tf (, CT) Tj ET";
    let note = "BT /F 6 Tf 50 188 Td (1) Tj ET \
        BT /F 8 Tf 54 185 Td (Magnetic resonance imaging.) Tj ET";
    let page = around(&format!("{cell} {note}"));
    let source = Source::new("made.pdf", pdf(&[&page]), &Limits::default()).unwrap();
    let extraction = ingest(&source, &Options::default()).unwrap();
    let record = &extraction.document.tables[0].records[1];
    assert_eq!(record.notes, ["Magnetic resonance imaging."]);
    let left = extraction.trace.left_out.iter().map(|left| (left.reason.name(), &*left.text));
    assert_eq!(left.collect::<Vec<_>>(), [("note-mark", "11")]);
    assert_eq!(last_cell(cell), "MRI¹, CT");
}

#[test]
fn letters_that_lean_are_shown() {
    assert_eq!(last_cell("BT /F 10 Tf 1 0 0.34 1 160 210 Tm (Total of all) Tj ET"), "Total of all");
}

#[test]
fn a_blank_that_is_drawn_is_one_however_narrow() {
    assert_eq!(last_cell("BT /F 10 Tf 50 Tz 160 210 Td (more visits) Tj ET"), "more visits");
}

#[test]
fn the_number_of_an_item_may_touch_its_text() {
    let cell = "BT /F 10 Tf 160 210 Td (13.) Tj /F 7 Tf (kept) Tj ET";
    assert_eq!(last_cell(cell), "13. kept");
}

#[test]
fn text_given_in_place_of_glyphs_is_read() {
    let cell = "BT /F 10 Tf 160 210 Td (sta) Tj ET \
        /Span <</ActualText <FEFF00660066>>> BDC BT /F 10 Tf 173 210 Td (?) Tj ET EMC";
    assert_eq!(last_cell(cell), "staff");
}

#[test]
fn text_that_is_not_shown_is_left_out_and_told() {
    for hidden in [
        "BT /F 10 Tf 3 Tr 185 210 Td (secret) Tj ET",
        "q 155 200 28 30 re W n BT /F 10 Tf 185 210 Td (secret) Tj ET Q",
    ] {
        let cell = format!("BT /F 10 Tf 160 210 Td (seen) Tj ET {hidden}");
        assert_eq!(last_cell(&cell), "seen", "{hidden}");
        let bytes = pdf(&[&around(&cell)]);
        let include = extract::Options { hidden: true, ..extract::Options::default() };
        let tables = read(bytes.clone(), &include).unwrap();
        assert_eq!(tables[0][5], "seen secret", "{hidden}");
        let source = Source::new("made.pdf", bytes, &Limits::default()).unwrap();
        let notices = ingest(&source, &Options::default()).unwrap().trace.notices;
        assert!(notices.iter().any(|notice| notice.code == "text-hidden"), "{notices:?}");
    }
}

#[test]
fn a_label_that_is_turned_stands_in_its_cell() {
    let cell = "BT /F 7 Tf 0 1 -1 0 200 202 Tm (Study) Tj ET BT /F 7 Tf 0 1 -1 0 208 202 Tm (size n) Tj ET";
    assert_eq!(last_cell(cell), "Study size n");
}

#[test]
fn a_table_set_sideways_under_the_text_is_a_table() {
    let mut content = around("BT /F 10 Tf 160 210 Td (kept) Tj ET");
    for line in 0..4 {
        content += &format!(
            "BT /F 7 Tf 60 {} Td (Words over the table that say nothing of it but fill a line too.) Tj ET ",
            380 - line * 10
        );
    }
    // Turned by a quarter: x runs up the page.
    content += "q 0 0.6 -0.6 0 300 -25 cm ";
    content += &around("BT /F 7 Tf 155 210 Td (sideways) Tj ET").replace("Adler 2009", "Cruz 2015");
    for line in 0..4 {
        content += &format!(
            "BT /F 7 Tf 60 {} Td (Words under the table that say nothing of it but fill a line from the left margin to the right one of the page, as words do.) Tj ET ",
            150 - line * 10
        );
    }
    content += " Q";
    let tables = read(pdf(&[&content]), &extract::Options::default()).unwrap();
    let found: Vec<&str> = tables.iter().flatten().map(String::as_str).collect();
    assert!(found.contains(&"Adler 2009") && found.contains(&"Cruz 2015"), "{found:?}");
    assert!(found.contains(&"sideways"), "{found:?}");
}

#[test]
fn borders_are_lines_however_they_are_drawn() {
    // Browsers fill each side of a border as a trapezoid.
    let mitred = |x0: i32, y0: i32, x1: i32, y1: i32| {
        if y0 == y1 {
            let (a, b) = (f64::from(x0) - 0.5, f64::from(x1) + 0.5);
            format!("{a} {y0}.5 m {b} {y0}.5 l {} {y0} l {} {y0} l h f ", b - 0.5, a + 0.5)
        } else {
            let (a, b) = (f64::from(y0) - 0.5, f64::from(y1) + 0.5);
            format!("{x0}.5 {a} m {x0}.5 {b} l {x0} {} l {x0} {} l h f ", b - 0.5, a + 0.5)
        }
    };
    let dotted = |x0: i32, y0: i32, x1: i32, y1: i32| {
        let dot = |x: i32, y: i32| format!("{x} {y} 1 1 re f ");
        let across = (x0..x1).step_by(3).map(|x| dot(x, y0));
        let down = (y0..y1).step_by(3).map(|y| dot(x0, y));
        if y0 == y1 { across.collect() } else { down.collect::<String>() }
    };
    let dashed = |x0: i32, y0: i32, x1: i32, y1: i32| {
        let across = (x0..x1).step_by(11).map(|x| format!("{x} {y0} 6 1 re f "));
        let down = (y0..y1).step_by(11).map(|y| format!("{x0} {y} 1 6 re f "));
        if y0 == y1 { across.collect() } else { down.collect::<String>() }
    };
    for line in [mitred, dotted, dashed] {
        let page = ruled("BT /F 10 Tf 160 210 Td (kept) Tj ET", line);
        let tables = read(pdf(&[&page]), &extract::Options::default()).unwrap();
        assert_eq!(tables, [["Study", "Result", "Bello 2012", "less", "Adler 2009", "kept"]]);
    }
}

#[test]
fn a_highlighter_and_the_frame_of_a_page_are_no_cells() {
    let frame = "20 20 m 380 20 l 380 380 l 20 380 l h S ";
    let lit =
        "1 1 0 rg 160 207 20.5 12 re f 160 237 29 12 re f 60 207 52 12 re f 60 237 26 12 re f 0 g";
    let page = format!("{frame}{lit} {}", around("BT /F 10 Tf 160 210 Td (kept) Tj ET"));
    let tables = read(pdf(&[&page]), &extract::Options::default()).unwrap();
    assert_eq!(tables, [["Study", "Result", "Bello 2012", "less", "Adler 2009", "kept"]]);
}

#[test]
fn turned_headers_stand_over_their_columns_however_many_letters_they_have() {
    let heads = [
        "Was the order drawn by lot?",
        "Were the raters kept unaware?",
        "Were all outcomes told in full?",
    ];
    let mut content = String::new();
    for x in [50, 150, 190, 230, 270] {
        content += &format!("{x} 200 m {x} 390 l S ");
    }
    for y in [200, 220, 240, 390] {
        content += &format!("50 {y} m 270 {y} l S ");
    }
    for (at, head) in heads.iter().enumerate() {
        let x = 168 + 40 * at;
        content += &format!("BT /F 9 Tf 0 1 -1 0 {x} 245 Tm ({head}) Tj ET ");
        for y in [206, 226] {
            content += &format!("BT /F 9 Tf {} {y} Td (Low) Tj ET ", x - 12);
        }
    }
    content += "BT /F 9 Tf 55 226 Td (Arden) Tj ET BT /F 9 Tf 55 206 Td (Brook) Tj ET ";
    let tables = read(pdf(&[&content]), &extract::Options::default()).unwrap();
    assert_eq!(tables.len(), 1);
    let found: Vec<&str> = tables[0].iter().map(String::as_str).collect();
    assert_eq!(found[found.len() - 11..found.len() - 8], heads);
    assert_eq!(
        found[found.len() - 8..],
        ["Arden", "Low", "Low", "Low", "Brook", "Low", "Low", "Low"]
    );
}

#[test]
fn what_was_recognised_in_the_picture_of_a_page_is_read_and_told() {
    let page = around("BT /F 10 Tf 160 210 Td (kept) Tj ET");
    let picture = "q 400 0 0 400 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID ff> EI Q";
    let scan = format!("{picture} BT /F 9 Tf 20 390 Td (A stamp) Tj ET 3 Tr {page}");
    let source = Source::new("made.pdf", pdf(&[&scan]), &Limits::default()).unwrap();
    let extraction = ingest(&source, &Options::default()).unwrap();
    assert_eq!(extraction.document.tables[0].records[1].id, "adler-2009");
    let codes: Vec<&str> =
        extraction.trace.notices.iter().map(|notice| notice.code.as_ref()).collect();
    assert_eq!(codes, ["text-recognised"]);
}

#[test]
fn form_fields_and_notes_on_the_page_are_text_where_they_stand() {
    let rect = || vec![155.into(), 202.into(), 345.into(), 228.into()];
    let field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "Rect" => rect(),
        "V" => Object::string_literal("more visits"), "DA" => Object::string_literal("/F 10 Tf 0 g"),
    };
    let note = dictionary! {
        "Type" => "Annot", "Subtype" => "FreeText", "Rect" => rect(),
        "Contents" => Object::string_literal("more visits"),
    };
    let comment = dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => rect(),
        "Contents" => Object::string_literal("is that so?"),
    };
    for (annotation, text, told) in
        [(field, "more visits", 1), (note, "more visits", 1), (comment, "", 0)]
    {
        let mut document = Document::load_mem(&pdf(&[&around("")])).unwrap();
        let page = document.page_iter().next().unwrap();
        let annotation = document.add_object(annotation);
        document.get_dictionary_mut(page).unwrap().set("Annots", vec![annotation.into()]);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        let tables = read(bytes.clone(), &extract::Options::default()).unwrap();
        assert_eq!(tables[0].get(5).map_or("", String::as_str), text);
        let source = Source::new("made.pdf", bytes, &Limits::default()).unwrap();
        let notices = ingest(&source, &Options::default()).unwrap().trace.notices;
        assert_eq!(notices.iter().filter(|notice| notice.code == "overlay-read").count(), told);
    }
}

#[test]
fn a_shade_that_reaches_beyond_its_cell_is_cut_to_it() {
    let cell = "q 150 200 200 30 re W n 0.9 g 0 0 400 400 re f Q \
        BT /F 10 Tf 160 210 Td (kept) Tj ET";
    assert_eq!(last_cell(cell), "kept");
}

#[test]
fn a_page_that_cannot_be_read_takes_nothing_from_the_others() {
    let broken = "BT /F 10 Tf (never closed";
    let tables = read(
        pdf(&[broken, &around("BT /F 10 Tf 160 210 Td (kept) Tj ET"), "q q q Q"]),
        &extract::Options::default(),
    )
    .unwrap();
    assert_eq!(tables[0][5], "kept");
}

#[test]
fn damage_is_refused_with_a_sentence() {
    let whole = pdf(&[&around("")]);
    let no_pages = pdf(&[]);
    for (bytes, kind) in [
        (b"%PDF-1.5 and nothing else".to_vec(), ErrorKind::Damaged),
        (whole[..60].to_vec(), ErrorKind::Damaged),
        (no_pages, ErrorKind::Damaged),
        (pdf(&["q Q"]), ErrorKind::NoText),
    ] {
        let error = read(bytes, &extract::Options::default()).expect_err("a refusal");
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.advice().is_some(), "{error}");
    }
}

#[test]
fn a_lost_table_of_contents_of_the_file_is_made_again() {
    let mut bytes = pdf(&[&around("BT /F 10 Tf 160 210 Td (kept) Tj ET")]);
    let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    bytes.truncate(at);
    bytes.extend(b"startxref\n99999\n%%EOF");
    let tables = read(bytes.clone(), &extract::Options::default()).unwrap();
    assert_eq!(tables[0][5], "kept");
    let notices = |bytes: Vec<u8>| {
        let source = Source::new("made.pdf", bytes, &Limits::default()).unwrap();
        let notices = ingest(&source, &Options::default()).unwrap().trace.notices;
        notices.into_iter().map(|notice| notice.code).collect::<Vec<_>>()
    };
    assert_eq!(notices(bytes), ["file-repaired"]);
    let whole = pdf(&[&around("BT /F 10 Tf 160 210 Td (kept) Tj ET")]);
    assert!(notices(whole).is_empty());
}

#[test]
fn pages_that_were_not_asked_for_are_not_read() {
    let page = around("BT /F 10 Tf 160 210 Td (kept) Tj ET");
    let second = page.replace("Adler 2009", "Cruz 2015");
    let options = extract::Options { pages: Some((2, 2)), ..extract::Options::default() };
    let tables = read(pdf(&[&page, &second]), &options).unwrap();
    assert_eq!(tables, [["Study", "Result", "Bello 2012", "less", "Cruz 2015", "kept"]]);
}

#[test]
fn what_nearly_is_a_table_is_told_and_counted() {
    let rows = [
        ["Study", "n", "Effect", "Falls", "Beds"],
        ["Bello 2012", "12", "0.45", "31", "120"],
        ["Adler 2009", "34", "0.51", "29", "134"],
        ["Cole 2011", "40", "0.39", "44", "90"],
    ];
    // A row of a second table, whose other rows are on a page that was lost. In a grid it would be a table.
    let lost = ["Dorn 2013", "12", "0.45", "31", "120"];
    let caption = "BT /F 10 Tf 40 80 Td (Table 2. Reasons of the wards) Tj ET ";
    let cell = |(text, x): (&str, i32)| format!("BT /F 10 Tf {x} 56 Td ({text}) Tj ET ");
    let line: String = lost.into_iter().zip([46, 126, 186, 246, 306]).map(cell).collect();
    let page = grid_of(&rows, 360) + caption + "40 70 m 360 70 l S 40 50 m 360 50 l S " + &line;
    let source = Source::new("made.pdf", pdf(&[&page]), &Limits::default()).unwrap();
    let trace = ingest(&source, &Options::default()).unwrap().trace;
    let [refused] = trace.refused.as_slice() else { panic!("{:?}", trace.refused) };
    assert_eq!((refused.page, refused.lines, refused.reasons.len()), (1, 1, 1));
    let [x0, top, x1, bottom] = refused.area;
    assert!(x0 > 40.0 && x1 < 360.0 && top > 330.0 && bottom < 350.0, "{:?}", refused.area);
    assert_eq!(trace.accounting.left_out.get("refused"), Some(&19));
    let left = trace.left_out.iter().map(|left| (left.reason.name(), &*left.text));
    assert_eq!(left.collect::<Vec<_>>(), [("refused", "Dorn 2013 12 0.45 31 120")]);
    let told = trace.notices.iter().map(|notice| (&*notice.code, &*notice.message));
    let said = "1 region looks like a table and was not taken for one: page 1";
    assert_eq!(told.collect::<Vec<_>>(), [("regions-refused", said)]);
    // Whoever looked at the page may say that it is none. The notice is about the document, and names no table.
    let entry = |text: &str| {
        let keep = "[[decision]]\ndo = \"keep\"\nnotice = \"regions-refused\"";
        let by = "who = \"R.\"\nwhy = \"It is a footnote\"";
        let text = format!("format = \"rowmend-decisions/1\"\n{keep}\ntext = \"{text}\"\n{by}\n");
        let decisions = file::parse("made.pdf.decisions.toml", &text).unwrap();
        let trace = ingest(&source, &Options { decisions, ..Options::default() }).unwrap().trace;
        (trace.decisions[0].status, trace.decisions[0].at.len(), trace.notices[0].kept)
    };
    assert_eq!(entry(said), (Status::Applied, 0, Some(2)));
    assert_eq!(entry(&said.replace("page 1", "page 2")), (Status::Stale, 0, None));
}

/// A grid of five columns whose upper edge is at `top` points.
fn grid_of(rows: &[[&str; 5]], top: i32) -> String {
    let (xs, high) = ([40, 120, 180, 240, 300, 360], 20);
    let bottom = top - high * rows.len() as i32;
    let mut content: String = xs.iter().map(|x| format!("{x} {bottom} m {x} {top} l S ")).collect();
    for y in (bottom..=top).step_by(20) {
        content += &format!("40 {y} m 360 {y} l S ");
    }
    for (row, y) in rows.iter().zip((bottom..top).step_by(20).rev()) {
        for (text, x) in row.iter().zip(xs) {
            content += &format!("BT /F 10 Tf {} {} Td ({text}) Tj ET ", x + 6, y + 6);
        }
    }
    content
}

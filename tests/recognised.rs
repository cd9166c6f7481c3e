//! Words with boxes: the same page in every form that engines write gives the same records, and what is broken is
//! told.

#![allow(clippy::unwrap_used)]

use rowmend::extract;
use rowmend::unstable::error::ErrorKind;
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::record::Code;
use rowmend::unstable::source::{Limits, Media, Source};

/// A word as Tesseract's TSV has it: page, line, text, left, top, width, height.
struct Word {
    page: usize,
    line: (String, String, String),
    text: String,
    at: [f64; 4],
}

const WIDTH: f64 = 3508.0;
const HEIGHT: f64 = 2481.0;

fn sample(name: &str) -> String {
    let path = format!("{}/samples/recognised/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn words() -> Vec<Word> {
    let text = sample("appendix.tsv");
    let fields = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .filter(|fields| fields[0] == "5" && !fields[11].trim().is_empty())
        .map(|fields| Word {
            page: fields[1].parse().unwrap(),
            line: (fields[2].to_owned(), fields[3].to_owned(), fields[4].to_owned()),
            text: fields[11].to_owned(),
            at: [6, 7, 8, 9].map(|at| fields[at].parse().unwrap()),
        })
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Extraction {
    let source = Source::new(name, bytes.to_vec(), &Limits::default()).unwrap();
    ingest(&source, &Options::default()).unwrap()
}

fn refused(text: &str) -> (ErrorKind, String) {
    let error = match Source::new("x", text.as_bytes().to_vec(), &Limits::default()) {
        Ok(source) => ingest(&source, &Options::default()).unwrap_err(),
        Err(error) => error,
    };
    assert!(error.advice().is_some(), "{error}");
    (error.kind(), error.to_string())
}

/// The words, page by page and line by line.
fn lines(words: &[Word]) -> Vec<Vec<&[Word]>> {
    let pages = words.chunk_by(|a, b| a.page == b.page);
    pages.map(|page| page.chunk_by(|a, b| a.line == b.line).collect()).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page_xml(words: &[Word]) -> String {
    let mut out =
        "<?xml version=\"1.0\"?>\n<PcGts xmlns=\"http://schema.primaresearch.org/PAGE/gts/\
         pagecontent/2019-07-15\">"
            .to_owned();
    for page in lines(words) {
        out += &format!("<Page imageWidth=\"{WIDTH}\" imageHeight=\"{HEIGHT}\"><TextRegion>");
        for line in page {
            out += "<TextLine><Coords points=\"0,0 1,1\"/>";
            for Word { text, at: [x, y, w, h], .. } in line {
                let (right, bottom) = (x + w, y + h);
                out += &format!(
                    "<Word><Coords points=\"{x},{y} {right},{y} {right},{bottom} {x},{bottom}\"/><TextEquiv \
                     conf=\"0.9\"><Unicode>{}</Unicode></TextEquiv></Word>",
                    escape(text)
                );
            }
            out += "<TextEquiv><Unicode>the line as a whole</Unicode></TextEquiv></TextLine>";
        }
        out += "</TextRegion></Page>";
    }
    out + "</PcGts>"
}

fn textract(words: &[Word]) -> String {
    let mut blocks = Vec::new();
    let shape = |x: f64, y: f64, w: f64, h: f64| {
        serde_json::json!({"BoundingBox": {
            "Left": x / WIDTH, "Top": y / HEIGHT, "Width": w / WIDTH, "Height": h / HEIGHT}})
    };
    for (page, lines) in (1..).zip(lines(words)) {
        blocks
            .push(serde_json::json!({"BlockType": "PAGE", "Id": format!("p{page}"), "Page": page,
            "Geometry": shape(0.0, 0.0, WIDTH, HEIGHT)}));
        for line in lines {
            let first = blocks.len();
            let ids: Vec<String> = (0..line.len()).map(|at| format!("w{first}-{at}")).collect();
            blocks.push(
                serde_json::json!({"BlockType": "LINE", "Id": format!("l{first}"), "Page": page,
                "Relationships": [{"Type": "CHILD", "Ids": ids}]}),
            );
            for (Word { text, at: [x, y, w, h], .. }, id) in line.iter().zip(&ids) {
                blocks.push(
                    serde_json::json!({"BlockType": "WORD", "Id": id, "Text": text, "Page": page,
                    "Confidence": 93.5, "Geometry": shape(*x, *y, *w, *h)}),
                );
            }
        }
    }
    serde_json::json!({"DocumentMetadata": {"Pages": 2}, "Blocks": blocks}).to_string()
}

/// The text of all words, and where each begins, in characters.
fn anchored(words: &[Word]) -> (String, Vec<usize>) {
    let (mut text, mut starts, mut at) = (String::new(), Vec::new(), 0);
    for word in words {
        starts.push(at);
        text += &word.text;
        text.push(' ');
        at += word.text.chars().count() + 1;
    }
    (text, starts)
}

fn azure(words: &[Word]) -> String {
    let (content, starts) = anchored(words);
    let mut own = words.iter().zip(&starts);
    let mut pages = Vec::new();
    for (number, page) in (1..).zip(lines(words)) {
        let (mut told, mut rows) = (Vec::new(), Vec::new());
        for line in page {
            for (at, (word, start)) in own.by_ref().take(line.len()).enumerate() {
                let [x, y, w, h] = word.at.map(|side| side / 300.0);
                let length = word.text.chars().count();
                if at == 0 {
                    rows.push(serde_json::json!({"content": "", "spans": [{"offset": start, "length": 1}]}));
                }
                told.push(serde_json::json!({"content": word.text, "confidence": 0.98,
                    "polygon": [x, y, x + w, y, x + w, y + h, x, y + h],
                    "span": {"offset": start, "length": length}}));
            }
        }
        pages
            .push(serde_json::json!({"pageNumber": number, "unit": "inch", "width": WIDTH / 300.0,
            "height": HEIGHT / 300.0, "words": told, "lines": rows}));
    }
    serde_json::json!({"status": "succeeded", "analyzeResult": {"content": content, "pages": pages}})
        .to_string()
}

fn google(words: &[Word]) -> String {
    let (text, starts) = anchored(words);
    let mut own = words.iter().zip(&starts);
    let mut pages = Vec::new();
    for page in lines(words) {
        let (mut tokens, mut rows) = (Vec::new(), Vec::new());
        for line in page {
            for (at, (word, start)) in own.by_ref().take(line.len()).enumerate() {
                let [x, y, w, h] = word.at;
                let end = start + word.text.chars().count() + 1;
                let anchor = serde_json::json!({"textSegments":
                    [{"startIndex": start.to_string(), "endIndex": end.to_string()}]});
                let corner = |x: f64, y: f64| serde_json::json!({"x": x / WIDTH, "y": y / HEIGHT});
                let corners =
                    [corner(x, y), corner(x + w, y), corner(x + w, y + h), corner(x, y + h)];
                if at == 0 {
                    rows.push(serde_json::json!({"layout": {"textAnchor": anchor}}));
                }
                tokens
                    .push(serde_json::json!({"layout": {"textAnchor": anchor, "confidence": 0.97,
                    "boundingPoly": {"normalizedVertices": corners}}}));
            }
        }
        pages.push(
            serde_json::json!({"dimension": {"width": WIDTH, "height": HEIGHT, "unit": "pixels"},
            "tokens": tokens, "lines": rows}),
        );
    }
    serde_json::json!({"text": text, "pages": pages}).to_string()
}

#[test]
fn all_forms_of_one_page_give_the_same_records() {
    let words = words();
    let truth = read("appendix.tsv", sample("appendix.tsv").as_bytes());
    let forms = [
        (Media::Hocr, sample("appendix.hocr")),
        (Media::Alto, sample("appendix.alto.xml")),
        (Media::PageXml, page_xml(&words)),
        (Media::Textract, textract(&words)),
        (Media::Azure, azure(&words)),
        (Media::Google, google(&words)),
    ];
    let records = |own: &Extraction| {
        let records = own.document.tables.iter().flat_map(|table| &table.records);
        records.map(|record| (record.id.clone(), record.cells.clone())).collect::<Vec<_>>()
    };
    for (media, text) in forms {
        let source = Source::new("x", text.clone().into_bytes(), &Limits::default()).unwrap();
        assert_eq!(source.media(), media);
        let own = read("x", text.as_bytes());
        assert_eq!(records(&own), records(&truth), "{media:?}");
    }
}

#[test]
fn the_same_file_in_utf_16_is_read_as_what_it_is() {
    let text = sample("appendix.tsv");
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let own = read("appendix.tsv", &bytes);
    assert_eq!(own.document, read("appendix.tsv", text.as_bytes()).document);
}

#[test]
fn chains_that_recognition_misread_are_read_and_their_signs_are_told() {
    let own = read("appendix.tsv", sample("appendix.tsv").as_bytes());
    let repairs = own.trace.repairs.iter().filter(|repair| repair.code == Code::OcrMark);
    assert!(repairs.count() > 20);
    let notice = own.trace.notices.iter().find(|notice| notice.code == "ocr-marks").unwrap();
    assert!(notice.message.contains("— "), "{}", notice.message);
    // What it made of two signs for one bullet leaves nothing in the text.
    let text = serde_json::to_string(&own.document.tables).unwrap();
    assert!(!text.contains('«') && !text.contains('¢'), "{text}");
}

#[test]
fn what_a_service_calls_a_cell_is_one() {
    // Two lines with a gap between that says nothing; the service says that the second goes on.
    let told = |col: u32, row: u32, ids: &[&str]| {
        serde_json::json!({"BlockType": "CELL", "Id": format!("c{row}{col}"), "Page": 1, "RowIndex": row,
            "ColumnIndex": col, "EntityTypes": if row == 1 { vec!["COLUMN_HEADER"] } else { vec![] },
            "Relationships": [{"Type": "CHILD", "Ids": ids}]})
    };
    let texts = [
        ("Study", 0.1, 0.1),
        ("Finding", 0.5, 0.1),
        ("Allen", 0.1, 0.14),
        ("better", 0.5, 0.14),
        ("2016", 0.1, 0.16),
        ("care", 0.5, 0.16),
        ("Brown", 0.1, 0.18),
        ("less", 0.5, 0.18),
        ("2017", 0.1, 0.20),
        ("friction", 0.5, 0.20),
    ];
    let mut blocks = vec![serde_json::json!({"BlockType": "PAGE", "Id": "p", "Page": 1})];
    for (text, x, y) in texts {
        blocks.push(serde_json::json!({"BlockType": "LINE", "Id": format!("l{text}"), "Page": 1,
            "Relationships": [{"Type": "CHILD", "Ids": [text]}]}));
        blocks.push(serde_json::json!({"BlockType": "WORD", "Id": text, "Text": text, "Page": 1, "Geometry":
            {"BoundingBox": {"Left": x, "Top": y, "Width": 0.009 * text.len() as f64, "Height": 0.01}}}));
    }
    let cells = [
        told(1, 1, &["Study"]),
        told(2, 1, &["Finding"]),
        told(1, 2, &["Allen", "2016"]),
        told(2, 2, &["better", "care"]),
        told(1, 3, &["Brown", "2017"]),
        told(2, 3, &["less", "friction"]),
    ];
    let ids: Vec<String> =
        cells.iter().map(|cell| cell["Id"].as_str().unwrap().to_owned()).collect();
    blocks.extend(cells);
    blocks.push(serde_json::json!({"BlockType": "TABLE", "Id": "t", "Page": 1,
        "Relationships": [{"Type": "CHILD", "Ids": ids}]}));
    let own = read("t.json", serde_json::json!({"Blocks": blocks}).to_string().as_bytes());
    let records = &own.document.tables[0].records;
    let texts: Vec<String> =
        records.iter().map(|record| serde_json::to_string(&record.cells).unwrap()).collect();
    assert_eq!(records.len(), 2, "{texts:?}");
    assert!(texts[0].contains("better care") && texts[1].contains("less friction"), "{texts:?}");
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let hocr = sample("appendix.hocr");
    let alto = sample("appendix.alto.xml");
    let tsv = sample("appendix.tsv");
    let half = |text: &str| text.chars().take(text.chars().count() / 2).collect::<String>();
    let words = words();
    for (text, place, says) in [
        (half(&hocr), "page 1", "cut short"),
        (half(&alto), "byte ", "cut short"),
        (half(&page_xml(&words)), "byte ", "cut short"),
        (half(&textract(&words)), "line 1", "cut short"),
        (half(&azure(&words)), "line 1", "cut short"),
        (half(&google(&words)), "line 1", "cut short"),
        (tsv.replacen("\t1\t1\t", "\tone\t1\t", 1), "line ", "eleven numbers"),
        (
            textract(&words).replacen("93.5", "\"high\"", 1),
            "line 1",
            "not as its service writes it",
        ),
    ] {
        let (kind, message) = refused(&text);
        assert_eq!(kind, ErrorKind::Damaged, "{message}");
        assert!(message.contains(place) && message.contains(says), "{message}");
    }
}

#[test]
fn pages_without_words_and_numbers_without_sense_are_told() {
    let empty = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
         1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t\n";
    assert_eq!(refused(empty).0, ErrorKind::NoText);
    // Boxes outside of the page are left out and told.
    let mut text = sample("appendix.tsv");
    text += "5\t2\t1\t1\t1\t9\t99999\t10\t40\t20\t90\tlost\n5\t2\t1\t1\t1\t9\tnan\t10\t40\t20\t90\tlost\n";
    let own = read("x.tsv", text.as_bytes());
    let notice = own.trace.notices.iter().find(|notice| notice.code == "words-off-page").unwrap();
    assert!(notice.loss && notice.message.starts_with("2 words"), "{}", notice.message);
    let far = textract(&words()).replace("\"Page\":2", "\"Page\":4000000000");
    assert_eq!(refused(&far).0, ErrorKind::OverLimit);
}

#[test]
fn text_laid_out_with_blanks_is_read_and_its_places_are_lines_and_columns() {
    let text = "  Table 1. Studies\n\n\
        Study              Setting          Findings\n\n\
        Allen 2016         hospital         • Shared vision → improved trust\n\
        \x20                                   → reduced conflict\n\n\
        Brown 2017         primary          • Clear roles → less friction\n\
        \x20                  care\n\n\
        Castro 2018        hospital         • Early feedback → better care\n\
        \x0cStudy          Setting       Findings\n\n\
        Diaz 2019      school        • Shared vision → improved trust\n\n\
        Evans 2020     hospital      • Clear roles → less friction\n";
    let own = read("a.txt", text.as_bytes());
    assert_eq!(own.document.tables.len(), 1);
    let table = &own.document.tables[0];
    let ids: Vec<&str> = table.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["allen-2016", "brown-2017", "castro-2018", "diaz-2019", "evans-2020"]);
    let first = serde_json::to_string(&table.records[0].cells).unwrap();
    assert!(first.contains(r#"["Shared vision","improved trust","reduced conflict"]"#), "{first}");
    let second = serde_json::to_string(&table.records[1].cells).unwrap();
    assert!(second.contains("primary care"), "{second}");
    let place = serde_json::to_string(&own.trace.records[0].cells[1].parts[0].spans).unwrap();
    assert_eq!(place, r#"[{"line":5,"columns":[20,27]}]"#);
}

/// A word is never mended, but told where the engine itself is not sure of it.
#[test]
fn words_of_which_the_engine_is_not_sure_are_flagged_and_stay() {
    let text = include_str!("../samples/recognised/appendix.tsv");
    let unsure = |line: &&str| line.contains("\tcompetition") || line.contains("\tImproved");
    let Some(line) = text.lines().find(unsure) else { panic!("no such word") };
    // A word that is common, or sure elsewhere, is none in doubt.
    let read_as = |word: &'static str, sure: &'static str| {
        let mut fields: Vec<&str> = line.split('\t').collect();
        (fields[10], fields[11]) = (sure, word);
        text.replacen(line, &fields.join("\t"), 1)
    };
    let flags = |text: &str| {
        let extraction = extract("words.tsv", text, &Options::default()).unwrap();
        let records = extraction.document.tables.iter().flat_map(|table| &table.records);
        let flags = records.flat_map(|record| &record.flags);
        let words = flags.filter(|flag| flag.code == Code::OcrWord).count();
        let mut plain = extraction.document;
        plain
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.records)
            .for_each(|record| record.flags.clear());
        (words, plain)
    };
    let (sure, document) = flags(&read_as("compelilion", "95"));
    let (unsure, same) = flags(&read_as("compelilion", "12.5"));
    assert_eq!(unsure, sure + 1);
    assert_eq!(same, document);
    assert_eq!(flags(&read_as("improved", "12.5")).0, flags(&read_as("improved", "95")).0);
}

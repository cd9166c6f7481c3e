//! The customer's appendix as clean Word documents, from the data of the dump's golden.

use std::error::Error;
use std::path::Path;

use docx_rs::Run;
use rowmend::unstable::ledger::Confidence;
use rowmend::unstable::record::{Code, Document, Flag, Kind, Value};

use crate::Files;
use crate::word::{Arrow, Bullet, Cell, LANDSCAPE, Sheet, bytes, document, plain, table};

/// Widths of the six columns, in twentieths of a point: 728.5 points within the margins of A4.
const WIDTHS: [usize; 6] = [1650, 2450, 1500, 3600, 3600, 1770];

/// Makes both Word documents and the goldens of both and of their PDFs.
pub(crate) fn make(root: &Path, files: &mut Files) -> Result<(), Box<dyn Error>> {
    let dump = std::fs::read(root.join("golden/dump/appendix.txt.json"))?;
    let mut data: Document = rowmend::unstable::canon::from_bytes(&dump)?;
    keep_own_flags(&mut data);
    let symbols = Sheet { bullet: Bullet::Symbol, arrow: Arrow::Sign, repeated: 1, ..LANDSCAPE };
    for (name, sheet) in [("appendix", LANDSCAPE), ("appendix-symbols", symbols)] {
        files.push((format!("samples/docx/{name}.docx"), write(&data, &sheet)?));
    }
    let golden = rowmend::unstable::canon::to_bytes(&data);
    for name in [
        "docx/appendix.docx",
        "docx/appendix-symbols.docx",
        "pdf/appendix.pdf",
        "pdf/appendix-tagged.pdf",
        "pdf/appendix-symbols.pdf",
    ] {
        files.push((format!("golden/{name}.json"), golden.clone()));
    }
    Ok(())
}

/// The data's own doubts stay, those that speak of the dump's damage go. A chain that the dump left
/// at an arrow is, printed cleanly, a chain of two steps: of unusual length.
fn keep_own_flags(data: &mut Document) {
    for record in data.tables.iter_mut().flat_map(|table| &mut table.records) {
        for flag in &mut record.flags {
            if flag.code == Code::ArrowOpen {
                flag.code = Code::ChainLength;
                flag.confidence = Confidence::Likely;
            }
        }
        let own = |flag: &Flag| {
            matches!(
                flag.code,
                Code::ChainLength | Code::WordsRepeated | Code::BracketOpen | Code::KeyCut
            )
        };
        record.flags.retain(own);
    }
}

fn write(data: &Document, sheet: &Sheet) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut word = document(sheet);
    for source in &data.tables {
        for note in &source.notes {
            word = word.add_paragraph(plain(Run::new().add_text(note)));
        }
        let mut rows = vec![source.columns.iter().map(|c| Cell::bold(&c.header)).collect()];
        for record in &source.records {
            let cells = source.columns.iter().map(|column| {
                match (record.cells.get(&column.key), column.kind) {
                    (Some(Value::List(items)), Kind::List) => {
                        let items: Vec<String> =
                            items.iter().map(|item| item.steps.join(" → ")).collect();
                        Cell::list(&items.join("\n"), sheet)
                    }
                    (Some(Value::Citation(study)), _) => {
                        Cell::text(study.text.as_deref().unwrap_or_default())
                    }
                    (Some(Value::Text(text)), _) => Cell::text(text.as_deref().unwrap_or_default()),
                    _ => Cell::text(""),
                }
            });
            rows.push(cells.collect());
        }
        word = word.add_table(table(&WIDTHS, rows));
    }
    bytes(word, sheet.repeated)
}

//! Small Word documents that each show one way to write a list.

use std::error::Error;

use rowmend::unstable::record::Kind;

use crate::Files;
use crate::dumps::WHOLE;
use crate::truth::golden;
use crate::word::{Arrow, Bullet, Cell, LANDSCAPE, Sheet, bytes, document, table};

/// Makes the documents and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let sheets = [
        ("typed-bullets", Sheet { bullet: Bullet::Typed("–"), ..LANDSCAPE }),
        ("items-as-paragraphs", Sheet { bullet: Bullet::Bare, ..LANDSCAPE }),
        ("wingdings-typed", Sheet { arrow: Arrow::Wingdings, ..LANDSCAPE }),
    ];
    for (name, sheet) in sheets {
        let mut rows = vec![WHOLE.columns.iter().map(|(header, _)| Cell::bold(header)).collect()];
        for row in WHOLE.rows {
            let cells = WHOLE.columns.iter().zip(*row).map(|((_, kind), text)| match kind {
                Kind::List => Cell::list(text, &sheet),
                _ => Cell::text(text),
            });
            rows.push(cells.collect());
        }
        let word = document(&sheet).add_table(table(&[3000, 3000, 8000], rows));
        files.push((format!("samples/docx/{name}.docx"), bytes(word, sheet.repeated)?));
        files.push((format!("golden/docx/{name}.docx.json"), golden(&[WHOLE])));
    }
    Ok(())
}

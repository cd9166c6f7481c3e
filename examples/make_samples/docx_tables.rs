//! Word tables as people make them: merged, nested, framed, and divided by hand.

use std::error::Error;

use rowmend::unstable::ledger::Confidence::Undetermined;
use rowmend::unstable::record::Code;
use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::docx_text::{ADLER, STUDIES, add};
use crate::docx_xml::{cell, document, p, row, row_with, run, styled, table, table_with};
use crate::truth::Truth;

const HEADER: [&str; 3] = ["Study", "Country", "Findings"];
const BELLO: [&str; 3] = ["Bello et al. (2012)", "Kenya", "Named contact → fewer lost referrals"];
const COSTA: [&str; 3] = ["Costa (2014)", "Portugal", "Weekly meetings → fewer surprises"];
const NOVAK: [&str; 3] = ["Novak (2021)", "Poland", "Evening clinics → more visits kept"];

/// Makes the documents and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    merged(files)?;
    nested(files)?;
    framed(files)?;
    by_hand(files)?;
    around(files)
}

/// Cells merged over columns and rows, in Word's three ways, and rows that begin late.
fn merged(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let down = |first: bool, text: &str| {
        let merge = if first { "<w:vMerge w:val=\"restart\"/>" } else { "<w:vMerge/>" };
        cell(merge, &if text.is_empty() { String::new() } else { p(text) })
    };
    let body = table(
        3,
        &[
            row(&["Study", "Outcome", "Findings"]),
            row(&[&down(true, "Adler (2009)"), "Visits", "Evening clinics → more visits kept"]),
            row(&[&down(false, ""), "Trust", "Shared records → more trust"]),
            row_with("<w:gridAfter w:val=\"1\"/>", &["Bello et al. (2012)", "Trust"]),
            row_with("<w:gridBefore w:val=\"1\"/>", &["Errors", "Shared words → fewer errors"]),
            row(&[
                "Costa (2014)",
                &cell("<w:hMerge w:val=\"restart\"/>", &p("Weekly meetings → fewer surprises")),
                &cell("<w:hMerge/>", ""),
            ]),
            row(&["Novak (2021)", &cell("<w:gridSpan w:val=\"2\"/>", &p("Not reported"))]),
        ],
    );
    let truth = Truth {
        columns: &[("Study", Citation), ("Outcome", Text), ("Findings", List)],
        rows: &[
            &["Adler (2009)", "Visits", "Evening clinics → more visits kept"],
            &["Adler (2009)", "Trust", "Shared records → more trust"],
            &["Bello et al. (2012)", "Trust", ""],
            &["", "Errors", "Shared words → fewer errors"],
            &["Costa (2014)", "Weekly meetings → fewer surprises", ""],
            &["Novak (2021)", "Not reported", ""],
        ],
        // Nothing says whose the row without a study is.
        flags: &[(3, 0, None, Code::KeyMissing, Undetermined)],
        ..STUDIES
    };
    add(files, "merged-cells.docx", &document(&body), &[truth])
}

/// A table inside a cell: its text is the cell's, and it is a table of its own.
fn nested(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let inner =
        table(2, &[row(&["Arm", "Visits"]), row(&["Usual care", "12"]), row(&["Clinics", "31"])]);
    let findings = cell("", &format!("{}{inner}<w:p/>", p("Evening clinics → more visits kept")));
    let body = table(
        3,
        &[row(&HEADER), row(&ADLER), row(&["Novak (2021)", "Poland", &findings]), row(&BELLO)],
    );
    let outer = Truth {
        rows: &[
            &ADLER,
            &[
                "Novak (2021)",
                "Poland",
                "Evening clinics → more visits kept\nArm\nVisits\nUsual care\n12\nClinics\n31",
            ],
            &BELLO,
        ],
        ..STUDIES
    };
    let inner = Truth {
        columns: &[("Arm", Text), ("Visits", Text)],
        rows: &[&["Usual care", "12"], &["Clinics", "31"]],
        ..STUDIES
    };
    add(files, "nested-table.docx", &document(&body), &[outer, inner])
}

/// Tables in a content control, in a text box, and beside the text; header rows that repeat.
fn framed(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let head = row_with("<w:tblHeader/>", &HEADER);
    let first = format!(
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        table(3, &[head.clone(), row(&ADLER), row(&BELLO)])
    );
    let second = format!(
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}<w:p/></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        table(3, &[head.clone(), row(&COSTA), row(&ADLER)])
    );
    let floating = "<w:tblpPr w:leftFromText=\"141\" w:tblpX=\"1000\" w:tblpY=\"500\"/>";
    let third = table_with(floating, 3, &[head, row(&NOVAK), row(&BELLO)]);
    let body = [
        p("Table 1. In a content control"),
        first,
        p("Table 2. In a text box"),
        second,
        p("Table 3. Beside the text"),
        third,
    ]
    .concat();
    let truth = [
        Truth { title: Some("Table 1. In a content control"), rows: &[&ADLER, &BELLO], ..STUDIES },
        Truth { title: Some("Table 2. In a text box"), rows: &[&COSTA, &ADLER], ..STUDIES },
        Truth { title: Some("Table 3. Beside the text"), rows: &[&NOVAK, &BELLO], ..STUDIES },
    ];
    add(files, "framed-tables.docx", &document(&body), &truth)
}

/// What people divide by hand: a table into several, a row into two.
fn by_hand(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let whole = Truth { rows: &[&ADLER, &BELLO, &COSTA, &NOVAK], ..STUDIES };
    let page_break = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";
    let body = table(3, &[row(&HEADER), row(&ADLER), row(&BELLO)])
        + page_break
        + &table(3, &[row(&HEADER), row(&COSTA), row(&NOVAK)]);
    add(files, "split-header-repeated.docx", &document(&body), std::slice::from_ref(&whole))?;
    let body = p("Table 4. Included studies")
        + &table(3, &[row(&HEADER), row(&ADLER), row(&BELLO)])
        + &p("Table 4 (continued)")
        + &table(3, &[row(&HEADER), row(&COSTA), row(&NOVAK)]);
    let titled = Truth { title: Some("Table 4. Included studies"), ..whole };
    add(files, "split-continued.docx", &document(&body), &[titled])?;
    let body = table(
        3,
        &[
            row(&HEADER),
            row(&ADLER),
            row(&["Bello et al. (2012)", "Kenya", "Named contact → fewer"]),
            row(&["", "", "lost referrals"]),
            row(&["Costa (2014)", "Portugal", "Weekly meetings →"]),
            row(&["", "", "fewer surprises"]),
            row(&NOVAK),
        ],
    );
    let truth = Truth { rows: &[&ADLER, &BELLO, &COSTA, &NOVAK], ..STUDIES };
    add(files, "row-split-by-enter.docx", &document(&body), &[truth])
}

/// Sub-headings, captions by style and by their words, notes under the table.
fn around(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let heading = |text: &str| row(&[&cell("<w:gridSpan w:val=\"3\"/>", &p(text))]);
    let body = styled("Caption", "Included studies by place")
        + &table(
            3,
            &[
                row(&HEADER),
                heading("In towns"),
                row(&ADLER),
                row(&BELLO),
                heading("In the country"),
                row(&COSTA),
                row(&NOVAK),
            ],
        )
        + &p("Note: all in English.");
    let style =
        "<w:style w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/></w:style>";
    let truth = Truth {
        title: Some("Included studies by place"),
        notes: &["Note: all in English."],
        rows: &[&["In towns"], &ADLER, &BELLO, &["In the country"], &COSTA, &NOVAK],
        ..STUDIES
    };
    add(files, "sub-headings.docx", &document(&body).with("styles", style), &[truth])?;
    let body = p("Words before it that are about something else.")
        + &p("Table 3. Included studies")
        + &table(3, &[row(&HEADER), row(&ADLER), row(&BELLO)])
        + &p("* p below 0.05")
        + &format!("<w:p>{}</w:p>", run("The review goes on in another section with its results."));
    let truth = Truth {
        title: Some("Table 3. Included studies"),
        notes: &["* p below 0.05"],
        rows: &[&ADLER, &BELLO],
        ..STUDIES
    };
    add(files, "caption-and-note.docx", &document(&body), &[truth])
}

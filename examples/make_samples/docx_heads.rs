//! Word tables whose rows are not all studies: titles, headers of two rows, names of groups under
//! names of groups, totals, notes; and pieces that are one table, or two.

use std::error::Error;

use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::docx_text::{ADLER, STUDIES, add};
use crate::docx_xml::{cell, document, p, row, table};
use crate::truth::Truth;

const HEADER: [&str; 3] = ["Study", "Country", "Findings"];
const BELLO: [&str; 3] = ["Bello et al. (2012)", "Kenya", "Named contact → fewer lost referrals"];
const COSTA: [&str; 3] = ["Costa (2014)", "Portugal", "Weekly meetings → fewer surprises"];
const NOVAK: [&str; 3] = ["Novak (2021)", "Poland", "Evening clinics → more visits kept"];

/// Makes the documents and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    two_rows(files)?;
    title_inside(files)?;
    groups(files)?;
    pieces(files)
}

/// A cell over all three columns.
fn wide(text: &str) -> String {
    row(&[&cell("<w:gridSpan w:val=\"3\"/>", &p(text))])
}

/// The same in bold.
fn bold(text: &str) -> String {
    let words = format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>");
    row(&[&cell("<w:gridSpan w:val=\"3\"/>", &words)])
}

/// A header of two rows that no property declares: a name over two columns, two merged down.
fn two_rows(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let first = |text: &str| cell("<w:vMerge w:val=\"restart\"/>", &p(text));
    let rest = || cell("<w:vMerge/>", "");
    let power = cell("<w:gridSpan w:val=\"2\"/>", &p("Mean power"));
    let body = table(
        4,
        &[
            row(&[&first("Study"), &power, &first("Median")]),
            row(&[&rest(), "Small", "Large", &rest()]),
            row(&["Adler (2009)", "0.2", "0.7", "4"]),
            row(&["Bello et al. (2012)", "0.3", "0.9", "6"]),
            row(&["Costa (2014)", "0.1", "0.8", "5"]),
        ],
    );
    let truth = Truth {
        columns: &[
            ("Study", Citation),
            ("Mean power / Small", Text),
            ("Mean power / Large", Text),
            ("Median", Text),
        ],
        rows: &[
            &["Adler (2009)", "0.2", "0.7", "4"],
            &["Bello et al. (2012)", "0.3", "0.9", "6"],
            &["Costa (2014)", "0.1", "0.8", "5"],
        ],
        ..STUDIES
    };
    add(files, "header-of-two-rows.docx", &document(&body), &[truth])
}

/// The caption in the first row, over the whole table; a note in the last.
fn title_inside(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let body = table(
        3,
        &[
            wide("Table 7: Included studies"),
            row(&HEADER),
            row(&ADLER),
            row(&BELLO),
            row(&COSTA),
            wide("Note: all in English."),
        ],
    );
    let truth = Truth {
        title: Some("Table 7: Included studies"),
        notes: &["Note: all in English."],
        rows: &[&ADLER, &BELLO, &COSTA],
        ..STUDIES
    };
    add(files, "title-in-first-row.docx", &document(&body), &[truth])
}

/// Names of groups, two levels of them; one without a study; a total.
fn groups(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let body = table(
        3,
        &[
            row(&HEADER),
            bold("In towns"),
            wide("By day"),
            row(&ADLER),
            row(&BELLO),
            wide("By night"),
            row(&COSTA),
            row(&["Total of towns", "3 countries", ""]),
            bold("At sea"),
            bold("In the country"),
            wide("By day"),
            row(&NOVAK),
        ],
    );
    let truth = Truth {
        notes: &["At sea", "In towns / By night / Total of towns | 3 countries"],
        columns: &[("Study", Citation), ("Country", Text), ("Findings", List)],
        rows: &[
            &["In towns / By day"],
            &ADLER,
            &BELLO,
            &["In towns / By night"],
            &COSTA,
            &["In the country / By day"],
            &NOVAK,
        ],
        ..STUDIES
    };
    add(files, "groups-in-groups.docx", &document(&body), &[truth])
}

/// A second piece without a header is the same table; under another label, or after prose, it is
/// another, whatever its header.
fn pieces(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let page_break = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";
    let one = || table(3, &[row(&HEADER), row(&ADLER), row(&BELLO)]);
    let two = || table(3, &[row(&HEADER), row(&COSTA), row(&NOVAK)]);
    let body = one() + page_break + &table(3, &[row(&COSTA), row(&NOVAK)]);
    let whole = Truth { rows: &[&ADLER, &BELLO, &COSTA, &NOVAK], ..STUDIES };
    add(files, "split-headerless.docx", &document(&body), &[whole])?;
    let body = p("Table C-1. Studies of towns") + &one() + &p("Table C-2. Other studies") + &two();
    let first = Truth { rows: &[&ADLER, &BELLO], ..STUDIES };
    let second = Truth { rows: &[&COSTA, &NOVAK], ..STUDIES };
    let labelled = [
        Truth { title: Some("Table C-1. Studies of towns"), ..first.clone() },
        Truth { title: Some("Table C-2. Other studies"), ..second.clone() },
    ];
    add(files, "labels-with-hyphens.docx", &document(&body), &labelled)?;
    let prose = "In the country the harms were of another kind, and other nurses counted them.";
    let body = one() + &p(prose) + &two();
    add(files, "prose-between.docx", &document(&body), &[first, second])
}

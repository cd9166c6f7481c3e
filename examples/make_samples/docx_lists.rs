//! Word lists whose marks are in no text, and documents whose changes were tracked.

use std::error::Error;

use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::docx_text::{ADLER, STUDIES, add};
use crate::docx_xml::{
    cell, document, in_font, item, p, paragraph, row, row_with, run, styled, table,
};
use crate::truth::Truth;

/// Makes the documents and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    real(files)?;
    typed(files)?;
    changed(files)
}

fn level(at: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/>{more}</w:lvl>"
    )
}

/// Lists of numbering.xml: two levels, numbers that restart, picture bullets, and one by style.
fn real(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let numbering = format!(
        "<w:numPicBullet w:numPicBulletId=\"0\"><w:pict/></w:numPicBullet>\
         <w:abstractNum w:abstractNumId=\"0\">{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"2\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
         <w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"4\"/></w:lvlOverride></w:num>\
         <w:num w:numId=\"4\"><w:abstractNumId w:val=\"2\"/></w:num>\
         <w:num w:numId=\"5\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\">{}</w:lvlOverride></w:num>",
        level(0, "bullet", "\u{f0b7}", ""),
        level(1, "bullet", "o", ""),
        level(0, "decimal", "%1.", ""),
        level(0, "bullet", "\u{f0b7}", "<w:lvlPicBulletId w:val=\"0\"/>"),
        level(0, "lowerLetter", "%1)", ""),
    );
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"ListBullet\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"Own\"/><w:basedOn w:val=\"ListBullet\"/></w:style>";
    let rows = [
        row(&["Study", "Facilitators"]),
        row(&[
            "Adler (2009)",
            &(item(1, 0, "Shared records")
                + &item(1, 1, "on paper")
                + &item(1, 1, "on screens")
                + &item(1, 0, "Joint visits")),
        ]),
        row(&["Bello (2012)", &(item(2, 0, "Named contact") + &item(2, 0, "Travel costs paid"))]),
        row(&["Costa (2014)", &(item(3, 0, "Weekly meetings") + &item(3, 0, "Shared office"))]),
        row(&["Diallo (2016)", &(item(4, 0, "Joint training") + &item(4, 0, "Night shifts"))]),
        row(&[
            "Eriksson (2018)",
            &(styled("Own", "Evening clinics") + &styled("ListBullet", "Home visits")),
        ]),
        row(&["Fischer (2020)", &(item(5, 0, "Plain words") + &item(5, 0, "Large print"))]),
    ];
    let package = document(&table(2, &rows)).with("numbering", &numbering).with("styles", styles);
    let truth = Truth {
        columns: &[("Study", Citation), ("Facilitators", List)],
        rows: &[
            &["Adler (2009)", "Shared records\n  on paper\n  on screens\nJoint visits"],
            &["Bello (2012)", "Named contact\nTravel costs paid"],
            &["Costa (2014)", "Weekly meetings\nShared office"],
            &["Diallo (2016)", "Joint training\nNight shifts"],
            &["Eriksson (2018)", "Evening clinics\nHome visits"],
            &["Fischer (2020)", "Plain words\nLarge print"],
        ],
        ..STUDIES
    };
    add(files, "real-lists.docx", &package, &[truth])?;
    // Cells that hold nothing but a number say it, and show how it was counted.
    let number = |list, level| item(list, level, "");
    let rows = [
        row(&["No.", "Study", "Blinded"]),
        row(&[&number(2, 0), "Adler (2009)", &typed_tick("P")]),
        row(&[&number(2, 0), "Bello (2012)", "✘ no"]),
        row(&[&number(3, 0), "Costa (2014)", "✔ yes"]),
        row(&[&number(3, 0), "Diallo (2016)", "✘ no"]),
    ];
    let package = document(&table(3, &rows)).with("numbering", &numbering);
    let truth = Truth {
        columns: &[("No.", Text), ("Study", Citation), ("Blinded", Text)],
        rows: &[
            &["1.", "Adler (2009)", "✓ yes"],
            &["2.", "Bello (2012)", "✘ no"],
            &["4.", "Costa (2014)", "✔ yes"],
            &["5.", "Diallo (2016)", "✘ no"],
        ],
        ..STUDIES
    };
    add(files, "numbers-and-ticks.docx", &package, &[truth])
}

/// A tick by its code in Wingdings 2, and a word.
fn typed_tick(code: &str) -> String {
    paragraph(&format!("{}{}", in_font("Wingdings 2", code), run(" yes")))
}

/// Bullets and numbers that were typed.
fn typed(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let rows = [
        row(&["Study", "Facilitators"]),
        row(&["Adler (2009)", &(p("• Shared records") + &p("• Joint visits"))]),
        row(&["Bello (2012)", &(p("- Named contact") + &p("- Travel costs paid"))]),
        row(&["Costa (2014)", &(p("1. Weekly meetings") + &p("2. Shared office"))]),
        row(&["Diallo (2016)", &(p("a) Joint training") + &p("b) Night shifts"))]),
    ];
    let truth = Truth {
        columns: &[("Study", Citation), ("Facilitators", List)],
        rows: &[
            &["Adler (2009)", "Shared records\nJoint visits"],
            &["Bello (2012)", "Named contact\nTravel costs paid"],
            &["Costa (2014)", "Weekly meetings\nShared office"],
            &["Diallo (2016)", "Joint training\nNight shifts"],
        ],
        ..STUDIES
    };
    add(files, "typed-marks.docx", &document(&table(2, &rows)), &[truth])
}

/// Tracked changes, read as if they were accepted; comments are left out.
fn changed(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let by = "w:id=\"1\" w:author=\"A\" w:date=\"2020-01-01T00:00:00Z\"";
    let findings = paragraph(&format!(
        "{}<w:del {by}><w:r><w:delText>no</w:delText></w:r></w:del><w:ins {by}>{}</w:ins>{}\
         <w:r><w:commentReference w:id=\"0\"/></w:r>",
        run("Named contact → "),
        run("fewer"),
        run(" lost referrals")
    ));
    let rows = [
        row(&["Study", "Country", "Findings", &cell(&format!("<w:cellDel {by}/>"), &p("Old"))]),
        row(&[ADLER[0], ADLER[1], ADLER[2], &cell(&format!("<w:cellDel {by}/>"), &p("x"))]),
        row(&[
            "Bello et al. (2012)",
            "Kenya",
            &findings,
            &cell(&format!("<w:cellDel {by}/>"), &p("y")),
        ]),
        row_with(&format!("<w:del {by}/>"), &["Gone (2013)", "Chad", "Nothing → nothing"]),
        row_with(
            &format!("<w:ins {by}/>"),
            &["Novak (2021)", "Poland", "Evening clinics → more visits kept"],
        ),
    ];
    let package = document(&table(4, &rows))
        .with("comments", &format!("<w:comment w:id=\"0\">{}</w:comment>", p("Is this so?")));
    let truth = Truth {
        rows: &[
            &ADLER,
            &["Bello et al. (2012)", "Kenya", "Named contact → fewer lost referrals"],
            &["Novak (2021)", "Poland", "Evening clinics → more visits kept"],
        ],
        ..STUDIES
    };
    add(files, "tracked-changes.docx", &package, &[truth])
}

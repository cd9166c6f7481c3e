//! Word documents that hide text, or show what is not in it.

use std::error::Error;
use std::io::Write;

use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::docx_xml::{Package, document, in_font, p, paragraph, row, run, table};
use crate::truth::{Truth, golden};

/// The columns of all of them.
pub(crate) const COLUMNS: &[(&str, rowmend::unstable::record::Kind)] =
    &[("Study", Citation), ("Country", Text), ("Findings", List)];
/// A row that teaches the document's ways.
pub(crate) const ADLER: [&str; 3] =
    ["Adler (2009)", "Norway", "Shared records → fewer questions asked twice"];
const NOVAK: [&str; 3] = ["Novak (2021)", "Poland", "Evening clinics → more visits kept"];

pub(crate) const STUDIES: Truth =
    Truth { title: None, notes: &[], columns: COLUMNS, rows: &[], flags: &[], own_notes: &[] };

/// The table with one row between two plain ones.
fn around(cells: &[&str]) -> String {
    table(3, &[row(&["Study", "Country", "Findings"]), row(&ADLER), row(cells), row(&NOVAK)])
}

/// Adds a document and its golden.
pub(crate) fn add(
    files: &mut Files,
    name: &str,
    package: &Package,
    truth: &[Truth],
) -> Result<(), Box<dyn Error>> {
    files.push((format!("samples/docx/{name}"), package.bytes()?));
    files.push((format!("golden/docx/{name}.json"), golden(truth)));
    Ok(())
}

/// Makes the documents and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    wrapped(files)?;
    boxes(files)?;
    notes(files)?;
    raised(files)?;
    signs(files)?;
    other_office(files)?;
    shown_otherwise(files)?;
    encodings(files)
}

/// Text in fields, hyperlinks, smart tags, content controls and choices.
fn wrapped(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>Bello</w:t></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let key = paragraph(&format!("{field}{}", run(" et al. (2012)")));
    let country = paragraph(
        "<w:smartTag w:element=\"place\"><w:r><w:t>Ken</w:t></w:r></w:smartTag>\
         <w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>ya</w:t></w:r></w:sdtContent></w:sdt>",
    );
    let findings = format!(
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>{}",
        p("Named contact → fewer lost referrals"),
        paragraph(&format!(
            "{}<w:hyperlink w:anchor=\"x\">{}</w:hyperlink>",
            run("Travel costs paid → "),
            run("more visits kept")
        ))
    );
    let findings = crate::docx_xml::cell("", &findings);
    add(
        files,
        "fields-and-controls.docx",
        &document(&around(&[&key, &country, &findings])),
        &[truth_of_bello()],
    )?;
    let choice = paragraph(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:t>fewer lost referrals</w:t></mc:Choice>\
         <mc:Fallback><w:t>no referrals</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        run("Named contact → ")
    ));
    let other = paragraph(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wx\"><w:t>what nobody can show</w:t></mc:Choice>\
         <mc:Fallback><w:t>more visits kept</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        run("Travel costs paid → ")
    ));
    let body = around(&["Bello et al. (2012)", "Kenya", &format!("{choice}{other}")]);
    add(files, "alternate-content.docx", &document(&body), &[truth_of_bello()])
}

/// The studies with Bello's two chains.
fn truth_of_bello() -> Truth {
    Truth {
        rows: &[
            &ADLER,
            &[
                "Bello et al. (2012)",
                "Kenya",
                "Named contact → fewer lost referrals\nTravel costs paid → more visits kept",
            ],
            &NOVAK,
        ],
        ..STUDIES
    }
}

/// Text boxes inside a cell, in both markups.
fn boxes(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let old = format!(
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        p("Travel costs paid → more visits kept")
    );
    let new = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        p("Joint visits → quicker decisions")
    );
    let findings = paragraph(&format!("{}{old}", run("Named contact → fewer lost referrals")))
        + &paragraph(&new);
    let body = around(&["Bello et al. (2012)", "Kenya", &findings]);
    let truth = Truth {
        rows: &[
            &ADLER,
            &[
                "Bello et al. (2012)",
                "Kenya",
                "Named contact → fewer lost referrals\nTravel costs paid → more visits kept\nJoint visits → quicker decisions",
            ],
            &NOVAK,
        ],
        ..STUDIES
    };
    add(files, "text-boxes.docx", &document(&body), &[truth])
}

/// Footnotes and endnotes: their text is that of notes of the table.
fn notes(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let country =
        paragraph(&format!("{}<w:r><w:footnoteReference w:id=\"2\"/></w:r>", run("Kenya")));
    let findings = paragraph(&format!(
        "{}<w:r><w:endnoteReference w:id=\"3\"/></w:r>",
        run("Named contact → fewer lost referrals")
    )) + &p("Travel costs paid → more visits kept");
    let body = around(&["Bello et al. (2012)", &country, &findings]);
    let package = document(&body)
        .with(
            "footnotes",
            &format!(
                "<w:footnote w:type=\"separator\" w:id=\"-1\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote>",
                p("line"),
                p("Two of its counties.")
            ),
        )
        .with("endnotes", &format!("<w:endnote w:id=\"3\">{}</w:endnote>", p("By the authors’ count.")));
    let truth = Truth {
        own_notes: &[(1, "Two of its counties."), (1, "By the authors’ count.")],
        ..truth_of_bello()
    };
    add(files, "notes.docx", &package, &[truth])
}

/// Raised marks of notes that stand in one paragraph under the table, and exponents.
fn raised(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let up = |text: &str| {
        format!("<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>{text}</w:t></w:r>")
    };
    let country =
        paragraph(&format!("{}{}{}{}", run("Kenya"), up("1,a"), run(", two counties"), up("2"),));
    let findings =
        paragraph(&format!(
            "{}{}{}{}{}",
            run("Named contact → 3 × 10"),
            up("2"),
            run(" letters a year for 40 m"),
            up("2"),
            run(" of desks"),
        )) + &paragraph(&format!("{}{}", run("Travel costs paid → more visits kept"), up("98")));
    let body = around(&["Bello et al. (2012)", &country, &findings])
        + &p("1Counted by the authors; 2one of them a town. a In the first year.");
    let truth = Truth {
        rows: &[
            &ADLER,
            &[
                "Bello et al. (2012)",
                "Kenya, two counties",
                "Named contact → 3 × 10^2 letters a year for 40 m^2 of desks\n\
                 Travel costs paid → more visits kept^98",
            ],
            &NOVAK,
        ],
        own_notes: &[
            (1, "Counted by the authors;"),
            (1, "In the first year."),
            (1, "one of them a town."),
        ],
        ..STUDIES
    };
    add(files, "raised-marks.docx", &document(&body), &[truth])
}

/// Arrows and bullets that are symbols in a font, and an equation.
fn signs(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let sym =
        |font: &str, code: &str| format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>");
    let findings = paragraph(&format!(
        "{}{}{}",
        run("Named contact "),
        sym("Wingdings", "F0E0"),
        run(" fewer lost referrals")
    )) + &paragraph(&format!(
        "{}{}{}",
        run("Travel costs paid "),
        sym("Symbol", "F0AE"),
        run(" more visits kept")
    )) + &paragraph(&format!(
        "{}{}{}",
        run("Joint visits "),
        in_font("Wingdings 3", "\u{f022}"),
        run(" quicker decisions")
    )) + &paragraph(&format!(
        "{}{}{}",
        run("Shared office "),
        in_font("Wingdings", "\u{e0}"),
        run(" shorter ways")
    ));
    let country = paragraph(&format!(
        "{}<m:oMath><m:f><m:num><m:r><m:t>n+1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>{}",
        run("Kenya, "),
        run(" sites")
    ));
    let body = around(&["Bello et al. (2012)", &country, &findings]);
    let truth = Truth {
        rows: &[
            &ADLER,
            &[
                "Bello et al. (2012)",
                "Kenya, (n+1)/2 sites",
                "Named contact → fewer lost referrals\nTravel costs paid → more visits kept\nJoint visits → quicker decisions\nShared office → shorter ways",
            ],
            &NOVAK,
        ],
        ..STUDIES
    };
    add(files, "symbols-and-equation.docx", &document(&body), &[truth])
}

/// An OpenDocument text, which is refused by its name.
fn other_office(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("mimetype", stored)?;
    writer.write_all(b"application/vnd.oasis.opendocument.text")?;
    files.push(("samples/docx/legacy.odt".to_owned(), writer.finish()?.into_inner()));
    Ok(())
}

/// Capitals, hidden text, tabs, breaks and hyphens.
fn shown_otherwise(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let key = paragraph(&format!(
        "<w:r><w:rPr><w:caps/></w:rPr><w:t>bello</w:t></w:r>{}",
        run(" et al. (2012)")
    ));
    let country = paragraph(&format!(
        "{}<w:r><w:rPr><w:vanish/></w:rPr><w:t> and Uganda</w:t></w:r><w:r><w:tab/><w:t>(west)</w:t></w:r>",
        run("Kenya")
    ));
    let findings = paragraph(
        "<w:r><w:t>Co</w:t><w:noBreakHyphen/><w:t>located clin</w:t><w:softHyphen/><w:t>ics → fewer lost</w:t><w:br/><w:t>referrals</w:t></w:r>",
    ) + &p("Travel costs paid → more visits kept");
    let body = around(&[&key, &country, &findings]);
    let truth = Truth {
        rows: &[
            &ADLER,
            &[
                "BELLO et al. (2012)",
                "Kenya (west)",
                "Co\u{2011}located clinics → fewer lost referrals\nTravel costs paid → more visits kept",
            ],
            &NOVAK,
        ],
        ..STUDIES
    };
    add(files, "capitals-hidden-hyphens.docx", &document(&body), &[truth])
}

/// The strict names under another prefix, a part in UTF-16, and the types of macro files and
/// templates.
fn encodings(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let plain = around(&[
        "Bello et al. (2012)",
        "Kenya",
        &(p("Named contact → fewer lost referrals") + &p("Travel costs paid → more visits kept")),
    ]);
    let whole = document(&plain);
    let text = String::from_utf8(whole.main.clone())?;
    let strict = text
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        .replace("xmlns:w=", "xmlns:q=")
        .replace("<w:", "<q:")
        .replace("</w:", "</q:")
        .replace(" w:", " q:");
    let strict = Package { main: strict.into_bytes(), ..whole.clone() };
    add(files, "strict.docx", &strict, &[truth_of_bello()])?;
    let wide = text.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
    let units = std::iter::once(0xFEFF).chain(wide.encode_utf16());
    let wide = Package { main: units.flat_map(u16::to_le_bytes).collect(), ..whole.clone() };
    add(files, "utf16.docx", &wide, &[truth_of_bello()])?;
    let kind = "application/vnd.ms-word.document.macroEnabled.main+xml";
    add(files, "macros.docm", &Package { kind, ..whole.clone() }, &[truth_of_bello()])?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";
    add(files, "template.dotx", &Package { kind, ..whole }, &[truth_of_bello()])
}

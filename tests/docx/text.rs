//! What a paragraph shows.

use super::*;

#[test]
fn tabs_breaks_and_hyphens() {
    check(
        &runs(
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>\
             <w:softHyphen/><w:t>e</w:t><w:cr/><w:t>f</w:t></w:r>",
        ),
        &["a<tab>b // c\u{2011}d\u{ad}e // f"],
    );
}

#[test]
fn a_field_shows_its_result_and_not_its_code() {
    check(
        &runs(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>12</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
             <w:fldSimple w:instr=\"DATE\"><w:r><w:t> May</w:t></w:r></w:fldSimple>",
        ),
        &["12 May"],
    );
}

#[test]
fn what_form_fields_show() {
    check(
        &runs(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
             <w:r><w:t> yes </w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"low\"/><w:listEntry w:val=\"high\"/></w:ddList></w:ffData></w:fldChar></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        ),
        &["☒ yes high"],
    );
}

#[test]
fn wrappers_are_passed_through() {
    check(
        &table(&[format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"no\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            row(&[
                "<w:p><w:hyperlink><w:r><w:t>a</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>b</w:t></w:r></w:smartTag>\
                   <w:sdt><w:sdtContent><w:r><w:t>c</w:t></w:r></w:sdtContent></w:sdt><x:odd><w:r><w:t>d</w:t></w:r></x:odd></w:p>"
            ])
        )]),
        &["abcd"],
    );
}

#[test]
fn symbols_by_code_by_font_and_by_field() {
    check(
        &runs(
            "<w:r><w:sym w:font=\"Symbol\" w:char=\"F0B7\"/><w:t xml:space=\"preserve\"> a </w:t><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/></w:r>\
             <w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\" w:hAnsi=\"Wingdings\"/></w:rPr><w:t>\u{e0}\u{f0e0}l</w:t></w:r>\
             <w:r><w:rPr><w:rFonts w:ascii=\"Symbol\" w:hAnsi=\"Symbol\"/></w:rPr><w:t>b\u{b3}</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> SYMBOL 174 \\f \"Symbol\" </w:instrText><w:fldChar w:fldCharType=\"end\"/></w:r>",
        ),
        &["• a →→→●β≥→"],
    );
}

#[test]
fn capitals_and_hidden_text_also_by_style() {
    let styles = format!(
        "<w:styles {NAMESPACES}><w:style w:type=\"character\" w:styleId=\"Base\"><w:rPr><w:vanish/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Gone\"><w:basedOn w:val=\"Base\"/></w:style></w:styles>"
    );
    let body = runs(
        "<w:r><w:rPr><w:caps/></w:rPr><w:t>nhs</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>\
         <w:r><w:rPr><w:rStyle w:val=\"Gone\"/></w:rPr><w:t>y</w:t></w:r>\
         <w:r><w:rPr><w:rStyle w:val=\"Gone\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>z</w:t></w:r>",
    );
    let parts = [("word/styles.xml", styles.as_str())];
    let (reading, ledger) = read(&body, &parts);
    assert_eq!(draw(&reading.fragments[0], &ledger), ["NHSz"]);
    assert_eq!(left(&ledger), [(Reason::Hidden, "xy".to_owned())]);
    let options = Options { hidden: true, ..Options::default() };
    let (reading, ledger) = read_with(document(&body, &parts), &options).unwrap();
    assert_eq!(draw(&reading.fragments[0], &ledger), ["NHSxyz"]);
}

#[test]
fn one_branch_of_a_choice_is_shown() {
    let (reading, ledger) = read(
        &runs(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>\
             <w:r><mc:AlternateContent><mc:Choice Requires=\"x\"><w:t>odd</w:t></mc:Choice><mc:Fallback><w:t>→</w:t></mc:Fallback></mc:AlternateContent></w:r>\
             <w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:wsp/></mc:Choice><mc:Fallback><w:t>x</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        ),
        &[],
    );
    assert_eq!(draw(&reading.fragments[0], &ledger), ["new→x"]);
    assert_eq!(left(&ledger), [(Reason::Repeated, "oldodd".to_owned())]);
}

#[test]
fn a_text_box_follows_the_paragraph_that_it_hangs_in() {
    check(
        &runs(&format!(
            "<w:r><w:t>a</w:t></w:r><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>b</w:t></w:r>",
            p("box")
        )),
        &["ab / box"],
    );
}

#[test]
fn a_table_in_a_text_box_of_the_body() {
    check(
        &format!(
            "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>",
            table(&[row(&["a", "b"])])
        ),
        &["a | b"],
    );
}

#[test]
fn footnotes_stand_under_their_table_with_their_mark() {
    let notes = format!(
        "<w:footnotes {NAMESPACES}><w:footnote w:type=\"separator\" w:id=\"-1\">{0}</w:footnote><w:footnote w:id=\"2\">{1}</w:footnote></w:footnotes>",
        p("line"),
        p("the note")
    );
    let body =
        runs("<w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r>") + &p("under");
    let (reading, ledger) = read(&body, &[("word/footnotes.xml", &notes)]);
    let fragment = &reading.fragments[0];
    assert_eq!(draw(fragment, &ledger), ["a"]);
    assert_eq!(draw_lines(&fragment.below, &ledger), "under / the note");
    assert_eq!(fragment.below[1].mark.as_deref(), Some("1"));
    assert_eq!(fragment.rows[0].note_marks, ["1".into()]);
}

#[test]
fn equations_as_linear_text() {
    let r = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    check(
        &runs(&format!(
            "<m:oMath><m:f><m:num>{}</m:num><m:den>{}</m:den></m:f><m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>\
             <m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>{}</m:e></m:d><m:rad><m:e>{}</m:e></m:rad></m:oMath>",
            r("a+b"),
            r("2"),
            r("x"),
            r("10"),
            r("n"),
            r("y-1")
        )),
        &["(a+b)/2x^10[n]√(y-1)"],
    );
}

#[test]
fn strict_names_other_prefixes_and_utf16() {
    let main = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><q:document xmlns:q=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><q:body><q:tbl><q:tr><q:tc><q:tcPr><q:gridSpan q:val=\"1\"/></q:tcPr><q:p><q:r><q:t>é →</q:t></q:r></q:p></q:tc></q:tr></q:tbl></q:body></q:document>";
    for big_endian in [false, true] {
        let mut bytes = Vec::new();
        for unit in std::iter::once(0xfeff).chain(main.encode_utf16()) {
            let unit: u16 = unit;
            bytes.extend(if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        let parts = [("_rels/.rels", RELATIONS.as_bytes()), ("word/document.xml", &bytes)];
        let (reading, ledger) = read_with(package(&parts), &Options::default()).unwrap();
        assert_eq!(draw(&reading.fragments[0], &ledger), ["é →"]);
    }
}

#[test]
fn a_line_end_in_the_markup_is_a_blank() {
    check(&runs("<w:r><w:t>a\nb</w:t></w:r>"), &["a b"]);
}

#[test]
fn what_is_raised_is_kept_apart_or_leads_to_its_note() {
    let raised = |text: &str| {
        format!("<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>{text}</w:t></w:r>")
    };
    let plain = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let cell = [
        plain("3 x 10"),
        raised("5"),
        plain(" of the 1"),
        raised("st"),
        plain(" scan"),
        raised("98"),
    ];
    check(&runs(&cell.concat()), &["3 x 10^5 of the 1st scan^98"]);
    let cell = [plain("MRI"), raised("1"), plain(", CT"), raised("2")];
    let note =
        "<w:p><w:r><w:t>1MRI: magnetic resonance imaging; 2CT: tomography.</w:t></w:r></w:p>";
    check(&format!("{}{note}", runs(&cell.concat())), &["MRI, CT"]);
}

#[test]
fn a_table_is_printed_with_its_marks_in_their_places() {
    let raised = |text: &str| {
        format!("<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>{text}</w:t></w:r>")
    };
    let plain = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let reference = "<w:r><w:footnoteReference w:id=\"2\"/></w:r>";
    let cell = [
        plain("MRI"),
        raised("a,b"),
        plain(" of 3 x 10"),
        raised("−5"),
        plain(" in all"),
        reference.to_owned(),
        plain(", CT"),
        raised("a"),
    ];
    let note = "<w:p><w:r><w:t>a One scan. b Two scans.</w:t></w:r></w:p>";
    let (reading, ledger) = read(&format!("{}{note}", runs(&cell.concat())), &[]);
    let line = &reading.fragments[0].rows[0].cells[0].lines[0];
    let mut printed = ledger.text(line.run);
    let raised: Vec<_> = ledger.raised(line.run).collect();
    for (at, text) in raised.iter().rev() {
        let place =
            |end: u32| ledger.text(line.run).char_indices().nth((end - line.run.start) as usize);
        let start = place(at.start).map_or(printed.len(), |(at, _)| at);
        let end = place(at.end).map_or(printed.len(), |(at, _)| at);
        printed.replace_range(start..end, &format!("[{text}]"));
    }
    assert_eq!(printed, "MRI[a,b] of 3 x 10[−5] in all[1], CT[a]");
}

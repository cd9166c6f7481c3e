//! Real lists and typed ones.

use super::*;

pub(super) fn numbering() -> String {
    let level = |at: u32, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    format!(
        "<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId=\"0\">{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"4\"/></w:lvlOverride></w:num></w:numbering>",
        level(0, "bullet", "\u{f0b7}"),
        level(1, "bullet", "o"),
        level(0, "decimal", "%1."),
    )
}

pub(super) fn item(list: u32, level: u32, text: &str) -> String {
    let text =
        if text.is_empty() { String::new() } else { format!("<w:r><w:t>{text}</w:t></w:r>") };
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{text}</w:p>"
    )
}

#[test]
fn real_lists_have_levels_and_typed_bullets_stay() {
    let content = item(1, 0, "one")
        + &item(1, 1, "two")
        + &item(0, 0, "none")
        + &p("• typed")
        + &item(9, 0, "unknown");
    check_with(
        &table(&[row(&[&content])]),
        &[("word/numbering.xml", &numbering())],
        &["* one / ** two / none / • typed / unknown"],
    );
}

#[test]
fn a_list_by_style() {
    let styles = format!(
        "<w:styles {NAMESPACES}><w:style w:type=\"paragraph\" w:styleId=\"Bullet\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:basedOn w:val=\"Bullet\"/></w:style></w:styles>"
    );
    check_with(
        &table(&[row(&[
            "<w:p><w:pPr><w:pStyle w:val=\"Own\"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
        ])]),
        &[("word/numbering.xml", &numbering()), ("word/styles.xml", &styles)],
        &["* a"],
    );
}

#[test]
fn numbers_are_counted_and_a_cell_of_nothing_else_says_them() {
    let rows = [
        row(&[&item(2, 0, ""), "a"]),
        row(&[&item(2, 0, ""), "b"]),
        row(&[&item(3, 0, "c"), &item(1, 0, "")]),
    ];
    let (reading, ledger) = read(&table(&rows), &[("word/numbering.xml", &numbering())]);
    let fragment = &reading.fragments[0];
    assert_eq!(draw(fragment, &ledger), ["1. | a", "2. | b", "* c | "]);
    assert_eq!(fragment.rows[2].cells[0].lines[0].mark.as_deref(), Some("4."));
}

//! Grids, merges, headers, nesting, and what stands round a table.

use super::*;

#[test]
fn spans_over_columns_and_rows() {
    let span = |n: u32| format!("<w:gridSpan w:val=\"{n}\"/>");
    let begins = "<w:vMerge w:val=\"restart\"/>";
    let goes_on = "<w:vMerge/>";
    check(
        &table(&[
            row(&[&cell(&span(3), "all")]),
            row(&[&cell(begins, "down"), "b", "c"]),
            row(&[&cell(goes_on, ""), "e", "f"]),
            row(&["g", &cell(&span(2), "hi")]),
        ]),
        &["3x1:all", "1x2:down | b | c", "e | f", "g | 2x1:hi"],
    );
}

#[test]
fn cells_merged_to_the_left_and_text_under_a_merge() {
    check(
        &table(&[
            row(&[&cell("<w:hMerge w:val=\"restart\"/>", "a"), &cell("<w:hMerge/>", "x"), "c"]),
            row(&[&cell("<w:vMerge w:val=\"restart\"/>", "d"), "e", "f"]),
            row(&[&cell("<w:vMerge/>", "kept"), "g", "h"]),
        ]),
        &["2x1:a / x | c", "1x2:d / kept | e | f", "g | h"],
    );
}

#[test]
fn rows_that_begin_late_and_lines_that_part_nothing() {
    let late = "<w:tr><w:trPr><w:gridBefore w:val=\"2\"/></w:trPr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>";
    let wide = cell("<w:gridSpan w:val=\"2\"/>", "a");
    let (reading, ledger) = read(&table(&[row(&[&wide, "b"]), late.to_owned()]), &[]);
    let fragment = &reading.fragments[0];
    assert_eq!(draw(fragment, &ledger), ["a | b", "c"]);
    assert_eq!((fragment.columns, fragment.rows[1].cells[0].col), (2, 1));
}

#[test]
fn edges_dragged_apart_by_less_than_a_letter_are_one() {
    let grid = "<w:tbl><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"30\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>";
    let wide = |text: &str| cell("<w:gridSpan w:val=\"2\"/>", text);
    let rows = row(&["a", &wide("b")]) + &row(&[&wide("c"), "d"]);
    let (reading, ledger) = read(&format!("{grid}{rows}</w:tbl>"), &[]);
    assert_eq!(reading.fragments[0].columns, 2);
    assert_eq!(draw(&reading.fragments[0], &ledger), ["a | b", "c | d"]);
}

#[test]
fn header_rows_at_the_top_only() {
    let header =
        |cells: &[&str]| row(cells).replacen("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1);
    check(
        &table(&[header(&["A", "B"]), row(&["a", "b"]), header(&["c", "d"])]),
        &["= A | B", "a | b", "c | d"],
    );
    check(&table(&[header(&["A"]), header(&["a"])]), &["= A", "a"]);
}

#[test]
fn a_nested_table_is_in_its_cell_and_a_table_of_its_own() {
    let inner = table(&[row(&["x", "y"])]);
    let (reading, ledger) =
        read(&table(&[row(&["a", &format!("{}{inner}{}", p("b"), p("c"))])]), &[]);
    assert_eq!(draw(&reading.fragments[0], &ledger), ["a | b / x / y / c"]);
    assert_eq!(draw(&reading.fragments[1], &ledger), ["x | y"]);
    assert_eq!(reading.fragments[1].page, 2);
    assert!(reading.notices.iter().any(|notice| notice.code == "nested-tables"));
}

#[test]
fn captions_and_notes_go_to_their_table_once() {
    let body = p("Words.")
        + &p("Table 1. First")
        + &table(&[row(&["a"])])
        + &p("Note: one.")
        + &p("Table 1 (continued)")
        + &table(&[row(&["b"])])
        + "<w:p/>"
        + &table(&[row(&["c"])]);
    let (reading, ledger) = read(&body, &[]);
    let lines = |lines: &[Line]| draw_lines(lines, &ledger);
    let [first, second, third] = reading.fragments.as_slice() else { panic!("three tables") };
    assert_eq!(lines(&first.above), "Table 1. First");
    assert_eq!(lines(&first.below), "Note: one.");
    assert_eq!(lines(&second.above), "Table 1 (continued)");
    assert_eq!((first.at_bottom, second.at_bottom, third.at_top), (false, true, true));
    assert_eq!(left(&ledger), [(Reason::Outside, "Words.".to_owned())]);
}

#[test]
fn a_long_text_between_tables_belongs_to_neither() {
    let text: String = (0..100).map(|at| p(&format!("w{at}"))).collect();
    let body = table(&[row(&["a"])]) + &text + &p("Table 2. Next") + &table(&[row(&["b"])]);
    let (reading, ledger) = read(&body, &[]);
    assert_eq!(draw_lines(&reading.fragments[0].below, &ledger), "w0 / w1 / w2 / w3 / w4 / w5");
    assert_eq!(draw_lines(&reading.fragments[1].above, &ledger), "Table 2. Next");
    let outside: String = left(&ledger).into_iter().map(|(_, text)| text).collect();
    assert!(outside.starts_with("w6w7") && outside.ends_with("w98w99"), "{outside}");
}

#[test]
fn a_numbering_field_makes_a_caption() {
    let caption = "<w:p><w:r><w:t>Quadro </w:t></w:r><w:fldSimple w:instr=\" SEQ Quadro \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>";
    let body = table(&[row(&["a"])]) + &p("Note.") + caption + &table(&[row(&["b"])]);
    let (reading, ledger) = read(&body, &[]);
    assert_eq!(draw_lines(&reading.fragments[0].below, &ledger), "Note.");
    assert_eq!(draw_lines(&reading.fragments[1].above, &ledger), "Quadro 1");
}

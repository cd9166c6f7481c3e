//! One small page for each mechanism.

use super::run;
use crate::fragment::Fragment;
use crate::geom::{Area, Pt};
use crate::ledger::Ledger;
use crate::page::{Axis, Glyph, Page, Ruling};

/// Letters are half as wide as they are high, blanks a little less.
const SIZE: i32 = 1000;

fn page(texts: &[(i32, i32, &str)], rulings: &[(Axis, i32, i32, i32)]) -> Page {
    let mut page = Page { number: 1, width: Pt(60000), height: Pt(80000), ..Page::default() };
    for (x, y, text) in texts {
        let mut x0 = x * 100;
        for text in text.chars() {
            let width = if text == ' ' { SIZE * 3 / 10 } else { SIZE / 2 };
            let y = y * 100;
            let area = Area::new(Pt(x0), Pt(y - 760), Pt(x0 + width), Pt(y + 220));
            let size = Pt(SIZE);
            let baseline = Pt(y);
            page.glyphs.push(Glyph { text, area, baseline, size, ..Glyph::default() });
            x0 += width;
        }
    }
    for (axis, at, from, to) in rulings {
        let (at, from, to) = (Pt(at * 100), Pt(from * 100), Pt(to * 100));
        page.rulings.push(Ruling { axis: *axis, at, from, to });
    }
    page.rulings.sort_unstable();
    page
}

/// The tables as lines of `column[-last][vRows]:text`.
fn shown(page: Page) -> Vec<String> {
    shown_with(page, crate::marks::House::default())
}

fn shown_with(page: Page, house: crate::marks::House) -> Vec<String> {
    let mut ledger = Ledger::default();
    ledger.set_house(house);
    let found = run(page, &[], &mut ledger);
    let row = |row: &crate::fragment::Row| {
        let cells = row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| {
            let text: Vec<String> = cell.lines.iter().map(|line| ledger.text(line.run)).collect();
            let mut place = cell.col.to_string();
            if cell.col_span > 1 {
                place += &format!("-{}", cell.col + cell.col_span - 1);
            }
            if cell.row_span > 1 {
                place += &format!("v{}", cell.row_span);
            }
            format!("{place}:{}", text.join("/"))
        });
        cells.collect::<Vec<_>>().join(" | ")
    };
    let rows = |fragment: &Fragment| fragment.rows.iter().map(row).collect::<Vec<_>>();
    found.fragments.iter().flat_map(rows).collect()
}

use Axis::{Horizontal as H, Vertical as V};

#[test]
fn a_full_grid_keeps_its_spans_and_the_lines_of_its_cells() {
    let texts = [
        (55, 20, "Both"),
        (55, 40, "a"),
        (155, 40, "first"),
        (155, 52, "second"),
        (55, 80, "b"),
        (155, 80, "c"),
    ];
    let rulings = [
        (H, 5, 50, 250),
        (H, 25, 50, 250),
        (H, 60, 50, 250),
        (H, 90, 50, 250),
        (V, 50, 5, 90),
        (V, 150, 25, 90),
        (V, 250, 5, 90),
    ];
    assert_eq!(shown(page(&texts, &rulings)), ["0-1:Both", "0:a | 1:first/second", "0:b | 1:c"]);
}

#[test]
fn lists_of_values_in_one_box_are_rows() {
    let texts = [
        (55, 20, "Name"),
        (155, 20, "n"),
        (255, 20, "%"),
        (55, 40, "One"),
        (155, 40, "10"),
        (255, 40, "1.5"),
        (55, 52, "Two"),
        (155, 52, "20"),
        (255, 52, "2.5"),
        (55, 64, "Three"),
        (155, 64, "30"),
        (255, 64, "3.5"),
    ];
    let rulings = [
        (H, 5, 50, 350),
        (H, 25, 50, 350),
        (H, 70, 50, 350),
        (V, 50, 5, 70),
        (V, 150, 5, 70),
        (V, 250, 5, 70),
        (V, 350, 5, 70),
    ];
    assert_eq!(
        shown(page(&texts, &rulings)),
        [
            "0:Name | 1:n | 2:%",
            "0:One | 1:10 | 2:1.5",
            "0:Two | 1:20 | 2:2.5",
            "0:Three | 1:30 | 2:3.5"
        ]
    );
}

#[test]
fn paragraphs_in_one_box_are_no_rows() {
    let texts = [
        (55, 20, "Study"),
        (155, 20, "Finding"),
        (55, 40, "Smith"),
        (155, 40, "less delay in all wards that"),
        (155, 52, "took part"),
        (55, 80, "Jones"),
        (155, 80, "none"),
    ];
    let rulings = [
        (H, 5, 50, 300),
        (H, 25, 50, 300),
        (H, 65, 50, 300),
        (H, 90, 50, 300),
        (V, 50, 5, 90),
        (V, 150, 5, 90),
        (V, 300, 5, 90),
    ];
    assert_eq!(
        shown(page(&texts, &rulings)),
        [
            "0:Study | 1:Finding",
            "0:Smith | 1:less delay in all wards that/took part",
            "0:Jones | 1:none"
        ]
    );
}

#[test]
fn shaded_rows_take_the_columns_of_the_others() {
    // Rows two and four are shaded as a whole: no ruling parts their columns.
    let mut texts = Vec::new();
    for (at, name) in ["one", "two", "three", "four"].iter().enumerate() {
        let y = 40 + 20 * at as i32;
        texts.extend([(55, y, *name), (155, y, "1,234"), (255, y, "5.6")]);
    }
    texts.extend([(55, 20, "Name"), (155, 20, "n"), (255, 20, "%")]);
    let mut rulings = vec![(V, 50, 5, 107), (V, 350, 5, 107), (V, 150, 5, 27), (V, 250, 5, 27)];
    rulings.extend([5, 27, 47, 67, 87, 107].map(|y| (H, y, 50, 350)));
    let rows = shown(page(&texts, &rulings));
    assert_eq!(rows[1], "0:one | 1:1,234 | 2:5.6");
    assert_eq!(rows[4], "0:four | 1:1,234 | 2:5.6");
}

#[test]
fn a_header_of_several_lines_spans_columns_and_rows() {
    let mut texts = vec![
        (160, 20, "Patients seen"),
        (300, 20, "Total"),
        (50, 34, "Ward"),
        (150, 34, "2009"),
        (220, 34, "2010"),
        (300, 34, "cost"),
    ];
    for at in 0..5 {
        let y = 50 + 12 * at;
        texts.extend([(50, y, "Name"), (150, y, "1,200"), (220, y, "1,300"), (300, y, "77.1")]);
    }
    let rulings = [(H, 10, 50, 350), (H, 23, 145, 250), (H, 38, 50, 350), (H, 105, 50, 350)];
    let rows = shown(page(&texts, &rulings));
    assert_eq!(rows[0], "0v2:Ward | 1-2:Patients seen | 3v2:Total/cost");
    assert_eq!(rows[1], "1:2009 | 2:2010");
    assert_eq!(rows[2], "0:Name | 1:1,200 | 2:1,300 | 3:77.1");
}

#[test]
fn leaders_and_typed_rulings_say_nothing_and_are_accounted_for() {
    let mut texts = vec![(50, 20, "Item"), (200, 20, "n"), (280, 20, "%")];
    texts.push((50, 32, "--------------------------------------------------"));
    for at in 0..4 {
        let y = 44 + 12 * at;
        texts.extend([(50, y, "Total.............."), (200, y, "12"), (280, y, "3.4")]);
    }
    let mut ledger = Ledger::default();
    let found = run(page(&texts, &[]), &[], &mut ledger);
    let Some(fragment) = found.fragments.first() else { panic!("no table") };
    assert_eq!(fragment.columns, 3);
    for line in fragment.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines) {
        assert!(!ledger.text(line.run).contains(".."), "{}", ledger.text(line.run));
    }
    let stray = ledger.accounting().left_out.get(&crate::ledger::Reason::Stray).copied();
    assert!(stray.is_some_and(|count| count >= 4 * 14));
}

#[test]
fn the_labels_of_a_figure_are_no_table() {
    let mut texts = vec![(50, 10, "Figure 3. Patients by year")];
    for at in 0..5 {
        let y = 30 + 14 * at;
        texts.extend([(50, y, "100"), (150, y, "20"), (250, y, "30")]);
    }
    assert_eq!(shown(page(&texts, &[])), Vec::<String>::new());
    texts[0].2 = "Table 3. Patients by year";
    assert_eq!(shown(page(&texts, &[])).len(), 5);
}

#[test]
fn a_bullet_belongs_to_its_word_and_makes_no_column() {
    let listed = |bullet: &'static str| {
        let mut texts = vec![(50, 20, "Study"), (150, 20, "Barriers"), (320, 20, "n")];
        for at in 0..5 {
            let y = 40 + 20 * at;
            texts.extend([(50, y, "Smith"), (150, y, bullet), (168, y, "time"), (320, y, "12")]);
        }
        page(&texts, &[])
    };
    assert_eq!(shown(listed("•"))[1], "0:Smith | 1:• time | 2:12");
    // A sign that only a profile knows as a bullet.
    let house = crate::marks::House { bullets: vec!['¤'], ..Default::default() };
    assert_eq!(shown_with(listed("¤"), house)[1], "0:Smith | 1:¤ time | 2:12");
    assert_eq!(shown(listed("¤"))[1], "0:Smith | 1:¤ | 2:time | 3:12");
}

/// A page without rulings of three rows with short cells beside one list each, of so many lines of
/// its words, and no more space between the rows than inside of them.
fn long_rows(lists: [usize; 3]) -> Vec<String> {
    let words = ["high turnover", "of juniors", "on the ward", "who round", "with others"];
    let mut texts = vec![(50, 20, "Author"), (150, 20, "Country"), (250, 20, "Size")];
    texts.push((320, 20, "Barriers"));
    let mut y = 40;
    for (lines, study) in lists.into_iter().zip([
        ["Abara 2002", "Norway", "56"],
        ["Beltran 2006", "Peru", "32"],
        ["van Dam 1998", "Chile", "41"],
    ]) {
        for (x, text) in [50, 150, 250].into_iter().zip(study) {
            texts.push((x, y, text));
        }
        for line in 0..lines {
            texts.push((320, y, if line == 0 { "No time" } else { words[line % words.len()] }));
            y += 12;
        }
    }
    let keys =
        |row: String| row.split(" | ").take(3).map(str::to_owned).collect::<Vec<_>>().join(" | ");
    shown(page(&texts, &[])).into_iter().map(keys).collect()
}

#[test]
fn short_cells_beside_long_ones_have_columns_of_their_own() {
    for lists in [[4, 5, 4], [12, 14, 9], [3, 20, 12]] {
        assert_eq!(
            long_rows(lists),
            [
                "0:Author | 1:Country | 2:Size",
                "0:Abara 2002 | 1:Norway | 2:56",
                "0:Beltran 2006 | 1:Peru | 2:32",
                "0:van Dam 1998 | 1:Chile | 2:41",
            ],
            "{lists:?}"
        );
    }
}

#[test]
fn a_key_under_the_rest_of_a_row_is_not_centred() {
    // The rest of a row from the page before, and rows that stand closer than their own lines.
    let mut texts = vec![(50, 20, "Author"), (150, 20, "Size"), (250, 20, "Barriers")];
    for (y, text) in [(40, "of juniors"), (52, "on the ward"), (64, "No notes")] {
        texts.push((250, y, text));
    }
    for (y, key, size) in
        [(76, "Abara 2002", "56"), (124, "Beltran 2006", "32"), (136, "Ito 2001", "7")]
    {
        texts.extend([(50, y, key), (150, y, size), (250, y, "No time")]);
    }
    for (y, text) in [(88, "who round"), (100, "with others"), (148, "at night"), (160, "alone")] {
        texts.push((250, y, text));
    }
    let mut page = page(&texts, &[]);
    page.glyphs.iter_mut().for_each(|glyph| glyph.bold = glyph.baseline == Pt(2000));
    assert_eq!(
        shown(page),
        [
            "0:Author | 1:Size | 2:Barriers",
            "2:of juniors/on the ward/No notes",
            "0:Abara 2002 | 1:56 | 2:No time/who round/with others",
            "0:Beltran 2006 | 1:32 | 2:No time",
            "0:Ito 2001 | 1:7 | 2:No time/at night/alone",
        ]
    );
}

#[test]
fn names_of_groups_are_rows_and_headers_no_columns_of_their_own() {
    // Headers stand to the left of numbers that are set to the right.
    let mut texts = vec![(50, 20, "Variable"), (200, 20, "Mean"), (300, 20, "SD")];
    for (y, key) in [(34, "Group 1"), (90, "Group 2")] {
        texts.push((50, y, key));
    }
    let rows = ["total", "region", "treatment", "cases", "outcome", "north"];
    for (y, key) in [48, 62, 76, 104, 118, 132].into_iter().zip(rows) {
        texts.extend([(50, y, key), (225, y, "501"), (320, y, "52")]);
    }
    assert_eq!(
        shown(page(&texts, &[])),
        [
            "0:Variable | 1:Mean | 2:SD",
            "0:Group 1",
            "0:total | 1:501 | 2:52",
            "0:region | 1:501 | 2:52",
            "0:treatment | 1:501 | 2:52",
            "0:Group 2",
            "0:cases | 1:501 | 2:52",
            "0:outcome | 1:501 | 2:52",
            "0:north | 1:501 | 2:52",
        ]
    );
}

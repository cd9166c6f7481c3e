//! A page as it is read, as text and as a drawing.

use std::fmt::Write;

use crate::detect::view::{Box4, EdgeView, PageView, ProposalView, Reason, TableView};
use crate::markup::escaped;

/// Pages for a person at a terminal: what was put forward, what was chosen, and why.
pub(crate) fn text(pages: &[PageView]) -> String {
    let mut text = String::new();
    for page in pages {
        let _ = writeln!(
            text,
            "page {}: {} words, {} phrases, {} lines, {} rulings",
            page.page,
            page.words.len(),
            page.phrases.len(),
            page.lines.len(),
            page.rulings.len()
        );
        text.push_str(
            "  scores are bits of log odds: above 0 is yes, +1 is twice as likely as not\n",
        );
        text.push_str("  lines, with how much each reads as a table:\n");
        for line in &page.lines {
            let score = line.score.map_or_else(|| "-".to_owned(), bits);
            let _ = writeln!(text, "    {score:>6}  {}", line.text);
        }
        let _ =
            writeln!(text, "  proposals, the best {} of {}:", page.proposals.len(), page.proposed);
        for proposal in &page.proposals {
            let _ = writeln!(text, "    {}", described(proposal));
        }
        for (number, table) in (1..).zip(&page.tables) {
            describe(&mut text, number, table);
        }
    }
    text
}

/// Places that part no columns are shown where that was a near thing: from this score on, in 64ths of a
/// bit.
const NEAR: i32 = -4 * 64;

/// The places between columns that a person wants to see.
fn edges(table: &TableView) -> impl Iterator<Item = &EdgeView> {
    table.columns.iter().filter(|edge| edge.chosen || edge.score > NEAR)
}

fn describe(text: &mut String, number: usize, table: &TableView) {
    let _ = writeln!(text, "  table {number}: {}", described(&table.region));
    let _ = writeln!(text, "    because{}", because(&table.region.reasons));
    for edge in edges(table) {
        let (sign, at) = (if edge.chosen { "edge" } else { "none" }, points(edge.at));
        let _ = writeln!(
            text,
            "    {sign} at {at:>7} {:>6}{}",
            bits(edge.score),
            because(&edge.reasons)
        );
    }
    for line in &table.lines {
        let sign = if line.begins { "row " } else { "  …" };
        let score = line.score.map(bits).unwrap_or_default();
        let _ = writeln!(text, "    {sign:4} {score:>6}  {}", line.text);
        if !line.reasons.is_empty() {
            let _ = writeln!(text, "               {}", because(&line.reasons));
        }
    }
}

fn described(proposal: &ProposalView) -> String {
    let [x0, top, x1, bottom] = proposal.area.map(points);
    format!(
        "{} from {x0}, {top} to {x1}, {bottom}: {} lines, by {}",
        bits(proposal.score),
        proposal.lines,
        proposal.source
    )
}

fn because(reasons: &[Reason]) -> String {
    let named = reasons.iter().map(|reason| format!(" {} {};", reason.evidence, bits(reason.adds)));
    named.collect::<String>().trim_end_matches(';').to_owned()
}

/// 64ths of a bit as bits, with one digit.
fn bits(score: i32) -> String {
    let tenths = (u64::from(score.unsigned_abs()) * 10 + 32) / 64;
    let sign = if score < 0 { '-' } else { '+' };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Hundredths of a point as points.
fn points(hundredths: i32) -> String {
    let (size, sign) = (hundredths.unsigned_abs(), if hundredths < 0 { "-" } else { "" });
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// The room between pages in the drawing, in hundredths of a point.
const BETWEEN: i32 = 2000;

/// Pages one under the other, in SVG: words in grey, rulings in black, proposals dotted, tables framed
/// in blue with their scores, edges in red (those not taken dashed), the beginnings of rows in green.
pub(crate) fn svg(pages: &[PageView]) -> String {
    let width = pages.iter().map(|page| page.width).max().unwrap_or(0);
    let height = pages.iter().fold(0, |sum: i32, page| below(sum, page));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\">\n",
        points(width),
        points(height)
    );
    let mut top = 0;
    for page in pages {
        let _ = writeln!(text, "<g id=\"page-{}\" transform=\"translate(0 {top})\">", page.page);
        draw(&mut text, page);
        text.push_str("</g>\n");
        top = below(top, page);
    }
    text.push_str("</svg>\n");
    text
}

/// Where the next page begins under one that begins at `top`.
fn below(top: i32, page: &PageView) -> i32 {
    top.saturating_add(page.height).saturating_add(BETWEEN)
}

fn draw(text: &mut String, page: &PageView) {
    outline(text, [0, 0, page.width, page.height], "page", "fill=\"white\" stroke=\"silver\"");
    for word in &page.words {
        let [x0, top, x1, bottom] = word.area;
        let (size, length) = ((bottom - top).max(1) * 3 / 4, (x1 - x0).max(1));
        let y = bottom - (bottom - top) / 4;
        let shown = escaped(&word.text);
        let _ = writeln!(
            text,
            "<text x=\"{x0}\" y=\"{y}\" font-size=\"{size}\" textLength=\"{length}\" \
             lengthAdjust=\"spacingAndGlyphs\" fill=\"gray\">{shown}</text>"
        );
    }
    for ruling in &page.rulings {
        let (from, to) = match ruling.across {
            true => ((ruling.from, ruling.at), (ruling.to, ruling.at)),
            false => ((ruling.at, ruling.from), (ruling.at, ruling.to)),
        };
        stroke(text, from, to, "ruling", "stroke=\"black\" stroke-width=\"50\"");
    }
    for proposal in &page.proposals {
        let look =
            "fill=\"none\" stroke=\"orange\" stroke-width=\"40\" stroke-dasharray=\"100 200\"";
        outline(text, proposal.area, &described(proposal), look);
    }
    page.tables.iter().for_each(|table| draw_table(text, table));
}

fn draw_table(text: &mut String, table: &TableView) {
    let area = table.region.area;
    let [x0, top, x1, bottom] = area;
    let told = format!("{}; because{}", described(&table.region), because(&table.region.reasons));
    outline(text, area, &told, "fill=\"none\" stroke=\"blue\" stroke-width=\"120\"");
    label(text, (x0, top - 200), "blue", &bits(table.region.score));
    for edge in edges(table) {
        let told = format!("edge {};{}", bits(edge.score), because(&edge.reasons));
        let dashes = if edge.chosen { "" } else { " stroke-dasharray=\"200 200\"" };
        let look = format!("stroke=\"red\" stroke-width=\"60\"{dashes}");
        stroke(text, (edge.at, top), (edge.at, bottom), &told, &look);
        label(text, (edge.at, bottom + 500), "red", &bits(edge.score));
    }
    for line in table.lines.iter().filter(|line| line.begins) {
        let score = line.score.map(bits).unwrap_or_default();
        let told = format!("row {score};{}", because(&line.reasons));
        let y = line.area[1];
        stroke(text, (x0, y), (x1, y), &told, "stroke=\"green\" stroke-width=\"40\"");
        label(text, (x1 + 100, y + 400), "green", &score);
    }
}

fn outline(text: &mut String, [x0, top, x1, bottom]: Box4, told: &str, look: &str) {
    let (width, height, told) = (x1 - x0, bottom - top, escaped(told));
    let _ = writeln!(
        text,
        "<rect x=\"{x0}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" {look}>\
         <title>{told}</title></rect>"
    );
}

fn stroke(text: &mut String, from: (i32, i32), to: (i32, i32), told: &str, look: &str) {
    let ((x1, y1), (x2, y2), told) = (from, to, escaped(told));
    let _ = writeln!(
        text,
        "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" {look}><title>{told}</title></line>"
    );
}

fn label(text: &mut String, (x, y): (i32, i32), colour: &str, told: &str) {
    let told = escaped(told);
    let _ = writeln!(
        text,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"500\" fill=\"{colour}\">{told}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_places_are_said_in_whole_numbers() {
        assert_eq!(
            ["+0.0", "+1.0", "-2.5", "+0.1"],
            [0, 64, -160, 5].map(bits).each_ref().map(|s| &**s)
        );
        assert_eq!(["0.05", "-1.50"], [5, -150].map(points).each_ref().map(|s| &**s));
    }

    #[test]
    fn what_xml_does_not_allow_is_replaced() {
        assert_eq!(escaped("a<b & \u{1}"), "a&lt;b &amp; \u{fffd}");
    }
}

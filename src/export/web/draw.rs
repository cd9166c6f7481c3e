//! A web as a picture that people can read: steps in layers from left to right, what chains begin with at
//! the left end and what they end with at the right, links as broad as they are frequent.

use std::fmt::Write;

use super::{Graph, Node};
use crate::markup::escaped;

/// Layers at most: a page on its side holds no more boxes beside each other that can be read.
const MOST_LAYERS: usize = 6;
/// Units of the picture, pixels of a screen: a box, the letters in it, and what is between boxes.
const BOX_WIDTH: usize = 190;
const LETTER: usize = 7;
const LINE: usize = 16;
const PADDING: usize = 8;
const BESIDE: usize = 110;
const BELOW: usize = 18;
const MARGIN: usize = 24;
/// The broadest link.
const BROADEST: usize = 12;
/// How often the order within layers is mended; it hardly changes after that.
const SWEEPS: usize = 12;
/// Letters of a label that is shown whole; a longer one is whole in its tooltip.
const MOST_LETTERS: usize = 120;

/// Where a node is drawn.
#[derive(Clone, Debug, Default)]
struct Place {
    x: usize,
    y: usize,
    height: usize,
    lines: Vec<String>,
}

/// The picture.
pub fn svg(graph: &Graph) -> String {
    let places = places(graph);
    // Links that lead back reach out on both sides.
    let width = places.iter().map(|place| place.x + BOX_WIDTH).max().unwrap_or(0) + BESIDE;
    let height = places.iter().map(|place| place.y + place.height).max().unwrap_or(0) + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>What leads to what</title>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" \
         markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path d=\"M0,0 L8,4 L0,8 z\" fill=\"#44647d\" stroke=\"none\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <g fill=\"none\" stroke=\"#6b8ba4\">\n"
    );
    let most = graph.links.iter().map(|link| link.count).max().unwrap_or(1);
    for link in &graph.links {
        if let (Some(from), Some(to)) = (places.get(link.from), places.get(link.to)) {
            let said = format!(
                "{} → {}: {}",
                label(graph, link.from),
                label(graph, link.to),
                times(link.count)
            );
            let broad = 1 + (BROADEST - 1) * link.count / most;
            let _ = writeln!(
                out,
                "<path d=\"{}\" stroke-width=\"{broad}\" stroke-opacity=\"0.55\" \
                 marker-end=\"url(#tip)\"><title>{}</title></path>",
                curve(from, to),
                escaped(&said)
            );
        }
    }
    out.push_str("</g>\n");
    for (node, place) in graph.nodes.iter().zip(&places) {
        draw(node, place, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

fn label(graph: &Graph, at: usize) -> &str {
    graph.nodes.get(at).map_or("", |node| node.label.as_str())
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn draw(node: &Node, place: &Place, out: &mut String) {
    let Place { x, y, height, lines, .. } = place;
    // Pale blue begins chains, pale green ends them.
    let ground = match super::forms::part(node.begins, node.ends, node.count) {
        "first" => "#dcebf7",
        "last" => "#e0f0dc",
        _ => "#f7f7f4",
    };
    let _ = writeln!(
        out,
        "<g><title>{}: {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{height}\" \
         rx=\"6\" fill=\"{ground}\" stroke=\"#55636e\"/>",
        escaped(&node.label),
        times(node.count)
    );
    for (number, line) in (1..).zip(lines) {
        let (x, y) = (x + PADDING, y + PADDING / 2 + number * LINE - 4);
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\">{}</text>", escaped(line));
    }
    out.push_str("</g>\n");
}

/// From the right side of one box to the left side of the other; round both where it leads back.
fn curve(from: &Place, to: &Place) -> String {
    let (x0, y0) = (from.x + BOX_WIDTH, from.y + from.height / 2);
    let (x1, y1) = (to.x, to.y + to.height / 2);
    let bend = BESIDE.max(x1.abs_diff(x0) / 2);
    let back = x1.saturating_sub(bend);
    format!("M{x0},{y0} C{},{y0} {back},{y1} {x1},{y1}", x0 + bend)
}

fn places(graph: &Graph) -> Vec<Place> {
    let layers = layers(graph);
    let mut places: Vec<Place> = graph
        .nodes
        .iter()
        .zip(&layers)
        .map(|(node, layer)| {
            let lines = wrapped(&node.label);
            let height = lines.len() * LINE + PADDING;
            Place { x: BESIDE + layer * (BOX_WIDTH + BESIDE), height, lines, y: 0 }
        })
        .collect();
    let columns = ordered(graph, &layers);
    let tall = |column: &[usize]| -> usize {
        column.iter().filter_map(|at| places.get(*at)).map(|place| place.height + BELOW).sum()
    };
    let tallest = columns.iter().map(|column| tall(column)).max().unwrap_or(0);
    let tops: Vec<usize> =
        columns.iter().map(|column| MARGIN + (tallest - tall(column)) / 2).collect();
    for (column, top) in columns.iter().zip(tops) {
        let mut y = top;
        for at in column {
            if let Some(place) = places.get_mut(*at) {
                place.y = y;
                y += place.height + BELOW;
            }
        }
    }
    places
}

/// The layer of each node: where it stands in its chains on average. Layers without a node are left out.
fn layers(graph: &Graph) -> Vec<usize> {
    let last = MOST_LAYERS - 1;
    let layer = |node: &Node| (node.places * last + node.count * 500) / (node.count * 1000).max(1);
    let wanted: Vec<usize> = graph.nodes.iter().map(layer).collect();
    let mut used = wanted.clone();
    used.sort_unstable();
    used.dedup();
    wanted.iter().map(|layer| used.iter().position(|own| own == layer).unwrap_or(0)).collect()
}

/// The nodes of each layer from top to bottom: each near the middle of those that it is linked with
/// (the barycentre method; Sugiyama, Tagawa, Toda 1981).
fn ordered(graph: &Graph, layers: &[usize]) -> Vec<Vec<usize>> {
    let count = layers.iter().max().map_or(0, |last| last + 1);
    let mut columns = vec![Vec::new(); count];
    for (node, layer) in layers.iter().enumerate() {
        columns[*layer].push(node);
    }
    let mut beside: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.len()];
    for link in &graph.links {
        beside[link.from].push((link.to, link.count));
        beside[link.to].push((link.from, link.count));
    }
    let mut height = vec![0; layers.len()];
    let settle = |column: &[usize], height: &mut Vec<usize>| {
        for (at, node) in column.iter().enumerate() {
            // In thousandths of the height of the layer.
            height[*node] = (2 * at + 1) * 500 / column.len();
        }
    };
    columns.iter().for_each(|column| settle(column, &mut height));
    for sweep in 0..SWEEPS {
        let order: Vec<usize> =
            if sweep % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
        for layer in order {
            columns[layer].sort_by_key(|node| {
                let weight: usize = beside[*node].iter().map(|(_, count)| count).sum();
                let sum: usize =
                    beside[*node].iter().map(|(other, count)| height[*other] * count).sum();
                (sum.checked_div(weight).unwrap_or(height[*node]), *node)
            });
            settle(&columns[layer], &mut height);
        }
    }
    columns
}

/// A label in lines that fit into a box.
fn wrapped(label: &str) -> Vec<String> {
    let most = (BOX_WIDTH - 2 * PADDING) / LETTER;
    let shown: String = match label.chars().count() > MOST_LETTERS {
        true => label.chars().take(MOST_LETTERS - 1).chain(['…']).collect(),
        false => label.to_owned(),
    };
    let mut lines = vec![String::new()];
    for word in shown.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        while !word.is_empty() {
            let Some(line) = lines.last_mut() else { break };
            let used = line.chars().count() + usize::from(!line.is_empty());
            if used + word.len() <= most || (used == 0 && word.len() > most) {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.extend(word.drain(..word.len().min(most)));
            } else {
                lines.push(String::new());
            }
        }
    }
    lines
}

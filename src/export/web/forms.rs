//! A web in the forms of programs that draw and count: GraphML, DOT, Mermaid, Cytoscape, Kumu, a list of
//! links, and as a picture.

use std::fmt::Write;
use std::io;

use serde_json::{Value, json};

use super::{Graph, Weaver, svg};
use crate::canon;
use crate::export::csv::{harmless, writer};
use crate::export::{Entry, Export, ExportError, Put};
use crate::markup::escaped;

/// The form of a web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// GraphML (graphml.graphdrawing.org).
    GraphMl,
    /// Graphviz.
    Dot,
    /// A flowchart of Mermaid.
    Mermaid,
    /// Cytoscape.js.
    Cytoscape,
    /// A blueprint of Kumu.
    Kumu,
    /// Comma-separated values, a link a row.
    Links,
    /// A picture of the most frequent steps.
    Svg {
        /// How many nodes it has at most.
        nodes: usize,
    },
}

impl Form {
    /// The usual name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Form::GraphMl => "web.graphml",
            Form::Dot => "web.dot",
            Form::Mermaid => "web.mmd",
            Form::Cytoscape => "web.cyjs",
            Form::Kumu => "web.kumu.json",
            Form::Links => "links.csv",
            Form::Svg { .. } => "web.svg",
        }
    }
}

/// Exports the web of all documents.
#[derive(Debug)]
pub struct Web {
    form: Form,
    file: String,
    weaver: Weaver,
    /// How many nodes the picture leaves out.
    left: usize,
}

impl Web {
    /// Exports to `file`, or to the usual one; the chains of the columns with these keys, or of all.
    pub fn new(form: Form, columns: Vec<String>, file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| form.file().to_owned());
        Web { form, file, weaver: Weaver::new(columns), left: 0 }
    }
}

impl Export for Web {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        self.weaver.add(entry);
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        let graph = std::mem::take(&mut self.weaver).finish();
        let bytes = match self.form {
            Form::GraphMl => graphml(&graph).into_bytes(),
            Form::Dot => dot(&graph).into_bytes(),
            Form::Mermaid => mermaid(&graph).into_bytes(),
            Form::Cytoscape => canon::to_bytes(&cytoscape(&graph)),
            Form::Kumu => canon::to_bytes(&kumu(&graph)),
            Form::Links => links(&graph)?,
            Form::Svg { nodes } => {
                let (most, left) = graph.most(nodes);
                self.left = left;
                svg(&most).into_bytes()
            }
        };
        Ok(put(&self.file, &bytes)?)
    }

    fn remarks(&self) -> Vec<String> {
        let left = self.left;
        let told = format!(
            "{left} steps that are less frequent are not in the picture (--most shows more)"
        );
        (left > 0).then_some(told).into_iter().collect()
    }
}

fn graphml(graph: &Graph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    let keys = [
        ("label", "node", "string"),
        ("count", "node", "int"),
        ("begins", "node", "int"),
        ("ends", "node", "int"),
        ("weight", "edge", "int"),
        ("records", "edge", "int"),
    ];
    for (name, of, kind) in keys {
        let _ = writeln!(
            out,
            "  <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    out.push_str("  <graph edgedefault=\"directed\">\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "    <node id=\"n{at}\"><data key=\"label\">{}</data><data key=\"count\">{}</data>\
             <data key=\"begins\">{}</data><data key=\"ends\">{}</data></node>",
            escaped(&node.label),
            node.count,
            node.begins,
            node.ends
        );
    }
    for link in &graph.links {
        let _ = writeln!(
            out,
            "    <edge source=\"n{}\" target=\"n{}\"><data key=\"weight\">{}</data>\
             <data key=\"records\">{}</data></edge>",
            link.from, link.to, link.count, link.records
        );
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

fn dot(graph: &Graph) -> String {
    let mut out =
        String::from("digraph web {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{at} [label={}, count={}];", quoted(&node.label), node.count);
    }
    for link in &graph.links {
        let _ = writeln!(
            out,
            "  n{} -> n{} [weight={}, records={}, label={}];",
            link.from, link.to, link.count, link.records, link.count
        );
    }
    out.push_str("}\n");
    out
}

/// A text as a string of DOT, where a backslash begins an escape as well.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
    format!("\"{escaped}\"")
}

fn mermaid(graph: &Graph) -> String {
    // Its own signs are written as entities.
    let text = |text: &str| -> String {
        let entity = |c: char| match c {
            c if c.is_alphanumeric()
                || matches!(c, ' ' | '.' | ',' | '-' | '/' | '(' | ')' | '\'') =>
            {
                c.to_string()
            }
            c => format!("#{};", u32::from(c)),
        };
        text.chars().map(entity).collect()
    };
    let mut out = String::from("flowchart LR\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{at}[\"{}\"]", text(&node.label));
    }
    for link in &graph.links {
        let _ = writeln!(out, "  n{} -->|{}| n{}", link.from, link.count, link.to);
    }
    out
}

fn cytoscape(graph: &Graph) -> Value {
    let nodes = graph.nodes.iter().enumerate().map(|(at, node)| {
        json!({ "data": {
            "id": format!("n{at}"), "label": node.label, "count": node.count,
            "begins": node.begins, "ends": node.ends,
        } })
    });
    let edges = graph.links.iter().enumerate().map(|(at, link)| {
        json!({ "data": {
            "id": format!("e{at}"), "source": format!("n{}", link.from), "target": format!("n{}", link.to),
            "weight": link.count, "records": link.records,
        } })
    });
    json!({ "elements": {
        "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>(),
    } })
}

fn kumu(graph: &Graph) -> Value {
    let elements = graph.nodes.iter().enumerate().map(|(at, node)| {
        json!({
            "id": format!("n{at}"), "label": node.label, "type": part(node.begins, node.ends, node.count),
            "count": node.count,
        })
    });
    let connections = graph.links.iter().enumerate().map(|(at, link)| {
        json!({
            "id": format!("e{at}"), "from": format!("n{}", link.from), "to": format!("n{}", link.to),
            "direction": "directed", "weight": link.count, "records": link.records,
        })
    });
    json!({
        "elements": elements.collect::<Vec<_>>(), "connections": connections.collect::<Vec<_>>(),
    })
}

/// Where a step stands in more than half of its chains.
pub(super) fn part(begins: usize, ends: usize, count: usize) -> &'static str {
    match () {
        () if begins * 2 > count => "first",
        () if ends * 2 > count => "last",
        () => "between",
    }
}

fn links(graph: &Graph) -> Result<Vec<u8>, ExportError> {
    let mut out = writer(Vec::new());
    let label = |at: usize| {
        let label = graph.nodes.get(at).map_or("", |node| node.label.as_str());
        harmless(label, false)
    };
    out.write_record(["from", "to", "weight", "records"]).map_err(io::Error::from)?;
    for link in &graph.links {
        let (weight, records) = (link.count.to_string(), link.records.to_string());
        let (from, to) = (label(link.from), label(link.to));
        let row: [&str; 4] = [&from, &to, &weight, &records];
        out.write_record(row).map_err(io::Error::from)?;
    }
    out.into_inner().map_err(|error| ExportError::Write(error.into_error()))
}

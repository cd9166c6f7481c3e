//! A told diff as Markdown, for a pull request, and as a web page.

use std::fmt::Write;

use super::model::Diff;
use super::tell::{Line, Told, tell};
use super::words::{Mark, Span};

/// What CommonMark and GitHub would take for markup is escaped. A comment after `@` and `#` keeps
/// GitHub from calling people and linking issues.
fn markdown_safe(text: &str) -> String {
    let mut safe = String::new();
    let mut last = ' ';
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '@' | '#' => {
                safe.push(sign);
                safe.push_str("<!-- -->");
            }
            // Within a word it is no emphasis, and keys of columns have it.
            '_' if last.is_alphanumeric() && next.is_alphanumeric() => safe.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(sign);
            }
            sign if sign.is_control() => safe.push(' '),
            sign => safe.push(sign),
        }
        last = sign;
    }
    safe
}

fn html_safe(text: &str) -> String {
    let mut safe = String::new();
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // HTML allows no control characters, not even as entities.
            sign if sign.is_control() => safe.push('\u{FFFD}'),
            sign => safe.push(sign),
        }
    }
    safe
}

const MOVED: &str = " class=\"moved\"";

/// Words in `<ins>` and `<del>`, which GitHub shows as well. Blanks at the ends stay outside, where
/// Markdown does not mind them.
fn marked(spans: &[Span], safe: fn(&str) -> String) -> String {
    let tag = |name: &str, class: &str, text: &str| {
        let inner = text.trim();
        if inner.is_empty() {
            return format!("<{name}{class}>{}</{name}>", safe(text));
        }
        let lead = &text[..text.len() - text.trim_start().len()];
        let tail = &text[text.trim_end().len()..];
        format!("{lead}<{name}{class}>{}</{name}>{tail}", safe(inner))
    };
    let span = |span: &Span| match span.mark {
        Mark::Same => safe(&span.text),
        Mark::Gone => tag("del", "", &span.text),
        Mark::Come => tag("ins", "", &span.text),
        // GitHub leaves the class out; the line says where the words stand.
        Mark::Away => tag("del", MOVED, &span.text),
        Mark::Here => tag("ins", MOVED, &span.text),
    };
    spans.iter().map(span).collect()
}

/// The diff as Markdown; one line where there is no change.
pub fn to_markdown(diff: &Diff) -> String {
    let told = tell(diff);
    if told.changes == 0 {
        return "No differences.\n".to_owned();
    }
    let mut out = format!("{}\n", markdown_safe(&told.sum()));
    let mut table = "";
    for part in &told.parts {
        if part.table != table && !part.table.is_empty() {
            let _ = write!(out, "\n## {}\n", markdown_safe(&part.table));
            table = &part.table;
        }
        if !part.record.is_empty() {
            let _ = write!(out, "\n### {}\n", markdown_safe(&part.record));
        }
        out.push('\n');
        for line in part.lines() {
            let text = marked(&line.spans, markdown_safe);
            let _ = writeln!(out, "{:1$}- {2}", "", 2 * line.depth, text);
        }
    }
    out
}

/// Colours keep a contrast of at least 4.5 : 1 (WCAG 2.2, AA) on both grounds, and nothing is told
/// by colour alone: what went is struck through, what came is underlined, and screen readers, most
/// of which pass over `ins` and `del`, are given words that are not drawn.
const STYLE: &str = "\
:root { color-scheme: light dark; --gone: #a40e26; --gone-bg: #ffebe9; --come: #0a5c26; \
--come-bg: #dafbe1; --moved: #0550ae; --soft: #57606a; --line: #d0d7de; }
@media (prefers-color-scheme: dark) { :root { --gone: #ffb3ad; --gone-bg: #4b1113; \
--come: #9be9a8; --come-bg: #12361f; --moved: #9ecbff; --soft: #9ea7b1; --line: #3d444d; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h3 { margin: 1.5rem 0 .25rem; border-bottom: 1px solid var(--line); }
ul { margin: .25rem 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
li.moved { color: var(--moved); }
del { color: var(--gone); background: var(--gone-bg); text-decoration: line-through; }
ins { color: var(--come); background: var(--come-bg); text-decoration: underline; }
del.moved, ins.moved { color: var(--moved); background: none; }
del::before { content: \" removed: \"; } del::after { content: \", end of removed; \"; }
ins::before { content: \" added: \"; } ins::after { content: \", end of added; \"; }
.moved::before { content: \" moved: \"; } .moved::after { content: \", end of moved; \"; }
del::before, del::after, ins::before, ins::after { position: absolute; width: 1px; height: 1px; \
overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sum { color: var(--soft); }
@media print { body { max-width: none; } h3 { break-after: avoid; } }
";

/// The diff as a web page that stands alone: no script, nothing fetched. `before` and `after` name
/// the documents.
pub fn to_html(diff: &Diff, before: &str, after: &str) -> String {
    let told = tell(diff);
    let title = format!("{} → {}", html_safe(before), html_safe(after));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n"
    );
    let sum = if told.changes == 0 { "No differences.".to_owned() } else { html_safe(&told.sum()) };
    let _ = writeln!(out, "<p class=\"sum\">{sum}</p>");
    parts(&told, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn parts(told: &Told, out: &mut String) {
    let mut table = "";
    for (number, part) in told.parts.iter().enumerate() {
        if part.table != table && !part.table.is_empty() {
            let _ = writeln!(out, "<h2>{}</h2>", html_safe(&part.table));
            table = &part.table;
        }
        if part.record.is_empty() {
            out.push_str("<section>\n");
        } else {
            let id = html_safe(&part.record);
            let _ = writeln!(out, "<section aria-labelledby=\"part-{number}\">");
            let _ = writeln!(out, "<h3 id=\"part-{number}\">{id}</h3>");
        }
        list(part.lines(), out);
        out.push_str("</section>\n");
    }
}

/// Lines as a list; the details of a change are a list within its entry.
fn list<'a>(lines: impl Iterator<Item = &'a Line>, out: &mut String) {
    out.push_str("<ul>\n");
    let mut open = false;
    let mut rest = lines.peekable();
    while let Some(line) = rest.next() {
        let class = line.tone.name();
        let _ = write!(out, "<li class=\"{class}\">{}", marked(&line.spans, html_safe));
        let next = rest.peek().map_or(0, |next| next.depth);
        if line.depth == 0 && next > 0 {
            out.push_str("\n<ul>\n");
            open = true;
        } else {
            out.push_str("</li>\n");
            if open && next == 0 {
                out.push_str("</ul></li>\n");
                open = false;
            }
        }
    }
    out.push_str("</ul>\n");
}

//! A folder of documents → a page that says what is open in each, with a link to it; and a page that says in
//! words what is wrong. Their names come from strangers, and stand on it as text alone.

use crate::decide::open::Progress;
use crate::error::Error;
use crate::markup::escaped;

const SCRIPT: &str = include_str!("folder.js");
const STYLE: &str = concat!(include_str!("page.css"), include_str!("folder.css"));

/// A document of the folder.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its address; letters and digits alone.
    pub id: String,
    /// Its name in the folder.
    pub name: String,
    /// What is known of it.
    pub state: State,
}

/// What is known of a document.
#[derive(Clone, Debug)]
pub enum State {
    /// It is not read yet.
    Waiting,
    /// It was read.
    Read {
        /// How many studies it has.
        studies: usize,
        /// How far a person has come with it.
        progress: Progress,
    },
    /// It, or the file of its decisions, cannot be read.
    Failed(Error),
}

/// The page of a folder called `name`, or why it cannot be read.
pub fn page(name: &str, lines: Result<&[Line], &Error>) -> Vec<u8> {
    let (sum, main) = match lines {
        Err(error) => (String::new(), failure(name, error)),
        Ok([]) => (
            "no documents".to_owned(),
            "<p class=\"empty\">There is no PDF, Word document or text dump in this folder. What is put there \
             appears here.</p>"
                .to_owned(),
        ),
        Ok(lines) => (sum(lines), table(lines)),
    };
    let body = format!(
        "<body class=\"folder\">\n<header class=\"top\"><div class=\"name\"><h1>{}</h1><p id=\"sum\">{sum}</p>\
         </div></header>\n<main id=\"documents\">{main}</main>\n\
         <p id=\"said\" class=\"told\" role=\"status\"></p>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        escaped(name)
    );
    (head(name) + &body).into_bytes()
}

/// A page that says what is wrong and what to do.
pub fn trouble(title: &str, message: &str, help: &str) -> Vec<u8> {
    let body = format!(
        "<body class=\"folder\">\n<main class=\"trouble\"><h1>{}</h1><p>{}</p><p class=\"soft\">{}</p>\
         <p><a class=\"back\" href=\"/\">All documents</a></p></main>\n</body>\n</html>\n",
        escaped(title),
        escaped(message),
        escaped(help)
    );
    (head(title) + &body).into_bytes()
}

/// What these pages may do, for whoever sends them.
pub fn policy() -> String {
    super::policy(SCRIPT, STYLE, true)
}

fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{} · rowmend</title>\n<style>{STYLE}</style>\n</head>\n",
        policy(),
        escaped(title)
    )
}

fn sum(lines: &[Line]) -> String {
    let (mut points, mut open, mut failed, mut waiting) = (0, 0, 0, 0);
    for line in lines {
        match &line.state {
            State::Waiting => waiting += 1,
            State::Failed(_) => failed += 1,
            State::Read { progress, .. } => {
                points += progress.points;
                open += progress.open;
            }
        }
    }
    let count =
        |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let mut told = count(lines.len(), "document");
    told.push_str(&format!(" · {} of {} decided", points - open, count(points, "point")));
    if failed > 0 {
        told.push_str(&format!(" · {failed} cannot be read"));
    }
    if waiting > 0 {
        told.push_str(&format!(" · {waiting} being read"));
    }
    told
}

fn table(lines: &[Line]) -> String {
    let rows: String = lines.iter().map(row).collect();
    format!(
        "<table><thead><tr><th scope=\"col\">Document</th><th scope=\"col\">Studies</th>\
         <th scope=\"col\">Open</th><th scope=\"col\">Decided</th><th scope=\"col\">Decisions</th></tr></thead>\
         <tbody>{rows}</tbody></table>"
    )
}

fn row(line: &Line) -> String {
    let (id, name) = (&line.id, escaped(&line.name));
    let cells = match &line.state {
        State::Waiting => "<td colspan=\"4\" class=\"soft\">being read …</td>".to_owned(),
        State::Failed(error) => format!("<td colspan=\"4\">{}</td>", failure(&line.name, error)),
        State::Read { studies, progress } => read(*studies, progress, &name),
    };
    format!(
        "<tr id=\"d-{id}\"><th scope=\"row\"><a href=\"/document/{id}\">{name}</a></th>{cells}</tr>"
    )
}

fn read(studies: usize, progress: &Progress, name: &str) -> String {
    let Progress { points, open, decisions, undone } = *progress;
    let decided = points - open;
    let bar = match points {
        0 => "<span class=\"soft\">nothing to look at</span>".to_owned(),
        points => format!(
            "<progress max=\"{points}\" value=\"{decided}\" aria-label=\"Points decided of {name}\"></progress> \
             <span class=\"of\">{decided} of {points}</span>"
        ),
    };
    let class = if open > 0 { "open" } else { "done" };
    let undone = match undone {
        0 => String::new(),
        undone => format!(" <span class=\"stale\">{undone} not in force</span>"),
    };
    format!(
        "<td class=\"number\" data-name=\"Studies\">{studies}</td>\
         <td class=\"number\" data-name=\"Open\"><span class=\"{class}\">{open}</span></td>\
         <td data-name=\"Decided\">{bar}</td><td data-name=\"Decisions\">{decisions}{undone}</td>"
    )
}

/// What is wrong, without the name of the document where that stands beside it.
pub fn told(name: &str, error: &Error) -> String {
    let told = error.to_string();
    let name = name.rsplit('/').next().unwrap_or(name);
    match told.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")) {
        Some(rest) => rest.to_owned(),
        None => told,
    }
}

fn failure(name: &str, error: &Error) -> String {
    let help = error.advice().map(|help| format!("<p class=\"soft\">{}</p>", escaped(help)));
    format!("<p class=\"failed\">{}</p>{}", escaped(&told(name, error)), help.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn names_and_messages_are_texts() {
        let hostile = "<script>alert(1)</script>\n\"'&.pdf";
        let failed = Error::new(ErrorKind::Damaged, hostile, "<b>broken</b>").help("<i>mend</i>");
        let states = [
            State::Waiting,
            State::Read {
                studies: 1,
                progress: Progress { points: 2, open: 1, decisions: 1, undone: 1 },
            },
            State::Failed(failed.clone()),
        ];
        let lines =
            states.map(|state| Line { id: "ab".to_owned(), name: hostile.to_owned(), state });
        let pages = [
            page(hostile, Ok(&lines)),
            page(hostile, Err(&failed)),
            page("x", Ok(&[])),
            trouble(hostile, hostile, hostile),
        ];
        for page in pages {
            let page = String::from_utf8(page).expect("UTF-8");
            assert!(
                !page.contains("<script>alert") && !page.contains("<b>") && !page.contains("<i>"),
                "{page}"
            );
        }
    }

    #[test]
    fn the_sum_counts_what_was_read() {
        let line = |state| Line { id: "a".to_owned(), name: "a.pdf".to_owned(), state };
        let read = |points, open| State::Read {
            studies: 3,
            progress: Progress { points, open, ..Progress::default() },
        };
        let lines = [line(read(4, 1)), line(read(3, 0)), line(State::Waiting)];
        assert_eq!(sum(&lines), "3 documents · 6 of 7 points decided · 1 being read");
    }
}

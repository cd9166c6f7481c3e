//! What is asked for → its answer. Which document is meant is looked up in the list of those that were found.

use std::cell::OnceCell;
use std::net::SocketAddr;
use std::sync::mpsc::SyncSender;

use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::show::{self, Served, folder};
use serde_json::{Value as Json, json};

use super::decisions::{self, Merged, Wish};
use super::documents::{Document, Documents, Now, held};
use super::http::{Answer, Connection, Head, Method};
use super::token::{self, Key};
use crate::cli::look;

/// How often what is wanted is put into a file that somebody else changes at the same moment.
const TRIES: usize = 5;

/// All that answers need.
#[derive(Debug)]
pub(super) struct Server {
    /// What the folder is called.
    pub(super) name: String,
    pub(super) documents: Documents,
    pub(super) key: Key,
    pub(super) address: SocketAddr,
    /// Tells that there may be documents that are not known yet.
    pub(super) wake: SyncSender<()>,
}

impl Server {
    /// Answers one request, if there is one; what is refused is refused before its body is read.
    pub(super) fn serve(&self, connection: &mut Connection<'_>) -> Option<Answer> {
        let head = match connection.head() {
            Ok(head) => head?,
            Err(answer) => return Some(answer),
        };
        let admitted =
            token::guard(&head, self.address).and_then(|()| self.key.admit(&head, self.address));
        Some(admitted.and_then(|()| self.answer(&head, connection)).unwrap_or_else(|answer| answer))
    }

    fn answer(&self, head: &Head, connection: &mut Connection<'_>) -> Result<Answer, Answer> {
        if head.path == "/" && head.method == Method::Get {
            return Ok(self.folder());
        }
        let rest = head.path.strip_prefix("/document/").ok_or_else(nothing)?;
        let (id, what) = rest.split_once('/').unwrap_or((rest, ""));
        let document = self.documents.find(id).ok_or_else(nothing)?;
        let document = &*document;
        match (head.method, what) {
            (Method::Get, "") => {
                self.page(document).map_err(|error| trouble(&document.name, &error))
            }
            (Method::Get, "version") => self.version(document).map_err(|error| wrong(&error)),
            (Method::Get, "state") => {
                let reading = head.query.as_deref().unwrap_or_default();
                self.state(document, reading)
                    .map(|state| Answer::json(200, &state))
                    .map_err(|error| wrong(&error))
            }
            (Method::Get, "result") => self.result(document).map_err(|error| wrong(&error)),
            (Method::Post, "decisions") => {
                let body = connection.body(head)?;
                let wish: Wish = serde_json::from_slice(&body).map_err(|error| {
                    let message = format!("what is to be written is not understood: {error}");
                    wrong(&Error::new(ErrorKind::Settings, &document.name, message))
                })?;
                self.write(document, &wish).map_err(|error| wrong(&error))
            }
            _ => Err(nothing()),
        }
    }

    fn folder(&self) -> Answer {
        let lines = self.documents.list().map(|list| {
            list.iter().map(|document| self.documents.line(document)).collect::<Vec<_>>()
        });
        // Where nobody takes it up, somebody was told already.
        let _ = self.wake.try_send(());
        let page = folder::page(&self.name, lines.as_deref());
        Answer::page(page, folder::policy())
    }

    fn page(&self, document: &Document) -> Result<Answer, Error> {
        let now = self.documents.now(document)?;
        let reading = self.documents.reading(document, &now)?;
        let seen = self.documents.look(document, &now)?;
        let (served, file) = (served(&now), document.decisions_name());
        let shown = seen.shown(&reading.extraction, &file, now.text.as_deref(), &now.decided);
        let page = look::page(&show::Shown { served: Some(&served), ..shown });
        Ok(Answer::page(page, show::served_policy()))
    }

    fn version(&self, document: &Document) -> Result<Answer, Error> {
        let (version, reading) = self.documents.versions(document)?;
        Ok(Answer::json(200, &json!({ "version": version, "reading": reading })))
    }

    /// What changed for a tab that shows the tables of `reading`; that it is another one, where it is.
    fn state(&self, document: &Document, reading: &str) -> Result<Json, Error> {
        let now = self.documents.now(document)?;
        if now.reading != reading {
            return Ok(json!({ "served": served(&now) }));
        }
        let (served, file) = (served(&now), document.decisions_name());
        let read = self.documents.reading(document, &now)?;
        let seen = self.documents.look(document, &now)?;
        let shown = seen.shown(&read.extraction, &file, now.text.as_deref(), &now.decided);
        Ok(show::state(&show::Shown { served: Some(&served), ..shown }))
    }

    /// What is exported now, to be held against what a tab shows.
    fn result(&self, document: &Document) -> Result<Answer, Error> {
        let now = self.documents.now(document)?;
        let exported = self.documents.exported(document, &now)?;
        let values = show::values(&exported.extraction.document);
        Ok(Answer::json(200, &json!({ "version": now.version, "values": values })))
    }

    fn write(&self, document: &Document, wish: &Wish) -> Result<Answer, Error> {
        let merged = self.merge(document, wish)?;
        let mut state = self.state(document, &wish.reading)?;
        let Merged::Clashes(clashes) = merged else { return Ok(Answer::json(200, &state)) };
        if let Some(state) = state.as_object_mut() {
            state.insert("clashes".to_owned(), json!(clashes));
        }
        Ok(Answer::json(409, &state))
    }

    /// Writes what is wanted, where nobody else decided on the same point meanwhile.
    fn merge(&self, document: &Document, wish: &Wish) -> Result<Merged, Error> {
        let documents = &self.documents;
        let name = document.decisions_name();
        let _one_at_a_time = held(&document.writing);
        let _held = documents.hold(document)?;
        for _ in 0..TRIES {
            let now = documents.now(document)?;
            let seen = match now.version == wish.version {
                true => now.text.clone(),
                false => document.version(&wish.version),
            };
            let read = OnceCell::new();
            let anchors = |_: &_| {
                let reading = documents.reading(document, &now)?;
                let read = &read.get_or_init(|| reading).extraction;
                Ok(Anchors::new(&read.document, &read.keys))
            };
            let merged =
                decisions::merge(&name, now.text.as_deref(), seen.as_deref(), wish, anchors)?;
            let Merged::Text(text) = &merged else { return Ok(merged) };
            // A text editor asks nobody before it saves.
            if documents.decisions(document)? != now.text {
                continue;
            }
            if now.text.as_ref() != Some(text) {
                documents.write(document, text)?;
            }
            return Ok(merged);
        }
        Err(Error::new(ErrorKind::Unwritable, &name, "somebody else writes to it all the time")
            .help("wait until that is done, and decide again"))
    }
}

fn served(now: &Now) -> Served {
    Served { version: now.version.clone(), reading: now.reading.clone() }
}

fn nothing() -> Answer {
    Answer::trouble(
        404,
        "Nothing is here",
        "No document of the folder has this address. It may have been moved or renamed.",
        "",
    )
}

/// What is wrong with what is asked for, as a page.
fn trouble(name: &str, error: &Error) -> Answer {
    let told = folder::told(name, error);
    Answer::trouble(status(error), name, &told, error.advice().unwrap_or_default())
}

/// The same, for a script.
fn wrong(error: &Error) -> Answer {
    Answer::json(status(error), &json!({ "error": error.to_string(), "help": error.advice() }))
}

fn status(error: &Error) -> u16 {
    match error.kind() {
        ErrorKind::Fault | ErrorKind::Unwritable => 500,
        _ => 422,
    }
}

//! A document, its decisions file and its points. What is decided is written at once; the file is read anew
//! before, so that what others wrote into it meanwhile stays.

use std::path::PathBuf;

use rowmend::unstable::decide::Decisions;
use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::file;
use rowmend::unstable::decide::made::{By, Made};
use rowmend::unstable::decide::open::{self, Open, Review};
use rowmend::unstable::decide::queue::{self, Point};
use rowmend::unstable::error::Error;
use rowmend::unstable::files;
use rowmend::unstable::pipeline::{Extraction, Options};
use rowmend::unstable::show::view::View;

use super::super::isolate::Reader;
use super::super::look::Looked;
use super::super::{Common, input};
use super::Arguments;

/// Why nothing was written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The decision cannot stand, in words.
    Cannot(String),
    /// Something failed.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Failed(error)
    }
}

#[derive(Debug)]
pub(super) struct Desk {
    reader: Reader,
    options: Options,
    pub(super) name: String,
    bytes: Vec<u8>,
    pub(super) path: PathBuf,
    pub(super) decisions: Decisions,
    pub(super) extraction: Extraction,
    pub(super) points: Vec<Point>,
    /// The lines of a dump.
    pub(super) lines: Vec<String>,
    /// What was added, the last at the end.
    added: Vec<String>,
}

impl Desk {
    pub(super) fn open(arguments: &Arguments, common: &Common) -> Result<Desk, Error> {
        let path = arguments.decisions.clone();
        let path = path.unwrap_or_else(|| files::decisions_path(&arguments.file));
        let reader = arguments.reading.reader(common)?;
        let options = reader.options_for(&arguments.file)?;
        let (name, bytes) = input::load(&arguments.file, reader.limits())?;
        let (_, decisions) = files::decisions_in(&path)?;
        let source = Looked { reader: &reader, options: &options, name: &name, bytes: &bytes };
        let extraction = source.read_as(&decisions)?;
        let lines = match extraction.trace.source.pages {
            None => lines(source.view()?),
            Some(_) => Vec::new(),
        };
        let mut desk = Desk {
            reader,
            options,
            name,
            bytes,
            path,
            decisions,
            extraction,
            points: Vec::new(),
            lines,
            added: Vec::new(),
        };
        desk.find();
        Ok(desk)
    }

    pub(super) fn anchors(&self) -> Anchors<'_> {
        Anchors::new(&self.extraction.document, &self.extraction.keys)
    }

    /// What is open, and which decisions do not hold.
    pub(super) fn review(&self) -> Review {
        let Extraction { document, trace, .. } = &self.extraction;
        open::review(document, &self.anchors(), trace, &self.decisions)
    }

    /// What a person has to know of a point.
    pub(super) fn tell(&self, point: &Point) -> Open {
        let Extraction { document, trace, .. } = &self.extraction;
        open::tell(document, &self.anchors(), trace, point)
    }

    /// The decisions file as messages name it.
    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    fn find(&mut self) {
        let Extraction { document, trace, .. } = &self.extraction;
        self.points = queue::points(document, &self.anchors(), &trace.notices, &self.decisions);
    }

    /// Writes decisions at the end of the file, all of them or none.
    pub(super) fn add(&mut self, made: &[Made], by: &By) -> Result<(), Refusal> {
        let (old, _) = files::decisions_in(&self.path)?;
        let mut text = old.clone().unwrap_or_else(|| file::to_toml(&Decisions::default()));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let begin = text.lines().count();
        let entries: String = made.iter().map(|made| format!("\n{}", made.entry(by))).collect();
        text.push_str(&entries);
        let decisions = file::parse(&self.shown(), &text)
            .map_err(|error| Refusal::Cannot(error.message().to_owned()))?;
        let extraction = self.reread(&decisions)?;
        let read = extraction.as_ref().unwrap_or(&self.extraction);
        let anchors = Anchors::new(&read.document, &read.keys);
        let undone = open::undone(&anchors, &read.trace, &decisions);
        if let Some(undone) = undone.iter().find(|undone| undone.line > begin) {
            return Err(Refusal::Cannot(undone.reason.clone()));
        }
        files::replace_text(&self.path, old.as_deref(), &text)?;
        self.added.push(entries);
        self.take(decisions, extraction);
        Ok(())
    }

    /// Takes the last entries that were added here out of the file again; none where there are none left.
    pub(super) fn take_back(&mut self) -> Result<bool, Refusal> {
        let Some(last) = self.added.last() else { return Ok(false) };
        let (old, _) = files::decisions_in(&self.path)?;
        let old = old.unwrap_or_default();
        let mut found = old.match_indices(last.as_str());
        let (Some((at, _)), None) = (found.next(), found.next()) else {
            let message = format!("{} was changed since; take it out there", self.shown());
            return Err(Refusal::Cannot(message));
        };
        let text = format!("{}{}", &old[..at], &old[at + last.len()..]);
        let decisions = file::parse(&self.shown(), &text)?;
        let extraction = self.reread(&decisions)?;
        files::replace_text(&self.path, Some(&old), &text)?;
        self.added.pop();
        self.take(decisions, extraction);
        Ok(true)
    }

    fn take(&mut self, decisions: Decisions, extraction: Option<Extraction>) {
        self.decisions = decisions;
        if let Some(extraction) = extraction {
            self.extraction = extraction;
        }
        self.find();
    }

    /// The document with other decisions on its tables; none where they are as they were.
    fn reread(&self, decisions: &Decisions) -> Result<Option<Extraction>, Error> {
        let same = decisions.shapes == self.decisions.shapes;
        (!same).then(|| self.source().read_as(decisions)).transpose()
    }

    fn source(&self) -> Looked<'_> {
        let Desk { reader, options, name, bytes, .. } = self;
        Looked { reader, options, name, bytes }
    }
}

/// The lines of a dump; none of a Word document.
fn lines(view: View) -> Vec<String> {
    match view {
        View::Lines(lines) => lines,
        View::Pages(_) | View::Tables(_) => Vec::new(),
    }
}

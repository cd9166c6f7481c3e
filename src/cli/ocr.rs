//! `--ocr ENGINE`: the pages of a scan through an installed engine, whose output is kept beside the source.
//!
//! Pages are drawn by a worker, the engine runs in a process of its own, and what it wrote is kept with the hash of
//! the source: the next run reads that and starts no engine, so that the same bytes come out.

use std::path::{Path, PathBuf};
use std::process::Command;

use rowmend::unstable::contain::Ask;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::extract::Recognition;
use rowmend::unstable::show::view::View;
use rowmend::unstable::source::{self, Media, Source};
use rowmend::unstable::{canon, files};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::input;
use super::isolate::Reader;

/// The form of what is kept.
const FORMAT: &str = "rowmend-ocr/1";
/// How the name of what is kept ends, after the whole name of its source.
pub(super) const ENDING: &str = ".ocr.json";
/// Dots an inch at which pages are drawn: engines are trained on such, and read worse below.
const DOTS: u32 = 300;
/// Pages that one worker draws before the next.
const BATCH: u32 = 8;
/// Reads pictures with RapidOCR, and writes a list of lines for each as JSON.
const RAPID: &str = "import json,sys
from rapidocr import RapidOCR
engine=RapidOCR()
pages=[]
for path in sys.argv[1:]:
    seen=engine(path)
    lines=zip(seen.boxes,seen.txts,seen.scores) if seen.boxes is not None else []
    pages.append([{'box':[[float(x) for x in p] for p in b],'txt':t,'score':float(s)} for b,t,s in lines])
json.dump(pages,sys.stdout,ensure_ascii=False)
";

/// An engine that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Engine {
    Tesseract,
    Rapid,
    /// Given pictures, it writes words with boxes on stdout.
    Program(PathBuf),
}

impl Engine {
    /// The engine of a name, or the program at a path.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "tesseract" => Engine::Tesseract,
            "rapidocr" => Engine::Rapid,
            path => Engine::Program(path.into()),
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Engine::Tesseract => "tesseract".to_owned(),
            Engine::Rapid => "rapidocr".to_owned(),
            Engine::Program(path) => path.display().to_string(),
        }
    }

    /// Its name and version; the name alone where it does not tell one.
    fn told(&self) -> String {
        let told = match self {
            Engine::Tesseract => first_line("tesseract", &["--version"]),
            Engine::Rapid => {
                let ask =
                    "import importlib.metadata as m; print('rapidocr', m.version('rapidocr'))";
                first_line("python3", &["-c", ask])
            }
            Engine::Program(_) => None,
        };
        told.unwrap_or_else(|| self.name())
    }

    /// The command that reads pictures and writes words with boxes on stdout.
    fn command(&self, pictures: &[PathBuf], folder: &Path) -> Result<Command, std::io::Error> {
        let mut command = match self {
            Engine::Tesseract => {
                // A list of pictures is one document of so many pages.
                let list = folder.join("pages.txt");
                let lines = pictures.iter().map(|path| format!("{}\n", path.display()));
                std::fs::write(&list, lines.collect::<String>())?;
                let mut command = Command::new("tesseract");
                command.arg(list).args(["stdout", "--dpi", &DOTS.to_string(), "hocr"]);
                // Its threads wait for each other longer than they work.
                command.env("OMP_THREAD_LIMIT", "1");
                return Ok(command);
            }
            Engine::Rapid => {
                let mut command = Command::new("python3");
                command.args(["-c", RAPID]);
                command
            }
            Engine::Program(path) => Command::new(path),
        };
        command.args(pictures);
        Ok(command)
    }

    /// What to do where it cannot be started.
    fn install(&self) -> String {
        match self {
            Engine::Tesseract => {
                "install it (Debian and Ubuntu: apt-get install tesseract-ocr; macOS: brew \
                 install tesseract), or name another engine"
                    .to_owned()
            }
            Engine::Rapid => {
                "install it with `pip install rapidocr onnxruntime`, or name another engine"
                    .to_owned()
            }
            Engine::Program(_) => {
                "name tesseract, rapidocr, or a program that is given pictures of pages and \
                 writes hOCR, ALTO, TSV or JSON with the boxes of words on stdout"
                    .to_owned()
            }
        }
    }
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// What an engine wrote about a source.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: String,
    sha256: String,
    asked: String,
    engine: String,
    dots_per_inch: u32,
    words: String,
}

impl Kept {
    fn recognition(self) -> Recognition {
        Recognition { engine: self.engine, dots_per_inch: self.dots_per_inch, words: self.words }
    }
}

/// What the engine recognised on the pages of a PDF, from what is kept beside it, or by running it; none for a document
/// that is no PDF.
pub(super) fn recognise(
    path: &Path,
    engine: &Engine,
    reader: &Reader,
) -> Result<Option<Recognition>, Error> {
    if input::is_stdin(path) {
        let message =
            "what an engine writes is kept beside its document, and this one has no place";
        return Err(
            Error::new(ErrorKind::Settings, "stdin", message).help("save it, and name the file")
        );
    }
    let (name, bytes) = input::load(path, reader.limits())?;
    let source = Source::new(&name, bytes, reader.limits())?;
    if source.media() != Media::Pdf {
        return Ok(None);
    }
    let sha256 = source::hash(source.bytes());
    let beside = files::beside(path, ENDING);
    if let Some(kept) = kept(&beside)? {
        if kept.sha256 == sha256 && kept.asked == engine.name() {
            return Ok(Some(kept.recognition()));
        }
        let of =
            if kept.sha256 == sha256 { kept.asked } else { "another version of it".to_owned() };
        let message = format!("what is kept in {} is of {of}", beside.display());
        return Err(Error::new(ErrorKind::Unwritable, &name, message)
            .help("move it away or delete it, so that the engine can be run anew"));
    }
    let words = run(&source, engine, reader)?;
    let kept = Kept {
        format: FORMAT.to_owned(),
        sha256,
        asked: engine.name(),
        engine: engine.told(),
        dots_per_inch: DOTS,
        words,
    };
    files::write(&beside, &canon::to_bytes(&kept))?;
    Ok(Some(kept.recognition()))
}

fn kept(path: &Path) -> Result<Option<Kept>, Error> {
    if !path.exists() {
        return Ok(None);
    }
    let read: Result<Kept, _> = canon::from_bytes(&files::read_bytes(path)?);
    match read {
        Ok(kept) if kept.format == FORMAT => Ok(Some(kept)),
        _ => {
            let message =
                "it stands where the words of the scan would be kept, and holds something else";
            Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
                .help("move it away: rowmend writes over nothing that it did not write"))
        }
    }
}

/// Draws all pages and lets the engine read them.
fn run(source: &Source, engine: &Engine, reader: &Reader) -> Result<String, Error> {
    let failed = |message: String| {
        Error::new(ErrorKind::Unreadable, source.name(), message).help(engine.install())
    };
    let io = |error: std::io::Error| failed(format!("its pages cannot be kept: {error}"));
    let folder = TempDir::new().map_err(io)?;
    let pictures = draw(source, reader, folder.path())?;
    tracing::info!(pages = pictures.len(), engine = engine.name(), "recognising");
    let mut command = engine.command(&pictures, folder.path()).map_err(io)?;
    let output = command.output().map_err(|error| {
        failed(format!("{} cannot be started: {}", engine.name(), files::why(&error)))
    })?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        let last =
            told.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        return Err(failed(format!("{} failed: {}", engine.name(), last.trim())));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| failed(format!("what {} wrote is no UTF-8", engine.name())))
}

/// The pages as pictures in a folder, in order; a page that cannot be drawn is an empty one.
fn draw(source: &Source, reader: &Reader, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    /// A picture of one white pixel, so that no page is counted as another.
    const EMPTY: &[u8] = include_bytes!("white.png");
    let view: View = reader.ask_source(source, Ask::View)?.told(source.name())?;
    let View::Pages(sizes) = view else { return Ok(Vec::new()) };
    let count = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    let mut paths = Vec::new();
    for from in (1..=count).step_by(BATCH as usize) {
        let to = count.min(from.saturating_add(BATCH - 1));
        let asked = Ask::Pictures { from, to, scale: f64::from(DOTS) / 72.0 };
        let drawn = reader.ask_source(source, asked)?.pictures()?;
        for (number, picture) in (from..=to).zip(drawn) {
            let path = folder.join(format!("page-{number:05}.png"));
            files::write(&path, picture.as_deref().unwrap_or(EMPTY))?;
            paths.push(path);
        }
    }
    Ok(paths)
}

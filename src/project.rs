//! `rowmend.toml`: which sources a project has, where their goldens lie, and how they are read.
//! FORMAT.md tells the form. The text comes in, plain data goes out; no file is opened here.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use toml::Spanned;

use crate::error::Error;
use crate::extract::TrackChanges;
use crate::golden::Places;
use crate::limits::{self, Limits};
use crate::pipeline::Options;
use crate::settings;

/// What a project file is called.
pub const NAME: &str = "rowmend.toml";
/// The name of the format, the value of `format` in every file.
pub const FORMAT: &str = "rowmend-project/1";

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Where its sources and goldens lie.
    pub places: Places,
    /// What in its folders is none of its documents.
    pub exclude: Exclude,
    /// Its profile, which is not read yet.
    pub profile: Option<PathBuf>,
    /// How its sources are read.
    pub options: Options,
    /// What reading one of them may take.
    pub worker: Worker,
}

/// Patterns of paths; empty by default, which is none.
#[derive(Clone, Debug, Default)]
pub struct Exclude(GlobSet);

impl Exclude {
    /// Whether the file is meant that stands at `path` within a folder of documents, with `/` between.
    pub fn has(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

/// What reading one document may take, where the project says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Memory in MiB.
    pub memory: Option<NonZeroU64>,
    /// Time in seconds.
    pub timeout: Option<NonZeroU64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: Spanned<String>,
    #[serde(default = "sources")]
    sources: PathBuf,
    #[serde(default = "golden")]
    golden: PathBuf,
    profile: Option<PathBuf>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    options: RawOptions,
    #[serde(default)]
    limits: BTreeMap<String, Spanned<toml::Value>>,
    #[serde(default)]
    worker: Worker,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawOptions {
    #[serde(default)]
    hidden: Hidden,
    #[serde(default)]
    track_changes: Track,
}

/// The words of the command line, or whether it is included.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "expected \"include\", \"exclude\", true or false")]
enum Hidden {
    Included(bool),
    Word(HiddenWord),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum HiddenWord {
    Include,
    Exclude,
}

impl Default for Hidden {
    fn default() -> Self {
        Hidden::Included(false)
    }
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Track {
    #[default]
    Accept,
    Reject,
    All,
}

fn sources() -> PathBuf {
    PathBuf::from("samples")
}

fn golden() -> PathBuf {
    PathBuf::from("golden")
}

/// Parses the text of the project file called `name`, whose paths start from `folder`.
///
/// # Errors
/// Where it does not keep to the form; with line and column.
pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Project, Error> {
    let raw: Raw = settings::parse(name, text)?;
    if raw.format.get_ref() != FORMAT {
        let message = format!("the format is {:?}, but expected {FORMAT:?}", raw.format.get_ref());
        return Err(settings::wrong(name, text, Some(raw.format.span()), message));
    }
    let mut options = Options::default();
    options.extract.hidden =
        matches!(raw.options.hidden, Hidden::Included(true) | Hidden::Word(HiddenWord::Include));
    options.extract.track_changes = match raw.options.track_changes {
        Track::Accept => TrackChanges::Accept,
        Track::Reject => TrackChanges::Reject,
        Track::All => TrackChanges::All,
    };
    options.extract.limits = limits(raw.limits)
        .map_err(|(place, message)| settings::wrong(name, text, Some(place), message))?;
    let exclude = exclude(&raw.exclude)
        .map_err(|(place, message)| settings::wrong(name, text, Some(place), message))?;
    Ok(Project {
        exclude,
        places: Places { samples: folder.join(raw.sources), golden: folder.join(raw.golden) },
        profile: raw.profile.map(|profile| folder.join(profile)),
        options,
        worker: raw.worker,
    })
}

/// A pattern with a `/` is one of whole paths, one without is one of names in every folder; with a `/` at
/// its end it is one of folders. As in `.gitignore`.
fn exclude(patterns: &[Spanned<String>]) -> Result<Exclude, (std::ops::Range<usize>, String)> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let wrong = |error: globset::Error| (pattern.span(), error.kind().to_string());
        let (text, inside) = match pattern.get_ref().strip_suffix('/') {
            Some(folder) => (folder, "/**"),
            None => (pattern.get_ref().as_str(), ""),
        };
        let anywhere = if text.contains('/') { "" } else { "**/" };
        let whole = format!("{anywhere}{}{inside}", text.trim_start_matches('/'));
        // `*` stays within a folder, and `/` parts them on every system.
        let glob = GlobBuilder::new(&whole).literal_separator(true).backslash_escape(true).build();
        set.add(glob.map_err(wrong)?);
    }
    set.build().map(Exclude).map_err(|error| (0..0, error.to_string()))
}

/// The usual limits with those that are named put in place: a number, or a text such as "2GiB".
fn limits(
    named: BTreeMap<String, Spanned<toml::Value>>,
) -> Result<Limits, (std::ops::Range<usize>, String)> {
    let mut limits = Limits::default();
    for (name, value) in named {
        let number = match value.get_ref() {
            toml::Value::Integer(number) => {
                u64::try_from(*number).map_err(|_| format!("{number} is no limit"))
            }
            toml::Value::String(text) => limits::number(text),
            other => Err(format!("{other} is no number")),
        };
        number
            .and_then(|number| limits.set(&name, number))
            .map_err(|message| (value.span(), message))?;
    }
    Ok(limits)
}

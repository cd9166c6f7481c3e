//! `rowmend.toml`: how a project reads its documents, and where a check finds its sources and goldens.
//! Every verb that reads documents reads it; flags override what it says.

use std::path::{Path, PathBuf};

use rowmend::unstable::error::Error;
use rowmend::unstable::files;
use rowmend::unstable::golden::Places;
use rowmend::unstable::pipeline::Options;
use rowmend::unstable::project::{self, Exclude, Project, Worker};

/// Which project file holds.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ProjectFile {
    /// The project file; rowmend.toml in this folder by default, where there is one
    #[arg(long, value_name = "TOML")]
    project: Option<PathBuf>,
}

impl ProjectFile {
    /// The argument that says the same, where it is not the default.
    pub(super) fn argument(&self) -> Option<String> {
        self.project.as_ref().map(|path| format!("--project={}", path.display()))
    }

    /// How the project reads its documents, with its profile.
    ///
    /// # Errors
    /// Where the project file or the profile that it names cannot be read.
    pub(super) fn options(&self) -> Result<Options, Error> {
        let Some(Project { profile, options, .. }) = self.load()? else {
            return Ok(Options::default());
        };
        let profile = profile.as_deref().map(files::read_profile).transpose()?;
        Ok(Options { profile: profile.unwrap_or_default(), ..options })
    }

    /// What the project lets the reading of a document take.
    ///
    /// # Errors
    /// Where the project file cannot be read.
    pub(super) fn worker(&self) -> Result<Worker, Error> {
        Ok(self.load()?.map(|project| project.worker).unwrap_or_default())
    }

    /// What in its folders is none of its documents.
    ///
    /// # Errors
    /// Where the project file cannot be read.
    pub(super) fn exclude(&self) -> Result<Exclude, Error> {
        Ok(self.load()?.map(|project| project.exclude).unwrap_or_default())
    }

    fn load(&self) -> Result<Option<Project>, Error> {
        let usual = Path::new(project::NAME);
        let Some(path) = self.project.as_deref().or(usual.exists().then_some(usual)) else {
            return Ok(None);
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        project::parse(&path.display().to_string(), &files::read_text(path)?, folder).map(Some)
    }
}

/// Where samples and goldens lie.
#[derive(Debug, clap::Args)]
pub(super) struct Folders {
    /// Folder of the samples; that of the project file, or samples, by default
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    /// Folder of the expected results, which mirrors that of the samples; that of the project file,
    /// or golden, by default
    #[arg(long, value_name = "DIR")]
    golden: Option<PathBuf>,
}

impl Folders {
    /// The places of a project.
    ///
    /// # Errors
    /// Where the project file cannot be read.
    pub(super) fn places(&self, project: &ProjectFile) -> Result<Places, Error> {
        let mut places = match project.load()? {
            Some(project) => project.places,
            None => Places { samples: PathBuf::from("samples"), golden: PathBuf::from("golden") },
        };
        if let Some(samples) = &self.samples {
            places.samples.clone_from(samples);
        }
        if let Some(golden) = &self.golden {
            places.golden.clone_from(golden);
        }
        Ok(places)
    }
}

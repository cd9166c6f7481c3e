//! Where a check finds its sources and goldens, and how it reads them: `rowmend.toml`, and the flags
//! that override it.

use std::path::{Path, PathBuf};

use rowmend::error::Error;
use rowmend::files;
use rowmend::golden::Places;
use rowmend::pipeline::Options;
use rowmend::project::{self, Project};

/// Where samples and goldens lie.
#[derive(Debug, clap::Args)]
pub(super) struct Folders {
    /// The project file; rowmend.toml by default, where there is one
    #[arg(long, value_name = "TOML")]
    project: Option<PathBuf>,
    /// Folder of the samples; that of the project file, or samples, by default
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    /// Folder of the expected results, which mirrors that of the samples; that of the project file,
    /// or golden, by default
    #[arg(long, value_name = "DIR")]
    golden: Option<PathBuf>,
}

impl Folders {
    /// The places, and the options of the project with its profile.
    ///
    /// # Errors
    /// Where the project file or the profile that it names cannot be read.
    pub(super) fn project(&self) -> Result<(Places, Options), Error> {
        let usual = Path::new(project::NAME);
        let path = self.project.as_deref().or(usual.exists().then_some(usual));
        let (mut places, options) = match path {
            None => (
                Places { samples: PathBuf::from("samples"), golden: PathBuf::from("golden") },
                Options::default(),
            ),
            Some(path) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                let shown = path.display().to_string();
                let Project { places, profile, options } =
                    project::parse(&shown, &files::read_text(path)?, folder)?;
                let profile = profile.as_deref().map(files::read_profile).transpose()?;
                (places, Options { profile: profile.unwrap_or_default(), ..options })
            }
        };
        if let Some(samples) = &self.samples {
            places.samples.clone_from(samples);
        }
        if let Some(golden) = &self.golden {
            places.golden.clone_from(golden);
        }
        Ok((places, options))
    }
}

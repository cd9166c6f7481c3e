//! `rowmend git`: lets git show documents by record.
//!
//! Two things are set: a diff driver in git's configuration, whose `textconv` is `rowmend records`,
//! and lines in an attributes file that name the driver for Word documents and PDFs. git keeps what
//! a driver printed (`cachetextconv`) until the driver's command changes; the command names this
//! version and the options for that reason.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, Subcommand};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;

use super::{Common, Failure, Reading, print};

const AFTER: &str = "Examples:
  rowmend git install        this repository: .gitattributes and .git/config
  git diff                   shows records now; so do git log -p, git show and git blame
  rowmend git remove         takes both out again

Commit .gitattributes; everyone who wants to see records runs `rowmend git install` once, and again
after an upgrade of rowmend. Who does not sees what git shows of binary files, as before.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Let git show documents by record
    Install(Install),
    /// Take it out again
    Remove(Scope),
}

#[derive(Debug, Args)]
struct Install {
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Args)]
struct Scope {
    /// For all repositories of this user, and without a change to any of them
    #[arg(long)]
    global: bool,
}

/// What the driver is called in attributes and configuration.
const DRIVER: &str = "rowmend";
/// Where git keeps what the driver printed.
const CACHE: &str = "refs/notes/textconv/rowmend";
/// The first of our lines in an attributes file.
const MARK: &str = "# Shown by record: rowmend git install";
/// The same where the line before it had no end, which removal then takes out again.
const MARK_JOINED: &str = "# Shown by record: rowmend git install (the line before had no end)";
/// Patterns of attributes know capitals.
const LINES: &[&str] =
    &["*.docx diff=rowmend", "*.DOCX diff=rowmend", "*.pdf diff=rowmend", "*.PDF diff=rowmend"];

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let (scope, told) = match &arguments.verb {
        Verb::Install(install) => (&install.scope, self::install(install)?),
        Verb::Remove(scope) => (scope, remove(scope)?),
    };
    if !common.quiet {
        let where_ = if scope.global { "for all your repositories" } else { "for this repository" };
        for line in told {
            print(format!("{line} ({where_})\n").as_bytes())?;
        }
    }
    Ok(0)
}

fn install(install: &Install) -> Result<Vec<String>, Failure> {
    let attributes = attributes_file(&install.scope)?;
    let command = textconv(&install.reading)?;
    let mut told = Vec::new();
    let before = read(&attributes)?;
    if let Some(after) = with_lines(&before) {
        write(&attributes, &after)?;
        told.push(format!("added to {}", attributes.display()));
    }
    let settings = settings(&command);
    let changed = settings
        .iter()
        .any(|(key, value)| get(&install.scope, key).as_deref() != Some(value.as_str()));
    for (key, value) in &settings {
        git(&[
            "config",
            level(&install.scope),
            "--replace-all",
            &format!("diff.{DRIVER}.{key}"),
            value,
        ])?;
    }
    if changed {
        told.push(format!("set the diff driver {DRIVER}"));
    }
    // What another version or a broken installation printed must not be shown again.
    forget();
    if told.is_empty() {
        told.push("it is installed already".to_owned());
    }
    Ok(told)
}

fn remove(scope: &Scope) -> Result<Vec<String>, Failure> {
    let attributes = attributes_file(scope)?;
    let mut told = Vec::new();
    if let Some(after) = without_lines(&read(&attributes)?) {
        if after.is_empty() {
            fs::remove_file(&attributes).map_err(|e| files::unwritable(&attributes, &e))?;
        } else {
            write(&attributes, &after)?;
        }
        told.push(format!("taken out of {}", attributes.display()));
    }
    let mut unset = false;
    for (key, _) in settings("") {
        if get(scope, key).is_some() {
            git(&["config", level(scope), "--unset-all", &format!("diff.{DRIVER}.{key}")])?;
            unset = true;
        }
    }
    if unset {
        told.push(format!("removed the diff driver {DRIVER}"));
    }
    forget();
    if told.is_empty() {
        told.push("it was not installed".to_owned());
    }
    Ok(told)
}

/// The settings of the driver. `binary` keeps patches that are to be applied whole; the name of a
/// record heads each piece of a diff.
fn settings(command: &str) -> [(&'static str, String); 4] {
    [
        ("textconv", command.to_owned()),
        ("cachetextconv", "true".to_owned()),
        ("binary", "true".to_owned()),
        ("xfuncname", "^(record .*|table .*)$".to_owned()),
    ]
}

/// The command that git runs with a file's name after it, by the shell. Where it fails git would
/// stop, so a sentence takes its place; the checksum shows that the document changed.
fn textconv(reading: &Reading) -> Result<String, Failure> {
    let program = program()?;
    let version = env!("CARGO_PKG_VERSION");
    let options: String =
        reading.arguments().iter().map(|word| format!(" {}", shell_word(word))).collect();
    Ok(format!(
        "show() {{ {program} records --for-git {version}{options} -- \"$1\" || echo \"rowmend did \
         not run, so no records are shown: run rowmend git install again [$(cksum <\"$1\")]\"; }}; \
         show"
    ))
}

/// A word as the shell takes it, whatever signs the path of a profile has.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:+".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// How the shell finds this program: by name where the name leads here, else by its place.
fn program() -> Result<String, Failure> {
    let here = std::env::current_exe().map_err(|error| {
        let message = format!("the place of this program is not known: {}", files::why(&error));
        Error::new(ErrorKind::Unreadable, "rowmend", message)
    })?;
    let real = |path: &Path| fs::canonicalize(path).ok();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = std::env::split_paths(&path)
        .map(|folder| folder.join(here.file_name().unwrap_or(OsStr::new(DRIVER))))
        .find(|path| path.is_file());
    let named = here.file_stem() == Some(OsStr::new(DRIVER));
    if named && first.is_some_and(|path| real(&path) == real(&here)) {
        return Ok(DRIVER.to_owned());
    }
    // The shell of git for Windows wants slashes.
    let shown = here.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    Ok(format!("'{}'", shown.replace('\'', r"'\''")))
}

fn level(scope: &Scope) -> &'static str {
    if scope.global { "--global" } else { "--local" }
}

fn get(scope: &Scope, key: &str) -> Option<String> {
    let key = format!("diff.{DRIVER}.{key}");
    git(&["config", level(scope), "--get", &key]).ok()
}

/// Drops what git kept; there may be none, and outside a repository there is nothing to drop.
fn forget() {
    let _ = git(&["update-ref", "-d", CACHE]);
}

/// The attributes file that is ours to write in.
fn attributes_file(scope: &Scope) -> Result<PathBuf, Failure> {
    if scope.global {
        if let Ok(path) =
            git(&["config", "--global", "--type=path", "--get", "core.attributesFile"])
        {
            return Ok(PathBuf::from(path));
        }
        let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let config = folder("XDG_CONFIG_HOME").map(PathBuf::from);
        let config = config.or_else(|| {
            Some(PathBuf::from(folder("HOME").or_else(|| folder("USERPROFILE"))?).join(".config"))
        });
        return match config {
            Some(config) => Ok(config.join("git").join("attributes")),
            None => Err(Failure::Usage(
                "it is not known where your home folder is".to_owned(),
                "set HOME, or leave out --global",
            )),
        };
    }
    // A bare repository has no files; git reads its own attributes there.
    let path = match git(&["rev-parse", "--is-bare-repository"])?.as_str() {
        "true" => PathBuf::from(git(&["rev-parse", "--git-path", "info/attributes"])?),
        _ => PathBuf::from(git(&["rev-parse", "--show-toplevel"])?).join(".gitattributes"),
    };
    Ok(path)
}

/// Runs git and gives what it printed, without the line's end.
fn git(arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git").args(arguments).output().map_err(|error| {
        Failure::Usage(
            format!("git cannot be run: {}", files::why(&error)),
            "install git, or put its folder on the PATH",
        )
    })?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        let told = told.trim().strip_prefix("fatal: ").unwrap_or(told.trim()).to_owned();
        return Err(Failure::Usage(
            if told.is_empty() { format!("git {} failed", arguments.join(" ")) } else { told },
            "run it within a repository, or with --global",
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    match path.try_exists() {
        Ok(false) => Ok(Vec::new()),
        _ => Ok(files::read_bytes(path)?),
    }
}

/// Writes an attributes file with the rights that it had, through a link where it is one.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let rights = fs::metadata(&path).ok().map(|meta| meta.permissions());
    files::write(&path, bytes)?;
    if let Some(rights) = rights {
        fs::set_permissions(&path, rights).map_err(|e| files::unwritable(&path, &e))?;
    }
    Ok(())
}

/// An attributes file with our lines at its end, where the last word is; `None` where they are there.
fn with_lines(before: &[u8]) -> Option<Vec<u8>> {
    let clean = without_lines(before).unwrap_or_else(|| before.to_vec());
    let end: &[u8] = if clean.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    let open = !clean.is_empty() && !clean.ends_with(b"\n");
    let mut after = clean;
    if open {
        after.extend(end);
    }
    let mark = if open { MARK_JOINED } else { MARK };
    for line in [mark].iter().chain(LINES) {
        after.extend(line.as_bytes());
        after.extend(end);
    }
    (after != before).then_some(after)
}

/// An attributes file without our lines; `None` where there are none. Ours are the mark and, right
/// after it, lines that we write; such a line elsewhere is the user's.
fn without_lines(before: &[u8]) -> Option<Vec<u8>> {
    let mut after: Vec<u8> = Vec::with_capacity(before.len());
    let (mut ours, mut found) = (false, false);
    for line in before.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        if text == MARK.as_bytes() || text == MARK_JOINED.as_bytes() {
            (ours, found) = (true, true);
            if text == MARK_JOINED.as_bytes() {
                let length = after.strip_suffix(b"\n").map_or(after.len(), <[u8]>::len);
                after.truncate(length);
                let length = after.strip_suffix(b"\r").map_or(after.len(), <[u8]>::len);
                after.truncate(length);
            }
        } else if !(ours && LINES.iter().any(|line| text == line.as_bytes())) {
            // What was written after our lines begins a line of its own.
            if ours && !after.is_empty() && !after.ends_with(b"\n") {
                after.push(b'\n');
            }
            ours = false;
            after.extend(line);
        }
    }
    found.then_some(after)
}

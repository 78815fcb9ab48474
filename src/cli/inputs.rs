//! Which files arguments mean: logs, folders, and patterns.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use walkdir::{DirEntry, WalkDir};

use crate::finding::NotChecked;

/// A file that is meant, or why one that may be meant cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A log, `-` for standard input.
    Log(PathBuf),
    /// Something that cannot be a log.
    Bad(NotChecked),
}

impl Input {
    /// The file, if it may be a log.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Log(path) => Some(path),
            Self::Bad(_) => None,
        }
    }
}

/// The files that the arguments mean, each once, in the order given; those of a folder in the order of their names.
///
/// A folder means every file in it and below it. Links in a folder are not followed: one that leads to a file that is
/// meant too is left out, since that file is there itself, and any other one is bad, since what is behind it was not
/// looked at.
pub(super) fn inputs(arguments: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let text = argument.to_string_lossy();
        if argument == Path::new("-") {
            inputs.push(Input::Log(argument.clone()));
        } else if argument.is_dir() {
            of_folder(argument, &Every, &mut inputs);
        } else if text.contains(['*', '?', '[']) && !argument.exists() {
            of_pattern(argument, &text, &mut inputs);
        } else {
            inputs.push(Input::Log(argument.clone()));
        }
    }
    let mut seen = HashSet::new();
    inputs.retain(|input| match input {
        Input::Log(path) => seen.insert(path.clone()),
        Input::Bad(bad) => seen.insert(PathBuf::from(&bad.path)),
    });
    inputs
}

fn bad(path: &Path, reason: impl Into<String>) -> Input {
    Input::Bad(NotChecked {
        path: path.display().to_string(),
        reason: reason.into(),
    })
}

/// Which files below a folder are wanted.
trait Wanted {
    /// Whether this file is, by itself or with a folder above it.
    fn fits(&self, path: &Path) -> bool;

    /// Whether a file below this folder may be.
    fn may_fit_below(&self, folder: &Path) -> bool;
}

/// Every file is wanted.
struct Every;

impl Wanted for Every {
    fn fits(&self, _: &Path) -> bool {
        true
    }

    fn may_fit_below(&self, _: &Path) -> bool {
        true
    }
}

/// The files below a folder that are wanted. Folders in which none can be are not looked at.
fn of_folder(folder: &Path, wanted: &dyn Wanted, inputs: &mut Vec<Input>) {
    let before = inputs.len();
    let may_hold = |path: &Path| wanted.fits(path) || wanted.may_fit_below(path);
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_type().is_dir() || may_hold(&shown(entry.path()))
    });
    for entry in walk {
        match entry {
            // The folder itself may be given by a link, which is followed.
            Ok(entry) if entry.depth() == 0 || entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_symlink() => {
                inputs.extend(of_link(folder, &entry, wanted));
            }
            Ok(entry) if !wanted.fits(&shown(entry.path())) => {}
            Ok(entry) if entry.file_type().is_file() => {
                inputs.push(Input::Log(shown(entry.path())));
            }
            Ok(entry) => inputs.push(bad(
                &shown(entry.path()),
                "it is neither a file nor a folder",
            )),
            Err(error) => {
                let path = shown(error.path().unwrap_or(folder));
                let reason = error.io_error().map(ToString::to_string);
                let reason = reason.unwrap_or_else(|| error.to_string());
                inputs.push(bad(&path, format!("it cannot be opened: {reason}")));
            }
        }
    }
    if inputs.len() == before {
        inputs.push(bad(&shown(folder), "there is no file in it"));
    }
}

/// What is bad about a link; nothing when it is not wanted, or when it leads to what is met by itself.
fn of_link(folder: &Path, link: &DirEntry, wanted: &dyn Wanted) -> Option<Input> {
    let path = shown(link.path());
    let is_wanted = wanted.fits(&path);
    let Ok(target) = fs::canonicalize(link.path()) else {
        return is_wanted.then(|| bad(&path, "it is a link that leads nowhere"));
    };
    let real = fs::canonicalize(folder).ok();
    let inside = real.and_then(|real| target.strip_prefix(real).ok().map(Path::to_owned));
    if target.is_dir() {
        let may_hold = is_wanted || wanted.may_fit_below(&path);
        // One to the folder itself would be walked without end.
        let inside = inside.filter(|inside| !inside.as_os_str().is_empty());
        let is_met =
            inside.is_some_and(|inside| wanted.may_fit_below(&shown(&folder.join(inside))));
        return (may_hold && !is_met)
            .then(|| bad(&path, "it is a link to a folder, which is not followed"));
    }
    match inside {
        _ if !is_wanted => None,
        Some(inside) if wanted.fits(&shown(&folder.join(&inside))) => None,
        Some(_) => Some(bad(
            &path,
            "it is a link to a file that is not among those meant, which is not followed",
        )),
        None => Some(bad(
            &path,
            "it is a link that leads out of the folder, which is not followed",
        )),
    }
}

/// A pattern such as `logs/**/*.log`.
struct Glob {
    whole: Pattern,
    /// What stands between its slashes; nothing for `**`.
    parts: Vec<Option<Pattern>>,
}

impl Glob {
    const OPTIONS: MatchOptions = MatchOptions {
        case_sensitive: !cfg!(windows),
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };

    fn read(text: &str) -> Result<Self, PatternError> {
        let text = plain(text);
        let part = |part: &str| match part {
            "**" => Ok(None),
            _ => Pattern::new(part).map(Some),
        };
        Ok(Self {
            whole: Pattern::new(&text)?,
            parts: text.split('/').map(part).collect::<Result<_, _>>()?,
        })
    }
}

impl Wanted for Glob {
    fn fits(&self, path: &Path) -> bool {
        let fits = |path: &Path| {
            self.whole
                .matches_with(&plain(&path.to_string_lossy()), Self::OPTIONS)
        };
        path.ancestors().any(fits)
    }

    fn may_fit_below(&self, folder: &Path) -> bool {
        let folder = plain(&folder.to_string_lossy());
        let mut parts = self.parts.iter();
        for name in folder.split('/') {
            match parts.next() {
                Some(None) => return true,
                Some(Some(part)) if part.matches_with(name, Self::OPTIONS) => {}
                None | Some(Some(_)) => return false,
            }
        }
        parts.next().is_some()
    }
}

/// The files that match a pattern such as `logs/**/*.log`, and all files below a folder that does.
fn of_pattern(argument: &Path, text: &str, inputs: &mut Vec<Input>) {
    let glob = match Glob::read(text) {
        Ok(glob) => glob,
        Err(error) => {
            return inputs.push(bad(argument, format!("it is no pattern: {}", error.msg)));
        }
    };
    let is_fixed =
        |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let base: PathBuf = argument.components().take_while(is_fixed).collect();
    let base = if base.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        base
    };
    if base.is_dir() {
        of_folder(&base, &glob, inputs);
    }
    let none = |input: &Input| *input == bad(&shown(&base), "there is no file in it");
    if inputs.last().is_none_or(none) || !base.is_dir() {
        inputs.retain(|input| !none(input));
        inputs.push(bad(argument, "no file matches this pattern"));
    }
}

/// A path with slashes and without `./`, as patterns have it.
fn plain(path: &str) -> String {
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    path.trim_start_matches("./").to_owned()
}

/// A path as it is called in results: without the `.` that a walk from here begins with.
fn shown(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

//! Which files arguments mean: logs, folders, and patterns.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
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
/// A folder means every file in it and below it. Links in a folder are not followed: one that leads to a file of the
/// same folder is left out, since that file is there itself, and any other one is bad, since what is behind it was
/// not looked at.
pub(super) fn inputs(arguments: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let text = argument.to_string_lossy();
        if argument == Path::new("-") {
            inputs.push(Input::Log(argument.clone()));
        } else if argument.is_dir() {
            of_folder(argument, &|_| true, &mut inputs);
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

/// The files below a folder that are wanted.
fn of_folder(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool, inputs: &mut Vec<Input>) {
    let before = inputs.len();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if !is_wanted(&shown(entry.path())) => {}
            Ok(entry) if entry.file_type().is_file() => {
                inputs.push(Input::Log(shown(entry.path())));
            }
            Ok(entry) if entry.file_type().is_symlink() => {
                inputs.extend(of_link(folder, &entry));
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

/// What is bad about a link; nothing when it leads to a file that is met by itself.
fn of_link(folder: &Path, link: &DirEntry) -> Option<Input> {
    let path = shown(link.path());
    let Ok(target) = fs::canonicalize(link.path()) else {
        return Some(bad(&path, "it is a link that leads nowhere"));
    };
    if target.is_dir() {
        return Some(bad(
            &path,
            "it is a link to a folder, which is not followed",
        ));
    }
    let inside = fs::canonicalize(folder).is_ok_and(|folder| target.starts_with(folder));
    (!inside).then(|| {
        bad(
            &path,
            "it is a link that leads out of the folder, which is not followed",
        )
    })
}

/// The files that match a pattern such as `logs/**/*.log`, and all files below a folder that does.
fn of_pattern(argument: &Path, text: &str, inputs: &mut Vec<Input>) {
    let options = MatchOptions {
        case_sensitive: !cfg!(windows),
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let pattern = match Pattern::new(&plain(text)) {
        Ok(pattern) => pattern,
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
    let matches = |path: &Path| {
        path.ancestors()
            .any(|path| pattern.matches_with(&plain(&path.to_string_lossy()), options))
    };
    if base.is_dir() {
        of_folder(&base, &matches, inputs);
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

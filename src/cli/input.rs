//! Opening what the arguments name.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{complain, stream};
use crate::secret;
use crate::text::{Encoding, OpenError, Source};
use crate::trace::Trace;

/// How to read logs; the same for every command.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reading {
    /// The encoding of logs that do not say it themselves, such as `windows-1250` or `932`.
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<Encoding>,
    /// Show passwords, tokens, and keys that stand in clear text; else they are covered with `**********`.
    #[arg(long)]
    pub(super) show_secrets: bool,
}

/// Opens a log, or standard input for `-`, and learns its secrets, so that they are covered in all that is read of it.
///
/// This is the door for commands that show text of a log as it streams by.
pub(super) fn open(path: &Path, reading: &Reading) -> Result<Source, OpenError> {
    let mut source = open_for_trace(path, reading)?;
    if !reading.show_secrets {
        secret::learn(&mut source).map_err(|reason| OpenError::File {
            path: path.to_owned(),
            reason,
        })?;
    }
    Ok(source)
}

/// Opens a log, or standard input for `-`, for those who give it to `Trace::read` before they do anything else with it,
/// which learns the secrets by the way.
pub(super) fn open_for_trace(path: &Path, reading: &Reading) -> Result<Source, OpenError> {
    let mut source = if path == Path::new("-") {
        Source::spool(io::stdin().lock(), reading.encoding)?
    } else {
        Source::open(path, reading.encoding)?
    };
    if reading.show_secrets {
        source.lift_cover();
    }
    Ok(source)
}

/// Opens a log as [`open`] does, or says on standard error why that can't be done.
pub(super) fn source(path: &Path, reading: &Reading) -> Option<Source> {
    said(open(path, reading))
}

/// Reads a log to its end, or says on standard error why it can't be opened. The trace learns its secrets by the way, so
/// that the source covers them.
///
/// # Errors
///
/// When the log was opened and can't be read to its end.
pub(super) fn trace(path: &Path, reading: &Reading) -> anyhow::Result<Option<(Source, Trace)>> {
    let Some(mut source) = said(open_for_trace(path, reading)) else {
        return Ok(None);
    };
    let trace = Trace::read(&mut source).context(stream::UNREADABLE)?;
    Ok(Some((source, trace)))
}

/// What was opened; else why it was not is said on standard error.
fn said(opened: Result<Source, OpenError>) -> Option<Source> {
    opened
        .inspect_err(|error| complain(&format!("error: {error}")))
        .ok()
}

/// The bytes of a file, where it is one; it may grow while it is read.
pub(super) fn length(path: &Path) -> Option<u64> {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file);
    file.map(|file| file.len())
}

/// The paths given, each once, in the order given.
pub(super) fn distinct(paths: &[PathBuf]) -> Vec<&Path> {
    let mut seen = HashSet::new();
    let paths = paths.iter().map(PathBuf::as_path);
    paths.filter(|path| seen.insert(*path)).collect()
}

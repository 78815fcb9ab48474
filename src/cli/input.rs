//! Opening what the arguments name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::secret;
use crate::text::{Encoding, OpenError, Source};

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

/// The bytes of a file, where it is one; it may grow while it is read.
pub(super) fn length(path: &Path) -> Option<u64> {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file);
    file.map(|file| file.len())
}

/// The paths given, each once, in the order given.
pub(super) fn distinct(paths: &[PathBuf]) -> Vec<&Path> {
    let mut distinct: Vec<&Path> = Vec::new();
    for path in paths {
        if !distinct.contains(&path.as_path()) {
            distinct.push(path);
        }
    }
    distinct
}

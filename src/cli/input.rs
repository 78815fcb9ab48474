//! Opening what the arguments name.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::text::{Encoding, OpenError, Source};

/// How to read logs; the same for every command.
#[derive(Clone, Debug, Args)]
pub(super) struct Reading {
    /// The encoding of logs that do not say it themselves, such as `windows-1250` or `932`.
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<Encoding>,
}

/// Opens a log, or standard input for `-`.
pub(super) fn open(path: &Path, reading: &Reading) -> Result<Source, OpenError> {
    if path == Path::new("-") {
        Source::spool(io::stdin().lock(), reading.encoding)
    } else {
        Source::open(path, reading.encoding)
    }
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

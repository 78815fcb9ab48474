//! The logs that tests read: the samples of the repository, and real ones where they lie beside it.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::expect_used,
    reason = "each test takes what it needs, and stops where a file is not there"
)]

use std::fs;
use std::path::{Path, PathBuf};

use wilog::text::{LineNo, Source};

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The logs that stand in `sample-logs` itself, without those of the rules below it.
pub fn samples() -> Vec<PathBuf> {
    let folder = root().join("sample-logs");
    let mut logs = all_samples();
    logs.retain(|log| log.parent() == Some(&folder));
    logs
}

/// The logs in `sample-logs` and in the folders below it.
pub fn all_samples() -> Vec<PathBuf> {
    let logs = below(&root().join("sample-logs"));
    assert!(logs.len() > 50);
    logs
}

/// The folder with the logs of real machines, which are not part of the repository; says so where it is not there.
#[expect(clippy::print_stderr, reason = "says what was not tested")]
pub fn corpus() -> Option<PathBuf> {
    let corpus = root().join("../shared/corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    eprintln!("There are no real logs in ../shared/corpus, so none was tested.");
    None
}

/// The logs of real machines, where they are there.
pub fn real() -> Vec<PathBuf> {
    corpus().map_or_else(Vec::new, |corpus| below(&corpus.join("logs")))
}

/// The files in a folder and in those below it that are logs by their names, in their order.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut logs = Vec::new();
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        let is_log = path
            .extension()
            .is_some_and(|extension| extension == "log" || extension == "txt");
        if path.is_dir() {
            logs.extend(below(&path));
        } else if is_log {
            logs.push(path);
        }
    }
    logs.sort();
    logs
}

/// The lines of a log, decoded.
pub fn lines(log: &Path) -> Vec<String> {
    let mut source = Source::open(log, None).expect("the log is there");
    let last = LineNo::new(u32::MAX);
    let lines = source
        .lines(LineNo::FIRST, last)
        .expect("a log can be read");
    lines.into_iter().map(|(_, line)| line).collect()
}

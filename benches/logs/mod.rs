//! The text that benchmarks read.

use std::fs;
use std::path::{Path, PathBuf};

use wilog::text::Source;

/// The text of all installer logs below a folder, again and again until there is enough of it.
pub(super) fn text_of(folder: &Path, enough: usize) -> String {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    let mut once = String::new();
    for path in paths {
        let mut source = Source::open(&path, None).expect("a log opens");
        let mut window = source.window();
        let mut consumed = 0;
        while window.advance(consumed).expect("a log reads") {
            once.push_str(window.text());
            consumed = window.text().len();
        }
    }
    once.repeat(enough.div_ceil(once.len().max(1)))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder lists") {
        let path = entry.expect("an entry reads").path();
        let is_log = path
            .extension()
            .is_some_and(|extension| extension == "log" || extension == "txt");
        if path.is_dir() && !path.ends_with("not-msi") {
            collect(&path, paths);
        } else if is_log {
            paths.push(path);
        }
    }
}

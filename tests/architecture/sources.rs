//! The files that the rules are held to, with their code told from comments and texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The lines on which a word stands by itself.
pub(super) fn occurrences<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let inside_name = |c: char| c.is_alphanumeric() || c == '_';
    code.lines().enumerate().flat_map(move |(at, line)| {
        let alone = move |start: &usize| {
            let before = line[..*start].chars().next_back();
            let after = line[start + word.len()..].chars().next();
            !(word.starts_with(inside_name) && before.is_some_and(inside_name)
                || word.ends_with(inside_name) && after.is_some_and(inside_name))
        };
        let uses = line.match_indices(word).map(|(start, _)| start);
        uses.filter(alone).map(move |_| at + 1)
    })
}

/// A file of `src` that was not generated and holds no tests alone.
pub(super) struct SourceFile {
    /// Its path from the top of the repository, with slashes.
    pub(super) name: String,
    /// Its lines as they are, up to its tests.
    pub(super) text: String,
    /// The same lines without comments and without what stands in quotes.
    pub(super) code: String,
}

impl SourceFile {
    /// The module below the root of the crate, such as `syntax`; the name of the file for `lib.rs` and `main.rs`.
    pub(super) fn module(&self) -> &str {
        self.path()[0]
    }

    /// The folders and the file below `src`.
    fn path(&self) -> Vec<&str> {
        let below = self.name.trim_start_matches("src/");
        let module = below.trim_end_matches(".rs").trim_end_matches("/mod");
        module.split('/').collect()
    }

    /// The modules named in `crate::x`, `crate::{x, y}`, `wilog::x`, and as many `super::` as lead to the root.
    pub(super) fn modules_used(&self) -> Vec<String> {
        let code: String = self.code.split_whitespace().collect::<Vec<_>>().join(" ");
        let to_root = "super::".repeat(self.path().len());
        let mut used = Vec::new();
        for start in ["crate::", "wilog::", &to_root] {
            for (at, _) in code.match_indices(start) {
                let before = code[..at].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                let rest = &code[at + start.len()..];
                match rest.strip_prefix('{') {
                    Some(group) => used.extend(heads_of_group(group)),
                    None => used.extend(head(rest)),
                }
            }
        }
        used.sort();
        used.dedup();
        used
    }
}

/// How many lines of a text are neither blank nor comments.
pub(super) fn code_lines(text: &str) -> usize {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

/// The first name of a path, if it is that of a module.
fn head(path: &str) -> Option<String> {
    let path = path.trim_start();
    let end = path.find(|c: char| !(c.is_ascii_lowercase() || c == '_'))?;
    (end > 0 && path[end..].starts_with([':', ',', ';', '}', ' '])).then(|| path[..end].to_owned())
}

/// The first names in `a::b, c::{d, e}, f}`.
fn heads_of_group(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads: Vec<String> = head(group).into_iter().collect();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(head(&group[at + 1..])),
            _ => {}
        }
    }
    heads
}

pub(super) fn sources() -> Vec<SourceFile> {
    let mut sources = Vec::new();
    for path in files_below(&root().join("src"), "rs") {
        let name = name_of(&path);
        if name.ends_with(".gen.rs") || name.ends_with("/tests.rs") || name.contains("/tests/") {
            continue;
        }
        let text = without_tests(&read(&path));
        let code = bare(&text);
        sources.push(SourceFile { name, text, code });
    }
    assert!(sources.len() > 20, "src was not found");
    sources
}

/// The lines before the module of tests that stands in the file.
fn without_tests(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_start = |pair: &[&str]| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    };
    let end = lines.windows(2).position(is_start).unwrap_or(lines.len());
    lines[..end].join("\n")
}

/// Code without comments, and with nothing between its quotes. Its lines keep their numbers.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            1 + quoted(&rest[1..], '"')
        } else if let Some(raw) = raw_string(rest) {
            raw
        } else if c == '\'' {
            character(rest)
        } else {
            0
        };
        let taken = skipped.max(c.len_utf8());
        if skipped == 0 {
            bare.push(c);
        } else {
            bare.extend(rest[..taken].chars().filter(|c| *c == '\n'));
            bare.push(' ');
        }
        rest = &rest[taken..];
    }
    bare
}

/// The length of what stands before the closing quote, and of the quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The length of `r"..."` or `r#"..."#` at the start.
fn raw_string(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    let body = hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let closed = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(text.len() - body.len() + closed)
}

/// The length of a character such as `'"'` or `'\n'` at the start, or 0 for a lifetime.
fn character(text: &str) -> usize {
    let inner = &text[1..];
    let escaped = inner.starts_with('\\');
    let is_one = inner.chars().nth(1) == Some('\'');
    if escaped || is_one {
        1 + quoted(inner, '\'')
    } else {
        0
    }
}

#[test]
fn code_is_told_from_comments_and_texts() {
    let text =
        "a(\"panic!\") // unsafe\nb('\"', 'x', r#\"fs \"#); fn c<'a>(d: &'a str) {}\n/* nom */ e";
    let code = bare(text);
    for gone in ["panic!", "unsafe", "fs", "nom", "'x'"] {
        assert!(!code.contains(gone), "{code}");
    }
    for kept in ["a(", "b(", "fn c<'a>(d: &'a str)", "e"] {
        assert!(code.contains(kept), "{code}");
    }
    assert_eq!(code.lines().count(), text.lines().count());

    let file = SourceFile {
        name: "src/text/window.rs".to_owned(),
        text: String::new(),
        code: "use crate::{event::{A, B}, trace}; crate::syntax::x(); super::super::detect::y(); super::pass"
            .to_owned(),
    };
    assert_eq!(file.modules_used(), ["detect", "event", "syntax", "trace"]);
    assert_eq!(
        occurrences("unsafe_code\nunsafe {}", "unsafe").collect::<Vec<_>>(),
        [2]
    );
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{} could not be read: {error}", path.display()))
}

/// The path from the top of the repository, with slashes.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.strip_prefix(root()).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

/// All files below a folder with that ending, in order, without what is built, fetched, or found.
pub(super) fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let name = name_of(&path);
            let is_built = name == "target" || name == ".git" || name.ends_with("/node_modules");
            let is_found =
                ["fuzz/target", "fuzz/corpus", "fuzz/artifacts"].contains(&name.as_str());
            if path.is_dir() && !is_built && !is_found {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.insert(name, path);
            }
        }
    }
    files.into_values().collect()
}

//! The rules of `ARCHITECTURE.md` and `CONTRIBUTING.md`, held by reading the sources.
//!
//! A test that fails names the file and says what to do.

#![expect(
    clippy::panic,
    reason = "a check outside a test function fails the test with a sentence"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library from the ground up. A module may use those above it in this list, and none below it.
/// Beside each stand those above it that it doesn't know all the same.
const LAYERS: &[(&str, &[&str])] = &[
    ("catalog", &[]),
    ("text", &["catalog"]),
    ("event", &["catalog"]),
    ("syntax", &[]),
    ("secret", &["catalog"]),
    ("trace", &[]),
    ("finding", &["catalog", "syntax"]),
    ("detect", &[]),
    ("policy", &["detect"]),
    ("render", &["detect", "policy"]),
    ("tui", &[]),
    ("cli", &[]),
];

/// The most lines of code in a file, and the most in the file in the middle when all are put in order.
const LONGEST_FILE: usize = 500;
const MEDIAN_FILE: usize = 120;

#[test]
fn modules_use_only_modules_above_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        for used in file.modules_used() {
            if used != file.module() && !may_use(file.module(), &used) {
                wrong.push(format!("{} uses {used}", file.name));
            }
        }
    }
    assert_none(&wrong, "a module may use only what LAYERS allows it");
}

/// Whether `module` may use `used`. The library and the program stand below all modules.
fn may_use(module: &str, used: &str) -> bool {
    let place = |name: &str| LAYERS.iter().position(|(layer, _)| *layer == name);
    let Some(used_at) = place(used) else {
        panic!("the module {used} has no place in LAYERS, and none in ARCHITECTURE.md");
    };
    place(module).is_none_or(|at| used_at < at && !LAYERS[at].1.contains(&used))
}

#[test]
fn every_module_is_in_the_code_map() {
    let map = section(&read(&root().join("ARCHITECTURE.md")), "## Code map");
    let library = sources();
    for (module, _) in LAYERS {
        let exists = library.iter().any(|file| file.module() == *module);
        let is_told = map.contains(&format!("| `{module}` |"));
        assert_eq!(
            exists, is_told,
            "src/{module} and the code map of ARCHITECTURE.md disagree"
        );
    }
}

#[test]
fn only_syntax_knows_nom() {
    forbid(
        &["nom"],
        |file| file.module() != "syntax",
        "only syntax uses nom, and no type of it shows outside",
    );
}

#[test]
fn nothing_is_unsafe() {
    forbid(&["unsafe"], |_| true, "unsafe code is forbidden");
    let manifest = read(&root().join("Cargo.toml"));
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

#[test]
fn reading_a_log_has_no_errors_of_its_own() {
    forbid(
        &["thiserror", "Error::custom", "error::Error"],
        |file| ["event", "syntax", "trace", "detect"].contains(&file.module()),
        "a log is never wrong: a line that nobody knows is data",
    );
}

#[test]
fn only_text_and_cli_open_files() {
    forbid(
        &["fs", "File::open", "File::create", "OpenOptions"],
        |file| !["text", "cli"].contains(&file.module()),
        "only text and cli open files; give others a reader or a writer",
    );
}

#[test]
fn logs_come_in_through_one_door() {
    forbid(
        &["Source::open", "Source::spool"],
        |file| file.module() != "text" && file.name != "src/cli/input.rs",
        "open logs with cli::input, which covers secrets",
    );
    forbid(
        &["open_for_trace"],
        |file| {
            let reads_at_once =
                file.code.contains("Trace::read") || file.code.contains("detect::report");
            // The viewer shows the first lines of a long log at once, and its reader learns secrets as it reads.
            let learns_as_it_reads = file.name == "src/cli/view.rs";
            file.name != "src/cli/input.rs" && !reads_at_once && !learns_as_it_reads
        },
        "who does not read a trace at once opens a log with input::open, which learns its secrets",
    );
    forbid(
        &["input::open(", "input::source("],
        |file| {
            ["Trace::read", "detect::report", "input::trace"]
                .iter()
                .any(|reading| file.code.contains(reading))
        },
        "a trace learns the secrets of a log while it reads, so input::open would read it once more than needed",
    );
}

#[test]
fn logs_are_not_mapped_into_memory() {
    let manifest = read(&root().join("Cargo.toml"));
    assert!(
        !manifest.contains("mmap"),
        "a mapped log faults when it shrinks, and blocks its writer on Windows"
    );
    let input = read(&root().join("src/text/input.rs"));
    assert!(
        input.contains("share_mode(0x7)"),
        "a log is opened so that others may read, write, and delete it"
    );
}

#[test]
fn only_the_command_line_and_the_viewer_hold_the_terminal() {
    forbid(
        &[
            "stdin",
            "stdout",
            "stderr",
            "print!",
            "println!",
            "eprint!",
            "eprintln!",
        ],
        |file| !["cli", "tui"].contains(&file.module()),
        "only cli and tui hold the terminal; write to a writer",
    );
}

#[test]
fn reports_do_not_look_at_the_clock_or_the_machine() {
    forbid(
        &[
            "SystemTime",
            "Instant",
            "env::var",
            "Local::now",
            "Utc::now",
        ],
        |file| !["cli", "tui"].contains(&file.module()),
        "the same input gives the same bytes out",
    );
    forbid(
        &["HashMap", "HashSet"],
        |file| ["finding", "detect", "render"].contains(&file.module()),
        "the order of a hash table differs between runs; use a BTreeMap or a Vec",
    );
}

#[test]
fn render_does_not_read_logs() {
    forbid(
        &["Source", "Window"],
        |file| file.module() == "render",
        "render writes what it is given",
    );
}

#[test]
fn nothing_stops_the_program_midway() {
    forbid(
        &[
            ".unwrap(",
            ".expect(",
            "panic!",
            "todo!",
            "unimplemented!",
            "process::exit",
        ],
        |_| true,
        "the program is for logs that are damaged or hostile: handle what can be missing",
    );
}

#[test]
fn nothing_is_left_to_do() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let mut left = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz/fuzz_targets"] {
        for path in files_below(&root().join(folder), "rs") {
            let text = read(&path);
            for (at, line) in text.lines().enumerate() {
                if marks.iter().any(|mark| line.contains(mark)) {
                    left.push(format!("{}:{}: {}", name_of(&path), at + 1, line.trim()));
                }
            }
        }
    }
    assert_none(&left, "do it, or open an issue");
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are worth a look")]
fn files_are_short() {
    let mut sizes: Vec<(usize, String)> = sources()
        .into_iter()
        .map(|file| (file.code_lines(), file.name))
        .collect();
    sizes.sort();
    let at = |share: usize| sizes[(sizes.len() - 1) * share / 100].0;
    println!(
        "{} files of src: median {} lines of code, nine of ten up to {}, longest {:?}",
        sizes.len(),
        at(50),
        at(90),
        sizes.last()
    );
    let long: Vec<String> = sizes
        .iter()
        .filter(|(size, _)| *size > LONGEST_FILE)
        .map(|(size, name)| format!("{name} has {size} lines of code"))
        .collect();
    assert_none(&long, "a file holds one idea: split it");
    assert!(
        at(50) <= MEDIAN_FILE,
        "the median file has {} lines of code, more than {MEDIAN_FILE}",
        at(50)
    );
}

#[test]
fn markdown_has_one_sentence_a_line() {
    let mut wrong = Vec::new();
    for path in files_below(root(), "md") {
        let mut in_code = false;
        for (at, line) in read(&path).lines().enumerate() {
            let text = line.trim_start();
            if text.starts_with("```") {
                in_code = !in_code;
            }
            let is_prose = !in_code && !text.starts_with('|') && !line.starts_with("    ");
            if is_prose && holds_two_sentences(text) {
                wrong.push(format!("{}:{}: {text}", name_of(&path), at + 1));
            }
        }
    }
    assert_none(&wrong, "begin a new line after each sentence");
}

/// Whether a sentence ends inside of a line. Code spans count as a word.
fn holds_two_sentences(line: &str) -> bool {
    let spans: Vec<&str> = line.split('`').collect();
    let plain: String = spans
        .iter()
        .enumerate()
        .map(|(at, span)| if at % 2 == 0 { *span } else { "X" })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let list_mark = words.first().is_some_and(|word| {
        let number = word.trim_end_matches('.');
        *word != number && number.chars().all(|digit| digit.is_ascii_digit())
    });
    words
        .windows(2)
        .skip(usize::from(list_mark))
        .any(|pair| ends_sentence(pair[0]) && pair[1].starts_with(char::is_uppercase))
}

fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches([')', '"', '*', '_']);
    let short = ["e.g.", "i.e.", "etc.", "vs.", "cf.", "..."];
    word.ends_with(['.', '!', '?']) && !short.iter().any(|end| word.ends_with(end))
}

#[test]
fn sentences_are_told_apart() {
    for (line, expected) in [
        ("One sentence.", false),
        ("One. Two.", true),
        ("One? `two` is code.", true),
        ("1. First of a list.", false),
        ("1. First. Second.", true),
        ("Words, e.g. These, or `a. B`.", false),
        ("Version 1.88 of Rust.", false),
    ] {
        assert_eq!(holds_two_sentences(line), expected, "{line}");
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let table = section(&read(&root().join("ARCHITECTURE.md")), "## Dependencies");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut told: Vec<&str> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|names| names.split('`').skip(1).step_by(2))
        .collect();
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let of_unix = &manifest["target"]["cfg(unix)"]["dependencies"];
    let tables = [&manifest["dependencies"], of_unix];
    let mut there: Vec<&str> = tables
        .iter()
        .filter_map(|table| table.as_table())
        .flat_map(|table| table.keys().map(String::as_str))
        .collect();
    told.sort_unstable();
    there.sort_unstable();
    assert_eq!(told, there, "say in ARCHITECTURE.md why it is there");
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let invariants = section(&read(&root().join("ARCHITECTURE.md")), "## Invariants");
    let items = items(&invariants);
    assert!(
        !items.is_empty(),
        "ARCHITECTURE.md has no numbered list of invariants"
    );
    let mut missing = Vec::new();
    for item in items {
        let tests: Vec<&str> = item
            .lines()
            .filter(|line| line.trim_start().starts_with("Tests: "))
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .collect();
        if tests.is_empty() {
            missing.push(format!("any test of: {item}"));
        }
        let gone = tests.into_iter().filter(|test| !test_exists(test));
        missing.extend(gone.map(str::to_owned));
    }
    assert_none(&missing, "ARCHITECTURE.md names tests that are not there");
}

/// The items of a numbered list, each with the lines below it.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        let number = line.split(". ").next().unwrap_or_default();
        if !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit()) {
            items.push(line.to_owned());
        } else if let Some(item) = items.last_mut() {
            item.push('\n');
            item.push_str(line);
        }
    }
    items
}

/// Whether there is a test `tests/file.rs::name`, or `module::tests::name` in a file of that module.
fn test_exists(test: &str) -> bool {
    let Some((place, name)) = test.rsplit_once("::") else {
        return false;
    };
    let files = if place.starts_with("tests/") {
        vec![place.to_owned()]
    } else {
        let path = place.replace("::", "/");
        let module = path.trim_end_matches("/tests");
        vec![
            format!("src/{path}.rs"),
            format!("src/{module}.rs"),
            format!("src/{module}/mod.rs"),
        ]
    };
    files.iter().any(|file| {
        fs::read_to_string(root().join(file))
            .is_ok_and(|text| text.contains(&format!("fn {name}(")))
    })
}

/// What stands between a heading and the next one.
fn section(text: &str, heading: &str) -> String {
    text.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .fold(String::new(), |all, line| all + line + "\n")
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// No file that is `concerned` may have one of these words in its code.
fn forbid(words: &[&str], concerned: impl Fn(&SourceFile) -> bool, rule: &str) {
    let mut found = Vec::new();
    for file in sources().iter().filter(|file| concerned(file)) {
        for word in words {
            let uses = occurrences(&file.code, word);
            found.extend(uses.map(|line| format!("{}:{line} has {word}", file.name)));
        }
    }
    assert_none(&found, rule);
}

/// The lines on which a word stands by itself.
fn occurrences<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
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
struct SourceFile {
    /// Its path from the top of the repository, with slashes.
    name: String,
    /// Its lines as they are, up to its tests.
    text: String,
    /// The same lines without comments and without what stands in quotes.
    code: String,
}

impl SourceFile {
    /// The module below the root of the crate, such as `syntax`; the name of the file for `lib.rs` and `main.rs`.
    fn module(&self) -> &str {
        self.path()[0]
    }

    /// The folders and the file below `src`.
    fn path(&self) -> Vec<&str> {
        let below = self.name.trim_start_matches("src/");
        let module = below.trim_end_matches(".rs").trim_end_matches("/mod");
        module.split('/').collect()
    }

    fn code_lines(&self) -> usize {
        let lines = self.text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .count()
    }

    /// The modules named in `crate::x`, `crate::{x, y}`, `wilog::x`, and as many `super::` as lead to the root.
    fn modules_used(&self) -> Vec<String> {
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

fn sources() -> Vec<SourceFile> {
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{} could not be read: {error}", path.display()))
}

/// The path from the top of the repository, with slashes.
fn name_of(path: &Path) -> String {
    let name = path.strip_prefix(root()).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

/// All files below a folder with that ending, in order, without what is built, fetched, or found.
fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
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

//! The rules of `ARCHITECTURE.md` and `CONTRIBUTING.md`, held by reading the sources.
//!
//! A test that fails names the file and says what to do.

#![expect(
    clippy::panic,
    reason = "a check outside a test function fails the test with a sentence"
)]

#[path = "architecture/sources.rs"]
mod sources;

use std::fs;

use sources::{SourceFile, code_lines, files_below, name_of, occurrences, read, root, sources};

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
    ("view", &["secret"]),
    ("detect", &["view"]),
    ("policy", &["view", "detect"]),
    ("render", &["detect", "policy"]),
    ("tui", &[]),
    ("cli", &[]),
];

/// The most lines of code in a file, of tests too, and the most in the file of `src` in the middle when all are put in
/// order.
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
        .map(|file| (code_lines(&file.text), file.name))
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
    assert!(
        at(50) <= MEDIAN_FILE,
        "the median file has {} lines of code, more than {MEDIAN_FILE}",
        at(50)
    );
    let tests = files_below(&root().join("tests"), "rs");
    let tests = tests
        .iter()
        .map(|path| (code_lines(&read(path)), name_of(path)));
    let long: Vec<String> = sizes
        .iter()
        .cloned()
        .chain(tests)
        .filter(|(size, _)| *size > LONGEST_FILE)
        .map(|(size, name)| format!("{name} has {size} lines of code"))
        .collect();
    assert_none(&long, "a file holds one idea: split it");
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

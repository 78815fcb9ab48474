//! Lines of bundles that were copied into a page lose their prefixes, in part or as a whole, and are read all the same.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::path::{Path, PathBuf};

use wilog::detect;
use wilog::finding::Report;
use wilog::text::{LineNo, Source};

/// The logs of bundles among the sample logs, those of rules included.
fn bundle_logs() -> Vec<(PathBuf, String)> {
    let texts = logs::all_samples().into_iter();
    let texts = texts.filter_map(|file| Some((fs::read_to_string(&file).ok()?, file)));
    let logs = texts.filter(|(text, _)| parts(text).is_some());
    let logs: Vec<(PathBuf, String)> = logs.map(|(text, file)| (file, text)).collect();
    assert!(logs.len() > 30, "{}", logs.len());
    logs
}

/// The ids, the time, and the rest of a line: `4D9C:6D90`, `2026-03-13T15:31:16`, `i300: Apply begin`.
fn parts(line: &str) -> Option<[&str; 3]> {
    let (ids, rest) = line.strip_prefix('[')?.split_once("][")?;
    let (time, rest) = rest.split_once(']')?;
    Some([ids, time, rest])
}

/// A log with another prefix on each line that has one.
fn with_prefixes(text: &str, written: impl Fn([&str; 3]) -> String) -> String {
    let lines = text
        .lines()
        .map(|line| parts(line).map_or(line.to_owned(), &written));
    lines.collect::<Vec<_>>().join("\r\n")
}

fn report(text: String) -> Report {
    let mut source = Source::from_bytes(text.into_bytes(), None);
    detect::report(&mut source, "log").expect("a text can be read")
}

/// How the install ended and why, and what else was found: all but the lines as they are written.
fn said(report: &Report) -> String {
    let verdict = &report.verdict;
    let cause = report.cause.as_ref();
    let cause = cause.map(|cause| (&cause.rule, cause.line, &cause.headline, &cause.advice));
    let findings = report.findings.iter();
    let findings: Vec<_> = findings
        .map(|found| (&found.rule, &found.headline))
        .collect();
    format!("{verdict:?}\n{cause:?}\n{findings:?}")
}

#[test]
fn a_part_of_the_prefix_says_as_much_of_how_a_bundle_ended() {
    for (path, text) in bundle_logs() {
        let whole = report(text.clone());
        for (left, written) in [
            (
                "the number",
                &(|[_, _, rest]: [&str; 3]| rest.to_owned()) as &dyn Fn([&str; 3]) -> String,
            ),
            ("the ids", &|[ids, _, rest]| format!("[{ids}]{rest}")),
            ("the time", &|[_, time, rest]| format!("[{time}]{rest}")),
            ("no bracket", &|[ids, time, rest]| {
                format!("{ids}][{time}]{rest}")
            }),
            ("code", &|[ids, time, rest]| {
                format!("`[{ids}][{time}]{rest}` ")
            }),
            ("italics", &|[ids, time, rest]| {
                format!("_[{ids}][{time}]{rest}")
            }),
            ("a quoted number", &|[_, _, rest]| format!("> {rest}")),
        ] {
            let stripped = report(with_prefixes(&text, written));
            assert_eq!(said(&stripped), said(&whole), "{left}: {}", path.display());
        }
    }
}

/// What a bundle's own program writes has no words that show whose it is, so it is lost with its number.
#[test]
fn the_words_alone_say_how_a_bundle_ended() {
    for (path, text) in bundle_logs() {
        let is_words = |text: &str| {
            let own = parts(text).is_some_and(|[_, _, rest]| rest[1..].starts_with("000: "));
            !own || text.contains("Error 0x")
        };
        let text: Vec<&str> = text.lines().filter(|line| is_words(line)).collect();
        let text = text.join("\r\n");
        let whole = report(text.clone());
        let stripped = with_prefixes(&text, |[_, _, rest]| rest[6..].to_owned());
        let stripped = report(stripped);
        assert_eq!(said(&stripped), said(&whole), "{}", path.display());
    }
}

/// Other programs number their lines too, and write of errors in the same form.
#[test]
fn what_other_programs_write_is_no_bundles_log() {
    for text in [
        "e404: Not found\r\ne500: Error 0x80070005: Access is denied.\r\n",
        "w291: trailing whitespace\r\ni001: version 3\r\n",
        "Error 0x80070005: Failed to open the file.\r\nExit code: 0x80070005\r\n",
        "[1A24:1810] i300: Apply begin\r\n",
        "[INFO] e000: started\r\n",
        "Apply begin\r\nShutting down, exit code: 0x0\r\n",
    ] {
        assert_eq!(report(text.to_owned()).input.format, "unknown", "{text}");
    }
}

/// A custom action may run a bundle and pass on what it prints, in the midst of what Windows Installer writes.
#[test]
fn what_a_custom_action_prints_is_no_bundles_log() {
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/custom-action-1722.log");
    let mut source = Source::open(&log, None).expect("the sample log is there");
    let most = LineNo::FIRST.plus(10_000);
    let lines = source.lines(LineNo::FIRST, most).expect("it can be read");
    let with = |printed: &str| {
        let lines = lines.iter().map(|(_, line)| match line {
            line if line.contains("Invoking remote custom action") => {
                format!("{line}\r\n{printed}")
            }
            line => line.clone(),
        });
        report(lines.collect::<Vec<_>>().join("\r\n"))
    };
    let printed = [
        "i301: Applying execute package: A.msi, action: Install, path: C:\\A.msi, arguments: ''",
        "e000: Error 0x80070005: Failed to install MSI package.",
        "Applied execute package: A.msi, result: 0x0, restart: None",
    ];
    let plain = ["one", "two", "three"];
    assert_eq!(
        said(&with(&printed.join("\r\n"))),
        said(&with(&plain.join("\r\n")))
    );
}

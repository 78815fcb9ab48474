//! What several logs tell together: each folder below the samples of the rule has the logs of one machine.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use wilog::detect;
use wilog::finding::{AcrossFinding, Confidence, LogSummary};
use wilog::text::{Source, file_name};

/// A folder, the log of the install that held the mutex with how sure that is, and words that the headline has.
type Case = (
    &'static str,
    Option<(&'static str, Confidence)>,
    &'static str,
);

const CASES: &[Case] = &[
    (
        "two-jobs",
        Some(("reader.log", Confidence::High)),
        "because the install of Fabrikam Reader 11.0.2 held",
    ),
    (
        "three-jobs",
        Some(("reader.log", Confidence::High)),
        "Fabrikam Reader",
    ),
    (
        "over-midnight",
        Some(("reader.log", Confidence::High)),
        "Fabrikam Reader",
    ),
    (
        "ambiguous-dates",
        Some(("reader.log", Confidence::Medium)),
        "06/05/2025 are ambiguous",
    ),
    ("hung", Some(("reader.log", Confidence::High)), "breaks off"),
    (
        "from-its-own-custom-action",
        Some(("kiosk.log", Confidence::High)),
        "custom action InstallFonts ran it",
    ),
    ("another-day", None, ""),
];

fn folder() -> PathBuf {
    samples().join("MSI005-install-in-progress")
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/rules")
}

/// The summaries of the logs of a folder, in the order of their names.
fn summaries(folder: &Path) -> Vec<LogSummary> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| summary(path)).collect()
}

fn summary(path: &Path) -> LogSummary {
    let mut source = Source::open(path, None).unwrap();
    detect::report_and_summary(&mut source, &path.display().to_string())
        .unwrap()
        .1
}

fn held_by(finding: &AcrossFinding) -> String {
    let path = Path::new(&finding.places[0].path);
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn whoever_held_the_mutex_is_named() {
    for (name, expected, words) in CASES {
        let logs = summaries(&folder().join(name));
        let found = detect::across(&logs);
        let holder = found
            .first()
            .map(held_by)
            .zip(found.first().map(|it| it.confidence));
        let expected = expected.map(|(log, confidence)| (log.to_owned(), confidence));
        assert_eq!(holder, expected, "{name}: {found:#?}");
        for finding in &found {
            assert!(
                finding.headline.contains(words),
                "{name}: {}",
                finding.headline
            );
        }
    }
}

#[test]
fn every_folder_of_several_logs_has_a_case() {
    let mut folders: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut cases: Vec<&str> = CASES.iter().map(|(name, ..)| *name).collect();
    cases.sort_unstable();
    assert_eq!(folders, cases);
}

#[test]
fn the_order_of_the_logs_does_not_matter() {
    let mut logs = summaries(&folder().join("three-jobs"));
    let found = detect::across(&logs);
    logs.reverse();
    assert_eq!(detect::across(&logs), found);
}

#[test]
fn logs_of_two_machines_say_nothing_of_each_other() {
    let mut logs = summaries(&folder().join("two-jobs"));
    assert_eq!(logs[1].machine.as_deref(), Some("RIG-041"));
    logs[0].machine = Some("RIG-042".to_owned());
    assert!(detect::across(&logs).is_empty());
}

#[test]
fn logs_of_two_folders_may_be_of_two_machines() {
    let mut logs = summaries(&folder().join("two-jobs"));
    logs[0].path = "elsewhere/atlas.log".to_owned();
    let found = detect::across(&logs);
    assert_eq!(found[0].confidence, Confidence::Medium);
    assert!(
        found[0]
            .headline
            .contains("if both logs are of one machine")
    );
}

fn repairs() -> Vec<LogSummary> {
    summaries(&samples().join("MSI512-self-repair-loop/each-in-its-own-log"))
}

#[test]
fn repairs_in_logs_of_their_own_are_one_loop() {
    let logs = repairs();
    let found = detect::across(&logs);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "MSI512");
    let paths: Vec<&str> = found[0].places.iter().map(|at| at.path.as_str()).collect();
    let expected: Vec<&str> = logs.iter().map(|log| log.path.as_str()).collect();
    assert_eq!(paths, expected, "in order of time");
    assert!(detect::across(&logs[..2]).is_empty(), "two may be chance");
}

#[test]
fn repairs_with_an_hour_between_them_are_no_loop() {
    let mut logs = repairs();
    for (hour, log) in (0..).zip(&mut logs) {
        let repair = &mut log.repairs[0];
        repair.from.milliseconds += hour * 60 * 60 * 1000;
        repair.to.milliseconds += hour * 60 * 60 * 1000;
    }
    assert!(detect::across(&logs).is_empty());
}

#[test]
fn repairs_of_two_products_are_no_loop() {
    let mut logs = repairs();
    logs[1].repairs[0].product_code = "{00000000-0000-4000-8000-000000000001}".to_owned();
    assert!(detect::across(&logs).is_empty());
}

#[test]
fn the_log_of_a_package_says_why_its_bundle_failed() {
    let mut logs = summaries(&samples().join("MSI008-bundle-package-failed/with-its-log"));
    let found = detect::across(&logs);
    let told: Vec<(&str, &str, Vec<u32>)> = found
        .iter()
        .map(|finding| {
            let lines = finding.places.iter().map(|place| place.line.get());
            (&finding.rule[..], &finding.headline[..], lines.collect())
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "MSI008",
                "Marsh Setup failed because of its package HeronMsi: StartServices started the service Heron Gateway, \
                 and it did not report within 30.2 s that it runs.",
                vec![16, 25],
            ),
            (
                "MSI021",
                "Marsh Setup went on without its package PloverMsi: Custom action CheckMailClient failed: its script \
                 stopped in line 14, column 3 with \"ActiveX component can't create object: 'Plover.Mail'\" (script \
                 error 429).",
                vec![13, 30],
            ),
        ]
    );
    let service = "run the program of the service HeronGw by hand";
    assert!(found[0].advice.contains(service), "{}", found[0].advice);
    logs.reverse();
    assert_eq!(detect::across(&logs), found, "whatever the order");
}

#[test]
fn the_log_of_a_package_lies_beside_that_of_its_bundle_or_is_the_only_one_of_its_name() {
    let logs = summaries(&samples().join("MSI008-bundle-package-failed/with-its-log"));
    let in_folder = |log: &LogSummary, folder: &str| LogSummary {
        path: format!("{folder}/{}", file_name(&log.path).to_uppercase()),
        ..log.clone()
    };
    let [bundle, _, heron] = &logs[..] else {
        panic!("three logs");
    };
    let (near, far, farther) = (
        in_folder(heron, "a"),
        in_folder(heron, "b"),
        in_folder(heron, "c"),
    );
    let bundle = in_folder(bundle, "a");
    for (others, expected) in [
        (vec![&near], Some(("a", Confidence::High))),
        (vec![&far, &near], Some(("a", Confidence::High))),
        (vec![&far], Some(("b", Confidence::Medium))),
        (vec![&far, &farther], None),
        (vec![], None),
    ] {
        let logs: Vec<LogSummary> = std::iter::once(&bundle).chain(others).cloned().collect();
        let found = detect::across(&logs);
        let told = found
            .first()
            .map(|it| (&it.places[1].path[..1], it.confidence));
        assert_eq!(told, expected);
    }
}

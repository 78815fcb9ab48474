//! What sessions are about, and when they began and ended.

use std::fs;

use serde_json::Value;

use super::{LOGS, records, root};

/// What a record of a kind says of a log.
fn record_of(log: &str, kind: &str, arguments: &[&str]) -> Value {
    let records = records(&[&[log], arguments].concat());
    let mut of_kind = records.into_iter().filter(|one| one["record"] == kind);
    of_kind.next().unwrap()
}

#[test]
fn a_log_is_about_the_product_that_triage_names() {
    let bundle = record_of("burn-bundle-failed.log", "log", &[]);
    assert_eq!(bundle["product"], "Tailspin Charts Setup");
    assert_eq!(bundle["package"], "ChartsDesktopMsi");
    let not_verbose = record_of("not-verbose-failed.log", "log", &[]);
    assert_eq!(not_verbose["product"], "Graphic Design Palette");
    assert_eq!(not_verbose["product_version"], "10.1.0");
    let listed = "rules/MSI005-install-in-progress/three-jobs/reader.log";
    assert_eq!(record_of(listed, "log", &[])["computer"], "RIG-041");
}

/// A session in which nothing was done follows on an install of which the log tells.
#[test]
fn a_log_is_about_the_session_of_its_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.log");
    let first = fs::read(root().join("sample-logs/not-verbose-failed.log")).unwrap();
    let first = String::from_utf8_lossy(&first)
        .replace("1603", "0")
        .replace("Return value 3", "Return value 1");
    let more = "=== Logging started: 28.04.2025  07:00:00 ===\r\n\
        === Logging stopped: 28.04.2025  07:00:01 ===\r\n";
    fs::write(&path, format!("{first}{more}")).unwrap();
    let log = record_of(path.to_str().unwrap(), "log", &[]);
    assert_eq!(log["product"], "Graphic Design Palette", "{log}");
    assert_eq!(log["session_id"], log["log_id"]);
}

/// The second session does not list its properties.
#[test]
fn a_log_is_written_on_one_machine() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.log");
    let listed = "sample-logs/rules/MSI005-install-in-progress/three-jobs/reader.log";
    let first = fs::read_to_string(root().join(listed)).unwrap();
    let more = "=== Logging started: 28.04.2025  07:00:00 ===\r\n\
        === Logging stopped: 28.04.2025  07:00:01 ===\r\n";
    fs::write(&path, format!("{first}{more}")).unwrap();
    let records = records(&[path.to_str().unwrap(), "--records", "session"]);
    assert_eq!(records.len(), 2);
    for record in records {
        assert_eq!(record["computer"], "RIG-041", "{record}");
    }
}

/// `Action ended` has whole seconds, and `INSTALL` goes through all phases.
#[test]
fn nothing_ends_before_it_begins_and_what_is_around_ends_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seconds.log");
    let log = "=== Verbose logging started: 13/2/2024  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\x.exe ===\r\n\
        MSI (s) (1C:90) [10:00:00:100]: Running installation inside multi-package transaction C:\\x\\anvil.msi\r\n\
        MSI (s) (1C:90) [10:00:00:110]: Doing action: INSTALL\r\n\
        Action start 10:00:00: INSTALL.\r\n\
        MSI (s) (1C:90) [10:00:00:946]: Doing action: CostFinalize\r\n\
        MSI (s) (1C:90) [10:00:01:009]: Note: 1: 2262 2: Class 3: -2147287038 \r\n\
        Action ended 10:00:00: CostFinalize. Return value 1.\r\n\
        Action ended 10:00:01: INSTALL. Return value 1.\r\n\
        MSI (s) (1C:90) [10:00:01:650]: MainEngineThread is returning 0\r\n\
        === Verbose logging stopped: 13/2/2024  10:00:01 ===\r\n";
    fs::write(&path, log).unwrap();
    let records = records(&[&LOGS[..], &[path.to_str().unwrap()]].concat());
    for record in &records {
        let time = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        assert!(
            time("end_time").is_empty() || time("time") <= time("end_time"),
            "{record}"
        );
        let parent = records
            .iter()
            .find(|other| other["id"] == record["parent_id"]);
        if let Some(parent) = parent {
            assert!(
                record["end_line"].as_u64() <= parent["end_line"].as_u64(),
                "{record} in {parent}"
            );
        }
    }
}

/// The header is seconds older than the first line of the engine.
#[test]
fn a_date_that_is_settled_gives_the_times_of_one_that_is_certain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("date.log");
    let times = |date: &str, arguments: &[&str]| {
        let log = format!(
            "=== Logging started: {date}  10:00:00 ===\r\n\
            MSI (s) (1C:90) [10:00:05:250]: Product: Anvil -- Installation completed successfully.\r\n\
            === Logging stopped: {date}  10:00:06 ===\r\n"
        );
        fs::write(&path, log).unwrap();
        let session = record_of(path.to_str().unwrap(), "session", arguments);
        ["time", "end_time"].map(|key| session[key].as_str().unwrap()[11..].to_owned())
    };
    assert_eq!(
        times("05/10/2018", &["--date-order", "day-first"]),
        times("25/10/2018", &[])
    );
}

//! Which line is the cause: the traps of these logs, each as a log of a few lines.
//!
//! In a log `>` at the beginning of a line marks the line that states the cause; it is taken away before the log is read.
//! `S ` stands for the prefix of a server engine line, `C ` for that of a client, `N ` for that of an inner engine's thread.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

#[path = "causes/around.rs"]
mod around;
#[path = "causes/beside.rs"]
mod beside;
#[path = "causes/callers.rs"]
mod callers;
#[path = "causes/codes.rs"]
mod codes;
#[path = "causes/commands.rs"]
mod commands;
#[path = "causes/contexts.rs"]
mod contexts;
#[path = "causes/directions.rs"]
mod directions;
#[path = "causes/ends.rs"]
mod ends;
#[path = "causes/event_logs.rs"]
mod event_logs;
#[path = "causes/heads.rs"]
mod heads;
#[path = "causes/hidden.rs"]
mod hidden;
#[path = "causes/hosts.rs"]
mod hosts;
#[path = "causes/ignored.rs"]
mod ignored;
#[path = "causes/ignored_codes.rs"]
mod ignored_codes;
#[path = "causes/left_behind.rs"]
mod left_behind;
#[path = "causes/levels.rs"]
mod levels;
#[path = "causes/messages.rs"]
mod messages;
#[path = "causes/outer_text.rs"]
mod outer_text;
#[path = "causes/own_words.rs"]
mod own_words;
#[path = "causes/packages.rs"]
mod packages;
#[path = "causes/pages.rs"]
mod pages;
#[path = "causes/parts.rs"]
mod parts;
#[path = "causes/passed_over.rs"]
mod passed_over;
#[path = "causes/programs.rs"]
mod programs;
#[path = "causes/quiet.rs"]
mod quiet;
#[path = "causes/quoted.rs"]
mod quoted;
#[path = "causes/remedies.rs"]
mod remedies;
#[path = "causes/removals.rs"]
mod removals;
#[path = "causes/restarts.rs"]
mod restarts;
#[path = "causes/rights.rs"]
mod rights;
#[path = "causes/sources.rs"]
mod sources;
#[path = "causes/statuses.rs"]
mod statuses;
#[path = "causes/stopped.rs"]
mod stopped;
#[path = "causes/survived.rs"]
mod survived;
#[path = "causes/updates.rs"]
mod updates;
#[path = "causes/upgrades.rs"]
mod upgrades;
#[path = "causes/waits.rs"]
mod waits;

use wilog::detect;
use wilog::finding::Report;
use wilog::text::Source;

const HEADER: &str = "=== Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\system32\\msiexec.exe ===";

/// Adds prefixes, takes the mark away, and gives the log with the number of the marked line.
fn prepare(log: &str) -> (String, Option<u32>) {
    let mut marked = None;
    let mut text = String::new();
    for (at, line) in log.trim().lines().map(str::trim).enumerate() {
        let line = line.strip_prefix('>').map_or(line, |line| {
            marked = Some(at as u32 + 1);
            line
        });
        let line = match line.split_at_checked(2) {
            Some(("S ", said)) => format!("MSI (s) (10:20) [10:00:0{}:000]: {said}", at % 10),
            Some(("N ", said)) => format!("MSI (s) (10:30) [10:00:0{}:000]: {said}", at % 10),
            Some(("C ", said)) => format!("MSI (c) (40:50) [10:00:0{}:000]: {said}", at % 10),
            _ => line
                .replace("HEADER", HEADER)
                .replace("RUN", "           *******"),
        };
        text.push_str(&line);
        text.push_str("\r\n");
    }
    (text, marked)
}

fn report(log: &str) -> (Report, Option<u32>) {
    let (text, marked) = prepare(log);
    (
        detect::report(&mut Source::from_bytes(text, None), "test.log").expect("memory reads"),
        marked,
    )
}

/// The log of a server whose install holds some lines, with the value of its top action and its exit code.
fn frame(said: &str, value: u32, code: u32) -> String {
    format!(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        {said}
        Action ended 10:00:05: INSTALL. Return value {value}.
        S MainEngineThread is returning {code}"
    )
}

/// The log of a server whose script failed in an action that holds some lines.
fn script_failed(action: &str, said: &str) -> String {
    let script = format!(
        "S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name={action},,)
        {said}
        Action ended 10:00:05: InstallFinalize. Return value 3."
    );
    frame(&script, 3, 1603)
}

/// The report of a log as it stands, with the blanks at the ends of its lines.
fn of_bytes(log: &str) -> Report {
    let mut source = Source::from_bytes(log.to_owned(), None);
    detect::report(&mut source, "test.log").expect("memory reads")
}

/// Checks the line of the cause, its action, its code, and words that its headline has.
#[track_caller]
fn check(log: &str, outcome: &str, action: Option<&str>, code: Option<i64>, words: &str) {
    let (report, marked) = report(log);
    assert_eq!(
        report.verdict.outcome.as_str(),
        outcome,
        "{:#?}",
        report.verdict
    );
    let cause = report.cause.expect("there is a cause");
    assert_eq!(Some(cause.line.get()), marked, "{cause:#?}");
    assert_eq!(
        (cause.action.as_deref(), cause.code),
        (action, code),
        "{cause:#?}"
    );
    assert!(cause.headline.contains(words), "{}", cause.headline);
}

/// What is said of a part that holds no cause that could be marked.
#[track_caller]
fn verdict(log: &str, outcome: &str, code: Option<i32>, words: &str) {
    let (report, _) = report(log);
    let verdict = &report.verdict;
    assert_eq!(
        (verdict.outcome.as_str(), verdict.exit_code),
        (outcome, code),
        "{verdict:#?}"
    );
    assert!(verdict.headline.contains(words), "{}", verdict.headline);
}

/// Checks words that the headline of a log has.
#[track_caller]
fn headline(log: &str, words: &str) {
    let cause = report(log).0.cause.expect("there is a cause");
    assert!(cause.headline.contains(words), "{}", cause.headline);
}

/// Checks words that the headline and the advice of a log have.
#[track_caller]
fn told(log: &str, headline: &str, advice: &str) {
    let cause = report(log).0.cause.expect("there is a cause");
    assert!(cause.headline.contains(headline), "{}", cause.headline);
    assert!(cause.advice.contains(advice), "{}", cause.advice);
}

#[test]
fn an_error_that_work_followed_was_survived() {
    check(
        &script_failed(
            "WriteRegistryValues",
            "S Note: 1: 1406 2: Version 3: HKEY_LOCAL_MACHINE\\Software\\A\x20
            Error 1406. Could not write value Version.
            S Executing op: ActionStart(Name=InstallFiles,,)
            S Executing op: FileCopy(SourceName=a.dll,)
            S Note: 1: 1304 2: C:\\A\\a.dll\x20
            >Error 1304. Error writing to file: C:\\A\\a.dll.",
        ),
        "failed",
        Some("InstallFiles"),
        Some(1304),
        "could not write C:\\A\\a.dll",
    );
}

#[test]
fn a_failure_that_the_sequence_survived_is_no_cause() {
    check(
        &frame(
            "S Doing action: Optional
            Action ended 10:00:01: Optional. Return value 1631.
            S Doing action: RemoveExistingProducts
            N ******* RunEngine:
            N Doing action: INSTALL
            N Doing action: InstallValidate
            Action ended 10:00:02: InstallValidate. Return value 3.
            Action ended 10:00:02: INSTALL. Return value 3.
            Action ended 10:00:03: RemoveExistingProducts. Return value 1.
            S Doing action: Configure
            >CustomAction Configure returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:04: Configure. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("Configure"),
        Some(1603),
        "Custom action Configure failed with code 1603",
    );
}

#[test]
fn a_custom_action_marked_to_continue_is_no_cause() {
    check(
        &frame(
            "S Doing action: Cleanup
            CustomAction Cleanup returned actual error code 1603 but will be translated to success due to continue marking
            Action ended 10:00:01: Cleanup. Return value 1.
            S Doing action: LaunchConditions
            >S Product: A -- This product needs a newer Windows.
            Action ended 10:00:02: LaunchConditions. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("LaunchConditions"),
        None,
        "A launch condition was not met: This product needs a newer Windows.",
    );
}

#[test]
fn the_words_of_a_program_come_before_its_result() {
    check(
        &frame(
            "S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=RegisterAgent,,)
            S Executing op: CustomActionSchedule(Action=RegisterAgent,ActionType=3073,Source=BinaryData,Target=WixQuietExec,)
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
            WixQuietExec:  Connecting to the server.
            >WixQuietExec:  ERROR: the token was denied by the server
            WixQuietExec:  Error 0x80070001: Command line returned an error.
            CustomAction RegisterAgent returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:04: InstallFinalize. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("RegisterAgent"),
        Some(1603),
        "ERROR: the token was denied by the server",
    );
}

#[test]
fn a_failure_on_the_server_is_the_cause_of_the_clients() {
    check(
        "HEADER
        C ******* RunEngine:
        C Doing action: INSTALL
        C Doing action: ExecuteAction
        S ******* RunEngine:
        >S MSI_LUA: Elevation prompt disabled for silent installs
        S MainEngineThread is returning 1625
        C Back from server. Return value: 1625
        Action ended 10:00:04: ExecuteAction. Return value 3.
        Action ended 10:00:04: INSTALL. Return value 3.
        C MainEngineThread is returning 1625",
        "failed",
        Some("ExecuteAction"),
        None,
        "administrator's rights",
    );
}

#[test]
fn an_error_before_a_cancel_is_the_cause() {
    check(
        &frame(
            "S Doing action: InstallValidate
            S Note: 1: 1601 2: C: 3: 900000 4: 1000\x20
            >Error 1601. Out of disk space.
            Action ended 10:00:02: InstallValidate. Return value 2.",
            2,
            1602,
        ),
        "cancelled",
        Some("InstallValidate"),
        Some(1601),
        "too little space on drive C: 879 MB needed, 1 MB free",
    );
}

#[test]
fn a_cancel_without_an_error_is_somebodys_wish() {
    check(
        &frame(
            "S Doing action: SomeAction
            SomeAction:  Error: this text is older than the cancel
            Action ended 10:00:01: SomeAction. Return value 1.
            S Doing action: CostFinalize
            >S I/O on thread 7196 could not be cancelled. Error: 1168
            Action ended 10:00:02: CostFinalize. Return value 2.",
            2,
            1602,
        ),
        "cancelled",
        Some("CostFinalize"),
        Some(1602),
        "cancelled while CostFinalize was running",
    );
}

#[test]
fn the_source_of_the_old_product_stands_behind_error_1714() {
    check(
        &frame(
            "S Doing action: RemoveExistingProducts
            N ******* RunEngine:
            RUN Product: {5F1C0B6E-0000-4000-8000-000000000001}
            >N SOURCEMGMT: Failed to resolve source
            CustomAction  returned actual error code 1612 (note this may not be 100% accurate if translation happened inside sandbox)
            S Note: 1: 1714 2: A 3: 1612\x20
            Error 1714. The older version of A cannot be removed. System Error 1612.
            Action ended 10:00:03: RemoveExistingProducts. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("RemoveExistingProducts"),
        Some(1612),
        "No source was found for the package.",
    );
}

#[test]
fn a_package_that_cannot_be_opened_has_no_engine_of_its_own() {
    check(
        &frame(
            "S Doing action: RemoveExistingProducts
            S Warning: Local cached package 'C:\\Windows\\Installer\\3fa21c.msi' is missing.
            S SOURCEMGMT: Trying source C:\\Old\\.
            >S SOURCEMGMT: Source is invalid due to missing/inaccessible package.
            S SOURCEMGMT: Failed to resolve source
            CustomAction  returned actual error code 1612 (note this may not be 100% accurate if translation happened inside sandbox)
            S Note: 1: 1714 2: A 3: 1612\x20
            Error 1714. The older version of A cannot be removed. System Error 1612.
            Action ended 10:00:03: RemoveExistingProducts. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("RemoveExistingProducts"),
        Some(1612),
        "The cached package C:\\Windows\\Installer\\3fa21c.msi is missing, and no source has the original; tried C:\\Old\\.",
    );
}

#[test]
fn a_source_that_was_found_at_the_next_place_is_no_cause() {
    check(
        "HEADER
        S ******* RunEngine:
        S SOURCEMGMT: Trying source C:\\Old\\.
        S SOURCEMGMT: Source is invalid due to missing/inaccessible package.
        S SOURCEMGMT: Trying source D:\\.
        S SOURCEDIR ==> D:\\
        >S Note: 1: 2203 2: D:\\a.msi 3: -2147287035\x20
        S MainEngineThread is returning 1603",
        "failed",
        None,
        Some(2203),
        "D:\\a.msi",
    );
}

#[test]
fn in_a_log_without_engine_lines_the_last_error_counts() {
    check(
        "=== Logging started: 25/02/2026  10:00:00 ===
        Action start 10:00:00: INSTALL.
        Action start 10:00:01: InstallFinalize.
        Error 1406. Could not write value A to key B.
        >Error 1920. Service Agent (agent) failed to start.
        Action ended 10:00:04: InstallFinalize. Return value 3.
        Action ended 10:00:04: INSTALL. Return value 3.
        === Logging stopped: 25/02/2026  10:00:04 ===",
        "failed",
        Some("StartServices"),
        Some(1920),
        "Service Agent (agent) failed to start",
    );
}

#[test]
fn a_log_without_a_result_is_unknown_and_names_the_open_action() {
    let (report, _) = report(
        "HEADER
        S ******* RunEngine:
        RUN Product: C:\\a.msi
        S Doing action: INSTALL
        S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=StartServices,,)
        S Executing op: ServiceControl(,Name=agent,Action=1,Wait=1,)",
    );
    assert_eq!(
        (report.verdict.outcome.as_str(), report.verdict.complete),
        ("unknown", false)
    );
    assert!(report.cause.is_none());
    assert!(
        report
            .verdict
            .headline
            .contains("the last open action is StartServices, begun at line 7"),
        "{}",
        report.verdict.headline
    );
    let incomplete = report.findings.iter();
    let incomplete: Vec<&str> = incomplete
        .filter(|finding| finding.rule == "MSI801")
        .map(|finding| finding.headline.as_str())
        .collect();
    assert!(
        incomplete[0].contains(", starting the service agent: it runs still"),
        "{incomplete:?}"
    );
}

#[test]
fn a_retry_that_went_well_counts() {
    let one = |code: i32| {
        format!(
            "HEADER\nS ******* RunEngine:\nRUN Product: {{5F1C0B6E-0000-4000-8000-000000000001}}\nS MainEngineThread is returning {code}\n\
             === Verbose logging stopped: 25/02/2026  10:00:09 ===\n"
        )
    };
    for (codes, outcome) in [
        (vec![1603, 0], "success"),
        (vec![0, 1603], "failed"),
        (vec![1618, 3010], "success-reboot-required"),
    ] {
        let log: String = codes.iter().map(|code| one(*code)).collect();
        assert_eq!(
            report(&log).0.verdict.outcome.as_str(),
            outcome,
            "{codes:?}"
        );
    }
}

#[test]
fn of_a_custom_action_that_says_nothing_a_verbose_log_says_no_more() {
    let failed = "Action start 10:00:03: OpenGates.
        >Action ended 10:00:03: OpenGates. Return value 3.
        Action ended 10:00:04: INSTALL. Return value 3.";
    let headline = "Custom action OpenGates failed, and this log does not say why";
    for (header, advice) in [
        ("HEADER", "ask the author of the package"),
        (
            "=== Logging started: 25/02/2026  10:00:00 ===",
            "Make a log",
        ),
    ] {
        let log = format!(
            "{header}
            Action start 10:00:00: INSTALL.
            {failed}"
        );
        check(&log, "failed", Some("OpenGates"), None, headline);
        let cause = report(&log).0.cause.expect("there is a cause");
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

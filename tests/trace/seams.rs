//! Where the text of a log is not in one piece, and lines that no engine wrote.

use wilog::event::{ExitCode, Side};
use wilog::trace::{EngineId, Phase, SeamKind, SessionId, Trace};

const HEADER: &str = "=== Verbose logging started: 10/14/2025  14:20:10  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\setup.exe ===\n";
const FOOTER: &str = "=== Verbose logging stopped: 10/14/2025  14:20:44 ===\n";

/// A line of a side at a second.
fn line(side: char, second: u32, text: &str) -> String {
    let ids = if side == 'c' { "2C:E0" } else { "58:F4" };
    format!("MSI ({side}) ({ids}) [14:20:{second:02}:100]: {text}\n")
}

fn engine(side: char, second: u32) -> String {
    let head = line(side, second, "******* RunEngine:");
    format!(
        "{head}           ******* Product: C:\\a.msi\n           ******* Action: \n           ******* CommandLine: **********\n"
    )
}

/// `(kind, first line, last line, lines)` of each seam.
fn seams(trace: &Trace) -> Vec<(SeamKind, u32, u32, u32)> {
    let told =
        |seam: &wilog::trace::Seam| (seam.kind, seam.line.get(), seam.end_line.get(), seam.lines);
    trace.seams.iter().map(told).collect()
}

#[test]
fn lines_after_a_footer_belong_to_the_session_before() {
    let text = [
        HEADER,
        &engine('c', 10),
        &line('c', 43, "MainEngineThread is returning 0"),
        FOOTER,
        "\n",
        &line('s', 44, "RESTART MANAGER: Session closed."),
        &line('s', 44, "Decrementing counter to disable shutdown. If counter >= 0, shutdown will be denied.  Counter after decrement: -1"),
        HEADER,
        &line('c', 50, "Cloaking enabled."),
    ]
    .concat();
    let trace = Trace::of_text(&text);
    assert_eq!(trace.sessions.len(), 2);
    assert_eq!(trace.sessions[0].end_line.get(), 10);
    assert_eq!(seams(&trace), [(SeamKind::AfterFooter, 9, 10, 2)]);
    assert_eq!(trace.seams[0].session, SessionId::new(0));
}

/// A bootstrapper kept the lines of its client in a buffer and wrote them when all was over.
#[test]
fn lines_that_were_written_late_are_told_and_do_not_turn_the_clock_back() {
    let text = [
        HEADER,
        &engine('s', 20),
        &line('s', 30, "Doing action: INSTALL"),
        &line('s', 40, "MainEngineThread is returning 1603"),
        FOOTER,
        &line('c', 19, "Cloaking enabled."),
        &line('c', 41, "Back from server. Return value: 1603"),
    ]
    .concat();
    let trace = Trace::of_text(&text);
    assert_eq!(
        seams(&trace),
        [
            (SeamKind::LateFlush, 9, 9, 1),
            (SeamKind::AfterFooter, 10, 10, 1),
        ]
    );
    let (first, last) = trace.sessions[0].clock.unwrap();
    assert_eq!(first.until(last), 21_000);
    assert!(trace.gaps.iter().all(|gap| gap.milliseconds <= 10_000));
}

#[test]
fn midnight_is_not_late() {
    let text = "MSI (s) (58:F4) [23:59:59:900]: Doing action: INSTALL\nMSI (s) (58:F4) [00:00:00:100]: Doing action: A\n";
    assert_eq!(seams(&Trace::of_text(text)), []);
}

#[test]
fn lost_and_torn_lines_are_told() {
    let text = [
        HEADER,
        "=== MSI (s) Failed to grab mutex for logging. Some log might be lost. === \n",
        "MSI (s) (58:F4) MSI (s) (58:F4) [14:20:11:000]: Doing action: INSTALL\n",
        "MSI (s) (58:F4) [14:20:12:000]: Doing act",
    ]
    .concat();
    let expected = [
        (SeamKind::LinesLost, 2, 2, 1),
        (SeamKind::Torn, 3, 3, 1),
        (SeamKind::Torn, 4, 4, 1),
    ];
    assert_eq!(seams(&Trace::of_text(&text)), expected);
}

#[test]
fn lines_around_the_engines_have_phases_too() {
    let text = [
        HEADER,
        &line('c', 10, "Resetting cached policy values"),
        &engine('c', 10),
        "MSI (s) (58:C8) [14:20:11:000]: Running installation inside multi-package transaction C:\\a.msi\n",
        &engine('s', 12),
        &line('s', 40, "MainEngineThread is returning 0"),
        "MSI (s) (58:C8) [14:20:41:000]: No System Restore sequence number for this installation.\n",
        &line('c', 42, "MainEngineThread is returning 0"),
        &line('c', 43, "Cloaking enabled."),
        FOOTER,
    ]
    .concat();
    let trace = Trace::of_text(&text);
    let phases = |side| {
        let outside = trace.outside.iter().find(|outside| outside.side == side);
        let spans = outside.unwrap().phases.iter();
        spans
            .map(|span| (span.phase, span.lines))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        phases(Side::Client),
        [(Phase::SessionStart, 1), (Phase::SessionEnd, 1)]
    );
    assert_eq!(
        phases(Side::Server),
        [(Phase::TransactionStart, 1), (Phase::TransactionEnd, 1)]
    );
    assert_eq!(
        trace.transactions[0].ended.map(wilog::text::LineNo::get),
        Some(13)
    );
}

/// The inner engine of an upgrade never says that it returns, so the transaction waits for the one around it.
#[test]
fn a_transaction_ends_where_the_engine_around_an_inner_one_has_returned() {
    let text = [
        HEADER,
        "MSI (s) (58:C8) [14:20:11:000]: Running installation inside multi-package transaction C:\\a.msi\n",
        &engine('s', 12),
        &line('s', 13, "Doing action: RemoveExistingProducts"),
        &engine('s', 14).replace("58:F4", "58:4C"),
        &line('s', 40, "MainEngineThread is returning 0"),
        "MSI (s) (58:C8) [14:20:41:000]: No System Restore sequence number for this installation.\n",
        FOOTER,
    ]
    .concat();
    let trace = Trace::of_text(&text);
    assert_eq!(trace.engines[1].side, Side::Nested);
    let spans = trace.outside[0].phases.iter();
    let phases: Vec<_> = spans.map(|span| (span.phase, span.line.get())).collect();
    assert_eq!(
        phases,
        [(Phase::TransactionStart, 2), (Phase::TransactionEnd, 13)]
    );
}

#[test]
fn a_result_from_the_sentence_about_the_product_points_at_that_sentence() {
    let text = [
        HEADER,
        &engine('s', 12),
        &line('s', 13, "Windows Installer removed the product. Product Name: A. Product Version: 1.0. Product Language: 1033. Manufacturer: B. Removal success or error status: 1605."),
        &line('s', 14, "Cloaking enabled."),
    ]
    .concat();
    let trace = Trace::of_text(&text);
    let verdict = trace.engine_verdict(EngineId::new(0));
    assert_eq!(verdict.exit_code, Some(ExitCode(1605)));
    assert_eq!(verdict.line.map(wilog::text::LineNo::get), Some(6));
}

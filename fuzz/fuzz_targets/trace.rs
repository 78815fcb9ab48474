//! Any bytes give a trace, and a trace says nothing that the log doesn't: unknown is not success.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use wilog::event::{EventKind, MessageNumber};
use wilog::syntax;
use wilog::text::Source;
use wilog::trace::{Outcome, SessionId, Trace, Verdict};

/// The kinds of event that state a result.
const RESULTS: [&str; 10] = [
    "action-ended",
    "back-from-server",
    "bundle-apply-end",
    "bundle-exit",
    "bundle-shutdown",
    "engine-returned",
    "product-status",
    "restart-event",
    SUCCESS_NOTE,
    SUCCESS_MESSAGE,
];

/// `Note: 1: 1707`, 1724, 1726, or 1728: the message that something was installed, removed, advertised, or changed.
const SUCCESS_NOTE: &str = "note of a success";

/// `Product: X -- Installation completed successfully.`, which is all that some logs say.
const SUCCESS_MESSAGE: &str = "message of a success";

fuzz_target!(|bytes: &[u8]| {
    let mut source = Source::from_bytes(bytes, None);
    let trace = Trace::read(&mut source).expect("memory can be read");
    assert_eq!(trace.lines, source.line_count());

    let mut kinds = BTreeMap::new();
    syntax::each_event(&mut source, |event| {
        let kind = match event.kind {
            EventKind::Note { number, .. } if matches!(number.0, 1707 | 1724 | 1726 | 1728) => {
                SUCCESS_NOTE
            }
            EventKind::ProductMessage { text, .. }
                if syntax::outcome_in_words(text).is_some_and(MessageNumber::is_success) =>
            {
                SUCCESS_MESSAGE
            }
            _ => event.kind.name(),
        };
        kinds.insert(event.line, kind);
    })
    .expect("memory can be read");

    // Of a caller only a restart is taken for an end that is no failure.
    let of_bundle = trace
        .bundle
        .as_ref()
        .and_then(|bundle| bundle.told_by_caller);
    let callers = [trace.told_by_caller, of_bundle];
    let check = |verdict: Verdict| {
        if verdict.outcome.is_success() {
            let line = verdict.line.expect("a success names the line that says so");
            let kind = kinds.get(&line).copied().unwrap_or("no record");
            let is_of_caller = verdict.outcome == Outcome::SuccessRebootRequired
                && callers.iter().flatten().any(|(_, told)| *told == line);
            assert!(
                is_of_caller || RESULTS.contains(&kind),
                "line {line} is {kind}"
            );
        }
    };
    check(trace.verdict().0);
    for session in 0..trace.sessions.len() {
        check(trace.session_verdict(SessionId::new(session)));
    }

    for action in &trace.open_actions {
        assert!(trace.actions[action.at()].end_line.is_none());
    }
    for fault in &trace.faults {
        assert!(fault.line <= fault.end_line && fault.end_line.get() <= trace.lines);
    }
});

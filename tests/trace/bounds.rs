//! A hostile log makes no list grow without end, and what is not kept is counted.

use wilog::trace::Trace;

const BOUND: usize = 65_536;

/// The trace of one line after another, ten more than are kept.
fn trace_of(line: impl Fn(usize) -> String) -> Trace {
    let text: String = (0..BOUND + 10).map(line).collect();
    Trace::of_text(&text)
}

#[test]
fn sessions_have_a_bound() {
    let trace = trace_of(|_| {
        "=== Verbose logging started: 25/02/2026  9:00:00  Build type: A  Calling process: B ===\n"
            .to_owned()
    });
    assert_eq!((trace.sessions.len(), trace.dropped()), (BOUND, 10));
}

#[test]
fn engines_have_a_bound() {
    let trace = trace_of(|at| {
        let (process, thread) = (at / 256 % 256, at % 256);
        format!("MSI (s) ({process:02X}:{thread:02X}) [09:00:00:000]: ******* RunEngine:\n")
    });
    assert_eq!((trace.engines.len(), trace.dropped()), (BOUND, 10));
    assert_eq!(trace.threads.len(), BOUND);
}

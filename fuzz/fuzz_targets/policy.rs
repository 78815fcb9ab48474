//! Any text is a policy or has problems that can be shown, and a policy can be tried and judged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wilog::detect;
use wilog::policy::{Baseline, Collector, Policy};
use wilog::text::Source;
use wilog::trace::Trace;

/// A log with an action of a custom action that failed, and all that belongs to it.
const LOG: &[u8] = include_bytes!("../../sample-logs/service-start-1920.log");

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let known = ["MSI001".to_owned(), "action-failed".to_owned()];
    let policy = match Policy::read("wilog.toml", text, &known) {
        Ok(policy) => policy,
        Err(broken) => {
            assert!(!broken.problems.is_empty());
            let shown = broken.to_string();
            assert!(shown.lines().count() >= 4 * broken.problems.len());
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
            return;
        }
    };
    policy.try_rules().expect("memory can be read");

    let mut source = Source::from_bytes(LOG, None);
    let read = Trace::read_along(&mut source, || policy.collector(), Collector::observe);
    let (trace, collector) = read.expect("memory can be read");
    let input = detect::input(&trace, &source, "a.log");
    let report = detect::of_trace(&trace, &mut source, input);
    let check = policy.judge(collector, &trace, &mut source, report, &Baseline::default());
    let check = check.expect("memory can be read");
    assert_eq!(check.passed, check.failed_by.is_empty());
    for finding in &check.user_findings {
        assert!(finding.line <= finding.end_line && finding.end_line.get() <= trace.lines);
    }
});

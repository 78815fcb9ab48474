//! A report on any bytes says the same in JSON as in the program, and no format lets a log speak for itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use wilog::detect;
use wilog::finding::Report;
use wilog::render::format::{Format, Run, write};
use wilog::render::{Detail, Log, Style};
use wilog::text::Source;

/// What is invisible or changes the order of what is shown; a terminal, a browser, or a diff would act on it.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\r')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn written(format: Format, report: &Report) -> String {
    let rules = detect::all_rules();
    let run = Run {
        rules: &rules,
        style: Style::default(),
        detail: Detail::All,
        logs: 1,
        gated: false,
        policies: &[],
    };
    let mut out = Vec::new();
    write(format, run, &[Log::Report(report)], 0, &mut out).expect("memory can be written");
    String::from_utf8(out).expect("every format is UTF-8")
}

fuzz_target!(|bytes: &[u8]| {
    let mut source = Source::from_bytes(bytes, None);
    let report = detect::report(&mut source, "a.log").expect("memory can be read");
    let told = serde_json::to_value(&report).expect("a report is JSON");
    for format in Format::all() {
        let text = written(format, &report);
        assert!(!text.contains(acts), "{}: {text}", format.name());
        let document = || serde_json::from_str::<Value>(&text).expect("JSON");
        match format {
            Format::Json => assert_eq!(document()["reports"][0], told),
            Format::Jsonl => assert_eq!(document()["report"], told),
            Format::Sarif => {
                let results = document()["runs"][0]["results"].as_array().map(Vec::len);
                // What is no log of an installer is a result too.
                assert!(results >= Some(report.findings.len()), "{results:?}");
            }
            Format::Gitlab => assert!(document().is_array()),
            _ => {}
        }
    }
});

//! The parser is total and lossless: the events of any text, joined, are the text, and how the text arrives doesn't
//! change them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wilog::syntax::{self, Parser};
use wilog::text::Source;

fuzz_target!(|bytes: &[u8]| {
    let text = decode(bytes);

    let mut joined = String::with_capacity(text.len());
    let mut next = 1;
    let mut whole = Vec::new();
    for event in syntax::events(&text) {
        assert!(!event.raw.is_empty());
        assert_eq!(event.line.get(), next);
        assert_eq!(event.lines as usize, event.raw.lines().count());
        next = event.line.get() + event.lines;
        joined.push_str(event.raw);
        whole.push((event.line, event.lines, event.kind.name()));
    }
    assert_eq!(joined, text);

    let step = bytes.first().map_or(1, |byte| usize::from(*byte) + 1);
    assert_eq!(in_pieces(&text, step), whole);
});

/// The text of a log in any encoding.
fn decode(bytes: &[u8]) -> String {
    let mut source = Source::from_bytes(bytes, None);
    let mut window = source.window();
    while window.advance(0).expect("memory can be read") {}
    window.text().to_owned()
}

/// The events of a text that grows while it is read, a few bytes at a time.
fn in_pieces(text: &str, step: usize) -> Vec<(wilog::text::LineNo, u32, &'static str)> {
    let mut parser = Parser::new();
    let mut events = Vec::new();
    let mut consumed = 0;
    // Every step reads the open record again, so there is a bound to how small steps of a long text are.
    let step = step.max(text.len() / 64);
    let mut seen = 0;
    while seen < text.len() {
        seen = text.floor_char_boundary(text.len().min(seen + step.max(4)));
        let at_end = seen == text.len();
        while let Some(event) = parser.record(&text[consumed..seen], at_end) {
            consumed += event.raw.len();
            events.push((event.line, event.lines, event.kind.name()));
        }
    }
    events
}

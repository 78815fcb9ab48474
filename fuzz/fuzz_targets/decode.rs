//! Any bytes, read in any encoding, are text: nothing panics, and a line is the same as a stream and by its number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wilog::text::{Encoding, LineNo, Source};

/// One of each family: UTF-8, both orders of UTF-16, one byte a character, two, and four.
const LABELS: [&str; 7] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "shift_jis",
    "big5",
    "gb18030",
];

/// What [`Source::line`] gives of a line at most.
const LONGEST_LINE: usize = 1024 * 1024;

fuzz_target!(|bytes: &[u8]| {
    read(bytes, None);
    // The length picks the encoding, so that a log can be a seed as it is.
    let encoding: Encoding = LABELS[bytes.len() % LABELS.len()]
        .parse()
        .expect("a label of this list is known");
    read(bytes, Some(encoding));
});

fn read(bytes: &[u8], encoding: Option<Encoding>) {
    let mut source = Source::from_bytes(bytes, encoding);
    let text = stream(&mut source);
    assert_eq!(source.line_count() as usize, text.lines().count());
    // A line that begins behind a quotation mark has an end put in before it, and one within a paragraph has one in place of
    // its blank.
    if source.unfolded() {
        assert!(source.bytes() <= 2 * bytes.len() as u64);
    } else {
        assert_eq!(source.bytes(), bytes.len() as u64);
    }

    // `str::lines` knows the same line ends: LF, with a CR before it or not.
    let lines: Vec<&str> = text.lines().collect();
    for at in [0, lines.len() / 2, lines.len().saturating_sub(1)] {
        let expected = lines.get(at).copied();
        if expected.is_none_or(|line| line.len() < LONGEST_LINE) {
            let line = source
                .line(LineNo::FIRST.plus(at as u32))
                .expect("memory can be read");
            assert_eq!(line.as_deref(), expected, "line {}", at + 1);
        }
    }
}

/// The text as a window shows it, taken in uneven bites.
fn stream(source: &mut Source) -> String {
    let mut text = String::new();
    let mut window = source.window();
    let mut consumed = 0;
    while window.advance(consumed).expect("memory can be read") {
        // Two thirds now, the rest with what comes next.
        let seen = window.text();
        consumed = seen.floor_char_boundary(seen.len() / 3 * 2);
        text.push_str(&seen[..consumed]);
    }
    text.push_str(window.text());
    text
}

//! Small chunks and small pieces must not be told from large ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::encoding::Encoding;
use super::line_no::LineNo;
use super::pass::Limits;
use super::source::Source;

/// Reads all of a text, and consumes of each window what `consume` says.
fn stream(source: &mut Source, mut consume: impl FnMut(usize) -> usize) -> String {
    let mut whole = String::new();
    let mut window = source.window();
    let mut consumed = 0;
    while window.advance(consumed).unwrap() {
        let text = window.text();
        assert_eq!(
            window.line().get() as usize,
            whole.matches('\n').count() + 1
        );
        assert_eq!(
            window.mid_line(),
            !whole.is_empty() && !whole.ends_with('\n')
        );
        consumed = consume(text.len()).min(text.len());
        while !text.is_char_boundary(consumed) {
            consumed -= 1;
        }
        whole.push_str(&text[..consumed]);
    }
    assert!(window.at_end());
    whole + window.text()
}

fn all_of(length: usize) -> usize {
    length
}

/// The lines of a text as they are returned by number: without line ends, and up to `longest` bytes.
fn lines(text: &str, longest: usize) -> Vec<String> {
    let lines = text.split_inclusive('\n').map(|line| {
        let body = line
            .strip_suffix('\n')
            .map(|line| line.strip_suffix('\r').unwrap_or(line));
        let body = body.unwrap_or(line);
        let end = (0..=body.len().min(longest))
            .rev()
            .find(|end| body.is_char_boundary(*end));
        body[..end.unwrap()].to_owned()
    });
    lines.collect()
}

/// Bytes that are likely to be cut in the wrong place: line ends, halves of surrogate pairs and of characters.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => "[a-z ]{1,9}".prop_map(String::into_bytes),
        2 => Just(b"\n".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        2 => "[äé€中文😀]{1,3}".prop_map(String::into_bytes),
        2 => prop::sample::select(vec![0x00, 0x0A, 0x0D, 0x30, 0x81, 0x83, 0xD8, 0xDC, 0xE9, 0xFF])
            .prop_map(|byte| vec![byte]),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

fn told() -> impl Strategy<Value = Option<Encoding>> {
    let label = |label: &'static str| Just(Some(label.parse().unwrap()));
    prop_oneof![
        3 => Just(None),
        1 => label("utf-8"),
        1 => label("utf-16le"),
        1 => label("utf-16be"),
        1 => label("cp932"),
        1 => label("cp950"),
        1 => label("gb18030"),
        1 => label("euc-jp"),
        1 => label("cp1252"),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    (1_usize..40, 8_usize..80).prop_map(|(chunk, piece)| Limits {
        chunk,
        piece: piece.max(chunk),
    })
}

proptest! {
    /// Whether a line is valid is judged piece by piece, so what is mixed is left to the next test.
    #[test]
    fn pieces_are_seamless(bytes in bytes(), told in told(), limits in limits(), part in 0_usize..50) {
        let is_mixed = told.is_none() && str::from_utf8(&bytes).is_err();
        let told = if is_mixed { Some(Encoding::Utf8) } else { told };
        let whole = stream(&mut Source::from_bytes(bytes.clone(), told), all_of);
        let mut source = Source::from_bytes_in(bytes, told, limits);
        prop_assert_eq!(&stream(&mut source, all_of), &whole);
        prop_assert_eq!(&stream(&mut source, |_| part), &whole);
        prop_assert_eq!(&stream(&mut source, |length| length.saturating_sub(part)), &whole);
    }

    #[test]
    fn chunks_are_seamless(bytes in bytes(), told in told(), chunk in 1_usize..40) {
        let limits = Limits { chunk, piece: 1 << 20 };
        let mut one = Source::from_bytes(bytes.clone(), told);
        let mut many = Source::from_bytes_in(bytes, told, limits);
        prop_assert_eq!(stream(&mut many, all_of), stream(&mut one, all_of));
        prop_assert_eq!(many.detected(), one.detected());
        prop_assert_eq!(many.bytes(), one.bytes());
        prop_assert_eq!(many.line_count(), one.line_count());
    }

    #[test]
    fn a_line_is_the_same_by_number(
        bytes in bytes(),
        told in told(),
        limits in limits(),
        order in prop::collection::vec(1_u32..50, 1..9),
        (from, to) in (1_u32..50, 1_u32..50),
    ) {
        let mut streamed = Source::from_bytes_in(bytes.clone(), told, limits);
        let expected = lines(&stream(&mut streamed, all_of), limits.piece);
        prop_assert_eq!(streamed.line_count() as usize, expected.len());
        let mut asked = Source::from_bytes_in(bytes, told, limits);
        for n in order {
            let line = expected.get(n as usize - 1).cloned();
            prop_assert_eq!(&asked.line(LineNo::new(n)).unwrap(), &line, "not streamed, line {}", n);
            prop_assert_eq!(&streamed.line(LineNo::new(n)).unwrap(), &line, "streamed, line {}", n);
        }
        let range = asked.lines(LineNo::new(from), LineNo::new(to)).unwrap();
        let numbered = (1..).zip(&expected).filter(|(n, _)| (from..=to).contains(n));
        prop_assert!(range.iter().map(|(n, line)| (n.get(), line)).eq(numbered));
    }
}

/// A pass that was left in the middle goes on where lines are asked for, and a fresh window starts at the top.
#[test]
fn windows_can_be_left() {
    let limits = Limits {
        chunk: 8,
        piece: 64,
    };
    let mut source = Source::from_bytes_in(b"one\ntwo\nthree\nfour\nfive".to_vec(), None, limits);
    let mut window = source.window();
    assert!(!window.at_end());
    assert!(window.advance(0).unwrap());
    assert_eq!(window.text(), "one\ntwo\n");
    assert_eq!(source.line_count(), 2);
    assert_eq!(
        source.line(LineNo::new(5)).unwrap().as_deref(),
        Some("five")
    );
    assert_eq!(source.line_count(), 5);
    let window = source.window();
    assert!(!window.at_end());
    assert_eq!(
        source.line(LineNo::new(3)).unwrap().as_deref(),
        Some("three")
    );
    assert_eq!(stream(&mut source, all_of), "one\ntwo\nthree\nfour\nfive");
}

/// What was consumed is clamped to the text and to its characters.
#[test]
fn too_much_can_be_consumed() {
    let mut source = Source::from_bytes("aä\nb", None);
    let mut window = source.window();
    assert!(window.advance(99).unwrap());
    assert!(!window.advance(2).unwrap());
    assert_eq!(
        (window.text(), window.line(), window.mid_line()),
        ("ä\nb", LineNo::FIRST, true)
    );
    assert!(!window.advance(3).unwrap());
    assert_eq!(
        (window.text(), window.line(), window.mid_line()),
        ("b", LineNo::new(2), false)
    );
    assert!(!window.advance(usize::MAX).unwrap());
    assert_eq!(window.text(), "");
}

/// The unconsumed text is moved rarely, even when little is consumed of much.
#[test]
fn consuming_is_linear() {
    let limits = Limits {
        chunk: 64,
        piece: 64,
    };
    let text = "0123456789\n".repeat(20_000);
    let mut source = Source::from_bytes_in(text.clone().into_bytes(), None, limits);
    assert_eq!(stream(&mut source, |length| length.min(11)), text);
}

#[test]
fn another_way_to_the_same_input_knows_its_lines() {
    let mut source = Source::from_bytes("a\nb\nc\n", None);
    let mut window = source.window();
    window.advance(0).unwrap();
    let mut shared = window.source().share();
    assert_eq!(shared.line_count(), 3);
    assert_eq!(shared.line(LineNo::new(2)).unwrap().as_deref(), Some("b"));
    // Reading through one moves nothing in the other.
    assert!(!window.advance(usize::MAX).unwrap());
}

#[test]
fn an_input_that_grows_is_read_on_by_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grows.log");
    let mut written = Vec::new();
    let mut write = |text: &str| {
        written.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        std::fs::write(&path, &written).unwrap();
    };
    write("\u{feff}one\r\ntw");
    let mut source = Source::open(&path, None).unwrap();
    source.set_grows();
    let mut window = source.window();
    assert!(window.advance(0).unwrap());
    assert_eq!((window.text(), window.at_end()), ("one\r\n", false));
    assert!(!window.advance(usize::MAX).unwrap());
    write("o\r\nthree\r\n");
    assert!(window.advance(0).unwrap());
    assert_eq!(window.text(), "two\r\nthree\r\n");
    assert!(!window.source().has_shrunk().unwrap());
    std::fs::write(&path, "short").unwrap();
    assert!(window.source().has_shrunk().unwrap());
}

#[test]
fn others_see_how_far_the_reading_is() {
    let limits = Limits {
        chunk: 4,
        piece: 64,
    };
    let text = "a\nb\nc\nd\ne\n";
    let mut source = Source::from_bytes_in(text.as_bytes().to_vec(), None, limits);
    let counter = Arc::<AtomicU64>::default();
    source.count_bytes(Arc::clone(&counter));
    let mut window = source.window();
    window.advance(0).unwrap();
    let begun = counter.load(Ordering::Relaxed);
    assert!((1..10).contains(&begun), "{begun}");
    assert_eq!(stream(&mut source, |length| length), text);
    assert_eq!(counter.load(Ordering::Relaxed), 10);
    // A further pass counts nothing again.
    source.window().advance(0).unwrap();
    assert_eq!(counter.load(Ordering::Relaxed), 10);
}

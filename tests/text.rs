//! Inputs as they come: in every encoding, long, torn, growing, shrinking, and real.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::io::Write as _;

use encoding_rs as rs;
use proptest::prelude::*;
use wilog::text::{Detected, Encoding, LineNo, Source};

fn encoding(label: &str) -> Encoding {
    label.parse().unwrap()
}

/// All of a text, read as a stream.
fn stream(source: &mut Source) -> String {
    let mut whole = String::new();
    let mut window = source.window();
    let mut consumed = 0;
    while window.advance(consumed).unwrap() {
        consumed = window.text().len();
        whole.push_str(window.text());
    }
    assert!(window.at_end());
    whole
}

fn lines(text: &str) -> Vec<&str> {
    let lines = text.split_inclusive('\n');
    lines
        .map(|line| {
            line.strip_suffix('\n')
                .map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
        })
        .collect()
}

/// What a text should be, decoded in the simplest way.
fn reference(bytes: &[u8], detected: Detected) -> String {
    let tables = |name: &str| rs::Encoding::for_label(name.as_bytes()).unwrap();
    let name = detected.encoding.name();
    let mark = match (detected.bom, name) {
        (false, _) => 0,
        (true, "utf-8") => 3,
        (true, _) => 2,
    };
    let body = &bytes[mark..];
    let is_mixed = detected.guessed || name == "utf-8";
    if !is_mixed {
        return tables(name)
            .decode_without_bom_handling(body)
            .0
            .into_owned();
    }
    let lines = body.split_inclusive(|byte| *byte == b'\n');
    lines
        .map(|line| match str::from_utf8(line) {
            Ok(line) => line.to_owned(),
            Err(_) => tables(name)
                .decode_without_bom_handling(line)
                .0
                .into_owned(),
        })
        .collect()
}

/// `text` in UTF-16.
fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// `text` in every encoding that any text can be in, with and without a byte order mark.
fn every_way(text: &str) -> [(&'static str, Vec<u8>); 6] {
    [
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8-bom", ["\u{FEFF}", text].concat().into_bytes()),
        ("utf-16le", utf16(text, u16::to_le_bytes, false)),
        ("utf-16le-bom", utf16(text, u16::to_le_bytes, true)),
        ("utf-16be", utf16(text, u16::to_be_bytes, false)),
        ("utf-16be-bom", utf16(text, u16::to_be_bytes, true)),
    ]
}

#[test]
fn the_same_text_in_every_encoding_gives_the_same_lines() {
    let line = "MSI (s) (18:A8) [09:12:57:526]: Doing action: Größe 中文 😀 \0 a\rb";
    for end in ["\n", "\r\n"] {
        for text in [
            [line, end, end, "Action ended", end].concat(),
            [line, end, "no line end"].concat(),
            [line, end].concat().repeat(5000),
        ] {
            for (name, bytes) in every_way(&text) {
                let mut source = Source::from_bytes(bytes.clone(), None);
                assert!(stream(&mut source) == text, "{name}");
                assert_eq!(source.detected().to_string(), name);
                assert_eq!(source.bytes(), bytes.len() as u64);
                assert_eq!(source.line_count() as usize, lines(&text).len());
                let found = source.lines(LineNo::FIRST, LineNo::new(u32::MAX)).unwrap();
                assert!(
                    found.iter().map(|(_, line)| line.as_str()).eq(lines(&text)),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn texts_without_lines() {
    for bytes in [&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"] {
        let mut source = Source::from_bytes(bytes, None);
        let mut window = source.window();
        assert!(!window.advance(0).unwrap());
        assert!(window.at_end());
        assert_eq!(window.text(), "");
        assert_eq!(source.line_count(), 0);
        assert_eq!(source.line(LineNo::FIRST).unwrap(), None);
    }
}

#[test]
fn damage() {
    for (bytes, told, name, text) in [
        // The last character is torn.
        (
            &b"\xFF\xFEa\0\n\0b\0c"[..],
            None,
            "utf-16le-bom",
            "a\nb\u{FFFD}",
        ),
        (b"\xFF\xFEa\0\x3D\xD8", None, "utf-16le-bom", "a\u{FFFD}"),
        (b"\xC3\xA4\n\xE2\x82", None, "utf-8", "ä\n\u{FFFD}"),
        (b"a\xC3\xA4\xE2\x82", None, "utf-8", "aä\u{FFFD}"),
        (b"\xEF\xBB\xBFa\xE2\x82", None, "utf-8-bom", "a\u{FFFD}"),
        (b"a\xE2\x82", Some(encoding("utf-8")), "utf-8", "a\u{FFFD}"),
        // A lone surrogate does not swallow a line end.
        (
            b"\xFF\xFE\x3D\xD8\n\0b\0",
            None,
            "utf-16le-bom",
            "\u{FFFD}\nb",
        ),
        // NULs are kept.
        (b"a\0\0b\nc\nd\n", None, "utf-8", "a\0\0b\nc\nd\n"),
        (b"\xFF\xFEa\0\0\0\n\0", None, "utf-16le-bom", "a\0\n"),
        // UTF-8 was seen before: this is damage.
        (b"\xC3\xA4\ncaf\xE9\n", None, "utf-8", "ä\ncaf\u{FFFD}\n"),
        // UTF-8 in a line after: that line is read as it is.
        (
            b"caf\xE9 cr\xE8me\n\xC3\xA4\n",
            None,
            "windows-1252 (guessed)",
            "café crème\nä\n",
        ),
        (
            b"caf\xE9\n",
            Some(encoding("cp1252")),
            "windows-1252",
            "café\n",
        ),
        (
            b"\xC3\xA4\n",
            Some(encoding("cp1252")),
            "windows-1252",
            "Ã¤\n",
        ),
        (
            b"\x83e\x83X\x83g\n\x83",
            Some(encoding("932")),
            "shift_jis",
            "テスト\n\u{FFFD}",
        ),
    ] {
        let mut source = Source::from_bytes(bytes, told);
        assert_eq!(stream(&mut source), text, "{bytes:x?}");
        assert_eq!(source.detected().to_string(), name, "{bytes:x?}");
    }
}

/// The code page is guessed where the first line shows it, far into the log, and holds for every later pass.
#[test]
fn a_code_page_is_guessed_late() {
    let ascii = "MSI (c) (C0:94) [09:12:53:767]: Resetting cached policy values\r\n".repeat(4000);
    let russian = "Ошибка 1335. Требуемый для установки файл поврежден.\r\n";
    let text = [&ascii, russian, &ascii, russian].concat();
    let (bytes, _, _) = rs::WINDOWS_1251.encode(&text);
    let mut source = Source::from_bytes(bytes, None);
    assert_eq!(source.detected().to_string(), "utf-8");
    for _ in 0..2 {
        assert!(stream(&mut source) == text);
        assert_eq!(source.detected().to_string(), "windows-1251 (guessed)");
        let line = source.line(LineNo::new(8002)).unwrap();
        assert_eq!(line.as_deref(), Some(russian.trim_end()));
    }
}

#[test]
fn long_lines() {
    let long: String = ('!'..='~')
        .cycle()
        .take(99_998)
        .chain("é中".chars())
        .collect();
    let text = ["first", &long, "", &long, "last"].join("\r\n");
    for (name, bytes) in every_way(&text) {
        let mut source = Source::from_bytes(bytes, None);
        for (n, line) in (1..).zip(lines(&text)) {
            assert!(
                source.line(LineNo::new(n)).unwrap().as_deref() == Some(line),
                "{name} line {n}"
            );
        }
    }
}

/// A line without an end in sight comes in pieces, and what follows has the right number.
#[test]
fn a_line_longer_than_memory_should_be() {
    const MIB: usize = 1024 * 1024;
    let text = ["before\r\n", &"é中x".repeat(MIB / 2), "\r\nafter\r\n"].concat();
    for (name, bytes) in every_way(&text) {
        let mut source = Source::from_bytes(bytes, None);
        let mut window = source.window();
        let mut whole = String::new();
        let mut consumed = 0;
        while window.advance(consumed).unwrap() {
            assert_eq!(
                window.line().get() as usize,
                whole.matches('\n').count() + 1
            );
            assert!(window.text().len() <= 2 * MIB, "{name}");
            consumed = window.text().len();
            whole.push_str(window.text());
        }
        assert!(whole == text, "{name}");
        assert_eq!(source.line_count(), 3);
        assert_eq!(
            source.line(LineNo::new(3)).unwrap().as_deref(),
            Some("after"),
            "{name}"
        );
        let line = source.line(LineNo::new(2)).unwrap().unwrap();
        assert!(
            line.len() <= MIB && line.len() > MIB - 4,
            "{name}: {}",
            line.len()
        );
        assert!(text[8..].starts_with(&line), "{name}");
    }
}

#[test]
fn a_stream_is_kept() {
    let text = "one\r\ntwo\r\n".repeat(100_000);
    let mut source = Source::spool(text.as_bytes(), None).unwrap();
    for _ in 0..2 {
        assert!(stream(&mut source) == text);
    }
    assert_eq!(
        source.line(LineNo::new(200_000)).unwrap().as_deref(),
        Some("two")
    );
    assert_eq!(source.line(LineNo::new(200_001)).unwrap(), None);
}

/// A file of `count` lines of 32 bytes each.
fn numbered_lines(from: u32, count: u32) -> String {
    let lines: Vec<String> = (from..from + count)
        .map(|n| format!("line {n:026}\n"))
        .collect();
    lines.concat()
}

#[test]
fn a_file_may_grow_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grows.log");
    fs::write(&path, numbered_lines(1, 10_000)).unwrap();
    let mut source = Source::open(&path, None).unwrap();
    let mut window = source.window();
    assert!(window.advance(0).unwrap());
    assert!(!window.at_end());
    let mut writer = fs::OpenOptions::new().append(true).open(&path).unwrap();
    writer
        .write_all(numbered_lines(10_001, 10_000).as_bytes())
        .unwrap();
    while window.advance(0).unwrap() {}
    assert!(window.text() == numbered_lines(1, 20_000));

    // A new pass sees what came after the end of the last one.
    writer
        .write_all(numbered_lines(20_001, 1).as_bytes())
        .unwrap();
    assert_eq!(source.line_count(), 20_000);
    assert!(stream(&mut source) == numbered_lines(1, 20_001));
    assert_eq!(source.line_count(), 20_001);
    let all = source.lines(LineNo::FIRST, LineNo::new(u32::MAX)).unwrap();
    assert_eq!(all.len(), 20_001);
}

#[test]
fn a_file_may_shrink_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shrinks.log");
    fs::write(&path, numbered_lines(1, 20_000)).unwrap();
    let mut source = Source::open(&path, None).unwrap();
    let mut window = source.window();
    assert!(window.advance(0).unwrap());
    assert!(window.advance(0).unwrap());
    let writer = fs::OpenOptions::new().write(true).open(&path).unwrap();
    writer.set_len(32 * 5000 + 10).unwrap();
    assert!(!window.advance(0).unwrap());
    assert!(window.at_end());
    assert_eq!(source.line_count(), 8192);

    let last = source.line(LineNo::new(5000)).unwrap();
    assert_eq!(last, Some(format!("line {:026}", 5000)));
    assert_eq!(
        source.line(LineNo::new(5001)).unwrap().as_deref(),
        Some("line 00000")
    );
    assert_eq!(source.line(LineNo::new(5002)).unwrap(), None);
    let left = source.lines(LineNo::new(4999), LineNo::new(9000)).unwrap();
    assert_eq!(left.len(), 3);
    writer.set_len(0).unwrap();
    assert_eq!(source.line(LineNo::FIRST).unwrap(), None);
    assert_eq!(stream(&mut source), "");
}

/// A writer may let others read its log and no more, whether it opens the log before or after them.
#[cfg(windows)]
#[test]
fn a_file_may_be_held_by_its_writer() {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_SHARE_READ: u32 = 1;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.log");
    let mut options = fs::OpenOptions::new();
    options
        .append(true)
        .create(true)
        .share_mode(FILE_SHARE_READ);
    let mut writer = options.open(&path).unwrap();
    writer.write_all(numbered_lines(1, 100).as_bytes()).unwrap();
    let mut source = Source::open(&path, None).unwrap();
    assert!(stream(&mut source) == numbered_lines(1, 100));

    drop(writer);
    let mut writer = options.open(&path).unwrap();
    writer
        .write_all(numbered_lines(101, 100).as_bytes())
        .unwrap();
    assert!(stream(&mut source) == numbered_lines(1, 200));
}

/// Others may rename and delete a log that is being read.
#[test]
fn a_file_may_go_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("goes.log");
    let text = numbered_lines(1, 10_000);
    fs::write(&path, &text).unwrap();
    let mut source = Source::open(&path, None).unwrap();
    let renamed = folder.path().join("renamed.log");
    fs::rename(&path, &renamed).unwrap();
    fs::remove_file(&renamed).unwrap();
    assert!(stream(&mut source) == text);
}

#[test]
fn what_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let directory = Source::open(folder.path(), None).unwrap_err().to_string();
    assert_eq!(
        directory,
        format!("cannot open {}: it is a directory", folder.path().display())
    );
    let path = folder.path().join("none.log");
    let missing = Source::open(&path, None).unwrap_err().to_string();
    assert!(
        missing.starts_with(&format!("cannot open {}: ", path.display())),
        "{missing}"
    );
}

#[test]
fn line_numbers_are_plain_numbers_in_json() {
    assert_eq!(serde_json::to_string(&LineNo::new(7)).unwrap(), "7");
}

proptest! {
    #[test]
    fn any_bytes_decode_as_in_one_go(bytes in prop::collection::vec(any::<u8>(), 0..400), mark in 0_usize..4) {
        let mark = [&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"][mark];
        let bytes = [mark, &bytes].concat();
        let mut source = Source::from_bytes(bytes.clone(), None);
        let text = stream(&mut source);
        prop_assert_eq!(&text, &reference(&bytes, source.detected()));
        prop_assert_eq!(source.line_count() as usize, lines(&text).len());
    }

    #[test]
    fn any_text_is_the_same_in_every_encoding(text in "(MSI [ -~]{0,40}[äß中😀]?\r?\n){1,20}[ -~]{0,9}") {
        for (name, bytes) in every_way(&text) {
            let mut source = Source::from_bytes(bytes, None);
            prop_assert_eq!(&stream(&mut source), &text, "{}", name);
            for (n, line) in (1..).zip(lines(&text)) {
                let found = source.line(LineNo::new(n)).unwrap();
                prop_assert_eq!(found.as_deref(), Some(line), "{}", name);
            }
        }
    }
}

#[test]
fn real_logs() {
    for path in logs::real() {
        let bytes = fs::read(&path).unwrap();
        let mut source = Source::open(&path, None).unwrap();
        let text = stream(&mut source);
        let detected = source.detected();
        let file = path.display();
        assert!(text == reference(&bytes, detected), "{file}: {detected}");
        assert_eq!(source.bytes(), bytes.len() as u64, "{file}");
        let expected = lines(&text);
        assert_eq!(source.line_count() as usize, expected.len(), "{file}");
        let found = source.lines(LineNo::FIRST, LineNo::new(u32::MAX)).unwrap();
        assert!(
            found.iter().map(|(_, line)| line).eq(expected.iter()),
            "{file}"
        );
        for n in (1..=source.line_count()).step_by(487) {
            let line = source.line(LineNo::new(n)).unwrap();
            assert_eq!(
                line.as_deref(),
                Some(expected[n as usize - 1]),
                "{file}, line {n}"
            );
        }
    }
}

//! `wilog cat`.

use super::{LOG, bytes, output, run_with};

#[test]
fn cat_gives_the_text_in_utf_8_with_numbers() {
    let units: Vec<u16> = bytes(LOG)[2..]
        .chunks(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let text = String::from_utf16(&units).unwrap();
    let plain: String = text.lines().flat_map(|line| [line, "\n"]).collect();
    assert_eq!(output(&["cat", LOG, "--no-numbers"]), plain);
    let numbered = (1..)
        .zip(text.lines())
        .map(|(number, line)| format!("{number:>6}  {line}\n"));
    assert_eq!(output(&["cat", LOG]), numbered.collect::<String>());
}

#[test]
fn cat_reads_any_encoding_and_standard_input() {
    let text = "MSI (c) (50:3C) [09:47:55:128]: Größe\r\n中文\tx";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let expected = "     1  MSI (c) (50:3C) [09:47:55:128]: Größe\n     2  中文\tx\n";
    for (arguments, input) in [
        (&["cat", "-"][..], text.as_bytes()),
        (&["cat", "-", "--encoding", "utf-16be"], &utf_16),
        (&["cat", "-"], &[&b"\xFE\xFF"[..], &utf_16].concat()),
    ] {
        let run = run_with(arguments, input);
        assert_eq!(
            (run.status, run.out.as_str()),
            (Some(0), expected),
            "{}",
            run.err
        );
    }
    let run = run_with(&["cat", "-", "--encoding", "1250"], b"\x9Elu\x9D\n");
    assert_eq!(run.out, "     1  žluť\n");
}

#[test]
fn cat_shows_what_a_terminal_would_act_on() {
    let run = run_with(
        &["cat", "-"],
        "a\x1b[31mb\u{9b}1m\u{202e}c\rd\0\r\n".as_bytes(),
    );
    assert_eq!(run.out, "     1  a␛[31mb\\u{9b}1m\\u{202e}c␍d␀\n");
}

#[test]
fn cat_takes_a_line_longer_than_a_mebibyte() {
    let input = format!("one\n{}\nthree", "x".repeat(3 << 20));
    let run = run_with(&["cat", "-"], input.as_bytes());
    let numbers: Vec<_> = run
        .out
        .lines()
        .map(|line| (line[..8].trim(), line.len() - 8))
        .collect();
    assert_eq!(numbers, [("1", 3), ("2", 3 << 20), ("3", 5)]);
    let run = run_with(&["stats", "-"], input.as_bytes());
    assert!(run.out.starts_with("-: 3 lines, utf-8\n"), "{}", run.out);
}

/// The first and last line that `cat` shows, and how many.
fn extent(bounds: &[&str]) -> Option<(u32, u32, usize)> {
    let out = output(&[&["cat", LOG], bounds].concat());
    let numbers: Vec<u32> = out
        .lines()
        .filter_map(|line| line.get(..6)?.trim().parse().ok())
        .collect();
    Some((*numbers.first()?, *numbers.last()?, numbers.len()))
}

#[test]
fn cat_shows_a_part() {
    for (bounds, expected) in [
        (&["--from", "340"][..], Some((340, 347, 8))),
        (&["--to", "3"], Some((1, 3, 3))),
        (&["--from", "5", "--to", "5"], Some((5, 5, 1))),
        // In the middle of the record of the lines 4 to 7.
        (&["--from", "6", "--to", "8"], Some((6, 8, 3))),
        (&["--from", "900"], None),
        (
            &["--from", "9:47:55.134", "--to", "9:47:55.142"],
            Some((9, 11, 3)),
        ),
        (&["--from", "09:47:55:134", "--to", "12"], Some((9, 12, 4))),
        (&["--to", "09:47:54"], None),
        (&["--from", "09:47", "--to", "09:47"], Some((1, 246, 246))),
        // Past midnight, and thus all but half a minute at noon.
        (&["--from", "12:01", "--to", "12:00"], Some((1, 347, 347))),
        (&["--from", "23:50", "--to", "00:10"], None),
    ] {
        assert_eq!(extent(bounds), expected, "{bounds:?}");
    }
}

#[test]
fn a_part_past_midnight() {
    let input = "MSI (s) (50:3C) [23:59:58:000]: a\nno clock\nMSI (s) (50:3C) [00:00:01:000]: b\nMSI (s) (50:3C) [12:00:00:000]: c\n";
    for (bounds, expected) in [
        (&["--from", "23:59", "--to", "00:05"][..], "1 2 3"),
        (&["--from", "23:59"], "1 2"),
        (&["--to", "00:05"], "3"),
    ] {
        let run = run_with(&[&["cat", "-"], bounds].concat(), input.as_bytes());
        let numbers: Vec<_> = run.out.lines().map(|line| line[..6].trim()).collect();
        assert_eq!(numbers.join(" "), expected, "{bounds:?}");
    }
}

//! The shape of a line: what stays when everything that differs from log to log is taken out.

/// The most characters of a line that its shape takes into account.
const LONGEST: usize = 300;
/// How far to look ahead for the rest of a path with blanks in it.
const AHEAD: usize = 80;

/// The shape of `line`: GUIDs are `{G}`, paths `<P>`, quoted text `'*'` or `"*"`, and runs of digits, and hexadecimal
/// numbers after `0x`, `#`.
///
/// Lines that one statement of a program wrote have the same shape, as far as that can be told without the program.
/// Only the first 300 characters count. The result may hold whatever control characters the line has.
///
/// ```
/// use wilog::view::stats::shape;
///
/// assert_eq!(shape("Copied 12 files to C:\\Program Files\\Contoso in 0x1F ms"), "Copied # files to <P> in # ms");
/// ```
#[must_use]
pub fn shape(line: &str) -> String {
    let end = line
        .char_indices()
        .nth(LONGEST)
        .map_or(line.len(), |(at, _)| at);
    let mut rest = &line[..end];
    let mut shape = String::with_capacity(rest.len());
    // What stands before `rest`: a quote, or a drive letter, begins something only where no word goes on.
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let fresh = !before.is_alphanumeric();
        let length = if let Some((sign, length)) = variable(rest, fresh) {
            shape.push_str(sign);
            length
        } else {
            shape.push(first);
            first.len_utf8()
        };
        before = rest[..length].chars().next_back().unwrap_or(first);
        rest = &rest[length..];
    }
    shape
}

/// The sign for the variable thing at the start of `text`, and its length in bytes.
fn variable(text: &str, fresh: bool) -> Option<(&'static str, usize)> {
    let bytes = text.as_bytes();
    match bytes {
        [b'{', ..] => guid(bytes).map(|length| ("{G}", length)),
        [b'\'', ..] if fresh => quoted(text, '\'').map(|length| ("'*'", length)),
        [b'"', ..] => quoted(text, '"').map(|length| ("\"*\"", length)),
        [b'0', b'x' | b'X', digit, ..] if fresh && digit.is_ascii_hexdigit() => {
            Some(("#", 2 + run(&bytes[2..], u8::is_ascii_hexdigit)))
        }
        [b'0'..=b'9', ..] => Some(("#", run(bytes, u8::is_ascii_digit))),
        [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\', ..] if fresh => Some(("<P>", path(text, 3))),
        [b'\\', b'\\', next, ..] if fresh && next.is_ascii_alphanumeric() => {
            Some(("<P>", path(text, 2)))
        }
        _ => None,
    }
}

/// How many bytes at the start are of a class.
fn run(bytes: &[u8], class: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| class(byte)).count()
}

/// The length of the GUID in braces at the start.
fn guid(bytes: &[u8]) -> Option<usize> {
    const LENGTH: usize = 38;
    let inner = bytes.get(1..LENGTH - 1)?;
    let fits = inner.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    (fits && bytes.get(LENGTH - 1) == Some(&b'}')).then_some(LENGTH)
}

/// The length of the quoted text at the start. A quote that a word goes on behind, as in `don't`, closes nothing.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut closing = text.match_indices(quote).skip(1);
    let goes_on = |at: usize| {
        let behind = text[at + 1..].chars().next();
        behind.is_some_and(char::is_alphanumeric)
    };
    closing.find(|(at, _)| !goes_on(*at)).map(|(at, _)| at + 1)
}

/// The length of the path at the start, of which the first `known` bytes are seen to be one.
///
/// A blank ends it unless a backslash follows before anything that no path holds: `C:\Program Files\Contoso was`.
/// The last part of a path with a blank in it is thus cut short, which makes one shape of it all the same more often
/// than not.
fn path(text: &str, known: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = known;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' => {
                let ahead = bytes[at..].iter().take(AHEAD);
                let next = ahead
                    .clone()
                    .find(|byte| **byte == b'\\' || ends_path(**byte));
                if next != Some(&b'\\') {
                    break;
                }
            }
            byte if ends_path(*byte) => break,
            _ => {}
        }
        at += 1;
    }
    // A full stop at the end belongs to the sentence.
    let trailing = bytes[known..at].iter().rev();
    at - trailing.take_while(|byte| **byte == b'.').count()
}

/// Whether no path goes over this byte. A colon is for the drive alone, and `;` and `,` stand between paths.
fn ends_path(byte: u8) -> bool {
    matches!(
        byte,
        b'"' | b'\'' | b'<' | b'>' | b'|' | b'*' | b'?' | b':' | b';' | b',' | b')' | b']'
    ) || byte < b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (line, expected) in [
            ("", ""),
            ("no change", "no change"),
            ("12 of 345 at 1.5", "# of # at #.#"),
            ("flags 0x80070643, 0xZ", "flags #, #xZ"),
            ("code -2147023293", "code -#"),
            ("{587CEDFC-ACE8-51E1-AA13-D03AECE62124}.", "{G}."),
            (
                "{587CEDFC-ACE8-51E1-AA13-D03AECE6212}",
                "{#CEDFC-ACE#-#E#-AA#-D#AECE#}",
            ),
            ("setting 'a b' to \"\"", "setting '*' to \"*\""),
            ("can't, won't", "can't, won't"),
            ("'it's 5 o'clock' now", "'*' now"),
            ("'never closed 5", "'never closed #"),
            ("C:\\Windows\\a.dll missing", "<P> missing"),
            (
                "C:\\Program Files\\Contoso App\\a.dll missing",
                "<P> missing",
            ),
            ("to C:\\a.txt, D:\\b c\\d.txt.", "to <P>, <P>."),
            ("from \\\\server\\share\\x (3)", "from <P> (#)"),
            ("moved C:\\a to D:\\b", "moved <P> to <P>"),
            ("x:\\y:", "<P>:"),
            ("größe 3 中文", "größe # 中文"),
        ] {
            assert_eq!(shape(line), expected, "{line}");
        }
    }

    #[test]
    fn a_long_line_counts_by_its_start() {
        let start = "中 ".repeat(LONGEST / 2);
        assert_eq!(shape(&(start.clone() + "5")), start);
        let hostile = "C:\\ ".repeat(200_000);
        assert!(shape(&hostile).len() < 4 * LONGEST);
    }
}

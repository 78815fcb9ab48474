//! Makes visible what a terminal would act on, or not show.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::command::{begins_command, first_command};

/// Shows `text`, a line or a part of one, so that a terminal and a reader see what is there.
///
/// The text of a log is hostile: it may hold escape sequences that recolour, erase, or type into a terminal, commands to a
/// program that runs a build, and characters that hide or reorder what stands beside them. A log must never reach a
/// terminal or a report raw.
///
/// * C0 controls become their pictures: ESC is `␛`, NUL `␀`, a CR `␍`, an LF `␊`, and DEL `␡`. A tab stays.
/// * C1 controls, line and paragraph separators, and characters without a shape of their own become their number:
///   `\u{9b}`, `\u{202e}`, `\u{200b}`. The last are those with the Unicode property `Default_Ignorable_Code_Point`
///   (bidirectional overrides and isolates, zero-width characters, tags, fillers), interlinear annotations, and
///   noncharacters, of which XML bears no U+FFFE and no U+FFFF.
/// * A sign without which a command to a build is none becomes its number too: `#\u{23}vso[`; see [`begins_command`].
/// * Everything else stays, so a text without such characters is returned as it is.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let first = first_hidden(text).into_iter().chain(first_command(text));
    let Some(first) = first.min() else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(clean);
    for (at, character) in rest.char_indices() {
        match character {
            '\t' => shown.push('\t'),
            '\0'..='\x1F' => shown.push(picture(character)),
            '\x7F' => shown.push('\u{2421}'),
            _ if is_hidden(character)
                || matches!(character, '#' | ':') && begins_command(text, first + at) =>
            {
                // Writing to a string never fails.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// The picture of a C0 control, from <https://www.unicode.org/charts/PDF/U2400.pdf>.
fn picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{FFFD}')
}

/// Offset in bytes of the first character that does not stay.
fn first_hidden(text: &str) -> Option<usize> {
    let start = plain_prefix(text.as_bytes());
    // The bytes before are ASCII, so a character starts here.
    let mut characters = text[start..].char_indices();
    characters
        .find(|(_, character)| is_hidden(*character))
        .map(|(at, _)| start + at)
}

/// Length in bytes of the part at the start that is printable ASCII and tabs.
///
/// Looks at blocks without a branch inside first, which the compiler turns into vector instructions.
fn plain_prefix(bytes: &[u8]) -> usize {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    let (blocks, _) = bytes.as_chunks::<32>();
    let clean = blocks
        .iter()
        .take_while(|block| block.iter().fold(true, |all, byte| all & plain(byte)));
    let start = clean.count() * 32;
    start + bytes[start..].iter().take_while(|byte| plain(byte)).count()
}

fn is_hidden(character: char) -> bool {
    match character {
        '\t' | ' '..='~' => false,
        '\0'..='\u{9F}' => true,
        _ => {
            let behind = HIDDEN.partition_point(|(_, last)| *last < character);
            HIDDEN
                .get(behind)
                .is_some_and(|(first, _)| *first <= character)
        }
    }
}

/// First and last of each range, in order: `Default_Ignorable_Code_Point` of
/// <https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt>, the separators U+2028 and U+2029, the
/// annotation characters U+FFF9 to U+FFFB, and the noncharacters of the first plane.
const HIDDEN: &[(char, char)] = &[
    ('\u{AD}', '\u{AD}'),
    ('\u{34F}', '\u{34F}'),
    ('\u{61C}', '\u{61C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{2028}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FDD0}', '\u{FDEF}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFB}'),
    ('\u{FFFE}', '\u{FFFF}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_borrowed() {
        let long = "Property(S): ProductName = x".repeat(100);
        for text in [
            "",
            "plain",
            "tab\there",
            "Größe",
            "中文 日本語 한국어",
            "עברית",
            "😀",
            "€ \u{FFFD} \u{A0}",
            &long,
        ] {
            assert!(
                matches!(visible(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn what_hides_is_shown() {
        let padding = "x".repeat(64);
        for (text, expected) in [
            ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
            ("\0\x07\x08\x7f", "␀␇␈␡"),
            ("a\rb\nc\td", "a␍b␊c\td"),
            ("\u{80}\u{9b}31m", "\\u{80}\\u{9b}31m"),
            ("exe.\u{202e}fdp", "exe.\\u{202e}fdp"),
            (
                "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
                "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}",
            ),
            ("a\u{200b}b\u{feff}c\u{ad}", "a\\u{200b}b\\u{feff}c\\u{ad}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
            ("\u{e0041}", "\\u{e0041}"),
            ("\u{fdd0}\u{fffe}\u{ffff}", "\\u{fdd0}\\u{fffe}\\u{ffff}"),
            (" ##vso[task.x]y", " #\\u{23}vso[task.x]y"),
            ("\x1b##[x]", "␛#\\u{23}[x]"),
            ("\r::error::x", "␍\\u{3a}:error::x"),
            ("é\x1b中", "é␛中"),
        ] {
            assert_eq!(visible(text), expected);
            let padded = [padding.as_str(), text, &padding].concat();
            assert_eq!(
                visible(&padded),
                [padding.as_str(), expected, &padding].concat()
            );
        }
    }

    #[test]
    fn the_table_is_in_order_and_the_result_is_clean() {
        assert!(HIDDEN.iter().all(|(first, last)| first <= last));
        assert!(HIDDEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
        let all: String = ('\0'..=char::MAX).collect();
        let shown = visible(&all);
        assert!(!shown.chars().any(is_hidden));
        assert!(
            !shown
                .chars()
                .any(|character| character.is_control() && character != '\t')
        );
        assert_eq!(visible(&shown), shown);
    }
}

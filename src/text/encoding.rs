//! The encodings that are read, and the names that they are known by.

use std::fmt;
use std::str::FromStr;

use encoding_rs as rs;

/// How the bytes of an input stand for characters.
///
/// [`Encoding::from_str`] reads the name that a user gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, and with it ASCII.
    Utf8,
    /// UTF-16 with the low byte first: what Windows Installer writes.
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
    /// A code page: one byte for a character, or one to four in East Asia.
    Ansi(CodePage),
}

impl Encoding {
    /// The name in lower case, such as `utf-16le`, `utf-8`, or `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Ansi(page) => page.name(),
        }
    }

    /// The decoder's tables for this encoding.
    pub(super) fn tables(self) -> &'static rs::Encoding {
        match self {
            Encoding::Utf8 => rs::UTF_8,
            Encoding::Utf16Le => rs::UTF_16LE,
            Encoding::Utf16Be => rs::UTF_16BE,
            Encoding::Ansi(page) => page.0.tables,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name: any label of the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels), or a code
/// page number of Windows, alone or after `cp` (`1252`, `cp1252`, `windows-1252`, `latin1`, `utf-16le`, `65001`).
/// Case and blanks around the name don't matter.
///
/// Encodings in which a byte means different things in different places of the text, such as ISO-2022-JP, can't be
/// read from the middle and are unknown here.
impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(label: &str) -> Result<Encoding, UnknownEncoding> {
        let wanted = label.trim().to_ascii_lowercase();
        let number = wanted.strip_prefix("cp").unwrap_or(&wanted).parse::<u16>();
        let found = match number {
            Ok(65001) => Some(Encoding::Utf8),
            Ok(1200) => Some(Encoding::Utf16Le),
            Ok(1201) => Some(Encoding::Utf16Be),
            Ok(number) => CodePage::with_number(number).map(Encoding::Ansi),
            Err(_) => match rs::Encoding::for_label(wanted.as_bytes()) {
                Some(tables) if tables == rs::UTF_8 => Some(Encoding::Utf8),
                Some(tables) if tables == rs::UTF_16LE => Some(Encoding::Utf16Le),
                Some(tables) if tables == rs::UTF_16BE => Some(Encoding::Utf16Be),
                Some(tables) => CodePage::with_tables(tables).map(Encoding::Ansi),
                None => None,
            },
        };
        found.ok_or_else(|| UnknownEncoding {
            label: label.to_owned(),
        })
    }
}

/// The name of an encoding was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "unknown encoding `{label}`: give utf-8, utf-16le, utf-16be, a code page of Windows such as {}, \
     or a name such as windows-1252, latin1, shift_jis, gbk, big5, koi8-r",
    CodePage::numbers()
)]
pub struct UnknownEncoding {
    /// The name as it was given.
    pub label: String,
}

/// A code page that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodePage(&'static Row);

impl CodePage {
    /// The page to fall back to when nothing speaks for another one: Western European.
    pub(super) const WESTERN: CodePage = CodePage(&WINDOWS_1252);

    /// The name in lower case, such as `windows-1252` or `shift_jis`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The page that Windows gives this number.
    fn with_number(number: u16) -> Option<CodePage> {
        pages().find(|page| number != 0 && page.0.number == number)
    }

    /// The page that is read with these tables.
    pub(super) fn with_tables(tables: &'static rs::Encoding) -> Option<CodePage> {
        pages().find(|page| page.0.tables == tables)
    }

    /// The numbers that a Windows machine can have as its system code page, for a message.
    fn numbers() -> String {
        let numbers: Vec<String> = pages()
            .map(|page| page.0.number)
            .filter(|number| matches!(number, 874 | 932 | 936 | 949 | 950 | 1250..=1258))
            .map(|number| number.to_string())
            .collect();
        numbers.join(", ")
    }
}

/// All pages that are read.
fn pages() -> impl Iterator<Item = CodePage> {
    std::iter::once(&WINDOWS_1252).chain(OTHERS).map(CodePage)
}

/// One code page.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Row {
    /// Number that Windows gives the page, from
    /// <https://learn.microsoft.com/windows/win32/intl/code-page-identifiers>, or 0 when it has none.
    number: u16,
    name: &'static str,
    tables: &'static rs::Encoding,
}

const fn row(number: u16, name: &'static str, tables: &'static rs::Encoding) -> Row {
    Row {
        number,
        name,
        tables,
    }
}

static WINDOWS_1252: Row = row(1252, "windows-1252", &rs::WINDOWS_1252_INIT);

/// In all of these a byte 0x0A is a line feed and nothing else, never the second byte of a character, so a text can be
/// cut after any such byte. A test holds that for each row.
#[rustfmt::skip]
static OTHERS: &[Row] = &[
    row(874, "windows-874", &rs::WINDOWS_874_INIT),
    row(932, "shift_jis", &rs::SHIFT_JIS_INIT),
    row(936, "gbk", &rs::GBK_INIT),
    row(949, "euc-kr", &rs::EUC_KR_INIT),
    row(950, "big5", &rs::BIG5_INIT),
    row(1250, "windows-1250", &rs::WINDOWS_1250_INIT),
    row(1251, "windows-1251", &rs::WINDOWS_1251_INIT),
    row(1253, "windows-1253", &rs::WINDOWS_1253_INIT),
    row(1254, "windows-1254", &rs::WINDOWS_1254_INIT),
    row(1255, "windows-1255", &rs::WINDOWS_1255_INIT),
    row(1256, "windows-1256", &rs::WINDOWS_1256_INIT),
    row(1257, "windows-1257", &rs::WINDOWS_1257_INIT),
    row(1258, "windows-1258", &rs::WINDOWS_1258_INIT),
    row(866, "ibm866", &rs::IBM866_INIT),
    row(10000, "macintosh", &rs::MACINTOSH_INIT),
    row(10007, "x-mac-cyrillic", &rs::X_MAC_CYRILLIC_INIT),
    row(20866, "koi8-r", &rs::KOI8_R_INIT),
    row(21866, "koi8-u", &rs::KOI8_U_INIT),
    row(28592, "iso-8859-2", &rs::ISO_8859_2_INIT),
    row(28593, "iso-8859-3", &rs::ISO_8859_3_INIT),
    row(28594, "iso-8859-4", &rs::ISO_8859_4_INIT),
    row(28595, "iso-8859-5", &rs::ISO_8859_5_INIT),
    row(28596, "iso-8859-6", &rs::ISO_8859_6_INIT),
    row(28597, "iso-8859-7", &rs::ISO_8859_7_INIT),
    row(28598, "iso-8859-8", &rs::ISO_8859_8_INIT),
    row(38598, "iso-8859-8-i", &rs::ISO_8859_8_I_INIT),
    row(0, "iso-8859-10", &rs::ISO_8859_10_INIT),
    row(28603, "iso-8859-13", &rs::ISO_8859_13_INIT),
    row(0, "iso-8859-14", &rs::ISO_8859_14_INIT),
    row(28605, "iso-8859-15", &rs::ISO_8859_15_INIT),
    row(0, "iso-8859-16", &rs::ISO_8859_16_INIT),
    row(51932, "euc-jp", &rs::EUC_JP_INIT),
    row(54936, "gb18030", &rs::GB18030_INIT),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (label, name) in [
            ("utf-8", "utf-8"),
            ("UTF8", "utf-8"),
            ("65001", "utf-8"),
            ("utf-16le", "utf-16le"),
            ("utf-16", "utf-16le"),
            ("unicode", "utf-16le"),
            ("1200", "utf-16le"),
            ("utf-16be", "utf-16be"),
            ("cp1252", "windows-1252"),
            ("1252", "windows-1252"),
            (" Windows-1252 ", "windows-1252"),
            ("latin1", "windows-1252"),
            ("874", "windows-874"),
            ("cp932", "shift_jis"),
            ("sjis", "shift_jis"),
            ("936", "gbk"),
            ("949", "euc-kr"),
            ("950", "big5"),
            ("CP1258", "windows-1258"),
            ("koi8-r", "koi8-r"),
            ("54936", "gb18030"),
        ] {
            let encoding: Encoding = label.parse().unwrap();
            assert_eq!(encoding.name(), name, "{label}");
        }
        for page in pages() {
            let parsed: Encoding = page.name().parse().unwrap();
            assert_eq!(parsed, Encoding::Ansi(page));
        }
    }

    #[test]
    fn unknown_labels_are_told_what_is_known() {
        for label in [
            "",
            "0",
            "cp0",
            "437",
            "ansi",
            "iso-2022-jp",
            "hz-gb-2312",
            "x-user-defined",
        ] {
            let message = label.parse::<Encoding>().unwrap_err().to_string();
            assert!(message.contains(&format!("`{label}`")), "{message}");
            assert!(
                message.contains("utf-16le") && message.contains("950"),
                "{message}"
            );
        }
    }

    /// What the cut of the input into chunks relies on.
    #[test]
    fn a_line_feed_byte_is_always_a_line_feed() {
        for page in pages() {
            let tables = Encoding::Ansi(page).tables();
            let decode = |bytes: &[u8]| tables.decode_without_bom_handling(bytes).0.into_owned();
            for byte in 0..=u8::MAX {
                assert_eq!(
                    decode(&[byte]) == "\n",
                    byte == b'\n',
                    "{} {byte:#x}",
                    page.name()
                );
                for prefix in [
                    vec![byte],
                    vec![byte, 0x30],
                    vec![byte, 0x30, 0x81],
                    vec![0x8f, byte],
                ] {
                    let text = decode(&[prefix.as_slice(), b"\n"].concat());
                    let expected = memchr::memchr_iter(b'\n', &prefix).count() + 1;
                    assert_eq!(
                        text.matches('\n').count(),
                        expected,
                        "{} {prefix:x?}",
                        page.name()
                    );
                    assert!(text.ends_with('\n'), "{} {prefix:x?}", page.name());
                }
            }
        }
    }
}

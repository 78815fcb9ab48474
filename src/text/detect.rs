//! Which encoding an input is in.

use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::{CodePage, Encoding};

/// Bytes at the start of an input that are looked at.
pub(super) const SAMPLE: usize = 16 * 1024;

/// What is known of the encoding of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detected {
    /// The encoding that the input is read in.
    pub encoding: Encoding,
    /// Whether the input starts with a byte order mark. The mark is not part of the text.
    pub bom: bool,
    /// Whether the encoding is a code page that was guessed from the bytes, and may thus be wrong.
    pub guessed: bool,
}

impl Detected {
    /// The name of the encoding, with `-bom` after it when there is a byte order mark: `utf-16le-bom`, `utf-16le`,
    /// `utf-16be-bom`, `utf-16be`, `utf-8-bom`, `utf-8`, or the name of a code page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.bom, self.encoding) {
            (true, Encoding::Utf8) => "utf-8-bom",
            (true, Encoding::Utf16Le) => "utf-16le-bom",
            (true, Encoding::Utf16Be) => "utf-16be-bom",
            (_, encoding) => encoding.name(),
        }
    }

    /// Length of the byte order mark in bytes: 0, 2, or 3.
    pub(super) fn bom_len(self) -> usize {
        match (self.bom, self.encoding) {
            (false, _) | (_, Encoding::Ansi(_)) => 0,
            (true, Encoding::Utf8) => 3,
            (true, Encoding::Utf16Le | Encoding::Utf16Be) => 2,
        }
    }
}

/// The name, and ` (guessed)` after it when the code page is a guess.
impl fmt::Display for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if self.guessed {
            f.write_str(" (guessed)")
        } else {
            Ok(())
        }
    }
}

/// The encoding of an input that starts with `sample`, of which the caller may have `told` the encoding.
///
/// A byte order mark goes before what the caller told: it is never wrong in practice, and a folder of logs read with
/// `--encoding` may hold some that have one.
pub(super) fn detect(sample: &[u8], told: Option<Encoding>) -> Detected {
    let marked = match sample {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    };
    Detected {
        encoding: marked
            .or(told)
            .or_else(|| utf16_by_zeros(sample))
            .unwrap_or(Encoding::Utf8),
        bom: marked.is_some(),
        guessed: false,
    }
}

/// UTF-16 without a mark shows by its zero bytes: a log in any language is full of ASCII, each with a zero byte beside
/// it, always on the same side. Zeros on the other side are few: NUL characters in a text of bytes are on both sides
/// alike, and characters such as U+4E00 are rare beside all the ASCII.
fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
    let (pairs, _) = sample.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let many =
        |zeros: usize, others: usize| zeros >= 2 && zeros * 4 >= pairs.len() && others * 3 <= zeros;
    if many(second, first) {
        Some(Encoding::Utf16Le)
    } else if many(first, second) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// The code page that `bytes`, which are not UTF-8, look most like. They end with the input, or are cut somewhere.
pub(super) fn guess_code_page(bytes: &[u8], is_cut: bool) -> CodePage {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, !is_cut);
    let tables = detector.guess(None, Utf8Detection::Deny);
    CodePage::with_tables(tables).unwrap_or(CodePage::WESTERN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_from_the_first_bytes() {
        for (sample, name) in [
            (&b""[..], "utf-8"),
            (b"a", "utf-8"),
            (b"plain\n", "utf-8"),
            (b"\xEF\xBB\xBFa", "utf-8-bom"),
            (b"\xFF\xFE", "utf-16le-bom"),
            (b"\xFF\xFEa\0", "utf-16le-bom"),
            (b"\xFE\xFF\0a", "utf-16be-bom"),
            (b"a\0\r\0\n\0", "utf-16le"),
            (b"\0a\0\r\0\n", "utf-16be"),
            // One NUL, many NULs, and a block of NULs are not UTF-16.
            (b"a\0", "utf-8"),
            (b"ab\0cdefghijklmno\0pqrstuvwxyz", "utf-8"),
            (b"abc\0\0\0\0\0\0\0\0\0\0\0\0", "utf-8"),
            // Half of the text is Chinese.
            (b"\x2d\x4e\x87\x65\x2d\x4e\x87\x65a\0b\0c\0\n\0", "utf-16le"),
        ] {
            assert_eq!(detect(sample, None).name(), name, "{sample:x?}");
        }
    }

    #[test]
    fn a_mark_goes_before_what_was_told() {
        let told = Some(Encoding::Ansi(CodePage::WESTERN));
        assert_eq!(detect(b"\xFF\xFEa\0", told).name(), "utf-16le-bom");
        assert_eq!(detect(b"a\0b\0", told).name(), "windows-1252");
        assert_eq!(detect(b"a\0b\0", told).bom_len(), 0);
    }

    #[test]
    fn code_pages_are_guessed_from_prose() {
        for (text, name) in [
            (
                "Das Installationsprogramm hat keine ausreichenden Zugriffsrechte für dieses Verzeichnis.",
                "windows-1252",
            ),
            (
                "Установка не может быть завершена. Обратитесь к системному администратору.",
                "windows-1251",
            ),
            (
                "Instalační program nemá dostatečná oprávnění pro přístup k této složce. Žádost se nezdařila.",
                "windows-1250",
            ),
            (
                "インストール中にエラーが発生しました。管理者に連絡してください。",
                "shift_jis",
            ),
            (
                "安装程序没有足够的权限访问该目录，请与系统管理员联系。",
                "gbk",
            ),
            (
                "安裝程式沒有足夠的權限存取這個目錄，請連絡系統管理員。",
                "big5",
            ),
            (
                "설치 관리자에 이 디렉터리에 액세스할 수 있는 권한이 없습니다.",
                "euc-kr",
            ),
        ] {
            let page: Encoding = name.parse().unwrap();
            let (bytes, _, unmappable) = page.tables().encode(text);
            assert!(!unmappable);
            assert_eq!(guess_code_page(&bytes, false).name(), name, "{text}");
        }
    }
}

//! A file that is another one than the bundle was built with: which, and where it came from.

use super::address::shortened;
use crate::detect::lines::Lines;
use crate::text::LineNo;

/// `CRYPT_E_HASH_VALUE`.
const OTHER_HASH: u32 = 0x8009_1007;

/// How many lines above the error about it the line stands that says where a file was taken from, or below it the one of the next
/// try.
const NEAR: u32 = 20;

/// The hashes of a file of no bytes: SHA-1, and SHA-512 since `WiX` 4.
const OF_NOTHING: [&str; 2] = [
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
];

/// What to do where a download gave nothing.
const NOTHING_CAME: &str = "The file that came has no bytes: a proxy, a firewall, or a virus scanner let nothing through, or the \
                            download was broken off. Start the bundle again on another network or with the scanner sparing \
                            it, or get the file by hand and put it beside the bundle.";

/// Why a file is not the one which was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It has another hash.
    Hash,
    /// It is signed with another key.
    Key,
    /// Windows does not take its signature for good.
    Signature,
}

/// A file that is not the one which was wanted.
#[derive(Debug)]
pub(super) struct OtherFile<'a> {
    why: Why,
    /// The result that the errors state.
    code: Option<u32>,
    /// The file by name.
    payload: Option<&'a str>,
    /// Whether it has no bytes.
    is_empty: bool,
    taken: Option<Taken>,
}

/// Where a file came from.
#[derive(Clone, Debug)]
struct Taken {
    /// The line that says so.
    line: LineNo,
    /// An address where it was downloaded, else the path that it was copied from.
    from: String,
    is_download: bool,
}

impl<'a> OtherFile<'a> {
    /// What errors say of a file, and the lines around the first of them.
    pub(super) fn read(
        first: LineNo,
        is_signed_anew: bool,
        code: Option<u32>,
        mut texts: impl Iterator<Item = &'a str> + Clone,
        lines: &mut Lines<'_>,
    ) -> Self {
        let payload = texts.clone().find_map(payload_in);
        Self {
            why: match code {
                _ if is_signed_anew => Why::Key,
                Some(OTHER_HASH) => Why::Hash,
                _ => Why::Signature,
            },
            code,
            payload,
            is_empty: texts.any(is_empty),
            taken: Taken::around(first, payload, lines),
        }
    }

    /// The line that says where the file came from.
    pub(super) fn line(&self) -> Option<LineNo> {
        self.taken().map(|taken| taken.line)
    }

    /// A signature that is not good says nothing of where a file was downloaded.
    fn taken(&self) -> Option<&Taken> {
        let taken = self.taken.as_ref();
        taken.filter(|taken| self.why != Why::Signature || !taken.is_download)
    }

    /// Which file it is, where the errors name it.
    pub(super) fn headline(&self) -> Option<String> {
        let (payload, code) = (self.payload?, self.code?);
        let what = match self.why {
            Why::Hash if self.is_empty => {
                "is not the one that the bundle was built with, since it has no bytes"
            }
            Why::Hash => "is not the one that the bundle was built with",
            Why::Key => "is signed with another key than the bundle was built with",
            Why::Signature => return None,
        };
        Some(format!("The file {payload} {what} (0x{code:08X})."))
    }

    /// What to do about it, where the log says where it came from.
    pub(super) fn advice(&self) -> Option<String> {
        let taken = self.taken();
        if self.is_empty && taken.is_none_or(|taken| taken.is_download) {
            return Some(NOTHING_CAME.to_owned());
        }
        if let Some(taken) = taken.filter(|taken| !taken.is_download) {
            let from = shortened(&taken.from);
            return Some(format!(
                "Nothing was downloaded, since {from} was there, and it is another file than the bundle was built with: move it \
                 away or put the right one there, and start the bundle again."
            ));
        }
        let what = self.payload.unwrap_or("it");
        let from = taken.map(|taken| shortened(&taken.from));
        if self.why == Why::Key {
            let at = from.map_or_else(String::new, |from| format!(" at {from}"));
            return Some(format!(
                "The publisher of the file{at} signed it anew after the bundle was built, which trusts the old key alone: install \
                 {what} by hand from its publisher and start the bundle again, or get a newer bundle."
            ));
        }
        let from = from?;
        Some(format!(
            "The publisher has put another file at {from} since the bundle was built, or a proxy or a virus scanner changes what \
             is downloaded: install {what} by hand from its publisher and start the bundle again, or get a newer bundle."
        ))
    }
}

impl Taken {
    /// `i338: Acquiring package: A, payload: a.msi, copy from: C:\Kits\a.msi`: the last that was fetched above an error. Where
    /// none is, it is the next one below, if that is fetched again.
    fn around(error: LineNo, payload: Option<&str>, lines: &mut Lines<'_>) -> Option<Self> {
        let at = error.get();
        let above = (at.saturating_sub(NEAR).max(1)..at).rev();
        let above = first_in(above, lines, |text| text.contains("Acquiring "));
        let Some(payload) = payload.filter(|_| above.is_none()) else {
            return above.and_then(|(line, text)| Self::read(line, &text));
        };
        let again = format!("payload: {payload}, ");
        let is_again = |text: &str| text.contains("Acquiring ") && text.contains(&again);
        let (line, text) = first_in(at..at.saturating_add(NEAR), lines, is_again)?;
        Self::read(line, &text).filter(|taken| taken.is_download)
    }

    fn read(line: LineNo, text: &str) -> Option<Self> {
        let copied = text.split_once(", copy from: ");
        let downloaded = || text.split_once(", download from: ");
        let (_, from) = copied.or_else(downloaded)?;
        Some(Self {
            line,
            from: from.trim().to_owned(),
            is_download: copied.is_none(),
        })
    }
}

fn first_in(
    mut numbers: impl Iterator<Item = u32>,
    lines: &mut Lines<'_>,
    is_it: impl Fn(&str) -> bool,
) -> Option<(LineNo, String)> {
    numbers.find_map(|line| {
        let line = LineNo::new(line);
        let text = lines.line(line);
        is_it(&text).then_some((line, text))
    })
}

/// `Hash mismatch for path: ..., expected: 9A31, actual: DA39A3EE5E6B4B0D3255BFEF95601890AFD80709`: whether the file has no
/// bytes.
fn is_empty(text: &str) -> bool {
    let actual = text.split_once(", actual: ").map_or("", |(_, hash)| hash);
    let actual = actual.trim_end_matches('.').trim();
    OF_NOTHING
        .iter()
        .any(|hash| hash.eq_ignore_ascii_case(actual))
}

/// The file that an error names: `Failed to verify hash of payload: heron.msi`, `Failed to verify payload: heron.msi at path: ...`
fn payload_in(text: &str) -> Option<&str> {
    const BEFORE: [&str; 4] = [
        "Failed to verify hash of payload: ",
        "Failed to verify signature of payload: ",
        "Failed to verify payload: ",
        "Failed to verify container: ",
    ];
    let rest = |before: &&str| text.split_once(*before).map(|(_, rest)| rest);
    let rest = BEFORE.iter().find_map(rest)?;
    let name = rest.split_once(" at path: ").map_or(rest, |(name, _)| name);
    Some(name.trim())
}

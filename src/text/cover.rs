//! Texts that are covered wherever they are read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::line_no::LineNo;

/// What stands in the place of a covered text. The installer itself writes ten stars for a hidden value, see
/// <https://learn.microsoft.com/windows/win32/msi/preventing-confidential-information-from-being-written-into-the-log-file>.
pub const STARS: &str = "**********";

/// How far a text is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Only where it is a whole value, between quotes, or behind `=` or `:` and before the next delimiter, and as a word
    /// in the lines where such texts were found. For texts that are ordinary words, which stand in other places by chance.
    Value,
    /// Wherever it stands, inside of other words too.
    Anywhere,
}

/// The texts that a source covers, shared by all that read the same input.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    state: Arc<RwLock<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Whether nothing is covered, because somebody wants to see it all.
    lifted: bool,
    texts: BTreeMap<String, Reach>,
    /// The lines in which texts of the lesser reach were found.
    lines: BTreeSet<LineNo>,
    /// Made anew when a text comes in.
    matcher: Option<Matcher>,
}

/// Searches for the texts of each reach. They may overlap: what is refused of the one must not hide the other.
#[derive(Debug)]
struct Matcher {
    anywhere: AhoCorasick,
    value: AhoCorasick,
}

impl Cover {
    /// Shows everything from now on.
    pub(super) fn lift(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.lifted = true;
        state.matcher = None;
    }

    /// Covers more texts, each with the lines where it was found. Returns whether that changes what is read.
    pub(super) fn add<'a>(
        &self,
        texts: impl IntoIterator<Item = (&'a str, Reach, &'a [LineNo])>,
    ) -> bool {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut is_new = false;
        for (text, reach, lines) in texts {
            // An empty text is everywhere.
            if text.is_empty() || text.contains('\n') {
                continue;
            }
            let known = state.texts.get(text).copied();
            if known.is_none_or(|known| known < reach) {
                state.texts.insert(text.to_owned(), reach);
                is_new = true;
            }
            if reach == Reach::Value {
                for line in lines {
                    is_new |= state.lines.insert(*line);
                }
            }
        }
        if is_new && !state.lifted {
            state.matcher = Matcher::new(&state.texts);
        }
        is_new && !state.lifted
    }

    /// Covers what is to be covered in `text` behind the byte `from`, which begins in the line `first`.
    pub(super) fn apply(&self, text: &mut String, from: usize, first: LineNo) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let Some(matcher) = &state.matcher else {
            return;
        };
        let raw = &text[from..];
        let mut found: Vec<(usize, usize)> = matcher
            .anywhere
            .find_iter(raw)
            .map(|found| (found.start(), found.end()))
            .collect();
        let (mut line, mut counted) = (first, 0);
        for value in matcher.value.find_iter(raw) {
            let (start, end) = (value.start(), value.end());
            let gone = &raw.as_bytes()[counted..start];
            line = line.plus(memchr::memchr_iter(b'\n', gone).count() as u32);
            counted = start;
            let here = state.lines.contains(&line);
            if is_value(raw, start, end) || here && is_word(raw, start, end) {
                found.push((start, end));
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_unstable();
        let mut covered = String::new();
        let mut done = 0;
        for (start, end) in found {
            if start >= done {
                covered.push_str(&raw[done..start]);
                covered.push_str(STARS);
            }
            done = done.max(end);
        }
        covered.push_str(&raw[done..]);
        text.truncate(from);
        text.push_str(&covered);
    }
}

impl Matcher {
    /// Where several texts of a reach stand in one place the longest is found.
    fn new(texts: &BTreeMap<String, Reach>) -> Option<Self> {
        let search = |reach: Reach| {
            let texts = texts.iter().filter(|(_, known)| **known == reach);
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(texts.map(|(text, _)| text))
        };
        // It fails for gigabytes of patterns only.
        Some(Self {
            anywhere: search(Reach::Anywhere).ok()?,
            value: search(Reach::Value).ok()?,
        })
    }
}

/// Whether what stands from `start` to `end` is a whole value: `='x'`, `A=x `, `;x;`.
fn is_value(text: &str, start: usize, end: usize) -> bool {
    const OPENS: &[char] = &[
        '=', ':', '\'', '"', '`', ';', ',', '|', '(', '[', '<', '>', '\t', '\u{80}', '€', '~', '&',
    ];
    const CLOSES: &[char] = &[
        '\'', '"', '`', ';', ',', '|', ')', ']', '<', '>', '\t', '\u{80}', '€', '~', '&', '@', ' ',
        '\r', '\n',
    ];
    let before = &text[..start];
    let after = &text[end..];
    (before.ends_with(OPENS) || before.ends_with("= "))
        && (after.is_empty() || after.starts_with(CLOSES))
}

/// Whether what stands from `start` to `end` is no part of a longer word.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    !text[..start].ends_with(char::is_alphanumeric)
        && !text[end..].starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str, texts: &[(&str, Reach, u32)]) -> String {
        let cover = Cover::default();
        for (text, reach, line) in texts {
            cover.add([(*text, *reach, &[LineNo::new(*line)][..])]);
        }
        let mut text = text.to_owned();
        cover.apply(&mut text, 0, LineNo::FIRST);
        text
    }

    #[test]
    fn texts_are_covered_as_far_as_they_reach() {
        for (text, expected) in [
            ("nothing", "nothing"),
            ("hun7er!", "**********"),
            ("C:\\xhun7er!x", "C:\\x**********x"),
            ("hun7er!hun7er!", "********************"),
            // The longest of those that begin in one place.
            ("hun7er!2 hun7er!", "********** **********"),
            // A word that is refused hides nothing that begins within it.
            ("heronhun7er!", "heron**********"),
            ("xshun7er!2", "xs**********"),
            // An ordinary word is covered where it is a whole value ...
            (
                "PASSWORD=heron NAME=heronry",
                "PASSWORD=********** NAME=heronry",
            ),
            ("Its value is 'heron'.", "Its value is '**********'."),
            (
                "Property(S): P = heron\r\n",
                "Property(S): P = **********\r\n",
            ),
            (
                "a heron, C:\\heron\\x, Doing action: heron",
                "a heron, C:\\heron\\x, Doing action: heron",
            ),
            // ... and as a word in the line where it was found, here the third.
            (
                "heron\nheron\nthe heron herons\n",
                "heron\nheron\nthe ********** herons\n",
            ),
        ] {
            let texts = [
                ("hun7er!", Reach::Anywhere, 1),
                ("hun7er!2", Reach::Anywhere, 1),
                ("heron", Reach::Value, 3),
                ("shun", Reach::Value, 3),
            ];
            assert_eq!(covered(text, &texts), expected, "{text}");
        }
    }

    #[test]
    fn what_is_lifted_stays_so() {
        let cover = Cover::default();
        let texts = || [("hun7er!", Reach::Anywhere, &[][..])];
        assert!(cover.add(texts()));
        assert!(!cover.add(texts()));
        cover.lift();
        assert!(!cover.add([("other1", Reach::Anywhere, &[][..])]));
        let mut text = "hun7er! other1".to_owned();
        cover.apply(&mut text, 0, LineNo::FIRST);
        assert_eq!(text, "hun7er! other1");
    }
}

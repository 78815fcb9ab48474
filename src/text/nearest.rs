//! What a mistyped word may have been meant to be.

/// The candidate that is nearest to `word`, whatever the capitals, if one is near enough to be meant.
///
/// Near enough is one slip (a wrong, missing, added, or swapped character) for every three characters of the word.
/// A candidate that begins or ends with the word is near too.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        let mut slips = slips(&word, &letters);
        if word.len() >= 4 && (letters.starts_with(&word) || letters.ends_with(&word)) {
            slips = slips.min(word.len() / 3);
        }
        let near = slips <= word.len().div_ceil(3);
        if near && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Words with more characters are no slip of the keyboard.
const LONGEST: usize = 64;

/// How many characters must be changed, added, removed, or swapped with their neighbour to make one word the other
/// (the optimal string alignment distance).
fn slips(from: &[char], to: &[char]) -> usize {
    let mut before_last = vec![0; to.len() + 1];
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut next = Vec::with_capacity(to.len() + 1);
        next.push(row + 1);
        for (column, other) in to.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let mut fewest = changed.min(last[column + 1] + 1).min(next[column] + 1);
            let swapped =
                row > 0 && column > 0 && from[row - 1] == *other && to[column - 1] == *letter;
            if swapped {
                fewest = fewest.min(before_last[column - 1] + 1);
            }
            next.push(fewest);
        }
        before_last = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("abc", "acb", 1),
            ("note", "notes", 1),
            ("kitten", "sitting", 3),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(slips(&letters(from), &letters(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn the_nearest_word() {
        let words = [
            "note",
            "action-ended",
            "action-started",
            "property-dump",
            "InstallFinalize",
        ];
        for (word, expected) in [
            ("notes", Some("note")),
            ("acton-ended", Some("action-ended")),
            ("installfinalise", Some("InstallFinalize")),
            ("property", Some("property-dump")),
            ("dump", Some("property-dump")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
        assert_eq!(nearest(&"n".repeat(100), words), None);
    }
}

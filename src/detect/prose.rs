//! Text in the middle of a sentence, at its end, on one line, and in lists.

/// A text on one line, shortened to what a headline can hold.
pub(super) fn one_line(text: &str) -> String {
    shortened(text, 300)
}

/// A text on one line with so many characters at most.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= longest {
        return text;
    }
    let short: String = text.chars().take(longest).collect();
    format!("{short}…")
}

/// A text as a sentence, with its full stop.
pub(super) fn sentence(text: &str) -> String {
    // A heading ends with a colon, and so does a drive.
    let text = text.trim();
    let is_drive = text
        .rsplit([' ', '(', '"', '\''])
        .next()
        .is_some_and(|word| word.len() == 2);
    let text = text.strip_suffix(':').filter(|_| !is_drive).unwrap_or(text);
    // What is quoted may end the sentence too: `"Nothing was found."`.
    let said = text.trim_end_matches(['"', '\'', '\u{201d}', ')']);
    if text.is_empty() || said.ends_with(['.', '!', '?', '。', '！', '？', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A meaning in the middle of a sentence, unless it begins with a name or an abbreviation.
pub(super) fn lower_first(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    let is_plain = first_word
        .chars()
        .skip(1)
        .all(|c| c.is_lowercase() || matches!(c, '\'' | ',' | ';'));
    let is_name =
        matches!(first_word, "Windows" | "I" | "Burn") || text.starts_with("Configuration Manager");
    if !is_plain || is_name {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(chars)
        .collect()
}

/// A text at the beginning of a sentence.
pub(super) fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Names with commas between, of many the first ones: `A, B, and 3 more`.
pub(super) fn listed(names: &[&str], most: usize) -> String {
    first_of(&names[..names.len().min(most)], names.len())
}

/// The first of `all` names in the same words, where the others are not asked for.
pub(super) fn first_of(names: &[&str], all: usize) -> String {
    let text = names.join(", ");
    match all.saturating_sub(names.len()) {
        0 => text,
        more => format!("{text}, and {more} more"),
    }
}

/// A product with its version, which many names hold already: `7-Zip 24.08 (x64 edition)` of version 24.08.00.0.
pub(super) fn with_version(name: &str, version: Option<&str>) -> String {
    let is_in_name = |version: &str| {
        let mut words = name.split([' ', '(', ')']);
        let says_it = |word: &str| {
            let rest = version.strip_prefix(word);
            let is_nothing =
                |rest: &str| rest.starts_with('.') && rest.bytes().all(|b| b".0".contains(&b));
            word.contains('.') && rest.is_some_and(is_nothing)
        };
        name.contains(version) || words.any(says_it)
    };
    match version.filter(|version| !is_in_name(version)) {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_capitals() {
        for (text, expected) in [
            (
                "Configuration Manager gave up",
                "Configuration Manager gave up",
            ),
            ("Configuration of the gate", "configuration of the gate"),
            ("Windows gave up", "Windows gave up"),
            ("The gate is shut", "the gate is shut"),
        ] {
            assert_eq!(lower_first(text), expected);
        }
    }

    #[test]
    fn a_version_stands_once() {
        for (name, version, expected) in [
            ("Heron", "1.2.0", "Heron 1.2.0"),
            ("Heron 1.2.0", "1.2.0", "Heron 1.2.0"),
            (
                "Heron 24.08 (x64 edition)",
                "24.08.00.0",
                "Heron 24.08 (x64 edition)",
            ),
            (
                "Heron 3.6.5 (32-bit)",
                "3.6.5150.0",
                "Heron 3.6.5 (32-bit) 3.6.5150.0",
            ),
            ("Heron 1.0", "1.0.30319", "Heron 1.0 1.0.30319"),
            ("Heron 2", "2.0", "Heron 2 2.0"),
            (
                "Heron Runtime (x64) - 14.34.31938",
                "14.34.31938.0",
                "Heron Runtime (x64) - 14.34.31938",
            ),
            ("Heron 2.1", "2.1.0.0", "Heron 2.1"),
            ("Heron 2.1", "2.1.5.0", "Heron 2.1 2.1.5.0"),
        ] {
            assert_eq!(with_version(name, Some(version)), expected);
        }
        assert_eq!(with_version("Heron", None), "Heron");
    }
}

//! Where a text may be cut.

/// The last boundary between characters at or before the byte `at`, which may lie behind the end of the text.
#[must_use]
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    // The start of a text is a boundary.
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::floor_boundary;

    #[test]
    fn a_character_is_kept_whole_or_not_at_all() {
        for (text, at, expected) in [("", 3, 0), ("abc", 2, 2), ("aé", 2, 1), ("aé", 9, 3)] {
            assert_eq!(floor_boundary(text, at), expected, "{text:?} at {at}");
        }
    }
}

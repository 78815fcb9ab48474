//! Names with stars.

/// Whether a name fits a pattern in which `*` stands for any text; small and capital letters are the same.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// Whether a name fits one of the patterns; where there are none, every name does.
pub(super) fn fits_any(patterns: &[String], name: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, expected) in [
            ("TARGETDIR", "TargetDir", true),
            ("TARGET", "TARGETDIR", false),
            ("*", "", true),
            ("*DIR", "TARGETDIR", true),
            ("T*D*R", "TARGETDIR", true),
            ("T*T*T*", "TARGETDIR", false),
            ("A*A", "A", false),
            ("", "", true),
            ("", "A", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}

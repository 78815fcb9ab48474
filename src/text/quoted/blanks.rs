//! Blanks that a page shows as one: `WixQuietExec: a` where the action wrote two.

/// Whether a text has lines of the WiX toolset with one blank behind their names, and no two blanks anywhere: the toolset always
/// writes two.
pub(super) fn is_collapsed(text: &str) -> bool {
    // Nearly every log has two blanks in its first line, which is seen at once.
    !text.contains("  ") && text.lines().any(|line| name(line).is_some())
}

/// The line with both blanks behind the name.
pub(super) fn with_both_blanks(line: &str) -> Option<String> {
    let (name, said) = line.split_at(name(line)?.len());
    Some(format!("{name}: {}", said.strip_prefix(':')?))
}

/// The name of an action of the WiX toolset before one blank: `WixCreateInternetShortcuts: Error 0x80070057: ...`.
fn name(line: &str) -> Option<&str> {
    let (name, said) = line.split_once(": ")?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let kind = name.trim_end_matches("64");
    // `WixSharp: the gate is locked` is of another toolset, which writes one.
    let is_of_wix =
        name.starts_with("Wix") && !name.starts_with("WixSharp") || kind.ends_with("QuietExec");
    (is_name && is_of_wix && !said.starts_with(' ')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_missing_where_no_line_has_two() {
        let line = "WixCreateGates: Error 0x80070057: failed to open";
        for (text, expected) in [
            (line.to_owned(), true),
            (format!("CAQuietExec64: open\n{line}"), true),
            (
                format!("{line}\nDEBUG: Error 2911:  Could not remove"),
                false,
            ),
            ("WixQuietExec:  open".to_owned(), false),
            ("WixSharp: open".to_owned(), false),
            ("The gate: open".to_owned(), false),
        ] {
            assert_eq!(is_collapsed(&text), expected, "{text}");
        }
        let whole = "WixCreateGates:  Error 0x80070057: failed to open";
        assert_eq!(with_both_blanks(line).as_deref(), Some(whole));
        assert_eq!(with_both_blanks(whole), None);
        assert_eq!(with_both_blanks("The gate: open"), None);
    }
}

//! Bold text in the lines of a bundle, as people set it who quote them on a page in Markdown.

/// What stands on both sides of bold text, and of no text that a bundle writes: it hides values behind five stars.
const MARK: &str = "**";

/// Whether somebody set a part of a bundle's line in bold: `[14A4:9F04][2021-07-16T11:13:57]e000: **This needs a newer Windows.**`,
/// or its prefix: `**[14A4:9F04][2021-07-16T11:13:57]e000**: This needs a newer Windows.`
pub(super) fn has_bold(line: &str) -> bool {
    if bold_prefix(line).is_some() {
        return true;
    }
    let begins = |(at, _): (usize, &str)| line[..at].ends_with(": ") && opens(line, at);
    line.starts_with('[') && line.match_indices(MARK).any(begins)
}

/// The line of a bundle without the marks of bold text; one of two may stand in another line.
pub(super) fn without_bold(line: &str) -> String {
    if let Some((prefix, text)) = bold_prefix(line) {
        return format!("{prefix}{text}");
    }
    if !line.starts_with('[') {
        return line.to_owned();
    }
    let mut plain = String::with_capacity(line.len());
    let mut from = 0;
    for (at, mark) in line.match_indices(MARK) {
        if opens(line, at) || closes(line, at) {
            plain.push_str(&line[from..at]);
            from = at + mark.len();
        }
    }
    plain.push_str(&line[from..]);
    plain
}

/// What is bold of a line with a bold prefix, and what stands behind it.
fn bold_prefix(line: &str) -> Option<(&str, &str)> {
    let behind = line.strip_prefix(MARK)?;
    let (prefix, text) = behind.split_once(MARK)?;
    (prefix.starts_with('[') && text.starts_with(':')).then_some((prefix, text))
}

/// Whether the mark at a place has nothing to its left and something to its right.
fn opens(line: &str, at: usize) -> bool {
    let [before, behind] = around(line, at);
    before == Some(' ') && behind.is_some_and(|sign| !matches!(sign, ' ' | '*'))
}

/// Whether the mark at a place has something to its left, and to its right the end of a word or of the line.
fn closes(line: &str, at: usize) -> bool {
    let [before, behind] = around(line, at);
    let is_end = |sign| matches!(sign, ' ' | ',' | '.' | ';' | ')');
    before.is_some_and(|sign| !matches!(sign, ' ' | '*')) && behind.is_none_or(is_end)
}

/// The characters in front of a mark and behind it.
fn around(line: &str, at: usize) -> [Option<char>; 2] {
    let before = line[..at].chars().next_back();
    [before, line[at + MARK.len()..].chars().next()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_bold_text_are_taken_off_and_stars_of_a_bundle_are_not() {
        let prefix = "[14A4:9F04][2021-07-16T11:13:57]";
        for (line, plain) in [
            ("e000: **It is shy.**", "e000: It is shy."),
            (
                "e000: Error 0x80070570: **Failed to extract**, erf: 1:4:0",
                "e000: Error 0x80070570: Failed to extract, erf: 1:4:0",
            ),
            (
                "w350: Applied non-vital package: **Heron, encountered error: 0x80070570.** Continuing...",
                "w350: Applied non-vital package: Heron, encountered error: 0x80070570. Continuing...",
            ),
            ("e000: **Failed to move", "e000: Failed to move"),
        ] {
            let line = format!("{prefix}{line}");
            assert!(has_bold(&line), "{line}");
            assert_eq!(without_bold(&line), format!("{prefix}{plain}"));
        }
        let bold = "**[14A4:9F04][2021-07-16T11:13:57]e000**: It is shy.";
        assert!(has_bold(bold));
        assert_eq!(without_bold(bold), format!("{prefix}e000: It is shy."));
        for line in [
            "i410: Variable: Heron = *****",
            "i000: Setting string variable 'Heron' to value '**'",
            "i301: Applying execute package: A, arguments: ' PASSWORD=\"*****\" X=**'",
        ] {
            let line = format!("{prefix}{line}");
            assert!(!has_bold(&line), "{line}");
            assert_eq!(without_bold(&line), line);
        }
        assert!(!has_bold("MSI (s): **a**"));
        assert_eq!(without_bold("a: **b**"), "a: **b**");
    }
}

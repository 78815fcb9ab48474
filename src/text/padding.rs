//! Blanks that end each line of a log which went through a page.

/// How many lines decide: of a log that nobody changed, some of the first lines end without a blank.
const ENOUGH: usize = 16;

/// With fewer lines than that, so many are needed, and so many blanks: Markdown breaks a line with two.
const FEW: (usize, usize) = (4, 2);

/// How many blanks end each line of a text, by its first lines; nearly always none.
///
/// Pages in Markdown end each line with two blanks, and what is copied from there has them.
/// A value may end with blanks of its own, so no more is taken than what all lines have.
pub(crate) fn padding(text: &str) -> usize {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let blanks: Vec<usize> = lines.take(ENOUGH).map(blanks_at_end).collect();
    let fewest = blanks.iter().copied().min().unwrap_or(0);
    let (lines, least) = FEW;
    if blanks.len() == ENOUGH || blanks.len() >= lines && fewest >= least {
        fewest
    } else {
        0
    }
}

/// A line without its padding.
// Nearly no log is padded, and lines are cut in the innermost loop.
#[cold]
#[inline(never)]
pub(crate) fn without_padding(line: &str, padding: usize) -> &str {
    &line[..line.len() - blanks_at_end(line).min(padding)]
}

fn blanks_at_end(line: &str) -> usize {
    line.len() - line.trim_end_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_what_all_lines_have() {
        for (text, expected) in [
            ("", 0),
            ("a  \r\nb  \r\n", 0),
            ("a  \r\n\r\nb   \r\nc  \r\nd  \r\n", 2),
            ("a  \nb\nc  \nd  \n", 0),
            ("Note: 1 \nNote: 2 \nNote: 3 \nNote: 4 \n", 0),
            (&"Note: 1 \n".repeat(20), 1),
        ] {
            assert_eq!(padding(text), expected, "{text:?}");
        }
        assert_eq!(without_padding("a = b   ", 2), "a = b ");
        assert_eq!(without_padding("a = b ", 2), "a = b");
    }
}

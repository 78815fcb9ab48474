//! What is wrong with a policy, shown where it stands.

use std::fmt;
use std::ops::Range;

use crate::text::{floor_boundary, visible};

/// One thing that is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where, as bytes of the text.
    pub at: Range<usize>,
    /// What to do about it; empty where the message says it.
    pub help: String,
}

/// A policy that cannot be used, with all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenPolicy {
    /// The file, as it is called in messages.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

impl std::error::Error for BrokenPolicy {}

/// The problems as a compiler shows them: the place, the line, and a caret below what is meant; then how many there are.
/// Of control characters nothing is left, so it may go to a terminal as it is.
impl fmt::Display for BrokenPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            self.show(problem, f)?;
            writeln!(f)?;
        }
        let (count, thing) = match self.problems.len() {
            1 => (1, "problem"),
            count => (count, "problems"),
        };
        write!(f, "error: {} has {count} {thing}", visible(&self.file))
    }
}

impl BrokenPolicy {
    fn show(&self, problem: &Problem, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = floor_boundary(&self.text, problem.at.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |at| start + at);
        let line = self.text[line_start..line_end].trim_end_matches('\r');
        let number = self.text[..start].matches('\n').count() + 1;
        let before = self.text[line_start..start].chars().count();
        let end = floor_boundary(&self.text, problem.at.end)
            .clamp(start, line_start + line.len().max(start - line_start));
        let width = self.text[start..end].chars().count().max(1);
        let margin = " ".repeat(number.to_string().len());
        writeln!(
            f,
            "{}:{number}:{}: {}",
            visible(&self.file),
            before + 1,
            sentence(&problem.message)
        )?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", shown(line))?;
        let help = if problem.help.is_empty() {
            String::new()
        } else {
            format!(" {}", sentence(&problem.help))
        };
        writeln!(
            f,
            "{margin} | {}{}{help}",
            " ".repeat(before),
            "^".repeat(width)
        )
    }
}

/// A sentence that quotes the policy, in one line.
fn sentence(text: &str) -> String {
    visible(text).replace('\t', " ")
}

/// A line in which each character takes one column, so that the caret stands below what is meant.
fn shown(line: &str) -> String {
    line.chars()
        .map(
            |c| match visible(c.encode_utf8(&mut [0; 4])).chars().next() {
                Some('\t') | None => ' ',
                Some(sign) if sign == c => c,
                Some('\\') => '\u{FFFD}',
                Some(sign) => sign,
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_at(text: &str, at: Range<usize>) -> String {
        let problem = Problem {
            message: "w\tr\x07".to_owned(),
            at,
            help: "do this".to_owned(),
        };
        BrokenPolicy {
            file: "p".to_owned(),
            text: text.to_owned(),
            problems: vec![problem],
        }
        .to_string()
    }

    #[test]
    fn the_caret_stands_below_what_is_meant() {
        assert_eq!(
            shown_at("a = 1\r\nbé = two\r\n", 13..16),
            "p:2:6: w r␇\n  |\n2 | bé = two\n  |      ^^^ do this\n\nerror: p has 1 problem"
        );
    }

    #[test]
    fn any_place_can_be_shown() {
        let text = "é\t= '\x1b'\n\nlast";
        for start in 0..text.len() + 3 {
            for end in start..text.len() + 3 {
                let shown = shown_at(text, start..end);
                assert!(
                    shown.contains('^') && !shown.contains(['\x1b', '\x07', '\t']),
                    "{shown}"
                );
            }
        }
    }
}

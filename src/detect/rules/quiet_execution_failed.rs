//! # What it finds
//!
//! A custom action of the WiX toolset ran a command without a window (`WixQuietExec`, `CAQuietExec`), and the
//! command failed or could not be started.
//!
//! # Why it matters
//!
//! The action writes the output of the command into the log, and this output is the reason.
//! The error lines below it only say that the command failed, and they all look alike.
//!
//! # What to do
//!
//! Read the lines that begin with the name of the action and two blanks, above the first with `Error 0x`.
//! "Command line returned an error" has the exit code of the command in its last digits.
//! "Failed to get command line data" means that the property with the name of the action was empty, so no command
//! was given at all.
//! Run the command by hand, as the system if the action is deferred without impersonation.
//!
//! # Evidence
//!
//! The output of the command, `Error 0x...: Command line returned an error.`, and `CustomAction ... returned actual
//! error code 1603`.
//!
//! # When it is wrong
//!
//! A command may write nothing, or write it to a file.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::detect::words::sentence;
use crate::text::LineNo;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI110",
    name: "quiet-execution-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A command that a custom action ran without a window failed; what it wrote stands in the log.",
    advice: "Read the output of the command, which stands above the error of the custom action, and run the command by hand with the same account.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-actions",
    check: Check::Cause(check),
};

/// How many lines of output are evidence.
const MOST_OUTPUT: u32 = 8;

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let fault = case.pick.fault?;
    let said = lines.line(fault.line);
    let (source, text) = said.split_once(":  ")?;
    if !source.ends_with("QuietExec") && !source.ends_with("QuietExec64") {
        return None;
    }
    let subject = case.subject();
    // The words of the command itself say more than those about it.
    let Some(about) = text.strip_prefix("Error 0x") else {
        return Some(Words {
            headline: Some(format!("{subject} failed; its command wrote: {}", sentence(text))),
            ..Words::default()
        });
    };
    let output = output_above(fault.line, source, lines);
    let code = u32::from_str_radix(about.split(':').next()?, 16).ok()?;
    // What a command returns becomes the last digits of a result.
    let ended = if code >> 16 == 0x8007 {
        format!("its command ended with code {}", code & 0xFFFF)
    } else {
        format!("its command failed with 0x{code:08X}")
    };
    let headline = match output.last() {
        _ if about.contains("command line data") => {
            format!("{subject} failed: it was given no command to run.")
        }
        Some((_, last)) => format!(
            "{subject} failed: {ended}, and the last that it wrote was: {}",
            sentence(last)
        ),
        None => format!("{subject} failed: {ended} and wrote nothing."),
    };
    Some(Words {
        headline: Some(headline),
        more: output.into_iter().map(|(line, _)| line).collect(),
        ..Words::default()
    })
}

/// What the command wrote right above its error, in reading order.
fn output_above(error: LineNo, source: &str, lines: &mut Lines<'_>) -> Vec<(LineNo, String)> {
    let mut output = Vec::new();
    let above = (1..error.get()).rev().take(MOST_OUTPUT as usize);
    for line in above.map(LineNo::new) {
        let said = lines.line(line);
        let Some((_, text)) = said.split_once(":  ").filter(|(name, _)| *name == source) else {
            break;
        };
        if !text.trim().is_empty() && !text.starts_with("Error 0x") {
            output.push((line, text.trim().to_owned()));
        }
    }
    output.reverse();
    output
}

//! What a command wrote that a custom action ran without a window, and what the action wrote of it: lines of `WixQuietExec` and
//! `CAQuietExec`.

use crate::detect::lines::Lines;
use crate::text::LineNo;

/// `Error 0x80070001: Command line returned an error.`
pub(in crate::detect) const ERROR: &str = "Error 0x";

/// How many lines of output are evidence.
const MOST_OUTPUT: u32 = 8;

/// How many lines of a command below the one that was picked are looked at for its error and for another failure.
pub(in crate::detect) const MOST_BELOW: u32 = 32;

/// What a line of the command says; a line without text may have lost its blanks: `WixQuietExec64:`.
pub(in crate::detect) fn of_source<'l>(said: &'l str, source: &str) -> Option<&'l str> {
    let text = said.strip_prefix(source)?.strip_prefix(':')?;
    text.strip_prefix("  ")
        .or_else(|| text.trim().is_empty().then_some(""))
}

/// The first error at or below a line that the action itself wrote about its command.
pub(in crate::detect) fn error_below(
    from: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let mut below = (0..MOST_BELOW).map_while(|n| {
        let line = from.plus(n);
        let said = lines.line(line);
        of_source(&said, source).map(|text| (line, text.to_owned()))
    });
    below.find(|(_, text)| text.starts_with(ERROR))
}

/// What the command wrote from a line on, without empty lines, up to the first error that the action wrote about it.
pub(in crate::detect) fn output_from(
    from: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Vec<String> {
    let output = (0..MOST_BELOW).map_while(|n| {
        let said = lines.line(from.plus(n));
        let text = of_source(&said, source).filter(|text| !text.starts_with(ERROR))?;
        Some(text.trim().to_owned())
    });
    output.filter(|text| !text.is_empty()).collect()
}

/// What the command wrote right above its error, in reading order.
pub(in crate::detect) fn output_above(
    error: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Vec<(LineNo, String)> {
    let mut output = Vec::new();
    let above = (1..error.get()).rev().take(MOST_OUTPUT as usize);
    for line in above.map(LineNo::new) {
        let said = lines.line(line);
        // Pages put empty lines between the lines of a log.
        if said.trim().is_empty() {
            continue;
        }
        let Some(text) = of_source(&said, source) else {
            break;
        };
        if !text.trim().is_empty() && !text.starts_with(ERROR) && !is_banner(text) {
            output.push((line, text.trim().to_owned()));
        }
    }
    output.reverse();
    // The command as it was called stands first, and below it what it wrote; alone it may be a sentence that begins with its name.
    if output.len() > 1 && is_command(&output[0].1) {
        output.remove(0);
    }
    output
}

/// What the command wrote last, below the line that speaks of the failure: `netsh`, `net`, and `sc` give a number, and what
/// it means on the next line that is not empty.
pub(in crate::detect) fn output_below(
    said: LineNo,
    source: &str,
    is_bare: bool,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let mut output = (1..MOST_OUTPUT).map_while(|n| {
        let line = said.plus(n);
        let said = lines.line(line);
        let text = of_source(&said, source).filter(|text| !text.starts_with(ERROR))?;
        Some((line, text.trim().to_owned()))
    });
    let below = output.find(|(_, text)| !text.is_empty())?;
    // What goes on for more lines is no meaning of a number, unless the line has nothing but the number.
    (is_bare || output.all(|(_, text)| text.is_empty())).then_some(below)
}

/// What programs write before they do anything, and shells after they have told what is wrong with their arguments.
///
/// The library that runs the command tells of itself too: `Entering WixQuietExec64 in C:\Windows\Installer\MSI1A2B.tmp, version
/// 3.11.2318.0`.
fn is_banner(text: &str) -> bool {
    let is_of_library = text.starts_with("Entering ") && text.contains(", version ");
    is_of_library
        || ["Copyright (C)", "Windows PowerShell", "Microsoft (R)"]
            .iter()
            .any(|head| text.trim_start().starts_with(head))
}

/// The lines at the end of an output that tell of the failure: the last that is no count, with the one above it where that is the
/// first half of it.
pub(in crate::detect) fn end_of(output: &[String]) -> &[String] {
    let Some(last) = output.iter().rposition(|text| !is_closing(text)) else {
        return output;
    };
    let above = last.checked_sub(1).and_then(|above| output.get(above));
    let is_half = above.is_some_and(|text| {
        has_number(text) || is_heading(text) || is_open(text) || text.ends_with(',')
    });
    let first = if is_half { last - 1 } else { last };
    output.get(first..=last).unwrap_or_default()
}

/// `ERROR ( hresult:80070021, message:Failed to commit configuration changes.`, whose reason stands on the next line.
pub(in crate::detect) fn is_open(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

/// Whether a line is a command as some libraries write it before they run it: `"gates.exe" open "C:\Gates\gates.xml"`.
fn is_command(text: &str) -> bool {
    let quoted = text.trim_start().strip_prefix('"');
    let program = quoted.and_then(|text| text.split_once('"'));
    program.is_some_and(|(program, arguments)| {
        program.to_ascii_lowercase().ends_with(".exe") && arguments.starts_with(' ')
    })
}

/// `Error: 0x800f081f`, which `dism` writes above what it means and what to do.
pub(in crate::detect) fn is_bare_number(text: &str) -> bool {
    let words = text.split_whitespace();
    let number = numbers(text).last();
    words.clone().count() <= 2 && number.is_some() && number == words.last()
}

/// `An error occurred while creating object 2 defined on lines 12 - 40:`, `An exception occurred during the Install phase.`: whether a
/// line is the heading of a reason that stands on the next one.
///
/// Source: the words of `InstallUtil`, <https://learn.microsoft.com/dotnet/api/system.configuration.install.transactedinstaller>.
pub(in crate::detect) fn is_heading(text: &str) -> bool {
    let text = text.trim();
    let last = text
        .rsplit([' ', '(', '"', '\''])
        .next()
        .unwrap_or_default();
    // The name of a drive ends so too.
    let is_drive = last.len() == 2 && last.starts_with(|c: char| c.is_ascii_alphabetic());
    text.ends_with(':') && !is_drive && !is_failure_with_number(text)
        || text.starts_with("An exception occurred during the ") && text.ends_with(" phase.")
}

/// `[SC] ControlService FAILED 1051:`: a failure by itself, with what its number means below it.
fn is_failure_with_number(text: &str) -> bool {
    let mut words = text.trim_end_matches(':').split_whitespace().rev();
    let number = words.next().and_then(|word| numbers(word).next());
    let head = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_head = ["failed", "error", "code"].contains(&head.trim_end_matches(':'));
    number.is_some() && is_head
}

/// Whether a line only tells that what stands above it failed: what a command counts at its end, and how `InstallUtil` ends.
pub(in crate::detect) fn is_closing(text: &str) -> bool {
    is_count(text) || text.trim() == "The installation failed, and the rollback has been performed."
}

/// What a command counts at its end, whatever went wrong: `Successfully processed 0 files; Failed processing 1 files` of
/// `icacls`, `    1 Error(s)` of builds, `0 errors, 0 failed.`, and the heads of the columns that `robocopy` counts in.
fn is_count(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_number = words
        .next()
        .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let counted = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_counted = ["error", "failed", "failure"]
        .iter()
        .any(|word| counted.starts_with(word));
    is_number && is_counted
        || text.contains("; Failed processing ")
        || text.contains("Mismatch    FAILED    Extras")
}

/// Whether a text has a number: `System error 5 has occurred.`, `[SC] OpenService FAILED 1060:`
pub(in crate::detect) fn has_number(text: &str) -> bool {
    numbers(text).next().is_some()
}

/// Whether a text has a certain number.
pub(in crate::detect) fn is_number_of(text: &str, wanted: &str) -> bool {
    numbers(text).any(|number| number == wanted)
}

/// The words of a text that are numbers.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    let words = words.map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
    words.filter(|word| {
        let hexadecimal = word.strip_prefix("0x");
        let is_digit = |byte: u8| match hexadecimal {
            Some(_) => byte.is_ascii_hexdigit(),
            None => byte.is_ascii_digit(),
        };
        let digits = hexadecimal.unwrap_or(word);
        !digits.is_empty() && digits.bytes().all(is_digit)
    })
}

//! Errors that PowerShell wrote, in any language.
//!
//! Windows PowerShell writes an error as a record of some lines, each wrapped where the console ends:
//!
//! ```text
//! New-Thing : Access to the path 'C:\ProgramData\Thing' is
//! denied.
//! At C:\Program Files\Thing\setup.ps1:12 char:1
//! + New-Thing -Path C:\ProgramData\Thing
//! + ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
//!     + CategoryInfo          : PermissionDenied: (C:\ProgramData\Thing:String) [New-Thing], UnauthorizedAccessExcep
//!    tion
//!     + FullyQualifiedErrorId : CreateDirectoryUnauthorizedAccessError,New-Thing
//! ```
//!
//! The text and the words of the place are translated, the two lines that are set in are not. Where a script cannot be
//! read at all, the places come first and the text stands below each.
//! PowerShell 7 has another form, which `powershell_concise` reads.
//!
//! Source: <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_error_handling>, and
//! the output of scripts in public logs.

use crate::detect::custom_action::output::Said;
use crate::detect::custom_action::powershell_concise;
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::state::PropertyKind;
use crate::trace::{POWERSHELL_ERROR, SessionId, Trace};

/// An error that PowerShell wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct ErrorRecord {
    /// Its first line.
    pub(in crate::detect) line: LineNo,
    /// Its last line.
    pub(in crate::detect) end_line: LineNo,
    /// What went wrong, in one line and in the language of the machine.
    pub(in crate::detect) text: String,
    /// What PowerShell calls the error, in English: `UnauthorizedAccess`. Empty where the log has none.
    pub(in crate::detect) id: String,
    /// The file of the script and the line in it.
    pub(in crate::detect) place: Option<String>,
    /// Whether the script could not be read at all.
    pub(in crate::detect) is_unread: bool,
}

/// What to do where the execution policy forbids a script.
///
/// Source: <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_execution_policies>.
pub(in crate::detect) const EXECUTION_POLICY: &str = "The execution policy of PowerShell forbids the script, and one of a group policy beats the -ExecutionPolicy Bypass \
     of a package: see `MachinePolicy` and `UserPolicy` in the output of Get-ExecutionPolicy -List, and change the policy \
     \"Turn on Script Execution\", at least for the install.";

/// The errors that PowerShell wrote, in the order of the log.
pub(in crate::detect) fn error_records(said: &[Said]) -> Vec<ErrorRecord> {
    let mut records = Vec::new();
    let mut rest = said;
    while let Some(at) = rest.iter().position(|said| is_category(&said.text)) {
        let (above, below) = rest.split_at(at);
        let (id, length) = id_of(below);
        let below_it = &below[..length];
        let headless = || text_of_category(above, below_it).filter(|_| records.is_empty());
        let found = record(above, below_it, &id).or_else(|| {
            let (line, text) = headless()?;
            Some(ErrorRecord {
                line,
                end_line: below_it.last()?.line,
                text,
                id,
                place: None,
                is_unread: false,
            })
        });
        records.extend(found);
        rest = &below[length..];
    }
    records.extend(powershell_concise::records(said));
    records.sort_by_key(|record| record.line);
    records
}

/// `Add-Thing : Deployment failed with HRESULT: 0x80073CF9, ...`: an error of which a program has passed on the text alone.
pub(in crate::detect) fn error_without_record(said: &Said) -> Option<ErrorRecord> {
    let (name, _) = said.text.split_once(" : ")?;
    let begin = name.rfind(' ').map_or(0, |blank| blank + 1);
    let (verb, noun) = name[begin..].split_once('-')?;
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_command = is_word(verb) && is_word(noun);
    let result = said.text.split_once("HRESULT: ").map(|(_, from)| from);
    (is_command && result.is_some_and(|result| result_in(result).is_some())).then(|| ErrorRecord {
        line: said.line,
        end_line: said.line,
        text: said.text[begin..].to_owned(),
        id: String::new(),
        place: None,
        is_unread: false,
    })
}

/// `    + FullyQualifiedErrorId : Gates.OpenGatesCommand`: the name of an error, where a search has left nothing else of it.
pub(in crate::detect) fn error_of_name(said: &Said) -> Option<ErrorRecord> {
    let id = said.text.trim().strip_prefix(POWERSHELL_ERROR)?;
    Some(ErrorRecord {
        line: said.line,
        end_line: said.line,
        text: id.to_owned(),
        id: id.to_owned(),
        place: None,
        is_unread: false,
    })
}

/// `ERROR: Exception calling "Open" with "1" argument(s): "The gate is stuck."`: an error of which the text alone was kept.
pub(in crate::detect) fn error_of_text(said: &Said) -> Option<ErrorRecord> {
    Some(ErrorRecord {
        line: said.line,
        end_line: said.line,
        text: said.text.strip_prefix("ERROR: ")?.to_owned(),
        id: String::new(),
        place: None,
        is_unread: false,
    })
}

/// What a script wrote whose custom action keeps its output in a property, as those of Advanced Installer do, in the first
/// session that is wanted: `Property(S): POWERSHELL_EXECUTION_LOG = File C:\Rota\a.ps1 cannot be loaded. ...`
pub(in crate::detect) fn kept_in_property(
    trace: &Trace,
    is_wanted: impl Fn(SessionId) -> bool,
    lines: &mut Lines<'_>,
) -> Vec<Said> {
    const OUTPUT: &str = "POWERSHELL_EXECUTION_LOG";
    let rows = trace.state.properties.rows.rows().iter();
    let set = rows.filter(|row| row.kind() != PropertyKind::Deleted);
    let mut of_name = set.filter(|row| trace.names.get(row.name) == OUTPUT);
    let Some(row) = of_name.find(|row| trace.session_at(row.line).is_some_and(&is_wanted)) else {
        return Vec::new();
    };
    let value = lines.event(row.line, |event| match event.kind {
        EventKind::PropertyDump { value, .. } => value.to_owned(),
        EventKind::PropertyChange { new, .. } => new.to_owned(),
        _ => String::new(),
    });
    let value = value.unwrap_or_default();
    let said = value.lines().enumerate().map(|(at, text)| Said {
        line: row.line.plus(u32::try_from(at).unwrap_or_default()),
        text: text.to_owned(),
    });
    said.collect()
}

/// `    + CategoryInfo          : NotSpecified: (:) [Set-Thing], IOException`
fn is_category(text: &str) -> bool {
    text.trim_start().starts_with("+ CategoryInfo ")
}

/// The name of an error whose category stands in the first of some lines, and how many of them are of the record.
fn id_of(lines: &[Said]) -> (String, usize) {
    /// A category is rarely wrapped more often.
    const NEAR: usize = 6;
    let head = |said: &Said| {
        said.text
            .trim()
            .strip_prefix(POWERSHELL_ERROR)
            .map(str::to_owned)
    };
    let near = lines.iter().take(NEAR).skip(1);
    let near = near.take_while(|said| !is_category(&said.text));
    let found = near
        .enumerate()
        .find_map(|(at, said)| Some((at + 2, head(said)?)));
    let Some((mut length, mut id)) = found else {
        return (String::new(), 1);
    };
    // A name is broken where the line ends, and what is left of it is set in.
    while let Some(more) = lines.get(length).filter(|said| is_set_in(&said.text)) {
        id.push_str(more.text.trim());
        length += 1;
    }
    (id, length)
}

/// What is left of a long name: `   nCredSSPCommand`.
fn is_set_in(text: &str) -> bool {
    let said = text.trim();
    text.starts_with("  ") && !said.is_empty() && !said.starts_with('+') && !said.contains(' ')
}

/// The record whose text and place are the last of the lines above its category.
fn record(above: &[Said], below: &[Said], id: &str) -> Option<ErrorRecord> {
    let echo = above.iter().position(|said| is_echo(&said.text));
    let place_at = echo.map_or(above.len(), |echo| place_above(above, echo));
    let place = above.get(place_at..echo.unwrap_or(above.len()))?;
    let unread = echo.and_then(|echo| text_below(above, echo));
    let is_unread = unread.is_some();
    let (line, text) = match unread {
        Some(text) => (above.get(place_at)?.line, text),
        None => text_above(&above[..place_at])?,
    };
    Some(ErrorRecord {
        line,
        end_line: below.last()?.line,
        text,
        id: id.to_owned(),
        place: in_file(&joined(place)),
        is_unread,
    })
}

/// `    + CategoryInfo          : SecurityError: (:) [], PSSecurityException`: what a record says whose beginning a part of a
/// log lacks, where nothing at all stands above it.
fn text_of_category(above: &[Said], below: &[Said]) -> Option<(LineNo, String)> {
    let first = below.first().filter(|_| above.is_empty())?;
    let (_, category) = first.text.split_once(" : ")?;
    Some((first.line, category.trim().to_owned()))
}

/// `+ New-Thing -Path C:\ProgramData\Thing`, the statement of the script.
fn is_echo(text: &str) -> bool {
    text.starts_with("+ ") || text == "+"
}

/// `+ ~~~~~~~~~`, what is wrong in the statement.
fn is_underline(text: &str) -> bool {
    text.starts_with('+') && is_rest_of_underline(&text[1..])
}

fn is_rest_of_underline(text: &str) -> bool {
    text.trim().bytes().all(|byte| byte == b'~')
}

/// Where the place begins that stands above a statement; a long one is wrapped.
fn place_above(said: &[Said], echo: usize) -> usize {
    const MOST: usize = 3;
    let begins = |from: &usize| is_place(&joined(&said[*from..echo]));
    let near = (echo.saturating_sub(MOST)..echo).rev();
    near.into_iter().find(begins).unwrap_or(echo)
}

/// `At C:\Things\setup.ps1:12 char:1`, `In Zeile:1 Zeichen:3`: two numbers behind colons, the second at the end.
fn is_place(text: &str) -> bool {
    let numbers = text.split(':').skip(1).map(str::trim_start);
    let begin = |number: &str| number.starts_with(|first: char| first.is_ascii_digit());
    let is_number = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit());
    let count = numbers.clone().filter(|number| begin(number)).count();
    count >= 2
        && numbers
            .last()
            .is_some_and(|last| begin(last) && is_number(last.trim_end()))
}

/// The file and the line of a place: `C:\Things\setup.ps1:12`.
pub(super) fn in_file(place: &str) -> Option<String> {
    let drive = place.find(":\\")?.checked_sub(1)?;
    let path = place.get(drive..)?;
    let (end, _) = path.match_indices(':').nth(1)?;
    let number = path[end + 1..].trim_start();
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| format!("{}:{}", &path[..end], &number[..digits]))
}

/// The text of a script that could not be read, below the first statement.
fn text_below(said: &[Said], echo: usize) -> Option<String> {
    let underline = (echo + 1..said.len()).find(|at| is_underline(&said[*at].text))?;
    let begun = (underline + 1..said.len()).find(|at| !is_rest_of_underline(&said[*at].text))?;
    let next = (begun..said.len()).find(|at| is_echo(&said[*at].text));
    let end = next.map_or(said.len(), |next| place_above(said, next));
    let text = joined(said.get(begun..end)?);
    (!text.is_empty()).then_some(text)
}

/// The text at the end of some lines, and where it begins: at the name of the command that failed, `New-Thing : `, else
/// as far up as lines are full.
fn text_above(said: &[Said]) -> Option<(LineNo, String)> {
    const MOST: usize = 12;
    let end = said.iter().rposition(|said| !said.text.trim().is_empty())? + 1;
    let blank = said[..end]
        .iter()
        .rposition(|said| said.text.trim().is_empty());
    let first = blank
        .map_or(0, |blank| blank + 1)
        .max(end.saturating_sub(MOST));
    let paragraph = &said[first..end];
    let named = paragraph
        .iter()
        .rposition(|said| names_a_command(&said.text));
    let last = paragraph.len() - 1;
    let wrapped = || {
        let goes_on = |at: &usize| is_full(&paragraph[*at].text, &paragraph[*at + 1].text);
        let full = (0..last).rev().take_while(goes_on).last();
        full.unwrap_or(last)
    };
    let text = &paragraph[named.unwrap_or_else(wrapped)..];
    Some((text.first()?.line, joined(text)))
}

/// `New-Thing : Access to the path is denied.`, `& : ...`, `C:\Program Files\Thing\setup.ps1 : ...`
fn names_a_command(text: &str) -> bool {
    let split = text.split_once(" : ").map(|(name, _)| name);
    let name = split.or_else(|| text.trim_end().strip_suffix(" :"));
    name.is_some_and(|name| {
        let is_path = name.contains('\\');
        !name.is_empty() && !name.starts_with('+') && (is_path || !name.contains(' '))
    })
}

/// Whether a line ends because the first word of the next one had no place on it. Consoles have 80 columns or more.
fn is_full(line: &str, next: &str) -> bool {
    const FEWEST_COLUMNS: usize = 79;
    let word = next.split_whitespace().next().unwrap_or_default();
    line.trim_end().chars().count() + 1 + word.chars().count() >= FEWEST_COLUMNS
}

/// Lines as one.
fn joined(said: &[Said]) -> String {
    let words: Vec<&str> = said
        .iter()
        .flat_map(|said| said.text.split_whitespace())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Said> {
        let lines = text.lines().enumerate();
        let line = |(at, text): (usize, &str)| Said {
            line: LineNo::new(at as u32 + 1),
            text: text.to_owned(),
        };
        lines.map(line).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &str, &str, Option<&str>)]) {
        let records = error_records(&said(text));
        let found: Vec<(u32, &str, &str, Option<&str>)> = records
            .iter()
            .map(|record| {
                let ErrorRecord {
                    line,
                    text,
                    id,
                    place,
                    ..
                } = record;
                (line.get(), text.as_str(), id.as_str(), place.as_deref())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_text_begins_at_the_name_of_the_command_and_is_joined() {
        check(
            "Making things.\n\
             New-Thing : Access to the path 'C:\\ProgramData\\Thing' is \n\
             denied.\n\
             At C:\\Program Files\\Thing\\setup.ps1:12 char:1\n\
             + New-Thing -Path C:\\ProgramData\\Thing\n  -Force\n\
             + ~~~~~~~~~~~~~~~~\n~~~~\n    \
             + CategoryInfo          : PermissionDenied: (C:\\Thing:String) [New-Thi\n   ng], UnauthorizedAccessException\n    \
             + FullyQualifiedErrorId : CreateDirectoryUnauthorizedAccessError,Thing.Comman\n   ds.New\n \n\
             The rest.\n",
            &[(
                2,
                "New-Thing : Access to the path 'C:\\ProgramData\\Thing' is denied.",
                "CreateDirectoryUnauthorizedAccessError,Thing.Commands.New",
                Some("C:\\Program Files\\Thing\\setup.ps1:12"),
            )],
        );
    }

    #[test]
    fn no_word_of_a_language_matters() {
        check(
            "Treiber installiert.\n\
             Set-Recht : Ausnahme beim Aufrufen von \"X\" mit 1 Argument(en): \"Manche\n\
             Verweise fehlen.\"\n\
             In C:\\Programme\\Ding\\setup.ps1:255 Zeichen:13\n\
             +             Set-Recht -Path $path\n\
             +             ~~~~~~~~~~~~~~~~~~~~~\n    \
             + CategoryInfo          : NotSpecified: (:) [Set-Recht], MethodInvocationException\n    \
             + FullyQualifiedErrorId : IdentityNotMappedException,Set-Recht\n\
             & : Impossible de charger le fichier : il n'est pas sign\u{e9}.\n\
             Au caract\u{e8}re Ligne:1 : 3\n\
             + & 'C:\\Ding\\setup.ps1'\n\
             +   ~~~~~~~~~~~~~~~~~~~\n    \
             + CategoryInfo          : Erreur de s\u{e9}curit\u{e9} : (:) [], PSSecurityException\n    \
             + FullyQualifiedErrorId : UnauthorizedAccess\n",
            &[
                (
                    2,
                    "Set-Recht : Ausnahme beim Aufrufen von \"X\" mit 1 Argument(en): \"Manche Verweise fehlen.\"",
                    "IdentityNotMappedException,Set-Recht",
                    Some("C:\\Programme\\Ding\\setup.ps1:255"),
                ),
                (
                    9,
                    "& : Impossible de charger le fichier : il n'est pas sign\u{e9}.",
                    "UnauthorizedAccess",
                    None,
                ),
            ],
        );
    }

    #[test]
    fn without_a_command_and_a_place_full_lines_are_the_text() {
        check(
            "Setting up.\n\
             File C:\\Program Files\\Thing Maker\\Agent\\setup.ps1 cannot be loaded because \n\
             running scripts is disabled on this system. For more information, see about_Policies \n\
             at https://example.com.\n    \
             + CategoryInfo          : SecurityError: (:) [], ParentContainsErrorRecordException\n    \
             + FullyQualifiedErrorId : UnauthorizedAccess\n",
            &[(
                2,
                "File C:\\Program Files\\Thing Maker\\Agent\\setup.ps1 cannot be loaded because running scripts is \
                 disabled on this system. For more information, see about_Policies at https://example.com.",
                "UnauthorizedAccess",
                None,
            )],
        );
    }

    #[test]
    fn a_script_that_cannot_be_read_has_its_text_below_the_place() {
        check(
            "--> Log:\n\
             At C:\\Users\\O'Hara\\a.ps1:2 char:42\n\
             +   $file = 'C:\\Users\\O'Hara\\a.txt\n\
             +                      ~\n\
             Unexpected token 'Hara' in expression or statement.\n\
             At C:\\Users\\O'Hara\\a.ps1:38 char:6\n\
             +     }\n\
             +      ~\n\
             The Try statement is missing its block.\n    \
             + CategoryInfo          : ParserError: (:) , ParentContainsErrorRecordException\n    \
             + FullyQualifiedErrorId : UnexpectedToken\n",
            &[(
                2,
                "Unexpected token 'Hara' in expression or statement.",
                "UnexpectedToken",
                Some("C:\\Users\\O'Hara\\a.ps1:2"),
            )],
        );
    }

    #[test]
    fn the_text_of_an_error_alone_begins_at_its_command() {
        let error = |text: &str| {
            let said = said(text);
            error_without_record(&said[0]).map(|error| error.text)
        };
        assert_eq!(
            error("Error: Add-Thing : It failed with HRESULT: 0x80073CF9, see the log.").as_deref(),
            Some("Add-Thing : It failed with HRESULT: 0x80073CF9, see the log."),
        );
        assert_eq!(
            error("Add-Thing : It failed with HRESULT: 0x00000001."),
            None
        );
        assert_eq!(error("Setup : It failed with HRESULT: 0x80073CF9."), None);
    }

    #[test]
    fn places_are_told_from_other_lines() {
        for place in [
            "At line:1 char:41",
            "In Zeile:1 Zeichen:3",
            "Au caract\u{e8}re Ligne:1 : 3",
            "En l\u{ed}nea: 1 Car\u{e1}cter: 3",
            "At \\\\server\\share\\a.ps1:7 char:2",
        ] {
            assert!(is_place(place), "{place}");
        }
        for other in [
            "At line:1",
            "Started at 10:20:30.",
            "denied.",
            "Ratio 4:3",
            "(14,8):UserId:",
        ] {
            assert!(!is_place(other), "{other}");
        }
    }
}

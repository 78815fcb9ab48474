//! The script: its transaction, its operations, and what becomes of each file.

use nom::Parser;
use nom::combinator::value;
use nom::sequence::preceded;

use super::lex::{Parsed, behind, ending, refuse, rest, tag, until, up_to, without_lead};
use crate::event::EventKind;

/// The head of a script operation, behind which arguments open that may run over lines.
const OPERATION: &str = "Executing op:";

/// `Executing op: RegAddValue(Name=Installed,Value=#1,)`, and `Executing op:` alone where a page has wrapped the line
/// behind it, so that the operation stands on the next.
pub(super) fn operation(text: &str) -> Parsed<'_, EventKind<'_>> {
    let text = behind(text, OPERATION)?;
    let text = without_lead(text.strip_prefix(' ').unwrap_or(text));
    if text.is_empty() {
        let (name, arguments) = ("", "");
        return Ok(("", EventKind::Operation { name, arguments }));
    }
    let (arguments, name) = up_to(text, "(")?;
    let closed = arguments.trim_end_matches(' ').strip_suffix(')');
    let arguments = closed.unwrap_or(arguments);
    Ok(("", EventKind::Operation { name, arguments }))
}

/// `BeginTransaction: Locking Server`
pub(super) fn transaction_begun(text: &str) -> Parsed<'_, EventKind<'_>> {
    value(
        EventKind::TransactionBegun {},
        tag("BeginTransaction: Locking Server"),
    )
    .parse(text)
}

/// `Server not locked: locking for product {3C9010D5-...}`
pub(super) fn server_locked(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Server not locked: locking for product "), rest)
        .map(|product| EventKind::ServerLocked { product })
        .parse(text)
}

/// `Unlocking Server`
pub(super) fn server_unlocked(text: &str) -> Parsed<'_, EventKind<'_>> {
    value(EventKind::ServerUnlocked {}, tag("Unlocking Server")).parse(text)
}

/// `Running Script: C:\WINDOWS\Installer\MSI83CB.tmp`
pub(super) fn script_started(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Running Script: "), rest)
        .map(|file| EventKind::ScriptStarted { file })
        .parse(text)
}

/// `File: C:\A\LICENSE;\tWon't Overwrite;\tWon't patch;\tExisting file is of an equal version`
pub(super) fn file_decision(text: &str) -> Parsed<'_, EventKind<'_>> {
    let text = behind(text, "File: ")?;
    // A path may hold a semicolon, the three fields behind it do not.
    let split = |text: &'_ str| {
        let at = memchr::memrchr(b';', text.as_bytes())?;
        text.as_bytes()
            .get(at + 1)
            .filter(|byte| **byte == b'\t')
            .map(|_| at)
    };
    let Some(third) = split(text) else {
        return file_decision_with_blanks(text);
    };
    let Some(second) = split(&text[..third]) else {
        return file_decision_with_blanks(text);
    };
    let Some(first) = split(&text[..second]) else {
        return file_decision_with_blanks(text);
    };
    let (path, decision) = (&text[..first], &text[first + 2..second]);
    let (patch, reason) = (&text[second + 2..third], &text[third + 2..]);
    Ok((
        "",
        EventKind::FileDecision {
            path,
            decision,
            patch,
            reason,
        },
    ))
}

/// The same line after a web page has made blanks of its tabs.
fn file_decision_with_blanks(text: &str) -> Parsed<'_, EventKind<'_>> {
    let fields: Vec<&str> = text.rsplitn(4, ';').map(str::trim).collect();
    match fields[..] {
        [reason, patch, decision, path] => Ok((
            "",
            EventKind::FileDecision {
                path,
                decision,
                patch,
                reason,
            },
        )),
        _ => refuse(),
    }
}

/// `File = F_CENTRAL_atl100_x86: Final State = Install`
pub(super) fn patched_file(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("File = "), until(": Final State = "), rest)
        .map(|(_, file, state)| EventKind::PatchedFile { file, state })
        .parse(text)
}

/// `Source for file 'LicenseFile' is compressed`, `Source for file 'a.dll' is uncompressed, at 'C:\'.`
pub(super) fn file_source(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (place, file) = up_to(behind(text, "Source for file '")?, "' is ")?;
    let path = match behind(place, "compressed") {
        Ok(_) => "",
        Err(_) => ending("'.")(behind(place, "uncompressed, at '")?)?.1,
    };
    Ok(("", EventKind::FileSource { file, path }))
}

/// `Verifying accessibility of file: mfc140.dll`
pub(super) fn file_access(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Verifying accessibility of file: "), rest)
        .map(|file| EventKind::FileAccess { file })
        .parse(text)
}

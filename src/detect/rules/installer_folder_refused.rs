//! # What it finds
//!
//! The engine could not record that an install is in progress, so its script was run out of turn: messages 2502 and
//! 2503.
//!
//! # Why it matters
//!
//! The messages speak of actions that were called in the wrong order, and no package can be mended by that.
//! The rights of the folder `C:\Windows\Installer` or of the folder for temporary files are the reason.
//!
//! # What to do
//!
//! Look at the rights of both folders; SYSTEM and Administrators need full control of `C:\Windows\Installer`.
//! Begin the package from an elevated prompt.
//!
//! # Evidence
//!
//! `Note: 1: 2203 2: ...\inprogressinstallinfo.ipi 3: -2147287035` (access denied, where -2147287038 is normal),
//! then message 2502 or 2503.
//!
//! # When it is wrong
//!
//! Inside a custom action that opens the package again the same numbers can have another reason.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::event::MessageNumber;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI611",
    name: "installer-folder-refused",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer may not write to its own folder or to the folder for temporary files.",
    advice: "Give SYSTEM and Administrators full control of C:\\Windows\\Installer, and the user of TEMP, then start it from an elevated prompt and not from the Explorer.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let refused = refusal(case, lines);
    let is_out_of_turn = case.is_message(&[2502, 2503]);
    let is_bare_refusal = case.is_message(&[2203]) && refused == Some(case.pick.line);
    if !(is_out_of_turn || is_bare_refusal) {
        return None;
    }
    Some(Words {
        headline: Some(
            "Windows Installer was refused access to its own folder, so it could not record the install in progress."
                .to_owned(),
        ),
        more: refused.into_iter().collect(),
        ..Words::default()
    })
}

/// `Note: 1: 2203 2: C:\Windows\Installer\inprogressinstallinfo.ipi 3: -2147287035`
fn refusal(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<LineNo> {
    let notes = case.trace.faults_of(case.session).iter();
    let mut notes = notes.filter(|fault| {
        let number = MessageNumber(2203);
        fault.kind == FaultKind::Note { number }
    });
    notes
        .find(|note| {
            let line = lines.line(note.line);
            line.contains("inprogressinstallinfo.ipi") && line.contains("-2147287035")
        })
        .map(|note| note.line)
}

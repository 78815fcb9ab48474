//! # What it finds
//!
//! The user interface of the package stopped the install, because a dialog or a control of it is built wrong: an
//! internal error between 2803 and 2892.
//!
//! # Why it matters
//!
//! Nothing is wrong with what the package installs.
//! It can be installed at once, without its dialogs.
//!
//! # What to do
//!
//! Install with `/qb` or `/qn`, and pass what the dialogs ask for as properties on the command line.
//! The author finds the dialog and the control in the message; ICE17, ICE20, and ICE34 check them.
//! With 2869 it is the dialog for errors that is built wrong: something failed before, and without the dialogs it fails again,
//! but then the log says why.
//!
//! # Evidence
//!
//! The number with the dialog and the control, and the action that showed the dialog.
//!
//! # When it is wrong
//!
//! Some of these numbers stand as notes in healthy logs, such as 2826 and 2836; they are the cause only where nothing
//! else stopped the install.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::prose::lower_first;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::is_about_dialog;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI125",
    name: "dialog-built-wrong",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A dialog of the package is built wrong and stopped the install.",
    advice: "Install without the dialogs (/qb or /qn) and give what they ask for as properties on the command line; report the dialog and the control to the author.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

/// The last message about a dialog that cannot be shown as the package has it; later ones are about its texts and actions.
const LAST: u32 = 2892;

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let number = case.number.filter(|number| is_about_dialog(*number))?.0;
    if number > LAST {
        return None;
    }
    if number == ERROR_DIALOG {
        return Some(error_not_shown(case));
    }
    let meaning = lower_first(catalog::message(number)?.meaning);
    let place = match (case.argument("dialog"), case.argument("control")) {
        (Some(dialog), Some(control)) => format!("The control {control} of the dialog {dialog}"),
        (Some(dialog), None) => format!("The dialog {dialog}"),
        (None, _) => "A dialog of the package".to_owned(),
    };
    Some(Words {
        headline: Some(format!(
            "{place} is built wrong and stopped the install: {meaning} (message {number})."
        )),
        ..Words::default()
    })
}

/// The dialog that should show an error is no error dialog.
const ERROR_DIALOG: u32 = 2869;

/// The dialog for errors is needed only where something failed already: the installer then wanted to show why.
fn error_not_shown(case: &Case<'_>) -> Words {
    let of_action = match case.action() {
        Some(action) => format!(" in {action}"),
        None => String::new(),
    };
    Words {
        headline: Some(format!(
            "The package wanted to show an error{of_action}, and its dialog for errors is built wrong, so the text of the error \
             is lost (message {ERROR_DIALOG})."
        )),
        advice: Some(
            "Run it again from an elevated prompt with /qn /l*v LOG (a patch: msiexec /p FILE /qn /l*v LOG): no dialog is needed \
             then, and the log has the text of the error."
                .to_owned(),
        ),
        ..Words::default()
    }
}

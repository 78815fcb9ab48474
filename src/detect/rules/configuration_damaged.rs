//! # What it finds
//!
//! The data that Windows Installer keeps of an installed product is damaged or lacks parts.
//!
//! # Why it matters
//!
//! The product can be neither removed nor repaired, and an upgrade of it fails.
//!
//! # What to do
//!
//! Where the log names the value that is missing, write it again: for `PackageName` that is the file name of the package.
//! Else use the clean-up tool of the vendor, or Microsoft's troubleshooter for programs that cannot be installed or
//! removed, and then install the product again.
//! Registry cleaners are the usual reason; keep them away.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 1610`, and above it `Unexpected or missing value (name: '...', value: '') in key '...'`
//! with the part of the record that is damaged.
//!
//! # When it is wrong
//!
//! Rights that are missing on a key of the installer look like damage.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI514",
    name: "configuration-damaged",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "What Windows Installer has recorded of the product is damaged (1610, or message 2741).",
    advice: "Remove the record of the product with the vendor's clean-up tool or Microsoft's program install and uninstall troubleshooter, then install the product again.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if case.is_message(&[2741]) {
        return Some(Words::default());
    }
    let is_alone = case.pick.reason == Reason::BeforeActions;
    case.exit_code.filter(|code| is_alone && code.0 == 1610)?;
    let damage = damage(case, lines);
    let what = damage.as_ref().map(Damage::what).unwrap_or_default();
    Some(Words {
        headline: Some(format!(
            "What Windows Installer has recorded of this product is damaged (1610){what}."
        )),
        advice: damage.as_ref().map(Damage::advice),
        more: damage.into_iter().map(|damage| damage.line).collect(),
        ..Words::default()
    })
}

/// A value or a key of the record of a product that is missing.
pub(super) struct Damage {
    /// The line that says so.
    pub(super) line: LineNo,
    /// The value; `None` where a whole key is missing.
    value: Option<String>,
    /// The key.
    key: String,
}

/// `Unexpected or missing value (name: 'PackageName', value: '') in key 'HKLM\Software\Classes\Installer\Products\...'`
/// above the cause.
pub(super) fn damage(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Damage> {
    let mut above = case.above(&case.trace.marks, |mark| mark.line).iter();
    let mark = above.rfind(|mark| mark.kind == MarkKind::RegistrationDamaged)?;
    let said = lines.line(mark.line);
    let (head, key) = said.split_once(" in key '")?;
    let key = key.trim_end().trim_end_matches('\'').trim().to_owned();
    let value = head.split_once("(name: '").and_then(|(_, name)| {
        let (name, _) = name.split_once('\'')?;
        Some(name.to_owned())
    });
    let line = mark.line;
    Some(Damage { line, value, key })
}

impl Damage {
    /// `; the value PackageName of the key HKLM\... is missing`.
    pub(super) fn what(&self) -> String {
        match &self.value {
            Some(value) => format!(
                "; the value {value} of the key {} is missing or wrong",
                self.key
            ),
            None => format!("; a part of the key {} is missing", self.key),
        }
    }

    /// What to do, since a removal by hand reads the same record.
    pub(super) fn advice(&self) -> String {
        let key = &self.key;
        let mend = match self.value.as_deref() {
            Some("PackageName") => format!(
                "Write the file name of the package from which the product was installed into the value PackageName of {key}, or"
            ),
            _ => format!("Restore {key} from a backup of the registry, or"),
        };
        format!(
            "{mend} let Microsoft's troubleshooter for programs that cannot be installed or removed take the product away; \
             msiexec /x ends with the same 1610. Then install again."
        )
    }
}

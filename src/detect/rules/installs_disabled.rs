//! # What it finds
//!
//! The policy `DisableMsi` of the machine forbade the install.
//! With 1 only managed packages install, those that an administrator has assigned or that are begun elevated; with
//! 2 none.
//!
//! # Why it matters
//!
//! The package and its source are in order, and no change of the package helps.
//! On a server the policy holds by default for users without rights.
//!
//! # What to do
//!
//! Install elevated or through a management tool.
//! Where the policy is 2, an administrator has to change it first.
//!
//! # Evidence
//!
//! `Machine policy value 'DisableMsi' is 1` or 2, and exit code 1625.
//!
//! # When it is wrong
//!
//! When the log names another reason after that policy, such as the rights of the user, that one decided.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI603",
    name: "installs-disabled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The policy DisableMsi forbids installs to users without rights, or to all.",
    advice: "Have the package installed by an administrator or by group policy, or change the policy DisableMsi of the machine: 1 lets only managed packages install, 2 none at all.",
    link: "https://learn.microsoft.com/windows/win32/msi/disablemsi",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.fault().filter(|kind| **kind == FaultKind::Forbidden)?;
    let value = case.said.strip_prefix("the policy DisableMsi is ")?;
    let (whom, advice) = match value {
        "1" => ("lets managed packages install only", None),
        "2" => ("lets no package install", Some(CHANGE_IT)),
        _ => return None,
    };
    Some(Words {
        headline: Some(format!(
            "The policy DisableMsi of this machine forbade the install: its value {value} {whom}."
        )),
        advice: advice.map(str::to_owned),
        ..Words::default()
    })
}

/// What to do where nobody may install anything.
const CHANGE_IT: &str = "No rights help against this value: change the policy \"Turn off Windows Installer\", which is DisableMSI below \
     HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft\\Windows\\Installer, then install again.";

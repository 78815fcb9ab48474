//! # What it finds
//!
//! A software restriction policy or `AppLocker` looked at the package, at a transform, or at a patch, and did not permit
//! it.
//!
//! # Why it matters
//!
//! Nothing of the package ran.
//! The exit code 1625 does not say which policy it was, and where the installer service refuses what the user's side had
//! read already, it is 1603 with message 2755, which sounds like a package that cannot be read.
//!
//! # What to do
//!
//! Allow the file by publisher, path, or hash, in `AppLocker` below the Windows Installer rules.
//! A transform that a setup program unpacks into a temporary folder needs a rule of its own where it is not signed.
//! The log `AppLocker/MSI and Script` names the rule (event 8007).
//! Of the source `MsiInstaller` in the Application log event 1007 says that a policy refused the file, and 1008 that the policy
//! could not be checked (<https://learn.microsoft.com/windows/win32/msi/event-logging>).
//!
//! # Evidence
//!
//! `SOFTWARE RESTRICTION POLICY: <file> is not permitted to run at the 'unrestricted' authorization level.`, and exit code
//! 1625 or message 2755 with 1625.
//!
//! # When it is wrong
//!
//! Rules may hold for some users only: a call as an administrator may pass where another one does not.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI607",
    name: "software-restriction",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A software restriction policy or AppLocker does not permit the package, a transform, or a patch.",
    advice: "Allow the file by publisher, path, or hash in AppLocker (Windows Installer rules) or in the software restriction policies, or get it signed; event 8007 of the log AppLocker/MSI and Script names the rule that refused it; event 1007 of MsiInstaller says that a policy refused the file, 1008 that the policy could not be checked.",
    link: "https://learn.microsoft.com/windows-server/identity/software-restriction-policies/software-restriction-policies",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let is_refused_by_service =
        case.is_message(&[2755]) && case.argument("error code") == Some("1625");
    let is_forbidden = case.fault() == Some(&FaultKind::Forbidden);
    if !is_forbidden && !is_refused_by_service && !case.ended_at_once_with(&[1625]) {
        return None;
    }
    let faults = case.trace.faults_of(case.session).iter();
    let mut above = faults.filter(|fault| fault.line <= case.pick.line);
    let last = above.rfind(|fault| fault.kind == FaultKind::Forbidden)?;
    let said = lines.line(last.line);
    let (_, refused) = said.split_once("SOFTWARE RESTRICTION POLICY: ")?;
    let (file, _) = refused.split_once(" is not permitted ")?;
    let (kind, is_unsigned, more) = looked_at(last.line, file, lines);
    let signed = if is_unsigned {
        ", which is not signed"
    } else {
        ""
    };
    Some(Words {
        headline: Some(format!(
            "A software restriction policy or AppLocker refused the {kind} {file}{signed} (1625)."
        )),
        more,
        ..Words::default()
    })
}

/// How many lines above the refusal the look at the file begins at most.
const LONGEST_LOOK: u32 = 8;

/// `SOFTWARE RESTRICTION POLICY: Verifying transform --> '...' against software restriction policy` and `... is not
/// digitally signed` above the refusal of a file: what it is, whether it is known to lack a signature, and the lines.
fn looked_at(refusal: LineNo, file: &str, lines: &mut Lines<'_>) -> (String, bool, Vec<LineNo>) {
    let first = refusal.get().saturating_sub(LONGEST_LOOK).max(1);
    let mut kind = "file".to_owned();
    let mut is_unsigned = false;
    let mut shown = vec![refusal];
    for line in (first..refusal.get()).map(LineNo::new) {
        let said = lines.line(line);
        if !said.contains(file) {
            continue;
        }
        if let Some((_, verified)) = said.split_once("Verifying ") {
            let (what, _) = verified.split_once(' ').unwrap_or((verified, ""));
            what.clone_into(&mut kind);
            shown.push(line);
        } else if said.contains(" is not digitally signed") {
            is_unsigned = true;
            shown.push(line);
        }
    }
    (kind, is_unsigned, shown)
}

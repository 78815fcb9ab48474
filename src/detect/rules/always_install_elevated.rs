//! # What it finds
//!
//! The policy `AlwaysInstallElevated` is set for the machine and for the user.
//!
//! # Why it matters
//!
//! Every user can then install any package with the rights of the system, so whoever can run `msiexec` can become
//! administrator with a package of their own.
//! Attackers look for this policy first.
//!
//! # What to do
//!
//! Remove the policy from the machine and from the users.
//! Give users packages through a management tool, or publish them by group policy.
//!
//! # Evidence
//!
//! `Machine policy value 'AlwaysInstallElevated' is 1` and `User policy value 'AlwaysInstallElevated' is 1`; one
//! alone has no effect.
//!
//! # When it is wrong
//!
//! On a test machine it may be meant.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::PolicyScope;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI602",
    name: "always-install-elevated",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "The policy AlwaysInstallElevated is set for the machine and for the user, so any user can become administrator with a package of their own.",
    advice: "Remove the policy AlwaysInstallElevated of the machine and of the user.",
    link: "https://learn.microsoft.com/windows/win32/msi/alwaysinstallelevated",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let of = |scope| {
        trace
            .marks
            .iter()
            .find(|mark| mark.kind == MarkKind::AlwaysInstallElevated(scope))
            .map(|mark| mark.line)
    };
    let both = of(PolicyScope::Machine).zip(of(PolicyScope::User));
    let headline =
        "Any user can install with the rights of the system (AlwaysInstallElevated).".to_owned();
    both.map(|(machine, user)| Hit::new(headline, vec![machine, user]))
        .into_iter()
        .collect()
}

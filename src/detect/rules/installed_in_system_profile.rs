//! # What it finds
//!
//! Files or shortcuts of a package went into the profile of the system account, which no user ever signs in to.
//!
//! # Why it matters
//!
//! The install ends with 0, and no user finds the program: there is no shortcut on a desktop and no entry in a start menu,
//! and what the package wrote to the registry of its user is that of the system account.
//! A package that is made for one user does this when a management tool runs it as the system: Intune, Configuration
//! Manager, a scheduled task, or a service.
//!
//! # What to do
//!
//! Remove it with the same account, then run it in the context of the user; the tools have a setting for that.
//! Where the package can be installed for all users, run it as the system with `ALLUSERS=1`.
//! The author makes such a package with `ALLUSERS` set and with folders such as `ProgramFiles64Folder`, not
//! `LocalAppDataFolder`.
//!
//! # Evidence
//!
//! `Executing op: SetTargetFolder(Folder=C:\Windows\system32\config\systemprofile\...)` where files are copied or
//! shortcuts are made, in an install that ended with success.
//!
//! # When it is wrong
//!
//! A package may put settings there for a service of its own that runs as the system.

use super::{Check, Hit, Rule, Status};
use crate::detect::landed::targets;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI234",
    name: "installed-in-system-profile",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "Files or shortcuts went into the profile of the system account, where no user finds them.",
    advice: "Run the package in the context of the user, or with ALLUSERS=1 where it can be installed for all users; remove this install first, with the account that made it.",
    link: "https://learn.microsoft.com/windows/win32/msi/installation-context",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let found = targets(trace, MarkKind::SystemProfileTarget, lines);
    let hits = found.into_iter().map(|target| {
        let headline = format!(
            "{} went into the profile of the system account, which no user sees: {}.",
            target.product, target.folder
        );
        Hit::new(headline, target.shown)
    });
    hits.collect()
}

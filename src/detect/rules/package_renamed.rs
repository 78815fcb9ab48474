//! # What it finds
//!
//! Message 1316 speaks of a network error, and is mostly about a name: the product was installed from a package of one
//! name, and is installed again from one of another.
//!
//! # Why it matters
//!
//! A repair or an upgrade over the same product code fails and is rolled back.
//! Browsers rename a second download to `name (1).msi`, and build servers put the number of the build into the name.
//!
//! # What to do
//!
//! Give the package the name that the message has, and run it again.
//! Ship every build of a product under the same file name, or change the product code with each.
//! Where the source is on a share, look whether the share can be reached.
//!
//! # Evidence
//!
//! Message 1316 with a file whose name is another one than that of the package which was started.
//!
//! # When it is wrong
//!
//! A real network error while the source is read has the same number; then the name is the right one.

use super::{Check, Rule, Status, Words, secure_repair_refused};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::file_name;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI217",
    name: "package-renamed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer looks for a package under the name under which the product was installed, and it is not there: message 1316.",
    advice: "Run the package under its original name, the one in the message, or remove the product and install the renamed package anew.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let file = case.argument("file").filter(|_| case.is_message(&[1316]))?;
    if secure_repair_refused::refused(case).is_some() {
        return None;
    }
    let name = |path: &str| file_name(path).to_ascii_lowercase();
    let (_, run) = case.engine()?;
    let (asked, given) = (name(file), name(&run.package));
    // Where both names are the same it is what it says, an error of the network.
    let is_renamed = !given.is_empty() && asked != given;
    let headline = is_renamed.then(|| {
        format!(
            "{} looked for the package {file}, and was started from {given}.",
            case.subject()
        )
    });
    let mode = run.property("REINSTALLMODE").unwrap_or_default();
    let reinstalls = is_renamed && run.property("REINSTALL").is_some();
    let advice = (reinstalls && !mode.contains(['v', 'V'])).then(|| {
        let mode = if mode.is_empty() { "omus" } else { mode };
        format!(
            "Start it again with REINSTALLMODE=v{mode}: without v the installer goes on with the package that it has in its \
             cache and looks for the source of that one. Or run the package under the name in the message."
        )
    });
    Some(Words {
        headline,
        advice,
        ..Words::default()
    })
}

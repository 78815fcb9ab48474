//! # What it finds
//!
//! A password, a token, or a key stands in clear text in the log: on a command line, in a property, in the data or the
//! output of a custom action, or in what a script writes.
//! A name says that it is one (`PASSWORD`, `PWD`, `SECRET`, `TOKEN`, `APIKEY`, `LICENSEKEY`, `ENROLLMENTKEY`, and names
//! that hold these), or its form does: a password in an address, the signature of a signed address (`&sig=...`), a JSON Web
//! Token, or a private key.
//! The place in a command says it too, where the program has one for its password (`-P` of sqlcmd, `/rp` of schtasks, `net
//! user NAME`, and others), and what `ConvertTo-SecureString` makes a password of is one.
//!
//! # Why it matters
//!
//! Verbose logs are sent to support desks and attached to tickets, and the command line of an install stands in the
//! scripts of whoever deploys it.
//! Everybody who can read the log has the secret.
//!
//! # What to do
//!
//! Change the secret if the log has left the machine, and delete the log.
//! In the package, name the property in `MsiHiddenProperties`, together with each deferred custom action that gets it,
//! whose name is the property of its data, and mark custom actions that have it in their target with
//! `msidbCustomActionTypeHideTarget` (8192).
//! A custom action must not write what it was given.
//!
//! `wilog` covers the value with ten stars in everything that it shows, unless `--show-secrets` is given, but the log
//! itself stays as it is.
//!
//! # Evidence
//!
//! The lines in which the secret stands, with stars in its place.
//!
//! # When it is wrong
//!
//! A property may be called like a secret and hold something else.
//! Empty values, numbers of up to three digits, switches, paths, references such as `[DBPASSWORD]`, and the texts of
//! dialogs are left out.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::secret::{Place, Secret};
use crate::text::{LineNo, enumerated};
use crate::trace::Trace;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI901",
    name: "secret-in-clear-text",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A password, a token, or a key stands in clear text in the log.",
    advice: "Do not pass the log on as it is, and change the secret if it has left the machine. Name the property and the custom actions that get it in MsiHiddenProperties.",
    link: "https://learn.microsoft.com/windows/win32/msi/preventing-confidential-information-from-being-written-into-the-log-file",
    check: Check::Trace(check),
};

/// More names than these make the report no clearer.
const MOST: usize = 8;

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let mut names: Vec<&str> = Vec::new();
    for secret in &trace.secrets {
        if !names.contains(&secret.name.as_str()) {
            names.push(&secret.name);
        }
    }
    names
        .into_iter()
        .take(MOST)
        .map(|name| of_name(trace, name))
        .collect()
}

fn of_name(trace: &Trace, name: &str) -> Hit {
    let found: Vec<&Secret> = trace
        .secrets
        .iter()
        .filter(|secret| secret.name == name)
        .collect();
    let mut places: Vec<Place> = found.iter().map(|secret| secret.place).collect();
    places.sort_unstable();
    places.dedup();
    let places: Vec<&str> = places.into_iter().map(in_words).collect();
    let mut lines: Vec<LineNo> = found.iter().map(|secret| secret.line).collect();
    lines.dedup();
    let many = match lines.len() {
        1 => String::new(),
        count => format!(" ({count} lines)"),
    };
    Hit::new(
        format!("{name} stands in clear text {}{many}.", enumerated(&places)),
        lines,
    )
}

fn in_words(place: Place) -> &'static str {
    match place {
        Place::CommandLine => "on the command line",
        Place::PropertyChange => "in the change of a property",
        Place::PropertyDump => "among the properties at the end",
        Place::CustomActionData => "in the data of a custom action",
        Place::Operation => "in what a script writes",
        Place::Text => "in what a program wrote",
    }
}

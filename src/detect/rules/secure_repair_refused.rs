//! # What it finds
//!
//! When a product is installed, Windows Installer keeps hashes of its source, and before a repair it compares the
//! source with them.
//! They differ, or the source cannot be read, and the repair is refused.
//! Or the hash cannot be computed, since Windows gives the account no keys in its session.
//!
//! # Why it matters
//!
//! Message 1316 that follows speaks of an account or of a network, which has nothing to do with it.
//! Calling `msiexec /i` for a version that is installed already is a repair too, so a deployment that runs twice with a
//! rebuilt package of the same version ends in this way.
//!
//! # What to do
//!
//! Compare the package with the one that was installed: its name, its size, its package code.
//! Repair with that one, or remove the product and install the new package.
//! Where `CryptAcquireContext` failed, start the install from a scheduled task or as SYSTEM instead of over `WinRM` or SSH.
//! As the author of the package, give each build that leaves the house a version and a product code of its own.
//!
//! # Evidence
//!
//! `Note: 1: 2203` with the source, or `SECREPAIR: Failed to open the file:<source> for computing its hash.`, where it could not
//! be read.
//! `SECUREREPAIR: SecureRepair Failed.`, and message 1316 behind it or `SECREPAIR: CryptAcquireContext` above it.
//!
//! # When it is wrong
//!
//! The same words in an install that goes on mean nothing: a first install has nothing to compare with.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::note;
use crate::detect::message::unopened::Unopened;
use crate::event::MessageNumber;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::field;
use crate::text::{LineNo, file_name};
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI219",
    name: "secure-repair-refused",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A repair was refused because the source is not the one that the product was installed from: Secure Repair compares its hash.",
    advice: "Run the repair with the very package that the product was installed from, under its original name, or remove the product and install the new package; do not run msiexec /i with another build of an installed version.",
    link: "https://learn.microsoft.com/windows/win32/msi/source-resiliency",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let failed = failed(case)?;
    if let Some(no_keys) = without_keys(failed, lines) {
        return Some(Words {
            headline: Some(
                "Secure Repair could not compute the hash of the source: Windows gives this account no keys for it in \
                 this session."
                    .to_owned(),
            ),
            advice: Some(
                "Start the install in a session of its own user or as SYSTEM: a scheduled task or a management agent can; \
                 a call over WinRM or SSH, or an account without a loaded profile, has no access to its keys."
                    .to_owned(),
            ),
            more: vec![no_keys, failed],
            ..Words::default()
        });
    }
    let refused = refused(case)?;
    let source = case.argument("file").unwrap_or("the source");
    if let Some((why, path, line)) = unopened(case, failed, source, lines) {
        let (could, advice) = match why {
            Unopened::Gone => (
                format!("needs {path}, from which the product was installed, and"),
                PUT_BACK,
            ),
            Unopened::Denied | Unopened::InUse => (
                format!("could not read {path}, from which the product was installed:"),
                LET_READ,
            ),
        };
        return Some(Words {
            headline: Some(format!("Secure Repair {could} {}.", why.in_words())),
            advice: Some(advice.to_owned()),
            more: vec![line, refused],
            ..Words::default()
        });
    }
    Some(Words {
        headline: Some(format!(
            "Secure Repair refused {source}: it is not the package that the product was installed from."
        )),
        more: vec![refused],
        ..Words::default()
    })
}

/// How many lines above a refusal the search for its source stands at most.
const NEAR: u32 = 10;

/// What to do where the source is gone.
const PUT_BACK: &str = "Put the very package that the product was installed from there again, under that name, or remove the product and install \
     the new package.";

/// What to do where the source is there.
const LET_READ: &str = "Let the user who repairs and SYSTEM read the package, and close what has it open; for a package on a share also the account \
     of this computer. Or remove the product and install the new package.";

/// Why the source could not be opened, its path, and the line that says so. Both forms stand in installs that are in order,
/// for other files.
fn unopened(
    case: &Case<'_>,
    failed: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Option<(Unopened, String, LineNo)> {
    let above = |line: LineNo| {
        let end = line.get();
        (end.saturating_sub(NEAR).max(1)..end)
            .rev()
            .map(LineNo::new)
    };
    above(case.pick.line).chain(above(failed)).find_map(|line| {
        let said = lines.line(line);
        let (why, path) = of_note(&said).or_else(|| of_hash(&said))?;
        // Message 1316 may have the name alone.
        let known = if source.contains('\\') {
            path.as_str()
        } else {
            file_name(&path)
        };
        let is_source = known.eq_ignore_ascii_case(source);
        is_source.then_some((why, path, line))
    })
}

/// `Note: 1: 2203 2: C:\A\a.msi 3: -2147287038 `
fn of_note(said: &str) -> Option<(Unopened, String)> {
    const CANNOT_OPEN: MessageNumber = MessageNumber(2203);
    let fields = note::fields(said, CANNOT_OPEN)?;
    Some((
        Unopened::of(field(&fields, 3)?)?,
        field(&fields, 2)?.to_owned(),
    ))
}

/// `SECREPAIR: Failed to open the file:C:\A\a.msi for computing its hash. Error:3`
fn of_hash(said: &str) -> Option<(Unopened, String)> {
    let (_, file) = said.split_once("SECREPAIR: Failed to open the file:")?;
    let (path, code) = file.split_once(" for computing its hash. Error:")?;
    Some((Unopened::of(code)?, path.trim().to_owned()))
}

/// `SECREPAIR: CryptAcquireContext: Could not create the default key container` above the end of a Secure Repair.
fn without_keys(failed: LineNo, lines: &mut Lines<'_>) -> Option<LineNo> {
    let end = failed.get();
    let mut above = (end.saturating_sub(NEAR).max(1)..end).map(LineNo::new);
    above.find(|line| {
        let said = lines.line(*line);
        let no_context =
            said.contains("SECREPAIR: CryptAcquireContext") && !said.contains("succeeded");
        no_context || said.contains("SECREPAIR: Crypt Provider not initialized")
    })
}

/// `SECUREREPAIR: SecureRepair Failed. Error code: 524E23F5DE8`, where message 1316 follows.
pub(super) fn refused(case: &Case<'_>) -> Option<LineNo> {
    failed(case).filter(|_| case.is_message(&[1316]))
}

/// The failure of Secure Repair above the line that states the cause.
fn failed(case: &Case<'_>) -> Option<LineNo> {
    let engine = case.engine().map(|(id, _)| id);
    let marks = case.trace.marks.iter();
    let mut failed = marks.filter(|mark| {
        mark.kind == MarkKind::SecureRepairFailed
            && mark.engine == engine
            && mark.line <= case.pick.line
    });
    failed.next_back().map(|mark| mark.line)
}

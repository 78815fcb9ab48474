//! # What it finds
//!
//! `REINSTALLMODE` has the letter a, so every file of the package was copied over what was there, also over newer
//! versions.
//!
//! # Why it matters
//!
//! Files that are shared with other products, or that a patch brought, go back to the version of this package, and
//! nothing warns of that.
//! What was patched for security is open again until the patch is applied anew.
//!
//! # What to do
//!
//! Look whether newer versions were there: the log does not tell, but another product that fails after this install, or
//! a patch that is offered again, does.
//! Use `omus` for a repair.
//! As the author of the package, raise file versions rather than set `REINSTALLMODE` to `amus` in it.
//!
//! # Evidence
//!
//! `File: ...; Overwrite; ... REINSTALLMODE specifies all files to be overwritten`.
//!
//! # When it is wrong
//!
//! Where all files on disk were older or the same, the letter makes no difference.

use super::file_not_replaced::{files_by_engine, names_of, shown};
use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Trace;
use crate::trace::state::FileReason;

pub(super) const RULE: Rule = Rule {
    code: "MSI205",
    name: "file-replaced-by-force",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "Files were overwritten whatever version was there, because REINSTALLMODE says so: a newer file is replaced by an older one.",
    advice: "Leave the letter a out of REINSTALLMODE, and use omus, which replaces missing and older files only; reinstall the product or patch that brought the newer files.",
    link: "https://learn.microsoft.com/windows/win32/msi/reinstallmode",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let engines = files_by_engine(trace, |row| row.reason() == FileReason::Forced).into_iter();
    let well = engines.filter(|(id, _)| trace.engine_verdict(*id).outcome.is_success());
    let hits = well.map(|(id, rows)| {
        let mode = trace.engines[id.at()].property("REINSTALLMODE");
        let mode = mode
            .map(|mode| format!(" (REINSTALLMODE={mode})"))
            .unwrap_or_default();
        let what = if rows.len() == 1 {
            "A file was".to_owned()
        } else {
            format!("{} files were", rows.len())
        };
        let names = names_of(&rows, lines);
        let headline = format!("{what} overwritten whatever version was there{mode}: {names}.");
        Hit::new(headline, shown(&rows))
    });
    hits.collect()
}

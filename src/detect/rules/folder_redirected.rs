//! A package marked 32-bit that installs to a 64-bit folder: the folder is redirected, at exit code 0.

use super::bitness_misorder::redirections;
use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Bitness, EngineId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI702",
    name: "folder-redirected",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A package marked 32-bit installs to a 64-bit folder, so its files land in the 32-bit tree although the install succeeds.",
    advice: "Mark the package for 64 bits (Template summary property, Intel64 or x64), or install to ProgramFilesFolder. Look for the files below `Program Files (x86)`.",
    link: "https://learn.microsoft.com/windows/win32/msi/using-64-bit-windows-installer-packages",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = (0..trace.engines.len()).map(EngineId);
    let hits = engines.filter(|id| trace.engines[id.0].bitness() != Some(Bitness::X64)).filter_map(|id| {
        let run = &trace.engines[id.0];
        let lines = redirections(trace, id);
        let name = run.product_name().unwrap_or(&run.product);
        let headline = format!("{name} is a 32-bit package that installs to a 64-bit folder, so its files went to the 32-bit tree.");
        (!lines.is_empty()).then_some(Hit::new(headline, lines))
    });
    hits.collect()
}

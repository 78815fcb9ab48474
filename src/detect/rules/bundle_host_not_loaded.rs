//! # What it finds
//!
//! The own program of a bundle is made for .NET, and .NET or the program could not be loaded, so the bundle showed the
//! plain program that installs what is needed first.
//!
//! # Why it matters
//!
//! On a machine without .NET this is as it should be: the needed version is installed, and then the bundle goes on with
//! its own program.
//! Where .NET is there already, nothing is left to install: the bundle ends, mostly with 0, and has installed nothing.
//!
//! # What to do
//!
//! Look at the number behind `error:`.
//! 0x80070490 says that no version of .NET that `BootstrapperCore.config` asks for is there, or that the file does not say
//! which assembly is the program.
//! Its author should compare `supportedFramework` and `assemblyName` in that file with what the bundle installs.
//!
//! # Evidence
//!
//! `Loading prerequisite bootstrapper application because managed host could not be loaded, error: 0x<n>.`
//!
//! # When it is wrong
//!
//! Where packages were applied after it, the bundle most likely did what it should, so the finding is a note then.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Trace;

pub(super) const RULE: Rule = Rule {
    code: "MSI011",
    name: "bundle-host-not-loaded",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A bundle could not load .NET or its own program, and showed the one that installs what is needed first.",
    advice: "Install the version of .NET that the bundle needs and start it again; where it is there already, the author of the bundle should compare the versions and the assembly in BootstrapperCore.config with what the bundle brings.",
    link: "https://learn.microsoft.com/dotnet/framework/configure-apps/file-schema/startup/supportedruntime-element",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let bundle = trace.bundle.as_ref();
    let Some((bundle, (result, line))) = bundle.zip(bundle.and_then(|known| known.host_not_loaded))
    else {
        return Vec::new();
    };
    let headline = format!(
        "The bundle could not load its own program, which is made for .NET (0x{result:08X}), and showed the one that installs what is needed first."
    );
    let hit = Hit::new(headline, vec![line]);
    vec![if bundle.last_begun.or(bundle.reloaded).is_some() {
        hit.severity(Severity::Note)
            .advice("Nothing is to be done if the bundle went on with its own program afterwards.")
    } else {
        match result {
            NO_FRAMEWORK => hit.advice(INSTALL_RUNTIME),
            _ => hit,
        }
    }]
}

/// `FrameworkMissingFailure` of the host of .NET 5 and later.
///
/// Source: <https://github.com/dotnet/runtime/blob/main/docs/design/features/host-error-codes.md>.
const NO_FRAMEWORK: u32 = 0x8000_8096;

/// What to do where that host did not find its framework.
const INSTALL_RUNTIME: &str = "Install the .NET runtime that the program of the bundle needs, mostly the .NET Desktop Runtime of the same processor, and \
                               start the bundle again; its file with the ending runtimeconfig.json names the version.";

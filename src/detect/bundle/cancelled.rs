//! A bundle that somebody stopped: at the prompt for elevation, in its window, or in that of a package.

use super::package_log;
use super::text_of;
use super::trouble::{Trouble, trouble_in};
use crate::detect::lines::Lines;
use crate::detect::rules;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::LineNo;
use crate::trace::{Bundle, BundleError, BundlePackage, BundleStep, exit_code_of, is_of_package};

/// `HRESULT_FROM_WIN32(ERROR_CANCELLED)`, which Windows gives for a prompt that was refused and for one that nobody
/// answered in time.
const REFUSED: u32 = 0x8007_04C7;

/// What stands in front of the program that was to run elevated.
const NOT_LAUNCHED: &str = "Failed to launch elevated child process";

/// What to do where a bundle was stopped by hand.
const AGAIN: &str = "If this was not meant, start the bundle again and let it finish.";

/// What else a package or its program ends with 1602 for.
const NOBODY_ANSWERED: &str = "A package ends so where somebody pressed Cancel, and also where it had a question that nobody could \
                               answer, as in a silent run";

/// What to do where no more is there than that it ended so.
const NOT_SHOWN: &str = "A bundle ends so where somebody pressed Cancel or refused the prompt for elevation, and also where a package \
                         had a question that nobody could answer, as in a silent run: read its whole log, or run it with its \
                         windows.";

/// More errors than these are echoes.
const MOST: usize = 8;

/// What is known of how a bundle was stopped.
struct Stop<'b> {
    bundle: &'b Bundle,
    /// The errors that state it, with their texts.
    errors: Vec<(BundleError, String)>,
    /// The package that ended so.
    package: Option<(&'b BundlePackage, &'b BundleStep)>,
}

/// The cause of a bundle that was stopped: the first line that shows it.
pub(super) fn cancelled(bundle: &Bundle, lines: &mut Lines<'_>) -> (Cause, &'static str) {
    let is_stop = |error: &&BundleError| {
        exit_code_of(error.result).0 == 1602 && Some(error.line) > bundle.went_on
    };
    let errors = bundle.errors.iter().filter(is_stop).take(MOST);
    let errors = errors.map(|error| (*error, text_of(error.line, lines)));
    let stop = Stop {
        bundle,
        errors: errors.collect(),
        package: bundle
            .failed_step()
            .map(|(package, step, _)| (package, step)),
    };
    let line = stop.line();
    let of_package = stop.package.map(|(_, step)| step.line);
    let errors = stop.errors.iter().take(4).map(|(error, _)| error.line);
    let shown = bundle.before_shutdown.filter(|_| stop.errors.is_empty());
    let shown = shown
        .into_iter()
        .chain(of_package)
        .chain([line])
        .chain(errors)
        .chain(bundle.end().map(|(_, line)| line));
    let cause = Cause {
        line,
        action: stop.package.map(|(package, _)| package.id.clone()),
        code: Some(1602),
        code_space: Some(CodeSpace::Exit),
        rule: rules::bundle_cancelled::RULE.code.to_owned(),
        confidence: if stop.is_by_itself() || stop.is_of_unnamed_package() || stop.is_unshown() {
            Confidence::Medium
        } else {
            Confidence::High
        },
        headline: stop.headline(),
        advice: stop.advice(),
        evidence: lines.evidence(shown),
    };
    (cause, rules::bundle_cancelled::RULE.name)
}

/// What to do about a package that ended so and that the lines do not name.
pub(super) fn of_unnamed_package() -> String {
    format!(
        "{NOBODY_ANSWERED}: read its own log, which lies beside that of the bundle, or run it by itself with its windows."
    )
}

impl Stop<'_> {
    /// The line that says so, else the first error that it led to, else where the end began.
    fn line(&self) -> LineNo {
        let bundle = self.bundle;
        let said = bundle.cancelled;
        let error = self.errors.first().map(|(error, _)| error.line);
        let of_package = || self.package.and_then(|(_, step)| step.result());
        let end = || bundle.shutdown.or(bundle.exit.map(|(_, line)| line));
        said.or(error)
            .or_else(|| of_package().map(|(_, line)| line))
            .or_else(end)
            .or_else(|| bundle.evidence().line)
            .unwrap_or(LineNo::FIRST)
    }

    /// `Error 0x800704c7: Failed to launch elevated child process: C:\Temp\.be\setup.exe`
    fn is_refused(&self) -> bool {
        let mut errors = self.errors.iter();
        errors.any(|(error, text)| error.result == REFUSED && text.contains(NOT_LAUNCHED))
    }

    fn is_download(&self) -> bool {
        let texts = self.errors.iter().map(|(_, text)| text.as_str());
        trouble_in(texts) == Some(Trouble::Download)
    }

    fn is_untouched(&self) -> bool {
        let mut packages = self.bundle.packages.iter();
        let is_rolled_back = self.bundle.undone.rolled_back.is_some();
        let has_steps = packages.any(|package| !package.steps.is_empty());
        !is_rolled_back && !has_steps && !self.has_package()
    }

    /// `Error 0x80070642: Failed to install MSI package.`: a package was begun, though its lines may be missing.
    fn has_package(&self) -> bool {
        self.errors.iter().any(|(_, text)| is_of_package(text))
    }

    /// Whether the lines show no more than the end, so that nobody knows what was done above them: neither where the bundle began
    /// nor how it looked for its packages.
    fn is_end_alone(&self) -> bool {
        let bundle = self.bundle;
        let begun = bundle.begun.detect.or(bundle.begun.plan);
        let mut packages = bundle.packages.iter();
        let has_head = !bundle.engine_version.is_empty()
            || begun.is_some()
            || packages.any(|package| !package.state.is_empty());
        !has_head && self.is_untouched()
    }

    /// `Error 0x80070642: Process returned error: 0x642`: the program of a package ended so by itself.
    fn is_of_program(&self) -> bool {
        let mut errors = self.errors.iter();
        errors.any(|(_, text)| text.starts_with("Process returned error: 0x"))
    }

    /// Whether a package ended so and nobody is seen to call it off: neither in the windows of the bundle, nor by what the
    /// bundle says of its end.
    fn is_by_itself(&self) -> bool {
        let is_called_off = self.bundle.cancelled.is_some() || self.is_called_off();
        self.is_of_program() || self.package.is_some() && !is_called_off
    }

    /// `Error 0x80070642: UX aborted MSI package execute progress.`
    fn is_called_off(&self) -> bool {
        let mut errors = self.errors.iter();
        errors.any(|(_, text)| text.contains(" aborted "))
    }

    /// Whether a package ended so that the log does not name, as where its lines are cut, and nobody is seen to call it off.
    fn is_of_unnamed_package(&self) -> bool {
        self.package.is_none() && !self.is_called_off() && self.has_package()
    }

    /// Whether nobody but the program that called the bundle tells how it ended.
    fn is_told_by_caller(&self) -> bool {
        let bundle = self.bundle;
        let has_own_end = bundle.exit.or(bundle.apply).is_some() || bundle.cancelled.is_some();
        bundle.told_by_caller.is_some() && !has_own_end
    }

    /// Whether the lines do not show who stopped it, or what it was doing.
    fn is_unshown(&self) -> bool {
        let is_shown = self.package.is_some()
            || self.is_called_off()
            || self.has_package()
            || self.bundle.begun.apply.is_some();
        !is_shown && (self.is_told_by_caller() || self.is_end_alone())
    }

    fn headline(&self) -> String {
        let is_untouched = self.is_untouched();
        let text = match self.package {
            _ if is_untouched && self.is_refused() => {
                "The prompt for elevation was refused or not answered in time, so the bundle applied no package."
            }
            Some((package, _)) if self.is_of_program() => {
                return format!(
                    "The program of the package {} ended with 1602, the exit code of an install that was cancelled.",
                    package.id
                );
            }
            Some((package, _)) if self.is_by_itself() => {
                return format!(
                    "The package {} ended with 1602, the exit code of an install that was cancelled.",
                    package.id
                );
            }
            Some((package, _)) => {
                return format!(
                    "The bundle was cancelled while it applied the package {}.",
                    package.id
                );
            }
            None if self.is_of_unnamed_package() => {
                "A package of the bundle, which these lines do not name, ended with 1602, the exit code of an install that was \
                 cancelled."
            }
            None if is_untouched && self.is_download() => {
                "The bundle was cancelled while it downloaded its files, before any package was applied."
            }
            None if is_untouched && self.bundle.begun.apply.is_some() => {
                "The bundle was cancelled before any package was applied."
            }
            None if self.is_unshown() => {
                "The bundle ended with 1602, the exit code of an install that was cancelled, and these lines do not show why."
            }
            None if is_untouched && !self.is_end_alone() => {
                "The user closed the bundle before any package was applied."
            }
            None => "The bundle was cancelled while it applied its packages.",
        };
        text.to_owned()
    }

    fn advice(&self) -> String {
        if self.is_refused() {
            return "Start the bundle again and agree to the prompt, with the name and password of an administrator where \
                    it asks for them; where nobody sits at the machine, start it elevated already, as deployment tools \
                    do that run as SYSTEM."
                .to_owned();
        }
        let Some((package, _)) = self.package else {
            return if self.is_of_unnamed_package() {
                of_unnamed_package()
            } else if self.is_unshown() {
                NOT_SHOWN.to_owned()
            } else {
                AGAIN.to_owned()
            };
        };
        let log = self
            .bundle
            .variables
            .get(&format!("WixBundleLog_{}", package.id));
        match log {
            Some(log) => format!(
                "{AGAIN} A package ends so too where somebody answered an error of it with Cancel, and then its log has \
                 that error: {log}"
            ),
            None if self.is_of_program() => {
                format!(
                    "{NOBODY_ANSWERED}: read the log of the program, or run it by itself with its windows."
                )
            }
            None if self.is_by_itself() => format!(
                "{NOBODY_ANSWERED}. {}",
                package_log::beside_that_of_the_bundle(&package.id, "it")
            ),
            None => AGAIN.to_owned(),
        }
    }
}

//! A bundle that somebody stopped: at the prompt for elevation, in its window, or in that of a package.

use super::package_log;
use super::text_of;
use super::trouble::{Trouble, trouble_in};
use crate::detect::lines::Lines;
use crate::detect::rules;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::LineNo;
use crate::trace::{
    Bundle, BundleError, BundlePackage, BundleStep, Outcome, PROCESS_RETURNED, exit_code_of,
    is_of_package,
};

/// `HRESULT_FROM_WIN32(ERROR_CANCELLED)`, which Windows gives for a prompt that was refused and for one that nobody
/// answered in time.
const REFUSED: u32 = 0x8007_04C7;

/// What stands in front of the program that was to run elevated.
const NOT_LAUNCHED: &str = "Failed to launch elevated child process";

/// What the engine says of the same below it. A window of the bundle's own that calls the elevation off says so above it.
///
/// Source: <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/core.cpp>.
const NOT_ELEVATED: [&str; 2] = ["Failed to elevate.", "Failed to actually elevate."];

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

/// What is known of a bundle that was stopped.
struct Stop<'b> {
    bundle: &'b Bundle,
    /// The errors that state it, with their texts.
    errors: Vec<(BundleError, String)>,
    /// The package that ended so.
    package: Option<(&'b BundlePackage, &'b BundleStep)>,
}

/// How a bundle was stopped, by the lines that are there.
#[derive(Clone, Copy)]
enum How<'b> {
    /// Its prompt for elevation was refused, or nobody answered it.
    Refused {
        /// Whether no package had been applied before.
        is_untouched: bool,
    },
    /// The program of a package ended so by itself.
    ByProgram(&'b BundlePackage),
    /// A package ended so, and nobody is seen to call it off: neither in the windows of the bundle, nor by what the bundle says of
    /// its end.
    ByPackage(&'b BundlePackage),
    /// A package ended so that the log does not name, as where its lines are cut, and nobody is seen to call it off.
    ByUnnamedPackage,
    /// It was called off while a package was applied.
    WithinPackage(&'b BundlePackage),
    /// It was called off while packages were applied.
    WithinPackages,
    /// It was called off while files were downloaded.
    WithinDownload,
    /// Applying had begun, but no package.
    BeforePackages,
    /// Applying had not begun.
    Closed,
    /// It was called off, and the lines do not show what it was doing.
    CalledOff,
    /// The lines show neither who stopped it nor what it was doing.
    Unshown,
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
    let how = stop.how();
    let cause = Cause {
        line,
        action: stop.package.map(|(package, _)| package.id.clone()),
        code: Some(stop.code()),
        code_space: Some(CodeSpace::Exit),
        rule: rules::bundle_cancelled::RULE.code.to_owned(),
        confidence: how.confidence(),
        headline: how.headline(),
        advice: how.advice(stop.log()),
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

impl<'b> Stop<'b> {
    fn how(&self) -> How<'b> {
        let is_untouched = self.is_untouched();
        // `Error 0x80070642: UX aborted MSI package execute progress.`
        let is_called_off = self.says(" aborted ");
        if self.is_refused() {
            return How::Refused { is_untouched };
        }
        if let Some((package, _)) = self.package {
            return if self.has_returned() {
                How::ByProgram(package)
            } else if is_called_off || self.bundle.cancelled.is_some() {
                How::WithinPackage(package)
            } else {
                How::ByPackage(package)
            };
        }
        let has_begun = self.bundle.begun.apply.is_some();
        let has_head = self.has_head();
        match (is_untouched, is_called_off) {
            (false, false) if self.has_package() => How::ByUnnamedPackage,
            (true, _) if self.is_download() => How::WithinDownload,
            (true, _) if has_begun => How::BeforePackages,
            (_, false) if self.is_told_by_caller() && !has_begun => How::Unshown,
            (true, false) if !has_head => How::Unshown,
            (true, _) if has_head || self.says(" aborted detect") || self.says(" aborted plan") => {
                How::Closed
            }
            _ if !is_untouched || self.says("execute") || self.says(" package") => {
                How::WithinPackages
            }
            _ => How::CalledOff,
        }
    }

    /// The exit code of a cancel that the bundle ended with, of which Windows has two.
    fn code(&self) -> i64 {
        let ended = self.bundle.verdict().exit_code;
        let ended = ended.filter(|code| Outcome::of_code(*code) == Outcome::Cancelled);
        ended.map_or(1602, |code| i64::from(code.0))
    }

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

    /// The log of the package that ended so, where the bundle names it.
    fn log(&self) -> Option<&'b String> {
        let (package, _) = self.package?;
        self.bundle.log_of(&package.id)
    }

    /// Whether an error that states it has these words.
    fn says(&self, words: &str) -> bool {
        self.errors.iter().any(|(_, text)| text.contains(words))
    }

    /// `Error 0x800704c7: Failed to launch elevated child process: C:\Temp\.be\setup.exe`
    fn is_refused(&self) -> bool {
        let mut errors = self.errors.iter();
        let is_told = |text: &str| NOT_ELEVATED.iter().any(|words| text.starts_with(words));
        errors.any(|(error, text)| {
            error.result == REFUSED && text.contains(NOT_LAUNCHED) || is_told(text)
        }) && !self.says(" aborted elevat")
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

    /// `Error 0x80070642: Process returned error: 0x642`: the program of a package ended so by itself.
    fn has_returned(&self) -> bool {
        let mut errors = self.errors.iter();
        errors.any(|(_, text)| text.starts_with(PROCESS_RETURNED))
    }

    /// Whether the lines show where the bundle began or how it looked for its packages. Where they show no more than the end,
    /// nobody knows what was done above it.
    fn has_head(&self) -> bool {
        let bundle = self.bundle;
        let mut packages = bundle.packages.iter();
        !bundle.engine_version.is_empty()
            || bundle.begun.detect.or(bundle.begun.plan).is_some()
            || packages.any(|package| !package.state.is_empty())
    }

    /// Whether nobody but the program that called the bundle tells how it ended.
    fn is_told_by_caller(&self) -> bool {
        let bundle = self.bundle;
        let has_own_end = bundle.exit.or(bundle.apply).is_some() || bundle.cancelled.is_some();
        bundle.told_by_caller.is_some() && !has_own_end
    }
}

impl How<'_> {
    fn confidence(self) -> Confidence {
        match self {
            Self::ByProgram(_) | Self::ByPackage(_) | Self::ByUnnamedPackage | Self::Unshown => {
                Confidence::Medium
            }
            _ => Confidence::High,
        }
    }

    fn headline(self) -> String {
        let text = match self {
            Self::Refused { is_untouched: true } => {
                "The prompt for elevation was refused or not answered in time, so the bundle applied no package."
            }
            Self::Refused {
                is_untouched: false,
            } => "The prompt for elevation was refused or not answered in time.",
            Self::ByProgram(package) => {
                return format!(
                    "The program of the package {} ended with 1602, the exit code of an install that was cancelled.",
                    package.id
                );
            }
            Self::ByPackage(package) => {
                return format!(
                    "The package {} ended with 1602, the exit code of an install that was cancelled.",
                    package.id
                );
            }
            Self::ByUnnamedPackage => {
                "A package of the bundle, which these lines do not name, ended with 1602, the exit code of an install that was \
                 cancelled."
            }
            Self::WithinPackage(package) => {
                return format!(
                    "The bundle was cancelled while it applied the package {}.",
                    package.id
                );
            }
            Self::WithinPackages => "The bundle was cancelled while it applied its packages.",
            Self::WithinDownload => {
                "The bundle was cancelled while it downloaded its files, before any package was applied."
            }
            Self::BeforePackages => "The bundle was cancelled before any package was applied.",
            Self::Closed => "The user closed the bundle before any package was applied.",
            Self::CalledOff => {
                "The bundle was called off, and these lines do not show what it was doing."
            }
            Self::Unshown => {
                "The bundle ended with 1602, the exit code of an install that was cancelled, and these lines do not show why."
            }
        };
        text.to_owned()
    }

    /// What to do, where the log of a package that ended so is this one.
    fn advice(self, log: Option<&String>) -> String {
        match (self, log) {
            (Self::Refused { .. }, _) => {
                "Start the bundle again and agree to the prompt, with the name and password of an administrator where it asks \
                 for them; where nobody sits at the machine, start it elevated already, as deployment tools do that run as \
                 SYSTEM."
                    .to_owned()
            }
            (_, Some(log)) => format!(
                "{AGAIN} A package ends so too where somebody answered an error of it with Cancel, and then its log has \
                 that error: {log}"
            ),
            (Self::ByProgram(_), None) => {
                format!(
                    "{NOBODY_ANSWERED}: read the log of the program, or run it by itself with its windows."
                )
            }
            (Self::ByPackage(package), None) => format!(
                "{NOBODY_ANSWERED}. {}",
                package_log::beside_that_of_the_bundle(&package.id, "it")
            ),
            (Self::ByUnnamedPackage, None) => of_unnamed_package(),
            (Self::Unshown, None) => NOT_SHOWN.to_owned(),
            (_, None) => AGAIN.to_owned(),
        }
    }
}

//! A package of a bundle that failed, and the bundle with it.

use super::package_lines::{
    file_in, kind_of, log_in_arguments, message, name_of, path_of, returned, target_of,
    trouble_of_bundle,
};
use super::package_log::{self, Unlogged};
use super::result::{
    advice_of_code, advice_of_package, cause_and_remedy, in_words_or, is_common_code,
    numbers_of_step, reason, with_numbers,
};
use super::trouble::Trouble;
use super::{space_of, text_of};
use crate::detect::known_program::{self, OwnCode};
use crate::detect::lines::Lines;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::detect::rules;
use crate::event::MessageNumber;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::LineNo;
use crate::trace::{Bundle, BundleError, BundlePackage, BundleStep, PackageKind, exit_code_of};

/// `WU_E_NOT_APPLICABLE`, which an update for Windows ends with.
///
/// Source: <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
pub(in crate::detect) const NOT_APPLICABLE: u32 = 0x8024_0017;

/// Windows Installer keeps a copy of each package, and the bundle another one in the package cache.
const OF_LOST_SOURCE: &str = "The package that the installed product came from is gone: neither the copy in C:\\Windows\\Installer \
                              nor the one in the package cache is there. Start the setup of the very version that is \
                              installed, from its publisher, and let it repair, which puts the package back; then try this \
                              again.";

/// A package is opened where the bundle has put it, or where Windows Installer keeps its copy when a product is removed.
const OF_DAMAGED_COPY: &str = "The file of the package is damaged or is not there: the copy in the package cache, or the one in \
                               C:\\Windows\\Installer when a product is removed or repaired. Get the setup of that very \
                               version again from its publisher and let it repair, then try this again.";

/// In a first install there is nothing to repair.
const OF_DAMAGED_FILE: &str = "The file of the package is damaged or is not there, in the package cache or beside the bundle: get the setup again \
                               from its publisher, whole, and start it again.";

/// How the first error begins where the program of a package could not be started.
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/exeengine.cpp>.
const NOT_STARTED: [&str; 2] = [
    "Failed to CreateProcess on path",
    "Failed to create embedded process",
];

/// What is known of a package that failed.
struct Failure<'b> {
    package: &'b BundlePackage,
    step: &'b BundleStep,
    result: u32,
    /// The file that was run.
    file: String,
    /// Whether the log has the line in which the package begins, with its arguments.
    has_begin: bool,
    /// How it is installed, where an error says so.
    kind: Option<PackageKind>,
    /// What it is called in a sentence: `The package HeronMsi`.
    name: String,
    /// Whether the log has the end of the bundle, though not that of the last try.
    has_end: bool,
    /// The product that a patch is for.
    target: Option<String>,
    /// The log of the package.
    log: Option<String>,
    /// What its program returned, where it is a program and was run, and the line.
    returned: Option<(u32, LineNo)>,
    /// The words of the first error; empty where there is none.
    first_error: String,
    /// What failed around the package: a process that the bundle lost, or a service that it needs.
    trouble: Option<Trouble>,
    /// Whether the log of the bundle would name that of the package: it has the lines above in which bundles do.
    would_name_log: bool,
    /// What Windows Installer did not take as its log.
    unlogged: Option<Unlogged>,
    /// The message that the package showed.
    message: Option<(MessageNumber, LineNo, String)>,
}

/// The cause of a bundle with a package that failed.
pub(super) fn failed(
    bundle: &Bundle,
    package: &BundlePackage,
    step: &BundleStep,
    result: u32,
    lines: &mut Lines<'_>,
) -> (Cause, &'static str) {
    let (failure, errors) = Failure::read(bundle, package, step, result, lines);
    // The first error within the step says what went wrong, those below it are its echoes.
    let (line, code, space) = match (&failure.message, failure.own_code()) {
        (Some((number, line, _)), _) if number.0 != 0 => (*line, number.0, CodeSpace::Message),
        (Some((_, line, _)), _) => (*line, result, space_of(result)),
        (None, Some((code, line))) => (line, code, space_of_exit(code)),
        (None, None) => {
            let end = step.result().map_or(step.line, |(_, line)| line);
            let first = errors.first().copied().unwrap_or(end);
            (first, result, space_of(result))
        }
    };
    let shown = [step.line, line]
        .into_iter()
        .chain(step.end.map(|(_, line)| line))
        .chain(retries(package, step))
        .chain(errors);
    let cause = Cause {
        line,
        action: Some(package.id.clone()),
        code: Some(match space {
            CodeSpace::Exit => i64::from(code.cast_signed()),
            _ => i64::from(code),
        }),
        code_space: Some(space),
        rule: rules::bundle_package_failed::RULE.code.to_owned(),
        confidence: if failure.log.is_some() {
            Confidence::High
        } else {
            Confidence::Medium
        },
        headline: failure.headline(),
        advice: failure.advice(),
        evidence: lines.evidence(shown),
    };
    (cause, rules::bundle_package_failed::RULE.name)
}

/// What is told of a package that failed and did not take the bundle with it: how it failed, what to do, and the lines
/// that show it, the one that states it first.
pub(in crate::detect) fn failure_of(
    bundle: &Bundle,
    package: &BundlePackage,
    step: &BundleStep,
    result: u32,
    lines: &mut Lines<'_>,
) -> (String, String, Vec<LineNo>) {
    let (failure, errors) = Failure::read(bundle, package, step, result, lines);
    let end = step.result().map_or(step.line, |(_, line)| line);
    let message = failure.message.as_ref().map(|(_, line, _)| *line);
    let shown = [end, step.line].into_iter().chain(message).chain(errors);
    let shown = shown.take(8).collect();
    (failure.headline(), failure.advice(), shown)
}

/// Where the package had been tried before.
fn retries<'b>(
    package: &'b BundlePackage,
    step: &'b BundleStep,
) -> impl Iterator<Item = LineNo> + 'b {
    let retries = package.retries.iter().copied();
    retries.filter(|line| *line < step.line)
}

/// Results of Windows are written with 16 as their base, as everybody looks them up, and small numbers below nothing as numbers.
const SMALL: std::ops::Range<i32> = -0x1_0000..0;

/// An exit code as people look it up: `5`, `-1`, `0x80040812`.
fn exit_in_words(code: u32) -> String {
    match space_of_exit(code) {
        CodeSpace::Exit => code.cast_signed().to_string(),
        _ => format!("0x{code:08X}"),
    }
}

fn space_of_exit(code: u32) -> CodeSpace {
    if SMALL.contains(&code.cast_signed()) {
        CodeSpace::Exit
    } else {
        space_of(code)
    }
}

impl<'b> Failure<'b> {
    /// What the lines of a package say, with the errors that stand in its part of the log.
    fn read(
        bundle: &'b Bundle,
        package: &'b BundlePackage,
        step: &'b BundleStep,
        result: u32,
        lines: &mut Lines<'_>,
    ) -> (Self, Vec<LineNo>) {
        let mut kept = bundle.undone.not_taken_back.iter();
        let rollback = kept.find(|line| **line > step.line);
        let is_over = |line| {
            step.end.is_some_and(|(_, end)| line > end)
                || rollback.is_some_and(|from| line >= *from)
        };
        let is_begun = |error: &BundleError| match step.action.as_str() {
            // Where its beginning is missing, its errors are known by their result, unless it is known by the first of them.
            "" if step.error.is_none_or(|(_, line)| line != step.line) => error.result == result,
            _ => error.line >= step.line,
        };
        let errors = bundle.errors.iter().filter(|error| is_begun(error));
        let errors = errors.map(|error| error.line);
        let errors: Vec<LineNo> = errors.filter(|line| !is_over(*line)).collect();
        let path = path_of(step, lines);
        let first_error = errors
            .first()
            .map_or_else(String::new, |line| text_of(*line, lines));
        let failure = Self {
            package,
            step,
            result,
            has_begin: path.is_some(),
            file: path.map_or_else(String::new, |path| file_in(&path, step.line, lines)),
            kind: kind_of(&errors, lines),
            target: target_of(&lines.line(step.line)),
            name: name_of(bundle, package, lines),
            has_end: bundle.end().is_some(),
            log: bundle
                .log_of(&package.id)
                .cloned()
                .or_else(|| log_in_arguments(step, lines)),
            returned: returned(&errors, lines),
            would_name_log: bundle.begun.plan.is_some() && !bundle.variables.is_empty(),
            unlogged: Unlogged::read(&first_error),
            first_error,
            trouble: trouble_of_bundle(&errors, lines),
            message: message(step, lines),
        };
        (failure, errors)
    }
}

impl Failure<'_> {
    /// The exit code of a program whose meaning only the program knows.
    fn own_code(&self) -> Option<(u32, LineNo)> {
        self.returned.filter(|(code, _)| !is_common_code(*code))
    }

    /// What that code means, where the program is known.
    fn known_code(&self, code: u32) -> Option<&'static OwnCode> {
        known_program::own_code([&self.file, &self.package.id], code)
    }

    /// Where its program writes why it failed, where the program is known.
    fn known_log(&self) -> Option<&'static str> {
        known_program::log_of(&self.file).or_else(|| known_program::log_of(&self.package.id))
    }

    /// Whether Windows Installer installs the package; a bundle runs all others as programs.
    fn is_installer_package(&self) -> bool {
        if let Some(kind) = self.kind {
            return kind == PackageKind::Installer;
        }
        let ending = self.file.rsplit('.').next().unwrap_or_default();
        let is_known = ["msi", "msp"].contains(&ending.to_ascii_lowercase().as_str());
        self.returned.is_none() && (self.file.is_empty() || is_known)
    }

    /// Whether its program could not be started, so that it has no exit code and wrote no log.
    fn is_not_started(&self) -> bool {
        let mut heads = NOT_STARTED.iter();
        heads.any(|head| self.first_error.starts_with(head))
    }

    /// Whether the package is an update for Windows, which `wusa.exe` installs.
    fn is_update(&self) -> bool {
        self.kind == Some(PackageKind::Update) || self.file.to_ascii_lowercase().ends_with(".msu")
    }

    fn headline(&self) -> String {
        if let Some(unlogged) = &self.unlogged {
            return unlogged.headline(self.result);
        }
        let name = &self.name;
        let headline = match (&self.message, self.own_code()) {
            (Some((number, _, text)), _) if number.0 != 0 => {
                format!(
                    "{name} failed with message {number}: {}",
                    sentence(&one_line(text))
                )
            }
            (Some((_, _, text)), _) => {
                format!("{name} failed: {}", sentence(&one_line(text)))
            }
            (None, Some((code, _))) => {
                let program = self.program("its program");
                let number = exit_in_words(code);
                match self.known_code(code) {
                    Some(known) => {
                        format!(
                            "{name} failed: {program} ended with exit code {number}: {}.",
                            known.meaning
                        )
                    }
                    None => format!(
                        "{name} failed: {program} ended with exit code {number}, whose meaning is its own."
                    ),
                }
            }
            (None, None) => match self.trouble.and_then(Trouble::subject) {
                Some(subject) => format!(
                    "{subject} while it applied the package {} (0x{:08X}).",
                    self.package.id, self.result
                ),
                None if self.is_not_started() => format!(
                    "{name} failed: {} could not be started: {}.",
                    self.program("its program"),
                    with_numbers(self.result, &format!("0x{:08X}", self.result))
                ),
                None => format!(
                    "{name} failed: {}.",
                    in_words_or(
                        self.result,
                        &self.step.action,
                        self.where_the_reason_stands(),
                        &numbers_of_step(self.result, self.step)
                    )
                ),
            },
        };
        let headline = if self.step.retried && !self.has_end {
            format!("{headline} It was being tried again where the log ends.")
        } else {
            headline
        };
        match retries(self.package, self.step).count() {
            0 => headline,
            1 => format!("{headline} The bundle had tried it once before."),
            times => format!("{headline} The bundle had tried it {times} times before."),
        }
    }

    /// Behind a result that does not say why.
    fn where_the_reason_stands(&self) -> &'static str {
        if self.log.is_some() {
            "and the reason stands in the log of the package"
        } else {
            "and this log does not say why"
        }
    }

    /// Its program by name: `its program setup.exe`.
    fn program(&self, whose: &str) -> String {
        format!("{whose} {}", self.file).trim_end().to_owned()
    }

    fn advice(&self) -> String {
        // One that the bundle does not need takes nothing with it.
        let known = if self.step.vital {
            advice_of_package(self.result)
        } else {
            advice_of_code(self.result)
        };
        if let Some(advice) = known {
            return advice.to_owned();
        }
        if let Some(unlogged) = &self.unlogged {
            return unlogged.advice(self.result);
        }
        if let (Some(trouble), None) = (self.trouble, &self.message) {
            return trouble.advice(self.result);
        }
        if exit_code_of(self.result).0.cast_unsigned() == NOT_APPLICABLE {
            return self.of_not_applicable();
        }
        let where_it_says_why = self.where_it_says_why();
        if self.message.is_none()
            && let Some(of_code) = self.of_code()
        {
            let is_all = self.is_not_started() || self.log.is_none() && self.is_of_lost_file();
            return if is_all {
                of_code
            } else {
                format!("{of_code} {where_it_says_why}")
            };
        }
        match &self.message {
            Some((number, _, text)) if number.0 != 0 => {
                package_log::of_message(*number, text, &where_it_says_why)
            }
            _ => where_it_says_why,
        }
    }

    /// Whether the package was not there or not to be opened, so that its log has no more than that.
    fn is_of_lost_file(&self) -> bool {
        matches!(exit_code_of(self.result).0, 1612 | 1619 | 1620)
    }

    /// An update for Windows writes no log of its own.
    fn of_not_applicable(&self) -> String {
        format!(
            "{} does not apply to this Windows: a service pack or an earlier update is missing, it is for another version, \
             or it is there already. Look which updates Windows has, and install what the page of the update asks for \
             first.",
            self.program("The update")
        )
    }

    /// What is to be done about a result that says why, where it is no code of the program's own.
    fn of_code(&self) -> Option<String> {
        if self.own_code().is_some() || reason(self.result).is_none() {
            return None;
        }
        match exit_code_of(self.result).0 {
            1612 => Some(OF_LOST_SOURCE.to_owned()),
            1619 | 1620 if self.step.action.eq_ignore_ascii_case("install") => {
                Some(OF_DAMAGED_FILE.to_owned())
            }
            1619 | 1620 => Some(OF_DAMAGED_COPY.to_owned()),
            1642 => {
                let known = cause_and_remedy(self.result)?;
                Some(match &self.target {
                    Some(target) => {
                        format!("{known} The bundle applied it to the product {target}.")
                    }
                    None => known,
                })
            }
            _ => cause_and_remedy(self.result),
        }
    }

    fn where_it_says_why(&self) -> String {
        let action = match self.step.action.to_lowercase().as_str() {
            "" => "it".to_owned(),
            action => format!("its {action}"),
        };
        let program = self.program("the program");
        let alone = if self.has_begin {
            format!("run it alone with the arguments of line {}", self.step.line)
        } else {
            "run it alone".to_owned()
        };
        let own_code = self.own_code();
        let known = own_code.and_then(|(code, _)| self.known_code(code));
        if let Some(known) = known {
            let log = self.known_log().unwrap_or_default();
            let log = self.log.as_ref().map_or_else(
                || log.to_owned(),
                |log| format!("Its log says which: {log}"),
            );
            return format!("{} {log}", known.advice).trim().to_owned();
        }
        match (&self.log, own_code) {
            (Some(log), None) => {
                format!("Read the log of the package, which says why {action} failed: {log}")
            }
            (Some(log), Some((code, _))) => format!(
                "Look up exit code {} in the documentation of the program, and read its log if it wrote one: {log}",
                exit_in_words(code)
            ),
            (None, Some((code, _))) => {
                let code = exit_in_words(code);
                match self.known_log() {
                    Some(known) => {
                        format!("Read the log of {program} for its exit code {code}. {known}")
                    }
                    None => format!(
                        "Read the log or the documentation of {program} for its exit code {code}, or {alone} to see what \
                         it says."
                    ),
                }
            }
            (None, None) if self.is_installer_package() && !self.would_name_log => {
                package_log::beside_that_of_the_bundle(&self.package.id, &action)
            }
            (None, None) if self.is_installer_package() => {
                format!("Run the package alone with /l*vx! to see why {action} failed.")
            }
            (None, None) if self.is_update() => {
                "An update for Windows writes no log of its own: look into the Setup event log and into \
                 C:\\Windows\\Logs\\CBS\\CBS.log at that time."
                    .to_owned()
            }
            (None, None) => {
                let where_it_is = self.known_log();
                let where_it_is = where_it_is.map_or(String::new(), |known| format!(" {known}"));
                format!(
                    "Read the log that {program} writes, or those of the packages that it installs, to see why {action} \
                     failed; or {alone}.{where_it_is}"
                )
            }
        }
    }
}

//! A package of a bundle that failed, and the bundle with it.

use super::result::{advice_of_code, is_common_code};
use super::trouble::{Trouble, trouble_in};
use super::{result_in_words, space_of, text_of};
use crate::detect::lines::Lines;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::detect::rules;
use crate::detect::words::{self, Arguments};
use crate::event::{EventKind, MessageNumber};
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::{LineNo, file_name};
use crate::trace::{Bundle, BundleError, BundlePackage, BundleStep, exit_code_of};

/// `WU_E_NOT_APPLICABLE`, which an update for Windows ends with.
///
/// Source: <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
const NOT_APPLICABLE: u32 = 0x8024_0017;

/// An update for Windows writes no log of its own.
const OF_NOT_APPLICABLE: &str = "The update does not apply to this Windows: a service pack or an earlier update is missing, it \
                                 is for another version, or it is there already. Look which updates Windows has, and install \
                                 what the page of the update asks for first.";

/// Where the beginning of a package is missing, the path of its log is too.
const OF_CUT_LOG: &str = "The package has a log of its own beside that of the bundle, which says why it failed: run wilog on \
                          both.";

/// What is known of a package that failed.
struct Failure<'b> {
    package: &'b BundlePackage,
    step: &'b BundleStep,
    result: u32,
    /// The file that was run.
    file: String,
    /// The log of the package.
    log: Option<&'b str>,
    /// What its program returned, where it is a program and was run, and the line.
    returned: Option<(u32, LineNo)>,
    /// The process that the bundle lost while it applied the package.
    lost: Option<Trouble>,
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
    let is_over = |line| step.end.is_some_and(|(_, end)| line > end);
    let is_begun = |error: &BundleError| match step.action.as_str() {
        // Where its beginning is missing, its errors are known by their result.
        "" => error.result == result,
        _ => error.line >= step.line,
    };
    let errors = bundle.errors.iter().filter(|error| is_begun(error));
    let errors = errors.map(|error| error.line);
    let errors: Vec<LineNo> = errors.filter(|line| !is_over(*line)).collect();
    let failure = Failure {
        package,
        step,
        result,
        file: file_of(step, lines),
        log: bundle
            .variables
            .get(&format!("WixBundleLog_{}", package.id))
            .map(String::as_str),
        returned: returned(&errors, lines),
        lost: lost(&errors, lines),
        message: message(step, lines),
    };
    // The first error within the step says what went wrong, those below it are its echoes.
    let (line, code, space) = match (&failure.message, failure.own_code()) {
        (Some((number, line, _)), _) if number.0 != 0 => (*line, number.0, CodeSpace::Message),
        (Some((_, line, _)), _) => (*line, result, space_of(result)),
        (None, Some((code, line))) => (line, code, CodeSpace::Exit),
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
        code: Some(i64::from(code)),
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

/// Where the package had been tried before.
fn retries<'b>(
    package: &'b BundlePackage,
    step: &'b BundleStep,
) -> impl Iterator<Item = LineNo> + 'b {
    let retries = package.retries.iter().copied();
    retries.filter(|line| *line < step.line)
}

/// The name of the file that a step runs; empty where its line does not tell.
fn file_of(step: &BundleStep, lines: &mut Lines<'_>) -> String {
    let file = lines.bundle_event(step.line, |event| match event.kind {
        EventKind::BundlePackageBegin { path, .. } if path != "(null)" => {
            file_name(path.trim()).to_owned()
        }
        _ => String::new(),
    });
    file.unwrap_or_default()
}

/// `Process returned error: 0x1`: only what a program returned is an exit code; that it could not be started is an error of
/// Windows.
fn returned(errors: &[LineNo], lines: &mut Lines<'_>) -> Option<(u32, LineNo)> {
    /// The line is among the first of a step, below those that say why its files could not be had.
    const MOST: usize = 8;
    errors.iter().take(MOST).find_map(|line| {
        let text = text_of(*line, lines);
        let digits = text.strip_prefix("Process returned error: 0x")?;
        let code = u32::from_str_radix(digits.trim_end_matches('.'), 16).ok()?;
        Some((code, *line))
    })
}

/// `Failed to write message type to pipe.`: an error that says so before any other is no failure of the package.
fn lost(errors: &[LineNo], lines: &mut Lines<'_>) -> Option<Trouble> {
    let first = text_of(*errors.first()?, lines);
    let trouble = trouble_in([first.as_str()])?;
    matches!(trouble, Trouble::OuterGone | Trouble::ElevatedGone).then_some(trouble)
}

fn message(step: &BundleStep, lines: &mut Lines<'_>) -> Option<(MessageNumber, LineNo, String)> {
    let (number, line) = step.message?;
    let text = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundlePackageError { text, .. } => text.to_owned(),
        _ => String::new(),
    })?;
    (!text.is_empty()).then_some((number, line, text))
}

impl Failure<'_> {
    /// The exit code of a program whose meaning only the program knows.
    fn own_code(&self) -> Option<(u32, LineNo)> {
        self.returned.filter(|(code, _)| !is_common_code(*code))
    }

    /// Whether Windows Installer installs the package; a bundle runs all others as programs.
    fn is_installer_package(&self) -> bool {
        let ending = self.file.rsplit('.').next().unwrap_or_default();
        let is_known = ["msi", "msp"].contains(&ending.to_ascii_lowercase().as_str());
        self.returned.is_none() && (self.file.is_empty() || is_known)
    }

    fn headline(&self) -> String {
        let id = &self.package.id;
        let headline = match (&self.message, self.own_code()) {
            (Some((number, _, text)), _) if number.0 != 0 => {
                format!(
                    "The package {id} failed with message {number}: {}",
                    sentence(&one_line(text))
                )
            }
            (Some((_, _, text)), _) => {
                format!("The package {id} failed: {}", sentence(&one_line(text)))
            }
            (None, Some((code, _))) => format!(
                "The package {id} failed: {} ended with exit code {}, whose meaning is its own.",
                self.program("its program"),
                code.cast_signed(),
            ),
            (None, None) => match self.lost.and_then(Trouble::subject) {
                Some(subject) => format!(
                    "{subject} while it applied the package {id} (0x{:08X}).",
                    self.result
                ),
                None => format!("The package {id} failed: {}.", result_in_words(self.result)),
            },
        };
        let headline = if self.step.retried {
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

    /// Its program by name: `its program setup.exe`.
    fn program(&self, whose: &str) -> String {
        format!("{whose} {}", self.file).trim_end().to_owned()
    }

    fn advice(&self) -> String {
        if let Some(advice) = advice_of_code(self.result) {
            return advice.to_owned();
        }
        if let (Some(lost), None) = (self.lost, &self.message) {
            return lost.advice(self.result);
        }
        if exit_code_of(self.result).0.cast_unsigned() == NOT_APPLICABLE {
            return OF_NOT_APPLICABLE.to_owned();
        }
        let where_it_says_why = self.where_it_says_why();
        match (&self.message, self.log) {
            (Some((number, ..)), Some(_)) if number.0 != 0 => {
                let of_message = words::advice(number.0, &Arguments::new()).unwrap_or_default();
                format!("{of_message} {where_it_says_why}")
            }
            (Some((number, ..)), None) if number.0 != 0 => {
                let of_message = words::advice(number.0, &Arguments::new()).unwrap_or_default();
                format!("{where_it_says_why} {of_message}")
            }
            _ => where_it_says_why,
        }
    }

    fn where_it_says_why(&self) -> String {
        let action = match self.step.action.to_lowercase().as_str() {
            "" => "it".to_owned(),
            action => format!("its {action}"),
        };
        let (program, line) = (self.program("the program"), self.step.line);
        match (self.log, self.own_code()) {
            (Some(log), None) => {
                format!("Read the log of the package, which says why {action} failed: {log}")
            }
            (Some(log), Some((code, _))) => format!(
                "Look up exit code {} in the documentation of the program, and read its log if it wrote one: {log}",
                code.cast_signed()
            ),
            (None, Some((code, _))) => format!(
                "Read the log or the documentation of {program} for its exit code {}, or run it alone with the arguments \
                 of line {line} to see what it says.",
                code.cast_signed()
            ),
            (None, None) if self.is_installer_package() && self.step.action.is_empty() => {
                OF_CUT_LOG.to_owned()
            }
            (None, None) if self.is_installer_package() => {
                format!("Run the package alone with /l*vx! to see why {action} failed.")
            }
            (None, None) => format!(
                "Read the log that {program} writes, or those of the packages that it installs, to see why {action} \
                 failed; or run it alone with the arguments of line {line}."
            ),
        }
    }
}

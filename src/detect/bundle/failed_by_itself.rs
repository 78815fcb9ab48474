//! A bundle that failed without a failing package: a download, a condition, or its own program.

use super::address::shortened;
use super::known::{Known, STATES_CONDITION, TakenBack};
use super::result::{
    advice_of_code, advice_of_package, cause_and_remedy, in_words_or, numbers, reason, remedy,
    says_why,
};
use super::trouble::{Trouble, trouble_in};
use super::{by_result, cancelled, echoes, package_log, related};
use super::{space_of, text_of};
use crate::detect::known_text::{DENIED, names_an_object};
use crate::detect::lines::Lines;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::detect::rules;
use crate::finding::{Cause, Confidence};
use crate::text::LineNo;
use crate::trace::{Bundle, BundleError, CONDITION_FAILED, exit_code_of, is_of_package};

/// More errors than these are echoes.
const MOST: usize = 8;

/// What the engine says, and not the author, where the condition of the whole bundle is false.
const OF_ENGINE: &str = "Bundle global condition check";

/// What to do where neither the words of the errors nor their numbers tell.
const GENERAL: &str = "Read the lines above the first error, which show what the bundle was doing, and report them to its \
                       author.";

/// What to do where a bundle ended with 1 and nothing else is there.
const OF_ONE: &str = "Exit code 1 says no more than that something failed: read the lines above the end of the log, and the logs \
                      of the packages, which lie beside that of the bundle.";

/// The same where it ended with a number that only its own program knows.
const OF_END: &str = "Read the whole log of the bundle above its end, and the logs of the packages, which lie beside it; what the number \
                      means only the publisher knows.";

/// What to do where the lines begin with the rollback.
const OF_ROLLBACK: &str =
    "Read the whole log of the bundle: what failed stands above the rollback.";

/// Where a package failed, by the result of the bundle, and its part of the log is missing.
const OF_PACKAGE: &str = "A package of the bundle failed, and its part of the log is missing here.";

/// The cause of a bundle that failed by itself: the first error that led to its end.
pub(super) fn failed(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let end = bundle.end();
    let errors = bundle.last_words();
    let first = first_that_matters(errors, end);
    let errors = &errors[echoes::without_answer(errors, first, lines)..];
    let errors: Vec<(BundleError, String)> = errors
        .iter()
        .take(MOST)
        .map(|error| (*error, text_of(error.line, lines)))
        .collect();
    let errors = match end {
        Some(_) => &errors[..],
        None => echoes::that_matter(&errors),
    };
    let first = errors.first().map(|(error, _)| error.line);
    let line = first.or(end.map(|(_, line)| line))?;
    let mut stated = errors.iter().map(|(error, _)| error.result);
    let stated = stated.find(|result| *result != 0);
    let told = Told::new(
        bundle,
        errors,
        stated.or(end.map(|(result, _)| result)),
        lines,
    );
    let shown = errors.iter().take(4).map(|(error, _)| error.line);
    let retry = bundle.retrying.filter(|_| end.is_none());
    let shown: Vec<LineNo> = shown
        .chain(told.known.lines())
        .chain(retry.map(|retry| retry.line))
        .chain(end.map(|(_, line)| line))
        .collect();
    let cause = Cause {
        line: told.known.stated_at().unwrap_or(line),
        action: None,
        code: told.code.map(i64::from),
        code_space: told.code.map(space_of),
        rule: rules::bundle_failed::RULE.code.to_owned(),
        confidence: Confidence::Medium,
        headline: match retry {
            Some(_) => format!(
                "{} It was being tried again where the log ends.",
                told.headline()
            ),
            None => told.headline(),
        },
        advice: told.advice(),
        evidence: lines.evidence(shown),
    };
    Some((cause, rules::bundle_failed::RULE.name))
}

/// Where the errors begin that led to the end: with the first that has the result of the end, since those above it were
/// survived, or with what the bundle or its own program said right above that. The result of a program of its own may stand in
/// no error; then all of them count.
fn first_that_matters(errors: &[BundleError], end: Option<(u32, LineNo)>) -> usize {
    let Some((result, _)) = end else { return 0 };
    let is_of_end = |error: &BundleError| {
        error.result != 0 && exit_code_of(error.result) == exit_code_of(result)
    };
    let at = errors.iter().position(is_of_end).unwrap_or(0);
    let said = at.checked_sub(1).filter(|above| {
        let (said, error) = (&errors[*above], &errors[at]);
        said.result == 0 && said.line.plus(1) == error.line
    });
    said.unwrap_or(at)
}

/// What a cause is told from.
struct Told<'a> {
    /// Whether the log has its end: without it nobody knows whether the bundle failed.
    has_end: bool,
    trouble: Option<Trouble>,
    known: Known<'a>,
    /// The package that could not be put into the package cache.
    unprepared: Option<&'a str>,
    /// The package cache, where an error names it.
    cache: Option<&'a str>,
    /// The words of the first error, behind its number.
    text: &'a str,
    /// The HRESULT that an error states, else the result of the end.
    code: Option<u32>,
    /// The package that could not be looked at.
    undetected: Option<&'a str>,
    /// The version of the bundle that is installed already, where it is a newer one.
    newer: Option<String>,
    /// Where the bundle unpacks its files, where the log tells.
    unpacked_to: Option<&'a str>,
    /// Whether the bundle itself lies in the package cache, as it does when it is repaired.
    is_cached: bool,
    /// Whether the bundle says that it ran without elevation.
    is_unelevated: bool,
}

impl<'a> Told<'a> {
    fn new(
        bundle: &Bundle,
        errors: &'a [(BundleError, String)],
        code: Option<u32>,
        lines: &mut Lines<'_>,
    ) -> Self {
        let texts = || errors.iter().map(|(_, text)| text.as_str());
        let variable = |name: &str| bundle.variables.get(name).map_or("", String::as_str);
        let is_said = |(error, _): &(BundleError, String)| bundle.is_words_of_condition(error);
        let trouble = match code {
            Some(CONDITION_FAILED) => Some(Trouble::Condition),
            None if errors.first().is_some_and(is_said) => Some(Trouble::Condition),
            _ => trouble_in(texts()).map(|trouble| trouble.with_result(code)),
        };
        let text = texts().next().unwrap_or_default();
        let is_of_clean_room = code == Some(DENIED)
            && variable("WixBundleLog").ends_with(OF_CLEAN_ROOM)
            && !names_an_object(text);
        let trouble = trouble.or(is_of_clean_room.then_some(Trouble::WorkingFolder));
        let between = |text: &'a str, before: &str, behind: &str| {
            let (_, rest) = text.split_once(before)?;
            Some(rest.split_once(behind)?.0)
        };
        let is_newer = code.is_some_and(|code| exit_code_of(code).0 == 1638);
        Self {
            known: Known::read(bundle, trouble, code, errors, lines),
            undetected: texts()
                .find_map(|text| between(text, "Detect failed for package: ", ", error: ")),
            unpacked_to: texts().find_map(|text| between(text, " to working path: ", ", error: ")),
            newer: bundle
                .newer
                .filter(|_| is_newer)
                .and_then(|line| related::version_in(&lines.line(line))),
            is_cached: is_in_cache(&bundle.path)
                || is_in_cache(variable("WixBundleOriginalSource"))
                || texts().any(|text| text.starts_with(NOT_RESOLVED) && is_in_cache(text)),
            is_unelevated: variable("WixBundleElevated") == "0",
            unprepared: texts()
                .filter(|_| trouble == Some(Trouble::Cache))
                .find_map(|text| between(text, "Failed to prepare package: ", ", error: ")),
            cache: texts().find_map(cache_in),
            has_end: bundle.end().is_some(),
            trouble,
            text,
            code,
        }
    }

    /// What the author of a condition has to say of it; empty where the log has the condition alone.
    fn words_of_author(&self) -> &str {
        if self.text.contains(STATES_CONDITION) || self.text.starts_with(OF_ENGINE) {
            ""
        } else {
            self.text
        }
    }

    /// What the result means, where that says more.
    fn reason(&self, code: u32) -> Option<String> {
        // The programs of bundles say so in words of their own.
        let is_told = self.trouble.is_some_and(Trouble::says_why)
            || exit_code_of(code).0 == 1638 && self.text.contains("newer version");
        reason(code).filter(|_| !is_told)
    }

    /// What failed, in the words in front of those of its error.
    fn subject(&self) -> String {
        let known = self.trouble.and_then(Trouble::subject);
        match (known, self.undetected, self.unprepared) {
            (Some(subject), ..) => subject.to_owned(),
            (None, Some(package), _) => {
                format!("The bundle could not find out whether its package {package} is installed")
            }
            (None, None, Some(package)) => {
                format!("The bundle could not put its package {package} into the package cache")
            }
            (None, None, None) if self.has_end => "The bundle failed".to_owned(),
            (None, None, None) => "The last error of the bundle was".to_owned(),
        }
    }

    fn headline(&self) -> String {
        match (&self.known, self.code) {
            (Known::Unlogged(_, package), Some(code)) => package.headline(code),
            (Known::Unnamed(package), Some(code)) => package.headline(code),
            (Known::OtherFile(file), _) => file.headline().unwrap_or_else(|| self.in_words()),
            (Known::Condition(condition), _) => {
                let words = match self.words_of_author() {
                    "" => &condition.text,
                    words => words,
                };
                format!("{}: {}", self.subject(), sentence(&one_line(words)))
            }
            (Known::RolledBack(line), Some(code)) if self.newer.is_none() => {
                let why = reason(code).map_or_else(String::new, |reason| format!(": {reason}"));
                format!(
                    "{}{why} ({}). It was rolled back at line {line}, and what failed stands above that line.",
                    self.subject(),
                    numbers(code)
                )
            }
            (Known::TakenBack(back), _) => format!(
                "{} The package {} was rolled back first, so it {} the one that failed.",
                self.in_words(),
                back.package,
                if back.is_gone {
                    "is most likely"
                } else {
                    "may be"
                }
            ),
            _ => self.in_words(),
        }
    }

    /// The headline from the words of the first error and from the result.
    fn in_words(&self) -> String {
        if let (Some(code), Some(version)) = (self.code, &self.newer) {
            return format!(
                "The newer version {version} is installed already, so the bundle did nothing (0x{code:08X})."
            );
        }
        let subject = self.subject();
        let named = |text: String, none: &&str| text.replace(none, "");
        let text = NAMELESS.iter().fold(self.text.to_owned(), named);
        let text = one_line(&shortened(text.trim_end_matches(echoes::GOES_ON)));
        let text = text.trim_end_matches('.');
        match self.code {
            Some(code) if text.is_empty() && self.has_end && !says_why(code) => {
                format!(
                    "{subject}, and this log does not say why ({}).",
                    numbers(code)
                )
            }
            Some(code) if text.is_empty() => {
                format!(
                    "{subject}: {}.",
                    in_words_or(code, "", "and this log does not say why", &numbers(code))
                )
            }
            // Messages with a number of their own state the result at their end.
            Some(code) if !text.contains("error: 0x") => match self.reason(code) {
                Some(reason) => format!("{subject}: {text}: {reason} (0x{code:08X})."),
                None => format!("{subject}: {text} (0x{code:08X})."),
            },
            _ => format!("{subject}: {text}."),
        }
    }

    fn advice(&self) -> String {
        let code = self.code.unwrap_or(0);
        let known = if is_of_package(self.text) {
            advice_of_package(code)
        } else {
            advice_of_code(code)
        };
        if let Some(advice) = known {
            return advice.to_owned();
        }
        let of_known = match &self.known {
            Known::Unlogged(_, package) => Some(package.advice(code)),
            Known::Unnamed(package) if exit_code_of(code).0 == 1603 => Some(package.advice()),
            Known::OtherFile(file) => file.advice(),
            Known::RolledBack(_) => Some(OF_ROLLBACK.to_owned()),
            Known::TakenBack(TakenBack { package, .. }) if exit_code_of(code).0 == 1603 => {
                Some(package_log::beside_that_of_the_bundle(package, "it"))
            }
            _ => None,
        };
        if let Some(advice) = of_known {
            return advice;
        }
        let Some(trouble) = self.trouble else {
            return match exit_code_of(code).0 {
                1603 => format!("{OF_PACKAGE} {}", package_log::OF_ITS_OWN),
                1602 if is_of_package(self.text) => cancelled::of_unnamed_package(),
                1 if self.text.is_empty() => OF_ONE.to_owned(),
                _ if code == by_result::LIBRARY_GONE => {
                    by_result::of_library("The bundle's own program or a package needs a DLL")
                }
                _ if by_result::HELD.contains(&code) => by_result::OF_HELD.to_owned(),
                _ if code == DENIED && names_an_object(self.text) => OF_DENIED.to_owned(),
                _ if code == DENIED => OF_DENIED_UNNAMED.to_owned(),
                _ => cause_and_remedy(code)
                    .or_else(|| remedy(code))
                    .unwrap_or_else(|| {
                        if self.text.is_empty() {
                            OF_END
                        } else {
                            GENERAL
                        }
                        .to_owned()
                    }),
            };
        };
        let mut advice = self.advice_of(trouble, code);
        if let Known::Condition(condition) = &self.known {
            if !self.words_of_author().is_empty() {
                advice = format!("{advice} It is: {}", sentence(&condition.text));
            }
            if let Some(known) = condition.in_words() {
                advice = format!("{advice} {known}");
            }
        }
        advice
    }

    /// What to do about a trouble, with what the log says of the place where it happened.
    fn advice_of(&self, trouble: Trouble, code: u32) -> String {
        let advice = match self.cache {
            Some(folder) if trouble == Trouble::Cache => by_result::of_cache(code, folder),
            _ => trouble.advice(code),
        };
        match trouble {
            Trouble::Source if self.is_cached => FROM_CACHE.to_owned(),
            Trouble::Source if self.text.contains(OWN_CONTAINER_NOT_FOUND) => {
                format!(
                    "{OF_OWN_CONTAINER} {} {OF_ORIGIN}",
                    by_result::DAMAGED_OR_SIGNED
                )
            }
            Trouble::Cache if code == DENIED && self.is_unelevated => {
                format!("{UNELEVATED} {advice}")
            }
            Trouble::Extraction if by_result::DISK_FULL.contains(&code) => match self.unpacked_to {
                Some(path) => format!("{advice} It unpacks them to {path}."),
                None => advice,
            },
            _ => advice,
        }
    }
}

/// `Failed to resolve source for payload: n/a, package: n/a, container: WixAttachedContainer, error: 0x80070002.`
const OWN_CONTAINER_NOT_FOUND: &str = ", container: WixAttachedContainer, error: ";

/// What an engine writes for a name that there is none of, with the word in front of it: they say nothing.
const NAMELESS: [&str; 4] = [
    "payload: n/a, ",
    "payload: (null), ",
    "package: n/a, ",
    "package: (null), ",
];

/// What stands in front of the file that was not found.
const NOT_RESOLVED: &str = "Failed to resolve source for file: ";

/// What to do where something was refused and the words of the error have no advice of their own.
const OF_DENIED: &str = "The error names what the bundle was refused: look at its owner and its access list, start the bundle as \
                         an administrator, and look whether security software guards it.";

/// The same where the error does not name it.
const OF_DENIED_UNNAMED: &str = "The error does not name what the bundle was refused: start the bundle as an administrator, look \
                                 whether the account may write %TEMP% and C:\\Windows\\Temp, where bundles unpack their \
                                 files, and whether security software guards one of them.";

/// How the log of the process ends that only makes the folder which the bundle itself then starts in.
const OF_CLEAN_ROOM: &str = ".cleanroom.log";

/// What to do where a bundle for one user brings a package for the machine.
const UNELEVATED: &str = "The bundle ran without elevation, and then it may not write the package cache of the machine: start \
                          it as an administrator, or install its packages for the machine by themselves first.";

/// Behind which stands what may be wrong with the file of the bundle.
const OF_OWN_CONTAINER: &str = "This container is a part of the file of the bundle itself.";

/// A bundle that is in the package cache has lost its container, which stays in the file that was started first.
const OF_ORIGIN: &str = "In a repair or a removal it is the file that was installed from which is gone: start the setup of the very version that \
                         is installed, from its publisher.";

/// What to do where a bundle that was started from the package cache finds its packages neither there nor beside it.
const FROM_CACHE: &str = "The bundle was started from the package cache, and its packages are not there any more: start the \
                          setup of the very version that is installed, from its publisher, and let it repair; the \
                          package cache must not be cleaned by hand.";

fn is_in_cache(path: &str) -> bool {
    path.to_ascii_lowercase().contains("\\package cache\\")
}

/// `Failed to secure cache directory: F:\ProgramData\Package Cache\`: the package cache, whose place a policy may set.
fn cache_in(text: &str) -> Option<&str> {
    const FOLDER: &str = "\\Package Cache";
    let (above, _) = text.split_once(FOLDER)?;
    let drive = above.rfind(":\\")?.checked_sub(1)?;
    text.get(drive..above.len() + FOLDER.len())
}

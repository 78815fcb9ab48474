//! # What it finds
//!
//! A custom action written in .NET caught an exception, wrote it into the log, and ended well, in an install that succeeded.
//!
//! # Why it matters
//!
//! The installer learns nothing of an exception that is caught.
//! What the action should have done, such as to start a service or to write its settings, is missing after an install that
//! succeeded.
//! The finding is a warning where the text says that something was not made, started, or set; else it is a note.
//!
//! # What to do
//!
//! Read the exception that is named last, and look whether the work of the action is there.
//! Mend what the exception names, such as the password of an account, and repair the product or do the work by hand.
//! The author should let an install fail where the product does not work without it.
//!
//! # Evidence
//!
//! `Failed to start services: System.InvalidOperationException: Cannot start service ...` in the text of a custom action, and
//! no failure of that action.
//!
//! # When it is wrong
//!
//! Actions look for things that need not be there, and take away what is gone; nothing is said of these, and nothing of what
//! the action tried again.
//! What the action could not do may be done by the product when it starts.

use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::exception_chain::{
    goes_on, innermost, kind_and_message, outermost,
};
use crate::detect::custom_action::output::{self, PassedOver};
use crate::detect::lines::Lines;
use crate::detect::prose::{one_line, sentence, upper_first};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::behind_prefix;
use crate::text::LineNo;
use crate::trace::{MarkKind, Trace, is_script_runner, named_exception};

pub(super) const RULE: Rule = Rule {
    code: "MSI118",
    name: "managed-error-passed-over",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "A managed custom action caught an exception and ended well, so its work is perhaps not done.",
    advice: "Check whether what the action should do was done; if not, do it by hand, or mend what the exception names and repair the product.",
    link: "https://learn.microsoft.com/windows/win32/msi/dynamic-link-libraries",
    check: Check::Trace(check),
};

/// A package with more such actions is told by these.
const MOST: usize = 10;

/// Of many exceptions of an action the first ones are looked at.
const MOST_OF_ACTION: usize = 20;

/// How far below an exception an action says that it tries again.
const NEAR: u32 = 40;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    output::passed_over(trace, MarkKind::ManagedError)
        .filter_map(|said| hit(trace, &said, lines))
        .take(MOST)
        .collect()
}

fn hit(trace: &Trace, said: &PassedOver, lines: &mut Lines<'_>) -> Option<Hit> {
    let of_action = said.lines.iter().take(MOST_OF_ACTION);
    let mut caught: Vec<Caught> = of_action
        .filter_map(|line| Caught::read(*line, said, lines))
        .collect();
    // Of those that weigh the same the first one comes first.
    caught.sort_by_key(|caught| caught.severity != Severity::Warning);
    let worst = caught.first()?;
    let from = LineNo::new(worst.line.get().saturating_sub(NEAR)).max(said.output.line);
    let called = is_script_runner(trace.names.get(said.name))
        .then(|| output::called_above(from, worst.line, lines));
    let who = called.flatten().map_or_else(
        || output::subject(trace, said.name),
        |name| format!("Custom action {name}"),
    );
    let headline = format!(
        "{who} ended well, but wrote of an exception: {}",
        worst.text
    );
    let hit = Hit::new(headline, vec![worst.line]);
    let hit = match remedy(&worst.text) {
        Some(remedy) => hit.advice(format!("{} {}", RULE.advice, sentence(remedy))),
        None => hit,
    };
    Some(
        if worst.severity == Severity::Note || output::removes(trace, said.output) {
            hit.severity(Severity::Note)
        } else {
            hit
        },
    )
}

/// An exception that an action wrote and survived.
struct Caught {
    line: LineNo,
    /// What was not done, and why.
    text: String,
    severity: Severity,
}

impl Caught {
    /// Reads an exception with what stands before it; nothing where it says that nothing was lost.
    fn read(line: LineNo, said: &PassedOver, lines: &mut Lines<'_>) -> Option<Self> {
        let end = said.output.end_line.min(line.plus(NEAR));
        let above = LineNo::new(line.get().saturating_sub(1).max(1));
        let read = lines.between(above.max(said.output.line), end);
        let first = read.iter().position(|(at, _)| *at == line)?;
        let read: Vec<&str> = read.iter().map(|(_, text)| behind_prefix(text)).collect();
        let is_named = |text: &&str| named_exception(text).is_some();
        let named = first + read[first..].iter().position(is_named)?;
        let (before, exception) = read[named].split_at(named_exception(read[named])?.start);
        // `The service could not be started:`, with the exception on the next line.
        let heading = named.checked_sub(1).map(|above| read[above].trim());
        let heading = heading.filter(|above| before.trim().is_empty() && above.ends_with(':'));
        let words = heading.unwrap_or(before).trim();
        let below = &read[named + 1..];
        let inner = below
            .iter()
            .map(|text| text.trim())
            .take_while(|text| goes_on(text));
        let chain = inner.fold(exception.to_owned(), |chain, inner| {
            format!("{chain} {inner}")
        });
        let (_, outer) = kind_and_message(outermost(&chain));
        let (_, innermost) = kind_and_message(innermost(&chain));
        let all = format!("{words} {outer}");
        let severity = weight(&all.to_ascii_lowercase(), below)?;
        // What stands before the sentence tells who speaks, and when.
        let failed = failure(&all.to_ascii_lowercase()).map_or(0, |(at, _)| at);
        let ends = [". ", ": "].map(|end| all[..failed].rfind(end).map_or(0, |at| at + end.len()));
        let start = ends.into_iter().max().unwrap_or(0);
        let text = upper_first(&sentence(&one_line(&all[start..])));
        let text = if innermost == outer {
            text
        } else {
            format!("{text} {}", sentence(&one_line(innermost)))
        };
        Some(Self {
            line,
            text,
            severity,
        })
    }
}

/// How much an exception matters, from the words before it with those in it, in small letters, and from the lines below it.
fn weight(said: &str, below: &[&str]) -> Option<Severity> {
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let is_tried_again = |text: &&str| {
        let text = text.to_ascii_lowercase();
        AGAIN.iter().any(|word| text.contains(word))
    };
    if says(&AGAIN) || says(&NOTHING_LOST) || below.iter().any(is_tried_again) {
        return None;
    }
    let verb = failure(said).map(|(_, verb)| verb);
    let begins_with = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if verb.is_some_and(|verb| begins_with(verb, &MAKES)) {
        return Some(if says(&BY_INTENT) {
            Severity::Note
        } else {
            Severity::Warning
        });
    }
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    (!words.any(|word| begins_with(word, &LOOKS))).then_some(Severity::Note)
}

/// Where a text says in words that something was not done, and the verb of it: `failed to start services`.
fn failure(said: &str) -> Option<(usize, &str)> {
    const WORDS: [&str; 14] = [
        "failed to ",
        "failure to ",
        "could not be ",
        "cannot be ",
        "could not ",
        "couldn't ",
        "cannot ",
        "can't ",
        "unable to ",
        "error while ",
        "exception while ",
        "error ",
        "exception ",
        "failed ",
    ];
    // `error settings file` tells of no work, and `error starting` does.
    let is_at_work = |words: &str, at: usize| {
        let of_noun = ["error ", "exception ", "failed "].contains(&words);
        let mut behind = said[at + words.len()..].split(' ');
        !of_noun || behind.next().is_some_and(|verb| verb.ends_with("ing"))
    };
    let found = WORDS
        .iter()
        .filter_map(|words| Some((said.find(words)?, *words)))
        .filter(|(at, words)| is_at_work(words, *at))
        .map(|(at, words)| (at, words.len()));
    let (at, length) = found.min_by_key(|(at, length)| (*at, usize::MAX - length))?;
    let verb = said[at + length..].split(' ').next()?;
    Some((at, verb))
}

/// What an action says that tries again what failed.
const AGAIN: [&str; 4] = ["retry", "retries", "try again", "trying again"];

/// What is there already need not be made, and what a product tells its maker nobody misses.
const NOTHING_LOST: [&str; 5] = [
    "already exist",
    "already running",
    "already installed",
    "telemetry",
    "analytics",
];

/// What the author of an action says who knows that it may fail.
const BY_INTENT: [&str; 6] = [
    "ignor",
    "skipping",
    "using default",
    "using the default",
    "critical",
    "optional",
];

/// How verbs begin after which something is there that was not there before.
const MAKES: [&str; 27] = [
    "add",
    "appl",
    "assign",
    "attach",
    "bind",
    "chang",
    "configur",
    "cop",
    "creat",
    "deploy",
    "enabl",
    "encrypt",
    "execut",
    "extract",
    "generat",
    "grant",
    "import",
    "initiali",
    "install",
    "migrat",
    "modif",
    "provision",
    "register",
    "restor",
    "set",
    "start",
    "writ",
];

/// How verbs begin after which all is as before.
const LOOKS: [&str; 23] = [
    "check",
    "clean",
    "clos",
    "delet",
    "detect",
    "determin",
    "find",
    "get",
    "kill",
    "load",
    "look",
    "obtain",
    "pars",
    "query",
    "read",
    "remov",
    "report",
    "retriev",
    "search",
    "send",
    "stop",
    "terminat",
    "uninstall",
];

/// What to do about an exception of a service, from the text of its system error.
fn remedy(text: &str) -> Option<&'static str> {
    const TEXTS: [(&str, &str); 4] = [
        (
            "due to a logon failure",
            "Correct the password of the account of the service, and give the account the right to log on as a service",
        ),
        (
            "did not respond to the start or control request",
            "Start the service by hand, and read the System event log about it",
        ),
        (
            "has been marked for deletion",
            "Close the Services window and other tools that have the service open, or restart the machine",
        ),
        (
            "dependency service or group failed to start",
            "Start the service first that this one needs",
        ),
    ];
    let known = TEXTS.iter().find(|(words, _)| text.contains(words));
    known.map(|(_, remedy)| *remedy)
}

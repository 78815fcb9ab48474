//! What the bundle's own program wrote down: of a package that failed, where the lines that apply it are missing, and of what
//! stands in the way of the install.

use super::package_log;
use super::space_of;
use crate::detect::lines::Lines;
use crate::detect::prose::{one_line, sentence};
use crate::detect::rules;
use crate::event::EventKind;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::trace::{Bundle, SHOWN_AS_BLOCK, SHOWN_IN_REPORT};

/// The cause of a bundle whose program names the package and its message: `MUX:  ExecuteError: Package (HeronMsi) failed: Error
/// Message Id: 1722 ErrorMessage: There is a problem.`
pub(super) fn failed(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let (package, number, line) = bundle.shown()?;
    let text = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundlePackageError { text, .. } => text.to_owned(),
        EventKind::BundleText { text } => text
            .strip_prefix(SHOWN_IN_REPORT)
            .unwrap_or(text)
            .to_owned(),
        _ => String::new(),
    })?;
    let text = sentence(&one_line(text.trim()));
    let end = bundle.end();
    let (code, space, headline) = match (number.0, end) {
        (0, Some((result, _))) => (
            Some(i64::from(result)),
            Some(space_of(result)),
            format!("The package {package} failed: {text}"),
        ),
        (0, None) => (None, None, format!("The package {package} failed: {text}")),
        (number, _) => (
            Some(i64::from(number)),
            Some(CodeSpace::Message),
            format!("The package {package} failed with message {number}: {text}"),
        ),
    };
    let advice = if number.0 == 0 {
        package_log::of_own_words(package)
    } else {
        let of_log = package_log::beside_that_of_the_bundle(package, "it");
        package_log::of_message(number, &text, &of_log)
    };
    let cause = Cause {
        line,
        action: Some(package.to_owned()),
        code,
        code_space: space,
        rule: rules::bundle_package_failed::RULE.code.to_owned(),
        confidence: Confidence::Medium,
        headline,
        advice,
        evidence: lines.evidence([line].into_iter().chain(end.map(|(_, line)| line))),
    };
    Some((cause, rules::bundle_package_failed::RULE.name))
}

/// The cause of a bundle whose program found something in the way before it began: `MUX:  Stop Block: NeedsRestart : The computer
/// needs to be restarted before setup can continue.`
pub(super) fn blocked(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    // A block that was cleared or passed over stands above the plan, or above what failed then.
    let has_begun = bundle.begun.plan.is_some() || bundle.begun.apply.is_some();
    let line = bundle.blocked.filter(|_| !has_begun)?;
    if bundle.last_words().iter().any(|error| error.line > line) {
        return None;
    }
    let text = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundleText { text } => text.strip_prefix(SHOWN_AS_BLOCK).map(without_link),
        _ => None,
    })??;
    let words = text.split_once(" : ").map_or(&*text, |(_, words)| words);
    let end = bundle.end();
    let cause = Cause {
        line,
        action: None,
        code: end.map(|(result, _)| i64::from(result)),
        code_space: end.map(|(result, _)| space_of(result)),
        rule: rules::bundle_failed::RULE.code.to_owned(),
        confidence: Confidence::Medium,
        headline: format!("The bundle did not begin: {}", sentence(&one_line(words))),
        advice: "Do what the text asks for, then start the bundle again.".to_owned(),
        evidence: lines.evidence([line].into_iter().chain(end.map(|(_, line)| line))),
    };
    Some((cause, rules::bundle_failed::RULE.name))
}

/// `a !$!https://a.example/b!,!newer version of Windows!@!.`: a text without the addresses of its links.
fn without_link(text: &str) -> String {
    let mut parts = text.split("!$!");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let words = part.split_once("!,!").map_or(part, |(_, words)| words);
        plain.push_str(&words.replacen("!@!", "", 1));
    }
    plain
}

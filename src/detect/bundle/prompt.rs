//! A bundle that asked for a file which is no longer where it was, and whose question was not answered.

use super::text_of;
use crate::detect::lines::Lines;
use crate::detect::rules;
use crate::event::EventKind;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::LineNo;
use crate::trace::{Bundle, exit_code_of};

/// What stands in front of the file that was not found.
const NOT_RESOLVED: &str = "Failed to resolve source for file: ";

/// The file that holds the packages of a bundle, which is the bundle itself.
const OWN_CONTAINER: &str = "WixAttachedContainer";

/// The cause of a bundle that ended with the answer to its own question:
/// `e054: Failed to resolve source for file: C:\Kits\MarshSetup.exe, error: 0x80070642.`
pub(super) fn unanswered(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let asked = bundle.prompt?;
    let mut errors = bundle.last_words().iter();
    let (line, path) = errors.find_map(|error| {
        let text = text_of(error.line, lines);
        let (path, _) = text.strip_prefix(NOT_RESOLVED)?.rsplit_once(", error: ")?;
        (exit_code_of(error.result).0 == 1602).then(|| (error.line, path.to_owned()))
    })?;
    let is_own = bundle
        .variables
        .get("WixBundleOriginalSource")
        .is_some_and(|own| own.eq_ignore_ascii_case(&path))
        || asks_for_own_container(asked, lines);
    let (whose, advice) = if is_own {
        (
            "its own file",
            "Put the file of the bundle, of the same version, back at that path",
        )
    } else {
        ("a file", "Put that file at that path")
    };
    let end = bundle.end().map(|(_, line)| line);
    let cause = Cause {
        line,
        action: None,
        code: Some(1602),
        code_space: Some(CodeSpace::Exit),
        rule: rules::bundle_failed::RULE.code.to_owned(),
        confidence: Confidence::High,
        headline: format!(
            "The bundle asked for {whose}, which is not at {path} any more, and the prompt was not answered."
        ),
        advice: format!(
            "{advice} and start again, or answer the prompt with the place where it lies now; starting again alone asks \
             for it again."
        ),
        evidence: lines.evidence([asked, line].into_iter().chain(end)),
    };
    Some((cause, rules::bundle_failed::RULE.name))
}

/// `w341: Prompt for source of container: WixAttachedContainer, path: C:\Kits\MarshSetup.exe`
fn asks_for_own_container(line: LineNo, lines: &mut Lines<'_>) -> bool {
    let is_own = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundleMessage { text, .. } => text.contains(OWN_CONTAINER),
        _ => false,
    });
    is_own.unwrap_or(false)
}

//! Why something failed after which an install went on, in the same words as where it is the cause.

use super::case::Case;
use super::cause::fallback;
use super::custom_action::quiet_result::code_of_command;
use super::lines::Lines;
use super::pick::{Pick, ignored, passed_over, with_own_words};
use super::rule::{Rule, Status, Words};
use super::rules;
use crate::text::LineNo;
use crate::trace::{Fault, Trace};

/// Why a custom action failed, as it says itself, where its failure was ignored: in the same words as where it is the
/// cause. Nothing where the log has no more than the result.
pub(super) fn of_ignored(
    trace: &Trace,
    returned: &Fault,
    lines: &mut Lines<'_>,
) -> Option<Ignored> {
    let pick = with_own_words(trace, ignored(trace, returned), lines);
    pick.fault.filter(|fault| fault.line != returned.line)?;
    Some(in_words(trace, returned, &pick, lines))
}

/// What an error says that an install went on after, in the same words as where it is the cause.
pub(super) fn of_passed_over(trace: &Trace, error: &Fault, lines: &mut Lines<'_>) -> Ignored {
    let pick = passed_over(trace, error);
    in_words(trace, error, &pick, lines)
}

fn in_words(trace: &Trace, stated: &Fault, pick: &Pick<'_>, lines: &mut Lines<'_>) -> Ignored {
    let case = Case::new(trace, stated.session, pick, lines);
    let is_stable = |rule: &Rule| rule.status == Status::Stable;
    let (rule, words) = rules::diagnose(&case, &is_stable, lines)
        .unwrap_or_else(|| (fallback(pick.reason), Words::default()));
    // What a number means stands on the next line of some commands.
    let more = words.more.iter().map(|line| lines.line(*line));
    let said = [case.said.clone()].into_iter().chain(more);
    let said = said.collect::<Vec<_>>().join("\n");
    Ignored {
        rule: rule.code,
        code: code_of_command(&case, lines),
        headline: case.in_its_engine(words.headline.unwrap_or_else(|| case.headline()), lines),
        said,
        advice: case.remedy(rule, words.advice),
        remedy: case.remedy_of_result(),
        lines: [stated.line, pick.line]
            .into_iter()
            .chain(case.note)
            .chain(words.more)
            .collect(),
    }
}

/// The reason of a failure after which the install went on.
pub(super) struct Ignored {
    /// The code of the rule that knows it.
    pub(super) rule: &'static str,
    /// The code with which the command ended that the action ran without a window.
    pub(super) code: Option<u32>,
    /// One sentence or more for people.
    pub(super) headline: String,
    /// What the log says, in the lines that show it.
    pub(super) said: String,
    /// What to do, as where it is the cause.
    pub(super) advice: String,
    /// What to do about the result that the custom action wrote.
    pub(super) remedy: Option<String>,
    /// The lines that show it, first the one that states it.
    pub(super) lines: Vec<LineNo>,
}

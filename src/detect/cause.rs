//! The cause of a session that did not end well, in words and with its evidence.

use super::case::Case;
use super::headline::meaning_of;
use super::lines::Lines;
use super::pick::{Reason, pick, with_own_words};
use super::rule::{Rule, Words};
use super::rules;
use crate::finding::{Cause, Confidence};
use crate::text::LineNo;
use crate::trace::{ActionId, SessionId, Trace};

/// The rule that names a cause of a kind which no other rule knows better.
pub(super) fn fallback(reason: Reason) -> &'static Rule {
    match reason {
        Reason::LastWord => &rules::action_failed::RULE,
        Reason::CustomAction => &rules::custom_action_failed::RULE,
        Reason::Condition => &rules::condition_not_met::RULE,
        Reason::Cancelled => &rules::install_cancelled::RULE,
        Reason::Mutex => &rules::install_in_progress::RULE,
        Reason::BeforeActions => &rules::failed_before_any_action::RULE,
        Reason::ActionOnly => &rules::cause_not_in_log::RULE,
    }
}

/// The cause of a session, with the name of the rule that found it.
pub(super) fn of_session(
    trace: &Trace,
    session: SessionId,
    is_wanted: &dyn Fn(&Rule) -> bool,
    lines: &mut Lines<'_>,
) -> Option<(Cause, &'static str)> {
    let pick = with_own_words(trace, pick(trace, session)?, lines);
    let case = Case::new(trace, session, &pick, lines);
    let (code, code_space) = case.code();
    let known = rules::diagnose(&case, is_wanted, lines);
    let (rule, words) = known.unwrap_or_else(|| (fallback(pick.reason), Words::default()));
    let mut shown: Vec<LineNo> = case.note.into_iter().collect();
    let last_words = last_words(&case, rule).filter(|_| words.line.is_none());
    let line = words.line.or(last_words).unwrap_or(pick.line);
    shown.push(pick.line);
    shown.push(line);
    // The first lines of a record that runs over several, such as a stack trace.
    shown.extend(pick.fault.iter().flat_map(|fault| {
        (0..MOST_OF_RECORD)
            .map(|n| fault.line.plus(n))
            .take_while(|line| *line <= fault.end_line)
    }));
    shown.extend(case.next);
    shown.extend(&pick.more);
    shown.extend(case.written.map(|written| written.line));
    shown.extend(
        case.call
            .iter()
            .flat_map(|call| &call.said)
            .map(|said| said.line),
    );
    shown.extend(words.more);
    shown.extend(last_operation(&case));
    shown.extend(pick.failed.and_then(|id| trace.actions[id.at()].end_line));
    let cause = Cause {
        line,
        action: case.action().map(str::to_owned),
        code,
        code_space,
        rule: rule.code.to_owned(),
        confidence: match (words.confidence, last_words) {
            (Some(known), _) => known,
            (None, Some(_)) => case.confidence().min(Confidence::Medium),
            (None, None) => case.confidence(),
        },
        headline: case.in_its_engine(words.headline.unwrap_or_else(|| case.headline()), lines),
        advice: case.remedy(rule, words.advice),
        evidence: lines.evidence(shown),
    };
    Some((cause, rule.name))
}

/// The last line of a custom action without a word of a failure that anybody here knows: it says more than a result which
/// only says that it failed.
fn last_words(case: &Case<'_>, rule: &Rule) -> Option<LineNo> {
    let result = case.custom_action_code?;
    let says_more =
        rule.code != rules::custom_action_failed::RULE.code || meaning_of(result).is_some();
    let call = case
        .call
        .as_ref()
        .filter(|_| !says_more && !case.fails_on_purpose())?;
    call.last_line()
}

/// The operation that a script ran last, where nothing says why it failed: it names the key, the file, or the service.
fn last_operation(case: &Case<'_>) -> Option<LineNo> {
    /// How far above the end of the action its last operation stands at most.
    const NEAR: u32 = 12;
    let pick = case.pick;
    let runs_script = |id: &ActionId| case.trace.actions[id.at()].script_action.is_some();
    pick.failed
        .filter(|id| pick.reason == Reason::ActionOnly && runs_script(id))?;
    let last = case
        .above(case.trace.state.operations.rows.rows(), |row| row.line)
        .last()?;
    (last.line.plus(NEAR) >= pick.line).then_some(last.line)
}

/// How many lines of one record are evidence.
const MOST_OF_RECORD: u32 = 6;

//! # What it finds
//!
//! A custom action failed, and the install went on: the package marks the action so that its result is ignored, or it ran in
//! the commit phase, and the install ended well all the same.
//!
//! # Why it matters
//!
//! It is no reason for a failed install: this line is the one that people take for the cause most often.
//! What the action should have done is missing all the same, for example a service that was not told of the new files.
//!
//! # What to do
//!
//! Look elsewhere for the reason of a failure.
//! Where the install ended well, check whether the work of the action matters.
//! What the action wrote about its failure stands in the finding, where it wrote anything.
//! It is a warning in an install that ended well where the command of the action makes or installs something, such as a
//! task, a certificate, or a runtime: then that is missing; or where it should start a service of a product that is new; or
//! where Windows refused a driver of such a product, or could not load the program of the action.
//! 1618 means that the action ran another install, which cannot run within this one; 3010 and 1641 that its setup did its
//! work and needs a restart; 1638 that another version is there already.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code ... but will be translated to success due to continue marking`, and
//! what the action wrote above it since its step began: the output of a command, an exception, a line of its own; or the
//! message of a custom action as an information: `Info 1720.` in the place of `Error 1720.`
//! In the commit phase, behind the last operation of the script, `CustomAction ... returned actual error code ...` alone, in
//! an install that ended well.
//!
//! # When it is wrong
//!
//! Many packages ignore results of actions that only clean up, and then nothing is missing.
//! Where the log tells that there was nothing to clean up, that `robocopy` copied, or that `wusa` had nothing to install, an
//! install that ended well has no finding.

use super::success_taken_for_failure::Ended;
use super::{
    Check, Hit, Rule, Status, program_cannot_run_here, program_failed, success_taken_for_failure,
};
use crate::detect::already_there::{ANOTHER_VERSION, is_there_already};
use crate::detect::custom_action::code_without_words::{Meaning, leaves_out, meaning};
use crate::detect::custom_action::driver_tool::{DEVCON_NEEDS_RESTART, DriverTool};
use crate::detect::custom_action::launcher::service_of;
use crate::detect::custom_action::output::outcomes;
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::custom_action::{commands, no_loss, program_ends, schedule};
use crate::detect::headline::shown;
use crate::detect::lines::Lines;
use crate::detect::message::arguments_in_text;
use crate::detect::once_more;
use crate::detect::passed_over::{self, Ignored};
use crate::detect::prose::shortened;
use crate::event::{ExitCode, MessageLevel, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{CustomActionType, Fault, FaultKind, NameId, Operation, Trace, exit_code_of};

pub(super) const RULE: Rule = Rule {
    code: "MSI101",
    name: "custom-action-failure-ignored",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A custom action failed, and its failure was taken for success because the action is marked to continue.",
    advice: "Check whether what the custom action should do is missing; it is no reason for a failed install.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-processing-options",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut outcome_of = outcomes(trace);
    let mut is_ignored = |fault: &Fault| match fault.kind {
        FaultKind::CustomActionReturned { name, ignored, .. } => {
            // Without a name it is the removal of an older product.
            !trace.names.get(name).is_empty()
                && (ignored
                    || is_of_commit(trace, fault, name) && outcome_of(fault.session).is_success())
        }
        FaultKind::Message { level, number } => {
            level == MessageLevel::Info && matches!(number.0, 1720..=1723)
        }
        _ => false,
    };
    let faults = trace.faults.iter().filter(|fault| is_ignored(fault));
    let mut told = None;
    let hits = faults
        .take(MOST_LOOKED_AT)
        .filter_map(|fault| match fault.kind {
            FaultKind::CustomActionReturned { name, code, .. } => {
                told = Some((fault.line, trace.names.get(name).to_owned()));
                returned(trace, fault, name, code, lines)
            }
            FaultKind::Message {
                number: MessageNumber(number),
                ..
            } => {
                let record = lines.record(fault.line, fault.end_line);
                let arguments = arguments_in_text::arguments(number, &record);
                let action = arguments.get("action").copied();
                let action = action.or_else(|| fault.action.map(|id| trace.action_name(id)))?;
                let last = told.replace((fault.line, action.to_owned()));
                let is_told = |(line, name): (LineNo, String)| {
                    name == action && fault.line <= line.plus(MOST_BETWEEN)
                };
                let headline = format!(
                    "Custom action {action} failed with message {number}, which was ignored."
                );
                let hit = Hit::new(headline, vec![fault.line]);
                (!last.is_some_and(is_told)).then_some(hit)
            }
            _ => None,
        });
    hits.take(MOST).collect()
}

/// How far below the result of an action its message stands at most, and below that the same message for the event log of Windows:
/// `Product: Gates -- Info 1722. There is a problem with this Windows Installer package.`
const MOST_BETWEEN: u32 = 4;

/// A package with more such actions is told by these.
const MOST: usize = 20;

/// Each costs a look at the lines around it, and many may be no loss.
const MOST_LOOKED_AT: usize = 200;

/// Whether a result is that of a custom action of the commit phase.
fn is_of_commit(trace: &Trace, fault: &Fault, name: NameId) -> bool {
    let above = trace
        .script_runs
        .partition_point(|run| run.line <= fault.line);
    let last = trace.script_runs[..above].last();
    last.is_some_and(|run| run.commit && run.name == name)
}

/// A custom action that returned a code.
struct Failure<'a> {
    action: &'a str,
    code: ExitCode,
    fault: &'a Fault,
    /// The line that put it into the script, as far as the log has it.
    schedule: Option<String>,
    /// What it ran.
    command: Option<String>,
    /// Whether it ran a program, rather than a function of a library.
    is_program: bool,
    /// Whether the product was installed then, rather than changed or removed, and the action was to take nothing away.
    is_new: bool,
}

impl Failure<'_> {
    /// What its code means, where the log has no words.
    fn meaning(&self) -> Meaning {
        let command = self.command.as_deref().unwrap_or_default();
        meaning(command, self.code, self.is_program)
    }
}

/// How the install ended in which a failure was passed over.
#[derive(Clone, Copy)]
struct End {
    is_success: bool,
    /// Whether it succeeded and its exit code asks for no restart.
    hides_restart: bool,
}

/// What is told of a custom action that returned a code; `None` where nothing was lost.
fn returned(
    trace: &Trace,
    fault: &Fault,
    name: NameId,
    code: ExitCode,
    lines: &mut Lines<'_>,
) -> Option<Hit> {
    let verdict = trace.session_verdict(fault.session);
    let is_success = verdict.outcome.is_success();
    let end = End {
        is_success,
        hides_restart: is_success && !verdict.exit_code.is_some_and(ExitCode::needs_restart),
    };
    let action = trace.names.get(name);
    if let Some(hit) = of_setup(action, code, fault.line, end) {
        return Some(hit);
    }
    let schedule = schedule::schedule_of(trace, name, fault.line, lines);
    let engine = fault.engine.map(|id| trace.operation(id));
    let why = passed_over::of_ignored(trace, fault, lines);
    let kind = schedule.as_deref().map(schedule::type_in);
    let command = schedule.as_deref().and_then(schedule::given_in);
    let takes_away = command.as_deref().is_some_and(no_loss::asks_for_removal);
    let failure = Failure {
        action,
        code,
        fault,
        command,
        schedule,
        is_program: kind.is_some_and(CustomActionType::is_program)
            || why.as_ref().is_some_and(is_of_program),
        is_new: engine == Some(Operation::Install) && !takes_away,
    };
    match why {
        Some(why) if did_its_work(&why) => of_work_done(&failure, why, end),
        None if is_success && means_no_loss(&failure) => None,
        None => match work_done(&failure) {
            Some(why) => of_work_done(&failure, why, end),
            None => Some(without_words(&failure, end)),
        },
        Some(why) if is_of_program(&why) => {
            let headline = told_as_ignored(&why);
            Some(weighed(Hit::new(headline, why.lines), &failure, end))
        }
        Some(why) => Some(of_failure(&failure, why, end)),
    }
}

/// A command that did its work and ended with another code than 0.
fn of_work_done(failure: &Failure<'_>, why: Ignored, end: End) -> Option<Hit> {
    let (asks, lacks) = (asks_for_restart(failure, &why), lacks_update(&why));
    if end.is_success && !asks && !lacks {
        return None;
    }
    let headline = format!("{}, which was ignored.", why.headline.trim_end_matches('.'));
    let hit = Hit::new(headline, why.lines);
    Some(if asks {
        warning_where(end.hides_restart, hit.advice(RESTART))
    } else if lacks {
        hit.advice(why.advice)
    } else {
        hit
    })
}

/// The same where the log has no more of the command than its code.
fn work_done(failure: &Failure<'_>) -> Option<Ignored> {
    let code = failure.code.0.cast_unsigned();
    let ended = Ended {
        code,
        command: failure.command.clone()?,
        said: String::new(),
    };
    let (did, advice) = success_taken_for_failure::what_it_did(&ended)?;
    let shown = shown(failure.code);
    Some(Ignored {
        rule: success_taken_for_failure::RULE.code,
        code: Some(code),
        headline: format!("Custom action {} ran {did} ({shown})", failure.action),
        said: String::new(),
        advice: advice.unwrap_or_default().to_owned(),
        remedy: None,
        lines: vec![failure.fault.line],
    })
}

/// Whether the log names the program that failed, and has no words of it.
fn is_of_program(why: &Ignored) -> bool {
    [program_failed::RULE, program_cannot_run_here::RULE]
        .iter()
        .any(|rule| why.rule == rule.code)
}

/// A failure whose work is mostly missing.
fn of_failure(failure: &Failure<'_>, mut why: Ignored, end: End) -> Hit {
    let command = failure.command.as_deref();
    if let Some(command) = command {
        // What a code means to Windows is nothing to a program with codes of its own.
        let ended = why.code.map(u32::cast_signed);
        let known = ended.and_then(|code| program_ends::why_ended(command, code));
        why.remedy = why.remedy.take().filter(|_| known.is_none());
    }
    let is_lost = end.is_success && !is_there_already(failure.code, Some(&why));
    let told = why.code.or_else(|| result_in(&why.said));
    let leaves_out = failure.is_new && told.is_some_and(leaves_out);
    let hit = in_words(why);
    if let Some(service) = command.and_then(started_service) {
        return of_service(service, is_lost && failure.is_new, hit);
    }
    match command.filter(|command| is_lost && commands::makes_something(command)) {
        Some(command) => {
            // The headline of a command whose output is known has it already.
            let advice = match shortened(command, LONGEST) {
                shown if hit.headline.contains(&shown) => format!("{MISSING}."),
                shown => format!("{MISSING}: `{shown}`."),
            };
            hit.advice(advice).severity(Severity::Warning)
        }
        None => warning_where(is_lost && leaves_out, hit),
    }
}

fn of_service(service: &str, is_lost: bool, hit: Hit) -> Hit {
    warning_where(is_lost, hit).advice(format!(
        "Look whether the service {service} runs, and start it where it does not; net ends with 2 where it ran already, too."
    ))
}

fn warning_where(is_bad: bool, hit: Hit) -> Hit {
    if is_bad {
        hit.severity(Severity::Warning)
    } else {
        hit
    }
}

/// Whether a code without words is one with which nothing is missing.
fn means_no_loss(failure: &Failure<'_>) -> bool {
    let command = failure.command.as_deref().unwrap_or_default();
    no_loss::is_no_loss(command, failure.code.0.cast_unsigned(), "")
}

/// Whether a command only returned another code than 0, with which nothing is missing.
fn did_its_work(why: &Ignored) -> bool {
    why.rule == success_taken_for_failure::RULE.code
}

/// Whether Windows did not take an update as it is: it may need it all the same.
fn lacks_update(why: &Ignored) -> bool {
    why.code == Some(success_taken_for_failure::UPDATE_DOES_NOT_FIT)
}

/// Whether a command that did its work asked for a restart, which `dpinst` does with one of the highest bits.
fn asks_for_restart(failure: &Failure<'_>, why: &Ignored) -> bool {
    const OF_DPINST: u32 = 0x4000_0000;
    let tool = failure.command.as_deref().and_then(DriverTool::of);
    let of_devcon = (tool == Some(DriverTool::Devcon)).then_some(DEVCON_NEEDS_RESTART);
    why.code.is_some_and(|code| {
        matches!(code, 1641 | 3010 | 3011) || code & OF_DPINST != 0 || Some(code) == of_devcon
    })
}

/// A failure of which the log has no more than the result.
fn without_words(failure: &Failure<'_>, end: End) -> Hit {
    let Failure {
        action,
        code,
        fault,
        ..
    } = failure;
    let command = failure.command.as_deref().unwrap_or_default();
    if let Some(service) = started_service(command) {
        let headline = format!(
            "Custom action {action} did not start the service {service}: net start ended with {code}, which was ignored."
        );
        return weighed(Hit::new(headline, vec![fault.line]), failure, end);
    }
    let why = failure
        .meaning()
        .why
        .map_or(String::new(), |why| format!(": {why}"));
    let code = shown(*code);
    let ran = failure.schedule.as_deref();
    let ran = ran.and_then(schedule::command_line_in);
    let ran = ran.map_or(String::new(), |ran| {
        format!(" It ran `{}`.", shortened(&ran, LONGEST))
    });
    let headline = if fault.in_rollback {
        format!(
            "Custom action {action} failed with {code} in the rollback{why}: what it undoes may be left behind.{ran}"
        )
    } else {
        format!("Custom action {action} failed with {code}, which was ignored{why}.{ran}")
    };
    weighed(Hit::new(headline, vec![fault.line]), failure, end)
}

/// What is told of a program of which the log has no words, with what to do, and as a warning where something is missing.
fn weighed(hit: Hit, failure: &Failure<'_>, end: End) -> Hit {
    let command = failure.command.as_deref().unwrap_or_default();
    let is_lost = end.is_success && !is_there_already(failure.code, None);
    if let Some(service) = started_service(command) {
        return of_service(service, is_lost && failure.is_new, hit);
    }
    let meaning = failure.meaning();
    let advice = meaning.advice.map(|advice| match end.is_success {
        true if failure.is_new => once_more::as_repair(&advice),
        // Who removes or repairs a product has nothing to install again.
        true => once_more::left_out(&advice),
        false => advice,
    });
    let makes = commands::makes_something(command);
    let is_bad = is_lost && (makes || meaning.leaves_out && failure.is_new);
    let hit = warning_where(is_bad, hit);
    match (is_bad, advice) {
        (true, Some(advice)) => hit.advice(format!("{LACKS} {advice}")),
        (true, None) => hit.advice(format!("{LACKS} {RUN_IT}")),
        (false, Some(advice)) => hit.advice(format!("{} {advice}", RULE.advice)),
        (false, None) => hit,
    }
}

/// What is to be known where the log has no words of a failure that was passed over.
const LACKS: &str = "What the action should have made is missing.";

/// What to do then, where its code says nothing.
const RUN_IT: &str = "Run the command by hand to see why it failed.";

/// The service that a command starts with `net`.
fn started_service(command: &str) -> Option<&str> {
    let (verb, service) = service_of(command)?;
    verb.eq_ignore_ascii_case("start").then_some(service)
}

/// What to do where a command failed that makes something.
const MISSING: &str =
    "What the command should have made is missing: mend what it says, then run it by hand";

/// More of a command is not needed to know it again.
const LONGEST: usize = 200;

/// What to do where a command asked for a restart.
const RESTART: &str =
    "Restart the machine, since the exit code of the install does not ask for it.";

/// `ERROR_INSTALL_ALREADY_RUNNING`: this install holds the mutex, so that another one has to wait for its end.
const ANOTHER_INSTALL: ExitCode = ExitCode(1618);

/// What is told of a custom action that ran another setup, from the result of that; `None` for other results.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>
fn of_setup(action: &str, code: ExitCode, line: LineNo, end: End) -> Option<Hit> {
    let (is_bad, headline, advice) = match exit_code_of(code.0.cast_unsigned()) {
        ANOTHER_INSTALL => (
            end.is_success,
            format!(
                "Custom action {action} could not install what it should: its setup was turned away while this install was \
                 running ({code}); the failure was ignored."
            ),
            "Install by hand what the action should have installed. Within an install no other one can run, so the author has \
             to put the packages one after another, in a bundle or a script.",
        ),
        ANOTHER_VERSION => (
            false,
            format!(
                "Custom action {action} found another version of what it should install ({code}), which was ignored."
            ),
            "Mostly nothing is to be done: a newer version of a runtime does as well.",
        ),
        ExitCode(1641 | 3010 | 3011) => (
            end.hides_restart,
            format!(
                "Custom action {action} succeeded and asked for a restart ({code}), which the installer ignored."
            ),
            RESTART,
        ),
        _ => return None,
    };
    Some(warning_where(
        is_bad,
        Hit::new(headline, vec![line]).advice(advice),
    ))
}

/// A failure of which the custom action says why.
fn in_words(why: Ignored) -> Hit {
    let headline = told_as_ignored(&why);
    let remedy = why.remedy.map(|remedy| format!(" {remedy}"));
    Hit::new(headline, why.lines).advice(format!("{}{}", RULE.advice, remedy.unwrap_or_default()))
}

fn told_as_ignored(why: &Ignored) -> String {
    let headline = why.headline.trim_end_matches('.');
    format!("{headline}; the failure was ignored.")
}

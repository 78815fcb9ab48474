//! The verdict in one sentence.

use super::bundle::result_in_words;
use super::no_log;
use super::pick::is_whole_install;
use super::prose::{listed, lower_first, with_version};
use super::{restart, rules};
use crate::catalog;
use crate::event::ExitCode;
use crate::finding::{Cause, Finding, Severity, VerdictReport};
use crate::text::{LineNo, file_name};
use crate::trace::{
    Bundle, BundlePackage, BundleStep, Fault, FaultKind, LogFormat, Operation, Outcome, SessionId,
    Trace, Verdict, exit_code_of,
};

/// The verdict on a log.
pub(super) fn report(
    trace: &Trace,
    verdict: Verdict,
    session: Option<SessionId>,
    cause: Option<&Cause>,
    findings: &[Finding],
) -> VerdictReport {
    let mut headline = headline(trace, verdict, session, cause);
    if let Some(nothing) = nothing_done(trace, verdict, session, findings) {
        let what = what(trace, session);
        headline = format!("{what} ended with exit code 0. {}", nothing.headline);
    }
    if verdict.outcome == Outcome::Success && is_idle(trace, session, findings) {
        headline = format!(
            "{} succeeded, but changed none of its components.",
            what(trace, session)
        );
    }
    // An exit code of 0 hides damage, so the damage is named beside it.
    let damage = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    if let Some(damage) = damage.filter(|_| verdict.outcome.is_success()) {
        headline = format!("{headline} But: {}", damage.headline);
    }
    VerdictReport {
        outcome: verdict.outcome,
        exit_code: verdict.exit_code.map(|code| code.0),
        complete: trace.is_complete(),
        headline,
    }
}

/// What was found of a bundle that ended with 0 and applied no package at all, where it was meant to.
fn nothing_done<'f>(
    trace: &Trace,
    verdict: Verdict,
    session: Option<SessionId>,
    findings: &'f [Finding],
) -> Option<&'f Finding> {
    let bundle = trace.bundle.as_ref().filter(|_| session.is_none())?;
    let is_untouched = verdict.outcome == Outcome::Success && bundle.last_begun.is_none();
    let mut findings = findings.iter().filter(|_| is_untouched);
    findings.find(|finding| finding.name == rules::bundle_nothing_done::RULE.name)
}

/// Whether a session that ran one package changed no component, where it was meant to, so that the word of what it was called for
/// says too much.
fn is_idle(trace: &Trace, session: Option<SessionId>, findings: &[Finding]) -> bool {
    let Some(session) = session.filter(|id| trace.packages_of(*id).len() == 1) else {
        return false;
    };
    let is_of_session = |line: LineNo| trace.session_at(line) == Some(session);
    findings.iter().any(|finding| {
        finding.name == rules::nothing_installed::RULE.name
            && finding.severity == Severity::Warning
            && finding
                .evidence
                .first()
                .is_some_and(|first| is_of_session(first.line))
    })
}

fn headline(
    trace: &Trace,
    verdict: Verdict,
    session: Option<SessionId>,
    cause: Option<&Cause>,
) -> String {
    if trace.format == LogFormat::Unknown {
        return no_log::headline(trace);
    }
    let what = what(trace, session);
    let the = lower_first(&what);
    if let (Some(bundle), None) = (&trace.bundle, session)
        && let Some(headline) = of_bundle(bundle, verdict, cause, &what)
    {
        return headline;
    }
    match (verdict.outcome, cause) {
        (Outcome::Unknown, None) => unknown(trace, session, &the) + &told_by_caller(trace),
        (Outcome::Unknown, Some(cause)) => {
            let ends = no_result(trace, session, &the);
            format!("{ends}.{} {}", told_by_caller(trace), cause.headline)
        }
        (Outcome::Success, _) => format!("{what} succeeded."),
        (Outcome::SuccessRebootRequired, _)
            if verdict.exit_code.is_some_and(ExitCode::has_begun_restart) =>
        {
            match left_for_restart(trace, session) {
                Some((left, all)) => format!(
                    "{what} was interrupted by a restart with {left} of {all} packages still to come: it goes on after the restart, \
                     when somebody logs on."
                ),
                None if session.is_some_and(|id| restart::is_suspended(trace, id)) => {
                    format!(
                        "{what} was interrupted by a restart of the machine, after which it goes on."
                    )
                }
                None => format!("{what} succeeded, and a restart of the machine was begun."),
            }
        }
        (Outcome::SuccessRebootRequired, _) => format!(
            "{what} succeeded, and the machine must be restarted.{}",
            who_asked(trace.bundle.as_ref().filter(|_| session.is_none()))
        ),
        (_, Some(cause)) => cause.headline.clone(),
        (_, None) => format!("{what} failed{}.", code_in_words(verdict)),
    }
}

/// `ShellExecute installer failed: 1`: what the caller says of an install whose own end is missing. It may be the code of a program
/// around the package.
fn told_by_caller(trace: &Trace) -> String {
    let told = trace.told_by_caller.map(|(result, line)| {
        let code = exit_code_of(result);
        format!(" Line {line} says that what was called ended with exit code {code}.")
    });
    told.unwrap_or_default()
}

/// `Applied execute package: HeronRuntime, result: 0x0, restart: Initiated`: how many of the packages that a bundle planned it
/// had not come to when one of them began a restart.
fn left_for_restart(trace: &Trace, session: Option<SessionId>) -> Option<(usize, usize)> {
    let bundle = trace.bundle.as_ref().filter(|_| session.is_none())?;
    let mut packages = bundle.packages.iter();
    packages.find(|package| package.restart_begun)?;
    let is_planned =
        |package: &&BundlePackage| !package.planned.is_empty() && package.planned != "None";
    let all = bundle.packages.iter().filter(is_planned);
    let left = all.clone().filter(|package| package.steps.is_empty());
    let left = left.count();
    (left > 0).then(|| (left, all.count()))
}

/// `Applied execute package: HeronRuntime, result: 0x0, restart: Required`: the packages of a bundle that need a restart.
fn who_asked(bundle: Option<&Bundle>) -> String {
    const MOST: usize = 3;
    let packages = bundle.into_iter().flat_map(|bundle| &bundle.packages);
    let asked = packages.filter(|package| package.restart);
    let names: Vec<&str> = asked.map(|package| package.id.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" The package {one} asked for it."),
        some => format!(" Packages that asked for it: {}.", listed(some, MOST)),
    }
}

/// What is to be said of a bundle alone: that its log lacks the end, and that it did nothing.
fn of_bundle(
    bundle: &Bundle,
    verdict: Verdict,
    cause: Option<&Cause>,
    what: &str,
) -> Option<String> {
    let the = match bundle.action.as_str() {
        "" => lower_first(what),
        _ => format!("the {}", lower_first(what)),
    };
    if bundle.end().is_none() {
        let ends = format!("The log of {the} ends before its result");
        return Some(match (cause, bundle.last_step()) {
            (Some(cause), _) => format!("{ends}. {}", cause.headline),
            (None, Some((package, step))) => {
                format!(
                    "{ends}; {}{}",
                    last_package(package, step),
                    rolled_back(bundle) + &shut_down(bundle)
                )
            }
            (None, None) => ends + &without_package(bundle),
        });
    }
    if verdict.outcome == Outcome::SuccessRebootRequired && bundle.begun.plan.is_none() {
        let needed = needed_alone(bundle)?;
        return Some(format!(
            "{what} is not done when the machine is restarted{needed}"
        ));
    }
    (verdict.outcome == Outcome::Success && bundle.did_nothing()).then(|| {
        let looked = if bundle.begun.detect.is_some() {
            "it looked for what is there, and planned and applied nothing"
        } else {
            "it neither looked for what is there nor planned or applied anything"
        };
        format!("{what} ended with exit code 0 without an install: {looked}.")
    })
}

/// How far a bundle came of which no package is seen to begin.
fn without_package(bundle: &Bundle) -> String {
    if let Some(needed) = needed_alone(bundle) {
        return needed;
    }
    // Nothing is said of what stood above the beginning of a log that lacks it.
    let is_whole_so_far = !bundle.engine_version.is_empty();
    let shut_down = shut_down(bundle);
    match obsolete(bundle) {
        Some(id) => format!("; a newer version of its package {id} is installed already."),
        None if is_whole_so_far => format!("; up to there no package was applied.{shut_down}"),
        None => {
            let restart = if bundle.restart {
                format!(" The machine must be restarted.{}", who_asked(Some(bundle)))
            } else {
                String::new()
            };
            format!(".{}{restart}{shut_down}", rolled_back(bundle))
        }
    }
}

/// `The prerequisites were successfully installed. The bootstrapper application will be reloaded.`: whoever waits for the product
/// has to know that no more was installed.
fn needed_alone(bundle: &Bundle) -> Option<String> {
    let line = bundle.reloaded.filter(|_| bundle.last_begun.is_none())?;
    let restart = if bundle.restart {
        " Restart the machine, and start the bundle again if it does not go on by itself."
    } else {
        ""
    };
    Some(format!(
        "; up to line {line} it installed what its own program needs, and none of its own packages.{restart}"
    ))
}

/// How far a bundle came: the package that it was applying, or the one that went well last.
fn last_package(package: &BundlePackage, step: &BundleStep) -> String {
    let id = &package.id;
    let went_well = step
        .end
        .filter(|(result, _)| Outcome::of_result(*result).is_success());
    match went_well {
        None => format!("the last package is {id}, begun at line {}.", step.line),
        Some((_, line)) if package.restart_begun => format!(
            "the last package that it shows, {id}, went well at line {line} and asked for a restart, behind which the bundle goes on."
        ),
        Some((_, line)) if package.restart => format!(
            "the last package that it shows, {id}, went well at line {line} and needs a restart when the bundle has ended."
        ),
        Some((_, line)) => {
            format!("the last package that it shows, {id}, went well at line {line}.")
        }
    }
}

/// `Applied rollback package: HeronMsi, result: 0x0, restart: None` in lines that lack what failed.
fn rolled_back(bundle: &Bundle) -> String {
    let line = bundle.undone.rolled_back;
    line.map(|line| {
        format!(
            " It was being rolled back at line {line}, so it failed or was cancelled, and why stands above these lines."
        )
    })
    .unwrap_or_default()
}

fn code_in_words(verdict: Verdict) -> String {
    let Some(code) = verdict.exit_code else {
        return String::new();
    };
    match catalog::exit(code.0.cast_unsigned()) {
        Some(_) => format!(": {}", result_in_words(code.0.cast_unsigned())),
        None => format!(" with exit code {code}"),
    }
}

/// What a log without a result lacks.
fn no_result(trace: &Trace, session: Option<SessionId>, what: &str) -> String {
    let has_messages_only = |session| {
        let is_of_action = |fault: &Fault| {
            matches!(
                fault.kind,
                FaultKind::CustomActionText
                    | FaultKind::CustomActionReturned { .. }
                    | FaultKind::Exception
            )
        };
        let faults = trace.faults_of(session);
        trace.is_of_messages_only(session) && !faults.is_empty() && !faults.iter().any(is_of_action)
    };
    if session.is_some_and(has_messages_only) {
        format!("The log of {what} has messages only, and does not say how it ended")
    } else {
        format!("The log of {what} ends before its result")
    }
}

/// A log without a result: the last open action is where it stopped.
fn unknown(trace: &Trace, session: Option<SessionId>, what: &str) -> String {
    // That the whole install was open says nothing of where it stopped.
    let open = trace.open_work();
    let open = open.filter(|work| !is_whole_install(trace.names.get(work.name)));
    let open = open.map(|work| {
        let name = trace.names.get(work.name);
        let of = if work.is_rollback {
            "the rollback of "
        } else {
            ""
        };
        (format!("{of}{name}"), work.line)
    });
    match (open, session) {
        (Some((action, line)), _) => {
            format!(
                "The log of {what} ends before its result; the last open action is {action}, begun at line {line}."
            )
        }
        (None, Some(_)) if trace.is_empty_log() => format!(
            "The log of {what} has its first line and its last and nothing between them, as a log of errors only (/le) has when none was \
             written: it does not say how the install ended. Make a log with /l*v to see that."
        ),
        (None, Some(_)) => format!("{}.", no_result(trace, session, what)),
        (None, None) => "No install ran in this log.".to_owned(),
    }
}

/// What was done with what: `The upgrade of Contoso Ledger 4.2`.
pub(super) fn what(trace: &Trace, session: Option<SessionId>) -> String {
    let product = product(trace, session);
    if let (Some(bundle), None) = (&trace.bundle, session) {
        let action = if bundle.action.is_empty() {
            "The run"
        } else {
            bundle.action.as_str()
        };
        return format!("{action} of {}", product.as_deref().unwrap_or("the bundle"));
    }
    let operation = session.map_or(Operation::Install, |session| operation(trace, session));
    let update = session.and_then(|session| trace.update_of(session));
    let update = update.map(|update| trace.names.get(update.name));
    let operation = match (operation, update) {
        (Operation::AdminInstall, _) => "administrative install".to_owned(),
        (Operation::Advertise, _) => "advertisement".to_owned(),
        (Operation::Patch, Some(update)) => format!("patch '{update}'"),
        (Operation::PatchRemoval, Some(update)) => format!("removal of the patch '{update}'"),
        (Operation::PatchRemoval, None) => "removal of a patch".to_owned(),
        (Operation::Modify, _) => "change".to_owned(),
        (other, _) => other.as_str().to_owned(),
    };
    let engine = session.and_then(|session| trace.packages_of(session).last().copied());
    let untold = engine.filter(|id| !trace.tells_operation(*id));
    match (product, untold.map(|id| trace.operation(id))) {
        // The installer's own word for what it does with a product that is there.
        (Some(product), Some(Operation::Repair)) => format!("The maintenance of {product}"),
        (None, Some(Operation::Repair)) => "The maintenance".to_owned(),
        (Some(product), Some(_)) => format!("The call for {product}"),
        (None, Some(_)) => "The call".to_owned(),
        (Some(product), None) => format!("The {operation} of {product}"),
        (None, None) => format!("The {operation}"),
    }
}

/// What a session did with its package.
fn operation(trace: &Trace, session: SessionId) -> Operation {
    match trace.packages_of(session).last() {
        Some(id) => trace.operation(*id),
        None => trace.told_operation(session),
    }
}

/// Whether a session removes its product.
pub(super) fn removes(trace: &Trace, session: SessionId) -> bool {
    operation(trace, session) == Operation::Uninstall
}

/// The product with its version, else the file of its package; for a bundle its name.
pub(super) fn product(trace: &Trace, session: Option<SessionId>) -> Option<String> {
    if let (Some(bundle), None) = (&trace.bundle, session) {
        let name = Some(bundle.name()).filter(|name| !name.is_empty())?;
        let version = bundle.variables.get("WixBundleVersion");
        return Some(with_version(name, version.map(String::as_str)));
    }
    let session = session?;
    let last = trace.packages_of(session).last().copied();
    let run = last.map(|id| &trace.engines[id.at()]);
    let named = run.and_then(|run| Some(with_version(run.product_name()?, run.product_version())));
    // The line with the package may be missing from a part of a log.
    let file = || run.map(|run| file_name(&run.product).to_owned());
    let told = || {
        let told = trace.sessions[session.at()].product;
        let version = told.version.map(|version| trace.names.get(version));
        Some(with_version(trace.names.get(told.name?), version))
    };
    named
        .or_else(|| file().filter(|file| !file.is_empty()))
        .or_else(told)
}

/// `i400: Received system request to shut down the process: critical: Yes, elevated: Yes, allowed: No`
fn shut_down(bundle: &Bundle) -> String {
    let line = bundle.shut_down;
    line.map(|line| {
        format!(" Windows asked the bundle to end at line {line}, as it does when it shuts down.")
    })
    .unwrap_or_default()
}

/// The first package of which a newer version was detected.
fn obsolete(bundle: &Bundle) -> Option<&str> {
    let mut packages = bundle.packages.iter();
    let package = packages.find(|package| package.state == "Obsolete")?;
    Some(&package.id)
}

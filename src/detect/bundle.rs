//! The cause of a bundle that did not end well: the package that failed, or who stopped it.

use super::lines::Lines;
use super::rules;
use super::words::{lower_first, sentence};
use crate::catalog;
use crate::finding::{Cause, CodeSpace, Confidence};
use crate::text::LineNo;
use crate::trace::{Bundle, BundlePackage, BundleStep, Outcome, exit_code_of};

/// The cause of a bundle, with the name of the rule that found it.
pub(super) fn cause(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let verdict = bundle.verdict();
    if verdict.outcome.is_success() {
        return None;
    }
    // A package that the user cancelled ends like one that failed, with 1602.
    if let Some((package, step, result)) = failed_step(bundle)
        && exit_code_of(result).0 != 1602
    {
        return Some(package_failed(bundle, package, step, result, lines));
    }
    match verdict.outcome {
        Outcome::Cancelled => Some(cancelled(bundle, lines)),
        Outcome::Unknown => None,
        _ => error_alone(bundle, lines),
    }
}

/// The first package that failed, by the order of the log.
fn failed_step(bundle: &Bundle) -> Option<(&BundlePackage, &BundleStep, u32)> {
    let steps = bundle
        .packages
        .iter()
        .flat_map(|package| package.steps.iter().map(move |step| (package, step)));
    let failed = steps.filter_map(|(package, step)| {
        let (result, line) = step.end?;
        let bad = !Outcome::of_result(result).is_success() && !step.rollback && step.vital;
        bad.then_some((line, package, step, result))
    });
    failed
        .min_by_key(|(line, ..)| *line)
        .map(|(_, package, step, result)| (package, step, result))
}

fn package_failed(
    bundle: &Bundle,
    package: &BundlePackage,
    step: &BundleStep,
    result: u32,
    lines: &mut Lines<'_>,
) -> (Cause, &'static str) {
    let end = step.end.map_or(step.line, |(_, line)| line);
    let errors = bundle
        .errors
        .iter()
        .filter(|(line, ..)| *line >= step.line && *line <= end);
    let errors: Vec<LineNo> = errors.map(|(line, ..)| *line).collect();
    // The first error within the step says what went wrong, those below it are its echoes.
    let line = errors.first().copied().unwrap_or(end);
    let log = bundle
        .variables
        .get(&format!("WixBundleLog_{}", package.id));
    let action = step.action.to_lowercase();
    let headline = format!(
        "The package {} failed: {}.",
        package.id,
        result_in_words(result)
    );
    let advice = match log {
        Some(log) => {
            format!("Read the log of the package, which says why its {action} failed: {log}")
        }
        None => format!("Run the package alone with /l*vx! to see why its {action} failed."),
    };
    let shown = [step.line, end].into_iter().chain(errors);
    let cause = Cause {
        line,
        action: Some(package.id.clone()),
        code: Some(i64::from(result)),
        code_space: Some(if result >> 31 == 1 {
            CodeSpace::Hresult
        } else {
            CodeSpace::Exit
        }),
        rule: rules::bundle_package_failed::RULE.code.to_owned(),
        confidence: if log.is_some() {
            Confidence::High
        } else {
            Confidence::Medium
        },
        headline,
        advice,
        evidence: lines.evidence(shown),
    };
    (cause, rules::bundle_package_failed::RULE.name)
}

fn cancelled(bundle: &Bundle, lines: &mut Lines<'_>) -> (Cause, &'static str) {
    let end = bundle.shutdown.or(bundle.exit.map(|(_, line)| line));
    let line = bundle.cancelled.or(end).unwrap_or(LineNo::FIRST);
    let headline = if bundle
        .packages
        .iter()
        .all(|package| package.steps.is_empty())
    {
        "The user closed the bundle before any package was applied."
    } else {
        "The bundle was cancelled while it applied its packages."
    };
    let cause = Cause {
        line,
        action: None,
        code: Some(1602),
        code_space: Some(CodeSpace::Exit),
        rule: rules::bundle_cancelled::RULE.code.to_owned(),
        confidence: Confidence::High,
        headline: headline.to_owned(),
        advice: "If this was not meant, start the bundle again and let it finish.".to_owned(),
        evidence: lines.evidence(
            bundle
                .before_shutdown
                .into_iter()
                .chain([line])
                .chain(bundle.exit.map(|(_, line)| line)),
        ),
    };
    (cause, rules::bundle_cancelled::RULE.name)
}

/// A bundle that failed without a failing package: its first error, such as a download or a condition.
fn error_alone(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let (result, exit) = bundle.exit.or(bundle.apply)?;
    let (line, _, stated) = bundle
        .errors
        .first()
        .copied()
        .unwrap_or((exit, exit, result));
    let text = lines.line(line);
    let text = text
        .split_once("]e")
        .and_then(|(_, text)| text.split_once(": "))
        .map_or(text.as_str(), |(_, text)| text);
    let code = if stated == 0 { result } else { stated };
    let cause = Cause {
        line,
        action: None,
        code: Some(i64::from(code)),
        code_space: Some(if code >> 31 == 1 {
            CodeSpace::Hresult
        } else {
            CodeSpace::Exit
        }),
        rule: rules::bundle_failed::RULE.code.to_owned(),
        confidence: Confidence::Medium,
        headline: format!("The bundle failed: {}", sentence(text)),
        advice: format!("It ended with {}.", result_in_words(result)),
        evidence: lines.evidence(
            bundle
                .errors
                .iter()
                .take(4)
                .map(|(line, ..)| *line)
                .chain([exit]),
        ),
    };
    Some((cause, rules::bundle_failed::RULE.name))
}

/// A result in words: `a fatal error during the install (0x80070643, exit code 1603)`.
pub(super) fn result_in_words(result: u32) -> String {
    let code = exit_code_of(result);
    // The code inside says more plainly what the HRESULT around it repeats.
    let inner = catalog::exit(code.0.cast_unsigned())
        .or_else(|| catalog::system_error(code.0.cast_unsigned()).map(|(_, code)| code));
    let meaning = inner.or_else(|| {
        catalog::meanings_of(result)
            .first()
            .map(|meaning| meaning.code)
    });
    let number = if result >> 31 == 1 {
        format!("0x{result:08X}, exit code {code}")
    } else {
        format!("exit code {code}")
    };
    match meaning {
        Some(known) => format!("{} ({number})", lower_first(known.meaning)),
        None => format!("0x{result:08X}"),
    }
}

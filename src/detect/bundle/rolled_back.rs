//! What the rollback of a bundle left behind, and what it took back with a transaction.

use super::result::numbers_of_step;
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::rule::Hit;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::{Bundle, BundlePackage, BundleStep, Outcome};

/// More packages make no sentence.
const MOST: usize = 8;

/// Packages that the bundle could not take back: `Applied rollback package: HeronMsi, result: 0x80070643, restart: None`.
pub(in crate::detect) fn not_taken_back(bundle: &Bundle) -> Vec<Hit> {
    let packages = bundle.packages.iter();
    let steps = packages.flat_map(|package| package.steps.iter().map(move |step| (package, step)));
    let mut failed: Vec<_> = steps
        .filter_map(|(package, step)| taken_badly(bundle, package, step))
        .collect();
    failed.sort_by_key(|(line, _)| *line);
    let named = failed.into_iter().take(MOST).map(|(_, hit)| hit);
    named.chain(without_name(bundle)).collect()
}

/// Packages that the bundle could not take back, of which only the errors are there: `Failed to uninstall MSI package.`
fn without_name(bundle: &Bundle) -> Option<Hit> {
    let kept = &bundle.undone.not_taken_back;
    let what = match kept.len() {
        0 => return None,
        1 => "a package, which these lines do not name and which is".to_owned(),
        many => format!("{many} packages, which these lines do not name and which are"),
    };
    let headline = format!("The rollback of the bundle failed for {what} still installed.");
    Some(
        Hit::new(headline, kept.iter().take(MOST).copied().collect())
            .advice(WITHOUT_NAME.to_owned()),
    )
}

/// What to do about a package that the bundle could not take back.
const BY_HAND: &str = "Remove or repair that package by hand before the bundle is started again: what is left behind may stop \
                       the next try.";

/// The same where nobody knows which packages they are.
const WITHOUT_NAME: &str = "Look among the installed programs for what the bundle brings, and remove it by hand before the bundle is \
                            started again: what is left behind may stop the next try.";

fn taken_badly(
    bundle: &Bundle,
    package: &BundlePackage,
    step: &BundleStep,
) -> Option<(LineNo, Hit)> {
    let (result, line) = step.result().filter(|_| step.rollback)?;
    if Outcome::of_result(result).is_success() {
        return None;
    }
    let state = match step.action.to_ascii_lowercase().as_str() {
        "uninstall" => "is still installed",
        "install" => "is not there any more",
        _ => "is not as it was before",
    };
    let id = &package.id;
    let log = bundle.variables.get(&format!("WixBundleRollbackLog_{id}"));
    let advice = log.map_or(BY_HAND.to_owned(), |log| {
        format!("{BY_HAND} The log of its rollback: {log}")
    });
    let headline = format!(
        "The rollback of the bundle failed for the package {id}, which {state} ({}).",
        numbers_of_step(result, step)
    );
    Some((line, Hit::new(headline, vec![line]).advice(advice)))
}

/// Packages that went well in a transaction which was rolled back: `Rolling back MSI transaction, id: Heron`.
pub(in crate::detect) fn with_transaction(bundle: &Bundle, lines: &mut Lines<'_>) -> Vec<Hit> {
    let transactions = bundle.undone.transactions.iter().take(MOST);
    transactions
        .filter_map(|(begun, line)| undone(bundle, *begun, *line, lines))
        .collect()
}

/// Whether a step went well and was undone with its transaction.
pub(in crate::detect) fn is_undone(bundle: &Bundle, step: &BundleStep) -> bool {
    let mut transactions = bundle.undone.transactions.iter();
    transactions.any(|(begun, line)| done_within(step, *begun, *line).is_some())
}

/// Where a step of a transaction ended well that began at one line and was rolled back at another.
fn done_within(step: &BundleStep, begun: Option<LineNo>, line: LineNo) -> Option<LineNo> {
    let is_within = !step.rollback && begun? < step.line && step.line < line;
    let (result, end) = step.end.filter(|_| is_within)?;
    Outcome::of_result(result).is_success().then_some(end)
}

fn undone(
    bundle: &Bundle,
    begun: Option<LineNo>,
    line: LineNo,
    lines: &mut Lines<'_>,
) -> Option<Hit> {
    let packages = bundle.packages.iter();
    let done: Vec<(&str, LineNo)> = packages
        .filter_map(|package| {
            let mut steps = package.steps.iter();
            let end = steps.find_map(|step| done_within(step, begun, line))?;
            Some((package.id.as_str(), end))
        })
        .collect();
    let names: Vec<&str> = done.iter().map(|(id, _)| *id).collect();
    let were = match names.as_slice() {
        [] => return None,
        [one] => format!("{one} was"),
        some => format!("{} were", listed(some, MOST)),
    };
    let name = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundleTransaction { name, .. } => name.trim().to_owned(),
        _ => String::new(),
    });
    let shown = [line]
        .into_iter()
        .chain(done.iter().take(MOST).map(|(_, end)| *end));
    Some(Hit::new(
        format!(
            "{were} applied and then undone with the transaction {}.",
            name.unwrap_or_default()
        ),
        shown.collect(),
    ))
}

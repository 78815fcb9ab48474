//! # What it finds
//!
//! The installer needs the package or its files again, and none of the places in the source list of the product has
//! them.
//!
//! # Why it matters
//!
//! A repair, a change of features, a patch, or a removal fails, and an upgrade fails with it.
//! The exit code is 1612, or 1603 with message 1706.
//!
//! # What to do
//!
//! Look at the places that were tried: mostly they are the temporary folder of a setup program, a download that was
//! deleted, or a share that moved.
//! Put the package of the installed build there, or give the installer another place with `msiexec /i <package>
//! REINSTALL=ALL REINSTALLMODE=vomus` or the source list of the product.
//!
//! # Evidence
//!
//! `SOURCEMGMT: Trying source ...` with the place, `SOURCEMGMT: Source is invalid due to ...`, and `SOURCEMGMT: Failed
//! to resolve source` or message 1706.
//! A place that failed before another one succeeded does not count.
//!
//! # When it is wrong
//!
//! A cached package that is missing is told of as `cached-package-missing`, and another build under the same name as
//! `source-of-other-build`.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::headline::is_inner;
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::event::MessageNumber;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::{FaultKind, MarkKind, Operation, REMOVE_EXISTING_PRODUCTS};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI216",
    name: "source-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The source of the package was not found at any place of the source list.",
    advice: "Put the original package of the installed build, under its original name, into one of the places that were tried, or add its folder to the source list; the cache in C:\\Windows\\Installer must not be cleaned by hand.",
    link: "https://learn.microsoft.com/windows/win32/msi/source-resiliency",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !is_it(case) {
        return None;
    }
    let (places, more) = tried(case, lines);
    let file = package_name(case, lines);
    let name = file
        .clone()
        .or_else(|| named_in_message(case))
        .or_else(|| Some(case.engine()?.1.product_name()?.to_owned()))
        .unwrap_or_else(|| "the package".to_owned());
    let usual = usual_advice(&more);
    let of_setup = || {
        let package = unpacked(case, file.as_deref()?)?;
        Some(format!(
            "{usual} The setup that ran has a package of that name in its own folder: while it is open, msiexec /fv \"{package}\" \
             takes that one as the source and caches it anew."
        ))
    };
    let advice = of_older(case, !more.is_empty()).or_else(of_setup);
    let advice = advice.unwrap_or_else(|| usual.to_owned());
    let of_share = if is_share(&places) { OF_SHARE } else { "" };
    Some(Words {
        headline: Some(format!("No source was found for {name}{places}.")),
        advice: Some(format!("{advice}{of_share}")),
        more,
        ..Words::default()
    })
}

/// What to look at, too, where the source is on a share.
///
/// Sources: <https://learn.microsoft.com/windows/win32/services/localsystem-account>,
/// <https://learn.microsoft.com/windows/client-management/mdm/policy-csp-admx-logon>, the policy `SyncForegroundPolicy`.
const OF_SHARE: &str = " Where SYSTEM installs, as Group Policy and management tools do, it reaches a share as the account of the computer: let Domain \
     Computers read it, and for an install at the start of the machine set the policy Always wait for the network at computer \
     startup and logon.";

/// Whether one of the places that were tried is on a share.
fn is_share(places: &str) -> bool {
    places
        .split(' ')
        .filter_map(|place| place.strip_prefix("\\\\"))
        // `\\?\C:\` is a folder of this machine.
        .any(|server| !server.starts_with(['?', '.']))
}

/// What to do where the log names no place that was tried.
const NO_PLACES: &str = "Run msiexec /fv with the path of the original package of the installed build, under its original name, or put the package into \
     a folder of the source list of the product (HKLM\\SOFTWARE\\Classes\\Installer\\Products\\<packed product \
     code>\\SourceList); the cache in C:\\Windows\\Installer must not be cleaned by hand.";

/// The package and the product that message 1706 names, in any language the package in quotes: `An installation package for the
/// product Gates cannot be found. Try the installation again using a valid copy of the installation package 'gates.msi'.`
fn named_in_message(case: &Case<'_>) -> Option<String> {
    const QUOTES: [char; 7] = [
        '\'', '"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}',
    ];
    if !case.is_message(&[1706]) {
        return None;
    }
    let mut quoted = case.said.split(QUOTES).map(str::trim);
    let package = quoted.find(|text| text.to_ascii_lowercase().ends_with(".msi"));
    // The engine's own record of it has a code in that place.
    let product = case.argument("product");
    let product = product.filter(|product| product.parse::<i64>().is_err());
    match (package, product) {
        (Some(package), Some(product)) => Some(format!("{package} of {product}")),
        (package, product) => package.or(product).map(str::to_owned),
    }
}

/// What to do where an upgrade removes the older version, and that one has no source, from whether the log names places that
/// were tried; `None` where no older version is removed. The package of the new version mostly has the same name, and is
/// another product.
///
/// Sources: <https://learn.microsoft.com/windows/win32/msi/major-upgrades>,
/// <https://support.microsoft.com/topic/fix-problems-that-block-programs-from-being-installed-or-removed-cca7d1b6-65a9-3d98-426b-e9f927e1eb4d>.
pub(super) fn of_older(case: &Case<'_>, has_places: bool) -> Option<String> {
    let (id, run) = case.engine().filter(|(_, run)| is_inner(run))?;
    let removes = case.pick.action.as_deref() == Some(REMOVE_EXISTING_PRODUCTS);
    if !removes && case.trace.operation(id) != Operation::Uninstall {
        return None;
    }
    let code = run.product_code();
    let code = code.map_or(String::new(), |code| format!(" ({code})"));
    let put = if has_places {
        "put it, under its original name, into one of the places that were tried, or run msiexec /fv with its path"
    } else {
        "run msiexec /fv with its path"
    };
    Some(format!(
        "Get the original package of the very version that is installed{code}: {put}, then install again. The package of the new \
         version is another product and does not serve, whatever its name. {WHERE_IT_IS_LOST}"
    ))
}

/// What to do where nobody has the package of the older version.
const WHERE_IT_IS_LOST: &str = "Where the old package is lost, Microsoft's troubleshooter for programs that cannot be removed takes the registration away. \
     The cache in C:\\Windows\\Installer must not be cleaned by hand.";

/// The package that the install was called with, where it has the name of the one that was not found: a setup unpacks it
/// into another folder each time. Not for an engine inside another one, which works on another product.
fn unpacked<'c>(case: &Case<'c>, name: &str) -> Option<&'c str> {
    let (id, _) = case.engine().filter(|(_, run)| !is_inner(run))?;
    let run = &case.trace.engines[case.trace.package_of(id)?.at()];
    let path = Some(run.product.as_str());
    path.filter(|path| path.contains('\\') && file_name(path).eq_ignore_ascii_case(name))
}

/// What to do about a source that is missing, from the lines with the places that were tried.
pub(super) fn usual_advice(tried: &[LineNo]) -> &'static str {
    if tried.is_empty() {
        NO_PLACES
    } else {
        RULE.advice
    }
}

/// Whether a failure is about a source that was not found.
pub(super) fn is_it(case: &Case<'_>) -> bool {
    case.is_source_trouble() || case.is_message(&[1706])
}

/// The places that were tried, as `; tried A and B`, of many the first ones, and their lines.
pub(super) fn tried(case: &Case<'_>, lines: &mut Lines<'_>) -> (String, Vec<LineNo>) {
    let mut places: Vec<String> = Vec::new();
    let mut at = Vec::new();
    for line in tries(case).take(MOST_READ) {
        let place = place_at(line, lines).filter(|place| !places.contains(place));
        if places.len() < MOST_PLACES || place.is_none() {
            at.push(line);
        }
        places.extend(place);
    }
    at.truncate(MOST_SHOWN);
    let names: Vec<&str> = places.iter().map(String::as_str).collect();
    let text = match names.as_slice() {
        [] => String::new(),
        [only] => format!("; tried {only}"),
        [most @ .., last] if names.len() <= MOST_PLACES => {
            format!("; tried {} and {last}", most.join(", "))
        }
        many => format!("; tried {}", listed(many, MOST_PLACES)),
    };
    (text, at)
}

/// More places make no sentence.
const MOST_PLACES: usize = 4;

/// Of many tries the first ones tell where to look.
const MOST_SHOWN: usize = 8;

/// A product with more sources than these has no other names among them.
const MOST_READ: usize = 64;

/// Where the engine of the failure looked for its source.
pub(super) fn tries(case: &Case<'_>) -> impl Iterator<Item = LineNo> {
    let engine = case.engine().map(|(id, _)| id);
    let marks = case.trace.marks.iter();
    let tries =
        marks.filter(move |mark| mark.kind == MarkKind::SourceTried && mark.engine == engine);
    tries.map(|mark| mark.line)
}

/// The place that a line names: `SOURCEMGMT: Trying source C:\Packages\.`
pub(super) fn place_at(line: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    let said = lines.line(line);
    let (_, place) = said.split_once("Trying source ")?;
    // The full stop of the sentence stands behind the backslash of the folder.
    let place = place.trim_end();
    let place = place.strip_suffix('.').unwrap_or(place);
    (!place.is_empty()).then(|| place.to_owned())
}

/// The name of the package that was looked for: `Note: 1: 1706 2: -2147483647 3: a.msi `.
pub(super) fn package_name(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let number = MessageNumber(1706);
    let engine = case.engine().map(|(id, _)| id);
    let mut faults = case.trace.faults_of(case.session).iter();
    let note =
        faults.find(|fault| fault.kind == FaultKind::Note { number } && fault.engine == engine)?;
    let said = lines.line(note.line);
    let (_, name) = said.split_once(" 3: ")?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

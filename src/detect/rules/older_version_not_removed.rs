//! # What it finds
//!
//! The upgrade called the installer for the installed version to remove it, and that removal failed: message 1714 with
//! the product and the code that the removal ended with.
//! The log has nothing of the removal itself, or nothing in it that says more.
//!
//! # Why it matters
//!
//! The new version is not installed, and will not be on any machine that has the same trouble.
//! Nothing in the new package is wrong: it is the installed one, its cached package, or its registration.
//!
//! # What to do
//!
//! Take the code in the message as an exit code.
//! 1605 means that the product is not registered for this user or in this context, 1612 that its package is gone from
//! the cache and from its sources, 1603 that one of its actions failed, and 1602 that somebody cancelled.
//! Remove the installed version by itself and read that log.
//!
//! # Evidence
//!
//! Message 1714 as the last word before `RemoveExistingProducts` ended with 3.
//!
//! # When it is wrong
//!
//! Where the log shows the removal and why it failed, that reason is told in place of this one.

use super::{Check, Rule, Status, Words, configuration_damaged, product_code_malformed};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::note;
use crate::detect::prose::{lower_first, sentence};
use crate::detect::search;
use crate::event::{EventKind, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::field;
use crate::text::LineNo;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI707",
    name: "older-version-not-removed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An upgrade could not remove the version that is installed: message 1714.",
    advice: "Remove the installed version by itself with a log of its own, msiexec /x PRODUCTCODE /l*v FILE, and mend what that log says; then run the upgrade again.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Cause(check),
};

/// The exit code of a package that cannot be read.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
const PACKAGE_INVALID: u32 = 1620;

/// The exit code of a product whose registration is damaged.
const REGISTRATION_DAMAGED: u32 = 1610;

/// What to do where no source has the installed package.
const WHERE_IT_IS_LOST: &str = "A removal by hand ends the same way until the package of the installed version is there; where it is \
     lost, Microsoft's troubleshooter for programs that cannot be removed takes the registration away.";

/// What to do where the copy of the installed package is damaged, so that the version cannot be removed by itself either.
pub(super) const MEND_CACHE: &str = "Install the very build that is installed once more over itself from its original package, msiexec /fv PACKAGE, which \
     caches it anew, then try again; where that package is lost, Microsoft's troubleshooter for programs that \
     cannot be removed takes the registration away.";

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1714]) {
        return None;
    }
    let code = case.argument("system error code");
    let code = code.and_then(|code| code.parse::<u32>().ok());
    let what = format!(
        "The older version of {} could not be removed{}",
        product(case, lines),
        code.filter(|code| *code != 0)
            .map(meaning)
            .unwrap_or_default()
    );
    let damaged = match code {
        Some(REGISTRATION_DAMAGED) => of_registration(case, &what, lines),
        Some(PACKAGE_INVALID) => of_cached_package(case, lines),
        _ => None,
    };
    Some(damaged.unwrap_or_else(|| of_removal(case, &what, code, lines)))
}

/// The product that could not be removed, as the message names it; in other languages than English the one that stands
/// before the message, since a new version mostly has the name of the old one.
fn product(case: &Case<'_>, lines: &mut Lines<'_>) -> String {
    if let Some(product) = case.argument("product") {
        return product.to_owned();
    }
    let before = lines.event(case.pick.line, |event| match event.kind {
        EventKind::NumberedMessage { product, .. } => product.to_owned(),
        _ => String::new(),
    });
    let before = before.filter(|product| !product.is_empty());
    before.unwrap_or_else(|| "the installed product".to_owned())
}

/// `: the source is not available (exit code 1612)`: what the removal ended with.
fn meaning(code: u32) -> String {
    match catalog::exit(code) {
        Some(known) => format!(": {} (exit code {code})", lower_first(known.meaning)),
        None => format!(" (error {code})"),
    }
}

/// The registration of the installed version is damaged, and the log shows where.
fn of_registration(case: &Case<'_>, what: &str, lines: &mut Lines<'_>) -> Option<Words> {
    let damage = configuration_damaged::damage(case, lines)?;
    Some(Words {
        headline: Some(format!("{what}{}.", damage.what())),
        advice: Some(damage.advice()),
        more: vec![damage.line],
        ..Words::default()
    })
}

/// The copy of the installed package is damaged.
fn of_cached_package(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let (line, path) = damaged_package(case, lines)?;
    Some(Words {
        headline: Some(format!(
            "The older version of {} could not be removed: its cached package {path} is damaged (exit code \
             {PACKAGE_INVALID}).",
            product(case, lines)
        )),
        advice: Some(MEND_CACHE.to_owned()),
        more: vec![line],
        ..Words::default()
    })
}

/// What is known of the removal is the code that it ended with.
fn of_removal(case: &Case<'_>, what: &str, code: Option<u32>, lines: &mut Lines<'_>) -> Words {
    // Where nothing is wrong with the installed version, the upgrade removes it the next time.
    const OF_THE_MOMENT: [u32; 3] = [1602, 1618, 1652];
    let missing = missing_package(case, lines);
    let then = match code {
        Some(code) if OF_THE_MOMENT.contains(&code) => "",
        _ => RULE.advice,
    };
    let of_package = missing.as_ref().map_or(String::new(), |(_, path)| {
        format!(
            " The package {path} is missing, from which {} was installed: put it there again.",
            product(case, lines)
        )
    });
    let found = found_product(case, lines);
    let advice = remedy(code, then, found.as_ref().map(|(_, code)| code.as_str()));
    let found = found.map(|(line, _)| line);
    Words {
        headline: Some(format!("{what}.")),
        more: missing
            .into_iter()
            .map(|(line, _)| line)
            .chain(found)
            .collect(),
        advice: Some(format!("{advice}{of_package}")),
        ..Words::default()
    }
}

/// `PROPERTY CHANGE: Adding OLDERVERSION property. Its value is '{1D7C20B8-...}'.`: the product code of the version that was to
/// be removed, where the upgrade found no other.
fn found_product(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    let mut found = search::changes_in(case, "FindRelatedProducts", lines).into_iter();
    let first = found.next()?;
    let is_only = found.all(|other| other.value == first.value);
    let is_code = product_code_malformed::flaw_of(&first.value).is_none();
    (is_only && is_code).then_some((first.line, first.value))
}

/// What to do about a version that could not be removed: what the exit code of its removal asks for, and then the rest, in
/// which the product code takes its place.
pub(super) fn remedy(code: Option<u32>, then: &str, product: Option<&str>) -> String {
    let named = |text: &str| match product {
        Some(product) => text.replace("PRODUCTCODE", product),
        None => text.to_owned(),
    };
    let then = named(then);
    let known = code.and_then(catalog::exit);
    match (code, known.map(|known| known.remedy).unwrap_or_default()) {
        // 1603 only says that something failed.
        (Some(1603), _) | (_, "") => then,
        (Some(1605), _) => named(NOT_SEEN_HERE),
        // Without its package a version cannot be removed by itself either.
        (Some(1612), remedy) => format!("{} {WHERE_IT_IS_LOST}", sentence(remedy)),
        (Some(1619 | PACKAGE_INVALID), _) => MEND_CACHE.to_owned(),
        (_, remedy) => format!("{} {then}", sentence(remedy)).trim_end().to_owned(),
    }
}

/// What to do about a version that stands under its upgrade code, and that its own removal does not find.
const NOT_SEEN_HERE: &str = "The older version stands under its upgrade code, and the removal did not find it: it belongs to another user, or its \
     registration is damaged. Remove it as the user who has it, msiexec /x PRODUCTCODE; where nobody has it, Microsoft's \
     troubleshooter for programs that cannot be removed takes the registration away.";

/// `Note: 1: 2203 2: C:\Windows\Installer\312c0.msi 3: -2147286960 ` above the message: the package in the cache, and that it
/// cannot be opened.
fn damaged_package(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    /// How many lines above the message its reason stands at most.
    const NEAR: u32 = 60;
    let end = case.pick.line.get();
    let mut above = (end.saturating_sub(NEAR).max(1)..end)
        .rev()
        .map(LineNo::new);
    above.find_map(|line| {
        let fields = note::fields(&lines.line(line), CANNOT_OPEN)?;
        let path = field(&fields, 2)?;
        // The list of what is in progress stands in the same folder.
        let package = path.to_lowercase().strip_suffix(".msi")?.to_owned();
        let is_cached = package.contains("\\windows\\installer\\");
        is_cached.then(|| (line, path.to_owned()))
    })
}

/// The number of the note that a package could not be opened.
const CANNOT_OPEN: MessageNumber = MessageNumber(2203);

/// `Warning: Local cached package 'C:\Windows\Installer\312c0.msi' is missing.` above the message, and the package.
fn missing_package(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    let faults = case.trace.faults_of(case.session).iter().rev();
    let mut above = faults.filter(|fault| fault.line < case.pick.line);
    let fault = above.find(|fault| fault.kind == FaultKind::CacheMissing)?;
    let line = lines.line(fault.line);
    let (_, path) = line.split_once('\'')?;
    let (path, _) = path.rsplit_once('\'')?;
    Some((fault.line, path.to_owned()))
}

//! # What it finds
//!
//! The registration of the product failed (message 33), and its product code is no GUID: a digit is missing or too
//! many, or a sign is no hexadecimal digit.
//!
//! # Why it matters
//!
//! Windows Installer keeps products below their code in a packed form, and a code that cannot be packed gives an empty
//! one.
//! The install then works on the keys of all products of the user or the machine, so a rollback may touch what belongs
//! to others.
//!
//! # What to do
//!
//! Do not install the package anywhere; on the machine where it was tried, look whether other products can still be
//! repaired and removed.
//! The author makes a new GUID for the code, in capitals and in braces, and builds the package again.
//! ICE08 and ICE24 find such codes.
//!
//! # Evidence
//!
//! The operation that registers the product with that code, and "Error 33" after it.
//!
//! # When it is wrong
//!
//! The install may have failed for another reason of the same message; a code that is no GUID is wrong all the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI126",
    name: "product-code-malformed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The product could not be registered because its product code is no GUID.",
    advice: "Do not install this package anywhere: its author must give it a product code that is a whole GUID. Look whether other products of this machine can still be repaired and removed.",
    link: "https://learn.microsoft.com/windows/win32/msi/productcode",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let (engine, run) = case.engine().filter(|_| case.is_message(&[33]))?;
    let code = run.product_code()?;
    let flaw = flaw_of(code)?;
    let rows = case.above(case.trace.state.operations.rows.rows(), |row| row.line);
    let at_work = rows.iter().rfind(|row| row.engine() == Some(engine));
    Some(Words {
        headline: Some(format!(
            "{} could not register the product: its code {code} is no GUID, since {flaw}.",
            case.subject()
        )),
        more: at_work.map(|row| row.line).into_iter().collect(),
        ..Words::default()
    })
}

/// How many digits each group of a GUID has.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// What is wrong with a code that should be `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`; `None` where it is one.
pub(super) fn flaw_of(code: &str) -> Option<String> {
    let Some(inner) = code
        .strip_prefix('{')
        .and_then(|code| code.strip_suffix('}'))
    else {
        return Some("it lacks a brace".to_owned());
    };
    if let Some(odd) = inner.chars().find(|c| !c.is_ascii_hexdigit() && *c != '-') {
        return Some(format!("{odd} is no hexadecimal digit"));
    }
    let groups: Vec<&str> = inner.split('-').collect();
    if groups.len() != GROUPS.len() {
        return Some(format!("it has {} groups of digits, not 5", groups.len()));
    }
    let wrong = (1..)
        .zip(groups.iter().zip(GROUPS))
        .find(|(_, (group, digits))| group.len() != *digits);
    wrong.map(|(at, (group, digits))| {
        format!("its group {at} has {} digits, not {digits}", group.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_whole_or_its_flaw_is_named() {
        let cases = [
            ("{5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A90}", None),
            (
                "{5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A9}",
                Some("its group 5 has 11 digits, not 12"),
            ),
            (
                "{5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A9O}",
                Some("O is no hexadecimal digit"),
            ),
            (
                "{5B2E8C107D444E0BA1C93F6D5E2B7A90}",
                Some("it has 1 groups of digits, not 5"),
            ),
            (
                "5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A90",
                Some("it lacks a brace"),
            ),
        ];
        for (code, flaw) in cases {
            assert_eq!(flaw_of(code).as_deref(), flaw, "{code}");
        }
    }
}

//! Repairs of one product, one soon after the other, in one log or in several.

use super::moments::{SLACK, days_apart};
use crate::finding::{Repair, Severity};

/// So many repairs in a row are no accident.
pub(super) const FEWEST: usize = 3;

/// Repairs with a pause longer than this between them are no loop, in milliseconds.
const LONGEST_PAUSE: i64 = 10 * 60 * 1000;

/// A repair, and the path of the log that has it.
pub(super) type OfLog<'a> = (&'a str, &'a Repair);

/// Repairs of one product, cut where a pause is too long for a loop.
pub(super) fn rows(mut repairs: Vec<OfLog<'_>>) -> Vec<Vec<OfLog<'_>>> {
    // Readings of an ambiguous date stand in one order in all logs of a machine.
    repairs.sort_by_key(|(_, repair)| (repair.from.days.first(), repair.from.milliseconds));
    let mut rows: Vec<Vec<OfLog<'_>>> = Vec::new();
    for repair in repairs {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| follows(*last, repair)) => row.push(repair),
            _ => rows.push(vec![repair]),
        }
    }
    rows
}

/// Whether a repair began soon after another one had ended.
fn follows((_, one): OfLog<'_>, (_, next): OfLog<'_>) -> bool {
    let Some((_, apart)) = days_apart(&one.to, &next.from) else {
        return false;
    };
    let pause = next.from.milliseconds.cast_signed() + apart - one.to.milliseconds.cast_signed();
    (-SLACK..=LONGEST_PAUSE).contains(&pause)
}

/// What is said of the repairs of a product: how many they were, and who began them where that is one program.
pub(super) fn headline(row: &[OfLog<'_>]) -> String {
    let Some((_, first)) = row.first() else {
        return String::new();
    };
    let begun = match Caller::of(row) {
        Caller::Msiexec => ", each by a call of msiexec".to_owned(),
        Caller::Wmi(name) | Caller::Agent(name) | Caller::Other(name) => {
            format!(", each begun by {name}")
        }
        Caller::Unknown => String::new(),
    };
    format!(
        "{} was repaired {} times, one soon after the other{begun}.",
        first.name,
        row.len()
    )
}

/// Who began repairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller<'a> {
    /// `msiexec.exe`, so somebody or a script ordered them: what repairs itself is called by the program that needs it.
    Msiexec,
    /// The provider of `Win32_Product`.
    Wmi(&'a str),
    /// A program that manages machines or runs scripts, which orders repairs: it asks for no component.
    Agent(&'a str),
    /// Any other program, such as `explorer.exe` for a shortcut.
    Other(&'a str),
    /// Not the same one each time, or none that the log names.
    Unknown,
}

impl<'a> Caller<'a> {
    /// Who began all of some repairs.
    pub(super) fn of(row: &[OfLog<'a>]) -> Self {
        let mut callers = row.iter().map(|(_, repair)| program(&repair.caller));
        let Some(caller) = callers.next().filter(|caller| !caller.is_empty()) else {
            return Self::Unknown;
        };
        if !callers.all(|other| other.eq_ignore_ascii_case(caller)) {
            return Self::Unknown;
        }
        match caller.to_ascii_lowercase().as_str() {
            "msiexec.exe" => Self::Msiexec,
            "wmiprvse.exe" => Self::Wmi(caller),
            known if AGENTS.contains(&known) => Self::Agent(caller),
            _ => Self::Other(caller),
        }
    }

    /// How bad it is.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Msiexec | Self::Agent(_) => Severity::Note,
            _ => Severity::Warning,
        }
    }

    /// What to do, where the caller tells more than that of the rule.
    pub(super) fn advice(self) -> Option<&'static str> {
        match self {
            Self::Msiexec => Some(
                "Nothing is wrong with the product where this was meant: somebody or a script called msiexec for each repair. A \
                 script that should repair once looks at the exit code and stops at 0 and 3010.",
            ),
            Self::Agent(_) => Some(
                "Nothing is wrong with the product where this was meant: a management tool ordered each repair. Look \
                 into its own log why it did so again, such as a detection rule that does not find what the repair puts in.",
            ),
            Self::Other(_) => Some(
                "Read events 1001 and 1004 of MsiInstaller, which name the feature and the component that are missing when the \
                 program asks for them, and mend it or its key path in the package.",
            ),
            Self::Wmi(_) | Self::Unknown => None,
        }
    }
}

/// Programs that order repairs: the agents of Configuration Manager and of Intune.
const AGENTS: &[&str] = &[
    "ccmexec.exe",
    "microsoft.management.services.intunewindowsagent.exe",
    "agentexecutor.exe",
];

/// The file name of a program.
fn program(path: &str) -> &str {
    path.rsplit('\\').next().unwrap_or(path)
}

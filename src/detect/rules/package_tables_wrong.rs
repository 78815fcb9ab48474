//! # What it finds
//!
//! An action of Windows Installer looked up a row that the package does not have, or found one that cannot be: an
//! internal error of the 2000s such as 2235, 2602, 2705, 2709, 2715, or 2756.
//!
//! # Why it matters
//!
//! It is no fault of the machine, and no second try helps: the package, or a transform or a patch applied to it, is
//! built wrong.
//! The message names the table, the row, or the folder, so the author can find the mistake without this machine.
//!
//! # What to do
//!
//! Where a transform was applied, install without it, to see which of the two is wrong.
//! Else get a newer package.
//! Where a product is removed, the package is the copy that Windows Installer keeps below `C:\Windows\Installer`: it was
//! sound when the product was installed, so it may be damaged, and `msiexec /fv` with the original package caches it anew.
//! The author finds the row with the validation of the package (ICE): ICE03 for rows that name missing ones, ICE04 for
//! files beyond the last disk, ICE27 for actions out of order.
//!
//! # Evidence
//!
//! The number and its fields, in the engine's own note, in "The error code is ...", or in an internal error.
//! A note 2262 about the stream of a table says that this table has no rows, and a note 2205 that it is not there; one
//! that stands near and is about the table in question is shown.
//!
//! # When it is wrong
//!
//! A custom action that ran before may have added a temporary row, so that the tables on disk are sound.
//! 2707 and 2756 name a folder without a value, which somebody may have emptied on the command line.

use super::older_version_not_removed::MEND_CACHE;
use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::phrase::phrase;
use crate::event::{EventKind, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::state::Ground;
use crate::trace::{Operation, REMOVE_EXISTING_PRODUCTS};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI123",
    name: "package-tables-wrong",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The tables of the package contradict each other, so no machine can install it as it is.",
    advice: "No machine can install the package as it is: report the message to its author, who should run the validation (ICE) over it.",
    link: "https://learn.microsoft.com/windows/win32/msi/internal-consistency-evaluators-ices",
    check: Check::Cause(check),
};

/// A kind of mistake in the tables of a package.
struct Mistake {
    numbers: &'static [u32],
    /// The table that lacks something, where it is always the same.
    table: &'static str,
    /// What the author should do about it.
    mend: &'static str,
}

/// What the pages of Microsoft about these messages say they come from.
const MISTAKES: &[Mistake] = &[
    Mistake {
        numbers: &[2602, 2607, 2611, 2919],
        table: "Media",
        mend: "let a row of the Media table reach up to the last number in the Sequence column of the File table, and name its cabinet (ICE04)",
    },
    Mistake {
        numbers: &[2703, 2704, 2706, 2707, 2714, 2727, 2756, 2920],
        table: "Directory",
        mend: "define the folder in the Directory table, below a parent that is there, or give its property a value before costing",
    },
    Mistake {
        numbers: &[2732, 2940],
        table: "",
        mend: "move the action behind CostFinalize (ICE27)",
    },
    Mistake {
        numbers: &[2701, 2702],
        table: "Feature",
        mend: "mend the parents in the Feature table, which may lie 16 levels deep",
    },
    Mistake {
        numbers: &[2772],
        table: "Feature",
        mend: "take away the features below the one that the upgrade adds",
    },
    Mistake {
        numbers: &[2705],
        table: "",
        mend: "give each row of the table a parent that is there, up to one at the top",
    },
    Mistake {
        numbers: &[2765],
        table: "MsiAssemblyName",
        mend: "give the assembly its rows in the MsiAssemblyName table",
    },
    Mistake {
        numbers: &[2619],
        table: "",
        mend: "put the components that the IsolatedComponent table names into one feature",
    },
    Mistake {
        numbers: &[2709, 2710, 2617, 2618],
        table: "Component",
        mend: "add the component to the Component table, or take away the rows that name it (ICE03)",
    },
    Mistake {
        numbers: &[2307, 2308, 2616, 2620, 2715],
        table: "File",
        mend: "add the file to the File table, or take away the rows that name it (ICE03)",
    },
    Mistake {
        numbers: &[2721, 2722, 2723],
        table: "",
        mend: "correct the type and the source of the action in the CustomAction table (ICE03, ICE68)",
    },
    Mistake {
        numbers: &[2717],
        table: "",
        mend: "correct the condition of the action in its sequence table (ICE46)",
    },
    Mistake {
        numbers: &[2603, 2604, 2612, 2621, 2713, 2725, 2728, 2730, 2733],
        table: "",
        mend: "correct the table that the message names (ICE03)",
    },
    Mistake {
        numbers: &[2227, 2229, 2235],
        table: "",
        mend: "give the table the columns and the rows that Windows Installer asks for, or build the package with a tool that knows them",
    },
];

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let mistake = MISTAKES
        .iter()
        .find(|mistake| case.is_message(mistake.numbers))?;
    let query = case.argument("query");
    if query.is_some() && !acts_itself(case) {
        return None;
    }
    let table = query.and_then(table_of).unwrap_or(mistake.table);
    let lack = lack_above(case, table, lines);
    let headline = what_is_wrong(case, table).map(|what| {
        let why = lack.map_or(String::new(), |lack| match lack {
            Lack::Rows(_) => format!(": the table {table} of the package has no rows"),
            Lack::Table(_) => format!(": the package has no table {table}"),
        });
        format!("{} {what}{why}.", case.subject())
    });
    let mend = match lack {
        Some(_) => &format!("put rows into the table {table}"),
        None => mistake.mend,
    };
    let transform = transform_of(case);
    let try_without = transform.map_or(
        "",
        |_| "Install without the transform, to see whether that or the package is wrong. ",
    );
    Some(Words {
        headline,
        advice: Some(of_removal(case).unwrap_or_else(|| {
            format!(
                "{try_without}No machine can install the package as it is: its author should {mend}."
            )
        })),
        more: lack.map(Lack::line).into_iter().chain(transform).collect(),
        ..Words::default()
    })
}

/// What to do where a product is removed, whose package was sound enough to install it.
fn of_removal(case: &Case<'_>) -> Option<String> {
    let engine = case.engine();
    let is_removal = match engine {
        Some((id, run)) if !run.is_headless => case.trace.operation(id) == Operation::Uninstall,
        // The engine around the removal has the same action.
        _ => case.pick.action.as_deref() == Some(REMOVE_EXISTING_PRODUCTS),
    };
    let package = engine.map(|(_, run)| run.package.as_str());
    let package = package.filter(|package| !package.is_empty());
    let package = package.unwrap_or("below C:\\Windows\\Installer");
    is_removal.then(|| {
        format!(
            "The product was installed with this package once, so the copy {package} may be damaged. {MEND_CACHE}"
        )
    })
}

/// Whether the action is one of Windows Installer, whose own queries are right.
fn acts_itself(case: &Case<'_>) -> bool {
    let action = case.pick.action.as_deref();
    action.is_some_and(|action| catalog::standard_action(action).is_some())
}

/// What the action did and met, as the rest of a sentence.
fn what_is_wrong(case: &Case<'_>, table: &str) -> Option<String> {
    let number = case.number?.0;
    match (number, case.argument("column").or(case.argument("name"))) {
        (2227 | 2235, Some(column)) => Some(format!(
            "asked the table {table} for its column {column}, which is not there"
        )),
        _ => phrase(number, &case.arguments()),
    }
}

/// ``SELECT `Feature`, `Feature_Parent` FROM `Feature` WHERE ...``: the table that a query is about.
fn table_of(query: &str) -> Option<&str> {
    let (_, after) = query.split_once(" FROM ")?;
    let name = after.trim_start().split([' ', ',']).next()?;
    Some(name.trim_matches('`')).filter(|name| !name.is_empty())
}

/// How many lines above the message the installer may have looked for the table.
const NEAR: u32 = 400;

/// What the package lacks, and where the log says so.
#[derive(Clone, Copy)]
enum Lack {
    /// `Note: 1: 2262 2: Media 3: -2147287038`: the rows of a table.
    Rows(LineNo),
    /// `Note: 1: 2205 2:  3: Media `: a whole table.
    Table(LineNo),
}

impl Lack {
    fn line(self) -> LineNo {
        match self {
            Self::Rows(line) | Self::Table(line) => line,
        }
    }
}

/// The last note above the message that says what is missing of a table.
fn lack_above(case: &Case<'_>, table: &str, lines: &mut Lines<'_>) -> Option<Lack> {
    if table.is_empty() {
        return None;
    }
    let said = case.note.unwrap_or(case.pick.line).get();
    let above = (said.saturating_sub(NEAR).max(1)..said).rev();
    above.map(LineNo::new).find_map(|line| {
        let text = lines.line(line);
        let EventKind::Note { number, fields } = syntax::events(&text).next()?.kind else {
            return None;
        };
        match number {
            MessageNumber(2262)
                if syntax::field(fields, 2) == Some(table)
                    && syntax::field(fields, 3) == Some(NOT_FOUND) =>
            {
                Some(Lack::Rows(line))
            }
            MessageNumber(2205) if syntax::field(fields, 3) == Some(table) => {
                Some(Lack::Table(line))
            }
            _ => None,
        }
    })
}

/// `STG_E_FILENOTFOUND`, as notes write it.
const NOT_FOUND: &str = "-2147287038";

/// Where the engine names the transforms that it applied.
fn transform_of(case: &Case<'_>) -> Option<LineNo> {
    let (engine, _) = case.engine()?;
    let rows = case.above(case.trace.state.provenance.rows.rows(), |row| row.line);
    let mut transforms = rows
        .iter()
        .filter(|row| row.engine() == Some(engine) && row.ground() == Ground::Transform)
        .map(|row| row.line);
    transforms.next()
}

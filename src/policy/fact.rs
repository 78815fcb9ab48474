//! Facts: what a log tells as a whole rather than in one line.

use super::vocabulary::{Field, Holds, Kind};
use crate::trace::{Bitness, LogFormat, Operation, Outcome, Phase};

/// A field: its name, what it holds, and what it is.
type Column = (&'static str, fn() -> Holds, &'static str);

/// A fact, what it is, and its fields.
type Row = (&'static str, &'static str, &'static [Column]);

fn text() -> Holds {
    Holds::Text
}

fn number() -> Holds {
    Holds::Number
}

fn time() -> Holds {
    Holds::Time
}

fn boolean() -> Holds {
    Holds::Boolean
}

fn outcome() -> Holds {
    let words = Outcome::ALL.map(|outcome| outcome.as_str().to_owned());
    Holds::Word(words.to_vec())
}

fn operation() -> Holds {
    let words = Operation::ALL.map(|operation| operation.as_str().to_owned());
    Holds::Word(words.to_vec())
}

fn state() -> Holds {
    let feature = super::vocabulary::kind("feature");
    let field = feature.and_then(|kind| kind.fields.iter().find(|field| field.name == "action"));
    field.map_or(Holds::Text, |field| field.holds.clone())
}

fn phase() -> Holds {
    Holds::Word(Phase::ALL.map(|phase| phase.as_str().to_owned()).to_vec())
}

fn format() -> Holds {
    let all = [LogFormat::MsiVerbose, LogFormat::Msi, LogFormat::Burn];
    Holds::Word(all.map(|format| format.as_str().to_owned()).to_vec())
}

fn bitness() -> Holds {
    let words = Bitness::ALL.map(|bitness| bitness.as_str().to_owned());
    Holds::Word(words.to_vec())
}

const OUTCOME: Column = ("outcome", outcome, "How it ended.");
/// The field of facts that holds an exit code.
pub(super) const EXIT_CODE: &str = "exit_code";
const CODE: Column = (EXIT_CODE, number, "The exit code, where the log has one.");
const DURATION: Column = (
    "duration",
    time,
    "How long it took, where the log has the clock of both ends.",
);

const STATES: &[Column] = &[
    (
        "name",
        text,
        "Its key in the Feature or the Component table.",
    ),
    ("installed", state, "What was there before."),
    ("request", state, "What was asked for."),
    ("action", state, "What was to be done."),
    (
        "done",
        boolean,
        "Whether what was to be done is what was asked for, or nothing was.",
    ),
];

const ROWS: &[Row] = &[
    (
        "log",
        "The log as a whole.",
        &[
            OUTCOME,
            CODE,
            ("complete", boolean, "Whether it has its end."),
            (
                "format",
                format,
                "What kind of log it is; one of `msi` lacks most lines, since it is not verbose.",
            ),
            (
                "sessions",
                number,
                "How many sessions it has in which something was done.",
            ),
        ],
    ),
    (
        "session",
        "A session: what stands between a header and its footer.",
        &[
            OUTCOME,
            CODE,
            DURATION,
            ("process", text, "The program that called the installer."),
            ("closed", boolean, "Whether its footer is there."),
        ],
    ),
    (
        "package",
        "A package that was handled.",
        &[
            OUTCOME,
            CODE,
            DURATION,
            ("product", text, "The name of the product."),
            ("version", text, "The version of the product."),
            ("product_code", text, "The product code."),
            ("file", text, "The package."),
            ("bitness", bitness, "For what processor it is marked."),
            ("operation", operation, "What was to be done with it."),
            ("rolled_back", boolean, "Whether a rollback script ran."),
        ],
    ),
    (
        "action",
        "An action of a sequence.",
        &[
            ("name", text, "Its name."),
            (
                "result",
                number,
                "What it returned: 1 success, 2 cancelled, 3 failed.",
            ),
            ("ended", boolean, "Whether it ended."),
            DURATION,
        ],
    ),
    (
        "work",
        "The work of an action in a script.",
        &[
            ("name", text, "The name of the action."),
            ("operations", number, "How many operations it had."),
            ("rollback", boolean, "Whether it undid things."),
            DURATION,
        ],
    ),
    (
        "phase",
        "A stretch of lines of an engine in one phase.",
        &[("name", phase, "The phase."), DURATION],
    ),
    (
        "property",
        "The value of a property: the final one of each engine, or the one at the start of the action that `at` names.",
        &[("name", text, "Its name."), ("value", text, "Its value.")],
    ),
    (
        "folder",
        "A folder, where it was resolved to.",
        &[
            ("key", text, "Its key in the Directory table."),
            ("path", text, "Where it lies."),
            (
                "redirected",
                boolean,
                "Whether it was redirected between 32 and 64 bits.",
            ),
        ],
    ),
    ("feature", "A feature, as the engine decided last.", STATES),
    (
        "component",
        "A component, as the engine decided last.",
        STATES,
    ),
    (
        "secret",
        "A password, a token, or a key that stands in the log in clear text.",
        &[("name", text, "The property or the argument that holds it.")],
    ),
    ("gap", "A time in which the log stood still.", &[DURATION]),
];

/// Whether facts of that kind belong to an engine, and so to a package and a side.
pub(super) fn has_engine(name: &str) -> bool {
    !matches!(name, "log" | "session" | "secret")
}

/// The names of all facts.
pub(super) fn names() -> Vec<&'static str> {
    ROWS.iter().map(|(name, ..)| *name).collect()
}

/// All facts with their fields.
pub(super) fn facts() -> Vec<Kind> {
    let field = |(name, holds, about): &Column| Field {
        name: (*name).to_owned(),
        about: (*about).to_owned(),
        holds: holds(),
    };
    ROWS.iter()
        .map(|(name, about, fields)| Kind {
            name: (*name).to_owned(),
            about: (*about).to_owned(),
            fields: fields.iter().map(field).collect(),
        })
        .collect()
}

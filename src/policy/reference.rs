//! The reference of what policies can ask about, as a page of Markdown.

use std::fmt::Write as _;

use super::fact;
use super::vocabulary::{EVENTS, Field, Holds, Kind};

/// The page on all kinds of events and facts with their fields, made from what checks policies.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# What policies can ask about\n\n\
         A policy names kinds of events by `event = \"...\"` and kinds of facts by `fact = \"...\"`, and their fields in `where`.\n\
         [policy.md](policy.md) tells how.\n\
         `wilog events LOG` shows the events of a log with their fields.\n\n\
         This page is made from the program.\n\n\
         ## Facts\n\n\
         A fact is what a log tells as a whole.\n",
    );
    for kind in fact::facts() {
        section(&mut page, &kind);
    }
    page.push_str(
        "\n## Events\n\n\
         An event is a line of the log, with the lines that belong to it.\n\
         Every event has the field `raw` too, which is its whole text, and `event = \"any\"` means all of them.\n",
    );
    for kind in EVENTS.iter() {
        section(&mut page, kind);
    }
    page
}

fn section(page: &mut String, kind: &Kind) {
    // Writing to a string does not fail.
    let _ = write!(page, "\n### `{}`\n\n{}\n", kind.name, kind.about.trim());
    let fields: Vec<&Field> = kind
        .fields
        .iter()
        .filter(|field| field.name != super::vocabulary::RAW)
        .collect();
    if fields.is_empty() {
        return;
    }
    page.push_str("\n| field | holds | |\n|---|---|---|\n");
    for field in fields {
        let about = field.about.replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(
            page,
            "| `{}` | {} | {about} |",
            field.name,
            holds(&field.holds)
        );
    }
}

fn holds(holds: &Holds) -> String {
    match holds {
        Holds::Text => "text".to_owned(),
        Holds::Number => "number".to_owned(),
        Holds::Time => "length of time".to_owned(),
        Holds::Boolean => "`true` or `false`".to_owned(),
        Holds::Named => "table of texts".to_owned(),
        Holds::Word(words) => {
            let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            quoted.join(", ")
        }
    }
}

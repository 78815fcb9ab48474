//! `wilog explain`: what numbers and names of logs mean.

use std::io::Write;

use clap::Args;

use super::output::{self, Format};
use super::rules::rule_page;
use super::{Done, complain};
use crate::catalog::{self, Meaning, Number, NumberError, Space};
use crate::detect::rules::{self, RULES};
use crate::render::explain::{self, Answer};
use crate::render::explanation;
use crate::text::nearest;

/// What to try where nothing is near to what was asked.
const EXAMPLES: &str = "give a code such as 1603, -2147023293, or 0x80070643, \
     or a name such as InstallFinalize or service-start-timeout";

/// What to explain.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// Codes, symbols, and names of rules, standard actions, and script operations.
    ///
    /// A code may be decimal, signed, or hexadecimal: `1603`, `-2147023293`, `0x80070643`. The same number means
    /// different things in different places, so all its meanings are given, unless a word before it says which:
    /// `exit 1603`, `message 1603`, `win32 5`, `Return value 3`. Others are `hresult`, `ntstatus`, and `storage`.
    /// Names are `ERROR_INSTALL_FAILURE`, `InstallFinalize`, `FileCopy`; rules are `MSI401` or `service-start-timeout`.
    #[arg(value_name = "CODE", required = true, allow_negative_numbers = true)]
    codes: Vec<String>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Explains each code; what is neither a code nor a known name is complained of after that.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let mut answers = Vec::new();
    let mut complaints = Vec::new();
    for asked in questions(&arguments.codes) {
        match answer(&asked) {
            Ok(answer) => answers.push(answer),
            Err(complaint) => complaints.push(complaint),
        }
    }
    let mut out = output::styled();
    match arguments.format {
        Format::Text => explanation::text(&answers, output::style(), &mut out)?,
        Format::Json => explain::json(&answers, &mut out)?,
    }
    out.flush()?;
    for complaint in &complaints {
        complain(&format!("error: {complaint}"));
    }
    let all = complaints.is_empty();
    Ok(if all { Done::All } else { Done::Part })
}

/// Joins words that stand before a number with it, so that `explain Return value 3` asks one thing, quoted or not.
fn questions(arguments: &[String]) -> Vec<String> {
    let mut questions = Vec::new();
    let mut before = String::new();
    for word in arguments
        .iter()
        .flat_map(|argument| argument.split_whitespace())
    {
        // `Note: 1: 1603` is how a log writes message 1603: its first field is the number of the message.
        if word == "1:" && before.eq_ignore_ascii_case("note: ") {
            continue;
        }
        let goes_before =
            catalog::parse(word).is_err() && catalog::parse(&format!("{word} 0")).is_ok();
        before.push_str(word);
        if goes_before {
            before.push(' ');
        } else {
            questions.push(std::mem::take(&mut before));
        }
    }
    if !before.is_empty() {
        questions.push(before.trim_end().to_owned());
    }
    questions
}

/// What is known of a number or a name. The error is a sentence.
fn answer(asked: &str) -> Result<Answer, String> {
    match catalog::parse(asked) {
        Ok(number) => Ok(number_answer(asked, number)),
        Err(NumberError::NotANumber { .. }) => name_answer(asked.trim()),
        Err(error) => Err(error.to_string()),
    }
}

fn number_answer(asked: &str, number: Number) -> Answer {
    let mut meanings = catalog::meanings_of(number.value);
    if let Some(space) = number.space {
        meanings.retain(|meaning| meaning.space == space);
    }
    Answer {
        asked: asked.to_owned(),
        number: Some(number),
        meanings,
        action: None,
        operation: None,
        rule: None,
    }
}

/// Looks a name up, whatever its capitals.
fn name_answer(asked: &str) -> Result<Answer, String> {
    let is_asked = |name: &str| name.eq_ignore_ascii_case(asked);
    let answer = Answer {
        asked: asked.to_owned(),
        number: None,
        meanings: symbols()
            .filter(|meaning| is_asked(meaning.code.symbol))
            .collect(),
        action: catalog::standard_actions()
            .iter()
            .find(|action| is_asked(action.name)),
        operation: catalog::operations()
            .iter()
            .find(|operation| is_asked(operation.name)),
        rule: rules::find(asked).map(rule_page),
    };
    if answer.is_known() {
        return Ok(answer);
    }
    let actions = catalog::standard_actions().iter().map(|action| action.name);
    let operations = catalog::operations().iter().map(|operation| operation.name);
    let names = actions
        .chain(operations)
        .chain(RULES.iter().map(|rule| rule.name))
        .chain(symbols().map(|meaning| meaning.code.symbol));
    let hint = match nearest(asked, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => EXAMPLES.to_owned(),
    };
    Err(format!(
        "cannot explain `{asked}`: it is neither a code nor the name of a rule, a standard action, or a script \
         operation; {hint}"
    ))
}

/// Every code that has a symbol, with its space.
fn symbols() -> impl Iterator<Item = Meaning> {
    Space::ALL.into_iter().flat_map(|space| {
        let named = catalog::codes(space)
            .iter()
            .filter(|code| !code.symbol.is_empty());
        named.map(move |code| Meaning { space, code })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_join_the_number_behind_them() {
        for (words, expected) in [
            ("1603", &["1603"][..]),
            ("1603 5", &["1603", "5"]),
            (
                "exit 1603 InstallFinalize",
                &["exit 1603", "InstallFinalize"],
            ),
            ("Return value 3. 5", &["Return value 3.", "5"]),
            ("Note: 1: 1603", &["Note: 1603"]),
            ("1: 1603", &["1:", "1603"]),
            ("1603 exit", &["1603", "exit"]),
            ("nonsense 5", &["nonsense", "5"]),
        ] {
            let each: Vec<String> = words.split(' ').map(str::to_owned).collect();
            assert_eq!(questions(&each), expected);
            assert_eq!(questions(&[words.to_owned()]), expected);
        }
    }
}

//! What numbers and names of logs mean, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::events::{TOOL, Tool};
use super::rules::RulePage;
use super::tame;
use crate::catalog::{Code, Meaning, Number, Operation, Space, StandardAction, spelling, win32_of};

/// The version of the JSON document. It rises when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: u32 = 1;

/// What is known of something that was asked for.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question: a number as it was given, with the words before it, or a name.
    pub asked: String,
    /// The number, where it is one.
    pub number: Option<Number>,
    /// What the number, or the symbol, may mean, the likeliest first.
    pub meanings: Vec<Meaning>,
    /// The standard action of this name.
    pub action: Option<&'static StandardAction>,
    /// The script operation of this name.
    pub operation: Option<&'static Operation>,
    /// The rule of this code or name.
    pub rule: Option<RulePage>,
}

impl Answer {
    /// Whether there is anything to say.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.meanings.is_empty()
            || self.action.is_some()
            || self.operation.is_some()
            || self.rule.is_some()
    }

    /// The number spaces in which the number was looked up; none for a name.
    #[must_use]
    pub fn searched(&self) -> Vec<Space> {
        match self.number {
            None => Vec::new(),
            Some(Number {
                space: Some(space), ..
            }) => vec![space],
            Some(number) if is_pattern(number.value) => {
                let mut spaces = vec![Space::Storage, Space::Hresult, Space::Ntstatus];
                if self.wrapped_win32().is_some() {
                    spaces.extend([Space::Win32, Space::Exit]);
                }
                spaces
            }
            Some(_) => vec![
                Space::Exit,
                Space::Message,
                Space::ReturnValue,
                Space::Win32,
                Space::Wix,
            ],
        }
    }

    /// The Win32 or exit code in the lower half of the number, if the number is an HRESULT that wraps one.
    #[must_use]
    pub fn wrapped_win32(&self) -> Option<u32> {
        win32_of(self.number?.value)
    }
}

/// Whether a number is a bit pattern rather than a count.
pub(super) fn is_pattern(value: u32) -> bool {
    value > 0xFFFF
}

/// Writes the document for programs.
///
/// # Errors
///
/// When the writer fails.
pub fn json(answers: &[Answer], out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        answers: answers.iter().map(answer_document).collect(),
    };
    tame::document(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    answers: Vec<AnswerDocument<'a>>,
}

#[derive(Serialize)]
struct AnswerDocument<'a> {
    asked: &'a str,
    number: Option<NumberDocument>,
    /// The names of the spaces.
    searched: Vec<&'static str>,
    meanings: Vec<MeaningDocument>,
    standard_action: Option<ActionDocument>,
    operation: Option<OperationDocument>,
    rule: Option<&'a RulePage>,
}

#[derive(Serialize)]
struct NumberDocument {
    value: u32,
    signed: i32,
    hex: String,
}

#[derive(Serialize)]
struct MeaningDocument {
    space: &'static str,
    number: u32,
    /// The number as its space writes it.
    written: String,
    symbol: &'static str,
    meaning: &'static str,
    cause: &'static str,
    remedy: &'static str,
    severity: &'static str,
    page: &'static str,
    /// The fields of a message, from `[2]` on; the name of one that is not used is empty.
    fields: &'static [&'static str],
}

#[derive(Serialize)]
struct ActionDocument {
    name: &'static str,
    summary: &'static str,
    sequence: &'static str,
    page: &'static str,
}

#[derive(Serialize)]
struct OperationDocument {
    name: &'static str,
    group: &'static str,
    summary: &'static str,
    arguments: &'static [&'static str],
}

fn answer_document(answer: &Answer) -> AnswerDocument<'_> {
    AnswerDocument {
        asked: &answer.asked,
        number: answer.number.map(|number| NumberDocument {
            value: number.value,
            signed: number.value.cast_signed(),
            hex: format!("0x{:08X}", number.value),
        }),
        searched: answer.searched().into_iter().map(Space::as_str).collect(),
        meanings: answer.meanings.iter().map(meaning_document).collect(),
        standard_action: answer.action.map(|action| ActionDocument {
            name: action.name,
            summary: action.summary,
            sequence: action.sequence,
            page: action.page,
        }),
        operation: answer.operation.map(|operation| OperationDocument {
            name: operation.name,
            group: operation.group.as_str(),
            summary: operation.summary,
            arguments: operation.arguments,
        }),
        rule: answer.rule.as_ref(),
    }
}

fn meaning_document(meaning: &Meaning) -> MeaningDocument {
    let code: &Code = meaning.code;
    MeaningDocument {
        space: meaning.space.as_str(),
        number: code.number,
        written: spelling(meaning.space, code.number),
        symbol: code.symbol,
        meaning: code.meaning,
        cause: code.cause,
        remedy: code.remedy,
        severity: code.severity.as_str(),
        page: code.page,
        fields: code.arguments,
    }
}

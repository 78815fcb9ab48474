//! The text of [`super::explain`] for people.

use std::io::{self, Write};

use super::explain::{Answer, is_pattern};
use super::layout::{Paint, Style, wrapped};
use super::rules;
use crate::catalog::{
    Code, Meaning, OF_PACKAGES, Operation, Severity, Space, StandardAction, spelling,
};
use crate::text::{enumerated, visible};

/// Columns before the text of an answer.
const INDENT: usize = 4;
/// Columns of the words that stand before the parts of an answer.
const LABEL: usize = 9;

/// Of messages from 25000 on, see
/// <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
const OF_THE_PACKAGE: &str = "Messages from 25000 to 30000 belong to the package: \
     its Error table, or its author, knows them";
/// Of small numbers.
const OF_A_PROGRAM: &str = "A program that an action ran may return any number: \
     ask the maker of that program";

/// Writes each answer, in lines as wide as `style` says.
///
/// # Errors
///
/// When the writer fails.
pub fn text(answers: &[Answer], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, style };
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            writeln!(page.out)?;
        }
        page.answer(answer)?;
    }
    Ok(())
}

struct Page<'out> {
    out: &'out mut dyn Write,
    style: Style,
}

impl Page<'_> {
    fn answer(&mut self, answer: &Answer) -> io::Result<()> {
        if !answer.is_known() {
            return self.unknown(answer);
        }
        let several = answer
            .meanings
            .iter()
            .filter(|meaning| !wraps(answer, meaning))
            .count();
        if several > 1 {
            let asked = visible(&answer.asked);
            let text = format!(
                "{asked} has {several} meanings; where it stands in a log says which one holds."
            );
            wrapped(self.out, self.style, "", "", &text)?;
            writeln!(self.out)?;
        }
        let mut first = true;
        let mut before: Option<&Code> = None;
        for meaning in &answer.meanings {
            self.gap(&mut first)?;
            self.meaning(answer, meaning, before)?;
            before = Some(meaning.code);
        }
        if let Some(action) = answer.action {
            self.gap(&mut first)?;
            self.action(action)?;
        }
        if let Some(operation) = answer.operation {
            self.gap(&mut first)?;
            self.operation(operation)?;
        }
        if let Some(rule) = &answer.rule {
            self.gap(&mut first)?;
            rules::page(rule, self.style, self.out)?;
        }
        Ok(())
    }

    /// A blank line, but not before the first thing.
    fn gap(&mut self, first: &mut bool) -> io::Result<()> {
        if !std::mem::take(first) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn meaning(
        &mut self,
        answer: &Answer,
        meaning: &Meaning,
        before: Option<&Code>,
    ) -> io::Result<()> {
        let code: &Code = meaning.code;
        let written = spelling(meaning.space, code.number);
        let what = format!("{} {written}", space_name(meaning.space));
        let symbol = if code.symbol.is_empty() {
            String::new()
        } else {
            format!("  {}", code.symbol)
        };
        let severity = self.style.paint(paint(code.severity), code.severity);
        self.head(&what, &format!("{symbol}  {severity}"))?;
        self.sentence("", code.meaning)?;
        if let Some(number) = answer.number
            && wraps(answer, meaning)
        {
            let wrapping = format!("0x{:08X} is an HRESULT that wraps {what}", number.value);
            self.sentence("", &wrapping)?;
        }
        // An HRESULT that wraps a code has the advice of that code, and once is enough.
        let advice = (code.cause, code.remedy);
        let is_repeated = before.is_some_and(|before| (before.cause, before.remedy) == advice);
        if !(is_repeated && wraps(answer, meaning)) {
            self.sentence("Cause", code.cause)?;
            self.sentence("Remedy", code.remedy)?;
        }
        self.labelled("Fields", &fields(code.arguments))?;
        self.labelled("In logs", &sample(meaning.space, code.number))?;
        self.page(code.page)
    }

    fn action(&mut self, action: &StandardAction) -> io::Result<()> {
        self.head(&format!("standard action {}", action.name), "")?;
        self.sentence("", action.summary)?;
        self.sentence("Sequence", action.sequence)?;
        self.page(action.page)
    }

    fn operation(&mut self, operation: &Operation) -> io::Result<()> {
        let (name, group) = (operation.name, operation.group);
        self.head(&format!("script operation {name}"), &format!("  {group}"))?;
        self.sentence("", operation.summary)?;
        self.labelled("Fields", &operation.arguments.join(", "))?;
        self.labelled("In logs", &format!("Executing op: {name}(...)"))
    }

    /// A number that is none of those in the catalogue.
    fn unknown(&mut self, answer: &Answer) -> io::Result<()> {
        let asked = visible(&answer.asked);
        self.head(&asked, "  not in the catalogue")?;
        let searched: Vec<_> = answer.searched().into_iter().map(plural).collect();
        self.sentence(
            "",
            &format!(
                "The number is valid, but no meaning is known; searched were {}",
                enumerated(&searched)
            ),
        )?;
        let Some(number) = answer.number else {
            return Ok(());
        };
        if let Some(code) = answer.wrapped_win32() {
            self.sentence("", &format!("As an HRESULT it wraps code {code}"))?;
        }
        if OF_PACKAGES.contains(&number.value) {
            self.sentence("", OF_THE_PACKAGE)?;
        }
        if !is_pattern(number.value) {
            self.sentence("", OF_A_PROGRAM)?;
        }
        Ok(())
    }

    /// A sentence, which the catalogue has without its full stop.
    fn sentence(&mut self, label: &str, text: &str) -> io::Result<()> {
        let stop = if text.is_empty() || text.ends_with(['.', '!', '?']) {
            ""
        } else {
            "."
        };
        self.labelled(label, &format!("{text}{stop}"))
    }

    fn page(&mut self, address: &str) -> io::Result<()> {
        self.labelled("Page", address)
    }

    /// Text with a word before it, or with none, below the head. Nothing where there is no text.
    fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let hang = if label.is_empty() { 0 } else { LABEL };
        let indent = " ".repeat(INDENT + hang);
        let mut lines = Vec::new();
        wrapped(&mut lines, self.style, &indent, &indent, text)?;
        // The sequences of a colour have no width, so the label takes its place when the lines are broken.
        if label.is_empty() {
            return self.out.write_all(&lines);
        }
        let label = self.style.paint(Paint::Dim, format!("{label:hang$}"));
        write!(self.out, "{:INDENT$}{label}", "")?;
        self.out.write_all(&lines[indent.len()..])
    }

    /// What an answer is about, and what stands behind it on the same line.
    fn head(&mut self, what: &str, behind: &str) -> io::Result<()> {
        let what = self.style.paint(Paint::Bold, what);
        writeln!(self.out, "{what}{behind}")
    }
}

/// The colour of a severity.
fn paint(severity: Severity) -> Paint {
    match severity {
        Severity::Error => Paint::Red,
        Severity::Warning => Paint::Yellow,
        Severity::Info => Paint::Dim,
        Severity::Success => Paint::Green,
    }
}

/// Whether the number asked for holds this code in its lower half, rather than being it.
fn wraps(answer: &Answer, meaning: &Meaning) -> bool {
    answer
        .number
        .is_some_and(|number| number.value != meaning.code.number)
}

/// What a number of a space is called.
fn space_name(space: Space) -> &'static str {
    match space {
        Space::Exit => "exit code",
        Space::Message => "message",
        Space::Hresult => "HRESULT",
        Space::Win32 => "Win32 code",
        Space::Ntstatus => "NTSTATUS",
        Space::Storage => "storage code",
        Space::ReturnValue => "return value",
        Space::Wix => "message of WiX",
    }
}

/// What the numbers of a space are called.
fn plural(space: Space) -> String {
    match space {
        Space::Hresult => "HRESULTs".to_owned(),
        Space::Ntstatus => "NTSTATUS codes".to_owned(),
        Space::ReturnValue => "return values of actions".to_owned(),
        Space::Wix => "messages of WiX".to_owned(),
        _ => format!("{}s", space_name(space)),
    }
}

/// Where a number of a space stands in a log.
fn sample(space: Space, number: u32) -> String {
    let written = spelling(space, number);
    let signed = number.cast_signed();
    match space {
        Space::Exit => format!("MainEngineThread is returning {written}"),
        // What is below is no message but a heading of other messages.
        Space::Message if number < 100 => String::new(),
        Space::Message => format!("Error {written}. ... or Note: 1: {written} ..."),
        Space::Hresult => format!("{written}, or {signed}"),
        Space::Win32 => format!("System error {written}, or GetLastError: {written}"),
        Space::Ntstatus => format!("returned actual error code {signed}"),
        Space::Storage => format!("Note: 1: 2203 2: <file> 3: {signed}"),
        Space::Wix => format!("Error {written}. ..."),
        Space::ReturnValue => format!("Action ended <time>: <action>. Return value {written}."),
    }
}

/// The fields of a message: `[2] file, [3] system error`.
fn fields(names: &[&str]) -> String {
    let used = names.iter().zip(2..).filter(|(name, _)| !name.is_empty());
    let fields: Vec<String> = used.map(|(name, at)| format!("[{at}] {name}")).collect();
    fields.join(", ")
}

//! Which of the lines that a custom action wrote about failures states why it failed itself.
//!
//! An action tries things, notes what went wrong, and goes on. The trace alone takes its first words; here the lines are
//! read, and where their form tells that another one decided, that one is taken.

use super::Pick;
use crate::detect::lines::Lines;
use crate::detect::result_in_text::{VAGUE, result_in};
use crate::text::LineNo;
use crate::trace::{Fault, FaultKind, Trace, named_exception};

/// More lines about failures than this are of many failures.
const MOST: usize = 200;

/// A line of a custom action that speaks of a failure.
struct Word<'t> {
    fault: &'t Fault,
    text: String,
    /// Whether it stands right below the word above it. Pages put empty lines between the lines of a log.
    is_next: bool,
}

/// The pick at the line of the custom action that states why it failed, where that is another one than the first.
pub(in crate::detect) fn with_own_words<'t>(
    trace: &'t Trace,
    mut pick: Pick<'t>,
    lines: &mut Lines<'_>,
) -> Pick<'t> {
    let words = words(trace, &pick, lines);
    let decided = named_result(&words, pick.action.as_deref())
        .or_else(|| last_result(&words))
        .or_else(|| last_exception(&words));
    if let Some(fault) = decided {
        pick.line = fault.line;
        pick.fault = Some(fault);
    }
    pick
}

/// What the custom action wrote about failures in the step that failed, up to its result.
fn words<'t>(trace: &'t Trace, pick: &Pick<'t>, lines: &mut Lines<'_>) -> Vec<Word<'t>> {
    let is_text = |fault: &Fault| fault.kind == FaultKind::CustomActionText;
    let (Some(picked), Some(end)) = (pick.fault.filter(|fault| is_text(fault)), pick.more.last())
    else {
        return Vec::new();
    };
    let step = |fault: &Fault| (fault.engine, fault.action, fault.script_action, fault.work);
    let faults = trace.faults_of(picked.session);
    // Where the log lacks the result, the last of the words stand in its place.
    let is_above = |fault: &Fault| fault.line < *end || fault.line == *end && is_text(fault);
    let above = &faults[..faults.partition_point(is_above)];
    let of_step = above
        .iter()
        .rev()
        .take_while(|fault| step(fault) == step(picked));
    let said = of_step.take_while(|fault| is_text(fault)).take(MOST);
    let said: Vec<&Fault> = said.collect();
    let mut above: Option<LineNo> = None;
    let mut words = Vec::with_capacity(said.len());
    for fault in said.into_iter().rev() {
        let is_next = above.is_some_and(|above| {
            let gap = above.plus(1).get()..fault.line.get();
            let mut gap = gap.map(LineNo::new);
            gap.len() <= MOST_EMPTY && gap.all(|line| lines.line(line).trim().is_empty())
        });
        words.push(Word {
            fault,
            text: lines.line(fault.line),
            is_next,
        });
        above = Some(fault.end_line);
    }
    words
}

/// So many empty lines a page puts between two lines of a log.
const MOST_EMPTY: usize = 2;

/// `AddPrinter returned 2: The system cannot find the file specified.` at the end: where the action names its own result,
/// the first line right above it with the same one states what failed.
fn named_result<'t>(words: &[Word<'t>], action: Option<&str>) -> Option<&'t Fault> {
    let last = words.last()?;
    // The name before two blanks is that of the function, which writes all of the lines.
    let said = last
        .text
        .split_once(":  ")
        .map_or(&*last.text, |(_, said)| said);
    let is_its_own = said.contains(action.filter(|action| !action.is_empty())?);
    let code = code_of(&last.text).filter(|_| is_its_own)?;
    let mut first = last;
    for word in words.iter().rev().skip(1) {
        if !first.is_next || code_of(&word.text) != Some(code) {
            break;
        }
        first = word;
    }
    Some(first.fault)
}

/// `... returned 2: ...`, `... failed with error 0x3EE`: the result in a line.
fn code_of(text: &str) -> Option<u32> {
    let returned = || {
        let (_, behind) = text.rsplit_once(" returned ")?;
        let digits = behind.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok().filter(|code| *code != 0)
    };
    result_in(text).or_else(returned)
}

/// `InstallThings:  Error 0x80070005: failed to open the thing`: actions of the WiX toolset, and those written with its
/// library, pass one result on until they end. What stands above with another one was survived; a result that says no more
/// than that something failed was put in the place of the one above.
fn last_result<'t>(words: &[Word<'t>]) -> Option<&'t Fault> {
    let mut of_wix = words.iter().rev().filter_map(|word| {
        let (_, text) = word.text.split_once(":  Error 0x")?;
        let code = u32::from_str_radix(text.get(..8)?, 16).ok()?;
        text[8..].starts_with(':').then_some((word.fault, code))
    });
    let is_vague = |code: u32| VAGUE.contains(&code);
    let (mut first, code) = of_wix.find(|(_, code)| !is_vague(*code))?;
    for (fault, other) in of_wix {
        if other != code {
            return Some(first);
        }
        first = fault;
    }
    // All have the same one, so nothing was survived.
    None
}

/// `Error: System.IO.IOException: The disk is full.`: managed actions write what they catch, also where they go on; the
/// last exception is the one that they did not survive.
fn last_exception<'t>(words: &[Word<'t>]) -> Option<&'t Fault> {
    let mut of_exceptions = words
        .iter()
        .filter(|word| named_exception(&word.text).is_some());
    of_exceptions.next()?;
    of_exceptions.next_back().map(|word| word.fault)
}

//! Which of the lines that a custom action wrote about failures states why it failed itself.
//!
//! An action tries things, notes what went wrong, and goes on. The trace alone takes its first words; here the lines are
//! read, and where their form tells that another one decided, that one is taken.

use super::Pick;
use crate::detect::custom_action::call::Call;
use crate::detect::custom_action::closing::says_nothing;
use crate::detect::custom_action::result_in_text::{VAGUE, result_in};
use crate::detect::lines::Lines;
use crate::syntax::{CLASS_NOT_LOADED, runs_quietly};
use crate::text::LineNo;
use crate::trace::{
    Fault, FaultKind, LogLevel, Trace, has_failure_word, level_of, named_exception,
};

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
    let told = told(&words);
    let decided = named_result(&told, pick.action.as_deref())
        .or_else(|| last_result(&told))
        .or_else(|| last_exception(&told))
        .or_else(|| last_try(&told))
        .or_else(|| first_told(&told, &pick));
    if let Some(fault) = decided {
        pick.line = fault.line;
        pick.fault = Some(fault);
        return pick;
    }
    let result = result_of(trace, &pick).filter(|_| told.is_empty() && !words.is_empty());
    let Some(result) = result else {
        return pick;
    };
    let of_result = Pick {
        line: result.line,
        fault: Some(result),
        more: vec![pick.line],
        ..pick.clone()
    };
    // A part of a log may not tell what the action wrote above, or only what it was about to do.
    if Call::of(trace, &of_result, lines).last_line().is_some() {
        of_result
    } else {
        pick
    }
}

/// The words that tell something: no closing phrases, and of the others those that are doubted least.
fn told<'w, 't>(words: &'w [Word<'t>]) -> Vec<&'w Word<'t>> {
    let is_told = |word: &&Word<'_>| !says_nothing(&word.text);
    let mut told: Vec<&Word<'t>> = words.iter().filter(is_told).collect();
    let least = told.iter().map(|word| doubt(&word.text)).min();
    told.retain(|word| Some(doubt(&word.text)) == least);
    told
}

/// How much a line is doubted to tell the reason of a failure, by its level and its words.
fn doubt(text: &str) -> u8 {
    match level_of(text) {
        Some(LogLevel::Information) => 3,
        Some(LogLevel::Warning) => 2,
        Some(LogLevel::Error) if !has_failure_word(text) => 1,
        // `WixQuietExec:  Error 0x80070001: Command line returned an error.`
        _ if text
            .split_once(":  Error 0x")
            .is_some_and(|(source, _)| runs_quietly(source)) =>
        {
            1
        }
        _ => 0,
    }
}

/// The first of the words that tell something, where the line that was picked does not.
fn first_told<'t>(told: &[&Word<'t>], pick: &Pick<'_>) -> Option<&'t Fault> {
    let is_picked = |word: &&Word<'_>| word.fault.line == pick.line;
    let first = told.first()?;
    (!told.iter().any(is_picked)).then_some(first.fault)
}

/// `OpenGates: cannot continue` is all that speaks of a failure: the result of the action, above which stands what it wrote
/// last.
fn result_of<'t>(trace: &'t Trace, pick: &Pick<'_>) -> Option<&'t Fault> {
    let end = pick.more.last()?;
    let faults = trace.faults_of(pick.fault?.session);
    let at = faults.partition_point(|fault| fault.line < *end);
    let is_result = |fault: &&Fault| matches!(fault.kind, FaultKind::CustomActionReturned { .. });
    faults
        .get(at)
        .filter(|fault| fault.line == *end)
        .filter(is_result)
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
fn named_result<'t>(words: &[&Word<'t>], action: Option<&str>) -> Option<&'t Fault> {
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
fn last_result<'t>(words: &[&Word<'t>]) -> Option<&'t Fault> {
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
/// last exception is the one that they did not survive. A single one counts where no other words follow it, unless it is
/// what the host found when it loaded the class.
fn last_exception<'t>(words: &[&Word<'t>]) -> Option<&'t Fault> {
    let is_named = |word: &&&Word<'_>| named_exception(&word.text).is_some();
    let mut of_exceptions = words.iter().filter(is_named);
    let first = of_exceptions.next()?;
    let of_host = words
        .iter()
        .any(|word| word.text.starts_with(CLASS_NOT_LOADED));
    let last = || words.last().filter(is_named).filter(|_| !of_host);
    let single = || last().filter(|word| word.fault.line == first.fault.line);
    let decided = of_exceptions.next_back().or_else(single);
    decided.map(|word| word.fault)
}

/// `attempt 3 of 3 failed: the certificate has expired`: where an action tells of nothing but its tries, it gave up after the
/// last one, which may have failed for another reason than the first. What runs a command tells of its end below them.
fn last_try<'t>(words: &[&Word<'t>]) -> Option<&'t Fault> {
    let is_of_end = |word: &&&Word<'_>| word.text.contains(":  Error 0x");
    let tries = words.iter().rev().skip_while(is_of_end);
    let mut tries = tries.peekable();
    let last = tries.peek()?.fault;
    let is_first = words.first()?.fault.line == last.line;
    (!is_first && tries.all(|word| is_try(&word.text))).then_some(last)
}

/// Whether a line tells of one of several tries: `attempt 1 of 3 failed`, `Try 1/3: no answer`, `retry 2: no answer`.
pub(in crate::detect) fn is_try(line: &str) -> bool {
    let mut words = line
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut has_try = words.by_ref().map(str::to_ascii_lowercase);
    has_try.any(|word| matches!(&*word, "attempt" | "try" | "retry"))
        && words
            .next()
            .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

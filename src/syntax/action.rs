//! Actions: the engine's own lines, and the translated ones of the package.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::map;
use nom::sequence::preceded;

use super::lex::{
    Parsed, behind_unit, clock, ending, rest, signed, split_once, tag, trimmed, until,
};
use super::vocabulary::{ActionLine, Vocabulary};
use crate::event::{EventKind, ReturnValue, TimeOfDay};

/// `Doing action: InstallValidate`
pub(super) fn doing(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Doing action: "), trimmed)
        .map(|name| EventKind::ActionDoing { name })
        .parse(text)
}

/// `Skipping action: LaunchApp (condition is false)`,
/// `Skipping FindRelatedProducts action: already done on client side`,
/// `Skipping action due to msidbCustomActionTypeFirstSequence option.`
pub(super) fn skipped(text: &str) -> Parsed<'_, EventKind<'_>> {
    let by_condition = map(
        (preceded(tag("action: "), until(" (")), ending(")")),
        |(name, reason)| (name, reason),
    );
    let unnamed = preceded(tag("action "), rest).map(|reason| ("", reason));
    let named = (until(" action: "), rest);
    preceded(tag("Skipping "), alt((by_condition, unnamed, named)))
        .map(|(name, reason)| EventKind::ActionSkipped { name, reason })
        .parse(text)
}

/// `Action start 9:12:53: INSTALL.`, `動作結束 09:17:38: INSTALL。傳回值 1。`, `Action 19:29:39: WelcomeDlg. Dialog created`
///
/// No list of languages stands behind it: a line with a clock and the name of an action is one of the three,
/// what follows the name tells which, and the word before the clock is learned for the lines to come.
pub(super) fn line<'log>(line: &'log str, vocabulary: &mut Vocabulary) -> Option<EventKind<'log>> {
    clocked(line, vocabulary).or_else(|| unclocked(line))
}

/// `Action ended Time: INSTALL. Return value 3.`, `Action start [Time]: INSTALL.`, `Action ended: INSTALL. Return value 3.`, as
/// pages have it whose author took the time away. Midnight stands for it.
fn unclocked(line: &str) -> Option<EventKind<'_>> {
    let line = line.strip_prefix("Action ")?;
    let has_ended = line.strip_prefix("ended");
    let (time, body) = has_ended
        .or_else(|| line.strip_prefix("start"))?
        .split_once(": ")?;
    let time = time.trim().trim_matches(['[', ']', '<', '>']);
    let is_taken_away = time.is_empty() && has_ended.is_some();
    let is_masked = !time.is_empty()
        && time
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b':');
    if !is_taken_away && !is_masked {
        return None;
    }
    let at = TimeOfDay::new(0, 0, 0, 0)?;
    let (name, tail) = name_and_tail(body)?;
    if has_ended.is_some() {
        let value = return_value(tail).or_else(|| value_of(tail.trim_end()))?;
        return Some(EventKind::ActionEnded { at, name, value });
    }
    tail.is_empty()
        .then_some(EventKind::ActionStarted { at, name })
}

/// `Action ended 9:12:53: INSTALL. Return value 1.`, and the same in any language.
fn clocked<'log>(line: &'log str, vocabulary: &mut Vocabulary) -> Option<EventKind<'log>> {
    let digit = line.as_bytes()[..line.len().min(LONGEST_WORD)]
        .iter()
        .position(u8::is_ascii_digit)?;
    let word = line[..digit].trim_end();
    let (behind, at) = clock(&line[digit..]).ok()?;
    // Some languages set a blank before the colon, some have a wide one.
    let body = match behind.strip_prefix(": ") {
        Some(body) => body,
        None => behind_unit(behind)
            .trim_start_matches([' ', '\u{a0}'])
            .strip_prefix([':', '：'])?,
    };
    let body = body.trim_start_matches(' ');
    let (name, tail) = name_and_tail(body)?;
    let described_without_text = || {
        vocabulary.knows_word(ActionLine::Described, word)
            && !vocabulary.knows_word(ActionLine::Started, word)
    };
    // What a package calls its action may end like a return value: `Configuring SQL Server 2019.`
    let is_described = || {
        vocabulary.knows_word(ActionLine::Described, word)
            && !vocabulary.knows_word(ActionLine::Ended, word)
    };
    let returned = return_value(tail).filter(|_| !is_described());
    // The full stop behind the value is lost at the end of a quotation.
    let value = returned.or_else(|| {
        let is_end = vocabulary.knows_word(ActionLine::Ended, word)
            && !vocabulary.knows_word(ActionLine::Described, word);
        is_end.then(|| value_of(tail.trim_end())).flatten()
    });
    let (form, kind) = match value {
        // The blank behind the name is lost when a log passes through an editor.
        _ if tail.is_empty() && described_without_text() => (
            ActionLine::Described,
            EventKind::ActionDescribed { at, name, text: "" },
        ),
        _ if tail.is_empty() => (ActionLine::Started, EventKind::ActionStarted { at, name }),
        Some(value) => (
            ActionLine::Ended,
            EventKind::ActionEnded { at, name, value },
        ),
        None => (
            ActionLine::Described,
            EventKind::ActionDescribed {
                at,
                name,
                text: tail.trim(),
            },
        ),
    };
    // `CA: 01:49:43: Install. Done` is what a custom action wrote with a clock of its own.
    if word.is_empty() || word.ends_with([':', ',', ']', ')']) {
        return None;
    }
    if !vocabulary.knows_word(form, word) {
        if !vocabulary.knows_name(name) {
            return None;
        }
        vocabulary.learn_word(form, word);
    }
    Some(kind)
}

/// The longest word before a clock, in bytes: `Действие завершено` and its like are below this.
const LONGEST_WORD: usize = 96;

/// Full stops, blanks, and the first byte of an ideographic full stop, with which other signs begin too.
const MAY_END_NAME: [bool; 256] = {
    let ends = b". \t\n\x0C\r\xE3";
    let mut may = [false; 256];
    let mut at = 0;
    while at < ends.len() {
        may[ends[at] as usize] = true;
        at += 1;
    }
    may
};

/// The name and what follows its full stop: `INSTALL. Return value 1.` gives `INSTALL` and ` Return value 1.`.
/// A name holds no blank but may hold full stops, so it ends at a full stop before a blank or the end,
/// or at an ideographic one.
fn name_and_tail(body: &str) -> Option<(&str, &str)> {
    let bytes = body.as_bytes();
    let ends_name = |at: usize| match bytes[at] {
        b'.' => matches!(bytes.get(at + 1), None | Some(b' ')),
        0xE3 => body[at..].starts_with('。'),
        _ => true,
    };
    let mut at = 0;
    let stop = loop {
        at += bytes[at..]
            .iter()
            .position(|byte| MAY_END_NAME[usize::from(*byte)])?;
        if ends_name(at) {
            break at;
        }
        at += 1;
    };
    let width = body[stop..].chars().next().map_or(0, char::len_utf8);
    let is_name = stop > 0 && !bytes[stop].is_ascii_whitespace();
    is_name.then(|| (&body[..stop], &body[stop + width..]))
}

/// ` Return value 3.` and `傳回值 1。`: words without digits, a number, a full stop.
fn return_value(tail: &str) -> Option<ReturnValue> {
    // `Registering product 1` has no full stop, a return value always has one.
    value_of(tail.trim_end().strip_suffix(['.', '。'])?)
}

/// The same without its full stop.
fn value_of(text: &str) -> Option<ReturnValue> {
    let number = text
        .bytes()
        .rposition(|byte| !byte.is_ascii_digit() && byte != b'-')?
        + 1;
    let words = text[..number].trim();
    let plausible = words.len() >= 2
        && words.len() <= LONGEST_WORD
        && !words.bytes().any(|byte| byte.is_ascii_digit());
    let (left, value) = signed(&text[number..]).ok()?;
    (plausible && left.is_empty()).then_some(ReturnValue(value))
}

/// `AppSearch: Property: LEGACY, Signature: X`, `1: {0688EA09-...} 2: C:\a `
pub(super) fn data<'log>(line: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    if let Some(text) = line.strip_prefix("1: ") {
        return Some(EventKind::ActionData {
            action: "",
            text: text.trim_end(),
        });
    }
    let (name, text) = split_once(line, ": ")?;
    let is_action = !name.contains(char::is_whitespace) && vocabulary.knows_name(name);
    is_action.then(|| EventKind::ActionData {
        action: name,
        text: text.trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn_name("WindowsFolder.4F6D20F0");
        let found = match line(text, &mut vocabulary) {
            Some(EventKind::ActionStarted { name, .. }) => format!("start {name}"),
            Some(EventKind::ActionEnded { name, value, .. }) => format!("end {name} {value}"),
            Some(EventKind::ActionDescribed { name, text, .. }) => {
                format!("describe {name} |{text}|")
            }
            _ => "none".to_owned(),
        };
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn action_lines_are_read_in_any_language() {
        check(
            "Action start 9:12:53: WindowsFolder.4F6D20F0.",
            "start WindowsFolder.4F6D20F0",
        );
        check(
            "Action ended 05:17:54: LaunchApplication. Return value 1631.",
            "end LaunchApplication 1631",
        );
        check(
            "Action 19:29:39: ValidateProductID. ",
            "describe ValidateProductID ||",
        );
        check(
            "Action 19:29:39: WelcomeDlg. Dialog created",
            "describe WelcomeDlg |Dialog created|",
        );
        check("動作結束 09:17:38: INSTALL。傳回值 1。", "end INSTALL 1");
        check(
            "Vorgang beendet um 09:17:38: INSTALL. Rückgabewert 3.",
            "end INSTALL 3",
        );
        check("Début 10:04:09 : CostFinalize.", "start CostFinalize");
        check(
            "Action ended 10 h 04 min 09 s: INSTALL. Return value 3.",
            "end INSTALL 3",
        );
        check("Action start 10:04:09 ч.: INSTALL.", "start INSTALL");
        check(
            "Action ended 9:12:53: INSTALL. Return value 3",
            "end INSTALL 3",
        );
        check(
            "Action 9:12:53: INSTALL. Registering product 1",
            "describe INSTALL |Registering product 1|",
        );
        check(
            "Action 9:12:53: INSTALL. Configuring SQL Server 2019.",
            "describe INSTALL |Configuring SQL Server 2019.|",
        );
        check("InstallShield 9:12:53: Initializing Engine", "none");
        check("InstallShield 9:12:53: Done Initializing...", "none");
        check("9:12:53: INSTALL.", "none");
        check(
            "Action ended Time: INSTALL. Return value 3.",
            "end INSTALL 3",
        );
        check(
            "Action endedTime: INSTALL. Return value 3.",
            "end INSTALL 3",
        );
        check("Action start [Time]: INSTALL.", "start INSTALL");
        check("Action start <hh:mm:ss>: INSTALL.", "start INSTALL");
        check("Action started without a clock: INSTALL.", "none");
        check("Action ended: INSTALL. Return value 3.", "end INSTALL 3");
        check("Action ended: INSTALL.", "none");
        check("Action start: INSTALL.", "none");
        check("Action start Time: INSTALL. Return value 3.", "none");
        check("", "none");
    }

    #[test]
    fn a_word_is_learned_from_a_known_name() {
        let mut vocabulary = Vocabulary::default();
        assert!(line("Toiminto 9:12:53: OmaToiminto.", &mut vocabulary).is_none());
        assert!(line("Toiminto 9:12:53: InstallFiles.", &mut vocabulary).is_some());
        assert!(line("Toiminto 9:12:53: OmaToiminto.", &mut vocabulary).is_some());
    }
}

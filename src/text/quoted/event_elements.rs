//! Events of Windows Installer in XML, as Event Viewer, `wevtutil`, and PowerShell write them.
//!
//! Source: <https://learn.microsoft.com/windows/win32/wes/eventschema-schema>.

use std::borrow::Cow;

use memchr::memmem;

use super::events::{PROVIDER, is_number};

/// The namespace of an event.
pub(super) const NAMESPACE: &str = "schemas.microsoft.com/win/2004/08/events/event";

const BEGINNINGS: [&str; 2] = ["<Event ", "<Event>"];

const END: &str = "</Event>";

/// Between two events that one line has, as Event Viewer saves them.
const SEAM: &str = "</Event><Event";

/// The sentences with the status, whose event has their parts for its data: the number of the event, what was done, and the word
/// for it. The data are the product, its version, its language, the status, and the manufacturer.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/event-logging>, events 1033 to 1035, and what such events hold.
const SENTENCES: [(&str, &str, &str); 3] = [
    ("1033", "installed", "Installation"),
    ("1034", "removed", "Removal"),
    ("1035", "reconfigured", "Reconfiguration"),
];

/// What stands where an event has fewer data than its form.
const NOTHING: &str = "(NULL)";

const ENTITIES: [(&str, &str); 5] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&amp;", "&"),
];

/// Whether an event begins in a line, or names the provider.
pub(super) fn begins(line: &str) -> bool {
    is_of_installer(line)
        || line.contains(NAMESPACE) && BEGINNINGS.iter().any(|words| line.contains(words))
}

/// Whether an event ends in a line.
pub(super) fn ends(line: &[u8]) -> bool {
    memmem::find(line, END.as_bytes()).is_some()
}

/// Whether events stand in one line.
pub(super) fn is_run_together(sample: &[u8]) -> bool {
    let holds = |words: &str| memmem::find(sample, words.as_bytes()).is_some();
    holds(SEAM) && holds(NAMESPACE)
}

/// The bytes with each event in a line of its own.
pub(super) fn set_apart(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 256);
    let mut from = 0;
    for at in memmem::find_iter(bytes, SEAM) {
        let end = at + END.len();
        text.extend_from_slice(&bytes[from..end]);
        text.push(b'\n');
        from = end;
    }
    text.extend_from_slice(&bytes[from..]);
    text
}

/// Puts the message of each event of Windows Installer where the event has its text.
pub(super) fn bring_out(lines: &mut [Cow<'_, str>]) {
    let mut from = 0;
    while from < lines.len() {
        if !BEGINNINGS.iter().any(|words| lines[from].contains(words)) {
            from += 1;
            continue;
        }
        let more = lines[from..].iter().position(|line| line.contains(END));
        let last = more.map_or(lines.len() - 1, |more| from + more);
        bring_out_of_event(&mut lines[from..=last]);
        from = last + 1;
    }
}

fn bring_out_of_event(lines: &mut [Cow<'_, str>]) {
    let event = lines.join("\n");
    let Some((at, message)) = message(&event) else {
        return;
    };
    let line = memchr::memchr_iter(b'\n', &event.as_bytes()[..at]).count();
    if let Some(place) = lines.get_mut(line) {
        let end = if place.ends_with('\r') { "\r" } else { "" };
        *place = Cow::Owned(message + end);
    }
    // What is left of the event would go on with the message.
    let below = lines.iter_mut().skip(line + 1);
    for rest in below.take_while(|line| !BEGINNINGS.iter().any(|words| line.contains(words))) {
        let end = if rest.ends_with('\r') { "\r" } else { "" };
        *rest = Cow::Borrowed(end);
    }
}

/// The message of an event of Windows Installer, and where in it the message stands.
fn message(event: &str) -> Option<(usize, String)> {
    let number = event.split_once("<EventID")?.1.split_once('>')?.1;
    let number = number.split_once('<')?.0.trim();
    if !is_of_installer(event) || !is_number(number) {
        return None;
    }
    let rendered = elements(event, "<Message>").next();
    let mut data = elements(event, "<Data>");
    let told = match rendered {
        Some(rendered) => rendered,
        None => data.next()?,
    };
    let (at, text) = told;
    let sentence = SENTENCES
        .iter()
        .find(|(known, ..)| *known == number && rendered.is_none());
    let Some((_, done, word)) = sentence else {
        let is_text = rendered.is_some() || number.len() > "1033".len();
        return (is_text && !text.trim().is_empty()).then(|| (at, plain(text)));
    };
    let mut next = || {
        data.next()
            .map(|(_, text)| plain(text))
            .filter(|text| text != NOTHING)
    };
    let (version, language, status) = (next()?, next()?, next()?);
    let maker = next().unwrap_or_default();
    let product = plain(text);
    Some((
        at,
        format!(
            "Windows Installer {done} the product. Product Name: {product}. Product Version: {version}. Product Language: {language}. Manufacturer: {maker}. {word} success or error status: {status}."
        ),
    ))
}

fn is_of_installer(event: &str) -> bool {
    let name = event.split_once("<Provider Name=").map(|(_, name)| name);
    let name = name.and_then(|name| name.strip_prefix(['\'', '"']));
    name.and_then(|name| name.strip_prefix(PROVIDER))
        .is_some_and(|rest| rest.starts_with(['\'', '"']))
}

/// What elements hold, and at which byte each begins.
fn elements<'a>(event: &'a str, tag: &'static str) -> impl Iterator<Item = (usize, &'a str)> {
    event.match_indices(tag).map(move |(at, _)| {
        let text = &event[at + tag.len()..];
        (at, text.split('<').next().unwrap_or_default())
    })
}

/// A text without entities, in one line.
fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut text = lines.join(" ").trim().to_owned();
    for (entity, sign) in ENTITIES {
        text = text.replace(entity, sign);
    }
    text
}

//! What pages and other programs make of the characters of a log: colours, entities, and quotes around each line.

use std::borrow::Cow;

use memchr::memmem;

use super::blanks::{is_collapsed, with_both_blanks};
use super::bold::{has_bold, without_bold};
use super::head::{begins, holds};

/// What was done to each line of a log, in the order in which it is undone; nearly always nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page(Vec<Made>);

/// What a page or a program makes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    /// A zero byte or a blank behind each character: UTF-16 that went through a program which does not know it.
    Spread,
    /// A line of the log of the Configuration Manager: `<![LOG[MSI (s) ...]LOG]!><time="..." ...>`.
    Traced,
    /// A list in JSON, with a line as each of its texts: `"MSI (s) ...",`.
    Listed,
    /// Colours of a terminal: `\x1b[0;33mMSI (s) ...`.
    Coloured,
    /// `Service &#39;gates&#39;`, and `<br>` at the end.
    MarkedUp,
    /// Quotes as word processors set them: `Service ’gates’`.
    Typeset,
    /// The sign that word processors set for `(c)`: `MSI © (A0:5C) [10:00:00:000]: ...`.
    Signed,
    /// Signs of Markdown with the backslash that keeps them: `\[14A4:9F04\][2021-07-16T11:13:57]i001: ...`,
    /// `******\* RunEngine:`.
    Escaped,
    /// Blanks that a line must not be broken at, as mail programs write them.
    Unbroken,
    /// The kind of each message, which a user interface of the package's own has logged: `Info: Action start 10:00:00: INSTALL.`
    Labelled,
    /// A part of a bundle's line in bold: `e000: **This needs a newer Windows.**`
    Bold,
    /// One blank where the WiX toolset writes two: `WixQuietExec: Error 0x80070001: ...`
    Collapsed,
}

const ALL: [Made; 12] = [
    Made::Spread,
    Made::Traced,
    Made::Listed,
    Made::Coloured,
    Made::MarkedUp,
    Made::Typeset,
    Made::Signed,
    Made::Escaped,
    Made::Unbroken,
    Made::Labelled,
    Made::Bold,
    Made::Collapsed,
];

/// What stands around a line of the log of the Configuration Manager.
const TRACED: [&str; 2] = ["<![LOG[", "]LOG]!>"];

const HARD_BLANK: char = '\u{a0}';

const CURLY_QUOTES: [char; 4] = ['‘', '’', '‛', '´'];

/// Entities of HTML and XML, and what they stand for. The last may be a part of another one.
const ENTITIES: [(&str, &str); 8] = [
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&quot;", "\""),
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// Of these, what stands for the quote that most lines of an engine have.
const QUOTES: [&str; 3] = ["&#39;", "&#x27;", "&apos;"];

/// What a page makes of the beginning of the client's lines, `MSI (c) (`.
const SIGNED: [&str; 4] = ["MSI © (", "MSI ©) (", "MSI &copy; (", "MSI &copy;) ("];

/// The kinds of messages that an external user interface is given, as managed ones log them.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/monitoring-an-installation-using-msisetexternalui>.
const LABELS: [&str; 8] = [
    "Info: ",
    "ActionStart: ",
    "ActionData: ",
    "CommonData: ",
    "InstallStart: ",
    "InstallEnd: ",
    "Error: ",
    "Warning: ",
];

/// What stands behind the first of them where a log is one.
const LABELLED: [&str; 4] = [
    "Info: Action start ",
    "Info: Action ended ",
    "Info: CustomAction ",
    "Info: SFXCA: ",
];

/// A comparison within the client's most frequent line, which no engine writes with an entity.
const COMPARED: &str = "If counter &gt;= 0";

/// The block of an engine in Markdown, of which the last star was kept from closing what the others open.
const STARS: &str = "******\\* ";

const BREAKS: [&str; 3] = ["<br>", "<br/>", "<br />"];

impl Page {
    /// What was done to a log that begins with this text.
    pub(super) fn of(text: &str) -> Page {
        Page(ALL.into_iter().filter(|made| made.is_in(text)).collect())
    }

    /// The line as it was before.
    pub(super) fn undo<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let mut line = Cow::Borrowed(line);
        for made in &self.0 {
            if let Some(before) = made.undo(&line) {
                line = Cow::Owned(before);
            }
        }
        line
    }
}

impl Made {
    /// Whether it was done to a text. A log may hold each of its signs for itself, so they count only where one of an
    /// installer's lines has them at a place where no installer writes them.
    fn is_in(self, text: &str) -> bool {
        // Nearly every log has none of it, which is seen faster in the whole text than line by line.
        let is_there = |sign: &&str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
        if !self.signs().iter().any(is_there) {
            return false;
        }
        let any = |has: &dyn Fn(&str) -> bool| text.lines().map(str::trim).any(has);
        let hides = |line: &str| self.undo(line).is_some_and(|text| begins(&text));
        match self {
            Self::Spread => any(&|line| close_up(line).is_some_and(|text| holds(&text))),
            Self::Traced => any(&|line| line.starts_with(TRACED[0]) && hides(line)),
            Self::Listed => any(&|line| line.starts_with('"') && hides(line)),
            Self::Coloured => any(&|line| line.starts_with("\x1b[") && hides(line)),
            Self::MarkedUp => {
                let is_quoted = || QUOTES.iter().any(|quote| text.contains(quote));
                any(&|line| BREAKS.iter().any(|end| line.ends_with(end)) && begins(line))
                    || !text.contains('\'') && is_quoted()
                    || text.contains(COMPARED)
            }
            Self::Typeset => {
                !text.contains('\'') && any(&|line| line.contains(CURLY_QUOTES) && begins(line))
            }
            Self::Signed => any(&|line| begins(&without_sign(line)) && !begins(line)),
            Self::Escaped => {
                any(&|line| line.contains(STARS) || line.starts_with("\\[") && hides(line))
            }
            Self::Labelled => any(&|line| LABELLED.iter().any(|head| line.starts_with(head))),
            Self::Bold => any(&|line| has_bold(line) && hides(line)),
            Self::Collapsed => is_collapsed(text),
            Self::Unbroken => any(&|line| {
                let is_log = begins(line) && line.contains(' ');
                !is_log && line.contains(HARD_BLANK) && hides(line)
            }),
        }
    }

    /// Texts of which at least one stands in each text that it was done to.
    fn signs(self) -> &'static [&'static str] {
        match self {
            // A blank behind each character is seen in no part of a line.
            Self::Spread => &[""],
            Self::Traced => &[TRACED[0]],
            Self::Listed => &["\""],
            Self::Coloured => &["\x1b["],
            Self::MarkedUp => &["<br", "&"],
            Self::Typeset => &["‘", "’", "‛", "´"],
            Self::Signed => &["©", "&copy;"],
            Self::Escaped => &[STARS, "\\["],
            Self::Unbroken => &["\u{a0}"],
            Self::Labelled => &LABELLED,
            // What is bold stands in a line of a bundle; `: **` alone stands in each log with a command line that is hidden.
            Self::Bold => &["]e", "]w", "]i"],
            Self::Collapsed => &["Wix", "QuietExec"],
        }
    }

    /// The line as it was before, where it was done to it.
    fn undo(self, line: &str) -> Option<String> {
        match self {
            Self::Spread => close_up(line),
            Self::Traced => Some(untraced(line).to_owned()),
            Self::Listed => unlisted(line.trim()),
            Self::Coloured => Some(without_colours(line)),
            Self::MarkedUp => Some(without_markup(line)),
            Self::Typeset => Some(line.replace(CURLY_QUOTES, "'")),
            Self::Signed => Some(without_sign(line)),
            Self::Escaped => Some(without_backslashes(line)),
            Self::Unbroken => Some(line.replace(HARD_BLANK, " ")),
            Self::Labelled => Some(without_label(line)),
            Self::Bold => Some(without_bold(line)),
            Self::Collapsed => with_both_blanks(line),
        }
    }
}

/// A line without the codes that colour what follows: `\x1b[0;33m`.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut parts = line.split("\x1b[");
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = part.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ';');
        if let Some(rest) = code.strip_prefix(['m', 'K']) {
            plain.push_str(rest);
        } else {
            plain.push_str("\x1b[");
            plain.push_str(part);
        }
    }
    plain
}

fn without_markup(line: &str) -> String {
    let end = line.trim_end_matches(' ');
    let mut breaks = BREAKS.iter();
    let text = breaks
        .find_map(|mark| end.strip_suffix(mark))
        .unwrap_or(line);
    let mut text = text.to_owned();
    for (entity, sign) in ENTITIES {
        if text.contains(entity) {
            text = text.replace(entity, sign);
        }
    }
    text
}

fn without_label(line: &str) -> String {
    let mut labels = LABELS.iter();
    // A log may be indented as a whole, and somebody may have set a line in bold type.
    let text = line.trim_start_matches([' ', '\t']);
    let said = text.trim_start_matches('*');
    let marks = &text[..text.len() - said.len()];
    let said = labels.find_map(|label| said.strip_prefix(label));
    said.map_or_else(|| line.to_owned(), |said| format!("{marks}{said}"))
}

/// `MSI © (A0:5C)` as the engine writes it.
fn without_sign(line: &str) -> String {
    let said = line.trim_start_matches(' ');
    let mut signs = SIGNED.iter();
    let text = signs.find_map(|sign| said.strip_prefix(sign));
    let indentation = &line[..line.len() - said.len()];
    text.map_or_else(
        || line.to_owned(),
        |text| format!("{indentation}MSI (c) ({text}"),
    )
}

/// Of a line that begins with a bracket all that Markdown keeps with a backslash; of others only the star, since they are
/// full of paths.
fn without_backslashes(line: &str) -> String {
    if !line.starts_with("\\[") {
        return line.replace(STARS, "******* ");
    }
    let mut text = line.to_owned();
    for sign in ["[", "]", "_", "*"] {
        text = text.replace(&format!("\\{sign}"), sign);
    }
    text
}

/// A text may run over several lines, of which the first has the mark before it and the last the one behind it.
fn untraced(line: &str) -> &str {
    let [before, behind] = TRACED;
    let text = line.strip_prefix(before).unwrap_or(line);
    text.find(behind).map_or(text, |end| &text[..end])
}

/// `M\0S\0I\0` or `M S I ` without what stands behind each character.
fn close_up(line: &str) -> Option<String> {
    let line = line.trim();
    let zeros = line.bytes().filter(|byte| *byte == 0).count();
    if zeros > 1 && zeros * 3 >= line.len() {
        return Some(line.replace(['\0', '\u{fffd}', '\u{feff}'], ""));
    }
    let mut gaps = line.chars().skip(1).step_by(2);
    (line.len() > 1 && gaps.all(|gap| gap == ' ')).then(|| line.chars().step_by(2).collect())
}

/// `"C:\\Temp",` without what JSON puts around it.
fn unlisted(line: &str) -> Option<String> {
    let text = line.strip_suffix(',').unwrap_or(line);
    if !text.starts_with('"') {
        return None;
    }
    let text: String = serde_json::from_str(text).ok()?;
    let line = text.trim_end_matches(['\r', '\n']);
    // A line stays one line, since lines are counted as the file has them.
    (!line.contains('\n')).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_to_a_line_is_undone() {
        let line = "MSI (s) (10:20) [10:00:00:000]: Doing action: 'A' & <B>";
        for done in [
            format!("\x1b[0;33m{line}\x1b[0m"),
            line.replace(' ', "\u{a0}"),
            "MSI (s) (10:20) [10:00:00:000]: Doing action: &#39;A&#39; &amp; &lt;B&gt;".to_owned(),
            format!("{line}<br>"),
            format!("{line}<br /> "),
            "MSI (s) (10:20) [10:00:00:000]: Doing action: ‘A’ & <B>".to_owned(),
            line.chars().flat_map(|sign| [sign, '\0']).collect(),
            line.chars().flat_map(|sign| [sign, ' ']).collect(),
            format!("<![LOG[{line}]LOG]!><time=\"10:00:00.000+000\" component=\"A\">"),
            format!("  {},", serde_json::to_string(line).expect("a text")),
            // Its end may stand in another line.
            format!("<![LOG[{line}"),
        ] {
            assert_eq!(Page::of(&done).undo(&done), line, "{done}");
        }
    }

    #[test]
    fn signs_that_stand_for_others_are_set_back() {
        for (done, line) in [
            (
                "  MSI © (A0:5C) [10:00:00:000]: a",
                "  MSI (c) (A0:5C) [10:00:00:000]: a",
            ),
            (
                "MSI &copy;) (A0:5C) [10:00:00:000]: Decrementing counter to disable shutdown. If counter &gt;= 0, a",
                "MSI (c) (A0:5C) [10:00:00:000]: Decrementing counter to disable shutdown. If counter >= 0, a",
            ),
            (
                "MSI (s) (A0:5C) [10:00:00:000]: ******\\* RunEngine:",
                "MSI (s) (A0:5C) [10:00:00:000]: ******* RunEngine:",
            ),
            (
                "Info: Action start 10:00:00: INSTALL.",
                "Action start 10:00:00: INSTALL.",
            ),
            (
                "    Info: CustomAction OpenGates returned actual error code 1603",
                "CustomAction OpenGates returned actual error code 1603",
            ),
            (
                "\\[14A4:9F04\\]\\[2021-07-16T11:13:57\\]i101: Detected package: Heron\\_x86",
                "[14A4:9F04][2021-07-16T11:13:57]i101: Detected package: Heron_x86",
            ),
        ] {
            assert_eq!(Page::of(done).undo(done), line, "{done}");
        }
    }

    #[test]
    fn a_break_alone_is_enough_to_know_a_page() {
        let done = "MSI (s) (10:20) [10:00:00:000]: Doing action: A<br>";
        let line = "MSI (s) (10:20) [10:00:00:000]: Doing action: A";
        assert_eq!(Page::of(done).undo(done), line);
    }

    #[test]
    fn one_kind_of_curly_quotes_is_enough_to_know_a_word_processor() {
        for quote in CURLY_QUOTES {
            let done = format!("MSI (s) (10:20) [10:00:00:000]: Doing action: {quote}A{quote}");
            let line = "MSI (s) (10:20) [10:00:00:000]: Doing action: 'A'";
            assert_eq!(Page::of(&done).undo(&done), line, "{done}");
        }
    }

    #[test]
    fn a_log_keeps_what_it_holds_itself() {
        for line in [
            "",
            "MSI (s) (10:20) [10:00:00:000]: PROPERTY CHANGE: Adding A property. Its value is '&#39;'.",
            "MSI (s) (10:20) [10:00:00:000]: said \x1b[31mno\x1b[0m",
            "Produit\u{a0}: A\u{a0}-- non",
            "MSI (s) (10:20) [10:00:00:000]: Produit\u{a0}: A",
            "<br>",
            "MSI (s) (10:20) [10:00:00:000]: a \0 b",
            "\"a\",",
            "<![LOG[a]LOG]!>",
        ] {
            assert_eq!(Page::of(line), Page::default(), "{line}");
        }
    }
}

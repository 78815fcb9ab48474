//! Which key does what. The help screen, the key list of the README, and the tests come from this table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key, or an entry of the palette, asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the table says what each does, in words for people"
)]
pub enum Command {
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Left,
    Right,
    Open,
    GoToLine,
    GoToTime,
    Cause,
    NextFinding,
    PreviousFinding,
    NextError,
    PreviousError,
    NextAction,
    PreviousAction,
    NextPhase,
    PreviousPhase,
    ActionStart,
    ActionEnd,
    Back,
    Forward,
    Search,
    NextHit,
    PreviousHit,
    Filter,
    OnlyAction,
    OnlyProperty,
    OnlyThread,
    HideNoise,
    ToggleFilters,
    ChooseFilters,
    ClearFilters,
    Palette,
    Bookmark,
    Bookmarks,
    NextBookmark,
    PreviousBookmark,
    CopyLine,
    CopyRecord,
    CopyFinding,
    Page,
    WriteReport,
    WriteLines,
    NextPane,
    PreviousPane,
    Tab(u8),
    ToggleOutline,
    ToggleDetails,
    Follow,
    Reload,
    Help,
    Cancel,
    Suspend,
    Quit,
}

/// A line of the table: keys, what they do, and how the help says it.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Names of keys as [`key_name`] gives them; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// What they do.
    pub command: Command,
    /// What they do, in words.
    pub help: &'static str,
    /// The part of the help screen that the line stands in.
    pub group: Group,
}

/// The parts of the help screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Through what matters in a log.
    Causes,
    /// Through lines.
    Moving,
    /// Through places visited and marked.
    Places,
    /// Search and filters.
    Finding,
    /// To the clipboard and to files.
    Taking,
    /// What is on the screen.
    Screen,
}

impl Group {
    /// All parts, in the order of the help screen.
    pub const ALL: [Self; 6] = [
        Self::Causes,
        Self::Finding,
        Self::Moving,
        Self::Places,
        Self::Screen,
        Self::Taking,
    ];

    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Causes => "What happened",
            Self::Moving => "Lines",
            Self::Places => "Places",
            Self::Finding => "Search and filters",
            Self::Taking => "Take away",
            Self::Screen => "Screen",
        }
    }
}

const fn bind(
    group: Group,
    keys: &'static [&'static str],
    command: Command,
    help: &'static str,
) -> Binding {
    Binding {
        keys,
        command,
        help,
        group,
    }
}

/// The table.
pub const KEYS: &[Binding] = &[
    bind(Group::Causes, &["c"], Command::Cause, "go to the cause"),
    bind(Group::Causes, &["f"], Command::NextFinding, "next finding"),
    bind(
        Group::Causes,
        &["F"],
        Command::PreviousFinding,
        "previous finding",
    ),
    bind(
        Group::Causes,
        &["e"],
        Command::NextError,
        "next error, or warning where there is none",
    ),
    bind(
        Group::Causes,
        &["E"],
        Command::PreviousError,
        "previous error, or warning where there is none",
    ),
    bind(Group::Causes, &["]"], Command::NextAction, "next action"),
    bind(
        Group::Causes,
        &["["],
        Command::PreviousAction,
        "previous action",
    ),
    bind(Group::Causes, &["p"], Command::NextPhase, "next phase"),
    bind(
        Group::Causes,
        &["P"],
        Command::PreviousPhase,
        "previous phase",
    ),
    bind(
        Group::Causes,
        &["{"],
        Command::ActionStart,
        "start of the action around",
    ),
    bind(
        Group::Causes,
        &["}"],
        Command::ActionEnd,
        "end of the action around",
    ),
    bind(
        Group::Finding,
        &["/"],
        Command::Search,
        "search: a regular expression, found while you type",
    ),
    bind(Group::Finding, &["n"], Command::NextHit, "next hit"),
    bind(Group::Finding, &["N"], Command::PreviousHit, "previous hit"),
    bind(
        Group::Finding,
        &["&"],
        Command::Filter,
        "filter: kind: action: thread: side: severity: time: or text",
    ),
    bind(
        Group::Finding,
        &["a"],
        Command::OnlyAction,
        "only the action around",
    ),
    bind(
        Group::Finding,
        &["v"],
        Command::OnlyProperty,
        "only the property of this line",
    ),
    bind(
        Group::Finding,
        &["t"],
        Command::OnlyThread,
        "only the thread of this line",
    ),
    bind(
        Group::Finding,
        &["z"],
        Command::HideNoise,
        "hide noise, or show it again",
    ),
    bind(
        Group::Finding,
        &["x"],
        Command::ToggleFilters,
        "all filters off, or on again",
    ),
    bind(
        Group::Finding,
        &["ctrl-x"],
        Command::ChooseFilters,
        "switch single filters",
    ),
    bind(
        Group::Finding,
        &["X"],
        Command::ClearFilters,
        "remove all filters",
    ),
    bind(
        Group::Finding,
        &["ctrl-p"],
        Command::Palette,
        "palette: actions, properties, findings, commands",
    ),
    bind(Group::Moving, &["j", "down"], Command::Down, "down"),
    bind(Group::Moving, &["k", "up"], Command::Up, "up"),
    bind(
        Group::Moving,
        &["space", "pgdn", "ctrl-d"],
        Command::PageDown,
        "page down",
    ),
    bind(
        Group::Moving,
        &["pgup", "ctrl-u"],
        Command::PageUp,
        "page up",
    ),
    bind(Group::Moving, &["g", "home"], Command::Top, "first line"),
    bind(Group::Moving, &["G", "end"], Command::Bottom, "last line"),
    bind(
        Group::Moving,
        &["h", "left"],
        Command::Left,
        "left; in the outline, close",
    ),
    bind(
        Group::Moving,
        &["l", "right"],
        Command::Right,
        "right; in the outline, open",
    ),
    bind(
        Group::Moving,
        &["enter"],
        Command::Open,
        "go to the line that is chosen",
    ),
    bind(
        Group::Moving,
        &[":"],
        Command::GoToLine,
        "go to a line, :1234",
    ),
    bind(
        Group::Moving,
        &["@"],
        Command::GoToTime,
        "go to a time, @12:30:05",
    ),
    bind(
        Group::Places,
        &["ctrl-o", "alt-left", "backspace"],
        Command::Back,
        "back to the last place",
    ),
    bind(
        Group::Places,
        &["ctrl-l", "alt-right"],
        Command::Forward,
        "forward again",
    ),
    bind(
        Group::Places,
        &["m"],
        Command::Bookmark,
        "mark this line with a note, or unmark it",
    ),
    bind(
        Group::Places,
        &["'"],
        Command::Bookmarks,
        "choose a bookmark",
    ),
    bind(
        Group::Places,
        &["b"],
        Command::NextBookmark,
        "next bookmark",
    ),
    bind(
        Group::Places,
        &["B"],
        Command::PreviousBookmark,
        "previous bookmark",
    ),
    bind(Group::Screen, &["1"], Command::Tab(0), "Log"),
    bind(Group::Screen, &["2"], Command::Tab(1), "Findings"),
    bind(Group::Screen, &["3"], Command::Tab(2), "Timeline"),
    bind(Group::Screen, &["4"], Command::Tab(3), "Properties"),
    bind(Group::Screen, &["5"], Command::Tab(4), "Folders"),
    bind(
        Group::Screen,
        &["6"],
        Command::Tab(5),
        "Features and components",
    ),
    bind(Group::Screen, &["7"], Command::Tab(6), "Files"),
    bind(Group::Screen, &["8"], Command::Tab(7), "Operations"),
    bind(Group::Screen, &["9"], Command::Tab(8), "Policies"),
    bind(Group::Screen, &["0"], Command::Tab(9), "Summary"),
    bind(Group::Screen, &["tab"], Command::NextPane, "next pane"),
    bind(
        Group::Screen,
        &["backtab"],
        Command::PreviousPane,
        "previous pane",
    ),
    bind(
        Group::Screen,
        &["o"],
        Command::ToggleOutline,
        "show or hide the outline",
    ),
    bind(
        Group::Screen,
        &["i"],
        Command::ToggleDetails,
        "show or hide the details",
    ),
    bind(
        Group::Screen,
        &["ctrl-f"],
        Command::Follow,
        "follow a log that is being written",
    ),
    bind(Group::Screen, &["r"], Command::Reload, "read the log again"),
    bind(
        Group::Screen,
        &["?", "f1"],
        Command::Help,
        "the first steps, and all keys",
    ),
    bind(
        Group::Screen,
        &["esc"],
        Command::Cancel,
        "close, stop, or clear",
    ),
    bind(
        Group::Screen,
        &["ctrl-z"],
        Command::Suspend,
        "suspend (not on Windows)",
    ),
    bind(Group::Screen, &["q", "ctrl-c"], Command::Quit, "quit"),
    bind(Group::Taking, &["y"], Command::CopyLine, "copy the line"),
    bind(
        Group::Taking,
        &["Y"],
        Command::CopyRecord,
        "copy the record",
    ),
    bind(
        Group::Taking,
        &["ctrl-y"],
        Command::CopyFinding,
        "copy the finding",
    ),
    bind(
        Group::Taking,
        &["u"],
        Command::Page,
        "the page of the finding, or of the number in this line",
    ),
    bind(
        Group::Taking,
        &["w"],
        Command::WriteReport,
        "write the report to a file",
    ),
    bind(
        Group::Taking,
        &["W"],
        Command::WriteLines,
        "write the lines shown to a file",
    ),
];

/// What a key does outside of prompts and lists.
#[must_use]
pub fn command(key: KeyEvent) -> Option<Command> {
    let name = key_name(key)?;
    let binding = KEYS
        .iter()
        .find(|binding| binding.keys.contains(&name.as_str()))?;
    Some(binding.command)
}

/// The binding of a command.
#[must_use]
pub fn binding(command: Command) -> Option<&'static Binding> {
    KEYS.iter().find(|binding| binding.command == command)
}

const NAMED: &[(&str, KeyCode)] = &[
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("f1", KeyCode::F(1)),
];

/// The name of a key as the table writes it: `G`, `ctrl-p`, `alt-left`, `space`.
#[must_use]
pub fn key_name(key: KeyEvent) -> Option<String> {
    let base = match NAMED.iter().find(|(_, code)| *code == key.code) {
        Some((name, _)) => (*name).to_owned(),
        None => match key.code {
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => {
                c.to_ascii_lowercase().to_string()
            }
            KeyCode::Char(c) => c.to_string(),
            _ => return None,
        },
    };
    // Alt Gr comes as both on Windows, and makes an ordinary character.
    let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
    Some(if key.modifiers.contains(both) {
        base
    } else if key.modifiers.contains(KeyModifiers::CONTROL) {
        format!("ctrl-{base}")
    } else if key.modifiers.contains(KeyModifiers::ALT) {
        format!("alt-{base}")
    } else {
        base
    })
}

/// The key with a name of the table; for tests and scripts.
#[must_use]
pub fn key_of(name: &str) -> Option<KeyEvent> {
    let (modifiers, base) = if let Some(base) = name.strip_prefix("ctrl-") {
        (KeyModifiers::CONTROL, base)
    } else if let Some(base) = name.strip_prefix("alt-") {
        (KeyModifiers::ALT, base)
    } else {
        (KeyModifiers::NONE, name)
    };
    let named = NAMED.iter().find(|(known, _)| *known == base);
    let mut characters = base.chars();
    let code = match (named, characters.next(), characters.next()) {
        (Some((_, code)), ..) => *code,
        (None, Some(c), None) => KeyCode::Char(c),
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}

/// How many columns the keys of a binding take at most, with commas between them.
#[must_use]
pub fn widest() -> usize {
    let all = KEYS.iter().map(|binding| binding.keys.join(", ").len());
    all.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_one_meaning_and_a_name() {
        let mut seen = Vec::new();
        for binding in KEYS {
            for name in binding.keys {
                assert!(!seen.contains(name), "{name} is bound twice");
                seen.push(name);
                let key = key_of(name).map(|key| (key_name(key), command(key)));
                assert_eq!(
                    key,
                    Some((Some((*name).to_owned()), Some(binding.command))),
                    "{name}"
                );
            }
            assert!(!binding.help.is_empty());
        }
    }
}

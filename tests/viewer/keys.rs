//! Every key of the table does what the help says, and stands in the help and in the README.

use std::fmt::Write as _;

use std::fs;
use std::path::Path;

use super::Viewer;
use wilog::tui::keymap::{self, Command, Group, KEYS, binding, key_of};
use wilog::tui::{Effect, FIRST_STEPS, Focus, Message, Tab, update};

const LOG: &str = "file-access-denied.log";
/// The line of its cause, at which it opens.
const CAUSE: u32 = 249;

/// What a key shall lead to.
enum Then {
    /// The cursor is on this line.
    Line(u32),
    /// The screen shows this.
    Shows(&'static str),
    /// The last line says this.
    Says(&'static str),
    /// This tab is shown.
    Tab(Tab),
    /// This pane takes the keys.
    Focus(Focus),
    /// So many lines are shown.
    Rows(u32),
    /// The program ends.
    Over,
}

/// Keys of the table, what is pressed before them, and what they lead to.
const CASES: &[(&str, &str, Then)] = &[
    ("c", "g", Then::Line(CAUSE)),
    ("f", "g", Then::Line(CAUSE)),
    ("F", "G", Then::Line(CAUSE)),
    ("e", "", Then::Line(251)),
    ("E", ": 2 5 1 enter", Then::Line(CAUSE)),
    ("]", "g", Then::Says("action 1 of 20: INSTALL")),
    ("[", "c", Then::Says("action 20 of 20: InstallFinalize")),
    ("p", "c", Then::Says("rollback")),
    ("P", "c", Then::Says("execution")),
    ("{", "", Then::Says("InstallFinalize")),
    ("}", "", Then::Line(255)),
    ("/", "", Then::Shows("/")),
    ("n", "g / r e t u r n i n g enter", Then::Says("hit 2 of")),
    (
        "N",
        "g / r e t u r n i n g enter",
        Then::Says("from the other end"),
    ),
    ("&", "", Then::Shows("text, or kind:")),
    ("a", "", Then::Shows("action:InstallFinalize")),
    (
        "v",
        ": 2 8 0 enter",
        Then::Shows("property:ManufacturerFolder"),
    ),
    ("t", "", Then::Shows("thread:1C:90")),
    ("z", "", Then::Shows("-is:noise")),
    ("x", "z", Then::Rows(347)),
    ("ctrl-x", "z", Then::Shows("[x] -is:noise")),
    ("X", "z", Then::Rows(347)),
    ("ctrl-p", "", Then::Shows("Palette")),
    ("j", "", Then::Line(CAUSE + 1)),
    ("down", "", Then::Line(CAUSE + 1)),
    ("k", "", Then::Line(CAUSE - 1)),
    ("up", "", Then::Line(CAUSE - 1)),
    ("space", "", Then::Line(CAUSE + 13)),
    ("pgdn", "", Then::Line(CAUSE + 13)),
    ("ctrl-d", "", Then::Line(CAUSE + 13)),
    ("pgup", "", Then::Line(CAUSE - 13)),
    ("ctrl-u", "", Then::Line(CAUSE - 13)),
    ("g", "", Then::Line(1)),
    ("home", "", Then::Line(1)),
    ("G", "", Then::Line(347)),
    ("end", "", Then::Line(347)),
    ("h", "l l", Then::Shows("‹")),
    ("left", "l l", Then::Shows("‹")),
    ("l", "", Then::Shows("‹")),
    ("right", "", Then::Shows("‹")),
    ("enter", "g 2", Then::Line(CAUSE)),
    (":", "", Then::Shows("the number of a line")),
    ("@", "", Then::Shows("a time of day")),
    ("ctrl-o", "g", Then::Line(CAUSE)),
    ("alt-left", "g", Then::Line(CAUSE)),
    ("backspace", "g", Then::Line(CAUSE)),
    ("ctrl-l", "g backspace", Then::Line(1)),
    ("alt-right", "g backspace", Then::Line(1)),
    ("m", "", Then::Shows("Note:")),
    ("'", "m enter", Then::Shows("Bookmarks")),
    ("b", "m enter g", Then::Line(CAUSE)),
    ("B", "m enter g", Then::Line(CAUSE)),
    ("1", "2", Then::Tab(Tab::Log)),
    ("2", "", Then::Tab(Tab::Findings)),
    ("3", "", Then::Tab(Tab::Timeline)),
    ("4", "", Then::Tab(Tab::Properties)),
    ("5", "", Then::Tab(Tab::Folders)),
    ("6", "", Then::Tab(Tab::Features)),
    ("7", "", Then::Tab(Tab::Files)),
    ("8", "", Then::Tab(Tab::Operations)),
    ("9", "", Then::Tab(Tab::Policies)),
    ("0", "", Then::Tab(Tab::Summary)),
    ("tab", "", Then::Focus(Focus::Details)),
    ("backtab", "o tab", Then::Focus(Focus::Outline)),
    ("o", "", Then::Focus(Focus::Outline)),
    ("i", "i", Then::Shows("\n do ")),
    ("r", "", Then::Shows("line 249/347")),
    ("?", "", Then::Shows("The log opens at the cause")),
    ("f1", "", Then::Shows("The log opens at the cause")),
    ("esc", "/ x enter", Then::Says("The search was cleared")),
    ("q", "", Then::Over),
    ("ctrl-c", "", Then::Over),
    (
        "y",
        "",
        Then::Says("copied: MSI (s) (1C:90) [10:14:02:638]: Product"),
    ),
    ("Y", "g", Then::Says("copied: === Verbose logging started")),
    (
        "ctrl-y",
        "",
        Then::Says("copied: InstallFiles could not write"),
    ),
    ("u", "", Then::Shows("What to do")),
    ("w", "", Then::Shows("file-access-denied.report.txt")),
    ("W", "", Then::Shows("file-access-denied.lines.txt")),
];

/// Keys that ask for a second thread, or for a shell around the program; `tests/viewer/tmux.sh` tries them in earnest.
const TRIED_WITHOUT_EFFECT: &[&str] = &["ctrl-f", "ctrl-z"];

#[test]
fn every_key_does_what_it_says() {
    let mut wrong = Vec::new();
    for (key, before, then) in CASES {
        let mut viewer = Viewer::of_sample(LOG, (80, 24));
        viewer.press(before).press(key);
        let screen = viewer.screen();
        let model = viewer.model();
        let holds = match then {
            Then::Line(line) => model.cursor().get() == *line,
            Then::Shows(text) => screen.contains(text),
            Then::Says(text) => model.status().unwrap_or_default().contains(text),
            Then::Tab(tab) => model.tab() == *tab,
            Then::Focus(pane) => model.focus() == *pane,
            Then::Rows(rows) => model.rows() == *rows,
            Then::Over => model.is_over(),
        };
        let (line, rows, status) = (model.cursor(), model.rows(), model.status());
        if !holds {
            wrong.push(format!(
                "{before} {key}: line {line}, {rows} rows, {status:?}\n{screen}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_key_can_be_pressed_where_all_panes_are_on_the_screen() {
    for (key, before, _) in CASES {
        let mut viewer = Viewer::of_sample(LOG, (160, 48));
        // What was asked for is not there yet in the frame behind a key.
        viewer.press(before).press(key).press("o j r o k");
    }
}

#[test]
fn following_and_suspending_are_asked_for() {
    let viewer = Viewer::of_sample(LOG, (80, 24));
    let press = |key: &str| {
        let mut model = viewer.model().clone();
        let effects = update(&mut model, Message::Key(key_of(key).unwrap()));
        (model, effects)
    };
    let (model, effects) = press("ctrl-f");
    assert!(model.follows());
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Read(_))),
        "{effects:?}"
    );
    let (_, effects) = press("ctrl-z");
    let suspends = matches!(effects[..], [Effect::Suspend]);
    assert_eq!(suspends, cfg!(unix), "{effects:?}");
}

#[test]
fn what_the_help_tells_of_is_tried_from_it() {
    let mut viewer = Viewer::of_sample(LOG, (80, 24));
    viewer.press("g ? j j f");
    assert_eq!(viewer.line(), CAUSE);
    assert!(!viewer.screen().contains("First steps"));
    viewer.press("? q");
    assert!(!viewer.model().is_over(), "q closes the help only");
    viewer.press("? G G G");
    let bottom = viewer.screen();
    viewer.press("k");
    assert_ne!(
        viewer.screen(),
        bottom,
        "nothing is scrolled beyond the end"
    );
}

#[test]
fn every_key_of_the_table_has_a_case() {
    for name in KEYS.iter().flat_map(|binding| binding.keys) {
        let is_tried = CASES.iter().any(|(key, ..)| key == name);
        assert!(
            is_tried != TRIED_WITHOUT_EFFECT.contains(name),
            "{name} has no case, or two"
        );
    }
}

#[test]
fn every_key_of_the_table_is_in_the_help() {
    let mut viewer = Viewer::of_sample(LOG, (120, 40));
    viewer.press("?");
    let mut seen = String::new();
    for _ in 0..KEYS.len() {
        seen.push_str(&viewer.screen());
        viewer.press("j");
    }
    for binding in KEYS {
        let width = keymap::widest();
        let line = format!("{:<width$}  {}", binding.keys.join(", "), binding.help);
        assert!(seen.contains(&line), "the help lacks {line}");
    }
    for group in Group::ALL {
        assert!(seen.contains(group.title()));
    }
}

#[test]
fn the_pages_have_the_keys_of_the_table() {
    let mut steps = String::from("\n");
    for (at, step) in FIRST_STEPS.iter().enumerate() {
        writeln!(steps, "{}. {step}", at + 1).unwrap();
    }
    steps.push('\n');
    is_written("docs/viewer.md", "first steps", &steps);

    let mut list = String::new();
    for group in Group::ALL {
        write!(
            list,
            "\n### {}\n\n| keys | what they do |\n|---|---|\n",
            group.title()
        )
        .unwrap();
        for binding in KEYS.iter().filter(|binding| binding.group == group) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(list, "| {} | {} |", keys.join(" "), binding.help).unwrap();
        }
    }
    list.push('\n');
    is_written("docs/viewer.md", "keys", &list);

    let mut few = String::from("\n| keys | what they do |\n|---|---|\n");
    for command in IN_THE_README {
        let binding = binding(*command).unwrap();
        writeln!(few, "| `{}` | {} |", binding.keys[0], binding.help).unwrap();
    }
    few.push('\n');
    is_written("README.md", "keys", &few);
}

/// Those that a first visit takes.
const IN_THE_README: &[Command] = &[
    Command::NextFinding,
    Command::NextError,
    Command::Search,
    Command::Filter,
    Command::Palette,
    Command::Help,
];

/// Compares what stands between two marks of a page, or writes it.
fn is_written(page: &str, what: &str, text: &str) {
    let begin = format!("<!-- {what}: written by `UPDATE=1 cargo test --test viewer` -->\n");
    let end = format!("<!-- end of {what} -->");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let whole = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (head, rest) = whole.split_once(&begin).unwrap();
    let (found, tail) = rest.split_once(&end).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}{begin}{text}{end}{tail}")).unwrap();
    } else {
        assert_eq!(found, text, "run `UPDATE=1 cargo test --test viewer`");
    }
}

//! What each view looks like, on small and on large screens.

use std::fmt::Write as _;

use super::Viewer;
use wilog::tui::{Depth, Tab};

/// A failed install, an upgrade with an inner engine that went well, and a bundle that failed.
const LOGS: [&str; 3] = [
    "file-access-denied.log",
    "success-major-upgrade.log",
    "burn-bundle-failed.log",
];
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[test]
fn every_tab_of_three_logs() {
    for log in LOGS {
        for size in SIZES {
            let mut viewer = Viewer::of_sample(log, size);
            let mut frames = String::new();
            for (at, tab) in Tab::ALL.iter().enumerate() {
                let digit = (at + 1) % 10;
                viewer.press(&digit.to_string());
                assert_eq!(viewer.model().tab(), *tab);
                write!(frames, "==== {}\n{}", tab.title(), viewer.screen()).unwrap();
            }
            let name = format!("{}-{}x{}", log.trim_end_matches(".log"), size.0, size.1);
            insta::assert_snapshot!(name, frames);
        }
    }
}

#[test]
fn what_lies_over_the_panes() {
    for (name, keys, typed) in [
        ("help", "?", ""),
        ("palette", "ctrl-p", "install"),
        ("page", "u", ""),
        ("search", "/", "ledger"),
        ("filter", "&", "kind:"),
        ("bookmark", "m", "look here"),
    ] {
        let mut viewer = Viewer::of_sample(LOGS[0], SIZES[0]);
        viewer.press(keys).enter(typed);
        insta::assert_snapshot!(name, viewer.screen());
    }
}

#[test]
fn a_screen_of_any_size_is_drawn() {
    for size in [(1, 1), (20, 5), (30, 6), (40, 10), (200, 60), (400, 100)] {
        let mut viewer = Viewer::of_sample(LOGS[0], size);
        for keys in ["1 o", "2", "3", "0", "1 ? esc ctrl-p esc", "& esc"] {
            viewer.press(keys);
            viewer.screen();
        }
    }
}

#[test]
fn no_color_means_no_color() {
    let text = "Error 1310. Error writing to file: C:\\a.\r\nProperty(S): A = b\r\n";
    let mut viewer = Viewer::of_bytes("a.log", text.into(), (120, 40), Depth::Mono);
    viewer.press("/").enter("error").press("enter");
    for tab in ["1", "2", "3", "4", "0", "?"] {
        viewer.press(tab);
        let buffer = viewer.frame();
        for cell in buffer.content() {
            let style = cell.style();
            let plain = [Some(ratatui::style::Color::Reset), None];
            assert!(
                plain.contains(&style.fg) && plain.contains(&style.bg),
                "{tab} {cell:?}"
            );
        }
    }
}

#[test]
fn nothing_of_a_log_reaches_the_screen_raw() {
    let text = "MSI (s) (18:54) [09:12:53:767]: PROPERTY CHANGE: Adding A\x1b[31m property. Its value is '\u{202e}\x07'.\r\n\
                Error 1310. \x1b]0;owned\x07 \u{9b}31m\r\n";
    let mut viewer = Viewer::of_bytes("\x1b[31m.log", text.into(), (120, 40), Depth::Ansi);
    for keys in [
        "1",
        "j",
        "k",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "1 ctrl-p",
        "esc v",
        "m enter '",
    ] {
        viewer.press(keys);
        let shown = viewer.screen();
        let hostile = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!shown.contains(hostile), "{keys}: {shown:?}");
    }
}

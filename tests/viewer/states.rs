//! States that are left again: small windows, filters that hide what was gone to, and searches.

use super::Viewer;
use crossterm::event::{MouseButton, MouseEventKind};
use std::fmt::Write as _;
use wilog::tui::{Focus, Message, Tab};

const FAILED: &str = "file-access-denied.log";

/// A viewer has another size of its window from now on.
fn resize(viewer: &mut Viewer, size: (u16, u16)) {
    viewer.terminal.backend_mut().resize(size.0, size.1);
    viewer.send(Message::Resize(size.0, size.1));
}

#[test]
fn a_pane_that_is_not_on_the_screen_takes_no_keys() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer.press("backtab");
    assert_eq!(viewer.model().focus(), Focus::Outline);
    resize(&mut viewer, (90, 40));
    viewer.press("j");
    assert_eq!((viewer.model().focus(), viewer.line()), (Focus::Main, 250));
    viewer.press("tab");
    assert_eq!(viewer.model().focus(), Focus::Details);
    resize(&mut viewer, (90, 12));
    viewer.press("j");
    assert_eq!((viewer.model().focus(), viewer.line()), (Focus::Main, 251));
    resize(&mut viewer, (36, 20));
    viewer.press("o");
    assert!(
        viewer.status().contains("too narrow"),
        "{}",
        viewer.status()
    );
    viewer.press("j");
    assert_eq!(viewer.line(), 252);
}

#[test]
fn what_fills_the_window_fits_a_window_of_another_size() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    for tab in ["3", "0"] {
        let wide = viewer.press(tab).screen();
        resize(&mut viewer, (70, 40));
        let narrow = viewer.screen();
        resize(&mut viewer, (120, 40));
        assert_eq!(viewer.screen(), wide, "{tab}");
        let mut fresh = Viewer::of_sample(FAILED, (70, 40));
        assert_eq!(narrow, fresh.press(tab).screen(), "{tab}");
    }
}

#[test]
fn lists_and_pages_can_be_read_in_a_low_window() {
    let mut viewer = Viewer::of_sample(FAILED, (50, 10));
    for (keys, rows) in [("ctrl-p", 7), ("esc ?", 8), ("esc u", 8)] {
        let screen = viewer.press(keys).screen();
        let inside = screen.lines().filter(|row| row.starts_with("│ "));
        assert_eq!(inside.count(), rows.max(8), "{screen}");
    }
    viewer.press("esc");
    resize(&mut viewer, (100, 30));
    let page = viewer.press("u").screen();
    assert!(page.contains("more: j k scroll"), "{page}");
    let end = viewer.press("G").screen();
    assert!(!end.contains("more: j k"), "{end}");
}

#[test]
fn a_line_that_the_filters_hide_is_told_of() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer.press("&").enter("kind:operation").press("enter c");
    let screen = viewer.screen();
    assert!(
        screen.contains("line 249 is hidden, x shows it; "),
        "{screen}"
    );
    viewer.press("j");
    assert!(!viewer.screen().contains("hidden"));
    viewer.press("c x");
    assert!(!viewer.screen().contains("hidden"));
}

#[test]
fn a_search_goes_to_what_the_filters_show() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer
        .press("g &")
        .enter("kind:operation")
        .press("enter g /");
    viewer.enter("installfiles").press("enter");
    let screen = viewer.screen();
    assert!(!screen.contains("is hidden"), "{screen}");
    viewer
        .press("esc g /")
        .enter("verbose logging")
        .press("enter");
    assert_eq!(
        viewer.status(),
        "The filters hide all that was found; `x` shows it."
    );
    assert!(!viewer.screen().contains("is hidden"));
}

#[test]
fn a_search_is_a_way_that_is_gone_back() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press(":").enter("10").press("enter /");
    viewer.enter("rollback").press("enter");
    assert_ne!(viewer.line(), 10);
    viewer.press("n backspace backspace");
    assert_eq!(viewer.line(), 10);
}

#[test]
fn a_prompt_that_is_left_empty_leaves_the_search_before() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("/").enter("rollback").press("enter");
    let line = viewer.line();
    viewer.press("/ esc");
    assert_eq!(viewer.line(), line);
    viewer.press("n");
    assert!(viewer.status().starts_with("hit "), "{}", viewer.status());
}

#[test]
fn noise_is_hidden_where_it_is_shown() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    let all = viewer.model().rows();
    viewer.press("z");
    let few = viewer.model().rows();
    viewer.press("x");
    assert_eq!(viewer.model().rows(), all);
    viewer.press("z");
    assert_eq!(viewer.model().rows(), few);
    viewer.press("z");
    assert_eq!(viewer.model().rows(), all);
}

#[test]
fn an_action_without_an_end_has_the_lines_that_it_wrote() {
    let prefix = "MSI (s) (1C:90) [09:00:00:000]:";
    let mut log = String::from(
        "=== Verbose logging started: 13/10/2025  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\System32\\msiexec.exe ===\r\n",
    );
    for line in [
        "Resetting cached policy values",
        "******* RunEngine:\r\n           ******* Product: C:\\ledger.msi\r\n           ******* Action: \r\n           ******* CommandLine: **********",
        "Doing action: INSTALL",
        "Doing action: FillLedger",
        "one",
        "two",
        "Doing action: CloseLedger",
        "three",
        "four",
    ] {
        writeln!(log, "{prefix} {line}\r").unwrap();
    }
    for (action, rows) in [("FillLedger", 3), ("CloseLedger", 3), ("INSTALL", 7)] {
        let mut viewer = Viewer::of_text(&log);
        viewer
            .press("&")
            .enter(&format!("action:{action}"))
            .press("enter");
        assert_eq!(viewer.model().rows(), rows, "{}", viewer.screen());
    }
}

#[test]
fn the_edge_of_a_table_moves_nothing_behind_it() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer.press("4");
    viewer.mouse(MouseEventKind::Drag(MouseButton::Left), 119, 3);
    assert_eq!(
        (viewer.model().tab(), viewer.line()),
        (Tab::Properties, 249)
    );
}

#[test]
fn a_hit_is_marked_wherever_a_long_line_has_it() {
    let mut viewer = Viewer::of_text(&format!("{}needle\n", "hay ".repeat(200_000)));
    let mut marked = |keys: &str, text: &str| {
        viewer.press(keys).enter(text).press("enter");
        let buffer = viewer.frame();
        let row = (0..buffer.area.width).map(|x| buffer[(x, 2)].modifier);
        row.filter(|modifier| modifier.contains(ratatui::style::Modifier::BOLD))
            .count()
    };
    assert!(marked("/", "ay") > 20);
    assert_eq!(marked("esc /", "needle"), 0);
    assert!(
        marked(
            "l l l l l l l l l l l l l l l l l l l l l l l l l l l l l l /",
            "hay"
        ) > 20
    );
}

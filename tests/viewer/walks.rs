//! Walks through a log, as people take them.

use super::{Viewer, WRITTEN, host, start};
use crossterm::event::{MouseButton, MouseEventKind};
use wilog::tui::{Depth, Focus, Message, Tab};

const FAILED: &str = "file-access-denied.log";

#[test]
fn it_opens_at_the_cause() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    assert_eq!(viewer.line(), 249);
    let screen = viewer.screen();
    assert!(screen.contains("access was denied"), "{screen}");
    assert!(screen.contains("\n do "), "it says what to do: {screen}");
}

#[test]
fn a_log_without_a_cause_opens_at_its_start() {
    let viewer = Viewer::of_sample("success-silent.log", (80, 24));
    assert_eq!(viewer.line(), 1);
}

#[test]
fn a_search_goes_to_hits_while_it_is_typed_and_back_when_it_is_given_up() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("g /").enter("rollback");
    let first = viewer.line();
    assert!(first > 1);
    viewer.press("esc");
    assert_eq!(viewer.line(), 1, "what is given up leaves no trace");
    viewer.press("/").enter("rollback").press("enter n n N");
    assert!(viewer.line() > first);
    assert!(
        viewer.status().starts_with("hit 2 of"),
        "{}",
        viewer.status()
    );
}

#[test]
fn half_of_an_expression_is_no_error_to_lose_a_place_over() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("/").enter("(rollback");
    assert!(
        viewer.status().contains("unclosed group"),
        "{}",
        viewer.status()
    );
    viewer.enter(")").press("enter");
    assert_eq!(viewer.status(), "");
    assert!(viewer.line() > 249);
}

#[test]
fn filters_add_up_and_are_switched_off_one_by_one() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    let all = viewer.model().rows();
    viewer
        .press("&")
        .enter("side:server -is:noise")
        .press("enter");
    let both = viewer.model().rows();
    viewer.press("ctrl-x enter esc");
    let one = viewer.model().rows();
    viewer.press("x");
    assert_eq!(viewer.model().rows(), all, "x switches off what is on");
    viewer.press("x");
    assert_eq!(viewer.model().rows(), both, "and all on again");
    viewer.press("X");
    assert!(0 < both && both < one && one < all, "{both} {one} {all}");
    assert_eq!(viewer.model().rows(), all);
}

#[test]
fn what_is_found_is_the_same_with_every_way_to_ask() {
    let count = |filter: &str| {
        let mut viewer = Viewer::of_sample(FAILED, (80, 24));
        viewer.press("&").enter(filter).press("enter");
        (viewer.model().rows(), viewer.status().to_owned())
    };
    let all = Viewer::of_sample(FAILED, (80, 24)).model().rows();
    assert_eq!(count("kind:*").0, all);
    assert_eq!(count("lines:10-19").0, 10);
    assert_eq!(
        count("time:00:00-23:59").0 + count("-time:00:00-23:59").0,
        all
    );
    assert_eq!(count("severity:error").0 + count("-severity:error").0, all);
    assert_eq!(count("ledger").0 + count("-ledger").0, all);
    assert_eq!(
        count("\"Executing op\" kind:operation").0,
        count("kind:operation").0
    );
    let (rows, status) = count("severity:worse");
    assert_eq!((rows, &status[..]), (all, "severity: takes error, warning"));
}

#[test]
fn hits_beyond_a_filter_are_left_out() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer
        .press("&")
        .enter("kind:operation")
        .press("enter / ")
        .enter("installfiles")
        .press("enter n");
    let lines = viewer.model().rows();
    assert!(lines > 0);
    let screen = viewer.screen();
    assert!(screen.contains("Executing op"), "{screen}");
}

#[test]
fn the_outline_opens_closes_and_leads() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer.press("g backtab");
    assert_eq!(viewer.model().focus(), Focus::Outline);
    let open = viewer.screen();
    viewer.press("g left");
    let closed = viewer.screen();
    assert!(open.contains("InstallFiles") && !closed.contains("InstallFinalize  "));
    viewer.press("right j j enter");
    assert_eq!(viewer.model().focus(), Focus::Main);
    assert!(viewer.line() > 1);
}

#[test]
fn the_outline_shows_where_the_log_is() {
    // The cause lies in the server's engine, which lies inside of the client's.
    let mut viewer = Viewer::of_sample(FAILED, (120, 30));
    viewer.press("backtab enter");
    assert_eq!(viewer.status(), "");
    let here = viewer.line();
    assert!((200..=249).contains(&here), "{here}");
}

#[test]
fn a_bundle_has_an_outline() {
    let mut viewer = Viewer::of_sample("burn-bundle-failed.log", (120, 40));
    let screen = viewer.screen();
    assert!(screen.contains("✗ Bundle "), "{screen}");
    viewer.press("backtab g enter");
    assert_eq!(viewer.line(), 1);
    viewer.press("]");
    assert_eq!(viewer.status(), "step 1 of 4");
}

#[test]
fn a_row_of_a_table_leads_to_its_line() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("g 2 enter");
    assert_eq!((viewer.model().tab(), viewer.line()), (Tab::Log, 249));
    viewer.press("4 /").enter("installlevel").press("enter");
    let screen = viewer.screen();
    assert!(
        screen.contains("INSTALLLEVEL") && !screen.contains("ACTION "),
        "{screen}"
    );
    viewer.press("enter");
    assert_eq!(viewer.model().tab(), Tab::Log);
    assert!(viewer.screen().contains("INSTALLLEVEL"));
}

#[test]
fn the_finding_that_is_taken_away_is_the_one_that_is_chosen() {
    let mut viewer = Viewer::of_sample("deferred-custom-action-rollback.log", (120, 40));
    viewer.press("2 g");
    let mut copied = Vec::new();
    while !copied.contains(&viewer.press("ctrl-y").status().to_owned()) {
        copied.push(viewer.status().to_owned());
        viewer.press("j");
    }
    assert!(copied.len() > 1, "{copied:?}");
    for text in &copied {
        let begins: String = text.chars().skip("copied: ".len()).take(40).collect();
        viewer.press("/").enter(&begins).press("enter g ctrl-y");
        assert_eq!(viewer.status(), text);
        let page = viewer.press("u").screen();
        assert!(
            page.contains("What to do") && page.matches(&begins).count() > 1,
            "{page}"
        );
        viewer.press("esc / esc");
    }
}

#[test]
fn places_are_gone_back_to() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer
        .press(":")
        .enter("10")
        .press("enter @")
        .enter("10:14:02")
        .press("enter");
    let there = viewer.line();
    viewer.press("backspace");
    assert_eq!(viewer.line(), 10);
    viewer.press("ctrl-o");
    assert_eq!(viewer.line(), 249);
    viewer.press("ctrl-l ctrl-l");
    assert_eq!(viewer.line(), there);
}

#[test]
fn bookmarks_carry_notes() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("m").enter("ask IT").press("enter g m enter b");
    assert_eq!(viewer.line(), 249);
    assert!(viewer.status().ends_with("ask IT"), "{}", viewer.status());
    assert!(viewer.screen().contains("note       ask IT"));
    viewer.press("' ").enter("ask").press("enter");
    assert_eq!(viewer.line(), 249);
    viewer.press("m");
    assert_eq!(viewer.model().bookmarks().len(), 1);
}

#[test]
fn lines_and_the_report_are_written() {
    let mut viewer = Viewer::of_sample(FAILED, (80, 24));
    viewer.press("W ctrl-u").enter("walks-lines.txt");
    viewer
        .press("esc & ")
        .enter("kind:engine-returned")
        .press("enter");
    viewer
        .press("W ctrl-u")
        .enter("walks-lines.txt")
        .press("enter");
    assert_eq!(viewer.status(), "Wrote walks-lines.txt");
    viewer.press("w ctrl-u").enter("walks.json").press("enter");
    let written = WRITTEN.lock().unwrap();
    let of = |name: &str| &written.iter().find(|(path, _)| path == name).unwrap().1;
    assert_eq!(
        of("walks-lines.txt").lines().count() as u32,
        viewer.model().rows()
    );
    assert!(of("walks-lines.txt").contains("MainEngineThread is returning 1603"));
    assert!(of("walks.json").contains("\"schema_version\""));
}

#[test]
fn the_mouse_chooses_and_scrolls() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer.click(60, 4);
    let line = viewer.line();
    viewer.mouse(MouseEventKind::ScrollDown, 60, 10);
    assert_eq!(viewer.line(), line + 3);
    viewer.click(20, 1);
    assert_eq!(viewer.model().tab(), Tab::Timeline);
    viewer.click(4, 1);
    assert_eq!(viewer.model().tab(), Tab::Log);
    viewer.click(5, 2);
    assert_eq!(viewer.model().focus(), Focus::Outline);
    viewer.mouse(MouseEventKind::Down(MouseButton::Left), 119, 2);
    assert_eq!(viewer.line(), 1, "the bar leads to its part of the log");
    viewer.press("&").enter("ledger").press("enter");
    let filtered = viewer.model().rows();
    viewer.click(3, 2);
    assert!(
        viewer.model().rows() > filtered,
        "a click switches a filter off"
    );
}

#[test]
fn a_record_of_many_lines_is_one() {
    let log = "MSI (s) (18:54) [09:12:53:767]: PROPERTY CHANGE: Adding A property. Its value is 'x\r\ny\r\nz'.\r\n\
               MSI (s) (18:54) [09:12:53:768]: Doing action: INSTALL\r\n";
    let mut viewer = Viewer::of_text(log);
    viewer.press("g j");
    let screen = viewer.screen();
    assert!(
        screen.contains("property-change · server 18:54 · record of line 1"),
        "{screen}"
    );
    viewer.press("v");
    assert_eq!(viewer.model().rows(), 1);
}

#[test]
fn an_empty_log_and_a_text_that_is_none_are_shown() {
    for text in ["", "\n", "no log\nat all"] {
        let mut viewer = Viewer::of_text(text);
        for keys in [
            "j k g G",
            "f e ] p n {",
            "2 3 4 5 6 7 8 9 0 1",
            "a v t z x X",
            "y Y u",
        ] {
            viewer.press(keys);
        }
        viewer.send(Message::Resize(40, 10));
        assert!(!viewer.model().is_over());
    }
}

#[test]
fn a_log_that_cannot_be_opened_says_why() {
    let open = || Err("cannot open gone.log: it is a directory".to_owned());
    let mut app = wilog::tui::App::new(host("gone.log", open), start((80, 24), Depth::Mono));
    app.catch_up();
    assert_eq!(
        app.model().status(),
        Some("cannot open gone.log: it is a directory")
    );
}

#[test]
fn secrets_are_covered_on_every_tab() {
    let mut viewer = Viewer::of_sample("rules/MSI901-secret-in-clear-text/fires.log", (160, 90));
    let secrets = ["Hq7-wader!22", "9f8e7d6c5b4a3210"];
    let mut stars = 0;
    for keys in [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "1 u",
        "esc ctrl-p",
    ] {
        viewer.press(keys);
        let screen = viewer.screen();
        stars += screen.matches(wilog::text::STARS).count();
        for secret in secrets {
            assert!(!screen.contains(secret), "{keys}: {screen}");
        }
    }
    assert!(stars > 0);
    viewer
        .press("1 esc W ctrl-u")
        .enter("secrets.txt")
        .press("enter");
    let written = WRITTEN.lock().unwrap();
    let (_, text) = written
        .iter()
        .find(|(name, _)| name == "secrets.txt")
        .unwrap();
    assert!(text.lines().count() > 60 && !text.contains(secrets[0]) && !text.contains(secrets[1]));
}

#[test]
fn keys_act_on_the_row_that_is_chosen() {
    let mut viewer = Viewer::of_sample("rules/MSI012-error-passed-over/fires.log", (120, 40));
    viewer.press("2 G");
    let chosen = viewer.screen();
    viewer.press("ctrl-y");
    let of_main = viewer.status().to_owned();
    viewer.press("tab ctrl-y");
    assert_eq!(
        viewer.status(),
        of_main,
        "the focus of panes changes nothing\n{chosen}"
    );
    viewer.press("esc");
    let line = viewer.line();
    viewer.press("4 G m enter");
    assert!(
        !viewer.status().contains(&format!("Line {line} is")),
        "{}",
        viewer.status()
    );
    viewer.press("v");
    assert_eq!(viewer.model().tab(), Tab::Log, "what is filtered is shown");
    assert!(viewer.screen().contains("property:"));
}

#[test]
fn what_stands_at_the_start_of_a_line_on_the_screen_is_found_there() {
    let count = |text: &str| {
        let mut viewer = Viewer::of_sample(FAILED, (120, 40));
        viewer.press("&").enter(text).press("enter");
        viewer.model().rows()
    };
    assert_eq!(count("\"^Executing op\""), count("kind:operation"));
    assert!(count("\"^MSI .s\"") > 0);
}

#[test]
fn words_of_which_one_is_wrong_are_left_to_be_mended() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    let all = viewer.model().rows();
    viewer
        .press("&")
        .enter("ledgerengine severity:bad")
        .press("enter");
    assert_eq!(viewer.model().rows(), all);
    assert!(
        viewer.screen().contains("& ledgerengine severity:bad")
            || viewer.screen().contains("&ledgerengine severity:bad")
    );
    viewer
        .press("backspace backspace backspace")
        .enter("error")
        .press("enter");
    let rows = viewer.model().rows();
    assert!(0 < rows && rows < all, "{rows}");
}

#[test]
fn filters_take_what_lines_have() {
    let count = |name: &str, filter: &str| {
        let mut viewer = Viewer::of_sample(name, (80, 24));
        viewer.press("&").enter(filter).press("enter");
        assert_eq!(viewer.status(), "", "{filter}");
        viewer.model().rows()
    };
    let around_midnight = count("midnight.log", "time:23:00-01:00");
    let apart = count("midnight.log", "time:23:00-") + count("midnight.log", "time:-01:00");
    assert!(around_midnight > 0);
    assert_eq!(around_midnight, apart);
    let exact = count(FAILED, "property:ManufacturerFolder");
    assert!(exact > 0);
    assert_eq!(count(FAILED, "property:manufacturerf*"), exact);
    assert!(
        count("burn-bundle-failed.log", "thread:1A2B")
            <= count("burn-bundle-failed.log", "thread:2B")
    );
}

#[test]
fn escape_shows_the_rows_of_a_table_before_it_clears_the_search_of_the_log() {
    let mut viewer = Viewer::of_sample(FAILED, (120, 40));
    viewer
        .press("/")
        .enter("rollback")
        .press("enter 4 /")
        .enter("manuf")
        .press("enter");
    let few = viewer.screen();
    viewer.press("esc");
    assert_ne!(viewer.screen(), few);
    assert_eq!(viewer.status(), "");
    viewer.press("esc");
    assert_eq!(viewer.status(), "The search was cleared.");
}

#[test]
fn what_is_typed_is_seen_however_long_it_is() {
    let mut viewer = Viewer::of_sample(FAILED, (60, 24));
    viewer
        .press("w ctrl-u")
        .enter(&"folder/".repeat(12))
        .enter("end.txt");
    assert!(viewer.screen().contains("end.txt"));
}

#[test]
fn a_filter_by_action_is_one_behind_a_log_that_is_read_anew() {
    let mut viewer = Viewer::of_sample(FAILED, (160, 40));
    for keys in ["c a", "X", ": 2 8 0 enter v"] {
        viewer.press(keys);
        let rows = viewer.model().rows();
        viewer.press("r");
        assert_eq!(viewer.model().rows(), rows, "{keys}");
    }
}

#[test]
fn a_row_of_a_table_has_no_page_of_another_line() {
    let mut viewer = Viewer::of_sample(FAILED, (160, 40));
    viewer.press(": 2 4 8 enter 4 G u");
    assert!(
        viewer.status().contains("no page") || viewer.status().contains("has a page"),
        "{}",
        viewer.status()
    );
}

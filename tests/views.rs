//! What the views show of logs that were made to be hard to show.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::{self, Write};

use wilog::render::{self, Style};
use wilog::text::Source;
use wilog::trace::{Outcome, Trace};
use wilog::view::{actions, features, files, folders, operations, packages, properties};

const PREFIX: &str = "MSI (s) (18:F4) [12:02:17:950]: ";

/// The beginning of an engine of the server on a thread.
fn engine(thread: &str) -> String {
    format!(
        "MSI (s) ({thread}) [12:02:17:950]: ******* RunEngine:\n           ******* Product: C:\\rota.msi\n           \
         ******* Action: \n           ******* CommandLine: **********\n"
    )
}

/// A log of one engine of the server, with these lines in it behind the prefix.
fn log(lines: impl IntoIterator<Item = String>) -> String {
    let mut text = engine("18:F4");
    for line in lines {
        let plain = line.starts_with("Action ") || line.starts_with("Property(");
        text.extend([if plain { "" } else { PREFIX }, &line, "\n"]);
    }
    text
}

fn traced(text: String) -> (Trace, Source) {
    let mut source = Source::from_bytes(text, None);
    (Trace::read(&mut source).unwrap(), source)
}

/// What `write` writes for people.
fn page(write: impl FnOnce(Style, &mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// More of a kind than could be looked through for each one of them.
const MANY: usize = 1 << 15;

#[test]
fn a_command_line_of_many_properties_comes_to_an_end() {
    let given: Vec<String> = (0..MANY / 2).map(|n| format!("A{n}={n}")).collect();
    let text = log([format!("Command Line: {} A7=last", given.join(" "))]);
    let (trace, mut source) = traced(text);
    let choice = properties::Choice::default();
    let view = properties::Properties::of(&trace, &mut source, &choice).unwrap();
    let all = &view.engines[0].properties;
    assert_eq!(all.len(), MANY / 2);
    let value = |name: &str| {
        let found = all.iter().find(|property| property.name == name).unwrap();
        found.value.as_deref()
    };
    assert_eq!((value("A9"), value("A7")), (Some("9"), Some("last")));
}

#[test]
fn files_with_a_reason_each_come_to_an_end() {
    let line = |n| format!("File: C:\\{n}.dll;\tOverwrite;\tWon't patch;\treason {n}");
    let (trace, mut source) = traced(log((0..MANY).map(line)));
    let view = files::Files::of(&trace, &mut source, files::Choice::default()).unwrap();
    assert_eq!(view.counts.len(), MANY);
    let page = page(|style, out| render::files::text(&view, style, out));
    assert_eq!(page.lines().count(), 2 * MANY + 4);
}

#[test]
fn a_file_has_the_number_of_its_own_reason() {
    let line =
        |reason: &str| format!("File: C:\\{reason}.dll;\tOverwrite;\tWon't patch;\t{reason}");
    let reasons = ["", "", "old", "old", "older\t(companion)"];
    let (trace, mut source) = traced(log(reasons.map(line)));
    let view = files::Files::of(&trace, &mut source, files::Choice::default()).unwrap();
    let page = page(|style, out| render::files::text(&view, style, out));
    let last = page.lines().last().unwrap();
    assert_eq!(last.split_whitespace().nth(2), Some("3"), "{page}");
}

#[test]
fn operations_with_a_name_each_come_to_an_end() {
    let line = |n| format!("Executing op: Turn{}(Name=gate)", n % (MANY / 2));
    let (trace, mut source) = traced(log((0..MANY).map(line)));
    let choice = operations::Choice::default();
    let view = operations::Operations::of(&trace, &mut source, &choice).unwrap();
    let action = &view.engines[0].actions[0];
    assert_eq!(action.counts.len(), MANY / 2);
    assert!(action.counts.iter().all(|count| count.times == 2));
}

#[test]
fn a_long_folder_that_changes_often_comes_to_an_end() {
    let target = format!(
        "Dir (target): Key: GATES\t, Object: C:\\{}",
        "gate\\".repeat(MANY)
    );
    let change = |n| {
        format!(
            "PROPERTY CHANGE: Modifying GATES property. Its current value is 'x'. Its new value: 'y{n}'."
        )
    };
    let (trace, mut source) = traced(log([target].into_iter().chain((0..MANY).map(change))));
    let view = folders::Folders::of(&trace, &mut source, folders::Choice::default()).unwrap();
    assert_eq!(view.engines[0].folders[0].overridden.len(), MANY);
}

#[test]
fn engines_that_take_turns_come_to_an_end() {
    let feature =
        "Feature: Gates; Installed: Absent;   Request: Local;   Action: Local\n".to_owned();
    let mut text = engine("11:11");
    let engines = MANY / 2;
    for _ in 1..engines {
        text += &engine("18:18");
        for thread in ["18:18", "11:11"] {
            text.extend(["MSI (s) (", thread, ") [12:02:17:950]: ", &feature]);
        }
        text += "MSI (s) (18:18) [12:02:17:950]: MainEngineThread is returning 0\n";
    }
    let (trace, mut source) = traced(text);
    let choice = features::Choice::default();
    let view = features::Features::of(&trace, &mut source, choice).unwrap();
    let counts: Vec<usize> = view.engines.iter().map(|of| of.features.len()).collect();
    assert_eq!(counts.len(), engines);
    assert_eq!(counts[..3], [1, engines - 1, 1]);
}

#[test]
fn what_searches_within_searches_find_is_told_once() {
    let search = || "Doing action: FindRelatedProducts".to_owned();
    let ended = || "Action ended 12:02:17: FindRelatedProducts. Return value 1.".to_owned();
    let found = "PROPERTY CHANGE: Adding OLDER property. Its value is '{DA5F6731-7D5E-4D7B-9E2B-0C6B1B2A3C4D}'.";
    let lines = std::iter::repeat_with(search)
        .take(100)
        .chain([found.to_owned()])
        .chain(std::iter::repeat_with(ended).take(100));
    let (trace, mut source) = traced(log(lines));
    let mut view = packages::Packages::default();
    view.add("rota.log".to_owned(), &trace, &mut source)
        .unwrap();
    assert_eq!(view.packages[0].found.len(), 1);
}

#[test]
fn a_value_that_was_cut_is_told_as_such() {
    let old = " property. Its current value is";
    let lines = [
        "PROPERTY CHANGE: Adding Whole property. Its value is 'gate'.  ".to_owned(),
        format!("PROPERTY CHANGE: Modifying Emptied{old} 'gate'. Its new value: ''. "),
        "PROPERTY CHANGE: Adding Added property. Its value is 'gat".to_owned(),
        format!("PROPERTY CHANGE: Modifying Changed{old} 'gate'. Its new value: 'lar"),
        format!("PROPERTY CHANGE: Modifying Kept{old} 'gat"),
        format!("PROPERTY CHANGE: Deleting Gone{old} 'gat"),
        "MSI_LUA: anything".to_owned(),
    ];
    let (trace, mut source) = traced(log(lines));
    let cut = "(cut short in the log)";
    for (name, known_from, value, old, new) in [
        ("Whole", "change", Some("gate"), None, "gate"),
        ("Emptied", "change", Some(""), Some("gate"), ""),
        ("Added", "cut", Some("gat"), None, &format!("gat {cut}")),
        (
            "Changed",
            "cut",
            Some("lar"),
            Some("gate"),
            &format!("lar {cut}"),
        ),
        ("Kept", "cut", None, Some("gat (cut short in the log)"), cut),
        (
            "Gone",
            "not-set",
            None,
            Some("gat (cut short in the log)"),
            "(not set)",
        ),
    ] {
        let choice = properties::Choice {
            names: vec![name.to_owned()],
            history: true,
            ..properties::Choice::default()
        };
        let view = properties::Properties::of(&trace, &mut source, &choice).unwrap();
        let property = &view.engines[0].properties[0];
        let told = (property.known_from, property.value.as_deref());
        assert_eq!(told, (known_from, value), "{name}");
        let page = page(|style, out| render::properties::text(&view, "", style, out));
        let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rows = page.lines().skip(4).map(words);
        if let Some(old) = old {
            assert_eq!(rows.next().unwrap(), format!("before {old}"), "{page}");
        }
        assert!(rows.next().unwrap().ends_with(new), "{name}: {page}");
    }
}

fn packages_page(lines: &[&str]) -> String {
    let (trace, mut source) = traced(log(lines.iter().map(|line| (*line).to_owned())));
    let mut view = packages::Packages::default();
    view.add("rota.log".to_owned(), &trace, &mut source)
        .unwrap();
    page(|style, out| render::packages::packages(&view, false, style, out))
}

#[test]
fn rights_are_explained_by_the_line_that_decided() {
    let page = packages_page(&[
        "Running product '{DA5F6731-7D5E-4D7B-9E2B-0C6B1B2A3C4D}' with user privileges: It's not assigned.",
        "MSI_LUA: Setting AdminUser property to 1 because this is the client or the user has already permitted elevation",
    ]);
    let told = "not elevated, since line 5 says: with user privileges: It's not assigned.";
    assert!(page.contains(told), "{page}");
}

/// An engine that its own restart suspended goes on after it.
#[test]
fn a_package_that_a_restart_suspended_has_not_failed() {
    for (client, has_failed) in [(1641, false), (1604, true)] {
        let called = engine("30:F0").replace("(s)", "(c)");
        let server = engine("18:F4");
        let (trace, mut source) = traced(format!(
            "{called}{server}{PREFIX}MainEngineThread is returning 1604\n\
             MSI (c) (30:F0) [12:02:18:950]: MainEngineThread is returning {client}\n"
        ));
        let mut view = packages::Packages::default();
        view.add("rota.log".to_owned(), &trace, &mut source)
            .unwrap();
        let page = page(|style, out| render::packages::packages(&view, false, style, out));
        let told = "suspended by a restart, exit code 1604";
        assert!(page.contains(told), "{page}");
        let failed = view.packages[0].outcome == Outcome::Failed;
        assert_eq!(failed, has_failed, "{client}");
    }
}

#[test]
fn a_source_that_was_found_after_all_is_told() {
    let failed = [
        "SOURCEMGMT: Trying source C:\\Gates\\.",
        "SOURCEMGMT: Failed to resolve source",
    ];
    let found = [
        "SOURCEMGMT: Trying source D:\\Gates\\.",
        "SOURCEDIR ==> D:\\Gates\\",
    ];
    let page = packages_page(&failed);
    assert!(page.contains("searched for and not found"), "{page}");
    let page = packages_page(&[failed, found].concat());
    assert!(
        page.contains("D:\\Gates\\ (from the list of sources)"),
        "{page}"
    );
}

#[test]
fn decisions_about_components_are_shown_without_the_components() {
    let ruling = "Disallowing installation of component: {DA5F6731-7D5E-4D7B-9E2B-0C6B1B2A3C4D} since the same component with higher versioned keyfile exists";
    let (trace, mut source) = traced(log([ruling.to_owned()]));
    for odd in [false, true] {
        let choice = features::Choice { odd };
        let view = features::Features::of(&trace, &mut source, choice).unwrap();
        let page = page(|style, out| render::features::text(&view, style, out));
        assert!(page.contains("not installed"), "{page}");
    }
}

#[test]
fn an_action_is_shown_with_those_around_it_and_no_others() {
    let doing = |side: &str, name: &str| {
        format!(
            "MSI ({side}) (18:F4) [12:02:17:950]: Doing action: {name}\nAction start 12:02:17: {name}.\n"
        )
    };
    let text = [
        engine("18:F4").replace("(s)", "(c)"),
        doing("c) (18:F4", "INSTALL"),
        doing("c) (18:F4", "ExecuteAction"),
        engine("20:11"),
        doing("s) (20:11", "INSTALL"),
        doing("c) (18:F4", "TurnGates"),
        doing("s) (20:11", "OpenGates"),
        "Action ended 12:02:17: OpenGates. Return value 3.\n".to_owned(),
    ];
    let (trace, _) = traced(text.concat());
    let choice = actions::Choice {
        failed: true,
        ..actions::Choice::default()
    };
    let view = actions::Actions::of(&trace, "rota.log", choice, &[]);
    let names: Vec<&str> = view.actions.iter().map(|action| &action.name[..]).collect();
    assert_eq!(names, ["INSTALL", "ExecuteAction", "INSTALL", "OpenGates"]);
}

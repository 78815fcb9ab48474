//! What the trace keeps of properties, folders, features, files, operations, and policies.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and the figures are worth a look"
)]

#[path = "common/logs.rs"]
mod logs;

use std::collections::BTreeMap;
use std::path::PathBuf;

use wilog::event::{Change, ComponentRuling, Event, EventKind, InstallState};
use wilog::syntax;
use wilog::text::{LineNo, Source};
use wilog::trace::Trace;
use wilog::trace::state::{
    Area, Decision, Effects, How, Part, PropertyKind, Setter, Standing, Why, changed, each_at,
    each_near, event_at, final_value, folders_of, histories, history, in_force, is_odd,
    read_values, value_at, value_in_force, why_not_done,
};

/// A log of one server engine, with these lines in it behind the prefix; they begin in line 6.
fn log(lines: &[&str]) -> String {
    let prefix = "MSI (s) (18:F4) [12:02:17:950]: ";
    let mut text = format!(
        "=== Verbose logging started: 11/6/2019  12:02:17  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\System32\\msiexec.exe ===\r\n\
         {prefix}******* RunEngine:\r\n           ******* Product: C:\\a.msi\r\n           ******* Action: \r\n           ******* CommandLine: **********\r\n"
    );
    for line in lines {
        let plain = line.starts_with("Property(") || line.starts_with("Action ");
        let prefix = if plain { "" } else { prefix };
        text = text + prefix + line + "\r\n";
    }
    text
}

fn traced(text: &str) -> (Trace, Source) {
    let mut source = Source::from_bytes(text.to_owned(), None);
    (Trace::read(&mut source).unwrap(), source)
}

/// The sample logs, and the real ones where they are there.
fn all_logs() -> Vec<PathBuf> {
    [logs::all_samples(), logs::real()].concat()
}

#[test]
fn a_property_has_the_value_of_its_last_change() {
    let text = log(&[
        "Command Line: GIVEN=C:\\Program Files\\A B REBOOT=R ",
        "PROPERTY CHANGE: Adding X property. Its value is 'one'.",
        "Doing action: SetX",
        "PROPERTY CHANGE: Modifying X property. Its current value is 'one'. Its new value: 'two\r\nlines'.",
        "PROPERTY CHANGE: Deleting X property. Its current value is 'two'.",
        "PROPERTY CHANGE: Modifying Old property. Its current value is 'was'. Its new value: '**********'.",
        "PROPERTY CHANGE: Modifying Long property. Its current value is 'cut here",
        "MSI_LUA: anything",
        "Property(S): Const = same",
        "Property(S): GIVEN = C:\\Program Files\\A B",
    ]);
    let (trace, mut source) = traced(&text);
    let all = histories(&trace);
    assert_eq!(all.len(), 1);
    let (scope, names) = &all[0];
    let mut value = |name: &str, line: u32| {
        let (id, _) = names.iter().find(|(id, _)| trace.names.get(*id) == name)?;
        let standing = value_in_force(&trace, *scope, *id, LineNo::new(line))?;
        let value = value_at(&mut source, standing.line, name, standing.part).unwrap();
        Some((value, standing.how))
    };
    let known = |value: &str, how| Some((Some(value.to_owned()), how));
    for (name, line, expected) in [
        ("GIVEN", 5, None),
        (
            "GIVEN",
            6,
            known("C:\\Program Files\\A B", How::CommandLine),
        ),
        ("GIVEN", 99, known("C:\\Program Files\\A B", How::Dump)),
        ("X", 6, None),
        ("X", 7, known("one", How::Change)),
        ("X", 8, known("one", How::Change)),
        ("X", 9, known("two\nlines", How::Change)),
        ("X", 11, None),
        ("Old", 1, known("was", How::BeforeChange)),
        ("Old", 12, known("**********", How::Change)),
        ("Long", 12, known("cut here", How::BeforeChange)),
        ("Long", 13, Some((None, How::Change))),
        ("Const", 1, known("same", How::Dump)),
        ("Nowhere", 1, None),
    ] {
        assert_eq!(value(name, line), expected, "{name} at line {line}");
    }
    let rows = |name: &str| {
        let found = names.iter().find(|(id, _)| trace.names.get(*id) == name);
        found.unwrap().1.clone()
    };
    assert!(changed(&rows("X")) && !changed(&rows("GIVEN")));
    assert!(rows("Long")[0].is_cut() && !rows("Old")[0].is_cut());
}

#[test]
fn folders_say_who_set_them() {
    let text = log(&[
        "Command Line: GIVEN=D:\\ ",
        "PROPERTY CHANGE: Adding GIVEN property. Its value is 'D:\\'.",
        "Doing action: SetDirs",
        "PROPERTY CHANGE: Adding CUSTOM property. Its value is 'E:\\'.",
        "Doing action: CostFinalize",
        "Action ended 12:02:17: SetDirs. Return value 1.",
        "WIN64DUALFOLDERS: 'C:\\P (x86)\\' will substitute 17 characters in 'C:\\P\\' folder path. (mask argument = 0, the folder pair's iSwapAttrib member = 0).",
        "PROPERTY CHANGE: Modifying P64 property. Its current value is 'C:\\P\\'. Its new value: 'C:\\P (x86)\\'.",
        "WIN64DUALFOLDERS: 'C:\\W\\SysWOW64\\' will substitute 20 characters in 'C:\\W\\a.dll' folder path. (mask argument = 1, the folder pair's iSwapAttrib member = 1).",
        "Target path resolution complete. Dumping Directory table...",
        "Dir (target): Key: GIVEN\t, Object: D:\\",
        "Dir (target): Key: CUSTOM\t, Object: E:\\",
        "Dir (target): Key: P64\t, Object: C:\\P (x86)\\",
        "Doing action: Late",
        "PROPERTY CHANGE: Modifying CUSTOM property. Its current value is 'E:\\'. Its new value: 'F:\\'.",
    ]);
    let (trace, _) = traced(&text);
    let folders = folders_of(&trace);
    let of = |key: &str| {
        let found = folders
            .iter()
            .find(|folder| trace.names.get(folder.key) == key);
        found.unwrap()
    };
    assert_eq!(folders.len(), 3);
    assert_eq!(of("GIVEN").setter, Setter::CommandLine(LineNo::new(6)));
    let Setter::Change(line, Some(action)) = of("CUSTOM").setter else {
        unreachable!("{:?}", of("CUSTOM"));
    };
    assert_eq!((line.get(), trace.action_name(action)), (9, "SetDirs"));
    assert_eq!(of("P64").setter, Setter::Costing);
    let redirected = of("P64").redirected.map(|(a, b)| (a.get(), b.get()));
    assert_eq!(redirected, Some((12, 13)));
    let (line, action) = of("CUSTOM").overrides[0];
    assert_eq!(
        (line.get(), trace.action_name(action.unwrap())),
        (20, "Late")
    );
    assert!(of("GIVEN").overrides.is_empty() && of("GIVEN").redirected.is_none());
}

#[test]
fn a_refused_component_is_found_where_there_is_one() {
    let component = |name: &str, request: &str, action: &str| {
        format!("Component: {name}; Installed: Absent;   Request: {request};   Action: {action}")
    };
    let ruling = "Disallowing installation of component: {G} since the same component with higher versioned keyfile exists";
    let (fine, odd) = (
        component("A", "Local", "Local"),
        component("B", "Local", "Null"),
    );
    let other = component("C", "Local", "Null");
    for (lines, expected) in [
        (vec![ruling, &fine, &odd], vec![Why::Ruled(LineNo::new(6))]),
        (vec![&fine[..], &odd], vec![Why::Untold]),
        (
            vec![ruling, &odd, &other],
            vec![Why::OneOf(LineNo::new(6)); 2],
        ),
        (vec![ruling, &fine], vec![]),
    ] {
        let (trace, _) = traced(&log(&lines));
        let whys: Vec<Why> = why_not_done(&trace).into_values().collect();
        assert_eq!(whys, expected, "{lines:?}");
    }
    let (trace, _) = traced(&log(&[ruling, &odd]));
    let components = &trace.state.components;
    let row = components.rows.rows()[0];
    assert!(is_odd(row.states) && !row.is_feature());
    assert_eq!(row.states.request(), InstallState::Local);
    assert_eq!(
        components.rulings.rows()[0].ruling(),
        ComponentRuling::InstallDisallowed
    );
}

#[test]
fn tables_have_a_row_for_each_event() {
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        let state = &trace.state;
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        let mut effects = Effects::default();
        let mut known = 0;
        syntax::each_event(&mut source, |event| {
            *found.entry(event.kind.name()).or_default() += 1;
            if let EventKind::Operation { name, arguments } = event.kind
                && let Some(effect) = effects.observe(name, arguments)
            {
                known += usize::from(effect.area != Area::Other);
            }
        })
        .unwrap();
        let count =
            |kinds: &[&str]| -> usize { kinds.iter().filter_map(|kind| found.get(kind)).sum() };
        let properties = state.properties.rows.rows();
        let lines = |kind| properties.iter().filter(|row| row.kind() == kind).count();
        let changes = [
            PropertyKind::Added,
            PropertyKind::Modified,
            PropertyKind::Deleted,
        ];
        assert_eq!(
            changes.into_iter().map(lines).sum::<usize>(),
            count(&["property-change"]),
            "{}",
            path.display()
        );
        assert_eq!(lines(PropertyKind::Dumped), count(&["property-dump"]));
        let folders = ["folder-source", "folder-target", "dual-folder-substituted"];
        assert_eq!(state.folders.rows.rows().len(), count(&folders));
        assert_eq!(
            state.components.rows.rows().len(),
            count(&["feature", "component"])
        );
        assert_eq!(
            state.components.rulings.rows().len(),
            count(&["component-ruling"])
        );
        assert_eq!(state.files.rows.rows().len(), count(&["file-decision"]));
        assert_eq!(state.operations.rows.rows().len(), count(&["operation"]));
        assert_eq!(state.policies.rows.rows().len(), count(&["policy"]));
        assert_eq!(state.dropped(), 0);
        let words = state.files.rows.rows().iter();
        let unknown = words
            .filter(|row| row.decision() == Decision::Other)
            .count();
        assert_eq!(unknown, 0, "{}", path.display());
        assert!(
            known > 0 || count(&["operation"]) < 10,
            "{}",
            path.display()
        );
    }
}

/// What the log says of a property, event by event, as a reader with a pencil would note it.
#[derive(Clone)]
struct Note {
    line: LineNo,
    change: Option<Change>,
    old: String,
    new: String,
}

#[test]
fn the_value_at_every_line_equals_a_replay() {
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        for (scope, names) in histories(&trace) {
            let mut notes: BTreeMap<String, Vec<Note>> = BTreeMap::new();
            let mut own: Vec<(LineNo, String)> = names
                .iter()
                .flat_map(|(id, rows)| {
                    let name = trace.names.get(*id).to_owned();
                    rows.iter()
                        .filter(|row| row.kind() != PropertyKind::CommandLine)
                        .map(move |row| (row.line, name.clone()))
                })
                .collect();
            own.sort();
            syntax::each_event(&mut source, |event| {
                let (name, change, old, new) = match event.kind {
                    EventKind::PropertyChange {
                        change,
                        name,
                        old,
                        new,
                    } => (name, Some(change), old, new),
                    EventKind::PropertyDump { name, value, .. } => (name, None, "", value),
                    _ => return,
                };
                if own.binary_search(&(event.line, name.to_owned())).is_ok() {
                    notes.entry(name.to_owned()).or_default().push(Note {
                        line: event.line,
                        change,
                        old: old.replace("\r\n", "\n"),
                        new: new.replace("\r\n", "\n"),
                    });
                }
            })
            .unwrap();
            let mut asked: Vec<Standing> = Vec::new();
            let mut expected = Vec::new();
            for (id, rows) in &names {
                let name = trace.names.get(*id);
                // What the command line gives is told twice, and the second time is a change.
                if rows
                    .iter()
                    .any(|row| row.kind() == PropertyKind::CommandLine || row.is_cut())
                {
                    continue;
                }
                assert_eq!(history(&trace, scope, *id).len(), notes[name].len());
                for line in notes[name]
                    .iter()
                    .flat_map(|note| [note.line.get() - 1, note.line.get()])
                {
                    let replayed = replay(&notes[name], LineNo::new(line));
                    let standing = in_force(rows, LineNo::new(line));
                    assert_eq!(
                        standing.is_some(),
                        replayed.is_some(),
                        "{}: {name} at {line}",
                        path.display()
                    );
                    asked.extend(standing);
                    expected.extend(replayed.map(|value| (name.to_owned(), line, value)));
                }
            }
            let values = read_values(&mut source, &trace.names, &asked).unwrap();
            for (value, (name, line, replayed)) in values.into_iter().zip(expected) {
                let place = format!("{}: {name} at {line}", path.display());
                assert_eq!(value.value, Some(replayed), "{place}");
            }
        }
    }
}

fn replay(notes: &[Note], line: LineNo) -> Option<String> {
    let mut value = notes.first().and_then(|first| match first.change {
        Some(Change::Added) => None,
        Some(_) => Some(first.old.clone()),
        None => Some(first.new.clone()),
    });
    for note in notes.iter().take_while(|note| note.line <= line) {
        value = (note.change != Some(Change::Deleted)).then(|| note.new.clone());
    }
    value
}

/// The last change before a dump should give what the dump says.
#[test]
fn the_last_change_before_a_dump_is_what_the_dump_says() {
    let (mut same, mut cut, mut different, mut missing) = (0, 0, Vec::new(), Vec::new());
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        let mut asked = Vec::new();
        let mut names_of = Vec::new();
        for (_, names) in histories(&trace) {
            let is_dump =
                |row: &wilog::trace::state::PropertyRow| row.kind() == PropertyKind::Dumped;
            let has_dump = names.iter().any(|(_, rows)| rows.iter().any(is_dump));
            for (id, rows) in &names {
                let Some(at) = rows.iter().position(is_dump) else {
                    let last = final_value(rows);
                    missing
                        .extend(last.filter(|_| has_dump).map(|last| {
                            (path.clone(), trace.names.get(*id).to_owned(), last.line)
                        }));
                    continue;
                };
                let Some(before) = in_force(&rows[..at], LineNo::new(u32::MAX)) else {
                    continue;
                };
                if rows[..at]
                    .last()
                    .is_some_and(wilog::trace::state::PropertyRow::is_cut)
                {
                    cut += 1;
                    continue;
                }
                asked.push(before);
                asked.push(Standing {
                    line: rows[at].line,
                    part: Part::New,
                    ..before
                });
                names_of.push(trace.names.get(*id).to_owned());
            }
        }
        let values = read_values(&mut source, &trace.names, &asked).unwrap();
        for (pair, (name, at)) in values.chunks(2).zip(names_of.iter().zip(asked.chunks(2))) {
            if pair[0].value == pair[1].value {
                same += 1;
            } else {
                let [before, dump] = [&pair[0].value, &pair[1].value];
                different.push(format!(
                    "{}: {name} line {} {before:?} dump {} {dump:?}",
                    path.display(),
                    at[0].line,
                    at[1].line
                ));
            }
        }
    }
    let unlisted = missing.len();
    println!(
        "same {same}, cut {cut}, different {}, not in the dump {unlisted}",
        different.len()
    );
    for line in &different {
        println!("  {}", line.chars().take(300).collect::<String>());
    }
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (_, name, _) in missing {
        *by_name.entry(name).or_default() += 1;
    }
    println!("{by_name:?}");
    // Names of users were replaced in the real logs after they were written. All else in them agrees.
    let unexplained = different
        .iter()
        .filter(|text| !text.contains("sample-logs") && !text.contains(": USERNAME "));
    assert_eq!(unexplained.count(), 0, "{different:#?}");
    // Sample logs are written by hand: a few name another folder on the command line than in the dump.
    assert!(different.len() * 100 <= same, "{different:#?}");
}

#[test]
fn a_record_is_the_same_when_it_is_read_alone() {
    for path in all_logs().into_iter().take(40) {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        let rows = trace.state.properties.rows.rows();
        let mut whole = BTreeMap::new();
        syntax::each_event(&mut source, |event| {
            if matches!(event.kind, EventKind::PropertyChange { .. }) {
                whole.insert(
                    event.line,
                    format!("{:?}", event.kind).replace("\\r\\n", "\\n"),
                );
            }
        })
        .unwrap();
        for (line, expected) in rows
            .iter()
            .step_by(17)
            .filter_map(|row| whole.get(&row.line).map(|expected| (row.line, expected)))
        {
            let alone = event_at(&mut source, line, |event| format!("{:?}", event.kind)).unwrap();
            assert_eq!(alone.as_ref(), Some(expected), "{}:{line}", path.display());
        }
    }
    let mut source = Source::from_bytes("one\n", None);
    assert_eq!(event_at(&mut source, LineNo::new(2), |_| ()).unwrap(), None);
}

#[test]
fn what_is_read_around_lines_is_what_the_whole_log_has() {
    for path in all_logs().into_iter().take(40) {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        let files = trace.state.files.rows.rows().iter().map(|row| row.line);
        let folders = trace.state.folders.rows.rows().iter().map(|row| row.line);
        let mut lines: Vec<LineNo> = files.chain(folders).collect();
        lines.sort_unstable();
        let (mut whole, mut near) = (Vec::new(), Vec::new());
        let shown = |event: &Event<'_>| format!("{} {:?}", event.line, event.kind);
        each_at(&mut source, &lines, |_, event| whole.push(shown(event))).unwrap();
        each_near(&mut source, &lines, |event| near.push(shown(event))).unwrap();
        assert_eq!(near, whole, "{}", path.display());
    }
}

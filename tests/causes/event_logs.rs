//! Windows' event log in the forms that people pass it on in.

use wilog::detect;
use wilog::finding::Report;
use wilog::text::Source;

use crate::of_bytes;

const STATUS: &str = "Windows Installer installed the product. Product Name: Heron Gates. Product Version: 4.2. Product Language: 1033. Manufacturer: Heron. Installation success or error status: 1603.";
const FAILED: &str = "Product: Heron Gates -- Installation failed.";
const CAUSE: &str =
    "Product: Heron Gates -- Error 1920. Service 'Gate Keeper' (gatesvc) failed to start.";
const CAUSE_IN_GERMAN: &str =
    "Produkt: Heron Gates -- Fehler 1920. Der Dienst \"Gate Keeper\" (gatesvc) ging nicht.";

/// Checks that an install failed with 1603, that its service did not start, and the line that says so.
#[track_caller]
fn service_failed(log: &str, line: u32) -> Report {
    let report = of_bytes(log);
    let verdict = &report.verdict;
    assert_eq!(
        (verdict.outcome.as_str(), verdict.exit_code),
        ("failed", Some(1603)),
        "{log}{verdict:#?}"
    );
    let cause = report.cause.as_ref().expect("there is a cause");
    assert!(cause.headline.contains("Gate Keeper"), "{log}{cause:#?}");
    assert_eq!(cause.line.get(), line, "{log}{cause:#?}");
    // Lines keep their numbers.
    let mut source = Source::from_bytes(log.to_owned(), None);
    let all = source.lines(wilog::text::LineNo::FIRST, wilog::text::LineNo::new(9999));
    assert_eq!(all.expect("memory reads").len(), log.lines().count());
    report
}

/// An event as Event Viewer copies it.
fn copied(labels: [&str; 4], number: u32, text: &str) -> String {
    let [name, source, id, below] = labels;
    format!(
        "{name}Application\r\n{source}MsiInstaller\r\n{id}{number}\r\nComputer:      rowan\r\n{below}:\r\n{text}\r\n\r\n"
    )
}

#[test]
fn what_event_viewer_copies_is_read_in_any_language() {
    for (labels, cause) in [
        (
            [
                "Log Name:      ",
                "Source:        ",
                "Event ID:      ",
                "Description",
            ],
            CAUSE,
        ),
        (
            [
                "Protokollname: ",
                "Quelle:        ",
                "Ereignis-ID:   ",
                "Beschreibung",
            ],
            CAUSE_IN_GERMAN,
        ),
        (
            [
                "Nom du journal :",
                "Source :       ",
                "ID :  ",
                "Description ",
            ],
            CAUSE,
        ),
        (
            [
                "  Log Name: ",
                "  Source: ",
                "  Event ID: ",
                "  Description",
            ],
            CAUSE,
        ),
    ] {
        let log = copied(labels, 1033, STATUS) + &copied(labels, 11920, cause);
        service_failed(&log, 13);
    }
}

#[test]
fn rows_and_tables_hold_the_message_in_a_column() {
    let rows = |between: &str, quote: &str| {
        let row = |level: &str, number: u32, text: &str| {
            let text = text.replace('"', "\"\"");
            [
                level,
                "4/9/2025 10:15:42 AM",
                "MsiInstaller",
                &number.to_string(),
                "None",
            ]
            .map(|column| format!("{quote}{column}{quote}"))
            .join(between)
                + &format!("{between}\"{text}\"\r\n")
        };
        let other = format!(
            "Error{between}4/9/2025 10:15:42 AM{between}Rowan{between}1033{between}None{between}{STATUS}\r\n"
        );
        format!(
            "Level{between}Date{between}Source{between}Event ID{between}Category\r\n{}{}{other}",
            row("Error", 11920, CAUSE_IN_GERMAN),
            row("Information", 1033, STATUS)
        )
    };
    service_failed(&rows(",", ""), 2);
    service_failed(&rows("\t", ""), 2);
    service_failed(&rows(";", "\""), 2);
    let exported = format!(
        "\"TimeCreated\",\"Id\",\"Message\"\r\n\"4/9/2025 10:15:42 AM\",\"1033\",\"{STATUS}\"\r\n\"4/9/2025 10:15:41 AM\",\"11920\",\"{CAUSE}\"\r\n"
    );
    service_failed(&exported, 3);
    let head = "TimeCreated             Id LevelDisplayName Message\r\n-----------             -- ---------------- -------\r\n";
    let row = |number: u32, text: &str| {
        format!("4/9/2025 10:15 AM    {number:>5} Information      {text}\r\n")
    };
    let wrapped = STATUS.replacen(
        "Product Language",
        &format!("\r\n{}Product Language", " ".repeat(44)),
        1,
    );
    for text in [STATUS, &wrapped] {
        let table = head.to_owned() + &row(1033, text) + &row(11708, FAILED) + &row(11920, CAUSE);
        let last = table.lines().count() as u32;
        service_failed(&table, last);
        service_failed(
            &format!("\r\n   ProviderName: MsiInstaller\r\n\r\n{table}"),
            last + 3,
        );
    }
}

#[test]
fn a_list_holds_the_message_in_wrapped_lines() {
    for (number, provider) in [
        ("Id          ", "ProviderName"),
        ("InstanceId  ", "Source      "),
    ] {
        let record = |id: u32, text: &str, provider: &str| {
            let text = text.replacen(". ", &format!(".\r\n{}", " ".repeat(15)), 2);
            format!("{number} : {id}\r\nMessage      : {text}\r\n{provider}\r\n")
        };
        let ours = format!("{provider} : MsiInstaller\r\n");
        for provider in [ours.as_str(), ""] {
            let log = record(1033, STATUS, provider) + "\r\n" + &record(11920, CAUSE, provider);
            let line = log.lines().position(|line| line.contains("Error 1920"));
            service_failed(&log, line.expect("it is there") as u32 + 1);
        }
        let other = record(1033, STATUS, &format!("{provider} : Rowan\r\n"));
        let log = record(11920, CAUSE, &ours) + "\r\n" + &other;
        assert_eq!(of_bytes(&log).verdict.outcome.as_str(), "unknown", "{log}");
    }
}

/// An event in XML.
fn element(provider: &str, number: u32, data: &[&str], joint: &str) -> String {
    let data: Vec<String> = data
        .iter()
        .map(|data| format!("<Data>{data}</Data>"))
        .collect();
    [
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>",
        "<System>",
        &format!("<Provider Name='{provider}'/>"),
        &format!("<EventID Qualifiers='0'>{number}</EventID></System><EventData>"),
        &data.join(joint),
        "<Binary>7B30</Binary></EventData></Event>",
    ]
    .join(joint)
}

#[test]
fn events_in_xml_hold_the_message_or_its_parts() {
    let parts = [
        "Heron &amp; Gates",
        "4.2",
        "1033",
        "1603",
        "Heron",
        "(NULL)",
        "",
    ];
    let cause = CAUSE.replace('\'', "&apos;");
    for joint in ["", "\r\n"] {
        let event = element("MsiInstaller", 11920, &[&cause, "(NULL)"], joint);
        let result = element("MsiInstaller", 1033, &parts, joint);
        let log = format!("{event}\r\n{result}\r\n");
        let report = service_failed(&log, if joint.is_empty() { 1 } else { 5 });
        let what = &report.verdict.headline;
        assert!(!what.contains("&amp;"), "{what}");
        let other = element("Rowan", 1033, &parts, joint);
        let verdict = of_bytes(&format!("{event}\r\n{other}\r\n")).verdict;
        assert_eq!(verdict.outcome.as_str(), "unknown");
    }
    // Event Viewer saves all in one line.
    let event = element("MsiInstaller", 11920, &[&cause], "");
    let result = element("MsiInstaller", 1033, &parts, "");
    let one_line = format!("<?xml version=\"1.0\"?><Events>{result}{event}</Events>");
    let report = of_bytes(&one_line);
    assert_eq!(report.verdict.exit_code, Some(1603));
    assert!(
        report
            .cause
            .is_some_and(|cause| cause.headline.contains("Gate Keeper"))
    );
}

/// Event Viewer and PowerShell give the newest event first, so that what stands below is older.
#[test]
fn an_older_success_takes_no_failure_back() {
    let row = |number: u32, text: &str| {
        format!("Error,4/9/2025 10:15:42 AM,MsiInstaller,{number},None,\"{text}\"\r\n")
    };
    let success = STATUS.replace("1603", "0");
    let newest_first = row(1033, STATUS) + &row(11708, FAILED) + &row(11920, CAUSE);
    for older in [
        success.clone(),
        success.replace("4.2", "4.1"),
        success.replace("Heron Gates", "Rowan"),
    ] {
        let completed = FAILED.replace("failed", "completed successfully");
        let log = newest_first.clone() + &row(1033, &older) + &row(11707, &completed);
        let report = service_failed(&log, 3);
        assert!(!report.verdict.headline.contains("Rowan"), "{log}");
    }
    // An upgrade removes the older product before it fails.
    let removal = STATUS
        .replace("1603", "0")
        .replace("installed", "removed")
        .replace("Installation", "Removal");
    let removed = "Product: Heron Gates -- Removal completed successfully.";
    let log = newest_first.clone() + &row(1034, &removal) + &row(11724, removed);
    let report = service_failed(&log, 3);
    assert_eq!(report.sessions[0].operation, Some("install"), "{log}");
    let words_only =
        row(11708, FAILED) + &row(11707, &FAILED.replace("failed", "completed successfully"));
    assert_eq!(of_bytes(&words_only).verdict.outcome.as_str(), "failed");
}

/// Where the times tell which event is the newest, an install that was tried again ended as the last try did.
#[test]
fn of_tries_that_have_times_the_last_one_counts() {
    let event = |time: &str, text: &str| {
        let labels = [
            "Log Name:      ",
            &format!("Date:          {time}\r\nSource:        "),
            "Event ID:      ",
            "Description",
        ];
        copied(labels, 1033, text)
    };
    let (morning, later) = ("4/9/2025 10:15:42 AM", "4/9/2025 12:15:42 PM");
    let success = STATUS.replace("1603", "0");
    let other = success.replace("Heron Gates", "Rowan");
    for (first, second, outcome) in [
        ((morning, STATUS), (later, &*success), "success"),
        ((later, &*success), (morning, STATUS), "success"),
        ((morning, &*success), (later, STATUS), "failed"),
        ((later, STATUS), (morning, &*success), "failed"),
        ((morning, STATUS), (later, &*other), "failed"),
        ((later, &*other), (morning, STATUS), "failed"),
        ((morning, STATUS), (morning, &*success), "failed"),
    ] {
        let log = event(first.0, first.1) + &event(second.0, second.1);
        assert_eq!(of_bytes(&log).verdict.outcome.as_str(), outcome, "{log}");
    }
}

/// A text is read in pieces of 128 KiB.
#[test]
fn an_event_that_lies_across_two_pieces_is_read() {
    let parts = |product, status| [product, "4.2", "1033", status, "Heron", "(NULL)", ""];
    let xml =
        |product, status| element("MsiInstaller", 1033, &parts(product, status), "\r\n") + "\r\n";
    let list = |product: &str, status: &str| {
        let text = STATUS
            .replace("Heron Gates", product)
            .replace("1603", status);
        let text = text.replace(". ", &format!(".\r\n{}", " ".repeat(15)));
        format!(
            "Id           : 1033\r\nMessage      : {text}\r\nProviderName : MsiInstaller\r\n\r\n"
        )
    };
    let table = |product: &str, status: &str| {
        let text = STATUS
            .replace("Heron Gates", product)
            .replace("1603", status);
        let text = text.replace(". ", &format!(".\r\n{}", " ".repeat(44)));
        format!("4/9/2025 10:15 AM     1033 Information      {text}\r\n")
    };
    let head = "TimeCreated             Id LevelDisplayName Message\r\n-----------             -- ---------------- -------\r\n";
    for (head, failed, other) in [
        ("", xml("Heron Gates", "1603"), xml("Rowan", "0")),
        ("", list("Heron Gates", "1603"), list("Rowan", "0")),
        (head, table("Heron Gates", "1603"), table("Rowan", "0")),
    ] {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf8 = |text: &str| text.as_bytes().to_vec();
        for (piece, bytes) in [(128 * 1024, utf8 as fn(&str) -> Vec<u8>), (64 * 1024, wide)] {
            for part in 1..5 {
                // The failure begins before the end of the piece, and ends behind it.
                let above = (piece - failed.len() * part / 5 - head.len()) / other.len();
                let rest = piece - failed.len() * part / 5 - head.len() - above * other.len();
                let padding = " ".repeat(rest.saturating_sub(2)) + "\r\n";
                let text = head.to_owned() + &other.repeat(above) + &padding + &failed + &other;
                let bytes = bytes(&format!("\u{feff}{text}"));
                let mut source = Source::from_bytes(bytes, None);
                let report = detect::report(&mut source, "test.log").expect("memory reads");
                assert_eq!(report.verdict.exit_code, Some(1603), "{part}: {failed}");
            }
        }
    }
}

#[test]
fn what_stands_below_a_message_is_no_part_of_it() {
    let lines_of = |log: &str| {
        let mut source = Source::from_bytes(log.to_owned(), None);
        let all = source.lines(wilog::text::LineNo::FIRST, wilog::text::LineNo::new(99));
        let all = all.expect("memory reads").into_iter();
        all.map(|(_, line)| line).collect::<Vec<String>>()
    };
    let event = element("MsiInstaller", 11920, &[CAUSE], "\r\n") + "\r\n";
    let lines = lines_of(&(event.clone() + &event));
    let said = lines.iter().position(|line| line == CAUSE);
    let said = said.expect("it is there");
    assert!(
        lines[said + 1].is_empty() && !lines[said - 1].is_empty(),
        "{lines:?}"
    );
    assert_eq!(lines.iter().filter(|line| *line == CAUSE).count(), 2);
    // A column that goes on in the next line, before the others.
    let (begin, rest) = CAUSE.split_at(CAUSE.len() / 2);
    let row = format!(
        "\"{begin}\r\n{rest}\",\"11920\",\"MsiInstaller\",\"4/9/2025 10:15:43 in the morning of a long day\"\r\n"
    );
    let lines =
        lines_of(&("\"Message\",\"Id\",\"ProviderName\",\"TimeCreated\"\r\n".to_owned() + &row));
    assert_eq!(lines[2], rest);
}

/// A custom action may write of events, and its log is none of them.
#[test]
fn a_log_of_an_install_with_events_in_it_keeps_its_lines() {
    let event = element("MsiInstaller", 11920, &[CAUSE], "");
    for events in [
        "TimeCreated,Id,Message\n4/9/2025,7000,x",
        "Error\t4/9/2025\tMsiInstaller\t1033\tNone\tx y z",
        "ProviderName : MsiInstaller\nId           : 1033\nMessage      : x y z",
        &event,
    ] {
        for line in [
            "MSI (s) (10:20) [10:15:42:000]: Doing action: CheckEvents",
            "Action start 10:15:42: CheckEvents.",
            "=== Logging started: 25/02/2026  10:00:00 ===",
        ] {
            let line_of_rows = "Property(S): Messages = a b,1033,c d e f g";
            let log = format!("{line}\n{events}\n{line_of_rows}\n");
            let mut source = Source::from_bytes(log.clone(), None);
            let all = source.lines(wilog::text::LineNo::FIRST, wilog::text::LineNo::new(99));
            let all = all.expect("memory reads").into_iter().map(|(_, line)| line);
            assert!(all.eq(log.lines().map(str::to_owned)), "{log}");
        }
    }
}

#[test]
fn words_of_the_event_log_in_a_log_are_no_events() {
    let lines = "MSI (s) (10:20) [10:00:00:000]: Executing op: RegAddValue(Name=Source,Value=MsiInstaller,)\r\n\
        Property(S): Source = MsiInstaller\r\n\
        MSI (s) (10:20) [10:00:00:000]: Note: 1: 1033 2: TimeCreated Id Message \r\n";
    let mut source = Source::from_bytes(lines.to_owned(), None);
    let all = source.lines(wilog::text::LineNo::FIRST, wilog::text::LineNo::new(9));
    let all = all.expect("memory reads").into_iter().map(|(_, line)| line);
    assert!(all.eq(lines.lines().map(str::to_owned)));
}

/// Below a message, the event log has sentences that no log of an install has.
#[test]
fn the_next_event_is_no_part_of_a_message() {
    for next in [
        "Beginning a Windows Installer transaction: C:\\Kits\\heron.msi. Client Process Id: 4410.",
        "Ending a Windows Installer transaction: C:\\Ki...",
        "Eine Windows Installer-Transaktion wird gestartet: C:\\Kits\\heron.msi. Clientprozess-ID: 4410.",
        "正在开始 Windows Installer 事务: {9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}. 客户端进程 ID: 4410。",
    ] {
        let log = format!("{STATUS}\n{CAUSE}\n{next}\n");
        let cause = service_failed(&log, 2).cause.expect("there is a cause");
        assert!(!cause.headline.contains("Kit"), "{}", cause.headline);
        let last = cause.evidence.last().expect("a cause has lines");
        assert_eq!(last.line.get(), 2, "{next}: {cause:#?}");
    }
}

#[test]
fn a_table_that_leaves_out_the_ends_of_messages_asks_for_a_list() {
    let table = |rows: &[(&str, &str)]| {
        let rows = rows.iter().map(|(number, said)| {
            format!("4/9/2025 10:15:42 AM {number:>13} Information      {said}\n")
        });
        let rows: String = rows.collect();
        of_bytes(&format!(
            "TimeCreated                     Id LevelDisplayName Message\n\
             -----------                     -- ---------------- -------\n{rows}"
        ))
        .verdict
        .headline
    };
    let cut = (
        "1033",
        "Windows Installer installed the product. Product Name: Heron Gates. Prod...",
    );
    let asks = "show the events with Format-List";
    for rows in [&[cut][..], &[cut, ("11708", FAILED)]] {
        let headline = table(rows);
        assert!(headline.contains(asks), "{headline}");
    }
    for rows in [
        &[("1033", STATUS)][..],
        &[
            cut,
            (
                "11707",
                "Product: Heron Gates -- Installation completed successfully.",
            ),
        ],
    ] {
        let headline = table(rows);
        assert!(!headline.contains(asks), "{headline}");
    }
}

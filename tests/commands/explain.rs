//! `wilog explain`.

use super::{output, run, wilog};

#[test]
fn explain_for_a_reader() {
    for (name, codes) in [
        ("commands__explain_1603", &["1603"][..]),
        ("commands__explain_wrapped", &["-2147023293", "0x80070005"]),
        (
            "commands__explain_unknown",
            &["25001", "0x80070999", "exit 2203"],
        ),
        (
            "commands__explain_rule",
            &["MSI401", "Service-Start-Timeout"],
        ),
        (
            "commands__explain_names",
            &["InstallFinalize", "filecopy", "ERROR_INSTALL_USEREXIT"],
        ),
    ] {
        let out = output(&[&["explain"], codes].concat());
        assert!(
            out.lines()
                .all(|line| line.len() <= 100 || line.contains("https://")),
            "{out}"
        );
        insta::with_settings!(
        {snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true},
        { insta::assert_snapshot!(name, out) }
        );
    }
    snapshot!(
        "commands__explain_json",
        output(&[
            "explain",
            "--format",
            "json",
            "0x80070643",
            "message 1310",
            "FileCopy"
        ])
    );
}

#[test]
fn explain_takes_what_people_paste() {
    for (codes, expected) in [
        ("1603", "exit code 1603, message 1603"),
        ("exit 1603", "exit code 1603"),
        ("Note: 1: 1603", "message 1603"),
        ("Error 1310.", "message 1310"),
        ("Return value 3.", "return value 3"),
        ("-2147287038", "storage code 0x80030002"),
        ("80070643", "HRESULT 0x80070643, exit code 1603"),
        (
            "5 1618",
            "return value 5, Win32 code 5, message 5, exit code 1618",
        ),
        ("installfiles", "standard action InstallFiles"),
    ] {
        let words: Vec<&str> = ["explain"].into_iter().chain(codes.split(' ')).collect();
        let run = run(&words);
        // The head of each meaning stands at the margin, and its first words are the space and the number.
        let heads = run
            .out
            .lines()
            .filter(|line| !line.starts_with(' ') && !line.ends_with('.') && !line.is_empty());
        let heads: Vec<&str> = heads.map(|line| line.split("  ").next().unwrap()).collect();
        assert_eq!(heads.join(", "), expected, "{codes}");
    }
}

#[test]
fn explain_does_the_rest_when_a_word_is_unknown() {
    let run = run(&["explain", "InstalFiles", "1618", "99999999999", "rubbish"]);
    assert_eq!(run.status, Some(2));
    assert!(run.out.starts_with("exit code 1618 "), "{}", run.out);
    let errors: Vec<&str> = run.err.lines().collect();
    assert!(
        errors[0].contains("did you mean `InstallFiles`?"),
        "{}",
        run.err
    );
    assert!(errors[1].contains("at most 32 bits"), "{}", run.err);
    assert!(
        errors[2].contains("`rubbish`") && errors.len() == 3,
        "{}",
        run.err
    );
}

#[test]
fn explain_uses_colour_only_where_it_is_wanted() {
    let with = |name: &str, value: &str| {
        let run = wilog(&["explain", "1618"])
            .env(name, value)
            .output()
            .unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    assert!(with("CLICOLOR_FORCE", "1").contains("\x1b[1;31merror\x1b[0m"));
    assert!(!with("NO_COLOR", "1").contains('\x1b'));
    assert!(!output(&["explain", "1618"]).contains('\x1b'));
}

//! What people type for a code, and the meanings that it has.

use wilog::catalog::{self, NumberError, Severity, Space};

/// Spellings and the meanings they must have, in order, each as `space number`.
const SPELLINGS: &[(&str, &str)] = &[
    ("1603", "exit 1603, message 1603"),
    ("  1603\r\n", "exit 1603, message 1603"),
    ("Error 1603.", "exit 1603, message 1603"),
    ("exit 1603", "exit 1603"),
    ("exit code: 1603", "exit 1603"),
    ("Info 1603.", "message 1603"),
    ("error status: 1605", "exit 1605, message 1605"),
    ("0x643", "exit 1603, message 1603"),
    ("1310", "message 1310"),
    ("Note 2203", "message 2203"),
    ("1722", "message 1722, win32 1722"),
    ("win32 1722", "win32 1722"),
    ("3010", "exit 3010"),
    ("1641", "exit 1641"),
    ("0", "exit 0, return-value 0, win32 0, message 0"),
    ("3", "return-value 3, win32 3"),
    ("Return value 3.", "return-value 3"),
    ("return-value 1", "return-value 1"),
    ("5", "return-value 5, win32 5, message 5"),
    ("System error: 32", "win32 32, message 32"),
    ("0x80070643", "hresult 0x80070643, exit 1603"),
    ("0X80070643", "hresult 0x80070643, exit 1603"),
    ("80070643", "hresult 0x80070643, exit 1603"),
    ("80070643h", "hresult 0x80070643, exit 1603"),
    ("-2147023293", "hresult 0x80070643, exit 1603"),
    ("2147944003", "hresult 0x80070643, exit 1603"),
    ("0xffffffff80070643", "hresult 0x80070643, exit 1603"),
    ("18446744071562528323", "hresult 0x80070643, exit 1603"),
    ("HRESULT=0x80070643", "hresult 0x80070643"),
    ("0x80070005", "hresult 0x80070005, win32 5"),
    ("0x80070BC2", "hresult 0x80070BC2, exit 3010"),
    ("0x80070091", "win32 145"),
    ("-2147287038", "storage 0x80030002"),
    ("-2147287035", "storage 0x80030005"),
    ("0x80030109", "storage 0x80030109"),
    ("0x80004005", "hresult 0x80004005"),
    ("0xC0000135", "ntstatus 0xC0000135"),
    ("C0000135", "ntstatus 0xC0000135"),
    ("3221225781", "ntstatus 0xC0000135"),
    ("-1073741515", "ntstatus 0xC0000135"),
    ("0xD0000022", "ntstatus 0xC0000022"),
    ("-532462766", "ntstatus 0xE0434352"),
    ("1073807364", "ntstatus 0x40010004"),
    ("2359302", "hresult 0x00240006"),
    ("exit 1310", ""),
    ("27555", ""),
    ("26201", "wix 26201"),
    ("Error 26201.", "wix 26201"),
    ("wix 26201", "wix 26201"),
    ("-1", ""),
    ("0x80079999", ""),
];

#[test]
fn spellings_have_their_meanings() {
    for (text, expected) in SPELLINGS {
        let found = catalog::meanings(text)
            .unwrap_or_else(|error| panic!("{text:?} should be a code: {error}"));
        let found: Vec<String> = found
            .iter()
            .map(|meaning| {
                let number = catalog::spelling(meaning.space, meaning.code.number);
                format!("{} {number}", meaning.space)
            })
            .collect();
        assert_eq!(found.join(", "), *expected, "meanings of {text:?}");
    }
}

#[test]
fn what_is_no_code_is_refused() {
    for text in ["", "  ", "\t\r\n", "..."] {
        assert_eq!(catalog::meanings(text), Err(NumberError::Empty), "{text:?}");
    }
    for text in [
        "abc",
        "0x",
        "-",
        "--5",
        "-0x5",
        "12a",
        "0xZZ",
        "h",
        "1603 failed",
        "line 1603",
        "16.03",
        "é",
    ] {
        let found = catalog::meanings(text);
        assert!(
            matches!(found, Err(NumberError::NotANumber { .. })),
            "{text:?}: {found:?}"
        );
    }
    for text in [
        "4294967296",
        "-2147483649",
        "0x123456789",
        "99999999999999999999999",
        "0xFFFFFFFF70000000",
    ] {
        let found = catalog::meanings(text);
        assert!(
            matches!(found, Err(NumberError::OutOfRange { .. })),
            "{text:?}: {found:?}"
        );
    }
    let error = catalog::meanings("line 1603").unwrap_err().to_string();
    assert_eq!(
        error,
        "expected a code such as 1603, -2147023293 or 0x80070643, found `line 1603`"
    );
}

#[test]
fn spaces_and_severities_have_their_words() {
    let words: Vec<String> = Space::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "exit",
            "message",
            "hresult",
            "win32",
            "ntstatus",
            "storage",
            "return-value",
            "wix"
        ]
    );
    assert_eq!(format!("{:>8}", Severity::Error), "   error");
    assert!(Severity::Error > Severity::Warning);
}

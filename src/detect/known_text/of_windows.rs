//! The texts that Windows has for its codes, those of which more can be said than they say themselves.
//!
//! Sources: <https://learn.microsoft.com/windows/win32/debug/system-error-codes>,
//! <https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2>,
//! <https://learn.microsoft.com/windows/win32/com/com-error-codes-3>,
//! <https://learn.microsoft.com/windows/win32/com/com-error-codes-4>, for those of .NET
//! <https://learn.microsoft.com/dotnet/api/system.security.principal.identitynotmappedexception>, and for those of WMI, which
//! .NET passes on, <https://learn.microsoft.com/dotnet/api/system.management.managementstatus>.

use crate::catalog;

/// A text as it stands in English, without the full stop, with its Win32 code or HRESULT.
const TEXTS: &[(&str, u32)] = &[
    ("The network path was not found", 53),
    ("The specified network name is no longer available", 64),
    ("The network name cannot be found", 67),
    ("The specified network password is not correct", 86),
    ("There is not enough space on the disk", 112),
    ("The specified module could not be found", 126),
    ("The specified procedure could not be found", 127),
    ("is not a valid Win32 application", 193),
    (
        "because the file contains a virus or potentially unwanted software",
        225,
    ),
    (
        "Windows cannot verify the digital signature for this file",
        577,
    ),
    ("The requested operation requires elevation", 740),
    (
        "A stop control has been sent to a service that other running services are dependent on",
        1051,
    ),
    (
        "The service did not respond to the start or control request in a timely fashion",
        1053,
    ),
    ("The service database is locked", 1055),
    (
        "The account name is invalid or does not exist, or the password is invalid for the account name specified",
        1057,
    ),
    (
        "The service cannot be started, either because it is disabled or because it has no enabled devices associated with it",
        1058,
    ),
    (
        "The specified service does not exist as an installed service",
        1060,
    ),
    (
        "The service cannot accept control messages at this time",
        1061,
    ),
    ("The dependency service or group failed to start", 1068),
    ("The service did not start due to a logon failure", 1069),
    ("The specified service has been marked for deletion", 1072),
    (
        "The dependency service does not exist or has been marked for deletion",
        1075,
    ),
    (
        "The name is already in use as either a service name or a service display name",
        1078,
    ),
    (
        "The account specified for this service is different from the account specified for other services running in the same process",
        1079,
    ),
    (
        "The executable program that this service is configured to run in does not implement the service",
        1083,
    ),
    ("A system shutdown is in progress", 1115),
    (
        "Multiple connections to a server or shared resource by the same user, using more than one user name, are not allowed",
        1219,
    ),
    ("The network is not present or not started", 1222),
    ("The network location cannot be reached", 1231),
    ("This program is blocked by group policy", 1260),
    ("This driver has been blocked from loading", 1275),
    (
        "There are currently no logon servers available to service the logon request",
        1311,
    ),
    ("A required privilege is not held by the client", 1314),
    ("The specified account does not exist", 1317),
    ("The user name or password is incorrect", 1326),
    ("Logon failure: unknown user name or bad password", 1326),
    ("The password for this account has expired", 1330),
    (
        "This user can't sign in because this account is currently disabled",
        1331,
    ),
    (
        "No mapping between account names and security IDs was done",
        1332,
    ),
    (
        "Some or all identity references could not be translated",
        1332,
    ),
    (
        "The specified domain either does not exist or could not be contacted",
        1355,
    ),
    ("The specified local group does not exist", 1376),
    (
        "the user has not been granted the requested logon type at this computer",
        1385,
    ),
    ("The file or directory is corrupted and unreadable", 1392),
    (
        "Insufficient system resources exist to complete the requested service",
        1450,
    ),
    (
        "The paging file is too small for this operation to complete",
        1455,
    ),
    ("The RPC server is unavailable", 1722),
    ("The remote procedure call failed", 1726),
    (
        "There are no more endpoints available from the endpoint mapper",
        1753,
    ),
    (
        "The trust relationship between this workstation and the primary domain failed",
        1789,
    ),
    (
        "The referenced account is currently locked out and may not be logged on to",
        1909,
    ),
    (
        "The password does not meet the password policy requirements",
        2245,
    ),
    (
        "An attempt was made to access a socket in a way forbidden by its access permissions",
        10013,
    ),
    (
        "Only one usage of each socket address (protocol/network address/port) is normally permitted",
        10048,
    ),
    (
        "The application has failed to start because its side-by-side configuration is incorrect",
        14001,
    ),
    ("Class not registered", 0x8004_0154),
    ("Keyset does not exist", 0x8009_0016),
    ("ManagementException: Generic failure", 0x8004_1001),
    ("ManagementException: Not found", 0x8004_1002),
    ("ManagementException: Access denied", 0x8004_1003),
    ("ManagementException: Invalid namespace", 0x8004_100E),
    ("ManagementException: Invalid class", 0x8004_1010),
    ("ManagementException: Provider load failure", 0x8004_1013),
];

/// Texts that say too little by themselves, and are those of a code where it stands beside them. Older versions of Windows have
/// other words for some.
const BESIDE_THEIR_CODE: &[(&str, u32)] = &[
    ("The system cannot find the file specified", 2),
    ("The system cannot find the path specified", 3),
    ("Access is denied", 5),
    ("An instance of the service is already running", 1056),
    ("The account name is invalid or does not exist", 1057),
    (
        "The service cannot be started, either because it is disabled",
        1058,
    ),
    ("The service has not been started", 1062),
    ("The process terminated unexpectedly", 1067),
    ("The specified service already exists", 1073),
    ("Unknown user name or bad password", 1326),
    (
        "This operation returned because the timeout period expired",
        1460,
    ),
    (
        "The user's password must be changed before signing in",
        1907,
    ),
    ("The referenced account is currently locked out", 1909),
    ("The specified username is invalid", 2202),
];

/// The code of Windows that a text has in parentheses beside its words: `(1067) The process terminated unexpectedly.`, `Access is
/// denied. (5)`. A number in parentheses may be anything without them.
pub(in crate::detect) fn code_with_its_text(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let mut known = TEXTS.iter().chain(BESIDE_THEIR_CODE);
    let (_, code) = known.find(|(words, code)| {
        let (words, number) = (words.to_lowercase(), format!("({code})"));
        ["", " "].iter().any(|blank| {
            stands_whole(&text, &format!("{number}{blank}{words}")).is_some()
                || text.contains(&format!("{words}{blank}{number}"))
                || text.contains(&format!("{words}.{blank}{number}"))
        })
    })?;
    Some(*code)
}

/// The code of the last of these texts in a text, as an HRESULT.
pub(super) fn code_of(text: &str) -> Option<u32> {
    let found = TEXTS
        .iter()
        .filter_map(|(known, code)| Some((stands_whole(text, known)?, *code)));
    let (_, code) = found.max()?;
    Some(catalog::hresult_of(code))
}

/// Where words stand last in a text as a sentence to its end: `Class not registered (Exception from HRESULT`, and not
/// `Class not registered in the school`.
pub(super) fn stands_whole(text: &str, words: &str) -> Option<usize> {
    let mut found = text.rmatch_indices(words);
    let (at, _) = found.find(|(at, words)| {
        let behind = &text[at + words.len()..];
        let is_end = behind.starts_with(['.', ',', '(', ')', '[', ']', '\r', '\n']);
        // The quotation marks around the text of another program.
        let is_quoted = behind.starts_with(['\'', '"']);
        let goes_in = behind.trim_start_matches(' ');
        let is_before = goes_in.starts_with("-->") || goes_in.starts_with("--->");
        is_end || is_quoted || is_before || goes_in.is_empty() || goes_in.starts_with(['(', '['])
    })?;
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_a_cause_and_a_remedy_for_each() {
        for (text, code) in TEXTS {
            let known = catalog::meaning_of_result(catalog::hresult_of(*code));
            let (cause, remedy) = known.map_or(("", ""), |known| (known.cause, known.remedy));
            assert!(!cause.is_empty() && !remedy.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_number_in_parentheses_is_a_code_beside_its_own_words_only() {
        for (text, expected) in [
            (
                "The gate did not start. The error is (1067) The process terminated unexpectedly.",
                Some(1067),
            ),
            ("The keeper is not known. Access is denied. (5)", Some(5)),
            ("The gates (5) are shut", None),
            ("The keeper (1069) is shut. Access is denied.", None),
            (
                "rule (3) of 5: The system cannot find the path specified",
                None,
            ),
            ("Access is denied. The keeper (5) is away", None),
            ("Access is denied (5)", Some(5)),
            ("The process terminated unexpectedly.", None),
        ] {
            assert_eq!(code_with_its_text(text), expected, "{text}");
        }
        for (text, code) in BESIDE_THEIR_CODE {
            assert!(catalog::system_error(*code).is_some(), "{text}");
        }
    }
}

//! Policies, the mutex, and what passes between client and server.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::{delimited, preceded, terminated};

use super::lex::{Parsed, rest, signed, tag, trimmed, unsigned, until};
use crate::event::{EventKind, ExitCode, PolicyScope};

/// `Machine policy value 'DisableRollback' is 0`, `User policy value 'SearchOrder' is 'nmu'`
pub(super) fn policy(text: &str) -> Parsed<'_, EventKind<'_>> {
    let scope = alt((
        value(PolicyScope::Machine, tag("Machine")),
        value(PolicyScope::User, tag("User")),
    ));
    (scope, tag(" policy value '"), until("' is "), rest)
        .map(
            |(scope, _, name, text): (_, _, _, &str)| EventKind::Policy {
                scope,
                name,
                value: text.trim_end().trim_matches('\''),
            },
        )
        .parse(text)
}

/// `Grabbed execution mutex.`
pub(super) fn mutex_taken(text: &str) -> Parsed<'_, EventKind<'_>> {
    value(EventKind::MutexTaken {}, tag("Grabbed execution mutex.")).parse(text)
}

/// `Failed to grab execution mutex. System error 258.`
pub(super) fn mutex_failed(text: &str) -> Parsed<'_, EventKind<'_>> {
    delimited(
        tag("Failed to grab execution mutex. System error "),
        signed,
        tag("."),
    )
    .map(|system_error| EventKind::MutexFailed { system_error })
    .parse(text)
}

/// `Client-side and UI is none or basic: Running entire install on the server.`
pub(super) fn run_on_server(text: &str) -> Parsed<'_, EventKind<'_>> {
    value(
        EventKind::RunOnServer {},
        tag("Client-side and UI is none or basic: Running entire install on the server."),
    )
    .parse(text)
}

/// `Switching to server: INSTALLDIR="C:\A\" ACTION="INSTALL"  ADDLOCAL=Complete  `
pub(super) fn switching_to_server(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Switching to server: "), trimmed)
        .map(|properties| EventKind::SwitchingToServer { properties })
        .parse(text)
}

/// `Running installation inside multi-package transaction C:\a.msi`
pub(super) fn transaction_entered(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(
        tag("Running installation inside multi-package transaction "),
        trimmed,
    )
    .map(|name| EventKind::TransactionEntered { name })
    .parse(text)
}

/// `Back from server. Return value: 1603`
pub(super) fn back_from_server(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Back from server. Return value: "), signed)
        .map(|code| EventKind::BackFromServer {
            code: ExitCode(code),
        })
        .parse(text)
}

/// `Incrementing counter to disable shutdown. Counter after increment: 0`
pub(super) fn shutdown_counter(text: &str) -> Parsed<'_, EventKind<'_>> {
    let sentence = alt((
        tag("Incrementing counter to disable shutdown. Counter after increment: "),
        terminated(
            tag("Decrementing counter to disable shutdown. "),
            until("Counter after decrement: "),
        ),
    ));
    preceded(sentence, signed)
        .map(|count| EventKind::ShutdownCounter { count })
        .parse(text)
}

/// `I/O on thread 7196 could not be cancelled. Error: 1168`
pub(super) fn cancel_attempt(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("I/O on thread "),
        unsigned,
        tag(" could not be cancelled. Error: "),
        signed,
    )
        .map(|(_, thread, _, error)| EventKind::CancelAttempt { thread, error })
        .parse(text)
}

//! Custom actions: their host process, their start, their result.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::{preceded, terminated};

use super::lex::{Parsed, rest, signed, split_once, tag, unsigned, until};
use crate::event::{EventKind, ExitCode, HandleChange};

/// `Invoking remote custom action. DLL: C:\Windows\Installer\MSI1F0A.tmp, Entrypoint: SFStartupEx`
pub(super) fn invoked(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("Invoking remote custom action. DLL: "),
        until(", Entrypoint: "),
        rest,
    )
        .map(|(_, library, entry)| EventKind::CustomActionInvoked { library, entry })
        .parse(text)
}

/// `Created Custom Action Server with PID 12852 (0x3234).`
pub(super) fn server(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Created Custom Action Server with PID "), unsigned)
        .map(|pid| EventKind::CustomActionServer { pid })
        .parse(text)
}

/// `Hello, I'm your 32bit Elevated Non-remapped custom action server.`
pub(super) fn hello(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("Hello, I'm your "),
        unsigned,
        tag("bit "),
        until(" custom action server."),
    )
        .map(|(_, bits, _, rights)| EventKind::CustomActionHello { bits, rights })
        .parse(text)
}

/// The head of a custom action's result.
pub(super) const RETURNED: &str = "CustomAction ";

/// `CustomAction X returned actual error code 1603 but will be translated to success due to continue marking`
pub(super) fn returned(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag(RETURNED),
        until(" returned actual error code "),
        signed,
        rest,
    )
        .map(
            |(_, name, code, tail): (_, _, _, &str)| EventKind::CustomActionReturned {
                name,
                code: ExitCode(code),
                ignored: tail.trim_start().starts_with(IGNORED),
            },
        )
        .parse(text)
}

/// How the sentence goes on behind the code of a failure that the installer ignores; a page may have wrapped the rest.
const IGNORED: &str = "but";

/// How the sentence of a result ends behind its code, if it says more than that.
const ENDS: [&str; 2] = [
    "but will be translated to success due to continue marking",
    "(note this may not be 100% accurate if translation happened inside sandbox)",
];

/// Whether a result lacks the end of its sentence.
pub(super) fn may_go_on(result: &str) -> bool {
    let result = result.trim_end_matches(' ');
    !ENDS.iter().any(|end| result.ends_with(end))
}

/// Whether a line is the rest of the result above it, which a page has wrapped:
/// `CustomAction X returned actual error code 1618` and below it `but will be translated to success due to continue marking`.
pub(super) fn goes_on(result: &str, line: &str) -> bool {
    let Some((_, said)) = result.split_once(" returned actual error code ") else {
        return false;
    };
    let begun = said.trim_start_matches(|sign: char| sign == '-' || sign.is_ascii_digit());
    let rest = ENDS.iter().filter_map(|end| end.strip_prefix(begun.trim()));
    let mut rest = rest.map(str::trim_start).filter(|rest| !rest.is_empty());
    rest.any(|rest| line.trim() == rest)
}

/// `Leaked MSIHANDLE (18) of type 790531 for thread 4384`
pub(super) fn handle(text: &str) -> Parsed<'_, EventKind<'_>> {
    let change = alt((
        value(HandleChange::Created, tag("Creating")),
        value(HandleChange::Closed, tag("Closing")),
        value(HandleChange::Leaked, tag("Leaked")),
    ));
    (change, tag(" MSIHANDLE ("), terminated(unsigned, tag(")")))
        .map(|(change, _, handle)| EventKind::Handle { change, handle })
        .parse(text)
}

/// What stands before two blanks, and the text behind them.
///
/// Typical input: `WixQuietExec64:  Error 0x80070001: Command line returned an error.`
pub(super) fn source_and_text(text: &str) -> (&str, &str) {
    match split_once(text, ":  ") {
        Some((source, text)) if !source.is_empty() && source.bytes().all(is_name_byte) => {
            (source, text)
        }
        _ => ("", text),
    }
}

/// The call of a managed custom action: `Calling custom action CustomActions!CustomActions.CustomAction.Check`.
///
/// Source: <https://github.com/wixtoolset/wix/blob/main/src/dtf/WixToolset.Dtf.WindowsInstaller/CustomActionProxy.cs>, as for the two below.
pub const MANAGED_CALL: &str = "Calling custom action ";

/// A managed custom action whose class could not be loaded:
/// `Error: could not load custom action class CustomActions.CustomAction from assembly: CustomActions`.
pub const CLASS_NOT_LOADED: &str = "Error: could not load custom action class ";

/// A managed custom action that an exception ended, with the exception on the next line:
/// `Exception thrown by custom action:`.
pub const EXCEPTION_THROWN: &str = "Exception thrown by custom action";

/// A line that only a custom action writes, also where nothing above it tells that one runs, as in logs that are not
/// verbose: that of a function of WiX, with two blanks behind its name, and those of the host of managed code.
///
/// `WixQuietExec:  Error 0x80070001: Command line returned an error.`,
/// `SFXCA: Binding to CLR version v4.0.30319`,
/// `Calling custom action CustomActions!CustomActions.CustomAction.Check`,
/// `Error: could not load custom action class CustomActions.CustomAction from assembly: CustomActions`
pub(super) fn own_text(line: &str) -> Option<EventKind<'_>> {
    let (source, text) = source_and_text(line);
    // `Source:        MsiInstaller` is a field of a table; what a command writes may be set in.
    let is_wix = source.starts_with(|first: char| first.is_ascii_alphabetic())
        && (!text.starts_with("  ") || runs_quietly(source));
    let is_host = is_of_host(line) || line.starts_with(MANAGED_CALL);
    (is_wix || is_host).then(|| EventKind::CustomActionText {
        source,
        text: text.trim_end(),
    })
}

/// Whether a line is the text of a host of custom actions, wherever it stands: no value of a property has such a line.
///
/// `WixQuietExec64:  The system cannot find the file specified.`, `SFXCA: Binding to CLR version v4.0.30319`
#[must_use]
pub fn is_hosts_text(line: &str) -> bool {
    let source = line.split_once(':').map(|(source, _)| source);
    is_of_host(line) || source.is_some_and(runs_quietly)
}

/// Whether the host of custom actions in managed code wrote a line, or the functions of Microsoft for driver packages:
/// `Error: could not load custom action class CustomActions.CustomAction from assembly: CustomActions`,
/// `DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000024B`
fn is_of_host(line: &str) -> bool {
    line.starts_with("SFXCA: ")
        || line.starts_with(OF_DRIVERS)
        || line.starts_with(CLASS_NOT_LOADED)
}

/// What the functions of Microsoft for driver packages write before their words.
///
/// Source: <https://learn.microsoft.com/windows-hardware/drivers/install/difxapp-guidelines>.
pub const OF_DRIVERS: &str = "DIFXAPP: ";

/// Whether an action runs a command without a window and writes what the command says: `WixQuietExec`, `CAQuietExec64`,
/// `WixSilentExec`.
///
/// Source: <https://docs.firegiant.com/wix/tools/wixext/quietexec/>.
#[must_use]
pub fn runs_quietly(action: &str) -> bool {
    let name = action.strip_suffix("64").unwrap_or(action);
    name.ends_with("QuietExec") || name.ends_with("SilentExec")
}

/// Whether the engine of `InstallScript` wrote a line about its own steps; what the script writes stands in records between
/// them: `1: The gate is locked. `.
///
/// `InstallShield 9:12:54: CallScriptFunctionFromMsiCA() ends, result 0x0`
#[must_use]
pub fn is_of_script_engine(line: &str) -> bool {
    let clock = line
        .strip_prefix("InstallShield ")
        .and_then(|rest| rest.split_once(": "));
    clock.is_some_and(|(clock, _)| {
        !clock.is_empty() && clock.bytes().all(|b| b.is_ascii_digit() || b == b':')
    })
}

pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

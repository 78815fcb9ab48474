//! Bundle logs: what Burn, the engine of `WiX` bundles, writes.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::multispace1;
use nom::combinator::{opt, recognize, value, verify};
use nom::sequence::preceded;

use super::lex::{Parsed, ending, find, hexadecimal, rest, tag, unsigned, until};
use crate::event::{Bundle, BundleStep, EventKind, Level, MessageNumber};

/// What the text behind a bundle prefix says. The number of the message chooses the shape; a text that does not
/// have the shape of its number is kept as a message.
pub(super) fn message(prefix: Bundle, text: &str) -> EventKind<'_> {
    let shape = match prefix.id {
        0 => text_without_number(text),
        1 => started(text),
        7 => exit(text),
        9 => command_line(text),
        52 => condition(text),
        100 | 199 | 299 | 300 | 370..=373 | 502 | 599 => phase(text),
        101 => package_detected(text),
        200 => plan(text),
        201 => package_planned(text),
        301 | 306 => package_begin(text),
        319 => package_end(text),
        348 | 349 => package_retry(text),
        350 => non_vital_package_end(text),
        384..=386 => transaction(text),
        399 => apply_end(text),
        410 => variable(text),
        500 => shutdown(text),
        _ => Err(nom::Err::Error(())),
    };
    match shape {
        Ok((_, kind)) => kind,
        Err(_) if prefix.id == 0 && prefix.level != Level::Error => EventKind::BundleText { text },
        Err(_) => EventKind::BundleMessage {
            result: stated_result(text),
            text,
        },
    }
}

/// The HRESULT that a text states: `Error 0x80070643: Failed to install MSI package.`, `..., error: 0x800704c7`, or what a program
/// returned and the engine takes for one: `Error 0xffffffff: Process returned error: 0xffffffff`
fn stated_result(text: &str) -> u32 {
    let returned = text.strip_prefix("Error ").map(hexadecimal);
    if let Some(Ok((_, code))) = returned
        && code >> 31 == 1
    {
        return code;
    }
    // The `x` is rare where zeros are not: bundles write many identifiers.
    memchr::memchr_iter(b'x', text.as_bytes())
        .filter_map(|x| text.get(x.checked_sub(1)?..))
        .filter(|number| number.starts_with("0x8"))
        .filter_map(|number| hexadecimal(number).ok())
        // A number of fewer digits, `exited with code: 0x87`, is no HRESULT.
        .map(|(_, number)| number)
        .find(|number| number >> 31 == 1)
        .unwrap_or(0)
}

/// `Burn x86 v7.0.0-rc.2, Windows v10.0 x64 (Build 26100: Service Pack 0), path: C:\A.exe`
fn started(text: &str) -> Parsed<'_, EventKind<'_>> {
    let version = preceded(tag("Burn "), until(", Windows v"));
    (version, until(", path: "), rest)
        .map(|(version, windows, path): (&str, &str, &str)| {
            // Newer engines name the processor first: `x64 v5.0.2`, older ones do not: `v3.14.1`.
            let version = version.rsplit(' ').next().unwrap_or(version);
            let version = version.strip_prefix('v').unwrap_or(version);
            EventKind::BundleStarted {
                version,
                windows,
                path,
            }
        })
        .parse(text)
}

/// `Exit code: 0x642, restarting: No`
fn exit(text: &str) -> Parsed<'_, EventKind<'_>> {
    let before = (tag(","), multispace1, tag("restarting: "));
    (tag("Exit code: "), hexadecimal, before, rest)
        .map(|(_, code, _, restarting)| EventKind::BundleExit {
            code,
            restarting: restarting == "Yes",
        })
        .parse(text)
}

/// `Shutting down, exit code: 0x642`
fn shutdown(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Shutting down, exit code: "), hexadecimal)
        .map(|code| EventKind::BundleShutdown { code })
        .parse(text)
}

/// `Command Line: '/log C:\a.log'`
fn command_line(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Command Line: "), rest)
        .map(|text: &str| EventKind::BundleCommandLine {
            text: text
                .strip_prefix('\'')
                .and_then(|t| t.strip_suffix('\''))
                .unwrap_or(text),
        })
        .parse(text)
}

/// `Condition 'VersionNT64' evaluates to true.`
fn condition(text: &str) -> Parsed<'_, EventKind<'_>> {
    let truth = alt((value(true, tag("true")), value(false, tag("false"))));
    (tag("Condition '"), until("' evaluates to "), truth)
        .map(|(_, condition, value)| EventKind::BundleCondition { condition, value })
        .parse(text)
}

/// `Apply begin`, `Plan complete, result: 0x0`, `Session begin, registration key: ...`
fn phase(text: &str) -> Parsed<'_, EventKind<'_>> {
    rest.map(|text| EventKind::BundlePhase { text }).parse(text)
}

/// `Detected package: core_AllUsers, state: Absent, cached: None`
fn package_detected(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("Detected package: "),
        until(", state: "),
        word_before_comma,
    )
        .map(|(_, package, state)| EventKind::BundlePackageDetected { package, state })
        .parse(text)
}

/// `Plan begin, 2 packages, action: Install, planned scope: PerUser`, and before 3.7 `Plan 2 packages, action: Install`
fn plan(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        alt((tag("Plan begin, "), tag("Plan "))),
        unsigned,
        tag(" packages, action: "),
        word_before_comma,
    )
        .map(|(_, packages, _, action)| EventKind::BundlePlan { packages, action })
        .parse(text)
}

/// `Planned package: core, state: Absent, default requested: Present, ba requested: Present, execute: Install, rollback: Uninstall, cache: Yes, ...`
fn package_planned(text: &str) -> Parsed<'_, EventKind<'_>> {
    let head = preceded(tag("Planned package: "), until(", state: "));
    let execute = preceded(until(", execute: "), word_before_comma);
    let rollback = preceded(until(", rollback: "), word_before_comma);
    (head, word_before_comma, execute, rollback)
        .map(
            |(package, state, execute, rollback)| EventKind::BundlePackagePlanned {
                package,
                state,
                execute,
                rollback,
            },
        )
        .parse(text)
}

/// `Applying execute package: A.msi, action: Install, path: C:\A.msi, arguments: ' ALLUSERS="1"'`
fn package_begin(text: &str) -> Parsed<'_, EventKind<'_>> {
    let rollback = alt((
        value(false, tag("Applying execute package: ")),
        value(true, tag("Applying rollback package: ")),
        value(false, tag("Applying package: ")),
    ));
    let arguments = opt(preceded(
        (opt(tag(",")), tag(" arguments: ")),
        alt((
            preceded(tag("'"), alt((ending("'"), rest))),
            preceded(tag("\""), alt((ending("\""), rest))),
        )),
    ));
    let path = |input| alt((until_arguments, rest)).parse(input);
    (
        rollback,
        until(", action: "),
        word_before_comma,
        // A line may be cut here, and people leave the rest out.
        opt(preceded(until("path: "), path)),
        arguments,
    )
        .map(
            |(rollback, package, action, path, arguments): (_, &str, _, _, _)| {
                EventKind::BundlePackageBegin {
                    // A patch names the product it goes to: `A.msp, target: {...}`.
                    package: package
                        .split_once(", target: ")
                        .map_or(package, |(package, _)| package),
                    action,
                    path: path.unwrap_or(""),
                    arguments: arguments.unwrap_or("").trim(),
                    rollback,
                }
            },
        )
        .parse(text)
}

/// A path up to `, arguments: `, which a patch or an older engine leaves out. What a page did to the quotes behind that does not
/// count.
fn until_arguments(text: &str) -> Parsed<'_, &str> {
    match find(text, ", arguments: ") {
        Some(at) => Ok((&text[at..], &text[..at])),
        None => Err(nom::Err::Error(())),
    }
}

/// `Applied execute package: A.msi, result: 0x80070643, restart: None`
fn package_end(text: &str) -> Parsed<'_, EventKind<'_>> {
    let rollback = alt((
        value(false, tag("Applied execute package: ")),
        value(true, tag("Applied rollback package: ")),
        value(false, tag("Applied package: ")),
    ));
    (
        rollback,
        until(", result: "),
        hexadecimal,
        preceded(before_restart, word_before_comma),
    )
        .map(
            |(rollback, package, result, restart)| EventKind::BundlePackageEnd {
                package,
                result,
                restart,
                rollback,
                vital: true,
            },
        )
        .parse(text)
}

/// `Application requested retry of package: A, encountered error: 0x80070652. Retrying...`
fn package_retry(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("Application requested retry of package: "),
        until(", encountered error: "),
        hexadecimal,
    )
        .map(|(_, package, result)| EventKind::BundlePackageRetry { package, result })
        .parse(text)
}

/// `Applied non-vital package: A, encountered error: 0x80070003. Continuing...`
fn non_vital_package_end(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        alt((
            tag("Applied non-vital package: "),
            tag("Applying non-vital package: "),
        )),
        until(", encountered error: "),
        hexadecimal,
    )
        .map(|(_, package, result)| EventKind::BundlePackageEnd {
            package,
            result,
            restart: "None",
            rollback: false,
            vital: false,
        })
        .parse(text)
}

/// `Starting a new MSI transaction, id: A`, `Committing MSI transaction, id: A`, `Rolling back MSI transaction, id: A`
fn transaction(text: &str) -> Parsed<'_, EventKind<'_>> {
    let step = alt((
        value(
            BundleStep::Begin,
            tag("Starting a new MSI transaction, id: "),
        ),
        value(BundleStep::Commit, tag("Committing MSI transaction, id: ")),
        value(
            BundleStep::Rollback,
            tag("Rolling back MSI transaction, id: "),
        ),
    ));
    (step, rest)
        .map(|(step, name)| EventKind::BundleTransaction { step, name })
        .parse(text)
}

/// `Apply complete, result: 0x0, restart: None, ba requested restart:  No`, before 3.7 `Apply complete, result: 0x0 restart: None`,
/// and `Apply complete, result: 0x80070643` where people left out the rest
fn apply_end(text: &str) -> Parsed<'_, EventKind<'_>> {
    let none = value("None", verify(rest, str::is_empty));
    let restart = alt((preceded(before_restart, word_before_comma), none));
    (tag("Apply complete, result: "), hexadecimal, restart)
        .map(|(_, result, restart)| EventKind::BundleApplyEnd { result, restart })
        .parse(text)
}

/// `Variable: WixBundleName = Redball Setup`
fn variable(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("Variable: "), until(" = "), rest)
        .map(|(_, name, value)| EventKind::BundleVariable { name, value })
        .parse(text)
}

/// What has no number is told by its words.
fn text_without_number(text: &str) -> Parsed<'_, EventKind<'_>> {
    alt((variable_set, package_error, package_result, host_not_loaded)).parse(text)
}

/// `MUX:  ExecuteError: Package (A) failed: Error Message Id: 1722 ErrorMessage: There is a problem.`
fn package_error(text: &str) -> Parsed<'_, EventKind<'_>> {
    let package = preceded(tag("MUX:  ExecuteError: Package ("), until(") failed: "));
    let number = preceded(tag("Error Message Id: "), unsigned);
    (package, number, preceded(tag(" ErrorMessage: "), rest))
        .map(|(package, number, text)| EventKind::BundlePackageError {
            package,
            number: MessageNumber(number),
            text: text.trim(),
        })
        .parse(text)
}

/// `MUX:  Set Result: Return Code=-2147023293 (0x80070643), Error Message=A problem., Result Detail=, Vital=True, Package Action=Install, Package Id=A`
fn package_result(text: &str) -> Parsed<'_, EventKind<'_>> {
    let decimal = preceded(tag("MUX:  Set Result: Return Code="), until(" ("));
    let failure = preceded(decimal, verify(hexadecimal, |code| code >> 31 == 1));
    let message = preceded(tag("), Error Message="), until(", Result Detail="));
    let message = verify(message, |text: &str| !text.trim().is_empty());
    let package = preceded(until(", Package Id="), rest);
    (failure, message, package)
        .map(
            |(_, text, package): (_, &str, &str)| EventKind::BundlePackageError {
                package: package.trim(),
                number: MessageNumber(0),
                text: text.trim(),
            },
        )
        .parse(text)
}

/// `Loading prerequisite bootstrapper application because managed host could not be loaded, error: 0x80070490.`, where newer
/// engines name the `.NET Core host`
fn host_not_loaded(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(
        (
            tag("Loading prerequisite bootstrapper application because "),
            until(" could not be loaded, error: "),
        ),
        hexadecimal,
    )
    .map(|result| EventKind::BundleHostNotLoaded { result })
    .parse(text)
}

/// `Setting string variable 'WixBundleLog_core' to value 'C:\a.log'`
fn variable_set(text: &str) -> Parsed<'_, EventKind<'_>> {
    let verb = alt((tag("Setting "), tag("Initializing ")));
    let name = preceded((verb, until(" variable '")), until("' to value "));
    (name, rest)
        .map(|(name, value): (_, &str)| EventKind::BundleVariable {
            name,
            value: value
                .strip_prefix('\'')
                .map_or(value, |v| v.strip_suffix('\'').unwrap_or(v)),
        })
        .parse(text)
}

/// `, restart: `, and ` restart: ` before 3.7: a mail or a page breaks its lines here.
fn before_restart(text: &str) -> Parsed<'_, &str> {
    recognize((opt(tag(",")), multispace1, tag("restart: "))).parse(text)
}

/// Everything before the next comma, or all of it.
fn word_before_comma(text: &str) -> Parsed<'_, &str> {
    let end = memchr::memchr(b',', text.as_bytes()).unwrap_or(text.len());
    Ok((&text[end..], text[..end].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_its_high_bit_set() {
        for (text, expected) in [
            ("Error 0x80070005: Failed to open.", 0x8007_0005),
            ("Error 0xc0000005: Process returned.", 0xC000_0005),
            ("Failed to open, error: 0x800704c7", 0x8007_04C7),
            ("The process for package: A exited with code: 0x87", 0),
            (
                "Failed to open with flags 0x8, error: 0x80070005",
                0x8007_0005,
            ),
            ("Opened the box 0x", 0),
            ("", 0),
        ] {
            assert_eq!(stated_result(text), expected, "{text}");
        }
    }
}

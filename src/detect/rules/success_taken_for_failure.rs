//! # What it finds
//!
//! A custom action runs a program that did its work and ended with another code than 0, and that was taken for a failure.
//! Installers end with 3010, 3011, or 1641 where a restart is needed.
//! `dpinst` counts driver packages in its code, and `pnputil` ends with 259 where no device takes the driver, or each has a
//! better one.
//! `devcon` ends with 1 where it did its work and a restart is needed.
//! `robocopy` ends with 1 to 7 where it copied or had nothing to copy, and the setup of a runtime with 1638 where the same
//! or a newer one is there.
//! `wusa` ends with 2359302 where the update is there, with 2359301 where it needs a restart, and with 0x80240017 where the update
//! is not for this Windows.
//! `sc start` ends with 1056 where the service runs.
//! `taskkill` ends with 128 where the program does not run, `sc` with 1060 or 1062 and `net stop` with 2 where the service is
//! not there or does not run.
//!
//! # Why it matters
//!
//! The program did its work, and the install is rolled back all the same.
//! It works on machines where nothing is in use or no device is connected, and fails on others.
//! The rollback knows nothing of what the program did, so a driver stays in the driver store.
//!
//! # What to do
//!
//! After a code that asks for a restart, restart the machine and install again: the program then has nothing left to
//! replace.
//! Run the program by itself before the package, for example as a package of its own in a bundle, which knows these
//! codes.
//! Where a runtime is there already, nothing is wrong with it: the author has to look for it first, or to take 1638 for a
//! success; until then it helps to remove the newer one before the install and to install it again afterwards.
//! The author may wrap the program in a library that turns such a code into a success and calls `MsiSetMode` to ask for
//! the restart, or mark the action to ignore its result.
//! A code of `dpinst` is `0xWWXXYYZZ`: 0x80 in WW is a failure and 0x40 a restart, XX counts driver packages that were not
//! installed, YY those that were copied to the driver store, and ZZ those that a device took.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code 3010` and message 1722 of the same action, or
//! `Error 0x80070bc2: Command line returned an error.` of an action that runs a command without a window, whose last digits
//! are the code.
//! For drivers, copies, runtimes, and what is tidied up also the name of the program in the command.
//!
//! # When it is wrong
//!
//! Programs that are no installers may use these numbers for something else.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::custom_action::call::Call;
use crate::detect::custom_action::commands::runs;
use crate::detect::custom_action::driver_tool::{DEVCON_NEEDS_RESTART, DpinstCode, DriverTool};
use crate::detect::custom_action::no_loss::{UPDATE_THERE, is_no_loss};
use crate::detect::custom_action::quiet_output::error_below;
use crate::detect::custom_action::quiet_result::code_of_command;
use crate::detect::custom_action::several_commands::last_of;
use crate::detect::headline::shown;
use crate::detect::lines::Lines;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::runs_quietly;
use crate::text::LineNo;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI105",
    name: "success-taken-for-failure",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The program of a custom action did its work, and the installer took its code for a failure.",
    advice: "Let the author take the code for a success: a custom action that runs a program knows only 0 as one. Run the program before or after the package instead, or wrap it.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-values",
    check: Check::Cause(check),
};

/// Success, and a restart is needed, is needed later, or has begun.
const RESTART: [u32; 3] = [3010, 3011, 1641];

/// What to do where the program wants a restart before all is done.
const RESTART_FIRST: &str = "Restart the machine and install again: the program then has nothing left to replace. The author must take 3010, 3011, and \
     1641 for successes: a custom action that runs a program knows only 0 as one.";

/// `WU_S_REBOOT_REQUIRED`, with which `wusa` ends.
///
/// Source: <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
const UPDATE_NEEDS_RESTART: u32 = 0x0024_0005;

const UPDATE_STAYS: &str = "Nothing is missing: the update of Windows is there. The author must look for it before wusa runs, or take 2359302 for a \
                            success.";

/// `ERROR_SERVICE_ALREADY_RUNNING`.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299->.
const SERVICE_RUNS: u32 = 1056;

const STARTED_ALREADY: &str = "Nothing is wrong with the service: it runs. Stop it and install again; the author must take 1056 of sc for a success, or \
     start the service with the ServiceControl table.";

/// What `pnputil` ends with where it had nothing to install: `ERROR_NO_MORE_ITEMS`.
const NOTHING_TO_INSTALL: u32 = 259;

const DRIVER_STAYS: &str = "Nothing is wrong with the driver: it is in the driver store of this machine, and stays there after the rollback. The author \
     must take this code of dpinst for a success, or ignore the result of the action.";

const RESTART_DEVICE: &str = "Restart the machine and install again: devcon did its work, and a device waits for the restart. The author must take 1 of \
     devcon for a success.";

const NO_DEVICE: &str = "Connect the device, or remove the driver that it has with pnputil /delete-driver, so that pnputil has something to do; \
     the author must take 259 and 3010 of pnputil for successes.";

const COPIED: &str = "Nothing is wrong with the copy: robocopy ends with 1 to 7 where it did its work, and with 8 or more where it failed. The \
     author must take the codes below 8 for successes, for example with cmd /c \"robocopy ... & if not errorlevel 8 exit 0\".";

const EXTENSION_STAYS: &str = "Nothing is missing: the extension is in Visual Studio. The author must take 1001 of VSIXInstaller for a \
                               success.";

const UPDATE_NOT_FOR_IT: &str = "Look at the page of the update: Windows has a newer one, or lacks another update that this one asks for, or is a version \
                                 that it is not for. The author should look before wusa is run, and ignore this code of it.";

/// `WU_E_NOT_APPLICABLE`, of <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
pub(super) const UPDATE_DOES_NOT_FIT: u32 = 0x8024_0017;

/// `ERROR_PRODUCT_VERSION`: the setups of runtimes end with it where the same or a newer version is installed.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
const ANOTHER_VERSION: u32 = 1638;

const THERE_ALREADY: &str = "Mostly the same or a newer version of a runtime is there, which does as well: remove it before the install and put it back \
     afterwards. The author must look for it before the setup runs, or take 1638 for a success.";

const NOT_THERE: &str = "Nothing is wrong on this machine: what the command should stop or take away is not there. The author must ignore the result \
     of such an action; until then it helps to start the program or the service before the install, so that there is something \
     to stop.";

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let ended = if case.is_message(&[1722]) {
        of_program(case)
    } else {
        of_quiet_command(case, lines)
    }?;
    let (did, advice) = what_it_did(&ended)?;
    Some(Words {
        headline: Some(format!(
            "{} ran {did} ({}), and the installer took that for a failure.",
            case.subject(),
            shown(ExitCode(ended.code.cast_signed()))
        )),
        advice: advice.map(str::to_owned),
        ..Words::default()
    })
}

/// The program with what it did, by the code that it ended with, and what to do about that; nothing where the code may be a
/// failure.
pub(super) fn what_it_did(ended: &Ended) -> Option<(String, Option<&'static str>)> {
    let code = &ended.code;
    let command = last_of(&ended.command);
    let of_wusa = |wanted: u32| *code == wanted && runs(command, "wusa");
    if RESTART.contains(code) || of_wusa(UPDATE_NEEDS_RESTART) {
        let did = "a program that succeeded and asked for a restart";
        return Some((did.to_owned(), Some(RESTART_FIRST)));
    }
    if of_wusa(UPDATE_THERE) {
        let did = "wusa, which found the update installed already";
        return Some((did.to_owned(), Some(UPDATE_STAYS)));
    }
    if of_wusa(UPDATE_DOES_NOT_FIT) {
        let did = "wusa with an update that is not for this Windows as it is";
        return Some((did.to_owned(), Some(UPDATE_NOT_FOR_IT)));
    }
    if *code == SERVICE_RUNS && runs(command, "sc") {
        let did = "sc, which found the service running already";
        return Some((did.to_owned(), Some(STARTED_ALREADY)));
    }
    if is_no_loss(&ended.command, *code, &ended.said) {
        let (did, advice) = if runs(command, "robocopy") {
            ("robocopy, which did its work", COPIED)
        } else if runs(command, "vsixinstaller") {
            (
                "VSIXInstaller, which found the extension installed already",
                EXTENSION_STAYS,
            )
        } else {
            (
                "a command that had nothing to stop or to take away",
                NOT_THERE,
            )
        };
        return Some((did.to_owned(), Some(advice)));
    }
    // With a package of its own it may be an older one that is in the way.
    if *code == ANOTHER_VERSION && !runs(command, "msiexec") {
        let did = "a setup that found another version of what it installs";
        return Some((did.to_owned(), Some(THERE_ALREADY)));
    }
    match DriverTool::of(command)? {
        DriverTool::Dpinst => {
            let fields = DpinstCode::new(*code);
            let restart = if fields.restart {
                ", and a restart is needed"
            } else {
                ""
            };
            let did = format!("dpinst, which did its work: {}{restart}", fields.in_words());
            let is_done = !fields.failed && fields.refused == 0;
            is_done.then_some((did, Some(DRIVER_STAYS)))
        }
        DriverTool::Pnputil => {
            let did = "pnputil, which found no device that needs the driver";
            (*code == NOTHING_TO_INSTALL).then(|| (did.to_owned(), Some(NO_DEVICE)))
        }
        DriverTool::Devcon => {
            let did = "devcon, which did its work, and a restart is needed";
            (*code == DEVCON_NEEDS_RESTART).then(|| (did.to_owned(), Some(RESTART_DEVICE)))
        }
    }
}

/// How the program of a custom action ended.
pub(super) struct Ended {
    pub(super) code: u32,
    /// The command, or what was written of it where the log does not show it.
    pub(super) command: String,
    /// What was written since it was scheduled.
    pub(super) said: String,
}

/// A program that the installer started itself, which message 1722 names.
fn of_program(case: &Case<'_>) -> Option<Ended> {
    let code = case.custom_action_code?.0.cast_unsigned();
    let place = case.argument("location").unwrap_or_default();
    let command = case.argument("command line").unwrap_or_default();
    // A folder is none of the command, whose own first word is the program then.
    let command = if place.ends_with('\\') {
        command.to_owned()
    } else {
        format!("\"{place}\" {command}")
    };
    let said = String::new();
    Some(Ended {
        code,
        command,
        said,
    })
}

/// A command that a custom action of WiX ran without a window.
fn of_quiet_command(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Ended> {
    let code = code_of_command(case, lines)?;
    let called = Call::of(case.trace, case.pick, lines).data;
    let said = said_until_end(case.pick.fault?.line, lines);
    let command = called.unwrap_or_else(|| said.clone());
    Some(Ended {
        code,
        command,
        said,
    })
}

/// How far above the line that was picked the command of a custom action stands at most.
const NEAR: u32 = 60;

/// The operation that scheduled a command in the script, and what was written since, which has the command of an immediate
/// action; to the error below the line that was picked, since `net` and `netsh` tell the reason after the failure.
fn said_until_end(picked: LineNo, lines: &mut Lines<'_>) -> String {
    let said = lines.line(picked);
    let source = said.split_once(":  ").map_or("", |(source, _)| source);
    let end = error_below(picked, source, lines);
    let from = end.map_or(picked, |(line, _)| line);
    let first = picked.get().saturating_sub(NEAR).max(1);
    let mut command = String::new();
    for line in (first..=from.get()).rev().map(LineNo::new) {
        let said = lines.line(line);
        let is_schedule = said.contains("CustomActionSchedule(");
        let is_output = || {
            said.split_once(":  ")
                .is_some_and(|(name, _)| runs_quietly(name))
        };
        if is_schedule || is_output() {
            command.push_str(&said);
            command.push(' ');
        }
        if is_schedule {
            break;
        }
    }
    command
}

//! What the code that a program ended with means, where the program has codes of its own.

use super::commands::runs;
use super::driver_tool::{DriverTool, why_devcon_ended};
use super::several_commands::last_of;

/// What `regsvr32`, PowerShell, `devcon`, or a program that puts extensions into Visual Studio or Office ends with, as the end of a
/// sentence.
///
/// Sources: the results of `regsvr32.exe`, <https://devblogs.microsoft.com/oldnewthing/20180920-00/?p=99785>, and
/// `ExitCodeBadCommandLineParameter` in
/// <https://github.com/PowerShell/PowerShell/blob/master/src/Microsoft.PowerShell.ConsoleHost/host/msh/ConsoleHost.cs>.
pub(in crate::detect) fn why_ended(command: &str, code: i32) -> Option<&'static str> {
    if code.cast_unsigned() == 0xFFFD_0000 {
        let is_powershell = runs(command, "powershell") || runs(command, "pwsh");
        return is_powershell.then_some(NO_SCRIPT);
    }
    let command = last_of(command);
    if runs(command, "vsixinstaller") {
        return of_vsix_installer(code.cast_unsigned());
    }
    if runs(command, "vstoinstaller") {
        return of_vsto_installer(code);
    }
    if DriverTool::of(command) == Some(DriverTool::Devcon) {
        return why_devcon_ended(code.cast_unsigned());
    }
    if !command.to_lowercase().contains("regsvr32") {
        return None;
    }
    match code {
        1 => Some("regsvr32 did not understand its arguments"),
        2 => Some("regsvr32 could not initialize COM"),
        3 => Some("regsvr32 could not load the library, or one that it needs"),
        4 => Some("the library has no function for regsvr32 to call"),
        5 => Some("the library could not register itself"),
        _ => None,
    }
}

/// What `VSIXInstaller` ends with where the extension is installed already.
///
/// Source: <https://stackoverflow.com/questions/21531596/vsixinstaller-exe-exit-code-documentation>, as for the codes below.
pub(in crate::detect) const EXTENSION_THERE: u32 = 1001;

fn of_vsix_installer(code: u32) -> Option<&'static str> {
    match code {
        EXTENSION_THERE => Some("the extension is in Visual Studio already"),
        1002 => Some("the extension is not in Visual Studio"),
        2003 => Some("no Visual Studio is installed that the extension is for"),
        2004 => Some("a running program is in the way, mostly Visual Studio"),
        _ => None,
    }
}

/// What `VSTOInstaller` ends with, which puts add-ins and documents with code into Office.
///
/// Source: <https://learn.microsoft.com/previous-versions/visualstudio/visual-studio-2010/bb757423(v=vs.100)>.
fn of_vsto_installer(code: i32) -> Option<&'static str> {
    match code {
        -100 | -101 => Some("VSTOInstaller did not understand its arguments"),
        -200 => Some("the address of the deployment manifest (.vsto) is not valid"),
        -201 => Some("the deployment manifest (.vsto) is not valid"),
        -202 => Some("the application manifest (.dll.manifest) is not valid"),
        -203 => Some("the add-in could not be downloaded"),
        ADD_IN_NOT_TRUSTED => Some("the publisher of the add-in is not trusted"),
        -400 => Some("the add-in could not be installed"),
        -401 => Some("the add-in could not be removed"),
        -500 => Some("the install of the add-in was cancelled"),
        _ => None,
    }
}

/// What `VSTOInstaller` ends with where its security does not let the add-in in.
pub(in crate::detect) const ADD_IN_NOT_TRUSTED: i32 = -300;

/// How PowerShell ends that does not know what it is given.
pub(in crate::detect) const NO_SCRIPT: &str =
    "PowerShell did not find the script, or did not understand its arguments";

//! Texts of .NET, IIS, and the WiX toolset about this machine and about the package.

use super::Known;
use super::Sign::{All, If};
use crate::detect::custom_action::powershell::EXECUTION_POLICY;

/// The narrower ones stand first.
pub(super) const KNOWN: &[Known] = &[
    (
        All(&["0x8007065a: Failed MsiDoAction on deferred action"]),
        NO_SUCH_ACTION,
    ),
    (All(&["about_Execution_Policies"]), EXECUTION_POLICY),
    (All(&["opening persistent-info key"]), DRIVER_UNKNOWN),
    (All(&["Inaccessible logs: "]), EVENT_SOURCE),
    (All(&["The specified service already exists"]), SERVICE_LEFT),
    (
        All(&["Unable to get installer types in the "]),
        LIBRARY_OF_INSTALLER,
    ),
    (
        All(&["The savedState dictionary does not contain the expected values"]),
        SAVED_STATE,
    ),
    (If(is_state_missing), SAVED_STATE),
    (
        All(&["Could not load file or assembly 'Microsoft.Office.Interop."]),
        OFFICE_MISSING,
    ),
    (
        All(&[
            "Could not load file or assembly '",
            "cannot find the file specified",
        ]),
        LIBRARY_MISSING,
    ),
    (
        All(&["administrative credentials to perform this task"]),
        ADMINISTRATOR,
    ),
    (
        All(&["because it is being used by another process"]),
        IN_USE,
    ),
    (
        All(&["2B72133B-3F5B-4602-8952-803546CE3344", "80040154"]),
        IIS_MISSING,
    ),
    (
        All(&["Cannot read configuration file due to insufficient permissions"]),
        IIS_DENIED,
    ),
    (
        All(&["\\inetsrv\\config\\", "Cannot read configuration file"]),
        IIS_MISSING,
    ),
];

/// `Could not find file 'C:\Gates\Gates.InstallState'.`
fn is_state_missing(text: &str) -> bool {
    text.split("Could not find file ").skip(1).any(|behind| {
        let name = behind.split('\'').nth(1).unwrap_or_default();
        name.ends_with(".InstallState")
    })
}

/// What to do where a tool of .NET asks for the rights of an administrator.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/tools/regasm-exe-assembly-registration-tool>.
const ADMINISTRATOR: &str = "Only an elevated process may do this: start the install from an elevated prompt where it ran without; where it was elevated, its \
     author must run the action without impersonation, and where SYSTEM itself was refused, look whether security software forbids it.";

/// What to do where a library of .NET is not found.
///
/// Source: <https://learn.microsoft.com/dotnet/core/dependency-loading/loading-managed>.
const LIBRARY_MISSING: &str = "A library that the text names is missing or has another version: look whether security software took it away, and whether what the \
     product asks for is installed (.NET, Office, the client of a database); else its author must pack it.";

/// What to do where a library is not found that comes with Office.
///
/// Source: <https://learn.microsoft.com/visualstudio/vsto/office-primary-interop-assemblies>.
const OFFICE_MISSING: &str = "The library comes with the program of Office that it is named after: install that program as a desktop program of Windows, in the \
     version that the product asks for, or repair it; else the author of the package must pack the library.";

/// What to do where an event source was looked for by an account that may not read all logs.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.diagnostics.eventlog.sourceexists>.
const EVENT_SOURCE: &str = "Only an elevated process may look for a source of the event log, or make one: start the install from an elevated prompt where \
     it ran without; where it was elevated, its author must run the action without impersonation, and where SYSTEM itself was \
     refused, the rights on the logs that the text names were changed.";

/// What to do where an action of the WiX toolset schedules another one that the package lacks.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/msiquery/nf-msiquery-msidoactionw>.
const NO_SUCH_ACTION: &str = "This is for the author of the package: it lacks the action that this one schedules, so bring in the whole extension \
     of WiX that both come from, as WixUtilExtension, in the version and for the processor of the package.";

/// What to do about a service that stands where the installer makes its own, as `InstallUtil` tells of it.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299->.
const SERVICE_LEFT: &str = "A service of that name is left from an earlier install: remove that product, or delete the service with sc.exe delete and its name, \
     restart the machine, then install again.";

/// What to do where `InstallUtil` could not look at an assembly.
const LIBRARY_OF_INSTALLER: &str = "A library that the assembly needs is missing, has another version, or is blocked: look whether security software took it \
     away, and whether the .NET that the product asks for is there; else its author must pack it.";

/// What to do where the functions for driver packages do not find what they wrote down when those of a component were installed.
const DRIVER_UNKNOWN: &str = "The functions for driver packages do not find what they noted when the component was installed, so that they cannot \
     remove its drivers: repair the installed version, or install the same version over itself, then remove it.";

/// What to do where an installer class does not find, when it is to remove its work, what it wrote down of it.
///
/// Sources: <https://learn.microsoft.com/dotnet/api/system.configuration.install.assemblyinstaller.uninstall>,
/// <https://support.microsoft.com/topic/fix-problems-that-block-programs-from-being-installed-or-removed-cca7d1b6-65a9-3d98-426b-e9f927e1eb4d>.
const SAVED_STATE: &str = "The installer class does not find what its install noted in the file that ends with .InstallState, beside the program. In a \
     removal put that file back from a backup or from another machine with the same version, or repair the product, then remove it; \
     where neither helps, Microsoft's troubleshooter for programs that cannot be removed takes the product away, and sc.exe delete \
     with its name a service that is left. In an install the error above this one is the cause.";

/// What to do about a file that another program has open.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const IN_USE: &str = "Close the program, or stop the service, that has the file open (the Resource Monitor, resmon, finds it on the tab CPU by the name \
     of the file), or restart the machine, then install again; it may be security software, too.";

/// What to do where the objects or the settings of IIS are not there: the class of `AppHostWritableAdminManager`, and its file.
///
/// Sources: <https://learn.microsoft.com/openspecs/windows_protocols/mc-iisa/>,
/// <https://learn.microsoft.com/iis/get-started/planning-your-iis-architecture/introduction-to-applicationhostconfig>.
const IIS_MISSING: &str = "The settings of IIS are not there for the action: look whether IIS with its management tools is installed (a feature of Windows), \
     and whether its manager opens and shows the sites, then install again.";

/// What to do where the settings of IIS may not be read.
///
/// Source: <https://learn.microsoft.com/iis/get-started/planning-your-iis-architecture/introduction-to-applicationhostconfig>.
const IIS_DENIED: &str = "The account of the action may not read the settings of IIS that the text names; those of the server only an elevated process \
     reads: start the install from an elevated prompt where it ran without; where it was elevated, its author must run the action \
     without impersonation, and where SYSTEM itself was refused, the rights on that file were changed.";

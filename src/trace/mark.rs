//! Marks: single lines that rules look for.

use super::action_text;
use super::bound::keep;
use super::builder::Builder;
use super::index::EngineId;
use crate::event::{
    Change, ComponentRuling, Event, EventKind, HandleChange, MessageNumber, PolicyScope,
};
use crate::syntax::{PATCH_ORPHANED, PATCH_SEQUENCER, SECURE_REPAIR_FAILED, argument};
use crate::text::LineNo;

/// A line that a rule looks for.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Its line.
    pub line: LineNo,
    /// The engine at work.
    pub engine: Option<EngineId>,
    /// What it says.
    pub kind: MarkKind,
}

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `WIN64DUALFOLDERS: '...' will substitute ...` where `Program Files (x86)` or a folder below it is put in for its
    /// 64-bit twin. Between `system32` and `SysWOW64` the same sentence is normal for 32-bit components.
    Redirected,
    /// `PROPERTY CHANGE: Modifying ProgramFiles64Folder property. ...` to a folder of the 32-bit tree.
    FolderProperty64Redirected,
    /// `Disallowing installation of component: ...`: a higher version of its key file is there.
    InstallDisallowed,
    /// `Executing op: FileRemove(...,ComponentId=<code>)` for a component whose installation was disallowed before:
    /// the old product takes away the file that the new one relied on.
    DisallowedFileRemoved,
    /// `Disallowing uninstallation of component: ...`: another product uses it.
    UninstallDisallowed,
    /// `Error in rollback skipped.\tReturn: <n>` before the end of the rollback script, or with another code than the
    /// 5 that ends every rollback.
    RollbackError,
    /// `Machine policy value 'DisableRollback' is 1`, or one of the properties `DISABLEROLLBACK` and `RollbackDisabled`.
    RollbackDisabled(RollbackSwitch),
    /// `Machine policy value 'Debug' is 7`: a value with the bit 4, which writes command lines into logs.
    CommandLinesLogged,
    /// `Machine policy value 'AlwaysInstallElevated' is 1`.
    AlwaysInstallElevated(PolicyScope),
    /// `Note: 1: 2769 2: <action> 3: <n> `, `Leaked MSIHANDLE (<n>) of type <n> for thread <n>`.
    HandlesLeft,
    /// `Ignoring disallowed property <name>`.
    PropertyIgnored,
    /// `FindRelatedProducts: current install is per-machine.  Related install for product '{...}' is per-user.
    /// Skipping...`
    RelatedProductSkipped,
    /// `FindRelatedProducts: could not read ASSIGNMENTTYPE info for product '{...}'.  Skipping...`
    RelatedProductUnreadable,
    /// `Unexpected or missing value (name: 'PackageName', value: '') in key '...'`
    RegistrationDamaged,
    /// `SECUREREPAIR: SecureRepair Failed. Error code: <number>`
    SecureRepairFailed,
    /// `PATCH SEQUENCER: QFE patch <file> is not applicable.`
    PatchNotApplicable,
    /// `Could not find source for missing patch {...} -- orphaning this patch`
    PatchOrphaned,
    /// `SOURCEMGMT: Trying source <folder>.`
    SourceTried,
    /// `Info 1903.Scheduling reboot operation: ...`, `Info 1902. ...`.
    ScheduledForRestart,
    /// `Info 1903.Scheduling reboot operation: Deleting file C:\Config.Msi\1a2b3c.rbf. ...`: the same of the copy that was
    /// put aside of a file in use. What the package brings is in its place already.
    CopyScheduledForRestart,
    /// `Error: cannot register 64 bit component {...} on 32 bit system. KeyPath: ...`
    Component64On32Bit,
    /// `Info 1603. The file ... is being held in use ...`.
    FileInUse,
    /// `RESTART MANAGER: Did detect that a critical application holds file[s] in use, so a reboot will be necessary.`, and the
    /// same of the service of the installer or of its client; `RESTART MANAGER: The user chose to go on with the
    /// installation, although a reboot will be required.`
    CriticalFilesInUse,
    /// `RESTART MANAGER: Failed to shut down all applications in the service's session. Error: 351`
    ProgramsNotClosed,
    /// `RESTART MANAGER: Detected that application with id 5120, friendly name 'Windows Explorer', of type RmExplorer and
    /// status 1 holds file[s] in use.`
    ApplicationHoldsFiles,
    /// `PROPERTY CHANGE: Adding ReplacedInUseFiles property. Its value is '1'.`
    ReplacedInUse,
    /// `Executing op: SetTargetFolder(Folder=C:\Windows\system32\config\systemprofile\AppData\Local\...)` before files are
    /// copied or shortcuts are made: the profile of the system account.
    SystemProfileTarget,
    /// `Executing op: SetTargetFolder(Folder=D:\)` before files are copied: the root of a drive.
    DriveRootTarget,
    /// `WixQuietExec64:      + FullyQualifiedErrorId : PathNotFound,Get-Thing`, or `Add-Thing : ... HRESULT: 0x80073CF9`, in the
    /// text of a custom action; or `WixQuietExec64:  Line |`.
    PowerShellError,
    /// `WixQuietExec64:  At C:\Kits\setup.ps1:12 char:1`: the place in a script that PowerShell names below an error.
    PowerShellPlace,
    /// `CreateDatabase:  Error 0x80004005: failed to create SQL database but continuing, ...`: the result that an action of
    /// the WiX toolset writes, whether it ends with it or goes on.
    WixError,
    /// `Failed to open the gates: System.IO.IOException: The disk is full.`: an exception of .NET that a custom action wrote,
    /// other than the one that its host writes when nothing caught it.
    ManagedError,
    /// `SFXCA: RUNDLL32 returned error code: -1073741819`: the process of a managed custom action did not end well, or could
    /// not begin.
    HostFailed,
    /// `DIFXAPP: ERROR:  PnP Install failed. (Error code 0x3EE: ...)`
    DriverError,
    /// `** InstallDrivers **:  Driver install failed with ERROR_NO_MORE_ITEMS, ignoring.`: a custom action wrote that Windows
    /// kept a driver.
    DriverKept,
    /// `** InstallDrivers **:        This is a downgrade`: the machine has a newer driver than the package.
    DriverDowngrade,
    /// `A restart is required to complete the installation.`, or `exited with 3010`, which a custom action wrote.
    RestartAsked,
    /// `WARNING: The data being saved is truncated to 1024 characters.`: `setx` cut a value off.
    VariableTruncated,
    /// `=== MSI (s) Failed to grab mutex for logging. Some log might be lost. === `
    LinesLost,
}

/// What switches rollback off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RollbackSwitch {
    /// The policy `DisableRollback` of the machine.
    MachinePolicy,
    /// The policy `DisableRollback` of the user.
    UserPolicy,
    /// The property `DISABLEROLLBACK`, of the caller or of the package.
    Property,
    /// The property `RollbackDisabled`, by which the installer remembers that one of the others, the action
    /// `DisableRollback`, or a user whose disk is full has switched it off.
    Flag,
}

/// The end of the name of a file that the installer has put aside for a rollback.
pub const ROLLBACK_COPY: &str = ".rbf";

/// A package has some hundred of these at the most.
const MOST: usize = 65_536;

impl Builder {
    /// Takes note of an event that is a mark.
    pub(super) fn observe_mark(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        if let EventKind::ComponentRuled {
            ruling: ComponentRuling::InstallDisallowed,
            component,
            ..
        } = event.kind
            && self.disallowed.len() < MOST
        {
            self.disallowed.insert(component.into());
        }
        let Some(kind) = self.mark(event) else { return };
        let mark = Mark {
            line: event.line,
            engine,
            kind,
        };
        let dropped = &mut self.trace.facts_dropped;
        keep(&mut self.trace.marks, MOST, dropped, mark);
    }

    fn is_rolling_back(&self) -> bool {
        self.script.is_some_and(|script| script.rollback)
    }

    /// The action whose operations run.
    fn script_action(&self) -> Option<&str> {
        let action = self.script?.action?;
        Some(self.trace.names.get(action))
    }

    fn mark(&self, event: &Event<'_>) -> Option<MarkKind> {
        match event.kind {
            EventKind::DualFolderSubstituted {
                replacement,
                folder,
                ..
            } if is_32_bit_tree(replacement) && !is_32_bit_tree(folder) => {
                Some(MarkKind::Redirected)
            }
            EventKind::PropertyChange {
                change, name, new, ..
            } => of_property(change, name, new),
            EventKind::Policy { scope, name, value } => of_policy(scope, name, value),
            EventKind::ComponentRuled {
                ruling: ComponentRuling::InstallDisallowed,
                ..
            } => Some(MarkKind::InstallDisallowed),
            EventKind::ComponentRuled {
                ruling: ComponentRuling::UninstallDisallowed,
                ..
            } => Some(MarkKind::UninstallDisallowed),
            // After the end of its script a rollback always reports 5.
            EventKind::RollbackError { code } if code != 5 || self.is_rolling_back() => {
                Some(MarkKind::RollbackError)
            }
            EventKind::Operation {
                name: "FileRemove",
                arguments,
            } if !self.disallowed.is_empty() && !self.is_rolling_back() => {
                let component = argument(arguments, "ComponentId")?;
                self.disallowed
                    .contains(component)
                    .then_some(MarkKind::DisallowedFileRemoved)
            }
            EventKind::Operation {
                name: "SetTargetFolder",
                arguments,
            } if !self.is_rolling_back() => {
                of_target(self.script_action()?, argument(arguments, "Folder")?)
            }
            EventKind::Remark { text, .. } => of_remark(text),
            EventKind::SecureRepair { text } if text.starts_with(SECURE_REPAIR_FAILED) => {
                Some(MarkKind::SecureRepairFailed)
            }
            EventKind::SourceManagement { text } if text.starts_with("Trying source ") => {
                Some(MarkKind::SourceTried)
            }
            EventKind::RestartManager { text } => of_restart_manager(text),
            EventKind::LinesLost { .. } => Some(MarkKind::LinesLost),
            EventKind::CustomActionText { source, text } => action_text::mark_of(source, text),
            EventKind::PropertyIgnored { .. } => Some(MarkKind::PropertyIgnored),
            EventKind::Note {
                number: MessageNumber(2769),
                ..
            }
            | EventKind::Handle {
                change: HandleChange::Leaked,
                ..
            } => Some(MarkKind::HandlesLeft),
            EventKind::NumberedMessage {
                number,
                product: "",
                text,
                ..
            } => match number.0 {
                1903 if text.contains(ROLLBACK_COPY) => Some(MarkKind::CopyScheduledForRestart),
                1902 | 1903 => Some(MarkKind::ScheduledForRestart),
                1603 => Some(MarkKind::FileInUse),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What the restart manager tells.
fn of_restart_manager(text: &str) -> Option<MarkKind> {
    let says = |words: &str| text.contains(words);
    if says("a reboot will be necessary") || says("although a reboot will be required") {
        Some(MarkKind::CriticalFilesInUse)
    } else if says("application with id ") && says("holds file[s]") {
        Some(MarkKind::ApplicationHoldsFiles)
    } else if text.starts_with("Failed to shut down all applications") {
        Some(MarkKind::ProgramsNotClosed)
    } else {
        None
    }
}

/// What a remark of the engine tells.
fn of_remark(text: &str) -> Option<MarkKind> {
    let begins = |words: &str| text.starts_with(words);
    if begins("FindRelatedProducts: ") && text.contains("Skipping") {
        return Some(if text.contains("could not read") {
            MarkKind::RelatedProductUnreadable
        } else {
            MarkKind::RelatedProductSkipped
        });
    }
    if begins(PATCH_SEQUENCER) {
        let is_refused = text.trim_end().ends_with("is not applicable.");
        return is_refused.then_some(MarkKind::PatchNotApplicable);
    }
    [
        (
            "Error: cannot register 64 bit component ",
            MarkKind::Component64On32Bit,
        ),
        ("Unexpected or missing ", MarkKind::RegistrationDamaged),
        (PATCH_ORPHANED, MarkKind::PatchOrphaned),
    ]
    .into_iter()
    .find_map(|(words, kind)| begins(words).then_some(kind))
}

/// What a change of a property tells.
fn of_property(change: Change, name: &str, new: &str) -> Option<MarkKind> {
    match (change, name) {
        (Change::Modified, "ProgramFiles64Folder" | "CommonFiles64Folder")
            if is_32_bit_tree(new) =>
        {
            Some(MarkKind::FolderProperty64Redirected)
        }
        (Change::Added | Change::Modified, "DISABLEROLLBACK") if new != "0" => {
            Some(MarkKind::RollbackDisabled(RollbackSwitch::Property))
        }
        (Change::Added | Change::Modified, "RollbackDisabled") if new != "0" => {
            Some(MarkKind::RollbackDisabled(RollbackSwitch::Flag))
        }
        (Change::Added, "ReplacedInUseFiles") => Some(MarkKind::ReplacedInUse),
        _ => None,
    }
}

/// What a folder tells into which an action puts something.
fn of_target(action: &str, folder: &str) -> Option<MarkKind> {
    let copies = action == "InstallFiles";
    if (copies || action == "CreateShortcuts") && is_system_profile(folder) {
        return Some(MarkKind::SystemProfileTarget);
    }
    let is_root = matches!(folder.as_bytes(), [_, b':', b'\\']);
    (copies && is_root).then_some(MarkKind::DriveRootTarget)
}

/// Whether a folder lies in the profile of the system account: `C:\Windows\system32\config\systemprofile\Desktop\`, and
/// the same below `SysWOW64` for programs of 32 bits.
fn is_system_profile(folder: &str) -> bool {
    folder
        .to_ascii_lowercase()
        .contains("\\config\\systemprofile\\")
}

/// What the value of a policy tells.
fn of_policy(scope: PolicyScope, name: &str, value: &str) -> Option<MarkKind> {
    match (name, value) {
        ("DisableRollback", "1") => Some(MarkKind::RollbackDisabled(match scope {
            PolicyScope::Machine => RollbackSwitch::MachinePolicy,
            PolicyScope::User => RollbackSwitch::UserPolicy,
        })),
        ("AlwaysInstallElevated", "1") => Some(MarkKind::AlwaysInstallElevated(scope)),
        ("Debug", bits) if bits.parse().is_ok_and(|bits: u32| bits & 4 != 0) => {
            Some(MarkKind::CommandLinesLogged)
        }
        _ => None,
    }
}

/// Whether a path lies in the tree for programs of 32 bits: `C:\Program Files (x86)\`. Its first word is another one in
/// some languages of Windows; `system32` and `SysWOW64` are no such trees.
fn is_32_bit_tree(path: &str) -> bool {
    path.to_ascii_lowercase().contains("(x86)\\") || path.to_ascii_lowercase().ends_with("(x86)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollback_is_switched_off_where_a_property_is_changed_too() {
        let off = Some(MarkKind::RollbackDisabled(RollbackSwitch::Property));
        for (change, new, expected) in [
            (Change::Added, "1", off),
            (Change::Modified, "1", off),
            (Change::Modified, "0", None),
            (Change::Deleted, "", None),
        ] {
            let found = of_property(change, "DISABLEROLLBACK", new);
            assert_eq!(found, expected, "{change:?} {new}");
        }
    }
}

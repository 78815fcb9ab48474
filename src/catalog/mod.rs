//! What the numbers and names in a log mean, each with the page that describes it.
//!
//! Windows Installer uses several number spaces that overlap: exit code 1603 is "the install failed", message
//! 1603 is "a running program holds the file". A number is therefore always looked up in a [`Space`], and
//! [`meanings`] gives every meaning of a bare number with its space.
//!
//! The data is in `grammars/catalog/*.toml`. The `*.gen.rs` files beside this one hold the same data as sorted
//! slices, so that a look-up needs neither a parser nor an allocation. `UPDATE=1 cargo test --test catalog`
//! writes them again.

use std::fmt;
use std::ops::RangeInclusive;

#[path = "action.gen.rs"]
mod action_table;
#[path = "exit.gen.rs"]
mod exit_table;
#[path = "hresult.gen.rs"]
mod hresult_table;
#[path = "message.gen.rs"]
mod message_table;
#[path = "ntstatus.gen.rs"]
mod ntstatus_table;
mod number;
#[path = "operation.gen.rs"]
mod operation_table;
#[path = "return_value.gen.rs"]
mod return_value_table;
#[path = "storage.gen.rs"]
mod storage_table;
#[path = "win32.gen.rs"]
mod win32_table;
#[path = "wix.gen.rs"]
mod wix_table;

pub use number::{
    Meaning, Number, NumberError, hresult_of, meaning_of_result, meanings, meanings_of, parse,
    spelling, win32_of,
};

/// A family of numbers. The same number means different things in different families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// What msiexec and the installer functions return, as in `MainEngineThread is returning 1603`
    /// (<https://learn.microsoft.com/windows/win32/msi/error-codes>).
    Exit,
    /// What the engine reports, as in `Error 1310.` and `Note: 1: 1310`
    /// (<https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>).
    Message,
    /// COM results with the high bit set for a failure, as in Burn logs
    /// (<https://learn.microsoft.com/windows/win32/com/com-error-codes>).
    Hresult,
    /// System errors, the values of `GetLastError`
    /// (<https://learn.microsoft.com/windows/win32/debug/system-error-codes>).
    Win32,
    /// What the kernel reports, and with it how a process that crashed ended
    /// (<https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55>).
    Ntstatus,
    /// Structured storage, the file format of packages, as in `Note: 1: 2203`
    /// (<https://learn.microsoft.com/windows/win32/com/com-error-codes-3>).
    Storage,
    /// How an action ended, as in `Action ended 9:12:57: INSTALL. Return value 1.`
    /// (<https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>).
    ReturnValue,
    /// What the custom actions of the WiX toolset report, as in `Error 26201.`; another package may give such a number
    /// to messages of its own
    /// (<https://github.com/wixtoolset/wix/blob/main/src/libs/wcautil/WixToolset.WcaUtil/custommsierrors.h>).
    Wix,
}

impl Space {
    /// Every space, in the order of its declaration.
    pub const ALL: [Self; 8] = [
        Self::Exit,
        Self::Message,
        Self::Hresult,
        Self::Win32,
        Self::Ntstatus,
        Self::Storage,
        Self::ReturnValue,
        Self::Wix,
    ];

    /// The word for the space in output and on the command line, for example `return-value`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exit => "exit",
            Self::Message => "message",
            Self::Hresult => "hresult",
            Self::Win32 => "win32",
            Self::Ntstatus => "ntstatus",
            Self::Storage => "storage",
            Self::ReturnValue => "return-value",
            Self::Wix => "wix",
        }
    }
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How much a code matters by itself. A log may show that a code was survived; this does not know the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The work was done.
    Success,
    /// Nothing is wrong.
    Info,
    /// Something is worth a look, or the user stopped the work.
    Warning,
    /// The work failed.
    Error,
}

impl Severity {
    /// The word for the severity in output, for example `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One number of one [`Space`] and what it means. Texts are sentences without a full stop at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The number. For HRESULT, NTSTATUS and storage codes it is the bit pattern, `0x8007_0643` for -2147023293.
    pub number: u32,
    /// The name in the Windows headers, for example `ERROR_INSTALL_FAILURE`; empty where there is none.
    pub symbol: &'static str,
    /// What the number says, in one sentence.
    pub meaning: &'static str,
    /// What usually leads to it; empty where nothing helpful can be said.
    pub cause: &'static str,
    /// What usually helps; empty where nothing helpful can be said.
    pub remedy: &'static str,
    /// How much it matters by itself.
    pub severity: Severity,
    /// The address of the page that describes it: one of Microsoft, or the source of the WiX toolset.
    pub page: &'static str,
    /// What the record fields `[2]`, `[3]`, ... of a message hold, in order. An empty name marks a field that is
    /// not used. Empty for the other spaces and for messages without fields.
    pub arguments: &'static [&'static str],
}

/// A standard action of Windows Installer, one the engine brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardAction {
    /// The name as logs print it, for example `InstallFinalize`.
    pub name: &'static str,
    /// What the action does, in one sentence.
    pub summary: &'static str,
    /// Where the action stands among the others.
    pub sequence: &'static str,
    /// The address of the Microsoft page that describes it.
    pub page: &'static str,
}

/// What kind of change a script operation makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationGroup {
    /// The frame of the script: its head and end, progress and texts.
    Frame,
    /// Files and folders.
    Files,
    /// The registry.
    Registry,
    /// The stored data of components, features, products and patches.
    Components,
    /// Shortcuts, services and everything else that is registered with Windows.
    Shell,
    /// Deferred, rollback and commit custom actions.
    CustomActions,
}

impl OperationGroup {
    /// The word for the group in output, for example `custom-actions`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Files => "files",
            Self::Registry => "registry",
            Self::Components => "components",
            Self::Shell => "shell",
            Self::CustomActions => "custom-actions",
        }
    }
}

impl fmt::Display for OperationGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An operation of an install script, as in `Executing op: FileCopy(...)`. Microsoft does not describe these; the
/// names and arguments were read in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The name as logs print it, for example `FileCopy`.
    pub name: &'static str,
    /// What kind of change it makes.
    pub group: OperationGroup,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The names of its arguments in the order the engine prints them. Arguments without a name are not counted,
    /// and an operation that has not been seen in a log yet has none here.
    pub arguments: &'static [&'static str],
}

/// The messages that belong to custom actions and to their packages. Windows Installer has none of them, and none above them,
/// where some packages go on.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-table>.
pub const OF_PACKAGES: RangeInclusive<u32> = 25_000..=30_000;

/// The exit codes that are about a patch, but for 1642, which says that there is nothing to patch. 1644 and 1645 are about
/// transforms and remote sessions.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
pub const EXITS_OF_PATCHES: [u32; 10] =
    [1635, 1636, 1637, 1643, 1646, 1647, 1648, 1649, 1650, 1651];

/// Gives every code of `space`, sorted by number.
#[must_use]
pub fn codes(space: Space) -> &'static [Code] {
    match space {
        Space::Exit => exit_table::CODES,
        Space::Message => message_table::CODES,
        Space::Hresult => hresult_table::CODES,
        Space::Win32 => win32_table::CODES,
        Space::Ntstatus => ntstatus_table::CODES,
        Space::Storage => storage_table::CODES,
        Space::ReturnValue => return_value_table::CODES,
        Space::Wix => wix_table::CODES,
    }
}

/// Looks up `number` in `space`. Takes the bit pattern for numbers that logs print with a sign: -2147287038 is
/// `0x8003_0002`. Gives `None` for a number the catalogue does not hold.
#[must_use]
pub fn code(space: Space, number: u32) -> Option<&'static Code> {
    let codes = codes(space);
    let index = codes
        .binary_search_by_key(&number, |code| code.number)
        .ok()?;
    codes.get(index)
}

/// Looks up what msiexec or an installer function returned. Same as [`code`] with [`Space::Exit`].
#[must_use]
pub fn exit(number: u32) -> Option<&'static Code> {
    code(Space::Exit, number)
}

/// Looks up a message number of the engine. Same as [`code`] with [`Space::Message`].
#[must_use]
pub fn message(number: u32) -> Option<&'static Code> {
    code(Space::Message, number)
}

/// Looks up how an action ended. Same as [`code`] with [`Space::ReturnValue`].
#[must_use]
pub fn return_value(number: u32) -> Option<&'static Code> {
    code(Space::ReturnValue, number)
}

/// Looks up what a log calls a system error. It is a Win32 code, or an exit code where an install inside the
/// install failed, as in message 1714; the two do not overlap in meaning. Gives the space beside the code.
#[must_use]
pub fn system_error(number: u32) -> Option<(Space, &'static Code)> {
    [Space::Win32, Space::Exit]
        .into_iter()
        .find_map(|space| code(space, number).map(|code| (space, code)))
}

/// Gives every standard action, sorted by the bytes of its name.
#[must_use]
pub fn standard_actions() -> &'static [StandardAction] {
    action_table::ACTIONS
}

/// Looks up a standard action by its name, with the capitals of the logs. Gives `None` for a custom action
/// (<https://learn.microsoft.com/windows/win32/msi/standard-actions-reference>).
#[must_use]
pub fn standard_action(name: &str) -> Option<&'static StandardAction> {
    let actions = standard_actions();
    let index = actions
        .binary_search_by_key(&name, |action| action.name)
        .ok()?;
    actions.get(index)
}

/// Gives every script operation, sorted by the bytes of its name.
#[must_use]
pub fn operations() -> &'static [Operation] {
    operation_table::OPERATIONS
}

/// Looks up a script operation by its name, with the capitals of the logs. Gives `None` for a name the catalogue
/// does not hold, which a reader of logs must expect.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Operation> {
    let operations = operations();
    let index = operations
        .binary_search_by_key(&name, |operation| operation.name)
        .ok()?;
    operations.get(index)
}

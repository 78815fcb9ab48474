//! The three spaces that numbers live in, as three types.
//!
//! `Info 1603` (a file is in use) and exit code 1603 (the install failed) share digits and nothing else.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// What an engine, an install, or a program returned: `MainEngineThread is returning 1603`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>; any Win32 code may appear too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema,
)]
#[serde(transparent)]
pub struct ExitCode(pub i32);

impl ExitCode {
    /// Whether the install succeeded: 0, 1641 (restart begun), 3010 (restart needed).
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self.0, 0 | 1641 | 3010)
    }

    /// Whether the install succeeded and asks for a restart: 1641, 3010.
    #[must_use]
    pub fn needs_restart(self) -> bool {
        matches!(self.0, 1641 | 3010)
    }

    /// 1641: Windows Installer has begun the restart itself.
    #[must_use]
    pub fn has_begun_restart(self) -> bool {
        self.0 == 1641
    }
}

/// The number of an installer message: `Note: 1: 1310 ...`, `Error 1310. ...`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct MessageNumber(pub u32);

impl MessageNumber {
    /// The form of the line with the name of a product before a message, `Product: Contoso Ledger -- Installation failed.`
    /// It stands around an outcome, among others, and tells none.
    pub const PRODUCT_LINE: Self = Self(1709);

    /// Whether it tells how an install (1707, 1708), a removal (1724, 1725), an advertisement (1726, 1727), or a change
    /// (1728, 1729) ended: the first of each pair well, the second not.
    #[must_use]
    pub fn is_outcome(self) -> bool {
        matches!(self.0, 1707 | 1708 | 1724..=1729)
    }

    /// Whether it tells that an install, a removal, an advertisement, or a change ended well.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self.0, 1707 | 1724 | 1726 | 1728)
    }

    /// Whether it tells how a removal ended.
    #[must_use]
    pub fn is_of_removal(self) -> bool {
        matches!(self.0, 1724 | 1725)
    }
}

/// What an action returned: `Action ended 12:02:18: InstallFinalize. Return value 3.`
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
/// A custom action's own code may stand here as it is, so any number is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ReturnValue(pub i32);

impl ReturnValue {
    /// A fatal error: what an action returns that stops its sequence, and each action around it.
    /// A number that Microsoft's page does not have, such as 1631, is the action's own code, behind which a sequence may go on.
    pub const FATAL: Self = Self(3);

    /// Whether the action failed. 0 (nothing to do), 1 (success), and 5 (skip the rest) are no failures,
    /// and 2 is the user's or the caller's wish.
    #[must_use]
    pub fn is_failure(self) -> bool {
        !matches!(self.0, 0 | 1 | 2 | 5)
    }

    /// Whether the action was cancelled (2).
    #[must_use]
    pub fn is_cancel(self) -> bool {
        self.0 == 2
    }

    /// Whether the action ended well or had nothing to do (0, 1, 5): it neither failed nor was cancelled.
    #[must_use]
    pub fn is_well(self) -> bool {
        !self.is_failure() && !self.is_cancel()
    }
}

macro_rules! show_as_number {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
show_as_number!(ExitCode MessageNumber ReturnValue);

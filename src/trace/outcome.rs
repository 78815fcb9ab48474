//! The words for how an install ended, and the exit codes and results that mean them.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog;
use crate::event::{ExitCode, ReturnValue};

/// How an install ended. Worse ones compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did what it should.
    Success,
    /// It did, and the machine must be restarted.
    SuccessRebootRequired,
    /// The log does not say.
    Unknown,
    /// The user or the caller stopped it.
    Cancelled,
    /// Another install was running: 1618.
    Blocked,
    /// It did not.
    Failed,
}

impl Outcome {
    /// All of them, in the order in which people list them.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::SuccessRebootRequired,
        Self::Failed,
        Self::Cancelled,
        Self::Blocked,
        Self::Unknown,
    ];

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::SuccessRebootRequired => "success-reboot-required",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }

    /// The outcome of that word; nothing for any other word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }

    /// Whether it is one of the two successes.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::SuccessRebootRequired)
    }

    /// The outcome that an exit code means.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
    #[must_use]
    pub fn of_code(code: ExitCode) -> Self {
        match code.0 {
            0 => Self::Success,
            1641 | 3010 => Self::SuccessRebootRequired,
            // A bundle that was refused the prompt for rights may end with ERROR_CANCELLED of Windows.
            1602 | 1223 => Self::Cancelled,
            1618 => Self::Blocked,
            _ => Self::Failed,
        }
    }

    /// The outcome that the result of a bundle means, an exit code or an HRESULT.
    #[must_use]
    pub fn of_result(result: u32) -> Self {
        Self::of_code(exit_code_of(result))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The exit code that is meant by an exit code or by an HRESULT made from one: `0x80070643` is 1603.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/winerror/nf-winerror-hresult_from_win32>.
#[must_use]
pub fn exit_code_of(result: u32) -> ExitCode {
    let code = catalog::win32_of(result).unwrap_or(result);
    // A bundle that the user closes may say so with the Win32 code ERROR_CANCELLED.
    ExitCode(if result == 0x8007_04C7 {
        1602
    } else {
        code.cast_signed()
    })
}

/// What an action returned, in words.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
#[must_use]
pub fn result_in_words(value: ReturnValue) -> &'static str {
    match value.0 {
        0 => "nothing to do",
        1 => "ok",
        2 => "cancelled",
        3 => "failed",
        4 => "suspended",
        5 => "ok, skip the rest",
        6 => "invalid handle state",
        7 => "invalid data",
        8 => "another install is running",
        _ => "its own code",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_has_one_word() {
        for outcome in Outcome::ALL {
            let word = outcome.as_str();
            assert_eq!(Outcome::named(word), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), word);
        }
        assert_eq!(Outcome::named("well"), None);
    }

    #[test]
    fn a_result_that_wraps_an_exit_code_means_the_same() {
        for (result, code, outcome) in [
            (0, 0, Outcome::Success),
            (3010, 3010, Outcome::SuccessRebootRequired),
            (0x8007_0BC2, 3010, Outcome::SuccessRebootRequired),
            (0x8007_0642, 1602, Outcome::Cancelled),
            (0x8007_04C7, 1602, Outcome::Cancelled),
            (1223, 1223, Outcome::Cancelled),
            (0x8007_0652, 1618, Outcome::Blocked),
            (0x8007_0643, 1603, Outcome::Failed),
            (0x8000_4005, 0x8000_4005_u32.cast_signed(), Outcome::Failed),
        ] {
            assert_eq!(exit_code_of(result), ExitCode(code), "{result:#x}");
            assert_eq!(Outcome::of_result(result), outcome, "{result:#x}");
        }
    }
}

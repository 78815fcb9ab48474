//! The type of a custom action: a number whose bits say what it runs, when, and as whom.

use std::fmt;

/// The type of a custom action, as `ActionType=3073` in an operation of a script has it.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/summary-list-of-all-custom-action-types>, and its sisters on
/// return processing, scheduling, in-script execution, and impersonation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomActionType(pub u32);

/// When a custom action runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Execution {
    /// At once, in its sequence.
    Immediate,
    /// In the script.
    Deferred,
    /// In the rollback script, where there is a rollback.
    Rollback,
    /// When the script has run and the install is made final.
    Commit,
}

impl Execution {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Deferred => "deferred",
            Self::Rollback => "rollback",
            Self::Commit => "commit",
        }
    }
}

const CONTINUE: u32 = 0x40;
const ASYNC: u32 = 0x80;
const ROLLBACK: u32 = 0x100;
const COMMIT: u32 = 0x200;
const IN_SCRIPT: u32 = 0x400;
const NO_IMPERSONATE: u32 = 0x800;
const SCRIPT_64_BIT: u32 = 0x1000;
const HIDE_TARGET: u32 = 0x2000;

impl CustomActionType {
    /// Whether the installer starts a program itself.
    #[must_use]
    pub fn is_program(self) -> bool {
        matches!(self.0 & 0x3F, 2 | 18 | 34 | 50)
    }

    /// Whether it starts a program that its source names, among the installed files or by a property.
    #[must_use]
    pub fn has_program_as_source(self) -> bool {
        matches!(self.0 & 0x3F, 18 | 50)
    }

    /// Whether it starts a program among the files that the package installs.
    #[must_use]
    pub fn is_of_installed_file(self) -> bool {
        self.0 & 0x3F == 18
    }

    /// Whether it starts a program that lies in the package, where it has no name.
    #[must_use]
    pub fn has_program_in_package(self) -> bool {
        self.0 & 0x3F == 2
    }

    /// What it runs, and where that lies: `DLL in the Binary table`.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self.0 & 0x3F {
            1 => "DLL in the Binary table",
            2 => "program in the Binary table",
            5 => "JScript in the Binary table",
            6 => "VBScript in the Binary table",
            7 => "nested install in the package",
            17 => "DLL among the installed files",
            18 => "program among the installed files",
            19 => "error message",
            21 => "JScript among the installed files",
            22 => "VBScript among the installed files",
            23 => "nested install in the source",
            34 => "program in a folder",
            35 => "sets a folder",
            37 => "JScript of its own",
            38 => "VBScript of its own",
            39 => "nested install of a product that is advertised",
            50 => "program in a property",
            51 => "sets a property",
            53 => "JScript in a property",
            54 => "VBScript in a property",
            _ => "custom action",
        }
    }

    /// When it runs.
    #[must_use]
    pub fn execution(self) -> Execution {
        match (self.0 & IN_SCRIPT != 0, self.0 & (ROLLBACK | COMMIT)) {
            (true, ROLLBACK) => Execution::Rollback,
            (true, COMMIT) => Execution::Commit,
            (true, _) => Execution::Deferred,
            _ => Execution::Immediate,
        }
    }

    /// Whether a failure of it is taken for success.
    #[must_use]
    pub fn ignores_result(self) -> bool {
        self.0 & CONTINUE != 0
    }

    /// Whether the install goes on while it runs.
    #[must_use]
    pub fn is_asynchronous(self) -> bool {
        self.0 & ASYNC != 0
    }

    /// Whether it runs with the rights of the user who installs. At once it always does; in a script it does unless
    /// its type says otherwise, and then it runs with those of the service.
    #[must_use]
    pub fn impersonates(self) -> bool {
        self.0 & NO_IMPERSONATE == 0
    }

    /// What its bits say beside [`Self::what`] and [`Self::execution`], in words.
    pub fn remarks(self) -> impl Iterator<Item = &'static str> {
        [
            (CONTINUE, "result ignored"),
            (ASYNC, "not waited for"),
            (NO_IMPERSONATE, "no impersonation"),
            (SCRIPT_64_BIT, "64-bit script"),
            (HIDE_TARGET, "hidden target"),
        ]
        .into_iter()
        .filter(move |(bit, _)| self.0 & bit != 0)
        .map(|(_, word)| word)
    }
}

/// `DLL in the Binary table, deferred, no impersonation`
impl fmt::Display for CustomActionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what())?;
        if self.execution() != Execution::Immediate {
            write!(f, ", {}", self.execution().as_str())?;
        }
        self.remarks().try_for_each(|word| write!(f, ", {word}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_in_words() {
        for (kind, words) in [
            (1, "DLL in the Binary table"),
            (3073, "DLL in the Binary table, deferred, no impersonation"),
            (3329, "DLL in the Binary table, rollback, no impersonation"),
            (
                3649,
                "DLL in the Binary table, commit, result ignored, no impersonation",
            ),
            (1025, "DLL in the Binary table, deferred"),
            (
                3074,
                "program in the Binary table, deferred, no impersonation",
            ),
            (51, "sets a property"),
            (
                11_265,
                "DLL in the Binary table, deferred, no impersonation, hidden target",
            ),
        ] {
            assert_eq!(CustomActionType(kind).to_string(), words, "{kind}");
        }
        assert!(CustomActionType(1025).impersonates());
        assert!(CustomActionType(65).ignores_result());
        assert!(CustomActionType(194).is_asynchronous());
    }
}

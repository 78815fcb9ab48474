//! What the program that started an install says of its result.

use super::builder::Builder;
use super::outcome::Outcome;
use crate::catalog;
use crate::text::LineNo;

/// What stands in front of the result, without its first letter where a sentence may begin with it.
const WORDS: [&str; 4] = [
    "nstaller failed: ",
    "nstaller failed with exit code: ",
    "ninstall failed with exit code: ",
    " was not successful. Exit code was '",
];

/// The same in the output of the tests that winget runs on a package. Other programs may write it of something that they
/// installed beside, so it is no result of an install whose log is there.
const WORDS_OF_TESTS: &str = "nstallation failed with exit code ";

/// What winget ends with where the installer has failed: `APPINSTALLER_CLI_ERROR_SHELLEXEC_INSTALL_FAILED`.
///
/// Source: <https://github.com/microsoft/winget-cli/blob/master/doc/windows/package-manager/winget/returnCodes.md>.
const CALL_FAILED: [&str; 2] = ["exit code -1978335226", "exit code: -1978335226"];

/// `2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 1603` in the log of winget, and what it tells its user:
/// `Installer failed with exit code: 2147944003`, `Uninstall failed with exit code: 1603`. Chocolatey says it so: `Running
/// ["C:\Kits\heron.exe" /quiet] was not successful. Exit code was '1603'.`. The number is that of the install, no result of
/// winget's own, which begin with `0x8A15`; winget takes 3010 for a failure too.
///
/// Source: <https://github.com/microsoft/winget-cli/blob/master/src/AppInstallerCommonCore/AppInstallerTelemetry.cpp>, and
/// <https://github.com/microsoft/winget-cli/blob/master/src/AppInstallerCLICore/Workflows/UninstallFlow.cpp>.
fn result_in(text: &str) -> Option<u32> {
    result_behind(text, &WORDS)
}

/// The same in a text that holds no line of an install: `Installation failed with exit code -2147467260`.
pub(super) fn stated_result(text: &str) -> Option<u32> {
    result_in(text).or_else(|| result_behind(text, &[WORDS_OF_TESTS]))
}

fn result_behind(text: &str, words: &[&str]) -> Option<u32> {
    if !text.contains("nstall") && !text.contains("Exit code") {
        return None;
    }
    let behind = |words: &&str| text.split_once(*words).map(|(_, behind)| behind);
    let result = number_in(words.iter().find_map(behind)?)?;
    let is_of_caller = result >> 16 == 0x8A15;
    (!is_of_caller && Outcome::of_result(result) != Outcome::Success).then_some(result)
}

/// `1603`, `2147944003`, `-2147023293`, or with its meaning behind it `0x80070643 : Fatal error during installation.`
fn number_in(text: &str) -> Option<u32> {
    let number = text.split('\'').next()?;
    let number = number.split(" : ").next()?;
    Some(catalog::parse(number).ok()?.value)
}

/// Whether a line is one of winget or Chocolatey, which called the installer, or states a result of them; then the lines
/// above it are the caller's too:
/// `2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 1603`,
/// `Installation failed with exit code -1978335226`.
///
/// Source: <https://github.com/microsoft/winget-cli/blob/master/doc/windows/package-manager/winget/returnCodes.md>.
pub(super) fn is_of_caller(text: &str) -> bool {
    const SIGNS: [&str; 4] = [
        "[CLI ]",
        "exit code -19783",
        "exit code: -19783",
        " was not successful. Exit code was '",
    ];
    SIGNS.iter().any(|sign| text.contains(sign)) || result_in(text).is_some()
}

impl Builder {
    /// Takes note of what the caller says, for an install whose own end is missing: a caller has its line above those of the
    /// log that it quotes, or below them.
    pub(super) fn observe_caller(&mut self, text: &str, line: LineNo) {
        // A whole log needs nobody else to tell its result.
        if self.trace.verbose_headers > 0 && self.trace.bundle.is_none() {
            return;
        }
        if let Some(result) = result_in(text)
            && !self.caller.iter().any(|(known, _)| *known == result)
            && self.caller.len() < 2
        {
            self.caller.push((result, line));
        }
        if CALL_FAILED.iter().any(|words| text.contains(words)) {
            self.trace.call_failed.get_or_insert(line);
        }
    }

    /// Gives the install its end. Of several different results nobody knows which is that of the install, and a result tells
    /// more than that the call failed, which it does with a restart too.
    pub(super) fn settle_caller(&mut self) {
        if !self.caller.is_empty() {
            self.trace.call_failed = None;
        }
        let [told] = self.caller[..] else { return };
        let is_success = Outcome::of_result(told.0).is_success();
        match &mut self.trace.bundle {
            // A bundle that went well shows its own end, so that this one is another's.
            Some(_) if is_success => {}
            None if is_success && self.given_up > 0 => {}
            Some(bundle) => bundle.told_by_caller = Some(told),
            None => self.trace.told_by_caller = Some(told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_that_a_caller_tells_is_that_of_the_install() {
        for (text, result) in [
            (
                "2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 1603",
                Some(1603),
            ),
            (
                "Installer failed with exit code: 2147944002",
                Some(0x8007_0642),
            ),
            ("MsiUninstall uninstaller failed: 1605", Some(1605)),
            ("Uninstall failed with exit code: 1603", Some(1603)),
            (
                "Installer failed with exit code: 0x80070643 : It went wrong.",
                Some(0x8007_0643),
            ),
            (
                "Installer failed with exit code: -2147023293",
                Some(0x8007_0643),
            ),
            (
                "ERROR: Running [\"heron.exe\" /quiet] was not successful. Exit code was '1603'. Look it up.",
                Some(1603),
            ),
            ("Installer failed with exit code: 0x8a150003", None),
            ("The installer failed: 2 times it was tried.", None),
            (
                "2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 3010",
                Some(3010),
            ),
            ("Installer failed with exit code: 0", None),
            ("Installer failed with exit code: 2316632070", None),
            ("Installer failed with exit code: -1978335226", None),
            ("The installer failed again.", None),
            ("", None),
        ] {
            assert_eq!(result_in(text), result, "{text}");
        }
    }
}

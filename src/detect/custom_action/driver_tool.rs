//! The tools of Windows that put drivers in, and what their exit codes mean: they return other codes than 0 where they did
//! their work, too, and the installer takes any of those for a failure.
//!
//! Sources: <https://learn.microsoft.com/windows-hardware/drivers/install/dpinst-return-code>,
//! <https://learn.microsoft.com/windows-hardware/drivers/devtest/pnputil-return-values>,
//! <https://github.com/microsoft/Windows-driver-samples/blob/main/setup/devcon/devcon.h>.

use super::launcher::first_word;
use crate::text::file_name;

/// A tool that puts drivers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum DriverTool {
    /// `dpinst.exe`, also as `dpinst64.exe` or `dpinst_amd64.exe`: the installer of driver packages from the WDK.
    Dpinst,
    /// `pnputil.exe`, which is part of Windows.
    Pnputil,
    /// `devcon.exe`, also as `devcon64.exe`: the command line of the device manager, from the WDK.
    Devcon,
}

impl DriverTool {
    /// The tool that a command runs: `"C:\Windows\System32\pnputil.exe" /add-driver gates.inf /install`.
    pub(in crate::detect) fn of(command: &str) -> Option<Self> {
        let command = command.to_ascii_lowercase();
        // Its codes are so small that it has to be the very program that ran.
        let (program, arguments) = first_word(&command);
        if is_devcon(file_name(program)) {
            let mut words = arguments.split_whitespace();
            let puts_in = words.any(|word| PUTS_IN.contains(&word.trim_matches('"')));
            return puts_in.then_some(Self::Devcon);
        }
        let runs = |name: &str| {
            command.match_indices(name).any(|(at, _)| {
                let behind = command.get(at + name.len()..).unwrap_or_default();
                let end = behind.find([' ', '"', '\\', '/']);
                let (word, rest) = behind.split_at(end.unwrap_or(behind.len()));
                // What is below a folder of that name is another program.
                let is_folder = rest.starts_with(['\\', '/']);
                !is_folder && (word.is_empty() || word.strip_suffix(".exe").is_some())
            })
        };
        [("dpinst", Self::Dpinst), ("pnputil", Self::Pnputil)]
            .into_iter()
            .find_map(|(name, tool)| runs(name).then_some(tool))
    }
}

/// What `devcon` does with a driver, where its codes are about that; others look for devices, or take them away.
///
/// Source: <https://learn.microsoft.com/windows-hardware/drivers/devtest/devcon-general-commands>.
const PUTS_IN: [&str; 4] = ["install", "update", "updateni", "dp_add"];

/// Whether a file is `devcon.exe`, for whatever processor, and no program that only begins so: `devcontrol.exe`.
fn is_devcon(file: &str) -> bool {
    const PROCESSORS: [&str; 10] = [
        "", "32", "64", "x86", "x64", "amd64", "i386", "arm64", "win32", "win64",
    ];
    let name = file.strip_suffix(".exe").unwrap_or(file);
    name.strip_prefix("devcon").is_some_and(|rest| {
        let rest = rest.trim_start_matches(['_', '-', '.']);
        PROCESSORS.contains(&rest)
    })
}

/// What `devcon` ends with where it did its work, and a restart is needed.
pub(in crate::detect) const DEVCON_NEEDS_RESTART: u32 = 1;

/// What `devcon` ended with that did not do its work, as the end of a sentence.
pub(in crate::detect) fn why_devcon_ended(code: u32) -> Option<&'static str> {
    match code {
        2 => Some("devcon could not do its work"),
        3 => Some("devcon did not understand its arguments"),
        _ => None,
    }
}

/// Whether a result is one of the functions for devices and drivers: of INF files, of devices, and of driver packages. A program
/// may make up others of that facility.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/setupapi/>.
pub(in crate::detect) fn is_of_drivers(result: u32) -> bool {
    matches!(result >> 8, 0x00E0_0001..=0x00E0_0003 | 0x0080_0F02)
}

/// Where Windows tells why it refused a driver.
pub(in crate::detect) const LOG_OF_DRIVERS: &str = "C:\\Windows\\INF\\setupapi.dev.log at the time of the install: it names the driver package and why it was refused.";

/// What to do about a result of a driver of which nothing else is known: it may be of a removal, in which nothing is refused.
pub(in crate::detect) fn advice_of_drivers(result: u32) -> Option<String> {
    const READ: &str = "Read C:\\Windows\\INF\\setupapi.dev.log at the time of this: it names the driver package and what went wrong with it.";
    is_of_drivers(result).then(|| READ.to_owned())
}

/// What dpinst returned: `0xWWXXYYZZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) struct DpinstCode {
    /// Whether a driver package could not be installed (0x80 in WW).
    pub(in crate::detect) failed: bool,
    /// Whether a restart is needed (0x40 in WW).
    pub(in crate::detect) restart: bool,
    /// How many driver packages could not be installed (XX).
    pub(in crate::detect) refused: u32,
    /// How many were copied to the driver store, without a device that takes them yet (YY).
    pub(in crate::detect) copied: u32,
    /// How many were installed on a device (ZZ).
    pub(in crate::detect) installed: u32,
}

impl DpinstCode {
    /// The fields of an exit code.
    pub(in crate::detect) fn new(code: u32) -> Self {
        let byte = |place: u32| (code >> (8 * place)) & 0xFF;
        Self {
            failed: byte(3) & 0x80 != 0,
            restart: byte(3) & 0x40 != 0,
            refused: byte(2),
            copied: byte(1),
            installed: byte(0),
        }
    }

    /// What became of the driver packages: `1 driver package was copied to the driver store`.
    pub(in crate::detect) fn in_words(self) -> String {
        let counted = |count: u32, what: &str| {
            let packages = if count == 1 {
                "driver package was"
            } else {
                "driver packages were"
            };
            (count > 0).then(|| format!("{count} {packages} {what}"))
        };
        let parts = [
            counted(self.refused, "not installed"),
            counted(self.installed, "installed on a device"),
            counted(self.copied, "copied to the driver store"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "no driver package was touched".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_known_by_the_program_and_not_by_a_folder() {
        for (command, tool) in [
            (
                r"C:\Program Files\Gates\dpinst64.exe /q /sa",
                Some(DriverTool::Dpinst),
            ),
            (
                r#""C:\Gates\DPInst_amd64.exe" /sw"#,
                Some(DriverTool::Dpinst),
            ),
            (
                r#""C:\Windows\System32\PnPUtil.exe" /add-driver gates.inf"#,
                Some(DriverTool::Pnputil),
            ),
            (
                r"C:\Gates\devcon_x64.exe install gates.inf ROOT\gates",
                Some(DriverTool::Devcon),
            ),
            (r"C:\Gates\devcon.exe remove ROOT\gates", None),
            (r"C:\Gates\devcontrol.exe install gates", None),
            ("cmd /c pnputil -i -a gates.inf", Some(DriverTool::Pnputil)),
            (
                r#""C:\Gates\devcon.exe" update gates.inf root\gates"#,
                Some(DriverTool::Devcon),
            ),
            ("DevCon64 install gates.inf", Some(DriverTool::Devcon)),
            (r"C:\Gates\open.exe devcon", None),
            (r"C:\devcon\open.exe", None),
            (r"C:\Gates\dpinst\setup.exe /q", None),
            (r"C:\Gates\setup.exe /log C:\Gates\dpinst.log", None),
            ("", None),
        ] {
            assert_eq!(DriverTool::of(command), tool, "{command}");
        }
    }

    #[test]
    fn the_code_of_dpinst_counts_driver_packages() {
        for (code, failed, restart, words) in [
            (
                0x0000_0100,
                false,
                false,
                "1 driver package was copied to the driver store",
            ),
            (
                0x4000_0002,
                false,
                true,
                "2 driver packages were installed on a device",
            ),
            (
                0x8001_0001,
                true,
                false,
                "1 driver package was not installed, 1 driver package was installed on a device",
            ),
            (0x8000_0000, true, false, "no driver package was touched"),
        ] {
            let code = DpinstCode::new(code);
            assert_eq!(
                (code.failed, code.restart, code.in_words().as_str()),
                (failed, restart, words)
            );
        }
    }
}

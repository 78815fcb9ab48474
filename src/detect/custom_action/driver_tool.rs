//! The tools of Windows that put drivers in, and what their exit codes mean: both return other codes than 0 where they did
//! their work, and the installer takes any of those for a failure.
//!
//! Sources: <https://learn.microsoft.com/windows-hardware/drivers/install/dpinst-return-code>,
//! <https://learn.microsoft.com/windows-hardware/drivers/devtest/pnputil-return-values>.

/// A tool that puts drivers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum DriverTool {
    /// `dpinst.exe`, also as `dpinst64.exe` or `dpinst_amd64.exe`: the installer of driver packages from the WDK.
    Dpinst,
    /// `pnputil.exe`, which is part of Windows.
    Pnputil,
}

impl DriverTool {
    /// The tool that a command runs: `"C:\Windows\System32\pnputil.exe" /add-driver gates.inf /install`.
    pub(in crate::detect) fn of(command: &str) -> Option<Self> {
        let command = command.to_ascii_lowercase();
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
            ("cmd /c pnputil -i -a gates.inf", Some(DriverTool::Pnputil)),
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

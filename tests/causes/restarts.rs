//! Who asks for a restart, and what it does after an install and after an uninstall.

use super::beside::{ended, found};

const COPY: &str = "Info 1903.Scheduling reboot operation: Deleting file C:\\Config.Msi\\1a2b.rbf. Must reboot to complete operation.";
const FILE: &str = "Info 1903.Scheduling reboot operation: Deleting file C:\\Gates\\gates.exe. Must reboot to complete operation.";
const OTHER: &str = "Info 1902.Scheduling reboot operation: Renaming file C:\\Gates\\LANG\\TBM1.tmp to C:\\Gates\\LANG\\gates.dll. Must reboot to complete operation.";
const REMOVE: &str = "S Command Line: REMOVE=ALL
S Product registered: entering maintenance mode";

#[test]
fn a_restart_after_an_uninstall_puts_no_new_files_in_place() {
    for (said, code, rule, words, advice) in [
        (
            format!("{REMOVE}\n{COPY}"),
            3010,
            "MSI502",
            "The uninstall needs a restart to take effect: what is left of files in use goes then.",
            "nothing else is to be done",
        ),
        (
            format!("{REMOVE}\n{FILE}"),
            3010,
            "MSI502",
            "The uninstall needs a restart to take effect: gates.exe is deleted then.",
            "again only after that",
        ),
        (
            format!("{REMOVE}\n{FILE}"),
            0,
            "MSI510",
            "The uninstall ended with 0 although files wait for a restart.",
            "before the product is installed again",
        ),
        (
            format!("{REMOVE}\n{COPY}"),
            0,
            "MSI510",
            "what is left of them goes",
            "Nothing is to be done",
        ),
        (
            COPY.to_owned(),
            3010,
            "MSI502",
            "all new files are in place",
            "work with the old files",
        ),
        (
            FILE.to_owned(),
            0,
            "MSI510",
            "The install ended with 0 although files wait for a restart.",
            "3010",
        ),
    ] {
        let finding = found(&ended(&said, code), rule);
        assert!(finding.headline.contains(words), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

#[test]
fn who_asks_for_a_restart_is_named_where_no_file_waits() {
    let wrote = "S Doing action: OpenGates
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A.tmp, Entrypoint: OpenGates
        ** InstallDrivers **:  Result = 0x0, Reboot is needed
        Action ended 10:00:03: OpenGates. Return value 1.";
    let asked = "S Doing action: ScheduleReboot
        Action ended 10:00:03: ScheduleReboot. Return value 1.";
    for (said, words) in [
        (
            wrote.to_owned(),
            "take effect: custom action OpenGates wrote that one is needed.",
        ),
        (
            asked.to_owned(),
            "since the package asks for one with ScheduleReboot.",
        ),
        (format!("{wrote}\n{OTHER}"), "gates.dll is replaced then."),
        (
            format!(
                "{OTHER}\n{}\n{OTHER}",
                OTHER.replace("gates.dll", "locks.dll")
            ),
            "gates.dll, locks.dll are replaced then.",
        ),
        (String::new(), "The install needs a restart to take effect."),
    ] {
        let finding = found(&ended(&said, 3010), "MSI502");
        assert!(finding.headline.ends_with(words), "{}", finding.headline);
    }
}

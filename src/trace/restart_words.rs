//! Words with which custom actions ask for a restart of the machine.
//!
//! Source: what actions and setup programs write in real logs.

/// What makes of a demand something else.
const DOUBTS: [&str; 28] = [
    "no",
    "not",
    "without",
    "if",
    "whether",
    "when",
    "unless",
    "may",
    "might",
    "0",
    "false",
    "check",
    "failed",
    "cannot",
    "none",
    "n",
    "off",
    "never",
    "disabled",
    "cleared",
    "removed",
    "deleted",
    "deleting",
    "reset",
    "unset",
    "skipped",
    "suppressed",
    "property",
];

/// What a restart is called, and what is done with the machine.
const RESTARTS: [&str; 4] = ["reboot", "rebooted", "restart", "restarted"];

/// What says that it must be.
const NEEDS: [&str; 3] = ["needed", "required", "necessary"];

/// What a machine is called.
const MACHINES: [&str; 5] = ["computer", "machine", "pc", "system", "windows"];

/// What else is restarted.
const OTHERS: [&str; 11] = [
    "agent",
    "application",
    "applications",
    "browser",
    "explorer",
    "iis",
    "pool",
    "process",
    "program",
    "service",
    "services",
];

/// `A restart is required to complete the installation.`, `You must restart your system`, `vc_redist.x64.exe exited with 3010`, and
/// not `Reboot is  not needed.`, `If a reboot is required, ...`, or `Please restart the keeper on your PC`.
pub(super) fn asks_for_restart(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = words_of(&lower);
    let has_one_of = |some: &[&str]| words.iter().any(|word| some.contains(word));
    let is_doubted = lower.contains('?')
        || has_one_of(&DOUBTS)
        || words.iter().any(|word| word.starts_with("check"));
    let has_ended = words
        .windows(2)
        .any(|pair| matches!(pair, ["with" | "code" | "returned" | "exitcode", "3010"]));
    let mut threes = words.windows(3);
    let is_told = threes
        .any(|three| matches!(three, ["reboot" | "restart", "is", need] if NEEDS.contains(need)));
    let mut clauses = lower.split([':', ',', ';', '.', '!', '(', ')']);
    let is_asked = is_told || clauses.any(|clause| is_demand(&words_of(clause)));
    !is_doubted && (has_ended || is_asked && !has_one_of(&OTHERS))
}

/// The words of a text.
fn words_of(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

/// `Reboot required`, `a system restart is necessary`, `you must restart your system`, `the machine must be restarted`, `Installation
/// requires a system restart`: whether a clause asks for the restart of the machine, and says nothing more but what for.
fn is_demand(words: &[&str]) -> bool {
    const FILLERS: [&str; 8] = ["a", "an", "the", "your", "this", "is", "be", "you"];
    let words = words.iter().filter(|word| !FILLERS.contains(word));
    let words: Vec<&str> = words.copied().collect();
    let restarts = |word: &str| RESTARTS.contains(&word);
    let is_machine = |word: &str| MACHINES.contains(&word);
    let needs = |word: &str| NEEDS.contains(&word);
    let behind = match words.as_slice() {
        [restart, need, behind @ ..] if restarts(restart) && needs(need) => behind,
        [machine, restart, need, behind @ ..]
            if is_machine(machine) && restarts(restart) && needs(need) =>
        {
            behind
        }
        ["must" | "please", restart, machine, behind @ ..]
            if restarts(restart) && is_machine(machine) =>
        {
            behind
        }
        [machine, "must", restart, behind @ ..] if is_machine(machine) && restarts(restart) => {
            behind
        }
        [.., "requires", machine, restart] if is_machine(machine) && restarts(restart) => &[],
        _ => return false,
    };
    behind
        .first()
        .is_none_or(|word| ["to", "by", "before"].contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_is_asked_for_without_a_doubt() {
        for (text, expected) in [
            ("Reboot is  needed.", true),
            ("A restart is required to complete the installation.", true),
            ("hinges.exe exited with 3010, restart needed", true),
            ("Exit code: 3010", true),
            ("OpenGates: Reboot required by deferred action.", true),
            ("REBOOT IS NECESSARY.", true),
            ("restart required to finish the update of the hinges", true),
            ("The machine must be restarted", true),
            ("please reboot the computer to complete the setup", true),
            ("Installation requires a system restart.", true),
            ("You must restart your system.", true),
            ("RebootRequired: True", false),
            ("Deleting value RebootRequired=1", false),
            ("REBOOTREQUIRED=1 was unset", false),
            ("REBOOT REQUIRED flag was removed", false),
            ("Property RESTART REQUIRED was cleared", false),
            ("Reset RebootRequired = 1 to default", false),
            ("RestartNeeded=False", false),
            ("restart required: none", false),
            ("restart required: n/a", false),
            ("Restart needed? N", false),
            ("Is a restart required?", false),
            ("Reboot necessary: disabled", false),
            ("Please restart Outlook on your PC", false),
            ("please restart your system tray", false),
            ("system tray needs to restart", false),
            ("Windows Search needs restart", false),
            ("Windows Update must restart", false),
            ("Windows requires a restart privilege", false),
            (
                "The print spooler must be restarted on this computer",
                false,
            ),
            ("computer browser service must restart", false),
            ("The agent needs a machine restart policy", false),
            ("gates.dll will be deleted at next boot", false),
            ("Flag DELAY_UNTIL_REBOOT skipped", false),
            (
                "REBOOT=ReallySuppress; reboot required prompts hidden",
                false,
            ),
            ("The service must be restarted", false),
            ("the Windows service needs a restart", false),
            ("please restart the gate keeper", false),
            ("Service restart is required", false),
            ("the service starts at next boot", false),
            ("Reboot is  not needed.", false),
            ("No reboot is required.", false),
            ("If a restart is required, the user is asked.", false),
            ("Checking whether a reboot is required", false),
            ("Reboot is required: 0", false),
            ("Port 3010 is open", false),
            ("Restarting the gates", false),
        ] {
            assert_eq!(asks_for_restart(text), expected, "{text}");
        }
    }
}

//! Words with which custom actions ask for a restart of the machine.

/// What makes of a demand something else.
const DOUBTS: [&str; 14] = [
    "no", "not", "without", "if", "whether", "when", "unless", "may", "might", "0", "false",
    "check", "failed", "cannot",
];

/// What a restart is called.
const RESTARTS: [&str; 4] = ["reboot", "rebooted", "restart", "restarted"];

/// What a machine is called, and what is done with machines only.
const MACHINES: [&str; 5] = ["computer", "machine", "pc", "reboot", "rebooted"];

/// What a machine is called, and services of it.
const SYSTEMS: [&str; 2] = ["system", "windows"];

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

/// `A restart is required to complete the installation.`, `You must restart your system`, `RebootRequired: True`,
/// `gates.dll will be replaced at next boot`, `vc_redist.x64.exe exited with 3010`, and not `Reboot is  not needed.`, `If a reboot is
/// required, ...`, or `The service must be restarted`.
pub(super) fn asks_for_restart(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has_one_of = |some: &[&str]| words.iter().any(|word| some.contains(word));
    let is_doubted = has_one_of(&DOUBTS) || words.iter().any(|word| word.starts_with("check"));
    let is_of_others = has_one_of(&OTHERS) && !has_one_of(&MACHINES);
    let has_ended = words
        .windows(2)
        .any(|pair| matches!(pair, ["with" | "code" | "returned" | "exitcode", "3010"]));
    let is_told = is_needed(&words)
        || waits_for_restart(&words)
        || demands(&words) && (has_one_of(&MACHINES) || has_one_of(&SYSTEMS));
    !is_doubted && (has_ended || is_told && !is_of_others)
}

/// `A restart is required`, `Reboot necessary`, `RebootRequired: True`.
fn is_needed(words: &[&str]) -> bool {
    let is_needed = |word: &str| matches!(word, "needed" | "required" | "necessary");
    words.iter().enumerate().any(|(at, word)| {
        let behind = &words[at + 1..];
        match (*word, behind) {
            ("rebootrequired" | "restartrequired", [value, ..]) => {
                matches!(*value, "true" | "1" | "yes")
            }
            (restart, ["is", word, ..] | [word, ..]) => {
                RESTARTS.contains(&restart) && is_needed(word)
            }
            _ => false,
        }
    })
}

/// `must be restarted`, `requires a system restart`, `please reboot`.
fn demands(words: &[&str]) -> bool {
    const VERBS: [&str; 6] = ["must", "need", "needs", "please", "require", "requires"];
    const FARTHEST: usize = 4;
    words.iter().enumerate().any(|(at, word)| {
        let mut near = words[at + 1..].iter().take(FARTHEST);
        VERBS.contains(word) && near.any(|word| RESTARTS.contains(word))
    })
}

/// `will be replaced at next boot`, `MOVEFILE_DELAY_UNTIL_REBOOT`: files wait for the restart.
fn waits_for_restart(words: &[&str]) -> bool {
    const WAITING: [&str; 4] = ["deleted", "removed", "renamed", "replaced"];
    let waits = || words.iter().any(|word| WAITING.contains(word));
    let is_next = |pair: &[&str]| matches!(pair, ["next", "boot" | "reboot" | "restart"]);
    words.windows(2).any(is_next) && waits()
        || words
            .windows(3)
            .any(|three| *three == ["delay", "until", "reboot"])
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
            ("Reboot required by deferred action.", true),
            ("REBOOT IS NECESSARY.", true),
            ("restart required to finish the update of the hinges", true),
            ("The machine must be restarted", true),
            ("please reboot the computer to complete the setup", true),
            ("the hinge needs a reboot", true),
            ("RebootRequired: True", true),
            ("Installation requires a system restart.", true),
            ("You must restart your system for the changes", true),
            ("gates.dll will be replaced at next boot", true),
            ("MoveFileEx(gates.dll, MOVEFILE_DELAY_UNTIL_REBOOT)", true),
            ("RebootRequired: False", false),
            ("RestartNeeded=False", false),
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

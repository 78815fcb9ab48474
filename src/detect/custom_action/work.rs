//! What a result means, and what is to be done about it, where it is known what a custom action works on: the same
//! "not found" is a missing file to one, and a missing firewall rule to another.
//!
//! Sources: the names and numbers of the WiX toolset,
//! <https://github.com/wixtoolset/wix/tree/main/src/ext> and
//! <https://github.com/wixtoolset/wix/blob/main/src/libs/wcautil/WixToolset.WcaUtil/custommsierrors.h>; for what the results
//! mean the page or the report at each.

use std::ops::RangeInclusive;

use super::commands::{runs, words};
use super::works::WORKS;
use crate::catalog::{self, Code, Space};
use crate::detect::message::arguments::without_name;
use crate::trace::is_script_runner;

/// Something that custom actions work on.
#[derive(Debug)]
pub(in crate::detect) struct Work {
    /// What stands in the names of the custom actions and functions that do such work: `FirewallExceptions` in
    /// `WixExecFirewallExceptionsInstall`, whatever the version of WiX puts before and behind it.
    pub(super) names: &'static [&'static str],
    /// What stands in messages of packages about such work, in small letters.
    pub(super) words: &'static [&'static str],
    /// The programs of Windows that do such work, in small letters without their ending, each with a word that it is told where
    /// it does other work too: `netsh advfirewall`.
    pub(super) programs: &'static [&'static str],
    /// The numbers of the messages of WiX about it; 0 where WiX has none.
    pub(super) numbers: RangeInclusive<u32>,
    /// The results that mean something of their own here.
    pub(super) results: &'static [Special],
    /// What to do about any other result; empty where that is not known.
    pub(in crate::detect) general: &'static str,
}

/// Results that mean something of their own to some work.
#[derive(Debug)]
pub(in crate::detect) struct Special {
    pub(super) results: &'static [u32],
    /// What they mean, in the middle of a sentence; empty where they mean what they always do.
    pub(super) meaning: &'static str,
    /// What to do about them.
    pub(in crate::detect) remedy: &'static str,
}

impl Special {
    /// What one of its results means, in the middle of a sentence.
    pub(in crate::detect) fn meaning_of(&self, result: u32) -> &'static str {
        if !self.meaning.is_empty() {
            return self.meaning;
        }
        let known = catalog::meaning_of_result(result);
        known.map_or("", |known| without_name(known.meaning))
    }
}

/// What programs read, too: of what they read, the list of counters is no cause.
pub(super) const COUNTER: &str = "performance counter";

/// Whether a text in small letters tells of counters that are put into the list of Windows, or taken out of it.
fn is_of_list_of_counters(text: &str) -> bool {
    const VERBS: [&str; 5] = ["install", "load", "regist", "lodctr", "damaged"];
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let verb = word.strip_prefix("un").unwrap_or(word);
        let is_program = word.starts_with("installer") || word == "installation";
        !is_program && VERBS.iter().any(|begin| verb.starts_with(begin))
    })
}

impl Work {
    /// What a custom action works on, from its name and from that of the function that wrote the line, each empty where it
    /// is not known, or from the number of a message of WiX.
    pub(in crate::detect) fn of(
        action: &str,
        function: &str,
        number: Option<u32>,
    ) -> Option<&'static Self> {
        let mut works = WORKS.iter();
        works.find(|work| {
            let names_it = |name: &str| work.names.iter().any(|part| name.contains(part));
            // Packages may give such a number to a message of their own, which another action then reports.
            let may_be_wix = action.is_empty() || is_script_runner(action);
            names_it(action)
                || names_it(function)
                || (may_be_wix && number.is_some_and(|number| work.numbers.contains(&number)))
        })
    }

    /// What the message of a package is about, by words that it has: `Setup was unable to compile the file Gates.mof`.
    pub(in crate::detect) fn of_words(text: &str) -> Option<&'static Self> {
        let text = text.to_ascii_lowercase();
        let is_whole = |end: usize| {
            let next = text[end..].chars().next();
            next.is_none_or(|next| next == 's' || !next.is_alphanumeric())
        };
        let has = |word: &str| {
            let mut found = text.match_indices(word);
            found.any(|(at, word)| is_whole(at + word.len()))
        };
        let mut works = WORKS.iter();
        let is_about = |word: &str| has(word) && (word != COUNTER || is_of_list_of_counters(&text));
        works.find(|work| work.words.iter().any(|word| is_about(word)))
    }

    /// What a command works on, by the program that it runs: `netsh advfirewall firewall add rule name=Gates`.
    pub(in crate::detect) fn of_command(command: &str) -> Option<&'static Self> {
        let lower = command.to_ascii_lowercase();
        let does = |program: &str| {
            let (name, told) = program.split_once(' ').unwrap_or((program, ""));
            runs(&lower, name) && (told.is_empty() || words(&lower).any(|word| word == told))
        };
        let mut works = WORKS.iter();
        works.find(|work| work.programs.iter().any(|program| does(program)))
    }

    /// What a result means here and nowhere else.
    pub(in crate::detect) fn special(&self, result: u32) -> Option<&'static Special> {
        let mut all = self.results.iter();
        all.find(|special| special.results.contains(&result))
    }

    /// The message of WiX with a number, if it is about this work.
    pub(in crate::detect) fn message(&self, number: u32) -> Option<&'static Code> {
        let is_about_it = self.numbers.contains(&number);
        is_about_it.then(|| catalog::code(Space::Wix, number))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_of_wix_are_about_some_work() {
        for code in catalog::codes(Space::Wix) {
            let of_all = |work: &&Work| work.message(code.number).is_some();
            let works = WORKS.iter().filter(of_all).count();
            // 27000 is about the host of managed code, which works on nothing of its own.
            assert_eq!(works, usize::from(code.number != 27000), "{}", code.number);
        }
    }

    #[test]
    fn work_is_known_by_the_names_of_any_version_of_wix() {
        let firewall = Some(25580);
        for (action, function, number, about) in [
            ("WixExecFirewallExceptionsInstall", "", None, firewall),
            ("Wix4ExecFirewallExceptionsInstall_X64", "", None, firewall),
            ("OpenGates", "ExecFirewallExceptions", None, firewall),
            ("ExecXmlFile", "", Some(25531), Some(25530)),
            ("Wix4CreateDatabase_X86", "", None, Some(26201)),
            ("ConfigureIIs", "ConfigureIIs7Exec", None, Some(26001)),
            ("", "", Some(26402), Some(26401)),
            ("InstallFinalize", "", Some(26402), Some(26401)),
            // A message of the package's own that has the number of one of WiX.
            ("OpenGates", "", Some(26402), None),
            ("RegisterUser", "", None, None),
        ] {
            let found = Work::of(action, function, number);
            assert_eq!(
                found.map(|work| *work.numbers.start()),
                about,
                "{action} {function} {number:?}"
            );
        }
    }

    #[test]
    fn work_is_known_by_the_words_of_a_message_and_by_the_program_of_a_command() {
        let (counters, iis, firewall) = (Some("PerfCounter"), Some("IIs"), Some("Firewall"));
        for (text, about) in [
            (
                "The file C:\\Gates\\Keeper.MOF was not compiled",
                Some("Wmi"),
            ),
            ("Could not make the WMI namespace Gates", Some("Wmi")),
            ("The performance counters are damaged", counters),
            ("The performance counters were not unloaded", counters),
            (
                "Failed to query performance counter of the clock: 0x80070057",
                None,
            ),
            ("The installer could not read a performance counter", None),
            ("The gate keeper.mofa was not found", None),
        ] {
            let found = Work::of_words(text);
            assert_eq!(
                found.and_then(|work| work.names.first().copied()),
                about,
                "{text}"
            );
        }
        for (command, about) in [
            (
                "\"C:\\Windows\\System32\\inetsrv\\appcmd.exe\" add site /name:Gates",
                iis,
            ),
            (
                "netsh.exe advfirewall firewall add rule name=Gates",
                firewall,
            ),
            (
                "netsh http add urlacl url=http://+:9000/",
                Some("HttpUrlReservation"),
            ),
            ("netsh interface show interface", None),
            ("\"C:\\Windows\\System32\\LODCTR.EXE\" gates.ini", counters),
            ("gates.exe /open", None),
        ] {
            let found = Work::of_command(command);
            assert_eq!(
                found.and_then(|work| work.names.first().copied()),
                about,
                "{command}"
            );
        }
    }

    #[test]
    fn each_result_has_a_meaning_in_each_work() {
        for special in WORKS.iter().flat_map(|work| work.results) {
            for result in special.results {
                assert!(!special.meaning_of(*result).is_empty(), "{result:08X}");
            }
        }
    }
}

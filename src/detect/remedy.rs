//! What to do about a cause: what its rule advises, with what is to be done about the code beside it, for what was
//! meant to happen.

use super::case::Case;
use super::message::arguments;
use super::once_more;
use super::prose::{lower_first, sentence};
use super::rule::{Check, Rule};

impl Case<'_> {
    /// What to do, from what the rule says of this very case, where it does.
    pub(super) fn remedy(&self, rule: &Rule, of_case: Option<String>) -> String {
        let advice = of_case.unwrap_or_else(|| self.advice_of(rule));
        let advice = self.with_named_log(
            self.for_its_operation(self.for_its_rights(self.for_its_service(advice))),
        );
        match self.way_out(rule) {
            Some(way_out) => format!("{advice} {way_out}"),
            None => advice,
        }
    }

    /// Advice with the log to read first that the custom action names, as it says more than this one.
    fn with_named_log(&self, advice: String) -> String {
        match &self.named_log {
            Some(log) if !advice.contains(log) => {
                format!("Read {log}, which the custom action names. {advice}")
            }
            _ => advice,
        }
    }

    /// Advice with a command for a service, which the message names.
    fn for_its_service(&self, advice: String) -> String {
        match self.argument("service name") {
            Some(name) if name.contains(' ') => advice.replace(SERVICE, &format!("\"{name}\"")),
            Some(name) => advice.replace(SERVICE, name),
            None => advice,
        }
    }

    /// Advice to run elevated what ran elevated already sends the reader round in a circle.
    fn for_its_rights(&self, advice: String) -> String {
        if self.is_elevated() {
            elevated_already(&advice)
        } else {
            advice
        }
    }

    /// Advice that ends with what to do once more, for the operation of the session.
    fn for_its_operation(&self, advice: String) -> String {
        let outermost = self.trace.packages_of(self.session).first().copied();
        match outermost.map(|id| self.trace.operation(id)) {
            Some(operation) => once_more::of_operation(&advice, operation),
            None => advice,
        }
    }

    /// What a rule advises, with what is to be done about the system error that the message states. A rule that knows
    /// no more than the kind of the cause leaves it to the message.
    fn advice_of(&self, rule: &Rule) -> String {
        if matches!(rule.check, Check::Fallback) {
            return self.advice();
        }
        match arguments::system_remedy(&self.arguments()) {
            Some(remedy) if arguments::is_news(remedy, rule.advice) => {
                format!("{} {}", rule.advice, sentence(remedy))
            }
            _ => rule.advice.to_owned(),
        }
    }
}

/// What stands for the name of the service in advice.
const SERVICE: &str = "<service>";

/// Advice without what asks for an elevated install.
fn elevated_already(advice: &str) -> String {
    // A remedy may stand behind its cause: `A refused key: run it elevated`.
    let alone = ELEVATED_ALREADY
        .iter()
        .map(|(asked, instead)| ((*asked).to_owned(), (*instead).to_owned()));
    let within = ELEVATED_ALREADY
        .iter()
        .filter(|(asked, _)| asked.starts_with("Run it "))
        .map(|(asked, instead)| (lower_first(asked), lower_first(instead)));
    let forms = alone.chain(within);
    let mut fitting = forms.filter(|(asked, _)| advice.contains(asked.as_str()));
    match fitting.next() {
        Some((asked, instead)) => advice.replace(&asked, &instead),
        None => advice.to_owned(),
    }
}

/// What remedies of codes ask for, and what is left of it where the install ran elevated. The first that fits counts.
const ELEVATED_ALREADY: [(&str, &str); 16] = [
    ("Run it elevated and ", "It ran elevated already: "),
    ("Run it elevated, and ", "It ran elevated already: "),
    ("Run it elevated, or ", "It ran elevated already: "),
    ("Run it elevated.", NOTHING_LEFT),
    ("Install elevated; else ", "It ran elevated already: "),
    ("Install elevated.", NOTHING_LEFT),
    ("Remove it elevated.", NOTHING_LEFT),
    (", then install elevated", ""),
    (" and run the install elevated", ""),
    (", or run the install elevated", ""),
    (", or run it elevated", ""),
    (" run the patch elevated, or", " or"),
    (", elevated and with ", ", with "),
    (" with the rights of an administrator", ""),
    (
        ", then start it from an elevated prompt and not from the Explorer",
        ", then install again",
    ),
    (
        ", or start the install from a prompt that is elevated already",
        "",
    ),
];

const NOTHING_LEFT: &str = "It ran elevated already: look what else refuses it (the rights of the account of the action, a policy, security \
     software).";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{self, Space};
    use crate::detect::rules::{folder_access_denied, installer_folder_refused};

    /// Remedies that ask for work beside the install, which needs rights of its own, and the one of a rule that knows better.
    const OF_THEIR_OWN: [&str; 2] = ["from an elevated prompt", "Run the removal elevated"];

    #[test]
    fn no_remedy_asks_an_elevated_install_to_elevate() {
        let mut used = [false; ELEVATED_ALREADY.len()];
        let codes = Space::ALL.into_iter().flat_map(catalog::codes);
        let remedies = codes.map(|code| code.remedy).filter(|remedy| {
            remedy.contains("elevated") && !OF_THEIR_OWN.iter().any(|own| remedy.contains(own))
        });
        let of_rules = [
            folder_access_denied::RULE.advice,
            installer_folder_refused::RULE.advice,
        ];
        for remedy in remedies.chain(of_rules) {
            let asked = sentence(remedy);
            let told = elevated_already(&asked);
            let rest = told.replace("It ran elevated already", "");
            let asks = ["elevated", "administrator"].map(|word| rest.contains(word));
            assert_eq!(asks, [false; 2], "{asked}\n{told}");
            for (used, (row, _)) in used.iter_mut().zip(ELEVATED_ALREADY) {
                *used |= asked.contains(row);
            }
        }
        assert!(used.iter().all(|used| *used), "{used:?}");
    }
}

//! What to do about a cause: what its rule advises, with what is to be done about the code beside it, for what was
//! meant to happen.

use super::case::Case;
use super::prose::sentence;
use super::rule::{Check, Rule};
use super::words;
use crate::trace::Operation;

impl Case<'_> {
    /// What to do, from what the rule says of this very case, where it does.
    pub(super) fn remedy(&self, rule: &Rule, of_case: Option<String>) -> String {
        let advice = of_case.unwrap_or_else(|| self.advice_of(rule));
        self.for_its_operation(self.for_its_rights(advice))
    }

    /// Advice to run elevated what ran elevated already sends the reader round in a circle.
    fn for_its_rights(&self, mut advice: String) -> String {
        if self.is_elevated() {
            for (asked, instead) in ELEVATED_ALREADY {
                advice = advice.replace(asked, instead);
            }
        }
        advice
    }

    /// Advice that ends with what to do once more: who removes a product is not asked to install it.
    fn for_its_operation(&self, advice: String) -> String {
        let outermost = self.trace.packages_of(self.session).first().copied();
        match outermost.map(|id| self.trace.operation(id)) {
            Some(Operation::Uninstall) => {
                advice.replace("install again", "start the removal again")
            }
            Some(Operation::Repair) => advice.replace("install again", "start the repair again"),
            _ => advice,
        }
    }

    /// What a rule advises, with what is to be done about the system error that the message states. A rule that knows
    /// no more than the kind of the cause leaves it to the message.
    fn advice_of(&self, rule: &Rule) -> String {
        if matches!(rule.check, Check::Fallback) {
            return self.advice();
        }
        match words::system_remedy(&self.arguments()) {
            Some(remedy) if words::is_news(remedy, rule.advice) => {
                format!("{} {}", rule.advice, sentence(remedy))
            }
            _ => rule.advice.to_owned(),
        }
    }
}

/// What remedies of codes ask for, and what is left of it where the install ran elevated.
const ELEVATED_ALREADY: [(&str, &str); 6] = [
    ("Run it elevated and ", "It ran elevated already: "),
    ("Run it elevated, and ", "It ran elevated already: "),
    ("Run it elevated.", NOTHING_LEFT),
    ("Install elevated; else ", "It ran elevated already: "),
    ("Install elevated.", NOTHING_LEFT),
    ("Run the removal elevated.", NOTHING_LEFT),
];

const NOTHING_LEFT: &str = "It ran elevated already: look whether the action runs as the user, and what else refuses it (rights, a policy, security \
     software).";

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
        self.for_its_operation(of_case.unwrap_or_else(|| self.advice_of(rule)))
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
        match self.remedy_of_system() {
            Some(remedy) if words::is_news(remedy, rule.advice) => {
                format!("{} {}", rule.advice, sentence(remedy))
            }
            _ => rule.advice.to_owned(),
        }
    }

    /// What to do about the system error that the message states, in an engine with or without elevated rights.
    fn remedy_of_system(&self) -> Option<&'static str> {
        const DENIED: &str = "5";
        let arguments = self.arguments();
        let is_denied = arguments.get("system error code") == Some(&DENIED);
        if is_denied && self.is_elevated() {
            return Some("It ran elevated already: give SYSTEM and Administrators full control");
        }
        words::system_remedy(&arguments)
    }
}

//! What to do about a product that its own package keeps from being removed.

use super::case::Case;
use super::headline::is_inner;
use super::rule::Rule;
use super::rules::{
    cause_not_in_log, custom_action_failed, library_not_run, managed_exception, powershell_failed,
    program_failed, program_not_started, quiet_execution_failed, script_failed,
};
use crate::catalog;
use crate::trace::{FaultKind, Operation, Outcome};

/// The rules whose cause lies in an action of the package, so that who has to remove the product cannot mend it. One of them knows
/// no more than the action, which may be one of Windows Installer.
const OF_PACKAGE: [&str; 9] = [
    custom_action_failed::RULE.code,
    script_failed::RULE.code,
    program_not_started::RULE.code,
    program_failed::RULE.code,
    library_not_run::RULE.code,
    quiet_execution_failed::RULE.code,
    managed_exception::RULE.code,
    powershell_failed::RULE.code,
    cause_not_in_log::RULE.code,
];

/// Words of what is not to be left behind without a registration that tells whose it is, and of a lock that is meant to hold.
const NOT_TO_BE_PASSED: [&str; 4] = ["service", "driver", "dpinst", "password"];

/// The way out for who must be rid of the product.
///
/// Source: <https://support.microsoft.com/topic/fix-problems-that-block-programs-from-being-installed-or-removed-cca7d1b6-65a9-3d98-426b-e9f927e1eb4d>.
const WAY_OUT: &str = "The product stays installed. Where it must go before that is mended, and its vendor has no tool that removes it, Microsoft's \
     troubleshooter for programs that cannot be removed takes the registration away and leaves the files.";

impl Case<'_> {
    /// What to do, too, where a removal failed by an action of the package itself.
    pub(super) fn way_out(&self, rule: &Rule) -> Option<&'static str> {
        let outermost = self.trace.packages_of(self.session).first().copied();
        let is_removal =
            outermost.is_some_and(|id| self.trace.operation(id) == Operation::Uninstall);
        let has_failed = self.trace.session_verdict(self.session).outcome == Outcome::Failed;
        let is_inner = self.engine().is_some_and(|(_, run)| is_inner(run));
        let action = self.action()?;
        let is_custom = catalog::standard_action(action).is_none();
        let is_of_package = is_custom && OF_PACKAGE.contains(&rule.code);
        // A package that tells the user why it may not be removed means that.
        let is_refused = self.fault() == Some(&FaultKind::ProductText);
        let may_be_passed = !is_refused && !self.is_not_to_be_passed();
        (is_removal && has_failed && !is_inner && is_of_package && may_be_passed).then_some(WAY_OUT)
    }

    /// Whether the action, or what it said, was about something that the way out must not pass.
    fn is_not_to_be_passed(&self) -> bool {
        let action = self.action().unwrap_or_default().to_ascii_lowercase();
        let said = self.said.to_ascii_lowercase();
        NOT_TO_BE_PASSED
            .iter()
            .any(|word| action.contains(word) || said.contains(word))
    }
}

//! What advice ends with: to install again, for who wants to remove or to repair, or has the product already.

use crate::trace::Operation;

/// What the advice of causes ends with, since most causes are those of an install.
const INSTALL_AGAIN: &str = "install again";

/// Advice for what was meant to happen: who removes a product is not asked to install it.
pub(super) fn of_operation(advice: &str, operation: Operation) -> String {
    let again = match operation {
        Operation::Uninstall => "start the removal again",
        Operation::Repair => "start the repair again",
        _ => INSTALL_AGAIN,
    };
    advice.replace(INSTALL_AGAIN, again)
}

/// Advice for a product that is there and lacks something, which a repair brings.
pub(super) fn as_repair(advice: &str) -> String {
    // What a package needs before it comes too late, and the repair finds it.
    let advice = advice.replace("before the package", "then repair the product");
    advice.replace(INSTALL_AGAIN, "repair the product")
}

/// Advice without the last step, for a product that needs no second try.
pub(super) fn left_out(advice: &str) -> String {
    let joined = [", then ", " and "].map(|joint| format!("{joint}{INSTALL_AGAIN}"));
    joined
        .iter()
        .fold(advice.to_owned(), |advice, step| advice.replace(step, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_is_that_of_what_was_meant() {
        const ASKED: &str = "Start the spooler, then install again.";
        for (operation, told) in [
            (Operation::Install, ASKED),
            (
                Operation::Uninstall,
                "Start the spooler, then start the removal again.",
            ),
            (
                Operation::Repair,
                "Start the spooler, then start the repair again.",
            ),
        ] {
            assert_eq!(of_operation(ASKED, operation), told);
        }
        assert_eq!(
            as_repair(ASKED),
            "Start the spooler, then repair the product."
        );
        assert_eq!(left_out(ASKED), "Start the spooler.");
        assert_eq!(left_out("Restart and install again."), "Restart.");
    }
}

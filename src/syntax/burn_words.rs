//! The words of the bundle engine: which number a message has whose number is missing, and whether a number and a text
//! belong together.
//!
//! Source: <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/engine.mc>,
//! <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/engine.mc>, which number the messages, and the texts without
//! a number in the sources beside them.

use crate::event::Level::{self, Error, Info, Warning};

/// A message: its level, its number, and what it consists of, with a star where any text stands. What follows the last
/// word does not count.
type Words = (Level, u16, &'static str);

/// Messages that nothing else writes: one of them shows that a log is a bundle's. Those that begin alike stand with the
/// longest first.
const TELLING: &[Words] = &[
    (Info, 1, "Burn *v*, Windows v*, path: *"),
    (Info, 7, "Exit code: 0x*, restarting: *"),
    (Info, 10, "Launching elevated engine process."),
    (Info, 11, "Launched elevated engine process."),
    (Info, 12, "Connected to elevated engine."),
    (Info, 52, "Condition '*' evaluates to *"),
    (Error, 53, "Bundle global condition check didn't succeed*"),
    (Error, 54, "Failed to resolve source for *, error: 0x*"),
    (Error, 56, "Application canceled operation: *, error: 0x*"),
    (Info, 100, "Detect begin, * packages*"),
    (Info, 104, "Detected package: *, feature: *, state: *"),
    (Info, 105, "Detected package: * target: *, state: *"),
    (Info, 101, "Detected package: *, state: *, cached: *"),
    (Info, 102, "Detected related bundle: *, type: *, scope: *"),
    (
        Info,
        103,
        "Detected related package: *, scope: *, version: *",
    ),
    (Info, 107, "Detected forward compatible bundle: *, type: *"),
    (Error, 151, "Detect failed for package: *, error: 0x*"),
    (Info, 199, "Detect complete, result: 0x*"),
    (Info, 200, "Plan begin, * packages, action: *"),
    (Info, 200, "Plan * packages, action: *"),
    (Info, 201, "Planned package: *, execute: *"),
    (Info, 203, "Planned feature: *, execute action: *"),
    (Info, 207, "Planned related bundle: *, default requested: *"),
    (Warning, 210, "Plan skipped due to remaining dependents:"),
    (Info, 214, "Plan skipped related bundle: *"),
    (
        Warning,
        224,
        "Plan skipped due to related bundle of plan type *",
    ),
    (Info, 299, "Plan complete, result: 0x*"),
    (Info, 301, "Applying execute package: *, action: *, path: *"),
    (
        Info,
        301,
        "Applying rollback package: *, action: *, path: *",
    ),
    (Info, 302, "Acquired payload: * to working path: *"),
    (Info, 304, "Verified existing payload: * at path: *"),
    (Info, 305, "Verified acquired payload: * at path: *"),
    (Info, 306, "Applying package: *, target: *, action: *"),
    (Info, 301, "Applying package: *, action: *, path: *"),
    (
        Error,
        310,
        "Failed to verify payload: * at path: *, error: 0x*",
    ),
    (
        Warning,
        309,
        "Skipping apply of package: * due to cache error: 0x*",
    ),
    (
        Error,
        311,
        "Failed to acquire container: * to working path: *, error: 0x*",
    ),
    (
        Error,
        312,
        "Failed to extract payloads from container: * to working path: *, error: 0x*",
    ),
    (
        Error,
        313,
        "Failed to acquire payload: * to working path: *, error: 0x*",
    ),
    (
        Error,
        314,
        "Failed to cache payload: * from working path: *, error: 0x*",
    ),
    (
        Error,
        315,
        "Failed to layout bundle: * to layout directory: *, error: 0x*",
    ),
    (
        Error,
        316,
        "Failed to layout container: * to layout directory: *, error: 0x*",
    ),
    (
        Error,
        317,
        "Failed to layout payload: * to layout directory: *, error: 0x*",
    ),
    (
        Info,
        318,
        "Skipped rollback of package: *, action: *, already: *",
    ),
    (Info, 319, "Applied execute package: *, result: 0x*"),
    (Info, 319, "Applied rollback package: *, result: 0x*"),
    (Info, 319, "Applied package: *, result: 0x*"),
    (
        Info,
        320,
        "Registering bundle dependency provider: *, version: *",
    ),
    (Warning, 321, "Skipping dependency registration on *"),
    (
        Warning,
        322,
        "Skipping cross-scope dependency registration on package: *",
    ),
    (
        Info,
        323,
        "Registering package dependency provider: *, version: *, package: *",
    ),
    (
        Info,
        325,
        "Registering dependency: * on package provider: *",
    ),
    (Info, 326, "Removed dependency: * on package provider: *"),
    (
        Warning,
        327,
        "Will not uninstall package: *, found dependents:*",
    ),
    (Warning, 328, "Found dependent: *, name: *"),
    (Info, 329, "Removed package dependency provider: *"),
    (Info, 330, "Removed bundle dependency provider: *"),
    (Info, 335, "Acquiring bundle payload: *, * from: *"),
    (Info, 336, "Acquiring container: *, * from: *"),
    (Error, 337, "Failed to prepare package: *, error: 0x*"),
    (Info, 338, "Acquiring package: *, payload: *, * from: *"),
    (
        Error,
        339,
        "Failed to verify container: * at path: *, error: 0x*",
    ),
    (
        Warning,
        340,
        "Prompt for source of bundle payload: *, path: *",
    ),
    (
        Warning,
        342,
        "Prompt for source of container: *, payload: *, path: *",
    ),
    (Warning, 341, "Prompt for source of container: *, path: *"),
    (
        Warning,
        343,
        "Prompt for source of package: *, payload: *, path: *",
    ),
    (
        Warning,
        348,
        "Application requested retry of package: *, encountered error: 0x*",
    ),
    (
        Warning,
        348,
        "Application requested retry of executing package: *, encountered error: 0x*",
    ),
    (
        Error,
        349,
        "Application requested retry of payload: *, encountered error: 0x*",
    ),
    (
        Warning,
        349,
        "Application requested retry of caching payload: *, encountered error: 0x*",
    ),
    (
        Warning,
        350,
        "Applied non-vital package: *, encountered error: 0x*",
    ),
    (
        Warning,
        350,
        "Applying non-vital package: *, encountered error: 0x*",
    ),
    (Info, 351, "Removing cached package: *, from path: *"),
    (Info, 352, "Removing cached bundle: *, from path: *"),
    (
        Info,
        366,
        "The process for package: * exited with code: 0x*",
    ),
    (Info, 370, "Session begin, registration key: *"),
    (Info, 371, "Updating session, registration key: *"),
    (Info, 372, "Session end, registration key: *"),
    (Info, 384, "Starting a new MSI transaction, id: *"),
    (Info, 385, "Committing MSI transaction, id: *"),
    (Warning, 386, "Rolling back MSI transaction, id: *"),
    (
        Error,
        383,
        "Windows Installer rollback is disabled on this computer. *",
    ),
    (
        Error,
        387,
        "Illegal state: Reboot requested within an MSI transaction, id: *",
    ),
    (Info, 399, "Apply complete, result: 0x*, restart: *"),
    (Info, 399, "Apply complete, result: 0x* restart: *"),
    (Info, 399, "Apply complete, result: 0x*"),
    (
        Info,
        400,
        "Received system request to shut down the process: *",
    ),
    (
        Info,
        0,
        "A newer version of this product is installed but downgrade failure has been suppressed*",
    ),
    (
        Info,
        0,
        "Bundle downgrade was attempted but downgrade failure has been suppressed*",
    ),
    (
        Error,
        0,
        "Error 0x*: Bundle condition evaluated to false: *",
    ),
    // The facility of the engine.
    (Error, 0, "Error 0x81f4*: *"),
    (Error, 0, "Error 0x*: Failed * payload*"),
    (Error, 0, "Error 0x*: Failed * container*"),
    (Error, 0, "Error 0x*: Failed * related bundle*"),
    (Error, 0, "Error 0x*: Failed to register bundle*"),
    (Error, 0, "Error 0x*: Failed to cache bundle*"),
    (Error, 0, "Error 0x*: Failed to elevate*"),
    (Error, 0, "Error 0x*: Failed to install MSI package*"),
    (Error, 0, "Error 0x*: Failed to execute * package.*"),
    (Error, 0, "Error 0x*: Failed to configure per-* package*"),
    (Error, 0, "Error 0x*: Failed attempt to download URL: *"),
    (
        Error,
        0,
        "Error 0x*: Hash mismatch for path: *, expected: *, actual: *",
    ),
    (
        Error,
        0,
        "Error 0x*: Cannot install a product when a newer version is installed*",
    ),
    (Error, 0, "Error 0x*: Failed to write message type to pipe*"),
    (Error, 0, "Error 0x*: Failed to send embedded *"),
    (Error, 0, "Error 0x*: Failed to * UX.*"),
    (Error, 0, "Error 0x*: Failed to * BA.*"),
    (Info, 0, "Initializing * variable '*' to value *"),
    (
        Info,
        0,
        "Loading prerequisite bootstrapper application because *, error: 0x*",
    ),
    (Info, 0, "MUX:  *"),
    (Info, 0, "Setting * variable '*' to value *"),
];

/// Messages that other programs may write in the same words. They count below one that is certain, or with their number.
const PLAIN: &[Words] = &[
    (Error, 0, "Error 0x*: *"),
    (
        Info,
        3,
        "This bundle is being run by a related bundle as type '*'",
    ),
    (Info, 9, "Command Line: '*'"),
    (Info, 100, "Detect * packages"),
    (Info, 17, "Exit code: 0x*"),
    (Info, 204, "Plan * msi features for package: *"),
    (Warning, 225, "id: *, version: *"),
    (Info, 300, "Apply begin"),
    (
        Warning,
        308,
        "Automatic updates could not be paused due to error: 0x*",
    ),
    (Info, 358, "Pausing automatic updates."),
    (Info, 359, "Paused automatic updates."),
    (Info, 360, "Creating a system restore point."),
    (Info, 361, "Created a system restore point."),
    (Info, 362, "System restore disabled, *"),
    (
        Warning,
        363,
        "Could not create system restore point, error: 0x*",
    ),
    (Info, 373, "Calculating whether to keep registration"),
    (Warning, 380, "Apply skipped, no planned actions"),
    (Info, 410, "Variable: * = *"),
    (Info, 500, "Shutting down, exit code: 0x*"),
    (Info, 502, "Cleanup begin."),
    (Info, 503, "Cleanup not required due to running Apply."),
    (Info, 599, "Cleanup complete, result: 0x*"),
];

/// The level and the number of a text that nothing but a bundle writes.
pub(super) fn telling(text: &str) -> Option<(Level, u16)> {
    among(TELLING, unindented(text))
}

/// The level and the number of a text that bundles write, and others as well.
pub(super) fn plain(text: &str) -> Option<(Level, u16)> {
    among(PLAIN, unindented(text))
}

/// Whether the message of this number has such a text.
pub(super) fn is_message(id: u16, text: &str) -> bool {
    let mut all = TELLING.iter().chain(PLAIN);
    let text = unindented(text);
    all.any(|(_, number, words)| *number == id && has_words(text, words))
}

/// Some messages are indented.
fn unindented(text: &str) -> &str {
    text.trim_start_matches(' ')
}

fn among(all: &[Words], text: &str) -> Option<(Level, u16)> {
    let mut all = all.iter();
    let (level, id, _) = all.find(|(_, _, words)| has_words(text, words))?;
    Some((*level, *id))
}

/// Whether a text consists of these words, with any text where a star stands.
fn has_words(text: &str, words: &str) -> bool {
    // Every line of a text that is no installer's log comes here, and nearly all are told from nearly all words by this.
    if text.as_bytes().first_chunk::<4>() != words.as_bytes().first_chunk::<4>() {
        return false;
    }
    let (first, others) = words.split_once('*').unwrap_or((words, ""));
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    if first == words {
        return rest.trim_end().is_empty();
    }
    others.split('*').all(
        |part| match memchr::memmem::find(rest.as_bytes(), part.as_bytes()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_others() {
        for (text, expected) in [
            (
                "Apply complete, result: 0x80070642, restart: None, ba requested restart:  No",
                Some((Info, 399)),
            ),
            (
                "Detected package: A, state: Absent, cached: None",
                Some((Info, 101)),
            ),
            (
                "Detected package: A, feature: B, state: Absent",
                Some((Info, 104)),
            ),
            (
                "Failed to verify payload: a.msi at path: C:\\a.msi, error: 0x80091007. Deleting file.",
                Some((Error, 310)),
            ),
            (
                "      Planned feature: A, state: Absent, default requested: Local, ba requested: Local, execute action: None",
                Some((Info, 203)),
            ),
            ("Applied update: A, result: 0x0, restart: None", None),
            ("Acquiring package: A", None),
            ("Failed to verify payload: a.msi", None),
        ] {
            assert_eq!(telling(text), expected, "{text}");
        }
        assert_eq!(plain("Apply begin"), Some((Info, 300)));
        assert_eq!(plain("Apply beginning"), None);
    }

    /// Each message is told by its own words, whatever stands in the places of its stars.
    #[test]
    fn each_message_is_found_by_its_words() {
        for (level, id, words) in TELLING.iter().chain(PLAIN) {
            let text = words.replace('*', "x");
            let found = telling(&text).or_else(|| plain(&text));
            assert_eq!(found, Some((*level, *id)), "{text}");
            assert!(is_message(*id, &text), "{text}");
            let opening = words.find('*').unwrap_or(words.len());
            assert!(opening >= 4, "the first four bytes are compared: {words}");
        }
    }
}

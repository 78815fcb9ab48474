//! A package that failed and that no line of the bundle names: what the lines around the errors say of it.

use chrono::Timelike;

use super::package_log;
use super::result::{in_words_or, numbers};
use crate::detect::lines::Lines;
use crate::detect::prose::{one_line, sentence};
use crate::event::{EventKind, TimeOfDay};
use crate::syntax::outcome_in_words;
use crate::text::LineNo;
use crate::trace::{BundleError, is_of_package, is_of_removal};

/// How many lines from an error the one may stand that names the product, where people quote what failed from several logs.
const NEAR: u32 = 40;

/// How many milliseconds a bundle needs at most to learn that its package has ended.
const SOON: u32 = 5_000;

/// What stands in front of the message that a bundle's own program was shown, in what it writes of the end.
const BEFORE_MESSAGE: &str = " Message: ";

/// A package that failed without a name.
#[derive(Debug)]
pub(super) struct UnnamedPackage {
    /// Its product, and where the package's own log names it.
    product: Option<(String, LineNo)>,
    /// What was to be done with it, where an error says so.
    action: &'static str,
    /// The message that the bundle's own program wrote down, and where.
    message: Option<(String, LineNo)>,
}

impl UnnamedPackage {
    /// What the lines around the errors of a package say of it; nothing where the first error is of something else.
    pub(super) fn read(errors: &[(BundleError, String)], lines: &mut Lines<'_>) -> Option<Self> {
        let ((first, _), echoes) = errors
            .split_first()
            .filter(|((_, text), _)| is_of_package(text))?;
        let message = message_in(echoes);
        let product = product_near(first.line, lines);
        let mut texts = errors.iter().map(|(_, text)| text);
        let is_removal = texts.any(|text| is_of_removal(text));
        (message.is_some() || product.is_some()).then_some(Self {
            product,
            action: if is_removal { "uninstall" } else { "" },
            message,
        })
    }

    /// Where it is named, and where the message stands.
    pub(super) fn lines(&self) -> impl Iterator<Item = LineNo> {
        let both = [&self.product, &self.message].into_iter().flatten();
        both.map(|(_, line)| *line)
    }

    /// The line that says why.
    pub(super) fn stated_at(&self) -> Option<LineNo> {
        self.message.as_ref().map(|(_, line)| *line)
    }

    /// Which package failed, and why.
    pub(super) fn headline(&self, code: u32) -> String {
        let package = match &self.product {
            Some((product, _)) => format!("The package of {product} failed"),
            None => {
                "A package of the bundle failed, and the bundle's own program says why".to_owned()
            }
        };
        match &self.message {
            Some((message, _)) => format!("{package}: {message}"),
            None => format!(
                "{package}: {}.",
                in_words_or(
                    code,
                    self.action,
                    "and these lines do not say why",
                    &numbers(code)
                )
            ),
        }
    }

    /// What to do about it, where the result alone tells nothing.
    pub(super) fn advice(&self) -> String {
        if self.message.is_some() {
            "The message is the package's own: put right what it names, then start the bundle again. More may stand in the log of \
             the package, which lies beside that of the bundle."
                .to_owned()
        } else {
            package_log::OF_ITS_OWN.to_owned()
        }
    }
}

/// `Apply has ended. Code: 0x80070643. Message: The gate is locked.`: the message, and where it stands.
fn message_in(echoes: &[(BundleError, String)]) -> Option<(String, LineNo)> {
    echoes.iter().find_map(|(error, text)| {
        let (_, message) = text.split_once(BEFORE_MESSAGE)?;
        let message = message.trim_end_matches(['.', ' ']);
        (!message.is_empty()).then(|| (sentence(&one_line(message)), error.line))
    })
}

/// `MSI (s) (E8:24) [14:53:46:332]: Product: Heron Viewer -- Installation failed.`: the product near an error of a bundle whose
/// work failed in that moment, the last before it by the clock.
fn product_near(error: LineNo, lines: &mut Lines<'_>) -> Option<(String, LineNo)> {
    let at = lines.bundle_event(error, |event| event.origin.bundle()?.at)??;
    // The bundle writes whole seconds.
    let at = TimeOfDay::new(at.hour(), at.minute(), at.second(), 999)?;
    let from = LineNo::new(error.get().saturating_sub(NEAR).max(1));
    let near = lines.between(from, error.plus(NEAR)).into_iter();
    let named = near.filter(|(_, text)| text.contains("]: Product: "));
    let failed = named.filter_map(|(line, _)| {
        let product = lines.event(line, |event| match event.kind {
            EventKind::ProductMessage { product, text } if is_of_failure(text) => {
                let ended = event.origin.engine()?.at?;
                let before = ended.until(at);
                // What is a little later has no time until here either.
                let is_later = before == 0 && ended != at;
                (!is_later && before <= SOON).then(|| (before, product.to_owned()))
            }
            _ => None,
        });
        let (before, product) = product??;
        Some((before, (product, line)))
    });
    failed
        .min_by_key(|(before, _)| *before)
        .map(|(_, found)| found)
}

/// `Installation failed.`, and so of a removal and of a change.
fn is_of_failure(text: &str) -> bool {
    outcome_in_words(text).is_some_and(|number| !number.is_success())
}

//! What the sentences for the event log tell of an update, which is a patch.

use super::Trace;
use super::builder::Builder;
use super::index::{EngineId, NameId, SessionId};
use super::model::EngineRun;
use super::outcome::Outcome;
use super::outer_text::log_in;
use super::package::Operation;
use crate::event::{Event, ExitCode, MessageNumber};
use crate::syntax::update_failed;

/// An update that was to be installed or removed.
#[derive(Clone, Copy, Debug)]
pub struct Update {
    /// Its name, or its code.
    pub name: NameId,
    /// The log that its sentence names.
    pub log: Option<NameId>,
    /// Whether it was to be removed.
    pub(super) removal: bool,
}

impl Update {
    /// What was done with it.
    pub(super) fn operation(self) -> Operation {
        if self.removal {
            Operation::PatchRemoval
        } else {
            Operation::Patch
        }
    }
}

/// `Product: Contoso Ledger - Update 'KB1' could not be installed. Error code 1603. Additional information is available in the log
/// file C:\Logs\ledger.log.`: the result of a session as long as no sentence below it tells another, be it of the product or
/// `Product: Contoso Ledger - Update 'KB1' installed successfully.`
pub(super) fn hear_of_failed_update(
    builder: &mut Builder,
    event: &Event<'_>,
    engine: Option<EngineId>,
    text: &str,
) {
    if text.starts_with("Update '") && text.trim_end().ends_with("' installed successfully.") {
        forget_failed_update(builder);
    }
    let failed = update_failed(text);
    let Some(failed) = failed.filter(|failed| is_bad(failed.code)) else {
        return;
    };
    let update = Update {
        name: builder.trace.names.id(failed.name),
        log: log_in(text).map(|log| builder.trace.names.id(log)),
        removal: failed.removal,
    };
    if hear_of_update(builder, engine, update, failed.code)
        && let Some(session) = builder.session_mut()
    {
        session.status = Some((failed.code, event.line));
        builder.update_failed = Some(event.line);
    }
}

/// Something ended well below the sentence about an update that failed, so that this is not how the session ended.
pub(super) fn forget_failed_update(builder: &mut Builder) {
    let failed = builder.update_failed.take();
    if let Some(session) = builder.session_mut()
        && failed.is_some_and(|line| session.status.is_some_and(|(_, at)| at == line))
    {
        session.status = None;
    }
}

/// Takes note of an update, and tells whether its result is that of the session: one that takes the place of an older one
/// takes that out as well, which tells nothing of the newer one.
pub(super) fn hear_of_update(
    builder: &mut Builder,
    engine: Option<EngineId>,
    update: Update,
    result: ExitCode,
) -> bool {
    let status = builder.session_mut().and_then(|session| session.status);
    let is_first_to_fail = is_bad(result) && !status.is_some_and(|(status, _)| is_bad(status));
    let known = match engine {
        Some(id) => builder
            .trace
            .engines
            .get_mut(id.at())
            .map(|run| &mut run.update),
        None => builder
            .session_mut()
            .map(|session| &mut session.product.update),
    };
    let Some(known) = known else { return true };
    let is_older = |known: Update| update.removal && !known.removal && update.name != known.name;
    let counts = is_first_to_fail || !known.is_some_and(is_older);
    if counts {
        let log = update.log.or(known.and_then(|known| known.log));
        *known = Some(Update { log, ..update });
    }
    counts
}

fn is_bad(result: ExitCode) -> bool {
    !Outcome::of_code(result).is_success()
}

impl EngineRun {
    /// The update that it was about, as far as sentences tell; none where it installed or removed the product itself. An update
    /// that fails is told as an install that failed.
    pub(super) fn update(&self) -> Option<Update> {
        let note = self.outcome_note.map(|(note, _)| note);
        let is_of_product =
            note.is_some_and(|note| note.is_of_removal() || note == MessageNumber(1707));
        self.update.filter(|_| !is_of_product)
    }
}

impl Trace {
    /// The update that a session was about, as far as sentences tell; none where the product itself was installed or removed.
    #[must_use]
    pub fn update_of(&self, session: SessionId) -> Option<Update> {
        let product = self.sessions[session.at()].product;
        match self.packages_of(session).last() {
            Some(id) => self.engines[id.at()].update(),
            None => product.update.filter(|_| match product.operation {
                Some(Operation::Install) => !self.session_verdict(session).outcome.is_success(),
                done => done != Some(Operation::Uninstall),
            }),
        }
    }

    /// What was done in a session in which no engine begins, as far as sentences tell.
    #[must_use]
    pub fn told_operation(&self, session: SessionId) -> Operation {
        let told = self.sessions[session.at()].product.operation;
        match self.update_of(session) {
            Some(update) => update.operation(),
            None => told.unwrap_or(Operation::Install),
        }
    }
}

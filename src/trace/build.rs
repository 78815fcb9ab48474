//! Small steps of the building: fresh records, counts, and dates.

use std::collections::BTreeMap;

use super::Trace;
use super::date::{self, Written};
use super::index::{EngineId, SessionId};
use super::model::{EngineRun, Session};
use super::product::SessionProduct;
use crate::event::{Engine, Event, EventKind, Side};
use crate::text::LineNo;

impl Session {
    /// A session that begins at `line`.
    pub(super) fn begin(line: LineNo, date: &str, time: &str) -> Self {
        Self {
            line,
            end_line: line,
            date: date.to_owned(),
            time: time.to_owned(),
            day: None,
            build: String::new(),
            process: String::new(),
            closed: false,
            clock: None,
            lines_lost: 0,
            status: None,
            returned: None,
            outcome_note: None,
            last_returned: [None; 2],
            cancel_attempt: None,
            product: SessionProduct::default(),
            work: 0,
            is_verbose: false,
            footer: None,
            user_milliseconds: 0,
        }
    }

    fn written(&self) -> Written<'_> {
        Written {
            date: &self.date,
            time: &self.time,
            script: None,
        }
    }
}

impl EngineRun {
    /// An engine that begins at `line`, called with a product, an action, and a command line.
    pub(super) fn begin(
        line: LineNo,
        session: SessionId,
        prefix: Engine,
        side: Side,
        parent: Option<EngineId>,
        [product, action, command_line]: [&str; 3],
    ) -> Self {
        Self {
            session,
            side,
            process: prefix.process,
            thread: prefix.thread,
            parent,
            nested: Vec::new(),
            is_headless: false,
            line,
            end_line: line,
            product: product.to_owned(),
            action: action.to_owned(),
            command_line: command_line.to_owned(),
            registered: None,
            product_code: String::new(),
            package: String::new(),
            properties: BTreeMap::new(),
            status: None,
            status_line: None,
            returned: None,
            outcome_note: None,
            platform: None,
            rollback: None,
            script: None,
            script_ended: false,
            components: (0, 0),
            component_line: None,
            phases: Vec::new(),
            top: None,
            work: 0,
        }
    }
}

impl Trace {
    /// Counts a fact that is not kept.
    pub(super) fn drop_fact(&mut self) {
        self.facts_dropped = self.facts_dropped.saturating_add(1);
    }

    /// Counts the lines of an event.
    pub(super) fn count(&mut self, event: &Event<'_>) {
        self.lines = self.lines.max(event.end_line().get());
        if matches!(event.kind, EventKind::Message { .. }) {
            self.unclassified += 1;
        }
        self.engine_lines += u32::from(event.origin.engine().is_some());
        self.message_lines += u32::from(event.origin.engine().is_some() && is_for_event_log(event));
    }

    /// Decides the dates of headers: by themselves, by the time stamps of scripts, or by the order of day and month in
    /// another header.
    pub(super) fn settle_dates(&mut self) {
        let mut headers: Vec<Written<'_>> = self.sessions.iter().map(Session::written).collect();
        for (session, stamp) in &self.stamps {
            if let Some(header) = headers.get_mut(session.at()) {
                header.script.get_or_insert(*stamp);
            }
        }
        let days = date::settle(&headers);
        for (session, day) in self.sessions.iter_mut().zip(days) {
            session.day = day;
        }
    }
}

/// `Product: X -- ...`, `Windows Installer installed the product. ...`: messages that also go to the event log.
fn is_for_event_log(event: &Event<'_>) -> bool {
    match event.kind {
        EventKind::ProductMessage { .. } | EventKind::ProductStatus { .. } => true,
        EventKind::NumberedMessage { product, .. } => !product.is_empty(),
        _ => false,
    }
}

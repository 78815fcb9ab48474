//! Small steps of the building: fresh records, counts, and dates.

use super::Trace;
use super::date::{HeaderDate, Order};
use super::model::{EngineId, EngineRun, Session, SessionId};
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
            cancel_attempt: None,
            footer: None,
            user_milliseconds: 0,
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
            line,
            end_line: line,
            product: product.to_owned(),
            action: action.to_owned(),
            command_line: command_line.to_owned(),
            registered: None,
            product_code: String::new(),
            package: String::new(),
            properties: std::collections::BTreeMap::new(),
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
    /// Counts the lines of an event.
    pub(super) fn count(&mut self, event: &Event<'_>) {
        self.lines = self.lines.max(event.end_line().get());
        if matches!(event.kind, EventKind::Message { .. }) {
            self.unclassified += 1;
            self.unclassified_engine_lines += u32::from(event.origin.engine().is_some());
        }
        self.engine_lines += u32::from(event.origin.engine().is_some());
    }

    /// Decides the dates of headers: by themselves, by the order of day and month that another header shows,
    /// or by the time stamp of a script.
    pub(super) fn settle_dates(&mut self) {
        let read = |session: &Session| (HeaderDate::read(&session.date), session.date.clone());
        let order = self
            .sessions
            .iter()
            .map(read)
            .find_map(|(date, text)| date.order(&text));
        for session in &mut self.sessions {
            let date = HeaderDate::read(&session.date);
            session.day = date.settle(&self.stamps).or(match (date, order) {
                (HeaderDate::Ambiguous { day_first, .. }, Some(Order::DayFirst)) => Some(day_first),
                (HeaderDate::Ambiguous { month_first, .. }, Some(Order::MonthFirst)) => {
                    Some(month_first)
                }
                _ => None,
            });
        }
    }
}

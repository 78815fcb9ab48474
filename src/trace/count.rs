//! What is counted: lines, and facts that are not kept.

use super::Trace;
use crate::event::{Event, EventKind};

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
}

/// `Product: X -- ...`, `Windows Installer installed the product. ...`: messages that also go to the event log.
fn is_for_event_log(event: &Event<'_>) -> bool {
    match event.kind {
        EventKind::ProductMessage { .. } | EventKind::ProductStatus { .. } => true,
        EventKind::NumberedMessage { product, .. } => !product.is_empty(),
        _ => false,
    }
}

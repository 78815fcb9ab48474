//! Bounds: a log may be hostile, so that no kind of fact grows without end.

/// Keeps a fact, or counts it when there are `most` of its kind already.
pub(super) fn keep<T>(facts: &mut Vec<T>, most: usize, dropped: &mut u32, fact: T) {
    if facts.len() < most {
        facts.push(fact);
    } else {
        *dropped = dropped.saturating_add(1);
    }
}

//! Bounds: a log may be hostile, so that no kind of fact grows without end.

/// Keeps a fact, or counts it when there are `most` of its kind already.
pub(super) fn keep<T>(facts: &mut Vec<T>, most: usize, dropped: &mut u32, fact: T) {
    if facts.len() < most {
        facts.push(fact);
    } else {
        *dropped = dropped.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{ActionRun, EngineRun, Fault, Session};
    use super::super::{Mark, ScriptRun};

    /// The account of memory in `benches/README.md` counts with these.
    #[test]
    fn facts_are_small() {
        let sizes = [
            size_of::<ActionRun>(),
            size_of::<ScriptRun>(),
            size_of::<Fault>(),
            size_of::<Mark>(),
            size_of::<Session>(),
            size_of::<EngineRun>(),
        ];
        assert_eq!(sizes, [80, 68, 48, 12, 200, 368]);
    }
}

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
        assert_eq!(size_of::<ActionRun>(), 88);
        assert_eq!(size_of::<ScriptRun>(), 76);
        assert_eq!(size_of::<Fault>(), 52);
        assert_eq!(size_of::<Mark>(), 12);
        assert_eq!(size_of::<Session>(), 208);
        assert_eq!(size_of::<EngineRun>(), 368);
    }
}

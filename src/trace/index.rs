//! What refers from one fact of a trace to another.

use std::num::NonZeroU32;

/// Makes a type for places in a list of the trace.
///
/// It has four bytes, also where it may be missing, since a trace has millions of them.
macro_rules! index {
    ($(#[doc = $about:expr])* $name:ident) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// What refers to the place `at` of the list, 0 for the first.
            /// All lists have bounds; what is beyond the range of 32 bits is in none of them.
            #[must_use]
            pub fn new(at: usize) -> Self {
                Self(NonZeroU32::MIN.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)))
            }

            /// The place in the list, 0 for the first.
            #[must_use]
            pub fn at(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}

index! {
    /// The index of a [`Session`](super::Session) in [`super::Trace::sessions`].
    SessionId
}

index! {
    /// The index of an [`EngineRun`](super::EngineRun) in [`super::Trace::engines`].
    EngineId
}

index! {
    /// The index of an [`ActionRun`](super::ActionRun) in [`super::Trace::actions`].
    ActionId
}

index! {
    /// The index of a name in [`super::Trace::names`].
    NameId
}

index! {
    /// The index of a [`Host`](super::Host) in [`super::Trace::hosts`].
    HostId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_gives_its_place_back_and_takes_no_more_where_it_is_missing() {
        for at in [0, 1, 1 << 20] {
            assert_eq!(EngineId::new(at).at(), at);
        }
        assert_eq!(size_of::<Option<EngineId>>(), 4);
    }
}

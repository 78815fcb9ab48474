//! What a mistyped word may have been meant to be.

pub(super) use crate::text::nearest;

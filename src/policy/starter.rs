//! The policy that `wilog init` writes.

/// A policy to begin with: what there is to set, with the usual values, and one rule with its tests.
pub const STARTER: &str = include_str!("starter.toml");

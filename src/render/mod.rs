//! Reports and views of a log as bytes, for people and for programs.
//!
//! Nothing in here reads a log or looks at a terminal: width and colour are in [`Style`], decided by the caller.
//! Text of a log reaches a terminal only through [`crate::text::visible`].

pub mod actions;
pub mod cat;
pub mod events;
pub mod explain;
pub mod explanation;
pub mod features;
pub mod files;
pub mod folders;
mod json;
mod layout;
pub mod operations;
pub mod policies;
pub mod properties;
pub mod rules;
pub mod shape;
pub mod sheet;
pub mod stats;
mod tame;
pub mod timeline;
mod triage;

pub use json::{document, json};
pub use layout::Style;
pub use triage::{Detail, table, triage};

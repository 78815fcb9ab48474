//! Reports and views of a log as bytes, for people and for programs.
//!
//! Nothing in here reads a log or looks at a terminal: width and colour are in [`Style`], decided by the caller.
//! Text of a log reaches a terminal only through [`crate::text::visible`].

mod json;
mod layout;
mod triage;

pub use json::json;
pub use layout::Style;
pub use triage::{table, triage};

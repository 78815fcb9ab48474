//! Reports and views of a log as bytes, for people and for programs.
//!
//! Nothing in here reads a log or looks at a terminal: width and colour are in [`Style`], decided by the caller.
//! Text of a log reaches a terminal only through [`crate::text::visible`].

mod across;
pub mod actions;
pub(crate) mod bundle_timeline;
pub mod cat;
pub mod check;
pub mod csv;
pub mod events;
pub mod explain;
pub mod explanation;
pub mod export;
pub mod features;
pub mod files;
pub mod folders;
pub mod format;
mod github;
mod gitlab;
pub mod json;
pub mod jsonl;
mod junit;
pub(crate) mod layout;
mod log;
mod markdown;
pub mod operations;
pub mod packages;
mod path;
pub mod policies;
pub mod properties;
pub mod rules;
mod sarif;
pub mod sheet;
pub mod stats;
mod tame;
mod text;
pub mod timeline;
mod triage;

pub use across::across;
pub use json::{document, json};
pub use layout::Style;
pub use log::Log;
pub use triage::{Detail, table, triage};

//! Views of a log: its actions, packages, properties, folders, and so on, ready to be written or shown.
//!
//! A view is made of a trace. Texts that a trace does not keep are read again from the log.

pub mod actions;
pub mod bundle_timeline;
mod engine;
pub mod features;
pub mod files;
pub mod folders;
pub mod operations;
pub mod packages;
mod pattern;
pub mod policies;
pub mod properties;
pub mod stats;
pub mod timeline;

pub use engine::EngineHead;

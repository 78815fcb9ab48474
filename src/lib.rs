//! `wilog` reads the logs that Windows Installer writes and says why an install failed.

pub mod catalog;
pub mod event;
pub mod syntax;
pub mod text;
pub mod trace;

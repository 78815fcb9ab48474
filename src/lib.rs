//! `wilog` reads the logs that Windows Installer writes and says why an install failed.
//!
//! The flow goes one way: [`text`] turns bytes into decoded lines, [`syntax`] turns lines into [`event`]s,
//! [`trace`] rebuilds from them what the engine did, [`detect`] finds the cause and makes a report of the types in
//! [`finding`], and [`render`] writes it.
//! [`view`] shows what else a trace tells: actions, packages, properties, folders, and so on.
//! [`secret`] learns from the events what nobody should read, and has [`text`] cover it.
//! [`policy`] judges a log by what a team allows and forbids.
//! [`catalog`] knows what the numbers mean.

pub mod catalog;
pub mod detect;
pub mod event;
pub mod finding;
pub mod policy;
pub mod render;
pub mod secret;
pub mod syntax;
pub mod text;
pub mod trace;
pub mod view;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "tui")]
pub mod tui;

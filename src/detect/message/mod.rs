//! A message of the engine: what it names, and the records that tell it.
//!
//! A message has numbered arguments, such as a path and a code of Windows. They stand in the engine's own record of it
//! (`note`, `arguments`), or else in its English text (`arguments_in_text`); in other languages only their form tells them
//! (`arguments_in_any_language`).

pub(super) mod arguments;
mod arguments_in_any_language;
pub(super) mod arguments_in_text;
pub(super) mod note;
mod odbc;
pub(super) mod phrase;
pub(super) mod statement;
pub(super) mod unopened;

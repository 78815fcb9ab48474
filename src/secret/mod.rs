//! Secrets that a log tells in clear text: passwords, tokens, and keys.
//!
//! A log goes to support desks, tickets, and mailing lists, so what it tells goes there too. The installer hides what
//! the package names in `MsiHiddenProperties`, and much is not named there.
//!
//! [`Watch`] looks at every event and learns the values, and [`Source::cover`] covers them wherever they are read
//! again. So nothing behind `text` has to know of it: a trace, a report, and every view of a log are made of covered
//! text. Two doors lead from a log into the program, and both learn before they show: [`learn`], and
//! [`Trace::read`](crate::trace::Trace::read), which learns while it reads and reads again where there was something.
//!
//! What is guaranteed: a value that stands anywhere in the log in one of the forms below is covered in the whole log,
//! above the line where it was found too, in every command. An ordinary word or a number, and what has fewer than six
//! characters, is covered where it is a whole value and in the lines where it was found, see [`Reach::Value`].
//!
//! * the value of a property or a variable with the name of a secret: on command lines, in changes, and in dumps;
//! * what looks like a key on a command line, and has a name that may be that of one there;
//! * `name=value` and its like in other values, in the data and the text of custom actions, in messages and notes, and
//!   in what scripts write to the registry, to services, to `.ini` files, and to the environment;
//! * the password of a program that has a place of its own for it, in its command: `sqlcmd -P x`, `net user NAME x`, and the
//!   text that PowerShell makes a password of;
//! * the password in a statement of SQL that makes an account or changes it;
//! * a password in an address, the signature of a signed one, a JSON Web Token, and a private key.
//!
//! What is not: a secret that never stands beside its name, one in another encoding than the one in which it was
//! learned (Base64, escapes), and one across the pieces of a line longer than a mebibyte.
//!
//! Source: <https://learn.microsoft.com/windows/win32/msi/preventing-confidential-information-from-being-written-into-the-log-file>.
//!
//! [`Reach::Value`]: crate::text::Reach::Value

mod commands;
mod name;
mod places;
mod powershell;
mod programs;
mod sql;
mod text;
mod value;
mod values;
mod watch;
mod words;

use std::io;

use crate::syntax;
use crate::text::Source;
pub use watch::{Place, Secret, Watch};

/// Reads a log to its end, learns its secrets, and covers them in what is read from now on.
///
/// # Errors
///
/// What the operating system says when the log cannot be read further.
pub fn learn(source: &mut Source) -> io::Result<()> {
    let mut watch = Watch::default();
    syntax::each_event(source, |event| watch.observe(event))?;
    watch.cover(source);
    Ok(())
}

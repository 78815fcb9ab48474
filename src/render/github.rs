//! Results as annotations of GitHub: workflow commands on standard output.
//!
//! Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use std::io::{self, Write};

use super::format::Emitter;
use super::log::{Log, Taken, title};
use super::path;
use crate::finding::Severity;
use crate::text::one_line;

/// GitHub shows so many annotations of a kind and step, and no more.
const MOST_OF_A_KIND: u32 = 10;

/// Writes annotations, and how many there would have been more.
#[derive(Debug, Default)]
pub(super) struct Github {
    /// Errors, warnings, and notices.
    written: [u32; 3],
}

/// The kinds of annotations, in the order of [`Github::written`].
#[derive(Clone, Copy)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl Emitter for Github {
    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut closes = false;
        for told in log.findings() {
            let finding = told.finding;
            let kind = match (told.taken, finding.severity) {
                (Taken::Suppressed(_), _) => continue,
                (_, Severity::Error) => Kind::Error,
                (_, Severity::Warning) => Kind::Warning,
                (_, Severity::Note) => Kind::Notice,
            };
            closes |= matches!(told.taken, Taken::Fails);
            let title = title(&finding.rule, &finding.name);
            let text = format!("{}\n{}", finding.headline, finding.advice);
            self.annotate(kind, log, finding.line.get(), &title, &text, out)?;
        }
        if !log.passes() && !closes {
            for reason in log.reasons() {
                let line = log.reason_line().get();
                self.annotate(Kind::Error, log, line, "wilog", &reason, out)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        for kind in [Kind::Error, Kind::Warning, Kind::Notice] {
            let more = self.written[kind as usize].saturating_sub(MOST_OF_A_KIND);
            if more > 0 {
                writeln!(
                    out,
                    "{more} more of the kind `{}`: GitHub shows {MOST_OF_A_KIND} of a kind. The job summary has more.",
                    kind.command()
                )?;
            }
        }
        Ok(())
    }
}

impl Github {
    fn annotate(
        &mut self,
        kind: Kind,
        log: Log<'_>,
        line: u32,
        title: &str,
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let written = &mut self.written[kind as usize];
        *written += 1;
        if *written > MOST_OF_A_KIND {
            return Ok(());
        }
        writeln!(
            out,
            "::{} file={},line={line},title={}::{}",
            kind.command(),
            property(&path::slashed(log.path())),
            property(title),
            message(text)
        )
    }
}

/// A text behind `::`, in which lines are kept as such.
fn message(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(one_line).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// A text between commas.
fn property(text: &str) -> String {
    let text = one_line(text).replace('%', "%25");
    text.replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_begins_one() {
        assert_eq!(
            property("a:b,c%d\r\n::error::x"),
            "a%3Ab%2Cc%25d␍␊\\u{3a}%3Aerror%3A%3Ax"
        );
        assert_eq!(
            message("50%\n::error::x\r\nend\u{1b}"),
            "50%25%0A\\u{3a}:error::x%0Aend␛"
        );
    }
}

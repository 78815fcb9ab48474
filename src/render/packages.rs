//! Packages and transactions, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, cut, exit_code, padded, wrapped};
use super::sheet::squeeze;
use crate::text::one_line;
use crate::trace::{Outcome, SUSPENDED};
use crate::view::packages::{Check, Member, Package, Packages, Place, Said, Transaction};

/// Writes packages for people, with the lines on which each statement rests where `evidence` asks for them.
///
/// # Errors
///
/// What the writer says.
pub fn packages(
    view: &Packages,
    evidence: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if view.packages.is_empty() {
        let why = if view.bundles == view.logs.len() {
            "No engine ran here: a bundle has each package write a log of its own. `wilog timeline` lists what it did with them."
        } else {
            "No package is told: no engine ran, or the log is not verbose (/l*v)."
        };
        return writeln!(out, "{why}");
    }
    let page = Page {
        view,
        evidence,
        style,
    };
    page.logs(out)?;
    for (at, package) in view.packages.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        page.package(package, out)?;
    }
    let chains = view.transactions.iter();
    for transaction in chains.filter(|transaction| !transaction.checks.is_empty()) {
        writeln!(out)?;
        page.transaction(transaction, out)?;
    }
    Ok(())
}

/// What is the same for all of the output.
struct Page<'a> {
    view: &'a Packages,
    evidence: bool,
    style: Style,
}

fn result(outcome: Outcome, code: Option<i32>) -> String {
    match code {
        Some(code) if code == SUSPENDED.0 => {
            format!("suspended by a restart, exit code {}", exit_code(code))
        }
        Some(code) => format!("{outcome}, exit code {}", exit_code(code)),
        None => outcome.to_string(),
    }
}

impl Page<'_> {
    /// `line 17`, or `log 2, line 17` where there are several.
    fn place(&self, place: Place) -> String {
        let line = place.line;
        if self.view.logs.len() > 1 {
            format!("log {}, line {line}", place.log + 1)
        } else {
            format!("line {line}")
        }
    }

    /// The logs with their numbers, where there are several.
    fn logs(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.view.logs.len() < 2 {
            return Ok(());
        }
        for (log, number) in self.view.logs.iter().zip(1..) {
            let name = squeeze(log, self.style.width.saturating_sub(10));
            writeln!(out, "log {number}  {name}")?;
        }
        writeln!(out)
    }

    fn package(&self, package: &Package, out: &mut dyn Write) -> io::Result<()> {
        let style = self.style;
        let name = package.product.as_deref().unwrap_or(&package.file);
        let name = cut(name, style.width);
        writeln!(out, "{}", style.paint(Paint::Bold, name))?;
        let mut about = vec![package.operation.to_owned()];
        about.extend(package.bitness.map(str::to_owned));
        about.extend(package.version.clone());
        self.field("what", &about.join(", "), out)?;
        let result = result(package.outcome, package.exit_code);
        let at = package
            .outcome_line
            .map(|line| format!(" (line {line})"))
            .unwrap_or_default();
        let painted = style.paint(Paint::of_outcome(package.outcome), result);
        writeln!(out, "  {:<10} {painted}{at}", "result")?;
        let lines = format!("{}-{}", self.place(package.place), package.end_line);
        self.field("engine", &lines.replace("line ", "lines "), out)?;
        self.field("file", &package.file, out)?;
        if let Some(code) = &package.product_code {
            self.field("code", code, out)?;
        }
        self.rights(package, out)?;
        self.source(package, out)?;
        self.patches(package, out)?;
        self.upgrade(package, out)
    }

    fn field(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let width = self.style.width.saturating_sub(13);
        writeln!(out, "  {label:<10} {}", squeeze(text, width))
    }

    /// A field whose text may take several lines.
    fn sentence(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let (first, rest) = (format!("  {label:<10} "), " ".repeat(13));
        wrapped(out, self.style, &first, &rest, text)
    }

    /// Lines on which a statement rests.
    fn said(&self, said: &[Said], out: &mut dyn Write) -> io::Result<()> {
        for said in said.iter().filter(|_| self.evidence) {
            let first = format!("      {:>6}  ", said.line);
            let rest = " ".repeat(first.len());
            let text = match said.phase {
                Some(phase) => format!("[{phase}] {}", said.text),
                None => said.text.clone(),
            };
            wrapped(out, self.style, &first, &rest, &text)?;
        }
        Ok(())
    }

    fn rights(&self, package: &Package, out: &mut dyn Write) -> io::Result<()> {
        let text = match package.elevated {
            Some(true) => "elevated",
            Some(false) => "not elevated",
            None => "not told",
        };
        // The line that decided it says why.
        let why = package.decided.and_then(|at| package.rights.get(at));
        let text = match why {
            Some(said) => format!(
                "{text}, since line {} says: {}",
                said.line,
                reason(&said.text)
            ),
            None => text.to_owned(),
        };
        self.sentence("rights", &text, out)?;
        self.said(&package.rights, out)
    }

    fn source(&self, package: &Package, out: &mut dyn Write) -> io::Result<()> {
        let source = &package.source;
        let from = match source.from {
            "launched-from" => " (where the package was started)",
            "source-list" => " (from the list of sources)",
            _ => "",
        };
        let text = match (source.failed, source.folder.is_empty()) {
            (true, _) => "searched for and not found".to_owned(),
            (false, true) => String::new(),
            (false, false) => format!("{}{from}", source.folder),
        };
        self.field("source", &text, out)?;
        if !source.registered.is_empty() && source.registered != source.folder {
            self.field("registered", &source.registered, out)?;
        }
        self.said(&source.said, out)
    }

    fn patches(&self, package: &Package, out: &mut dyn Write) -> io::Result<()> {
        for transform in &package.transforms {
            let list = transform
                .text
                .trim_start_matches("TRANSFORMS property is now:");
            self.field("transforms", list.trim(), out)?;
        }
        self.field("patch", &package.patch_file, out)?;
        for patch in &package.patches {
            let text = format!("{} {} (line {})", patch.code, patch.path, patch.line);
            self.sentence("applied", &text, out)?;
        }
        self.said(&package.patching, out)
    }

    fn upgrade(&self, package: &Package, out: &mut dyn Write) -> io::Result<()> {
        for found in &package.found {
            let codes = found.product_codes.join(", ");
            let text = format!("{codes} as {} (line {})", found.property, found.line);
            self.sentence("found", &text, out)?;
        }
        for removed in &package.removed {
            let name = if removed.product.is_empty() {
                &removed.product_code
            } else {
                &removed.product
            };
            let (line, end) = (removed.line, removed.end_line);
            let text = format!("{name}, {} (lines {line}-{end})", removed.outcome);
            self.field("removed", &text, out)?;
        }
        self.said(&package.upgrade, out)
    }

    fn transaction(&self, transaction: &Transaction, out: &mut dyn Write) -> io::Result<()> {
        let style = self.style;
        let count = match transaction.packages.len() {
            1 => "1 package".to_owned(),
            many => format!("{many} packages"),
        };
        let end = if transaction.rolled_back {
            ", rolled back in the end"
        } else {
            ""
        };
        let head = format!("Transaction {}: {count}{end}", one_line(&transaction.name));
        writeln!(out, "{}", style.paint(Paint::Bold, head))?;
        for (at, member) in transaction.packages.iter().enumerate() {
            self.member(at + 1, member, out)?;
        }
        if transaction.packages.len() < 2 {
            return Ok(());
        }
        for check in &transaction.checks {
            self.check(check, out)?;
        }
        Ok(())
    }

    fn member(&self, number: usize, member: &Member, out: &mut dyn Write) -> io::Result<()> {
        let bitness = member.bitness.unwrap_or("");
        let code = member
            .exit_code
            .map(|code| format!(" ({})", exit_code(code)));
        let result = format!("{}{}", member.outcome, code.unwrap_or_default());
        let place = self.place(member.place);
        let product = padded(&member.product, 24, self.style);
        let text = format!(
            "  {number:>2}  {product}  {bitness:<3}  {:<9}  ",
            member.operation
        );
        let painted = self.style.paint(Paint::of_outcome(member.outcome), result);
        writeln!(out, "{text}{painted}, {place}")?;
        if let Some(undone) = member.undone {
            let text = format!("      and undone later, {}", self.place(undone));
            writeln!(out, "{}", self.style.paint(Paint::Yellow, text))?;
        }
        Ok(())
    }

    fn check(&self, check: &Check, out: &mut dyn Write) -> io::Result<()> {
        let what = match check.promise {
            "commit-in-order" => "commit in the order of install",
            "rollback-in-reverse" => "rollback in reverse",
            "failure-is-optional" => "goes on after a package that failed",
            _ => "64-bit before 32-bit packages",
        };
        let (paint, word) = match check.kept {
            "kept" => (Paint::Green, "kept"),
            "broken" => (Paint::Red, "broken"),
            _ => (Paint::Dim, "the log does not show it"),
        };
        let numbers: Vec<String> = check.packages.iter().map(usize::to_string).collect();
        let places: Vec<String> = check
            .places
            .iter()
            .map(|place| self.place(*place))
            .collect();
        let mut told = match numbers.len() {
            0 => String::new(),
            1 => format!(": package {}", numbers[0]),
            _ => format!(": packages {}", numbers.join(", ")),
        };
        if !places.is_empty() {
            told = format!("{told} ({})", places.join(", "));
        }
        let head = format!("  {what:<36}");
        let text = cut(
            &format!("{word}{told}"),
            self.style.width.saturating_sub(38),
        );
        writeln!(out, "{head}{}", self.style.paint(paint, text))
    }
}

/// What a sentence about rights gives as its reason, without what it says in any case.
fn reason(text: &str) -> &str {
    let text = text.strip_prefix("MSI_LUA: ").unwrap_or(text);
    // `Running product '{DA5F6731-...}' with user privileges: It's not assigned.`
    match text.strip_prefix("Running product ") {
        Some(rest) => rest.split_once("' ").map_or(text, |(_, reason)| reason),
        None => text,
    }
}

//! # What it finds
//!
//! A custom action that ended well did not put a driver in, since the machine has the same driver or a better one.
//!
//! # Why it matters
//!
//! The install ends with 0, and whoever wanted the driver of the package still has another version.
//! Windows ranks drivers by how well they match a device, by their date, and by their version, and keeps the better one.
//!
//! # What to do
//!
//! Mostly nothing: the driver that the machine has is the same or a newer one.
//! To go back to the older driver, take the newer one away first, in the Device Manager or with
//! `pnputil /delete-driver oem4.inf /uninstall`, and install again.
//! `C:\Windows\INF\setupapi.dev.log` says at this time for each device which driver was kept, and why.
//!
//! # Evidence
//!
//! `Driver install failed with ERROR_NO_MORE_ITEMS, ignoring.`, or the same as a number, 259 or 0x103, in a line about a
//! driver; or that the driver there is a better match for the device.
//! The installer of Intel's packages writes `This is a downgrade` above it, with both versions.
//!
//! # When it is wrong
//!
//! The driver may have been put into the driver store all the same, for devices that are connected later.

use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::output::{self, PassedOver};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::{MarkKind, SessionId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI236",
    name: "driver-not-replaced",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A driver of the package was not put in, since the machine has the same one or a better one.",
    advice: "Mostly nothing is to be done. To go back to an older driver, take the newer one away first with pnputil /delete-driver, then install again.",
    link: "https://learn.microsoft.com/windows/win32/api/newdev/nf-newdev-updatedriverforplugandplaydevicesw",
    check: Check::Trace(check),
};

/// A log of more installs of drivers is told by these.
const MOST: usize = 10;

/// Of many drivers the first ones are evidence.
const MOST_SHOWN: usize = 4;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    output::passed_over(trace, MarkKind::DriverKept)
        .take(MOST)
        .map(|kept| hit(trace, &kept, lines))
        .collect()
}

fn hit(trace: &Trace, kept: &PassedOver, lines: &mut Lines<'_>) -> Hit {
    let mut names: Vec<String> = Vec::new();
    for line in kept.lines.iter().take(MOST_SHOWN) {
        let name = driver_of(*line, lines);
        names.extend(name.filter(|name| !names.contains(name)));
    }
    let newer = trace
        .session_at(kept.output.line)
        .and_then(|id| newer(trace, id, lines))
        .filter(|newer| names.is_empty() || names.contains(&newer.name));
    let many = kept.lines.len() > 1;
    let drivers = match (names.as_slice(), many) {
        ([], false) => "a driver".to_owned(),
        ([], true) => "drivers".to_owned(),
        ([name], _) => format!("the driver {name}"),
        _ => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("the drivers {}", listed(&names, MOST_SHOWN))
        }
    };
    let why = newer.as_ref().map_or_else(
        || "the machine has the same or a better one".to_owned(),
        |newer| {
            format!(
                "the machine has {}, which is newer than {} of the package",
                newer.there, newer.brought
            )
        },
    );
    let headline = format!(
        "{} ended well without putting in {drivers}: {why}.",
        output::subject(trace, kept.name)
    );
    let mut shown: Vec<LineNo> = kept.lines.iter().copied().take(MOST_SHOWN).collect();
    shown.extend(newer.map(|newer| newer.line));
    Hit::new(headline, shown)
}

/// `Installing 'C:\Temp\IIF20.tmp\gates.inf'`, right above: the name of a driver that was not put in.
fn driver_of(line: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    const NEAR: u32 = 3;
    let first = LineNo::new(line.get().saturating_sub(NEAR).max(1));
    let read = lines.between(first, line).into_iter().rev();
    let mut words = read.filter_map(|(_, text)| {
        let mut words = text.split(['\'', '"', ' ']).map(str::trim);
        words
            .find(|word| word.to_ascii_lowercase().ends_with(".inf"))
            .map(|path| file_name(path).to_owned())
    });
    words.next()
}

/// A driver of the machine that is newer than that of the package.
struct Newer {
    line: LineNo,
    /// The name of the driver of the package.
    name: String,
    there: String,
    brought: String,
}

/// What a scan of the devices says above its `This is a downgrade`:
///
/// * `Scanning Gates\gates.inf (Name: GATES, Version: 22.3.2.0)`
/// * `Name: , Provider: Gates, Version: 23.5.1.0, Section: GATES_x64`
fn newer(trace: &Trace, session: SessionId, lines: &mut Lines<'_>) -> Option<Newer> {
    /// A driver is for some dozens of devices.
    const NEAR: u32 = 200;
    let session = &trace.sessions[session.at()];
    let marks = span::between(&trace.marks, session.line, session.end_line, |mark| {
        mark.line
    });
    let mark = marks
        .iter()
        .find(|mark| mark.kind == MarkKind::DriverDowngrade)?;
    let first = LineNo::new(mark.line.get().saturating_sub(NEAR).max(1));
    let above = lines.between(first, mark.line);
    let version = |text: &str| {
        let (_, behind) = text.split_once("Version: ")?;
        let end = behind.find([',', ')', ' ']).unwrap_or(behind.len());
        Some(behind[..end].to_owned()).filter(|version| !version.is_empty())
    };
    let find = |word: &str| above.iter().rev().find(|(_, text)| text.contains(word));
    let (_, there) = find("Provider: ")?;
    let (_, scanned) = find("Scanning ").filter(|(_, text)| text.contains(".inf (Name: "))?;
    let (path, _) = scanned.split_once(" (Name: ")?;
    Some(Newer {
        line: mark.line,
        name: file_name(path.rsplit(' ').next()?).to_owned(),
        there: version(there)?,
        brought: version(scanned)?,
    })
}

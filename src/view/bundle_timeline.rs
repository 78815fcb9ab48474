//! Where the time of a bundle went: when each of its packages was applied, and for how long.

use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::Serialize;

use crate::syntax::events;
use crate::text::{LineNo, Source};
use crate::trace::{Bundle, Trace};

/// Where the time of a bundle went.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BundleTimeline {
    /// What the bundle is called; empty where its log does not tell.
    pub name: String,
    /// Its first line.
    pub line: LineNo,
    /// Local time of its first line, such as `2026-03-13T15:31:16`.
    pub started: String,
    /// From its first line to its last, in milliseconds. Bundles write whole seconds.
    pub milliseconds: u32,
    /// Its packages, each time that one was applied or rolled back, in the order of the log.
    pub packages: Vec<BundleStretch>,
}

/// One time that a package was applied or rolled back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BundleStretch {
    /// The id of the package.
    pub package: String,
    /// What was done: `Install`, `Uninstall`, and so on; empty where the line that says so is missing.
    pub action: String,
    /// Whether it undid what was done before.
    pub rollback: bool,
    /// Where it began.
    pub line: LineNo,
    /// Where it ended.
    pub end_line: Option<LineNo>,
    /// From the first line of the bundle to where it began, in milliseconds; null where the line has no time.
    pub offset: Option<u32>,
    /// How long it took, in milliseconds; null where one of the two lines has no time.
    pub milliseconds: Option<u32>,
    /// Whether it ended with an error.
    pub failed: bool,
}

impl BundleTimeline {
    /// The timeline of the bundle of a log; none where the log is of no bundle, or has no times.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source) -> io::Result<Option<Self>> {
        let Some(bundle) = &trace.bundle else {
            return Ok(None);
        };
        let Some((first, last)) = bundle.times else {
            return Ok(None);
        };
        let clocks = clocks(bundle, source)?;
        let since = |from: NaiveDateTime, to: NaiveDateTime| {
            u32::try_from((to - from).num_milliseconds().max(0)).unwrap_or(u32::MAX)
        };
        let clock = |line: LineNo| clocks.get(&line).copied();
        let steps = bundle
            .packages
            .iter()
            .flat_map(|package| package.steps.iter().map(move |step| (package, step)));
        let mut packages: Vec<BundleStretch> = steps
            .map(|(package, step)| {
                let begun = clock(step.line);
                let ended = step.end.and_then(|(_, line)| clock(line));
                BundleStretch {
                    package: package.id.clone(),
                    action: step.action.clone(),
                    rollback: step.rollback,
                    line: step.line,
                    end_line: step.end.map(|(_, line)| line),
                    offset: begun.map(|begun| since(first, begun)),
                    milliseconds: begun.zip(ended).map(|(begun, ended)| since(begun, ended)),
                    failed: step.result().is_some_and(|(result, _)| result >> 31 != 0),
                }
            })
            .collect();
        packages.sort_by_key(|stretch| stretch.line);
        Ok(Some(Self {
            name: bundle.name().to_owned(),
            line: bundle.line.unwrap_or(LineNo::FIRST),
            started: first.format("%Y-%m-%dT%H:%M:%S").to_string(),
            milliseconds: since(first, last),
            packages,
        }))
    }
}

impl BundleStretch {
    /// What it is called: `install HeronMsi`, `roll back: uninstall HeronMsi`.
    #[must_use]
    pub fn name(&self) -> String {
        let action = self.action.to_lowercase();
        let (before, package) = (
            if self.rollback { "roll back: " } else { "" },
            &self.package,
        );
        format!("{before}{action} {package}")
            .trim_start()
            .to_owned()
    }
}

/// The times of the lines at which packages began and ended.
fn clocks(bundle: &Bundle, source: &mut Source) -> io::Result<BTreeMap<LineNo, NaiveDateTime>> {
    let mut clocks = BTreeMap::new();
    for step in bundle.packages.iter().flat_map(|package| &package.steps) {
        for line in [Some(step.line), step.end.map(|(_, line)| line)] {
            let Some(line) = line else {
                continue;
            };
            let text = source.line(line)?.unwrap_or_default();
            let prefix = events(&text).next().and_then(|event| event.origin.bundle());
            if let Some(at) = prefix.and_then(|prefix| prefix.at) {
                clocks.insert(line, at);
            }
        }
    }
    Ok(clocks)
}

//! What a person wants to know beside the verdict: what, by which command, from where, on what system,
//! and what followed from the cause.

use super::bundle::numbers_of_step;
use super::bundle::rolled_back::is_undone;
use super::lines::Lines;
use super::times;
use super::verdict::{product, what};
use crate::finding::{BundlePackageLine, Cause, Context};
use crate::text::LineNo;
use crate::trace::{
    Bundle, BundleStep, EngineRun, HeaderDate, LogFormat, Outcome, SessionId, Trace,
};

/// The context of a report.
pub(super) fn of(
    trace: &Trace,
    session: Option<SessionId>,
    cause: Option<&Cause>,
    lines: &mut Lines<'_>,
) -> Context {
    let mut context = Context {
        product: product(trace, session),
        ..Context::default()
    };
    match (&trace.bundle, trace.format) {
        (Some(bundle), LogFormat::Burn) => {
            of_bundle(bundle, &mut context);
        }
        _ => {
            if let Some(session) = session {
                context.facts = of_session(trace, session);
                context.consequences = consequences(trace, session, cause, lines);
            }
        }
    }
    context
}

fn of_session(trace: &Trace, session: SessionId) -> Vec<(&'static str, String)> {
    let about = &trace.sessions[session.at()];
    let mut facts = vec![("What", what(trace, Some(session)))];
    let run = trace
        .packages_of(session)
        .last()
        .map(|id| &trace.engines[id.at()]);
    let mut add = |label, text: Option<String>| {
        facts.extend(
            text.filter(|text| !text.is_empty())
                .map(|text| (label, text)),
        );
    };
    add(
        "Product",
        run.and_then(EngineRun::product_code).map(str::to_owned),
    );
    add(
        "Package",
        run.map(|run| run.package_or_product().to_owned()),
    );
    add("Command", run.map(|run| run.command_line.clone()));
    // msiexec itself calls when nobody else does.
    let is_msiexec = about.process.to_ascii_lowercase().ends_with("msiexec.exe");
    add("Called by", (!is_msiexec).then(|| about.process.clone()));
    add("System", run.map(|run| system(run, &about.build)));
    add("Rights", run.and_then(rights));
    add("When", when(trace, session));
    add("Time", times::slowest(trace, session));
    facts
}

/// The version of Windows, and of the installer.
fn system(run: &EngineRun, build: &str) -> String {
    let installer = build.rsplit(' ').next().unwrap_or_default();
    let property = |name| {
        run.properties
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    let mut parts = Vec::new();
    if let Some(version) = property("VersionNT64").or(property("VersionNT")) {
        let bits = if property("VersionNT64").is_some() {
            "64-bit"
        } else {
            "32-bit"
        };
        let number: u32 = version.parse().unwrap_or(0);
        let build = property("WindowsBuild").filter(|build| *build != "9600" || number != 603);
        let build = build
            .map(|build| format!(" build {build}"))
            .unwrap_or_default();
        parts.push(format!("{}{build}, {bits}", windows(number, installer)));
    }
    if !installer.is_empty() {
        parts.push(format!("Windows Installer {installer}"));
    }
    parts.join(", ")
}

/// The name of Windows behind `VersionNT`. Windows 10 and 11 say 603 like Windows 8.1 to packages that are not made
/// for them, but their installer is of another build.
fn windows(version: u32, installer: &str) -> String {
    match version {
        603 | 1000.. if installer.starts_with("5.00.10011") => "Windows 10 or later".to_owned(),
        603 => "Windows 8.1".to_owned(),
        602 => "Windows 8".to_owned(),
        601 => "Windows 7".to_owned(),
        600 => "Windows Vista".to_owned(),
        _ => format!("Windows NT {}.{}", version / 100, version % 100),
    }
}

/// Whether the install ran with the rights of an administrator, and how much of a user interface it had.
fn rights(run: &EngineRun) -> Option<String> {
    let level = match run.property("CLIENTUILEVEL") {
        Some("0") => Some("full user interface"),
        Some("1") => Some("reduced user interface"),
        Some("2") => Some("basic user interface"),
        Some("3") => Some("no user interface"),
        _ => None,
    };
    let rights = if run.is_set("MsiRunningElevated") {
        Some("elevated")
    } else if run.is_set("Privileged") {
        Some("with privileges")
    } else {
        run.has_dump().then_some("not elevated")
    };
    let parts: Vec<&str> = [rights, level].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// When it began and how long it took.
fn when(trace: &Trace, session: SessionId) -> Option<String> {
    let about = &trace.sessions[session.at()];
    let day = about
        .day
        .map_or_else(|| undecided(&about.date), |day| day.to_string());
    let Some((first, last)) = about.clock else {
        let began = format!("{day} {}", about.time);
        return Some(began.trim().to_owned()).filter(|began| !began.is_empty());
    };
    let tenths = first.until(last) / 100;
    let began = format!("{day} {first}");
    let began = began.trim();
    // One line with a clock does not tell how long it took.
    Some(match tenths {
        0 => began.to_owned(),
        _ => format!("{began}, {}.{} s", tenths / 10, tenths % 10),
    })
}

/// A date as the log has it, with all that it may mean: `05/10/2018 (2018-10-05 or 2018-05-10)`.
fn undecided(written: &str) -> String {
    let HeaderDate::Ambiguous(readings) = HeaderDate::read(written) else {
        return written.to_owned();
    };
    let dates: Vec<String> = readings
        .iter()
        .map(|reading| reading.date.to_string())
        .collect();
    format!("{written} ({})", dates.join(" or "))
}

/// Echoes of the cause: actions that failed above it, the rollback, and what the client was told.
fn consequences(
    trace: &Trace,
    session: SessionId,
    cause: Option<&Cause>,
    lines: &mut Lines<'_>,
) -> Vec<(LineNo, String)> {
    const MOST: usize = 12;
    let Some(cause) = cause else {
        return Vec::new();
    };
    let shown: Vec<LineNo> = cause
        .evidence
        .iter()
        .map(|evidence| evidence.line)
        .collect();
    let failed = trace.actions_of(session).map(|(_, run)| run);
    let failed = failed.filter(|run| run.value.is_some_and(|value| !value.is_well()));
    let mut found: Vec<LineNo> = failed.filter_map(|run| run.end_line).collect();
    let engines: Vec<&EngineRun> = trace.engines_of(session).map(|(_, run)| run).collect();
    found.extend(engines.iter().filter_map(|run| run.rollback));
    found.extend(
        engines
            .iter()
            .filter_map(|run| run.outcome_note.map(|(_, line)| line)),
    );
    found.extend(
        engines
            .iter()
            .filter_map(|run| run.returned.map(|(_, line)| line)),
    );
    found.retain(|line| *line > cause.line && !shown.contains(line));
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST);
    found
        .into_iter()
        .map(|line| (line, lines.line(line)))
        .collect()
}

/// `0x80070643, exit code 1603`, and whether the bundle could do without the package, tried it again, or did not say how
/// it ended.
fn short_result(result: u32, step: &BundleStep) -> String {
    let more = match step.end {
        _ if !step.vital => ", not vital",
        _ if step.retried => ", tried again",
        None => ", the end is missing",
        Some(_) => "",
    };
    format!("{}{more}", numbers_of_step(result, step))
}

fn of_bundle(bundle: &Bundle, context: &mut Context) {
    let product = context.product.clone();
    let variable = |name: &str| {
        bundle
            .variables
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    };
    let mut add = |label, text: Option<String>| {
        context.facts.extend(
            text.filter(|text| !text.is_empty())
                .map(|text| (label, text)),
        );
    };
    let source = variable("WixBundleOriginalSource").unwrap_or_else(|| bundle.path.clone());
    // A bundle without a name is called by its path, which is told once.
    let path = Some(source).filter(|path| product.is_some() || *path != bundle.path);
    add("Bundle", product.or_else(|| Some(bundle.path.clone())));
    add("Action", Some(bundle.action.clone()));
    add("Path", path);
    add("Command", Some(bundle.command_line.clone()));
    add(
        "System",
        (!bundle.windows.is_empty())
            .then(|| format!("Windows {}, Burn {}", bundle.windows, bundle.engine_version)),
    );
    add(
        "When",
        bundle.times.as_ref().map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first} to {last}")
            }
        }),
    );
    context.packages = packages(bundle);
}

/// What was done with the packages of a bundle, in the order of the log.
fn packages(bundle: &Bundle) -> Vec<BundlePackageLine> {
    let mut lines: Vec<(u32, BundlePackageLine)> = Vec::new();
    for package in &bundle.packages {
        let log = bundle
            .log_of(&package.id)
            .filter(|log| !log.is_empty())
            .cloned();
        for step in &package.steps {
            let action = match step.action.as_str() {
                // The line that says what was to be done is missing.
                "" => "applied".to_owned(),
                action if step.rollback => format!("roll back: {action}"),
                action => action.to_owned(),
            };
            let line = BundlePackageLine {
                id: package.id.clone(),
                action: action.to_lowercase(),
                outcome: step
                    .result()
                    .map_or(Outcome::Unknown, |(result, _)| Outcome::of_result(result)),
                result: match step.result() {
                    Some(_) if is_undone(bundle, step) => "undone with its transaction".to_owned(),
                    Some((result, _)) => short_result(result, step),
                    None => "no result".to_owned(),
                },
                undone: is_undone(bundle, step),
                line: Some(step.line),
                log: log.clone(),
            };
            lines.push((step.line.get(), line));
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(_, line)| line).collect()
}

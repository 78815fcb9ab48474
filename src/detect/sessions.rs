//! Sessions and packages as the report has them.

use crate::finding::{PackageReport, ProductReport, SessionReport, main_package};
use crate::text::{LineNo, file_name};
use crate::trace::{
    Bundle, EngineId, EngineRun, LogFormat, Outcome, Session, SessionId, Stage, Trace,
    exit_code_of, is_script_runner,
};

/// One report a session, in the order of the log; a bundle is one session.
pub(super) fn reports(trace: &Trace) -> Vec<SessionReport> {
    if let (Some(bundle), LogFormat::Burn) = (&trace.bundle, trace.format) {
        return vec![of_bundle(trace, bundle)];
    }
    let machine = machine(trace.engines.iter());
    trace
        .session_ids()
        .map(|id| of_session(trace, id, machine))
        .collect()
}

/// The name of the machine, by the first of some engines that lists its properties.
pub(super) fn machine<'t>(mut engines: impl Iterator<Item = &'t EngineRun>) -> Option<&'t String> {
    let name = |run: &'t EngineRun| run.properties.get("ComputerName");
    engines.find_map(|run| name(run).filter(|name| !name.is_empty()))
}

/// `of_log` is the machine of the log, which a session has that does not list its properties: a log is written on one machine.
fn of_session(trace: &Trace, id: SessionId, of_log: Option<&String>) -> SessionReport {
    let session = &trace.sessions[id.at()];
    let verdict = trace.session_verdict(id);
    let engines = trace.packages_of(id);
    let operation = engines
        .first()
        .map(|engine| trace.operation(*engine).as_str());
    let began = session.began();
    let start = session.day.zip(began);
    let header_start = || {
        session
            .day
            .map(|day| format!("{day}T{}", padded(&session.time)))
    };
    let packages: Vec<PackageReport> = engines
        .iter()
        .map(|engine| of_engine(trace, *engine))
        .collect();
    SessionReport {
        line: session.line,
        end_line: session.end_line,
        start: start
            .map(|(day, clock)| format!("{day}T{clock}"))
            .or_else(header_start),
        duration_ms: began
            .zip(session.clock)
            .map(|(began, (_, last))| u64::from(began.until(last))),
        outcome: verdict.outcome,
        exit_code: verdict.exit_code.map(|code| code.0),
        operation: operation.or_else(|| {
            trace
                .is_operation(id)
                .then(|| trace.told_operation(id).as_str())
        }),
        failed_phase: (!verdict.outcome.is_success())
            .then(|| failed_stage(trace, id).map(Stage::as_str))
            .flatten(),
        product: main_package(&packages)
            .and_then(of_package)
            .or_else(|| told(trace, session)),
        computer: machine(trace.engines_of(id).map(|(_, run)| run))
            .or(of_log)
            .cloned(),
        packages,
    }
}

/// The product of a package, where the log names it.
fn of_package(package: &PackageReport) -> Option<ProductReport> {
    Some(ProductReport {
        name: package.name.clone()?,
        version: package.version.clone(),
        code: package.product_code.clone(),
    })
}

/// What single lines tell of the product of a session in which no engine begins, as in a log that is not verbose.
fn told(trace: &Trace, session: &Session) -> Option<ProductReport> {
    let told = session.product;
    let text = |name| trace.names.get(name).to_owned();
    Some(ProductReport {
        name: told.name.map(text).filter(|name| !name.is_empty())?,
        version: told.version.map(text),
        code: None,
    })
}

/// The time of a header with two digits for the hour: `9:12:53` is `09:12:53`.
fn padded(time: &str) -> String {
    let time = time.replace('.', ":");
    if time.find(':') == Some(1) {
        format!("0{time}")
    } else {
        time
    }
}

/// The stage in which a session went wrong. That a rollback went wrong too is told by findings, so here it is where the
/// trouble began.
fn failed_stage(trace: &Trace, session: SessionId) -> Option<Stage> {
    let failed = trace.actions_of(session).map(|(_, run)| run);
    let failed = failed.filter(|run| run.value.is_some_and(|value| !value.is_well()));
    let first = failed.min_by_key(|run| run.end_line)?;
    let engine = first.engine.map(|id| &trace.engines[id.at()]);
    let name = trace.names.get(first.name);
    let runs_script = is_script_runner(name);
    Some(match engine {
        Some(run) if runs_script && run.script_ended => Stage::Commit,
        _ if runs_script => Stage::Execution,
        _ => Stage::Acquisition,
    })
}

fn of_engine(trace: &Trace, id: EngineId) -> PackageReport {
    let run = &trace.engines[id.at()];
    let verdict = trace.engine_verdict(id);
    PackageReport {
        name: run
            .product_name()
            .map(str::to_owned)
            .or_else(|| Some(file_name(&run.product).to_owned()))
            .filter(|name| !name.is_empty()),
        version: run.product_version().map(str::to_owned),
        product_code: run.product_code().map(str::to_owned),
        bitness: run.bitness().map(crate::trace::Bitness::as_str),
        operation: Some(trace.operation(id).as_str().to_owned()),
        outcome: verdict.outcome,
        exit_code: verdict.exit_code.map(|code| i64::from(code.0)),
    }
}

fn of_bundle(trace: &Trace, bundle: &Bundle) -> SessionReport {
    let verdict = bundle.verdict();
    let packages = bundle
        .packages
        .iter()
        .filter(|package| !package.steps.is_empty());
    SessionReport {
        line: bundle.line.unwrap_or(LineNo::FIRST),
        end_line: LineNo::new(trace.lines.max(1)),
        start: bundle
            .times
            .as_ref()
            .map(|(first, _)| first.format("%Y-%m-%dT%H:%M:%S").to_string()),
        duration_ms: bundle
            .times
            .as_ref()
            .and_then(|(first, last)| u64::try_from((*last - *first).num_milliseconds()).ok()),
        outcome: verdict.outcome,
        exit_code: verdict.exit_code.map(|code| code.0),
        operation: bundle_operation(&bundle.action),
        failed_phase: None,
        product: Some(bundle.name())
            .filter(|name| !name.is_empty())
            .map(|name| ProductReport {
                name: name.to_owned(),
                version: bundle.variables.get("WixBundleVersion").cloned(),
                code: None,
            }),
        computer: None,
        packages: packages
            .filter_map(|package| {
                let step = package
                    .steps
                    .iter()
                    .rfind(|step| !step.rollback)
                    .or_else(|| package.steps.last())?;
                let result = step.result().map(|(result, _)| result);
                Some(PackageReport {
                    name: Some(package.id.clone()),
                    version: None,
                    product_code: None,
                    bitness: None,
                    operation: Some(step.action.to_lowercase()).filter(|action| !action.is_empty()),
                    outcome: result.map_or(Outcome::Unknown, Outcome::of_result),
                    exit_code: result.map(|result| i64::from(exit_code_of(result).0)),
                })
            })
            .collect(),
    }
}

fn bundle_operation(action: &str) -> Option<&'static str> {
    match action {
        "Install" => Some("install"),
        "Uninstall" => Some("uninstall"),
        "Repair" => Some("repair"),
        "Modify" => Some("modify"),
        "UpdateReplace" | "UpdateReplaceEmbedded" => Some("upgrade"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_of_a_header_has_two_digits() {
        for (time, expected) in [
            ("9:12:53", "09:12:53"),
            ("19:12:53", "19:12:53"),
            ("9.12.53", "09:12:53"),
            ("", ""),
        ] {
            assert_eq!(padded(time), expected, "{time}");
        }
    }
}

//! What the lines of a log tell of its packages, beside what the trace keeps.

use std::io;

use super::{Found, Package, Patch, Removed, Said, SourceFolder};
use crate::event::{Event, EventKind, FileRole, Side};
use crate::syntax::behind_prefix;
use crate::text::{LineNo, Source};
use crate::trace::state::{Ground, PropertyKind, action_at, each_at, elevation};
use crate::trace::{ActionRun, EngineId, Phase, Trace};

/// The packages of a log, in its order.
pub(super) fn packages(trace: &Trace, source: &mut Source, log: usize) -> io::Result<Vec<Package>> {
    let ids = trace.session_ids().flat_map(|id| trace.packages_of(id));
    let mut packages: Vec<(EngineId, Package)> =
        ids.map(|id| (id, Package::of(trace, id, log))).collect();
    for (id, package) in &mut packages {
        package.removed = removed(trace, *id);
    }
    grounds(trace, source, &mut packages)?;
    found(trace, source, &mut packages)?;
    Ok(packages.into_iter().map(|(_, package)| package).collect())
}

/// The package that an engine works for. Packages stand in the order of their engines.
fn package_of<'a>(
    trace: &Trace,
    engine: EngineId,
    packages: &'a mut [(EngineId, Package)],
) -> Option<&'a mut Package> {
    let id = trace.package_of(engine)?;
    let at = packages.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    Some(&mut packages[at].1)
}

/// Products that an upgrade removed: inner engines that were called with `REMOVE=ALL`.
fn removed(trace: &Trace, package: EngineId) -> Vec<Removed> {
    let removals = trace.removals_in(package);
    removals
        .map(|(id, run)| Removed {
            line: run.line,
            end_line: run.end_line,
            product_code: run.product_code().unwrap_or(&run.product).to_owned(),
            product: run.product_name().unwrap_or_default().to_owned(),
            outcome: trace.engine_verdict(id).outcome,
        })
        .collect()
}

/// Rights, source, transforms, and patches, from the lines that tell of them.
fn grounds(
    trace: &Trace,
    source: &mut Source,
    packages: &mut [(EngineId, Package)],
) -> io::Result<()> {
    let rows = trace.state.provenance.rows.rows();
    let lines: Vec<LineNo> = rows.iter().map(|row| row.line).collect();
    each_at(source, &lines, |at, event| {
        let Some((row, engine)) = rows.get(at).and_then(|row| Some((row, row.engine()?))) else {
            return;
        };
        // An inner engine has grounds of its own, which are not those of the package around it.
        let is_inner = trace.engines[engine.at()].side == Side::Nested;
        let Some(package) = package_of(trace, engine, packages).filter(|_| !is_inner) else {
            return;
        };
        let said = Said {
            line: event.line,
            phase: trace.phase_at(engine, event.line).map(Phase::as_str),
            text: text(event),
        };
        match row.ground() {
            Ground::Rights => package.note_rights(elevation(event), said),
            Ground::Source => {
                note_source(package, event);
                package.source.said.push(said);
            }
            Ground::Transform => package.transforms.push(said),
            Ground::Patch => note_patch(package, event, said),
            Ground::Upgrade => package.upgrade.push(said),
        }
    })
}

/// What a line says behind its prefix.
fn text(event: &Event<'_>) -> String {
    let line = event.raw.lines().next().unwrap_or_default();
    behind_prefix(line).trim().to_owned()
}

fn note_source(package: &mut Package, event: &Event<'_>) {
    let source = &mut package.source;
    match event.kind {
        EventKind::SourceFolder { path } => {
            path.clone_into(&mut source.folder);
            source.line = Some(event.line);
            // Somebody may have given another source after a search that failed.
            source.failed = false;
        }
        EventKind::SourceType { code, .. } => source.kind = Some(code),
        EventKind::Remark { text, .. } if text.starts_with("Resolving source to launched-from") => {
            source.from = SourceFolder::LAUNCHED;
        }
        EventKind::Remark { text, .. } if text.starts_with("Set LastUsedSource to: ") => {
            let folder = text.trim_start_matches("Set LastUsedSource to: ");
            folder
                .trim_end_matches('.')
                .clone_into(&mut source.registered);
        }
        EventKind::SourceManagement { text } => {
            source.from = SourceFolder::LIST;
            source.failed |= text.starts_with("Failed");
        }
        _ => {}
    }
}

fn note_patch(package: &mut Package, event: &Event<'_>, said: Said) {
    match event.kind {
        EventKind::PatchOrder { patch, path } => package.patches.push(Patch {
            line: event.line,
            code: patch.to_owned(),
            path: path.to_owned(),
        }),
        EventKind::PackageFile {
            role: FileRole::OriginalPatch,
            path,
        } => {
            path.clone_into(&mut package.patch_file);
        }
        _ => {}
    }
    package.patching.push(said);
}

/// Products that were found to upgrade: what `FindRelatedProducts` set properties to.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/findrelatedproducts-action>.
fn found(
    trace: &Trace,
    source: &mut Source,
    packages: &mut [(EngineId, Package)],
) -> io::Result<()> {
    let is_search = |run: &ActionRun| {
        run.end_line.is_some() && trace.names.get(run.name) == "FindRelatedProducts"
    };
    if !trace.actions.iter().any(is_search) {
        return Ok(());
    }
    let rows = trace.state.properties.rows.rows().iter();
    let changes =
        rows.filter(|row| matches!(row.kind(), PropertyKind::Added | PropertyKind::Modified));
    let lines: Vec<(LineNo, EngineId)> = changes
        .filter_map(|row| {
            let engine = row.engine()?;
            let action = action_at(trace, Some(engine), row.line)?;
            is_search(&trace.actions[action.at()]).then_some((row.line, engine))
        })
        .collect();
    let at: Vec<LineNo> = lines.iter().map(|(line, _)| *line).collect();
    each_at(source, &at, |at, event| {
        let EventKind::PropertyChange { name, new, .. } = event.kind else {
            return;
        };
        let codes: Vec<String> = new
            .split(';')
            .filter(|code| code.starts_with('{'))
            .map(str::to_owned)
            .collect();
        let engine = lines[at].1;
        if trace.engines[engine.at()].side == Side::Nested || codes.is_empty() {
            return;
        }
        if let Some(package) = package_of(trace, engine, packages) {
            package.found.push(Found {
                line: event.line,
                property: name.to_owned(),
                product_codes: codes,
            });
        }
    })
}

//! Rules: what a support engineer looks for, one file each.
//!
//! A rule never prints, and it reads a line again only to quote it.

use super::case::Case;
use super::lines::Lines;
use super::rule::{Check, Hit, Words};
pub use super::rule::{Rule, Status};
use crate::finding::Finding;
use crate::text::LineNo;
use crate::trace::{MarkKind, Trace};

/// Declares the module of each rule and puts the rules into a table.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(pub(in crate::detect) mod $module;)*

        /// All rules, in the order of their codes.
        pub const RULES: &[Rule] = &[$($module::RULE,)*];

        /// The files that they stand in, whose doc comments are their pages.
        const FILES: &[&str] = &[$(include_str!(concat!(stringify!($module), ".rs")),)*];
    };
}

rules! {
    action_failed,
    custom_action_failed,
    condition_not_met,
    install_cancelled,
    install_in_progress,
    failed_before_any_action,
    cause_not_in_log,
    bundle_package_failed,
    bundle_cancelled,
    bundle_failed,
    bundle_host_not_loaded,
    error_passed_over,
    caller_failed_afterwards,
    bundle_nothing_done,
    bundle_package_left_out,
    custom_action_failure_ignored,
    script_failed,
    script_engine_missing,
    program_not_started,
    success_taken_for_failure,
    nested_msiexec_turned_away,
    program_cannot_run_here,
    program_failed,
    library_not_run,
    quiet_execution_failed,
    managed_exception,
    action_after_end_failed,
    managed_action_not_unpacked,
    powershell_failed,
    powershell_error_passed_over,
    cancelled_by_custom_action,
    failed_after_commit,
    managed_error_passed_over,
    wix_error_passed_over,
    file_not_marked,
    action_outside_transaction,
    removal_misplaced,
    package_tables_wrong,
    feature_not_in_package,
    dialog_built_wrong,
    product_code_malformed,
    handles_left_open,
    failure_passed_over,
    file_removed_by_upgrade,
    nothing_installed,
    component_kept,
    file_not_replaced,
    file_replaced_by_force,
    feature_not_installed,
    component_left_out,
    shortcut_incomplete,
    cached_patch_missing,
    package_not_found,
    package_damaged,
    transform_missing,
    transform_mismatch,
    cached_package_missing,
    source_of_other_build,
    source_missing,
    package_renamed,
    other_processor,
    secure_repair_refused,
    folder_access_denied,
    file_write_failed,
    file_locked,
    source_file_missing,
    source_unreadable,
    disk_full,
    name_clash,
    path_invalid,
    drive_missing,
    cabinet_not_trusted,
    cabinet_damaged,
    temporary_file_failed,
    protected_file,
    given_folder_not_used,
    installed_in_system_profile,
    installed_in_drive_root,
    driver_not_replaced,
    feature_lost,
    registry_access_denied,
    registry_not_changed,
    location_not_reached,
    account_not_found,
    module_not_registered,
    type_library_not_registered,
    ini_file_not_changed,
    file_security_not_set,
    assembly_not_installed,
    component_not_registered,
    variable_truncated,
    service_start_timeout,
    service_not_started,
    service_not_stopped,
    service_not_deleted,
    service_marked_for_deletion,
    service_not_installed,
    service_not_configured,
    restart_pending,
    restart_required,
    file_in_use,
    programs_not_closed,
    nested_installation,
    installer_crashed,
    installer_service_unreachable,
    error_answered_with_cancel,
    earlier_install_unfinished,
    restart_hidden,
    restart_in_transaction,
    self_repair_loop,
    product_unknown,
    configuration_damaged,
    call_not_accepted,
    server_ended_at_once,
    newer_version_installed,
    launch_condition_not_met,
    work_skipped_by_condition,
    property_not_passed_on,
    rollback_disabled,
    always_install_elevated,
    installs_disabled,
    user_installs_disabled,
    unelevated_user_rejected,
    signature_policy,
    software_restriction,
    elevation_not_possible,
    removal_needs_administrator,
    install_needs_administrator,
    installer_folder_refused,
    package_not_copied,
    secured_data_refused,
    forbidden_by_policy,
    transaction_bitness_misorder,
    folder_redirected,
    rollback_incomplete,
    rolled_back_with_transaction,
    transaction_without_rollback,
    old_version_gone,
    older_version_not_removed,
    older_version_in_other_context,
    other_build_installed,
    patch_without_target,
    patch_refused,
    patched_file_changed,
    older_version_kept,
    patch_orphaned,
    newer_version_replaced,
    log_incomplete,
    caller_gone,
    slow_action,
    lines_lost,
    secret_in_clear_text,
    command_lines_logged,
}

/// The rule with a code or a name, in any case: `MSI503`, `file-in-use`.
#[must_use]
pub fn find(asked: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(asked) || rule.name.eq_ignore_ascii_case(asked))
}

/// The page about a rule in Markdown, without its title: what it finds, why it matters, what to do, evidence, and when
/// it is wrong. A sentence stands on one line, however the comment is wrapped.
#[must_use]
pub fn page(rule: &Rule) -> String {
    let at = RULES.iter().position(|other| other.code == rule.code);
    let comment = at
        .and_then(|at| FILES.get(at))
        .into_iter()
        .flat_map(|file| file.lines())
        .map_while(|line| line.strip_prefix("//!"));
    let mut page = String::new();
    for line in comment.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        let goes_on =
            page.ends_with(|last: char| last.is_alphanumeric() || ",;)`'-".contains(last));
        if !page.is_empty() {
            page.push(if goes_on && !line.is_empty() && !is_heading(&page) {
                ' '
            } else {
                '\n'
            });
        }
        page.push_str(line);
    }
    page
}

/// Whether a text ends with a heading, behind which nothing goes on.
fn is_heading(text: &str) -> bool {
    text.lines()
        .last()
        .is_some_and(|line| line.starts_with('#'))
}

/// The rule that knows the cause of a failure best, with its words.
pub(super) fn diagnose(
    case: &Case<'_>,
    is_wanted: &dyn Fn(&Rule) -> bool,
    lines: &mut Lines<'_>,
) -> Option<(&'static Rule, Words)> {
    RULES
        .iter()
        .filter(|rule| is_wanted(rule))
        .find_map(|rule| match rule.check {
            Check::Cause(check) => check(case, lines).map(|words| (rule, words)),
            Check::Trace(_) | Check::Fallback => None,
        })
}

/// What rules find in a trace beside its cause, worst first, then in the order of the log.
pub(super) fn findings(
    trace: &Trace,
    is_wanted: &dyn Fn(&Rule) -> bool,
    lines: &mut Lines<'_>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES.iter().filter(|rule| is_wanted(rule)) {
        let Check::Trace(check) = rule.check else {
            continue;
        };
        for hit in check(trace, lines) {
            findings.extend(finding(rule, hit, lines));
        }
    }
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.line));
    findings
}

fn finding(rule: &Rule, hit: Hit, lines: &mut Lines<'_>) -> Option<Finding> {
    let line = *hit.lines.first()?;
    Some(Finding {
        rule: rule.code.to_owned(),
        name: rule.name.to_owned(),
        severity: hit.severity.unwrap_or(rule.severity),
        confidence: hit.confidence.unwrap_or(rule.confidence),
        role: rule.role,
        line,
        end_line: hit.lines.iter().copied().max().unwrap_or(line).max(line),
        headline: hit.headline,
        advice: hit.advice.unwrap_or_else(|| rule.advice.to_owned()),
        evidence: lines.first_as_evidence(MOST_EVIDENCE, hit.lines),
    })
}

/// Beside the cause each line may be damage of its own: every folder that was redirected, every file that is missing.
const MOST_EVIDENCE: usize = 40;

/// One hit for all marks of a kind, where there is any.
fn one_hit_for(
    trace: &Trace,
    is_wanted: impl Fn(&MarkKind) -> bool,
    headline: impl Fn(usize) -> String,
) -> Vec<Hit> {
    let lines: Vec<LineNo> = trace
        .marks
        .iter()
        .filter(|mark| is_wanted(&mark.kind))
        .map(|mark| mark.line)
        .collect();
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Hit::new(headline(lines.len()), lines)]
    }
}

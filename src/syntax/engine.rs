//! The text behind an engine prefix.

use nom::Parser;
use nom::branch::alt;

use super::lex::Parsed;
use super::vocabulary::Vocabulary;
use super::{
    action, custom_action, folder, handoff, lifecycle, message, property, remark, script, source,
    state, summary,
};
use crate::event::EventKind;

/// Puts what the text behind an engine prefix says into `kind`, and whether anybody knows.
///
/// Half of the cost of a line was moving its kind from one return value to the next, so this one is written in place.
pub(super) fn text<'log>(
    text: &'log str,
    vocabulary: &Vocabulary,
    kind: &mut EventKind<'log>,
) -> bool {
    if let Ok((_, known)) = by_first_letter(text) {
        *kind = known;
        return true;
    }
    let other = remark::remark(text).or_else(|| translated(text, vocabulary));
    other.map(|other| *kind = other).is_some()
}

/// The sentences that stand in another language although the engine writes them.
fn translated<'log>(text: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    let notice = || {
        let is_english = text.starts_with("Product: ") && text.contains(". Restart required. ");
        let asked_for = vocabulary.restart_for.as_deref();
        let is_notice = is_english || asked_for.is_some_and(|product| text.contains(product));
        is_notice.then_some(EventKind::RestartNotice {
            text: text.trim_end(),
        })
    };
    let numbered = || message::numbered(text).ok().map(|(_, kind)| kind);
    message::product(text, vocabulary)
        .or_else(numbered)
        .or_else(|| summary::event(text))
        .or_else(notice)
}

/// Tries the shapes that begin with the same letter, those that are frequent first.
fn by_first_letter(text: &str) -> Parsed<'_, EventKind<'_>> {
    match text.as_bytes().first() {
        Some(b'A') => alt((lifecycle::app_compat, state::ruling)).parse(text),
        Some(b'B') => alt((script::transaction_begun, handoff::back_from_server)).parse(text),
        Some(b'C') => alt((
            state::component,
            lifecycle::command_line,
            custom_action::server,
            custom_action::handle,
            handoff::run_on_server,
            source::restore_point_call,
            custom_action::returned,
        ))
        .parse(text),
        Some(b'D') => alt((
            folder::target,
            folder::source,
            action::doing,
            state::ruling,
            handoff::shutdown_counter,
            lifecycle::product_context,
        ))
        .parse(text),
        Some(b'E') => alt((script::operation, message::rollback_error)).parse(text),
        Some(b'F') => alt((
            script::file_decision,
            state::feature,
            script::patched_file,
            handoff::mutex_failed,
        ))
        .parse(text),
        Some(b'G') => handoff::mutex_taken(text),
        Some(b'H') => custom_action::hello(text),
        Some(b'I') => alt((
            custom_action::invoked,
            handoff::shutdown_counter,
            handoff::cancel_attempt,
            property::ignored,
        ))
        .parse(text),
        Some(b'L') => custom_action::handle(text),
        Some(b'M') => alt((
            handoff::policy,
            lifecycle::engine_returned,
            lifecycle::elevation,
            state::feature_migrated,
            state::feature_migration,
        ))
        .parse(text),
        Some(b'N') => message::note(text),
        Some(b'O') => alt((lifecycle::package_file, lifecycle::existing_patch)).parse(text),
        Some(b'P') => alt((
            property::change,
            lifecycle::product_code,
            lifecycle::package_file,
            lifecycle::product_assignment,
            lifecycle::product_registered,
            source::package_name,
        ))
        .parse(text),
        Some(b'R') => alt((
            message::restart_manager,
            lifecycle::product_privileges,
            lifecycle::sequence_started,
            script::script_started,
            handoff::transaction_entered,
            state::ruling,
        ))
        .parse(text),
        Some(b'S') => by_letter_s(text),
        Some(b'T') => alt((
            source::transforming_table,
            source::transforms,
            source::transform_step,
            folder::resolution,
            source::restore_point_result,
            source::restore_point_disabled,
        ))
        .parse(text),
        Some(b'U') => alt((handoff::policy, script::server_unlocked)).parse(text),
        Some(b'V') => alt((script::file_access, message::reboot_action)).parse(text),
        Some(b'W') => folder::dual(text),
        Some(b's') => state::ruling(text),
        Some(b'{') => source::patch_order(text),
        Some(b'*') => lifecycle::engine_started(text),
        _ => super::lex::refuse(),
    }
}

/// The letter that most shapes share.
fn by_letter_s(text: &str) -> Parsed<'_, EventKind<'_>> {
    alt((
        script::file_source,
        folder::known,
        action::skipped,
        lifecycle::software_restriction,
        source::secure_repair,
        source::source_product,
        source::source_folder,
        source::source_type,
        script::server_locked,
        folder::resolution,
        handoff::switching_to_server,
        source::patch_sequence,
        source::source_management,
    ))
    .parse(text)
}

//! The text behind an engine prefix.

use super::vocabulary::Vocabulary;
use super::{
    action, custom_action, folder, handoff, lifecycle, message, property, remark, script, source,
    state, summary,
};
use crate::event::EventKind;

/// Puts what the text behind an engine prefix says into `kind`, and whether anybody knows.
pub(super) fn text<'log>(
    text: &'log str,
    vocabulary: &Vocabulary,
    kind: &mut EventKind<'log>,
) -> bool {
    if by_first_letter(text, kind) {
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
        let is_notice = is_english || asked_for.is_some_and(|product| is_about(text, product));
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

/// Whether a sentence of a line ends with the product, as the first one of the notice of a restart does in every language:
/// `Termék: Larch Viewer. Újraindítás szükséges.` A product may have a name so short that many lines have it somewhere.
fn is_about(text: &str, product: &str) -> bool {
    text.match_indices(product).any(|(at, _)| {
        text[at + product.len()..].starts_with(['.', '。'])
            && !text[..at].ends_with(char::is_alphanumeric)
    })
}

/// Tries shapes in order, and whether one of them fits.
///
/// Each writes its event where it stays: one that goes from return value to return value costs more to move than to
/// read.
macro_rules! first_of {
    ($text:ident, $kind:ident, $($shape:path),+ $(,)?) => {
        $(if let Ok((_, known)) = $shape($text) {
            *$kind = known;
            true
        } else)+ {
            false
        }
    };
}

/// Tries the shapes that begin with the same letter, those that are frequent first.
fn by_first_letter<'log>(text: &'log str, kind: &mut EventKind<'log>) -> bool {
    match text.as_bytes().first() {
        Some(b'A') => first_of!(text, kind, lifecycle::app_compat, state::ruling),
        Some(b'B') => first_of!(
            text,
            kind,
            script::transaction_begun,
            handoff::back_from_server
        ),
        Some(b'C') => first_of!(
            text,
            kind,
            state::component,
            lifecycle::command_line,
            custom_action::server,
            custom_action::handle,
            handoff::run_on_server,
            source::restore_point_call,
            custom_action::returned,
        ),
        Some(b'D') => first_of!(
            text,
            kind,
            folder::target,
            folder::source,
            action::doing,
            state::ruling,
            handoff::shutdown_counter,
            lifecycle::product_context,
        ),
        Some(b'E') => first_of!(text, kind, script::operation, message::rollback_error),
        Some(b'F') => first_of!(
            text,
            kind,
            script::file_decision,
            state::feature,
            script::patched_file,
            handoff::mutex_failed,
        ),
        Some(b'G') => first_of!(text, kind, handoff::mutex_taken),
        Some(b'H') => first_of!(text, kind, custom_action::hello),
        Some(b'I') => first_of!(
            text,
            kind,
            custom_action::invoked,
            handoff::shutdown_counter,
            handoff::cancel_attempt,
            property::ignored,
        ),
        Some(b'L') => first_of!(text, kind, custom_action::handle),
        Some(b'M') => first_of!(
            text,
            kind,
            handoff::policy,
            lifecycle::engine_returned,
            lifecycle::elevation,
            state::feature_migrated,
            state::feature_migration,
        ),
        Some(b'N') => first_of!(text, kind, message::note),
        Some(b'O') => first_of!(
            text,
            kind,
            lifecycle::package_file,
            lifecycle::existing_patch
        ),
        Some(b'P') => by_letter_p(text, kind),
        Some(b'R') => first_of!(
            text,
            kind,
            message::restart_manager,
            lifecycle::product_privileges,
            lifecycle::sequence_started,
            script::script_started,
            handoff::transaction_entered,
            state::ruling,
        ),
        Some(b'S') => by_letter_s(text, kind),
        Some(b'T') => first_of!(
            text,
            kind,
            source::transforming_table,
            source::transforms,
            source::transform_step,
            folder::resolution,
            source::restore_point_result,
            source::restore_point_disabled,
        ),
        Some(b'U') => first_of!(text, kind, handoff::policy, script::server_unlocked),
        Some(b'V') => first_of!(text, kind, script::file_access, message::reboot_action),
        Some(b'W') => first_of!(text, kind, folder::dual),
        Some(b's') => first_of!(text, kind, state::ruling),
        Some(b'{') => first_of!(text, kind, source::patch_order),
        Some(b'*') => first_of!(text, kind, lifecycle::engine_started),
        _ => false,
    }
}

/// The letter that most shapes share.
fn by_letter_s<'log>(text: &'log str, kind: &mut EventKind<'log>) -> bool {
    first_of!(
        text,
        kind,
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
    )
}

/// What is said of properties, of products, and of packages.
fn by_letter_p<'log>(text: &'log str, kind: &mut EventKind<'log>) -> bool {
    first_of!(
        text,
        kind,
        property::change,
        lifecycle::product_code,
        lifecycle::package_file,
        lifecycle::product_assignment,
        lifecycle::product_registered,
        source::package_name,
    )
}

#[cfg(test)]
mod tests {
    use crate::syntax::events;

    #[test]
    fn a_notice_of_a_restart_begins_with_its_product() {
        for (product, line, expected) in [
            ("Rota", "Tuote: Rota. Uudelleen.", "restart-notice"),
            ("Rota", "產品：Rota。重新。", "restart-notice"),
            ("Rota", "Tuote: Rotary. Uudelleen.", "message"),
            ("R", "The gates are open for R and others.", "message"),
            ("R", "This is of the gates of SMR. And more.", "message"),
            ("", "The gates are open.", "message"),
        ] {
            let prefix = "MSI (s) (10:20) [10:00:00:000]: ";
            let log = format!(
                "{prefix}It asks. Name: {product}. Version: 1. Language: 0. Maker: A. Type: 2. Reason: 1.\n{prefix}{line}\n"
            );
            let kinds: Vec<_> = events(&log).map(|event| event.kind.name()).collect();
            assert_eq!(kinds, ["restart-event", expected], "{product}: {line}");
        }
    }
}

//! Moments of two logs: what their headers tell of the day, and what their lines tell of the time.

use crate::finding::Moment;

/// A day, in milliseconds.
pub(super) const DAY: i64 = 24 * 60 * 60 * 1000;

/// Clocks of two logs agree to this, in milliseconds: where only a header tells, to a second.
pub(super) const SLACK: i64 = 1000;

/// How sure it is that two dates are of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dates {
    /// One of the logs has no date.
    Unknown,
    /// A reading of an ambiguous date fits.
    Ambiguous,
    /// They are.
    Certain,
}

/// By how many milliseconds the day of the second comes after that of the first, and how sure that is; `None` where
/// they are so far apart that no install lasts as long.
pub(super) fn days_apart(one: &Moment, other: &Moment) -> Option<(Dates, i64)> {
    // One machine writes dates in one way, so the same text is the same day whatever the order of its numbers.
    if !one.written.is_empty() && one.written == other.written {
        return Some((Dates::Certain, 0));
    }
    let pairs = one
        .days
        .iter()
        .flat_map(|a| other.days.iter().map(move |b| (*b - *a).num_days()));
    let Some(nearest) = pairs.min_by_key(|days| days.abs()) else {
        return Some((Dates::Unknown, 0));
    };
    let dates = if one.days.len() + other.days.len() == 2 {
        Dates::Certain
    } else {
        Dates::Ambiguous
    };
    (nearest.abs() <= 1).then_some((dates, nearest * DAY))
}

/// `2025-05-06 08:30:14` where the day is certain, else the date as written.
pub(super) fn date_and_clock(moment: &Moment) -> String {
    match moment.days[..] {
        [day] => format!("{day} {}", clock(moment)),
        _ => format!("{} {}", moment.written, clock(moment))
            .trim()
            .to_owned(),
    }
}

/// The time of a moment as logs write it: `09:22:41`.
pub(super) fn clock(moment: &Moment) -> String {
    let seconds = moment.milliseconds / 1000;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}

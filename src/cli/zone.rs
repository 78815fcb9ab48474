//! Time zones: logs have the local time of their machine, and nothing in them says which that is.

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

/// A zone that the user names.
///
/// Names of IANA rather than offsets alone: the logs of a year lie on both sides of daylight saving, and one offset would
/// be wrong for half of them. Their tables are compiled in, so the same log gives the same instants on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeZone {
    /// `+02:00`.
    Fixed(FixedOffset),
    /// `Europe/Berlin`.
    Named(Tz),
}

impl FromStr for TimeZone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(offset) = text.parse::<FixedOffset>() {
            return Ok(Self::Fixed(offset));
        }
        if matches!(text, "Z" | "UTC" | "utc") {
            return Ok(Self::Named(Tz::UTC));
        }
        text.parse::<Tz>().map(Self::Named).map_err(|_| {
            "no such time zone; write a name such as `Europe/Berlin`, `UTC`, or an offset such as `+02:00`".to_owned()
        })
    }
}

impl TimeZone {
    /// The instant of a local time.
    ///
    /// In autumn an hour comes twice: the first is taken. In spring one is left out: a clock that shows it has not been
    /// set forward, so the offset before the change counts.
    pub(super) fn instant(self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        let zone = match self {
            Self::Fixed(offset) => return fixed(offset, local),
            Self::Named(zone) => zone,
        };
        match zone.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => {
                fixed(offset.fix(), local)
            }
            LocalResult::None => {
                let before = local
                    .checked_sub_signed(TimeDelta::hours(3))
                    .unwrap_or(local);
                let offset = zone.offset_from_local_datetime(&before).earliest();
                let offset = offset.map_or_else(|| chrono::Utc.fix(), |offset| offset.fix());
                fixed(offset, local)
            }
        }
    }
}

/// A local time at an offset.
fn fixed(offset: FixedOffset, local: NaiveDateTime) -> DateTime<FixedOffset> {
    let seconds = TimeDelta::seconds(i64::from(offset.local_minus_utc()));
    let utc = local.checked_sub_signed(seconds).unwrap_or(local);
    DateTime::from_naive_utc_and_offset(utc, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_become_instants() {
        for (zone, local, expected) in [
            ("+02:00", "2025-01-10T08:00:00", "2025-01-10T08:00:00+02:00"),
            ("-0330", "2025-01-10T08:00:00", "2025-01-10T08:00:00-03:30"),
            ("UTC", "2025-01-10T08:00:00", "2025-01-10T08:00:00+00:00"),
            (
                "Europe/Berlin",
                "2025-01-10T08:00:00",
                "2025-01-10T08:00:00+01:00",
            ),
            (
                "Europe/Berlin",
                "2025-07-10T08:00:00",
                "2025-07-10T08:00:00+02:00",
            ),
            // The hour that comes twice, and the one that is left out.
            (
                "Europe/Berlin",
                "2025-10-26T02:30:00",
                "2025-10-26T02:30:00+02:00",
            ),
            (
                "Europe/Berlin",
                "2025-03-30T02:30:00",
                "2025-03-30T02:30:00+01:00",
            ),
        ] {
            let zone: TimeZone = zone.parse().unwrap();
            let local: NaiveDateTime = local.parse().unwrap();
            assert_eq!(zone.instant(local).to_rfc3339(), expected);
        }
        assert!("Mars/Base".parse::<TimeZone>().is_err());
    }
}

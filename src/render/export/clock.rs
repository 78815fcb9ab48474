//! When things happened: clocks of a log as dates and times.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::event::TimeOfDay;
use crate::finding::SessionReport;
use crate::trace::{HeaderDate, Order, Session};

/// From local time to an instant.
pub type Zone = dyn Fn(NaiveDateTime) -> DateTime<FixedOffset> + Sync;

/// How the times of logs become instants.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    /// The time zone of the machines that wrote the logs, if the user names it.
    pub zone: Option<&'a Zone>,
    /// Whether a date such as `05/10/2018` has the day first, if the user says so.
    pub day_first: Option<bool>,
}

/// A time of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Local time of a machine in an unknown zone.
    Local(NaiveDateTime),
    /// An instant, with the offset of the machine.
    Zoned(DateTime<FixedOffset>),
}

/// The clock of one session, which knows the date on which it began.
#[derive(Clone, Copy)]
pub(super) struct SessionClock<'a> {
    clock: Clock<'a>,
    start: Option<NaiveDateTime>,
    first: Option<TimeOfDay>,
}

impl<'a> Clock<'a> {
    /// The clock of a session. Where its date is uncertain, it knows no dates.
    pub(super) fn of(self, report: &SessionReport, session: Option<&Session>) -> SessionClock<'a> {
        let told = report.start.as_deref();
        let told = told.and_then(|text| text.parse::<NaiveDateTime>().ok());
        let start = told.or_else(|| self.settled(session?));
        SessionClock {
            clock: self,
            start,
            first: start.and_then(time_of_day),
        }
    }

    /// The start of a session whose date the user settles.
    fn settled(self, session: &Session) -> Option<NaiveDateTime> {
        let order = if self.day_first? {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
        let day = HeaderDate::read(&session.date).in_order(Some(order))?;
        let time = match session.began() {
            Some(began) => NaiveTime::MIN + milliseconds(began.milliseconds()),
            None => session.time.replace('.', ":").parse().ok()?,
        };
        Some(day.and_time(time))
    }

    fn time(self, at: NaiveDateTime) -> Time {
        self.zone
            .map_or(Time::Local(at), |zone| Time::Zoned(zone(at)))
    }
}

impl SessionClock<'_> {
    /// When the session began.
    pub(super) fn start(&self) -> Option<Time> {
        Some(self.clock.time(self.start?))
    }

    /// So many milliseconds after the session began.
    pub(super) fn after(&self, after: u64) -> Option<Time> {
        let after = TimeDelta::milliseconds(i64::try_from(after).ok()?);
        Some(self.clock.time(self.start?.checked_add_signed(after)?))
    }

    /// A time of day within the session, which is taken to last less than a day.
    pub(super) fn at(&self, at: TimeOfDay) -> Option<Time> {
        self.after(self.milliseconds(at)?)
    }

    /// How many milliseconds after the beginning of the session a time of day is.
    pub(super) fn milliseconds(&self, at: TimeOfDay) -> Option<u64> {
        Some(u64::from(self.first?.until(at)))
    }
}

fn time_of_day(at: NaiveDateTime) -> Option<TimeOfDay> {
    let millisecond = at.nanosecond() / 1_000_000;
    TimeOfDay::new(at.hour(), at.minute(), at.second(), millisecond)
}

fn milliseconds(count: u32) -> TimeDelta {
    TimeDelta::milliseconds(i64::from(count))
}

impl Time {
    /// In ISO form: with its offset, or without for a local time.
    #[must_use]
    pub fn iso(self) -> String {
        match self {
            Self::Local(at) => at.format("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
            Self::Zoned(at) => at.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
        }
    }

    /// The offset of the machine from UTC, `+02:00`, or `local`.
    #[must_use]
    pub fn zone(self) -> String {
        match self {
            Self::Local(_) => "local".to_owned(),
            Self::Zoned(at) => at.format("%:z").to_string(),
        }
    }

    /// Nanoseconds since 1970 in UTC; a local time is taken for UTC.
    #[must_use]
    pub fn nanoseconds(self) -> i64 {
        let instant = match self {
            Self::Local(at) => at.and_utc().timestamp_millis(),
            Self::Zoned(at) => at.timestamp_millis(),
        };
        instant.saturating_mul(1_000_000)
    }
}

//! Dates of headers, which are in the short form of the writer's locale.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// A date of a header, as far as its form tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderDate {
    /// One reading only.
    Certain(NaiveDate),
    /// `05/10/2018`, `18/05/10`: day, month, and year may be meant in several orders.
    Ambiguous(Vec<Reading>),
    /// No year (`2/6`), a year of another calendar (`1447/09/20`), or no date at all.
    Unknown,
}

/// A date as it is when its numbers stand in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The order.
    pub order: Order,
    /// The date.
    pub date: NaiveDate,
}

/// The order of day, month, and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `25/02/2026`, `29-Oct-16`, `2/6` in some countries.
    DayFirst,
    /// `4/17/2022`, `2/6` in others.
    MonthFirst,
    /// `2016/10/4`, `2018. 09. 29.`, `20.07.01`.
    YearFirst,
}

impl HeaderDate {
    /// Reads a date of a header: `25/02/2026`, `2018. 09. 29.`, `2016/10/4`, `29-Oct-16`, `01.08.2021`.
    ///
    /// A year in front, a name for the month, full stops, or a number above 12 decide the order; with slashes or hyphens
    /// and small numbers all readings are given. Years of the Buddhist calendar are turned into ours.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let readings = readings(text, &[]);
        match readings[..] {
            [] => Self::Unknown,
            [first, ref others @ ..] if others.iter().all(|other| other.date == first.date) => {
                Self::Certain(first.date)
            }
            _ => Self::Ambiguous(readings),
        }
    }

    /// The date, where it is certain, or where it is known in which order its numbers stand.
    #[must_use]
    pub fn in_order(&self, order: Option<Order>) -> Option<NaiveDate> {
        match self {
            Self::Certain(date) => Some(*date),
            Self::Ambiguous(readings) => {
                let mut readings = readings.iter();
                let meant = readings.find(|reading| Some(reading.order) == order);
                meant.map(|reading| reading.date)
            }
            Self::Unknown => None,
        }
    }
}

/// A date of a header, with what its session tells of the day.
#[derive(Clone, Debug)]
pub(super) struct HeaderStamp<'a> {
    /// The date, as written.
    pub(super) date: &'a str,
    /// The time, as written: `9:12:53`.
    pub(super) time: &'a str,
    /// The time stamp of the first script of the session.
    pub(super) script: Option<NaiveDateTime>,
}

/// The dates of the headers of one log, where they are certain.
///
/// What a date does not tell itself is told by the time stamp of a script in its session, or by the order of day and
/// month in another header of the log, since one machine wrote them all.
pub(super) fn settle(headers: &[HeaderStamp<'_>]) -> Vec<Option<NaiveDate>> {
    let by_themselves: Vec<Option<NaiveDate>> = headers.iter().map(settle_alone).collect();
    let orders = headers.iter().zip(&by_themselves);
    let mut orders = orders.filter_map(|(header, date)| order(header, (*date)?));
    let first = orders.next();
    let order = first.filter(|first| orders.all(|order| order == *first));
    let all = headers.iter().zip(by_themselves);
    all.map(|(header, date)| date.or_else(|| HeaderDate::read(header.date).in_order(order)))
        .collect()
}

/// The date of a header by its form, or by the scripts of its session.
fn settle_alone(header: &HeaderStamp<'_>) -> Option<NaiveDate> {
    if let HeaderDate::Certain(date) = HeaderDate::read(header.date) {
        return Some(date);
    }
    let began = header.began()?;
    let readings = readings(header.date, &[began.year()]);
    if readings.is_empty() {
        return Some(began);
    }
    // Dialogs may stand open overnight, but where a clock was set no reading agrees.
    let is_near = |date: &NaiveDate| (*date - began).num_days().abs() <= 1;
    let mut near = readings.iter().map(|reading| reading.date).filter(is_near);
    let first = near.next()?;
    near.all(|other| other == first).then_some(first)
}

/// The order of the numbers of a header whose date is known, if only one order gives that date.
fn order(header: &HeaderStamp<'_>, date: NaiveDate) -> Option<Order> {
    let readings = readings(header.date, &[date.year()]);
    let mut agree = readings.iter().filter(|reading| reading.date == date);
    let first = agree.next()?;
    agree.next().is_none().then_some(first.order)
}

impl HeaderStamp<'_> {
    /// The day on which the session began, by its first script: the day before, where midnight has passed since.
    fn began(&self) -> Option<NaiveDate> {
        let stamp = self.script?;
        let hour = self.time.split([':', '.']).next().and_then(number);
        let is_next_day = hour.is_some_and(|hour| hour > stamp.time().hour());
        if is_next_day {
            stamp.date().pred_opt()
        } else {
            Some(stamp.date())
        }
    }
}

/// All dates that a text may mean. A date without a year is of one of `years`.
fn readings(text: &str, years: &[i32]) -> Vec<Reading> {
    use Order::{DayFirst, MonthFirst, YearFirst};
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    // Every locale that writes full stops puts the day first, except those that begin with the year.
    let is_dotted = text.contains('.');
    let mut found = Vec::new();
    let mut add = |order, year: Option<i32>, month, day| {
        let date = year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        found.extend(date.map(|date| Reading { order, date }));
    };
    match parts[..] {
        [a, b, c] => {
            let named = month_by_name(b);
            let (Some(a), Some(b), Some(c)) = (number(a), named.or_else(|| number(b)), number(c))
            else {
                return found;
            };
            if named.is_some() {
                add(DayFirst, full_year(c), b, a);
                return found;
            }
            if a <= 31 {
                add(DayFirst, full_year(c), b, a);
                if !is_dotted {
                    add(MonthFirst, full_year(c), a, b);
                }
            }
            if c <= 31 {
                add(YearFirst, full_year(a), b, c);
            }
        }
        [a, b] => {
            let (Some(a), Some(b)) = (number(a), number(b)) else {
                return found;
            };
            for year in years {
                add(DayFirst, Some(*year), b, a);
                if !is_dotted {
                    add(MonthFirst, Some(*year), a, b);
                }
            }
        }
        _ => {}
    }
    found
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number < 10_000)
}

/// The year of our calendar that is meant, if any.
///
/// The header with a date came with Windows Installer 3.0 in 2004. The Thai calendar counts 543 years more than ours and
/// has the same months; other calendars have others, so that a script must tell.
fn full_year(year: u32) -> Option<i32> {
    let year = match year {
        4..=99 => 2000 + year,
        2547..=2642 => year - 543,
        _ => year,
    };
    (2004..=2099).contains(&year).then_some(year.cast_signed())
}

fn month_by_name(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = text.get(..3)?.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| *month == name)
        .map(|at| at as u32 + 1)
}

/// The local date and time that `Timestamp` of a script header holds: a DOS date and time, with the year from 1980
/// in the top seven bits, then month (4), day (5), hour (5), minute (6), and units of two seconds (5).
#[must_use]
pub fn script_timestamp(stamp: u32) -> Option<NaiveDateTime> {
    let bits = |from: u32, count: u32| stamp >> from & ((1 << count) - 1);
    let date =
        NaiveDate::from_ymd_opt((1980 + bits(25, 7)).cast_signed(), bits(21, 4), bits(16, 5))?;
    let time = NaiveTime::from_hms_opt(bits(11, 5), bits(5, 6), bits(0, 5) * 2)?;
    Some(date.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All readings of a date, as `2018-10-05 or 2018-05-10`.
    fn shown(text: &str) -> String {
        match HeaderDate::read(text) {
            HeaderDate::Certain(date) => date.to_string(),
            HeaderDate::Ambiguous(readings) => {
                let dates = readings.iter().map(|reading| reading.date.to_string());
                dates.collect::<Vec<_>>().join(" or ")
            }
            HeaderDate::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn dates_of_headers_are_read_or_called_ambiguous() {
        for (text, expected) in [
            ("25/02/2026", "2026-02-25"),
            ("4/17/2022", "2022-04-17"),
            ("2016/10/4", "2016-10-04"),
            ("2018. 09. 29.", "2018-09-29"),
            ("2020.07.01.", "2020-07-01"),
            ("29-Oct-16", "2016-10-29"),
            ("01.08.2021", "2021-08-01"),
            ("2021-03-02", "2021-03-02"),
            ("7/7/2026", "2026-07-07"),
            ("05/10/2018", "2018-10-05 or 2018-05-10"),
            ("18/05/10", "2010-05-18 or 2018-05-10"),
            ("01.08.21", "2021-08-01"),
            ("25/2/2569", "2026-02-25"),
            ("1447/09/20", "unknown"),
            ("113/10/4", "unknown"),
            ("2/6", "unknown"),
            ("", "unknown"),
            ("99/99/9999", "unknown"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    /// The dates of headers `date time`, each with the time stamp of a script where it has one.
    fn settled(headers: &[(&str, Option<&str>)]) -> Vec<String> {
        let written = headers.iter().map(|(header, stamp)| {
            let (date, time) = header.split_once("  ").unwrap();
            let script = stamp.map(|stamp| stamp.parse().unwrap());
            HeaderStamp { date, time, script }
        });
        let dates = settle(&written.collect::<Vec<_>>());
        let shown = dates.into_iter();
        shown
            .map(|date| date.map_or("?".to_owned(), |date| date.to_string()))
            .collect()
    }

    #[test]
    fn a_script_of_the_session_settles_what_its_date_does_not_tell() {
        for (header, stamp, expected) in [
            ("05/10/2018  9:12:53", "2018-05-10T09:13:02", "2018-05-10"),
            ("05/10/2018  9:12:53", "2018-10-05T09:13:02", "2018-10-05"),
            ("05/10/2018  9:12:53", "2018-10-06T10:13:02", "2018-10-05"),
            ("05/10/2018  9:12:53", "2019-01-01T09:13:02", "?"),
            ("18/05/10  9:12:53", "2018-05-10T09:13:02", "2018-05-10"),
            ("2/6  0:15:13", "2018-02-06T00:15:20", "2018-02-06"),
            ("12/31  23:59:58", "2019-01-01T00:00:02", "2018-12-31"),
            ("1447/09/20  9:12:53", "2026-03-09T09:13:02", "2026-03-09"),
            ("4/17/2022  9:12:53", "2019-01-01T09:13:02", "2022-04-17"),
        ] {
            assert_eq!(settled(&[(header, Some(stamp))]), [expected], "{header}");
        }
        assert_eq!(settled(&[("05/10/2018  9:12:53", None)]), ["?"]);
    }

    #[test]
    fn the_order_of_one_header_holds_for_all_of_the_log() {
        let undecided = ("05/10/2018  9:12:53", None);
        let one = |other| settled(&[undecided, other]);
        assert_eq!(one(("25/10/2018  9:00:00", None))[0], "2018-10-05");
        assert_eq!(one(("10/25/2018  9:00:00", None))[0], "2018-05-10");
        let script = ("06/10/2018  9:00:00", Some("2018-10-06T09:00:08"));
        assert_eq!(one(script), ["2018-10-05", "2018-10-06"]);
        let both = [
            undecided,
            ("25/10/2018  9:00:00", None),
            ("10/25/2018  9:00:00", None),
        ];
        assert_eq!(settled(&both)[0], "?");
    }

    #[test]
    fn the_time_stamp_of_a_script_is_a_dos_date() {
        let stamp = script_timestamp(1_558_667_338).unwrap();
        assert_eq!(stamp.to_string(), "2026-07-07 12:02:20");
    }
}

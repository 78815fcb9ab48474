//! Dates of headers, which are in the short form of the writer's locale.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

/// A date of a header, as far as its form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderDate {
    /// One reading only.
    Certain(NaiveDate),
    /// `05/10/2018`: day and month may be meant either way.
    Ambiguous {
        /// With the day first.
        day_first: NaiveDate,
        /// With the month first.
        month_first: NaiveDate,
    },
    /// No year (`2/6`), or no date at all.
    Unknown,
}

impl HeaderDate {
    /// Reads a date of a header: `25/02/2026`, `2018. 09. 29.`, `2016/10/4`, `29-Oct-16`, `01.08.2021`.
    ///
    /// A year in front, a name for the month, full stops, or a number above 12 decide the order;
    /// with slashes or hyphens and two small numbers both readings are given.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let parts: Vec<&str> = text
            .split(['/', '-', '.', ' '])
            .filter(|part| !part.is_empty())
            .collect();
        let [a, b, c] = parts[..] else {
            return Self::Unknown;
        };
        if let Some(month) = month_by_name(b) {
            return certain(full_year(c), Some(month), number(a));
        }
        let (Some(a), Some(b), Some(c)) = (number(a), number(b), number(c)) else {
            return Self::Unknown;
        };
        if a > 31 {
            return certain(Some(a), Some(b), Some(c));
        }
        let year = if c < 100 { c + 2000 } else { c };
        let reading = |day, month| NaiveDate::from_ymd_opt(year.cast_signed(), month, day);
        // Every locale that writes full stops puts the day first, except those that begin with the year.
        let month_first = if text.contains('.') {
            None
        } else {
            reading(b, a)
        };
        match (reading(a, b), month_first) {
            (Some(one), Some(other)) if one != other => Self::Ambiguous {
                day_first: one,
                month_first: other,
            },
            (Some(date), _) | (None, Some(date)) => Self::Certain(date),
            (None, None) => Self::Unknown,
        }
    }

    /// The one date that agrees with other dates of the same log, such as the time stamp of a script;
    /// `None` while it stays ambiguous.
    #[must_use]
    pub fn settle(self, evidence: &[NaiveDate]) -> Option<NaiveDate> {
        match self {
            Self::Certain(date) => Some(date),
            Self::Unknown => None,
            Self::Ambiguous {
                day_first,
                month_first,
            } => {
                let near = |date: NaiveDate| {
                    evidence
                        .iter()
                        .any(|other| (*other - date).num_days().abs() <= 1)
                };
                match (near(day_first), near(month_first)) {
                    (true, false) => Some(day_first),
                    (false, true) => Some(month_first),
                    _ => None,
                }
            }
        }
    }

    /// Whether the day stands first, where the date itself tells: its number is above 12.
    #[must_use]
    pub fn order(self, text: &str) -> Option<Order> {
        let Self::Certain(date) = self else {
            return None;
        };
        let first = text.split(['/', '-']).next().and_then(number)?;
        match (first == date.day(), first == date.month()) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// The order of day and month that a log shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `25/02/2026`.
    DayFirst,
    /// `4/17/2022`.
    MonthFirst,
}

fn certain(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> HeaderDate {
    let date = year
        .zip(month)
        .zip(day)
        .and_then(|((y, m), d)| NaiveDate::from_ymd_opt(y.cast_signed(), m, d));
    date.map_or(HeaderDate::Unknown, HeaderDate::Certain)
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number < 10_000)
}

fn full_year(text: &str) -> Option<u32> {
    number(text).map(|year| if year < 100 { year + 2000 } else { year })
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

    #[test]
    fn dates_of_headers_are_read_or_called_ambiguous() {
        for (text, expect) in [
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
            ("2/6", "unknown"),
            ("", "unknown"),
            ("99/99/9999", "unknown"),
        ] {
            let shown = match HeaderDate::read(text) {
                HeaderDate::Certain(date) => date.to_string(),
                HeaderDate::Ambiguous {
                    day_first,
                    month_first,
                } => format!("{day_first} or {month_first}"),
                HeaderDate::Unknown => "unknown".to_owned(),
            };
            assert_eq!(shown, expect, "{text}");
        }
    }

    #[test]
    fn a_script_settles_an_ambiguous_date() {
        let stamp = script_timestamp(1_558_667_338).unwrap();
        assert_eq!(stamp.to_string(), "2026-07-07 12:02:20");
        let evidence = [NaiveDate::from_ymd_opt(2018, 5, 10).unwrap()];
        assert_eq!(
            HeaderDate::read("05/10/2018").settle(&evidence),
            Some(evidence[0])
        );
        assert_eq!(HeaderDate::read("05/10/2018").settle(&[]), None);
    }
}

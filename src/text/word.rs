//! Paths, numbers, lengths of time, and lists, as people read them.

use std::borrow::Borrow;

/// The last part of a path of Windows or of another system: `a.msi` of `C:\Deploy\a.msi`.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}

/// A number with a comma between each three digits: `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Words in a list: `a`, `a and b`, `a, b, and c`.
#[must_use]
pub fn enumerated<S: Borrow<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [one, two] => format!("{} and {}", one.borrow(), two.borrow()),
        [most @ .., last] => format!("{}, and {}", most.join(", "), last.borrow()),
    }
}

/// A length of time in milliseconds, for people: `0.123 s`, `38.4 s`, `12 min 3 s`, `2 h 5 min`.
///
/// Rounded to the last unit that is written, so that a wait of 29.998 s is the 30.0 s that it was.
#[must_use]
pub fn duration(milliseconds: u32) -> String {
    let (tenths, seconds, minutes) = (
        units(milliseconds, 100),
        units(milliseconds, 1_000),
        units(milliseconds, 60_000),
    );
    match (milliseconds, tenths, seconds) {
        (0..1_000, ..) => format!("0.{milliseconds:03} s"),
        (_, 0..600, _) => format!("{}.{} s", tenths / 10, tenths % 10),
        (_, _, 0..3_600) => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// How many of a unit, both in milliseconds, are nearest to a length of time.
#[must_use]
pub const fn units(milliseconds: u32, unit: u32) -> u32 {
    let more = milliseconds % unit >= unit / 2;
    milliseconds / unit + more as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_behind_the_last_stroke_of_either_kind() {
        for (path, expected) in [
            ("C:\\Deploy\\a.msi", "a.msi"),
            ("logs/a.log", "a.log"),
            ("a.log", "a.log"),
            ("C:\\Deploy\\", ""),
            ("", ""),
        ] {
            assert_eq!(file_name(path), expected, "{path}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn lengths_of_time() {
        for (milliseconds, expected) in [
            (0, "0.000 s"),
            (999, "0.999 s"),
            (38_401, "38.4 s"),
            (29_998, "30.0 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min 0 s"),
            (60_000, "1 min 0 s"),
            (119_500, "2 min 0 s"),
            (3_599_499, "59 min 59 s"),
            (3_599_500, "1 h 0 min"),
            (7_500_000, "2 h 5 min"),
            (u32::MAX, "1193 h 3 min"),
        ] {
            assert_eq!(duration(milliseconds), expected);
        }
    }
}

//! Paths, numbers, and lists, as people read them.

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
}

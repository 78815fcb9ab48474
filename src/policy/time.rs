//! Lengths of time, as policies write them.

/// How to write a length of time, for help.
pub(super) const LENGTHS: &str = "write `500ms`, `30s`, `5m`, or `1h`, up to 12h";

/// The milliseconds of `500ms`, `30s`, `5m`, `1h`, up to half a day: the clock of a log has no date.
pub(super) fn milliseconds(text: &str) -> Option<u32> {
    const MOST: u32 = 12 * 60 * 60 * 1000;
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..end].parse().ok()?;
    let unit = match &text[end..] {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(unit).filter(|time| *time <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        for (text, expected) in [
            ("500ms", Some(500)),
            ("30s", Some(30_000)),
            ("5m", Some(300_000)),
            ("12h", Some(43_200_000)),
            ("13h", None),
            ("99999999999s", None),
            ("5", None),
            ("s", None),
            ("5 s", None),
            ("-5s", None),
            ("", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}

//! Why a package or a transform could not be opened, by the code that its record has.

/// Why a file could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Unopened {
    /// The file, its folder, or the share is not there.
    Gone,
    /// The account may not read it.
    Denied,
    /// Another program has it open.
    InUse,
}

impl Unopened {
    /// Why, by a system error, by an HRESULT with one, or by a result of storages, whose last digits are those of a system error
    /// too: `3`, `-2147024893`, `-2147287037`.
    ///
    /// Sources: <https://learn.microsoft.com/windows/win32/stg/structured-storage-error-codes>,
    /// <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
    pub(in crate::detect) fn of(code: &str) -> Option<Self> {
        let code = code.trim().parse::<i64>().ok()?;
        let code = u32::try_from(code & 0xFFFF_FFFF).ok()?;
        match (code >> 16, code & 0xFFFF) {
            (0 | 0x8003 | 0x8007, 2 | 3) | (0 | 0x8007, 53 | 67) => Some(Self::Gone),
            (0 | 0x8003 | 0x8007, 5) => Some(Self::Denied),
            (0 | 0x8003 | 0x8007, 32 | 33) => Some(Self::InUse),
            _ => None,
        }
    }

    /// Why, as the end of a sentence.
    pub(in crate::detect) fn in_words(self) -> &'static str {
        match self {
            Self::Gone => "it is not there",
            Self::Denied => "access was denied",
            Self::InUse => "another program has it open",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_three_kinds_say_why() {
        for (code, why) in [
            ("-2147287038", Some(Unopened::Gone)),
            ("-2147287037", Some(Unopened::Gone)),
            ("-2147024843", Some(Unopened::Gone)),
            ("3", Some(Unopened::Gone)),
            ("-2147287035", Some(Unopened::Denied)),
            ("-2147287008", Some(Unopened::InUse)),
            ("-2147286960", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(Unopened::of(code), why, "{code}");
        }
    }
}

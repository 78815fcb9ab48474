//! Numbers as people paste them: decimal, signed, hexadecimal, with a word in front; and what they may mean.

use super::{Code, Space, code, exit, system_error};

/// Numbers of the message space below this one are headings and line forms, not messages of their own.
const FIRST_MESSAGE: u32 = 100;

/// Numbers above this one are bit patterns with a facility in their upper half, never plain counts.
const LAST_PLAIN: u32 = 0xFFFF;

/// The upper half of an HRESULT that wraps a Win32 code in its lower half.
const WIN32_FACILITY: u32 = 0x8007_0000;

/// A number read from text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The value; for a number with a sign its bit pattern.
    pub value: u32,
    /// The space that a word before the number names, as in `exit 1603`; `None` for a bare number.
    pub space: Option<Space>,
}

/// One thing a number may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The space in which the number has this meaning.
    pub space: Space,
    /// The entry of the catalogue. Its number differs from the one asked for where that one wraps it: 0x80070643
    /// wraps exit code 1603.
    pub code: &'static Code,
}

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is empty or blank.
    #[error("expected a code such as 1603, -2147023293 or 0x80070643, found nothing")]
    Empty,
    /// The text does not end in a number, or has a word in front that names no space.
    #[error("expected a code such as 1603, -2147023293 or 0x80070643, found `{found}`")]
    NotANumber {
        /// The part of the text that does not fit.
        found: String,
    },
    /// The number does not fit into 32 bits.
    #[error("expected a code of at most 32 bits (-2147483648 to 4294967295), found `{found}`")]
    OutOfRange {
        /// The number as it stands in the text.
        found: String,
    },
}

/// Reads one code from `text`.
///
/// Takes decimal (`1603`), signed decimal (`-2147023293`), hexadecimal (`0x80070643`, `80070643h`, and eight bare
/// hexadecimal digits from `80000000` on), hexadecimal or decimal widened to 64 bits (`0xFFFFFFFF80070643`), and
/// words in front (`error 1603`, `exit code 1603`, `Return value 3.`). The words `exit`, `message`, `note`, `info`,
/// `warning`, `hresult`, `win32`, `ntstatus`, `storage`, `wix` and `return` name a space.
///
/// # Errors
///
/// Fails when the text is empty, is not a number, or is one of more than 32 bits.
pub fn parse(text: &str) -> Result<Number, NumberError> {
    let mut words: Vec<&str> = text
        .split([' ', '\t', '\r', '\n', '='])
        .map(|word| word.trim_matches(['.', ',', ';', ':', '(', ')', '[', ']', '"', '\'', '`']))
        .filter(|word| !word.is_empty())
        .collect();
    let last = words.pop().ok_or(NumberError::Empty)?;
    let value = value(last)?;
    let mut space = None;
    for word in words {
        match space_of_word(word) {
            Word::Space(named) => space = Some(named),
            Word::Filler => {}
            Word::Unknown => {
                return Err(NumberError::NotANumber {
                    found: text.trim().to_owned(),
                });
            }
        }
    }
    Ok(Number { value, space })
}

/// Gives everything the code in `text` may mean, the likeliest first; see [`parse`] for the spellings and
/// [`meanings_of`] for the order. A word that names a space leaves only the meanings of that space. The list is
/// empty for a code that the catalogue does not hold.
///
/// # Errors
///
/// Fails when the text is not a code; see [`parse`].
pub fn meanings(text: &str) -> Result<Vec<Meaning>, NumberError> {
    let number = parse(text)?;
    let mut found = meanings_of(number.value);
    if let Some(space) = number.space {
        found.retain(|meaning| meaning.space == space);
    }
    Ok(found)
}

/// Gives everything the number `value` may mean.
///
/// A plain number comes as exit code, message, return value of an action, Win32 code, message of WiX, and last as a heading of the
/// Error table. A bit pattern comes as storage code, HRESULT, NTSTATUS, and then as the code it wraps: 0x8007xxxx
/// wraps a Win32 or exit code, 0xDxxxxxxx an NTSTATUS, and 0xE000xxxx is 0x800Fxxxx as `SetupAPI` has it
/// (<https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/0642cb2f-2075-4469-918c-4441e69c548a>).
#[must_use]
pub fn meanings_of(value: u32) -> Vec<Meaning> {
    let at = |space: Space, number: u32| code(space, number).map(|code| Meaning { space, code });
    if value <= LAST_PLAIN {
        let message = at(Space::Message, value);
        let heading = value < FIRST_MESSAGE;
        return [
            at(Space::Exit, value),
            message.filter(|_| !heading),
            at(Space::ReturnValue, value),
            at(Space::Win32, value),
            at(Space::Wix, value),
            message.filter(|_| heading),
        ]
        .into_iter()
        .flatten()
        .collect();
    }
    [
        at(Space::Storage, value),
        at(Space::Hresult, value),
        at(Space::Ntstatus, value),
        wrapped(value),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a result means, an HRESULT or an exit code: the code inside says more plainly what the HRESULT around it repeats.
#[must_use]
pub fn meaning_of_result(result: u32) -> Option<&'static Code> {
    let system = |number| system_error(number).map(|(_, known)| known);
    let plain = match result {
        0..=LAST_PLAIN => exit(result).or_else(|| system(result)),
        _ => win32_of(result).and_then(system),
    };
    plain.or_else(|| meanings_of(result).first().map(|meaning| meaning.code))
}

/// The Win32 or exit code that an HRESULT wraps: 1603 for 0x80070643. `None` for one of another facility, and for a number
/// that is none
/// (<https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/0642cb2f-2075-4469-918c-4441e69c548a>).
#[must_use]
pub const fn win32_of(hresult: u32) -> Option<u32> {
    if hresult & !LAST_PLAIN == WIN32_FACILITY {
        Some(hresult & LAST_PLAIN)
    } else {
        None
    }
}

/// The HRESULT that wraps the Win32 or exit code of a failure: 0x80070643 for 1603. What has more than 16 bits is a result
/// already and stays as it is
/// (<https://learn.microsoft.com/windows/win32/api/winerror/nf-winerror-hresult_from_win32>).
#[must_use]
pub const fn hresult_of(win32: u32) -> u32 {
    if win32 <= LAST_PLAIN {
        WIN32_FACILITY | win32
    } else {
        win32
    }
}

/// Writes a number the way its space is usually written: eight hexadecimal digits for HRESULT, NTSTATUS and
/// storage codes, decimal for the others.
#[must_use]
pub fn spelling(space: Space, number: u32) -> String {
    match space {
        Space::Hresult | Space::Ntstatus | Space::Storage => format!("0x{number:08X}"),
        Space::Exit | Space::Message | Space::Win32 | Space::ReturnValue | Space::Wix => {
            number.to_string()
        }
    }
}

/// What a word before a number says about it.
enum Word {
    /// It names a space.
    Space(Space),
    /// It says nothing that narrows the meaning.
    Filler,
    /// It is not a word that goes with a code.
    Unknown,
}

/// Sorts a word before a number, whatever its capitals.
fn space_of_word(word: &str) -> Word {
    match word.to_ascii_lowercase().as_str() {
        "exit" => Word::Space(Space::Exit),
        "message" | "note" | "info" | "warning" => Word::Space(Space::Message),
        "hresult" => Word::Space(Space::Hresult),
        "win32" => Word::Space(Space::Win32),
        "ntstatus" => Word::Space(Space::Ntstatus),
        "storage" => Word::Space(Space::Storage),
        "wix" => Word::Space(Space::Wix),
        "return" | "return-value" => Word::Space(Space::ReturnValue),
        // A log writes both messages and exit codes after "error", so the word does not tell them apart.
        "error" | "code" | "value" | "status" | "system" | "internal" => Word::Filler,
        _ => Word::Unknown,
    }
}

/// Gives the code that a bit pattern wraps, if it wraps one of the catalogue.
fn wrapped(value: u32) -> Option<Meaning> {
    if let Some(inner) = win32_of(value) {
        return system_error(inner).map(|(space, code)| Meaning { space, code });
    }
    // HRESULT_FROM_NT sets bit 28 on an NTSTATUS of severity error, which makes the first digit a D.
    if value >> 28 == 0xD {
        let space = Space::Ntstatus;
        return code(space, value & !0x1000_0000).map(|code| Meaning { space, code });
    }
    // An error of SetupAPI, which HRESULT_FROM_SETUPAPI gives a facility of its own.
    if value & !LAST_PLAIN == OF_SETUP && code(Space::Hresult, value).is_none() {
        let space = Space::Hresult;
        let hresult = SETUP_FACILITY | value & LAST_PLAIN;
        return code(space, hresult).map(|code| Meaning { space, code });
    }
    None
}

/// The bits of an error of `SetupAPI`, those of an application and of an error: `0xE000020B`.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/setupapi/>.
const OF_SETUP: u32 = 0xE000_0000;

/// The bits of the HRESULT that such an error becomes: `0x800F020B`.
const SETUP_FACILITY: u32 = 0x800F_0000;

/// Reads one number without words around it.
fn value(text: &str) -> Result<u32, NumberError> {
    if let Some(digits) = text.strip_prefix('-') {
        return negative(text, digits);
    }
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return positive(text, digits, 16);
    }
    if let Some(digits) = text.strip_suffix(['h', 'H']) {
        return positive(text, digits, 16);
    }
    if is_bare_hex(text) {
        return positive(text, text, 16);
    }
    positive(text, text, 10)
}

/// Tells whether `text` is eight hexadecimal digits with the high bit set. As a decimal number such a text would be
/// one of eighty million and more, which is no code, so it is read as an HRESULT that lost its `0x`.
fn is_bare_hex(text: &str) -> bool {
    text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.starts_with(|first: char| first.to_digit(16).is_some_and(|digit| digit >= 8))
}

/// Reads the digits of a number without a sign; `found` is the number as it stands in the text.
fn positive(found: &str, digits: &str, radix: u32) -> Result<u32, NumberError> {
    check_digits(found, digits, radix)?;
    let out_of_range = || NumberError::OutOfRange {
        found: found.to_owned(),
    };
    let wide = u64::from_str_radix(digits, radix).map_err(|_| out_of_range())?;
    if let Ok(value) = u32::try_from(wide) {
        return Ok(value);
    }
    // A negative 32-bit number that a program widened to 64 bits has only ones in front.
    let narrow = i32::try_from(wide.cast_signed()).map_err(|_| out_of_range())?;
    Ok(narrow.cast_unsigned())
}

/// Reads the digits after a minus sign; `found` is the number as it stands in the text.
fn negative(found: &str, digits: &str) -> Result<u32, NumberError> {
    check_digits(found, digits, 10)?;
    // The digits are checked, so a failure can only mean that the number is too large.
    let value: i32 = found.parse().map_err(|_| NumberError::OutOfRange {
        found: found.to_owned(),
    })?;
    Ok(value.cast_unsigned())
}

/// Fails when `digits` is empty or holds anything but digits of `radix`.
fn check_digits(found: &str, digits: &str, radix: u32) -> Result<(), NumberError> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(NumberError::NotANumber {
            found: found.to_owned(),
        });
    }
    Ok(())
}

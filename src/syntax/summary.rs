//! The sentences for the event log at the end, in the language of Windows: labels change, their order does not.

use crate::event::{EventKind, ExitCode, MessageNumber};

/// `Windows Installer installed the product. Product Name: X. Product Version: 1.2. Product Language: 1033. Manufacturer: Y. Installation success or error status: 0.`
/// and its sisters for updates and restarts, in any language.
pub(super) fn event(text: &str) -> Option<EventKind<'_>> {
    let text = text.trim_end_matches(AROUND);
    // Only a sentence that ends in a number and a full stop is worth the search for labels.
    if !text
        .trim_end_matches(STOPS)
        .ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    of_labels(text).or_else(|| status_alone(text))
}

/// The values of the sentence behind their labels.
fn of_labels(text: &str) -> Option<EventKind<'_>> {
    let values = labelled(text);
    let [product, version, language, manufacturer, more @ ..] = &values[..] else {
        return None;
    };
    let language = language.parse().ok()?;
    let status = |manufacturer, update, code: &str| {
        let status = ExitCode(code.parse().ok()?);
        Some(EventKind::ProductStatus {
            product,
            version,
            language,
            manufacturer,
            update,
            status,
        })
    };
    match more {
        // Old installers leave the manufacturer out.
        [] => status("", "", manufacturer),
        [code] => status(manufacturer, "", code),
        // An update may have a number for its name, as articles of Microsoft have, but none of one digit.
        [restart, reason] if restart.len() == 1 && restart.parse::<u32>().is_ok() => {
            Some(EventKind::RestartEvent {
                product,
                restart: restart.parse().ok()?,
                reason: reason.parse().ok()?,
            })
        }
        [update, code] => status(manufacturer, update, code),
        _ => None,
    }
}

/// `Reconfiguration success or error status: 1638.`, the end of the sentence where a page or somebody who quotes it has left
/// out what stands before: `Windows Installer removed the product. ... Removal success or error status: 1603.`
fn status_alone(text: &str) -> Option<EventKind<'_>> {
    let (said, code) = text.split_once(STATUS)?;
    let done = said.rsplit(". ").next()?;
    let is_left_out = said.len() == done.len() || said.starts_with(BEGINNING);
    let is_word = !done.is_empty() && done.bytes().all(|byte| byte.is_ascii_alphabetic());
    let code = code.trim_end_matches(STOPS).parse().ok()?;
    (is_word && is_left_out).then_some(EventKind::ProductStatus {
        product: "",
        version: "",
        language: 0,
        manufacturer: "",
        update: "",
        status: ExitCode(code),
    })
}

/// What stands between what was done and the result.
const STATUS: &str = " success or error status: ";

/// How the sentence begins in each language that is known.
const BEGINNING: &str = "Windows Installer ";

/// The message of an outcome that a sentence for the event log is, for logs without the note with its number:
/// `Product: Contoso Ledger -- Installation failed.`
///
/// Source: events 11707 to 11729 of <https://learn.microsoft.com/windows/win32/msi/event-logging>, and what engines write.
/// Of other languages than English only whole sentences are known that stand in logs and in the event log.
#[must_use]
pub fn outcome_in_words(text: &str) -> Option<MessageNumber> {
    let number = match text.trim_end_matches(AROUND) {
        "Installation completed successfully."
        | "Installation operation completed successfully."
        | "La instalación se completó correctamente."
        | "Instalacja została ukończona pomyślnie."
        | "Installationen slutfördes korrekt."
        | "インストールを正しく完了しました。"
        | "설치를 완료했습니다."
        | "成功完成安裝。"
        | "安裝已順利完成。" => 1707,
        "Installation failed." | "Installation operation failed." => 1708,
        "Removal completed successfully." => 1724,
        "Removal failed." => 1725,
        "Advertisement completed successfully." => 1726,
        "Advertisement failed." => 1727,
        "Configuration completed successfully." => 1728,
        "Configuration failed." => 1729,
        _ => return None,
    };
    Some(MessageNumber(number))
}

/// The message of an outcome that the sentence with the status stands for, as far as its English words tell what was done:
/// `Windows Installer removed the product. Product Name: X. ...`, and without its beginning
/// `Removal success or error status: 1603.`
#[must_use]
pub fn done_in_words(text: &str) -> Option<MessageNumber> {
    let verb = || {
        let (_, said) = text.split_once(BEGINNING)?;
        let (verb, _) = said.split_once(" the product. ")?;
        Some(verb)
    };
    let noun = || text.split_once(STATUS)?.0.split_whitespace().next_back();
    let number = match verb().or_else(noun)? {
        "installed" | "Installation" => 1707,
        "removed" | "Removal" => 1724,
        "advertised" | "Advertisement" => 1726,
        "reconfigured" | "Reconfiguration" | "Configuration" => 1728,
        _ => return None,
    };
    Some(MessageNumber(number))
}

/// Whether a line is what the event log alone has, where the installer begins or ends its work with a package:
/// `Beginning a Windows Installer transaction: C:\a.msi. Client Process Id: 4410.` In other languages the package and the number
/// of the process stand there too.
///
/// Source: events 1040 and 1042 of <https://learn.microsoft.com/windows/win32/msi/event-logging>.
pub(super) fn is_of_transaction(line: &str) -> bool {
    const BEGINNINGS: [&str; 2] = [
        "Beginning a Windows Installer transaction: ",
        "Ending a Windows Installer transaction: ",
    ];
    const PACKAGES: [&str; 4] = [".msi. ", ".msp. ", "}. ", ".msi。"];
    let line = line.trim_end();
    let rest = line.strip_suffix(['.', '。']).unwrap_or(line);
    let before = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_number = before.len() < rest.len() && before.trim_end().ends_with([':', '：']);
    BEGINNINGS.iter().any(|words| line.starts_with(words))
        || has_number && PACKAGES.iter().any(|end| before.contains(end))
}

/// What the sentence for the event log tells of an update that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateFailed<'log> {
    /// Its name, or its code.
    pub name: &'log str,
    /// Whether it was to be removed.
    pub removal: bool,
    /// The result.
    pub code: ExitCode,
}

/// `Update 'KB1' could not be installed. Error code 1603. ...`, `Update 'KB1' could not be removed. Error code 1646. ...` behind
/// the product.
///
/// Source: events 1024 and 1037 of <https://learn.microsoft.com/windows/win32/msi/event-logging>, and what engines write.
#[must_use]
pub fn update_failed(text: &str) -> Option<UpdateFailed<'_>> {
    let (name, said) = text
        .strip_prefix("Update '")?
        .split_once("' could not be ")?;
    let (done, code) = said.split_once(". Error code ")?;
    let end = code.find(|c: char| !c.is_ascii_digit());
    Some(UpdateFailed {
        name: name.trim(),
        removal: match done {
            "installed" => false,
            "removed" => true,
            _ => return None,
        },
        code: ExitCode(code[..end.unwrap_or(code.len())].parse().ok()?),
    })
}

/// Whether the sentence with the status is about the removal of an update: `Windows Installer removed an update. ...`
#[must_use]
pub fn removed_update(text: &str) -> bool {
    text.split_once(BEGINNING)
        .is_some_and(|(_, said)| said.starts_with("removed an update. "))
}

/// Blanks, and the marks that a page in Markdown or a quotation closes with behind the last line: `status: 1603.**`.
const AROUND: [char; 7] = [' ', '\t', '`', '*', '_', '"', '”'];

/// What ends a sentence, with the sign that Markdown sets before it behind a number.
const STOPS: [char; 3] = ['.', '。', '\\'];

/// The values behind the labels: `A. Name: X. Version: 1.2.` gives `X` and `1.2`.
/// A label stands between a full stop and a colon, so a colon with no full stop before it belongs to the value.
fn labelled(text: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut open: Option<usize> = None;
    // Behind the last colon that was looked at: what is no stop for one is none for the next.
    let mut from = 0;
    for (colon, width) in colons(text) {
        let before = std::mem::replace(&mut from, colon + width);
        let Some((stop, label)) = last_stop(&text[before..colon]) else {
            continue;
        };
        if let Some(start) = open.replace(colon + width) {
            // Markdown's sign before a full stop behind a number stays where a page was copied.
            values.push(text[start..before + stop].trim().trim_end_matches('\\'));
        }
        if text[before + label..colon].is_empty() {
            return Vec::new();
        }
    }
    if let Some(start) = open {
        let last = text[start..].trim();
        values.push(last.trim_end_matches(STOPS));
    }
    values
}

/// Where labels may end, with the width of their colon in bytes.
fn colons(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.char_indices().filter_map(|(at, c)| match c {
        ':' if text[at + 1..].starts_with([' ', '\u{a0}']) => Some((at, 1)),
        '：' => Some((at, '：'.len_utf8())),
        _ => None,
    })
}

/// The last full stop that a label can follow, in Japanese a comma: where it is, and where the label begins. The German label
/// of the result has one within it: `Hersteller: Contoso. Erfolg- bzw. Fehlerstatus der Installation: 0.`
fn last_stop(text: &str) -> Option<(usize, usize)> {
    let mut stops = text.rmatch_indices(". ").map(|(at, _)| at);
    let latin = stops.find(|&at| !text[..at].ends_with(" bzw"));
    let latin = latin.map(|at| (at, at + 2));
    let wide = text.rfind(['。', '、']);
    let wide = wide.map(|at| (at, at + '。'.len_utf8()));
    latin.max(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let found = match event(text) {
            Some(EventKind::ProductStatus {
                product,
                version,
                language,
                manufacturer,
                update,
                status,
            }) => {
                format!("{product}|{version}|{language}|{manufacturer}|{update}|{status}")
            }
            Some(EventKind::RestartEvent {
                product,
                restart,
                reason,
            }) => format!("{product}|{restart}|{reason}"),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_line_of_colons_comes_to_an_end() {
        assert!(labelled(&"a: ".repeat(1 << 18)).is_empty());
    }

    #[test]
    fn an_update_that_failed_is_told_with_its_result() {
        let told = |name, removal, code| {
            Some(UpdateFailed {
                name,
                removal,
                code: ExitCode(code),
            })
        };
        for (text, expected) in [
            (
                "Update 'Rota KB1' could not be installed. Error code 1603. Additional information is there.",
                told("Rota KB1", false, 1603),
            ),
            (
                "Update '  {0C5A}' could not be removed. Error code 1646",
                told("{0C5A}", true, 1646),
            ),
            ("Update 'Rota KB1' could not be read. Error code 5.", None),
            ("Update 'Rota KB1' could not be installed.", None),
            ("Update 'Rota KB1' installed successfully.", None),
        ] {
            assert_eq!(update_failed(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_found_in_any_language() {
        check(
            "Windows Installer installed the product. Product Name: A: B. C. Product Version: 1.2. Product Language: 1033. Manufacturer: Contoso Inc.. Installation success or error status: 1602.",
            "A: B. C|1.2|1033|Contoso Inc.||1602",
        );
        check(
            "Windows Installer 已安裝該產品。產品名稱: 甲。產品版本: 1.0。產品語言: 1028。製造商: 乙。安裝成功或錯誤狀態: 0。",
            "甲|1.0|1028|乙||0",
        );
        check(
            "Windows Installer a installé le produit. Nom du produit : A. Version du produit : 1. Langue du produit : 0. Fabricant : B. Réussite de l’installation ou état d’erreur : 1603.",
            "A|1|0|B||1603",
        );
        check(
            "Windows Installer hat das Produkt installiert. Produktname: A. Produktversion: 1. Produktsprache: 1031. Hersteller: B. Erfolg- bzw. Fehlerstatus der Installation: 1603.",
            "A|1|1031|B||1603",
        );
        check(
            "Windows インストーラーにより製品がインストールされました。製品名: 甲、製品バージョン: 1.0、製品の言語: 1041、製造元: 乙、インストールの成功またはエラーの状態: 1603。",
            "甲|1.0|1041|乙||1603",
        );
        check(
            "Windows Installer requires a system restart. Product Name: A. Product Version: 1. Product Language: 0. Manufacturer: B. Type of System Restart: 2. Reason for Restart: 1.",
            "A|2|1",
        );
        check(
            "Windows Installer installed an update. Product Name: A. Product Version: 1. Product Language: 0. Manufacturer: B. Update Name: KB1. Installation success or error status: 0.",
            "A|1|0|B|KB1|0",
        );
        check(
            "Windows Installer installed an update. Product Name: A. Product Version: 1. Product Language: 0. Manufacturer: B. Update Name: 4302771. Installation success or error status: 1603.",
            "A|1|0|B|4302771|1603",
        );
        check(
            "Windows Installer installed the product. Product Name: A. Product Version: 1. Product Language: 0. Manufacturer: B. Installation success or error status: 1603.`** ",
            "A|1|0|B||1603",
        );
        check(
            "Windows Installer installed the product. Product Name: A. Product Version: 1.2\\. Product Language: 1033\\. Manufacturer: B. Installation success or error status: 0\\.",
            "A|1.2|1033|B||0",
        );
        check(
            "Reconfiguration success or error status: 1638.",
            "||0|||1638",
        );
        check(
            "Windows Installer removed the product. ... Removal success or error status: 1603.",
            "||0|||1603",
        );
        check("It has a success or error status: 1638.", "None");
        check("We tried. Removal success or error status: 1638.", "None");
        check("Returned status: 0.", "None");
        check("", "None");
    }
}

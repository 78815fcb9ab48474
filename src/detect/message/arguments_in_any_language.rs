//! What a message names in other languages than English: only what its form alone tells, and no word of a language.

/// An argument of a message, by its name in the catalogue.
pub(in crate::detect) fn argument<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let end = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let text = &text[..end.unwrap_or(text.len())];
    match name {
        "system error code" => code(text),
        "file" | "folder" | "key" => place(text),
        "service display name" => service(text).map(|(display_name, _)| display_name),
        "service name" => service(text).map(|(_, name)| name),
        "action" => called(text).map(|(action, ..)| action),
        "location" | "entry point" => called(text).map(|(_, first, _)| first),
        "command line" | "library" => called(text).map(|(.., second)| second),
        _ => None,
    }
}

/// A message with all that it names is shorter, in characters.
const LONGEST: usize = 4096;

/// The code of Windows: a sentence of a few words that ends with a number, the last of them.
///
/// `Systemfehler 1612.`, `Erreur système : 5.`
fn code(text: &str) -> Option<&str> {
    const MOST_WORDS: usize = 5;
    const MOST_DIGITS: usize = 5;
    let codes = sentences(text).filter_map(|sentence| {
        let digits = sentence.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        let before = &sentence[..sentence.len() - digits.len()];
        let before = before.trim_end_matches([':', '\u{ff1a}', ' ']);
        let is_code = (1..=MOST_DIGITS).contains(&digits.len())
            && sentence.split_whitespace().count() <= MOST_WORDS
            && before.ends_with(char::is_alphabetic)
            && !before.contains(['\\', '/']);
        is_code.then_some(digits)
    });
    codes.last()
}

/// The file, the folder, or the key behind a colon at the end of a sentence.
///
/// `Fehler beim Schreiben in Datei: C:\Gates\gates.dll.`, `Не удалось открыть раздел: UNKNOWN\Components\1A2B.`
fn place(text: &str) -> Option<&str> {
    /// The first part of a path or of a key is shorter.
    const MOST_LETTERS: usize = 100;
    sentences(text).find_map(|sentence| {
        let colons = sentence.match_indices([':', '\u{ff1a}']);
        let behind = colons.map(|(at, colon)| &sentence[at + colon.len()..]);
        // The colon of a drive has a path behind it too.
        let mut behind = behind.filter(|behind| !behind.starts_with('\\'));
        let place = behind.find(|behind| {
            let first = behind.trim_start().chars().take(MOST_LETTERS);
            let mut first = first.take_while(|c| !c.is_whitespace());
            first.any(|c| c == '\\')
        });
        place.map(str::trim)
    })
}

/// The two names of a service: the one that is shown in quotes, and the other one in brackets behind it.
///
/// `Dienst 'Gates' (gatesvc) konnte nicht gestartet werden.`, `服务“Gates”(gatesvc)启动失败。`
fn service(text: &str) -> Option<(&str, &str)> {
    const QUOTES: [(char, char); 5] = [
        ('\'', '\''),
        ('"', '"'),
        ('\u{201c}', '\u{201d}'),
        ('\u{ab}', '\u{bb}'),
        ('\u{201e}', '\u{201c}'),
    ];
    QUOTES.iter().find_map(|(open, close)| {
        let (_, quoted) = text.split_once(*open)?;
        let mut ends = quoted.match_indices(*close);
        // The name that is shown may have an apostrophe itself.
        let (end, name) = ends.find_map(|(at, quote)| {
            let behind = quoted[at + quote.len()..].trim_start();
            Some((at, behind.strip_prefix('(')?))
        })?;
        let (name, _) = name.split_once(')')?;
        let is_name = !name.is_empty() && !name.contains(['\'', '"']);
        is_name.then(|| (quoted[..end].trim(), name))
    })
}

/// A custom action at the end of a text, and what it ran: two words with a colon and what they stand for.
///
/// `Aktion OpenGates, Pfad: C:\Gates\, Befehl: gates.exe /open`
fn called(text: &str) -> Option<(&str, &str, &str)> {
    let (before, first) = labelled(text)?;
    let (first, second) = labelled(first)?;
    let action = before.split_whitespace().next_back()?;
    Some((action, first, second))
}

/// What stands before the first comma that a label follows, and what stands behind its colon.
fn labelled(text: &str) -> Option<(&str, &str)> {
    const MOST_WORDS: usize = 2;
    const MOST_LETTERS: usize = 40;
    let mut commas = text.match_indices(", ");
    commas.find_map(|(at, comma)| {
        let rest = &text[at + comma.len()..];
        let is_letter = |c: char| c.is_alphabetic() || c.is_whitespace();
        let (end, _) = rest
            .char_indices()
            .take(MOST_LETTERS)
            .find(|(_, c)| !is_letter(*c))?;
        let (label, behind) = (&rest[..end], rest[end..].strip_prefix(':')?);
        let is_label = (1..=MOST_WORDS).contains(&label.split_whitespace().count());
        is_label.then(|| (text[..at].trim(), behind.trim()))
    })
}

/// The sentences of a text, without the full stop at their ends. One within a version or the name of a file ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = |(at, mark): (usize, &str)| {
            let behind = &rest[at + mark.len()..];
            let is_end = mark != "." || !behind.starts_with(|next: char| !next.is_whitespace());
            is_end.then_some((at, behind))
        };
        let (at, behind) = rest
            .match_indices(['.', '\u{3002}', '\n'])
            .find_map(end)
            .unwrap_or((rest.len(), ""));
        let sentence = rest[..at].trim();
        rest = behind;
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_number_at_the_end_of_a_short_sentence() {
        for (text, expected) in [
            (
                "Die ältere Version von Ledger 4.2 kann nicht entfernt werden. Wenden Sie sich an den Support. Systemfehler 1612.",
                Some("1612"),
            ),
            (
                "La version précédente de Ledger 4 ne peut pas être supprimée. Erreur système : 1612.",
                Some("1612"),
            ),
            (
                "Не удалось открыть раздел: UNKNOWN\\Components\\1A2B. Системная ошибка 5. Убедитесь в наличии прав.",
                Some("5"),
            ),
            ("无法打开键。 系统错误 5。", Some("5")),
            ("Ledger 4.2 bleibt.", None),
            ("Fehler in Datei: C:\\Gates 5.", None),
            ("Systemfehler .", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn a_place_stands_behind_a_colon() {
        for (text, expected) in [
            (
                "Fehler beim Schreiben in Datei: C:\\Tor und Angel\\gates.1.dll. Prüfen Sie das.",
                Some("C:\\Tor und Angel\\gates.1.dll"),
            ),
            (
                "Не удалось открыть раздел: UNKNOWN\\Components\\1A2B. Системная ошибка 5.",
                Some("UNKNOWN\\Components\\1A2B"),
            ),
            (
                "Impossible d'ouvrir la clé : \\Software\\Gates.  Erreur système 5.",
                Some("\\Software\\Gates"),
            ),
            (
                "Zugriff verweigert: \\\\gates\\share\\a.msi",
                Some("\\\\gates\\share\\a.msi"),
            ),
            ("C:\\Software\\gates.dll bleibt.", None),
            ("Fehler: 5.", None),
        ] {
            assert_eq!(place(text), expected, "{text}");
        }
    }

    #[test]
    fn an_action_has_two_labels_behind_it() {
        for (text, expected) in [
            (
                "Ein Programm, das ausgeführt wird, endete nicht. Aktion OpenGates, Pfad: C:\\Gates\\, Befehl: gates.exe /open, all",
                Some(("OpenGates", "C:\\Gates\\", "gates.exe /open, all")),
            ),
            (
                "Une bibliothèque manque. Action OpenGates, entrée : Open, bibliothèque : C:\\Temp\\MSI1.tmp",
                Some(("OpenGates", "Open", "C:\\Temp\\MSI1.tmp")),
            ),
            ("Ein Programm, das ausgeführt wird, endete nicht.", None),
            ("Aktion OpenGates, Pfad: C:\\Gates\\", None),
        ] {
            assert_eq!(called(text), expected, "{text}");
        }
    }

    #[test]
    fn a_service_has_one_name_in_quotes_and_one_in_brackets() {
        for (text, expected) in [
            (
                "Dienst 'Gates (x64)' (gatesvc) konnte nicht gestartet werden.",
                Some(("Gates (x64)", "gatesvc")),
            ),
            (
                "Le démarrage du service 'Porte d'or' (porte) a échoué.",
                Some(("Porte d'or", "porte")),
            ),
            ("服务“Gates”(gatesvc)启动失败。", Some(("Gates", "gatesvc"))),
            (
                "Le service « Gates » (gatesvc) n'a pas démarré.",
                Some(("Gates", "gatesvc")),
            ),
            ("Dienst 'Gates' konnte nicht gestartet werden.", None),
        ] {
            assert_eq!(service(text), expected, "{text}");
        }
    }
}

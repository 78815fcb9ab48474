//! Addresses in the words of errors.

/// An address that is no longer than this is told whole.
const LONGEST: usize = 80;

/// A text in which each long address keeps its server and its last part: `https://kits.example/…/heron.msi`. The evidence
/// has them whole.
pub(super) fn shortened(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let open = word.len() - word.trim_start_matches('\'').len();
        let end = word.trim_end_matches(['\'', ',', '.']).len().max(open);
        let short = short(&word[open..end]);
        short.map_or(word.to_owned(), |short| {
            format!("{}{short}{}", &word[..open], &word[end..])
        })
    });
    words.collect::<Vec<_>>().join(" ")
}

fn short(address: &str) -> Option<String> {
    if address.len() <= LONGEST {
        return None;
    }
    let (scheme, rest) = address.split_once("://")?;
    let (server, path) = rest.split_once('/')?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let short = format!("{scheme}://{server}/…/{last}");
    (short.len() < address.len()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_address_keeps_its_server_and_its_file() {
        let folders = "0123456789abcdef/".repeat(5);
        for (text, expected) in [
            (
                format!("URL: 'https://kits.example/{folders}heron.msi' to: 'C:\\a'"),
                "URL: 'https://kits.example/…/heron.msi' to: 'C:\\a'",
            ),
            (
                format!("URL: https://kits.example/{folders}heron.msi?a=b, trying"),
                "URL: https://kits.example/…/heron.msi, trying",
            ),
            (
                "URL: https://kits.example/heron.msi".to_owned(),
                "URL: https://kits.example/heron.msi",
            ),
        ] {
            assert_eq!(shortened(&text), expected);
        }
        let no_address = format!("it's {folders} 'a' ' '");
        assert_eq!(shortened(&no_address), no_address);
    }
}

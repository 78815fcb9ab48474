//! Labels that the user adds to every record.

/// Names and values, in the order given.
pub type Labels = Vec<(String, String)>;

/// Names that records have for themselves.
const TAKEN: &[&str] = &[
    "le",
    "job",
    "instance",
    "format",
    "rules",
    "version",
    "wilog_version",
    "rules_version",
];

/// Reads `host=PC1,ring=pilot`. A name is that of a label of Prometheus, since all forms can bear that.
///
/// # Errors
///
/// What is wrong with which label, for people.
pub fn parse_labels(text: &str) -> Result<Labels, String> {
    let mut labels = Labels::new();
    for part in text.split(',') {
        let Some((name, value)) = part.split_once('=') else {
            return Err(format!("`{part}` is no label; write NAME=VALUE"));
        };
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !starts_well || !name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') {
            return Err(format!(
                "`{name}` is no name of a label; use letters, digits, and `_`, and begin with a letter"
            ));
        }
        let is_field = super::FIELDS.iter().any(|field| field.name == name);
        if is_field || TAKEN.contains(&name) {
            return Err(format!("`{name}` is the name of a field; choose another"));
        }
        if labels.iter().any(|(other, _)| other == name) {
            return Err(format!("the label `{name}` is given twice"));
        }
        labels.push((name.to_owned(), value.to_owned()));
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_names_and_values() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            parse_labels("host=PC 1,ring=a=b"),
            Ok(vec![pair("host", "PC 1"), pair("ring", "a=b")])
        );
        for wrong in [
            "", "host", "1a=b", "a-b=c", "rule=x", "a=1,a=2", "=x", "job=x",
        ] {
            assert!(parse_labels(wrong).is_err(), "{wrong}");
        }
    }
}

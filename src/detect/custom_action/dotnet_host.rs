//! What the host of .NET writes where a program lacks its runtime.
//!
//! Source: <https://learn.microsoft.com/dotnet/core/runtime-discovery/troubleshoot-app-launch>.

use super::quiet_output::{ERROR, of_source};
use crate::detect::lines::Lines;
use crate::text::LineNo;

/// A framework that is not there: `Framework: 'Microsoft.NETCore.App', version '8.0.0' (x64)`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::detect) struct Missing {
    name: String,
    version: String,
    /// The processor, where the host tells it.
    processor: Option<String>,
}

impl Missing {
    /// `Microsoft.NETCore.App 8.0.0 (x64)`
    pub(in crate::detect) fn in_words(&self) -> String {
        let processor = self.processor.as_ref();
        let processor = processor.map_or(String::new(), |processor| format!(" ({processor})"));
        format!("{} {}{processor}", self.name, self.version)
    }

    /// What to do about it.
    pub(in crate::detect) fn advice(&self) -> String {
        /// What the frameworks are called where they are to be had.
        const DOWNLOADS: [(&str, &str); 3] = [
            ("Microsoft.NETCore.App", ".NET Runtime"),
            ("Microsoft.WindowsDesktop.App", ".NET Desktop Runtime"),
            ("Microsoft.AspNetCore.App", "ASP.NET Core Runtime"),
        ];
        let mut known = DOWNLOADS.iter();
        let download = known.find(|(name, _)| *name == self.name);
        let download = download.map_or(".NET runtime", |(_, download)| *download);
        // `8.0` of `8.0.0`
        let mut dots = self.version.match_indices('.').map(|(at, _)| at);
        let short = dots
            .nth(1)
            .map_or(self.version.as_str(), |at| &self.version[..at]);
        let processor = match self.processor.as_deref() {
            Some(processor) => format!("for {processor}"),
            None => "for the processor of the program".to_owned(),
        };
        format!(
            "Install the {download} {short} {processor} ({} {} or a later {short}), then install again; one of another processor or \
             of a newer main version does not take its place.",
            self.name, self.version
        )
    }
}

/// The framework that a line names as missing; older hosts write `The framework 'Microsoft.NETCore.App', version '3.1.0' was not
/// found.`
fn missing_in(text: &str) -> Option<Missing> {
    const HEADS: [&str; 3] = [
        "Framework: '",
        "The framework '",
        "The specified framework '",
    ];
    let text = text.trim();
    let rest = HEADS.iter().find_map(|head| text.strip_prefix(head))?;
    let (name, rest) = rest.split_once("', version '")?;
    let (version, rest) = rest.split_once('\'')?;
    let processor = rest.trim_start().strip_prefix('(');
    let processor = processor.and_then(|rest| rest.split_once(')'));
    Some(Missing {
        name: name.to_owned(),
        version: version.to_owned(),
        processor: processor.map(|(processor, _)| processor.to_owned()),
    })
}

/// The framework that the host names in the output of a command, around the line that tells of the failure.
pub(in crate::detect) fn missing_around(
    line: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, Missing)> {
    /// The host lists what is there between the two, and may find a dozen.
    const MOST: u32 = 48;
    let first = line.get().saturating_sub(MOST).max(1);
    let mut found = None;
    for at in (first..=line.plus(MOST).get()).map(LineNo::new) {
        let said = lines.line(at);
        let text = of_source(&said, source);
        if let Some(missing) = text.and_then(missing_in) {
            found = Some((at, missing));
        } else if at >= line && text.is_none_or(|text| text.starts_with(ERROR)) {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_framework_that_a_host_misses() {
        for (text, words, advice) in [
            (
                "Framework: 'Microsoft.NETCore.App', version '8.0.0' (x64)",
                "Microsoft.NETCore.App 8.0.0 (x64)",
                "Install the .NET Runtime 8.0 for x64",
            ),
            (
                "The framework 'Microsoft.WindowsDesktop.App', version '3.1.0' was not found.",
                "Microsoft.WindowsDesktop.App 3.1.0",
                "Install the .NET Desktop Runtime 3.1 for the processor of the program",
            ),
            (
                "The framework 'Microsoft.AspNetCore.App', version '6.0.0' (x86) was not found.",
                "Microsoft.AspNetCore.App 6.0.0 (x86)",
                "Install the ASP.NET Core Runtime 6.0 for x86",
            ),
        ] {
            let missing = missing_in(text);
            assert_eq!(
                missing.as_ref().map(Missing::in_words).as_deref(),
                Some(words)
            );
            assert!(missing.is_some_and(|missing| missing.advice().starts_with(advice)));
        }
        assert_eq!(missing_in("The framework of the gates is 'oak'"), None);
    }
}

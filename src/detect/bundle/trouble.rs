//! What a bundle can fail at by itself, told by the words of its errors, and what to do about each.

use super::{by_result, package_log};

/// What failed in a bundle before or beside its packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A condition of the bundle is false.
    Condition,
    /// Windows Installer does not take the log of a package.
    Logging,
    /// Its description could not be read.
    Manifest,
    /// Its own program is made for .NET and could not be created.
    ManagedProgram,
    /// Its own program is made for .NET and does not run on a Windows 7 without its service pack.
    NoServicePack,
    /// Its own program could not be loaded.
    Program,
    /// Its own program, a process of its own since `WiX` 5, ended before it connected.
    ProgramGone,
    /// Its elevated process and the one that shows its windows never met.
    NotElevated,
    /// Its process without elevation, which shows its windows, did not meet the elevated one that had started it.
    NotBackToElevated,
    /// It could not make the folder that it unpacks its files into or starts itself in.
    WorkingFolder,
    /// It runs inside of another bundle, which ended or stopped listening.
    OuterGone,
    /// Its elevated process ended in the middle of its work.
    ElevatedGone,
    /// A file could not be fetched from its address.
    Download,
    /// The server has no file at the address.
    NotOnServer,
    /// Windows could not set up a secure connection.
    SecureConnection,
    /// A file was not found beside the bundle.
    Source,
    /// The file's publisher signed it with another key than the bundle was built with.
    SignedAnew,
    /// The container of files inside of the bundle is damaged.
    Container,
    /// A file is not the one that the bundle was built with.
    Verification,
    /// Windows does not take the signature of a file for good.
    Signature,
    /// The service of Windows that installs updates could not be opened or started.
    UpdateService,
    /// A part of its own program is a DLL that could not be loaded.
    ProgramPart,
    /// It could not enter itself where Windows starts programs after a restart.
    RunKey,
    /// It could not enter itself among the programs that are installed.
    Registration,
    /// A product that is installed has a version which is none.
    InstalledVersion,
    /// The files inside of the bundle could not be unpacked.
    Extraction,
    /// A file could not be put into the package cache.
    Cache,
    /// A file that lies beside the bundle could not be copied to where it works.
    Copy,
    /// Its elevated process lost the one that shows its windows.
    StarterGone,
    /// A transaction over several packages needs rollback, which a policy forbids.
    RollbackDisabled,
    /// A package asked for a restart in the middle of a transaction.
    RestartInTransaction,
}

/// Words of errors, which bundles write in English everywhere; those of an earlier row say more.
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/engine.mc>, and the texts of its functions.
const WORDS: &[(&str, Trouble)] = &[
    ("Bundle condition evaluated to false", Trouble::Condition),
    ("Bundle global condition check", Trouble::Condition),
    (package_log::NOT_TAKEN, Trouble::Logging),
    ("Failed to load manifest as XML document", Trouble::Manifest),
    (
        "rollback is disabled on this computer",
        Trouble::RollbackDisabled,
    ),
    (
        "Reboot requested within an MSI transaction",
        Trouble::RestartInTransaction,
    ),
    (
        "cannot run with an MBA under the .NET 4 CLR on Windows 7 RTM",
        Trouble::NoServicePack,
    ),
    (
        "Failed to create the managed bootstrapper application",
        Trouble::ManagedProgram,
    ),
    ("bootstrapper application to connect", Trouble::ProgramGone),
    (
        "Failed to connect to elevated parent",
        Trouble::NotBackToElevated,
    ),
    (
        "Failed to wait for child to connect to pipe",
        Trouble::NotElevated,
    ),
    ("Failed to connect to elevated", Trouble::NotElevated),
    ("Failed to send embedded", Trouble::OuterGone),
    (
        "Failed to write message type to pipe",
        Trouble::ElevatedGone,
    ),
    (
        "Failed to write send message to pipe",
        Trouble::ElevatedGone,
    ),
    ("message to per-machine process", Trouble::ElevatedGone),
    (
        "Failed to find expected public key in certificate chain",
        Trouble::SignedAnew,
    ),
    (
        "Failed to verify expected payload against actual certificate chain",
        Trouble::SignedAnew,
    ),
    ("Failed to write run key", Trouble::RunKey),
    ("Failed to create registration key", Trouble::Registration),
    ("WU service", Trouble::UpdateService),
    (
        "LoadBAFunctions() - Failed to load DLL",
        Trouble::ProgramPart,
    ),
    ("Failed to convert version", Trouble::InstalledVersion),
    ("Failed to find container info", Trouble::Container),
    ("Failed to parse containers", Trouble::Container),
    ("Failed attempt to download URL", Trouble::Download),
    ("Failed to send request to URL", Trouble::Download),
    ("Failed to download", Trouble::Download),
    ("Failed to resolve source for", Trouble::Source),
    ("Failed while prompting for source", Trouble::Source),
    ("Failed to verify", Trouble::Verification),
    ("Failed authenticode verification", Trouble::Verification),
    ("Failed to extract", Trouble::Extraction),
    ("Failed create working folder", Trouble::WorkingFolder),
    ("Failed to create working folder", Trouble::WorkingFolder),
    ("Failed to cache to clean room", Trouble::WorkingFolder),
    ("Failed to load UX", Trouble::Program),
    ("Failed to create UX", Trouble::Program),
    ("Failed to load BA", Trouble::Program),
    ("Failed to create BA", Trouble::Program),
    ("Failed attempt to copy payload", Trouble::Copy),
    ("Failed to copy payload", Trouble::Copy),
    ("Failed to cache", Trouble::Cache),
    ("Failed to secure cache", Trouble::Cache),
    (
        "Failed to pump messages from parent process",
        Trouble::StarterGone,
    ),
    ("Failed to move ", Trouble::Cache),
    ("Failed while caching", Trouble::Cache),
];

/// What the errors of a bundle are about.
pub(super) fn trouble_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Trouble> {
    rank_in(texts).map(|(_, trouble)| trouble)
}

/// What the errors of a bundle are about, and how much that says: less, the higher the number is.
pub(super) fn rank_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<(usize, Trouble)> {
    let said = |text: &str| WORDS.iter().position(|(words, _)| text.contains(words));
    let first = texts.into_iter().filter_map(said).min()?;
    WORDS.get(first).map(|(_, trouble)| (first, *trouble))
}

impl Trouble {
    /// What is meant where the result says more: an answer of the server that nothing is there is
    /// `ERROR_FILE_NOT_FOUND`, and results of security say what is wrong with a connection or with a signature.
    ///
    /// Source: `dlutil.cpp` in <https://github.com/wixtoolset/wix3/tree/develop/src/libs/dutil>, and
    /// <https://learn.microsoft.com/windows/win32/com/com-error-codes-4>.
    pub(super) fn with_result(self, result: Option<u32>) -> Self {
        match (self, result) {
            (Self::Download, Some(0x8007_0002 | 0x8019_0194)) => Self::NotOnServer,
            (Self::Download, Some(result)) if by_result::is_of_security(result) => {
                Self::SecureConnection
            }
            (Self::Verification, Some(0x8009_2000..=0x8009_6FFF | 0x800B_0000..=0x800B_FFFF)) => {
                Self::Signature
            }
            _ => self,
        }
    }

    /// What failed, in front of the words of the error, where it says more than that something did.
    pub(super) fn subject(self) -> Option<&'static str> {
        match self {
            Self::Condition => Some("A condition of the bundle was not met"),
            Self::ManagedProgram | Self::NoServicePack | Self::Program => {
                Some("The bundle's own program could not be loaded, so nothing was installed")
            }
            Self::ProgramGone => Some(
                "The program that shows the bundle's windows ended before it connected to the bundle",
            ),
            Self::NotElevated | Self::NotBackToElevated => {
                Some("The two processes of the bundle, one of them elevated, did not connect")
            }
            Self::UpdateService => Some("The bundle could not use the service Windows Update"),
            Self::ProgramPart => Some(
                "A DLL of the bundle's own program could not be loaded, so nothing was installed",
            ),
            Self::OuterGone => Some("The bundle lost the one that it runs inside of"),
            Self::ElevatedGone => Some("The bundle lost its elevated process"),
            Self::StarterGone => {
                Some("The elevated process of the bundle lost the one that had started it")
            }
            _ => None,
        }
    }

    /// Whether the result adds nothing to the subject: of processes that lost each other it is that of a broken pipe, and of
    /// a file that the server lacks that of one which this machine lacks.
    pub(super) fn says_why(self) -> bool {
        matches!(
            self,
            Self::ProgramGone
                | Self::NotElevated
                | Self::NotBackToElevated
                | Self::OuterGone
                | Self::ElevatedGone
                | Self::NotOnServer
                | Self::StarterGone
                | Self::RollbackDisabled
                | Self::RestartInTransaction
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_that_say_more_come_before_their_echoes() {
        for (texts, trouble) in [
            (
                &[
                    "Failed to load UX.",
                    "Failed to create the managed bootstrapper application.",
                ][..],
                Some(Trouble::ManagedProgram),
            ),
            (
                &[
                    "Failed to extract payload: a0",
                    "Failed while caching, aborting execution.",
                ],
                Some(Trouble::Extraction),
            ),
            (
                &["Failed while caching, aborting execution."],
                Some(Trouble::Cache),
            ),
            (
                &[
                    "Failed to write message type to pipe.",
                    "Failed to send embedded progress message over pipe.",
                ],
                Some(Trouble::OuterGone),
            ),
            (
                &[
                    "Failed to find expected public key in certificate chain.",
                    "Failed to verify payload: a0",
                ],
                Some(Trouble::SignedAnew),
            ),
            (&["Failed to open the registry."], None),
            (&[], None),
        ] {
            assert_eq!(trouble_in(texts.iter().copied()), trouble, "{texts:?}");
        }
    }

    #[test]
    fn a_server_without_the_file_is_told_from_one_that_could_not_be_reached() {
        for (result, trouble) in [
            (0x8007_0002, Trouble::NotOnServer),
            (0x8007_2EE7, Trouble::Download),
            (0x8009_0305, Trouble::SecureConnection),
            (0x8007_2F7D, Trouble::SecureConnection),
            (0x8007_2F8F, Trouble::SecureConnection),
            (0x8007_2F78, Trouble::Download),
        ] {
            assert_eq!(Trouble::Download.with_result(Some(result)), trouble);
        }
    }

    #[test]
    fn a_signature_that_windows_refuses_is_told_from_a_file_that_is_another() {
        for (result, trouble) in [
            (0x8009_1007, Trouble::Verification),
            (0x8009_2026, Trouble::Signature),
            (0x800B_0003, Trouble::Signature),
            (0x800B_010A, Trouble::Signature),
        ] {
            assert_eq!(Trouble::Verification.with_result(Some(result)), trouble);
        }
        let advice = Trouble::Signature.advice(0x800B_010A);
        assert!(advice.contains("certificates"), "{advice}");
    }

    #[test]
    fn all_advice_is_sentences() {
        for (_, trouble) in WORDS {
            for result in [
                0,
                0x8007_0002,
                0x8007_0005,
                0x8007_0020,
                0x8007_0070,
                0x8007_2EE7,
                0x8007_2F7D,
                0x8009_0305,
                0x800B_010A,
                0x8013_1508,
            ] {
                let trouble = trouble.with_result(Some(result));
                assert!(trouble.advice(result).ends_with('.'), "{trouble:?}");
            }
        }
    }
}

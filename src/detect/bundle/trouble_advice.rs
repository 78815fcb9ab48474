//! What to do about each trouble of a bundle.

use super::by_result;
use super::result::cause_and_remedy;
use super::trouble::Trouble;

impl Trouble {
    /// What to do about it.
    pub(super) fn advice(self, result: u32) -> String {
        let advice = match self {
            // What is to be done about these depends on the result.
            Self::Cache => return by_result::of_cache(result, by_result::OF_MACHINE),
            Self::Download => return by_result::of_download(result),
            Self::ManagedProgram => return managed_program(result),
            Self::ProgramPart => return by_result::of_dll(result),
            Self::SecureConnection => return by_result::of_security(result),
            Self::Signature => return signature(result),
            Self::Copy => by_result::of_copy(result),
            Self::Extraction => by_result::of_extraction(result),
            Self::Manifest => by_result::of_manifest(result),
            // And these need the same with any result.
            Self::Condition => CONDITION,
            Self::Container => CONTAINER,
            Self::ElevatedGone => ELEVATED_GONE,
            Self::InstalledVersion => INSTALLED_VERSION,
            Self::Logging => LOGGING,
            Self::NoServicePack => NO_SERVICE_PACK,
            Self::NotBackToElevated => NOT_BACK_TO_ELEVATED,
            Self::NotElevated => NOT_ELEVATED,
            Self::NotOnServer => NOT_ON_SERVER,
            Self::OuterGone => OUTER_GONE,
            Self::Program => PROGRAM,
            Self::ProgramGone => PROGRAM_GONE,
            Self::Registration => REGISTRATION,
            Self::RestartInTransaction => RESTART_IN_TRANSACTION,
            Self::RollbackDisabled => ROLLBACK_DISABLED,
            Self::RunKey => RUN_KEY,
            Self::SignedAnew => SIGNED_ANEW,
            Self::Source => SOURCE,
            Self::StarterGone => STARTER_GONE,
            Self::UpdateService => UPDATE_SERVICE,
            Self::Verification => VERIFICATION,
            Self::WorkingFolder => WORKING_FOLDER,
        };
        advice.to_owned()
    }
}

const CONDITION: &str = "Fulfil what the condition asks for, then start the bundle again.";

const LOGGING: &str = "Name another path for the log of the bundle with /log, since those of its packages begin with it.";

const NO_SERVICE_PACK: &str = "Install service pack 1 of Windows 7, which bundles with a program for .NET need there, then start the bundle \
                               again.";

const PROGRAM: &str = "Get the bundle again from its publisher; its author should check that the bundle holds the bootstrapper \
                       application and all files that it needs.";

const PROGRAM_GONE: &str = "Look into the Application event log for the crash of that program at the time of the error, and whether a virus \
                            scanner stopped it in the temporary folder or it needs a runtime that the machine lacks; then start the bundle \
                            again.";

const NOT_ELEVATED: &str = "Let the virus scanner spare the bundle and the temporary folder, since it may have held the new process until \
                            the bundle gave up, then start the bundle again.";

const OUTER_GONE: &str = "Read the log of the outer bundle at the same time, and the Application event log for its crash; start that one \
                          again, or install this bundle by itself first.";

const ELEVATED_GONE: &str = "Look into the Application event log for the crash of the bundle at the time of the error, and whether a virus \
                             scanner or somebody ended it; packages that were applied before may have stayed, so start the bundle again to \
                             finish or remove them.";

const NOT_ON_SERVER: &str = "The server answered that it has no such file: get a newer bundle from the publisher, which names an address that \
                             is there, or get the file by other ways and put it beside the bundle.";

const REGISTRATION: &str = "The bundle enters itself below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall, or below HKCU where it is for \
                            one user: start it as an administrator, look at the rights of that key, and whether security software \
                            guards it.";

const RUN_KEY: &str = "The bundle enters itself into the Run key of the registry, so that it goes on after a restart, and software that \
                       guards that key refuses it: let it allow the bundle, then start the bundle again.";

const INSTALLED_VERSION: &str = "A product that is installed states a version that the bundle cannot read: remove that product and start the \
                                 bundle again, or get a newer bundle.";

const SIGNED_ANEW: &str = "The publisher of the file signed it anew after the bundle was built, which trusts the old key alone: install \
                           that file by hand from its publisher and start the bundle again, or get a newer bundle.";

const CONTAINER: &str = "The file of the bundle is damaged, or was built or signed wrongly: get it again, and compare its size and hash \
                         with those that its publisher states.";

const SOURCE: &str = "Start the bundle from a folder that holds its other files too, at the places that it names, or take a bundle \
                      that holds all its packages.";

const UPDATE_SERVICE: &str = "An update for Windows needs the service Windows Update (wuauserv), which somebody or some software \
                              has switched off or whose rights were changed: set it to Manual, start it with sc.exe start \
                              wuauserv, and give SYSTEM and Administrators their rights back, then start the bundle again.";

const VERIFICATION: &str = "Get the bundle and the files beside it again, all of one build, and look whether a proxy or a virus scanner \
                            changes what is downloaded.";

const STARTER_GONE: &str = "This log is that of the elevated process: read the one of the bundle itself from the same time, and look into \
                            the Application event log for the crash of the process that started it, whose number is the last word of the \
                            command line.";

const ROLLBACK_DISABLED: &str = "Remove the policy DisableRollback (Prohibit rollback in the policy editor) below \
                                 Software\\Policies\\Microsoft\\Windows\\Installer, in HKLM and in HKCU, then start the bundle again.";

const RESTART_IN_TRANSACTION: &str = "Restart the machine and start the bundle again: mostly a file was in use or a restart was pending. Its author \
                                      should keep packages that need a restart out of the transaction.";

const NOT_BACK_TO_ELEVATED: &str = "The process that shows the windows did not reach the elevated one that had started it: start the setup itself \
                                    from an \
elevated prompt, in a newer build if there is one, and let the virus scanner spare the bundle and the \
                                    temporary folder.";

const WORKING_FOLDER: &str = "The bundle could not make the folder that it unpacks its files into, which lies in %TEMP%, and in \
                              C:\\Windows\\Temp where \
it runs elevated or takes itself for that, as with user account control switched off: \
                              look whether the account may write \
there, and start the bundle as an administrator.";

/// A signature that Windows does not take for good.
fn signature(result: u32) -> String {
    match cause_and_remedy(result) {
        Some(known) => format!("{known}{GIVEN_A_PAGE}"),
        None => Trouble::Verification.advice(result),
    }
}

/// What else a signature that is not good may come from.
const GIVEN_A_PAGE: &str = " Where the file was downloaded, look whether it is the file: an address that is gone may give a page in its place.";

/// The bootstrapper application is an assembly that a host for .NET creates by its configuration and by its attribute.
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/ext/BalExtension/mba/host/host.cpp>.
fn managed_program(result: u32) -> String {
    let reason = match result {
        0x8007_0002 => {
            " Here a file is missing: the assembly that the configuration names, or one that it needs."
        }
        0x8013_1508 => " Here the attribute is most likely missing.",
        _ => "",
    };
    format!(
        "This is for the author of the bundle: BootstrapperCore.config (WixToolset.Mba.Host.config since WiX 4) must name the \
         assembly of the bootstrapper application and a version of .NET that the machine has, the assembly and all that it \
         needs must be in the bundle, and it must carry the attribute BootstrapperApplication \
         (BootstrapperApplicationFactory since WiX 4).{reason}"
    )
}

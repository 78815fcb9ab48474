//! Fixed sentences of the engine that say no more than what they are about.

use nom::Parser;
use nom::combinator::peek;
use nom::sequence::preceded;

use super::lex::{Parsed, rest, tag};
use crate::event::{EventKind, Topic};

/// `Could not find source for missing patch {2C7C...} -- orphaning this patch`: the install goes on without it.
pub const PATCH_ORPHANED: &str = "Could not find source for missing patch ";

/// `PATCH SEQUENCER: QFE patch C:\Updates\rowan.msp is not applicable.`
pub const PATCH_SEQUENCER: &str = "PATCH SEQUENCER: ";

/// `PATCH SEQUENCE ERROR: C:\Updates\rowan.msp patch is missing sequencing info!`, `PATCH SEQUENCER ERROR: revision summary info
/// property is missing from transform RTM.1 in C:\Updates\rowan.msp patch`: the installer does not take the patch.
pub const PATCH_SEQUENCE_ERRORS: [&str; 2] = ["PATCH SEQUENCE ERROR: ", "PATCH SEQUENCER ERROR: "];

/// `Couldn't find local patch 'C:\Windows\Installer\3fa21d.msp'. Looking for it at its source.`
pub const LOCAL_PATCH_MISSING: &str = "Couldn't find local patch '";

/// `Rejecting product '{2C7C...}': Non-assigned apps are disabled for non-admin users.`
pub const REJECTED: &str = "Rejecting product ";

/// The remark that a line is: `No System Restore sequence number for this installation.`
pub(super) fn remark(text: &str) -> Option<EventKind<'_>> {
    let first = usize::from(*text.as_bytes().first()?);
    let same_letter = &REMARKS[BY_LETTER[first]..BY_LETTER[first + 1]];
    let (_, topic) = same_letter
        .iter()
        .find(|(head, _)| text.starts_with(head))?;
    let fits = *topic != Topic::Shortcut || is_shortcut(text);
    fits.then_some(EventKind::Remark {
        topic: *topic,
        text,
    })
}

/// `Couldn't find local patch ''. Looking for it at its source.` without its prefix, as people quote it.
pub(super) fn local_patch(line: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(peek(tag(LOCAL_PATCH_MISSING)), rest)
        .map(|text| EventKind::Remark {
            topic: Topic::Patch,
            text,
        })
        .parse(line)
}

/// Where the heads that begin with each letter begin in [`REMARKS`]; they end where those of the next letter begin.
const BY_LETTER: [usize; 257] = {
    let mut begins = [0; 257];
    let mut at = 0;
    let mut letter = 0;
    while letter < begins.len() {
        while at < REMARKS.len() && (REMARKS[at].0.as_bytes()[0] as usize) < letter {
            at += 1;
        }
        begins[letter] = at;
        letter += 1;
    }
    begins
};

/// `'Appicon' icon will be removed.`, `'A' shortcut's, 'B' component will not be removed, so that 'C' icon will not be removed.`
fn is_shortcut(text: &str) -> bool {
    text.ends_with(" icon will be removed.") || text.ends_with(" icon will not be removed.")
}

/// Heads of sentences, sorted, none the beginning of another.
const REMARKS: &[(&str, Topic)] = &[
    ("'", Topic::Shortcut),
    ("Access database with Impersonation", Topic::Security),
    ("Added new source ", Topic::Source),
    ("Adding new sources is allowed.", Topic::Source),
    ("Adding new sources is not allowed.", Topic::Source),
    ("An in-progress install ", Topic::Script),
    ("Applying existing security", Topic::File),
    ("Assembly Error", Topic::Component),
    ("Attempting to delete file ", Topic::Cleanup),
    (
        "Attempting to enable all disabled privileges ",
        Topic::HandOff,
    ),
    ("Baseline Data Table:", Topic::Patch),
    ("Baseline File Table:", Topic::Patch),
    ("Baseline: ", Topic::Patch),
    ("Changed configuration of ", Topic::Service),
    ("Changing configuration of ", Topic::Service),
    ("Checking in-progress install: ", Topic::Script),
    (
        "Cleaning up uninstalled install packages, if any exist",
        Topic::Cleanup,
    ),
    ("Cloaking enabled.", Topic::HandOff),
    ("CoInitializeSecurity failed: ", Topic::Engine),
    ("Connected to service for CA interface.", Topic::HandOff),
    (PATCH_ORPHANED, Topic::Patch),
    ("Couldn't find cached transform ", Topic::Patch),
    (LOCAL_PATCH_MISSING, Topic::Patch),
    ("Counted ", Topic::Cleanup),
    ("Custom Action Manager thread ending.", Topic::CustomAction),
    (
        "Deferring clean up of packages/files, if any exist",
        Topic::Cleanup,
    ),
    ("Delta compression fallback method ", Topic::Patch),
    ("Destroying RemoteAPI object.", Topic::HandOff),
    ("Detected older ", Topic::Component),
    ("Detected that this is a ", Topic::Patch),
    ("Determining source type", Topic::Source),
    ("Done changing configuration of ", Topic::Service),
    ("EEUI - ", Topic::Ui),
    ("End dialog not enabled", Topic::Ui),
    ("Engine has iefSecondSequence set to ", Topic::Engine),
    (
        "Entering CMsiConfigurationManager::SetLastUsedSource.",
        Topic::Source,
    ),
    ("Error setting paths ", Topic::Costing),
    ("Error: cannot register 64 bit component ", Topic::Component),
    ("Failed to connect to server.", Topic::HandOff),
    ("File '", Topic::Security),
    ("File will have security applied from OpCode.", Topic::File),
    ("Final Patch Application Order:", Topic::Patch),
    ("FindRelatedProducts: could not read ", Topic::Registration),
    (
        "FindRelatedProducts: current install is ",
        Topic::Registration,
    ),
    ("Finished allocating new user SID", Topic::Security),
    ("Font created. ", Topic::Ui),
    ("Generating random cookie.", Topic::CustomAction),
    (
        "Internal Exception during install operation: ",
        Topic::Engine,
    ),
    ("Internal MSI error. ", Topic::Engine),
    ("LUA patching is disabled: ", Topic::Patch),
    ("Looking for file transform: ", Topic::Patch),
    ("Looking for patch transform: ", Topic::Patch),
    ("Looking for storage transform: ", Topic::Patch),
    (
        "Lost connection to custom action server process.",
        Topic::CustomAction,
    ),
    ("MSCOREE already loaded, using loaded copy", Topic::Engine),
    (
        "MSCOREE not loaded loading copy from system32",
        Topic::Engine,
    ),
    ("MSIINSTALLPERUSER property is not valid ", Topic::Security),
    ("MSI_DBG: ", Topic::Debug),
    (
        "No System Restore sequence number for this installation.",
        Topic::RestorePoint,
    ),
    ("Note: target paths subject to change ", Topic::Costing),
    ("Other Patches:", Topic::Patch),
    (PATCH_SEQUENCE_ERRORS[0], Topic::Patch),
    (PATCH_SEQUENCE_ERRORS[1], Topic::Patch),
    (PATCH_SEQUENCER, Topic::Patch),
    ("Patch Modified Files List:", Topic::Patch),
    ("Post-install cleanup: ", Topic::Cleanup),
    (
        "Product installation will be elevated because ",
        Topic::Security,
    ),
    ("Product not elevated ", Topic::Security),
    ("ProductCode: {", Topic::Patch),
    ("RTM Baseline: ", Topic::Patch),
    ("Re-applying security from existing file.", Topic::File),
    ("Re-publishing product - ", Topic::Registration),
    ("Re-registering product - ", Topic::Registration),
    (REJECTED, Topic::Security),
    ("Removing foreign folder: ", Topic::Cleanup),
    ("Resetting cached policy values", Topic::Policy),
    ("Resolving Patch source.", Topic::Source),
    ("Resolving source to ", Topic::Source),
    ("Resolving source.", Topic::Source),
    ("Restoring environment variables", Topic::HandOff),
    ("Rollback disabled", Topic::Rollback),
    ("Rollback is disabled", Topic::Rollback),
    ("Running as a service.", Topic::CustomAction),
    ("SRSetRestorePoint ", Topic::RestorePoint),
    ("Scheduling file ", Topic::Cleanup),
    ("Scheduling reboot operation: ", Topic::Restart),
    ("SequencePatches returns ", Topic::Patch),
    ("Set LastUsedIndex to: ", Topic::Source),
    ("Set LastUsedSource to: ", Topic::Source),
    ("Set LastUsedType to: ", Topic::Source),
    ("Setting cached product context: ", Topic::Registration),
    ("Setting launched-from source as last-used.", Topic::Source),
    ("Skipping file hash comparison ", Topic::Security),
    ("Skipping rollback", Topic::Rollback),
    ("Skipping validation ", Topic::Patch),
    ("Specifed source is already in a list.", Topic::Source),
    ("Specifed source is not already in a list.", Topic::Source),
    ("Suspended install detected.", Topic::Script),
    (
        "The Windows Installer initiated a system restart ",
        Topic::Restart,
    ),
    ("The file represented by File table key ", Topic::Patch),
    ("Transforms are not secure.", Topic::Security),
    ("Transforms are secure.", Topic::Security),
    ("UI Sequence table ", Topic::Engine),
    ("Unable to create a temp copy of patch ", Topic::Patch),
    ("Unable to delete the file ", Topic::Cleanup),
    ("Unable to delete the folder ", Topic::Cleanup),
    ("Unexpected or missing subkey ", Topic::Registration),
    ("Unexpected or missing value ", Topic::Registration),
    ("Unknown\\Absent: ", Topic::Patch),
    ("Using cached product context: ", Topic::Registration),
    ("Using source file security for destination.", Topic::File),
    ("Using well known SID for ", Topic::Security),
    ("Validating digital signature of file ", Topic::Security),
    ("Validating transform ", Topic::Patch),
    ("Validating transforms ", Topic::Patch),
    ("Warning: Local cached package ", Topic::Source),
    ("Warning: ResetPeriod ", Topic::Service),
    (
        "Warning: rejected attempt to add new source ",
        Topic::Source,
    ),
    (
        "Windows Installer is disabling patch optimizations ",
        Topic::Patch,
    ),
    (
        "Windows Installer is enabling patch optimizations ",
        Topic::Patch,
    ),
    ("Windows Installer will restart", Topic::Restart),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_sorted_and_none_begins_another() {
        for pair in REMARKS.windows(2) {
            assert!(
                pair[0].0 < pair[1].0 && !pair[1].0.starts_with(pair[0].0),
                "{pair:?}"
            );
        }
    }

    #[test]
    fn a_remark_is_found_by_its_head() {
        for (head, topic) in REMARKS {
            if *topic != Topic::Shortcut {
                assert_eq!(
                    remark(head),
                    Some(EventKind::Remark {
                        topic: *topic,
                        text: head
                    })
                );
            }
        }
        for text in ["", "Zzz", "A", "'quoted' text"] {
            assert_eq!(remark(text), None, "{text}");
        }
    }
}

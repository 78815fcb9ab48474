//! What to do where the result of a trouble says more than its words: about the package cache, the unpacked files, and a
//! server that was not reached.

use super::result::cause_and_remedy;
use crate::detect::known_text::DENIED;

/// `HRESULT_FROM_WIN32` of `ERROR_FILE_NOT_FOUND` and of `ERROR_PATH_NOT_FOUND`.
const GONE: [u32; 2] = [0x8007_0002, 0x8007_0003];

/// `HRESULT_FROM_WIN32` of `ERROR_SHARING_VIOLATION` and of `ERROR_LOCK_VIOLATION`.
pub(super) const HELD: [u32; 2] = [0x8007_0020, 0x8007_0021];

/// `HRESULT_FROM_WIN32` of `ERROR_HANDLE_DISK_FULL` and of `ERROR_DISK_FULL`.
pub(super) const DISK_FULL: [u32; 2] = [0x8007_0027, 0x8007_0070];

/// The package cache of bundles for the machine, where no policy and no error names another folder.
pub(super) const OF_MACHINE: &str = "C:\\ProgramData\\Package Cache";

/// Another program holds a file.
pub(super) const OF_HELD: &str = "Another program has the file open, mostly a virus scanner or the same setup started twice: close that one \
                       or restart the machine, let the scanner spare the bundle and the package cache, then start the \
                       bundle again.";

/// What to do about a file that did not come into the package cache, which is this folder.
pub(super) fn of_cache(result: u32, folder: &str) -> String {
    let advice = match result {
        DENIED if folder.contains("\\AppData\\") => {
            return format!(
                "The folder of the package cache is {folder} for this user, who must be able to write it: look at its owner and \
                 its access list, and whether security software guards the folder; then start the bundle again."
            );
        }
        DENIED => {
            return format!(
                "The folder of the package cache is {folder} for a bundle of the machine, and SYSTEM and Administrators need \
                 full control of it: look at its owner and its access list, whether the bundle ran elevated, and whether \
                 security software guards the folder; then start the bundle again."
            );
        }
        held if HELD.contains(&held) => OF_HELD,
        gone if GONE.contains(&gone) => {
            "A file that the bundle had unpacked or downloaded was gone before it came into the package cache: look \
             whether something cleans the temporary folder or a virus scanner took the file away, then start the bundle \
             again."
        }
        full if DISK_FULL.contains(&full) => {
            "Free space on the drive of the package cache, which is mostly C:, and on that of the temporary folder, then \
             start the bundle again."
        }
        _ => {
            "The first error names what could not be put into the package cache: look whether the disk has space, whether \
             the folder of the cache may be written, and whether a virus scanner holds the file."
        }
    };
    advice.to_owned()
}

/// What to do about a file beside the bundle that could not be copied to the temporary folder.
pub(super) fn of_copy(result: u32) -> &'static str {
    match result {
        full if DISK_FULL.contains(&full) => {
            "Free space on the drive of the temporary folder, into which the bundle copies its files first, or set TEMP and \
             TMP to a folder on a drive that has space, then start the bundle again."
        }
        held if HELD.contains(&held) => OF_HELD,
        _ => {
            "Look whether the file beside the bundle can be read and the temporary folder has space; from a network share or a \
             removable drive copy the bundle with all its files to a local disk first, then start it there."
        }
    }
}

/// `REGDB_E_CLASSNOTREG`, `CLASS_E_CLASSNOTAVAILABLE`, and `E_NOINTERFACE`: what a component gives that is not registered well.
const NOT_REGISTERED: [u32; 3] = [0x8004_0154, 0x8004_0111, 0x8000_4002];

/// What to do about the description of a bundle that could not be read.
///
/// Source: `XmlInitialize` in <https://github.com/wixtoolset/wix3/blob/develop/src/libs/dutil/xmlutil.cpp>.
pub(super) fn of_manifest(result: u32) -> &'static str {
    if result == DENIED || NOT_REGISTERED.contains(&result) {
        "The bundle reads its own description with MSXML, which did not start: run regsvr32 msxml3.dll and regsvr32 msxml6.dll as \
         an administrator, look whether security software stops them, then start the bundle again; under Wine install \
         msxml3 or msxml6 of Windows with winetricks."
    } else {
        "The description inside of the bundle cannot be read, so its file is damaged: get it again, and compare its size and hash \
         with those that its publisher states."
    }
}

/// `HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND)`.
pub(super) const LIBRARY_GONE: u32 = 0x8007_007E;

/// What to do where a DLL was not found, by what needs it: `The DLL needs another one`.
pub(super) fn of_library(needed: &str) -> String {
    format!(
        "{needed} that this machine lacks, mostly of the Visual C++ Redistributable: install the newest one for the processor \
         of the bundle, then start the bundle again, or take another build of it."
    )
}

/// What to do about a DLL of the bundle's own program that could not be loaded. One that the bundle has just unpacked is there, so
/// another one is missing.
pub(super) fn of_dll(result: u32) -> String {
    if result == LIBRARY_GONE {
        of_library("The DLL needs another one")
    } else {
        "Look whether a virus scanner holds the temporary folder, and start the bundle again, or take another build of it; its \
         author should check the DLL."
            .to_owned()
    }
}

/// `HRESULT_FROM_WIN32(ERROR_INVALID_FUNCTION)`, which a bundle gives whose packages are not where it looks for them inside of
/// its file.
///
/// Source: <https://github.com/wixtoolset/issues/issues/6686>.
const NOT_WHERE_IT_WAS: u32 = 0x8007_0001;

/// What to do about a bundle whose files are not where it looks for them inside of its own.
pub(super) const DAMAGED_OR_SIGNED: &str = "The bundle is damaged, or its publisher signed it without taking the engine out first, and then no \
                                            download of this build works: get it again once, and if that fails too take another build and \
                                            tell the publisher, who signs the engine with wix burn detach and reattach, before WiX 4 with \
                                            insignia -ib and -ab.";

/// What to do about files that could not be unpacked: a full disk, and a bundle that was signed as other programs are.
pub(super) fn of_extraction(result: u32) -> &'static str {
    if result == NOT_WHERE_IT_WAS {
        DAMAGED_OR_SIGNED
    } else if DISK_FULL.contains(&result) {
        "Free space on the drive of the temporary folder, into which the bundle unpacks its files, or set TEMP and TMP to a \
         folder on a drive that has space, then start the bundle again."
    } else {
        "Get the bundle again, since it may be damaged, and look whether the temporary folder has space and whether a \
         virus scanner holds its files."
    }
}

/// Whether a result says that Windows did not take a secure connection: those of its own security layer, and those that
/// `WinINet` and `WinHTTP` have for certificates and protocols.
///
/// Source: <https://learn.microsoft.com/windows/win32/wininet/wininet-errors>, and
/// <https://learn.microsoft.com/windows/win32/winhttp/error-messages>.
pub(super) fn is_of_security(result: u32) -> bool {
    /// 12037, 12038, 12044 to 12046, 12055, 12057, 12157, 12169, 12170, and 12175.
    const OF_INTERNET: [u32; 11] = [
        0x8007_2F05,
        0x8007_2F06,
        0x8007_2F0C,
        0x8007_2F0D,
        0x8007_2F0E,
        0x8007_2F17,
        0x8007_2F19,
        0x8007_2F7D,
        0x8007_2F89,
        0x8007_2F8A,
        0x8007_2F8F,
    ];
    (0x8009_0300..=0x8009_03FF).contains(&result) || OF_INTERNET.contains(&result)
}

/// What to do about a file that could not be fetched.
pub(super) fn of_download(result: u32) -> String {
    // Errors of the internet have numbers of 12001 and above.
    let is_of_internet = (0x8007_2EE1..=0x8007_2FFF).contains(&result);
    let known = cause_and_remedy(result).filter(|_| is_of_internet);
    match known {
        Some(known) => format!("{known} Then try the address by hand on this machine. {SPARED}"),
        None => format!(
            "Try the address by hand on this machine: a proxy or a firewall may be in the way, or nothing is there any \
             more. {SPARED}"
        ),
    }
}

/// What to do about a connection that is not secure enough for one side.
pub(super) fn of_security(result: u32) -> String {
    match cause_and_remedy(result) {
        Some(known) => format!(
            "{known} That a browser opens the address says little, since it may bring the protocols and the certificates \
             that Windows lacks. {SPARED}"
        ),
        None => of_download(result),
    }
}

/// What spares the download.
const SPARED: &str = "A file that lies beside the bundle is not downloaded, and a bundle that holds all its packages needs \
                      no network.";

//! What to do where the result of a trouble says more than its words: about the package cache, the unpacked files, and a
//! server that was not reached.

use super::result::cause_and_remedy;

/// `HRESULT_FROM_WIN32` of `ERROR_FILE_NOT_FOUND` and of `ERROR_PATH_NOT_FOUND`.
const GONE: [u32; 2] = [0x8007_0002, 0x8007_0003];

/// `E_ACCESSDENIED`.
pub(super) const DENIED: u32 = 0x8007_0005;

/// `HRESULT_FROM_WIN32` of `ERROR_SHARING_VIOLATION` and of `ERROR_LOCK_VIOLATION`.
const HELD: [u32; 2] = [0x8007_0020, 0x8007_0021];

/// `HRESULT_FROM_WIN32` of `ERROR_HANDLE_DISK_FULL` and of `ERROR_DISK_FULL`.
pub(super) const DISK_FULL: [u32; 2] = [0x8007_0027, 0x8007_0070];

/// What to do about a file that did not come into the package cache.
pub(super) fn of_cache(result: u32) -> &'static str {
    match result {
        DENIED => {
            "The folder of the package cache is C:\\ProgramData\\Package Cache for a bundle of the machine, and SYSTEM and \
             Administrators need full control of it: look at its owner and its access list, whether the bundle ran \
             elevated, and whether security software guards the folder; then start the bundle again."
        }
        held if HELD.contains(&held) => {
            "Another program has the file open, mostly a virus scanner or the same setup started twice: close that one or \
             restart the machine, let the scanner spare the bundle and the package cache, then start the bundle again."
        }
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
    }
}

/// What to do about files that could not be unpacked, where the disk is full.
pub(super) fn of_extraction(result: u32) -> &'static str {
    if DISK_FULL.contains(&result) {
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

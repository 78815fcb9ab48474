//! What a result means, and what is to be done about it, where it is known what a custom action works on: the same
//! "not found" is a missing file to one, and a missing firewall rule to another.
//!
//! Sources: the names and numbers of the WiX toolset,
//! <https://github.com/wixtoolset/wix/tree/main/src/ext> and
//! <https://github.com/wixtoolset/wix/blob/main/src/libs/wcautil/WixToolset.WcaUtil/custommsierrors.h>; for what the results
//! mean the page or the report at each.

use std::ops::RangeInclusive;

use crate::catalog::{self, Code, Space};
use crate::trace::is_script_runner;

/// Something that custom actions work on.
#[derive(Debug)]
pub(in crate::detect) struct Work {
    /// What stands in the names of the custom actions and functions that do such work: `FirewallExceptions` in
    /// `WixExecFirewallExceptionsInstall`, whatever the version of WiX puts before and behind it.
    names: &'static [&'static str],
    /// The numbers of the messages of WiX about it.
    numbers: RangeInclusive<u32>,
    /// The results that mean something of their own here.
    results: &'static [Special],
}

/// Results that mean something of their own to some work.
#[derive(Debug)]
pub(in crate::detect) struct Special {
    results: &'static [u32],
    /// What they mean, in the middle of a sentence.
    pub(in crate::detect) meaning: &'static str,
    /// What to do about them.
    pub(in crate::detect) remedy: &'static str,
}

const START_FIREWALL: &str = "Start the service Windows Defender Firewall (MpsSvc) and set its start type to Automatic, then install \
     again, or leave out the firewall rule where the package asks for it";

/// Work about which WiX has no messages: none has the number 0.
const NO_NUMBERS: RangeInclusive<u32> = 0..=0;

const WORKS: &[Work] = &[
    Work {
        names: &["SecureObjects"],
        numbers: 25520..=25522,
        results: &[],
    },
    // <https://docs.firegiant.com/wix/schema/util/removefolderex/>
    Work {
        names: &["RemoveFoldersEx"],
        numbers: NO_NUMBERS,
        results: &[Special {
            results: &[0x8007_0057],
            meaning: "the property that should hold the folder is empty",
            remedy: "Look where the package takes the property from, in most packages from the registry, and put the value back, for \
                     example by a repair; the author should set it whatever the machine has",
        }],
    },
    Work {
        names: &["XmlFile", "XmlConfig"],
        numbers: 25530..=25543,
        results: &[
            // MSXML does not say why it could not load a file, and WiX makes it this code.
            Special {
                results: &[0x8007_006E],
                meaning: "the XML file is not there, cannot be opened, or is no well-formed XML",
                remedy: "Look whether the file is at that path when the action runs, whether its component is installed, and whether \
                         it is well-formed XML; then whether another program has it open",
            },
            Special {
                results: &[0x8007_0002, 0x8007_0003],
                meaning: "the XML file is not there",
                remedy: "Look whether the file is at that path when the action runs, and whether its component is installed",
            },
        ],
    },
    Work {
        names: &["Firewall"],
        numbers: 25580..=25580,
        results: &[
            // <https://github.com/microsoftarchive/redis/issues/245>: no endpoint of the service is registered.
            Special {
                results: &[
                    0x8007_06D9,
                    0x8007_06BA,
                    0x8007_0422,
                    0x8007_0426,
                    0x8007_042C,
                ],
                meaning: "the service of Windows Firewall does not run",
                remedy: START_FIREWALL,
            },
            // <https://learn.microsoft.com/windows/win32/api/netfw/nf-netfw-inetfwrules-item>
            Special {
                results: &[0x8007_0002],
                meaning: "the firewall rule that it asked for does not exist",
                remedy: "Make a rule of that name in Windows Firewall, so that the action finds it, then try again; its author should \
                         not take a missing rule for a failure",
            },
        ],
    },
    Work {
        names: &["IIs", "IIS", "Metabase"],
        numbers: 26001..=26109,
        results: &[
            // <https://learn.microsoft.com/iis/configuration/system.applicationhost/confighistory>
            Special {
                results: &[0x8007_000D],
                meaning: "the settings of IIS cannot be read, or a value that was to be set is not valid",
                remedy: "Look whether the manager of IIS opens and shows its sites: if not, restore applicationHost.config in \
                         C:\\Windows\\System32\\inetsrv\\config from C:\\inetpub\\history; if it does, check the values that the package \
                         was given for the web site",
            },
            // <https://github.com/wixtoolset/issues/issues/4585>
            Special {
                results: &[0x8007_0002, 0x8007_0003],
                meaning: "a site or another part of the settings of IIS was not found",
                remedy: "Look in the manager of IIS whether the web site that the package builds on is there, and whether the settings \
                         of IIS are sound",
            },
            // <https://github.com/wixtoolset/issues/issues/4296>
            Special {
                results: &[0x8007_00B7],
                meaning: "the settings of IIS have such an entry already",
                remedy: "Remove the entry that an earlier install left in the manager of IIS, then install again",
            },
            Special {
                results: &[0x8004_0154],
                meaning: "IIS, or the part of it that the package uses, is not installed",
                remedy: "Install IIS with its management tools, among them IIS 6 Metabase Compatibility, then install again",
            },
        ],
    },
    Work {
        names: &["CreateDatabase", "DropDatabase", "SqlStrings", "SqlData"],
        numbers: 26201..=26205,
        results: &[
            // <https://github.com/wixtoolset/issues/issues/9312>
            Special {
                results: &[0x8004_0154],
                meaning: "the OLE DB driver for SQL Server that the package uses is not installed",
                remedy: "Install the Microsoft OLE DB Driver for SQL Server, also for 32-bit programs, then install again",
            },
        ],
    },
    // InstallShield before version 12, whose engine is a program of its own:
    // <https://docs.revenera.com/installshield23helplib/helplibrary/ISMSIArchitecture.htm>.
    Work {
        names: &["ISMsiServerStartup"],
        numbers: NO_NUMBERS,
        results: &[
            Special {
                results: &[0x8007_02E4],
                meaning: "the engine of InstallShield, IDriver.exe, needs elevation",
                remedy: "Start the install from an elevated prompt; where that does not help, run ISScript.msi from the medium of the \
                         product first, elevated too",
            },
            Special {
                results: &[0x8007_0005, 0x8004_0154, 0x8008_0005, 0x8004_01F3],
                meaning: "the engine of InstallShield, IDriver.exe, is not registered or may not be started",
                remedy: "Run ISScript.msi from the medium of the product, elevated, then install again from an elevated prompt",
            },
        ],
    },
    Work {
        names: &["PerfCounter", "Perfmon"],
        numbers: 26251..=26254,
        results: &[],
    },
    Work {
        names: &["Smb"],
        numbers: 26301..=26302,
        results: &[],
    },
    Work {
        names: &["Certificate"],
        numbers: 26351..=26352,
        results: &[
            // <https://github.com/wixtoolset/issues/issues/5478>
            Special {
                results: &[0x8009_0010],
                meaning: "the account may not write to the store of keys and certificates",
                remedy: "Start the install from an elevated prompt: a certificate for the machine takes the rights of an administrator",
            },
            // <https://github.com/wixtoolset/issues/issues/4214>
            Special {
                results: &[0x8009_2002],
                meaning: "the file is no certificate with its key as the package expects it",
                remedy: "Give the package a file of the kind that it asks for: a .pfx or .p12 with its password where it wants the private \
                         key, and no .p7b or .cer under another name",
            },
        ],
    },
    Work {
        names: &[
            "CreateUser",
            "ConfigureUsers",
            "RemoveUser",
            "CreateGroup",
            "ConfigureGroups",
            "GroupMembership",
            "DomainGroup",
        ],
        numbers: 26401..=26422,
        results: &[
            // <https://github.com/slonopotamus/stevedore/issues/10>
            Special {
                results: &[0x8007_06BA, 0x8007_054B, 0x8007_0035],
                meaning: "no domain controller answers for the domain of the account",
                remedy: "Connect to the network of the domain, and check the account and the domain that the package is given; a package \
                         that takes them from whoever installs it must not be installed by SYSTEM",
            },
        ],
    },
    Work {
        names: &["Dependency"],
        numbers: 26451..=26452,
        results: &[],
    },
    Work {
        names: &["ComPlus"],
        numbers: 28001..=28025,
        // <https://github.com/wixtoolset/issues/issues/2916>
        results: &[Special {
            results: &[0x8002_0009],
            meaning: "the COM+ services could not take the library",
            remedy: "Do what the description of the exception says: where it names a library with its version that cannot be loaded, \
                     install what has it, which for System.Core of version 3.5.0.0 is .NET Framework 3.5; else the library and its \
                     COM+ application do not fit together, which is for the author",
        }],
    },
    Work {
        names: &["MessageQueuing"],
        numbers: 28101..=28101,
        results: &[],
    },
];

impl Work {
    /// What a custom action works on, from its name and from that of the function that wrote the line, each empty where it
    /// is not known, or from the number of a message of WiX.
    pub(in crate::detect) fn of(
        action: &str,
        function: &str,
        number: Option<u32>,
    ) -> Option<&'static Self> {
        let mut works = WORKS.iter();
        works.find(|work| {
            let names_it = |name: &str| work.names.iter().any(|part| name.contains(part));
            // Packages may give such a number to a message of their own, which another action then reports.
            let may_be_wix = action.is_empty() || is_script_runner(action);
            names_it(action)
                || names_it(function)
                || (may_be_wix && number.is_some_and(|number| work.numbers.contains(&number)))
        })
    }

    /// What a result means here and nowhere else.
    pub(in crate::detect) fn special(&self, result: u32) -> Option<&'static Special> {
        let mut all = self.results.iter();
        all.find(|special| special.results.contains(&result))
    }

    /// The message of WiX with a number, if it is about this work.
    pub(in crate::detect) fn message(&self, number: u32) -> Option<&'static Code> {
        let is_about_it = self.numbers.contains(&number);
        is_about_it.then(|| catalog::code(Space::Wix, number))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_of_wix_are_about_some_work() {
        for code in catalog::codes(Space::Wix) {
            let of_all = |work: &&Work| work.message(code.number).is_some();
            let works = WORKS.iter().filter(of_all).count();
            // 27000 is about the host of managed code, which works on nothing of its own.
            assert_eq!(works, usize::from(code.number != 27000), "{}", code.number);
        }
    }

    #[test]
    fn work_is_known_by_the_names_of_any_version_of_wix() {
        let firewall = Some(25580);
        for (action, function, number, about) in [
            ("WixExecFirewallExceptionsInstall", "", None, firewall),
            ("Wix4ExecFirewallExceptionsInstall_X64", "", None, firewall),
            ("OpenGates", "ExecFirewallExceptions", None, firewall),
            ("ExecXmlFile", "", Some(25531), Some(25530)),
            ("Wix4CreateDatabase_X86", "", None, Some(26201)),
            ("ConfigureIIs", "ConfigureIIs7Exec", None, Some(26001)),
            ("", "", Some(26402), Some(26401)),
            ("InstallFinalize", "", Some(26402), Some(26401)),
            // A message of the package's own that has the number of one of WiX.
            ("OpenGates", "", Some(26402), None),
            ("RegisterUser", "", None, None),
        ] {
            let found = Work::of(action, function, number);
            assert_eq!(
                found.map(|work| *work.numbers.start()),
                about,
                "{action} {function} {number:?}"
            );
        }
    }
}

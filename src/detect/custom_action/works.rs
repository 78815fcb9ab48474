//! The table of what custom actions and commands work on.
//!
//! Sources: as in `work.rs`, and for what results mean the page or the report at each.

use super::work::{COUNTER, Special, Work};

/// What a row has that says nothing of it.
const NOTHING: Work = Work {
    names: &[],
    words: &[],
    programs: &[],
    numbers: 0..=0,
    results: &[],
    general: "",
};

/// What to do where the service of the firewall does not run.
pub(super) const START_FIREWALL: &str = "Start the service Windows Defender Firewall (MpsSvc) and set its start type to Automatic, then install \
     again, or leave out the firewall rule where the package asks for it";

/// What to do where a rule of the firewall is not there.
pub(super) const NO_FIREWALL_RULE: &str = "Make a rule of that name in Windows Firewall, so that the action finds it, then try again; its author should \
     not take a missing rule for a failure";

/// What to do where a part of the settings of IIS is not there.
pub(super) const NO_SITE: &str = "Look in the manager of IIS whether the web site that the package builds on is there, and whether the settings \
     of IIS are sound";

/// What to do where IIS is not there, or answers nobody.
///
/// Source: <https://learn.microsoft.com/iis/manage/managing-your-configuration-settings/how-to-use-metabase-compatibility-with-iis-7-and-above>.
const INSTALL_IIS: &str = "Install IIS with its management tools, among them IIS 6 Metabase Compatibility, and see that the services W3SVC and \
     IISADMIN run, then install again";

/// What to do where counters of performance could not be put into the registry or taken out of it.
///
/// Source: <https://learn.microsoft.com/troubleshoot/windows-server/performance/manually-rebuild-performance-counters>.
const REBUILD_COUNTERS: &str = "Look whether the files of the counters (.ini, .h) and their key Performance below \
     HKLM\\SYSTEM\\CurrentControlSet\\Services are there when the action runs. Where they are, rebuild the counters from an elevated prompt: \
     lodctr /R in C:\\Windows\\System32, then in C:\\Windows\\SysWOW64, then winmgmt /resyncperf; then install again";

/// What to do where WMI lacks what it should have, or does not work.
///
/// Source: <https://learn.microsoft.com/windows/win32/wmisdk/winmgmt>.
const CHECK_REPOSITORY: &str = "Run winmgmt /verifyrepository from an elevated prompt: where WMI is not consistent, run winmgmt /salvagerepository, \
     then install again; where it is, repair the product or the part of Windows that the class, the namespace, or the provider belongs \
     to. Do not reset or delete the repository: the classes of other products would be gone too";

pub(super) const WORKS: &[Work] = &[
    Work {
        names: &["SecureObjects"],
        numbers: 25520..=25522,
        ..NOTHING
    },
    // <https://docs.firegiant.com/wix/schema/util/removefolderex/>
    Work {
        names: &["RemoveFoldersEx"],
        results: &[Special {
            results: &[0x8007_0057],
            meaning: "the property that should hold the folder is empty",
            remedy: "Look where the package takes the property from, in most packages from the registry, and put the value back, for \
                     example by a repair; the author should set it whatever the machine has",
        }],
        ..NOTHING
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
        ..NOTHING
    },
    Work {
        names: &["Firewall"],
        programs: &["netsh advfirewall", "netsh firewall"],
        general: "Look whether the service Windows Defender Firewall (MpsSvc) runs, and whether a policy or other security software keeps \
                  the rules of the firewall",
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
                remedy: NO_FIREWALL_RULE,
            },
        ],
        ..NOTHING
    },
    Work {
        names: &[
            "IIs",
            "IIS",
            "Metabase",
            "VirtualDirector",
            "AppPool",
            "CreateWebSite",
            "ConfigureWebSite",
        ],
        words: &["iis metabase", "internet virtual directory"],
        programs: &["appcmd"],
        general: "Look whether IIS is installed with the parts that the package asks for, among them IIS 6 Metabase Compatibility, and whether \
                  its manager opens and shows its sites",
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
                remedy: NO_SITE,
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
                remedy: INSTALL_IIS,
            },
            Special {
                results: &[0x8007_0424, 0x8007_0426],
                meaning: "",
                remedy: INSTALL_IIS,
            },
            // That there is no connection and no network path is told of a metabase that does not answer.
            Special {
                results: &[0x8007_08CA, 0x8007_0035],
                meaning: "IIS is not reached, mostly since it, or the part of it that the package uses, is not there or does not run",
                remedy: INSTALL_IIS,
            },
        ],
    },
    Work {
        names: &["CreateDatabase", "DropDatabase", "SqlStrings", "SqlData"],
        programs: &["sqlcmd", "osql"],
        numbers: 26201..=26205,
        results: &[
            // <https://github.com/wixtoolset/issues/issues/9312>
            Special {
                results: &[0x8004_0154],
                meaning: "the OLE DB driver for SQL Server that the package uses is not installed",
                remedy: "Install the Microsoft OLE DB Driver for SQL Server, also for 32-bit programs, then install again",
            },
        ],
        ..NOTHING
    },
    // InstallShield before version 12, whose engine is a program of its own:
    // <https://docs.revenera.com/installshield23helplib/helplibrary/ISMSIArchitecture.htm>.
    Work {
        names: &["ISMsiServerStartup"],
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
        ..NOTHING
    },
    Work {
        names: &["PerfCounter", "Perfmon", "PerformanceCounter"],
        words: &[COUNTER],
        programs: &["lodctr", "unlodctr"],
        numbers: 26251..=26254,
        // What is missing, wrong, there already, or damaged is in the list of counters, which no code tells.
        results: &[Special {
            results: &[0x8007_0002, 0x8007_0057, 0x8007_00B7, 0x8007_03F1],
            meaning: "",
            remedy: REBUILD_COUNTERS,
        }],
        general: REBUILD_COUNTERS,
    },
    Work {
        names: &["Smb"],
        numbers: 26301..=26302,
        ..NOTHING
    },
    Work {
        names: &["Certificate"],
        programs: &["certutil"],
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
        ..NOTHING
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
        ..NOTHING
    },
    Work {
        names: &["Dependency"],
        numbers: 26451..=26452,
        ..NOTHING
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
        ..NOTHING
    },
    Work {
        names: &["MessageQueuing"],
        numbers: 28101..=28101,
        ..NOTHING
    },
    Work {
        names: &["Wmi", "WMI", "MofFile", "CompileMof"],
        words: &["wmi namespace", ".mof"],
        programs: &["mofcomp"],
        results: &[
            // <https://learn.microsoft.com/windows/win32/wmisdk/wmi-error-constants>
            Special {
                results: &[
                    0x8004_1001,
                    0x8004_1002,
                    0x8004_100E,
                    0x8004_1010,
                    0x8004_1013,
                ],
                meaning: "",
                remedy: CHECK_REPOSITORY,
            },
            // <https://learn.microsoft.com/windows/win32/wmisdk/setting-namespace-security-with-the-wmi-control>
            Special {
                results: &[0x8004_1003],
                meaning: "the account has no right to this in the namespace of WMI",
                remedy: "Start the install from an elevated prompt where it ran without; else give the account of the action (SYSTEM, or the \
                         user where it impersonates) its rights in the namespace: wmimgmt.msc, Properties, Security",
            },
            // <https://learn.microsoft.com/windows/win32/wmisdk/starting-and-stopping-the-wmi-service>
            Special {
                results: &[0x8007_0422, 0x8007_06BA],
                meaning: "the service of WMI does not run",
                remedy: "Set the service Windows Management Instrumentation (Winmgmt) to Automatic and start it, then install again",
            },
        ],
        general: CHECK_REPOSITORY,
        ..NOTHING
    },
    // <https://learn.microsoft.com/windows/win32/printdocs/print-spooler-components>
    Work {
        names: &[
            "AddPrinter",
            "InstallPrinter",
            "PrinterDriver",
            "PrinterPort",
            "PrintSpooler",
        ],
        words: &["print spooler"],
        results: &[Special {
            results: &[0x8007_0422, 0x8007_0426, 0x8007_06BA],
            meaning: "the service Print Spooler does not run",
            remedy: "Set the service Print Spooler to Automatic and start it, then install again; where it ends again at once, mostly a \
                     printer driver is damaged: look into the event log PrintService/Admin",
        }],
        ..NOTHING
    },
    // <https://learn.microsoft.com/windows/win32/http/add-urlacl>
    Work {
        names: &["HttpUrlReservation"],
        programs: &["netsh http"],
        results: &[
            Special {
                results: &[0x8007_00B7],
                meaning: "there is such an entry already",
                remedy: "Look whose entry it is with netsh http show urlacl, for a certificate with netsh http show sslcert; where it is left \
                         from an earlier install, delete it with netsh http delete urlacl or sslcert, then install again",
            },
            Special {
                results: &[0x8007_0002],
                meaning: "there is no such entry",
                remedy: "There was nothing to delete, which the author of the package should not take for a failure; netsh http show urlacl \
                         and netsh http show sslcert list what is there",
            },
        ],
        ..NOTHING
    },
];

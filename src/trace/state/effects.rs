//! What an operation of a script did to the system, in words: the file, the key, the service, and the value.

use crate::syntax::{argument, custom_action_target, last_argument};

/// What part of the system an operation changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Files and folders.
    Files,
    /// Keys and values of the registry.
    Registry,
    /// Services.
    Services,
    /// Shortcuts and icons.
    Shortcuts,
    /// Components, features, products, and their sources.
    Registration,
    /// Custom actions.
    CustomActions,
    /// Anything else that changes the system, and operations that nobody knows.
    Other,
}

impl Area {
    /// All areas.
    pub const ALL: [Self; 7] = [
        Self::Files,
        Self::Registry,
        Self::Services,
        Self::Shortcuts,
        Self::Registration,
        Self::CustomActions,
        Self::Other,
    ];

    /// The area as one word: `custom-actions`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Registry => "registry",
            Self::Services => "services",
            Self::Shortcuts => "shortcuts",
            Self::Registration => "registration",
            Self::CustomActions => "custom-actions",
            Self::Other => "other",
        }
    }
}

/// What an operation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Which part of the system.
    pub area: Area,
    /// On what: a path, a key with its value, a service.
    pub target: String,
    /// The rest that matters, often empty: a version, data, a state.
    pub detail: String,
}

/// Reads operations one after the other: a script names folders, keys, and .ini files once for the operations that
/// follow.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    folder: String,
    key: String,
    ini_file: String,
}

impl Effects {
    /// What an operation did; `None` for those that only prepare or frame others.
    ///
    /// Takes the name and the arguments as an `operation` event has them.
    pub fn observe(&mut self, name: &str, arguments: &str) -> Option<Effect> {
        let get = |wanted| argument(arguments, wanted).unwrap_or_default();
        match name {
            "Header" => {
                *self = Self::default();
                return None;
            }
            "SetTargetFolder" => {
                long_name(get("Folder")).clone_into(&mut self.folder);
                return None;
            }
            "RegOpenKey" => {
                self.key = format!("{}\\{}", root(get("Root")), get("Key"));
                return None;
            }
            "IniFilePath" => {
                self.ini_file = within(get("Folder"), get("File"));
                return None;
            }
            "ActionStart" | "ProgressTotal" | "ProgressTick" | "End" | "SetSourceFolder"
            | "ChangeMedia" | "ProductInfo" | "DialogInfo" | "RollbackInfo" | "SetBaseline"
            | "SetCompanionParent" | "CacheSizeFlush" => return None,
            _ => {}
        }
        let (area, target, detail) = match name {
            _ if name.starts_with("CustomAction") => custom_action(&get, arguments),
            _ if name.starts_with("Register") => registration(name, &get, arguments),
            _ if name.starts_with("Reg") => self.registry(name, &get, arguments),
            _ if name.starts_with("Service") => service(name, &get),
            _ if name.starts_with("Shortcut") || name.starts_with("Icon") => {
                self.shortcut(name, &get)
            }
            "FileCopy" | "FileRemove" | "FileMove" | "FileDuplicate" | "FolderCreate"
            | "FolderRemove" | "AssemblyCopy" | "FileBindImage" | "PatchApply" => self.file(&get),
            "IniWriteRemoveValue" => {
                let entry = arguments.trim_matches(',').to_owned();
                (Area::Files, self.ini_file.clone(), entry)
            }
            "UpdateEnvironmentStrings" => {
                let value = get("Value").to_owned();
                (Area::Other, get("Name").to_owned(), value)
            }
            _ => registration(name, &get, arguments),
        };
        Some(Effect {
            area,
            target,
            detail,
        })
    }

    fn file<'log>(&self, get: &impl Fn(&'static str) -> &'log str) -> (Area, String, String) {
        let name = [
            get("DestName"),
            get("TargetName"),
            get("FileName"),
            get("Name"),
            get("File"),
        ]
        .into_iter()
        .find(|name| !name.is_empty());
        let target = match name {
            Some(name) => self.path(name),
            None => long_name(get("Folder")).to_owned(),
        };
        let size = get("FileSize");
        let size = if size.is_empty() {
            String::new()
        } else {
            format!("{size} bytes")
        };
        let version = get("Version");
        let parts = [version, size.as_str()].into_iter();
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        (Area::Files, target, parts.join(", "))
    }

    /// A name in the folder that the script is at; a path stays as it is.
    fn path(&self, name: &str) -> String {
        let name = long_name(name);
        let is_path = name.starts_with("\\\\") || name.get(1..2) == Some(":");
        if is_path {
            return name.to_owned();
        }
        within(&self.folder, name)
    }

    fn registry<'log>(
        &self,
        name: &str,
        get: &impl Fn(&'static str) -> &'log str,
        arguments: &str,
    ) -> (Area, String, String) {
        match name {
            "RegCreateKey" | "RegRemoveKey" => (Area::Registry, self.key.clone(), String::new()),
            "RegAddValue" | "RegRemoveValue" => {
                let value = Some(get("Name")).filter(|name| !name.is_empty());
                let target = format!("{} [{}]", self.key, value.unwrap_or("(default)"));
                let value = last_argument(arguments, "Value").unwrap_or_default();
                (Area::Registry, target, value.to_owned())
            }
            "RegSelfReg" | "RegSelfUnreg" => registration(name, get, arguments),
            _ => {
                let (_, target, detail) = registration(name, get, arguments);
                (Area::Registry, target, detail)
            }
        }
    }

    fn shortcut<'log>(
        &self,
        name: &str,
        get: &impl Fn(&'static str) -> &'log str,
    ) -> (Area, String, String) {
        let target = if name.starts_with("Icon") {
            get("Icon").to_owned()
        } else {
            self.path(get("Name"))
        };
        let file = get("FileName");
        let detail = if file.is_empty() {
            String::new()
        } else {
            format!("to {file}")
        };
        (Area::Shortcuts, target, detail)
    }
}

/// A name in a folder.
fn within(folder: &str, name: &str) -> String {
    let separator = if folder.is_empty() || folder.ends_with('\\') {
        ""
    } else {
        "\\"
    };
    format!("{folder}{separator}{name}")
}

fn custom_action<'log>(
    get: &impl Fn(&'static str) -> &'log str,
    arguments: &str,
) -> (Area, String, String) {
    let target = custom_action_target(arguments).unwrap_or_default();
    let data = last_argument(arguments, "CustomActionData").unwrap_or_default();
    let detail = match (target, data) {
        (target, "") => target.to_owned(),
        (target, data) => format!("{target} with {data}"),
    };
    (Area::CustomActions, get("Action").to_owned(), detail)
}

/// Source of the numbers: <https://learn.microsoft.com/windows/win32/msi/servicecontrol-table> names the events, and
/// logs show 1 where a service starts, 2 where it stops, and 8 where it goes.
fn service<'log>(name: &str, get: &impl Fn(&'static str) -> &'log str) -> (Area, String, String) {
    let detail = match (name, get("Action")) {
        ("ServiceControl", "1") => "start".to_owned(),
        ("ServiceControl", "2") => "stop".to_owned(),
        ("ServiceControl", "8") => "delete".to_owned(),
        ("ServiceControl", number) => format!("action {number}"),
        ("ServiceInstall", _) => get("ImagePath").to_owned(),
        _ => String::new(),
    };
    (Area::Services, get("Name").to_owned(), detail)
}

/// What all the rest is about: its first argument that names something.
fn registration<'log>(
    name: &str,
    get: &impl Fn(&'static str) -> &'log str,
    arguments: &str,
) -> (Area, String, String) {
    let known = [
        "Feature",
        "File",
        "ComponentId",
        "Component",
        "ProductKey",
        "PackageKey",
        "ProductCode",
        "UpgradeCode",
        "PatchKey",
        "Name",
        "Folder",
    ];
    let target = known.into_iter().map(get).find(|text| !text.is_empty());
    let area = if known_registration(name) {
        Area::Registration
    } else {
        Area::Other
    };
    let target = target.map_or_else(|| arguments.trim_matches(',').to_owned(), str::to_owned);
    let detail = [get("KeyPath"), get("VersionString")]
        .into_iter()
        .find(|text| !text.is_empty());
    (area, target, key_path(detail.unwrap_or_default()))
}

/// The key path of a component: a path, or a registry key with a number for its root.
///
/// `02:\Software\Contoso\Version` is below `HKEY_LOCAL_MACHINE`, and `22:` is the same for 64-bit programs.
/// Source: <https://learn.microsoft.com/windows/win32/api/msi/nf-msi-msigetcomponentpathw>
fn key_path(text: &str) -> String {
    let Some((number, key)) = text.split_once(":\\") else {
        return text.to_owned();
    };
    let (bits, number) = match number.as_bytes() {
        [b'0', _] => ("", &number[1..]),
        [b'2', _] => (" (64-bit)", &number[1..]),
        _ => return text.to_owned(),
    };
    match root(number) {
        root if root != number => format!("{root}\\{key}{bits}"),
        _ => text.to_owned(),
    }
}

/// Operations that tell Windows Installer what is installed.
fn known_registration(name: &str) -> bool {
    const HEADS: [&str; 14] = [
        "Component",
        "Product",
        "Feature",
        "UpgradeCode",
        "SourceList",
        "DatabaseCopy",
        "User",
        "Assembly",
        "Patch",
        "Register",
        "Unregister",
        "CleanupConfigData",
        "UpdateEstimatedSize",
        "RemoveBaseline",
    ];
    HEADS.iter().any(|head| name.starts_with(head))
}

/// The long name of `SHORT~1.DLL|long.dll`.
fn long_name(name: &str) -> &str {
    name.rsplit('|').next().unwrap_or(name)
}

/// The root of a registry key. -1 is decided by the context of the install; a script leaves a 0 out, as in
/// `RegOpenKey(,Key=.gate,,BinaryType=0,,)`.
///
/// Source: the `HKEY_` constants of `winreg.h`, and <https://learn.microsoft.com/windows/win32/msi/registry-table>.
fn root(number: &str) -> &str {
    match number {
        "-2147483648" | "0" | "" => "HKCR",
        "-2147483647" | "1" => "HKCU",
        "-2147483646" | "2" => "HKLM",
        "-2147483645" | "3" => "HKU",
        "-1" => "HKMU",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_keys_hold_for_what_follows() {
        check(&[
            ("Header", "ScriptType=1", None),
            ("SetTargetFolder", "Folder=C:\\A\\", None),
            (
                "FileCopy",
                "SourceName=A~1.DLL|ab.dll,DestName=ab.dll,FileSize=12,,Version=1.0.0.0,Language=1033",
                Some((Area::Files, "C:\\A\\ab.dll", "1.0.0.0, 12 bytes")),
            ),
            (
                "FileRemove",
                ",FileName=D:\\x.dll,,",
                Some((Area::Files, "D:\\x.dll", "")),
            ),
            (
                "FolderCreate",
                "Folder=C:\\B\\,Foreign=0,,",
                Some((Area::Files, "C:\\B\\", "")),
            ),
            ("RegOpenKey", "Root=-2147483646,Key=Software\\X,,", None),
            (
                "RegAddValue",
                "Name=N,Value=#1,",
                Some((Area::Registry, "HKLM\\Software\\X [N]", "#1")),
            ),
            (
                "RegAddValue",
                ",Value=text,",
                Some((Area::Registry, "HKLM\\Software\\X [(default)]", "text")),
            ),
            (
                "RegRemoveKey",
                "",
                Some((Area::Registry, "HKLM\\Software\\X", "")),
            ),
            (
                "ServiceControl",
                ",Name=Svc,Action=1,Wait=1,",
                Some((Area::Services, "Svc", "start")),
            ),
            (
                "ShortcutCreate",
                "Name=Short|Long,,,FileName=C:\\A\\b.exe",
                Some((Area::Shortcuts, "C:\\A\\Long", "to C:\\A\\b.exe")),
            ),
            (
                "CustomActionSchedule",
                "Action=CA,ActionType=3073,Source=BinaryData,Target=Entry,",
                Some((Area::CustomActions, "CA", "Entry")),
            ),
            (
                "ComponentRegister",
                "ComponentId={G},KeyPath=C:\\A\\,State=3",
                Some((Area::Registration, "{G}", "C:\\A\\")),
            ),
            (
                "ComponentRegister",
                "ComponentId={G},KeyPath=22:\\Software\\A\\Version,State=3",
                Some((
                    Area::Registration,
                    "{G}",
                    "HKLM\\Software\\A\\Version (64-bit)",
                )),
            ),
            ("SomethingNew", "Odd=1,", Some((Area::Other, "Odd=1", ""))),
        ]);
    }

    #[test]
    fn values_and_entries_are_whole() {
        check(&[
            ("RegOpenKey", "Root=-2147483646,Key=Software\\X,,", None),
            (
                "RegAddValue",
                "Name=N,Value=Gates.Core,Version=1.0.0.0,Culture=neutral,",
                Some((
                    Area::Registry,
                    "HKLM\\Software\\X [N]",
                    "Gates.Core,Version=1.0.0.0,Culture=neutral",
                )),
            ),
            ("RegOpenKey", ",Key=.gate,,BinaryType=0,,", None),
            (
                "RegCreateKey",
                "",
                Some((Area::Registry, "HKCR\\.gate", "")),
            ),
            (
                "RegisterBackupFile",
                "File=C:\\A\\b.rbf",
                Some((Area::Registration, "C:\\A\\b.rbf", "")),
            ),
            ("IniFilePath", "File=gates.ini,Folder=C:\\B", None),
            (
                "IniWriteRemoveValue",
                "Odd=1,Gate=open,",
                Some((Area::Files, "C:\\B\\gates.ini", "Odd=1,Gate=open")),
            ),
            (
                "UpdateEnvironmentStrings",
                "Name=GATES,Value=C:\\B;D:\\,Delimiter=;,Action=5,",
                Some((Area::Other, "GATES", "C:\\B;D:\\")),
            ),
            (
                "CustomActionSchedule",
                "Action=CA,ActionType=3073,Source=BinaryData,Target=Entry,CustomActionData=/Dir=C:\\A B,Port=80",
                Some((Area::CustomActions, "CA", "Entry with /Dir=C:\\A B,Port=80")),
            ),
        ]);
    }

    /// What an operation did: the area, the target, and the detail.
    type Told = (Area, &'static str, &'static str);

    /// Reads operations one after the other.
    fn check(operations: &[(&str, &str, Option<Told>)]) {
        let mut effects = Effects::default();
        for (name, arguments, expected) in operations {
            let effect = effects.observe(name, arguments);
            let found = effect
                .as_ref()
                .map(|effect| (effect.area, &effect.target[..], &effect.detail[..]));
            assert_eq!(found, *expected, "{name}");
        }
    }
}

//! What an engine was asked to do, with what kind of package.

use std::borrow::Cow;

use super::Trace;
use super::index::EngineId;
use super::model::EngineRun;
use super::update::Update;
use crate::event::TimeOfDay;
use crate::syntax::command_line_properties;

/// Whether a package is marked for 32 or for 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bitness {
    /// `Platform=0` in the header of its script.
    X86,
    /// `Platform=589824`.
    X64,
}

impl Bitness {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::X86, Self::X64];

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X86 => "x86",
            Self::X64 => "x64",
        }
    }
}

/// What an install does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The product was not there; a patch may be put in with it, `PATCH=`.
    Install,
    /// The product was not there, and an older one goes.
    Upgrade,
    /// `REMOVE=ALL`, or `REMOVE` with all features that were there.
    Uninstall,
    /// The product was there: `REINSTALL`, or no request at all.
    Repair,
    /// The product was there: `ADDLOCAL` and its like, or `REMOVE` with features.
    Modify,
    /// The product was there, or nobody says so: `PATCH=`.
    Patch,
    /// `MSIPATCHREMOVE=`.
    PatchRemoval,
    /// `ACTION=ADMIN`.
    AdminInstall,
    /// `ACTION=ADVERTISE`.
    Advertise,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Install,
        Self::Upgrade,
        Self::Uninstall,
        Self::Repair,
        Self::Modify,
        Self::Patch,
        Self::PatchRemoval,
        Self::AdminInstall,
        Self::Advertise,
    ];

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Upgrade => "upgrade",
            Self::Uninstall => "uninstall",
            Self::Repair => "repair",
            Self::Modify => "modify",
            Self::Patch => "patch",
            Self::PatchRemoval => "patch-removal",
            Self::AdminInstall => "admin-install",
            Self::Advertise => "advertise",
        }
    }
}

impl EngineRun {
    /// The first and the last clock of its lines. Lines without a prefix have none, so that a phase may lack it.
    #[must_use]
    pub fn clock(&self) -> (Option<TimeOfDay>, Option<TimeOfDay>) {
        let phases = self.phases.iter();
        (
            phases.clone().find_map(|span| span.begun),
            phases.rev().find_map(|span| span.ended),
        )
    }

    /// The bitness of its package, where a script tells.
    #[must_use]
    pub fn bitness(&self) -> Option<Bitness> {
        match self.platform? {
            0 => Some(Bitness::X86),
            589_824 => Some(Bitness::X64),
            _ => None,
        }
    }

    /// The value of a property that it was called with: `property("REMOVE")`.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        command_line_property(&self.command_line, name)
    }

    /// Whether a property that tells of rights or of a restart is 1: in the final dump, or by a change above it.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.properties.get(name).is_some_and(|value| value == "1")
    }

    /// Whether the final dump is in the log to its end, so that what it lacks is not set.
    #[must_use]
    pub fn has_dump(&self) -> bool {
        self.properties.contains_key("ProductCode") && self.returned.is_some()
    }

    /// The name of its product: from the final dump, else from the sentence for the event log.
    #[must_use]
    pub fn product_name(&self) -> Option<&str> {
        let status = self.status.as_ref().map(|status| status.name.as_str());
        self.properties
            .get("ProductName")
            .map(String::as_str)
            .or(status)
            .filter(|name| !name.is_empty())
    }

    /// The name of its product; where the log does not tell it, what it was called with: a file, or a product code.
    #[must_use]
    pub fn called(&self) -> &str {
        self.product_name().unwrap_or(&self.product)
    }

    /// The package that it read; where the log does not tell it, what it was called with: a file, or a product code.
    #[must_use]
    pub fn package_or_product(&self) -> &str {
        if self.package.is_empty() {
            &self.product
        } else {
            &self.package
        }
    }

    /// The version of its product.
    #[must_use]
    pub fn product_version(&self) -> Option<&str> {
        let status = self.status.as_ref().map(|status| status.version.as_str());
        self.properties
            .get("ProductVersion")
            .map(String::as_str)
            .or(status)
            .filter(|version| !version.is_empty())
    }

    /// The product code: after transforms, from the dump, or what the engine was called with.
    #[must_use]
    pub fn product_code(&self) -> Option<&str> {
        let dumped = self.properties.get("ProductCode").map(String::as_str);
        let called = Some(self.product.as_str()).filter(|product| product.starts_with('{'));
        Some(self.product_code.as_str())
            .filter(|code| !code.is_empty())
            .or(dumped)
            .or(called)
    }
}

/// The value of a property on a command line as the engine writes it, see [`command_line_properties`].
#[must_use]
pub fn command_line_property<'log>(command_line: &'log str, name: &str) -> Option<&'log str> {
    // Most are asked for in vain, and to take the line apart costs more than to look whether the name is there.
    if !command_line.contains(name) {
        return None;
    }
    // What has small letters may stand within the value of another one.
    command_line_properties(command_line)
        .filter(|(found, _)| matches!(found, Cow::Borrowed(found) if *found == name))
        .map(|(_, value)| value)
        .last()
}

/// The properties that ask for features: by their names, or by those of components or files of theirs.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/property-reference>.
const ADDS: [&str; 10] = [
    "ADDLOCAL",
    "ADDSOURCE",
    "ADDDEFAULT",
    "ADVERTISE",
    "COMPADDLOCAL",
    "COMPADDSOURCE",
    "COMPADDDEFAULT",
    "FILEADDLOCAL",
    "FILEADDSOURCE",
    "FILEADDDEFAULT",
];

impl Trace {
    /// What an engine was asked to do. The engine itself makes `REMOVE` to `ALL` where no feature is left, in `InstallValidate`.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/remove>.
    #[must_use]
    pub fn operation(&self, id: EngineId) -> Operation {
        let run = &self.engines[id.at()];
        let given = |name| run.property(name).filter(|value| !value.is_empty());
        let top = run.top.map(|top| self.action_name(top));
        let update = run.update();
        let is_patched = given("PATCH").is_some() && run.registered != Some(false)
            || run.package.to_ascii_lowercase().ends_with(".msp");
        let removed = run.properties.get("REMOVE").map(String::as_str);
        let remove = removed
            .filter(|removed| *removed == "ALL")
            .or(given("REMOVE"));
        match (given("ACTION").or(top), remove) {
            (Some("ADMIN"), _) => Operation::AdminInstall,
            (Some("ADVERTISE"), _) => Operation::Advertise,
            (_, Some("ALL")) => Operation::Uninstall,
            _ if given("MSIPATCHREMOVE").is_some() => Operation::PatchRemoval,
            _ if is_patched => Operation::Patch,
            _ if update.is_some() => update.map_or(Operation::Patch, Update::operation),
            (_, remove) if run.registered == Some(true) => match given("REINSTALL") {
                None if remove.is_some() || ADDS.iter().any(|name| given(name).is_some()) => {
                    Operation::Modify
                }
                _ => Operation::Repair,
            },
            _ if self.removals_in(id).next().is_some() => Operation::Upgrade,
            // How it was called stands above the first line; the message at its end tells what it did.
            _ if run.is_headless => {
                let told = self.sessions[run.session.at()].product.operation;
                told.unwrap_or(Operation::Install)
            }
            _ => Operation::Install,
        }
    }

    /// Whether the log tells what an engine was asked to do, so that [`Trace::operation`] is no guess.
    ///
    /// A product that is there was called without saying what for: `msiexec /i` of a package again. Who calls with a product code, or
    /// with a package that the installer has kept, may install a feature, repair, patch, or remove it, until the engine has come so far
    /// as to say.
    #[must_use]
    pub fn tells_operation(&self, id: EngineId) -> bool {
        let run = &self.engines[id.at()];
        let has = |name| run.property(name).is_some() || run.properties.contains_key(name);
        match self.operation(id) {
            Operation::Repair => run.update().is_some() || has("REINSTALL"),
            Operation::Install => {
                let is_told = run.registered.is_some() || run.is_headless || run.top.is_some();
                is_told || !is_of_known_product(&run.product)
            }
            _ => true,
        }
    }

    /// The removals that ran inside of an engine, in the order in which they began: an upgrade runs one for each product
    /// that it replaces, and a nested install is none.
    pub(crate) fn removals_in(&self, id: EngineId) -> impl Iterator<Item = (EngineId, &EngineRun)> {
        let nested = self.engines[id.at()].nested.iter();
        let nested = nested.map(|id| (*id, &self.engines[id.at()]));
        nested.filter(|(_, run)| run.property("REMOVE") == Some("ALL"))
    }
}

/// Whether an engine was called with a product code, or with the copy of a package that the installer keeps:
/// `C:\Windows\Installer\3f2a1.msi`.
fn is_of_known_product(product: &str) -> bool {
    product.starts_with('{')
        || product
            .to_ascii_lowercase()
            .contains("\\windows\\installer\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_does_not_say_what_for_is_told_from_others() {
        let there = "Product registered: entering maintenance mode";
        let new = "Product not registered: beginning first-time install";
        let code = "{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}";
        for (product, lines, expected) in [
            (code, [""; 2], false),
            (r"C:\Windows\Installer\3f2a1.msi", [""; 2], false),
            (r"C:\T\rota.msi", [""; 2], true),
            (code, ["", new], true),
            (code, ["", "Doing action: INSTALL"], true),
            (code, ["Command Line: REMOVE=ALL ", ""], true),
            (code, ["", there], false),
            (code, ["Command Line: REINSTALL=ALL ", there], true),
            (code, ["Command Line: ADDLOCAL=Gate ", there], true),
            (r"C:\T\rota.msi", ["", there], false),
        ] {
            let [first, second] = lines;
            let said = ["******* RunEngine:", first, second];
            let said = said.map(|said| format!("MSI (s) (20:3C) [10:00:00:000]: {said}\n"));
            let [begun, first, second] = said;
            let text = format!("{begun}           ******* Product: {product}\n{first}{second}");
            let trace = Trace::of_text(&text);
            assert_eq!(
                trace.tells_operation(EngineId::new(0)),
                expected,
                "{product} {lines:?}"
            );
        }
    }

    #[test]
    fn a_property_of_a_command_line_may_hold_blanks() {
        let line = "A=1 TARGET=C:\\Program Files\\X Y REBOOT=ReallySuppress REMOVE= B=2";
        for (name, value) in [
            ("A", Some("1")),
            ("TARGET", Some("C:\\Program Files\\X Y")),
            ("REMOVE", Some("")),
            ("B", Some("2")),
            ("ARGET", None),
        ] {
            assert_eq!(command_line_property(line, name), value, "{name}");
        }
    }

    #[test]
    fn what_was_asked_for_depends_on_what_was_there() {
        let there = "Product registered: entering maintenance mode";
        let new = "Product not registered: beginning first-time install";
        let all = "PROPERTY CHANGE: Modifying REMOVE property. Its current value is 'Gate,Fence'. Its new value: 'ALL'.";
        for (lines, expected) in [
            (["", new, ""], Operation::Install),
            (["PATCH=C:\\a.msp", new, ""], Operation::Install),
            (["PATCH=C:\\a.msp", there, ""], Operation::Patch),
            (["PATCH=C:\\a.msp", "", ""], Operation::Patch),
            (["ADDLOCAL=Gate", there, ""], Operation::Modify),
            (["ADDSOURCE=Gate", there, ""], Operation::Modify),
            (["ADDDEFAULT=Gate", there, ""], Operation::Modify),
            (["ADVERTISE=Gate", there, ""], Operation::Modify),
            (
                ["ADDLOCAL=Gate REINSTALL=Gate", there, ""],
                Operation::Repair,
            ),
            (["", there, ""], Operation::Repair),
            (["REMOVE=ALL", there, ""], Operation::Uninstall),
            (["REMOVE=Gate", there, ""], Operation::Modify),
            (["REMOVE=Gate,Fence", there, all], Operation::Uninstall),
        ] {
            let [given, registered, change] = lines;
            let command_line = format!("Command Line: {given} CLIENTUILEVEL=3 ");
            let said = ["******* RunEngine:", &command_line, registered, change];
            let said = said.map(|said| format!("MSI (s) (20:3C) [10:00:00:000]: {said}\n"));
            let trace = Trace::of_text(&said.concat());
            assert_eq!(trace.operation(EngineId::new(0)), expected, "{lines:?}");
        }
    }
}

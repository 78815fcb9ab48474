//! # What it finds
//!
//! A custom action is a VBScript (message 2738) or a JScript (2739), and Windows has no engine for it.
//!
//! # Why it matters
//!
//! The package is sound, and it fails on every machine that lacks the engine.
//! VBScript is deprecated: it is a feature on demand in Windows 11 24H2, and later versions leave it out.
//!
//! # What to do
//!
//! On Windows 11 add the feature: `DISM /Online /Add-Capability /CapabilityName:VBSCRIPT~~~~`.
//! On older machines register the library from an elevated prompt: `regsvr32 vbscript.dll` in `System32` and in
//! `SysWOW64`; for a JScript it is `jscript.dll` on all of them.
//! A class of the engine that is registered below `HKEY_CURRENT_USER\Software\Classes` is refused when the install
//! is elevated, so delete it.
//! The author should replace the script by a library.
//!
//! # Evidence
//!
//! Message 2738 or 2739 with the action.
//!
//! # When it is wrong
//!
//! Security software blocks scripts in ways that look the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI103",
    name: "script-engine-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A custom action is a script, and its language is not available on this machine.",
    advice: "Add the Windows feature VBScript, or register vbscript.dll or jscript.dll from an elevated prompt and delete a copy of its class below HKEY_CURRENT_USER; the author should replace the script.",
    link: "https://learn.microsoft.com/windows/whats-new/deprecated-features",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let advice = if case.is_message(&[2738]) {
        OF_VBSCRIPT
    } else if case.is_message(&[2739]) {
        OF_JSCRIPT
    } else {
        return None;
    };
    Some(Words {
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

const OF_VBSCRIPT: &str = "From Windows 11 24H2 on add the feature VBScript: DISM /Online /Add-Capability /CapabilityName:VBSCRIPT~~~~. Else run \
     regsvr32 vbscript.dll in C:\\Windows\\System32 and again in C:\\Windows\\SysWOW64 from an elevated prompt, and delete the class \
     {B54F3741-5B07-11CF-A4B0-00AA004A55E8} below HKEY_CURRENT_USER\\Software\\Classes\\CLSID; the author should replace the script.";

const OF_JSCRIPT: &str = "Run regsvr32 jscript.dll in C:\\Windows\\System32 and again in C:\\Windows\\SysWOW64 from an elevated prompt, and delete \
     the class {F414C260-6AC0-11CF-B6D1-00AA00BBBB58} below HKEY_CURRENT_USER\\Software\\Classes\\CLSID; the author should replace \
     the script.";

//! # What it finds
//!
//! A custom action of the WiX toolset ran a command without a window (`WixQuietExec`, `CAQuietExec`), and the
//! command failed or could not be started.
//!
//! # Why it matters
//!
//! The action writes the output of the command into the log, and this output is the reason.
//! The error lines below it only say that the command failed, and they all look alike.
//!
//! # What to do
//!
//! Read the lines that begin with the name of the action and two blanks, above the first with `Error 0x`.
//! "Command line returned an error" has the exit code of the command in its last digits.
//! "Command failed to execute" means that it did not start: 2 is a program that was not found, 216 one for another
//! processor, and 1260 one that a policy forbids.
//! "Failed to get command line data" means that the property with the name of the action was empty, so no command
//! was given at all.
//! Run the command by hand, as the system if the action is deferred without impersonation.
//!
//! # Evidence
//!
//! The output of the command, `Error 0x...: Command line returned an error.`, and `CustomAction ... returned actual
//! error code 1603`.
//!
//! # When it is wrong
//!
//! A command may write nothing, or write it to a file.

use super::{Check, Rule, Status, Words, powershell_failed, program_failed};
use crate::catalog::{self, Code};
use crate::detect::call::Call;
use crate::detect::case::Case;
use crate::detect::launcher::service_of;
use crate::detect::lines::Lines;
use crate::detect::made;
use crate::detect::prose::{lower_first, sentence, shortened};
use crate::detect::words::without_name;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::runs_quietly;
use crate::text::LineNo;
use crate::trace::{FaultKind, between};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI110",
    name: "quiet-execution-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A command that a custom action ran without a window failed; what it wrote stands in the log.",
    advice: "Read the output of the command, which stands above the error of the custom action, and run the command by hand with the same account.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-actions",
    check: Check::Cause(check),
};

/// How many lines of output are evidence.
const MOST_OUTPUT: u32 = 8;

/// How many lines of a command below the one that was picked are looked at for its error and for another failure.
const MOST_BELOW: u32 = 32;

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let fault = case.pick.fault?;
    let said = lines.line(fault.line);
    let (source, text) = said
        .split_once(":  ")
        .filter(|(name, _)| runs_quietly(name))?;
    // The errors of PowerShell have a rule of their own, which knows where each begins.
    if !powershell_failed::errors(case, lines).is_empty() {
        return None;
    }
    let call = Call::of(case.trace, case.pick, lines);
    let error = error_below(fault.line, source, lines);
    // What a command counts at its end says nothing of what went wrong above.
    let stated = error.as_ref().map(|(line, _)| *line);
    let by_error = text.starts_with(ERROR) || is_count(text);
    let run = Run {
        line: stated.filter(|_| by_error).unwrap_or(fault.line),
        source,
        error: error.map(|(_, text)| text),
        ran: ran(&call),
        command: call.data.unwrap_or_default(),
    };
    // The words of the command itself say more than those about it.
    Some(if by_error {
        by_its_error(case, &run, lines)
    } else {
        by_its_words(case, &run, text, lines)
    })
}

/// A command that failed.
struct Run<'l> {
    /// The line that states it.
    line: LineNo,
    /// The function that ran it.
    source: &'l str,
    /// What the function wrote of its end.
    error: Option<String>,
    /// What ran, as a sentence; empty where the log does not show it.
    ran: String,
    /// The command; empty where the log does not show it.
    command: String,
}

impl Run<'_> {
    fn ended(&self) -> String {
        let error = self.error.as_deref();
        let of_regsvr32 = self
            .code()
            .and_then(|code| Some((code, made::of_regsvr32(&self.command, code.cast_signed())?)));
        match of_regsvr32 {
            Some((code, why)) => format!("{why} ({code})"),
            None => error.map_or_else(|| "its command failed".to_owned(), ended),
        }
    }

    /// The code with which the command ended.
    fn code(&self) -> Option<u32> {
        self.error.as_deref().and_then(returned)
    }

    fn known_code(&self) -> Option<&'static Code> {
        self.error.as_deref().and_then(known_code)
    }

    /// What to do about the code with which the command ended.
    fn advice_of_code(&self) -> Option<String> {
        let is_of_library = made::runs(&self.command, "regsvr32") && self.code() == Some(3);
        if is_of_library {
            return Some(program_failed::INSTALL_RUNTIME.to_owned());
        }
        self.known_code().and_then(advice_of_code)
    }
}

/// ` It ran the command "NET" START gates.`; a part of a log may have the command and not the call.
fn ran(call: &Call) -> String {
    match (&call.data, &call.function) {
        (Some(command), None) => {
            format!(" It ran the command `{}`.", shortened(command, LONGEST))
        }
        _ if call.is_command() => call.what(),
        _ => String::new(),
    }
}

/// More of a command is not needed to know it again.
const LONGEST: usize = 200;

/// A failure of which the command itself tells.
fn by_its_words(case: &Case<'_>, run: &Run<'_>, text: &str, lines: &mut Lines<'_>) -> Words {
    let below = output_below(run.line, run.source, is_bare_number(text), lines);
    let below = below.filter(|_| has_number(text) || is_open(text));
    let explained = below.as_ref().map(|(_, text)| sentence(text));
    // Of two failures the first may be one that the command lived with.
    let last = last_failure(case, run, lines);
    let last = last.filter(|(_, other)| below.is_none() && other != text.trim());
    let last_words = last.as_ref().map_or(String::new(), |(_, text)| {
        format!(" The last failure that it wrote of was: {}", sentence(text))
    });
    let headline = format!(
        "{} failed: {}, and it wrote: {}{}{last_words}{}",
        case.subject(),
        run.ended(),
        sentence(text.trim().trim_end_matches(':')),
        explained.map_or(String::new(), |text| format!(" {text}")),
        run.ran
    );
    let advice = advice_of_service(&run.command, text);
    Words {
        headline: Some(headline),
        more: below
            .into_iter()
            .chain(last)
            .map(|(line, _)| line)
            .collect(),
        advice: advice.or_else(|| run.advice_of_code()),
        ..Words::default()
    }
}

/// The last line of the command about a failure, but for what it counts at its end.
fn last_failure(case: &Case<'_>, run: &Run<'_>, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    let faults = case.trace.faults_of(case.session);
    let last = run.line.plus(MOST_BELOW);
    let below = between(faults, run.line.plus(1), last, |fault| fault.line);
    let below = below
        .iter()
        .take_while(|fault| fault.kind == FaultKind::CustomActionText);
    let failures = below.map_while(|fault| {
        let said = lines.line(fault.line);
        let text = of_source(&said, run.source)?;
        (!text.starts_with(ERROR)).then(|| (fault.line, text.trim().to_owned()))
    });
    failures.filter(|(_, text)| !is_count(text)).last()
}

/// A failure of which the function that ran the command tells, below what the command wrote.
fn by_its_error(case: &Case<'_>, run: &Run<'_>, lines: &mut Lines<'_>) -> Words {
    let output = output_above(run.line, run.source, lines);
    let (subject, ended) = (case.subject(), run.ended());
    let headline = match output.as_slice() {
        [] => format!("{subject} failed: {ended}."),
        // Of two lines the first says what went wrong and the second counts it.
        [(_, first), (_, last)] => format!(
            "{subject} failed: {ended}, and it wrote: {}; {}",
            first.trim_end_matches(['.', ':']),
            sentence(last)
        ),
        [.., (_, last)] => format!(
            "{subject} failed: {ended}, and the last that it wrote was: {}",
            sentence(last)
        ),
    };
    let error = run.error.as_deref();
    let of_call = error.and_then(|error| {
        advice_where_not_given(error).or_else(|| advice_where_not_started(error))
    });
    Words {
        headline: Some(headline + &run.ran),
        line: Some(run.line),
        advice: of_call.or_else(|| run.advice_of_code()),
        more: output.into_iter().map(|(line, _)| line).collect(),
        ..Words::default()
    }
}

/// What to do where `net` was refused to start or to stop a service: `System error 5 has occurred.`
fn advice_of_service(command: &str, text: &str) -> Option<String> {
    let (verb, service) = service_of(command)?;
    is_number_of(text, ACCESS_DENIED).then(|| {
        format!(
            "To {} the service {service} takes the rights of an administrator: start the install from an elevated prompt. Its \
             author must run the action deferred and without impersonation, or leave it to the table ServiceControl.",
            verb.to_lowercase()
        )
    })
}

/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const ACCESS_DENIED: &str = "5";

/// `ERROR ( hresult:80070021, message:Failed to commit configuration changes.`, whose reason stands on the next line.
fn is_open(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

/// `Error 0x80070001: Command line returned an error.`
const ERROR: &str = "Error 0x";

/// What a line of the command says; a line without text may have lost its blanks: `WixQuietExec64:`.
fn of_source<'l>(said: &'l str, source: &str) -> Option<&'l str> {
    let text = said.strip_prefix(source)?.strip_prefix(':')?;
    text.strip_prefix("  ")
        .or_else(|| text.trim().is_empty().then_some(""))
}

/// The first error at or below a line that the action itself wrote about its command.
pub(super) fn error_below(
    from: LineNo,
    source: &str,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let mut below = (0..MOST_BELOW).map_while(|n| {
        let line = from.plus(n);
        let said = lines.line(line);
        of_source(&said, source).map(|text| (line, text.to_owned()))
    });
    below.find(|(_, text)| text.starts_with(ERROR))
}

/// The code with which the command ended that a custom action ran without a window.
pub(in crate::detect) fn code_of_command(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<u32> {
    let fault = case.pick.fault?;
    let said = lines.line(fault.line);
    let (source, _) = said
        .split_once(":  ")
        .filter(|(name, _)| runs_quietly(name))?;
    let (_, error) = error_below(fault.line, source, lines)?;
    returned(&error)
}

/// The code with which a command ended, from the error of the action that ran it.
fn returned(error: &str) -> Option<u32> {
    let (_, code) = result_of(error);
    code.filter(|_| error.contains("Command line returned"))
}

/// The result in an error of the action that ran the command, and the code of Windows or of the command in it: what a
/// command returns, and why it does not start, become the last digits of a result.
fn result_of(error: &str) -> (Option<u32>, Option<u32>) {
    let digits = error.trim_start_matches(ERROR).split(':').next();
    let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let system = code
        .filter(|code| code >> 16 == 0x8007)
        .map(|code| code & 0xFFFF);
    (code, system)
}

/// What to do about a command that did not start, of which no output can be read: the system error tells.
fn advice_where_not_started(error: &str) -> Option<String> {
    let (_, system) = result_of(error);
    let system = system.filter(|_| error.contains("failed to execute"))?;
    let remedy = match system {
        2 | 3 => NOT_THERE,
        _ => catalog::system_error(system)?.1.remedy,
    };
    (!remedy.is_empty()).then(|| sentence(remedy))
}

/// What to do where the package gave no command that can run.
fn advice_where_not_given(error: &str) -> Option<String> {
    let what = if error.contains("command line data") {
        "set the property with the name of the custom action to the command before it is scheduled"
    } else if error.contains("invalid command line property") {
        "put the program of the command in quotes"
    } else {
        return None;
    };
    Some(format!(
        "Only the author of the package can help, who has to {what}."
    ))
}

/// What to do about a program that was not found.
const NOT_THERE: &str = "Check that the program is at the place that the command names when the action runs, that its path is in quotes, and \
     that no security software took it away; a command without a path is looked for in PATH only";

/// How the command ended, from the error of the action that ran it.
pub(super) fn ended(error: &str) -> String {
    let (code, system) = result_of(error);
    match (code, system) {
        _ if error.contains("command line data") => "it was given no command to run".to_owned(),
        _ if error.contains("invalid command line property") => {
            "its command line was not accepted".to_owned()
        }
        (_, Some(system)) if error.contains("failed to execute") => {
            let why = catalog::system_error(system).map_or(String::new(), |(_, known)| {
                format!(": {}", lower_first(known.meaning))
            });
            format!("its command could not be started{why} (system error {system})")
        }
        (_, Some(system)) => {
            format!(
                "its command ended with code {system}{}",
                of_windows(known_code(error))
            )
        }
        (Some(code), None) => format!(
            "its command ended with 0x{code:08X}{}",
            of_windows(known_code(error))
        ),
        (None, None) => "its command failed".to_owned(),
    }
}

/// ` (of Windows it means: a DLL the program needs is missing)`
fn of_windows(known: Option<&Code>) -> String {
    known.map_or(String::new(), |known| {
        let meaning = lower_first(without_name(known.meaning));
        format!(" (of Windows it means: {meaning})")
    })
}

/// What programs write before they do anything, and shells after they have told what is wrong with their arguments.
///
/// The library that runs the command tells of itself too: `Entering WixQuietExec64 in C:\Windows\Installer\MSI1A2B.tmp, version
/// 3.11.2318.0`.
fn is_banner(text: &str) -> bool {
    let is_of_library = text.starts_with("Entering ") && text.contains(", version ");
    is_of_library
        || ["Copyright (C)", "Windows PowerShell", "Microsoft (R)"]
            .iter()
            .any(|head| text.trim_start().starts_with(head))
}

/// Whether a line is a command as some libraries write it before they run it: `"gates.exe" open "C:\Gates\gates.xml"`.
fn is_command(text: &str) -> bool {
    let quoted = text.trim_start().strip_prefix('"');
    let program = quoted.and_then(|text| text.split_once('"'));
    program.is_some_and(|(program, arguments)| {
        program.to_ascii_lowercase().ends_with(".exe") && arguments.starts_with(' ')
    })
}

/// What the command wrote last, below the line that speaks of the failure: `netsh`, `net`, and `sc` give a number, and what
/// it means on the next line that is not empty.
fn output_below(
    said: LineNo,
    source: &str,
    is_bare: bool,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let mut output = (1..MOST_OUTPUT).map_while(|n| {
        let line = said.plus(n);
        let said = lines.line(line);
        let text = of_source(&said, source).filter(|text| !text.starts_with(ERROR))?;
        Some((line, text.trim().to_owned()))
    });
    let below = output.find(|(_, text)| !text.is_empty())?;
    // What goes on for more lines is no meaning of a number, unless the line has nothing but the number.
    (is_bare || output.all(|(_, text)| text.is_empty())).then_some(below)
}

/// `Error: 0x800f081f`, which `dism` writes above what it means and what to do.
fn is_bare_number(text: &str) -> bool {
    let words = text.split_whitespace();
    let number = numbers(text).last();
    words.clone().count() <= 2 && number.is_some() && number == words.last()
}

/// What a command counts at its end, whatever went wrong: `Successfully processed 0 files; Failed processing 1 files` of
/// `icacls`, `    1 Error(s)` of builds, `0 errors, 0 failed.`, and the heads of the columns that `robocopy` counts in.
fn is_count(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_number = words
        .next()
        .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let counted = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_counted = ["error", "failed", "failure"]
        .iter()
        .any(|word| counted.starts_with(word));
    is_number && is_counted
        || text.contains("; Failed processing ")
        || text.contains("Mismatch    FAILED    Extras")
}

/// Whether a text has a number: `System error 5 has occurred.`, `[SC] OpenService FAILED 1060:`
fn has_number(text: &str) -> bool {
    numbers(text).next().is_some()
}

/// Whether a text has a certain number.
fn is_number_of(text: &str, wanted: &str) -> bool {
    numbers(text).any(|number| number == wanted)
}

/// The words of a text that are numbers.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    let words = words.map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
    words.filter(|word| {
        let hexadecimal = word.strip_prefix("0x");
        let is_digit = |byte: u8| match hexadecimal {
            Some(_) => byte.is_ascii_hexdigit(),
            None => byte.is_ascii_digit(),
        };
        let digits = hexadecimal.unwrap_or(word);
        !digits.is_empty() && digits.bytes().all(is_digit)
    })
}

/// What the command wrote right above its error, in reading order.
fn output_above(error: LineNo, source: &str, lines: &mut Lines<'_>) -> Vec<(LineNo, String)> {
    let mut output = Vec::new();
    let above = (1..error.get()).rev().take(MOST_OUTPUT as usize);
    for line in above.map(LineNo::new) {
        let said = lines.line(line);
        // Pages put empty lines between the lines of a log.
        if said.trim().is_empty() {
            continue;
        }
        let Some(text) = of_source(&said, source) else {
            break;
        };
        if !text.trim().is_empty() && !text.starts_with(ERROR) && !is_banner(text) {
            output.push((line, text.trim().to_owned()));
        }
    }
    output.reverse();
    // The command as it was called stands first, and below it what it wrote; alone it may be a sentence that begins with its name.
    if output.len() > 1 && is_command(&output[0].1) {
        output.remove(0);
    }
    output
}

/// The code of Windows with which a command ended: programs of Windows pass them on, such as icacls and sc, setups those of
/// Windows Installer, and a program that crashed ends with the reason. Those below 1000 other programs make up too.
fn known_code(error: &str) -> Option<&'static Code> {
    let (result, system) = result_of(error);
    let number = system
        .or(result)
        .filter(|_| error.contains("Command line returned"))?;
    let is_of_windows = (1000..16_000).contains(&number) || number >> 31 == 1;
    catalog::meaning_of_result(number).filter(|_| is_of_windows)
}

/// `ERROR_INSTALL_FAILURE`.
const INSTALL_FAILURE: u32 = 1603;

/// What to do about a code of Windows with which a command ended.
fn advice_of_code(known: &Code) -> Option<String> {
    // That an install failed is told by the log of that install.
    let is_vague = catalog::exit(INSTALL_FAILURE).is_some_and(|code| code.remedy == known.remedy);
    (!known.remedy.is_empty() && !is_vague)
        .then(|| format!("{} {}", sentence(known.remedy), RULE.advice))
}

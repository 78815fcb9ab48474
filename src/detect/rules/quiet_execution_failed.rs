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

use super::{
    Check, Rule, Status, Words, powershell_failed, program_cannot_run_here, program_failed,
};
use crate::catalog::Code;
use crate::detect::case::Case;
use crate::detect::custom_action::call::Call;
use crate::detect::custom_action::dotnet_host::missing_around;
use crate::detect::custom_action::program_ends;
use crate::detect::custom_action::quiet_advice::{self, Written, advice_of_known, known_line};
use crate::detect::custom_action::quiet_output::{
    ERROR, MOST_BELOW, end_of, error_below, has_number, is_bare_number, is_closing, is_heading,
    is_open, of_source, output_above, output_below, output_from,
};
use crate::detect::custom_action::quiet_result::{
    advice_where_not_given, advice_where_not_started, ended, known_code, returned,
};
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::headline::shown;
use crate::detect::lines::Lines;
use crate::detect::prose::sentence;
use crate::event::ExitCode;
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
    // Without its result and without its error nobody knows that the command failed.
    if error.is_none() && case.custom_action_code.is_none() && case.pick.failed.is_none() {
        return None;
    }
    // What a command counts at its end says nothing of what went wrong above.
    let stated = error.as_ref().map(|(line, _)| *line);
    let by_error = text.starts_with(ERROR) || is_closing(text);
    let run = Run {
        line: stated.filter(|_| by_error).unwrap_or(fault.line),
        source,
        error: error.map(|(_, text)| text),
        ran: ran(&call),
        command: call.data.unwrap_or_default(),
    };
    if let Some(words) = by_its_host(case, &run, lines) {
        return Some(words);
    }
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
        let of_loader = self.code().and_then(program_cannot_run_here::end_of);
        if let Some(end) = of_loader {
            return format!(
                "its command could not run, since {} (0x{:08X})",
                end.why, end.code
            );
        }
        match self.why() {
            Some((code, why)) => format!("{why} ({})", shown(ExitCode(code.cast_signed()))),
            None => error.map_or_else(|| "its command failed".to_owned(), ended),
        }
    }

    /// The code with which the command ended, and what that means to its program.
    fn why(&self) -> Option<(u32, &'static str)> {
        let code = self.code()?;
        let why = program_ends::why_ended(&self.command, code.cast_signed())?;
        Some((code, why))
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
        let of_end = |code: u32| {
            let of_loader = program_cannot_run_here::end_of(code);
            program_failed::advice_of_end(&self.command, code.cast_signed())
                .or_else(|| Some(of_loader?.advice.to_owned()))
        };
        self.code()
            .and_then(of_end)
            .or_else(|| advice_of_known(self.known_code()?, RULE.advice))
    }
}

/// ` It ran the command "NET" START gates.`; a part of a log may have the command and not the call.
fn ran(call: &Call) -> String {
    if call.is_command() {
        call.what()
    } else {
        String::new()
    }
}

/// A program without its .NET, of which its host tells above a list of what is there and where more is to be had.
fn by_its_host(case: &Case<'_>, run: &Run<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let code = run.code()?;
    let end = program_cannot_run_here::of_dotnet(code)?;
    let (line, missing) = missing_around(run.line, run.source, lines)?;
    Some(Words {
        headline: Some(format!(
            "{} failed: its command could not run, since {} (0x{code:08X}): {}.{}",
            case.subject(),
            end.why,
            missing.in_words(),
            run.ran
        )),
        line: Some(line),
        advice: Some(missing.advice()),
        more: vec![run.line],
        ..Words::default()
    })
}

/// A failure of which the command itself tells.
fn by_its_words(case: &Case<'_>, run: &Run<'_>, text: &str, lines: &mut Lines<'_>) -> Words {
    let is_head = is_heading(text);
    let below = output_below(run.line, run.source, is_head || is_bare_number(text), lines);
    let below = below.filter(|_| is_head || has_number(text) || is_open(text));
    let explained = below.as_ref().map(|(_, text)| sentence(text));
    // Of two failures the first may be one that the command lived with.
    let last = last_failure(case, run, lines);
    let is_told = |(line, other): &(LineNo, String)| match &below {
        _ if other == text.trim() => true,
        // What only repeats the code of the reason is none of another failure.
        Some((told, reason)) => {
            let code = result_in(reason);
            line <= told || code.is_some() && code == result_in(other)
        }
        None => false,
    };
    let last = last.filter(|last| !is_told(last));
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
    // What stands above another failure is one that the command may have lived with.
    let other = last
        .as_ref()
        .filter(|(_, text)| !text.starts_with(INNER_EXCEPTION));
    let meaning = other
        .filter(|(_, text)| has_number(text))
        .and_then(|(line, text)| output_below(*line, run.source, is_bare_number(text), lines));
    let quoted = match other {
        Some(_) => [other, meaning.as_ref()],
        None => [below.as_ref(), last.as_ref()],
    };
    let quoted = quoted.into_iter().flatten().map(|(_, text)| text.as_str());
    let first = other.is_none().then_some(text);
    let told: Vec<&str> = first.into_iter().chain(quoted).collect();
    let all = output_from(run.line, run.source, lines);
    let below_last = other.map(|(line, _)| output_from(*line, run.source, lines));
    let written = Written {
        told: &told,
        last: below_last.as_ref().unwrap_or(&all),
        all: &all,
        ended: run.code(),
    };
    let advice = quiet_advice::advice(case, &run.command, &written, RULE.advice);
    let known = match &advice {
        None => known_line(&output_above(run.line, run.source, lines)),
        Some(_) => None,
    };
    let of_known = known
        .as_ref()
        .map(|known| with_known_line(run.advice_of_code(), known));
    let known = known.map(|(line, _)| line);
    let below = below.into_iter().chain(last).map(|(line, _)| line);
    Words {
        headline: Some(headline),
        more: known.into_iter().chain(below).collect(),
        advice: advice.or(of_known).or_else(|| run.advice_of_code()),
        ..Words::default()
    }
}

/// What to do about the failure, and about a line above it that may be its reason, or one that the command lived with.
fn with_known_line(of_code: Option<String>, (line, remedy): &(LineNo, String)) -> String {
    let general = of_code.unwrap_or_else(|| RULE.advice.to_owned());
    format!("{general} Line {line}, above it, may tell the reason; if so: {remedy}")
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
    failures.filter(|(_, text)| !is_closing(text)).last()
}

/// What `InstallUtil` writes below an exception of the one that it was thrown for.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.configuration.install.transactedinstaller>.
const INNER_EXCEPTION: &str = "The inner exception ";

/// A failure of which the function that ran the command tells, below what the command wrote.
fn by_its_error(case: &Case<'_>, run: &Run<'_>, lines: &mut Lines<'_>) -> Words {
    let output = output_above(run.line, run.source, lines);
    let (subject, ended) = (case.subject(), run.ended());
    let headline = match output.as_slice() {
        [] => format!("{subject} failed: {ended}."),
        // Of two lines the first says what went wrong and the second counts it.
        [(_, first), (_, last)] => {
            // `'gates' is not recognized as an internal or external command,`
            let between = if first.ends_with(',') { " " } else { "; " };
            format!(
                "{subject} failed: {ended}, and it wrote: {}{between}{}",
                first.trim_end_matches(['.', ':']),
                sentence(last)
            )
        }
        [.., (_, last)] => format!(
            "{subject} failed: {ended}, and the last that it wrote was: {}",
            sentence(last)
        ),
    };
    let error = run.error.as_deref();
    let of_call = error.and_then(|error| {
        advice_where_not_given(error).or_else(|| advice_where_not_started(error))
    });
    let all: Vec<String> = output.iter().map(|(_, text)| text.clone()).collect();
    let told: Vec<&str> = end_of(&all).iter().map(String::as_str).collect();
    let written = Written {
        told: &told,
        last: &all,
        all: &all,
        ended: run.code(),
    };
    let of_output = || quiet_advice::advice(case, &run.command, &written, RULE.advice);
    Words {
        headline: Some(headline + &run.ran),
        line: Some(run.line),
        advice: of_call
            .or_else(of_output)
            .or_else(|| Some(with_known_line(run.advice_of_code(), &known_line(&output)?)))
            .or_else(|| run.advice_of_code()),
        more: output.into_iter().map(|(line, _)| line).collect(),
        ..Words::default()
    }
}

//! A custom action that failed, or that wrote of a failure: what it ran, what it wrote, and what that means.

pub(super) mod account;
pub(super) mod call;
pub(super) mod closing;
pub(super) mod code_without_words;
pub(super) mod commands;
pub(super) mod copied_program;
pub(super) mod dotnet_host;
pub(super) mod driver_tool;
pub(super) mod exception_chain;
pub(super) mod installshield;
pub(super) mod launcher;
pub(super) mod named_log;
pub(super) mod no_loss;
pub(super) mod output;
pub(super) mod powershell;
mod powershell_concise;
pub(super) mod program_ends;
pub(super) mod quiet_advice;
pub(super) mod quiet_output;
pub(super) mod quiet_result;
pub(super) mod result_in_text;
pub(super) mod schedule;
pub(super) mod several_commands;
pub(super) mod work;
mod works;

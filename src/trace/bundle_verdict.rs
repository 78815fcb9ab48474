//! How a bundle ended, and what its log shows of that where the end is missing.

use super::bundle::{Bundle, BundleError};
use super::bundle_package::{BundlePackage, BundleStep};
use super::outcome::{Outcome, exit_code_of};
use super::verdict::Verdict;
use crate::text::LineNo;

impl Bundle {
    /// How the bundle ended; unknown where the log does not say so.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let Some((result, line)) = self.end() else {
            return Verdict::UNKNOWN;
        };
        let code = exit_code_of(result);
        let mut verdict = Verdict::of(code, line);
        if verdict.outcome == Outcome::Success && self.restart {
            verdict.outcome = Outcome::SuccessRebootRequired;
        }
        verdict
    }

    /// The result that the log ends with: the exit code, that of applying, or that with which the engine gave up, or else what
    /// the caller says of it.
    #[must_use]
    pub fn end(&self) -> Option<(u32, LineNo)> {
        let applied = self
            .apply
            .filter(|(result, _)| !self.has_more_to_come(*result));
        self.exit
            .or(applied)
            .or(self.gave_up)
            .or(self.told_by_caller)
    }

    /// Whether this result is that of installing what the bundle's own program needs, behind which its own packages come.
    pub(super) fn has_more_to_come(&self, result: u32) -> bool {
        let is_of_needed = self.host_not_loaded.is_some() && self.reloaded.is_none();
        is_of_needed && Outcome::of_result(result).is_success()
    }

    /// How the bundle ended, or how it must have ended by what the log shows: a package that failed ends a bundle, and so
    /// does an error after which it did not go on. It tells which cause there is, and is no result.
    #[must_use]
    pub fn evidence(&self) -> Verdict {
        if self.end().is_some() {
            return self.verdict();
        }
        let of_package = self.failed_step();
        let of_package = of_package.and_then(|(_, step, _)| step.result());
        let errors = || self.last_words().iter();
        let stated = errors().find(|error| error.result != 0);
        let numbered = || errors().find(|error| error.id != 0);
        let said = || errors().find(|error| self.is_words_of_condition(error));
        let error = stated.or_else(numbered).or_else(said);
        let of_error = error.map(|error| (error.result, error.line));
        let Some((result, line)) = of_package.or(of_error) else {
            return Verdict::UNKNOWN;
        };
        // An error without a number is a failure all the same, and one with the number of a success is none.
        let outcome = match Outcome::of_result(result) {
            _ if result == 0 => Outcome::Failed,
            outcome if outcome.is_success() => return Verdict::UNKNOWN,
            outcome => outcome,
        };
        Verdict {
            outcome,
            exit_code: None,
            line: Some(line),
        }
    }

    /// Whether an error without a number is what the author of a condition has to say: it stands right below the condition
    /// that is false.
    #[must_use]
    pub fn is_words_of_condition(&self, error: &BundleError) -> bool {
        let below = self.false_condition.map(|line| line.plus(1));
        error.result == 0 && error.id == 0 && below == Some(error.line)
    }

    /// The first package that failed and took the bundle with it, by the order of the log, with its result: one that the
    /// bundle needs and did not try again, or else one that it was trying again where the log ends. What failed before a
    /// program of the bundle's own planned the same anew counts only where nothing failed behind it. A plan for something else,
    /// as to take back what was done, may fail too, and then the exit code tells which of them counts.
    #[must_use]
    pub fn failed_step(&self) -> Option<(&BundlePackage, &BundleStep, u32)> {
        let packages = self.packages.iter();
        let steps =
            packages.flat_map(|package| package.steps.iter().map(move |step| (package, step)));
        let failed = steps.filter_map(|(package, step)| {
            let is_last = self.last_begun == Some(step.line);
            let (result, line) = step.end.or(step.error.filter(|_| is_last))?;
            let is_bad = !Outcome::of_result(result).is_success();
            (is_bad && step.vital && !step.rollback && !step.retried)
                .then_some((line, package, step, result))
        });
        let told = self.exit.or(self.told_by_caller);
        let is_told =
            |result| told.is_some_and(|(end, _)| exit_code_of(end) == exit_code_of(result));
        let first = failed.min_by_key(|(line, _, _, result)| {
            (Some(*line) < self.planned_anew, !is_told(*result), *line)
        });
        first
            .map(|(_, package, step, result)| (package, step, result))
            .or_else(|| self.step_tried_again())
    }

    /// The last step that failed and was tried again, where the lines end before they show how that went. Where the end of the
    /// bundle is there all the same, it has the result of that step.
    fn step_tried_again(&self) -> Option<(&BundlePackage, &BundleStep, u32)> {
        let (package, last) = self.last_step()?;
        let mut steps = package.steps.iter().rev();
        let step = steps.find(|step| step.retried)?;
        let (result, _) = step.end?;
        let is_open = last.retried || last.result().is_none();
        let is_of_end = |(end, _)| exit_code_of(end) == exit_code_of(result);
        let is_bad = !Outcome::of_result(result).is_success();
        (is_open && is_bad && self.end().is_none_or(is_of_end)).then_some((package, step, result))
    }

    /// The errors after which the bundle did not go on, or which it answered by a try whose result is missing. Where its log
    /// has an end these are all: the end says how much they mattered.
    #[must_use]
    pub fn last_words(&self) -> &[BundleError] {
        let went_on = self.retrying.map_or(self.went_on, |retry| retry.went_on);
        let survived = went_on.filter(|_| self.exit.or(self.apply).is_none());
        let from = self
            .errors
            .partition_point(|error| Some(error.line) <= survived);
        &self.errors[from..]
    }

    /// The package that was begun last, those that are rolled back left out.
    #[must_use]
    pub fn last_step(&self) -> Option<(&BundlePackage, &BundleStep)> {
        let packages = self.packages.iter();
        let mut steps =
            packages.flat_map(|package| package.steps.iter().map(move |step| (package, step)));
        steps.find(|(_, step)| Some(step.line) == self.last_begun)
    }

    /// Whether a log that has its beginning and its end shows that nothing was planned and nothing applied.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        let is_whole = !self.engine_version.is_empty() && self.exit.is_some();
        let begun = self.begun.plan.or(self.begun.apply);
        is_whole && begun.is_none() && self.apply.is_none() && self.last_begun.is_none()
    }
}

//! Which of the errors of a bundle are one failure and its echoes.

use super::by_result;
use super::text_of;
use super::trouble::{Trouble, rank_in};
use crate::detect::lines::Lines;
use crate::trace::{BundleError, OF_PIPE, exit_code_of, is_of_package};

/// An error with its text.
pub(super) type Told = (BundleError, String);

/// The errors of one failure, where nothing says which of several ended the bundle: the first that says what failed. What was
/// only called off is left out where something else failed, and so is a connection to the elevated process that a package came
/// after; of errors with one result those count that say the most.
pub(super) fn that_matter(errors: &[Told]) -> &[Told] {
    let is_cancelled = |chain: &[Told]| exit_code_of(result_of(chain)).0 == 1602;
    let mut chains = in_chains(errors);
    if !chains.iter().all(|chain| is_cancelled(chain)) {
        chains.retain(|chain| !is_cancelled(chain));
    }
    let mut all = errors.iter();
    let of_package = all.rfind(|(_, text)| is_of_package(text));
    let of_package = of_package.map(|(error, _)| error.line);
    let says_what = |chain: &&&[Told]| match rank_of(chain) {
        Some((_, Trouble::NotElevated | Trouble::NotBackToElevated)) => {
            of_package <= chain.last().map(|(error, _)| error.line)
        }
        Some(_) => true,
        None => says_of_package(chain),
    };
    let Some(first) = chains.iter().find(says_what).or(chains.first()) else {
        return errors;
    };
    let result = result_of(first);
    let same = chains.iter().filter(|chain| result_of(chain) == result);
    let most = same.min_by_key(|chain| rank_of(chain).map_or(usize::MAX, |(rank, _)| rank));
    most.unwrap_or(first)
}

/// Errors in a row with one result; those that state none belong to the ones above them.
fn in_chains(errors: &[Told]) -> Vec<&[Told]> {
    let mut chains = Vec::new();
    let mut begin = 0;
    let mut result = 0;
    for (at, (error, _)) in errors.iter().enumerate() {
        let of_pipe = OF_PIPE.contains(&result) && OF_PIPE.contains(&error.result);
        if result != 0 && error.result != 0 && error.result != result && !of_pipe {
            chains.push(&errors[begin..at]);
            begin = at;
        }
        if error.result != 0 {
            result = error.result;
        }
    }
    chains.push(&errors[begin..]);
    chains
}

/// `HRESULT_FROM_WIN32(ERROR_HTTP_HEADER_NOT_FOUND)`.
const NO_HEADER: u32 = 0x8007_2F76;

/// What follows the address in the error of a download after which the engine looks for an answer all the same.
pub(super) const GOES_ON: &str = ", trying to process HTTP status code anyway.";

/// Where the errors begin of a download without an answer, in which the engine looks for a header all the same: with the secure
/// connection that failed right before, since what follows is its echo.
///
/// Source: `MakeRequest` in <https://github.com/wixtoolset/wix3/blob/develop/src/libs/dutil/dlutil.cpp>.
pub(super) fn without_answer(errors: &[BundleError], first: usize, lines: &mut Lines<'_>) -> usize {
    let is_echo = |error: &BundleError| error.result == NO_HEADER;
    if !errors.get(first).is_some_and(is_echo) {
        return first;
    }
    let above = errors[..first].iter().rposition(|error| !is_echo(error));
    let of_connection = above.filter(|above| {
        let error = errors[*above];
        by_result::is_of_security(error.result) && text_of(error.line, lines).ends_with(GOES_ON)
    });
    of_connection.unwrap_or(first)
}

fn result_of(chain: &[Told]) -> u32 {
    let mut results = chain.iter().map(|(error, _)| error.result);
    results.find(|result| *result != 0).unwrap_or(0)
}

fn rank_of(chain: &[Told]) -> Option<(usize, Trouble)> {
    rank_in(chain.iter().map(|(_, text)| text.as_str()))
}

fn says_of_package(chain: &[Told]) -> bool {
    chain.iter().any(|(_, text)| is_of_package(text))
}

//! Which of the errors of a bundle are one failure and its echoes.

use super::trouble::{Trouble, rank_in};
use crate::trace::{BundleError, OF_PIPE, exit_code_of};

/// An error with its text.
pub(super) type Told = (BundleError, String);

/// Whether an error says that a package was run and did not end well: `Failed to install MSI package.`, `Process returned error:
/// 0x643`
pub(super) fn is_of_package(text: &str) -> bool {
    const KINDS: [&str; 5] = [
        " MSI package",
        " EXE package",
        " MSP package",
        " MSU package",
        " BUNDLE package",
    ];
    text.starts_with("Process returned error: 0x")
        || text.starts_with("Failed to ") && KINDS.iter().any(|kind| text.contains(kind))
}

/// The errors of one failure, where nothing says which of several ended the bundle: the first that says what failed. What was
/// only called off is left out where something else failed, and so is a connection to the elevated process that a package came
/// after; of errors with one result those count that say the most.
pub(super) fn that_matter(errors: &[Told]) -> &[Told] {
    let chains = in_chains(errors);
    let is_cancelled = |chain: &[Told]| exit_code_of(result_of(chain)).0 == 1602;
    let is_real = |chain: &&&[Told]| !is_cancelled(chain) || chains.iter().all(|c| is_cancelled(c));
    let is_connected = |at: usize| {
        chains
            .iter()
            .skip(at + 1)
            .any(|chain| says_of_package(chain))
    };
    let says_what = |(at, chain): &(usize, &[Told])| match rank_of(chain) {
        Some((_, Trouble::NotElevated)) => !is_connected(*at),
        Some(_) => true,
        None => says_of_package(chain),
    };
    let real = || chains.iter().enumerate().map(|(at, chain)| (at, *chain));
    let real = || real().filter(|(_, chain)| is_real(&chain));
    let Some((_, first)) = real().find(says_what).or_else(|| real().next()) else {
        return errors;
    };
    let result = result_of(first);
    let same = real().map(|(_, chain)| chain);
    let same = same.filter(|chain| result_of(chain) == result);
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

//! Work on many things at once, with the results in the order of the things and never many of them in memory.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};

/// How many results each thread may be ahead of the one that is awaited.
const AHEAD: usize = 16;

/// How far the work is.
#[derive(Debug, Default)]
struct Progress {
    /// The next thing that nobody works on.
    next: usize,
    /// The results that `sink` has had.
    done: usize,
    /// Whether `sink` has enough.
    over: bool,
}

/// Calls `work` for each of `things`, on all threads, and gives the results to `sink` in the order of the things.
///
/// A thread that is far ahead of the result that is awaited waits, so memory does not grow with the number of things.
///
/// # Errors
///
/// What `sink` fails with first; the rest of the work is left out then.
pub(super) fn in_order<T: Sync, R: Send, E>(
    things: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = rayon::current_num_threads().min(things.len());
    let progress = (Mutex::new(Progress::default()), Condvar::new());
    let (sender, results) = mpsc::channel();
    rayon::in_place_scope(|scope| {
        for _ in 0..threads {
            let (sender, progress, work) = (sender.clone(), &progress, &work);
            scope.spawn(move |_| {
                while let Some(at) = take(progress, threads * AHEAD, things.len()) {
                    let result = things.get(at).map(work);
                    if result.is_none_or(|result| sender.send((at, result)).is_err()) {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut outcome = Ok(());
        let mut next = 0;
        while next < things.len() && outcome.is_ok() {
            // The threads alone hold senders, and they end when all is done.
            let Ok((at, result)) = results.recv() else {
                break;
            };
            early.insert(at, result);
            while let Some(result) = early.remove(&next)
                && outcome.is_ok()
            {
                outcome = sink(result);
                next += 1;
            }
            let mut state = progress.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.done = next;
            state.over = outcome.is_err();
            progress.1.notify_all();
        }
        outcome
    })
}

/// The next thing to work on, when it is near enough; nothing when there is no more to do.
fn take(progress: &(Mutex<Progress>, Condvar), ahead: usize, count: usize) -> Option<usize> {
    let (state, changed) = progress;
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let far = |state: &mut Progress| {
        !state.over && state.next < count && state.next >= state.done + ahead
    };
    let mut state = changed
        .wait_while(state, far)
        .unwrap_or_else(PoisonError::into_inner);
    if state.over || state.next >= count {
        return None;
    }
    state.next += 1;
    Some(state.next - 1)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_few_at_a_time() {
        let things: Vec<usize> = (0..2000).collect();
        let alive = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let mut seen = Vec::new();
        let result: Result<(), ()> = in_order(
            &things,
            |thing| {
                most.fetch_max(alive.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                if thing % 100 == 0 {
                    thread::sleep(Duration::from_millis(1));
                }
                *thing
            },
            |thing| {
                alive.fetch_sub(1, Ordering::SeqCst);
                seen.push(thing);
                Ok(())
            },
        );
        assert_eq!(result, Ok(()));
        assert_eq!(seen, things);
        let most = most.into_inner();
        assert!(most <= (AHEAD + 1) * rayon::current_num_threads(), "{most}");
    }

    #[test]
    fn a_failure_ends_the_work() {
        let things: Vec<usize> = (0..100_000).collect();
        let worked = AtomicUsize::new(0);
        let result = in_order(
            &things,
            |thing| {
                worked.fetch_add(1, Ordering::SeqCst);
                *thing
            },
            |thing| if thing == 10 { Err("enough") } else { Ok(()) },
        );
        assert_eq!(result, Err("enough"));
        assert!(worked.into_inner() < 1000);
        assert_eq!(in_order(&[], |(): &()| (), |()| Err(1)), Ok(()));
    }
}

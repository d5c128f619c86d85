//! Sharing: work on many items by several threads.
//!
//! The naive way gives each thread an equal part; texts differ in length, and all would wait for the one with the long
//! ones. Here each thread takes the next small part when it has done one, and the results are put in order at the end,
//! so that nobody can tell how many threads there were. The threads end with the call: nothing is left that a fork could
//! break.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::columns::{Fit, require};

/// How many threads share the work.
#[derive(Clone, Copy)]
pub struct Threads(usize);

impl Threads {
    /// One thread: the caller's.
    pub const ONE: Threads = Threads(1);

    /// Reads a number of threads; 0 stands for one for each core that the process may use.
    pub fn new(threads: i64) -> Fit<Self> {
        require(threads >= 0, || format!("threads is {threads}, expected at least 0"))?;
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Threads(if threads == 0 { all() } else { usize::try_from(threads).unwrap_or(usize::MAX) }))
    }
}

/// Does `work` on each range of `grain` items, and returns what came out, in the order of the items. Each thread makes a
/// state of its own, like buffers that are used again, which must not change what comes out.
pub fn share<S, T: Send>(
    items: usize,
    grain: usize,
    threads: Threads,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Range<usize>) -> T + Sync,
) -> Vec<T> {
    let parts = items.div_ceil(grain);
    let part = |k: usize| k * grain..((k + 1) * grain).min(items);
    let workers = threads.0.min(parts);
    if workers <= 1 {
        let mut own = state();
        return (0..parts).map(|k| work(&mut own, part(k))).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(parts)));
    let labour = || {
        let (mut own, mut made) = (state(), Vec::new());
        loop {
            let k = next.fetch_add(1, Ordering::Relaxed);
            if k >= parts {
                break;
            }
            made.push((k, work(&mut own, part(k))));
        }
        done.lock().expect("no thread panics while it holds the lock").append(&mut made);
    };
    std::thread::scope(|scope| {
        (1..workers).for_each(|_| {
            scope.spawn(labour);
        });
        labour();
    });
    let mut done = done.into_inner().expect("a panic of a thread has been passed on");
    done.sort_unstable_by_key(|&(k, _)| k);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_tell_how_many_threads_there_were() {
        for items in [0, 1, 9, 10, 11, 1000] {
            for threads in [0, 1, 2, 7] {
                let parts =
                    share(items, 10, Threads::new(threads).unwrap(), || (), |(), range| range.collect::<Vec<_>>());
                assert_eq!(parts.len(), items.div_ceil(10));
                assert_eq!(parts.concat(), (0..items).collect::<Vec<_>>());
            }
        }
        assert!(Threads::new(-1).is_err());
    }
}

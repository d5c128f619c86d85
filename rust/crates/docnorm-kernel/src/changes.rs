//! Changes: what an alignment holds, and how two of them become one.
//!
//! The naive way to compose two alignments asks, item by item, where each comes from. Only changes are stored, and both
//! lists are sorted by where they stand in the text in the middle, so that one sweep over the two, as in a merge sort,
//! meets them in order and joins those that share something there.

use crate::columns::{Cell, Fit, cells, require};

/// A change: where its source starts and stops, and where its target does.
pub type Change = [u64; 4];

/// Changes as four columns: starts and stops of the sources, and of the targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(pub [Vec<u64>; 4]);

impl Changes {
    /// Adds a change behind the others.
    #[inline]
    pub fn push(&mut self, change: Change) {
        self.0.iter_mut().zip(change).for_each(|(column, offset)| column.push(offset));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0[0].is_empty()
    }
}

/// Changes in four columns from outside.
struct Columns<'a>([&'a [Cell]; 4]);

impl<'a> Columns<'a> {
    /// Refuses columns that differ in length, and changes between which the two sides aren't equally long.
    fn new(name: &str, columns: [&'a [u8]; 4]) -> Fit<Self> {
        let [a, b, c, d] = columns.map(|column| cells(name, column, 1));
        let columns = Columns([a?, b?, c?, d?]);
        let alike = columns.0.iter().all(|column| column.len() == columns.len());
        require(alike, || format!("{name} has columns of different lengths"))?;
        let mut done = [0, 0];
        for k in 0..columns.len() {
            let [start, stop, low, high] = columns.get(k);
            let sorted = done[0] <= start && start <= stop && done[1] <= low && low <= high;
            let fits = sorted && start - done[0] == low - done[1] && stop.max(high) <= i64::MAX as u64;
            require(fits, || format!("{name} is no alignment at change {k}"))?;
            done = [stop, high];
        }
        Ok(columns)
    }

    fn len(&self) -> usize {
        self.0[0].len()
    }

    fn get(&self, k: usize) -> Change {
        self.0.map(|column| u64::from_le_bytes(column[k]))
    }
}

/// A change, seen from the text in the middle.
#[derive(Clone, Copy)]
struct Step {
    start: u64,
    stop: u64,
    is_second: bool,
    /// What leads from the middle to the other text, behind the change.
    shift: i64,
}

/// The changes of both alignments in the order of the text in the middle; of two at one place, the shorter comes first.
struct Sweep<'a> {
    first: (Columns<'a>, usize),
    second: (Columns<'a>, usize),
}

impl Iterator for Sweep<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let one = (self.first.1 < self.first.0.len()).then(|| {
            let [_, stop, low, high] = self.first.0.get(self.first.1);
            Step { start: low, stop: high, is_second: false, shift: stop as i64 - high as i64 }
        });
        let two = (self.second.1 < self.second.0.len()).then(|| {
            let [start, stop, _, high] = self.second.0.get(self.second.1);
            Step { start, stop, is_second: true, shift: high as i64 - stop as i64 }
        });
        let step = match (one, two) {
            (Some(one), Some(two)) if (two.start, two.stop) < (one.start, one.stop) => two,
            (one, two) => one.or(two)?,
        };
        (if step.is_second { &mut self.second } else { &mut self.first }).1 += 1;
        Some(step)
    }
}

/// The changes of making those of `first` and then those of `second`.
///
/// Two changes are joined when they share something of the text in the middle, or when one lies within the other; what
/// neither of the outer texts knows of is left out.
pub fn compose(first: [&[u8]; 4], second: [&[u8]; 4]) -> Fit<Changes> {
    let sides = (Columns::new("first", first)?, Columns::new("second", second)?);
    let mut steps = Sweep { first: (sides.0, 0), second: (sides.1, 0) }.peekable();
    let mut composed = Changes::default();
    let (mut back, mut forth) = (0, 0);
    while let Some(&Step { start: low, stop: mut high, .. }) = steps.peek() {
        let (start, target) = (low.wrapping_add_signed(back), low.wrapping_add_signed(forth));
        let mut next = steps.next();
        while let Some(step) = next {
            high = high.max(step.stop);
            *(if step.is_second { &mut forth } else { &mut back }) = step.shift;
            next = steps.next_if(|step| step.start < high);
        }
        let (stop, end) = (high.wrapping_add_signed(back), high.wrapping_add_signed(forth));
        if start < stop || target < end {
            composed.push([start, stop, target, end]);
        }
    }
    Ok(composed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn composed(first: &[Change], second: &[Change]) -> Vec<Change> {
        let columns =
            |changes: &[Change]| [0, 1, 2, 3].map(|n| packed(&changes.iter().map(|c| c[n]).collect::<Vec<_>>()));
        let (first, second) = (columns(first), columns(second));
        let Changes([a, b, c, d]) =
            compose(first.each_ref().map(Vec::as_slice), second.each_ref().map(Vec::as_slice)).unwrap();
        (0..a.len()).map(|k| [a[k], b[k], c[k], d[k]]).collect()
    }

    #[test]
    fn what_shares_something_is_joined() {
        assert_eq!(composed(&[], &[]), [] as [Change; 0]);
        assert_eq!(composed(&[[3, 6, 3, 4], [7, 8, 5, 5]], &[[3, 4, 3, 4]]), [[3, 6, 3, 4], [7, 8, 5, 5]]);
        assert_eq!(composed(&[[1, 2, 1, 1]], &[[0, 2, 0, 1]]), [[0, 3, 0, 1]]);
        assert_eq!(composed(&[[1, 2, 1, 1]], &[[0, 1, 0, 1]]), [[0, 1, 0, 1], [1, 2, 1, 1]]);
        assert_eq!(composed(&[[1, 1, 1, 2]], &[[1, 2, 1, 1]]), [] as [Change; 0]);
        assert_eq!(composed(&[[1, 2, 1, 1]], &[[1, 1, 1, 3]]), [[1, 2, 1, 1], [2, 2, 1, 3]]);
    }

    #[test]
    fn only_alignments_are_composed() {
        for wrong in [[[1, 0, 1, 1]], [[1, 1, 2, 2]], [[0, u64::MAX, 0, 0]], [[2, 1, 2, 2]]] {
            let columns = wrong[0].map(|offset| packed(&[offset]));
            assert!(compose(columns.each_ref().map(Vec::as_slice), [&[]; 4]).is_err());
        }
        assert!(compose([&[0; 8], &[], &[], &[]], [&[]; 4]).is_err());
    }
}

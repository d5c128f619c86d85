//! Jaccard: how similar two items are, exactly.
//!
//! The naive way intersects two hash sets. Two sorted sets are merged without a hash and without a branch, and the merge
//! stops as soon as too little of them is left; two sets can't be similar if their sizes aren't.
//!
//! The threshold is a fraction of integers, and every comparison is one of integers: similarity 4/5 reaches 4/5.

use crate::columns::{Cell, Fit, Sets, cells, require};

/// The least similarity that counts: more than 0, at most 1.
#[derive(Clone, Copy)]
pub struct Threshold {
    numerator: u64,
    denominator: u64,
}

impl Threshold {
    /// Refuses what isn't more than 0 and at most 1.
    pub fn new(numerator: i64, denominator: i64) -> Fit<Self> {
        require(0 < numerator && numerator <= denominator, || {
            format!("threshold is {numerator}/{denominator}, expected more than 0 and at most 1")
        })?;
        Ok(Threshold { numerator: numerator.unsigned_abs(), denominator: denominator.unsigned_abs() })
    }

    /// The least intersection with which sets of these sizes are similar enough; may be more than either holds.
    ///
    /// From `shared * d >= n * (a + b - shared)` follows `shared >= n * (a + b) / (n + d)`.
    pub fn required(self, a: usize, b: usize) -> u128 {
        let (n, d) = (u128::from(self.numerator), u128::from(self.denominator));
        (n * (a as u128 + b as u128)).div_ceil(n + d)
    }

    /// The least part of a set of this size that counts: of two similar sets, each has as much as this of the other.
    pub fn part(self, size: usize) -> usize {
        (u128::from(self.numerator) * size as u128).div_ceil(u128::from(self.denominator)) as usize
    }

    /// Whether sets that have at most `most` elements together, of which at least `apart` are in one of them only, could
    /// be similar enough.
    ///
    /// The union is half of what both sets and what's apart count together, and all but what's apart is shared.
    #[inline(always)]
    pub fn allows(self, apart: u64, most: u64) -> bool {
        let (n, d) = (self.numerator, self.denominator);
        u128::from(apart) * u128::from(d + n) <= u128::from(most) * u128::from(d - n)
    }

    /// Whether a set of at most `most` elements could be similar enough to one of at least `least`.
    #[inline(always)]
    pub fn allows_sizes(self, most: u64, least: u64) -> bool {
        u128::from(most) * u128::from(self.denominator) >= u128::from(least) * u128::from(self.numerator)
    }
}

/// The size of the intersection of each pair of a column of u32 pairs.
pub fn intersections(sets: Sets, pairs: &[u8]) -> Fit<Vec<u64>> {
    let items = sets.items();
    let pairs = cells::<4>("pairs", pairs, 2)?.as_chunks::<2>().0;
    let size = |(k, pair): (usize, &[[u8; 4]; 2])| {
        let [i, j] = pair.map(u32::from_le_bytes);
        require((i.max(j) as usize) < items, || format!("pair {k} is ({i}, {j}), expected items below {items}"))?;
        Ok(intersection(sets.get(i as usize), sets.get(j as usize), 0).unwrap_or_default())
    };
    pairs.iter().enumerate().map(size).collect()
}

/// A shingle, as it was made or as it lies in a column.
pub trait Shingle: Copy {
    /// Its hash.
    fn hash(self) -> u64;
}

impl Shingle for u64 {
    #[inline(always)]
    fn hash(self) -> u64 {
        self
    }
}

impl Shingle for Cell {
    #[inline(always)]
    fn hash(self) -> u64 {
        u64::from_le_bytes(self)
    }
}

/// How many shingles two sorted sets share; nothing if fewer than `required`.
pub fn intersection<S: Shingle>(a: &[S], b: &[S], required: usize) -> Option<u64> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < required {
            return None;
        }
        let (x, y) = (a[i].hash(), b[j].hash());
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (shared >= required).then_some(shared as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::hashing::mix64;
    use std::collections::BTreeSet;

    /// Sets of all sizes up to 20, out of few shingles, and keys that bring many of them together.
    fn items() -> (Vec<BTreeSet<u64>>, Vec<u64>) {
        let set = |n: u64| (0..n % 21).map(|m| mix64(mix64(n * 1000 + m) % 25)).collect();
        ((0..150).map(set).collect(), (0..300).map(|n| mix64(mix64(n) % 9)).collect())
    }

    fn columns(sets: &[BTreeSet<u64>]) -> (Vec<u8>, Vec<u8>) {
        let shingles: Vec<u64> = sets.iter().flatten().copied().collect();
        let mut offsets = vec![0];
        sets.iter().for_each(|set| offsets.push(offsets[offsets.len() - 1] + set.len() as u64));
        (packed(&shingles), packed(&offsets))
    }

    #[test]
    fn intersections_agree_with_naive() {
        let (sets, _) = items();
        let (shingles, offsets) = columns(&sets);
        let all = (0..sets.len()).flat_map(|i| (0..sets.len()).map(move |j| (i, j)));
        let pairs: Vec<u8> = all.clone().flat_map(|(i, j)| [i as u32, j as u32]).flat_map(u32::to_le_bytes).collect();
        let expected: Vec<u64> = all.map(|(i, j)| sets[i].intersection(&sets[j]).count() as u64).collect();
        assert_eq!(intersections(Sets::new(&shingles, &offsets).unwrap(), &pairs).unwrap(), expected);
    }

    #[test]
    fn refusals() {
        let (shingles, offsets) = (packed(&[1]), packed(&[0, 1]));
        let sets = Sets::new(&shingles, &offsets).unwrap();
        assert!(intersections(sets, &[0, 0, 0, 0, 1, 0, 0, 0]).is_err());
        for (n, d) in [(0, 1), (2, 1), (-1, -1), (1, 0)] {
            assert!(Threshold::new(n, d).is_err());
        }
    }
}

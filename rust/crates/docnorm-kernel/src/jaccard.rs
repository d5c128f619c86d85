//! Jaccard: how similar two items are, exactly.
//!
//! The naive way makes all candidates, then all intersections, then keeps what reaches the threshold: most candidates of
//! a large corpus are no pairs, and all of them at once don't fit into memory. [`near_pairs`] judges each candidate where
//! its bucket is found. Two sets can't be similar if their sizes aren't, so a bucket is sorted by size and most
//! candidates are never looked at; and a merge of two sorted sets stops as soon as too little of them is left.
//!
//! The threshold is a fraction of integers, and every comparison is one of integers: similarity 4/5 reaches 4/5.

use crate::bands::Bands;
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

/// The candidate pairs that reach the threshold, in order, and the sizes of their intersections.
pub fn near_pairs(sets: Sets, bands: Bands, threshold: Threshold) -> Fit<(Vec<u32>, Vec<u64>)> {
    require(sets.items() == bands.items(), || {
        format!("keys is for {} items, expected {}, like offsets", bands.items(), sets.items())
    })?;
    let size = |item: u32| sets.size(item as usize);
    let mut near: Vec<(u32, u32, u64)> = Vec::new();
    bands.each_bucket(
        |item| size(item) > 0,
        |band, bucket| {
            bucket.sort_by_key(|&item| size(item));
            for (n, &small) in bucket.iter().enumerate() {
                for &large in &bucket[n + 1..] {
                    let required = threshold.required(size(small), size(large));
                    if required > size(small) as u128 {
                        break; // those that follow are larger still
                    }
                    if !bands.meet_first(small, large, band) {
                        continue;
                    }
                    let shared = intersection(sets.get(small as usize), sets.get(large as usize), required as usize);
                    near.extend(shared.map(|shared| (small.min(large), small.max(large), shared)));
                }
            }
        },
    );
    near.sort_unstable();
    Ok((near.iter().flat_map(|&(i, j, _)| [i, j]).collect(), near.iter().map(|pair| pair.2).collect()))
}

/// How many shingles two sorted sets share; nothing if fewer than `required`.
fn intersection(a: &[Cell], b: &[Cell], required: usize) -> Option<u64> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < required {
            return None;
        }
        let (x, y) = (u64::from_le_bytes(a[i]), u64::from_le_bytes(b[j]));
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (shared >= required).then_some(shared as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::candidates;
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
    fn near_pairs_agree_with_naive() {
        let (sets, keys) = items();
        let (shingles, offsets) = columns(&sets);
        let keys = packed(&keys);
        let pairs = candidates(&keys, 2).unwrap();
        for (n, d) in [(1, 1), (4, 5), (1, 2), (1, 3), (1, 1000), (i64::MAX, i64::MAX), (1, i64::MAX)] {
            let (mut expected, mut sizes) = (Vec::new(), Vec::new());
            for &[i, j] in pairs.as_chunks().0 {
                let (a, b) = (&sets[i as usize], &sets[j as usize]);
                let (shared, union) = (a.intersection(b).count(), a.union(b).count());
                if union > 0 && shared as i128 * i128::from(d) >= i128::from(n) * union as i128 {
                    expected.extend([i, j]);
                    sizes.push(shared as u64);
                }
            }
            let sets = Sets::new(&shingles, &offsets).unwrap();
            let near = near_pairs(sets, Bands::new(&keys, 2).unwrap(), Threshold::new(n, d).unwrap());
            assert_eq!(near.unwrap(), (expected, sizes), "{n}/{d}");
        }
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
        assert!(near_pairs(sets, Bands::new(&[], 1).unwrap(), Threshold::new(1, 2).unwrap()).is_err());
        for (n, d) in [(0, 1), (2, 1), (-1, -1), (1, 0)] {
            assert!(Threshold::new(n, d).is_err());
        }
    }
}

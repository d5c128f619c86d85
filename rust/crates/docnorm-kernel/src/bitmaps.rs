//! Bitmaps: a look that tells most pairs of sets apart.
//!
//! The naive way compares two sets shingle by shingle, after it made both. Here each set has a map in which every shingle
//! sets one bit. Where the maps of two sets differ, so do the sets: each bit that only one of them has is a shingle that
//! only one of them has. A map has two to four bits for each shingle, so that it's never full, and a larger map is laid
//! upon a smaller one half by half, which says no more than is true.

use crate::jaccard::Threshold;

const MOST_WORDS: usize = 1 << 15;

/// How many words the map of so many shingles has.
pub fn words(shingles: usize) -> usize {
    (shingles * 2).div_ceil(64).next_power_of_two().min(MOST_WORDS)
}

/// Makes the map of hashed shingles, some of which may be there twice, in zeroed words.
pub fn fill(map: &mut [u64], hashes: &[u32]) {
    let mask = map.len() * 64 - 1;
    for &hash in hashes {
        let bit = hash as usize & mask;
        map[bit / 64] |= 1 << (bit % 64);
    }
}

/// What is known of a set without having it.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// It has at most so many shingles.
    pub most: u32,
    /// It has at least so many: the bits of its map.
    pub least: u32,
    /// Its map.
    pub map: &'a [u64],
}

impl Look<'_> {
    /// Whether two sets could be similar enough.
    #[inline(always)]
    pub fn may_be_like(&self, other: &Look<'_>, threshold: Threshold) -> bool {
        let (small, large) = if self.map.len() <= other.map.len() { (self, other) } else { (other, self) };
        threshold.allows_sizes(small.most.into(), large.least.into())
            && threshold.allows_sizes(large.most.into(), small.least.into())
            && threshold.allows(apart(small.map, large.map), u64::from(small.most) + u64::from(large.most))
    }
}

/// How many bits only one of two maps has, of which the first isn't larger.
#[inline(always)]
fn apart(small: &[u64], large: &[u64]) -> u64 {
    if small.len() == large.len() {
        return small.iter().zip(large).map(|(a, b)| u64::from((a ^ b).count_ones())).sum();
    }
    let laid = |word: usize| large.iter().skip(word).step_by(small.len()).fold(0, |laid, word| laid | word);
    small.iter().enumerate().map(|(k, word)| u64::from((word ^ laid(k)).count_ones())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hashing::mix64;
    use std::collections::BTreeSet;

    fn set(n: u64) -> Vec<u32> {
        (0..mix64(n) % 300 + 1).map(|k| mix64(mix64(n % 10) + k + n / 40) as u32).collect()
    }

    fn map(set: &[u32]) -> Vec<u64> {
        let mut map = vec![0; words(set.len())];
        fill(&mut map, set);
        map
    }

    #[test]
    fn a_look_never_tells_like_sets_apart() {
        let sets: Vec<Vec<u32>> = (0..120).map(set).collect();
        let maps: Vec<Vec<u64>> = sets.iter().map(|set| map(set)).collect();
        let look = |k: usize| {
            let least = maps[k].iter().map(|word| word.count_ones()).sum();
            Look { most: sets[k].len() as u32, least, map: &maps[k] }
        };
        let (mut told, mut alike) = (0, 0);
        for (n, d) in [(1, 1), (4, 5), (1, 2), (1, 1000), (i64::MAX, i64::MAX), (1, i64::MAX)] {
            let threshold = Threshold::new(n, d).unwrap();
            for (i, a) in sets.iter().enumerate() {
                let a: BTreeSet<_> = a.iter().collect();
                for (j, b) in sets.iter().enumerate() {
                    let b: BTreeSet<_> = b.iter().collect();
                    let is_like =
                        a.intersection(&b).count() as u128 * d as u128 >= a.union(&b).count() as u128 * n as u128;
                    let may_be = look(i).may_be_like(&look(j), threshold);
                    assert!(may_be || !is_like);
                    told += usize::from(!may_be);
                    alike += usize::from(is_like);
                }
            }
        }
        assert!(told > 20_000 && alike > 1_000, "{told} {alike}");
    }
}

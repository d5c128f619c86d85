//! Sorting hashes.
//!
//! `sort_unstable` compares, log2(n) times per item. Hashes are spread evenly, so their upper bits say nearly where each
//! will stand: count how many begin with each pattern of bits, move each to its pattern's place, and let insertion put
//! right what little is wrong. For a paragraph of 400 letters that takes two thirds of the time.
//!
//! Text can be hostile, and equal hashes share a pattern: a pattern with many items is sorted by comparing, first.

/// Fewer than this, and comparing is quicker.
const FEW: usize = 32;
/// More items than this with one pattern aren't left to insertion.
const MANY: usize = 16;
const MOST_BITS: u32 = 12;

/// Space to sort in, used again and again.
#[derive(Default)]
pub struct Sorter {
    ends: Vec<u32>,
    unsorted: Vec<u64>,
}

impl Sorter {
    /// Sorts hashes.
    pub fn sort(&mut self, hashes: &mut [u64]) {
        if hashes.len() < FEW || u32::try_from(hashes.len()).is_err() {
            return hashes.sort_unstable();
        }
        let bits = (hashes.len().ilog2() + 1).min(MOST_BITS);
        self.scatter(hashes, bits);
        let mut start = 0;
        for &end in &self.ends {
            let end = end as usize;
            if end - start > MANY {
                hashes[start..end].sort_unstable();
            }
            start = end;
        }
        insert(hashes);
    }

    /// Moves each hash to its pattern's place, and leaves in `ends` where each pattern's hashes end.
    fn scatter(&mut self, hashes: &mut [u64], bits: u32) {
        let pattern = |hash: u64| (hash >> (64 - bits)) as usize;
        self.ends.clear();
        self.ends.resize(1 << bits, 0);
        hashes.iter().for_each(|&hash| self.ends[pattern(hash)] += 1);
        let mut total = 0;
        for end in &mut self.ends {
            (total, *end) = (total + *end, total);
        }
        self.unsorted.clear();
        self.unsorted.extend_from_slice(hashes);
        for &hash in &self.unsorted {
            let end = &mut self.ends[pattern(hash)];
            hashes[*end as usize] = hash;
            *end += 1;
        }
    }
}

fn insert(hashes: &mut [u64]) {
    for i in 1..hashes.len() {
        let hash = hashes[i];
        let mut j = i;
        while j > 0 && hashes[j - 1] > hash {
            hashes[j] = hashes[j - 1];
            j -= 1;
        }
        hashes[j] = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hashing::mix64;

    #[test]
    fn sorts_as_sort_does() {
        let mut sorter = Sorter::default();
        let mut check = |hashes: Vec<u64>| {
            let (mut naive, mut sorted) = (hashes.clone(), hashes);
            naive.sort();
            sorter.sort(&mut sorted);
            assert_eq!(naive, sorted);
        };
        for n in [0, 1, 31, 32, 33, 90, 1000, 5000, 70_000] {
            check((0..n).map(mix64).collect()); // spread
            check((0..n).rev().collect()); // one pattern
            check((0..n).map(|i| mix64(i % 7)).collect()); // few different
            check(vec![u64::MAX; n as usize]);
        }
    }
}

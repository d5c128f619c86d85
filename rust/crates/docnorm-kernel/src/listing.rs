//! Lists: which ranks have a shingle.
//!
//! The naive way is a hash table of vectors, which costs more memory than the shingles. Here an entry is one u64, half of
//! it the key of a code and half of it a rank, sorted: a list is a run of equal halves. The keys are spread evenly, so
//! their upper bits say nearly where a list begins.

use crate::columns::{Fit, Misfit, Sets};

/// Whether the shingle of a code may be in more than one set.
pub fn is_shared(code: u64) -> bool {
    code >> 48 > 1
}

/// A rank in the list of a code.
pub fn entry(code: u64, rank: u32) -> u64 {
    code << 16 >> 32 << 32 | u64::from(rank)
}

/// Where to look for the list of a code, which stands at a place of a prefix.
#[derive(Clone, Copy)]
pub struct Bucket {
    /// The place in the prefix.
    pub place: usize,
    code: u64,
    start: u32,
    stop: u32,
}

/// Entries, sorted, and where those begin that share their upper bits.
pub struct Lists {
    entries: Vec<u64>,
    starts: Vec<u32>,
    shift: u32,
}

impl Lists {
    /// Makes the lists of entries that come in any order; refuses more than a u32 can count.
    pub fn new(mut entries: Vec<u64>) -> Fit<Self> {
        u32::try_from(entries.len()).map_err(|_| Misfit(format!("shingles makes {} entries", entries.len())))?;
        entries.sort_unstable();
        let bits = (entries.len() | 1).ilog2().clamp(1, 31);
        let shift = 64 - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        entries.iter().for_each(|entry| starts[(entry >> shift) as usize + 1] += 1);
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        Ok(Lists { entries, starts, shift })
    }

    /// Where to look for the lists of those codes whose shingles may be in more than one set.
    ///
    /// The memory that this asks for is far away. Asked for at once, it comes at once.
    pub fn look_up(&self, codes: &[u64], buckets: &mut Vec<Bucket>) {
        let bucket = |(place, &code): (usize, &u64)| {
            let at = (entry(code, 0) >> self.shift) as usize;
            Bucket { place, code, start: self.starts[at], stop: self.starts[at + 1] }
        };
        buckets.clear();
        buckets.extend(codes.iter().enumerate().filter(|(_, code)| is_shared(**code)).map(bucket));
    }

    /// The list of a code: entries, whose lower halves are ranks, in order.
    pub fn get(&self, bucket: &Bucket) -> &[u64] {
        let key = entry(bucket.code, 0);
        let near = &self.entries[bucket.start as usize..bucket.stop as usize];
        let near = &near[near.partition_point(|&entry| entry < key)..];
        &near[..near.partition_point(|&entry| entry >> 32 == key >> 32)]
    }
}

/// Which codes are wanted; some more may seem to be.
pub struct Marks {
    words: Vec<u64>,
    shift: u32,
}

impl Marks {
    /// No code is wanted yet.
    pub fn new(sets: Sets) -> Self {
        let bits = (sets.total() | 1).ilog2().clamp(6, 25) + 3;
        Marks { words: vec![0; 1 << (bits - 6)], shift: 48 - bits }
    }

    fn place(&self, code: u64) -> (usize, u64) {
        let place = code << 16 >> 16 >> self.shift;
        ((place >> 6) as usize, 1 << (place & 63))
    }

    /// Wants a code.
    pub fn set(&mut self, code: u64) {
        let (word, bit) = self.place(code);
        self.words[word] |= bit;
    }

    /// Whether a code may be wanted.
    pub fn has(&self, code: u64) -> bool {
        let (word, bit) = self.place(code);
        self.words[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hashing::mix64;
    use std::collections::BTreeMap;

    #[test]
    fn lists_are_those_of_a_map() {
        for different in [1, 7, 1000, u64::MAX] {
            for n in [0, 1, 5, 3000] {
                let code = |k: u64| 2 << 48 | mix64(k % different) >> 16;
                let mut naive: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
                (0..n).for_each(|k| naive.entry(code(k)).or_default().push(entry(code(k), k as u32)));
                let lists = Lists::new((0..n).rev().map(|k| entry(code(k), k as u32)).collect()).unwrap();
                let mut buckets = Vec::new();
                for (&code, list) in naive.iter().chain([(&(2 << 48 | 0xABCD_EF12_3456), &Vec::new())]) {
                    lists.look_up(&[1 << 48, code], &mut buckets);
                    assert_eq!(buckets.len(), 1);
                    assert_eq!((lists.get(&buckets[0]), buckets[0].place), (list.as_slice(), 1));
                }
            }
        }
    }

    #[test]
    fn what_is_wanted_is_marked() {
        let offsets = [0; 8];
        let mut marks = Marks::new(Sets::new(&[], &offsets).unwrap());
        let codes: Vec<u64> = (0..200).map(|k| 2 << 48 | mix64(k) >> 16).collect();
        codes[..100].iter().for_each(|&code| marks.set(code));
        assert!(codes[..100].iter().all(|&code| marks.has(code)));
        assert!(codes[100..].iter().any(|&code| !marks.has(code)));
    }
}

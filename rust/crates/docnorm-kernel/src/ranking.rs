//! Ranking: items in the order of their sizes, what is rare in each, and what two of them share.
//!
//! The naive way counts in how many sets each shingle is, in a hash table, and merges the two sets of every candidate. A
//! table of counts by hash, in which some shingles share a place, gives an order as good. And most candidates are
//! strangers, which a bitmap with the parity of the shingles of each hash tells: two bitmaps differ in no more bits than
//! the sets do in shingles. It has some bits for each shingle; the larger one of two is folded to the other's length.
//! Only then two sets are merged, and only until too little of them is left.

use std::cmp::Reverse;
use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Cell, Fit, Misfit, Sets};
use crate::hashing::mix64;
use crate::listing::Bucket;
use crate::sharing::{Threads, share};

/// Shingles to a word of a bitmap.
const SHINGLES: usize = 16;
/// The most words of a bitmap.
const WORDS: usize = 1 << 10;
/// From this ratio of sizes on, bitmaps tell nothing, and a shingle of the smaller set is searched in the larger one.
const MUCH: usize = 8;
/// With fewer shingles than this, another thread costs more than it saves.
const MANY: usize = 1 << 16;
/// How many ranks a thread takes at a time.
const GRAIN: usize = 64;

/// A pair of items, and how many shingles they share.
pub type Pair = (u32, u32, u64);

/// The items that have any shingles, the largest sets first, and of equal ones the first. A rank is a place in this.
pub struct Ranked<'a> {
    /// The item of each rank.
    pub items: Vec<u32>,
    sizes: Vec<u32>,
    sets: Sets<'a>,
    /// The bitmaps, and where each begins.
    bitmaps: Vec<u64>,
    starts: Vec<usize>,
    /// In how many sets the shingles of each hash are, as far as a u16 can count.
    counts: Vec<u16>,
    shift: u32,
    arch: Arch,
}

/// What a thread needs again and again.
pub struct Scratch {
    /// Where to look for the lists of a prefix.
    pub buckets: Vec<Bucket>,
    /// For each rank, by which other one it was met last.
    pub met: Vec<u32>,
    /// What was found.
    pub pairs: Vec<Pair>,
}

impl<'a> Ranked<'a> {
    /// Refuses more items or shingles of an item than a u32 can number.
    pub fn new(sets: Sets<'a>) -> Fit<Self> {
        let largest = sets.iter().map(<[Cell]>::len).max().unwrap_or_default();
        u32::try_from(sets.items().max(largest))
            .map_err(|_| Misfit(format!("offsets is for {} items of up to {largest} shingles", sets.items())))?;
        let mut items: Vec<u32> = (0..sets.items() as u32).filter(|&item| sets.size(item as usize) > 0).collect();
        items.sort_by_key(|&item| Reverse(sets.size(item as usize)));
        let sizes = items.iter().map(|&item| sets.size(item as usize) as u32).collect();
        let (mut bitmaps, mut starts) = (Vec::new(), vec![0]);
        for &item in &items {
            extend_by_bitmap(&mut bitmaps, sets.get(item as usize));
            starts.push(bitmaps.len());
        }
        let shift = 64 - ((sets.total() | 1).ilog2().clamp(6, 22) + 2);
        Ok(Ranked { items, sizes, sets, bitmaps, starts, counts: counted(sets, shift), shift, arch: Arch::new() })
    }

    /// The shingles of a rank.
    pub fn set(&self, rank: u32) -> &'a [Cell] {
        self.sets.get(self.items[rank as usize] as usize)
    }

    /// How many shingles a rank has.
    pub fn size(&self, rank: u32) -> usize {
        self.sizes[rank as usize] as usize
    }

    /// A number that is lower the rarer a shingle is: 16 bits of its count, 48 of its hash.
    pub fn code(&self, shingle: Cell) -> u64 {
        let hash = mix64(u64::from_le_bytes(shingle));
        u64::from(self.counts[(hash >> self.shift) as usize]) << 48 | hash >> 16
    }

    /// Of each rank, the codes of the rarest shingles, in order: as many as `length` says for its size.
    pub fn prefixes(&self, length: impl Fn(usize) -> usize + Sync) -> Fit<Prefixes> {
        let some = |codes: &mut Vec<u64>, part: Range<usize>| {
            let (mut rarest, mut lengths) = (Vec::new(), Vec::new());
            for rank in part {
                codes.clear();
                codes.extend(self.set(rank as u32).iter().map(|&shingle| self.code(shingle)));
                let length = length(codes.len());
                if length < codes.len() {
                    codes.select_nth_unstable(length);
                    codes.truncate(length);
                }
                codes.sort_unstable();
                rarest.extend_from_slice(codes);
                lengths.push(length);
            }
            (rarest, lengths)
        };
        let mut prefixes = Prefixes { codes: Vec::new(), starts: vec![0] };
        for (codes, lengths) in share(self.items.len(), GRAIN, self.threads()?, Vec::new, some) {
            prefixes.codes.extend(codes);
            for length in lengths {
                prefixes.starts.push(prefixes.starts[prefixes.starts.len() - 1] + length);
            }
        }
        Ok(prefixes)
    }

    fn threads(&self) -> Fit<Threads> {
        if self.sets.total() < MANY { Ok(Threads::ONE) } else { Threads::new(0) }
    }

    /// Does the work for every rank, in several threads, and gives all pairs, in the order of the ranks.
    pub fn each(&self, work: impl Fn(u32, &mut Scratch) + Sync) -> Fit<Vec<Pair>> {
        let ranks = self.items.len();
        let state = || Scratch { buckets: Vec::new(), met: vec![u32::MAX; ranks], pairs: Vec::new() };
        let some = |scratch: &mut Scratch, part: Range<usize>| {
            part.for_each(|rank| work(rank as u32, scratch));
            std::mem::take(&mut scratch.pairs)
        };
        Ok(share(ranks, GRAIN, self.threads()?, state, some).concat())
    }

    /// How many shingles two ranks share; nothing if fewer than `required`.
    pub fn shared(&self, i: u32, j: u32, required: usize) -> Option<usize> {
        let (small, large) = (i.max(j), i.min(j));
        let (a, b) = (self.set(small), self.set(large));
        if b.len() / a.len() >= MUCH {
            return searched(a, b, required);
        }
        let most = (a.len() + b.len()).checked_sub(2 * required)?;
        let differ = Differ { short: self.bitmap(small), long: self.bitmap(large), most };
        if self.arch.dispatch(differ) { None } else { merged(a, b, required) }
    }

    fn bitmap(&self, rank: u32) -> &[u64] {
        &self.bitmaps[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }
}

/// The codes of the rarest shingles of each rank.
pub struct Prefixes {
    /// Those of all ranks, one after the other.
    pub codes: Vec<u64>,
    starts: Vec<usize>,
}

impl Prefixes {
    /// Those of a rank, in order.
    pub fn get(&self, rank: u32) -> &[u64] {
        &self.codes[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }
}

/// In how many sets the shingles are whose hashes share all bits but the lowest `shift`.
fn counted(sets: Sets, shift: u32) -> Vec<u16> {
    let mut counts = vec![0u16; 1 << (64 - shift)];
    for &shingle in sets.iter().flatten() {
        let count = &mut counts[(mix64(u64::from_le_bytes(shingle)) >> shift) as usize];
        *count = count.saturating_add(1);
    }
    counts
}

/// Appends the parity of the shingles of each hash.
fn extend_by_bitmap(bitmaps: &mut Vec<u64>, shingles: &[Cell]) {
    let start = bitmaps.len();
    let words = shingles.len().div_ceil(SHINGLES).next_power_of_two().min(WORDS);
    bitmaps.resize(start + words, 0);
    for &shingle in shingles {
        let hash = mix64(u64::from_le_bytes(shingle));
        bitmaps[start + (hash as usize & (words - 1))] ^= 1 << (hash >> 10 & 63);
    }
}

/// Whether two bitmaps differ in more than `most` bits. A closure may be compiled apart from the instruction set.
struct Differ<'a> {
    short: &'a [u64],
    long: &'a [u64],
    most: usize,
}

impl WithSimd for Differ<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let mut different = 0;
        for (n, part) in self.short.chunks(8).enumerate() {
            for (i, &word) in part.iter().enumerate() {
                let folded = self.long[8 * n + i..].iter().step_by(self.short.len()).fold(word, |all, word| all ^ word);
                different += folded.count_ones() as usize;
            }
            if different > self.most {
                return true;
            }
        }
        false
    }
}

/// How many shingles two sorted sets share; nothing if fewer than `required`.
fn merged(a: &[Cell], b: &[Cell], required: usize) -> Option<usize> {
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
    (shared >= required).then_some(shared)
}

/// The same, for a `b` that is much larger than `a`.
fn searched(a: &[Cell], mut b: &[Cell], required: usize) -> Option<usize> {
    let mut shared = 0;
    for (i, &shingle) in a.iter().enumerate() {
        if shared + a.len() - i < required {
            return None;
        }
        let x = u64::from_le_bytes(shingle);
        let is_less = |cell: &Cell| u64::from_le_bytes(*cell) < x;
        let mut stride = 1;
        while stride < b.len() && is_less(&b[stride]) {
            stride *= 2;
        }
        b = &b[b[..b.len().min(stride + 1)].partition_point(is_less)..];
        shared += usize::from(b.first() == Some(&shingle));
    }
    (shared >= required).then_some(shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use std::collections::BTreeSet;

    /// Sets of many sizes that share much, or little.
    fn sets() -> Vec<BTreeSet<u64>> {
        let set = |n: u64| {
            (0..n * n % 170 + 1).map(move |m| mix64(m + n % 5 * 30)).chain((0..n % 4).map(move |m| mix64(!m ^ n << 20)))
        };
        (0..40).map(|n| set(n).collect()).collect()
    }

    #[test]
    fn what_is_shared_agrees_with_naive() {
        let sets = sets();
        let shingles: Vec<u64> = sets.iter().flatten().copied().collect();
        let mut offsets = vec![0];
        sets.iter().for_each(|set| offsets.push(offsets[offsets.len() - 1] + set.len() as u64));
        let (shingles, offsets) = (packed(&shingles), packed(&offsets));
        let mut ranked = Ranked::new(Sets::new(&shingles, &offsets).unwrap()).unwrap();
        assert!(ranked.sizes.is_sorted_by(|a, b| a >= b));
        for arch in [Arch::new(), Arch::Scalar] {
            ranked.arch = arch;
            for i in 0..ranked.items.len() {
                for j in (0..ranked.items.len()).filter(|&j| j != i) {
                    let [a, b] = [i, j].map(|rank| &sets[ranked.items[rank] as usize]);
                    let shared = a.intersection(b).count();
                    for required in [0, 1, shared.saturating_sub(1), shared, shared + 1, shared + 9] {
                        let found = ranked.shared(i as u32, j as u32, required);
                        assert_eq!(found, (shared >= required).then_some(shared));
                    }
                }
            }
        }
    }

    #[test]
    fn searching_agrees_with_merging() {
        for n in 0..200 {
            let a: BTreeSet<u64> = (0..n % 7).map(|m| m * n % 50).collect();
            let a: Vec<Cell> = a.into_iter().map(u64::to_le_bytes).collect();
            let b: Vec<Cell> = (0..n).filter(|m| mix64(*m) & 1 == 0).map(u64::to_le_bytes).collect();
            for required in 0..5 {
                assert_eq!(searched(&a, &b, required), merged(&a, &b, required));
            }
        }
    }
}

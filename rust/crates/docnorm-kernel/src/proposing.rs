//! Proposals: which items could be similar, from their texts.
//!
//! The naive way puts every item into a bucket per band and takes every pair of a bucket; the pairs of n equal items are
//! n². Here a band is one u64 per row, its key and its number, sorted: a bucket is a run of equal keys. Its pairs are told
//! apart by their bitmaps, and what is left is a proposal, once: whether a pair shares the key of an earlier band is seen
//! from the keys. A bucket with very many such pairs is a *crowd*: it's told by its members, not by its pairs.

use pulp::{Arch, Simd, WithSimd};

use crate::bitmaps::Look;
use crate::columns::{Fit, count, require};
use crate::jaccard::Threshold;
use crate::measures::Measures;
use crate::minhash::Permutations;
use crate::sharing::{Threads, share};
use crate::shingles::Shingler;
use crate::signing::{GRAIN, Signed};
use crate::sorting::Sorter;
use crate::spans::cut;

/// More items than this have rows that leave no bit of a u32 for the measure.
const MOST_ITEMS: usize = (1 << 30) - GRAIN;
/// Set in an entry of a band whose row is one of pairs of words.
const OF_PAIRS: u64 = 1 << 31;

/// The texts that are compared, and what their shingles are made of.
pub struct Items<'t> {
    /// The texts.
    pub pieces: Vec<&'t str>,
    /// What they are.
    pub unit: Measures,
    secret: u64,
}

impl<'t> Items<'t> {
    /// Refuses spans that aren't inside the texts, another unit, and more items than that.
    pub fn new<S: AsRef<str>>(texts: &'t [S], spans: &[u8], unit: u8, secret: u64) -> Fit<Self> {
        let pieces = cut(texts, spans)?;
        require(pieces.len() <= MOST_ITEMS, || format!("spans is for {} items", pieces.len()))?;
        Ok(Items { pieces, unit: Measures::unit(unit)?, secret })
    }

    /// What makes shingles of them.
    pub fn shingler(&self, arch: Arch) -> Shingler {
        Shingler::new(arch, self.secret)
    }

    /// The sorted set of an item in each measure, empty for one that it doesn't have: characters or runs, and pairs.
    pub fn sets(&self, shingler: &mut Shingler, item: u32) -> [Vec<u64>; 2] {
        shingler.sets_of(self.pieces[item as usize], self.unit)
    }
}

/// How candidates are found.
pub struct Banding {
    /// Of the signatures.
    pub permutations: Permutations,
    /// How many bands a signature is cut into.
    pub bands: usize,
    /// How many values a band has.
    pub rows: usize,
    threshold: Threshold,
    crowd: usize,
}

impl Banding {
    /// Reads bands, rows and crowd; refuses bands that need more permutations than there are, and numbers below 1.
    pub fn new(permutations: Permutations, (bands, rows, crowd): (i64, i64, i64), threshold: Threshold) -> Fit<Self> {
        let (bands, rows, crowd) = (count("bands", bands)?, count("rows", rows)?, count("crowd", crowd)?);
        let used = bands.saturating_mul(rows);
        require(used <= permutations.count, || {
            format!("bands * rows is {used}, expected at most {}, the permutations", permutations.count)
        })?;
        Ok(Banding { permutations, bands, rows, threshold, crowd })
    }
}

/// Pairs that could be similar, each once and in order, and the members of each crowd, CSR.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Proposals {
    /// Two numbers each, the smaller one first.
    pub pairs: Vec<u32>,
    /// The members of all crowds.
    pub members: Vec<u32>,
    /// Where each crowd begins and ends.
    pub offsets: Vec<u64>,
}

/// Proposes pairs and crowds.
pub fn propose(items: &Items<'_>, banding: &Banding, threads: Threads) -> Proposals {
    propose_on(Arch::new(), items, banding, threads)
}

fn propose_on(arch: Arch, items: &Items<'_>, banding: &Banding, threads: Threads) -> Proposals {
    let signed = Signed::of(arch, items, banding, threads);
    let found = share(banding.bands, 1, threads, Bench::default, |bench, band| {
        buckets(&signed, arch, band.start, banding, bench)
    });
    let (mut pairs, mut crowds) = (Vec::new(), Vec::new());
    for (of_band, crowds_of_band) in found {
        pairs.extend(of_band);
        crowds.extend(crowds_of_band);
    }
    pairs.sort_unstable();
    pairs.dedup();
    crowds.sort_unstable();
    crowds.dedup();
    let mut proposals = Proposals { pairs: pairs.into_flattened(), members: Vec::new(), offsets: vec![0] };
    for crowd in crowds {
        proposals.members.extend(crowd);
        proposals.offsets.push(proposals.members.len() as u64);
    }
    proposals
}

/// The proposals of a band, and its crowds.
fn buckets(
    signed: &Signed,
    arch: Arch,
    band: usize,
    banding: &Banding,
    Bench { seen, sorter, entries }: &mut Bench,
) -> (Vec<[u32; 2]>, Vec<Vec<u32>>) {
    seen.clear(signed.chunks.len() * GRAIN);
    for chunk in &signed.chunks {
        chunk.keys_of(band).for_each(|(key, _)| seen.note(key));
    }
    entries.clear();
    for (first, chunk) in (0..).step_by(GRAIN).zip(&signed.chunks) {
        let rows = (first..).zip(chunk.keys_of(band)).zip(&chunk.of_pairs);
        let full = rows.filter(|&((_, (key, most)), _)| most > 0 && seen.may_be_shared(key));
        entries.extend(full.map(|((row, (key, _)), &of_pairs): ((u64, _), _)| {
            u64::from(key) << 32 | row | if of_pairs { OF_PAIRS } else { 0 }
        }));
    }
    sorter.sort(entries);
    let (mut pairs, mut crowds) = (Vec::new(), Vec::new());
    let (mut members, mut passed) = (Vec::new(), Vec::new());
    for run in entries.chunk_by(|a, b| a >> 31 == b >> 31).filter(|run| run.len() > 1) {
        members.clear();
        let rows = run.iter().map(|&entry| (entry & (OF_PAIRS - 1)) as u32);
        members.extend(rows.map(|row| (row, signed.look(row))));
        let most = banding.crowd * run.len() / 2;
        passed.clear();
        if arch.dispatch(Filter { members: &members, threshold: banding.threshold, passed: &mut passed, most }) {
            let first = passed.iter().filter(|&&[i, j]| signed.meet_first(i, j, band));
            pairs.extend(first.map(|&[i, j]| ordered(signed.item(i), signed.item(j))));
        } else {
            let mut crowd: Vec<u32> = members.iter().map(|&(row, _)| signed.item(row)).collect();
            crowd.sort_unstable();
            crowds.push(crowd);
        }
    }
    (pairs, crowds)
}

fn ordered(i: u32, j: u32) -> [u32; 2] {
    [i.min(j), i.max(j)]
}

/// What a thread needs to find buckets.
#[derive(Default)]
struct Bench {
    seen: Seen,
    sorter: Sorter,
    entries: Vec<u64>,
}

/// Which keys could be there more than once, by their upper bits: most aren't, and needn't be sorted.
#[derive(Default)]
struct Seen {
    once: Vec<u64>,
    twice: Vec<u64>,
    shift: u32,
}

impl Seen {
    fn clear(&mut self, keys: usize) {
        let bits = (keys * 8).next_power_of_two().ilog2().clamp(6, 32);
        self.shift = 32 - bits;
        for words in [&mut self.once, &mut self.twice] {
            words.clear();
            words.resize(1 << (bits - 6), 0);
        }
    }

    #[inline(always)]
    fn note(&mut self, key: u32) {
        let (slot, bit) = ((key >> self.shift) as usize, 1 << ((key >> self.shift) % 64));
        self.twice[slot / 64] |= self.once[slot / 64] & bit;
        self.once[slot / 64] |= bit;
    }

    #[inline(always)]
    fn may_be_shared(&self, key: u32) -> bool {
        let slot = (key >> self.shift) as usize;
        self.twice[slot / 64] >> (slot % 64) & 1 != 0
    }
}

/// The pairs of a bucket that could be similar; gives up and says no when there are more than `most`.
struct Filter<'a, 's> {
    members: &'a [(u32, Look<'s>)],
    threshold: Threshold,
    passed: &'a mut Vec<[u32; 2]>,
    most: usize,
}

impl WithSimd for Filter<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        for (k, (i, look)) in self.members.iter().enumerate() {
            for (j, other) in &self.members[k + 1..] {
                if look.may_be_like(other, self.threshold) {
                    self.passed.push([*i, *j]);
                }
            }
            if self.passed.len() > self.most {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::hashing::mix64;
    use crate::minhash::tests::paths;
    use std::collections::{BTreeMap, BTreeSet};

    /// Short ones, and some at the border of long ones and beyond it.
    fn texts() -> Vec<String> {
        let word = |n: u64| format!("w{} ", mix64(n) % 40);
        let text = |n: u64, long: u64| {
            (0..20 * long).map(|k| word(n % 30 * 1000 + k + u64::from(k > 18 * long - 1) * n)).collect()
        };
        let odd = (0..60).map(|n| format!("{}é", "ab".repeat(n)));
        (0..700).map(|n| text(n, 1 + n % 10 / 9 * (10 + n % 7))).chain(odd).collect()
    }

    fn banding(crowd: i64) -> Banding {
        let column = |odd: u32| (0..12).flat_map(|p| (mix64(p + 1) as u32 | odd).to_le_bytes()).collect::<Vec<_>>();
        let permutations = Permutations::new(&column(1), &column(0)).unwrap();
        Banding::new(permutations, (4, 3, crowd), Threshold::new(4, 5).unwrap()).unwrap()
    }

    /// Every pair of a bucket, by hash tables.
    fn naive(items: &Items<'_>, banding: &Banding) -> Proposals {
        let signed = Signed::of(Arch::Scalar, items, banding, Threads::ONE);
        assert!(signed.both.len() > 20);
        let (mut pairs, mut crowds) = (BTreeSet::new(), BTreeSet::new());
        for band in 0..banding.bands {
            let mut buckets: BTreeMap<(u32, bool), Vec<u32>> = BTreeMap::new();
            for row in (0..items.pieces.len()).chain(signed.behind..signed.behind + signed.both.len()) {
                let (chunk, row) = (&signed.chunks[row / GRAIN], row as u32);
                if signed.look(row).most > 0 {
                    let of_pairs = chunk.of_pairs[row as usize % GRAIN];
                    buckets.entry((signed.key(row, band), of_pairs)).or_default().push(row);
                }
            }
            for bucket in buckets.into_values() {
                let all = bucket.iter().enumerate().flat_map(|(k, &i)| bucket[k + 1..].iter().map(move |&j| [i, j]));
                let may = |&[i, j]: &[u32; 2]| signed.look(i).may_be_like(&signed.look(j), banding.threshold);
                let near: Vec<_> = all.filter(may).collect();
                if near.len() > banding.crowd * bucket.len() / 2 {
                    crowds.insert(bucket.into_iter().map(|row| signed.item(row)).collect::<BTreeSet<_>>());
                } else {
                    let first = near.into_iter().filter(|&[i, j]| signed.meet_first(i, j, band));
                    pairs.extend(first.map(|[i, j]| ordered(signed.item(i), signed.item(j))));
                }
            }
        }
        let mut proposals = Proposals { offsets: vec![0], ..Proposals::default() };
        proposals.pairs = pairs.into_iter().flatten().collect();
        for crowd in crowds {
            proposals.members.extend(crowd);
            proposals.offsets.push(proposals.members.len() as u64);
        }
        proposals
    }

    #[test]
    fn every_path_and_any_number_of_threads_agree_with_naive() {
        let texts = texts();
        let spans: Vec<u64> = (0..).zip(&texts).flat_map(|(t, text)| [t, 0, text.chars().count() as u64]).collect();
        let spans = packed(&spans);
        let items = Items::new(&texts, &spans, 3, 9).unwrap();
        for crowd in [3, 1000] {
            let banding = banding(crowd);
            let expected = naive(&items, &banding);
            assert!(expected.pairs.len() > 100 && expected.offsets.len() > 1 || crowd > 3);
            for arch in paths() {
                for threads in [1, 2, 3] {
                    assert_eq!(propose_on(arch, &items, &banding, Threads::new(threads).unwrap()), expected);
                }
            }
        }
    }
}

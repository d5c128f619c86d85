//! Proposals: which items could be similar, from their texts.
//!
//! The naive way makes all sets, all signatures and all keys, puts every item into a bucket per band and takes every
//! pair of a bucket. The sets are eight times as large as the texts, and the pairs of n equal items are n². Here a text
//! becomes the keys of its bands in one go: nothing is sorted, no set is made, and no signature is kept. A band is one
//! u64 per item, its key and its number, sorted: a bucket is a run of equal keys. Its pairs are told apart by their
//! bitmaps, and what is left is a proposal, once: whether a pair shares the key of an earlier band is seen from the keys.
//! A bucket with very many such pairs is a *crowd*: it's told by its members, not by its pairs.

use pulp::{Arch, Simd, WithSimd};

use crate::bitmaps::{Look, fill, words};
use crate::columns::{Fit, Misfit, count, require};
use crate::hashing::{Fnv, mix64};
use crate::jaccard::Threshold;
use crate::minhash::{Permutations, Sign};
use crate::sharing::{Threads, share};
use crate::shingles::{Shingler, Unit};
use crate::sorting::Sorter;
use crate::spans::cut;

const GRAIN: usize = 512;

/// The texts that are compared, and what their shingles are made of.
pub struct Items<'t> {
    /// The texts.
    pub pieces: Vec<&'t str>,
    unit: Unit,
    secret: u64,
}

impl<'t> Items<'t> {
    /// Refuses spans that aren't inside the texts, another unit, and more items than a u32 can number.
    pub fn new<S: AsRef<str>>(texts: &'t [S], spans: &[u8], unit: u8, secret: u64) -> Fit<Self> {
        let pieces = cut(texts, spans)?;
        u32::try_from(pieces.len()).map_err(|_| Misfit(format!("spans is for {} items", pieces.len())))?;
        Ok(Items { pieces, unit: Unit::new("unit", unit)?, secret })
    }

    /// What makes shingles of them.
    pub fn shingler(&self, arch: Arch) -> Shingler {
        Shingler::new(arch, self.secret)
    }

    /// The sorted set of an item.
    pub fn set<'s>(&self, shingler: &'s mut Shingler, item: u32) -> &'s [u64] {
        shingler.set_of(self.pieces[item as usize], self.unit)
    }
}

/// How candidates are found.
pub struct Banding {
    permutations: Permutations,
    bands: usize,
    rows: usize,
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
        signed.buckets(arch, band.start, banding, bench)
    });
    let (mut pairs, mut crowds) = (Vec::new(), Vec::new());
    for (of_band, crowds_of_band) in found {
        pairs.extend(of_band);
        crowds.extend(crowds_of_band);
    }
    pairs.sort_unstable();
    crowds.sort_unstable();
    crowds.dedup();
    let mut proposals = Proposals { pairs: pairs.into_flattened(), members: Vec::new(), offsets: vec![0] };
    for crowd in crowds {
        proposals.members.extend(crowd);
        proposals.offsets.push(proposals.members.len() as u64);
    }
    proposals
}

/// From one band's keys to the next: what is written for one item at a time must not all fall into one set of the cache.
const STRIDE: usize = GRAIN + 16;

/// The keys of the bands and the maps of some items that follow each other.
struct Chunk {
    /// Of the first band, one for each item, then of the second, and so on, each from a multiple of the stride on.
    keys: Vec<u32>,
    most: Vec<u32>,
    least: Vec<u32>,
    starts: Vec<u32>,
    maps: Vec<u64>,
}

/// What a thread needs to sign items.
struct Signer {
    shingler: Shingler,
    mixed: Vec<u32>,
    minima: Vec<u32>,
    keys: Vec<u64>,
}

struct Signed {
    items: usize,
    chunks: Vec<Chunk>,
}

impl Signed {
    fn of(arch: Arch, items: &Items<'_>, banding: &Banding, threads: Threads) -> Self {
        let signer = || Signer {
            shingler: items.shingler(arch),
            mixed: Vec::new(),
            minima: vec![0; banding.permutations.count],
            keys: Vec::new(),
        };
        let chunks = share(items.pieces.len(), GRAIN, threads, signer, |signer, range| {
            let length = range.len();
            let mut chunk = Chunk {
                keys: vec![0; banding.bands * STRIDE],
                most: Vec::with_capacity(length),
                least: Vec::with_capacity(length),
                starts: Vec::with_capacity(length + 1),
                maps: Vec::new(),
            };
            for (row, piece) in items.pieces[range].iter().enumerate() {
                let Signer { shingler, mixed, minima, keys } = &mut *signer;
                let hashes = shingler.hashes_of(piece, items.unit);
                arch.dispatch(Sign { hashes, mixed, permutations: &banding.permutations, minima });
                band_keys(minima, banding, keys);
                chunk.add(row, keys, mixed);
            }
            chunk.starts.push(chunk.maps.len() as u32);
            chunk
        });
        Signed { items: items.pieces.len(), chunks }
    }

    #[inline(always)]
    fn key(&self, item: u32, band: usize) -> u32 {
        let chunk = &self.chunks[item as usize / GRAIN];
        chunk.keys[band * STRIDE + item as usize % GRAIN]
    }

    fn look(&self, item: u32) -> Look<'_> {
        let (chunk, row) = (&self.chunks[item as usize / GRAIN], item as usize % GRAIN);
        let map = &chunk.maps[chunk.starts[row] as usize..chunk.starts[row + 1] as usize];
        Look { most: chunk.most[row], least: chunk.least[row], map }
    }

    /// Whether a band is the first whose key two items share, if they share this one's.
    fn meet_first(&self, i: u32, j: u32, band: usize) -> bool {
        (0..band).all(|earlier| self.key(i, earlier) != self.key(j, earlier))
    }

    /// The proposals of a band, and its crowds.
    fn buckets(
        &self,
        arch: Arch,
        band: usize,
        banding: &Banding,
        Bench { seen, sorter, entries }: &mut Bench,
    ) -> (Vec<[u32; 2]>, Vec<Vec<u32>>) {
        seen.clear(self.items);
        for chunk in &self.chunks {
            chunk.keys_of(band).for_each(|(key, _)| seen.note(key));
        }
        entries.clear();
        for (first, chunk) in (0..self.items as u64).step_by(GRAIN).zip(&self.chunks) {
            let full =
                (first..).zip(chunk.keys_of(band)).filter(|&(_, (key, most))| most > 0 && seen.may_be_shared(key));
            entries.extend(full.map(|(item, (key, _))| u64::from(key) << 32 | item));
        }
        sorter.sort(entries);
        let (mut pairs, mut crowds) = (Vec::new(), Vec::new());
        let (mut members, mut passed) = (Vec::new(), Vec::new());
        for run in entries.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
            members.clear();
            members.extend(run.iter().map(|&entry| (entry as u32, self.look(entry as u32))));
            let most = banding.crowd * run.len() / 2;
            passed.clear();
            if arch.dispatch(Filter { members: &members, threshold: banding.threshold, passed: &mut passed, most }) {
                pairs.extend(passed.iter().copied().filter(|&[i, j]| self.meet_first(i, j, band)));
            } else {
                crowds.push(members.iter().map(|&(item, _)| item).collect());
            }
        }
        (pairs, crowds)
    }
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
        let (slot, bit) = ((key >> self.shift) as usize, 1 << (key >> self.shift) % 64);
        self.twice[slot / 64] |= self.once[slot / 64] & bit;
        self.once[slot / 64] |= bit;
    }

    #[inline(always)]
    fn may_be_shared(&self, key: u32) -> bool {
        let slot = (key >> self.shift) as usize;
        self.twice[slot / 64] >> (slot % 64) & 1 != 0
    }
}

impl Chunk {
    /// The key of each item, and how many shingles it has.
    fn keys_of(&self, band: usize) -> impl Iterator<Item = (u32, u32)> {
        self.keys[band * STRIDE..].iter().copied().zip(self.most.iter().copied())
    }

    fn add(&mut self, row: usize, keys: &[u64], mixed: &[u32]) {
        for (key, cell) in keys.iter().zip(self.keys.iter_mut().skip(row).step_by(STRIDE)) {
            *cell = (key >> 32) as u32;
        }
        let start = self.maps.len();
        self.starts.push(start as u32);
        self.most.push(mixed.len().try_into().unwrap_or(u32::MAX));
        if !mixed.is_empty() {
            self.maps.resize(start + words(mixed.len()), 0);
            fill(&mut self.maps[start..], mixed);
        }
        self.least.push(self.maps[start..].iter().map(|word| word.count_ones()).sum());
    }
}

/// The key of each band: all bands side by side, because one by one each waits for its own product.
fn band_keys(minima: &[u32], banding: &Banding, keys: &mut Vec<u64>) {
    keys.clear();
    keys.resize(banding.bands, Fnv::START.0);
    for row in 0..banding.rows {
        for (key, minimum) in keys.iter_mut().zip(minima.iter().skip(row).step_by(banding.rows)) {
            *key = Fnv(*key).with(*minimum).0;
        }
    }
    (0..).zip(keys).for_each(|(band, key)| *key = mix64(*key ^ band));
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

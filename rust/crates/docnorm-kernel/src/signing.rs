//! Signing: from texts to the keys of their bands, and their maps.
//!
//! The naive way makes a set, a signature and then the keys of each item. Here a text becomes the keys of its bands in one
//! go: nothing is sorted, no set is made, and no signature is kept.
//!
//! A *row* is an item in one of its measures. Most items have one, and their row has their number; the second measures
//! of the few that have two are signed afterwards, and their rows come behind.

use pulp::Arch;

use crate::bitmaps::{Look, fill, words};
use crate::hashing::{Fnv, mix64};
use crate::measures::Measures;
use crate::minhash::Sign;
use crate::proposing::{Banding, Items};
use crate::sharing::{Threads, share};
use crate::shingles::Shingler;

/// So many rows are signed together.
pub const GRAIN: usize = 512;

/// From one band's keys to the next: what is written for one item at a time must not all fall into one set of the cache.
const STRIDE: usize = GRAIN + 16;

/// The keys of the bands and the maps of some rows that follow each other.
pub struct Chunk {
    /// Of the first band, one for each row, then of the second, and so on, each from a multiple of the stride on.
    keys: Vec<u32>,
    /// For each row, whether it's one of pairs of words.
    pub of_pairs: Vec<bool>,
    /// The items that have pairs of words as a second measure.
    both: Vec<u32>,
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

/// The rows of all items.
pub struct Signed {
    /// The rows.
    pub chunks: Vec<Chunk>,
    /// The items of the rows from `behind` on; a row before has the number of its item.
    pub both: Vec<u32>,
    /// A multiple of the grain.
    pub behind: usize,
}

impl Signed {
    /// Signs all items.
    pub fn of(arch: Arch, items: &Items<'_>, banding: &Banding, threads: Threads) -> Self {
        let signer = || Signer {
            shingler: items.shingler(arch),
            mixed: Vec::new(),
            minima: vec![0; banding.permutations.count],
            keys: Vec::new(),
        };
        let mut chunks = share(items.pieces.len(), GRAIN, threads, signer, |signer, range| {
            let mut chunk = Chunk::new(banding, range.len());
            for item in range {
                chunk.sign(arch, item as u32, (items, items.unit), banding, signer);
            }
            chunk.closed()
        });
        let both: Vec<u32> = chunks.iter_mut().flat_map(|chunk| std::mem::take(&mut chunk.both)).collect();
        let behind = chunks.len() * GRAIN;
        chunks.extend(share(both.len(), GRAIN, threads, signer, |signer, range| {
            let mut chunk = Chunk::new(banding, range.len());
            for &item in &both[range] {
                chunk.sign(arch, item, (items, Measures::PAIRS), banding, signer);
            }
            chunk.closed()
        }));
        Signed { chunks, both, behind }
    }

    /// The item of a row.
    pub fn item(&self, row: u32) -> u32 {
        (row as usize).checked_sub(self.behind).map_or(row, |k| self.both[k])
    }

    /// The key of a band.
    #[inline(always)]
    pub fn key(&self, row: u32, band: usize) -> u32 {
        let chunk = &self.chunks[row as usize / GRAIN];
        chunk.keys[band * STRIDE + row as usize % GRAIN]
    }

    /// What is known of the set of a row.
    pub fn look(&self, row: u32) -> Look<'_> {
        let (chunk, row) = (&self.chunks[row as usize / GRAIN], row as usize % GRAIN);
        let map = &chunk.maps[chunk.starts[row] as usize..chunk.starts[row + 1] as usize];
        Look { most: chunk.most[row], least: chunk.least[row], map }
    }

    /// Whether a band is the first whose key two rows share, if they share this one's.
    pub fn meet_first(&self, i: u32, j: u32, band: usize) -> bool {
        (0..band).all(|earlier| self.key(i, earlier) != self.key(j, earlier))
    }
}

impl Chunk {
    fn new(banding: &Banding, length: usize) -> Self {
        Chunk {
            keys: vec![0; banding.bands * STRIDE],
            of_pairs: Vec::with_capacity(length),
            both: Vec::new(),
            most: Vec::with_capacity(length),
            least: Vec::with_capacity(length),
            starts: Vec::with_capacity(length + 1),
            maps: Vec::new(),
        }
    }

    fn closed(mut self) -> Self {
        self.starts.push(self.maps.len() as u32);
        self
    }

    /// Adds the row of an item in the first measure of a unit that it has.
    fn sign(
        &mut self,
        arch: Arch,
        item: u32,
        (items, unit): (&Items<'_>, Measures),
        banding: &Banding,
        Signer { shingler, mixed, minima, keys }: &mut Signer,
    ) {
        shingler.read(items.pieces[item as usize]);
        let measures = shingler.measures(unit);
        let first = measures.first();
        if measures != first && measures.has(Measures::PAIRS) {
            self.both.push(item);
        }
        let hashes = shingler.hashes(first);
        arch.dispatch(Sign { hashes, mixed, permutations: &banding.permutations, minima });
        band_keys(minima, banding, keys);
        self.add(first == Measures::PAIRS, keys, mixed);
    }

    /// The key of each row, and how many shingles it has.
    pub fn keys_of(&self, band: usize) -> impl Iterator<Item = (u32, u32)> {
        self.keys[band * STRIDE..].iter().copied().zip(self.most.iter().copied())
    }

    fn add(&mut self, of_pairs: bool, keys: &[u64], mixed: &[u32]) {
        let row = self.of_pairs.len();
        self.of_pairs.push(of_pairs);
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

//! Bands: which items could be similar.
//!
//! The naive way puts every item into a hash table per band, and every pair of a bucket into a set of pairs. The tables
//! cost more memory than the signatures, and the set holds each pair once per band that it shares. Here a band is one
//! u64 per item, the upper half of its key and its number, sorted: a bucket is a run of equal halves. A pair is taken
//! only by the first band whose whole key it shares: whether it shares an earlier one is seen from the keys, so nothing
//! needs to be remembered.

use crate::columns::{Cell, Fit, Misfit, cells, count, require};
use crate::hashing::{Fnv, mix64};

/// One key per item and band.
pub fn band_keys(signatures: &[u8], permutations: i64, bands: i64, rows: i64) -> Fit<Vec<u64>> {
    let permutations = count("permutations", permutations)?;
    let (bands, rows) = (count("bands", bands)?, count("rows", rows)?);
    let used = bands.saturating_mul(rows);
    require(used <= permutations, || {
        format!("bands * rows is {used}, expected at most {permutations}, the permutations")
    })?;
    let values = cells::<4>("signatures", signatures, permutations)?;
    let mut keys = Vec::with_capacity(values.len() / permutations * bands);
    for signature in values.chunks(permutations) {
        for (band, rows) in signature[..used].chunks(rows).enumerate() {
            let hash = rows.iter().fold(Fnv::START, |hash, &value| hash.with(u32::from_le_bytes(value)));
            keys.push(mix64(hash.0 ^ band as u64));
        }
    }
    Ok(keys)
}

/// Pairs of items that share the key of a band, each once, in order.
pub fn candidates(keys: &[u8], bands: i64) -> Fit<Vec<u32>> {
    let bands = Bands::new(keys, bands)?;
    let mut pairs = Vec::new();
    bands.each_bucket(
        |_| true,
        |band, bucket| {
            for (n, &i) in bucket.iter().enumerate() {
                pairs.extend(bucket[n + 1..].iter().filter(|&&j| bands.meet_first(i, j, band)).map(|&j| (i, j)));
            }
        },
    );
    pairs.sort_unstable();
    Ok(pairs.into_iter().flat_map(|(i, j)| [i, j]).collect())
}

/// The band keys of all items.
#[derive(Clone, Copy)]
pub struct Bands<'a> {
    keys: &'a [Cell],
    bands: usize,
}

impl<'a> Bands<'a> {
    /// Refuses a column that isn't whole rows of `bands` keys, or has more items than a u32 can number.
    pub fn new(keys: &'a [u8], bands: i64) -> Fit<Self> {
        let bands = count("bands", bands)?;
        let bands = Bands { keys: cells("keys", keys, bands)?, bands };
        u32::try_from(bands.items()).map_err(|_| Misfit(format!("keys is for {} items", bands.items())))?;
        Ok(bands)
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.keys.len() / self.bands
    }

    fn row(&self, item: u32) -> &'a [Cell] {
        &self.keys[item as usize * self.bands..][..self.bands]
    }

    /// Whether `band` is the first whose key two items share.
    pub fn meet_first(&self, i: u32, j: u32, band: usize) -> bool {
        let (a, b) = (self.row(i), self.row(j));
        a[band] == b[band] && a[..band].iter().zip(&b[..band]).all(|(a, b)| a != b)
    }

    /// Calls `visit` with each band and each of its buckets of two or more items, which ascend; only with items that
    /// `may`. Items of a bucket may share only half of the key.
    pub fn each_bucket(&self, may: impl Fn(u32) -> bool, mut visit: impl FnMut(usize, &mut [u32])) {
        let members: Vec<u32> = (0..self.items() as u32).filter(|&item| may(item)).collect();
        let mut entries = Vec::with_capacity(members.len());
        let mut bucket = Vec::new();
        for band in 0..self.bands {
            let upper_half = |item: u32| u64::from_le_bytes(self.row(item)[band]) >> 32 << 32;
            entries.clear();
            entries.extend(members.iter().map(|&item| upper_half(item) | u64::from(item)));
            entries.sort_unstable();
            for run in entries.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
                bucket.clear();
                bucket.extend(run.iter().map(|&entry| entry as u32));
                visit(band, &mut bucket);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use std::collections::BTreeSet;

    fn naive(keys: &[u64], bands: usize) -> BTreeSet<(u32, u32)> {
        let rows: Vec<_> = keys.chunks(bands).collect();
        let share = |i: usize, j: usize| rows[i].iter().zip(rows[j]).any(|(a, b)| a == b);
        let pairs = (0..rows.len()).flat_map(|i| (i + 1..rows.len()).map(move |j| (i, j)));
        pairs.filter(|&(i, j)| share(i, j)).map(|(i, j)| (i as u32, j as u32)).collect()
    }

    #[test]
    fn candidates_agree_with_naive() {
        for different in [1, 3, 50, 1000] {
            let keys: Vec<u64> = (0..300).map(|n| mix64(mix64(n) % different)).collect();
            // The last of the keys share their upper halves, so that those alone make no pair.
            let keys: Vec<u64> = keys.iter().enumerate().map(|(n, k)| if n < 200 { *k } else { k >> 32 }).collect();
            for bands in [1, 3, 10] {
                let pairs = candidates(&packed(&keys), bands).unwrap();
                let pairs: Vec<(u32, u32)> = pairs.as_chunks().0.iter().map(|&[i, j]| (i, j)).collect();
                assert_eq!(pairs, naive(&keys, bands as usize).into_iter().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_same_rows_give_other_keys_in_other_bands() {
        let keys = band_keys(&[7; 32], 8, 2, 3).unwrap();
        assert_eq!(keys.len(), 2);
        assert_ne!(keys[0], keys[1]);
    }

    #[test]
    fn refusals() {
        assert!(band_keys(&[0; 16], 4, 2, 3).is_err());
        assert!(band_keys(&[0; 16], 3, 1, 1).is_err());
        assert!(band_keys(&[], 1 << 40, i64::MAX, i64::MAX).is_err());
        assert!(candidates(&[0; 8], 0).is_err());
        assert!(candidates(&[0; 8], i64::MAX).is_err());
    }
}

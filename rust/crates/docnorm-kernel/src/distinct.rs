//! Distinct texts: which spans are equal, so that each text is sketched once.
//!
//! The naive way puts every text into a hash table, or a digest of it that is long enough to be believed. Here a hash of
//! 64 bits only proposes: it's made by all threads and takes two multiplications for 16 bytes, and what it proposes is
//! compared byte by byte. The seed of the hash is another one in every run, so that nobody can choose texts that collide;
//! as nothing is believed without a comparison, it can't be seen from outside.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::Range;

use crate::columns::Fit;
use crate::measures::weigh_text;
use crate::sharing::{Threads, share};
use crate::spans::cut;

const GRAIN: usize = 1024;
const FREE: u32 = u32::MAX;
const ODD: [u64; 2] = [0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3];

/// Classes of equal texts, in the order of their first members.
#[derive(Debug, PartialEq, Eq)]
pub struct Distinct {
    /// The class of each span.
    pub classes: Vec<u64>,
    /// The first span of each class.
    pub first: Vec<u64>,
    /// The weight of each class's key.
    pub weights: Vec<u64>,
}

/// The classes of equal texts among the spans of a column of (text, start, stop).
pub fn distinct<S: AsRef<str> + Sync>(texts: &[S], spans: &[u8], threads: Threads) -> Fit<Distinct> {
    let pieces = cut(texts, spans)?;
    let seed = RandomState::new().hash_one(0);
    let hash = |_: &mut (), range: Range<usize>| {
        pieces[range].iter().map(|piece| hash(piece.as_bytes(), seed)).collect::<Vec<_>>()
    };
    let hashes = share(pieces.len(), GRAIN, threads, || (), hash).concat();
    let (classes, first) = classes(&pieces, &hashes);
    let weigh = |key: &mut Vec<u32>, range: Range<usize>| -> Vec<u64> {
        first[range].iter().map(|&row: &u64| weigh_text(pieces[row as usize], key)).collect()
    };
    let weights = share(first.len(), GRAIN, threads, Vec::new, weigh).concat();
    Ok(Distinct { classes, first, weights })
}

/// Looks each text up among those that were first, in a table that is at most half full.
fn classes(pieces: &[&str], hashes: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let bits = (pieces.len() * 2).next_power_of_two().max(2).ilog2();
    let mut table = vec![FREE; 1 << bits];
    let mut classes = Vec::with_capacity(pieces.len());
    let mut first: Vec<u64> = Vec::new();
    for (row, (piece, &hash)) in pieces.iter().zip(hashes).enumerate() {
        let mut slot = (hash >> (64 - bits)) as usize;
        let class = loop {
            match table[slot] {
                FREE => {
                    table[slot] = first.len() as u32;
                    first.push(row as u64);
                    break table[slot];
                }
                class => {
                    let other = first[class as usize] as usize;
                    if hashes[other] == hash && pieces[other] == *piece {
                        break class;
                    }
                }
            }
            slot = (slot + 1) & (table.len() - 1);
        };
        classes.push(u64::from(class));
    }
    (classes, first)
}

fn hash(bytes: &[u8], seed: u64) -> u64 {
    let (pairs, rest) = bytes.as_chunks::<16>();
    let mut hash = seed ^ bytes.len() as u64;
    for pair in pairs {
        let [low, high] = [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|k| pair[at + k])));
        hash = fold(low ^ hash, high ^ ODD[0] ^ seed);
    }
    let mut last = [0; 16];
    last[..rest.len()].copy_from_slice(rest);
    let last = u128::from_le_bytes(last);
    hash = fold(last as u64 ^ hash, (last >> 64) as u64 ^ ODD[1] ^ seed);
    fold(hash, ODD[0])
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::hashing::mix64;

    fn naive(pieces: &[String]) -> (Vec<u64>, Vec<u64>) {
        let mut seen: Vec<&String> = Vec::new();
        let (mut classes, mut first) = (vec![], vec![]);
        for (row, piece) in pieces.iter().enumerate() {
            let class = seen.iter().position(|other| *other == piece).unwrap_or_else(|| {
                seen.push(piece);
                first.push(row as u64);
                seen.len() - 1
            });
            classes.push(class as u64);
        }
        (classes, first)
    }

    #[test]
    fn agrees_with_naive() {
        let texts: Vec<String> = (0..3000).map(|n| "aé漢𝄞 and so on, ".repeat(mix64(n) as usize % 200)).collect();
        let spans: Vec<u64> = (0..)
            .zip(&texts)
            .flat_map(|(t, text)| [t, 0, text.chars().count().saturating_sub(t as usize % 3) as u64])
            .collect();
        let pieces: Vec<String> = cut(&texts, &packed(&spans)).unwrap().into_iter().map(String::from).collect();
        let (classes, first) = naive(&pieces);
        for threads in [1, 2] {
            let found = distinct(&texts, &packed(&spans), Threads::new(threads).unwrap()).unwrap();
            assert_eq!((&found.classes, &found.first), (&classes, &first));
        }
    }

    #[test]
    fn a_hash_alone_decides_nothing() {
        let pieces = ["one", "two", "one", "", "three", "two", "one", ""];
        for hash in [0, u64::MAX] {
            assert_eq!(super::classes(&pieces, &[hash; 8]), (vec![0, 1, 0, 2, 3, 1, 0, 2], vec![0, 1, 3, 4]));
        }
    }
}

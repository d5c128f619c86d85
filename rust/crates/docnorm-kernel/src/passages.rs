//! Passages: what a text says that another one, which is like it as a whole, doesn't.
//!
//! The naive way looks for each word's runs of three words in the other text. Here the runs of a text are hashed once,
//! in their order and sorted; then a pair is one walk over the words of the one, with a search in the other's runs.

use std::ops::Range;

use crate::columns::{Fit, cells, require};
use crate::facts::runs;
use crate::folding::{POINT, each_word, fold_into};
use crate::hashing::{Fnv, mix64};
use crate::measures::weigh_key;
use crate::sharing::{Threads, share};
use crate::spans::cut;

/// The words of a run.
const RUN: usize = 3;
/// So many texts, or pairs, are looked at by a thread at a time.
const GRAIN: usize = 256;

/// The words of a text.
pub struct Wording {
    weights: Vec<u32>,
    /// The runs of three words, in the order of the text; where it has fewer, all of them are one run.
    runs: Vec<u64>,
    sorted: Vec<u64>,
}

impl Wording {
    /// Reads a text, whose key is made in a buffer.
    pub fn of(text: &str, key: &mut Vec<u32>) -> Self {
        fold_into(text, key);
        let (mut words, mut weights) = (Vec::new(), Vec::new());
        each_word(key, |word| {
            let hash = word.iter().fold(Fnv::START, |hash, element| hash.with(element & POINT));
            words.push(mix64(hash.0));
            weights.push(weigh_key(word) as u32);
        });
        let runs: Vec<u64> = runs(&words, RUN).collect();
        let mut sorted = runs.clone();
        sorted.sort_unstable();
        Wording { weights, runs, sorted }
    }

    /// Whether the text has a passage of at least this weight of which no word is in any run that the other one has.
    pub fn has_more_than(&self, other: &Wording, least: u64) -> bool {
        let length = RUN.min(self.weights.len());
        let (mut covered, mut weight) = (0, 0);
        for (at, own) in self.weights.iter().enumerate() {
            if self.runs.get(at).is_some_and(|run| other.sorted.binary_search(run).is_ok()) {
                covered = at + length;
            }
            weight = if at < covered { 0 } else { weight + u64::from(*own) };
            if weight >= least {
                return true;
            }
        }
        false
    }
}

/// Refuses a weight below 0.
pub fn read_passage(passage: i64) -> Fit<u64> {
    require(passage >= 0, || format!("passage is {passage}, expected at least 0"))?;
    Ok(passage.unsigned_abs())
}

/// For each pair of texts 1 if the first has a passage that the second lacks, 2 if it's the other way round, 3 for both.
pub fn lacking<S: AsRef<str> + Sync>(
    texts: &[S],
    spans: &[u8],
    pairs: &[u8],
    passage: i64,
    threads: Threads,
) -> Fit<Vec<u8>> {
    let pieces = cut(texts, spans)?;
    let pairs: Vec<[u32; 2]> =
        cells::<4>("pairs", pairs, 2)?.as_chunks().0.iter().map(|pair| pair.map(u32::from_le_bytes)).collect();
    let inside = pairs.as_flattened().iter().all(|&item| (item as usize) < pieces.len());
    require(inside, || format!("pairs has an item that is {0} or more, expected items below {0}", pieces.len()))?;
    let least = read_passage(passage)?;
    if least == 0 {
        return Ok(vec![0; pairs.len()]);
    }
    let read =
        |key: &mut Vec<u32>, range: Range<usize>| pieces[range].iter().map(|piece| Wording::of(piece, key)).collect();
    let parts: Vec<Vec<Wording>> = share(pieces.len(), GRAIN, threads, Vec::new, read);
    let wordings: Vec<Wording> = parts.into_iter().flatten().collect();
    let look = |[i, j]: &[u32; 2]| {
        let (one, other) = (&wordings[*i as usize], &wordings[*j as usize]);
        u8::from(one.has_more_than(other, least)) | u8::from(other.has_more_than(one, least)) << 1
    };
    let found =
        share(pairs.len(), GRAIN, threads, || (), |(), range| pairs[range].iter().map(look).collect::<Vec<_>>());
    Ok(found.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn naive(one: &[u64], other: &[u64], least: u64) -> bool {
        let length = RUN.min(one.len());
        let has = |run: &[u64]| other.windows(RUN.min(other.len()).max(1)).any(|own| own == run);
        let covered =
            |at: usize| (at.saturating_sub(length - 1)..=at).any(|from| one.get(from..from + length).is_some_and(has));
        let (mut weight, mut most) = (0, 0);
        for (at, word) in one.iter().enumerate() {
            weight = if covered(at) { 0 } else { weight + word.to_string().len() as u64 };
            most = most.max(weight);
        }
        most >= least
    }

    #[test]
    fn agrees_with_naive() {
        let words = |n: u64| (0..n % 12).map(|k| mix64(n << 9 | k) % 4 * (mix64(n) % 3 * 1111 + 1)).collect::<Vec<_>>();
        let texts: Vec<Vec<u64>> = (0..120).map(words).collect();
        let written: Vec<String> =
            texts.iter().map(|text| text.iter().map(|word| format!("{word}, ")).collect()).collect();
        let spans: Vec<u64> =
            (0..).zip(&written).flat_map(|(t, text): (u64, &String)| [t, 0, text.len() as u64]).collect();
        let pairs: Vec<u8> =
            (0..120u32).flat_map(|i| (0..120).flat_map(move |j| [i, j])).flat_map(u32::to_le_bytes).collect();
        for least in [1, 4, 9] {
            let naive: Vec<u8> = texts
                .iter()
                .flat_map(|a| texts.iter().map(move |b| (a, b)))
                .map(|(a, b)| u8::from(naive(a, b, least)) | u8::from(naive(b, a, least)) << 1)
                .collect();
            assert!(naive.contains(&0) && naive.contains(&3));
            for threads in [1, 2] {
                let threads = Threads::new(threads).unwrap();
                assert_eq!(lacking(&written, &packed(&spans), &pairs, least as i64, threads).unwrap(), naive);
            }
        }
        let none = lacking(&written, &packed(&spans), &pairs, 0, Threads::new(1).unwrap()).unwrap();
        assert!(none.iter().all(|&one| one == 0));
        assert!(lacking(&written, &packed(&spans), &pairs, -1, Threads::new(1).unwrap()).is_err());
    }
}

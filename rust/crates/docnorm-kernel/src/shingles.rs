//! Shingles: the set of hashed n-grams of a key.
//!
//! The naive way makes a string per n-gram, hashes it and puts it into a hash set. Here an n-gram is a weighted sum of
//! five numbers and a mix, without a branch, so that the compiler can make several at a time in vector registers; the
//! set is a sorted slice, which is also what intersections want. `sketch` goes from the bytes of a text to the set in
//! buffers that are used again for the next text, and no key ever becomes a string.

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Fit, require};
use crate::folding::{POINT, SPACE, UNSPACED, flag_into, fold_into};
use crate::hashing::{Fnv, PLACES, mix64};
use crate::sorting::Sorter;
use crate::spans::cut;

const SHINGLE: usize = 5;
const DOCUMENT: u8 = 1;

/// A Chinese character, a kana or a Hangul syllable says about as much as three letters. Those begin where the scripts
/// without spaces that are written in letters (Thai, Lao, Khmer, Myanmar) have ended.
const CHARACTER_WEIGHT: u64 = 3;
const CHARACTERS: u32 = 0x3000;

/// The sorted sets of a batch; `values[offsets[i]..offsets[i + 1]]` is the set of item `i`.
pub struct Shingles {
    /// All sets, one after the other.
    pub values: Vec<u64>,
    /// Where each set begins and ends.
    pub offsets: Vec<u64>,
}

/// The sets of a batch, and the weight of each key.
pub struct Sketches {
    /// Code points that aren't spaces; one of a script without spaces counts as three.
    pub weights: Vec<u64>,
    /// The sets.
    pub shingles: Shingles,
}

/// The shingles of each key.
pub fn shingles<S: AsRef<str>>(keys: &[S], units: &[u8]) -> Fit<Shingles> {
    check_units(units, keys.len(), "key")?;
    let mut maker = Maker::new();
    for (key, &unit) in keys.iter().zip(units) {
        flag_into(key.as_ref(), &mut maker.key);
        maker.add(unit);
    }
    Ok(maker.made)
}

/// The weight and the shingles of the key of each span of a column of (text, start, stop).
pub fn sketch<S: AsRef<str>>(texts: &[S], spans: &[u8], units: &[u8]) -> Fit<Sketches> {
    let pieces = cut(texts, spans)?;
    check_units(units, pieces.len(), "span")?;
    let mut maker = Maker::new();
    let mut weights = Vec::with_capacity(pieces.len());
    for (piece, &unit) in pieces.iter().zip(units) {
        fold_into(piece, &mut maker.key);
        weights.push(weight(&maker.key));
        maker.add(unit);
    }
    Ok(Sketches { weights, shingles: maker.made })
}

fn check_units(units: &[u8], items: usize, item: &str) -> Fit<()> {
    require(units.len() == items, || format!("units holds {} bytes, expected {items}, one per {item}", units.len()))?;
    let wrong = units.iter().position(|&unit| unit > DOCUMENT);
    require(wrong.is_none(), || {
        let i = wrong.unwrap_or_default();
        format!("unit {i} is {}, expected 0 (block) or 1 (document)", units[i])
    })
}

fn weight(key: &[u32]) -> u64 {
    let one = |&element: &u32| {
        let is_character = element & UNSPACED != 0 && element & POINT >= CHARACTERS;
        if is_character { CHARACTER_WEIGHT } else { u64::from(element != SPACE) }
    };
    key.iter().map(one).sum()
}

/// Makes one set after the other, in the same buffers.
struct Maker {
    arch: Arch,
    key: Vec<u32>,
    words: Vec<u64>,
    set: Vec<u64>,
    sorter: Sorter,
    made: Shingles,
}

impl Maker {
    fn new() -> Self {
        let made = Shingles { values: Vec::new(), offsets: vec![0] };
        Maker {
            arch: Arch::new(),
            key: Vec::new(),
            words: Vec::new(),
            set: Vec::new(),
            sorter: Sorter::default(),
            made,
        }
    }

    /// Adds the set of `self.key`.
    fn add(&mut self, unit: u8) {
        self.words.clear();
        if unit == DOCUMENT {
            split(&self.key, &mut self.words);
        }
        let parts = if unit == DOCUMENT { self.words.len() } else { self.key.len() };
        self.set.clear();
        if parts >= SHINGLE {
            self.set.resize(parts + 1 - SHINGLE, 0);
            match unit {
                DOCUMENT => self.arch.dispatch(Grams { parts: &self.words, hashes: &mut self.set }),
                _ => self.arch.dispatch(Grams { parts: &self.key, hashes: &mut self.set }),
            }
        } else if !self.key.is_empty() {
            self.set.push(whole(&self.key));
        }
        self.sorter.sort(&mut self.set);
        self.set.dedup();
        self.made.values.extend_from_slice(&self.set);
        self.made.offsets.push(self.made.values.len() as u64);
    }
}

/// What an n-gram is made of: a code point, or the hash of a word.
trait Part: Copy {
    fn number(self) -> u64;
}

impl Part for u32 {
    #[inline(always)]
    fn number(self) -> u64 {
        u64::from(self & POINT)
    }
}

impl Part for u64 {
    #[inline(always)]
    fn number(self) -> u64 {
        self
    }
}

/// The hash of each run of five parts. A closure would do, but may be compiled apart from the instruction set.
struct Grams<'a, P> {
    parts: &'a [P],
    hashes: &'a mut [u64],
}

impl<P: Part> WithSimd for Grams<'_, P> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (window, hash) in self.parts.windows(SHINGLE).zip(self.hashes) {
            let mut sum = 0u64;
            for (part, place) in window.iter().zip(&PLACES) {
                sum = sum.wrapping_add(part.number().wrapping_mul(*place));
            }
            *hash = mix64(sum);
        }
    }
}

/// The one shingle of a key that is too short for more.
fn whole(key: &[u32]) -> u64 {
    let hash = key.iter().fold(Fnv::START, |hash, element| hash.with(element & POINT));
    mix64(hash.0.wrapping_add(PLACES[7]))
}

/// The hash of each word: what stands between spaces, but each code point of a script without spaces for itself.
fn split(key: &[u32], words: &mut Vec<u64>) {
    for run in key.split(|&element| element == SPACE) {
        let mut rest = run;
        while let Some(&first) = rest.first() {
            let length = if first & UNSPACED != 0 { 1 } else { spaced(rest) };
            let word = &rest[..length];
            words.push(mix64(word.iter().fold(Fnv::START, |hash, element| hash.with(element & POINT)).0));
            rest = &rest[length..];
        }
    }
}

/// How far the run goes on without a code point of a script without spaces.
fn spaced(run: &[u32]) -> usize {
    run.iter().position(|element| element & UNSPACED != 0).unwrap_or(run.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::folding::fold;
    use std::collections::BTreeSet;

    const TEXTS: [&str; 10] = [
        "",
        "…",
        "ab",
        "Four",
        "aaaaaaaaaaaa",
        "ababababababababababababababababababababab",
        "the quick brown fox jumps over the lazy dog",
        "漢字とかなを混ぜた文章 mixed in",
        "สวัสดีชาวโลก 𝄞 ß e\u{301}",
        "one two three four",
    ];

    fn unspaced(c: char) -> bool {
        matches!(c as u32, 0xE00..=0xE7F | 0x3041..=0x30FF | 0x4E00..=0x9FFF)
    }

    fn naive_words(key: &str) -> Vec<String> {
        let spread = |c: char| if unspaced(c) { format!(" {c} ") } else { c.to_string() };
        key.chars().map(spread).collect::<String>().split(' ').filter(|w| !w.is_empty()).map(String::from).collect()
    }

    fn fnv(text: &str) -> u64 {
        text.chars().fold(Fnv::START, |hash, c| hash.with(c as u32)).0
    }

    fn naive(key: &str, unit: u8) -> Vec<u64> {
        let parts: Vec<u64> = match unit {
            DOCUMENT => naive_words(key).iter().map(|word| mix64(fnv(word))).collect(),
            _ => key.chars().map(|c| c as u64).collect(),
        };
        let gram = |window: &[u64]| {
            mix64(window.iter().zip(PLACES).fold(0, |sum, (part, place)| sum.wrapping_add(part.wrapping_mul(place))))
        };
        let set: BTreeSet<u64> = match parts.len() {
            0..5 if key.is_empty() => BTreeSet::new(),
            0..5 => [mix64(fnv(key).wrapping_add(PLACES[7]))].into(),
            _ => parts.windows(5).map(gram).collect(),
        };
        set.into_iter().collect()
    }

    #[test]
    fn sets_agree_with_naive() {
        for unit in [0, 1] {
            let keys = fold(&TEXTS);
            let made = shingles(&keys, &[unit; 10]).unwrap();
            let naive: Vec<Vec<u64>> = keys.iter().map(|key| naive(key, unit)).collect();
            assert_eq!(made.values, naive.concat());
            let ends = naive.iter().scan(0, |end, set| {
                *end += set.len() as u64;
                Some(*end)
            });
            assert_eq!(made.offsets, [0].into_iter().chain(ends).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sketch_is_fold_and_shingles() {
        let units = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        let spans: Vec<u64> =
            TEXTS.iter().enumerate().flat_map(|(t, text)| [t as u64, 0, text.chars().count() as u64]).collect();
        let fused = sketch(&TEXTS, &packed(&spans), &units).unwrap();
        let keys = fold(&TEXTS);
        let apart = shingles(&keys, &units).unwrap();
        assert_eq!((fused.shingles.values, fused.shingles.offsets), (apart.values, apart.offsets));
        let weigh = |c: char| if unspaced(c) && c >= '\u{3000}' { 3 } else { u64::from(c != ' ') };
        assert_eq!(fused.weights, keys.iter().map(|key| key.chars().map(weigh).sum()).collect::<Vec<u64>>());
    }

    #[test]
    fn refuses_other_units() {
        assert!(shingles(&["a"], &[2]).is_err());
        assert!(shingles(&["a"], &[]).is_err());
    }
}

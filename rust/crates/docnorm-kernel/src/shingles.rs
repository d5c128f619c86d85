//! Shingles: the set of hashed n-grams of a key.
//!
//! The naive way makes a string per n-gram, hashes it and puts it into a hash set. Here an n-gram is a weighted sum of
//! a few numbers and a mix, without a branch, so that the compiler can make several at a time in vector registers; the
//! set is a sorted slice, which is also what intersections want. A [`Shingler`] goes from the bytes of a text to the
//! hashes in buffers that are used again for the next text, and no key ever becomes a string; the key of a text in ASCII
//! stays bytes.

use std::fmt::Display;

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Fit, Misfit, require};
use crate::folding::{POINT, SPACE, UNSPACED, flag_into, fold_into, fold_plain};
use crate::hashing::{Places, mix64};
use crate::sorting::Sorter;
use crate::spans::cut;

/// A Chinese character, a kana or a Hangul syllable says about as much as three letters. Those begin where the scripts
/// without spaces that are written in letters (Thai, Lao, Khmer, Myanmar) have ended.
const CHARACTER_WEIGHT: u64 = 3;
const CHARACTERS: u32 = 0x3000;

/// So many hashes are made at a time, all of them, so that the compiler knows how many there are.
const BATCH: usize = 64;
const MOST_PARTS: usize = 5;

/// What the shingles of a text are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 5-grams of code points.
    Block,
    /// 5-grams of words.
    Document,
    /// 3-grams of words.
    Section,
}

impl Unit {
    /// Reads a unit, which a refusal calls `name`.
    pub fn new(name: impl Display, unit: u8) -> Fit<Self> {
        match unit {
            0 => Ok(Unit::Block),
            1 => Ok(Unit::Document),
            2 => Ok(Unit::Section),
            _ => Err(Misfit(format!("{name} is {unit}, expected 0 (block), 1 (document) or 2 (section)"))),
        }
    }
}

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
pub fn shingles<S: AsRef<str>>(keys: &[S], units: &[u8], secret: u64) -> Fit<Shingles> {
    let units = read_units(units, keys.len(), "key")?;
    let mut maker = Shingler::new(Arch::new(), secret);
    let mut made = Shingles { values: Vec::new(), offsets: vec![0] };
    for (key, unit) in keys.iter().zip(units) {
        maker.is_plain = false;
        flag_into(key.as_ref(), &mut maker.key);
        made.add(maker.set(unit));
    }
    Ok(made)
}

/// The weight and the shingles of the key of each span of a column of (text, start, stop).
pub fn sketch<S: AsRef<str>>(texts: &[S], spans: &[u8], units: &[u8], secret: u64) -> Fit<Sketches> {
    let pieces = cut(texts, spans)?;
    let units = read_units(units, pieces.len(), "span")?;
    let mut maker = Shingler::new(Arch::new(), secret);
    let mut made = Shingles { values: Vec::new(), offsets: vec![0] };
    let mut weights = Vec::with_capacity(pieces.len());
    for (piece, unit) in pieces.iter().zip(units) {
        weights.push(weigh_text(piece, &mut maker.key));
        maker.read(piece);
        made.add(maker.set(unit));
    }
    Ok(Sketches { weights, shingles: made })
}

impl Shingles {
    fn add(&mut self, set: &[u64]) {
        self.values.extend_from_slice(set);
        self.offsets.push(self.values.len() as u64);
    }
}

fn read_units(units: &[u8], items: usize, item: &str) -> Fit<Vec<Unit>> {
    require(units.len() == items, || format!("units holds {} bytes, expected {items}, one per {item}", units.len()))?;
    (0..).zip(units).map(|(i, &unit): (usize, _)| Unit::new(format_args!("unit {i}"), unit)).collect()
}

/// The weight of the key of a text.
pub fn weigh_text(text: &str, key: &mut Vec<u32>) -> u64 {
    if text.is_ascii() {
        // Counts of few bytes fit into a byte, of which the compiler adds many at a time.
        let few = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(byte.is_ascii_alphanumeric())).sum::<u8>();
        return text.as_bytes().chunks(128).map(|bytes| u64::from(few(bytes))).sum();
    }
    fold_into(text, key);
    weight(key)
}

fn weight(key: &[u32]) -> u64 {
    let one = |&element: &u32| {
        let is_character = element & UNSPACED != 0 && element & POINT >= CHARACTERS;
        if is_character { CHARACTER_WEIGHT } else { u64::from(element != SPACE) }
    };
    key.iter().map(one).sum()
}

/// Makes the shingles of one text after the other, in the same buffers.
pub struct Shingler {
    arch: Arch,
    places: Places,
    /// The key is in `plain`, since it's ASCII, not in `key`.
    is_plain: bool,
    plain: Vec<u8>,
    key: Vec<u32>,
    words: Vec<u64>,
    hashes: Vec<u64>,
    sorter: Sorter,
}

impl Shingler {
    /// Makes empty buffers; all hashes depend on the secret, 0 for the ones that everybody knows.
    pub fn new(arch: Arch, secret: u64) -> Self {
        Shingler {
            arch,
            places: Places::new(secret),
            is_plain: false,
            plain: Vec::new(),
            key: Vec::new(),
            words: Vec::new(),
            hashes: Vec::new(),
            sorter: Sorter::default(),
        }
    }

    /// Makes the key of a text.
    fn read(&mut self, text: &str) {
        self.is_plain = text.is_ascii();
        if self.is_plain { fold_plain(text, &mut self.plain) } else { fold_into(text, &mut self.key) }
    }

    /// The hash of each n-gram of a text, in their order; what stands twice is there twice.
    pub fn hashes_of(&mut self, text: &str, unit: Unit) -> &[u64] {
        self.read(text);
        self.hash(unit);
        &self.hashes
    }

    /// The sorted set of the shingles of a text.
    pub fn set_of(&mut self, text: &str, unit: Unit) -> &[u64] {
        self.read(text);
        self.set(unit)
    }

    fn set(&mut self, unit: Unit) -> &[u64] {
        self.hash(unit);
        self.sorter.sort(&mut self.hashes);
        self.hashes.dedup();
        &self.hashes
    }

    fn hash(&mut self, unit: Unit) {
        match (unit, self.is_plain) {
            (Unit::Block, true) => self.arch.dispatch(Grams::<_, 5>::of(&self.plain, &self.places, &mut self.hashes)),
            (Unit::Block, false) => self.arch.dispatch(Grams::<_, 5>::of(&self.key, &self.places, &mut self.hashes)),
            (Unit::Document, _) => {
                self.split();
                self.arch.dispatch(Grams::<_, 5>::of(&self.words, &self.places, &mut self.hashes));
            }
            (Unit::Section, _) => {
                self.split();
                self.arch.dispatch(Grams::<_, 3>::of(&self.words, &self.places, &mut self.hashes));
            }
        }
        if self.hashes.is_empty() {
            self.hashes.extend(self.whole());
        }
    }

    /// The one shingle of a key that is too short for more; an empty one has none.
    fn whole(&self) -> Option<u64> {
        let mut fnv = self.places.start;
        if self.is_plain {
            self.plain.iter().for_each(|&byte| fnv = fnv.with(u32::from(byte)));
        } else {
            self.key.iter().for_each(|&element| fnv = fnv.with(element & POINT));
        }
        let is_empty = if self.is_plain { self.plain.is_empty() } else { self.key.is_empty() };
        (!is_empty).then(|| mix64(fnv.0.wrapping_add(self.places.weights[7])))
    }

    /// Hashes each word: what stands between spaces, but each code point of a script without spaces for itself.
    fn split(&mut self) {
        self.words.clear();
        let start = self.places.start;
        if self.is_plain {
            for word in self.plain.split(|&byte| u32::from(byte) == SPACE).filter(|word| !word.is_empty()) {
                self.words.push(mix64(word.iter().fold(start, |hash, &byte| hash.with(u32::from(byte))).0));
            }
            return;
        }
        for run in self.key.split(|&element| element == SPACE) {
            let mut rest = run;
            while let Some(&first) = rest.first() {
                let length = if first & UNSPACED != 0 { 1 } else { spaced(rest) };
                let word = &rest[..length];
                self.words.push(mix64(word.iter().fold(start, |hash, element| hash.with(element & POINT)).0));
                rest = &rest[length..];
            }
        }
    }
}

/// How far the run goes on without a code point of a script without spaces.
fn spaced(run: &[u32]) -> usize {
    run.iter().position(|element| element & UNSPACED != 0).unwrap_or(run.len())
}

/// What an n-gram is made of: a code point, or the hash of a word.
trait Part: Copy {
    fn number(self) -> u64;
}

impl Part for u8 {
    #[inline(always)]
    fn number(self) -> u64 {
        u64::from(self)
    }
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

/// The hash of each run of N parts. A closure would do, but may be compiled apart from the instruction set.
struct Grams<'a, P, const N: usize> {
    parts: &'a [P],
    places: &'a Places,
    hashes: &'a mut [u64],
}

impl<'a, P, const N: usize> Grams<'a, P, N> {
    fn of(parts: &'a [P], places: &'a Places, hashes: &'a mut Vec<u64>) -> Self {
        hashes.resize((parts.len() + 1).saturating_sub(N), 0);
        Grams { parts, places, hashes }
    }
}

impl<P: Part, const N: usize> WithSimd for Grams<'_, P, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let weights: [u64; N] = std::array::from_fn(|place| self.places.weights[place]);
        let mut near = [0u64; BATCH + MOST_PARTS - 1];
        for (start, hashes) in (0..).step_by(BATCH).zip(self.hashes.chunks_mut(BATCH)) {
            let parts = &self.parts[start..start + hashes.len() + N - 1];
            near.iter_mut().zip(parts).for_each(|(number, part)| *number = part.number());
            let mut made = [0u64; BATCH];
            for k in 0..BATCH {
                let mut sum = 0u64;
                for (place, weight) in weights.iter().enumerate() {
                    sum = sum.wrapping_add(near[k + place].wrapping_mul(*weight));
                }
                made[k] = mix64(sum);
            }
            hashes.copy_from_slice(&made[..hashes.len()]);
        }
    }
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

    fn naive(key: &str, unit: u8, secret: u64) -> Vec<u64> {
        let places = Places::new(secret);
        let fnv = |text: &str| text.chars().fold(places.start, |hash, c| hash.with(c as u32)).0;
        let parts: Vec<u64> = match unit {
            0 => key.chars().map(|c| c as u64).collect(),
            _ => naive_words(key).iter().map(|word| mix64(fnv(word))).collect(),
        };
        let gram = |window: &[u64]| {
            let parts = window.iter().zip(places.weights);
            mix64(parts.fold(0, |sum, (part, place)| sum.wrapping_add(part.wrapping_mul(place))))
        };
        let length = if unit == 2 { 3 } else { 5 };
        let set: BTreeSet<u64> = match parts.len() {
            0 => BTreeSet::new(),
            n if n < length => [mix64(fnv(key).wrapping_add(places.weights[7]))].into(),
            _ => parts.windows(length).map(gram).collect(),
        };
        set.into_iter().collect()
    }

    #[test]
    fn sets_agree_with_naive() {
        for (unit, secret) in [(0, 0), (1, 0), (2, 0), (0, 7), (1, 7), (2, u64::MAX)] {
            let keys = fold(&TEXTS);
            let made = shingles(&keys, &[unit; 10], secret).unwrap();
            let naive: Vec<Vec<u64>> = keys.iter().map(|key| naive(key, unit, secret)).collect();
            assert_eq!(made.values, naive.concat());
            let ends = naive.iter().scan(0, |end, set| {
                *end += set.len() as u64;
                Some(*end)
            });
            assert_eq!(made.offsets, [0].into_iter().chain(ends).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_path_agrees_with_naive() {
        let key = &fold(&["a text that is as long as some registers, ".repeat(9)])[0];
        for arch in crate::minhash::tests::paths() {
            for (number, unit) in [(0, Unit::Block), (1, Unit::Document), (2, Unit::Section)] {
                assert_eq!(Shingler::new(arch, 5).set_of(key, unit), naive(key, number, 5));
            }
        }
    }

    #[test]
    fn a_secret_changes_all_hashes() {
        let (plain, keyed) = (["some words of a text", "ab"], ["some words of a text", "ab"]);
        for unit in [0, 1, 2] {
            let plain = shingles(&plain, &[unit; 2], 0).unwrap().values;
            assert!(shingles(&keyed, &[unit; 2], 1).unwrap().values.iter().all(|hash| !plain.contains(hash)));
        }
    }

    #[test]
    fn sketch_is_fold_and_shingles() {
        let units = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
        let spans: Vec<u64> =
            TEXTS.iter().enumerate().flat_map(|(t, text)| [t as u64, 0, text.chars().count() as u64]).collect();
        let fused = sketch(&TEXTS, &packed(&spans), &units, 3).unwrap();
        let keys = fold(&TEXTS);
        let apart = shingles(&keys, &units, 3).unwrap();
        assert_eq!((fused.shingles.values, fused.shingles.offsets), (apart.values, apart.offsets));
        let weigh = |c: char| if unspaced(c) && c >= '\u{3000}' { 3 } else { u64::from(c != ' ') };
        assert_eq!(fused.weights, keys.iter().map(|key| key.chars().map(weigh).sum()).collect::<Vec<u64>>());
    }

    #[test]
    fn refuses_other_units() {
        assert!(shingles(&["a"], &[3], 0).is_err());
        assert!(shingles(&["a"], &[], 0).is_err());
    }
}

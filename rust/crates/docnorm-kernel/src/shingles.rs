//! Shingles: the set of hashed n-grams of a key.
//!
//! The naive way makes a string per n-gram, hashes it and puts it into a hash set. Here an n-gram is a weighted sum of
//! a few numbers and a mix, without a branch, so that the compiler can make several at a time in vector registers; the
//! set is a sorted slice, which is also what intersections want. A [`Shingler`] goes from the bytes of a text to the
//! hashes in buffers that are used again for the next text, and no key ever becomes a string; the key of a text in ASCII
//! stays bytes.

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Fit, require};
use crate::folding::{POINT, SPACE, each_word, flag_into, fold_into, fold_plain, inside};
use crate::hashing::{Places, mix64};
use crate::measures::{Measures, weigh_text};
use crate::sorting::Sorter;
use crate::spans::cut;

/// So many hashes are made at a time, all of them, so that the compiler knows how many there are.
const BATCH: usize = 64;
const MOST_PARTS: usize = 5;

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

/// The shingles of each key in a measure; none if it isn't compared by that one.
pub fn shingles<S: AsRef<str>>(keys: &[S], measures: &[u8], secret: u64) -> Fit<Shingles> {
    let measures = read_measures(measures, keys.len(), "key")?;
    let mut maker = Shingler::new(Arch::new(), secret);
    let mut made = Shingles { values: Vec::new(), offsets: vec![0] };
    for (key, measure) in keys.iter().zip(measures) {
        maker.is_plain = false;
        flag_into(key.as_ref(), &mut maker.key);
        made.add(maker.set(measure));
    }
    Ok(made)
}

/// The weight and the shingles of the key of each span of a column of (text, start, stop).
pub fn sketch<S: AsRef<str>>(texts: &[S], spans: &[u8], measures: &[u8], secret: u64) -> Fit<Sketches> {
    let pieces = cut(texts, spans)?;
    let measures = read_measures(measures, pieces.len(), "span")?;
    let mut maker = Shingler::new(Arch::new(), secret);
    let mut made = Shingles { values: Vec::new(), offsets: vec![0] };
    let mut weights = Vec::with_capacity(pieces.len());
    for (piece, measure) in pieces.iter().zip(measures) {
        weights.push(weigh_text(piece, &mut maker.key));
        maker.read(piece);
        made.add(maker.set(measure));
    }
    Ok(Sketches { weights, shingles: made })
}

impl Shingles {
    fn add(&mut self, set: &[u64]) {
        self.values.extend_from_slice(set);
        self.offsets.push(self.values.len() as u64);
    }
}

fn read_measures(measures: &[u8], items: usize, item: &str) -> Fit<Vec<Measures>> {
    let length = measures.len();
    require(length == items, || format!("measures holds {length} bytes, expected {items}, one per {item}"))?;
    (0..).zip(measures).map(|(i, &one): (usize, _)| Measures::one(format_args!("measure {i}"), one)).collect()
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

    /// Makes the key of a text, of which the other functions speak.
    pub fn read(&mut self, text: &str) {
        self.is_plain = text.is_ascii();
        if self.is_plain { fold_plain(text, &mut self.plain) } else { fold_into(text, &mut self.key) }
    }

    /// The measures of a unit that the text has.
    pub fn measures(&self, unit: Measures) -> Measures {
        if self.is_plain { Measures::of_plain(&self.plain, unit) } else { Measures::of_key(&self.key, unit) }
    }

    /// The hash of each n-gram of the text, in their order; what stands twice is there twice.
    pub fn hashes(&mut self, measure: Measures) -> &[u64] {
        let Shingler { arch, places, hashes, .. } = self;
        match (measure, self.is_plain) {
            (Measures::CHARACTERS, true) => arch.dispatch(Grams::<_, 5>::of(&self.plain, places, hashes)),
            (Measures::CHARACTERS, false) => arch.dispatch(Grams::<_, 5>::of(&self.key, places, hashes)),
            _ => self.hash_words(measure),
        }
        if self.hashes.is_empty() {
            self.hashes.extend(self.whole());
        }
        &self.hashes
    }

    fn hash_words(&mut self, measure: Measures) {
        self.split();
        let Shingler { arch, places, words, hashes, .. } = self;
        if measure == Measures::PAIRS {
            arch.dispatch(Grams::<_, 2>::of(words, places, hashes));
        } else {
            arch.dispatch(Grams::<_, 5>::of(words, places, hashes));
        }
    }

    /// The sorted set of the shingles of a text in each measure of a unit that it has: characters or runs, and pairs.
    pub fn sets_of(&mut self, text: &str, unit: Measures) -> [Vec<u64>; 2] {
        self.read(text);
        let measures = self.measures(unit);
        let other = if measures.has(Measures::CHARACTERS) { Measures::CHARACTERS } else { Measures::RUNS };
        [other, Measures::PAIRS].map(|one| if measures.has(one) { self.sort(one).to_vec() } else { Vec::new() })
    }

    /// The sorted set in a measure, if the text is compared by that one.
    fn set(&mut self, measure: Measures) -> &[u64] {
        if self.measures(measure) == measure { self.sort(measure) } else { &[] }
    }

    fn sort(&mut self, measure: Measures) -> &[u64] {
        self.hashes(measure);
        self.sorter.sort(&mut self.hashes);
        self.hashes.dedup();
        &self.hashes
    }

    /// The one shingle of a key that is too short for more; an empty one has none.
    fn whole(&self) -> Option<u64> {
        let mut fnv = self.places.start;
        let is_empty = if self.is_plain {
            inside(&self.plain).iter().for_each(|&byte| fnv = fnv.with(u32::from(byte)));
            inside(&self.plain).is_empty()
        } else {
            inside(&self.key).iter().for_each(|&element| fnv = fnv.with(element & POINT));
            inside(&self.key).is_empty()
        };
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
        let hash = |word: &[u32]| mix64(word.iter().fold(start, |hash, element| hash.with(element & POINT)).0);
        each_word(&self.key, |word| self.words.push(hash(word)));
    }
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

    /// Whether a key is compared by a measure.
    fn has(key: &str, measure: u8) -> bool {
        let characters = 3 * key.chars().filter(|&c| unspaced(c) && c >= '\u{3000}').count();
        let letters = key.chars().filter(|&c| unspaced(c) && c < '\u{3000}').count();
        let all = key.chars().filter(|&c| c != ' ').count() + characters / 3 * 2;
        match measure {
            1 => all <= 875 && 5 * characters <= 3 * all || 5 * letters > 2 * all,
            2 => all > 700 && 5 * letters <= 3 * all || 5 * characters > 2 * all,
            _ => true,
        }
    }

    fn naive(key: &str, measure: u8, secret: u64) -> Vec<u64> {
        let places = Places::new(secret);
        let fnv = |text: &str| text.chars().fold(places.start, |hash, c| hash.with(c as u32)).0;
        let parts: Vec<u64> = match measure {
            1 => format!(" {key} ").chars().map(|c| c as u64).collect(),
            _ => naive_words(key).iter().map(|word| mix64(fnv(word))).collect(),
        };
        let gram = |window: &[u64]| {
            let parts = window.iter().zip(places.weights);
            mix64(parts.fold(0, |sum, (part, place)| sum.wrapping_add(part.wrapping_mul(place))))
        };
        let length = if measure == 2 { 2 } else { 5 };
        let set: BTreeSet<u64> = match parts.len() {
            _ if key.is_empty() || !has(key, measure) => BTreeSet::new(),
            n if n < length => [mix64(fnv(key).wrapping_add(places.weights[7]))].into(),
            _ => parts.windows(length).map(gram).collect(),
        };
        set.into_iter().collect()
    }

    fn keys() -> Vec<String> {
        let long = ["a", "漢字", "ไทย", "one two ", "ab 漢ไ "].map(|text| text.repeat(200));
        let borders = (690..890).step_by(7).map(|n| format!("{} é", "ab c".repeat(n).split_at(n * 4 / 3).0));
        fold(&TEXTS.map(String::from).into_iter().chain(long).chain(borders).collect::<Vec<_>>())
    }

    #[test]
    fn sets_agree_with_naive() {
        for (measure, secret) in [(1, 0), (2, 0), (4, 0), (1, 7), (2, 7), (4, u64::MAX)] {
            let keys = keys();
            let made = shingles(&keys, &vec![measure; keys.len()], secret).unwrap();
            let naive: Vec<Vec<u64>> = keys.iter().map(|key| naive(key, measure, secret)).collect();
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
        let long = "a text that is as long as some registers, ";
        for key in fold(&[long.repeat(9), long.repeat(22), long.repeat(40)]) {
            for arch in crate::minhash::tests::paths() {
                let mut maker = Shingler::new(arch, 5);
                let unit = |unit| Measures::unit(unit).unwrap();
                assert_eq!(maker.sets_of(&key, unit(3)), [1, 2].map(|measure| naive(&key, measure, 5)));
                assert_eq!(maker.sets_of(&key, unit(4)), [naive(&key, 4, 5), Vec::new()]);
            }
        }
    }

    #[test]
    fn a_secret_changes_all_hashes() {
        let keys = ["some words of a text", "ab"];
        for measure in [1, 4] {
            let plain = shingles(&keys, &[measure; 2], 0).unwrap().values;
            assert!(shingles(&keys, &[measure; 2], 1).unwrap().values.iter().all(|hash| !plain.contains(hash)));
        }
    }

    #[test]
    fn sketch_is_fold_and_shingles() {
        let measures = [1, 2, 4, 1, 2, 4, 1, 2, 4, 1];
        let spans: Vec<u64> =
            TEXTS.iter().enumerate().flat_map(|(t, text)| [t as u64, 0, text.chars().count() as u64]).collect();
        let fused = sketch(&TEXTS, &packed(&spans), &measures, 3).unwrap();
        let keys = fold(&TEXTS);
        let apart = shingles(&keys, &measures, 3).unwrap();
        assert_eq!((fused.shingles.values, fused.shingles.offsets), (apart.values, apart.offsets));
        let weigh = |c: char| if unspaced(c) && c >= '\u{3000}' { 3 } else { u64::from(c != ' ') };
        assert_eq!(fused.weights, keys.iter().map(|key| key.chars().map(weigh).sum()).collect::<Vec<u64>>());
    }

    #[test]
    fn refuses_other_measures() {
        assert!([0, 3, 5].iter().all(|&measure| shingles(&["a"], &[measure], 0).is_err()));
        assert!(shingles(&["a"], &[], 0).is_err());
    }
}

//! Meanings: which words count or name nothing, and of which kind a character is.
//!
//! The tables come from outside, where they are written to be read. A word is looked up by its hash, in a table with
//! room between the entries.

use crate::folding::{SPACE, fold_point};
use crate::hashing::{Fnv, mix64};

/// How many characters are ASCII.
pub const ASCII: usize = 128;

/// What stands between words.
pub const GAP: u8 = 0;
/// A letter that a number may have: of the Latin, Greek, Cyrillic and Armenian scripts.
pub const PART: u8 = 1;
/// A decimal digit.
pub const DIGIT: u8 = 2;
/// Any other character of a word.
pub const OTHER: u8 = 3;
/// A sign that counts by itself.
pub const SINGLE: u8 = 4;
/// A sign of which several make one numeral.
pub const NUMERAL: u8 = 5;

/// A word that counts, or names a month or a day.
pub const COUNTS: u8 = 1;
/// A month or a day, if it has a capital.
pub const MONTH: u8 = 2;
/// A word that is no name.
pub const OPENER: u8 = 4;
/// A unit.
pub const UNIT: u8 = 8;

/// What words and characters mean.
pub struct Meanings {
    /// The words.
    pub words: Words,
    /// By code point: the kind, and the value of a digit above it.
    marked: Vec<u8>,
    /// The kinds of ASCII, and the values of its digits above them.
    pub plain: [u8; ASCII],
}

impl Meanings {
    /// Words that count, months and days, and words that are no names, all of them folded; units as they're written;
    /// the zeros of all scripts, signs that count by themselves, and signs of which several make one numeral.
    pub fn new<S: AsRef<str>>(words: [&[S]; 4], zeros: &str, singles: &str, numerals: &str) -> Self {
        let mut known = Words::new(words.iter().map(|words| words.len()).sum());
        for (words, meaning) in words.iter().zip([COUNTS, MONTH, OPENER, UNIT]) {
            words.iter().for_each(|word| known.add(hash(word.as_ref().chars().map(u32::from)), meaning));
        }
        let last = [zeros, singles, numerals].iter().flat_map(|signs| signs.chars()).max().map_or(0, u32::from);
        let mut marked = vec![GAP; last as usize + 10];
        for (signs, kind) in [(singles, SINGLE), (numerals, NUMERAL)] {
            signs.chars().for_each(|sign| marked[sign as usize] = kind);
        }
        for zero in zeros.chars() {
            (0..10).for_each(|digit| marked[zero as usize + digit] = DIGIT | (digit as u8) << 4);
        }
        let mut meanings = Meanings { words: known, marked, plain: [GAP; ASCII] };
        meanings.plain = std::array::from_fn(|code| meanings.kind(code as u32).unwrap_or(GAP));
        meanings
    }

    /// The kind of a character; none for one that says nothing.
    pub fn kind(&self, code: u32) -> Option<u8> {
        let mut folded = fold_point(code);
        let first = folded.next()?;
        let marked = self.marked.get(code as usize).copied().unwrap_or(GAP);
        Some(match marked {
            GAP if first == SPACE && folded.next().is_none() => GAP,
            GAP if matches!(code, 0..0x590 | 0x1E00..0x2000) => PART,
            GAP => OTHER,
            _ => marked,
        })
    }
}

/// A set of words: which meanings the hash of a word has.
pub struct Words(Vec<(u64, u8)>);

impl Words {
    fn new(count: usize) -> Self {
        Words(vec![(0, 0); (2 * count + 2).next_power_of_two()])
    }

    fn slot(&self, word: u64) -> usize {
        let mut at = word as usize % self.0.len();
        while self.0[at].1 != 0 && self.0[at].0 != word {
            at = (at + 1) % self.0.len();
        }
        at
    }

    fn add(&mut self, word: u64, meaning: u8) {
        let at = self.slot(word);
        self.0[at] = (word, self.0[at].1 | meaning);
    }

    /// The meanings of a word; 0 for most.
    pub fn meaning(&self, word: u64) -> u8 {
        let mask = self.0.len() - 1;
        let mut at = word as usize & mask;
        loop {
            let (other, meaning) = self.0[at & mask];
            if meaning == 0 || other == word {
                return meaning;
            }
            at += 1;
        }
    }
}

/// Some signs, those of ASCII as bits.
pub struct Signs {
    plain: u128,
    all: &'static str,
}

impl Signs {
    /// Reads some signs.
    pub const fn new(all: &'static str) -> Self {
        let (mut plain, mut at) = (0, 0);
        while at < all.len() {
            if all.as_bytes()[at] < 128 {
                plain |= 1 << all.as_bytes()[at];
            }
            at += 1;
        }
        Signs { plain, all }
    }

    /// Whether a character is one of them.
    pub fn has(&self, code: u32) -> bool {
        if code < 128 { self.plain >> code & 1 != 0 } else { self.all.chars().any(|sign| u32::from(sign) == code) }
    }
}

/// The hash of a word.
pub fn hash(codes: impl Iterator<Item = u32>) -> u64 {
    mix64(codes.fold(Fnv::START, Fnv::with).0)
}

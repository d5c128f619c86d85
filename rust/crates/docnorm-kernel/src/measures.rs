//! Measures: what a text is compared by.
//!
//! Characters with the edges of words say most of a short text; long texts of one language share most of them, and so
//! do texts whose characters are words, like Chinese. Those are compared by pairs of words. A text at a border has both
//! measures, so that no two texts that are as good as the same fall between. All of it is told by weights, in integers,
//! from what is in the match key: the borders depend on no language, no threshold and no other text.

use std::fmt::Display;

use crate::columns::{Fit, require};
use crate::folding::{POINT, SPACE, UNSPACED, fold_into};

/// A Chinese character, a kana or a Hangul syllable says about as much as three letters. Those of the scripts without
/// spaces that are written in letters (Thai, Lao, Khmer, Myanmar) say as much as one.
const CHARACTER_WEIGHT: u64 = 3;
/// Where the characters begin, and the letters have ended.
const CHARACTERS: u32 = 0x3000;

/// Up to this weight a text is short, and up to the second one it's at the border: 700 divided by 4/5.
const SHORT: u64 = 700;
const BORDER: u64 = 875;

/// One measure, or several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measures(u8);

impl Measures {
    /// Runs of five characters, with the edges of the text.
    pub const CHARACTERS: Measures = Measures(1);
    /// Pairs of words.
    pub const PAIRS: Measures = Measures(2);
    /// Runs of five words, which every text has.
    pub const RUNS: Measures = Measures(4);
    /// What a block is compared by: characters, pairs of words, or both.
    const BLOCK: Measures = Measures(3);

    /// Reads what texts are compared by.
    pub fn unit(unit: u8) -> Fit<Self> {
        let is_known = unit == Measures::BLOCK.0 || unit == Measures::RUNS.0;
        require(is_known, || format!("unit is {unit}, expected 3 (block) or 4 (document)"))?;
        Ok(Measures(unit))
    }

    /// Reads one measure, which a refusal calls `name`.
    pub fn one(name: impl Display, measure: u8) -> Fit<Self> {
        require(matches!(measure, 1 | 2 | 4), || {
            format!("{name} is {measure}, expected 1 (characters), 2 (pairs of words) or 4 (runs of five words)")
        })?;
        Ok(Measures(measure))
    }

    /// The measures of a unit that a text of this weight has: of a block, at least one.
    fn of(Weight { all, characters, letters }: Weight, unit: Measures) -> Self {
        let by_characters = all <= BORDER && 5 * characters <= 3 * all || 5 * letters > 2 * all;
        let by_pairs = all > SHORT && 5 * letters <= 3 * all || 5 * characters > 2 * all;
        let runs = Measures::RUNS.0;
        Measures(unit.0 & (u8::from(by_characters) | u8::from(by_pairs) << 1 | runs))
    }

    /// The measures that a text has whose key is ASCII, with a space at each edge.
    pub fn of_plain(key: &[u8], unit: Measures) -> Self {
        if unit == Measures::RUNS {
            return unit;
        }
        // A byte weighs at most 1, and the edges weigh nothing.
        if unit == Measures::BLOCK && key.len() - 2 <= SHORT as usize {
            return Measures::CHARACTERS;
        }
        let few = |bytes: &[u8]| bytes.iter().map(|&byte| u8::from(u32::from(byte) != SPACE)).sum::<u8>();
        let all = key.chunks(128).map(|bytes| u64::from(few(bytes))).sum();
        Measures::of(Weight { all, characters: 0, letters: 0 }, unit)
    }

    /// The measures that a text with this key has.
    pub fn of_key(key: &[u32], unit: Measures) -> Self {
        if unit == Measures::RUNS { unit } else { Measures::of(weight(key), unit) }
    }

    /// Whether a measure is among these.
    pub fn has(self, measure: Measures) -> bool {
        self.0 & measure.0 != 0
    }

    /// The first measure of these.
    pub fn first(self) -> Self {
        Measures(self.0 & self.0.wrapping_neg())
    }
}

/// How much a key says: all of it, and in characters and in letters of scripts without spaces.
struct Weight {
    all: u64,
    characters: u64,
    letters: u64,
}

fn weight(key: &[u32]) -> Weight {
    let (mut points, mut unspaced, mut characters) = (0u32, 0u32, 0u32);
    for &element in key {
        let is_unspaced = element & UNSPACED != 0;
        points += u32::from(element != SPACE);
        unspaced += u32::from(is_unspaced);
        characters += u32::from(is_unspaced && element & POINT >= CHARACTERS);
    }
    let characters = u64::from(characters);
    Weight {
        all: u64::from(points) + (CHARACTER_WEIGHT - 1) * characters,
        characters: CHARACTER_WEIGHT * characters,
        letters: u64::from(unspaced) - characters,
    }
}

/// The weight of the key of a text.
pub fn weigh_text(text: &str, key: &mut Vec<u32>) -> u64 {
    if text.is_ascii() {
        // Counts of few bytes fit into a byte, of which the compiler adds many at a time.
        let few = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(byte.is_ascii_alphanumeric())).sum::<u8>();
        return text.as_bytes().chunks(128).map(|bytes| u64::from(few(bytes))).sum();
    }
    fold_into(text, key);
    weigh_key(key)
}

/// The weight of a key, or of a part of one.
pub fn weigh_key(key: &[u32]) -> u64 {
    weight(key).all
}

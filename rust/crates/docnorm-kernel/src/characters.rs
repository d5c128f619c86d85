//! Characters: a text as the walk through it sees it, place by place.

use crate::folding::fold_point;
use crate::hashing::{Fnv, mix64};
use crate::meanings::{ASCII, DIGIT, GAP, Meanings, PART, Signs};

/// A text as characters and their kinds.
pub trait Characters {
    /// How many there are.
    fn len(&self) -> usize;
    /// The character at a place; 0 beyond the end.
    fn code(&self, at: usize) -> u32;
    /// Its kind; a gap beyond the end.
    fn kind(&self, at: usize) -> u8;
    /// The value of a digit.
    fn value(&self, at: usize) -> u32;
    /// Where the word that starts at a place ends, if no digit is in it, and its hash, folded.
    fn word(&self, start: usize, kind: u8) -> (usize, u64);
    /// Whether a letter folds to another one.
    fn is_capital(&self, at: usize) -> bool;

    /// Whether a number may have the character.
    fn is_part(&self, at: usize) -> bool {
        matches!(self.kind(at), PART | DIGIT)
    }

    /// Whether the character is one of some signs.
    fn is_one_of(&self, at: usize, signs: &Signs) -> bool {
        at < self.len() && signs.has(self.code(at))
    }

    /// The same, of the character before a place.
    fn follows(&self, at: usize, signs: &Signs) -> bool {
        at > 0 && self.is_one_of(at - 1, signs)
    }

    /// Where the run of characters of some kinds ends.
    fn run(&self, start: usize, goes_on: impl Fn(u8) -> bool) -> usize {
        let mut at = start;
        while at < self.len() && goes_on(self.kind(at)) {
            at += 1;
        }
        at
    }
}

/// ASCII, where it lies.
pub struct Plain<'a> {
    /// The text.
    pub bytes: &'a [u8],
    /// What `Meanings` tells of ASCII.
    pub kinds: &'a [u8; ASCII],
}

impl Characters for Plain<'_> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.bytes.len()
    }

    #[inline(always)]
    fn code(&self, at: usize) -> u32 {
        self.bytes.get(at).map_or(0, |&byte| u32::from(byte))
    }

    #[inline(always)]
    fn kind(&self, at: usize) -> u8 {
        self.bytes.get(at).map_or(GAP, |&byte| self.kinds[usize::from(byte & 0x7F)] & 0xF)
    }

    fn value(&self, at: usize) -> u32 {
        u32::from(self.kinds[usize::from(self.bytes[at] & 0x7F)] >> 4)
    }

    #[inline(always)]
    fn word(&self, start: usize, kind: u8) -> (usize, u64) {
        let (mut fnv, mut length) = (Fnv::START, 0);
        for &byte in &self.bytes[start..] {
            if self.kinds[usize::from(byte & 0x7F)] != kind {
                break;
            }
            fnv = fnv.with(u32::from(byte | 0x20)); // a letter
            length += 1;
        }
        (start + length, mix64(fnv.0))
    }

    #[inline(always)]
    fn is_capital(&self, at: usize) -> bool {
        self.bytes[at].is_ascii_uppercase()
    }
}

/// Any text, laid out without the characters that say nothing.
#[derive(Default)]
pub struct Laid {
    codes: Vec<u32>,
    kinds: Vec<u8>,
}

impl Laid {
    /// Lays out another text.
    pub fn lay_out(&mut self, text: &str, meanings: &Meanings) {
        self.codes.clear();
        self.kinds.clear();
        for code in text.chars().map(u32::from) {
            let kind = match meanings.plain.get(code as usize) {
                Some(&kind) => Some(kind),
                None => meanings.kind(code),
            };
            if let Some(kind) = kind {
                self.codes.push(code);
                self.kinds.push(kind);
            }
        }
    }
}

impl Characters for &Laid {
    fn len(&self) -> usize {
        self.codes.len()
    }

    fn code(&self, at: usize) -> u32 {
        self.codes.get(at).copied().unwrap_or(0)
    }

    fn kind(&self, at: usize) -> u8 {
        self.kinds.get(at).map_or(GAP, |kind| kind & 0xF)
    }

    fn value(&self, at: usize) -> u32 {
        u32::from(self.kinds[at] >> 4)
    }

    fn word(&self, start: usize, kind: u8) -> (usize, u64) {
        let stop = self.run(start, |other| other == kind);
        let fold = |fnv: Fnv, &code: &u32| match code {
            0x61..0x7B => fnv.with(code),
            _ => fold_point(code).fold(fnv, Fnv::with),
        };
        (stop, mix64(self.codes[start..stop].iter().fold(Fnv::START, fold).0))
    }

    fn is_capital(&self, at: usize) -> bool {
        fold_point(self.codes[at]).ne([self.codes[at]])
    }
}

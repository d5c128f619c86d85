//! Folding: from text to match key.
//!
//! The naive way is NFKC, casefold, NFKC, and a filter by category, with some Unicode library's tables. Two libraries
//! have two Unicode versions, so the whole of it is one table, made once (`rust/make_fold.py`): each code point folds
//! alone. Here the table is read into two levels: a block number for every 256 code points, and the entries of a block.
//! Scripts without a mapping share one block, and so do unassigned stretches. ASCII, most of most texts, has 128 bytes
//! of its own.
//!
//! A key is made with a space at each *edge*, which is where its first word begins and its last one ends.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../../docnorm/fold.tsv");
static FOLDING: LazyLock<Folding> = LazyLock::new(|| Folding::read(TABLE));

/// U+0020 as it stands in a key.
pub const SPACE: u32 = 0x20;
/// The bits of a key's element that are the code point.
pub const POINT: u32 = 0x1F_FFFF;
/// Set in an element whose script puts no spaces between words.
pub const UNSPACED: u32 = 1 << 21;
const SELF_UNSPACED: u32 = 1 << 22; // the entry's own code point, not what it folds to
const SEQUENCE: u32 = 1 << 30; // the rest is an index into the sequences
const DROP: u32 = 1 << 31;

const IDENTITY_BLOCK: u16 = 0; // entries of 0: a code point that folds to itself
const SPACE_BLOCK: u16 = 1;
const BLOCK: usize = 256;

/// Reads the table, if no one has: done at import, so that no thread holds its lock when a process forks.
pub fn prepare() {
    LazyLock::force(&FOLDING);
}

/// The match key of each text.
pub fn fold<S: AsRef<str>>(texts: &[S]) -> Vec<String> {
    let (mut key, mut plain) = (Vec::new(), Vec::new());
    let fold = |text: &S| {
        if text.as_ref().is_ascii() {
            fold_plain(text.as_ref(), &mut plain);
            return inside(&plain).iter().map(|&byte| char::from(byte)).collect();
        }
        fold_into(text.as_ref(), &mut key);
        let point = |element: &u32| char::from_u32(element & POINT).unwrap_or(char::REPLACEMENT_CHARACTER);
        inside(&key).iter().map(point).collect()
    };
    texts.iter().map(fold).collect()
}

/// Replaces `key` by the match key of `text` with its edges, as code points with their [`UNSPACED`] flag.
pub fn fold_into(text: &str, key: &mut Vec<u32>) {
    key.clear();
    key.push(SPACE);
    FOLDING.fold_all(text, key);
    if key.len() == 1 || key.last() != Some(&SPACE) {
        key.push(SPACE);
    }
}

/// Replaces `key` by the match key of `text`, which is ASCII, and so is its key, with its edges.
pub fn fold_plain(text: &str, key: &mut Vec<u8>) {
    const SPACE: u8 = self::SPACE as u8;
    FOLDING.fold_ascii(text.as_bytes(), key);
    if key.len() == 1 || key.last() != Some(&SPACE) {
        key.push(SPACE);
    }
}

/// Replaces `key` by the code points of `text`, which is a match key already, with their [`UNSPACED`] flag, and its
/// edges.
pub fn flag_into(text: &str, key: &mut Vec<u32>) {
    key.clear();
    key.push(SPACE);
    key.extend(text.chars().map(|c| {
        let unspaced = FOLDING.entry(c as u32) & SELF_UNSPACED != 0;
        c as u32 | if unspaced { UNSPACED } else { 0 }
    }));
    key.push(SPACE);
}

/// A key without its edges.
pub fn inside<T>(key: &[T]) -> &[T] {
    &key[1..key.len() - 1]
}

/// What one code point folds to.
#[inline]
pub fn fold_point(code: u32) -> impl Iterator<Item = u32> {
    let entry = FOLDING.entry(code);
    let (one, several): (Option<u32>, &[u32]) = match entry {
        0 => (Some(code), &[]),
        _ if entry & SEQUENCE != 0 => (None, &FOLDING.sequences[(entry & POINT) as usize]),
        _ if entry & DROP != 0 => (None, &[]),
        _ => (Some(entry), &[]),
    };
    one.into_iter().chain(several.iter().copied()).map(|element| element & POINT)
}

struct Folding {
    ascii: [u8; 128],
    blocks: Vec<u16>,
    entries: Vec<u32>,
    sequences: Vec<Vec<u32>>,
}

impl Folding {
    fn fold_ascii(&self, text: &[u8], key: &mut Vec<u8>) {
        const SPACE: u8 = self::SPACE as u8;
        key.resize(text.len() + 1, 0);
        key[0] = SPACE;
        let mut length = 1;
        let mut last = SPACE;
        for &byte in text {
            let element = self.ascii[usize::from(byte & 0x7F)];
            key[length] = element; // written over, if it is one space too many
            length += usize::from(element != SPACE || last != SPACE);
            last = element;
        }
        key.truncate(length);
    }

    fn fold_all(&self, text: &str, key: &mut Vec<u32>) {
        key.reserve(text.len());
        for c in text.chars() {
            let c = c as u32;
            let entry = self.entry(c);
            if entry == 0 {
                key.push(c);
            } else if entry & SEQUENCE != 0 {
                self.sequences[(entry & POINT) as usize].iter().for_each(|&element| push(key, element));
            } else if entry & DROP == 0 {
                push(key, entry & (POINT | UNSPACED));
            }
        }
    }

    #[inline(always)]
    fn entry(&self, c: u32) -> u32 {
        let block = self.blocks[c as usize / BLOCK];
        self.entries[usize::from(block) * BLOCK + c as usize % BLOCK]
    }

    fn read(table: &str) -> Self {
        let lines: Vec<_> = table.lines().filter(|line| !line.starts_with('#')).map(parse).collect();
        let unspaced: Vec<_> = lines.iter().filter(|line| line.2 == "unspaced").map(|line| (line.0, line.1)).collect();
        let flagged = |c: u32| c | if unspaced.iter().any(|&(a, b)| a <= c && c <= b) { UNSPACED } else { 0 };
        let mut folding = Folding {
            ascii: [0; 128],
            blocks: vec![IDENTITY_BLOCK; 0x11_0000 / BLOCK],
            entries: [[0; BLOCK], [SPACE; BLOCK]].concat(),
            sequences: Vec::new(),
        };
        for &(first, last, to) in &lines {
            match to {
                "unspaced" => (first..=last).for_each(|c| folding.mark_unspaced(c)),
                "space" => folding.fill_with_space(first, last),
                "drop" => (first..=last).for_each(|c| *folding.slot(c) = DROP),
                _ if to.contains(' ') => {
                    *folding.slot(first) = SEQUENCE | folding.sequences.len() as u32;
                    folding.sequences.push(to.split(' ').map(|point| flagged(hexadecimal(point))).collect());
                }
                _ => (first..=last).for_each(|c| *folding.slot(c) = flagged(hexadecimal(to) + c - first)),
            }
        }
        folding.ascii = std::array::from_fn(|c| match folding.entry(c as u32) {
            0 => c as u8,
            entry => entry as u8,
        });
        folding
    }

    /// The entry of a code point, in a block that is no one else's.
    fn slot(&mut self, c: u32) -> &mut u32 {
        let at = c as usize / BLOCK;
        let shared = self.blocks[at];
        if shared == IDENTITY_BLOCK || shared == SPACE_BLOCK {
            self.blocks[at] = (self.entries.len() / BLOCK) as u16;
            let start = usize::from(shared) * BLOCK;
            self.entries.extend_from_within(start..start + BLOCK);
        }
        &mut self.entries[usize::from(self.blocks[at]) * BLOCK + c as usize % BLOCK]
    }

    fn fill_with_space(&mut self, first: u32, last: u32) {
        for c in first..=last {
            let block_starts = (c as usize).is_multiple_of(BLOCK);
            if block_starts && c as usize + BLOCK - 1 <= last as usize {
                self.blocks[c as usize / BLOCK] = SPACE_BLOCK;
            } else if self.blocks[c as usize / BLOCK] != SPACE_BLOCK {
                *self.slot(c) = SPACE;
            }
        }
    }

    fn mark_unspaced(&mut self, c: u32) {
        let slot = self.slot(c);
        *slot = if *slot == 0 { c | UNSPACED } else { *slot } | SELF_UNSPACED;
    }
}

/// Adds to a key, in which a space neither begins nor follows a space.
#[inline(always)]
fn push(key: &mut Vec<u32>, element: u32) {
    if element != SPACE || key.last().is_some_and(|&last| last != SPACE) {
        key.push(element);
    }
}

fn parse(line: &str) -> (u32, u32, &str) {
    let mut columns = line.splitn(3, '\t');
    let mut next = || columns.next().unwrap_or_default();
    (hexadecimal(next()), hexadecimal(next()), next())
}

fn hexadecimal(point: &str) -> u32 {
    u32::from_str_radix(point, 16).expect("fold.tsv holds code points")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(&[text]).remove(0)
    }

    /// The table by a walk through its lines.
    fn naive(text: &str) -> String {
        let lines: Vec<_> = TABLE.lines().filter(|line| !line.starts_with('#')).map(parse).collect();
        let one = |c: char| {
            let c = c as u32;
            match lines.iter().find(|(first, last, to)| *first <= c && c <= *last && *to != "unspaced") {
                None => vec![c],
                Some((_, _, "space")) => vec![SPACE],
                Some((_, _, "drop")) => vec![],
                Some((first, _, to)) if !to.contains(' ') => vec![hexadecimal(to) + c - first],
                Some((_, _, to)) => to.split(' ').map(hexadecimal).collect(),
            }
        };
        let folded: String = text.chars().flat_map(one).filter_map(char::from_u32).collect();
        folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn table_agrees_with_its_lines() {
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        let edges = all
            .iter()
            .filter(|c| (**c as u32) < 0x3400 || (**c as u32).is_multiple_of(251) || (**c as u32) >> 8 == 0xFF);
        for text in edges.map(|c| format!("a{c}b")) {
            assert_eq!(folded(&text), naive(&text), "{text:?}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in '\0'..=char::MAX {
            let once = folded(&c.to_string());
            assert_eq!(folded(&once), once, "U+{:04X}", c as u32);
        }
    }

    /// The standard library has tables of its own, of another Unicode version; the two must not contradict each other.
    #[test]
    fn case_is_gone() {
        for c in '\0'..=char::MAX {
            let lower: Vec<char> = c.to_lowercase().collect();
            if let [lower] = lower[..] {
                assert_eq!(folded(&lower.to_string()), folded(&c.to_string()), "U+{:04X}", c as u32);
            }
        }
    }

    #[test]
    fn spaces_are_single_and_inside() {
        assert_eq!(folded("  Ａ -- b\u{ad}c…"), "a bc");
        assert_eq!(folded("\t x \n"), "x");
        assert_eq!(folded("¨"), "\u{308}");
        assert_eq!(folded(" - "), "");
    }

    #[test]
    fn flags_follow_the_result() {
        let mut key = Vec::new();
        fold_into("aﾊ漢", &mut key);
        assert_eq!(inside(&key), ['a' as u32, 'ハ' as u32 | UNSPACED, '漢' as u32 | UNSPACED]);
        flag_into("aﾊ漢", &mut key);
        assert_eq!(inside(&key), ['a' as u32, 'ﾊ' as u32, '漢' as u32 | UNSPACED]);
        for text in ["", "-", "é", "a", " a ", "…"] {
            fold_into(text, &mut key);
            assert_eq!((key[0], key[key.len() - 1]), (SPACE, SPACE));
        }
    }
}

//! Classes: which of a caller's kinds of characters a text has, and where.
//!
//! The naive way asks a list of ranges for every character. A table with two levels answers in two loads: pages of 128
//! code points, of which equal ones are stored once, and an index of pages. It's compiled once and handed in as bytes
//! from then on, because to compile it costs as much as to scan a short text.
//!
//! A class is a bit, a character has a set of them, and the distinct sets are few: a page holds their numbers. Where all
//! characters that begin with one byte have the same set (so it is with the letters of most scripts), the byte alone
//! tells it, and the text goes by at the speed of one look-up a byte.
//!
//! A table is, one after the other: the number of sets (u32); the sets (u32); for each byte, the classes of all characters
//! whose UTF-8 begins with it (u32); for each byte, whether they all have the same set (u8); the index of pages (u16); and
//! the pages (128 u8 each).

use std::ops::Range;

use crate::columns::{Fit, Misfit, cells};
use crate::points::{Point, Stops, count, point, starts};

const POINTS: usize = 0x11_0000;
const PAGE: usize = 128;
const PAGES: usize = POINTS / PAGE;
/// Marks a byte that doesn't tell the classes of all characters that begin with it.
const UNKNOWN: u64 = 1 << 32;

/// Compiles rows of three u32 (the first code point, the one after the last, and its classes as bits) to a table.
///
/// Where rows overlap, a character has the classes of all of them.
pub fn class_table(rows: &[u8]) -> Fit<Vec<u8>> {
    let mut sets = vec![0u32; POINTS];
    for (k, row) in cells::<4>("rows", rows, 3)?.as_chunks::<3>().0.iter().enumerate() {
        let [start, stop, classes] = row.map(u32::from_le_bytes);
        let span = sets.get_mut(start as usize..stop as usize);
        let expected = "expected start <= stop, and at most 1114112";
        let refused = || format!("row {k} is ({start}, {stop}, {classes}), {expected}");
        span.ok_or_else(|| Misfit(refused()))?.iter_mut().for_each(|set| *set |= classes);
    }
    let mut distinct = vec![0];
    let mut pages: Vec<[u8; PAGE]> = Vec::new();
    let mut index = Vec::with_capacity(2 * PAGES);
    let mut last: Option<&[u32; PAGE]> = None;
    for page in sets.as_chunks::<PAGE>().0 {
        if last.replace(page) == Some(page) {
            index.extend_from_within(index.len() - 2..); // most pages are like the one before
            continue;
        }
        let page = numbered(page, &mut distinct)?;
        let known = pages.iter().rposition(|other| *other == page);
        let number = known.unwrap_or_else(|| {
            pages.push(page);
            pages.len() - 1
        });
        index.extend((number as u16).to_le_bytes()); // there are 8704 pages
    }
    let mut table = (distinct.len() as u32).to_le_bytes().to_vec();
    table.extend(distinct.iter().flat_map(|set| set.to_le_bytes()));
    let by_byte = (0..=0xFF).map(|byte| &sets[beginning_with(byte)]);
    table.extend(by_byte.clone().flat_map(|sets| sets.iter().fold(0, |any, set| any | set).to_le_bytes()));
    table.extend(by_byte.map(|sets| u8::from(sets.iter().all(|set| set == &sets[0]))));
    table.extend(index);
    table.extend(pages.iter().flatten());
    Ok(table)
}

/// All characters whose UTF-8 begins with a byte, as a range of code points.
fn beginning_with(byte: u8) -> Range<usize> {
    let lead = usize::from(byte);
    match byte {
        0..0x80 => lead..lead + 1,
        0x80..0xC2 | 0xF5.. => 0..0,
        0xC2..0xE0 => (lead & 0x1F) << 6..((lead & 0x1F) + 1) << 6,
        0xE0..0xF0 => ((lead & 0x0F) << 12).max(0x800)..((lead & 0x0F) + 1) << 12,
        0xF0..0xF5 => ((lead & 0x07) << 18).max(0x1_0000)..(((lead & 0x07) + 1) << 18).min(POINTS),
    }
}

/// A page with the numbers of its sets in place of the sets.
fn numbered(page: &[u32; PAGE], distinct: &mut Vec<u32>) -> Fit<[u8; PAGE]> {
    let mut numbers = [0; PAGE];
    for (number, &set) in numbers.iter_mut().zip(page) {
        let known = distinct.iter().position(|&other| other == set);
        let place = known.unwrap_or_else(|| {
            distinct.push(set);
            distinct.len() - 1
        });
        *number = u8::try_from(place).map_err(|_| Misfit("rows make more than 256 sets of classes".into()))?;
    }
    Ok(numbers)
}

/// A compiled table, read where it lies.
#[derive(Clone, Copy)]
pub struct Classes<'a> {
    sets: &'a [[u8; 4]],
    any: &'a [[u8; 4]],
    alike: &'a [u8],
    index: &'a [[u8; 2]],
    pages: &'a [[u8; PAGE]],
}

impl<'a> Classes<'a> {
    /// Refuses bytes that no compilation gave.
    pub fn new(table: &'a [u8]) -> Fit<Self> {
        Self::read(table).ok_or_else(|| Misfit("classes is no table that class_table made".into()))
    }

    fn read(table: &'a [u8]) -> Option<Self> {
        let (number, rest) = table.split_first_chunk::<4>()?;
        let number = u32::from_le_bytes(*number) as usize;
        let (sets, rest) = rest.split_at_checked(number.checked_mul(4)?)?;
        let (any, rest) = rest.split_at_checked(4 * 256)?;
        let (alike, rest) = rest.split_at_checked(256)?;
        let (index, rest) = rest.split_at_checked(2 * PAGES)?;
        let (pages, []) = rest.as_chunks() else { return None };
        let [sets, any] = [sets, any].map(|column| column.as_chunks().0);
        let classes = Classes { sets, any, alike, index: index.as_chunks().0, pages };
        let last_page = classes.index.iter().fold(0, |last, &page| last.max(u16::from_le_bytes(page)));
        let last_set = pages.as_flattened().iter().fold(0, |last, &set| last.max(set));
        (usize::from(last_page) < pages.len() && usize::from(last_set) < number).then_some(classes)
    }

    /// The number of a character's set of classes.
    #[inline]
    pub fn number(&self, code: u32) -> u8 {
        let code = code as usize;
        self.pages[usize::from(u16::from_le_bytes(self.index[code / PAGE]))][code % PAGE]
    }

    /// All sets, by number.
    pub fn sets(&self) -> Vec<u32> {
        self.sets.iter().map(|&set| u32::from_le_bytes(set)).collect()
    }

    /// The classes of a character.
    #[inline]
    fn of(&self, code: u32) -> u32 {
        u32::from_le_bytes(self.sets[usize::from(self.number(code))])
    }

    /// For each byte, the classes of all characters that begin with it, or [`UNKNOWN`] if they differ.
    fn by_byte(&self) -> [u64; 256] {
        std::array::from_fn(|byte| match self.alike[byte] {
            0 => UNKNOWN,
            _ => u64::from(u32::from_le_bytes(self.any[byte])),
        })
    }

    /// The bytes that can begin a character of one of the wanted classes.
    pub fn stops(&self, wanted: u32) -> Stops {
        Stops::new(|byte| u32::from_le_bytes(self.any[usize::from(byte)]) & wanted != 0)
    }
}

/// The classes that occur in each text.
pub fn survey<S: AsRef<[u8]>>(texts: &[S], classes: Classes<'_>) -> Vec<u32> {
    let by_byte = classes.by_byte();
    texts.iter().map(|text| survey_one(text.as_ref(), classes, &by_byte)).collect()
}

fn survey_one(bytes: &[u8], classes: Classes<'_>, by_byte: &[u64; 256]) -> u32 {
    let mut found = 0;
    let mut chunks = bytes.chunks_exact(8);
    let mut at = 0;
    for chunk in &mut chunks {
        let told = chunk.iter().fold(0, |told, &byte| told | by_byte[usize::from(byte)]);
        found |= told;
        if told & UNKNOWN != 0 {
            found |= u64::from(asked(bytes, at..at + 8, classes, by_byte));
        }
        at += 8;
    }
    let told = chunks.remainder().iter().fold(0, |told, &byte| told | by_byte[usize::from(byte)]);
    (found | told) as u32 | asked(bytes, at..bytes.len(), classes, by_byte) // the lower half: without UNKNOWN
}

/// The classes of the characters whose first byte doesn't tell them.
fn asked(bytes: &[u8], range: Range<usize>, classes: Classes<'_>, by_byte: &[u64; 256]) -> u32 {
    let unknown = range.filter(|&at| by_byte[usize::from(bytes[at])] & UNKNOWN != 0);
    unknown.fold(0, |found, at| found | classes.of(point(bytes, at).code))
}

/// The characters of some classes, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Where each stands.
    pub positions: Vec<u64>,
    /// Its code point.
    pub points: Vec<u32>,
    /// Its classes.
    pub classes: Vec<u32>,
}

/// Finds the characters of a text that have one of the wanted classes.
pub fn find(bytes: &[u8], classes: Classes<'_>, wanted: u32) -> Found {
    let stops = classes.stops(wanted);
    let mut found = Found::default();
    let (mut at, mut counted, mut position) = (0, 0, 0);
    loop {
        at = stops.next(bytes, at);
        if at == bytes.len() {
            return found;
        }
        let Point { code, width } = point(bytes, at);
        let set = classes.of(code);
        if set & wanted != 0 {
            position += count(&bytes[counted..at]);
            counted = at;
            found.positions.push(position);
            found.points.push(code);
            found.classes.push(set);
        }
        at += width;
        debug_assert!(at == bytes.len() || starts(bytes[at]));
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Rows of a table, written.
    pub fn table(rows: &[(u32, u32, u32)]) -> Vec<u8> {
        let rows: Vec<u8> =
            rows.iter().flat_map(|&(a, b, c)| [a, b, c]).flat_map(|value| value.to_le_bytes()).collect();
        class_table(&rows).unwrap()
    }

    const ROWS: [(u32, u32, u32); 6] =
        [(0, 9, 1), (0x41, 0x5B, 2), (0x50, 0x51, 4), (0x400, 0x500, 8), (0x2018, 0x2020, 16), (0x4E00, 0xA000, 32)];

    fn naive(code: u32) -> u32 {
        ROWS.iter().filter(|row| row.0 <= code && code < row.1).fold(0, |set, row| set | row.2)
    }

    #[test]
    fn every_code_point_has_its_classes() {
        let table = table(&ROWS);
        let classes = Classes::new(&table).unwrap();
        for char in '\0'..=char::MAX {
            assert_eq!(survey(&[char.to_string()], classes), [naive(char.into())], "{char:?}");
        }
    }

    #[test]
    fn texts_have_the_classes_of_their_characters() {
        let table = table(&ROWS);
        let classes = Classes::new(&table).unwrap();
        for text in ["", "P", "ascii only, and long enough", "Страница “漢字” №\0", "漢字漢字漢字’", "a\u{10FFFF}’"]
        {
            let sets: Vec<u32> = text.chars().map(|char| naive(char.into())).collect();
            assert_eq!(survey(&[text], classes), [sets.iter().fold(0, |all, set| all | set)]);
            for wanted in [0, 1, 2, 4, 16, 40, u32::MAX] {
                let places: Vec<usize> = (0..sets.len()).filter(|&at| sets[at] & wanted != 0).collect();
                let found = find(text.as_bytes(), classes, wanted);
                assert_eq!(found.positions, places.iter().map(|&at| at as u64).collect::<Vec<_>>());
                assert_eq!(found.classes, places.iter().map(|&at| sets[at]).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn only_tables_are_read() {
        let table = table(&ROWS);
        for wrong in [&table[..0], &table[..3], &table[..table.len() - 1], &table[4..], &[255; 40]] {
            assert!(Classes::new(wrong).is_err());
        }
        let mut wrong = table.clone();
        *wrong.last_mut().unwrap() = 255;
        assert!(Classes::new(&wrong).is_err());
    }
}

//! Patterns: which lines hold one, two or three adjacent characters of certain classes.
//!
//! A regular expression with such classes goes at some 40 to 130 MB/s, because it tries every alternative at every
//! character. Here a character is looked up once, and what it forms with the one before is a look-up in a matrix of the
//! few sets of classes that there are. Where no pattern has begun, all bytes are stepped over that begin none.

use crate::classes::Classes;
use crate::columns::{Fit, cells, require};
use crate::points::{Point, Stops, count, find_byte, point};

/// The value in the matrix of what needs no third character.
const ENOUGH: u64 = 1 << 32;
const LINE_FEED: u32 = 10;

/// Patterns, made ready for a table of classes.
pub struct Patterns<'a> {
    classes: Classes<'a>,
    /// The classes of each set.
    sets: Vec<u32>,
    /// For the sets of two neighbours, the classes of which one must follow, or [`ENOUGH`].
    matrix: Vec<u64>,
    /// For each set, whether a pattern begins with it.
    begins: Vec<bool>,
    stops: Stops,
}

impl<'a> Patterns<'a> {
    /// Reads rows of three u32: the classes of the first, the second and the third character; 0 where a pattern ends.
    pub fn new(classes: Classes<'a>, rows: &[u8]) -> Fit<Self> {
        let rows = cells::<4>("patterns", rows, 3)?.as_chunks::<3>().0;
        let rows: Vec<[u32; 3]> = rows.iter().map(|row| row.map(u32::from_le_bytes)).collect();
        for (k, &[first, second, third]) in rows.iter().enumerate() {
            let fits = first != 0 && (second != 0 || third == 0);
            require(fits, || format!("pattern {k} is ({first}, {second}, {third}), expected nothing behind a 0"))?;
        }
        let sets = classes.sets();
        let first = rows.iter().fold(0, |all, row| all | row[0]);
        let matrix =
            sets.iter().flat_map(|&before| sets.iter().map(|&here| pair(&rows, before, here)).collect::<Vec<_>>());
        Ok(Patterns {
            classes,
            matrix: matrix.collect(),
            begins: sets.iter().map(|set| set & first != 0).collect(),
            stops: classes.stops(first),
            sets,
        })
    }

    /// Where the last character of the next hit starts.
    fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let (mut at, mut before, mut follow) = (from, 0, 0); // the first set is empty
        loop {
            if follow == 0 && !self.begins[before] {
                at = self.stops.next(bytes, at);
            }
            if at >= bytes.len() {
                return None;
            }
            let Point { code, width } = point(bytes, at);
            let here = usize::from(self.classes.number(code));
            let formed = self.matrix[before * self.sets.len() + here];
            if formed & ENOUGH != 0 || u64::from(self.sets[here]) & follow != 0 {
                return Some(at);
            }
            at += width;
            (before, follow) = if code == LINE_FEED { (0, 0) } else { (here, formed) };
        }
    }
}

/// What must follow two neighbours.
fn pair(rows: &[[u32; 3]], before: u32, here: u32) -> u64 {
    rows.iter().fold(0, |follow, &[first, second, third]| match (second, third) {
        (0, _) if here & first != 0 => ENOUGH | follow,
        (_, 0) if before & first != 0 && here & second != 0 => ENOUGH | follow,
        _ if before & first != 0 && here & second != 0 => follow | u64::from(third),
        _ => follow,
    })
}

/// The lines that hold a hit, as pairs of start and stop in code points; U+000A ends a line and belongs to it.
///
/// A hit is within one line.
pub fn matching_lines(bytes: &[u8], patterns: &Patterns<'_>) -> Vec<u64> {
    let mut spans = Vec::new();
    let (mut at, mut position) = (0, 0);
    while let Some(hit) = patterns.next(bytes, at) {
        let start = bytes[at..hit].iter().rposition(|&byte| u32::from(byte) == LINE_FEED).map_or(at, |k| at + k + 1);
        let stop = find_byte(bytes, hit, LINE_FEED as u8).map_or(bytes.len(), |end| end + 1);
        let first = position + count(&bytes[at..start]);
        position = first + count(&bytes[start..stop]);
        spans.extend([first, position]);
        at = stop;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classes::tests::table;

    const CLASSES: [(u32, u32, u32); 4] = [(0x41, 0x5B, 1), (0x400, 0x430, 2), (0x430, 0x500, 4), (0x2018, 0x2020, 8)];

    fn naive(text: &str, patterns: &[[u32; 3]]) -> Vec<u64> {
        let set =
            |char: char| CLASSES.iter().filter(|c| (c.0..c.1).contains(&u32::from(char))).fold(0, |all, c| all | c.2);
        let (mut spans, mut start) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            let sets: Vec<u32> = line.chars().map(set).collect();
            let is_hit = |at: usize, pattern: &[u32; 3]| {
                let wanted = pattern.iter().take_while(|&&classes| classes != 0);
                wanted.enumerate().all(|(k, classes)| sets.get(at + k).is_some_and(|set| set & classes != 0))
            };
            if (0..sets.len()).any(|at| patterns.iter().any(|pattern| is_hit(at, pattern))) {
                spans.extend([start, start + sets.len() as u64]);
            }
            start += sets.len() as u64;
        }
        spans
    }

    #[test]
    fn lines_with_hits_are_found() {
        let table = table(&CLASSES);
        let classes = Classes::new(&table).unwrap();
        let lines =
            ["", "abc", "aBc", "aБв", "Бв’Б", "’", "вБ", "в’", "’Б", "漢Б’в", "a long line of ASCII and «Б»", "БвБ"];
        let rows: [&[[u32; 3]]; 6] = [
            &[],
            &[[1, 0, 0]],
            &[[2, 4, 0]],
            &[[4, 8, 2]],
            &[[2, 8, 4], [8, 1 | 2, 0]],
            &[[2, 4, 8], [2, 4, 2], [1, 1, 0]],
        ];
        for rows in rows {
            let bytes: Vec<u8> = rows.as_flattened().iter().flat_map(|value| value.to_le_bytes()).collect();
            let patterns = Patterns::new(classes, &bytes).unwrap();
            for one in lines {
                for other in lines {
                    let text = format!("{one}\n{other}\n{one}{other}");
                    assert_eq!(matching_lines(text.as_bytes(), &patterns), naive(&text, rows), "{text:?} {rows:?}");
                }
            }
        }
    }

    #[test]
    fn patterns_have_no_holes() {
        let table = table(&CLASSES);
        for wrong in [[0, 0, 0], [0, 1, 0], [1, 0, 1]] {
            let bytes: Vec<u8> = wrong.iter().flat_map(|value: &u32| value.to_le_bytes()).collect();
            assert!(Patterns::new(Classes::new(&table).unwrap(), &bytes).is_err());
        }
    }
}

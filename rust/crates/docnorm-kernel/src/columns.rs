//! Columns: how numbers come in from outside, and the refusals that every function shares.
//!
//! The naive way copies the bytes into a `Vec<u64>`. A table of shingles is as large as the text that it was made from,
//! so the kernel reads the numbers where they lie: a `[u8; 8]` has no alignment to miss, and `u64::from_le_bytes` of
//! one is a single load on the machines that matter and right on the others.

use std::fmt::Display;

/// A refusal: what was found, and what was expected.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit(pub String);

/// A result that a caller's mistake can turn into a [`Misfit`].
pub type Fit<T> = Result<T, Misfit>;

/// A u64 as it lies in a column.
pub type Cell = [u8; 8];

/// Refuses with `message()` unless `holds`.
pub fn require<M: Display>(holds: bool, message: impl FnOnce() -> M) -> Fit<()> {
    if holds { Ok(()) } else { Err(Misfit(message().to_string())) }
}

/// Refuses a column whose bytes don't make whole items.
fn check_width(name: &str, bytes: &[u8], width: usize) -> Fit<()> {
    require(bytes.len().is_multiple_of(width), || {
        format!("{name} holds {} bytes, expected a multiple of {width}", bytes.len())
    })
}

/// A count from outside, which must be at least 1.
pub fn count(name: &str, value: i64) -> Fit<usize> {
    require(value >= 1, || format!("{name} is {value}, expected at least 1"))?;
    usize::try_from(value).map_err(|_| Misfit(format!("{name} is {value}, more than this machine can count")))
}

/// The numbers of a column, of `N` bytes each and `per_item` to an item.
pub fn cells<'a, const N: usize>(name: &str, bytes: &'a [u8], per_item: usize) -> Fit<&'a [[u8; N]]> {
    check_width(name, bytes, per_item.saturating_mul(N))?;
    Ok(bytes.as_chunks().0)
}

/// One number of a column, as an index. What is too large for an index is too large for every column, too.
pub fn index(cell: Cell) -> usize {
    usize::try_from(u64::from_le_bytes(cell)).unwrap_or(usize::MAX)
}

/// Items with a sorted set of shingles each, as two columns: all shingles, and where each item's begin and end.
#[derive(Clone, Copy)]
pub struct Sets<'a> {
    shingles: &'a [Cell],
    offsets: &'a [Cell],
}

impl<'a> Sets<'a> {
    /// Refuses offsets that don't tile the shingles.
    pub fn new(shingles: &'a [u8], offsets: &'a [u8]) -> Fit<Self> {
        let sets = Sets { shingles: cells("shingles", shingles, 1)?, offsets: cells("offsets", offsets, 1)? };
        let end = sets.shingles.len();
        let tile = sets.offsets.first().is_some_and(|&first| index(first) == 0)
            && sets.offsets.last().is_some_and(|&last| index(last) == end)
            && sets.offsets.is_sorted_by_key(|&offset| index(offset));
        require(tile, || format!("offsets must begin with 0, never fall, and end with {end}, the shingles"))?;
        Ok(sets)
    }

    /// How many shingles all items have together.
    pub fn total(&self) -> usize {
        self.shingles.len()
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The shingles of one item.
    pub fn get(&self, item: usize) -> &'a [Cell] {
        &self.shingles[index(self.offsets[item])..index(self.offsets[item + 1])]
    }

    /// How many shingles one item has.
    pub fn size(&self, item: usize) -> usize {
        index(self.offsets[item + 1]) - index(self.offsets[item])
    }

    /// All items in order.
    pub fn iter(self) -> impl Iterator<Item = &'a [Cell]> {
        (0..self.items()).map(move |item| self.get(item))
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A column, written.
    pub fn packed(values: &[u64]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn offsets_tile() {
        let shingles = packed(&[5, 6, 7]);
        for wrong in [&[][..], &[0], &[1, 3], &[0, 4], &[0, 2, 1, 3], &[0, u64::MAX]] {
            assert!(Sets::new(&shingles, &packed(wrong)).is_err(), "{wrong:?}");
        }
        let offsets = packed(&[0, 2, 2, 3]);
        let sets = Sets::new(&shingles, &offsets).unwrap();
        assert_eq!(sets.iter().map(<[Cell]>::len).collect::<Vec<_>>(), [2, 0, 1]);
    }

    #[test]
    fn widths() {
        assert_eq!(
            cells::<8>("spans", &[0; 25], 3).unwrap_err(),
            Misfit("spans holds 25 bytes, expected a multiple of 24".into())
        );
        assert_eq!(cells("pairs", &[1, 0, 0, 0, 0, 1, 0, 0], 2).unwrap(), [[1, 0, 0, 0], [0, 1, 0, 0]]);
    }
}

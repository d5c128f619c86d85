//! The order in which items are decided, and what each must find in another one to go for it.
//!
//! The naive way compares texts as often as a sort asks for it. Their ranks, lengths and first bytes tell nearly all of
//! them apart, and lie in one row.

use std::cmp::Reverse;

use crate::columns::{Cell, Fit, cells, index, require};
use crate::components::check_tiles;
use crate::points::count;
use crate::proposing::Items;

/// Sorted sets of numbers, one for each item.
struct Told {
    values: Vec<u64>,
    offsets: Vec<usize>,
}

impl Told {
    /// Refuses offsets that aren't for so many items, and sets that aren't sorted.
    fn new(what: &str, items: usize, [values, offsets]: [&[u8]; 2]) -> Fit<Self> {
        let values: Vec<u64> = cells(what, values, 1)?.iter().map(|&value| u64::from_le_bytes(value)).collect();
        let offsets = cells("offsets", offsets, 1)?;
        check_tiles(offsets, values.len(), what)?;
        check_count("offsets", offsets.len() - 1, items)?;
        let told = Told { values, offsets: offsets.iter().map(|&offset| index(offset)).collect() };
        let sorted = (0..items).all(|item| told.of(item as u32).is_sorted_by(|a, b| a < b));
        require(sorted, || format!("the {what} of an item aren't sorted, or are there twice"))?;
        Ok(told)
    }

    fn of(&self, item: u32) -> &[u64] {
        &self.values[self.offsets[item as usize]..self.offsets[item as usize + 1]]
    }

    /// Whether an item has all that another one has.
    fn has_all(&self, item: u32, of: u32) -> bool {
        let mut others = self.of(item).iter();
        self.of(of).iter().all(|value| others.find(|other| *other >= value) == Some(value))
    }
}

/// The order of items: by rank, then the longest first, then by content. A *place* is a number in it.
pub struct Order {
    items: Vec<u32>,
    places: Vec<u32>,
    stays: Vec<bool>,
    facts: Told,
    names: Told,
    skeletons: Vec<u64>,
}

impl Order {
    /// Refuses columns that aren't for the items, and facts and names that aren't sorted.
    pub fn new(items: &Items<'_>, ranks: &[u8], facts: [&[u8]; 2], names: [&[u8]; 2], skeletons: &[u8]) -> Fit<Self> {
        let pieces = &items.pieces;
        let read = |name, column| {
            let column: &[Cell] = cells(name, column, 1)?;
            check_count(name, column.len(), pieces.len())?;
            Ok(column)
        };
        let ranks: Vec<i64> = read("ranks", ranks)?.iter().map(|&rank| i64::from_le_bytes(rank)).collect();
        let skeletons = read("skeletons", skeletons)?.iter().map(|&skeleton| u64::from_le_bytes(skeleton)).collect();
        let row = |(item, piece): (u32, &&str)| {
            let mut first = [0; 8];
            first.iter_mut().zip(piece.bytes()).for_each(|(to, byte)| *to = byte);
            (ranks[item as usize], Reverse(count(piece.as_bytes())), u64::from_be_bytes(first), item)
        };
        let mut rows: Vec<_> = (0..).zip(pieces.iter()).map(row).collect();
        rows.sort_unstable_by(|a, b| {
            let by_text = || pieces[a.3 as usize].cmp(pieces[b.3 as usize]);
            (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then_with(by_text).then(a.3.cmp(&b.3))
        });
        let items: Vec<u32> = rows.iter().map(|row| row.3).collect();
        let mut places = vec![0; items.len()];
        (0..).zip(&items).for_each(|(place, &item)| places[item as usize] = place);
        Ok(Order {
            facts: Told::new("facts", items.len(), facts)?,
            names: Told::new("names", items.len(), names)?,
            stays: ranks.iter().map(|&rank| rank < 0).collect(),
            skeletons,
            items,
            places,
        })
    }

    /// The item at a place.
    pub fn item(&self, place: u32) -> u32 {
        self.items[place as usize]
    }

    /// The place of an item.
    pub fn place(&self, item: u32) -> u32 {
        self.places[item as usize]
    }

    /// The facts of the item at a place.
    pub fn facts(&self, place: u32) -> &[u64] {
        self.facts.of(self.item(place))
    }

    /// The names of the item at a place.
    pub fn names(&self, place: u32) -> &[u64] {
        self.names.of(self.item(place))
    }

    /// The skeleton of the item at a place.
    pub fn skeleton(&self, place: u32) -> u64 {
        self.skeletons[self.item(place) as usize]
    }

    /// Whether the item at a place may go for another one: that has all its facts, and doesn't differ in names alone.
    pub fn may_go(&self, place: u32, other: u32) -> bool {
        let (item, kept) = (self.item(place), self.item(other));
        !self.stays[item as usize]
            && self.facts.has_all(kept, item)
            && (self.skeleton(place) != self.skeleton(other) || self.names.has_all(kept, item))
    }

    /// Whether the item at a place never goes.
    pub fn stays(&self, place: u32) -> bool {
        self.stays[self.item(place) as usize]
    }
}

fn check_count(name: &str, found: usize, items: usize) -> Fit<()> {
    require(found == items, || format!("{name} is for {found} items, expected {items}"))
}

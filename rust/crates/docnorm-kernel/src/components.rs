//! Components: what has to be looked at together.
//!
//! The naive way makes the sets of all items and keeps them until the end. Pairs and crowds fall apart into components
//! that have nothing to do with each other: each is somebody else's work, and its sets are forgotten when it's done.

use crate::columns::{Cell, Fit, cells, index, require};

const NONE: u32 = u32::MAX;
/// So many components are looked at by a thread at a time.
pub const GRAIN: usize = 32;

/// Items that are connected by pairs and crowds.
#[derive(Default)]
pub struct Component {
    /// The items, in order.
    pub members: Vec<u32>,
    /// Its pairs.
    pub pairs: Vec<[u32; 2]>,
    /// The members of its crowds.
    pub crowds: Vec<Vec<u32>>,
}

/// Pairs and crowds as they come in.
pub struct Links<'a> {
    pairs: &'a [[[u8; 4]; 2]],
    members: &'a [[u8; 4]],
    offsets: &'a [Cell],
}

impl<'a> Links<'a> {
    /// Refuses numbers of items that there aren't, and offsets that don't tile the members.
    pub fn new(items: usize, pairs: &'a [u8], members: &'a [u8], offsets: &'a [u8]) -> Fit<Self> {
        let cells_of_pairs = cells::<4>("pairs", pairs, 2)?;
        let members = cells::<4>("members", members, 1)?;
        let offsets = cells("offsets", offsets, 1)?;
        for (name, column) in [("pairs", cells_of_pairs), ("members", members)] {
            let inside = column.iter().all(|&item| (u32::from_le_bytes(item) as usize) < items);
            require(inside, || format!("{name} has an item that is {items} or more, expected items below {items}"))?;
        }
        check_tiles(offsets, members.len(), "members")?;
        Ok(Links { pairs: cells_of_pairs.as_chunks().0, members, offsets })
    }

    fn crowds(&self) -> impl Iterator<Item = &'a [[u8; 4]]> {
        self.offsets.windows(2).map(|ends| &self.members[index(ends[0])..index(ends[1])])
    }

    /// The components, in the order of their first items.
    pub fn components(&self, items: usize) -> Vec<Component> {
        let mut forest = Forest::new(items);
        let pairs = self.pairs.iter().map(|pair| pair.map(u32::from_le_bytes));
        pairs.clone().for_each(|[i, j]| forest.unite(i, j));
        for crowd in self.crowds() {
            let first = crowd.first().map_or(0, |&first| u32::from_le_bytes(first));
            crowd.iter().for_each(|&member| forest.unite(first, u32::from_le_bytes(member)));
        }
        let (mut components, mut numbers) = (Vec::<Component>::new(), vec![NONE; items]);
        for item in 0..items as u32 {
            if forest.linked[item as usize] {
                let root = forest.root(item) as usize;
                if root == item as usize {
                    numbers[root] = components.len() as u32;
                    components.push(Component::default());
                }
                components[numbers[root] as usize].members.push(item);
            }
        }
        for pair in pairs {
            components[numbers[forest.root(pair[0]) as usize] as usize].pairs.push(pair);
        }
        for crowd in self.crowds().filter(|crowd| !crowd.is_empty()) {
            let crowd: Vec<u32> = crowd.iter().map(|&member| u32::from_le_bytes(member)).collect();
            components[numbers[forest.root(crowd[0]) as usize] as usize].crowds.push(crowd);
        }
        components
    }
}

/// Refuses offsets that don't begin with 0, fall, or end elsewhere.
pub fn check_tiles(offsets: &[Cell], end: usize, name: &str) -> Fit<()> {
    let tile = offsets.first().is_some_and(|&first| index(first) == 0)
        && offsets.last().is_some_and(|&last| index(last) == end)
        && offsets.is_sorted_by_key(|&offset| index(offset));
    require(tile, || format!("offsets must begin with 0, never fall, and end with {end}, the {name}"))
}

/// Trees whose root is their least item.
struct Forest {
    parents: Vec<u32>,
    linked: Vec<bool>,
}

impl Forest {
    fn new(items: usize) -> Self {
        Forest { parents: (0..items as u32).collect(), linked: vec![false; items] }
    }

    fn root(&mut self, mut item: u32) -> u32 {
        while self.parents[item as usize] != item {
            let above = self.parents[self.parents[item as usize] as usize];
            self.parents[item as usize] = above;
            item = above;
        }
        item
    }

    fn unite(&mut self, i: u32, j: u32) {
        (self.linked[i as usize], self.linked[j as usize]) = (true, true);
        let (a, b) = (self.root(i), self.root(j));
        self.parents[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn u32s(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn links_fall_apart() {
        let (pairs, members) = (u32s(&[1, 4, 4, 7, 2, 3]), u32s(&[3, 5, 8]));
        let offsets = packed(&[0, 0, 3]);
        let found = Links::new(10, &pairs, &members, &offsets).unwrap().components(10);
        let told: Vec<_> = found.iter().map(|c| (&c.members[..], &c.pairs[..], c.crowds.len())).collect();
        assert_eq!(told, [(&[1, 4, 7][..], &[[1, 4], [4, 7]][..], 0), (&[2, 3, 5, 8], &[[2, 3]], 1)]);
    }

    #[test]
    fn refusals() {
        let offsets = packed(&[0, 1]);
        assert!(Links::new(2, &u32s(&[0, 2]), &u32s(&[0]), &offsets).is_err());
        assert!(Links::new(2, &[], &u32s(&[2]), &offsets).is_err());
        assert!(Links::new(2, &[], &[], &offsets).is_err());
        assert!(Links::new(2, &[0; 4], &[], &packed(&[0])).is_err());
    }
}

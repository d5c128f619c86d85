//! Bodies: the sets of an item, and how similar two items are.
//!
//! Two items are compared in each measure that both have, and the higher similarity counts. The naive way compares all
//! sets; most items have one, sizes tell most pairs apart, and maps most of the rest.

use pulp::Arch;

use crate::bitmaps::{Look, fill, words};
use crate::components::{Component, GRAIN, Links};
use crate::hashing::mix32;
use crate::jaccard::{Threshold, intersection};
use crate::proposing::Items;
use crate::sharing::{Threads, share};

/// The sets of an item, and their maps where there may be many to compare it with.
pub struct Body {
    sets: [Vec<u64>; 2],
    maps: [Vec<u64>; 2],
}

impl Body {
    /// Takes the set of each measure, which is empty for one that the item doesn't have.
    pub fn new(sets: [Vec<u64>; 2], with_maps: bool) -> Self {
        let map = |set: &Vec<u64>| {
            if !with_maps || set.is_empty() {
                return Vec::new();
            }
            let hashes: Vec<u32> = set.iter().map(|shingle| mix32((shingle >> 32) as u32)).collect();
            let mut map = vec![0; words(hashes.len())];
            fill(&mut map, &hashes);
            map
        };
        Body { maps: [map(&sets[0]), map(&sets[1])], sets }
    }

    /// Whether the sets of two items have to be compared.
    pub fn may_be_like(&self, other: &Body, threshold: Threshold) -> bool {
        (0..2).any(|k| self.may_be_like_in(k, other, threshold))
    }

    fn may_be_like_in(&self, k: usize, other: &Body, threshold: Threshold) -> bool {
        if self.sets[k].is_empty() || other.sets[k].is_empty() {
            return false;
        }
        let are_mapped = !self.maps[k].is_empty() && !other.maps[k].is_empty();
        !are_mapped || self.look(k).may_be_like(&other.look(k), threshold)
    }

    fn look(&self, k: usize) -> Look<'_> {
        let least = self.maps[k].iter().map(|word| word.count_ones()).sum();
        Look { most: self.sets[k].len() as u32, least, map: &self.maps[k] }
    }

    /// What two items share and have together where they are most similar, if that's enough; where they are as similar
    /// in both measures, it's the first that counts.
    pub fn similarity(&self, other: &Body, threshold: Threshold) -> Option<(u64, u64)> {
        let one = |k: usize| similarity(&self.sets[k], &other.sets[k], threshold);
        match (one(0), one(1)) {
            (Some(a), Some(b)) => Some(if is_higher(b, a) { b } else { a }),
            (a, b) => a.or(b),
        }
    }
}

/// The pairs that reach the threshold, what they share and what they have together.
pub fn near(
    items: &Items<'_>,
    links: &Links<'_>,
    threshold: Threshold,
    threads: Threads,
) -> (Vec<u32>, Vec<u64>, Vec<u64>) {
    let components = links.components(items.pieces.len());
    let state = || items.shingler(Arch::new());
    let mut found = share(components.len(), GRAIN, threads, state, |shingler, range| {
        let mut near = Vec::new();
        for Component { members, pairs, .. } in &components[range] {
            let body = |&item: &u32| Body::new(items.sets(shingler, item), false);
            let bodies: Vec<Body> = members.iter().map(body).collect();
            let body = |item: u32| members.binary_search(&item).ok().map(|k| &bodies[k]);
            near.extend(pairs.iter().filter_map(|&[i, j]| {
                let (shared, total) = body(i)?.similarity(body(j)?, threshold)?;
                Some((i, j, shared, total))
            }));
        }
        near
    })
    .concat();
    found.sort_unstable();
    (
        found.iter().flat_map(|&(i, j, ..)| [i, j]).collect(),
        found.iter().map(|pair| pair.2).collect(),
        found.iter().map(|pair| pair.3).collect(),
    )
}

fn is_higher((shared, total): (u64, u64), (other_shared, other_total): (u64, u64)) -> bool {
    u128::from(shared) * u128::from(other_total) > u128::from(other_shared) * u128::from(total)
}

/// What two sets share and have together, if that's enough.
fn similarity(a: &[u64], b: &[u64], threshold: Threshold) -> Option<(u64, u64)> {
    let required = threshold.required(a.len(), b.len());
    if a.is_empty() || b.is_empty() || required > a.len().min(b.len()) as u128 {
        return None;
    }
    let shared = intersection(a, b, required as usize)?;
    Some((shared, (a.len() + b.len()) as u64 - shared))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(sets: [&[u64]; 2], with_maps: bool) -> Body {
        Body::new(sets.map(<[u64]>::to_vec), with_maps)
    }

    #[test]
    fn the_higher_similarity_counts_of_the_measures_that_both_have() {
        let threshold = Threshold::new(1, 2).unwrap();
        for with_maps in [false, true] {
            let one = body([&[1, 2, 3, 4], &[7, 8, 9]], with_maps);
            let cases = [
                (body([&[1, 2, 3], &[]], with_maps), Some((3, 4))),
                (body([&[], &[7, 8]], with_maps), Some((2, 3))),
                (body([&[1, 2, 3], &[7, 8]], with_maps), Some((3, 4))),
                (body([&[1, 2], &[7, 8, 9]], with_maps), Some((3, 3))),
                (body([&[2], &[8]], with_maps), None),
                (body([&[7, 8, 9], &[1, 2, 3, 4]], with_maps), None),
                (body([&[], &[]], with_maps), None),
            ];
            for (other, expected) in cases {
                assert_eq!(one.similarity(&other, threshold), expected);
                assert_eq!(other.similarity(&one, threshold), expected);
                assert!(expected.is_none() || one.may_be_like(&other, threshold));
            }
        }
        let (one, other) = (body([&[1, 2], &[5, 6, 7, 8]], false), body([&[1], &[5, 6]], false));
        assert_eq!(one.similarity(&other, threshold), Some((1, 2)));
    }
}

//! Joining: every pair of items that are similar, or of which one lies in the other; none is missed.
//!
//! The naive way intersects every set with every other. But if two sets must share `k` of `n` shingles, they share one of
//! any `n - k + 1` of them: so a set is looked up by its `n - k + 1` rarest shingles alone, its *prefix*. What is rare
//! needs no dictionary: any order that both sides have in common will do. A shingle that is in one set only isn't looked
//! up at all. Larger sets have lower ranks, so that a list of ranks is one of sizes, too, and what is too large or too
//! small is skipped or ends the list. Whoever is first met by the shingle at place `p` shares at most `n - p`.
//!
//! Codes and the keys of the lists are parts of a hash. Two shingles that share one bring a candidate in vain, no more:
//! numbered among their equals, the codes of a set are a set again, and what two sets share they share there, too.
//!
//! Of a thousand copies each lies in all others. Only the best are wanted, and to be among those, one must share more
//! than the last of them: so the best found so far end the lists, and nothing grows with the square of the copies.

use std::cmp::Reverse;

use crate::columns::{Fit, Sets, count};
use crate::jaccard::Threshold;
use crate::listing::{Lists, Marks, entry, is_shared};
use crate::ranking::{Pair, Prefixes, Ranked, Scratch};

/// All pairs whose similarity reaches the threshold, in order, and the sizes of their intersections.
pub fn exact_pairs(sets: Sets, threshold: Threshold) -> Fit<(Vec<u32>, Vec<u64>)> {
    let ranked = Ranked::new(sets)?;
    let prefixes = ranked.prefixes(|size| size - threshold.part(size) + 1)?;
    let mut entries = Vec::new();
    for rank in 0..ranked.items.len() as u32 {
        // Only larger sets look here for smaller ones, and those share more with them than they would with smaller ones.
        let size = ranked.size(rank);
        let codes = &prefixes.get(rank)[..size - threshold.required(size, size) as usize + 1];
        entries.extend(codes.iter().filter(|&&code| is_shared(code)).map(|&code| entry(code, rank)));
    }
    let join = Join { lists: Lists::new(entries)?, ranked, prefixes, threshold };
    let mut pairs = join.ranked.each(|rank, scratch| join.similar(rank, scratch))?;
    pairs.sort_unstable();
    Ok(columns(&pairs))
}

/// For each item, the (at most) `most` items that hold at least the threshold's part of its shingles: those that share
/// the most, of these the larger ones, and of these the first ones.
pub fn contained_pairs(sets: Sets, threshold: Threshold, most: i64) -> Fit<(Vec<u32>, Vec<u64>)> {
    let most = count("most", most)?;
    let ranked = Ranked::new(sets)?;
    let prefixes = ranked.prefixes(|size| size - threshold.part(size) + 1)?;
    let mut wanted = Marks::new(sets);
    prefixes.codes.iter().filter(|&&code| is_shared(code)).for_each(|&code| wanted.set(code));
    let mut entries = Vec::new();
    for rank in 0..ranked.items.len() as u32 {
        let codes = ranked.set(rank).iter().map(|&shingle| ranked.code(shingle));
        entries.extend(codes.filter(|&code| wanted.has(code)).map(|code| entry(code, rank)));
    }
    let join = Join { lists: Lists::new(entries)?, ranked, prefixes, threshold };
    let mut pairs = join.ranked.each(|rank, scratch| join.holding(rank, most, scratch))?;
    pairs.sort_by_key(|&(item, _, _)| item); // stable: those of an item stay as they are, the best first
    Ok(columns(&pairs))
}

fn columns(pairs: &[Pair]) -> (Vec<u32>, Vec<u64>) {
    (pairs.iter().flat_map(|&(i, j, _)| [i, j]).collect(), pairs.iter().map(|pair| pair.2).collect())
}

struct Join<'a> {
    ranked: Ranked<'a>,
    prefixes: Prefixes,
    lists: Lists,
    threshold: Threshold,
}

impl Join<'_> {
    /// Adds the pairs of a rank with those that come after it, and so aren't larger.
    fn similar(&self, rank: u32, scratch: &mut Scratch) {
        let Join { ranked, prefixes, lists, threshold } = self;
        let size = ranked.size(rank);
        let least = threshold.part(size);
        let (mut of, mut required) = (0, 0);
        lists.look_up(prefixes.get(rank), &mut scratch.buckets);
        for bucket in &scratch.buckets {
            let place = bucket.place;
            let list = lists.get(bucket);
            let is_out =
                |other: u32| other <= rank || threshold.required(size, ranked.size(other)) > (size - place) as u128;
            for other in list[list.partition_point(|&entry| is_out(entry as u32))..].iter().map(|&entry| entry as u32) {
                let its = ranked.size(other);
                if its < least {
                    break; // those that follow are smaller still
                }
                if scratch.met[other as usize] == rank {
                    continue;
                }
                scratch.met[other as usize] = rank;
                if its != of {
                    (of, required) = (its, threshold.required(size, its) as usize); // at most `its`, as that's enough
                }
                if let Some(shared) = ranked.shared(rank, other, required) {
                    let [i, j] = [rank, other].map(|rank| ranked.items[rank as usize]);
                    scratch.pairs.push((i.min(j), i.max(j), shared as u64));
                }
            }
        }
    }

    /// Adds the pairs of a rank with the best that hold enough of it, the best first.
    fn holding(&self, rank: u32, most: usize, scratch: &mut Scratch) {
        let Join { ranked, prefixes, lists, threshold } = self;
        let size = ranked.size(rank);
        let least = threshold.part(size);
        let mut best: Vec<(Reverse<usize>, u32)> = Vec::new();
        lists.look_up(prefixes.get(rank), &mut scratch.buckets);
        for bucket in &scratch.buckets {
            let place = bucket.place;
            if best.get(most - 1).is_some_and(|last| last.0.0 > size - place) {
                break;
            }
            for other in lists.get(bucket).iter().map(|&entry| entry as u32) {
                let required = match best.get(most - 1) {
                    Some(&(Reverse(shared), last)) => shared + usize::from(last < other),
                    None => least,
                };
                if required > (size - place).min(ranked.size(other)) {
                    break; // those that follow are no larger, and come later
                }
                if other == rank || scratch.met[other as usize] == rank {
                    continue;
                }
                scratch.met[other as usize] = rank;
                if let Some(shared) = ranked.shared(rank, other, required) {
                    let found = (Reverse(shared), other);
                    best.insert(best.partition_point(|&better| better < found), found);
                    best.truncate(most);
                }
            }
        }
        let item = |rank: u32| ranked.items[rank as usize];
        scratch.pairs.extend(best.iter().map(|&(Reverse(shared), other)| (item(rank), item(other), shared as u64)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::hashing::mix64;
    use std::collections::BTreeSet;

    fn columns_of(sets: &[BTreeSet<u64>]) -> (Vec<u8>, Vec<u8>) {
        let shingles: Vec<u64> = sets.iter().flatten().copied().collect();
        let mut offsets = vec![0];
        sets.iter().for_each(|set| offsets.push(offsets[offsets.len() - 1] + set.len() as u64));
        (packed(&shingles), packed(&offsets))
    }

    /// Sets of all sizes up to `most`, out of few shingles and some of their own; some lie in others or equal them.
    fn items(most: u64, different: u64) -> Vec<BTreeSet<u64>> {
        let mut sets: Vec<BTreeSet<u64>> = Vec::new();
        for n in 0..150 {
            let mut set: BTreeSet<u64> = (0..n % most).map(|m| mix64(mix64(n * 1000 + m) % different)).collect();
            if n % 3 == 1 {
                let before: Vec<u64> = sets[n as usize - 1].iter().copied().collect();
                set = before.iter().skip(mix64(n) as usize % 4).copied().collect();
                set.extend((0..mix64(n) % 5).map(|m| mix64(n * 77 + m)));
            } else if n % 3 == 2 && n % 4 == 0 {
                let large: BTreeSet<u64> = (0..500).map(|m| mix64(n << 32 | m)).collect();
                set = sets[n as usize - 2].union(&large).copied().collect();
            }
            sets.push(set);
        }
        sets
    }

    fn all_items() -> Vec<Vec<BTreeSet<u64>>> {
        vec![items(21, 25), items(60, 1000), vec![BTreeSet::new(); 3], Vec::new(), vec![(1..4).collect(); 40]]
    }

    const THRESHOLDS: [(i64, i64); 8] =
        [(1, 1), (4, 5), (9, 10), (1, 2), (1, 3), (1, 1000), (i64::MAX, i64::MAX), (1, i64::MAX)];

    #[test]
    fn exact_pairs_agree_with_naive() {
        for sets in all_items() {
            for (n, d) in THRESHOLDS {
                let (mut pairs, mut sizes) = (Vec::new(), Vec::new());
                for (i, a) in sets.iter().enumerate() {
                    for (j, b) in sets.iter().enumerate().skip(i + 1) {
                        let (shared, union) = (a.intersection(b).count(), a.union(b).count());
                        if union > 0 && shared as i128 * i128::from(d) >= i128::from(n) * union as i128 {
                            pairs.extend([i as u32, j as u32]);
                            sizes.push(shared as u64);
                        }
                    }
                }
                let (shingles, offsets) = columns_of(&sets);
                let found = exact_pairs(Sets::new(&shingles, &offsets).unwrap(), Threshold::new(n, d).unwrap());
                assert_eq!(found.unwrap(), (pairs, sizes), "{n}/{d}");
            }
        }
    }

    #[test]
    fn contained_pairs_agree_with_naive() {
        for sets in all_items() {
            for (n, d) in THRESHOLDS {
                for most in [1, 2, 5, 1000] {
                    let (mut pairs, mut sizes) = (Vec::new(), Vec::new());
                    for (i, a) in sets.iter().enumerate().filter(|(_, a)| !a.is_empty()) {
                        let others = sets.iter().enumerate().filter(|&(j, _)| j != i);
                        let others = others.map(|(j, b)| (a.intersection(b).count(), b.len(), j));
                        let is_enough =
                            |shared: usize| shared as i128 * i128::from(d) >= i128::from(n) * a.len() as i128;
                        let mut others: Vec<_> = others.filter(|&(shared, _, _)| is_enough(shared)).collect();
                        others.sort_by_key(|&(shared, size, j)| (Reverse(shared), Reverse(size), j));
                        pairs.extend(others.iter().take(most).flat_map(|&(_, _, j)| [i as u32, j as u32]));
                        sizes.extend(others.iter().take(most).map(|&(shared, _, _)| shared as u64));
                    }
                    let (shingles, offsets) = columns_of(&sets);
                    let (given, threshold) = (Sets::new(&shingles, &offsets).unwrap(), Threshold::new(n, d).unwrap());
                    assert_eq!(
                        contained_pairs(given, threshold, most as i64).unwrap(),
                        (pairs, sizes),
                        "{n}/{d} {most}"
                    );
                }
            }
        }
    }

    #[test]
    fn several_threads_agree_with_naive() {
        // So many shingles that there are several threads wherever there can be.
        let sets: Vec<BTreeSet<u64>> =
            (0..200).map(|n| (0..2000).map(|m| mix64(m + n / 2 * 5000 + (n & 1) * 150)).collect()).collect();
        let (shingles, offsets) = columns_of(&sets);
        let (given, threshold) = (Sets::new(&shingles, &offsets).unwrap(), Threshold::new(4, 5).unwrap());
        let twins: Vec<u32> = (0..200).collect();
        assert_eq!(exact_pairs(given, threshold).unwrap(), (twins, vec![1850; 100]));
        let both: Vec<u32> = (0..200).flat_map(|n| [n, n ^ 1]).collect();
        assert_eq!(contained_pairs(given, threshold, 3).unwrap(), (both, vec![1850; 200]));
    }

    #[test]
    fn refusals() {
        let (shingles, offsets) = (packed(&[1]), packed(&[0, 1]));
        let sets = Sets::new(&shingles, &offsets).unwrap();
        assert!(contained_pairs(sets, Threshold::new(1, 2).unwrap(), 0).is_err());
    }
}

//! Joining: every pair of items that are similar, or of which one lies in the other; none is missed.
//!
//! The naive way intersects every set with every other. But if two sets must share `k` of `n` shingles, they share one of
//! any `n - k + 1` of them: so a set is looked up by its `n - k + 1` rarest shingles alone, its *prefix*. What is rare
//! needs no dictionary: any order that both sides share will do, and a table of counts by hash gives a good one. A
//! shingle with count 1 is in one set only, and isn't looked up at all.
//!
//! Ranks stand for items: larger sets come first, so that a list of ranks is one of sizes, too, and what is too large or
//! too small is skipped or ends the list. Whoever is first met by the shingle at place `p` shares at most `n - p`. Of
//! those who are left, a bitmap with the parity of the shingles of each hash tells most strangers: two of them differ in
//! no more bits than the sets do in shingles. Only then two sets are merged, and only until too little of them is left.
//!
//! Codes and the keys of the lists are parts of a hash. Two shingles that share one bring a candidate in vain, no more:
//! numbered among their equals, the codes of a set are a set again, and what two sets share they share there, too.

use std::cmp::Reverse;
use std::thread;

use crate::columns::{Cell, Fit, Misfit, Sets, count};
use crate::hashing::mix64;
use crate::jaccard::Threshold;

/// Words of a bitmap.
const WORDS: usize = 8;
/// With fewer shingles than this, another thread costs more than it saves.
const MANY: usize = 1 << 16;
/// From this ratio of sizes on, a shingle of the smaller set is searched in the larger one.
const MUCH: usize = 16;

/// A pair of items, and how many shingles they share.
type Pair = (u32, u32, u64);

/// All pairs whose similarity reaches the threshold, in order, and the sizes of their intersections.
pub fn exact_pairs(sets: Sets, threshold: Threshold) -> Fit<(Vec<u32>, Vec<u64>)> {
    let ranked = Ranked::new(sets)?;
    let twin = |size: usize| size - threshold.required(size, size) as usize + 1;
    let mut entries = Vec::new();
    let mut codes = Vec::new();
    for (rank, &size) in ranked.sizes.iter().enumerate() {
        // Only larger sets look here for smaller ones, and share more with them than those would need with smaller ones.
        ranked.prefix(rank as u32, twin(size as usize), &mut codes);
        entries.extend(codes.iter().filter(|&&code| is_shared(code)).map(|&code| entry(code, rank as u32)));
    }
    let lists = Lists::new(entries);
    let mut pairs = ranked.each(|rank, scratch, pairs| ranked.join(&lists, threshold, rank, scratch, pairs));
    pairs.sort_unstable();
    Ok(columns(&pairs))
}

/// For each item, the (at most) `most` items that hold at least the threshold's part of its shingles: those that share
/// the most, the larger ones, and the first ones.
pub fn contained_pairs(sets: Sets, threshold: Threshold, most: i64) -> Fit<(Vec<u32>, Vec<u64>)> {
    let most = count("most", most)?;
    let ranked = Ranked::new(sets)?;
    let mut wanted = Marks::new(sets);
    let mut codes = Vec::new();
    for (rank, &size) in ranked.sizes.iter().enumerate() {
        ranked.prefix(rank as u32, size as usize - threshold.part(size as usize) + 1, &mut codes);
        codes.iter().filter(|&&code| is_shared(code)).for_each(|&code| wanted.set(code));
    }
    let mut entries = Vec::new();
    for rank in 0..ranked.sizes.len() as u32 {
        let codes = ranked.set(rank).iter().map(|&shingle| ranked.code(shingle));
        entries.extend(codes.filter(|&code| wanted.has(code)).map(|code| entry(code, rank)));
    }
    drop(wanted);
    let lists = Lists::new(entries);
    let mut pairs = ranked.each(|rank, scratch, pairs| ranked.hold(&lists, (threshold, most), rank, scratch, pairs));
    pairs.sort_by_key(|&(item, _, _)| item); // stable: those of an item stay as they are, the best first
    Ok(columns(&pairs))
}

fn columns(pairs: &[Pair]) -> (Vec<u32>, Vec<u64>) {
    (pairs.iter().flat_map(|&(i, j, _)| [i, j]).collect(), pairs.iter().map(|pair| pair.2).collect())
}

/// Whether a code's shingle may be in more than one set.
fn is_shared(code: u64) -> bool {
    code >> 48 > 1
}

/// What a list has of a code, and a rank.
fn entry(code: u64, rank: u32) -> u64 {
    code << 16 >> 32 << 32 | u64::from(rank)
}

/// The items that have any shingles, the largest sets first, and of equal ones the first.
struct Ranked<'a> {
    sets: Sets<'a>,
    items: Vec<u32>,
    sizes: Vec<u32>,
    bitmaps: Vec<[u64; WORDS]>,
    /// In how many sets the shingles of each hash are, as far as a u16 can count.
    counts: Vec<u16>,
    shift: u32,
}

/// What a thread needs again and again: codes, and by which rank each other was met last.
struct Scratch {
    codes: Vec<u64>,
    met: Vec<u32>,
}

impl<'a> Ranked<'a> {
    fn new(sets: Sets<'a>) -> Fit<Self> {
        let all = sets.iter().map(<[Cell]>::len).sum::<usize>();
        let most = sets.iter().map(<[Cell]>::len).max().unwrap_or_default();
        u32::try_from(sets.items().max(most)).map_err(|_| Misfit(format!("shingles is for {} items", sets.items())))?;
        let bits = (all | 1).ilog2().clamp(6, 22) + 2;
        let mut counts = vec![0u16; 1 << bits];
        for &shingle in sets.iter().flatten() {
            let count = &mut counts[(mix64(u64::from_le_bytes(shingle)) >> (64 - bits)) as usize];
            *count = count.saturating_add(1);
        }
        let mut items: Vec<u32> = (0..sets.items() as u32).filter(|&item| sets.size(item as usize) > 0).collect();
        items.sort_by_key(|&item| Reverse(sets.size(item as usize)));
        let sizes = items.iter().map(|&item| sets.size(item as usize) as u32).collect();
        let bitmaps = items.iter().map(|&item| bitmap(sets.get(item as usize))).collect();
        Ok(Ranked { sets, items, sizes, bitmaps, counts, shift: 64 - bits })
    }

    fn set(&self, rank: u32) -> &'a [Cell] {
        self.sets.get(self.items[rank as usize] as usize)
    }

    /// A number that is lower the rarer a shingle is: 16 bits of its count, 48 of its hash.
    fn code(&self, shingle: Cell) -> u64 {
        let hash = mix64(u64::from_le_bytes(shingle));
        u64::from(self.counts[(hash >> self.shift) as usize]) << 48 | hash >> 16
    }

    /// The codes of the `length` rarest shingles of a set, in order.
    fn prefix(&self, rank: u32, length: usize, codes: &mut Vec<u64>) {
        codes.clear();
        codes.extend(self.set(rank).iter().map(|&shingle| self.code(shingle)));
        if length < codes.len() {
            codes.select_nth_unstable(length);
            codes.truncate(length);
        }
        codes.sort_unstable();
    }

    /// Does the work for every rank, in several threads, and gives all pairs; those of a rank stay together.
    fn each(&self, work: impl Fn(u32, &mut Scratch, &mut Vec<Pair>) + Sync) -> Vec<Pair> {
        let ranks = self.sizes.len();
        let all = self.sizes.iter().map(|&size| size as usize).sum::<usize>();
        let threads = thread::available_parallelism().map_or(1, usize::from).min(all / MANY + 1);
        let part = |first: usize| {
            let mut scratch = Scratch { codes: Vec::new(), met: vec![u32::MAX; ranks] };
            let mut pairs = Vec::new();
            (first..ranks).step_by(threads).for_each(|rank| work(rank as u32, &mut scratch, &mut pairs));
            pairs
        };
        thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || part(first))).collect();
            let mut pairs = part(0);
            others.into_iter().for_each(|other| pairs.extend(other.join().expect("a thread of the kernel failed")));
            pairs
        })
    }

    /// The pairs of a set with those that come after it, and so aren't larger.
    fn join(&self, lists: &Lists, threshold: Threshold, rank: u32, scratch: &mut Scratch, pairs: &mut Vec<Pair>) {
        let size = self.sizes[rank as usize] as usize;
        let least = threshold.part(size);
        let (mut of, mut required) = (0, 0);
        self.prefix(rank, size - least + 1, &mut scratch.codes);
        for (place, &code) in scratch.codes.iter().enumerate().filter(|(_, code)| is_shared(**code)) {
            let list = lists.get(code);
            let too_large = |other: u32| {
                other <= rank || threshold.required(size, self.sizes[other as usize] as usize) > (size - place) as u128
            };
            for &entry in &list[list.partition_point(|&entry| too_large(entry as u32))..] {
                let other = entry as u32;
                let its = self.sizes[other as usize] as usize;
                if its < least {
                    break; // those that follow are smaller still
                }
                if scratch.met[other as usize] == rank {
                    continue;
                }
                scratch.met[other as usize] = rank;
                if its != of {
                    (of, required) = (its, threshold.required(size, its) as usize); // at most `its`, which is enough
                }
                if let Some(shared) = self.shared(rank, other, required) {
                    let (i, j) = (self.items[rank as usize], self.items[other as usize]);
                    pairs.push((i.min(j), i.max(j), shared as u64));
                }
            }
        }
    }

    /// The best that hold enough of a set, best first.
    fn hold(
        &self,
        lists: &Lists,
        (threshold, most): (Threshold, usize),
        rank: u32,
        scratch: &mut Scratch,
        pairs: &mut Vec<Pair>,
    ) {
        let size = self.sizes[rank as usize] as usize;
        let least = threshold.part(size);
        let mut best: Vec<(Reverse<usize>, u32)> = Vec::new();
        self.prefix(rank, size - least + 1, &mut scratch.codes);
        for (place, &code) in scratch.codes.iter().enumerate().filter(|(_, code)| is_shared(**code)) {
            if best.len() == most && best[most - 1].0.0 > size - place {
                break;
            }
            for &entry in lists.get(code) {
                let other = entry as u32;
                let required = match best.get(most - 1) {
                    Some(&(Reverse(shared), last)) => shared + usize::from(last < other),
                    None => least,
                };
                if required > (size - place).min(self.sizes[other as usize] as usize) {
                    break; // those that follow are smaller still, and as good at most as the last of the best
                }
                if other == rank || scratch.met[other as usize] == rank {
                    continue;
                }
                scratch.met[other as usize] = rank;
                if let Some(shared) = self.shared(rank, other, required) {
                    let found = (Reverse(shared), other);
                    best.insert(best.partition_point(|&better| better < found), found);
                    best.truncate(most);
                }
            }
        }
        let item = |rank: u32| self.items[rank as usize];
        pairs.extend(best.iter().map(|&(Reverse(shared), other)| (item(rank), item(other), shared as u64)));
    }

    /// How many shingles two sets share; nothing if fewer than `required`.
    fn shared(&self, i: u32, j: u32, required: usize) -> Option<usize> {
        let sizes = self.sizes[i as usize] as usize + self.sizes[j as usize] as usize;
        let both = self.bitmaps[i as usize].iter().zip(&self.bitmaps[j as usize]);
        let different: u32 = both.map(|(a, b)| (a ^ b).count_ones()).sum();
        if sizes - (different as usize) < 2 * required {
            return None;
        }
        let (a, b) = (self.set(i.max(j)), self.set(i.min(j)));
        if b.len() / a.len() >= MUCH { searched(a, b, required) } else { merged(a, b, required) }
    }
}

/// The parity of the shingles of each hash.
fn bitmap(shingles: &[Cell]) -> [u64; WORDS] {
    let mut bitmap = [0; WORDS];
    for &shingle in shingles {
        let hash = mix64(u64::from_le_bytes(shingle));
        bitmap[hash as usize % WORDS] ^= 1 << (hash >> 3 & 63);
    }
    bitmap
}

/// How many shingles two sorted sets share; nothing if fewer than `required`.
fn merged(a: &[Cell], b: &[Cell], required: usize) -> Option<usize> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < required {
            return None;
        }
        let (x, y) = (u64::from_le_bytes(a[i]), u64::from_le_bytes(b[j]));
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (shared >= required).then_some(shared)
}

/// The same, for a `b` that is much larger than `a`.
fn searched(a: &[Cell], mut b: &[Cell], required: usize) -> Option<usize> {
    let mut shared = 0;
    for (i, &shingle) in a.iter().enumerate() {
        if shared + a.len() - i < required {
            return None;
        }
        let x = u64::from_le_bytes(shingle);
        let is_less = |cell: &Cell| u64::from_le_bytes(*cell) < x;
        let mut stride = 1;
        while stride < b.len() && is_less(&b[stride]) {
            stride *= 2;
        }
        b = &b[b[..b.len().min(stride + 1)].partition_point(is_less)..];
        shared += usize::from(b.first() == Some(&shingle));
    }
    (shared >= required).then_some(shared)
}

/// The ranks that have each shingle, in order: entries, sorted, and where those begin that share their upper bits.
struct Lists {
    entries: Vec<u64>,
    starts: Vec<usize>,
    shift: u32,
}

impl Lists {
    fn new(mut entries: Vec<u64>) -> Self {
        entries.sort_unstable();
        let bits = (entries.len() | 1).ilog2().saturating_sub(2).clamp(1, 32);
        let shift = 64 - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        entries.iter().for_each(|entry| starts[(entry >> shift) as usize + 1] += 1);
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        Lists { entries, starts, shift }
    }

    fn get(&self, code: u64) -> &[u64] {
        let key = entry(code, 0);
        let bucket = (key >> self.shift) as usize;
        let near = &self.entries[self.starts[bucket]..self.starts[bucket + 1]];
        let near = &near[near.partition_point(|&entry| entry < key)..];
        &near[..near.partition_point(|&entry| entry >> 32 == key >> 32)]
    }
}

/// Which codes are wanted; some more may seem to be.
struct Marks {
    words: Vec<u64>,
    shift: u32,
}

impl Marks {
    fn new(sets: Sets) -> Self {
        let all = sets.iter().map(<[Cell]>::len).sum::<usize>();
        let bits = (all | 1).ilog2().clamp(6, 25) + 3;
        Marks { words: vec![0; 1 << (bits - 6)], shift: 48 - bits }
    }

    fn place(&self, code: u64) -> (usize, u64) {
        let place = code << 16 >> 16 >> self.shift;
        ((place >> 6) as usize, 1 << (place & 63))
    }

    fn set(&mut self, code: u64) {
        let (word, bit) = self.place(code);
        self.words[word] |= bit;
    }

    fn has(&self, code: u64) -> bool {
        let (word, bit) = self.place(code);
        self.words[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use std::collections::BTreeSet;

    type Columns = (Vec<u8>, Vec<u8>);

    fn columns_of(sets: &[BTreeSet<u64>]) -> Columns {
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
    fn searching_agrees_with_merging() {
        for n in 0..200 {
            let a: Vec<Cell> =
                (0..n % 7).map(|m: u64| (m * n % 50).to_le_bytes()).collect::<BTreeSet<_>>().into_iter().collect();
            let b: Vec<Cell> = (0..n).filter(|m| mix64(*m) & 1 == 0).map(|m: u64| m.to_le_bytes()).collect();
            for required in 0..5 {
                assert_eq!(searched(&a, &b, required), merged(&a, &b, required));
            }
        }
    }

    #[test]
    fn refusals() {
        let (shingles, offsets) = (packed(&[1]), packed(&[0, 1]));
        let sets = Sets::new(&shingles, &offsets).unwrap();
        assert!(contained_pairs(sets, Threshold::new(1, 2).unwrap(), 0).is_err());
    }
}

//! Stars: what is kept, and what goes with it.
//!
//! The naive way verifies all proposed pairs and then goes through the items in their order: one that is similar enough
//! to a kept one goes with it, all others are kept. Of n items that are all alike that's n² verifications, and n² more
//! if their numbers forbid it all (a log). Here the items come first: each is compared with kept ones only, and only with
//! those that have all its facts, and not with those that differ from it in names alone. In a crowd those are found by
//! the rarest of the facts, or of the names, so that lines whose numbers are all new are compared with nobody. What comes
//! out is the same.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pulp::Arch;

use crate::bodies::Body;
use crate::columns::Fit;
use crate::components::{Component, Links};
use crate::hashing::mix64;
use crate::jaccard::Threshold;
use crate::ordering::Order;
use crate::proposing::Items;
use crate::sharing::{Threads, share};
use crate::shingles::Shingler;

const GRAIN: usize = 32;

/// What becomes of each item.
#[derive(Debug, PartialEq, Eq)]
pub struct Stars {
    /// 0 for one that's kept, 1 for one that goes with its partner, 2 for one that's kept although it's like its partner.
    pub kinds: Vec<u8>,
    /// The partner, or the item itself.
    pub partners: Vec<u32>,
    /// How many shingles both have.
    pub shared: Vec<u64>,
    /// How many shingles they have together.
    pub totals: Vec<u64>,
    /// How many pairs of sets were compared.
    pub comparisons: u64,
}

/// Keeps each item that is like no kept one that has all its facts.
pub fn stars(
    items: &Items<'_>,
    links: &Links<'_>,
    order: &Order,
    threshold: Threshold,
    threads: Threads,
) -> Fit<Stars> {
    let mut components = links.components(items.pieces.len());
    for component in &mut components {
        component.members.sort_unstable_by_key(|&item| order.place(item));
    }
    let state = || items.shingler(Arch::new());
    let found = share(components.len(), GRAIN, threads, state, |shingler, range| {
        let mut fates = Vec::new();
        let mut comparisons = 0;
        for component in &components[range] {
            let mut sky = Sky::new(items, order, threshold, component);
            sky.decide(shingler, &mut fates);
            comparisons += sky.comparisons;
        }
        (fates, comparisons)
    });
    let mut stars = Stars {
        kinds: vec![0; items.pieces.len()],
        partners: (0..items.pieces.len() as u32).collect(),
        shared: vec![0; items.pieces.len()],
        totals: vec![0; items.pieces.len()],
        comparisons: 0,
    };
    for (fates, comparisons) in found {
        stars.comparisons += comparisons;
        for Fate { place, kind, partner, shared, total } in fates {
            let item = order.item(place) as usize;
            (stars.kinds[item], stars.partners[item]) = (kind, order.item(partner));
            (stars.shared[item], stars.totals[item]) = (shared, total);
        }
    }
    Ok(stars)
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

struct Fate {
    place: u32,
    kind: u8,
    partner: u32,
    shared: u64,
    total: u64,
}

/// A component while it's decided. All numbers are places in the order.
struct Sky<'a> {
    items: &'a Items<'a>,
    order: &'a Order,
    threshold: Threshold,
    places: Vec<u32>,
    /// For each item, in the order, those before it that it's paired with.
    earlier: Vec<[u32; 2]>,
    /// For each item, in the order, the crowds that it's in.
    crowds: Vec<[u32; 2]>,
    kept: HashMap<u32, Option<Body>>,
    /// For each crowd the kept ones.
    kept_in: Vec<Vec<u32>>,
    /// For each crowd the kept ones by their skeletons, in the order in which those came.
    kept_like: Vec<Vec<(u64, Vec<u32>)>>,
    /// Where a crowd has a skeleton.
    skeletons: HashMap<(u32, u64), usize>,
    /// The kept ones in crowds that have a fact, or a name of a skeleton.
    kept_with: HashMap<u64, Vec<u32>>,
    comparisons: u64,
}

impl<'a> Sky<'a> {
    fn new(items: &'a Items<'a>, order: &'a Order, threshold: Threshold, component: &Component) -> Self {
        let place = |item: u32| order.place(item);
        let pair = |&[i, j]: &[u32; 2]| [place(i).max(place(j)), place(i).min(place(j))];
        let mut earlier: Vec<[u32; 2]> = component.pairs.iter().map(pair).collect();
        earlier.sort_unstable();
        let of = |(crowd, members): (u32, &Vec<u32>)| members.iter().map(|&m| [place(m), crowd]).collect::<Vec<_>>();
        let mut crowds: Vec<[u32; 2]> = (0..).zip(&component.crowds).flat_map(of).collect();
        crowds.sort_unstable();
        Sky {
            items,
            order,
            threshold,
            places: component.members.iter().map(|&item| place(item)).collect(),
            earlier,
            crowds,
            kept: HashMap::new(),
            kept_in: vec![Vec::new(); component.crowds.len()],
            kept_like: vec![Vec::new(); component.crowds.len()],
            skeletons: HashMap::new(),
            kept_with: HashMap::new(),
            comparisons: 0,
        }
    }

    fn decide(&mut self, shingler: &mut Shingler, fates: &mut Vec<Fate>) {
        for k in 0..self.places.len() {
            let place = self.places[k];
            let (may, witness) = self.candidates(place);
            let mut body = None;
            let mut best: Option<Fate> = None;
            for other in may {
                if let Some((shared, total)) = self.compare(shingler, place, &mut body, other) {
                    let fate = Fate { place, kind: 1, partner: other, shared, total };
                    let is_closer = |old: &Fate| self.is_closer(&fate, old);
                    if best.as_ref().is_none_or(is_closer) {
                        best = Some(fate);
                    }
                }
            }
            if let Some(fate) = best {
                fates.push(fate);
                continue;
            }
            if let Some(other) = witness
                && let Some((shared, total)) = self.compare(shingler, place, &mut body, other)
            {
                fates.push(Fate { place, kind: 2, partner: other, shared, total });
            }
            self.keep(place, body);
        }
    }

    /// The kept ones that an item may go for, and the first one that it may not go for.
    fn candidates(&self, place: u32) -> (Vec<u32>, Option<u32>) {
        let paired =
            group(&self.earlier, place).iter().map(|pair| pair[1]).filter(|other| self.kept.contains_key(other));
        let crowds = group(&self.crowds, place);
        let heads = crowds.iter().filter_map(|crowd| self.kept_in[crowd[1] as usize].first().copied());
        let witness = paired.clone().chain(heads).filter(|&other| !self.order.may_go(place, other)).min();
        if self.order.stays(place) {
            return (Vec::new(), witness);
        }
        let mut may: Vec<u32> = paired.collect();
        may.extend(self.in_crowds(place, crowds));
        may.retain(|&other| self.order.may_go(place, other));
        may.sort_unstable();
        may.dedup();
        (may, witness)
    }

    /// The kept ones of an item's crowds; of those that it may not go for some may be left out.
    fn in_crowds(&self, place: u32, crowds: &[[u32; 2]]) -> Vec<u32> {
        if crowds.is_empty() {
            return Vec::new();
        }
        let shares = |other: &u32| {
            let others = group(&self.crowds, *other);
            crowds.iter().any(|crowd| others.binary_search_by_key(&crowd[1], |other| other[1]).is_ok())
        };
        if let Some(rarest) = self.rarest(self.order.facts(place).iter().copied()) {
            return rarest.iter().copied().filter(shares).collect();
        }
        let (own, names) = (self.order.skeleton(place), self.order.names(place));
        let Some(rarest) = self.rarest(names.iter().map(|&name| within(own, name))) else {
            return crowds.iter().flat_map(|crowd| &self.kept_in[crowd[1] as usize]).copied().collect();
        };
        let unlike = crowds.iter().flat_map(|crowd| &self.kept_like[crowd[1] as usize]);
        let unlike = unlike.filter(|(skeleton, _)| *skeleton != own).flat_map(|(_, kept)| kept);
        rarest.iter().copied().filter(shares).chain(unlike.copied()).collect()
    }

    /// The fewest kept ones that have one of these; none where there are none of these.
    fn rarest(&self, told: impl Iterator<Item = u64>) -> Option<&[u32]> {
        told.map(|one| self.kept_with.get(&one).map_or(&[][..], Vec::as_slice)).min_by_key(|kept| kept.len())
    }

    fn keep(&mut self, place: u32, body: Option<Body>) {
        self.kept.insert(place, body);
        let (crowds, skeleton) = (group(&self.crowds, place), self.order.skeleton(place));
        for crowd in crowds {
            self.kept_in[crowd[1] as usize].push(place);
            let like = &mut self.kept_like[crowd[1] as usize];
            match self.skeletons.entry((crowd[1], skeleton)) {
                Entry::Occupied(known) => like[*known.get()].1.push(place),
                Entry::Vacant(new) => {
                    new.insert(like.len());
                    like.push((skeleton, vec![place]));
                }
            }
        }
        if !crowds.is_empty() {
            let names = self.order.names(place).iter().map(|&name| within(skeleton, name));
            let told = self.order.facts(place).iter().copied().chain(names);
            told.for_each(|one| self.kept_with.entry(one).or_default().push(place));
        }
    }

    fn body(&self, shingler: &mut Shingler, place: u32) -> Body {
        let sets = self.items.sets(shingler, self.order.item(place));
        Body::new(sets, !self.crowds.is_empty())
    }

    fn compare(
        &mut self,
        shingler: &mut Shingler,
        place: u32,
        body: &mut Option<Body>,
        other: u32,
    ) -> Option<(u64, u64)> {
        if self.kept.get(&other).is_some_and(Option::is_none) {
            let made = self.body(shingler, other);
            self.kept.insert(other, Some(made));
        }
        let own = &*body.get_or_insert_with(|| self.body(shingler, place));
        let other = self.kept.get(&other)?.as_ref()?;
        if !own.may_be_like(other, self.threshold) {
            return None;
        }
        self.comparisons += 1;
        own.similarity(other, self.threshold)
    }

    /// Whether a partner is more similar than another one, or as similar and of a smaller number.
    fn is_closer(&self, new: &Fate, old: &Fate) -> bool {
        let (a, b) = (u128::from(new.shared) * u128::from(old.total), u128::from(old.shared) * u128::from(new.total));
        let number = |fate: &Fate| self.order.item(fate.partner);
        a > b || (a == b && number(new) < number(old))
    }
}

/// A name of a skeleton, above all facts.
fn within(skeleton: u64, name: u64) -> u64 {
    mix64(skeleton ^ name.rotate_left(1)) | 1 << 63
}

/// The rows that begin with a number.
fn group(rows: &[[u32; 2]], number: u32) -> &[[u32; 2]] {
    let start = rows.partition_point(|row| row[0] < number);
    &rows[start..start + rows[start..].iter().take_while(|row| row[0] == number).count()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;

    use crate::columns::tests::packed;

    const COUNT: u32 = 3000;

    fn column(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
        values.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    /// What keeps the texts of a test apart.
    #[derive(Clone, Copy, PartialEq)]
    enum Apart {
        Nothing,
        Facts,
        Names,
    }

    /// One crowd of texts, each of which has a fact or a name of its own if they are told apart.
    fn decide(texts: &[String], apart: Apart, threads: i64) -> Stars {
        let spans: Vec<u64> = (0..).zip(texts).flat_map(|(t, text)| [t, 0, text.len() as u64]).collect();
        let spans = packed(&spans);
        let items = Items::new(texts, &spans, 3, 0).unwrap();
        let all = column(0..texts.len() as u32);
        let ends = packed(&[0, texts.len() as u64]);
        let links = Links::new(texts.len(), &[], &all, &ends).unwrap();
        let count = texts.len() as u64;
        let (own, ends) = (packed(&(0..count).collect::<Vec<_>>()), packed(&(0..=count).collect::<Vec<_>>()));
        let none = packed(&vec![0; texts.len() + 1]);
        let told = |what| if apart == what { [&own[..], &ends] } else { [&[][..], &none] };
        let skeletons = packed(&vec![7; texts.len()]);
        let ranks = packed(&vec![0; texts.len()]);
        let order = Order::new(&items, &ranks, told(Apart::Facts), told(Apart::Names), &skeletons).unwrap();
        let threshold = Threshold::new(4, 5).unwrap();
        stars(&items, &links, &order, threshold, Threads::new(threads).unwrap()).unwrap()
    }

    fn near_identical() -> Vec<String> {
        let body = "the harbour master closed the northern quay because the old cranes were found to be unsafe";
        (0..COUNT).map(|n| format!("{body} {}", mix64(n.into()) % 1000)).collect()
    }

    #[test]
    fn what_is_all_alike_is_compared_once_each() {
        let found = decide(&near_identical(), Apart::Nothing, 2);
        assert_eq!(found.kinds.iter().filter(|&&kind| kind == 1).count() as u32, COUNT - 1);
        assert!(found.comparisons < 2 * u64::from(COUNT), "{}", found.comparisons);
    }

    #[test]
    fn what_has_facts_or_names_of_its_own_is_compared_once_each() {
        for apart in [Apart::Facts, Apart::Names] {
            let found = decide(&near_identical(), apart, 2);
            assert_eq!(found.kinds.iter().filter(|&&kind| kind == 2).count() as u32, COUNT - 1);
            assert!(found.comparisons < 2 * u64::from(COUNT), "{}", found.comparisons);
        }
    }

    #[test]
    fn a_crowd_agrees_with_naive_with_any_number_of_threads() {
        let texts: Vec<String> = (0..200)
            .map(|n| {
                (0..30).map(|k| format!("w{} ", mix64(mix64(n % 20) % 50 + k + u64::from(k > 24) * n) % 60)).collect()
            })
            .collect();
        let spans: Vec<u64> =
            (0..).zip(&texts).flat_map(|(t, text): (u64, &String)| [t, 0, text.len() as u64]).collect();
        let spans = packed(&spans);
        let items = Items::new(&texts, &spans, 3, 0).unwrap();
        let mut shingler = items.shingler(Arch::Scalar);
        let sets: Vec<Vec<u64>> = (0..200).map(|item| items.sets(&mut shingler, item).concat()).collect();
        let (mut kept, mut gone) = (Vec::<usize>::new(), vec![0; 200]);
        let mut order: Vec<usize> = (0..200).collect();
        order.sort_unstable_by_key(|&item| (Reverse(texts[item].len()), &texts[item], item));
        for (item, set) in order.iter().map(|&item| (item, &sets[item])) {
            let near = |other: &&usize| {
                let shared = set.iter().filter(|shingle| sets[**other].contains(shingle)).count();
                shared * 5 >= 4 * (set.len() + sets[**other].len() - shared)
            };
            gone[item] = u8::from(kept.iter().any(|other| near(&other)));
            kept.extend((gone[item] == 0).then_some(item));
        }
        assert!(gone.contains(&1) && kept.len() > 20);
        for threads in [1, 2] {
            assert_eq!(decide(&texts, Apart::Nothing, threads).kinds, gone);
        }
    }
}

//! Fates: what becomes of each item.
//!
//! Whoever decides tells only what isn't kept by itself, in any order; what comes out has a row for each item.

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

/// What becomes of an item that's like another one, which is its partner.
pub struct Fate {
    /// The item.
    pub item: u32,
    /// 1 if it goes, 2 if it's kept.
    pub kind: u8,
    /// The item that it's like.
    pub partner: u32,
    /// What both have, and what they have together.
    pub sizes: (u64, u64),
}

impl Stars {
    /// So many items that are all kept.
    pub fn of(items: usize) -> Self {
        Stars {
            kinds: vec![0; items],
            partners: (0..items as u32).collect(),
            shared: vec![0; items],
            totals: vec![0; items],
            comparisons: 0,
        }
    }

    /// Notes what becomes of some of them.
    pub fn note(&mut self, fates: Vec<Fate>, comparisons: u64) {
        self.comparisons += comparisons;
        for Fate { item, kind, partner, sizes } in fates {
            let item = item as usize;
            (self.kinds[item], self.partners[item]) = (kind, partner);
            (self.shared[item], self.totals[item]) = sizes;
        }
    }
}

impl Fate {
    /// Whether the partner is more similar than another one, or as similar and of a smaller number.
    pub fn is_closer(&self, old: &Fate) -> bool {
        let ((shared, total), (old_shared, old_total)) = (self.sizes, old.sizes);
        let (a, b) = (u128::from(shared) * u128::from(old_total), u128::from(old_shared) * u128::from(total));
        a > b || (a == b && self.partner < old.partner)
    }
}

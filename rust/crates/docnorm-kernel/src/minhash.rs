//! MinHash: `min over the shingles of (a * h + b) mod 2^32`, for each of k permutations.
//!
//! The naive way takes one permutation after the other and goes through all shingles each time, or one shingle after the
//! other and reads and writes all k minima each time. The fast way takes a group of permutations whose minima,
//! multipliers and increments all fit into the vector registers, and goes through the shingles once per group, touching
//! no memory but the next shingle. The compiler vectorizes that loop for the instruction set that `pulp` finds at run
//! time; the numbers are integers and wrap, so each instruction set gives the same ones.

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Fit, Sets, cells, require};
use crate::hashing::mix32;

/// Permutations to a group: with AVX-512 four registers each of minima, multipliers and increments.
const GROUP: usize = 64;
/// The minimum of nothing.
const EMPTY: u32 = u32::MAX;

/// The signatures of all items, one after the other.
pub fn signatures(sets: Sets, multipliers: &[u8], increments: &[u8]) -> Fit<Vec<u32>> {
    let permutations = Permutations::new(multipliers, increments)?;
    Ok(sign_all(Arch::new(), sets, &permutations))
}

fn sign_all(arch: Arch, sets: Sets, permutations: &Permutations) -> Vec<u32> {
    let mut minima = vec![EMPTY; sets.items() * permutations.count];
    let mut hashes: Vec<u64> = Vec::new();
    let mut mixed = Vec::new();
    for (shingles, minima) in sets.iter().zip(minima.chunks_mut(permutations.count)) {
        hashes.clear();
        hashes.extend(shingles.iter().map(|&shingle| u64::from_le_bytes(shingle)));
        arch.dispatch(Sign { hashes: &hashes, mixed: &mut mixed, permutations, minima });
    }
    minima
}

/// All permutations of a signature, in groups.
pub struct Permutations {
    /// How many there are.
    pub count: usize,
    groups: Vec<Group>,
}

/// The multipliers and increments of a group; the last is filled up with permutations that no one asks for.
struct Group {
    multipliers: [u32; GROUP],
    increments: [u32; GROUP],
}

impl Permutations {
    /// Refuses columns of different lengths, and empty ones.
    pub fn new(multipliers: &[u8], increments: &[u8]) -> Fit<Self> {
        require(multipliers.len() == increments.len(), || {
            format!("increments holds {} bytes, expected {}, like multipliers", increments.len(), multipliers.len())
        })?;
        let multipliers = cells("multipliers", multipliers, 1)?;
        let increments = cells("increments", increments, 1)?;
        require(!multipliers.is_empty(), || "the number of permutations is 0, expected at least 1")?;
        let groups = multipliers.chunks(GROUP).zip(increments.chunks(GROUP)).map(padded).collect();
        Ok(Permutations { count: multipliers.len(), groups })
    }
}

fn padded((multipliers, increments): (&[[u8; 4]], &[[u8; 4]])) -> Group {
    let pad =
        |values: &[[u8; 4]]| std::array::from_fn(|p| u32::from_le_bytes(values.get(p).copied().unwrap_or_default()));
    Group { multipliers: pad(multipliers), increments: pad(increments) }
}

/// The work for one item, whose hashes may stand there twice: a minimum doesn't mind. They are left in `mixed` as they
/// are permuted. A closure would do, but may be compiled apart from the instruction set that calls it.
pub struct Sign<'a> {
    /// The shingles.
    pub hashes: &'a [u64],
    /// A buffer.
    pub mixed: &'a mut Vec<u32>,
    /// The permutations.
    pub permutations: &'a Permutations,
    /// The signature.
    pub minima: &'a mut [u32],
}

impl WithSimd for Sign<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.mixed.resize(self.hashes.len(), 0);
        for (hash, mixed) in self.hashes.iter().zip(&mut *self.mixed) {
            *mixed = mix32((hash >> 32) as u32);
        }
        for (group, minima) in self.permutations.groups.iter().zip(self.minima.chunks_mut(GROUP)) {
            minima.copy_from_slice(&sign(self.mixed, group)[..minima.len()]);
        }
    }
}

#[inline(always)]
fn sign(mixed: &[u32], group: &Group) -> [u32; GROUP] {
    let mut minima = [EMPTY; GROUP];
    for &h in mixed {
        for ((minimum, a), b) in minima.iter_mut().zip(&group.multipliers).zip(&group.increments) {
            *minimum = (*minimum).min(a.wrapping_mul(h).wrapping_add(*b));
        }
    }
    minima
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::columns::tests::packed;
    use crate::hashing::mix64;

    fn naive(shingles: &[u64], a: u32, b: u32) -> u32 {
        let permuted =
            shingles.iter().map(|s| (u64::from(a) * u64::from(mix32((s >> 32) as u32)) + u64::from(b)) as u32);
        permuted.min().unwrap_or(EMPTY)
    }

    /// Every instruction set that this CPU has, and the plain path.
    pub fn paths() -> Vec<Arch> {
        let mut paths = vec![Arch::new(), Arch::Scalar];
        #[cfg(target_arch = "x86_64")]
        paths.extend(pulp::x86::V3::try_new().map(Arch::V3));
        paths
    }

    #[test]
    fn every_path_agrees_with_naive() {
        let all: Vec<u64> = (1..400).map(mix64).collect();
        let items = [&all[..0], &all[..1], &all[1..90], &all[90..]];
        let (shingles, offsets) = (packed(&all), packed(&[0, 0, 1, 90, 399]));
        let sets = Sets::new(&shingles, &offsets).unwrap();
        for k in [1, 63, 64, 65, 128, 150] {
            let a: Vec<u32> = (0..k).map(|p| mix64(p) as u32 | 1).collect();
            let b: Vec<u32> = (0..k).map(|p| mix64(p + 1000) as u32).collect();
            let signed = |item: &&[u64]| -> Vec<u32> { a.iter().zip(&b).map(|(&a, &b)| naive(item, a, b)).collect() };
            let expected: Vec<u32> = items.iter().flat_map(signed).collect();
            let cells = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>();
            let permutations = Permutations::new(&cells(&a), &cells(&b)).unwrap();
            for path in paths() {
                assert_eq!(sign_all(path, sets, &permutations), expected);
            }
        }
    }
}

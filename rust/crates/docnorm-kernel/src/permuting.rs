//! Signatures in 64 bits: datasketch's other two schemes, for sketches that someone has already.
//!
//! The naive way is that of `minhash.rs`, and so is the fast one: a group of permutations whose minima, multipliers and
//! increments fit into the vector registers goes through the shingles once. A product of 64 bits costs three times one
//! of 32, and a register holds half as many.

use pulp::{Arch, Simd, WithSimd};

use crate::columns::{Cell, Fit, Sets, cells, require};
use crate::hashing::mix64;

/// Permutations to a group: with AVX-512 four registers each of minima, multipliers and increments.
const GROUP: usize = 32;
const MERSENNE: u64 = (1 << 61) - 1;

/// `min of (a * mix64(h) + b) mod 2^64` over the shingles h; datasketch's `affine64`.
pub fn affine64_signatures(sets: Sets, multipliers: &[u8], increments: &[u8]) -> Fit<Vec<u64>> {
    sign_all(Arch::new(), &Affine64, sets, multipliers, increments)
}

/// `min of ((a * (h >> 32) + b) mod 2^64 mod (2^61 - 1)) mod 2^32`, which is what datasketch computed before 2.0: the
/// product wraps before its remainder is taken.
pub fn legacy_signatures(sets: Sets, multipliers: &[u8], increments: &[u8]) -> Fit<Vec<u64>> {
    sign_all(Arch::new(), &Legacy, sets, multipliers, increments)
}

/// How a shingle is permuted.
trait Scheme {
    /// The minimum of nothing.
    const EMPTY: u64;
    fn prepared(shingle: u64) -> u64;
    fn permuted(sum: u64) -> u64;
}

struct Affine64;

impl Scheme for Affine64 {
    const EMPTY: u64 = u64::MAX;

    #[inline(always)]
    fn prepared(shingle: u64) -> u64 {
        mix64(shingle)
    }

    #[inline(always)]
    fn permuted(sum: u64) -> u64 {
        sum
    }
}

struct Legacy;

impl Scheme for Legacy {
    const EMPTY: u64 = u32::MAX as u64;

    #[inline(always)]
    fn prepared(shingle: u64) -> u64 {
        shingle >> 32
    }

    #[inline(always)]
    fn permuted(sum: u64) -> u64 {
        // 2^61 is 1 more than a multiple of the prime, so the upper bits count once more; seven of them at most.
        let folded = (sum & MERSENNE) + (sum >> 61);
        let rest = if folded >= MERSENNE { folded - MERSENNE } else { folded };
        rest & Self::EMPTY
    }
}

fn sign_all<P: Scheme>(arch: Arch, scheme: &P, sets: Sets, multipliers: &[u8], increments: &[u8]) -> Fit<Vec<u64>> {
    require(multipliers.len() == increments.len(), || {
        format!("increments holds {} bytes, expected {}, like multipliers", increments.len(), multipliers.len())
    })?;
    let multipliers = cells("multipliers", multipliers, 1)?;
    let increments = cells("increments", increments, 1)?;
    let k = multipliers.len();
    require(k > 0, || "the number of permutations is 0, expected at least 1")?;
    let groups: Vec<Group> = multipliers.chunks(GROUP).zip(increments.chunks(GROUP)).map(padded).collect();
    let mut minima = vec![P::EMPTY; sets.items() * k];
    let mut prepared = Vec::new();
    for (shingles, minima) in sets.iter().zip(minima.chunks_mut(k)) {
        prepared.resize(shingles.len(), 0);
        arch.dispatch(Sign { scheme, shingles, prepared: &mut prepared, groups: &groups, minima });
    }
    Ok(minima)
}

/// The multipliers and increments of a group; the last is filled up with permutations that no one asks for.
struct Group {
    multipliers: [u64; GROUP],
    increments: [u64; GROUP],
}

fn padded((multipliers, increments): (&[Cell], &[Cell])) -> Group {
    let pad = |values: &[Cell]| std::array::from_fn(|p| u64::from_le_bytes(values.get(p).copied().unwrap_or_default()));
    Group { multipliers: pad(multipliers), increments: pad(increments) }
}

/// The work for one item. A closure would do, but may be compiled apart from the instruction set that calls it.
struct Sign<'a, P> {
    #[expect(dead_code, reason = "it only chooses the functions")]
    scheme: &'a P,
    shingles: &'a [Cell],
    prepared: &'a mut [u64],
    groups: &'a [Group],
    minima: &'a mut [u64],
}

impl<P: Scheme> WithSimd for Sign<'_, P> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (shingle, prepared) in self.shingles.iter().zip(&mut *self.prepared) {
            *prepared = P::prepared(u64::from_le_bytes(*shingle));
        }
        for (group, minima) in self.groups.iter().zip(self.minima.chunks_mut(GROUP)) {
            minima.copy_from_slice(&sign::<P>(self.prepared, group)[..minima.len()]);
        }
    }
}

#[inline(always)]
fn sign<P: Scheme>(prepared: &[u64], group: &Group) -> [u64; GROUP] {
    let mut minima = [P::EMPTY; GROUP];
    for &h in prepared {
        for ((minimum, a), b) in minima.iter_mut().zip(&group.multipliers).zip(&group.increments) {
            *minimum = (*minimum).min(P::permuted(a.wrapping_mul(h).wrapping_add(*b)));
        }
    }
    minima
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    fn affine64(h: u64, a: u64, b: u64) -> u64 {
        (u128::from(a) * u128::from(mix64(h)) + u128::from(b)) as u64
    }

    fn legacy(h: u64, a: u64, b: u64) -> u64 {
        (a.wrapping_mul(h >> 32).wrapping_add(b) % MERSENNE) & 0xFFFF_FFFF
    }

    fn check<P: Scheme>(scheme: &P, naive: fn(u64, u64, u64) -> u64) {
        let mut paths = vec![Arch::new(), Arch::Scalar];
        #[cfg(target_arch = "x86_64")]
        paths.extend(pulp::x86::V3::try_new().map(Arch::V3));
        let all: Vec<u64> = (1..400).map(mix64).collect();
        let (shingles, offsets) = (packed(&all), packed(&[0, 0, 1, 90, 399]));
        let items = [&all[..0], &all[..1], &all[1..90], &all[90..]];
        let sets = Sets::new(&shingles, &offsets).unwrap();
        for k in [1, 31, 32, 33, 128] {
            let a: Vec<u64> = (0..k).map(|p| mix64(p) | 1).collect();
            let b: Vec<u64> = (0..k).map(|p| mix64(p + 1000)).collect();
            let least = |item: &[u64], a, b| item.iter().map(|&h| naive(h, a, b)).min().unwrap_or(P::EMPTY);
            let expected: Vec<u64> =
                items.iter().flat_map(|item| a.iter().zip(&b).map(|(&a, &b)| least(item, a, b))).collect();
            for &path in &paths {
                assert_eq!(sign_all(path, scheme, sets, &packed(&a), &packed(&b)).unwrap(), expected);
            }
        }
    }

    #[test]
    fn every_path_agrees_with_naive() {
        check(&Affine64, affine64);
        check(&Legacy, legacy);
    }

    #[test]
    fn the_remainder_is_that_of_a_division() {
        for n in 0..9 {
            for sum in [n, MERSENNE - 4 + n, (MERSENNE - 4).wrapping_add(n) * 3, u64::MAX - n, n << 61] {
                assert_eq!(Legacy::permuted(sum), (sum % MERSENNE) & 0xFFFF_FFFF);
            }
        }
    }

    #[test]
    fn refusals() {
        let (shingles, offsets) = (packed(&[1]), packed(&[0, 1]));
        let sets = Sets::new(&shingles, &offsets).unwrap();
        assert!(affine64_signatures(sets, &[0; 8], &[]).is_err());
        assert!(affine64_signatures(sets, &[0; 4], &[0; 4]).is_err());
        assert!(legacy_signatures(sets, &[], &[]).is_err());
    }
}

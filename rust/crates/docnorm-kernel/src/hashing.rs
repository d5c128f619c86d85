//! Hashes: the few integer functions that everything else is made of.
//!
//! A hash function for strings (xxHash, wyhash) reads bytes; a shingle here is a handful of numbers which are at hand
//! already, so it is a weighted sum of them and one mix. The mix is needed: MinHash takes minima, which look at the
//! upper bits, and a sum's upper bits know little of its lower ones.

const FNV_BASIS: u64 = 0xCBF2_9CE4_8422_2325;
const FNV_PRIME: u64 = 0x100_0000_01B3;
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// What a shingle's hash is made with.
#[derive(Clone, Copy)]
pub struct Places {
    /// The weights of the places of an n-gram, and, last, what is added to a whole key.
    pub weights: [u64; 8],
    /// Where the hash of a word or of a whole key begins.
    pub start: Fnv,
}

impl Places {
    /// Derives all of them from a secret, so that who doesn't know it can't make two texts collide; 0 is no secret.
    pub fn new(secret: u64) -> Self {
        let secret = mix64(secret);
        let weight = |j| mix64((j as u64 + 1).wrapping_mul(GOLDEN) ^ secret) | 1;
        Places { weights: std::array::from_fn(weight), start: Fnv(FNV_BASIS ^ secret) }
    }
}

/// Murmur3's 64-bit finalizer.
#[inline(always)]
pub const fn mix64(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^ (h >> 33)
}

/// Murmur3's 32-bit finalizer.
#[inline(always)]
pub const fn mix32(mut h: u32) -> u32 {
    h = (h ^ (h >> 16)).wrapping_mul(0x85EB_CA6B);
    h = (h ^ (h >> 13)).wrapping_mul(0xC2B2_AE35);
    h ^ (h >> 16)
}

/// FNV-1a over whole values, one step at a time.
#[derive(Clone, Copy)]
pub struct Fnv(pub u64);

impl Fnv {
    /// Before the first value.
    pub const START: Fnv = Fnv(FNV_BASIS);

    /// After one more value.
    #[inline(always)]
    pub const fn with(self, value: u32) -> Fnv {
        Fnv((self.0 ^ value as u64).wrapping_mul(FNV_PRIME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_odd_and_differ() {
        let places = Places::new(0).weights;
        assert_eq!(places[0], mix64(GOLDEN) | 1);
        for (j, place) in places.iter().enumerate() {
            assert_eq!(place % 2, 1);
            assert!(!places[..j].contains(place) && !Places::new(1).weights.contains(place));
        }
    }

    #[test]
    fn finalizers_agree_with_murmur3() {
        assert_eq!((mix64(0), mix64(1)), (0, 0xB456_BCFC_34C2_CB2C));
        assert_eq!((mix32(0), mix32(1)), (0, 0x514E_28B7));
    }

    #[test]
    fn fnv_of_ascii_is_fnv1a() {
        assert_eq!("foobar".bytes().fold(Fnv::START, |h, b| h.with(u32::from(b))).0, 0x8594_4171_F739_67E8);
    }
}

//! Tokens: the SHA-1 of many short strings, of which datasketch takes the first eight bytes.
//!
//! The naive way hashes one token after the other. Each of the 80 rounds of SHA-1 waits for the one before it, so the
//! CPU's own instructions for it take 30 ns a token, however few letters that has. Here sixteen tokens go side by side,
//! a lane of the vector registers each, in plain loops over lanes that the compiler vectorizes for the instruction set
//! that `pulp` finds. A token of up to 55 bytes is one block; a lane whose token has ended keeps what it has while
//! others go on.

use pulp::{Arch, Simd, WithSimd};

/// Tokens side by side: a register of AVX-512, two of AVX2.
const LANES: usize = 16;
/// Bytes that SHA-1 takes at a time.
const BLOCK: usize = 64;
/// The bytes of the length at the end of the last block, and the mark before it.
const TAIL: usize = 9;
const START: [u32; 5] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];

type Lanes = [u32; LANES];

/// Sets of tokens, as they came in: all their bytes, where each token ends there, and where each set ends among them.
#[derive(Default)]
pub struct Tokens {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    offsets: Vec<u64>,
}

impl Tokens {
    /// Adds a token to the set that isn't closed yet.
    pub fn push(&mut self, token: &[u8]) {
        self.bytes.extend_from_slice(token);
        self.ends.push(self.bytes.len());
    }

    /// Closes a set.
    pub fn close(&mut self) {
        self.offsets.push(self.ends.len() as u64);
    }

    /// Where each set begins and ends among the tokens.
    pub fn offsets(&self) -> Vec<u64> {
        [0].into_iter().chain(self.offsets.iter().copied()).collect()
    }
}

/// The first eight bytes of the SHA-1 of each token, as one little-endian number: datasketch's `sha1_hash64`, of which
/// the lower half is its `sha1_hash32`.
pub fn token_hashes(tokens: &Tokens) -> Vec<u64> {
    hash_all(Arch::new(), tokens)
}

fn hash_all(arch: Arch, tokens: &Tokens) -> Vec<u64> {
    let mut hashes = vec![0; tokens.ends.len()];
    arch.dispatch(Hash { tokens, hashes: &mut hashes });
    hashes
}

struct Hash<'a> {
    tokens: &'a Tokens,
    hashes: &'a mut [u64],
}

impl WithSimd for Hash<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut start = 0;
        for (ends, hashes) in self.tokens.ends.chunks(LANES).zip(self.hashes.chunks_mut(LANES)) {
            let mut group = [(0, 0); LANES];
            for (token, &end) in group.iter_mut().zip(ends) {
                *token = (start, end);
                start = end;
            }
            let [first, second, ..] = sha1(&self.tokens.bytes, &group);
            for ((hash, first), second) in hashes.iter_mut().zip(first).zip(second) {
                *hash = u64::from(first.swap_bytes()) | u64::from(second.swap_bytes()) << 32;
            }
        }
    }
}

/// The digests of the tokens from a start to an end among the bytes: the first word of each, then the second, and so on.
#[inline(always)]
fn sha1(bytes: &[u8], group: &[(usize, usize); LANES]) -> [Lanes; 5] {
    let mut state = START.map(|word| [word; LANES]);
    let mut blocks: Lanes = [0; LANES];
    for (count, (start, end)) in blocks.iter_mut().zip(group) {
        *count = (end - start + TAIL).div_ceil(BLOCK) as u32;
    }
    for number in 0..blocks.into_iter().max().unwrap_or_default() {
        let mut words = [[0; LANES]; 16];
        for (lane, &(start, end)) in group.iter().enumerate() {
            if number < blocks[lane] {
                let from = start + number as usize * BLOCK;
                fill(&mut words, lane, bytes, from, end);
                if number + 1 == blocks[lane] {
                    let bits = (end - start) as u64 * 8;
                    words[14][lane] = (bits >> 32) as u32;
                    words[15][lane] = bits as u32;
                }
            }
        }
        let next = compressed(&state, &mut words);
        for (words, next) in state.iter_mut().zip(&next) {
            for ((word, next), count) in words.iter_mut().zip(next).zip(&blocks) {
                *word = if number < *count { *next } else { *word };
            }
        }
    }
    state
}

/// Puts what a block has of a token, and the mark behind its end, into the token's lane.
#[inline(always)]
fn fill(words: &mut [Lanes; 16], lane: usize, bytes: &[u8], from: usize, end: usize) {
    let Some(rest) = bytes.get(from..end) else { return };
    let (whole, _) = rest[..rest.len().min(BLOCK)].as_chunks();
    for (lanes, bytes) in words.iter_mut().zip(whole) {
        lanes[lane] = u32::from_be_bytes(*bytes);
    }
    if rest.len() < BLOCK {
        // The four bytes there, of which those of the next token don't count, are read quicker than one, two or three.
        let at = from + whole.len() * 4;
        let over = (end - at) as u32 * 8;
        let next = bytes.get(at..).unwrap_or_default();
        let word = next.first_chunk().map_or_else(|| last_word(next), |bytes| u32::from_be_bytes(*bytes));
        words[whole.len()][lane] = (word & !(u32::MAX >> over)) | (0x8000_0000 >> over);
    }
}

/// The word of the last bytes of all.
fn last_word(bytes: &[u8]) -> u32 {
    let mut word = [0; 4];
    word[..bytes.len()].copy_from_slice(bytes);
    u32::from_be_bytes(word)
}

/// The state after one more block.
#[inline(always)]
fn compressed(state: &[Lanes; 5], words: &mut [Lanes; 16]) -> [Lanes; 5] {
    let mut next = *state;
    for t in 0..20 {
        round(&mut next, expanded(words, t), |b, c, d| (d ^ (b & (c ^ d))).wrapping_add(0x5A82_7999));
    }
    for t in 20..40 {
        round(&mut next, expanded(words, t), |b, c, d| (b ^ c ^ d).wrapping_add(0x6ED9_EBA1));
    }
    for t in 40..60 {
        round(&mut next, expanded(words, t), |b, c, d| ((b & c) | (d & (b | c))).wrapping_add(0x8F1B_BCDC));
    }
    for t in 60..80 {
        round(&mut next, expanded(words, t), |b, c, d| (b ^ c ^ d).wrapping_add(0xCA62_C1D6));
    }
    for (next, state) in next.iter_mut().zip(state) {
        for (next, state) in next.iter_mut().zip(state) {
            *next = next.wrapping_add(*state);
        }
    }
    next
}

/// The word of round `t`, which takes the place of the one that isn't needed any more.
#[inline(always)]
fn expanded(words: &mut [Lanes; 16], t: usize) -> Lanes {
    if t >= 16 {
        let (a, b, c) = (words[(t - 3) % 16], words[(t - 8) % 16], words[(t - 14) % 16]);
        let word = &mut words[t % 16];
        for lane in 0..LANES {
            word[lane] = (word[lane] ^ a[lane] ^ b[lane] ^ c[lane]).rotate_left(1);
        }
    }
    words[t % 16]
}

#[inline(always)]
fn round(state: &mut [Lanes; 5], word: Lanes, choose: impl Fn(u32, u32, u32) -> u32) {
    let [a, b, c, d, e] = *state;
    let mut first = word;
    let mut third = b;
    for lane in 0..LANES {
        let sum = word[lane].wrapping_add(e[lane]).wrapping_add(choose(b[lane], c[lane], d[lane]));
        first[lane] = sum.wrapping_add(a[lane].rotate_left(5));
        third[lane] = b[lane].rotate_left(30);
    }
    *state = [first, a, third, c, d];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4, one block after the other.
    fn naive(token: &[u8]) -> [u32; 5] {
        let mut padded = token.to_vec();
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(BLOCK), 0);
        if padded.len() - token.len() < TAIL {
            padded.resize(padded.len() + BLOCK, 0);
        }
        let at = padded.len() - 8;
        padded[at..].copy_from_slice(&(token.len() as u64 * 8).to_be_bytes());
        let mut state = START;
        for block in padded.as_chunks::<BLOCK>().0 {
            let mut words: Vec<u32> = block.as_chunks().0.iter().map(|bytes| u32::from_be_bytes(*bytes)).collect();
            for t in 16..80 {
                words.push((words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16]).rotate_left(1));
            }
            let [mut a, mut b, mut c, mut d, mut e] = state;
            for (t, word) in words.into_iter().enumerate() {
                let (f, k) = match t {
                    0..20 => ((b & c) | (!b & d), 0x5A82_7999_u32),
                    20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
                    40..60 => ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC),
                    _ => (b ^ c ^ d, 0xCA62_C1D6),
                };
                let sum = [f, e, k, word].into_iter().fold(a.rotate_left(5), u32::wrapping_add);
                (a, b, c, d, e) = (sum, a, b.rotate_left(30), c, d);
            }
            for (word, add) in state.iter_mut().zip([a, b, c, d, e]) {
                *word = word.wrapping_add(add);
            }
        }
        state
    }

    fn paths() -> Vec<Arch> {
        let mut paths = vec![Arch::new(), Arch::Scalar];
        #[cfg(target_arch = "x86_64")]
        paths.extend(pulp::x86::V3::try_new().map(Arch::V3));
        paths
    }

    #[test]
    fn the_twin_agrees_with_the_standard() {
        assert_eq!(naive(b"abc"), [0xA999_3E36, 0x4706_816A, 0xBA3E_2571, 0x7850_C26C, 0x9CD0_D89D]);
    }

    #[test]
    fn every_path_agrees_with_naive() {
        let text: Vec<u8> = (0..300_u32).map(|n| (n * 7 + n / 5) as u8).collect();
        let mut tokens = Tokens::default();
        let pieces: Vec<&[u8]> = (0..300).map(|n| &text[n % 7..][..(n * 37) % 280]).collect();
        for length in 0..130 {
            tokens.push(&text[..length]);
        }
        for piece in &pieces {
            tokens.push(piece);
        }
        tokens.close();
        let all = (0..130).map(|length| &text[..length]).chain(pieces);
        let expected: Vec<u64> =
            all.map(naive).map(|[a, b, ..]| u64::from(a.swap_bytes()) | u64::from(b.swap_bytes()) << 32).collect();
        for path in paths() {
            assert_eq!(hash_all(path, &tokens), expected);
        }
    }

    #[test]
    fn sets_are_told_apart() {
        let mut tokens = Tokens::default();
        tokens.close();
        tokens.push(b"one");
        tokens.push(b"");
        tokens.close();
        assert_eq!(tokens.offsets(), [0, 0, 2]);
        assert_eq!(token_hashes(&tokens).len(), 2);
    }
}

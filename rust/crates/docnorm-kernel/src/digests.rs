//! Digests: BLAKE2b-128 of spans.
//!
//! One at a time, a paragraph is one or two blocks of 128 bytes, and the CPU waits for its own results. Several
//! paragraphs side by side fill the vector registers, which `hash_many` does where the CPU has them.

use blake2b_simd::Params;
use blake2b_simd::many::{HashManyJob, hash_many};

use crate::columns::Fit;
use crate::spans::cut;

const BYTES: usize = 16;
const AT_ONCE: usize = 64;

/// The digest of each span of a column of (text, start, stop), one after the other.
pub fn digests<S: AsRef<str>>(texts: &[S], spans: &[u8]) -> Fit<Vec<u8>> {
    let pieces = cut(texts, spans)?;
    let mut params = Params::new();
    params.hash_length(BYTES);
    let mut out = Vec::with_capacity(pieces.len() * BYTES);
    for group in pieces.chunks(AT_ONCE) {
        let mut jobs: Vec<_> = group.iter().map(|piece| HashManyJob::new(&params, piece.as_bytes())).collect();
        hash_many(&mut jobs);
        jobs.iter().for_each(|job| out.extend_from_slice(job.to_hash().as_bytes()));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::tests::packed;

    #[test]
    fn many_are_as_one() {
        let texts: Vec<String> = (0..200).map(|n| "漢字 and so on ".repeat(n % 23)).collect();
        let spans: Vec<u64> =
            texts.iter().enumerate().flat_map(|(t, text)| [t as u64, 0, text.chars().count() as u64]).collect();
        let one = |text: &String| Params::new().hash_length(BYTES).hash(text.as_bytes()).as_bytes().to_vec();
        assert_eq!(digests(&texts, &packed(&spans)).unwrap(), texts.iter().flat_map(one).collect::<Vec<u8>>());
    }
}

//! The scans of docnorm: work per code point, per shingle or per band entry, with no choice in it.
//!
//! Rule 1: the same bytes on every machine. Columns are little-endian, hashes have fixed seeds, and a path that the CPU
//!         offers gives what the plain path gives.
//! Rule 2: no state between calls, but the fold table, which is read once and never changes.
//! Rule 3: what comes from outside is checked where it comes in and refused with a [`Misfit`]; a panic is a bug.
//! Rule 4: `docnorm/_reference` is the specification. A difference is a bug here, unless the specification says so.
//! Rule 5: each file's head goes from the naive way to the fast one, and its tests hold the naive twin.
//!
//! `docs/scheme.md` explains the constants.

#![forbid(unsafe_code)]

mod bands;
mod changes;
mod classes;
mod columns;
mod digests;
mod folding;
mod hashing;
mod jaccard;
mod lines;
mod minhash;
mod patterns;
mod permuting;
mod points;
mod rewriting;
mod shingles;
mod sorting;
mod spans;
mod tokens;

pub use bands::{Bands, band_keys, candidates};
pub use changes::{Changes, compose};
pub use classes::{Classes, Found, class_table, find, survey};
pub use columns::{Misfit, Sets};
pub use digests::digests;
pub use folding::{fold, prepare};
pub use jaccard::{Threshold, intersections, near_pairs};
pub use lines::{Lines, lines};
pub use minhash::signatures;
pub use patterns::{Patterns, matching_lines};
pub use permuting::{affine64_signatures, legacy_signatures};
pub use rewriting::{Rewritten, Rules, rewrite, substitute};
pub use shingles::{Shingles, Sketches, shingles, sketch};
pub use tokens::{Tokens, token_hashes};

/// Panics on purpose, so that a test can see where a panic of the kernel arrives.
pub fn provoke(message: &str) {
    panic!("{message}");
}

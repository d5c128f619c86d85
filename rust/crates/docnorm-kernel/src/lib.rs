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

mod bitmaps;
mod bodies;
mod changes;
mod characters;
mod classes;
mod columns;
mod components;
mod distinct;
mod facts;
mod folding;
mod hashing;
mod jaccard;
mod joining;
mod lines;
mod listing;
mod meanings;
mod measures;
mod minhash;
mod ordering;
mod patterns;
mod permuting;
mod points;
mod proposing;
mod ranking;
mod rewriting;
mod sharing;
mod shingles;
mod signing;
mod sorting;
mod spans;
mod stars;
mod tokens;

pub use changes::{Changes, compose};
pub use classes::{Classes, Found, class_table, find, survey};
pub use columns::{Misfit, Sets};
pub use components::Links;
pub use distinct::{Distinct, distinct};
pub use facts::{Facts, facts};
pub use folding::{fold, prepare};
pub use jaccard::{Threshold, intersections};
pub use joining::{contained_pairs, exact_pairs};
pub use lines::{Lines, lines};
pub use meanings::Meanings;
pub use minhash::{Permutations, signatures};
pub use ordering::Order;
pub use patterns::{Patterns, matching_lines};
pub use permuting::{affine64_signatures, legacy_signatures};
pub use proposing::{Banding, Items, Proposals, propose};
pub use rewriting::{Rewritten, Rules, rewrite, substitute};
pub use sharing::Threads;
pub use shingles::{Shingles, Sketches, shingles, sketch};
pub use stars::{Stars, near, stars};
pub use tokens::{Tokens, token_hashes};

/// Panics on purpose, so that a test can see where a panic of the kernel arrives.
pub fn provoke(message: &str) {
    panic!("{message}");
}

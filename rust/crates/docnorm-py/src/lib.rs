//! The Python door of `docnorm-kernel`.
//!
//! Rule 1: conversion, release of the GIL and nothing else; an algorithm belongs into the kernel.
//! Rule 2: `str`, `bytes` and `int` cross, never a class of docnorm. A column comes back as `bytes`, little-endian.
//! Rule 3: every call goes through [`run`]: a [`Misfit`] becomes a ValueError, and a panic a RuntimeError.
//! Rule 4: `docnorm/_native.pyi` is the manual; what is said there isn't said again here.

#![forbid(unsafe_code)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use docnorm_kernel as kernel;
use docnorm_kernel::{
    Banding, Changes, Classes, Items, Links, Meanings, Misfit, Order, Patterns, Permutations, Rewritten, Rules, Sets,
    Threads, Threshold, Tokens,
};
use pyo3::exceptions::{PyRuntimeError, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyList, PyString};

type Texts = Vec<PyBackedStr>;
type Column<'py> = Bound<'py, PyBytes>;
type Columns<'py> = (Column<'py>, Column<'py>, Column<'py>, Column<'py>);

type Made<'py> = (Bound<'py, PyString>, Column<'py>, Column<'py>, Column<'py>, Column<'py>);

/// The UTF-8 of any string; if it has lone surrogates, as Python's `surrogatepass` writes them.
enum Text {
    Whole(PyBackedStr),
    Patched(PyBackedBytes),
}

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<PyBackedStr>() {
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) => {
                Ok(Text::Patched(object.call_method1("encode", ("utf-8", "surrogatepass"))?.extract()?))
            }
            text => Ok(Text::Whole(text?)),
        }
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        match self {
            Text::Whole(text) => text.as_bytes(),
            Text::Patched(text) => text,
        }
    }
}

/// Does the work without the GIL.
fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Misfit> + Send) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(done) => done.map_err(|misfit| PyValueError::new_err(misfit.0)),
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
            Err(PyRuntimeError::new_err(format!("the kernel failed: {message}")))
        }
    }
}

fn u64_column<'py>(py: Python<'py>, values: &[u64]) -> PyResult<Column<'py>> {
    PyBytes::new_with(py, values.len() * 8, |bytes| {
        bytes.as_chunks_mut().0.iter_mut().zip(values).for_each(|(cell, value)| *cell = value.to_le_bytes());
        Ok(())
    })
}

fn u32_column<'py>(py: Python<'py>, values: &[u32]) -> PyResult<Column<'py>> {
    PyBytes::new_with(py, values.len() * 4, |bytes| {
        bytes.as_chunks_mut().0.iter_mut().zip(values).for_each(|(cell, value)| *cell = value.to_le_bytes());
        Ok(())
    })
}

#[pyfunction]
fn fold(py: Python<'_>, texts: Texts) -> PyResult<Vec<String>> {
    run(py, || Ok(kernel::fold(&texts)))
}

#[pyfunction]
fn lines<'py>(py: Python<'py>, texts: Texts) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let found = run(py, || Ok(kernel::lines(&texts)))?;
    Ok((u64_column(py, &found.starts)?, PyBytes::new(py, &found.blanks), u64_column(py, &found.offsets)?))
}

#[pyfunction]
fn distinct<'py>(
    py: Python<'py>,
    texts: Texts,
    spans: &[u8],
    threads: i64,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let found = run(py, || kernel::distinct(&texts, spans, Threads::new(threads)?))?;
    Ok((u64_column(py, &found.classes)?, u64_column(py, &found.first)?, u64_column(py, &found.weights)?))
}

#[pyfunction]
#[pyo3(signature = (keys, measures, key=0))]
fn shingles<'py>(py: Python<'py>, keys: Texts, measures: &[u8], key: u64) -> PyResult<(Column<'py>, Column<'py>)> {
    let made = run(py, || kernel::shingles(&keys, measures, key))?;
    Ok((u64_column(py, &made.values)?, u64_column(py, &made.offsets)?))
}

#[pyfunction]
#[pyo3(signature = (texts, spans, measures, key=0))]
fn sketch<'py>(
    py: Python<'py>,
    texts: Texts,
    spans: &[u8],
    measures: &[u8],
    key: u64,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let made = run(py, || kernel::sketch(&texts, spans, measures, key))?;
    let (values, offsets) = (u64_column(py, &made.shingles.values)?, u64_column(py, &made.shingles.offsets)?);
    Ok((u64_column(py, &made.weights)?, values, offsets))
}

/// Words that count, months and days, words that are no names, units; zeros, signs that count, signs of numerals.
type Told = (Texts, Texts, Texts, Texts, PyBackedStr, PyBackedStr, PyBackedStr);

#[pyfunction]
fn facts<'py>(
    py: Python<'py>,
    texts: Texts,
    spans: &[u8],
    meanings: Told,
    length: i64,
    threads: i64,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>, Column<'py>, Column<'py>)> {
    let found = run(py, || {
        let (counts, months, openers, units, zeros, singles, numerals) = &meanings;
        let meanings = Meanings::new([counts, months, openers, units], zeros, singles, numerals);
        kernel::facts(&texts, spans, &meanings, length, Threads::new(threads)?)
    })?;
    let (facts, ends) = (u64_column(py, &found.facts)?, u64_column(py, &found.facts_offsets)?);
    let (names, stops) = (u64_column(py, &found.names)?, u64_column(py, &found.names_offsets)?);
    Ok((facts, ends, names, stops, u64_column(py, &found.skeletons)?))
}

/// Ranks, facts and names, both with their offsets, and skeletons.
type Ordered<'p> = (&'p [u8], (&'p [u8], &'p [u8]), (&'p [u8], &'p [u8]), &'p [u8]);

/// Texts, spans, the unit and the secret.
type Given<'p> = (Texts, &'p [u8], u8, u64);

#[pyfunction]
fn propose<'py>(
    py: Python<'py>,
    items: Given<'_>,
    permutations: (&[u8], &[u8]),
    banding: (i64, i64, i64),
    threshold: (i64, i64),
    threads: i64,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let found = run(py, || {
        let (texts, spans, unit, secret) = &items;
        let items = Items::new(texts, spans, *unit, *secret)?;
        let permutations = Permutations::new(permutations.0, permutations.1)?;
        let banding = Banding::new(permutations, banding, Threshold::new(threshold.0, threshold.1)?)?;
        Ok(kernel::propose(&items, &banding, Threads::new(threads)?))
    })?;
    Ok((u32_column(py, &found.pairs)?, u32_column(py, &found.members)?, u64_column(py, &found.offsets)?))
}

#[pyfunction]
fn verify<'py>(
    py: Python<'py>,
    items: Given<'_>,
    pairs: &[u8],
    threshold: (i64, i64),
    threads: i64,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let (pairs, shared, totals) = run(py, || {
        let (texts, spans, unit, secret) = &items;
        let items = Items::new(texts, spans, *unit, *secret)?;
        let links = Links::new(items.pieces.len(), pairs, &[], &[0; 8])?;
        Ok(kernel::near(&items, &links, Threshold::new(threshold.0, threshold.1)?, Threads::new(threads)?))
    })?;
    Ok((u32_column(py, &pairs)?, u64_column(py, &shared)?, u64_column(py, &totals)?))
}

#[pyfunction]
fn stars<'py>(
    py: Python<'py>,
    items: Given<'_>,
    proposals: (&[u8], &[u8], &[u8]),
    order: Ordered<'_>,
    threshold: (i64, i64),
    threads: i64,
) -> PyResult<Columns<'py>> {
    let found = run(py, || {
        let (texts, spans, unit, secret) = &items;
        let items = Items::new(texts, spans, *unit, *secret)?;
        let links = Links::new(items.pieces.len(), proposals.0, proposals.1, proposals.2)?;
        let (ranks, facts, names, skeletons) = order;
        let order = Order::new(&items, ranks, facts.into(), names.into(), skeletons)?;
        kernel::stars(&items, &links, &order, Threshold::new(threshold.0, threshold.1)?, Threads::new(threads)?)
    })?;
    let (partners, kinds) = (u32_column(py, &found.partners)?, PyBytes::new(py, &found.kinds));
    Ok((kinds, partners, u64_column(py, &found.shared)?, u64_column(py, &found.totals)?))
}

#[pyfunction]
fn signatures<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    multipliers: &[u8],
    increments: &[u8],
) -> PyResult<Column<'py>> {
    let signed = run(py, || kernel::signatures(Sets::new(shingles, offsets)?, multipliers, increments))?;
    u32_column(py, &signed)
}

#[pyfunction]
fn intersections<'py>(py: Python<'py>, shingles: &[u8], offsets: &[u8], pairs: &[u8]) -> PyResult<Column<'py>> {
    let sizes = run(py, || kernel::intersections(Sets::new(shingles, offsets)?, pairs))?;
    u64_column(py, &sizes)
}

#[pyfunction]
fn exact_pairs<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    numerator: i64,
    denominator: i64,
) -> PyResult<(Column<'py>, Column<'py>)> {
    let (pairs, sizes) = run(py, || {
        let threshold = Threshold::new(numerator, denominator)?;
        kernel::exact_pairs(Sets::new(shingles, offsets)?, threshold)
    })?;
    Ok((u32_column(py, &pairs)?, u64_column(py, &sizes)?))
}

#[pyfunction]
fn contained_pairs<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    numerator: i64,
    denominator: i64,
    most: i64,
) -> PyResult<(Column<'py>, Column<'py>)> {
    let (pairs, sizes) = run(py, || {
        let threshold = Threshold::new(numerator, denominator)?;
        kernel::contained_pairs(Sets::new(shingles, offsets)?, threshold, most)
    })?;
    Ok((u32_column(py, &pairs)?, u64_column(py, &sizes)?))
}

/// Copies the tokens of each set, so that they can be hashed without the GIL.
fn tokens(sets: &Bound<'_, PyList>) -> PyResult<Tokens> {
    let mut tokens = Tokens::default();
    for set in sets {
        for token in set.cast::<PyList>()? {
            match token.cast::<PyBytes>() {
                Ok(token) => tokens.push(token.as_bytes()),
                Err(_) => tokens.push(token.cast::<PyString>()?.to_str()?.as_bytes()),
            }
        }
        tokens.close();
    }
    Ok(tokens)
}

#[pyfunction]
fn token_hashes<'py>(py: Python<'py>, sets: &Bound<'py, PyList>) -> PyResult<(Column<'py>, Column<'py>)> {
    let tokens = tokens(sets)?;
    let hashes = run(py, || Ok(kernel::token_hashes(&tokens)))?;
    Ok((u64_column(py, &hashes)?, u64_column(py, &tokens.offsets())?))
}

#[pyfunction]
fn affine64_signatures<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    multipliers: &[u8],
    increments: &[u8],
) -> PyResult<Column<'py>> {
    let signed = run(py, || kernel::affine64_signatures(Sets::new(shingles, offsets)?, multipliers, increments))?;
    u64_column(py, &signed)
}

#[pyfunction]
fn legacy_signatures<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    multipliers: &[u8],
    increments: &[u8],
) -> PyResult<Column<'py>> {
    let signed = run(py, || kernel::legacy_signatures(Sets::new(shingles, offsets)?, multipliers, increments))?;
    u64_column(py, &signed)
}

fn columns<'py>(py: Python<'py>, changes: &Changes) -> PyResult<Columns<'py>> {
    let [a, b, c, d] = &changes.0;
    Ok((u64_column(py, a)?, u64_column(py, b)?, u64_column(py, c)?, u64_column(py, d)?))
}

/// A text that was made, or the very object that it was to be made from, where nothing changed.
fn rewritten<'py>(source: &Bound<'py, PyString>, made: &Rewritten) -> PyResult<Made<'py>> {
    let py = source.py();
    let text = if made.changes.is_empty() {
        source.clone()
    } else {
        let plain = PyString::from_bytes(py, &made.text);
        plain.or_else(|_| {
            PyString::from_encoded_object(&PyBytes::new(py, &made.text), Some(c"utf-8"), Some(c"surrogatepass"))
        })?
    };
    let (starts, stops, lows, highs) = columns(py, &made.changes)?;
    Ok((text, starts, stops, lows, highs))
}

#[pyfunction]
fn compose<'py>(
    py: Python<'py>,
    first: (&[u8], &[u8], &[u8], &[u8]),
    second: (&[u8], &[u8], &[u8], &[u8]),
) -> PyResult<Columns<'py>> {
    let composed = run(py, || kernel::compose(first.into(), second.into()))?;
    columns(py, &composed)
}

#[pyfunction]
fn rewrite<'py>(
    text: &Bound<'py, PyString>,
    starts: &[u8],
    stops: &[u8],
    numbers: &[u8],
    pieces: Vec<Text>,
) -> PyResult<Made<'py>> {
    let source: Text = text.extract()?;
    let made = run(text.py(), || kernel::rewrite(source.as_ref(), starts, stops, numbers, &pieces))?;
    rewritten(text, &made)
}

#[pyfunction]
fn substitute<'py>(
    text: &Bound<'py, PyString>,
    sources: Vec<Text>,
    targets: Vec<Text>,
    spared: &[u8],
) -> PyResult<Made<'py>> {
    let source: Text = text.extract()?;
    let made = run(text.py(), || kernel::substitute(source.as_ref(), &Rules::new(&sources, &targets)?, spared))?;
    rewritten(text, &made)
}

#[pyfunction]
fn class_table<'py>(py: Python<'py>, rows: &[u8]) -> PyResult<Column<'py>> {
    let table = run(py, || kernel::class_table(rows))?;
    Ok(PyBytes::new(py, &table))
}

#[pyfunction]
fn survey<'py>(py: Python<'py>, texts: Vec<Text>, classes: &[u8]) -> PyResult<Column<'py>> {
    let found = run(py, || Ok(kernel::survey(&texts, Classes::new(classes)?)))?;
    u32_column(py, &found)
}

#[pyfunction]
fn find<'py>(
    py: Python<'py>,
    text: Text,
    classes: &[u8],
    wanted: u32,
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let found = run(py, || Ok(kernel::find(text.as_ref(), Classes::new(classes)?, wanted)))?;
    Ok((u64_column(py, &found.positions)?, u32_column(py, &found.points)?, u32_column(py, &found.classes)?))
}

#[pyfunction]
fn matching_lines<'py>(py: Python<'py>, text: Text, classes: &[u8], patterns: &[u8]) -> PyResult<Column<'py>> {
    let spans = run(py, || {
        let patterns = Patterns::new(Classes::new(classes)?, patterns)?;
        Ok(kernel::matching_lines(text.as_ref(), &patterns))
    })?;
    u64_column(py, &spans)
}

#[pyfunction]
fn provoke(py: Python<'_>, message: &str) -> PyResult<()> {
    run(py, || {
        kernel::provoke(message);
        Ok(())
    })
}

#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::{
        affine64_signatures, class_table, compose, contained_pairs, distinct, exact_pairs, facts, find, fold,
        intersections, legacy_signatures, lines, matching_lines, propose, provoke, rewrite, shingles, signatures,
        sketch, stars, substitute, survey, token_hashes, verify,
    };
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        docnorm_kernel::prepare();
        Ok(())
    }
}

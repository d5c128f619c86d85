//! The Python door of `docnorm-kernel`.
//!
//! Rule 1: conversion, release of the GIL and nothing else; an algorithm belongs into the kernel.
//! Rule 2: `str`, `bytes` and `int` cross, never a class of docnorm. A column comes back as `bytes`, little-endian.
//! Rule 3: every call goes through [`run`]: a [`Misfit`] becomes a ValueError, and a panic a RuntimeError.
//! Rule 4: `docnorm/_native.pyi` is the manual; what is said there isn't said again here.

#![forbid(unsafe_code)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use docnorm_kernel as kernel;
use docnorm_kernel::{Bands, Misfit, Sets, Threshold};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

type Texts = Vec<PyBackedStr>;
type Column<'py> = Bound<'py, PyBytes>;

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
fn digests<'py>(py: Python<'py>, texts: Texts, spans: &[u8]) -> PyResult<Column<'py>> {
    let digests = run(py, || kernel::digests(&texts, spans))?;
    Ok(PyBytes::new(py, &digests))
}

#[pyfunction]
fn shingles<'py>(py: Python<'py>, keys: Texts, units: &[u8]) -> PyResult<(Column<'py>, Column<'py>)> {
    let made = run(py, || kernel::shingles(&keys, units))?;
    Ok((u64_column(py, &made.values)?, u64_column(py, &made.offsets)?))
}

#[pyfunction]
fn sketch<'py>(
    py: Python<'py>,
    texts: Texts,
    spans: &[u8],
    units: &[u8],
) -> PyResult<(Column<'py>, Column<'py>, Column<'py>)> {
    let made = run(py, || kernel::sketch(&texts, spans, units))?;
    let (values, offsets) = (u64_column(py, &made.shingles.values)?, u64_column(py, &made.shingles.offsets)?);
    Ok((u64_column(py, &made.weights)?, values, offsets))
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
fn band_keys<'py>(
    py: Python<'py>,
    signatures: &[u8],
    permutations: i64,
    bands: i64,
    rows: i64,
) -> PyResult<Column<'py>> {
    let keys = run(py, || kernel::band_keys(signatures, permutations, bands, rows))?;
    u64_column(py, &keys)
}

#[pyfunction]
fn candidates<'py>(py: Python<'py>, keys: &[u8], bands: i64) -> PyResult<Column<'py>> {
    let pairs = run(py, || kernel::candidates(keys, bands))?;
    u32_column(py, &pairs)
}

#[pyfunction]
fn intersections<'py>(py: Python<'py>, shingles: &[u8], offsets: &[u8], pairs: &[u8]) -> PyResult<Column<'py>> {
    let sizes = run(py, || kernel::intersections(Sets::new(shingles, offsets)?, pairs))?;
    u64_column(py, &sizes)
}

#[pyfunction]
fn near_pairs<'py>(
    py: Python<'py>,
    shingles: &[u8],
    offsets: &[u8],
    keys: &[u8],
    bands: i64,
    threshold: (i64, i64),
) -> PyResult<(Column<'py>, Column<'py>)> {
    let (pairs, sizes) = run(py, || {
        let threshold = Threshold::new(threshold.0, threshold.1)?;
        kernel::near_pairs(Sets::new(shingles, offsets)?, Bands::new(keys, bands)?, threshold)
    })?;
    Ok((u32_column(py, &pairs)?, u64_column(py, &sizes)?))
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
        band_keys, candidates, digests, fold, intersections, lines, near_pairs, provoke, shingles, signatures, sketch,
    };
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        docnorm_kernel::prepare();
        Ok(())
    }
}

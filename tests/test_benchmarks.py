"""
The benchmarks: they run, and their answers are right; what they measure is for `make bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_job_is_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark of the whole job finds what was planted, beside datasketch, and records what it saw.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_job.py"), "--megabytes", "0.3", "--repeat", "1"]
    ran = subprocess.run([*command, "--record", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    record = json.loads((tmp_path / "job.json").read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in record["rows"]}
    assert ["datasketch, 3 words", "datasketch, 5 characters", "docnorm"] == sorted(rows)
    assert (1.0, 0.0) == (rows["docnorm"]["recall"], rows["docnorm"]["false_pairs"])


def test_one_document_is_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark of normalization checks its answers beside ftfy, and records what it saw; without corpora, in English.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_normalize.py"), "--megabytes", "0.05", "--repeat", "1"]
    arguments = ["--record", str(tmp_path), "--corpora", str(tmp_path / "none")]
    ran = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    record = json.loads((tmp_path / "normalize.json").read_text(encoding="utf-8"))
    changes = {row["name"]: row["changes"] for row in record["rows"]}
    assert 0 == changes.pop("clean ASCII")
    assert ["English, a fifth of the lines broken", "English, curly quotes, CRLF"] == sorted(changes)
    assert all(changes.values())


def test_sketches_for_datasketch_are_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark of interchange compares every bit with datasketch's, and records a row for each job.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_interop.py"), "--megabytes", "0.05", "--repeat", "1"]
    ran = subprocess.run([*command, "--record", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    record = json.loads((tmp_path / "interop.json").read_text(encoding="utf-8"))
    schemes = ["signing, affine32", "signing, affine32, to MinHash objects", "signing, affine64", "signing, legacy"]
    assert [*schemes, "filling a MinHashLSH"] == [row["name"] for row in record["rows"]]


def test_the_storage_benchmark_needs_the_corpora(tmp_path: Path) -> None:
    """
    Where the corpora are missing, one sentence says so.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_storage.py"), "--corpora", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (1, "") == (ran.returncode, ran.stdout)
    assert f"No benchmark: the corpora aren't in {tmp_path}; name their folder with --corpora.\n" == ran.stderr

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


def test_the_storage_benchmark_needs_the_corpora(tmp_path: Path) -> None:
    """
    Where the corpora are missing, one sentence says so.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_storage.py"), "--corpora", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (1, "") == (ran.returncode, ran.stdout)
    assert f"No benchmark: the corpora aren't in {tmp_path}; name their folder with --corpora.\n" == ran.stderr


def test_runs_are_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark of repeats counts characters, takes either copy, tells what isn't marked, and fails where a goal isn't
    reached; where the corpora are missing, one sentence says so.
    """
    body = "".join(
        f"{letter} The harbour master closed the northern quay, as the old cranes were unsafe.\n\n" for letter in "ab"
    )
    for name in ("thaigov_repeated_sample", "repeated_copyright_gesetze_sample", "intra_doc_powershell"):
        (tmp_path / name).mkdir()
        run = {"first": [0, len(body)], "second": [len(body) + 3, 2 * len(body) + 3]}
        label = {"id": "x", "repeated": True, "clean": True, "runs": [run], "strict": True, "before": "", "dups": []}
        (tmp_path / name / "labels.jsonl").write_text(json.dumps(label) + "\n")
        (tmp_path / name / "docs.jsonl").write_text(json.dumps({"id": "x", "text": f"{body}z\n\n{body}"}) + "\n")
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_runs.py"), "--show", "--corpora"]
    ran = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    assert "thaigov_repeated_sample, repeated | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 0 | 1.000 | 1.000 |" in ran.stdout
    (tmp_path / "thaigov_repeated_sample" / "labels.jsonl").write_text(
        json.dumps(label | {"repeated": False, "runs": []}) + "\n"
    )
    ran = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (1, "The goal isn't reached: thaigov_repeated_sample, not repeated\n") == (ran.returncode, ran.stderr)
    ran = subprocess.run([*command, str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (1, "") == (ran.returncode, ran.stdout)

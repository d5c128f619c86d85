"""
The benchmarks: they run, and their answers are right; what they measure is for `make bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_finding_duplicates_is_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark finds what was planted, from strings and from a file, beside others, and records what it saw.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_dups.py"), "--megabytes", "0.3", "--repeat", "1"]
    rivals = ["--against", "datasketch, 3 words", "exact join in Python"]
    ran = subprocess.run([*command, *rivals, "--record", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    record = json.loads((tmp_path / "dups.json").read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in record["rows"]}
    assert ["datasketch, 3 words", "docnorm", "docnorm, files", "exact join in Python"] == sorted(rows)
    own = [rows["docnorm"], rows["docnorm, files"]]
    assert [(1.0, 0.0)] * 2 == [(row["recall"], row["false_pairs"]) for row in own]
    assert all(row["counts"] for row in rows.values())


def test_growth_is_benchmarked(tmp_path: Path) -> None:
    """
    The benchmark of many paragraphs checks its answers, and records what they cost; it takes them from any folder.
    """
    page = tmp_path / "pages" / "page.html"
    page.parent.mkdir()
    words = [
        f"<p>Word {i} of <b>page</b> {i % 7} is &amp; stays number {i * 31}, come what may.</p>" for i in range(4000)
    ]
    page.write_text(f"<html><head><title>No text</title></head>{''.join(words)}</html>", encoding="utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_scale.py"), "--folder", str(page.parent)]
    more = ["--megabytes", "0.2", "--repeat", "1", "--record", str(tmp_path), "--build", str(tmp_path / "build")]
    ran = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    record = json.loads((tmp_path / "scale.json").read_text(encoding="utf-8"))
    assert ("folders", {f"{tmp_path.name}/pages": 1}, 4000) == tuple(
        record["corpus"][name] for name in ("from", "files", "paragraphs")
    )
    assert [1, 2] * 3 == [row["threads"] for row in record["rows"]]


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


def test_the_answers_are_judged(tmp_path: Path) -> None:
    """
    The benchmark of quality checks every pair against plain Python, scores copies and traps, and records the scores.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "quality.py"), "--alone", "--set", "e", "--paragraphs", "12"]
    arguments = ["--record", str(tmp_path), "--corpora", str(tmp_path / "none")]
    ran = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    assert "No " not in ran.stderr
    record = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
    assert not any(check["wrong"] for check in record["checks"])
    scores = {(row["set"], row["contestant"]): row["score"] for row in record["rows"]}
    assert (1.0, 1.0) == tuple(scores["words deleted, 2%", "docnorm"][name] for name in ("precision", "recall"))
    assert (0, 0) == tuple(scores["rates that differ in figures", "docnorm"][name] for name in ("removed", "lossy"))


def test_the_judges_know_their_rules() -> None:
    """
    The examples in what scores an answer are right.
    """
    for module in ("scoring", "exact"):
        path = ROOT / "benchmarks" / f"{module}.py"
        ran = subprocess.run([sys.executable, "-m", "doctest", str(path)], capture_output=True, text=True, check=False)
        assert (0, "", "") == (ran.returncode, ran.stdout, ran.stderr)

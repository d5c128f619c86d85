"""
`docnorm dups` as a gate: what no transcript shows. Formats, settings, records, encodings, and the cache in a work tree.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import docnorm
from docnorm.cli import main

SCHEMAS = Path(docnorm.__file__).parent / "schemas"
SARIF = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"
LINES = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.\n",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.\n",
]
FORMATS = ["text", "concise", "json", "jsonl", "sarif", "github", "markdown"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def put(**files: str | bytes) -> None:
    """Write files, two underscores standing for a dot."""
    for name, text in files.items():
        Path(name.replace("__", ".")).write_bytes(text if isinstance(text, bytes) else text.encode())


def git(*arguments: str) -> None:
    """Run git here."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int | None = 1) -> str:
    """What a command prints, if it ends as expected."""
    found = main(list(arguments))
    out, _ = capsys.readouterr()
    assert status in (None, found), out
    return out


def test_formats(capsys: pytest.CaptureFixture[str]) -> None:
    """Every format tells of the copy and of what it repeats, by its schema, with the same exit code."""
    put(a__md="".join(LINES), b__md="".join(LINES), c__bin=b"\0\0\0")
    for name in FORMATS:
        out = printed(capsys, "dups", ".", "--output-format", name)
        assert "a.md" in out
        assert "b.md" in out
        printed(capsys, "dups", "a.md", "--output-format", name, status=0)
        printed(capsys, "dups", ".", "--output-format", name, "--exit-zero", status=0)
    jsonschema.validate(json.loads(printed(capsys, "dups", ".", "--output-format", "json")), schema("dups.json"))
    for line in printed(capsys, "dups", ".", "--output-format", "jsonl").splitlines():
        jsonschema.validate(json.loads(line), schema("report.json"))
    log = json.loads(printed(capsys, "dups", ".", "--output-format", "sarif"))
    jsonschema.validate(log, json.loads(SARIF.read_text(encoding="utf-8")))
    [result] = log["runs"][0]["results"]
    assert "docnorm/document.exact" == result["ruleId"]
    places = [place["physicalLocation"]["artifactLocation"]["uri"] for place in result["relatedLocations"]]
    assert ["a.md"] == places


def schema(name: str) -> object:
    """A schema of ours."""
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def test_places_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """A notice is where a program finds it: a record by its line in its file, and a file by its own name."""
    put(a__jsonl="".join(f"{json.dumps({'text': line})}\n" for line in (LINES[1], LINES[0])), b__md=LINES[0] * 2)
    Path(os.fsdecode(b"caf\xe9.md")).write_text(LINES[1], encoding="utf-8")
    [result, *_] = (
        json.loads(printed(capsys, "dups", "a.jsonl", os.fsdecode(b"caf\xe9.md"), "--output-format", "sarif"))
    )["runs"][0]["results"]
    places = [where["physicalLocation"] for where in (*result["locations"], *result["relatedLocations"])]
    assert [("a.jsonl", 1), ("caf%E9.md", 1)] == sorted(
        (place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places
    )
    line = printed(capsys, "dups", "a.jsonl", "b.md", "--output-format", "jsonl").splitlines()[0]
    told = json.loads(line)
    assert ("a.jsonl", 2) in [(place["path"], place["line"]) for place in (told, *told["related"])]


def test_many_files_that_are_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    """They are told, but not all of them, and are no failure."""
    put(**{f"{number:02}__gif": b"GIF89a\0" for number in range(13)})
    out = printed(capsys, "dups", ".", status=0)
    assert "not compared: 09.gif isn't text\n… and 3 more that aren't text\n" in out


def test_an_output_file(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed can be written; a place that can't be is an error."""
    put(a__md=LINES[0], b__md=LINES[0])
    expected = printed(capsys, "dups", "a.md", "b.md")
    assert "" == printed(capsys, "dups", "a.md", "b.md", "--output-file", "out")
    assert expected == Path("out").read_text(encoding="utf-8")
    assert "" == printed(capsys, "dups", "a.md", "--output-file", "no/where", status=2)


def test_settings(capsys: pytest.CaptureFixture[str]) -> None:
    """The configuration says what is excluded and how texts are compared; the command line has the last word."""
    put(a__md=LINES[0], b__md=LINES[0].replace("Monday", "Tuesday"), c__txt=LINES[0])
    put(docnorm__toml='exclude = ["c.txt"]\nguard = "none"\n[[overrides]]\npaths = ["*.md"]\nguard = "numbers"\n')
    assert "b.md" in printed(capsys, "dups", ".", "--output-format", "concise")
    assert "c.txt" not in printed(capsys, "dups", ".", "--output-format", "concise")
    assert "c.txt" in printed(capsys, "dups", ".", "c.txt", "--output-format", "concise")
    assert "c.txt" not in printed(capsys, "dups", ".", "c.txt", "--force-exclude", "--output-format", "concise")
    assert "kept apart" in printed(capsys, "dups", ".", "--guard", "numbers", status=0)
    printed(capsys, "dups", ".", "--exclude", "b.md", status=0)
    assert "c.txt" in printed(capsys, "dups", ".", "--isolated", "--output-format", "concise")


def test_tracked_files(capsys: pytest.CaptureFixture[str]) -> None:
    """In a work tree, what git ignores isn't meant; with --tracked, nor is what it doesn't track. Names are."""
    git("init", "-q")
    put(a__md=LINES[0], b__md=LINES[0], c__md=LINES[0], __gitignore="c.md\n")
    git("add", "a.md")
    assert "c.md" not in printed(capsys, "dups", ".", "--output-format", "concise")
    printed(capsys, "dups", ".", "--tracked", status=0)
    printed(capsys, "dups", ".", "b.md", "--tracked")
    assert "0 repeated texts" in printed(capsys, "baseline", "create", ".", status=0)
    printed(capsys, "dups", ".")
    git("add", "b.md")
    printed(capsys, "dups", ".", "--tracked")


def test_records_and_encodings(capsys: pytest.CaptureFixture[str]) -> None:
    """Records are compared as elsewhere; a comment counts in any encoding, and the rest is read as before."""
    text = f"caf\xe9 na\xefve \x93quotes\x94 \x97 and more\n\n# docnorm: ignore\n\n{LINES[0]}"
    put(a__md=LINES[0], b__txt=text.encode("latin-1"), c__txt=f"\ufeff{text[30:]}".encode("utf-16-le"))
    printed(capsys, "dups", ".", status=0)
    record = json.dumps({"text": f"# docnorm: ignore\n\n{LINES[0]}"})
    put(d__jsonl=f"{record}\n")
    assert "d.jsonl#000001" in printed(capsys, "dups", ".", "--output-format", "concise")
    put(e__txt=f"{LINES[1]}\n", f__txt=f"docnorm: ignore\n\n{LINES[1]}\n")
    assert "f.txt" in printed(capsys, "dups", "e.txt", "f.txt", "--output-format", "concise")


def test_what_is_ignored_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither as a kept copy nor as one that repeats it; two others still repeat each other, and lines stay."""
    put(a__md=f"<!-- docnorm: ignore -->\n\n{LINES[0]}{LINES[1] * 2}")
    put(b__md=LINES[0])
    printed(capsys, "dups", ".", status=0)
    put(c__md=LINES[0])
    assert "c.md:1: exact 1.000 b.md:1\n" == printed(capsys, "dups", ".", "--output-format", "concise")
    put(a__md=f"<!-- docnorm: ignore -->\n\n{LINES[1]}\n{LINES[0]}\nElse.\n\n{LINES[0]}")
    assert "a.md:9: exact 1.000 a.md:5\n" == printed(capsys, "dups", "a.md", "--output-format", "concise")


def test_the_cache(capsys: pytest.CaptureFixture[str]) -> None:
    """It's where git keeps what is about the tree; the output is the same with it, without it, and if it's broken."""
    git("init", "-q")
    put(a__md="".join(LINES), b__md="".join(LINES), c__md=f"“{LINES[0]}”")
    bare = printed(capsys, "dups", ".", "--no-cache")
    cache = Path(".git/docnorm-cache/prepared-1.sqlite")
    assert not cache.exists()
    assert bare == printed(capsys, "dups", ".") == printed(capsys, "dups", ".")
    connection = sqlite3.connect(cache)
    assert [(2,)] == list(connection.execute("SELECT count(*) FROM prepared"))
    connection.close()
    cache.write_bytes(b"broken" * 1000)
    assert 1 == main(["dups", "."])
    out, err = capsys.readouterr()
    assert bare == out
    assert err.startswith("docnorm: warning: the cache ")


def test_what_is_imported() -> None:
    """`check` and `fix` load neither the cache nor what compares texts."""
    put(a__md="clean\n")
    told = "import sys; from docnorm.cli import main; main(['check', 'a.md']); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    for name in ("sqlite3", "numpy", "docnorm.canonicalizing", "docnorm.baselining"):
        assert f"'{name}'" not in ran.stdout

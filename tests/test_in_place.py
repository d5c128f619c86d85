"""
`docnorm check` and `docnorm fix`: what no transcript shows.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import docnorm
from docnorm.cli import main
from docnorm.cli.files import CommandParser, add_files, is_colourful

SCHEMAS = Path(docnorm.__file__).parent / "schemas"
OWN_SCHEMAS = Path(__file__).parent / "schemas"

WATCHED = """
import os, sys
from docnorm.cli import main

def heed(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        print("writes", arguments[0])

sys.addaudithook(heed)
main(["fix", *sys.argv[1:]])
"""


def test_a_clean_file_is_not_touched(tmp_path: Path) -> None:
    """It's never opened for writing, and its inode and its time stay; a messy one is written by another name."""
    for name, text in (("clean.md", "It's clean.\r\n"), ("picture.md", "\0\1\2"), ("messy.md", "“x”\n")):
        (tmp_path / name).write_bytes(text.encode())
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    command = [sys.executable, "-c", WATCHED, str(tmp_path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    writes = [line.rpartition("/")[2] for line in ran.stdout.split("\n") if line.startswith("writes")]
    assert [".docnorm-draft-"] == [name[:15] for name in writes]
    same = {path.name for path in before if before[path] == (path.stat().st_ino, path.stat().st_mtime_ns)}
    assert {"clean.md", "picture.md"} == same


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no file that can't be read by root")
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_file_that_cannot_be_read(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It's said, the others are looked at all the same, and the exit code is 2."""
    (tmp_path / "messy.md").write_text("“x”\n", encoding="utf-8")
    assert 2 == main([command, "/proc/self/mem", str(tmp_path / "messy.md")])
    out, err = capsys.readouterr()
    assert "docnorm: /proc/self/mem: it can't be read (input/output error); check its permissions\n" == err
    assert "messy.md" in out


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It's said, and the others are fixed."""
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text("“x”\n", encoding="utf-8")
    (tmp_path / "b.md").chmod(0o444)
    assert 2 == main(["fix", str(tmp_path)])
    out, err = capsys.readouterr()
    assert ["a.md", "c.md"] == [line.split()[1].rpartition("/")[2] for line in out.split("\n")[:-1]]
    assert f"docnorm: {tmp_path}/b.md: it's read-only; make it writable, or exclude it\n" == err


@pytest.mark.parametrize(
    ("wish", "environment", "expected"),
    [
        # what the command line says, what the environment says, whether there are colours in a pipe
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "", "NO_COLOR": ""}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(wish: str, environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line counts for more than NO_COLOR, and that for more than FORCE_COLOR."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert expected is is_colourful(wish)


@pytest.mark.parametrize(("term", "expected"), [("xterm", True), ("dumb", False)])
def test_colours_on_a_terminal(term: str, expected: bool) -> None:
    """A terminal gets colours, unless it's one that can't show them."""
    import pty

    ours, theirs = pty.openpty()
    code = "from docnorm.cli.files import is_colourful; print(is_colourful('auto'))"
    environment = {**os.environ, "TERM": term} | {"NO_COLOR": "", "FORCE_COLOR": ""}
    subprocess.run([sys.executable, "-c", code], stdout=theirs, env=environment, check=True)
    os.close(theirs)
    assert str(expected).encode() == os.read(ours, 100).strip()
    os.close(ours)


def test_no_option_swallows_a_name() -> None:
    """No option has a value that may be left out."""
    parser = CommandParser()
    add_files(parser)
    assert not [action for action in parser._actions if action.option_strings and action.nargs in ("?", "*")]


def test_a_name_with_a_dash_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there is a file; an option is an option; - is standard input; what isn't there is an error."""
    monkeypatch.chdir(tmp_path)
    for name in ("-x.md", "--diff", "--exclude=a"):
        Path(name).write_text("")
    parser = CommandParser()
    parser.add_argument("--diff", action="store_true")
    parser.add_argument("paths", nargs="*")
    assert argparse.Namespace(diff=True, paths=["./-x.md", "-"]) == parser.parse_args(["-x.md", "--diff", "-"])
    assert ["./--exclude=a"] == parser.parse_args(["--exclude=a"]).paths
    assert ["a", "b", "c"] == parser.parse_args(["a", "--diff", "b", "c"]).paths
    assert ["a", "-b"] == parser.parse_args(["--", "a", "-b"]).paths
    with pytest.raises(SystemExit):
        parser.parse_args(["-y.md"])


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_the_seeds_follow_the_schemas(name: str, seeds: Path, tmp_path: Path) -> None:
    """What is told of real files is what the schemas say, and the exit code is that of every other format."""
    told = tmp_path / "told"
    assert 1 == main(["check", str(seeds), "--output-format", name, "--output-file", str(told)])
    schema = {"json": SCHEMAS / "report.json", "sarif": OWN_SCHEMAS / "sarif-2.1.0.json"}[name]
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    validator.validate(json.loads(told.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["text", "concise", "json", "jsonl", "sarif", "github", "markdown"])
def test_the_exit_code_is_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    """What is found doesn't depend on how it's told."""
    for text, status in (("“x”\n", 1), ("x\n", 0), ("\u202e\n", 1), ("\u200b\n", 0)):
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        assert status == main(["check", str(tmp_path / "a.md"), "--output-format", name])


def test_names_that_no_command_line_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of more names than one call of a program takes is read from a file."""
    monkeypatch.chdir(tmp_path)
    names = [f"{number:04}-{'x' * 200}.md" for number in range(300)]
    for name in names:
        Path(name).write_text("“x”\n" if name < "0003" else "x\n", encoding="utf-8")
    Path("list").write_bytes(b"\0".join(name.encode() for name in names * 3))
    assert 131_072 < Path("list").stat().st_size
    assert 1 == main(["fix", "--files-from", "list"])
    assert 0 == main(["fix", "--files-from", "list"])

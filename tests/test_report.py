"""
The report: what it tells is what the map says, and nothing of a text acts in the file.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import docnorm
from docnorm import Result, Source
from docnorm.cli import main
from docnorm.errors import BadOutput
from docnorm.report import html, write
from docnorm.report.telling import tell

ROOT = Path(__file__).parent.parent
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028<!--\u202e&amp; {{x}} ${y}"


class Parsed(HTMLParser):
    """The elements of a page, and the texts of its scripts by their ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: str | None = None
        self.scripts: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open = dict(attrs).get("id") or tag

    def handle_endtag(self, tag: str) -> None:
        self.open = None

    def handle_data(self, data: str) -> None:
        if self.open:
            self.scripts[self.open] = data


@pytest.fixture(scope="module")
def seeds() -> Result:
    """The seeds, canonicalized."""
    from docnorm.reading import read

    return docnorm.canonicalize(read([ROOT / "seeds"]).sources)


def told(*texts: str, most: int = 100) -> dict[str, Any]:
    """What a report tells of some texts."""
    sources = [Source(f"s{number}", text.encode("utf-8", "surrogatepass")) for number, text in enumerate(texts)]
    return tell(docnorm.canonicalize(sources).provenance, {}, most)


def paragraph(number: int) -> str:
    """A paragraph that's like no other one."""
    return " ".join(f"word{number}x{n}" for n in range(30)) + "\n"


def test_figures_are_the_manifests(seeds: Result) -> None:
    """What's counted for the page is what the result counts."""
    totals = tell(seeds.provenance, {})["totals"]
    assert totals["sources"] == seeds.counts["sources"]
    assert totals["blocks"] == seeds.counts["blocks"]
    assert totals["read"] == seeds.counts["bytes"] == sum(totals["bytes"].values())
    assert totals["runs"] == seeds.counts["runs"]


def test_every_block_has_a_fate_and_a_size(seeds: Result) -> None:
    """A strip has as many parts as its source has blocks, and is as long as the source."""
    for source in tell(seeds.provenance, {})["sources"]:
        assert len(source["fates"]) == len(source["lines"]) == len(source["sizes"])
        assert sum(source["sizes"]) == source["size"]


def test_every_dropped_block_is_in_a_group(seeds: Result) -> None:
    """The list of groups leaves out nothing that was dropped."""
    value = tell(seeds.provenance, {})
    dropped = {(n, b) for n, s in enumerate(value["sources"]) for b, fate in enumerate(s["fates"]) if fate in "enrd"}
    members = [member["at"] for group in value["groups"] for member in group["members"] if member["dropped"]]
    assert dropped == {(source, start + step) for source, start, count in members for step in range(count)}


def test_a_changed_character_is_told_with_what_it_became() -> None:
    """A curly quote is a pair."""
    value = told("It’s here.\r\n")
    assert value["texts"] == [[0, 0, ["It", ["’", "'"], "s here."]]]


def test_a_long_block_is_cut_and_says_so() -> None:
    """A word of a million letters doesn't make a file of a million letters."""
    ((_, _, pieces),) = told("x" * 1_000_000)["texts"]
    assert pieces == ["x" * 20_000, 980_000]
    ((_, _, pieces),) = told("’x" * 20_000)["texts"]
    assert pieces[-1] == 20_000


def test_groups_beyond_the_limit_are_counted() -> None:
    """What isn't shown is told."""
    text = "\n".join(paragraph(number) for number in (1, 2, 3, 4, 1, 2, 5, 6, 3, 4)).replace("\n\n", "\n")
    assert len(told(text)["groups"]) == 2
    value = told(text, most=1)
    assert (len(value["groups"]), value["left_out"]) == (1, 1)


def test_a_gap_in_a_run_is_told() -> None:
    """What stands between is on both sides, and kept."""
    text = "".join(paragraph(number) for number in (1, 2, 3, 4, 5, 1, 2, 6, 4, 5))
    value = told(text)
    (found,) = (group for group in value["groups"] if group["kind"] == "run")
    assert (found["kept"], found["members"][0]["at"], found["members"][0]["gaps"]) == ([0, 0, 5], [0, 5, 5], [[7, 2]])
    assert value["sources"][0]["fates"] == "kkkkkrrkrr"


def test_a_reference_is_no_source_of_the_report() -> None:
    """A link into the reference corpus leads nowhere, also where a source has the reference's name."""
    again = [Source(name, paragraph(1).encode() * 2 + paragraph(2).encode()) for name in "ab"]
    result = docnorm.canonicalize([again[0], Source("b", b"Something else.")], against=[again[1]])
    value = tell(result.provenance, {})
    assert (value["sources"][0]["link"][0], value["groups"][0]["kept"][0]) == (-1, -1)


def test_hostile_texts_add_no_element() -> None:
    """The file has the same elements whatever the texts are, and its data are the texts."""
    pages = [
        Parsed(html(docnorm.canonicalize([Source(name, text.encode())]), title))
        for name, text, title in (("x", "x", "x"), (HOSTILE, HOSTILE, HOSTILE))
    ]
    assert pages[0].tags == pages[1].tags
    texts = [piece for _, _, pieces in json.loads(pages[1].scripts["texts"]) for piece in pieces]
    assert HOSTILE.startswith("".join(piece if isinstance(piece, str) else piece[0] for piece in texts[:1]))
    assert any("</script><script>alert(1)" in piece for piece in texts)
    assert "</script" not in pages[1].scripts["data"]


def test_a_lone_surrogate_is_shown_as_none() -> None:
    """A page is UTF-8."""
    value = told("a\ud800b " + paragraph(1))
    json.dumps(value, ensure_ascii=False).encode()


def test_what_is_large_is_packed() -> None:
    """Beyond some megabytes the texts are compressed; the same result gives the same bytes."""
    words = [" ".join(f"w{n}x{k}" for k in range(2000)) for n in range(160)]
    sources = [Source(f"{name}{n}", f"{text} {name}".encode()) for n, text in enumerate(words) for name in "ab"]
    result = docnorm.canonicalize(sources)
    text = html(result, "large")
    assert 'type="text/plain" id="texts"' in text
    assert text == html(result, "large")


def test_the_policy_names_the_script_and_the_style(seeds: Result) -> None:
    """Nothing else may run, and nothing may be loaded."""
    text = html(seeds, "seeds")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r'(?:src|href)="?(?:http|//|data:)', text)


def test_a_folder_gives_the_same_report_as_the_run(seeds: Result, tmp_path: Path) -> None:
    """The command reads the folder alone."""
    seeds.write(tmp_path / "out")
    assert main(["report", str(tmp_path / "out"), "-o", str(tmp_path / "a.html"), "--title", "x"]) == 0
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == html(seeds, "x")


def test_a_run_writes_the_same_report(tmp_path: Path) -> None:
    """With --report, there's nothing to do afterwards."""
    out, report = str(tmp_path / "out"), tmp_path / "report.html"
    assert main(["run", str(ROOT / "seeds"), "-o", out, "--report", str(report)]) == 3
    assert main(["report", out, "-o", str(tmp_path / "again.html")]) == 0
    assert report.read_bytes() == (tmp_path / "again.html").read_bytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine.txt", "it exists, and is no report of docnorm; choose another name"),
        (".", "it exists, and is no report of docnorm; choose another name"),
        ("no/such/report.html", "its folder isn't there, or can't be written in; choose another place"),
        ("out", "it lies in the output folder; choose another place"),
        ("out/report.html", "it lies in the output folder; choose another place"),
    ],
)
def test_a_run_that_cant_write_its_report_writes_nothing(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report's path is looked at before anything starts."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    report = tmp_path / name
    assert 2 == main(["run", str(tmp_path / "mine.txt"), "-o", str(tmp_path / "out"), "--report", str(report)])
    assert ("", f"docnorm: {report}: {said}\n") == capsys.readouterr()
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


def test_a_report_is_replaced_and_nothing_else(seeds: Result, tmp_path: Path) -> None:
    """Somebody's file stays."""
    target = tmp_path / "report.html"
    write(html(seeds, "one"), target)
    write(html(seeds, "two"), target)
    assert "<title>two</title>" in target.read_text(encoding="utf-8")
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    with pytest.raises(BadOutput, match="no report of docnorm"):
        write(html(seeds, "one"), tmp_path / "mine.html")
    with pytest.raises(BadOutput, match="no report of docnorm"):
        write(html(seeds, "one"), tmp_path)
    with pytest.raises(BadOutput, match="its folder isn't there"):
        write(html(seeds, "one"), tmp_path / "no" / "such" / "folder.html")
    with pytest.raises(BadOutput, match="it can't be written \\(file name too long\\)"):
        write(html(seeds, "one"), tmp_path / ("x" * 300))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.html", "report.html"]


def test_a_number_of_groups_is_checked(seeds: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error is one sentence."""
    assert main(["report", str(tmp_path), "-o", "x.html", "--max-groups", "-1"]) == 2
    assert "--max-groups: -1 is no number of groups" in capsys.readouterr().err

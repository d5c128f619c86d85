"""
Rendering: one report, in every format, with texts that would do harm.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import docnorm
from docnorm.escaping import visible
from docnorm.rendering import FORMATS, Notice, Place, Report, colour, marked, passed_over, render, statistics

SCHEMAS = Path(docnorm.__file__).parent / "schemas"
HARM = "\x1b[2J\u202e<img src=x onerror=alert(1)> | `x` %0A::error::\r\n::set-output name=a::b"
EXAMPLES = [Notice("near-paragraph", "warning", Place("b.md", 9), "nearly a.md:3", related=(Place("a.md", 3),))]
NOTICES = tuple(
    marked(
        (notice, notice.message)
        for notice in [
            Notice("quotes.left-double", "warning", Place("a b/caf\udce9, 1:2.md", 3, 7), HARM, 12, fixable=True),
            Notice("nul", "error", Place("new\nline|`.md"), HARM),
            Notice("nul", "error", Place("new\nline|`.md", 2), HARM),
            Notice("joiner", "info", Place("/absolute/x.md", 2, 2), "U+200D"),
            *EXAMPLES,
        ]
    )
)
REPORT = Report("check", 7, NOTICES, (("p\x1b.gif", "it isn't text"),), {"nul": "ends a text"})
EMPTY = Report("check", 0, ())
HOSTILE = Report("check", 1, (Notice("nul", "error", Place(HARM), HARM, related=(Place(HARM),)),), ((HARM, "x"),))


def validated(value: Any, schema: Path) -> Any:
    """The value, if it follows the schema."""
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(value)
    return value


def whole(report: Report, name: str) -> str:
    """A report as it's printed."""
    return "\n".join(render(report, name))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [REPORT, EMPTY, HOSTILE], ids=["full", "empty", "hostile"])
def test_nothing_acts_on_a_terminal(report: Report, name: str) -> None:
    """Each line of each format is made of visible characters, and is a line."""
    for line in render(report, name):
        assert visible(line) == line


def test_json_follows_its_schema() -> None:
    """All that is known of a notice can be read again, and its texts are whole."""
    for report in (REPORT, EMPTY):
        told = validated(json.loads(whole(report, "json")), SCHEMAS / "report.json")
        lines = [validated(json.loads(line), SCHEMAS / "report.json") for line in render(report, "jsonl")]
        assert told["notices"] == [{k: v for k, v in line.items() if k != "type"} for line in lines[:-1]]
        assert {k: v for k, v in told.items() if k != "notices"} == {k: v for k, v in lines[-1].items() if k != "type"}
    told = json.loads(whole(REPORT, "json"))
    assert (HARM, 12, True) == tuple(told["notices"][0][key] for key in ("message", "count", "fixable"))
    assert ("a b/caf\\xe9, 1:2.md", "new\nline|`.md") == tuple(told["notices"][n]["path"] for n in (0, 1))
    assert [{"kind": "quotes.left-double", "times": 12, "files": 1}] == told["statistics"][:1]
    assert [{"path": "p\x1b.gif", "reason": "it isn't text"}] == told["passed_over"]


def test_sarif_follows_its_schema() -> None:
    """Addresses are escaped and relative, levels those of SARIF, rules in order, and each result has its own mark."""
    (run,) = validated(json.loads(whole(REPORT, "sarif")), Path(__file__).parent / "schemas" / "sarif-2.1.0.json")[
        "runs"
    ]
    assert ["error", "error", "warning", "warning", "note"] == [result["level"] for result in run["results"]]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    places = {
        tuple(result["locations"][0]["physicalLocation"]["artifactLocation"].items()) for result in run["results"]
    }
    base = ("uriBaseId", "%SRCROOT%")
    assert {
        (("uri", "a%20b/caf%E9%2C%201%3A2.md"), base),
        (("uri", "new%0Aline%7C%60.md"), base),
        (("uri", "/absolute/x.md"),),
        (("uri", "b.md"), base),
    } == places
    assert len(NOTICES) == len({result["partialFingerprints"]["docnorm/v1"] for result in run["results"]})
    near = run["results"][3]
    assert "a.md" == near["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    rules = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert ("ends a text", "joiner") == (rules["docnorm/nul"], rules["docnorm/joiner"])
    validated(json.loads(whole(EMPTY, "sarif")), Path(__file__).parent / "schemas" / "sarif-2.1.0.json")


def test_sarif_has_a_limit() -> None:
    """What GitHub wouldn't take is left out, the least bad first, and said."""
    many = [Notice("joiner", "info", Place("a", line), "x") for line in range(1, 25_001)]
    report = Report(
        "check", 1, (*many, Notice("nul", "error", Place("b"), "x"), Notice("nul", "error", Place("b"), "x"))
    )
    (run,) = json.loads(whole(report, "sarif"))["runs"]
    assert (25_000, "error") == (len(run["results"]), run["results"][1]["level"])
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert ["2 more results are left out"] == [note["message"]["text"] for note in notes]


def test_a_workflow_command_is_one() -> None:
    """No text ends a command or starts one; names are escaped as @actions/core does it; the worst comes first."""
    lines = list(render(REPORT, "github"))
    assert len(NOTICES) == len(lines)
    assert lines[0].startswith("::error file=new%0Aline|`.md,line=1,col=1,title=nul::\\x1b[2J\\u202e<img")
    assert lines[2].startswith("::warning file=a b/caf\\xe9%2C 1%3A2.md,line=3,col=7,title=quotes.left-double::")
    assert "%250A::error::\\r\\n::set-output" in lines[0]
    assert lines[3].endswith("::nearly a.md:3; see a.md:3")
    many = Report("check", 1, NOTICES * 3)
    assert "15 notices in all; GitHub shows some of them, and its log has them all" == list(render(many, "github"))[-1]


def test_markdown_is_a_table() -> None:
    """Whatever a text holds, it's a cell, and shows as it is."""
    lines = list(render(REPORT, "markdown"))
    assert ["### docnorm check: 5 in 7 files", "", "| where | | what | kind |", "|---|---|---|---|"] == lines[:4]
    for line in lines[4:]:
        assert 5 == line.count("|")
        assert not set("<>`*[\\") & set(line)
    assert ["### docnorm check: 0 in 0 files"] == list(render(EMPTY, "markdown"))
    assert "… and 5 more" == list(render(Report("check", 1, NOTICES * 201), "markdown"))[-1]


def test_text_for_people() -> None:
    """Files and places, what was passed over, and how it is on the whole."""
    shown = visible(HARM)
    assert [
        "a b/caf\\xe9, 1:2.md",
        f"  3:7  warning  {shown}, 12 times (quotes.left-double)",
        "new\\nline|`.md",
        f"  1:1  error  {shown} (nul)",
        f"  2:1  error  {shown} (nul)",
        "/absolute/x.md",
        "  2:2  info  U+200D (joiner)",
        "b.md",
        "  9:1  warning  nearly a.md:3 (near-paragraph)",
        "      a.md:3:1",
        "passed over, because it isn't text: p\\x1b.gif",
        "1 of 7 files would change, 4 findings",
    ] == list(render(REPORT))
    assert ["nothing to change in 1 file, 1 finding"] == list(render(Report("check", 1, tuple(EXAMPLES))))[-1:]
    assert ["3 files"] == list(render(Report("dups", 3, ())))
    assert ["1 file, 1 finding"] == list(render(Report("dups", 1, tuple(EXAMPLES))))[-1:]


def test_lines_for_grep() -> None:
    """A notice is a line that begins with its place, as compilers write it."""
    assert "/absolute/x.md:2:2: info: U+200D (joiner)" in list(render(REPORT, "concise"))
    assert [] == list(render(EMPTY, "concise"))


def test_colours_are_ours() -> None:
    """With colours the same is told, and the only controls are those of colours."""
    for name in ("text", "concise"):
        painted = "\n".join(render(REPORT, name, colour))
        assert "\x1b[1;31merror\x1b[0m" in painted
        plain = painted
        for look in ("1;31", "33", "36", "1", "2", "0"):
            plain = plain.replace(f"\x1b[{look}m", "")
        assert whole(REPORT, name) == plain


def test_many_files_are_told_in_short() -> None:
    """Of each reason the first five files are named."""
    pairs = [(f"{number}.gif", "it isn't text") for number in range(8)]
    assert ["passed over, because it isn't text: 0.gif, 1.gif, 2.gif, 3.gif, 4.gif, and 3 more"] == list(
        passed_over(pairs)
    )


def test_statistics() -> None:
    """The most frequent kind comes first."""
    assert ["      12  in 1 file        quotes.left-double", "       2  in 1 file        nul"] == list(
        statistics(REPORT)
    )[:2]
    twice = Report("check", 2, (Notice("nul", "error", Place("a"), ""), Notice("nul", "error", Place("b"), "")))
    assert ["       2  in 2 files       nul"] == list(statistics(twice))


def test_fingerprints_outlive_what_is_inserted_before() -> None:
    """A line more before it makes no other notice of it; but each of several is one of its own."""
    one, other = NOTICES[1:3]
    moved = marked((Notice("nul", "error", Place(path, 5), ""), HARM) for path in ("new\nline|`.md", "c"))
    assert [one.fingerprint] == [notice.fingerprint for notice in moved][:1]
    assert one.fingerprint != other.fingerprint

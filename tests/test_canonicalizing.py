"""
The whole: what canonicalize promises beyond its single stages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import docnorm
from docnorm import BadInput, Profile, Source, canonicalize, find_duplicates
from docnorm.engines.local import Processes


def test_the_seed_article(article: docnorm.Result, seeds: Path) -> None:
    """
    Of 29 paragraphs, 16 to 29 repeat 2 to 15 as one run; 15 stay, in order, with straight apostrophes and quotes.
    """
    data = (seeds / "000_bdcf3a900439a14d.txt").read_bytes()
    paragraphs = data.decode().split("\n")[:29]
    folded = [p.replace("’", "'").replace("“", '"').replace("”", '"') for p in paragraphs]
    assert "".join(p + "\n" for p in folded[:15]) == article.documents["article.txt"]
    (run,) = article.runs
    assert (15, 1, 14, True) == (run.start, run.other_start, run.count, run.dropped)
    for number, block in enumerate(article.blocks):
        assert paragraphs[number] in data[slice(*block.bytes)].decode()
        assert folded[number].strip() == article.documents[block.document][slice(*block.chars)].strip()
        assert ("kept" if number < 15 else "dropped", number + 1) == (block.status, block.line)
    assert data == article.restore("article.txt")


def test_the_source_line_alone_would_have_stayed(seeds: Path) -> None:
    """
    The short last line goes with its run, and only with it.
    """
    lines = (seeds / "000_bdcf3a900439a14d.txt").read_text(encoding="utf-8").split("\n")
    text = "\n".join([*lines[:15], lines[14]])
    assert [] == [b for b in canonicalize([Source("a", text.encode())]).blocks if b.status == "dropped"]


def test_an_id_may_occur_once() -> None:
    """
    Two sources of one id are refused.
    """
    with pytest.raises(BadInput, match="two sources have this id"):
        canonicalize([Source("a", b"x"), Source("a", b"y")])


def test_nothing_gives_nothing() -> None:
    """
    No sources, no documents.
    """
    result = canonicalize([])
    assert ({}, (), ()) == (dict(result.documents), result.blocks, result.runs)


def test_a_declared_encoding_is_used() -> None:
    """
    A source may say for itself how it's to be read; otherwise the profile says it.
    """
    data = "Привет, мир".encode("koi8-r")
    for given, profile in ((Source("a", data, "koi8-r"), Profile()), (Source("a", data), Profile(encoding="koi8-r"))):
        assert {"a": "Привет, мир"} == dict(canonicalize([given], profile).documents)


WRONG = [
    (lambda: canonicalize([b"bytes"]), "source 0: it's bytes, not a Source with bytes"),
    (lambda: canonicalize([Source("a", "text")]), "source 0: it's str, not a Source with bytes"),
    (lambda: canonicalize(5), "sources: it's int, not several sources; give a list"),
    (lambda: canonicalize(Source("a", b"x")), "sources: it's Source, not several sources"),
    (lambda: canonicalize(docnorm.read([__file__])), "sources: it's Inputs, not several sources; give its `.sources`"),
    (lambda: canonicalize([], against="text"), "references: it's str, not several sources"),
    (lambda: canonicalize([], against=["text"]), "reference 0: it's str, not a Source with bytes"),
    (lambda: canonicalize([Source(5, b"x")]), "source 0: its id is int, not a text"),
    (lambda: canonicalize([Source("\0a", b"x")]), "source 0: its id starts with a null character"),
    (lambda: canonicalize([Source("a", b"x", time="now")]), "source 0: its time is 'now', not a number"),
    (lambda: canonicalize([Source("a", b"x", time=float("nan"))]), "source 0: its time is nan, not a number"),
    (lambda: canonicalize([], against=[Source("a", b"x")] * 2), "a: two sources have this id"),
    (lambda: canonicalize([], prefer=5), "prefer: it's int, not a function; give a function of a source"),
    (lambda: canonicalize([], engine=5), "engine: it's int, and has no `map`; give an engine, like `Processes"),
    (lambda: find_duplicates([], prefer="first"), "prefer: it's str, not a function; give a function of a text"),
    (lambda: docnorm.normalize(5), "data: it's int, neither bytes nor a text"),
    (lambda: docnorm.load(5), "folder: it's int, not a path"),
    (lambda: docnorm.read(5), "paths: there is no path"),
    (lambda: docnorm.read([5]), "paths: it's int, not a path"),
    (lambda: find_duplicates(["a", b"b"]), "text 1: it's bytes, not str"),
    (lambda: find_duplicates(["a", "\ud800"]), "text 1: it has a lone surrogate"),
]


@pytest.mark.parametrize(("call", "said"), WRONG)
def test_a_wrong_value_is_said(call: Callable[[], object], said: str) -> None:
    """
    What's given in place of what is asked for is named, with its position.
    """
    with pytest.raises(BadInput, match=said):
        call()


def test_a_record_with_half_an_emoji_isnt_guessed_at(tmp_path: Path) -> None:
    """
    The text of a record is Unicode already; its lone surrogate is told, and nothing else changes.
    """
    (tmp_path / "a.jsonl").write_text('{"text": "Hello \\ud83d world"}\n')
    (source,) = (result := canonicalize(docnorm.read(tmp_path / "a.jsonl").sources)).sources
    assert ("Hello \ufffd world", "text") == (result.documents[source.id], source.decoding.how)
    assert ["lone-surrogate"] == [finding.kind for finding in source.findings]


def test_a_wrong_declaration_names_its_source() -> None:
    """
    Of many sources, the one with a wrong codec is named.
    """
    with pytest.raises(BadInput, match="b: 'klingon' is no codec of text; name one"):
        canonicalize([Source("a", b"x"), Source("b", b"x", "klingon")])


def test_processes_that_die_are_said(tmp_path: Path) -> None:
    """
    The classic mistake of a script without a main guard ends in a sentence.
    """
    script = tmp_path / "script.py"
    script.write_text(
        "import docnorm\nfrom docnorm.engines.local import Processes\n"
        "docnorm.canonicalize([docnorm.Source('a', b'x')], engine=Processes(1))\n"
    )
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert 'make the call below `if __name__ == "__main__":`' in ran.stderr.strip().split("\n")[-1]


def test_a_line_that_is_no_record_decides_nothing(tmp_path: Path) -> None:
    """
    A raw record is carried, and doesn't stand in for a document.
    """
    text = "The harbour master closed the northern quay on Monday, because the cranes were unsafe."
    (tmp_path / "a.jsonl").write_text(f'{text}\n{{"text": "{text}"}}\n')
    result = canonicalize(docnorm.read([tmp_path / "a.jsonl"]).sources)
    assert ["invalid-record", None] == [source.verdict.reason for source in result.sources]


def test_processes_give_the_same(seeds: Path) -> None:
    """
    Another engine changes nothing but where the work is done.
    """
    sources = docnorm.read([seeds]).sources
    assert canonicalize(sources).provenance == canonicalize(sources, engine=Processes(2)).provenance


@pytest.mark.parametrize("name", ["standard", "typographic", "minimal"])
def test_every_profile_gives_every_source_back(seeds: Path, name: str) -> None:
    """
    Whatever is normalized, it can be undone.
    """
    sources = docnorm.read([seeds]).sources
    result = canonicalize(sources, Profile(name=name))
    assert [source.data for source in sources] == [result.restore(source.id) for source in sources]
    assert ("’" in result.documents["000_bdcf3a900439a14d.txt"]) == (name != "standard")


LINES = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]


def made(**texts: list[str]) -> list[Source]:
    """
    Sources of these lines.
    """
    return [Source(name, "".join(f"{line}\r\n" for line in lines).encode()) for name, lines in texts.items()]


@pytest.mark.parametrize("scope", ["document", "corpus"])
def test_what_repeats_a_reference_goes_for_it(tmp_path: Path, scope: str) -> None:
    """
    References may have the ids of sources; what goes for them comes back from the output alone, and says where it is.
    """
    references = made(a=["Only here, and in no other text of them all, whatever it is.", *LINES], z=[LINES[0]])
    sources = made(a=LINES[:3], b=[LINES[3].replace("heavy", "heavier"), "A line of its own that makes it long."])
    result = canonicalize(sources, Profile(segment="line", scope=scope), against=references)
    (found,) = [source.verdict for source in result.sources if source.id == "a"]
    assert ("dropped", "document.contained", "a") == (found.status, found.reason, found.link.source)
    assert {"a"} == set(result.provenance.references)
    assert [2, 3, 4] == [block.link.reference for block in result.blocks if block.source == "a"]
    result.write(tmp_path / "out")
    loaded = docnorm.load(tmp_path / "out")
    assert loaded.provenance == result.provenance
    assert (loaded.groups, loaded.alarms, loaded.runs) == (result.groups, result.alarms, result.runs)
    assert [source.data for source in sources] == [loaded.restore(source.id) for source in sources]
    assert "of a in the reference corpus" in str(loaded.explain("a:1"))


def test_references_of_any_kind_are_only_compared() -> None:
    """
    What isn't text, what is empty, and what references repeat among themselves is no source's concern.
    """
    references = [Source("x", b"\0"), Source("y", b""), *made(p=LINES * 2, q=LINES)]
    result = canonicalize(made(a=LINES[::-1]), Profile(segment="line"), against=references)
    assert ["a"] == [source.id for source in result.sources]
    assert {"a"} == {block.source for block in result.blocks}


def test_a_threshold_can_be_raised_afterwards(seeds: Path, tmp_path: Path) -> None:
    """
    A result decides again from what was compared; one from a folder has nothing to decide from.
    """
    sources = docnorm.read([seeds]).sources
    result = canonicalize(sources)
    assert canonicalize(sources, Profile(threshold="0.95")).provenance == result.rethreshold("0.95").provenance
    assert result == result.rethreshold("0.8")
    assert "0.95" not in result.rethreshold("19/20").profile.as_json()["threshold"]
    with pytest.raises(docnorm.BadProfile, match="threshold: 1/2 is below 4/5"):
        result.rethreshold("1/2")
    result.write(tmp_path / "out")
    with pytest.raises(BadInput, match="result: it comes from a folder, which doesn't hold what was compared"):
        docnorm.load(tmp_path / "out").rethreshold("0.95")


def test_a_result_can_be_asked(article: docnorm.Result, output: Path) -> None:
    """
    Groups, what the guard kept, the recall; the same from a folder.
    """
    (group,) = article.groups
    assert ("run", 1, 0.999 < article.expected_recall < 1) == (group.what, group.lowest, True)
    loaded = docnorm.load(output)
    assert ["figures.txt"] == [match.source for match in loaded.near_guarded]
    assert () == loaded.alarms


def test_a_key_changes_no_result_and_isnt_written(seeds: Path, tmp_path: Path) -> None:
    """
    The key shapes the search only; the folder tells that there was one, and not which.
    """
    sources = docnorm.read([seeds]).sources
    result = canonicalize(sources, Profile(key="nobody guesses this"))
    assert canonicalize(sources).provenance == result.provenance
    result.write(tmp_path / "out")
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file() and b"guesses" in path.read_bytes()]
    assert docnorm.load(tmp_path / "out").profile.fingerprint == result.profile.fingerprint

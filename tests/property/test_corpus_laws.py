"""
Laws of the whole:

- what was read comes back, byte for byte, for any bytes; the map promises nothing that `check` doesn't find true;
- the order of the sources changes nothing;
- what is dropped is, by its exact similarity, a duplicate of something kept;
- what is canonical stays: running over the canonical documents again drops nothing;
- an unrelated document changes no decision.
"""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docnorm import Profile, Source, canonicalize, find_duplicates, load
from docnorm._reference import fold

SENTENCES = [
    "The harbour master closed the northern quay on Monday because the cranes were unsafe.",
    "The harbour master closed the southern quay on Monday because the cranes were unsafe.",
    "Fishermen will unload at the other quay until 12 new cranes arrive in the summer.",
    "Fishermen will unload at the other quay until 14 new cranes arrive in the summer.",
    "“It’s a pity,” the mayor said, “but we can’t do without them any longer, can we?”",
    "Le café du port restera ouvert tous les jours jusqu’à minuit pendant les travaux.",
    "港の北側の埠頭は、クレーンが危険であることが判明したため、月曜日に閉鎖されたと発表された。",
    "Short line.",
    "* * *",
    "",
    "cafÃ© au lait â€“ trÃ¨s bon, said everyone who was there that morning at the quay.",
]
PIECES = [s.encode() for s in SENTENCES] + [
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\xff\xfe",
    b"\x93x\x94",
    b"\x00",
    b"# Heading",
    b"```",
]

ODDS = [
    "\x00",
    "\ufeff",
    "e\u0301a\u0308",
    "soft\xadhyphen \xa0 \u2003",
    "\u200bzero\u200d",
    "\x07bell\x1b[0m",
    "\ud55c\u1112\u1161\u11ab",
    "\u3000\u3000",
    "~{<:Ky2;VS{#,NpJ)l6HK!#~}",
]
PROFILES = [Profile(), Profile.from_json({"name": "typographic"}), Profile(segment="line", alone_letters=40)]

blocks = st.lists(st.sampled_from(SENTENCES), max_size=8)
corpora = st.dictionaries(st.text("abcxyz", min_size=1, max_size=3), blocks, max_size=5)


def as_sources(corpus: dict[str, list[str]]) -> list[Source]:
    """
    Return a source for each document, one block a line.
    """
    return [Source(name, "\n".join(lines).encode()) for name, lines in corpus.items()]


def mojibake(text: str) -> str:
    """
    Return a text as it looks when its UTF-8 was read as Windows-1252.
    """
    return text.encode().decode("cp1252", "ignore")


texts = st.lists(st.sampled_from([*SENTENCES, *map(mojibake, SENTENCES), *ODDS]) | st.text(max_size=12), max_size=8)
encoded = st.builds(
    lambda parts, end, codec, mark: (mark + end.join(parts)).encode(codec, "ignore"),
    texts,
    st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\x85", "\u2029", " \n\t\n"]),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "gb18030", "shift_jis", "koi8-r"]),
    st.sampled_from(["", "\ufeff"]),
)
chunks = st.lists(st.sampled_from(PIECES) | encoded | st.binary(max_size=6), max_size=6).map(b"".join)
messy = st.one_of(st.binary(max_size=80), encoded, chunks)


@given(st.lists(messy, max_size=4), st.sampled_from(PROFILES))
def test_any_bytes_come_back(datas: list[bytes], profile: Profile) -> None:
    """
    restore(load(write(canonicalize(x)))) == x, and what is loaded is what was written.
    """
    comes_back(datas, profile)


@pytest.mark.slow
@settings(max_examples=10_000, derandomize=False)
@given(st.lists(messy, max_size=4), st.sampled_from(PROFILES))
def test_ten_thousand_times_any_bytes_come_back(datas: list[bytes], profile: Profile) -> None:
    """
    The same, more often.
    """
    comes_back(datas, profile)


def comes_back(datas: list[bytes], profile: Profile) -> None:
    """
    Assert that sources come back from the result, and from a folder that it was written to.
    """
    sources = [Source(f"s{n}", data, declared="hz" if data.startswith(b"~") else None) for n, data in enumerate(datas)]
    result = canonicalize(sources, profile)
    with TemporaryDirectory() as folder:
        result.write(Path(folder) / "out")
        loaded = load(Path(folder) / "out")
    loaded.verify()
    assert (result.blocks, result.sources, result.documents) == (loaded.blocks, loaded.sources, loaded.documents)
    assert datas == [loaded.restore(source.id) for source in sources]


@given(corpora, st.sampled_from(["document", "corpus"]), st.randoms(use_true_random=False))
def test_order_changes_nothing(corpus: dict[str, list[str]], scope: str, generator: random.Random) -> None:
    """
    canonicalize(permuted) == canonicalize.
    """
    sources = as_sources(corpus)
    shuffled = generator.sample(sources, len(sources))
    profile = Profile(scope=scope, segment="line", alone_letters=40)  # type: ignore[arg-type]
    one, two = canonicalize(sources, profile), canonicalize(shuffled, profile)
    assert (one.blocks, one.sources, one.documents) == (two.blocks, two.sources, two.documents)


def shingles(text: str) -> set[str]:
    """
    Return the character 5-grams of a short text's match key and its edges, in plain Python.
    """
    (key,) = fold([text])
    return {f" {key} "[at : at + 5] for at in range(max(1, len(key) - 2))} if key else set()


@given(corpora, st.sampled_from(["document", "corpus"]))
def test_what_is_dropped_is_like_what_is_kept(corpus: dict[str, list[str]], scope: str) -> None:
    """
    Every dropped block that names a kept one is equal to it, or similar to it as told, and at least to the threshold.
    """
    profile = Profile(scope=scope, segment="line", alone_letters=40)  # type: ignore[arg-type]
    result = canonicalize(as_sources(corpus), profile)
    by_place = {(b.source, b.block): b for b in result.blocks}
    for block in result.blocks:
        if block.status != "dropped" or block.link is None or block.link.block is None:
            continue
        kept = by_place[block.link.source, block.link.block]
        assert "kept" == kept.status
        mine = shingles(text_of(result, block))
        theirs = shingles(result.documents[kept.source][slice(*kept.chars)])
        if block.link.kind == "exact":
            assert mine == theirs
        else:
            assert (len(mine & theirs), len(mine | theirs)) == (block.link.shared, block.link.total)
            assert len(mine & theirs) * 5 >= 4 * len(mine | theirs)


def text_of(result, block) -> str:
    """
    Return the text of a dropped block: its own, normalized.
    """
    import docnorm

    return docnorm.normalize(result.restore(block.source)[slice(*block.bytes)]).text


@given(corpora, st.sampled_from(["document", "corpus"]))
def test_canonical_documents_stay(corpus: dict[str, list[str]], scope: str) -> None:
    """
    canonicalize(canonical documents) drops nothing inside a document, but blocks that came together when what stood
    between them went; and, in the scope `document`, a whole one at most where a near block had gone from it, for which
    no other document had an equal or a near one.
    """
    profile = Profile(scope=scope, segment="line")  # type: ignore[arg-type]
    first = canonicalize(as_sources(corpus), profile)
    again = canonicalize([Source(name, text.encode()) for name, text in first.documents.items()], profile)
    alone = {b.reason for b in again.blocks if b.status == "dropped"} & {"exact", "near"}
    assert set() == alone
    thinned = {b.source for b in first.blocks if b.status == "dropped" and b.link and b.link.kind == "near"}
    assert scope == "corpus" or {s.id for s in again.sources if s.verdict.status != "kept"} <= thinned


@given(corpora)
def test_something_unrelated_changes_no_decision(corpus: dict[str, list[str]]) -> None:
    """
    A document that is like no other leaves all decisions on the others as they were.
    """
    profile = Profile(segment="line")
    stranger = Source("stranger", b"Nothing of this sentence can be found in any of the others, zyx wvu tsr.")
    before = canonicalize(as_sources(corpus), profile)
    after = canonicalize([*as_sources(corpus), stranger], profile)
    assert before.sources == tuple(s for s in after.sources if s.id != "stranger")


@given(st.lists(st.sampled_from(SENTENCES), max_size=12), st.randoms(use_true_random=False))
def test_kept_texts_dont_depend_on_order(texts: list[str], generator: random.Random) -> None:
    """
    find_duplicates keeps the same set of texts in any order.
    """

    def kept(batch: list[str]) -> set[str]:
        gone = {member for found in find_duplicates(batch) for member in found.members}
        return {text for index, text in enumerate(batch) if index not in gone}

    assert kept(texts) == kept(generator.sample(texts, len(texts)))

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

from hypothesis import given
from hypothesis import strategies as st

from docnorm import Profile, Source, canonicalize, find_duplicates
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

blocks = st.lists(st.sampled_from(SENTENCES), max_size=8)
corpora = st.dictionaries(st.text("abcxyz", min_size=1, max_size=3), blocks, max_size=5)


def as_sources(corpus: dict[str, list[str]]) -> list[Source]:
    """
    Return a source for each document, one block a line.
    """
    return [Source(name, "\n".join(lines).encode()) for name, lines in corpus.items()]


@given(st.lists(st.one_of(st.binary(max_size=80), st.lists(st.sampled_from(PIECES)).map(b"".join)), max_size=4))
def test_any_bytes_come_back(datas: list[bytes]) -> None:
    """
    restore(canonicalize(x)) == x.
    """
    sources = [Source(f"s{n}", data) for n, data in enumerate(datas)]
    result = canonicalize(sources)
    result.verify()
    assert datas == [result.restore(source.id) for source in sources]


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
    Return the character 5-grams of a text's match key, in plain Python.
    """
    (key,) = fold([text])
    return {key[at : at + 5] for at in range(max(1, len(key) - 4))} if key else set()


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

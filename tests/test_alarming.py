"""
Alarms: more was dropped, or a group is larger, than expected.
"""

from __future__ import annotations

from docnorm import Profile, Source, canonicalize, load
from docnorm.model import Envelope

TEXT = "The harbour master closed the northern quay, because the old cranes were found to be unsafe.\n"
LONG = TEXT + "Fishermen will unload at the southern quay until new cranes arrive, which may take all summer.\n"


def alarms(sources: dict[str, str], **options: object) -> list[str]:
    """
    What is said of sources with these texts.
    """
    given = [Source(name, text.encode()) for name, text in sources.items()]
    return [str(alarm) for alarm in canonicalize(given, Profile(segment="line", **options)).alarms]  # type: ignore[arg-type]


def test_too_much_is_dropped() -> None:
    """
    Overall and in a folder; a folder of a single source, or of all of them, says nothing new.
    """
    sources = {"a/1": LONG, "b/1": LONG, "b/2": LONG, "c/1": LONG, "d": "Something else that is here to stay. " * 9}
    assert [
        "52.0 % of the bytes are dropped, more than 50.0 %: c/1 went for a/1",
        "b: 100.0 % of the bytes are dropped, more than 50.0 %: b/2 went for a/1",
    ] == alarms(sources, maximum_removal="1/2")
    assert [] == alarms(sources, maximum_removal=1)
    assert 1 == len(alarms(dict.fromkeys(("a/1", "a/2", "a/3"), LONG), maximum_removal="1/2"))


def test_repeats_inside_a_source_are_an_example() -> None:
    """
    Where no whole source goes, the line that went is told.
    """
    assert ["50.0 % of the bytes are dropped, more than 20.0 %: line 3 of a went for one of its own"] == alarms(
        {"a": LONG * 2}, maximum_removal="0.2"
    )
    texts = {
        "a": LONG + "Everything else stays as it was before, and nobody knows for how long it will be so.\n",
        "b": LONG,
    }
    shorter = (
        texts["b"] + "There is something else in this one that is in no other text, so that it stays where it is.\n"
    )
    (said,) = alarms(texts | {"b": shorter}, maximum_removal="0.2", scope="corpus")
    assert said.endswith("line 1 of a went for one of b")


def test_large_groups_are_told() -> None:
    """
    A group counts its kept copy, too.
    """
    sources = {f"{number}": LONG for number in range(4)}
    assert ["0:1: a group of 4, more than 3: 3:1 is among them, with a similarity of 1.000"] == alarms(
        sources, maximum_group=3, maximum_removal=1
    )
    assert [] == alarms(sources, maximum_group=4, maximum_removal=1)


def test_what_isnt_text_doesnt_count(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """
    What is carried is neither dropped nor kept; the records of a file are a folder; a folder's result has its alarms.
    """
    envelope = Envelope("a.jsonl", 1, b'{"text": ', b"}", "json-utf-8")
    sources = [Source("x", b"\x00" * 1000), Source("y", TEXT.encode())]
    sources += [Source(f"a.jsonl#{n}", LONG.encode(), envelope=envelope) for n in range(3)]
    result = canonicalize(sources, Profile(segment="line", maximum_removal="0.6"))
    assert ["a.jsonl"] == [alarm.where for alarm in result.alarms if alarm.where]
    canonicalize(sources[:2], Profile(maximum_removal=0)).write(tmp_path / "out")
    assert () == load(tmp_path / "out").alarms == canonicalize([]).alarms

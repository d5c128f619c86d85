"""
Misreading: what a run of characters was, for each codec.
"""

from __future__ import annotations

import itertools

import pytest

from docnorm.misreading import WIDE, Codec, Hit, codecs, read

CLEAN = "déjà Привет 你好 – “ok” 한"


def named(name: str) -> Codec:
    """
    The codec of that name.
    """
    return next(codec for codec in codecs() if codec.name == name)


RUNS = [
    ("cp1252", "Ã©", "é", ""),
    ("cp1252", "Ã©—", "é", "—"),
    ("cp1252", "â€™", "’", ""),
    ("cp1252", "â\x80\x99", "’", ""),
    ("cp1252", "éà", "", "éà"),
    ("iso8859-1", "Ã\x89", "É", ""),
    ("cp1251", "РџСЂРёРІРµС‚", "Привет", ""),
    ("mac_roman", "√©", "é", ""),
    ("cp437", "├⌐", "é", ""),
    ("koi8_r", "ц╘", "é", ""),
    ("cp1257", "Ć¡", "á", ""),
    ("gbk", "浣犲ソ", "你好", ""),
    ("gbk", "鈥檚", "’s", ""),
    ("gbk", "浣", "", "浣"),
    ("gbk", "😀茅", "é", "😀"),
    ("cp932", "ﾃｩ", "é", ""),
]


@pytest.mark.parametrize(("codec", "run", "text", "rest"), RUNS, ids=[f"{row[0]} {row[1]}" for row in RUNS])
def test_runs_are_read(codec: str, run: str, text: str, rest: str) -> None:
    """
    A run is what its bytes are in UTF-8, and what is in no sequence is told.
    """
    reading = read(run, named(codec))
    assert (text, rest) == (reading.text, reading.rest)


@pytest.mark.parametrize("codec", codecs(), ids=[codec.name for codec in codecs()])
def test_hits_lie_in_the_run_and_are_what_was_written(codec: Codec) -> None:
    """
    What a codec shows for UTF-8 is read as it was, hit by hit, in order, whatever the codec leaves undefined.
    """
    for word in CLEAN.split(" "):
        if codec.wide:
            run = word.encode().decode(codec.name, "ignore")
        else:
            shown = {byte: character for character, byte in codec.bytes_of.items() if character in codec.own}
            run = "".join(shown.get(byte, chr(byte)) for byte in word.encode())
        for found in filter(lambda part: not part.isascii(), [run]):
            hits = read(found, codec).hits
            assert all(a.stop <= b.start for a, b in itertools.pairwise(hits))
            assert codec.wide or "".join(hit.target for hit in hits) == "".join(c for c in word if c > "\x7f")


def test_one_hit_may_be_several_characters() -> None:
    """
    Characters of two bytes and of three end together only now and then.
    """
    assert (Hit(0, 3, "你好"),) == read("浣犲ソ", WIDE[0]).hits


def test_every_text_of_a_codec_bears_its_sign() -> None:
    """
    A lead byte and one that follows; for East Asia, anything beyond ASCII.
    """
    assert named("cp1252").sign.search("cafÃ©")
    assert not named("cp1252").sign.search("café – “ok”")
    assert named("gbk").sign.search("f眉r")


def test_a_codec_knows_its_characters() -> None:
    """
    Of one byte or of two, and what programs read for bytes that are undefined.
    """
    assert "é" in named("cp1252")
    assert "\x81" in named("cp1252")
    assert "你" in named("gbk")
    assert "😀" not in named("gbk")
    assert "я" not in named("mac_roman")

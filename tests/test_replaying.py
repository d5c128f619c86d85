"""
Replaying: what ftfy did, done again so that each change is known; that nothing differs is a law.
"""

from __future__ import annotations

import pytest

from docnorm.replaying import replay

ENCODE = ("encode", "sloppy-windows-1252")
DECODE = ("decode", "utf-8")

REPLAYS = [
    # The text, ftfy's steps, and what became what.
    ("nothing", "café", [], []),
    ("whole characters", "cafÃ©, Â£5", [ENCODE, DECODE], [("Ã©", "é"), ("Â£", "£")]),
    ("twice", "ÃƒÂ©", [ENCODE, DECODE, ENCODE, DECODE], [("ÃƒÂ©", "é")]),
    ("a space that was lost", "voilÃ le", [ENCODE, ("transcode", "restore_byte_a0"), DECODE], [("Ã", "à")]),
    (
        "a byte that was lost",
        "Ð°Ñ\ufffd",
        [ENCODE, ("transcode", "replace_lossy_sequences"), DECODE],
        [("Ð°", "а"), ("Ñ\ufffd", "\ufffd")],
    ),
    ("CESU-8", "í\xa0½í¸€", [ENCODE, ("decode", "utf-8-variants")], [("í\xa0½í¸€", "😀")]),
    ("Latin-1 that was Windows", "a\x93b", [("encode", "latin-1"), ("decode", "windows-1252")], [("\x93", "“")]),
    ("a control", "a\x93b", [("apply", "fix_c1_controls")], [("\x93", "“")]),
    ("a part", "œuvre à Ã©", [("apply", "decode_inconsistent_utf8")], [("Ã©", "é")]),
    ("a step of another ftfy", "ﬁn", [("apply", "fix_latin_ligatures")], []),
]


@pytest.mark.parametrize(("text", "steps", "expect"), [row[1:] for row in REPLAYS], ids=[row[0] for row in REPLAYS])
def test_steps_are_replayed(text: str, steps: list[tuple[str, str]], expect: list[tuple[str, str]]) -> None:
    """
    Each character that was read anew is a change of its own; a step that isn't known leaves the text as it is.
    """
    replayed, alignment = replay(text, steps)
    assert expect == [(text[slice(*source)], replayed[slice(*target)]) for source, target in alignment.changes()]

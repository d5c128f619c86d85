"""
Fields: what JSON may hold in the place of what should be there.
"""

from __future__ import annotations

import pytest

from docnorm import fields

REFUSED = [
    # what is expected, what is there
    (fields.whole, True),
    (fields.whole, -1),
    (fields.whole, 1.0),
    (fields.whole, "1"),
    (fields.whole, 2**53),
    (fields.wholes, [1, "2"]),
    (fields.wholes, "12"),
    (fields.items, {"a": 1}),
    (fields.word, None),
    (fields.text_of, ["zz"]),
    (fields.text_of, ["61", "61"]),
    (fields.text_of, [1]),
    (fields.text_of, ["ff"]),
    (fields.bytes_of, "a"),
    (fields.bytes_of, "YQ==\n"),
    (fields.bytes_of, 7),
    (lambda value: fields.choice(value, ("kept", "dropped")), "Kept"),
    (lambda value: fields.choice(value, ("kept", "dropped")), None),
    (lambda value: fields.flag(value, "carried"), {"carried": False}),
    (lambda value: fields.flag(value, "carried"), {"carried": 1}),
]


@pytest.mark.parametrize(("take", "value"), REFUSED)
def test_other_values_are_refused(take, value: object) -> None:
    """
    What isn't as it should be is an error.
    """
    with pytest.raises(ValueError, match=r"."):
        take(value)


def test_values_are_taken() -> None:
    """
    What is as it should be is handed out.
    """
    assert (7, [0, 7], "x", "kept") == (
        fields.whole(7),
        fields.wholes([0, 7]),
        fields.word("x"),
        fields.choice("kept", ("dropped", "kept")),
    )
    assert (True, False) == (fields.flag({"carried": True}, "carried"), fields.flag({}, "carried"))
    assert b"\xff" == fields.bytes_of(fields.base64_of(b"\xff"))
    assert ["a\udc80", "é"] == [fields.text_of(fields.text(text)) for text in ("a\udc80", "é")]

"""
The laws of the survey, for texts made of the traps of normalization:

1. a step that it leaves out would change nothing;
2. a step that isn't bound would do the same if it looked around;
3. a text that isn't notable has nothing to tell of.
"""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from docnorm import rules
from docnorm.inspecting import inspect
from docnorm.normalizing import normalize
from docnorm.surveying import Survey, survey

TRAPS = st.sampled_from(
    [
        *("\r\n", "\r", "\n", "\u2028", "\x85", "\r\x85", " \x85", "\x93", "\x07", "\x1f", "\xc2", "\ufeff", "\ufe00"),
        *("“", "”", "‘", "’", "‚", "„", "1", "a", "中", "。", "＂", "＇", "❝", "(", "é", "가"),
        *("`", "```\n", "~~~\n", "<pre>", "</pre>", "<a b=", ">", "x://y/", "---\n", "---\nx: "),
        *(" ", "\t", "\xa0", "\u2003", "\xad", "\u200b", "\u200d", "\u202e", "\udc80", "\U000e0041", "😀"),
    ]
)
texts = st.lists(TRAPS, max_size=12).map("".join)
steps = st.sets(st.sampled_from(["line-ends", "quotes", "spaces", "controls", "invisibles", "trailing"]), min_size=1)
names = st.builds(
    lambda on, off: rules.below(*on) - off, steps, st.frozensets(st.sampled_from([rule.name for rule in rules.RULES]))
)


@given(texts, names)
@example("a\r\x85", rules.below("line-ends.cr"))
@example("a\r\n", rules.below("line-ends.cr"))
def test_the_survey_misses_nothing(text: str, on: frozenset[str]) -> None:
    """A round by all steps, each of which looks around, gives what the surveyed round gives."""
    every = tuple(step for step in rules.STEPS if rules.of(step, on))
    careful = Survey(every, frozenset(every) - {"invisibles"}, has_surrogates=True, is_notable=True)
    assert normalize(text, on, careful).text == normalize(text, on).text


@given(texts)
def test_what_is_told_of_is_notable(text: str) -> None:
    """Where there's something to tell of, the survey has seen it."""
    assert survey(text, frozenset()).is_notable or not inspect(text)

"""
Options: checked once, frozen, and told apart by their fingerprint exactly if results could differ.
"""

from __future__ import annotations

import pytest

from docnorm import BadProfile, Profile
from docnorm.errors import BadInput, DocnormError

BAD = [
    ({"name": "strict"}, "name: 'strict' is not a choice"),
    ({"without": "quotes"}, "without: 'quotes' is a text; give a tuple"),
    ({"without": ("quote",)}, "without: there is no rule 'quote'; did you mean 'quotes'?"),
    ({"without": ("xyzzy",)}, "without: there is no rule 'xyzzy'; choose among repair, line-ends, nfc, quotes"),
    ({"without": ("quotes.low-doubel",)}, "without: there is no rule 'quotes.low-doubel'; did you mean 'quotes.low-d"),
    ({"without": ("quotes.low",)}, "without: there is no rule 'quotes.low'; did you mean 'quotes'?"),
    ({"without": (1,)}, "without: there is no rule '1'; choose among"),
    ({"without": 1}, "without: 1 is no list of names; give a tuple, like ('quotes',)"),
    ({"also": ("trailling",)}, "also: there is no rule 'trailling'; did you mean 'trailing'?"),
    ({"also": ("nfc",), "without": ("nfc",)}, "also: 'nfc' is also in `without`; leave it out of one of the two"),
    ({"name": 5}, "name: '5' is not a choice; choose among standard, typographic, minimal"),
    ({"name": "standart"}, "name: 'standart' is not a choice; did you mean 'standard'?"),
    ({"threshold": 0}, "threshold: 0 is not a similarity"),
    ({"threshold": "5/4"}, "threshold: 5/4 is not a similarity"),
    ({"threshold": float("nan")}, "threshold: nan is not a number"),
    ({"threshold": "much"}, "threshold: much is not a number"),
    ({"threshold": "1/0"}, "threshold: 1/0 is not a number"),
    ({"guard": "all"}, "guard: 'all' is not a choice"),
    ({"scope": "world"}, "scope: 'world' is not a choice"),
    ({"segment": "page"}, "segment: 'page' is not a choice"),
    ({"candidates": "all"}, "candidates: 'all' is not a choice; choose among lsh, exact"),
    ({"keep": "stabel"}, "keep: 'stabel' is not a choice; did you mean 'stable'?"),
    ({"prefer": "oldest"}, "prefer: 'oldest' is not a choice"),
    ({"guard": "contained"}, "guard: 'contained' is not a choice; did you mean 'containment'?"),
    ({"priority": ("a/*",)}, "priority: it says nothing where 'longest' is preferred; prefer 'priority'"),
    ({"prefer": "priority"}, "priority: there are no patterns; give a tuple of patterns"),
    ({"prefer": "priority", "priority": "a/*"}, "priority: it's str; give a tuple of patterns"),
    ({"prefer": "priority", "priority": ("",)}, "priority: '' is no pattern; give a tuple of patterns"),
    ({"prefer": "newest", "keep": "stable"}, "prefer: 'newest' can't be, as 'stable' keeps what comes first"),
    ({"key": 5}, "key: it's int; give a text that nobody can guess"),
    ({"key": ""}, "key: it's empty; give a text that nobody can guess"),
    ({"key": "\ud800"}, "key: it has a lone surrogate; give a text"),
    ({"maximum_removal": "-1"}, "maximum_removal: -1 is not a part of a whole; give a fraction of at most 1, like 0.5"),
    ({"maximum_removal": "half"}, "maximum_removal: half is not a number"),
    ({"maximum_group": 0}, "maximum_group: 0 is too low"),
    ({"minimum_letters": 0}, "minimum_letters: 0 is too low"),
    ({"minimum_letters": "40"}, "minimum_letters: '40' is not a whole number; give 1 or more"),
    ({"alone_letters": True}, "alone_letters: True is not a whole number; give 1 or more"),
    ({"encoding": 8}, "encoding: 8 is no name; name one of Python's codecs"),
    ({"encoding": "utf\0"}, "encoding: 'utf\\x00' is no name; name one of Python's codecs"),
    ({"encoding": "klingon"}, "encoding: 'klingon' is no codec of text"),
    ({"encoding": "base64"}, "encoding: 'base64' is no codec of text"),
    ({"encodings": "koi8-r"}, "encodings: it's str; give pairs of a pattern and an encoding"),
    ({"encodings": ("koi8-r",)}, "encodings: 'koi8-r' is no pair of texts; give pairs"),
    ({"encodings": (("*.txt", 8),)}, "encodings: ('*.txt', 8) is no pair of texts; give pairs"),
    ({"encodings": (("*.txt", "klingon"),)}, "encoding: 'klingon' is no codec of text"),
]


@pytest.mark.parametrize(("options", "said"), BAD)
def test_a_bad_option_is_said(options: dict, said: str) -> None:
    """
    A wrong value is one sentence with what's wrong and what to choose.
    """
    with pytest.raises(BadProfile) as caught:
        Profile(**options)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("value", ["0.8", 0.8, "4/5", "80e-2"])
def test_a_threshold_is_an_exact_fraction(value: object) -> None:
    """
    However it's written, 0.8 is 4/5.
    """
    assert (4, 5) == Profile(threshold=value).ratio  # type: ignore[arg-type]


@pytest.mark.parametrize("threshold", ["1/100", "0.3", "0.5", "0.7", "0.8", "0.9", "1"])
def test_recall_is_high_at_every_threshold(threshold: str) -> None:
    """
    The bands are chosen for a recall of 0.999 where it can be had with 256 permutations.
    """
    profile = Profile(threshold=threshold)
    bands, rows = profile.bands
    assert bands * rows <= 256
    assert profile.recall >= (0.999 if threshold != "1/100" else 0.9)


SWITCHES = [
    # name, without, also, rules that are on, rules that are off
    ("standard", (), (), "quotes.low-double nfc repair", "trailing.tab invisibles.soft-hyphen"),
    ("standard", ("quotes.low-double", "spaces"), (), "quotes.low-single", "quotes.low-double spaces.thin"),
    ("standard", ("quotes",), ("quotes.ornament",), "quotes.ornament.left-single", "quotes.low-single"),
    ("minimal", ("quotes.ornament",), ("quotes",), "quotes.low-single repair", "quotes.ornament.low-single nfc"),
    (
        "minimal",
        ("quotes.ornament.low-single",),
        ("quotes",),
        "quotes.ornament.low-double",
        "quotes.ornament.low-single",
    ),
    ("minimal", ("line-ends",), ("trailing",), "trailing.tab", "line-ends.cr spaces.thin"),
    ("typographic", (), ("nfc", "quotes.right-single"), "nfc quotes.right-single", "quotes.left-single"),
]


@pytest.mark.parametrize(("name", "without", "also", "on", "off"), SWITCHES)
def test_rules_are_switched(name: str, without: tuple, also: tuple, on: str, off: str) -> None:
    """
    Steps, parts of them and single rules go off and on; of two that name a rule, the longer one counts.
    """
    rules = Profile(name=name, without=without, also=also).rules
    assert set(on.split()) <= rules
    assert rules.isdisjoint(off.split())


def test_a_profile_comes_back_from_json() -> None:
    """
    load(dump(p)) == p.
    """
    encodings = (("*.rus", "cp1251"), ("old/*", "cp866"))
    options = {"name": "minimal", "threshold": "2/3", "without": ("repair",), "encoding": "koi8-r", "also": ("nfc",)}
    more = {"prefer": "priority", "priority": ("a/*", "*.md"), "candidates": "exact", "maximum_removal": 0}
    for profile in (Profile(), Profile(**options, encodings=encodings), Profile(**more)):  # type: ignore[arg-type]
        assert profile == Profile.from_json(profile.as_json())


def test_a_declared_encoding_is_the_only_change() -> None:
    """
    A source that declares its encoding has the run's profile otherwise.
    """
    assert Profile(guard="none", encoding="koi8-r") == Profile(guard="none").with_encoding("koi8-r")


def test_an_unknown_option_is_said() -> None:
    """
    A typo gets a suggestion, anything else the list.
    """
    with pytest.raises(BadProfile, match="did you mean 'guard'"):
        Profile.from_json({"gaurd": "none"})
    with pytest.raises(BadProfile, match="choose among name, without, also"):
        Profile.from_json({"xyzzy": 1})


def test_fingerprints_tell_results_apart() -> None:
    """
    Neither names nor ways to switch count, only what is on in the end.
    """
    assert Profile().fingerprint == Profile(also=("quotes", "nfc")).fingerprint
    assert Profile(name="minimal").fingerprint == Profile(name="minimal", without=("quotes",)).fingerprint
    assert Profile(name="typographic").fingerprint == Profile(without=("quotes",)).fingerprint
    others = [
        Profile(),
        Profile(threshold="0.9"),
        Profile(guard="none"),
        Profile(scope="corpus"),
        Profile(candidates="exact"),
        Profile(keep="stable"),
        Profile(prefer="first"),
        Profile(prefer="priority", priority=("a", "b")),
        Profile(prefer="priority", priority=("b", "a")),
        Profile(guard="containment"),
        Profile(key="a secret"),
        Profile(key="another"),
        Profile(maximum_removal="1/3"),
        Profile(maximum_group=7),
        Profile(name="minimal"),
        Profile(without=("quotes.low-double",)),
        Profile(also=("trailing",)),
        Profile(also=("trailing.tab",)),
        Profile(encoding="cp1251"),
        Profile(encodings=(("*", "cp1251"),)),
        Profile(encodings=(("a*", "cp1251"), ("*", "cp1252"))),
        Profile(encodings=(("*", "cp1252"), ("a*", "cp1251"))),
    ]
    assert len(others) == len({profile.fingerprint for profile in others})


def test_the_first_pattern_that_matches_wins() -> None:
    """
    A pattern is for the whole id; what none matches has the default; what a source itself declares is before all.
    """
    profile = Profile(encoding="cp1252", encodings=(("*.rus", "koi8-r"), ("old/*", "cp437")))
    assert ["koi8-r", "cp437", "cp1252", "cp1252"] == [
        profile.encoding_of(name) for name in ("old/a.rus", "old/x/b.txt", "c.txt", "very/old/c.txt")
    ]
    assert "big5" == profile.with_encoding("big5").encoding_of("old/a.rus")


def test_errors_are_values() -> None:
    """
    Two errors that say the same are equal; one of another kind isn't.
    """
    one, two = BadInput("what", "where", "remedy"), BadInput("what", "where", "remedy")
    assert (one, hash(one)) == (two, hash(two))
    assert one != BadProfile("what", "where", "remedy")
    assert isinstance(one, DocnormError)


def test_a_key_is_told_to_nobody() -> None:
    """
    What is written or printed has a digest at most; it tells whether two keys are the same, and is no key.
    """
    profile = Profile(key="correct horse")
    told = Profile.from_json(profile.as_json())
    assert "horse" not in repr(profile) + repr(profile.as_json())
    assert (told.fingerprint, told.as_json()) == (profile.fingerprint, profile.as_json())
    assert profile.as_json()["key"] != Profile(key="correct horses").as_json()["key"]
    with pytest.raises(BadProfile, match="key: it's only known by its digest; give the key itself"):
        _ = told.key_number
    assert 0 < profile.key_number < 1 << 64


def test_the_first_pattern_tells_the_priority() -> None:
    """
    What matches none comes last.
    """
    profile = Profile(prefer="priority", priority=("official/*", "*.md"))
    assert [0, 1, 2] == [profile.priority_of(name) for name in ("official/a.md", "x/b.md", "c.txt")]

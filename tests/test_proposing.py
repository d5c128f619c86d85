"""
Proposing: what ftfy would do to a line, and how much of the line that explains.
"""

from __future__ import annotations

from docnorm import proposing
from docnorm.proposing import propose


def test_hits_have_their_places() -> None:
    """
    Each hit tells what stood there, what would, and what stands beside it.
    """
    first, second = propose("donâ€™t, cafÃ©!").hits
    assert ("â€™", "’", "don", "t") == (first.source, first.target, first.before, first.after)
    assert ("Ã©", "é", "caf", "!") == (second.source, second.target, second.before, second.after)


def test_a_clean_line_has_no_hits() -> None:
    """
    And no codec.
    """
    assert ((), "") == (propose("L’été").hits, propose("L’été").codec)


def test_joined_hits_are_letters_of_a_word() -> None:
    """
    They touch; a hit that touches a letter which is in none is cut off.
    """
    assert all(hit.joined for hit in propose("×¢×‘×¨").hits)
    assert [True] == [hit.cut_off for hit in propose("ÄÖÜ²").hits]


def test_hits_of_two_scripts_are_cut_off() -> None:
    """
    Shift_JIS that was read as Windows-1252 would be a Hebrew mark, a Latin letter and a mark on it.
    """
    assert all(hit.cut_off for hit in propose("‚·‚×‚Ä‚Ì\x90l").hits if hit.joined)


def test_hits_of_latin_and_greek_belong_together() -> None:
    """
    Baoulé is written with the Greek ε, beside a Latin ɔ.
    """
    assert [False, False] == [hit.cut_off for hit in propose("mÉ”Îµ").hits]


def test_a_line_in_another_encoding_is_foreign() -> None:
    """
    More than the hits cover stands in long runs outside of them.
    """
    assert propose("(Ê®Ò»)ÓÐÖØ´óÎ£ÏÕÔ´¼ì²â¡¢ÆÀ¹À¡¢¼à¿Ø´ëÊ©ºÍ").is_foreign
    assert not propose("été and donâ€™t").is_foreign


def test_a_line_end_is_no_part_of_a_character() -> None:
    """
    ftfy takes it for the second byte of one.
    """
    assert () == propose("À\n").hits


def test_a_replay_that_disagrees_becomes_one_change() -> None:
    """
    Should ftfy do something else than it tells, the account is coarse and still true.
    """
    steps = [("encode", "sloppy-windows-1252"), ("decode", "utf-8")]
    text, alignment = proposing._exact("donâ€™t do", "don’t, do", steps)
    assert "don’t, do" == text
    assert ["â€™t"] == ["donâ€™t do"[slice(*source)] for source, _ in alignment.changes()]

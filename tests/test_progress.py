"""
Progress: a bar on a terminal, and nothing anywhere else.
"""

from __future__ import annotations

import io
import os
import pty

from docnorm.cli.progress import Watched, watched


def test_a_bar_counts_on_a_terminal() -> None:
    """It tells how many there are, and is wiped away at the end."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert [1, 2, 3] == list(watched([1, 2, 3], "file", terminal, 0.0))
        shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "3/3" in shown or "0/3" in shown
    assert shown.endswith("\r")


def test_a_short_job_shows_no_bar() -> None:
    """Nothing is written before a second has passed."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert [1, 2] == list(watched(iter([1, 2]), "file", terminal, 1e6))
        terminal.write("end")
        terminal.flush()
        shown = os.read(ours, 100).decode()
    os.close(ours)
    assert "end" == shown.strip("\r")


def test_where_there_is_no_terminal_nothing_is_shown() -> None:
    """A file of errors has no bar in it."""
    file = io.StringIO()
    items = [1, 2]
    assert watched(items, "file", file) is items
    assert "" == file.getvalue()
    assert ["1", "2"] == Watched("file").map(str, items)

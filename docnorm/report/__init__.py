"""
The report of a run: one HTML file that a person opens to see what was kept, what was dropped, and why.

Rule 1: what there is to show is gathered in `gathering`, as values; how it looks is `page` and its assets.
"""

from __future__ import annotations

from docnorm.report.gathering import gather
from docnorm.report.page import page

__all__ = ["gather", "page"]

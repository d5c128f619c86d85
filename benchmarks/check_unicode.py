"""
Checks composition against Unicode's NormalizationTest, row by row, and says what differs and why.

The rows are those of `../shared/corpora/unicode_conformance`, or of a file that is named: lines of JSON with `src`,
`nfc` and `nfd`. A row passes if the rule `nfc` makes its second column of its first three, as the standard asks. Two
kinds of rows are meant to differ: those with an ideograph for compatibility, and those with a character that is younger
than Unicode 14.0, which docnorm leaves alone under every Python.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from docnorm import composing
from docnorm.normalizing import normalize

ROWS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "unicode_conformance" / "normalization.jsonl"
IDEOGRAPHS = re.compile(f"[{composing.IDEOGRAPHS}]")
YOUNG = re.compile(f"[{composing.YOUNG}]")


def main() -> int:
    """
    Print how many rows pass, and return 1 if a row fails that shouldn't.
    """
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    if not path.is_file():
        print(f"{path}: there is no such file; name a file with the rows of NormalizationTest as JSON lines")
        return 2
    outcomes: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            outcomes[outcome(json.loads(line))] += 1
    print(f"{sum(outcomes.values()):,} rows, Unicode {unicodedata.unidata_version} in this Python")
    for what, count in sorted(outcomes.items()):
        print(f"{count:7,} {what}")
    return 1 if outcomes["fail"] else 0


def outcome(row: dict[str, str]) -> str:
    """
    Return what became of a row.
    """
    sources = [row["src"], row["nfc"], row["nfd"]]
    if all(normalize(source, frozenset({"nfc"})).text == row["nfc"] for source in sources):
        return "pass"
    if any(IDEOGRAPHS.search(source) for source in sources):
        return "differ: ideographs for compatibility are left alone"
    if any(YOUNG.search(source) for source in sources):
        return "differ: younger than Unicode 14.0"
    return "fail"


if __name__ == "__main__":
    sys.exit(main())

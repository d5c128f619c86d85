"""
A report as one HTML file: what was told, and the page that shows it.

Rule 1: the file asks for nothing, from anywhere; a policy in it lets only its own script and style run.
Rule 2: a text of a document is data: it stands in the page as JSON in which no markup can begin, and gets into view as
        text only.
Rule 3: the same output gives the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

__all__ = ["MARK", "page"]

MARK = '<meta name="generator" content="docnorm">'
"""What tells a report of docnorm from other files."""

_SCRIPTS = ("base.js", "diff.js", "overview.js", "groups.js", "documents.js", "start.js")
_STYLE = "page.css"
_LARGE = 5_000_000  # characters of data from which on it's packed
_STATIC = 50  # groups that are told where no script runs

# What can't begin anything in HTML or end a line in a script, wherever it stands in JSON.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{style_hash}'; \
script-src '{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
{mark}
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}<small>docnorm</small></h1><nav aria-label="Views"></nav></header>
<main><noscript>{static}</noscript></main>
<dialog aria-label="Keys"></dialog>
{figures}
{texts}
<script>{script}</script>
</body>
</html>
"""


def page(told: dict[str, Any], title: str) -> str:
    """
    Return the HTML file that shows what `tell` has *told*.

    >>> import docnorm
    >>> from docnorm.report.telling import tell
    >>> result = docnorm.canonicalize([docnorm.Source("note", b"</script><b>")])
    >>> "</script><b>" in page(tell(result.provenance, {}), "notes")
    False
    """
    assets = resources.files("docnorm.report").joinpath("assets")
    style = assets.joinpath(_STYLE).read_text(encoding="utf-8")
    parts = (assets.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    script = "(() => {\n" + "\n".join(parts) + "})();\n"
    return _PAGE.format(
        title=html.escape(title),
        mark=MARK,
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        static="\n".join(_static(told)),
        figures=_data("data", {name: part for name, part in told.items() if name != "texts"}),
        texts=_data("texts", told["texts"]),
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(name: str, told: object) -> str:
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).translate(_ESCAPES)
    if len(data) < _LARGE:
        return f'<script type="application/json" id="{name}">{data}</script>'
    packed = base64.b64encode(gzip.compress(data.encode(), 6, mtime=0)).decode()
    return f'<script type="text/plain" id="{name}">{packed}</script>'


def _static(told: dict[str, Any]) -> Iterator[str]:
    # What a reader sees whose browser runs no script: figures and places, no texts.
    names = [source["id"] for source in told["sources"]]
    yield f"<p>{len(names):,} sources; without scripts, only the first {_STATIC} groups are shown.</p><ol>"
    for group in told["groups"][:_STATIC]:
        places = [group["kept"], *(member["at"] for member in group["members"])]
        shown = (f"{html.escape(names[source])}, block {start + 1}" for source, start, _ in places[:10] if source >= 0)
        yield f"<li>{group['kind']}: {'; '.join(shown)}</li>"
    yield "</ol>"

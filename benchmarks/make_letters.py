"""
Makes docnorm/letters.tsv, which letters follow each other in a language: `make_letters.py MODELS HAN > letters.tsv`.

MODELS is the folder `lingua/language-models` of lingua-language-detector 1.4 (Apache-2.0), HAN the file
`opencc/dictionary/TSCharacters.txt` of opencc-python-reimplemented (Apache-2.0); run it where `brotli` is installed.

Rule 1: the table is data, made once and kept with the package; a new one is a new version of the detector.
Rule 2: a language has only the letters of its own alphabet: what else is in the models is other languages and mojibake.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from unicodedata import normalize

import brotli

# The letters beyond a to z that a language is written with; the tables of lingua know more than that.
LATIN = {
    "en": "",
    "fr": "àâæçèéêëîïôùûüÿœ",
    "de": "äöüß",
    "es": "áéíñóúü",
    "pt": "àáâãçéêíóôõú",
    "it": "àèéìîòù",
    "nl": "èéëïóöü",
    "af": "êëîïôû",
    "da": "æøåé",
    "nb": "æøåéò",
    "sv": "åäöé",
    "fi": "äöåšž",
    "is": "áæéðíóöúýþ",
    "et": "äõöüšž",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "hr": "ćčđšž",
    "hu": "áéíóöúüőű",
    "ro": "âîăşţ",
    "sq": "çë",
    "tr": "âçîöûüğış",
    "ca": "àçèéíïòóúü·",
    "ga": "áéíóú",
    "cy": "âêëîïôûŵŷ",
    "eo": "ĉĝĥĵŝŭ",
    "eu": "çñü",
    "vi": "ăâđêôơư\u0300\u0301\u0303\u0309\u0323",
}
OTHERS = ("ru", "uk", "be", "bg", "mk", "sr", "kk", "mn", "el", "he", "ar", "fa", "ur", "th")
SCRIPTS = {"el": "\u0370\u03ff", "he": "\u0590\u05ff", "ar": "\u0600\u06ff", "fa": "\u0600\u06ff", "ur": "\u0600\u06ff"}
SCRIPTS |= {"th": "\u0e00\u0e7f"}
CYRILLIC = "\u0400\u04ff"

# Letters for which the old encodings have others.
OLDER = str.maketrans("șțیێ", "şţيي")

ASCII = set("abcdefghijklmnopqrstuvwxyz")
RAREST, RAREST_ASCII = 2**-14, 2**-11  # of all pairs of a language
CHARACTERS = {"zh-hant": 1100, "zh-hans": 1100, "ja": 1100, "ko": 800}
VIETNAMESE_VOWELS = {"a", "e", "i", "o", "u", "y", "ă", "â", "ê", "ô", "ơ", "ư"}


def main() -> None:
    """
    Print the table.
    """
    models, han = Path(sys.argv[1]), Path(sys.argv[2])
    print(
        "# Made by benchmarks/make_letters.py from the models of lingua 1.4 (Apache-2.0, Peter M. Stahl); don't edit."
    )
    print("# language, bits that it costs, what costs them: pairs of letters (the second after the first; a space is a")
    print("# word's edge), or, with =, single letters wherever they stand")
    for language in (*LATIN, *OTHERS):
        _print_letters(language, *_pairs(models, language))
    simplified = dict(line.split("\t") for line in han.read_text(encoding="utf-8").splitlines() if "\t" in line)
    traditional = _model(models, "zh", "unigrams")
    plain: Counter[str] = Counter()
    for character, share in traditional.items():
        plain[simplified.get(character, character).split()[0][0]] += share
    tables = {"zh-hant": traditional, "zh-hans": plain}
    tables |= {language: _model(models, language, "unigrams") for language in ("ja", "ko")}
    for language, table in tables.items():
        _print_levels(language, "=", dict(Counter(table).most_common(CHARACTERS[language])), lambda c, t=table: t[c])


def _model(models: Path, language: str, name: str) -> dict[str, float]:
    packed = (models / language / f"{name}.json.br").read_bytes()
    shares: dict[str, float] = {}
    for fraction, ngrams in json.loads(brotli.decompress(packed))["ngrams"].items():
        shares |= dict.fromkeys(ngrams.split(), float(Fraction(fraction)))
    return shares


def _pairs(models: Path, language: str) -> tuple[Counter[str], Counter[str]]:
    """
    Return the shares of pairs and of letters, with a space for the edges of words.
    """
    one, two = _model(models, language, "unigrams"), _model(models, language, "bigrams")
    within, starts, ends = Counter[str](), Counter(one), Counter(one)
    for pair, share in two.items():
        joint = one.get(pair[0], 0.0) * share
        within[pair] += joint
        starts[pair[1]] -= joint
        ends[pair[0]] -= joint
    pairs: Counter[str] = Counter()
    for pair, joint in within.items():
        first, second = _written(pair[0], language), _written(pair[1], language)
        for before, after in zip(first[-1] + second, second, strict=False):
            pairs[before + after] += joint
    for letter in one:
        written = _written(letter, language)
        for before, after in zip(" " + written, written, strict=False):
            pairs[before + after] += max(0.0, starts[letter])
        pairs[written[-1] + " "] += max(0.0, ends[letter])
    allowed = _alphabet(language, one)
    pairs = Counter({pair: share for pair, share in pairs.items() if set(pair) <= allowed})
    total = sum(pairs.values())
    singles: Counter[str] = Counter()
    for pair, share in pairs.items():
        pairs[pair] = share / total
        singles[pair[0]] += share / total
    return pairs, singles


def _written(letter: str, language: str) -> str:
    if language != "vi":
        return letter.translate(OLDER)
    parts = normalize("NFD", letter)
    tone = "".join(part for part in parts if part in LATIN["vi"])
    return normalize("NFC", "".join(part for part in parts if part not in tone)) + tone


def _alphabet(language: str, one: dict[str, float]) -> set[str]:
    if language in LATIN:
        return ASCII | set(LATIN[language]) | {" "}
    first, last = SCRIPTS.get(language, CYRILLIC)
    return {letter.translate(OLDER) for letter, share in one.items() if first <= letter <= last and share > 1e-5} | {
        " "
    }


def _print_letters(language: str, pairs: Counter[str], singles: Counter[str]) -> None:
    _print_levels(language, "=", singles, lambda letter: singles[letter])
    kept = {
        pair: share for pair, share in pairs.items() if share > (RAREST_ASCII if set(pair) <= ASCII | {" "} else RAREST)
    }
    _print_levels(language, "", kept, lambda pair: kept[pair] / singles[pair[0]])


def _print_levels(language: str, mark: str, kept: dict[str, float], share: object) -> None:
    levels: dict[int, list[str]] = {}
    for text in kept:
        levels.setdefault(max(0, round(-math.log2(share(text)))), []).append(text)  # type: ignore[operator]
    for level in sorted(levels):
        print(f"{language}\t{mark}{level}\t{''.join(sorted(levels[level]))}")


if __name__ == "__main__":
    main()

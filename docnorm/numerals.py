"""
What makes a fact: number words, months, days, units, digits of all scripts, numerals; and words that are no names.

Rule 1: a word is here because another one in its place makes another fact of the same sentence.
Rule 2: a word that's also an article (`un`, `ein`, `een`) is left out: it's everywhere, and counts nothing.
Rule 3: the kept copy need only have a word somewhere, so that a word with a second meaning costs little.
"""

from __future__ import annotations

from itertools import starmap
from typing import Final

__all__ = ["MONTHS", "NUMERALS", "OPENERS", "SINGLES", "UNITS", "WORDS", "ZEROS"]

_BY_LANGUAGE: Final = {
    "English": """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
        thousand million billion trillion dozen half quarter double twice triple first second third fourth
        fifth sixth seventh eighth ninth tenth eleventh twelfth hundreds thousands millions billions january
        february april june july august september october november december
    """,
    "German": """
        zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig
        siebzig achtzig neunzig hundert tausend million millionen milliarde milliarden halb erste ersten
        zweite zweiten dritte dritten vierte vierten januar jänner februar märz april mai juni juli august
        september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend
        sonntag
    """,
    "French": """
        deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente
        quarante cinquante soixante cent mille million millions milliard milliards premier première deuxième
        troisième janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi
        mardi mercredi jeudi vendredi samedi dimanche
    """,
    "Spanish and Portuguese": """
        dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta
        sesenta setenta ochenta noventa cien ciento mil millón millones primero primera segundo segunda
        tercero tercera enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre lunes martes miércoles jueves viernes sábado domingo dois duas três quatro sete oito nove
        dez onze doze vinte trinta quarenta cinquenta cem cento milhão milhões primeiro primeira terceiro
        terceira janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    """,
    "Italian": """
        due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento
        mille mila milione milioni miliardo miliardi primo prima secondo seconda terzo terza gennaio
        febbraio marzo aprile maggio giugno luglio settembre ottobre dicembre lunedì martedì mercoledì
        giovedì venerdì sabato domenica
    """,
    "Dutch": """
        twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig honderd
        duizend miljoen miljard eerste tweede derde januari februari maart april mei juni juli augustus
        oktober maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    """,
    "Russian": """
        два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто тысяча
        тысяч миллион миллионов первый первая второй вторая третий третья января февраля марта апреля мая
        июня июля августа сентября октября ноября декабря
    """,
}

WORDS: Final = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())
"""Words that count, or name a month or a day, in lower case."""

_SHORT: Final = """
    March May Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun Jan Feb
    Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
"""

MONTHS: Final = frozenset(_SHORT.lower().split())
"""Months and days that are other words when they are written small."""

_OPENERS: Final = """
    a about after all also although an and any as at because before both but by during each every for from
    had has he her here his how however if in into is it its many may more most no not of on one or other
    our over she since so some such than that the their then there these they this those though through thus
    to under until we were what when where whether which while who why with you your aber als am auch auf
    aus bei das dem den der des die dies diese doch durch ein eine er es für hat ich ihr im ist man mit nach
    nur ob sein sie sind um und uns von vor was weil wenn wer wie wir zu zum zur au aux avec ce ces cette
    comme dans de du elle en est et il ils la le les leur mais ne nous ou où par pas pour qui que sa se ses
    si son sur un une vous con como cuando del desde e el ella entre esta este las lo los más o para pero
    por sin sobre su sus una y ya al os uma do da dos na em com não mas ao gli di che per non della nel het
    een van op te dat zijn met voor niet aan om ook bij в во и на не но он она они по с что это как за от к
    у а из для
"""

OPENERS: Final = frozenset(_OPENERS.split())
"""Words that sentences often begin with, so that a capital makes no name of them."""

_UNITS: Final = """
    m m² m³ km km² km³ cm cm² cm³ mm mm² mm³ µm µm² µm³ g kg mg µg l cl ml KB MB GB TB KiB MiB GiB TiB W kW Wh kWh Hz
    kHz MHz GHz V kV mA h min ms
"""

UNITS: Final = frozenset(_UNITS.split())
"""What may stand after a number, with a blank between."""

_RANGES: Final = (
    *((0xB2, 0xB3), (0xB9, 0xB9), (0xBC, 0xBE), (0x2070, 0x2070), (0x2074, 0x2079), (0x2080, 0x2089), (0x2150, 0x2182)),
    *((0x2185, 0x2189), (0x2460, 0x24FF), (0x2776, 0x2793), (0x3220, 0x3229), (0x3248, 0x324F), (0x3280, 0x3289)),
)

SINGLES: Final = "".join(chr(code) for codes in starmap(range, ((a, b + 1) for a, b in _RANGES)) for code in codes)
"""Signs that count without being a decimal digit: what's raised, lowered or in a circle, fractions."""

NUMERALS: Final = "〇零一二三四五六七八九十百千万億亿兆壱弐参"
"""Chinese numerals: several of them make one number."""

_ZEROS: Final = """
    30 660 6F0 7C0 966 9E6 A66 AE6 B66 BE6 C66 CE6 D66 DE6 E50 ED0 F20 1040 1090 17E0 1810 1946 19D0 1A80 1A90 1B50
    1BB0 1C40 1C50 A620 A8D0 A900 A9D0 A9F0 AA50 ABF0 FF10 104A0 10D30 11066 110F0 11136 111D0 112F0 11450 114D0 11650
    116C0 11730 118E0 11950 11C50 11D50 11DA0 16A60 16AC0 16B50 1D7CE 1D7D8 1D7E2 1D7EC 1D7F6 1E140 1E2F0 1E950 1FBF0
"""

ZEROS: Final = "".join(chr(int(code, 16)) for code in _ZEROS.split())
"""The zero of each script that has decimal digits; its nine others follow it in Unicode."""

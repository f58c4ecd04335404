"""What translation leaves alone in a text: numbers, and names written in any alphabet. Pure.

Numbers count with two digits or more, with a decimal or with a unit; years, dates, times and the day itself do not.
Names are capitalised words inside sentences, written in Latin letters and reduced to their first consonants, so that
endings and the spelling of vowels do not count: Роттердаме, Rotterdam, Ρότερνταμ. Scripts without capitals (Arabic,
Chinese …) yield numbers only. What every article of the field names (NATO, Kyiv, Moscow) is no evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache, lru_cache

from flows.leaders.folding import folded

_GROUPED = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+"
_NUMBER = re.compile(rf"(?<![\w.,:/-])(?:{_GROUPED}|\d{{1,12}}(?:[.,]\d{{1,2}})?)(?![\d:/])")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d\d|\d{1,2}[.h]\d\d(?=\s*(?:Uhr|ч\b|CET|UTC|GMT))")
_UNIT = re.compile(
    r"[\s\u00a0\u202f-]?(?:[%‰€$£]|perc|proc|proz|pros|pour ?c|por c|per c|процент|відсот|τοις"
    r"|mil|mln|mio|mrd|mld|bil|bln|млн|млрд|миль|міль|εκατ|δισ)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_OPENING = " \t\u00a0\"'«»„“”‘’([-–—"
_SHORTEST, _FEWEST, _KEPT = 5, 3, 5
"""Letters and consonants a name has at least; consonants that count: what stands behind them is often an ending."""

_COMMON = """
ukraine ukrainian ukraina украина україна ουκρανία russia russland russie rusia rosja россия росія ρωσία russian
russisch russe kyiv kiev kiew киев київ κίεβο moscow moskau moscou mosca moscú moskwa москва μόσχα kremlin kreml
кремль brussels brüssel bruxelles bruselas bruksela брюссель βρυξέλλες europe europa europäische european européen
europeo европа ευρώπη america american amerika américa washington вашингтон trump трамп τραμπ putin poutine путин
πούτιν zelensky zelenskyy selenskyj zelenski зеленский зеленський ζελένσκι secretary secretario secretaris general
général generale generaal sekretarz generalsekretär generalsekreterare minister ministre ministro ministry president
präsident président presidente prezydent alliance allianz alianza alleanza atlantic atlantik atlantique council
committee parliament parlament government states staaten états january february march april august september october
november december januar februar märz oktober dezember tuesday wednesday thursday friday saturday sunday monday
"""
"""What half of all articles on the alliance name, in any language: offices, capitals, two wars' presidents; months."""

_CYRILLIC = "абвгґдезиіклмнопрстуфыэѐђћјљњџћў"
_CYRILLIC_LATIN = "abvggdeziiklmnoprstufyeedciln" + "dcv"
_GREEK = "αβγδεζηικλμνοπρστυω"
_GREEK_LATIN = "avgdeziiklmnoprstio"
_ALPHABETS = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN)
_LETTERS = (
    *(("ντ", "d"), ("μπ", "b"), ("γκ", "g"), ("ου", "u"), ("θ", "t"), ("φ", "f"), ("χ", "h"), ("ψ", "ps"), ("ξ", "ks")),
    *(("ж", "z"), ("х", "h"), ("ц", "c"), ("ч", "c"), ("ш", "s"), ("щ", "s"), ("ю", "u"), ("я", "a")),
    *(("ь", ""), ("ъ", ""), ("є", "e"), ("ї", "i"), ("й", "i")),
)
_LATIN = (
    *(("tsch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("cz", "c"), ("sz", "s"), ("rz", "z"), ("zh", "z")),
    *(("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("kh", "h"), ("gh", "g"), ("ck", "k"), ("qu", "k")),
    *(("x", "ks"), ("w", "v"), ("ß", "s")),
)
_VOWELS = re.compile("[aeiouyj]")
_REPEATED = re.compile(r"(.)\1+")


def numbers(text: str, day: datetime) -> Iterator[str]:
    """The numbers that say something, each spelt one way; ``day`` is when the text was published."""
    days = {str((day + timedelta(days=n)).day) for n in (-1, 0, 1)}
    plain = _DATE.sub(" ", text if text.isascii() else "".join(map(_digit, text)))
    for match in _NUMBER.finditer(plain):
        raw = re.sub(r"[^\d.,]", "", match.group())
        value = _spelt(raw)
        before = plain[max(0, match.start() - 1) : match.start()]
        stated = "." in value or before in {"€", "$", "£"} or _UNIT.match(plain, match.end())
        year = match.group() == value and len(value) == 4 and "1800" <= value < "2100"
        if stated or (len(value) > 1 and value not in days and not year):
            yield value


def names(body: str) -> Iterator[str]:
    """The names in a body, as :func:`skeleton` spells them."""
    for match in _WORD.finditer(body):
        word = match.group()
        if len(word) < _SHORTEST or not word[0].isupper() or word.isupper():
            continue
        before = body[max(0, match.start() - 4) : match.start()].rstrip(_OPENING)
        inside = before and before[-1] not in ".!?:;…\n·•"
        if inside and (name := skeleton(word)):
            yield name


def own_names(people: Iterable[str]) -> set[str]:
    """The skeletons of these people's names."""
    return {skeleton(word) for name in people for word in _WORD.findall(name)}


def skeleton(word: str) -> str:
    """The first consonants of a word in Latin letters; empty when it has too few, or is common in all articles."""
    reduced = _reduced(word)
    return "" if reduced in _common() else reduced


@lru_cache(maxsize=65_536)
def _reduced(word: str) -> str:
    text = folded(word)
    for old, new in _LETTERS:
        text = text.replace(old, new)
    text = text.translate(_ALPHABETS)
    for old, new in _LATIN:
        text = text.replace(old, new)
    text = _VOWELS.sub("", text.replace("c", "k"))
    text = _REPEATED.sub(r"\1", text)[:_KEPT]
    return "" if len(text) < _FEWEST or not text.isascii() else text


@cache
def _common() -> frozenset[str]:
    return frozenset(map(_reduced, _COMMON.split()))


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdecimal() else char


def _spelt(raw: str) -> str:
    """``2,300`` and ``2.300`` are 2300; ``1,5`` and ``1.50`` are 1.5."""
    whole, mark, rest = raw.replace(",", ".").rpartition(".")
    if not mark or len(rest) == 3:
        return re.sub(r"\D", "", raw).lstrip("0") or "0"
    whole, rest = whole.replace(".", "").lstrip("0") or "0", rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole

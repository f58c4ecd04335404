"""What a page must hold to name a leader: the strings the prefilter looks for, made from roster and phrases.

A leader is found by a name, or by an office that carries NATO's name or is known without it. So a page can name one
only if it holds, in some encoding, NATO's name, one of a few words of offices, or a surname; a surname that others
bear too counts with a given name, one that is *common* only with NATO. Everything is made from what the matcher knows:
a new person is covered without a line here.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.leaders.folding import folded
from flows.leaders.inflection import stem
from flows.leaders.phrases import Phrases
from flows.leaders.roster import Roster

CORES = (
    "nato", "otan", "нато", "νατο", "ناتو",
    "طلسي", "נאט", "ნატო", "նատօ", "北約", "北约", "北大西洋", "나토",
    "북대서양", "नाटो", "นาโต", "atlant", "атлант", "τλαντικ", "saceur", "supreme allied", "allied command",
    "joint force", "jfc", "alliierter", "commandant supr", "comandante supremo", "naczeln", "главнокоманд", "velitel",
    "comandantul suprem", "盟军最高", "盟軍最高", "連合軍最高", "συμμαχικ", "alliance's",
    "alliance’s", "alliance chief",
)  # fmt: skip
"""Stretches without diacritics that most names of NATO and of its offices hold: one of them stands for hundreds."""

WHOLE = ("natu", "navo")
"""Forms of NATO's name that begin many other words: looked for as whole words."""

ENCODINGS = (
    "utf-8", "cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "cp1251", "koi8-u", "iso8859-5", "cp866",
    "mac-cyrillic", "cp1253", "cp1255", "cp1256", "iso8859-6", "cp874", "cp932", "euc-jp", "gb18030", "big5hkscs",
    "cp949",
)  # fmt: skip
"""Charsets whose bytes are looked for; a page that declares another one is read."""


@dataclass(frozen=True, slots=True)
class Signs:
    """``sure``: any of them will do. ``pairs``: a surname, and given names of which one must stand in the page too."""

    sure: frozenset[str]
    pairs: tuple[tuple[str, frozenset[str]], ...]


def signs(roster: Roster, phrases: Phrases) -> Signs:
    """The strings for one roster, in small letters, as written and without diacritics."""
    sure = {*CORES}
    for form in (*phrases.words["nato"], *(form for form, office in phrases.phrases.items() if office)):
        covered = any(core in form for core in CORES)
        if not covered and not any(re.search(rf"(?<![a-z]){word}(?![a-z])", form) for word in WHOLE):
            sure.add(form)
    pairs: dict[str, set[str]] = {}
    for person in roster.persons.values():
        if person.common:
            continue
        given = {form for name in person.given for form in _forms(name, stemmed=True)}
        for name in (*person.unique, *person.full):
            sure.update(_forms(name, stemmed=name in person.unique))
        for name in person.shared:
            for form in _forms(name, stemmed=True):
                pairs.setdefault(form, set()).update(given)
    # A full name that begins with a surname known by itself adds nothing.
    sure = {form for form in sure if not any(word != form and word in sure for word in form.split())}
    return Signs(frozenset(sure), tuple((name, frozenset(given)) for name, given in pairs.items() if name not in sure))


def _forms(name: str, *, stemmed: bool) -> Iterator[str]:
    plain, written = folded(name), name.strip().lower()
    plain = stem(plain) if stemmed else plain
    yield plain
    if len(written) >= len(plain):
        yield written[: len(plain)]


def literals(form: str) -> Iterator[bytes]:
    """Every way the bytes of a page may hold a form that is not ASCII: letter cases, charsets, escapes."""
    for shown in dict.fromkeys((form, form.upper(), form.title(), form.capitalize())):
        for charset in ENCODINGS:
            try:
                encoded = shown.encode(charset)
            except UnicodeEncodeError:
                continue
            # Two bytes of a legacy charset stand in every page of another one.
            if len(encoded) > 2:
                yield encoded
        for escape in (_json, _decimal, _hexadecimal, _named, _percent):
            if escaped := escape(shown):
                yield escaped.encode("ascii")


def escapes(text: str, make: str) -> str:
    """``text`` with every character that is not ASCII written by the format ``make``."""
    return "".join(c if c.isascii() else make.format(ord(c)) for c in text)


def _json(text: str) -> str:
    return escapes(text, "\\u{:04x}")


def _decimal(text: str) -> str:
    return escapes(text, "&#{};")


def _hexadecimal(text: str) -> str:
    return escapes(text, "&#x{:x};")


def _named(text: str) -> str:
    names: Iterable[str | None] = [c if c.isascii() else html.entities.codepoint2name.get(ord(c)) for c in text]
    return "".join(n if c.isascii() else f"&{n};" for c, n in zip(text, names, strict=True)) if all(names) else ""  # type: ignore[misc]


def _percent(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02x}" for b in c.encode()) for c in text)

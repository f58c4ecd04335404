"""The words that tie a quotation to its speaker, by language, from ``sayings.toml``, as patterns ready for use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SAYINGS = Path(__file__).with_name("sayings.toml")

UNSPACED = frozenset({"ja", "zh", "ko"})
"""Languages whose verbs are looked for inside words: they are written without spaces, or with endings and particles."""

_KIN = {"nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "sh": "hr", "gl": "pt", "yue": "zh"}


@dataclass(frozen=True, slots=True)
class Sayings:
    """Patterns of one language; those for words match whole words in any letter case.

    ``drop``: a verb of saying may stand without a subject.
    """

    verb: re.Pattern[str]
    lead: re.Pattern[str]
    he: frozenset[str]
    she: frozenset[str]
    drop: bool
    unspaced: bool
    prepositions: frozenset[str]


@cache
def sayings(language: str) -> Sayings | None:
    """The words of a language (ISO 639-1), or ``None`` where quotations are not attributed."""
    code = _KIN.get(language, language)
    row = _rows().get(code)
    if row is None or code == "_":
        return None
    unspaced = code in UNSPACED
    common = _rows()["_"]
    return Sayings(
        _pattern(row["verbs"], whole=not unspaced),
        _pattern(row["lead"], whole=not unspaced),
        frozenset(row["he"]),
        frozenset(row["she"]),
        bool(row.get("drop", False)),
        unspaced,
        frozenset(word for word in common["prepositions"] if code in common["only"].get(word, [code])),
    )


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SAYINGS.read_text("utf-8"))


def languages() -> frozenset[str]:
    """Languages in which quotations are attributed."""
    return (frozenset(_rows()) | frozenset(_KIN)) - {"_"}


@cache
def words(name: str) -> frozenset[str]:
    """A list that all languages share."""
    return frozenset(_rows()["_"][name])


def _pattern(words: list[str], *, whole: bool) -> re.Pattern[str]:
    if not words:
        return re.compile(r"(?!)")
    forms = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)" if whole else f"(?:{forms})", re.IGNORECASE)

"""How a text speaks of each leader, -1 to 1, from the sentences that name him; English only, else not known.

VADER's lexicon and rules (negation, intensifiers, "but") give each sentence its polarity. Two things are ours: what
stands in quotation marks says nothing about how the author sees the speaker and is left out; and words that name
NATO's business (war, threat, attack, defence, allies …) are neutral, or every text about it would sound grim. A person
who is named in no sentence with a charged word has no tone, which is not the same as a balanced one.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flows.leaders.sentences import sentences

LANGUAGES = frozenset({"en"})
"""Where a lexicon is kept and known to work. A list translated by machine is not sound: none is used."""

MOST = 400
"""Sentences weighed in one text."""
HEADLINE = 2.0
"""A headline counts as much as two sentences."""
_CALM = 2.0
"""Sentences' worth of neutrality added, so that one charged sentence in a long text does not decide alone."""
_CHARGED = 0.05
"""VADER's own limit below which a sentence is neutral."""

WORDS = Path(__file__).with_name("tone.toml")
_QUOTED = re.compile(r"[“\"][^“”\"\n]{0,4000}?[”\"]|«[^«»\n]{0,4000}»")


@dataclass(frozen=True, slots=True)
class Voiced:
    """One sentence on a person: its place in ``field`` (``title`` or ``body``) and its polarity."""

    field: str
    start: int
    end: int
    polarity: float


def known(language: str) -> bool:
    """Whether tone can be told in this language, and the lexicon is installed."""
    return language[:2].lower() in LANGUAGES and _installed()


def voiced(field: str, text: str, places: Sequence[tuple[int, str]]) -> dict[str, list[Voiced]]:
    """Every sentence of a text that names somebody, by person. ``places``: offset and id of each mention, in order."""
    found: dict[str, list[Voiced]] = {}
    if not places:
        return found
    spans = sentences(text)
    starts = [start for start, _ in spans]
    done: set[tuple[int, str]] = set()
    for place, person in places:
        number = bisect_right(starts, place) - 1
        if number < 0 or (number, person) in done or len(done) >= MOST:
            continue
        done.add((number, person))
        start, end = spans[number]
        found.setdefault(person, []).append(Voiced(field, start, end, _polarity(text[start:end])))
    return found


def tone(sentences_: Sequence[Voiced]) -> float | None:
    """One figure out of the sentences on one person, or ``None`` when none of them is charged."""
    weights = [(HEADLINE if s.field == "title" else 1.0, s.polarity) for s in sentences_]
    charged = [(w, p) for w, p in weights if abs(p) >= _CHARGED]
    if not charged:
        return None
    return round(sum(w * p for w, p in charged) / (sum(w for w, _ in charged) + _CALM * (len(weights) > 2)), 2)


def _polarity(sentence: str) -> float:
    plain = " ".join(_unquoted(sentence)).strip()
    if not plain:
        return 0.0
    return float(_analyzer().polarity_scores(plain)["compound"])


def _unquoted(sentence: str) -> Iterator[str]:
    done = 0
    for match in _QUOTED.finditer(sentence):
        yield sentence[done : match.start()]
        # A word or two in marks are the author's: "effective leadership", he calls it.
        if match.group().count(" ") < 2:
            yield match.group()[1:-1]
        done = match.end()
    yield sentence[done:]


@cache
def _installed() -> bool:
    return find_spec("vaderSentiment") is not None


@cache
def _analyzer() -> Any:
    # By name: it ships no type information.
    vader = import_module("vaderSentiment.vaderSentiment")
    words = tomllib.loads(WORDS.read_text("utf-8"))
    analyzer = vader.SentimentIntensityAnalyzer()
    analyzer.lexicon.update(words["own"])
    for word in words["topic"]:
        analyzer.lexicon.pop(word, None)
    return analyzer

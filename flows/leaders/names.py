"""Find the people of the roster by name: full names, and surnames that say enough or are made clear elsewhere.

A *unique* surname counts standing alone, unless another known bearer is named and ours never in full. A *shared* one
(Robertson, Clark, Bauer) counts only with a given name, or after it, or beside the person's own office; and a stranger
of that surname in the text takes it away again. A person marked *common* needs NATO in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.leaders.folding import folded
from flows.leaders.inflection import is_form, stem
from flows.leaders.roster import Person, Roster
from flows.leaders.text import Text

_INITIAL = re.compile(r"[^\W\d_](\.[^\W\d_])?")


@dataclass(frozen=True, slots=True)
class Surname:
    """One base form of one person, as the automaton finds it by its stem."""

    person: Person
    base: str
    unique: bool
    whole: bool = False
    """A full name or exception, taken as it stands."""


@dataclass(frozen=True, slots=True)
class Name:
    """A place where a person is named. ``full``: with the given name. ``sure``: counts by itself."""

    start: int
    end: int
    person: str
    full: bool
    sure: bool


class Names:
    """All surnames of a roster by stem, and the judgement over what was found."""

    def __init__(self, roster: Roster, address: frozenset[str]) -> None:
        """``address``: words that may stand before a surname with a capital and are no given name (ranks, titles)."""
        self.address = address
        self.by_stem: dict[str, list[Surname]] = {}
        self.given: dict[str, tuple[str, ...]] = {}
        self.namesakes: dict[str, tuple[str, ...]] = {}
        for person in roster.everybody.values():
            self.given[person.id] = tuple(folded(name) for name in person.given)
            self.namesakes[person.id] = tuple(folded(name) for name in person.namesakes)
            for names, unique, whole in (
                (person.unique, True, False),
                (person.shared, False, False),
                (person.full, True, True),
            ):
                for base in dict.fromkeys(folded(name) for name in names):
                    key = base if whole else stem(base)
                    self.by_stem.setdefault(key, []).append(Surname(person, base, unique, whole))

    def find(self, text: Text, hits: Iterable[tuple[str, int, int]], language: str) -> tuple[list[Name], set[str]]:
        """Read the hits (stem, start, end): every candidate, and the persons of whom a namesake is there."""
        found: dict[tuple[int, int, str], Name] = {}
        strangers: set[str] = set()
        for key, start, end in hits:
            if not text.opens(start):
                continue
            stop = text.word_end(end)
            word = text.folded[start:stop]
            for surname in self.by_stem[key]:
                if surname.whole:
                    if text.closes(end):
                        _keep(found, Name(start, end, surname.person.id, full=True, sure=True))
                    continue
                if is_form(word, surname.base, language=language):
                    last = stop
                elif text.closes(end) and key == surname.base:
                    last = end
                else:
                    continue
                name = self._judge(text, surname, start, last, strangers, language)
                if name:
                    _keep(found, name)
        return sorted(found.values(), key=lambda n: (n.start, n.start - n.end)), strangers

    def _judge(
        self, text: Text, surname: Surname, start: int, end: int, strangers: set[str], language: str
    ) -> Name | None:
        person = surname.person.id
        words = text.before(start)
        nearest = words[-1] if words and _touches(text, words[-1], start) else None
        if nearest and any(is_form(nearest[1], other) for other in self.namesakes[person]):
            strangers.add(person)
            return None
        begin = self._given(text, person, words, start)
        if begin is not None:
            return Name(begin, end, person, full=True, sure=True)
        capital = text.capital(start)
        if surname.unique and (capital or text.lower_case_prose(start)):
            return Name(start, end, person, full=False, sure=True)
        if not capital:
            return None
        # German writes every noun with a capital: there a capital says nothing.
        if nearest and language[:2] != "de" and nearest[1] not in self.address and _is_stranger(text, nearest):
            strangers.add(person)
            return None
        if nearest and surname.person.common and language[:2] != "de" and self._foreign(text, nearest):
            return None
        return Name(start, end, person, full=False, sure=False)

    def _foreign(self, text: Text, word: tuple[int, str]) -> bool:
        """Whether a word with a capital that is no rank stands before a surname many bear: "Kevin Hart" is not Allison.

        At the beginning of a sentence it may be any word; there one mention too few is the smaller mistake.
        """
        start, plain = word
        shown = text.original_word(start, len(plain))
        return len(plain) > 2 and shown[:1].isupper() and not shown.isupper() and plain not in self.address

    def _given(self, text: Text, person: str, words: list[tuple[int, str]], start: int) -> int | None:
        """Where the full name begins when a given name, in any case form, stands before the surname."""
        end = start
        for place, word in reversed(words[-3:]):
            if not _touches(text, (place, word), end):
                break
            if any(is_form(word, given) for given in self.given[person]):
                return place
            if not _INITIAL.fullmatch(word):
                break
            end = place
        for given in self.given[person]:
            # Names of two words, and scripts that write the name without a space (马克·吕特).
            if " " in given or "-" in given or given[0] >= "\u3000":
                for between in (1, 0):
                    place = start - len(given) - between
                    if place >= 0 and text.folded.startswith(given, place) and text.opens(place):
                        return place
        return None


def settle(names: list[Name], strangers: set[str], persons: Mapping[str, Person], *, nato: bool) -> list[Name]:
    """What counts of the candidates: ambiguous surnames only once made clear; no two names over one place."""
    clear = {name.person for name in names if name.full}
    kept: list[Name] = []
    for name in names:
        person = persons[name.person]
        if person.common and not nato:
            continue
        if not name.full:
            stranger = name.person in strangers
            if (not name.sure and (name.person not in clear or stranger)) or (stranger and name.person not in clear):
                continue
        if kept and name.start < kept[-1].end:
            continue
        kept.append(name)
    return kept


def _keep(found: dict[tuple[int, int, str], Name], name: Name) -> None:
    key = (name.start, name.end, name.person)
    if key not in found or (name.full and not found[key].full):
        found[key] = name


def _touches(text: Text, word: tuple[int, str], end: int) -> bool:
    """Whether only a space, a full stop or a quote of a nickname stands between the word and ``end``."""
    return text.folded[word[0] + len(word[1]) : end].strip(" .") in {"", '"'} and end > word[0] + len(word[1])


def _is_stranger(text: Text, word: tuple[int, str]) -> bool:
    """Whether the word before a surname looks like somebody else's given name."""
    start, plain = word
    shown = text.original_word(start, len(plain))
    return (
        len(plain) > 1
        and shown[:1].isupper()
        and not shown.isupper()
        and not text.sentence_start(start)
        and text.in_body(start)
    )

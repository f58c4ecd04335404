"""Find NATO's leaders in a text, by name and by office, in one pass over it.

One automaton (Aho-Corasick) holds the stems of all surnames, the offices and the words for NATO in every language; its
cost does not grow with the roster. What it finds is judged in windows of bounded width, so the whole stays linear. A
place counts once: "NATO Secretary General Mark Rutte" is one mention. Places are those of the original text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from ahocorasick_rs import AhoCorasick

from flows.leaders.names import Name, Names, settle
from flows.leaders.offices import Claim, Office, Offices
from flows.leaders.phrases import Phrases
from flows.leaders.roster import Roster
from flows.leaders.sidebar import Sidebar
from flows.leaders.text import Text
from flows.leaders.unknown import named_otherwise

LONGEST = 1_000_000
"""Characters read of a text: 150,000 words, beyond any article; a longer text is read up to here."""

MOST_HITS = 20_000
"""Places judged in one text; a long read about Rutte has some 500. Bounds what hostile repetition can cost."""
NEAR = 120
"""NATO so many characters from a bare "the Secretary General", in the same paragraph, makes clear whose it is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a leader is spoken of; ``by_office``: without the name."""

    start: int
    end: int
    person: str
    by_office: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Everything one pass found. ``natos``: where NATO is named.

    ``unresolved``: offices nobody is known to hold that day. ``rivals``: other organisations' secretaries general.
    ``context``: other people of the roster who are named; no leaders.
    """

    mentions: tuple[Mention, ...] = ()
    natos: tuple[int, ...] = ()
    unresolved: tuple[str, ...] = ()
    rivals: int = 0
    context: tuple[str, ...] = ()
    later: date | None = None
    """From when on somebody holds the office the text gives him, where that is after the day it was read for."""

    def without(self, spans: Sequence[tuple[int, int]]) -> Found:
        """What stands outside the ``spans``, which are in order."""
        starts = [start for start, _ in spans]

        def outside(place: int) -> bool:
            at = bisect_right(starts, place) - 1
            return at < 0 or place >= spans[at][1]

        return replace(
            self,
            mentions=tuple(m for m in self.mentions if outside(m.start)),
            natos=tuple(place for place in self.natos if outside(place)),
        )


class Matcher:
    """Built once from roster and phrases; :meth:`find` is pure and may be called from many threads."""

    def __init__(self, roster: Roster, phrases: Phrases) -> None:
        self.roster = roster
        self._everybody = roster.everybody
        address = frozenset(w for form in phrases.titles for w in form.split()) | phrases.words["ranks"]
        self.names = Names(roster, address)
        self.offices = Offices(phrases)
        self.sidebar = Sidebar.of(phrases.words["sidebar"])
        self._linking = self.offices.small | phrases.words["skip"] | phrases.words["alliance"]
        groups: tuple[Iterable[str], ...] = (
            self.names.by_stem,
            {**phrases.titles, **phrases.phrases},
            phrases.words["nato"],
            phrases.words["rivals"],
        )
        self._patterns = [(group, form) for group, forms in enumerate(groups) for form in forms]
        self._automaton = AhoCorasick([form for _, form in self._patterns], store_patterns=False)

    def find(self, original: str, *, language: str = "", on: date | None = None) -> Found:
        """Every mention, in order of place, as of the day the text was published."""
        text = Text.of(original[:LONGEST])
        hits: tuple[list[tuple[str, int, int]], ...] = ([], [], [], [])
        found = self._automaton.find_matches_as_indexes(text.folded, overlapping=True)
        for index, start, end in found[:MOST_HITS]:
            group, form = self._patterns[index]
            hits[group].append((form, start, end))
        if not hits[0] and not hits[1] and not hits[2]:
            return Found()
        natos = _whole(text, hits[2])
        offices = self.offices.find(text, hits[1], natos, language)
        candidates, strangers = self.names.find(text, hits[0], language)
        candidates = self._beside_own_office(text, candidates, offices)
        nato = bool(natos) or any(o.claim is Claim.NATO for o in offices)
        settled = settle(candidates, strangers, self._everybody, nato=nato)
        names = [name for name in settled if name.person in self.roster.persons]
        context = tuple(dict.fromkeys(name.person for name in settled if name.person not in self.roster.persons))
        known = [(name.start, name.end) for name in settled]
        alone = list(_alone(text, offices, names, self._between))
        # "NATO Secretary General Jane Doe": whoever she is, in this text the office is hers, the bare words too.
        strange = [o for o in alone if named_otherwise(text, o, known, self.offices.small, language)]
        others = {o.office for o in strange if o.claim is Claim.NATO and o.current}
        rivals = sum(o.claim is Claim.RIVAL or o in strange for o in alone) + len(_whole(text, hits[3]))
        places = sorted({n[0] for n in natos} | {o.start for o in offices if o.claim is Claim.NATO})
        # Offices the text has made clear it means NATO's: by name with NATO's, or by naming one who holds or held them.
        clear = {o.office for o in offices if o.claim is Claim.NATO}
        clear |= {h.office for person in {n.person for n in names} for h in self.roster.persons[person].holdings}
        mentions = [self._mention(text, name) for name in names]
        unresolved = []
        for office in alone:
            if office in strange or office.office in others:
                continue
            if not self._counts(text, office, clear, places, rivals):
                continue
            holder = self.roster.holder(office.office, on)
            if holder is None:
                unresolved.append(office.office)
            else:
                mentions.append(
                    self._mention(text, Name(office.start, office.end, holder.id, False, True), by_office=True)
                )
        mentions.sort(key=lambda m: m.start)
        return Found(
            tuple(mentions),
            tuple(text.folds.origin(p) for p in places),
            tuple(dict.fromkeys(unresolved)),
            rivals,
            context,
            self._later(text, offices, names, on),
        )

    def _mention(self, text: Text, name: Name, *, by_office: bool = False) -> Mention:
        return Mention(text.folds.origin(name.start), text.folds.origin(name.end - 1) + 1, name.person, by_office)

    def _beside_own_office(self, text: Text, names: list[Name], offices: Sequence[Office]) -> list[Name]:
        """A shared surname right behind an office its bearer holds or held is a full name: "SACEUR Cavoli"."""
        ends = [o.end for o in offices]
        settled = []
        for name in names:
            at = bisect_right(ends, name.start) - 1
            if not name.full and at >= 0 and offices[at].claim is Claim.NATO:
                held = {h.office for h in self._everybody[name.person].holdings}
                if offices[at].office in held and self._between(text, offices[at].end, name.start):
                    settled.append(Name(name.start, name.end, name.person, full=True, sure=True))
                    continue
            settled.append(name)
        return settled

    def _later(self, text: Text, offices: Sequence[Office], names: Sequence[Name], on: date | None) -> date | None:
        """The first day of a term that began after ``on``, of a name right beside that office: "NATO chief Rutte"."""
        if on is None:
            return None
        begins = []
        for office in offices:
            if office.claim is not Claim.NATO or not office.current:
                continue
            for name in names:
                touches = (
                    (office.start <= name.start < office.end)
                    or self._between(text, office.end, name.start)
                    or self._between(text, name.end, office.start)
                )
                if touches:
                    held = [h for h in self.roster.persons[name.person].holdings if h.office == office.office]
                    if held and all(h.begins > on for h in held):
                        begins.append(held[0].begins)
        return min(begins, default=None)

    def _between(self, text: Text, start: int, end: int) -> bool:
        """Whether name and office belong together: only ranks, articles and a comma between them."""
        words = text.gap(start, end)
        if words is None:
            return False
        return all(word in self._linking for word in words)

    def _counts(self, text: Text, office: Office, clear: Set[str], natos: Sequence[int], rivals: int) -> bool:
        """Whether an office standing alone speaks of its holder of the day."""
        if not office.current or office.claim in {Claim.NONE, Claim.RIVAL}:
            return False
        if office.claim is Claim.NATO:
            return True
        if rivals or not natos:
            return False
        if office.office in clear:
            return True
        at = bisect_right(natos, office.start)
        near = [*natos[max(0, at - 1) : at], *natos[at : at + 1]]
        return any(abs(place - office.start) <= NEAR and text.one_line(place, office.start) for place in near)


def _whole(text: Text, hits: Sequence[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Hits that are whole words, the longest at each place, in order."""
    kept: list[tuple[int, int]] = []
    for _, start, end in sorted(hits, key=lambda h: (h[1], -h[2])):
        if (not kept or start >= kept[-1][1]) and text.opens(start) and text.closes(end):
            kept.append((start, end))
    return kept


def _alone(
    text: Text, offices: Sequence[Office], names: Sequence[Name], between: Callable[[Text, int, int], bool]
) -> Iterator[Office]:
    """Offices that no name stands beside: an office with its bearer's name is that name's mention."""
    starts = [n.start for n in names]
    for office in offices:
        at = bisect_right(starts, office.start)
        inside = at > 0 and names[at - 1].end > office.start
        if inside or (at > 0 and between(text, names[at - 1].end, office.start)):
            continue
        if at < len(names) and (names[at].start < office.end or between(text, office.end, names[at].start)):
            continue
        yield office

"""Who speaks, in the words beside a quotation: a leader by name or office, somebody else's name, or a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.leaders import sayings
from flows.leaders.sayings import Sayings
from flows.leaders.sentences import sentences

REACH = 90
"""Characters between a verb of saying and its subject or its quotation."""

_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|al|bin|ben|af|av|el|la|le|ter|zu|y)"
_CAP = r"[^\W\d_a-zß-öø-ÿа-яёіїєґћђљњџα-ώ][\w'’-]*[^\W\d_]|[^\W\d_a-z]\."
_NAME = re.compile(rf"(?<![\w'’])(?:{_CAP})(?:[\s-](?:{_PARTICLE}\s){{0,3}}(?:{_CAP}))*")
_CJK = re.compile(r"([\u4e00-\u9fff\u30a0-\u30ff·・ー]{2,16}?)(?:氏|さん|議員|大統領|首相|外相)?(?:は|が|も)")
_WORD = re.compile(r"[^\W_][\w'’-]*")
_WOMEN = re.compile(
    r"\b(?:rose|radmila|oana|baiba|carmen|allison|joëlle|joelle|julianne|kay|stacey|victoria|angus-ann|patricia|ursula|kaja|"
    r"giorgia|mette|annalena|jacqueline|jill|ana|maria|anna|elina|marie|ine|catherine|margus-ann)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker: a leader's ``id``, or the ``name`` as it stands."""

    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    person: Person

    @property
    def single(self) -> bool:
        """Whether it is but one word that looks like a name."""
        return not self.person.id and " " not in self.person.name


class Speakers:
    """Finds speakers in one body."""

    def __init__(self, body: str, mentions: Sequence[tuple[int, int, str]], words: Sayings) -> None:
        self.body = body
        self.words = words
        self._mentions = sorted(mentions)
        self._nobody, self._passive = sayings.words("nobody"), sayings.words("passive")
        self._starts = [start for start, _, _ in self._mentions]

    def after(self, span: tuple[int, int], before: tuple[int, int], last: tuple[int, Person] | None) -> Person | None:
        """The speaker by what stands behind a quotation."""
        start, end = span
        verb = self.words.verb.search(self.body, start, min(end, start + REACH))
        lead = self.words.lead.search(self.body, start, min(end, start + 24))
        if lead and (not verb or lead.start() <= verb.start()):
            return self._first(lead.end(), end, near=lead.end() + 48)
        if verb is None:
            return None
        if self.words.unspaced:
            # Behind it stands but the verb: the subject came before.
            return self._first(start, verb.start() + 1) or self._subject(before[0], before[1]) or self._cjk(before)
        if self._previous(verb.start()) in self._passive:
            return None
        ahead = self._subjects(start, verb.start())
        if ahead and verb.start() - ahead[0].end <= REACH:
            return ahead[0].person
        if found := self._pronoun(start, verb, end, last, before[0]):
            return found
        if self._first_word(start) in self.words.he | self.words.she:
            return None
        if found := self._first(verb.end(), end, near=verb.end() + 60, verb=verb.end()):
            return found
        # Rutte, "…" dedi: the subject came before.
        return self._opening(before) if self.words.drop else None

    def before(self, span: tuple[int, int], last: tuple[int, Person] | None, *, close: bool) -> Person | None:
        """The speaker by what stands before a quotation; ``close``: the verb, or the name with its colon, ends it."""
        start, end = span
        if self.words.unspaced:
            return self._subject(start, end) or self._cjk(span)
        verbs = list(self.words.verb.finditer(self.body, start, end))
        lead = self.words.lead.search(self.body, start, end)
        if not verbs:
            if lead and end - lead.end() <= 60:
                return self._first(lead.end(), end, near=lead.end() + 48)
            if close and self.body[:end].rstrip().endswith(":"):
                return self._label(start, end)
            return None
        verb = verbs[-1]
        if end - verb.end() > (REACH if close else REACH + 40) or self._previous(verb.start()) in self._passive:
            return None
        if ahead := self._subjects(start, verb.start()):
            return ahead[0].person
        if found := self._pronoun(start, verb, end, last, start):
            return found
        return self._first(verb.end(), end, near=verb.end() + 40, verb=verb.end())

    def _subjects(self, start: int, verb: int) -> list[_Candidate]:
        """Who may be the subject of a verb, in order; a single word with a capital only right before it."""
        return [
            c
            for c in self._candidates(start, verb)
            if not self._object(c) and (not c.single or len(_WORD.findall(self.body[c.end : verb])) <= 1)
        ]

    def _subject(self, start: int, end: int) -> Person | None:
        found = self._leaders(start, end)
        return found[0].person if found else None

    def _opening(self, span: tuple[int, int]) -> Person | None:
        found = self._candidates(*span)
        return found[0].person if found and not self._object(found[0]) else None

    def _label(self, start: int, end: int) -> Person | None:
        """A name right before a colon: "Rutte: …"."""
        found = [c for c in self._candidates(start, end) if self.body[c.end : end].strip() == ":"]
        return found[0].person if found and not self.body[start : found[0].start].strip(" –—-") else None

    def _first(self, start: int, end: int, *, near: int | None = None, verb: int | None = None) -> Person | None:
        found = self._candidates(start, end)
        for number, candidate in enumerate(found):
            if near is not None and candidate.start > near:
                return None
            if verb is not None:
                between = _WORD.findall(self.body[verb : candidate.start])
                if any(word.lower() in self.words.prepositions for word in between) and not candidate.person.id:
                    return None
                if between and between[0].lower() in self.words.prepositions:
                    return None
                if candidate.single and len(between) > 1:
                    continue
            following = found[number + 1] if number + 1 < len(found) else None
            if candidate.single and following and following.person.id:
                # "säger Natos generalsekreterare Mark Rutte": the word belongs to the leader's title.
                between_both = self.body[candidate.end : following.start]
                if following.start - candidate.end <= 48 and not set(between_both) & set(",.;:()"):
                    return following.person
            return candidate.person
        return None

    def _pronoun(
        self, start: int, verb: re.Match[str], end: int, last: tuple[int, Person] | None, sentence: int
    ) -> Person | None:
        """The speaker of the sentence before, when a pronoun, or nothing, stands where the subject would."""
        ahead = [w.lower() for w in _WORD.findall(self.body[start : verb.start()])]
        behind = [w.lower() for w in _WORD.findall(self.body[verb.end() : min(end, verb.end() + 40)])]
        near = [*ahead[-3:], *behind[:1]]
        he, she = any(w in self.words.he for w in near), any(w in self.words.she for w in near)
        dropped = self.words.drop and not ahead and (not behind or behind[0] in self.words.prepositions)
        if not (he or she or dropped):
            return None
        person = self._meant(sentence, last)
        if person is None or (she and not he and self.words.he and not _WOMEN.search(person.id or person.name)):
            return None
        return None if he and not she and self.words.she and _WOMEN.search(person.id or person.name) else person

    def _meant(self, place: int, last: tuple[int, Person] | None) -> Person | None:
        """The one person that the sentence before names, or the one who was quoted in it."""
        floor = max(0, place - 600)
        head = self.body[floor:place].rstrip()
        parts = sentences(head)
        if not parts:
            return None
        begin = floor + parts[-1][0]
        people = {c.person for c in self._candidates(begin, floor + len(head)) if c.person.id or " " in c.person.name}
        if last and last[0] >= begin - 1:
            people.add(last[1])
        return people.pop() if len(people) == 1 else None

    def _candidates(self, start: int, end: int) -> list[_Candidate]:
        found = self._leaders(start, end)
        if not self.words.unspaced:
            taken = [(c.start, c.end) for c in found]
            found += [c for c in self._names(start, end) if not any(c.start < b and a < c.end for a, b in taken)]
        return sorted(found, key=lambda c: c.start)

    def _leaders(self, start: int, end: int) -> list[_Candidate]:
        first = bisect_left(self._starts, start)
        found = []
        for begin, stop, person in self._mentions[first:]:
            if begin >= end:
                break
            found.append(_Candidate(begin, stop, Person("", person)))
        return found

    def _names(self, start: int, end: int) -> Iterator[_Candidate]:
        for match in _NAME.finditer(self.body, start, end):
            words = match.group().split()
            if not words[0][0].isupper():
                continue
            while words and words[0] in self._nobody:
                words.pop(0)
            while words and words[-1] in self._nobody:
                words.pop()
            if not words or sum(len(word) for word in words) < 3:
                continue
            particles = [n for n, word in enumerate(words) if word.islower()]
            keep = words if particles else words[-3:] if len(words) > 2 and words[-2].endswith(".") else words[-2:]
            if particles and particles[0] > 1:
                keep = words[particles[0] - 1 :]
            name = " ".join(keep)
            place = self.body.rfind(keep[0], match.start(), match.end())
            yield _Candidate(max(place, match.start()), match.end(), Person(name))

    def _cjk(self, span: tuple[int, int]) -> Person | None:
        matches = list(_CJK.finditer(self.body, *span))
        return Person(matches[0][1]) if matches else None

    def _object(self, candidate: _Candidate) -> bool:
        """Whether a preposition stands right before: then somebody is spoken to, or of."""
        return self._previous(candidate.start) in self.words.prepositions

    def _previous(self, place: int) -> str:
        words = _WORD.findall(self.body[max(0, place - 24) : place])
        return words[-1].lower() if words else ""

    def _first_word(self, place: int) -> str:
        match = _WORD.search(self.body, place, place + 24)
        return match.group().lower() if match else ""

"""Find NATO's offices without a name: "the NATO chief", "генсек НАТО", "der Generalsekretär des Bündnisses".

Whole phrases speak for themselves. A title (secretary general, in any language) is NATO's when NATO stands beside it
with nothing but small words between; it is another's when an organisation, a party or an acronym stands there;
otherwise it is *bare*, and counts only in a text that names NATO and its office and knows no other secretary general.
"Former" and "next", in the languages, take an office away from its holder of the day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from flows.leaders.phrases import Phrases
from flows.leaders.text import WINDOW, Text

DEPUTY = "deputy-secretary-general"
_NEXT_TO = {"to", "zu", "door"}


class Claim(Enum):
    """How sure an office found in a text is NATO's."""

    NATO = "NATO stands in it"
    BARE = "bare"
    RIVAL = "another organisation's"
    NONE = "only looks like an office"


@dataclass(frozen=True, slots=True)
class Office:
    """A place where an office is named, with NATO's name where it stands beside it.

    ``current``: no "former" or "next" about it.
    """

    start: int
    end: int
    office: str
    claim: Claim
    current: bool = True


Span = tuple[int, int]


class Offices:
    """Judges what the automaton found against the words beside it."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        words = phrases.words
        self.small = words["glue"] | words["plain"] | words["former"] | words["future"] | words["ranks"]
        self.skip = words["glue"] | words["plain"] | words["skip"] | words["ranks"]
        self.lesser = words["lesser"]
        self.turned = words["former"] | words["future"]
        self.abstract = words["abstract"]
        self.turned_unspaced = tuple(words["former_cjk"] | words["future_cjk"])
        self.after = tuple(words["after"])
        self.not_office = tuple(words["not_office"])
        self.rival_stems = words["rival_stems"]
        self.rival_unspaced = tuple(stem for stem in words["rival_stems"] if stem[0] >= "\u3000")
        self.rival_beginnings = tuple(stem for stem in words["rival_stems"] if len(stem) > 3)

    def find(
        self, text: Text, hits: Sequence[tuple[str, int, int]], natos: Sequence[Span], language: str
    ) -> list[Office]:
        """Read the hits (form, start, end): each office once, longest form first, in order of place."""
        titles, phrases = self.phrases.titles, self.phrases.phrases
        starts, ends = [n[0] for n in natos], [n[1] for n in natos]
        found: list[Office] = []
        done = 0
        for form, start, end in sorted(hits, key=lambda h: (h[1], -h[2])):
            if start < done or not text.opens(start) or not text.closes(end):
                continue
            if form in phrases:
                office = Office(start, end, phrases[form], Claim.NATO if phrases[form] else Claim.NONE)
                if text.folded[end : end + WINDOW].lstrip(" -").startswith(self.not_office):
                    office = replace(office, claim=Claim.NONE)
            else:
                office = self._title(text, Office(start, end, titles[form], Claim.BARE), natos, starts, ends, language)
            done = end
            found.append(self._qualified(text, office))
        return found

    def _title(
        self, text: Text, office: Office, natos: Sequence[Span], starts: list[int], ends: list[int], language: str
    ) -> Office:
        """A title with NATO taken into its place, or judged to be bare, a rival's or nobody's."""
        if not office.office:
            return replace(office, claim=Claim.NONE)
        before = bisect_right(ends, office.start) - 1
        if before >= 0 and self._joined(text, ends[before], office.start):
            office = replace(office, start=natos[before][0], claim=Claim.NATO)
        elif self._rival_before(text, office, language):
            return replace(office, claim=Claim.RIVAL)
        after = bisect_left(starts, office.end)
        if after < len(starts) and self._joined(text, office.end, starts[after]):
            office = replace(office, end=natos[after][1], claim=Claim.NATO)
        if office.claim is Claim.BARE:
            return replace(office, claim=self._tied(text, office, language, nato=bool(natos)))
        return office

    def _joined(self, text: Text, start: int, end: int) -> bool:
        words = text.gap(start, end)
        if words is None or "," in text.folded[start:end]:
            return False
        return all(word in self.small or word.startswith(self.turned_unspaced) for word in words)

    def _rival_before(self, text: Text, office: Office, language: str) -> bool:
        """Whether an organisation other than NATO stands right before a title."""
        words = text.before(office.start)
        end = office.start
        # FN:s, YK:n, FN's: the ending hangs on the name.
        if len(words) > 1 and len(words[-1][1]) <= 2 and text.folded[words[-1][0] - 1] in ":'":
            end = words.pop()[0] - 1
        if not words:
            return False
        place, word = words[-1]
        between = text.folded[place + len(word) : end]
        if between not in {" ", "-", "'s ", "' ", ""} or word in self.phrases.words["alliance"]:
            return False
        if between == "" and end == office.start:
            return word.endswith(self.rival_unspaced)
        if self._is_rival(text, place, word, shouted=text.original_word(office.start, 4).isupper()):
            return True
        if word in self.small or word in self.skip:
            return False
        # "Hezbollah secretary general": in running English a capital within the sentence is a name.
        named = language[:2] == "en" and text.capital(place) and text.in_body(place) and not text.sentence_start(place)
        return between == "-" or named

    def _is_rival(self, text: Text, place: int, word: str, *, shouted: bool) -> bool:
        """Whether a word beside a title is an organisation; where all is in capitals an acronym shows nothing."""
        acronym = _acronym(text, place, word) and not shouted
        return acronym or word in self.rival_stems or word.startswith(self.rival_beginnings)

    def _tied(self, text: Text, office: Office, language: str, *, nato: bool) -> Claim:
        """Whose a title without NATO beside it is, by what stands behind it: an organisation, or somebody's name."""
        preposition = False
        words = text.clause_after(office.end)[:4]
        shouted = text.original_word(office.end - 4, 4).isupper()
        if len(words) > 1 and text.in_body(office.end) and not shouted:
            first, second = words[:2]
            pair = text.folded[office.end : first[0]] == " " and second[0] == first[0] + len(first[1]) + 1
            if pair and text.upper(first[0]) and text.upper(second[0]) and first[1] not in self.small:
                return Claim.RIVAL
        # "generalsekretær i Røde Kors", but "generalsekretæren i Brussel".
        indefinite = text.folded[office.start : office.end] in {"generalsekretær", "generalsekreterare"}
        for place, word in words:
            if (
                word in self.phrases.words["of"]
                or (word == "da" and language[:2] == "pt")
                or (indefinite and word == "i")
            ):
                preposition = True
            elif word in self.phrases.words["alliance"]:
                return Claim.NATO if nato else Claim.BARE
            elif (
                (_acronym(text, place, word) and not shouted)
                or word in self.rival_stems
                or word.startswith(self.rival_beginnings)
            ):
                return Claim.RIVAL
            elif word in self.phrases.words["glue"] and not preposition:
                continue
            elif word not in {"the", "la", "l", "las", "los", "les", "le"}:
                return Claim.RIVAL if preposition and not word[0].isdigit() else Claim.BARE
        return Claim.BARE

    def _qualified(self, text: Text, office: Office) -> Office:
        """The office with "deputy", "former" and "next" before it taken into account."""
        words = [w for w in text.clause_before(office.start) if w not in self.skip or w in _NEXT_TO][-2:]
        if words and words[-1] in self.lesser and office.claim is not Claim.NONE:
            deputy = office.office == "secretary-general" and words[-1] != "assistant"
            office = replace(office, office=DEPUTY) if deputy else replace(office, claim=Claim.NONE)
        return replace(office, current=self._current(text, office, words))

    def _current(self, text: Text, office: Office, words: Sequence[str]) -> bool:
        if words and words[-1] in _NEXT_TO:
            words = ()
        inside = text.gap(office.start, office.end, longest=200) or []
        if any(word in self.turned for word in (*words, *inside)) or (words and words[-1] in self.abstract):
            return False
        head = text.folded[max(0, office.start - 4) : office.start].rstrip(' 「“"')
        if head.endswith(self.turned_unspaced) or any(
            mark in text.folded[office.start : office.end] for mark in "前元"
        ):
            return False
        tail = text.folded[office.end : office.end + WINDOW].lstrip(" -")
        return not tail.startswith(self.after)


def _acronym(text: Text, place: int, word: str) -> bool:
    shown = text.original_word(place, len(word))
    if len(shown) > 2 and shown[-1] == "s":  # FNs generalsekretær
        shown = shown[:-1]
    return len(shown) > 1 and shown.isupper() and shown.isalpha() and shown[0].lower() != shown[0]

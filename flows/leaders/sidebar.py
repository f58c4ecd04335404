"""Lines of a body that lead to other texts: "Read also: …", the most read, a list of headlines. Nobody in them counts.

Extraction takes most of them away; what is left is told by its words at the beginning of a line, in many languages, or
by its shape: lines in a row that are short and end like headlines, without a full stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.leaders.folding import folded

LONGEST = 140
"""Characters of a line that can still be a headline in a list."""
LEAST = 4
"""Headlines in a row, without any full stop, that make a list where no words announce it. Three lines are a poem's, a
signature's or a caption's as well."""
_ENDS = ".!?…。！？।॥۔։؟;,:"
_QUOTES = " \"'»”’)]"
_BULLETS = " \t\xa0-–—•·*▶►>|:"


@dataclass(frozen=True, slots=True)
class Sidebar:
    """The words that announce such lines, folded, by their first two letters; the longest first."""

    words: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, words: Iterable[str]) -> Sidebar:
        """Index the words."""
        index: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            index.setdefault(word[:2], []).append(word)
        return cls(index)

    def suspects(self, body: str, places: Iterable[int]) -> bool:
        """Whether a place lies in a line that may be no part of the text: only then :meth:`spans` is needed."""
        for place in places:
            end = body.find("\n", place)
            line = body[body.rfind("\n", 0, place) + 1 : end if end >= 0 else len(body)].strip(_BULLETS)
            if _headline(line) or self._announced(line) is not None:
                return True
        return False

    def spans(self, body: str) -> list[tuple[int, int]]:
        """Places from and to, in order, of lines that are no part of the text."""
        lines: list[tuple[int, int, str]] = []
        start = 0
        for line in body.split("\n"):
            lines.append((start, start + len(line), line.strip(_BULLETS)))
            start += len(line) + 1
        found: list[tuple[int, int]] = []
        listing = False
        for number, (begin, end, line) in enumerate(lines):
            announced = self._announced(line)
            if announced is not None:
                found.append((begin, end))
                listing = announced == ""
            elif line and listing and _headline(line):
                found.append((begin, end))
            elif line:
                listing = False
                if _headline(line) and _run(lines, number) >= LEAST:
                    found.append((begin, end))
        return found

    def _announced(self, line: str) -> str | None:
        """What stands behind the words that announce other texts, ``None`` where a line does not begin with them."""
        if not line:
            return None
        # Enough for the letters before folding to hold two after it.
        candidates = self.words.get(folded(line[:6])[:2])
        if not candidates:
            return None
        head = folded(line[:LONGEST])
        for words in candidates:
            if head.startswith(words):
                rest = head[len(words) :]
                if not rest or not rest[0].isalnum() or words[-1] >= "\u3000":
                    return rest.strip(_BULLETS + ".…")
        return None


def _headline(line: str) -> bool:
    # Thai, Lao and Khmer sentences end without a mark.
    return (
        len(line) <= LONGEST and (last := line.rstrip(_QUOTES)[-1:]) not in _ENDS and not "\u0e00" <= last <= "\u0eff"
    )


def _run(lines: Sequence[tuple[int, int, str]], number: int) -> int:
    """How many headlines stand in a row around a line."""
    first = last = number
    while first > 0 and lines[first - 1][2] and _headline(lines[first - 1][2]):
        first -= 1
    while last + 1 < len(lines) and lines[last + 1][2] and _headline(lines[last + 1][2]):
        last += 1
    return last - first + 1

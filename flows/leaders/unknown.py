"""Whether an office stands with the name of somebody the roster does not know: then it is not its holder of the day.

"NATO Secretary General Jane Doe said" and "Jane Doe, NATO Secretary General, said" speak of Jane Doe. Only scripts that
know capitals show it; what looks like a name is two capitalised words in a row, right beside the office.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from flows.leaders.offices import Office
from flows.leaders.text import WINDOW, Text

_WORD = r"[^\W\d_][\w'’.-]*"
_AFTER = re.compile(rf"(?:\s*,)?\s+((?:{_WORD}\s+){{0,3}}?)({_WORD})\s+({_WORD})")
_BEFORE = re.compile(rf"(?:^|[\s(“\"«„])({_WORD})\s+({_WORD})\s*[,(–—-]+\s*({_WORD}\s+){{0,2}}$")
_GENITIVES = frozenset({"de", "nl", "da", "sv", "no", "nb", "nn"})
_CLOSES = re.compile(r"\s*(?:[,.;:)–—]|$)")
_LOWER = re.compile(r"\b[^\W\d_]{4,}")
_LITTLE = frozenset(
    {
        "about", "after", "against", "ahead", "amid", "among", "before", "behind", "between", "during", "from", "into",
        "over", "since", "than", "that", "their", "this", "through", "toward", "towards", "under", "until", "when",
        "where", "while", "will", "with", "without", "would", "could", "should", "must", "have", "been", "says", "said",
    }
)  # fmt: skip
"""Lower-case words of four letters and more that English headlines in title case keep small."""


def named_otherwise(
    text: Text, office: Office, known: Sequence[tuple[int, int]], small: Set[str], language: str
) -> bool:
    """Whether a name unknown to the roster stands right behind the office, or right before it between commas.

    ``known``: places of names the roster does know, leaders or not; ``small``: ranks and other words that are no names.
    """
    start, end = text.folds.origin(office.start), text.folds.origin(office.end - 1) + 1
    return _behind(text, end, known, small, language) or _in_front(text, start, end, known, small)


def _behind(text: Text, end: int, known: Sequence[tuple[int, int]], small: Set[str], language: str) -> bool:
    line = text.original[end : end + 2 * WINDOW].split("\n", 1)[0]
    match = _AFTER.match(line)
    if not match or any(word.lower().strip(".") not in small for word in match[1].split()):
        return False
    first, second = match[2], match[3]
    if not (_is_name(first, small) and _is_name(second, small)):
        return False
    if language[:2] in _GENITIVES and first.endswith("s") and "," not in line[: match.start(2)]:
        # "der NATO-Generalsekretär Deutschlands Beitrag": a genitive begins no name.
        return False
    if "," in line[: match.start(2)] and not _CLOSES.match(line, match.end()):
        return False
    place = end + match.start(2)
    return not _overlaps(known, text, place, end + match.end()) and _sentence_case(text, end, match.end())


def _in_front(text: Text, start: int, end: int, known: Sequence[tuple[int, int]], small: Set[str]) -> bool:
    if not _CLOSES.match(text.original[end : end + 4]):
        return False
    floor = max(0, start - WINDOW)
    line = text.original[floor:start].rsplit("\n", 1)[-1]
    match = _BEFORE.search(line)
    if not match or any(word.lower() not in small for word in (match[3] or "").split()):
        return False
    if not (_is_name(match[1], small) and _is_name(match[2], small)):
        return False
    place = start - len(line) + match.start(1)
    return not _overlaps(known, text, place, start - len(line) + match.end(2)) and _sentence_case(text, start, 0)


def _is_name(word: str, small: Set[str]) -> bool:
    """Capital, then small letters; no word that stands in titles of offices."""
    return word[0].isupper() and word[1:2].islower() and word.lower() not in small and len(word) > 2


def _overlaps(known: Sequence[tuple[int, int]], text: Text, start: int, end: int) -> bool:
    return any(text.folds.origin(a) < end and start < text.folds.origin(b - 1) + 1 for a, b in known)


def _sentence_case(text: Text, place: int, behind: int) -> bool:
    """Whether the line writes ordinary words small, so that capitals show names; headlines in title case do not."""
    if text.original.rfind("\n", 0, place) >= 0:
        return True
    line = text.original[: place + 4 * WINDOW].split("\n", 1)[0]
    words: list[str] = _LOWER.findall(line[:place]) + _LOWER.findall(line[place + behind :])
    low = sum(word.islower() and word not in _LITTLE for word in words)
    high = sum(word[:1].isupper() for word in words)
    return low > 0 and 2 * low >= high - 3

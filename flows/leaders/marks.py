"""Where a paragraph quotes: the outermost pairs of quotation marks, in every language's typography, and dashes.

The same mark opens in one language and closes in another (“ ends a German quotation, » begins one), so a mark is read
by what stands beside it and by what is open. Marks inside a quotation belong to it. Apostrophes are no marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4_000
"""Characters looked ahead for the closing mark: some 600 words, longer than any quotation met."""

MOST = 400
"""Opening marks tried in a paragraph: bounds what a paragraph made of marks can cost."""

_CLOSERS = {
    "„": '“”"‟',
    "“": '”"“',
    "”": "”",
    '"': '"”',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "「": "」",
    "『": "』",
}
_SINGLE = "‘‚'"
_ALWAYS = "「『"
_BEFORE = " \t\xa0\u202f([{—–-:>¡¿/…،؛"
_MARK = re.compile("[" + "".join(_CLOSERS) + "]")
_ANY = re.compile("[" + "".join({*_CLOSERS, *"".join(_CLOSERS.values())}) + "]")
_DASHED = re.compile(r"[—–-](?![—–-])\s*")
_TURN = re.compile(r"(?<=[,!?.…])\s*[—–-]\s*(?=\w)|(?<=\w)\s[—–-]\s?(?=\w)")
_COMMA = re.compile(r",[”\"]?\s")
_RESUMED = re.compile(r"[.,;:]?\s[—–-]\s(?=\S)|[—–-][.,;:]\s(?=\w)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation in a paragraph: words from ``start`` to ``end``, with their marks from ``opened`` to ``closed``."""

    opened: int
    start: int
    end: int
    closed: int


def quoted(paragraph: str) -> Iterator[Quoted]:
    """Every outermost quotation of one paragraph, in order."""
    place = tried = 0
    while (match := _MARK.search(paragraph, place)) and tried < MOST:
        at = match.start()
        place = at + 1
        if not _opens(paragraph, at):
            continue
        tried += 1
        if (end := _closing(paragraph, at)) is not None:
            start, stop = _trimmed(paragraph, at + 1, end)
            if start < stop:
                yield Quoted(at, start, stop, end + 1)
            place = end + 1


def dashed(paragraph: str, verb: re.Pattern[str]) -> tuple[Quoted, tuple[int, int], Quoted | None] | None:
    """A paragraph of direct speech behind a dash: the words, where the attribution stands, and how the words go on.

    Whether what stands behind the second dash is an attribution is for the caller to see. In the North no second dash
    stands there: the words end at the last comma that comes before a verb of saying.
    """
    begin = _DASHED.match(paragraph)
    if not begin:
        return None
    if not (turn := _TURN.search(paragraph, begin.end(), begin.end() + LONGEST)):
        commas = [m for m in _COMMA.finditer(paragraph, begin.end()) if verb.search(paragraph, m.end(), m.end() + 60)]
        if not commas:
            return None
        start, stop = _trimmed(paragraph, begin.end(), commas[-1].start())
        said = Quoted(0, start, stop, commas[-1].start())
        return (said, (commas[-1].start(), len(paragraph)), None) if start < stop else None
    start, stop = _trimmed(paragraph, begin.end(), turn.start())
    said = Quoted(0, start, stop, turn.end())
    resumed = _RESUMED.search(paragraph, turn.end())
    if not resumed:
        return said, (turn.end(), len(paragraph)), None
    start, stop = _trimmed(paragraph, resumed.end(), len(paragraph))
    rest = Quoted(resumed.start(), start, stop, len(paragraph)) if start < stop else None
    return said, (turn.end(), resumed.start()), rest


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark in _ALWAYS:
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if (
        not after
        or (after.isspace() and mark not in "«„")
        or (mark in "”'‘" and not (after.isalnum() or after in "¡¿…"))
    ):
        return False
    free = not before or before in _BEFORE or before in _CLOSERS or before >= "\u3000"
    return free or (mark in "«„“" and not before.isalnum())


def _closing(text: str, at: int) -> int | None:
    """Where the quotation that opens at ``at`` ends."""
    waiting = [text[at]]
    limit = min(len(text), at + LONGEST)
    for match in _ANY.finditer(text, at + 1, limit):
        place, mark = match.start(), match.group()
        if mark in _CLOSERS[waiting[-1]] and _closes(text, place, waiting[-1]):
            waiting.pop()
            if not waiting:
                return place
        elif mark in _CLOSERS and mark not in waiting and len(waiting) < 4 and _opens(text, place):
            if mark not in _SINGLE or any(c in text[place + 1 : limit] for c in _CLOSERS[mark]):
                waiting.append(mark)
        elif len(waiting) > 1 and mark in _CLOSERS[waiting[0]] and _closes(text, place, waiting[0]):
            # An inner mark that never closes, most often an apostrophe: the outer one decides.
            return place
    return None


def _closes(text: str, place: int, opener: str) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if opener in _ALWAYS:
        return True
    if after.isalnum() and after < "\u0600":
        # A letter behind it: an apostrophe, or the mark of a Hebrew acronym. Korean particles do follow.
        return False
    if opener in _SINGLE:
        if before == "s" and after == " ":
            # The leaders' plan: a genitive, unless nothing else could close it.
            return not any(c in text[place + 1 : place + LONGEST] for c in _CLOSERS[opener])
        return not before.isspace()
    return not before.isspace() or opener in "«„" or text[place] == "»"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end

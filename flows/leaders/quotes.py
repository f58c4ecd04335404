"""Direct quotations and who spoke them, where the text says so.

A quotation counts when a verb of saying (or "according to") and a speaker stand beside it: behind it ("…", said Rutte),
before it (Rutte sagte: „…“), or between its halves, each of which is given. A leader is found by name or office, as
everywhere; anybody else by what looks like a name. "He said" means the speaker of the sentence before where that
sentence leaves no doubt. Scare quotes and titles have no such verb beside them, and stay out. What is not sure is left
out: ``text`` always stands at ``offset`` of the body, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.leaders.marks import Quoted, dashed, quoted
from flows.leaders.sayings import Sayings, sayings
from flows.leaders.sentences import sentences
from flows.leaders.speakers import Person, Speakers
from flows.model import Quote

MOST = 200
"""Quotations of one text; an interview of two hours has some 150."""
WORDS, FRAGMENT = 2, 4
"""Least words of a quotation that is attributed right beside it, and of a fragment inside a sentence: four words make
hardly ever a term or a nickname."""
NEAR = 90
"""Characters between a quotation and its verb."""
_NO_DASHES = frozenset({"en", "de", "nl", "it", "ja", "zh", "ko", "ar", "he", "fa"})
"""Languages whose press sets no direct speech behind a dash."""
_TITLED = re.compile(
    r"(?:book|books|novel|film|movie|song|article|essay|op-ed|play|series|report|paper|titled|entitled|headlined|called|"
    r"so-called|named|dubbed|slogan|phrase|term|word|buch|film|roman|titel|sogenannte[nrs]?|namens|livre|intitulé|appelé|"
    r"libro|titulado|llamad[oa]|intitolato|książk\w+|pod tytułem|tzw\.?|книг\w+|фильм\w*|под названием|так называем\w+)"
    r"[\s,:]*$",
    re.IGNORECASE,
)
_OPENERS = ' \t\xa0\u202f"”’»“)]」'
_STARTS = re.compile(r"[\s,;.!?…–—-]*")
_ENDS_SPEECH = frozenset(",.!?…，。！？،؟—–")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quotation with the text beside it on the same sentence: ``before`` and ``after`` are spans of the body."""

    span: Quoted
    before: tuple[int, int]
    after: tuple[int, int]
    dash: bool = False


def find(
    body: str, mentions: Sequence[tuple[int, int, str]], names: Mapping[str, str], *, language: str
) -> tuple[Quote, ...]:
    """Every attributed quotation in order. ``mentions``: start, end and id of the leaders found in the body; ``names``:
    what the roster calls them."""
    words = sayings(language[:2].lower())
    if words is None:
        return ()
    speakers = Speakers(body, mentions, words)
    found: list[Quote] = []
    last: tuple[int, Person] | None = None
    dashes = language[:2].lower() not in _NO_DASHES
    for start, end in _paragraphs(body):
        previous: tuple[_Piece, Person] | None = None
        for piece in _pieces(body, start, end, words, dashes=dashes):
            speaker = _speaker(body, piece, words, speakers, last)
            if speaker is None and previous and _goes_on(previous[0], piece):
                speaker = previous[1]
            if speaker is None:
                previous = None
                continue
            previous, last = (piece, speaker), (piece.span.closed, speaker)
            text = body[piece.span.start : piece.span.end]
            known = names.get(speaker.id)
            found.append(Quote(text, known or speaker.name, speaker.id or None, piece.span.start))
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(body):
        end = body.find("\n", start)
        end = len(body) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def _pieces(body: str, start: int, end: int, words: Sayings, *, dashes: bool) -> Iterator[_Piece]:
    paragraph = body[start:end]
    if dashes and (speech := dashed(paragraph, words.verb)):
        said, (left, right), rest = speech
        if words.verb.search(paragraph, left, min(right, left + NEAR)):
            said = _moved(said, start)
            yield _Piece(said, (start, start), (start + left, start + right), dash=True)
            if rest:
                yield _Piece(_moved(rest, start), (start + right, start + right), (end, end), dash=True)
            return
    spans = [_moved(span, start) for span in quoted(paragraph)]
    for number, span in enumerate(spans):
        floor = spans[number - 1].closed if number else start
        ceiling = spans[number + 1].opened if number + 1 < len(spans) else end
        yield _Piece(span, _sentence_before(body, floor, span.opened), _sentence_after(body, span.closed, ceiling))


def _moved(span: Quoted, by: int) -> Quoted:
    return Quoted(span.opened + by, span.start + by, span.end + by, span.closed + by)


def _sentence_before(body: str, floor: int, place: int) -> tuple[int, int]:
    """What stands before a quotation in its own sentence; nothing where the sentence begins with it."""
    text = body[floor:place]
    if (lead := text.rstrip(_OPENERS)) != lead.rstrip(".!?…。") and text[-1:].isspace():
        return place, place
    parts = sentences(text)
    return (floor + parts[-1][0], place) if parts else (place, place)


def _sentence_after(body: str, place: int, ceiling: int) -> tuple[int, int]:
    start = place + len(_STARTS.match(body[place:ceiling]).group())  # type: ignore[union-attr]  # matches anything
    parts = sentences(body[start:ceiling])
    return (place, start + parts[0][1]) if parts else (place, ceiling)


def _speaker(
    body: str, piece: _Piece, words: Sayings, speakers: Speakers, last: tuple[int, Person] | None
) -> Person | None:
    """Who spoke a quotation by the words beside it."""
    span = piece.span
    text = body[span.start : span.end]
    size = _size(text, unspaced=words.unspaced)
    before, after = body[slice(*piece.before)], body[slice(*piece.after)]
    lead = before.rstrip()
    introduced = lead.endswith((":", "：")) or (words.unspaced and lead.endswith(("，", "は", "も", "が", "は、")))
    speech = piece.dash or text[-1:] in _ENDS_SPEECH or after[:1] in _ENDS_SPEECH
    embedded = bool(lead) and lead[-1:] not in ":,：，、،;—–-" and not words.verb.search(lead[-24:])
    fragment = embedded and not words.unspaced and text[-1:] not in _ENDS_SPEECH
    if _TITLED.search(lead[-40:]) or size < (FRAGMENT if fragment else 1):
        return None
    person = None
    if size >= WORDS or speech:
        if introduced:
            person = speakers.before(piece.before, last, close=True)
        if person is None and not (after.rstrip().endswith((":", "：")) and text[-1:] in ".!?…。"):
            person = speakers.after(piece.after, piece.before, last)
    if person is None and not introduced and size >= (FRAGMENT if fragment else WORDS):
        person = speakers.before(piece.before, last, close=not fragment)
    return person


def _size(text: str, *, unspaced: bool) -> int:
    return len(text) // 2 if unspaced and " " not in text else len(text.split())


def _goes_on(first: _Piece, second: _Piece) -> bool:
    """Whether the second quotation follows the attribution of the first and has none of its own."""
    if second.dash:
        return True
    start, end = first.span.closed, second.span.opened
    return first.after[1] >= end - 1 and end - start <= 2 * NEAR

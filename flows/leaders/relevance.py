"""Does a text comment on NATO's leadership? 0 to 1, from where and how often its leaders are spoken of.

A headline weighs most, then how much of the text speaks of them, then the opening, then the bare number. A mention
weighs full when its person leads NATO on the day; a former or future leader weighs by how much the text is about NATO,
and never more than :data:`FORMER`. Each part of the sum is given back as evidence.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TITLE, LEAD, SHARE, NUMBER = 0.40, 0.15, 0.30, 0.15
"""Weights of the parts; they add up to 1. Chosen on the labelled cases of benchmarks/leaders.py, see decision 0041."""
FULL_SHARE = 0.30
"""From this share of sentences on a text is about its leader: a pronoun carries the others."""
NUMBER_SCALE = 4.0
"""Mentions after which the number counts 63 %."""
FORMER = 0.6
"""Most that a text about somebody who does not lead NATO that day can reach."""
NO_NATO = 0.6
"""Factor for a text about a leader of the day that never names NATO: private life, home politics."""
LEAD_CHARACTERS = 600
THRESHOLD = 0.3
"""What COMMENTARIAT_MINIMUM_RELEVANCE is recommended to be: see decision 0046."""
_MARKS = re.compile(r"[.!?…。！？\n]+")
_ENDS_ALONE = frozenset("\n。！？")
_AFTER_END = frozenset(" \n\t\xa0\"'»”’)]")


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in one part of the text (``title``, ``summary`` or ``body``), by its place in that part."""

    part: str
    offset: int
    person: str
    weight: float


def weigh(*, in_office: bool, dated: bool, natos: int, mentions: int) -> float:
    """What mentions of one person count: 1 in office, less otherwise, by how present NATO is in the text."""
    if in_office:
        return 1.0 if natos else NO_NATO
    # NATO named three times, six times for ten mentions, makes the text about NATO; one "former NATO chief" does not.
    if dated:
        return FORMER * min(1.0, natos / max(3.0, 0.6 * mentions))
    return min(1.0, natos / max(2.0, 0.4 * mentions))


def relevance(body: str, places: Sequence[Place]) -> tuple[float, tuple[str, ...]]:
    """The score and its parts, in words. Nothing mentioned: 0."""
    if not places:
        return 0.0, ()
    in_title = max((p.weight for p in places if p.part == "title"), default=0.0)
    opening = _opening(body)
    in_lead = max(
        (p.weight for p in places if p.part == "summary" or (p.part == "body" and p.offset < opening)), default=0.0
    )
    sentences, spoken = _sentences(body, places)
    share = sum(spoken.values()) / sentences if sentences else in_title
    # No part may say more than its weightiest mention: however often, a former leader stays a former leader.
    most = max(p.weight for p in places)
    number = sum(p.weight for p in places if p.part != "summary")
    parts = {
        "title": TITLE * in_title,
        "opening": LEAD * in_lead,
        "share": SHARE * min(most, share / FULL_SHARE),
        "number": NUMBER * min(most, 1 - math.exp(-number / NUMBER_SCALE)),
    }
    score = round(min(1.0, sum(parts.values())), 3)
    evidence = (
        f"title +{parts['title']:.2f}: {'a leader is named' if in_title else 'no leader is named'}",
        f"opening +{parts['opening']:.2f}: {'a leader' if in_lead else 'no leader'} in the opening",
        f"share +{parts['share']:.2f}: {len(spoken)} of {sentences} sentences, weighed {share:.2f}",
        f"number +{parts['number']:.2f}: {number:.1f} mentions, weighed",
    )
    return score, evidence


def _opening(body: str) -> int:
    """Where the opening ends: the first paragraphs, but never more than a quarter of a text of some length."""
    return min(LEAD_CHARACTERS, max(200, len(body) // 4))


def _sentences(body: str, places: Sequence[Place]) -> tuple[int, Mapping[int, float]]:
    """How many sentences the body has, and the weight of each that speaks of a leader."""
    if not body.strip():
        return 0, {}
    # A character class and a look at the next character: six times the speed of one pattern that says it all.
    ends = [
        match.end()
        for match in _MARKS.finditer(body)
        if body[match.end() : match.end() + 1] in _AFTER_END or match.group()[-1] in _ENDS_ALONE
    ]
    spoken: dict[int, float] = {}
    for place in places:
        if place.part == "body":
            sentence = bisect_right(ends, place.offset)
            spoken[sentence] = max(spoken.get(sentence, 0.0), place.weight)
    return len(ends) + (not ends or bool(body[ends[-1] :].strip())), spoken

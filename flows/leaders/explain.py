"""Everything that was found in a text, each piece with its place, as plain data: for ``commentariat explain``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flows.leaders.assessment import Examined, Mentioned, beside, examine, the_matcher, unresolved

AROUND = 40
"""Characters shown on either side of a mention."""


def explain(
    title: str,
    summary: str,
    body: str,
    *,
    language: str,
    on: date | None,
    revised: date | None = None,
    threshold: float = 0.0,
) -> dict[str, Any]:
    """What a text says of NATO's leaders and how that makes its relevance. Places count characters in their field."""
    seen = examine(title, summary, body, language=language, on=on, revised=revised)
    texts = {"title": title, "summary": summary, "body": body}
    return {
        "read_for": seen.on.isoformat() if seen.on else None,
        "language": language,
        "leaders": [asdict(leader) for leader in seen.leaders],
        "mentions": [_mention(m, texts) for m in seen.mentions],
        "offices": _offices(seen),
        "context": list(beside(seen)),
        "unresolved": list(unresolved(seen)),
        "rivals": seen.found.rivals,
        "nato_named": len(seen.found.natos),
        "relevance": {
            "score": seen.relevance,
            "parts": list(seen.parts),
            "weights": dict(seen.weights),
            "threshold": threshold,
            "kept": seen.relevance >= threshold,
        },
        "quotes": [asdict(quote) for quote in seen.quotes],
        "tone": {
            person: [
                {
                    "field": s.field,
                    "offset": s.start,
                    "polarity": s.polarity,
                    "sentence": texts[s.field][s.start : s.end].strip(),
                }
                for s in sentences
            ]
            for person, sentences in seen.voiced.items()
        },
    }


def _mention(mention: Mentioned, texts: Mapping[str, str]) -> dict[str, Any]:
    text = texts[mention.field]
    return {
        "field": mention.field,
        "offset": mention.start,
        "matched": text[mention.start : mention.end],
        "person": mention.person,
        "office": mention.office,
        "by": "office" if mention.by_office else "name",
        "counted": mention.counted,
        "snippet": text[max(0, mention.start - AROUND) : mention.end + AROUND].replace("\n", " "),
    }


def _offices(seen: Examined) -> list[dict[str, Any]]:
    """How the offices resolve on the day: who of those mentioned holds or held what, from when to when."""
    persons = the_matcher().roster.persons
    return [
        {
            "person": person,
            "office": held.office,
            "from": held.begins.isoformat(),
            "to": held.ends.isoformat() if held.ends else None,
            "that_day": bool(seen.on and held.begins <= seen.on and (held.ends is None or seen.on < held.ends)),
            "source": held.source,
        }
        for person in dict.fromkeys(m.person for m in seen.mentions)
        for held in persons[person].holdings
    ]

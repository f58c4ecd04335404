"""The figures above a digest: stories, outlets, countries, languages and leaders of what it tells. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flows.alerts.hits import Hit, News, Spread

SHOWN = 5
"""Names in a line; what is rarer is counted together."""

LEAST = 3
"""Stories from which on figures say more than the list below them."""


def figures(hits: Iterable[Hit], spread: Mapping[str, Spread]) -> list[tuple[str, str]]:
    """Rows of a label and its counts; a story that several searches found counts once."""
    stories = {hit.story: hit for hit in hits if hit.news != News.SPIKE}
    if len(stories) < LEAST:
        return []
    found = list(stories.values())
    articles = sum(max(1, spread.get(hit.story, Spread()).documents) for hit in found)
    rows = [
        ("Stories", f"{len(found)}" + (f", in {articles} articles" if articles > len(found) else "")),
        ("Leaders", _counted([name for hit in found for name in hit.people])),
        ("Countries", _counted([hit.country for hit in found])),
        ("Languages", _counted([hit.language for hit in found])),
        ("Genres", _counted([hit.genre for hit in found])),
    ]
    return [(label, text) for label, text in rows if text]


def _counted(values: Sequence[str]) -> str:
    counts = Counter(filter(None, values))
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    text = ", ".join(f"{name} {count}" for name, count in ordered[:SHOWN])
    more = len(ordered) - SHOWN
    return f"{text} and {more} more" if more > 0 else text

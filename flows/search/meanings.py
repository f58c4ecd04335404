"""What every field and short name means, in a few words, for ``commentariat search --fields``.

A field of the mapping that is missing here fails a test, so that the list stays whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.search.fields import ALIASES, catalogue

DATED = {
    "date": "the moment; midnight UTC where only a day is known",
    "precision": "second, minute, hour, day, month or year",
    "source": "where on the page it was found",
    "raw": "as it stood there",
}

MEANINGS: Mapping[str, str] = {
    "id": "32 hex digits made from the address",
    "@timestamp": "published, else first seen",
    "url.full": "the canonical address",
    "url.original": "the address as fetched",
    "url.observed": "other addresses seen",
    "url.domain": "the registrable domain",
    "title": "the headline",
    "title.keyword": "the headline as a whole",
    "summary": "what the page says the article is about",
    "body": "the text of the article",
    "authors": "whom the page states",
    "tags": "keywords the page states",
    "language": "two letters: en, pl, uk",
    **{f"published.{part}": f"published: {meaning}" for part, meaning in DATED.items()},
    **{f"modified.{part}": f"last changed: {meaning}" for part, meaning in DATED.items()},
    "event.created": "first fetched",
    "event.ingested": "written to the index",
    "outlet.id": "the outlet, as in the source registry",
    "outlet.name": "its name",
    "outlet.country": "its country, two letters: PL",
    "outlet.kind": "newspaper, agency, blog, think-tank …",
    "genre": "opinion, editorial, analysis, interview, blog, press_release, live, transcript, letter or news",
    "leaders.id": "a leader the article names; in braces with the next six",
    "leaders.name": "the leader's name",
    "leaders.office": "the office held when the article was published",
    "leaders.mentions": "how often the article names the leader",
    "leaders.in_title": "whether the title does",
    "leaders.by_office_only": "named by office alone",
    "leaders.tone": "-1 to 1: how the article speaks of the leader",
    "leader.id": "every leader named, for charts",
    "leader.name": "their names",
    "leader.office": "their offices",
    "quotes.text": "words the article quotes; in braces with the next two",
    "quotes.speaker": "who spoke them",
    "quotes.speaker_id": "the same, where it is a leader",
    "relevance": "0 to 1: how much the article is about leaders",
    "word_count": "length in words",
    "reading_minutes": "length in minutes",
    "truncated": "whether the page keeps the rest of its text back",
    "story.id": "the same for all copies of a text",
    "story.role": "lead or copy",
    "story.similarity": "0 to 1: how like the lead of the story",
    "story.related": "ids of stories that tell the same in other languages",
    "revision.number": "1 for the first version",
    "revision.digest": "of this version's text",
    "provenance.warc": "the archive file with the page",
    "provenance.offset": "where in it",
    "provenance.digest": "of the page as fetched",
    "provenance.source_id": "the source it came by",
    "provenance.spider": "how it was found: feed, sitemap, listing …",
    "provenance.found_on": "the page or feed that linked it",
    "provenance.extractor": "what read the body",
}


@dataclass(frozen=True, slots=True)
class Described:
    """One name that can be asked for."""

    name: str
    kind: str
    short: tuple[str, ...]
    meaning: str

    def to_json(self) -> dict[str, Any]:
        """As ``search --fields --json`` prints it."""
        return {"name": self.name, "type": self.kind, "short": list(self.short), "meaning": self.meaning}


def described() -> Iterator[Described]:
    """Every field that can be searched, with its short names; a text's analysed variants are part of it."""
    for field in catalogue().values():
        if not field.searchable or (field.name.rpartition(".")[0] in MEANINGS and field.name not in MEANINGS):
            continue
        short = tuple(alias for alias, targets in ALIASES.items() if field.name in targets)
        kind = "number" if field.kind in ("integer", "long", "float") else field.kind
        yield Described(field.name, kind, short, MEANINGS.get(field.name, ""))

"""One article with something in every field, for the tests that need any article or a variation of one."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.model import (
    DateFound,
    Document,
    Event,
    Genre,
    Leader,
    OutletRef,
    Precision,
    Provenance,
    Revision,
    Role,
    Story,
    Url,
)

FETCHED = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)

DOCUMENT = Document(
    id="0" * 32,
    url=Url(
        "https://press.example/x",
        "https://press.example/x?utm_source=y",
        ("https://t.example/x",),
        "press.example",
    ),
    title="A title",
    body="One paragraph.\nAnother.",
    language="en",
    published=DateFound(datetime(2026, 1, 22, tzinfo=UTC), Precision.DAY, "visible", "Jan 22"),
    event=Event(FETCHED, FETCHED),
    revision=Revision(1, "d" * 32),
    authors=("Ana Berg",),
    tags=("defence",),
    outlet=OutletRef("press", "The Press", "GB", "newspaper"),
    genre=Genre.OPINION,
    leaders=(Leader("mark-rutte", "Mark Rutte", "secretary-general", 17, in_title=True, tone=-0.4),),
    relevance=0.97,
    word_count=3,
    reading_minutes=1,
    story=Story("s" * 32, Role.COPY, 0.93, ("t" * 32,)),
    provenance=Provenance("a.warc.gz", 12, "sha1:ABC", "press", "feed", "https://press.example/feed"),
)

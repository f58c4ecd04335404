"""Stored documents, saved searches and mails of our own making for the alert tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.alerts.mail import Mail
from flows.alerts.subscription import SavedSearch
from flows.model import (
    DateFound,
    Document,
    Event,
    Genre,
    Leader,
    OutletRef,
    Precision,
    Revision,
    Role,
    Story,
    Url,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

SEARCH = SavedSearch("Rutte", "rutte", ("desk@news.internal",), file=Path("mine.toml"))


def document(
    key: str,
    *,
    title: str = "Rutte asks for patience",
    body: str = "Mark Rutte spoke in Brussels.\nHe asked for patience.",
    story: str = "",
    role: Role = Role.LEAD,
    outlet: str = "Lantern",
    ingested: datetime = NOW,
    url: str = "",
) -> Document:
    """A document whose id is ``key``; its story is its own unless one is named."""
    return Document(
        id=key,
        url=Url(url or f"https://lantern.example/{key}", f"https://lantern.example/{key}", (), "lantern.example"),
        title=title,
        body=body,
        language="en",
        published=DateFound(datetime(2026, 1, 22, tzinfo=UTC), Precision.DAY, "visible", "Jan 22"),
        event=Event(ingested - timedelta(minutes=1), ingested),
        revision=Revision(1, "0" * 32),
        outlet=OutletRef(outlet.lower(), outlet, "GB", "newspaper"),
        genre=Genre.OPINION,
        leaders=(Leader("mark-rutte", "Mark Rutte", "secretary-general", 3, True),),
        relevance=0.9,
        word_count=9,
        reading_minutes=1,
        story=Story(story or f"story-{key}", role, 1.0),
    )


def stored(key: str, **values: Any) -> dict[str, Any]:
    """:func:`document` as the index holds it."""
    return document(key, **values).to_json()


def copied(original: Document, key: str, outlet: str, **values: Any) -> Document:
    """A copy of ``original`` at another outlet."""
    assert original.story
    return replace(
        document(key, title=original.title, body=original.body, outlet=outlet, **values),
        story=Story(original.story.id, Role.COPY, 0.98),
    )


def settled_mail(*recipients: str, number: int = 1, created: datetime = NOW) -> Mail:
    """A mail ready to be sent."""
    return Mail(
        searches=("Rutte",),
        number=number,
        message_id="<0123456789abcdef@news.internal>",
        created=created,
        sender="alerts@news.internal",
        recipients=recipients or ("desk@news.internal",),
        subject="[Commentariat] Rutte: 1 new story",
        hits=("a" * 32,),
        content="Subject: Rutte\r\nMessage-ID: <0123456789abcdef@news.internal>\r\n\r\n.dot\r\nHello\r\n",
    )

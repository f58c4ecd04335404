"""Eight made-up articles in six stories, enough to tell every operator from its neighbour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.model import DateFound, Document, Event, Genre, Leader, OutletRef, Precision, Quote, Role, Story
from tests.sample import DOCUMENT

NOW = datetime.now(UTC).replace(microsecond=0)

RUTTE = Leader("mark-rutte", "Mark Rutte", "secretary-general", 9, in_title=True, tone=-0.5)
STOLTENBERG = Leader("jens-stoltenberg", "Jens Stoltenberg", "", 2, tone=0.6)
CAVO_DRAGONE = Leader("giuseppe-cavo-dragone", "Giuseppe Cavo Dragone", "chair-military-committee", 1)


def document(number: int, title: str, body: str, *, days: float = 1, story: str = "", language: str = "en") -> Document:
    """A document published ``days`` ago; its story is its own unless one is named."""
    published = NOW - timedelta(days=days)
    return replace(
        DOCUMENT,
        id=f"{number:032x}",
        url=replace(
            DOCUMENT.url, full=f"https://press.example/{number}", original=f"https://press.example/{number}?a=1"
        ),
        title=title,
        body=body,
        language=language,
        published=DateFound(published, Precision.DAY, "meta", "raw words"),
        event=Event(NOW, NOW),
        genre=Genre.NEWS,
        leaders=(),
        relevance=0.5,
        word_count=100 * number,
        story=Story(story or f"story-{number}"),
    )


DOCUMENTS = (
    replace(
        document(1, "Rutte and the missing shells", "The secretary general asked for ammunition.\nAllies nodded."),
        leaders=(RUTTE, STOLTENBERG),
        quotes=(Quote("We asked for ammunition", "Mark Rutte", "mark-rutte", 0),),
        genre=Genre.OPINION,
        relevance=0.9,
    ),
    document(2, "Budget talks", "A long text in which Rutte is named once, on shells & <b>budgets</b>.", days=2),
    replace(
        document(3, "Stoltenberg returns", "The former secretary general, now a minister.", days=400),
        leaders=(replace(STOLTENBERG, in_title=True, tone=-0.2),),
    ),
    replace(
        document(4, "Grożby i amunicja", "Rutte mówi o amunicji.", days=3, language="pl"),
        outlet=OutletRef("gazeta", "Gazeta Próbna", "PL", "newspaper"),
        leaders=(RUTTE,),
    ),
    document(5, "Wire: committee meets", "The military committee met in Brussels today.", days=5, story="wire"),
    replace(
        document(6, "Committee meets", "The military committee met in Brussels today.", days=5, story="wire"),
        outlet=OutletRef("herald", "The Herald", "US", "agency"),
        story=Story("wire", Role.COPY, 0.9),
        leaders=(CAVO_DRAGONE,),
    ),
    replace(
        document(7, "Committee in session", "Delegates gathered for a session.", days=4, story="wire"),
        story=Story("wire", Role.COPY, 0.8),
    ),
    replace(
        document(8, "Undated", "No date was found on this page.", language=""),
        published=DateFound(),
        event=Event(NOW),
        outlet=OutletRef(),
        authors=(),
    ),
)

"""What a mechanism of finding pages is: where its addresses stand in a source, and how its pages are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawlers.found import Reading
from crawlers.sources import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of a mechanism as it was fetched, content coding undone. ``depth``: how many pages led to it."""

    source: Source
    url: str
    body: bytes
    content_type: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Mechanism:
    """``name`` is the ``spider`` of every discovery.

    ``depth``: how many further pages deep it goes at most. ``own``: whether what it finds was published by the source
    itself, and not by whomever a search engine found. ``accept``: the ``Accept`` header, where it is not a browser's.
    ``max_body``: bytes of an answer, packed and unpacked, where that is more than other answers may have.
    ``rendered``: a source that needs a browser needs it for these pages too.
    """

    name: str
    addresses: Callable[[Source], tuple[str, ...]]
    read: Callable[[Answer], Reading]
    depth: int = 0
    own: Callable[[Source], bool] = lambda _: True
    accept: str = ""
    rendered: bool = False
    max_body: int = 0

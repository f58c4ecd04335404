"""Reads a page with the extractor declared for its host: the parts it names; the rest is the general reader's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from flows.extract.authors import clean_names
from flows.extract.blocks import Outline, outline
from flows.extract.body import Body
from flows.extract.dates import EARLIEST, TOLERANCE, Dates
from flows.extract.declarations import Declaration, Extractors
from flows.extract.moments import machine
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.extract.trim import trim
from flows.model import DateFound


@dataclass(frozen=True, slots=True)
class Declared:
    """What an extractor found on a page: its label and body, and title, authors and dates where it names them."""

    label: str
    body: Body
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""


def read_declared(page: Page, extractors: Extractors, title: str) -> Declared | None:
    """The page as the extractor for its host reads it; ``None`` where there is none, or none finds a text."""
    for extractor in extractors.find(urlsplit(page.url).hostname or ""):
        stated = _text(page, extractor, "title") or title
        body = _body(page, extractor, stated)
        if page.trace:
            page.trace.note("body", body.text, extractor.label, "" if body.paragraphs else "its body finds no text")
        if body.paragraphs:
            if page.trace:
                page.trace.choose("body", body.text, extractor.label, "the extractor declared for this host")
            return Declared(
                extractor.label,
                body,
                _text(page, extractor, "title"),
                clean_names(_texts(page, extractor, "authors")),
                _moment(page, extractor, "published"),
                _moment(page, extractor, "modified"),
            )
    return None


def _body(page: Page, extractor: Declaration, title: str) -> Body:
    found = outline(page)
    numbers = {id(element): number for number, element in enumerate(found.elements)}

    def places(key: str) -> list[int]:
        return [numbers[id(e)] for e in _elements(page, extractor, key) if id(e) in numbers]

    boxes = places("body")
    if not boxes:
        return Body((), None, extractor.label)
    # What is named like furniture around the text, or said to be kept, is none.
    kept = set(places("keep"))
    for box in boxes:
        kept |= {box, *found.covers(box)}
    removed = places("remove")
    chosen = [
        block
        for block in found.visible(frozenset(kept))
        if any(found.within(box, block.at) for box in boxes)
        and not any(found.within(node, block.at) for node in removed)
    ]
    container = _around(found, boxes)
    return Body(
        tuple(b.text for b in trim(found, container, chosen, title)), found.elements[container], extractor.label
    )


def _around(found: Outline, boxes: list[int]) -> int:
    """The innermost node that holds all boxes."""
    node = boxes[0]
    while node > 0 and not all(found.within(node, box) for box in boxes):
        node = found.parents[node]
    return node


def _elements(page: Page, extractor: Declaration, key: str) -> list[HtmlElement]:
    selector = extractor.selectors.get(key)
    found: Any = selector(page.tree) if selector is not None else []
    return list(found)


def _texts(page: Page, extractor: Declaration, key: str) -> list[str]:
    texts = (squash(e.text_content()) for e in _elements(page, extractor, key)[:20])
    return [text[:300] for text in texts if text]


def _text(page: Page, extractor: Declaration, key: str) -> str:
    return next(iter(_texts(page, extractor, key)), "")


def _moment(page: Page, extractor: Declaration, key: str) -> str:
    """A date as it stands: for machines where the element says it so."""
    for element in _elements(page, extractor, key)[:1]:
        return squash(element.get("datetime") or element.get("content") or element.text_content())[:200]
    return ""


def declared_dates(page: Page, declared: Declared, language: str, dates: Dates) -> Dates:
    """``dates`` with those an extractor found in their place, where they can be read."""
    published = _read(page, declared.published, language)
    modified = _read(page, declared.modified, language)
    return Dates(published or dates.published, modified or dates.modified)


def _read(page: Page, raw: str, language: str) -> DateFound | None:
    usable = (m for m in machine(raw, "time", page, language) if EARLIEST <= m.date <= page.fetched_at + TOLERANCE)
    moment = next(usable, None)
    return moment.found() if moment else None

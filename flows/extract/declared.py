"""Reads a page with the extractor declared for its host: the parts it names; the rest is the general reader's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from flows.extract.authors import clean_names
from flows.extract.blocks import Outline, outline
from flows.extract.body import Body
from flows.extract.dates import EARLIEST, TOLERANCE, Dates
from flows.extract.declarations import Declaration, Extractors
from flows.extract.document import Document, Node
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


class _Selection:
    """What selectors find on a page, as numbers of its elements.

    Selectors want a tree of lxml, and pages are flat lists (docs/decisions/0038): the few that have an extractor
    are mirrored as one, element for element, without their texts.
    """

    def __init__(self, page: Page) -> None:
        self.document = page.document
        self._mirror = _mirrored(page.document)
        self._numbers = {id(element): number for number, element in enumerate(self._mirror)}

    def numbers(self, extractor: Declaration, key: str) -> list[int]:
        """The elements that a key of an extractor selects, in the order of the page."""
        selector = extractor.selectors.get(key)
        found: Any = selector(self._mirror[0]) if selector is not None else []
        return sorted(self._numbers[id(element)] for element in found)

    def texts(self, extractor: Declaration, key: str) -> list[str]:
        """Their texts."""
        nodes = (Node(self.document, number) for number in self.numbers(extractor, key)[:20])
        return [text[:300] for node in nodes if (text := squash(node.text_content()))]

    def text(self, extractor: Declaration, key: str) -> str:
        """The first of their texts."""
        return next(iter(self.texts(extractor, key)), "")

    def moment(self, extractor: Declaration, key: str) -> str:
        """A date as it stands: for machines where the element says it so."""
        for number in self.numbers(extractor, key)[:1]:
            node = Node(self.document, number)
            return squash(node.get("datetime") or node.get("content") or node.text_content())[:200]
        return ""


def _mirrored(document: Document) -> list[etree._Element]:
    made: list[etree._Element] = []
    for number, tag in enumerate(document.tags):
        try:
            element = etree.Element(tag)
        except ValueError:  # <o:p>, <1>: no selector asks for it
            element = etree.Element("unknown")
        for name, value in document.attributes[number].items():
            with suppress(ValueError):
                element.set(name, value)
        if made:
            made[max(document.parents[number], 0)].append(element)
        made.append(element)
    return made


def read_declared(page: Page, extractors: Extractors, title: str) -> Declared | None:
    """The page as the extractor for its host reads it; ``None`` where there is none, or none finds a text."""
    declared = extractors.find(urlsplit(page.url).hostname or "")
    if not declared:
        return None
    selection = _Selection(page)
    for extractor in declared:
        stated = selection.text(extractor, "title")
        body = _body(page, extractor, selection, stated or title)
        if page.trace:
            page.trace.note("body", body.text, extractor.label, "" if body.paragraphs else "its body finds no text")
        if body.paragraphs:
            if page.trace:
                page.trace.choose("body", body.text, extractor.label, "the extractor declared for this host")
            return Declared(
                extractor.label,
                body,
                stated,
                clean_names(selection.texts(extractor, "authors")),
                selection.moment(extractor, "published"),
                selection.moment(extractor, "modified"),
            )
    return None


def _body(page: Page, extractor: Declaration, selection: _Selection, title: str) -> Body:
    found = outline(page)
    walked = {number: at for at, number in enumerate(found.elements.numbers)}

    def places(key: str) -> list[int]:
        return [walked[number] for number in selection.numbers(extractor, key) if number in walked]

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


def declared_dates(page: Page, declared: Declared, language: str, dates: Dates) -> Dates:
    """``dates`` with those an extractor found in their place, where they can be read."""
    published = _read(page, declared.published, language)
    modified = _read(page, declared.modified, language)
    return Dates(published or dates.published, modified or dates.modified)


def _read(page: Page, raw: str, language: str) -> DateFound | None:
    usable = (m for m in machine(raw, "time", page, language) if EARLIEST <= m.date <= page.fetched_at + TOLERANCE)
    moment = next(usable, None)
    return moment.found() if moment else None

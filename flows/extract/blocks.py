"""A page as a run of text blocks in reading order, each knowing whether it stands in the furniture of the page.

One iterative walk over the shared tree, which stays as it is, serves the body, the rejections and the title: nodes are
numbered in document order, so that a subtree is a range of numbers and sums over it need no climbing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from flows.extract.names import names_furniture, names_unseen
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.extract.tags import DEAD, HEADLINES, NAMES, ROLES, TELLING, WHOLE
from flows.extract.tags import INLINE as INLINE
from flows.extract.tags import SKIPPED as SKIPPED

_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\u0e00-\u0e7f]")
SENTENCE = re.compile(r"[.!?…。！？؟।։;:,،、»”\"]")

GOOD = 60
"""Weight from which a block with few links and a sentence mark counts as running text when the container is sought."""


@dataclass(slots=True, eq=False)
class Block:
    """A paragraph, heading, list item or cell: its text, the tag that holds it and how much of it is links.

    ``weight`` is its length in Latin characters; ``running`` says whether it reads like a sentence of an article.
    """

    text: str
    tag: str
    element: HtmlElement
    linked: int
    bold: bool
    at: int
    weight: float
    running: bool

    @property
    def link_density(self) -> float:
        """Share of the characters inside links."""
        return self.linked / max(1, len(self.text))


@dataclass(slots=True, eq=False)
class Outline:
    """The walked nodes in document order, and the blocks. ``ends`` holds the number behind each node's subtree,
    ``cover`` the nearest node at or above it that is furniture, or -1."""

    elements: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    cover: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def covers(self, at: int) -> Iterator[int]:
        """The furniture a node stands in, innermost first."""
        node = self.cover[at]
        while node >= 0:
            yield node
            parent = self.parents[node]
            node = self.cover[parent] if parent >= 0 else -1

    def gather(self, values: list[int] | list[float]) -> None:
        """Add to each node's value those of all nodes under it."""
        parents = self.parents
        for node in range(len(parents) - 1, 0, -1):
            if value := values[node]:
                values[parents[node]] += value  # type: ignore[assignment]  # as the list, so the value

    def within(self, node: int, at: int) -> bool:
        """Whether ``at`` lies in the subtree of ``node``."""
        return node <= at < self.ends[node]

    def visible(self, kept: frozenset[int] = frozenset()) -> list[Block]:
        """Blocks outside all furniture but that in ``kept``."""
        if not kept:
            return [b for b in self.blocks if self.cover[b.at] < 0]
        return [b for b in self.blocks if all(node in kept for node in self.covers(b.at))]


def is_heading(block: Block) -> bool:
    """Whether a block is set as ``h1`` to ``h6``."""
    return len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit()


def weigh(text: str) -> float:
    """Length of a text in Latin characters: an ideograph says about as much as two and a half letters."""
    return float(len(text)) if text.isascii() else len(text) + 1.5 * len(_WIDE.findall(text))


def is_furniture(element: HtmlElement) -> bool:
    """Whether the names of an element say that it is no part of the text."""
    return element.tag not in WHOLE and _says_furniture(element.items())


def _says_furniture(attributes: list[tuple[str, str]]) -> bool:
    names = ""
    for name, value in attributes:
        if name in NAMES:
            names = f"{names} {value[:400]}" if names else value[:400]
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "role" and value in ROLES)
            or (name == "style" and _HIDDEN.search(value, 0, 1000))
        ):
            return True
    return names != "" and names_furniture(names)


def outline(page: Page) -> Outline:
    """The outline of a page's body; walked once and kept with the page."""
    cached: Outline | None = page.__dict__.get("_outline")
    if cached is None:
        body = page.tree.find("body")
        cached = page.__dict__["_outline"] = walk(page.tree if body is None else body)
    return cached


def all_blocks(page: Page) -> list[Block]:
    """Every block of a page, furniture too."""
    return outline(page).blocks


def blocks(root: HtmlElement) -> list[Block]:
    """The text blocks under ``root`` in order, furniture left out."""
    return walk(root).visible()


def walk(root: HtmlElement) -> Outline:
    """Number the nodes under ``root`` and cut their text into blocks."""
    found = Outline()
    elements, tags, parents, ends, cover = found.elements, found.tags, found.parents, found.ends, found.cover
    buffer: list[str] = []
    linked = bold = links = strong = 0
    owner = node = -1
    cells: set[int] = set()
    passed: HtmlElement | None = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            tag = element.tag
            inline = tag in INLINE
            if tag in DEAD or (inline and node >= 0 and (items := element.items()) and _unseen(items)):
                walker.skip_subtree()
                passed = element
                continue
            above = cover[node] if node >= 0 else -1
            parents.append(node)
            node = len(elements)
            elements.append(element)
            tags.append(tag)
            ends.append(0)
            if inline:
                cover.append(above)
                if tag == "a":
                    links += 1
                elif tag == "b" or tag == "strong":
                    strong += 1
            elif tag == "br":
                cover.append(above)
                if buffer:
                    if _telling(found, owner) in HEADLINES:
                        buffer.append(" ")
                    else:
                        _flush(found, buffer, owner, linked, bold)
                        linked = bold = 0
            else:
                # The root is walked whatever it is called.
                out = node > 0 and (
                    tag in SKIPPED or ((items := element.items()) != [] and tag not in WHOLE and _says_furniture(items))
                )
                cover.append(node if out else above)
                if (tag == "td" or tag == "th") and not out and _is_cell(element):
                    # A row of figures is one line; a cell of a layout table is a box.
                    cells.add(node)
                    buffer.append(" ")
                else:
                    if buffer:
                        _flush(found, buffer, owner, linked, bold)
                        linked = bold = 0
                    owner = node
            text = element.text
        else:
            if element is passed:
                passed = None
            else:
                ends[node] = len(elements)
                tag = tags[node]
                if tag in INLINE:
                    if tag == "a":
                        links -= 1
                    elif tag == "b" or tag == "strong":
                        strong -= 1
                elif tag != "br" and node not in cells:
                    if buffer:
                        _flush(found, buffer, owner, linked, bold)
                        linked = bold = 0
                    owner = parents[node]
                node = parents[node]
            if node < 0:
                break  # what stands behind the root is not under it
            text = element.tail
        if text and (buffer or not text.isspace()):
            buffer.append(text)
            if links:
                linked += len(text)
            if strong:
                bold += len(text)
    if buffer:
        _flush(found, buffer, 0, linked, bold)
    _unlink(found)
    return found


def _unlink(found: Outline) -> None:
    """A link that was never closed holds paragraphs: those are text and no links. A teaser in a link has one or two."""
    if "a" not in found.tags:
        return
    link: list[int] = []
    for node, parent in enumerate(found.parents):
        link.append(node if found.tags[node] == "a" else link[parent] if parent >= 0 else -1)
    held: dict[int, list[Block]] = {}
    for block in found.blocks:
        if block.linked and block.weight >= GOOD and SENTENCE.search(block.text) and link[block.at] >= 0:
            held.setdefault(link[block.at], []).append(block)
    for blocks_in_link in held.values():
        if len(blocks_in_link) >= 3:
            for block in blocks_in_link:
                block.linked, block.running = 0, True


def _flush(found: Outline, buffer: list[str], owner: int, linked: int, bold: int) -> None:
    """Make a block of the text gathered."""
    text = squash("".join(buffer))
    buffer.clear()
    if text:
        weight = weigh(text)
        at = max(owner, 0)
        running = weight >= GOOD and linked < 0.35 * len(text) and SENTENCE.search(text) is not None
        element = found.elements[at]
        heavy = bold * 10 >= len(text) * 8
        found.blocks.append(Block(text, _telling(found, at), element, linked, heavy, at, weight, running))


def _unseen(attributes: list[tuple[str, str]]) -> bool:
    """A link or a word set apart inside a sentence is part of it, whatever its class; unless nobody sees it."""
    return any(name == "hidden" or (name == "class" and names_unseen(value[:400])) for name, value in attributes)


def _is_cell(cell: HtmlElement) -> bool:
    """Whether a table cell holds a figure or a name and not a part of the page."""
    if len(cell) > 6:
        return False
    length = len(cell.text or "")
    for number, child in enumerate(cell.iterdescendants()):
        length += len(child.text or "") + len(child.tail or "")
        if number > 30 or length >= 120 or child.tag not in INLINE:
            return False
    return length < 120


def _telling(found: Outline, at: int) -> str:
    """The telling tag of a block: its own, or that of a list item, cell, quote or heading around it."""
    node = at
    for _ in range(4):
        if node < 0:
            break
        if found.tags[node] in TELLING:
            return found.tags[node]
        node = found.parents[node]
    return found.tags[at] if at >= 0 else ""

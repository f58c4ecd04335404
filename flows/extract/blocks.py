"""A page as a run of text blocks in reading order, each knowing whether it stands in the furniture of the page.

One iterative walk over the shared tree, which stays as it is, serves the body, the rejections and the title: nodes are
numbered in document order, so that a subtree is a range of numbers and sums over it need no climbing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from flows.extract.document import Document, Elements, Node
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
    element: Node
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

    elements: Elements
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


def is_furniture(element: Node) -> bool:
    """Whether the names of an element say that it is no part of the text."""
    return element.tag not in WHOLE and _says_furniture(element.attrib)


def _says_furniture(attributes: dict[str, str]) -> bool:
    if len(attributes) == 1:
        # A class and nothing else, as most have.
        for name, value in attributes.items():
            if name in NAMES:
                return names_furniture(value[:400])
    if not _SPEAKING.isdisjoint(attributes) and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in ROLES
        or _HIDDEN.search(attributes.get("style", ""), 0, 1000)
    ):
        return True
    names = [value[:400] for name, value in attributes.items() if name in NAMES]
    return bool(names) and names_furniture(" ".join(names) if len(names) > 1 else names[0])


_SPEAKING = frozenset(("hidden", "aria-hidden", "role", "style"))


def outline(page: Page) -> Outline:
    """The outline of a page's body; walked once and kept with the page."""
    cached: Outline | None = page.__dict__.get("_outline")
    if cached is None:
        cached = page.__dict__["_outline"] = walk(page.body)
    return cached


def all_blocks(page: Page) -> list[Block]:
    """Every block of a page, furniture too."""
    return outline(page).blocks


def blocks(root: Node) -> list[Block]:
    """The text blocks under ``root`` in order, furniture left out."""
    return walk(root).visible()


_BLOCK, _INLINE, _LINK, _BOLD, _BREAK, _CELL, _SKIPPED, _DEAD, _WHOLE = range(9)
_KINDS = (
    dict.fromkeys(SKIPPED, _SKIPPED)
    | dict.fromkeys(INLINE, _INLINE)
    | dict.fromkeys(DEAD, _DEAD)
    | dict.fromkeys(WHOLE, _WHOLE)
    | {"a": _LINK, "b": _BOLD, "strong": _BOLD, "br": _BREAK, "td": _CELL, "th": _CELL}
)


def walk(root: Node) -> Outline:
    """Number the nodes under ``root`` and cut their text into blocks."""
    document = root.document
    tape, names, attributes = document.tape, document.tags, document.attributes
    found = Outline(Elements(document))
    numbers, tags, parents, ends, cover = found.elements.numbers, found.tags, found.parents, found.ends, found.cover
    kind_of = _KINDS.get
    buffer: list[str] = []
    linked = bold = links = strong = 0
    owner = node = -1
    kinds: list[int] = []
    place, stop = document.begins[root.at], document.stops[root.at]
    while place <= stop:
        item = tape[place]
        place += 1
        if item.__class__ is str:
            if buffer or not item.isspace():
                buffer.append(item)
                if links:
                    linked += len(item)
                if strong:
                    bold += len(item)
        elif item is None:
            kind = kinds[node]
            ends[node] = len(tags)
            above = parents[node]
            if kind == _BLOCK:
                if buffer:
                    _flush(found, buffer, owner, linked, bold)
                    linked = bold = 0
                owner = above
            elif kind == _LINK:
                links -= 1
            elif kind == _BOLD:
                strong -= 1
            node = above
        else:
            tag: str = names[item]  # type: ignore[index]  # a number
            own = attributes[item]  # type: ignore[index]
            # A link or a word set apart inside a sentence is part of it, whatever its class; unless nobody sees it.
            kind = kind_of(tag, _BLOCK)
            if kind == _DEAD or (
                own
                and _INLINE <= kind <= _BOLD
                and node >= 0
                and (("class" in own and names_unseen(own["class"][:400])) or "hidden" in own)
            ):
                place = document.stops[item] + 1  # type: ignore[index]
                continue
            around = cover[node] if node >= 0 else -1
            parents.append(node)
            node = len(tags)
            numbers.append(item)  # type: ignore[arg-type]
            tags.append(tag)
            ends.append(0)
            if _INLINE <= kind <= _BREAK:
                cover.append(around)
                if kind == _LINK:
                    links += 1
                elif kind == _BOLD:
                    strong += 1
                elif kind == _BREAK and buffer:
                    if _telling(found, owner) in HEADLINES:
                        buffer.append(" ")
                    else:
                        _flush(found, buffer, owner, linked, bold)
                        linked = bold = 0
                kinds.append(kind)
                continue
            # The root is walked whatever it is called.
            out = node > 0 and bool(kind == _SKIPPED or (kind != _WHOLE and own and _says_furniture(own)))
            cover.append(node if out else around)
            if kind == _CELL and not out and _is_cell(document, item):  # type: ignore[arg-type]
                # A row of figures is one line; a cell of a layout table is a box.
                kinds.append(_CELL)
                buffer.append(" ")
                continue
            kinds.append(_BLOCK)
            if buffer:
                _flush(found, buffer, owner, linked, bold)
                linked = bold = 0
            owner = node
    if buffer:
        _flush(found, buffer, 0, linked, bold)
    _unlink(found)
    return found


def _unlink(found: Outline) -> None:
    """A link that was never closed holds paragraphs: those are text and no links. A teaser in a link has one or two."""
    doubtful = [b for b in found.blocks if b.linked and b.weight >= GOOD and SENTENCE.search(b.text)]
    if len(doubtful) < 3:
        return
    link: list[int] = []
    for node, parent in enumerate(found.parents):
        link.append(node if found.tags[node] == "a" else link[parent] if parent >= 0 else -1)
    held: dict[int, list[Block]] = {}
    for block in doubtful:
        if link[block.at] >= 0:
            held.setdefault(link[block.at], []).append(block)
    for blocks_in_link in held.values():
        if len(blocks_in_link) >= 3:
            for block in blocks_in_link:
                block.linked, block.running = 0, True


def _flush(found: Outline, buffer: list[str], owner: int, linked: int, bold: int) -> None:
    """Make a block of the text gathered."""
    text = squash(buffer[0] if len(buffer) == 1 else "".join(buffer))
    buffer.clear()
    if text:
        weight = weigh(text)
        at = max(owner, 0)
        running = weight >= GOOD and linked < 0.35 * len(text) and SENTENCE.search(text) is not None
        element = Node(found.elements.document, found.elements.numbers[at])
        heavy = bold * 10 >= len(text) * 8
        found.blocks.append(Block(text, _telling(found, at), element, linked, heavy, at, weight, running))


def _is_cell(document: Document, cell: int) -> bool:
    """Whether a table cell holds a figure or a name and not a part of the page."""
    inside = document.tags[cell + 1 : document.ends[cell]]
    if len(inside) > 30 or not INLINE.issuperset(inside):
        return False
    if len(inside) > 6 and sum(1 for _ in islice(Node(document, cell), 7)) > 6:
        return False
    length = 0
    for text in Node(document, cell).itertext():
        length += len(text)
        if length >= 120:
            return False
    return True


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

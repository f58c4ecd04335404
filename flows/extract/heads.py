"""The lines around the title: where bylines, visible dates and reading times stand.

From a few blocks before the title to the third paragraph of running text behind it, furniture that belongs to other
articles (teasers, comments, tweets) left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.extract.blocks import INLINE
from flows.extract.body import fold
from flows.extract.document import Node
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.extract.tags import listed

_WORDS = re.compile(r"(?<![^\W_])[^\W\d_]+").findall
"""Words of a name as far as their first figure: ``nav-2``, ``widget12``."""
_WORDS_FOREIGN = listed(
    """
    carousel clock comment comments consent footer latest menu mostread nav navigation newsletter nextpost popular
    postnavigation previouspost prevpost promo readmore related sidebar teaser teasers ticker trending tweet weather
    widget widgets
    """
)
_PAIRS = ("most-read", "read-more", "next-post", "prev-post", "previous-post")
_FOREIGN_PAIR = re.compile(rf"(?:^|[-_ ]|\b)(?:{'|'.join(_PAIRS)})(?:$|[-_ \d]|\b)")
_SPLIT = re.compile(r"\s+[·•|–—‧∙●/-]\s+|\s*[|·•●]\s*|\s{2,}|\n|\t")
BEFORE = 8
AFTER = 40
RUNNING = 3
ARTICLE = 600
"""Characters in paragraphs from which an element may be the article, whatever it is called."""
_NEVER = frozenset(["script", "style", "noscript", "template", "svg", "nav", "footer", "form", "select", "aside"])


@dataclass(slots=True)
class Line:
    """A block near the title, whole and in the parts its separators and inline elements make."""

    text: str
    pieces: tuple[str, ...]
    element: Node
    times: tuple[Node, ...] = ()
    before_title: bool = False
    parts: tuple[str, ...] = ()


def head_lines(page: Page, title: str) -> list[Line]:
    """Lines around the title: those behind it first, in order, then those before it, nearest first.

    Made once a page by the normaliser and handed to every reader that looks there.
    """
    root = page.body
    wanted = fold(title)
    lines: list[Line] = []
    equal: list[int] = []
    place: int | None = None
    for line in _lines(root):
        # Folding costs more than anything else here: lines of quite another length cannot be equal.
        if wanted and abs(len(line.text) - len(title)) <= 24 and fold(line.text) == wanted:
            equal.append(len(lines))
            # A title may stand in breadcrumbs first: a heading counts before anything else.
            if place is None and _is_heading(line.element):
                place = len(lines)
        lines.append(line)
        if place is not None and len(lines) > place + AFTER:
            break
    if place is None:
        place = _other_place(lines, equal, wanted)
    found = _around(lines, place)
    for line in found:
        line.parts = _parts(line)
    return found


def _other_place(lines: list[Line], equal: list[int], wanted: str) -> int:
    """Where the title stands when no heading says it whole."""
    at = equal or [i for i, line in enumerate(lines) if line.element.tag == "h1" or _under_h1(line.element)]
    at = at or [i for i, line in enumerate(lines) if wanted and len(line.text) < 400 and wanted in fold(line.text)]
    return next((i for i in at if _is_heading(lines[i].element)), at[0] if at else 0)


def _around(lines: list[Line], place: int) -> list[Line]:
    behind: list[Line] = []
    running = 0
    for line in lines[place + 1 : place + 1 + AFTER]:
        if len(line.text) > 140:
            running += 1
            if running >= RUNNING:
                break
        behind.append(line)
    before = lines[max(0, place - BEFORE) : place]
    for line in before:
        line.before_title = True
    return behind + before[::-1]


def _is_heading(element: Node) -> bool:
    return element.tag in ("h1", "h2") or _under_h1(element)


def _under_h1(element: Node) -> bool:
    node: Node | None = element
    for _ in range(3):
        if node is None:
            return False
        if node.tag == "h1":
            return True
        node = node.getparent()
    return False


def _parts(line: Line) -> tuple[str, ...]:
    if len(line.text) >= 400:
        return ()
    parts: dict[str, None] = {}
    for piece in dict.fromkeys((line.text, *line.pieces)):
        for part in (piece, *_SPLIT.split(piece)):
            if clean := squash(part).strip(" ,;|·•–-"):
                parts[clean] = None
    return tuple(parts)[:30]


def _lines(root: Node) -> Iterator[Line]:
    document = root.document
    tape, tags, attributes, parents = document.tape, document.tags, document.attributes, document.parents
    texts: list[str] = []
    times: list[Node] = []
    owner = node = root.at
    size = _Size(root)
    place, stop = document.begins[root.at], document.stops[root.at]
    while place <= stop:
        item = tape[place]
        place += 1
        if item.__class__ is str:
            if not item.isspace():
                texts.append(item)
            continue
        if item is None:
            inline = tags[node] in INLINE
            parent = parents[node]
        else:
            node = parent = item  # type: ignore[assignment]  # a number
            tag = tags[node]
            own = attributes[node]
            if (tag in _NEVER or (own and _foreign(tag, own))) and node != root.at and not size.mostly_in(node):
                place = document.stops[node] + 1
                node = parents[node]
                continue
            inline = tag in INLINE
        if not inline and (texts or times):
            line = Line(squash(" ".join(texts)), tuple(texts), Node(document, owner), tuple(times))
            texts.clear()
            times.clear()
            if line.text or line.times:
                yield line
        if not inline:
            owner = parent
        if item is None:
            node = parent
        elif tag == "time" or (own and own.get("datetime")):
            times.append(Node(document, node))


class _Size:
    """How much of a page's paragraphs an element holds, counted only when asked."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._total = -1

    def mostly_in(self, at: int) -> bool:
        """Whether an element named like furniture was never closed and has swallowed the article."""
        document = self._root.document
        if document.tags[at] in ("script", "style", "noscript", "template", "svg", "select"):
            return False
        # Short ones, as most are, need not be searched.
        if document.stops[at] - document.begins[at] < 4:
            return False
        held = _running(Node(document, at))
        if held < ARTICLE:
            return False
        if self._total < 0:
            self._total = _running(self._root)
        return held * 2 > self._total


def _running(element: Node) -> int:
    """Characters in paragraphs of some length."""
    lengths = (len(text) for p in element.iter("p") if len(text := p.text_content()) > 80)
    return sum(lengths)


def _foreign(tag: str, attributes: dict[str, str]) -> bool:
    if tag in _OWN:
        return False
    names = attributes.get("class", "")
    if "id" in attributes:
        names = f"{names} {attributes['id']}"
    return len(names) > 2 and _named_foreign(names[:400])


_OWN = frozenset(("body", "article", "main", "h1", "header"))


@lru_cache(maxsize=20_000)
def _named_foreign(names: str) -> bool:
    lowered = names.lower()
    words = _WORDS(lowered)
    if not _WORDS_FOREIGN.isdisjoint(words):
        return True
    if ("recommend" in lowered or "cookie" in lowered) and any(w.startswith(("recommend", "cookie")) for w in words):
        return True
    return "-" in lowered and any(pair in lowered for pair in _PAIRS) and _FOREIGN_PAIR.search(lowered) is not None

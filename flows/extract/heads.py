"""The lines around the title: where bylines, visible dates and reading times stand.

From a few blocks before the title to the third paragraph of running text behind it, furniture that belongs to other
articles (teasers, comments, tweets) left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from flows.extract.blocks import INLINE
from flows.extract.body import fold
from flows.extract.page import Page
from flows.extract.structured import squash

_FOREIGN = re.compile(
    r"(?:^|[-_ ]|\b)(?:comments?|tweet|twitter-tweet|related|sidebar|footer|teasers?|recommend\w*|most-?read|trending|"
    r"popular|newsletter|cookie\w*|consent|nav|menu|navigation|ticker|weather|carousel|latest|read-?more|next-?post|"
    r"prev(?:ious)?-?post|post-?navigation|widgets?|clock|promo)(?:$|[-_ \d]|\b)",
    re.IGNORECASE,
)
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
    element: HtmlElement
    times: tuple[HtmlElement, ...] = ()
    before_title: bool = False
    parts: tuple[str, ...] = ()


def head_lines(page: Page, title: str) -> list[Line]:
    """Lines around the title: those behind it first, in order, then those before it, nearest first.

    Made once a page by the normaliser and handed to every reader that looks there.
    """
    root = page.tree.find("body")
    if root is None:
        root = page.tree
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


def _is_heading(element: HtmlElement) -> bool:
    return element.tag in ("h1", "h2") or _under_h1(element)


def _under_h1(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
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
    for piece in (line.text, *line.pieces):
        for part in (piece, *_SPLIT.split(piece)):
            if clean := squash(part).strip(" ,;|·•–-"):
                parts[clean] = None
    return tuple(parts)[:30]


def _lines(root: HtmlElement) -> Iterator[Line]:
    texts: list[str] = []
    times: list[HtmlElement] = []
    owner = root
    whole_text = _Size(root)
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]

    def flush() -> Iterator[Line]:
        if whole := squash(" ".join(texts)):
            yield Line(whole, tuple(texts), owner, tuple(times))
        elif times:
            yield Line("", (), owner, tuple(times))
        texts.clear()
        times.clear()

    while stack:
        element, leaving = stack.pop()
        tag = element.tag
        if leaving:
            if tag not in INLINE:
                yield from flush()
                parent = element.getparent()
                owner = parent if parent is not None else root
            if element is not root and element.tail and not element.tail.isspace():
                texts.append(element.tail)
            continue
        if not isinstance(tag, str):
            continue
        if element is not root and _foreign(element) and not whole_text.mostly_in(element):
            if element.tail and not element.tail.isspace():
                texts.append(element.tail)
            continue
        if tag not in INLINE:
            yield from flush()
            owner = element
        if tag == "time" or element.get("datetime"):
            times.append(element)
        if element.text and not element.text.isspace():
            texts.append(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from flush()


class _Size:
    """How much of a page's paragraphs an element holds, counted only when asked."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._total = -1

    def mostly_in(self, element: HtmlElement) -> bool:
        """Whether an element named like furniture was never closed and has swallowed the article."""
        if element.tag in ("script", "style", "noscript", "template", "svg", "select"):
            return False
        held = _running(element)
        if held < ARTICLE:
            return False
        if self._total < 0:
            self._total = _running(self._root)
        return held * 2 > self._total


def _running(element: HtmlElement) -> int:
    """Characters in paragraphs of some length."""
    lengths = (len(text) for p in element.iter("p") if len(text := p.text_content()) > 80)
    return sum(lengths)


def _foreign(element: HtmlElement) -> bool:
    if element.tag in _NEVER:
        return True
    if element.tag in ("body", "article", "main", "h1", "header"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 3 and _named_foreign(names[:400])


@lru_cache(maxsize=8192)
def _named_foreign(names: str) -> bool:
    return _FOREIGN.search(names) is not None

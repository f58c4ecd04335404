"""The lines around the title: where bylines, visible dates and reading times stand.

From a few blocks before the title to the third paragraph of running text behind it, furniture that belongs to other
articles (teasers, comments, tweets) left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Line:
    """A block near the title, whole and in the parts its separators and inline elements make."""

    text: str
    parts: tuple[str, ...]
    element: HtmlElement
    before_title: bool
    times: list[HtmlElement] = field(default_factory=list)
    link: bool = False


def head_lines(page: Page, title: str) -> list[Line]:
    """Lines around the title: those behind it first, in order, then those before it, nearest first."""
    root = page.tree.find("body")
    if root is None:
        root = page.tree
    lines = _lines(root)
    wanted = fold(title)
    at = [i for i, line in enumerate(lines) if wanted and fold(line.text) == wanted]
    at = at or [i for i, line in enumerate(lines) if line.element.tag == "h1" or _under_h1(line.element)]
    at = at or [i for i, line in enumerate(lines) if wanted and wanted in fold(line.text) and len(line.text) < 400]
    # A title may stand in breadcrumbs first: a heading counts before anything else.
    place = next(
        (i for i in at if lines[i].element.tag in ("h1", "h2") or _under_h1(lines[i].element)), at[0] if at else 0
    )
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


def _under_h1(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    for _ in range(3):
        if node is None:
            return False
        if node.tag == "h1":
            return True
        node = node.getparent()
    return False


def _lines(root: HtmlElement) -> list[Line]:
    lines: list[Line] = []
    texts: list[str] = []
    times: list[HtmlElement] = []
    owner = root
    linked = False
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]

    def flush() -> None:
        nonlocal linked
        whole = squash(" ".join(texts))
        if whole or times:
            parts: list[str] = []
            for piece in [whole, *texts]:
                for part in (piece, *_SPLIT.split(piece)):
                    clean = squash(part).strip(" ,;|·•–-")
                    if clean and clean not in parts:
                        parts.append(clean)
            lines.append(Line(whole, tuple(parts[:30]) if len(whole) < 400 else (), owner, False, list(times), linked))
        texts.clear()
        times.clear()
        linked = False

    while stack:
        element, leaving = stack.pop()
        tag = element.tag
        if leaving:
            if tag not in INLINE and tag != "time":
                flush()
                parent = element.getparent()
                owner = parent if parent is not None else root
            if element is not root and element.tail and element.tail.strip():
                texts.append(element.tail)
            continue
        if not isinstance(tag, str):
            continue
        if element is not root and _foreign(element):
            if element.tail and element.tail.strip():
                texts.append(element.tail)
            continue
        if tag not in INLINE and tag != "time":
            flush()
            owner = element
        if tag == "time" or element.get("datetime"):
            times.append(element)
        linked = linked or tag == "a"
        if element.text and element.text.strip():
            texts.append(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    flush()
    return lines


def _foreign(element: HtmlElement) -> bool:
    if element.tag in ("script", "style", "noscript", "template", "svg", "nav", "footer", "form", "select", "aside"):
        return True
    if element.tag in ("body", "article", "main", "h1", "header"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 3 and _FOREIGN.search(names[:400]) is not None

"""The running text of an article: where it hangs in the page, and which of the blocks there belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.extract.blocks import SENTENCE, SKIPPED, Block, Outline, is_heading, outline, weigh
from flows.extract.document import Node
from flows.extract.page import Page
from flows.extract.standfirst import standfirst
from flows.extract.structured import fold as fold
from flows.extract.trim import trim

_NEVER = re.compile(r"comment|disqus|footer|related|cookie|consent|respond|(?:^|\s)sidebar(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, the element they hang in, and which reader found them."""

    paragraphs: tuple[str, ...]
    container: Node | None
    source: str

    @property
    def text(self) -> str:
        """Paragraphs split by line feeds."""
        return "\n".join(self.paragraphs)


LITTLE = 150.0
"""Weight under which the text may hang in boxes of misleading names, or in data for scripts."""


def read_body(page: Page, title: str) -> Body:
    """The body by our own reader."""
    found = outline(page)
    body = _read(page, found, title, _wrongly_named(found, fold(title)))
    if weigh(body.text) < LITTLE:
        bolder = _read(page, found, title, _misnamed(found))
        if weigh(bolder.text) > 2 * weigh(body.text):
            return bolder
    return body


def _read(page: Page, found: Outline, title: str, kept: frozenset[int]) -> Body:
    visible = found.visible(kept)
    if not visible:
        return Body((), None, "own")
    container, chosen = _in_article(found, find_container(found, visible), visible)
    told = trim(found, container, chosen, title)
    paragraphs = tuple(b.text for b in told)
    if told and (first := standfirst(page, found, told, title)) is not None:
        paragraphs = (first.text, *paragraphs)
    return Body(paragraphs, found.elements[container], "own")


def _misnamed(found: Outline) -> frozenset[int]:
    """Boxes named like furniture that may be none: all but those that are so by their tag, are not shown, or bear a
    name that never stands around a text."""
    kept: set[int] = set()
    for node in {found.cover[b.at] for b in found.blocks if b.running}:
        while node >= 0:
            element = found.elements[node]
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if (found.tags[node] not in SKIPPED or found.tags[node] == "form") and not (
                _NEVER.search(names) or _OVERLAY.search(names) or "none" in (element.get("style") or "")
            ):
                kept.add(node)
            parent = found.parents[node]
            node = found.cover[parent] if parent >= 0 else -1
    return frozenset(kept)


_OVERLAY = re.compile(
    r"modal|popup|banner|newsletter|menu|(?:^|[ _-])nav|social|login|promo|hidden|gdpr|teaser", re.IGNORECASE
)


def _wrongly_named(found: Outline, title: str) -> frozenset[int]:
    """Elements named like furniture that hold most of the page's running text all the same: a ``form`` around a whole
    page, ``<div class="page has-sidebar">``. Only those are kept; what is furniture inside them goes."""
    running = [b for b in found.blocks if b.running]
    total = sum(b.weight for b in running)
    plain = sum(b.weight for b in running if found.cover[b.at] < 0)
    # Beside a text of some length a longer box is a box: a speech in full, a list of products, the comments.
    needed = total * (0.5 if plain < 1_000 else 0.75)
    # A page may set its text in several boxes of one name: their weight is taken together.
    named: dict[tuple[str, str], float] = {}
    holders: dict[tuple[str, str], set[int]] = {}
    for block in running:
        kinds: set[tuple[str, str]] = set()
        for node in found.covers(block.at):
            element = found.elements[node]
            kind = (found.tags[node], element.get("class") or element.get("id") or str(node))
            holders.setdefault(kind, set()).add(node)
            if kind not in kinds:
                named[kind] = named.get(kind, 0.0) + block.weight
                kinds.add(kind)
    kept: set[int] = set()
    for kind, weight in named.items():
        if weight <= needed:
            continue
        if kind[0] in ("nav", "footer") or _NEVER.search(kind[1]):
            # Comments may outweigh a short text. Only where broken markup put the whole article in, headline and all,
            # is it walked.
            if weight > total * 0.8:
                headlines = [b.at for b in found.blocks if b.tag in ("h1", "h2") and title and fold(b.text) == title]
                kept |= {n for n in holders[kind] if any(found.within(n, at) for at in headlines)}
        else:
            kept |= holders[kind]
    return frozenset(kept)


def find_container(found: Outline, visible: list[Block]) -> int:
    """The node with the best balance of running text over furniture: its parent would add more noise than text,
    any of its children would lose more text than noise."""
    size = len(found.elements)
    values = [0.0] * size
    held = [0] * size
    for block, value in zip(visible, worth(found, visible), strict=True):
        values[block.at] += value
        held[block.at] = 1
    found.gather(values)
    found.gather(held)
    best = max((n for n in range(size) if held[n]), key=values.__getitem__, default=0)
    # Of equals the outermost comes first; the innermost is wanted.
    deeper = True
    while deeper:
        deeper = False
        child = best + 1
        while child < found.ends[best]:
            if held[child] and values[child] >= values[best] and found.tags[child] not in _SMALL:
                best, deeper = child, True
                break
            child = found.ends[child]
    while best > 0 and (found.tags[best] in _SMALL or found.tags[best] == "blockquote"):
        best = found.parents[best]
    return best


def _in_article(found: Outline, container: int, visible: list[Block]) -> tuple[int, list[Block]]:
    """The container and its blocks, narrowed by ``article`` elements in it.

    Where one holds most of the running text, what stands behind its end are notices, walls and what to read next.
    Where all of them together hold little, they are cards of other articles; where they share the text, a live blog.
    """
    chosen = [b for b in visible if found.within(container, b.at)]
    held: dict[int, float] = {}
    nearest: dict[int, int] = {}
    total = 0.0
    first = -1
    for block in chosen:
        node = block.at
        inner = -1
        while node > container:
            if found.tags[node] == "article":
                inner = node if inner < 0 else inner
                if block.running:
                    held[node] = held.get(node, 0.0) + block.weight
            node = found.parents[node]
        if inner >= 0:
            nearest[block.at] = inner
        if block.running:
            total += block.weight
            first = block.at if first < 0 else first
    if not nearest:
        return container, chosen
    most = [node for node, weight in held.items() if weight > 0.5 * total]
    if most:
        article = max(most)
        if found.within(article, first):
            return article, [b for b in chosen if found.within(article, b.at)]
        return container, [b for b in chosen if b.at < found.ends[article]]
    if sum(b.weight for b in chosen if b.running and b.at in nearest) < 0.3 * total:
        return container, [b for b in chosen if b.at not in nearest]
    return container, chosen


_SMALL = frozenset(("p", "li", "h1", "h2", "h3"))


def worth(found: Outline, visible: list[Block]) -> list[float]:
    """What each block says for its surroundings being the article: text for, links, teasers and crumbs against."""
    values: list[float] = []
    linked = -1
    since = 0
    for block in visible:
        weight = block.weight
        since += 1
        if block.link_density > 0.6:
            values.append(-15.0 - min(block.linked, 150) * 0.5)
            if weight >= 20:
                linked, since = block.at, 0
        elif is_heading(block):
            values.append(0.0)
        elif block.running:
            # The paragraph under a linked headline, in a box with it, is the teaser of another article.
            values.append(-20.0 if linked >= 0 and since <= 3 and _boxed(found, linked, block.at) else weight)
        else:
            values.append(5.0 if block.tag in ("p", "li") and SENTENCE.search(block.text) else -10.0)
    return values


def _boxed(found: Outline, headline: int, paragraph: int) -> bool:
    """Whether a headline and a paragraph share a small box: within two levels, and not the one of a whole text."""
    parents = found.parents
    inner = parents[paragraph]
    boxes = (inner, parents[inner] if inner >= 0 else -1)
    node = headline
    for _ in range(3):
        if node < 0:
            return False
        if node in boxes:
            return found.tags[node : found.ends[node]].count("p") < 4
        node = parents[node]
    return False

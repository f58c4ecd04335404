"""The running text of an article: where it hangs in the page, and which of the blocks there belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from flows.extract.blocks import SKIPPED, Block, all_blocks, blocks, is_furniture, weigh
from flows.extract.lexicon import BY, DATE_LINE, ENDS, MIN_READ, NOISE, PITCH, RELATED
from flows.extract.page import Page

GOOD = 60
"""Weight from which a block with few links and a sentence mark counts as running text when the container is sought."""

_NEVER = re.compile(r"comment|disqus|footer|related|cookie|consent|respond|(?:^|\s)sidebar(?:\s|$)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…。！？؟।։;:,،、»”\"]")


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, the element they hang in, and which reader found them."""

    paragraphs: tuple[str, ...]
    container: HtmlElement | None
    source: str

    @property
    def text(self) -> str:
        """Paragraphs split by line feeds."""
        return "\n".join(self.paragraphs)


def is_running(block: Block) -> bool:
    """Whether a block reads like a sentence of an article."""
    return block.weight >= GOOD and block.link_density < 0.35 and _SENTENCE.search(block.text) is not None


def read_body(page: Page, title: str) -> Body:
    """The body by our own reader."""
    root = page.tree.find("body")
    if root is None:
        root = page.tree
    keep = _wrongly_named(page, root)
    found = blocks(root, keep)
    container = find_container(root, found)
    inside = set(container.iter())
    chosen = [b for b in found if b.element in inside]
    return Body(tuple(b.text for b in trim(chosen, title)), container, "own")


def _wrongly_named(page: Page, root: HtmlElement) -> frozenset[HtmlElement]:
    """Elements named like furniture that hold most of the page's running text all the same: a ``form`` around a whole
    page, ``<div class="page has-sidebar">``. Only those are kept; what is furniture inside them goes."""
    running = [b for b in all_blocks(page) if is_running(b)]
    total = sum(b.weight for b in running)
    kept: set[HtmlElement] = set()
    # A page may set its text in several boxes of one name: their weight is taken together.
    named: dict[tuple[str, str], float] = {}
    holders: dict[tuple[str, str], set[HtmlElement]] = {}
    for block in running:
        kinds: set[tuple[str, str]] = set()
        for node in _ancestors(block.element, root):
            if node.tag in ("nav", "footer") or not (node.tag in SKIPPED or is_furniture(node)):
                continue
            kind = (str(node.tag), node.get("class") or node.get("id") or str(id(node)))
            if _NEVER.search(kind[1]):
                continue
            holders.setdefault(kind, set()).add(node)
            if kind not in kinds:
                named[kind] = named.get(kind, 0.0) + block.weight
                kinds.add(kind)
    for kind, weight in named.items():
        if weight > total * 0.5:
            kept |= holders[kind]
    return frozenset(kept)


def _ancestors(element: HtmlElement, root: HtmlElement) -> list[HtmlElement]:
    found = []
    node: HtmlElement | None = element
    while node is not None:
        found.append(node)
        if node is root:
            break
        node = node.getparent()
    return found


def find_container(root: HtmlElement, found: list[Block]) -> HtmlElement:
    """The element with the best balance of running text over furniture: its parent would add more noise than text,
    any of its children would lose more text than noise."""
    values: dict[HtmlElement, float] = {}
    for block, value in zip(found, worth(found), strict=True):
        for node in _ancestors(block.element, root):
            values[node] = values.get(node, 0.0) + value
    if not values:
        return root
    # Of equals the outermost comes first in the order of the walk; the innermost is wanted.
    best = max(values, key=lambda n: values[n])
    deeper = True
    while deeper:
        deeper = False
        for child in best:
            if child in values and values[child] >= values[best] and child.tag not in ("p", "li", "h1", "h2", "h3"):
                best, deeper = child, True
                break
    while best.tag in ("p", "li", "blockquote", "h1", "h2", "h3") and best.getparent() is not None and best is not root:
        best = best.getparent()
    return best


def worth(found: list[Block]) -> list[float]:
    """What each block says for its surroundings being the article: text for, links, teasers and crumbs against."""
    values: list[float] = []
    linked: HtmlElement | None = None
    since = 0
    for block in found:
        weight = block.weight
        since += 1
        if block.link_density > 0.6:
            values.append(-15.0 - min(block.linked, 150) * 0.5)
            if weight >= 20:
                linked, since = block.element, 0
        elif is_heading(block):
            values.append(0.0)
        elif is_running(block):
            # The paragraph under a linked headline, in a box with it, is the teaser of another article.
            values.append(-20.0 if linked is not None and since <= 3 and _boxed(linked, block.element) else weight)
        else:
            values.append(5.0 if block.tag in ("p", "li") and _SENTENCE.search(block.text) else -10.0)
    return values


def is_heading(block: Block) -> bool:
    """Whether a block is set as ``h1`` to ``h6``."""
    return len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit()


def _boxed(headline: HtmlElement, paragraph: HtmlElement) -> bool:
    """Whether a headline and a paragraph share a small box: within two levels, and not the one of a whole text."""
    boxes = []
    node = paragraph.getparent()
    for _ in range(2):
        if node is not None:
            boxes.append(node)
            node = node.getparent()
    node = headline
    for _ in range(3):
        if node is None:
            return False
        if node in boxes:
            return len(list(islice(node.iter("p"), 4))) < 4
        node = node.getparent()
    return False


def trim(found: list[Block], title: str) -> list[Block]:
    """Blocks of the container that belong to the text: no share lines, teasers, repeated title or trailing notes."""
    folded_title = fold(title)
    kept: list[Block] = []
    seen: set[str] = set()
    for position, block in enumerate(found):
        text = block.text
        if ENDS.match(text) and len(text) < 60 and _told(kept):
            break
        if RELATED.match(text):
            continue
        if block.weight < 250 and (NOISE.match(text) or PITCH.search(text)):
            continue
        if block.weight < 90 and (DATE_LINE.match(text) or (MIN_READ.search(text) and len(text) < 60)):
            continue
        heading = is_heading(block)
        if block.tag == "h1" or (fold(text) == folded_title and folded_title):
            continue
        if block.link_density > 0.6 and (block.weight < 200 or block.tag == "li"):
            continue
        crumb = (
            not heading and block.weight < 25 and not _SENTENCE.search(text) and not block.bold and block.tag != "li"
        )
        if crumb and not _between(found, position):
            continue
        key = fold(text)
        if len(key) > 40 and key in seen:
            continue
        seen.add(key)
        kept.append(block)
    return _without_loose_ends(kept)


def _told(kept: list[Block]) -> bool:
    """Whether an article stands before a line that may end it: a standfirst alone is none yet."""
    return sum(b.weight for b in kept) > 300 or sum(map(is_running, kept)) > 1


def _between(found: list[Block], position: int) -> bool:
    """Whether a short line stands between running text, as a sub-heading set as a plain paragraph does."""
    around = found[max(0, position - 1) : position] + found[position + 1 : position + 2]
    return len(around) == 2 and all(is_running(b) or _SENTENCE.search(b.text) for b in around) and is_running(around[1])


def _without_loose_ends(kept: list[Block]) -> list[Block]:
    """Headings with no text behind them, and short crumbs before the first sentence, dropped."""
    result: list[Block] = []
    for position, block in enumerate(kept):
        if is_heading(block):
            following = kept[position + 1 :]
            if not following or (is_heading(following[0]) and following[0].tag <= block.tag):
                continue
        result.append(block)
    while (
        result and not is_running(result[-1]) and weigh(result[-1].text) < 30 and not _SENTENCE.search(result[-1].text)
    ):
        result.pop()
    first = next((i for i, b in enumerate(result) if is_running(b)), 0)
    head = [b for b in result[:first] if (b.weight >= 40 or b.tag in ("h2", "h3")) and not BY.match(b.text)]
    return head + result[first:]


def fold(text: str) -> str:
    """Letters and digits only, lower case: for telling whether two lines say the same."""
    return "".join(c for c in text.casefold() if c.isalnum())

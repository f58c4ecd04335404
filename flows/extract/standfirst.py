"""The standfirst: the paragraph between headline and text, which many houses set outside the box of the text.

It is taken where the page describes itself with the same words, or where it stands under the headline and its names say
what it is. Only the blocks just before the text are looked at.
"""

from __future__ import annotations

from flows.extract.blocks import Block, Outline
from flows.extract.names import names_standfirst
from flows.extract.page import Page
from flows.extract.structured import fold, text_of

_LOOKED_AT = 40
"""Blocks before the text that are looked at: share bars, bylines and crumbs stand between."""

_LEAST = 160.0
"""Weight from which the text under a headline is a paragraph; a shorter one is a second headline, which the document
has as its summary. Of two sets of labels one counts standfirsts as text and one does not: of the 17 from here on
16 are text by their labels; of the shorter ones 20 are and 18 are not."""

_SAME = 60
"""Folded characters that have to agree: descriptions for machines are often cut."""


def standfirst(page: Page, found: Outline, told: list[Block], title: str) -> Block | None:
    """The standfirst that stands before the blocks of a text and not among them."""
    first = next((b for b in told if b.running), told[0])
    end = found.blocks.index(first)
    taken = {id(b) for b in told}
    described = _descriptions(page)
    folded_title = fold(title)
    for block in reversed(found.blocks[max(0, end - _LOOKED_AT) : end]):
        if id(block) in taken:
            if block.weight >= 60:
                return None
            continue
        if block.tag == "h1" and fold(block.text) == folded_title:
            return None
        if not _LEAST <= block.weight < 900 or block.link_density > 0.3 or _in_figure(found, block):
            continue
        text = fold(block.text)
        if any(text[:_SAME] == stated[:_SAME] for stated in described) or (
            found.cover[block.at] < 0 and _is_named(found, block)
        ):
            return None if any(text[:_SAME] in fold(b.text) for b in told[:4]) else block
    return None


def _descriptions(page: Page) -> list[str]:
    data = page.structured
    stated = (
        data.first("og:description"), data.first("description"), text_of(data.article.get("description")),
    )  # fmt: skip
    return [folded for text in stated if len(folded := fold(text)) >= 30]


def _in_figure(found: Outline, block: Block) -> bool:
    return any(found.tags[node] in ("figure", "figcaption") for node in found.covers(block.at))


def _is_named(found: Outline, block: Block) -> bool:
    """Whether a block or the box around it is named a standfirst."""
    node = block.at
    for _ in range(2):
        if node >= 0 and (names := found.elements[node].get("class")) and names_standfirst(names):
            return True
        node = found.parents[node]
    return False

"""Which blocks of an article's container belong to its text: no captions, share lines, pitches, dates or teasers."""

from __future__ import annotations

import re

from flows.extract.blocks import SENTENCE, Block, Outline, is_heading
from flows.extract.lexicon import BY, DATE_LINE, ENDS, MIN_READ, MORE_FROM, NOISE, RELATED
from flows.extract.names import names_picture, names_signature
from flows.extract.pitches import pitches
from flows.extract.structured import fold


def trim(outlined: Outline, container: int, found: list[Block], title: str) -> list[Block]:
    """Blocks of the container that belong to the text: no share lines, teasers, repeated title or trailing notes."""
    folded_title = fold(title)
    kept: list[Block] = []
    title_begins = _beginning(title)
    seen: dict[str, str | set[str]] = {}
    lengths = [0] * len(outlined.elements)
    for block in outlined.blocks:
        lengths[block.at] += len(block.text)
    outlined.gather(lengths)
    for position, block in enumerate(found):
        text, weight = block.text, block.weight
        if len(text) < 60 and ENDS.match(text) and _told(kept):
            break
        if is_heading(block) and MORE_FROM.match(text) and _nearly_over(found, position):
            break
        if weight < 250 and (NOISE.match(text) or RELATED.match(text) or pitches(text)):
            continue
        if weight < 90 and (DATE_LINE.match(text) or (len(text) < 60 and MIN_READ.search(text))):
            continue
        if block.tag == "h1" or block.tag == "header":
            continue
        density = block.link_density
        if density > 0.6 and (weight < 200 or block.tag == "li") and not _linked_sentence(block, density):
            continue
        if block.tag == "label" or (block.tag == "div" and weight < 120 and _is_choice(outlined, block)):
            continue
        if weight < 300 and (_is_named_so(outlined, block) or _is_caption(outlined, container, block, lengths)):
            continue
        crumb = (
            weight < 25 and not block.bold and block.tag != "li" and not is_heading(block) and not SENTENCE.search(text)
        )
        if crumb and not _between(found, position):
            continue
        begins = _beginning(text)
        if begins and begins == title_begins and fold(text) == folded_title:
            continue
        if not _is_new(text, begins, seen):
            continue
        kept.append(block)
    return _without_loose_ends(kept)


def _beginning(text: str) -> str:
    """The first folded letters: texts that differ in them need not be folded whole."""
    begins = fold(text[:24])[:10]
    return begins if len(begins) == 10 else fold(text)[:10]


def _is_new(text: str, begins: str, seen: dict[str, str | set[str]]) -> bool:
    """Whether a text of some length stands for the first time. ``seen``: what began so, folded from the second on."""
    before = seen.get(begins)
    if before is None:
        seen[begins] = text
        return True
    if isinstance(before, str):
        before = seen[begins] = {fold(before)}
    key = fold(text)
    new = len(key) <= 40 or key not in before
    before.add(key)
    return new


def _linked_sentence(block: Block, density: float) -> bool:
    """Whether a paragraph that is mostly a link is a sentence of the text all the same: words stand around the link,
    and it ends as sentences do. Links to other articles are headlines, and whole."""
    return block.tag == "p" and block.weight >= 40 and density < 0.97 and block.text[-1] in ".!?…。"


def _is_choice(found: Outline, block: Block) -> bool:
    """Whether a line is an answer to tick: the text of a ``label``."""
    parent = found.parents[block.at]
    return parent >= 0 and found.tags[parent] == "label"


def _is_named_so(found: Outline, block: Block) -> bool:
    """Whether a short block is named after a picture, or a line after its author or date."""
    if is_heading(block) or block.tag in ("li", "td", "blockquote"):
        return False
    own = block.element.get("class") or ""
    if block.weight < 90 and own and block.text[-1] not in '.!?…。”"»' and names_signature(own):
        return True
    parent = found.parents[block.at]
    around = found.elements[parent].get("class") or "" if parent >= 0 else ""
    return (own != "" and names_picture(own)) or (around != "" and names_picture(around))


def _is_caption(found: Outline, container: int, block: Block, lengths: list[int]) -> bool:
    """Whether a short block is all the text in a box with a picture."""
    node = block.at
    for level in range(3):
        if node <= container or found.tags[node] in _NO_BOX or lengths[node] > len(block.text) + 40:
            return False
        if (level or found.tags[node] != "p") and not _PICTURES.isdisjoint(found.tags[node : found.ends[node]]):
            return True
        node = found.parents[node]
    return False


_PICTURES = frozenset(("img", "picture", "video", "amp-img", "iframe"))
_NO_BOX = frozenset(("li", "td", "th", "body", "article", "main", "blockquote", "h2", "h3", "h4"))


def _nearly_over(found: list[Block], position: int) -> bool:
    """Whether most of the text stands before a heading of what to read next: then nothing behind it belongs to it."""
    before = sum(b.weight for b in found[:position] if b.running)
    return before > 3 * sum(b.weight for b in found[position + 1 :] if b.running)


def _told(kept: list[Block]) -> bool:
    """Whether an article stands before a line that may end it: a standfirst alone is none yet."""
    return sum(b.weight for b in kept) > 300 or sum(b.running for b in kept) > 1


def _between(found: list[Block], position: int) -> bool:
    """Whether a short line stands between running text, as a sub-heading set as a plain paragraph does."""
    around = found[max(0, position - 1) : position] + found[position + 1 : position + 2]
    return len(around) == 2 and all(b.running or SENTENCE.search(b.text) for b in around) and around[1].running


def _without_loose_ends(kept: list[Block]) -> list[Block]:
    """Headings with no text behind them, short crumbs and dates before the first sentence, and links, dates and
    crumbs behind the last, dropped."""
    kept = _without_trailing_links(kept)
    result: list[Block] = []
    for position, block in enumerate(kept):
        if is_heading(block):
            following = kept[position + 1 :]
            if not following or (is_heading(following[0]) and following[0].tag <= block.tag):
                continue
        result.append(block)
    while result and not result[-1].running and (_is_crumb(result[-1]) or _is_dated(result[-1])):
        result.pop()
    first = next((i for i, b in enumerate(result) if b.running), 0)
    # Tables of results and programmes have no sentence but in the note at their end.
    long = sum(b.weight for b in result[:first]) > 0.5 * sum(b.weight for b in result)
    head = [
        b
        for b in result[:first]
        if (b.weight >= (15 if long else 40) or b.tag in ("h2", "h3")) and not BY.match(b.text) and not _is_dated(b)
    ]
    return head + result[first:]


def _without_trailing_links(kept: list[Block]) -> list[Block]:
    """A list at the end whose items are mostly links, and the line above it, are what to read next."""
    start = len(kept)
    while start > 0 and kept[start - 1].tag == "li" and kept[start - 1].linked:
        start -= 1
    tail = kept[start:]
    if len(tail) < 2 or sum(b.linked for b in tail) < 0.35 * sum(len(b.text) for b in tail):
        return kept
    while start > 0 and (is_heading(kept[start - 1]) or kept[start - 1].text.endswith(":")):
        start -= 1
    return kept[:start]


def _is_crumb(block: Block) -> bool:
    return block.weight < 30 and not SENTENCE.search(block.text)


def _is_dated(block: Block) -> bool:
    """Whether a short line tells of a day or an hour and is no sentence."""
    return (
        block.weight < 90
        and not is_heading(block)
        and block.text[-1] not in '.!?…。”"»'
        and _MOMENT.search(block.text) is not None
    )


_MOMENT = re.compile(r"\b(?:19|20)\d\d\b|\b[0-2]?\d[:.h][0-5]\d\b")

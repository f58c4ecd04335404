"""The running text of an article: where it hangs in the page, and which of the blocks there belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from flows.extract.blocks import SENTENCE, SKIPPED, Block, Outline, outline, weigh
from flows.extract.lexicon import BY, DATE_LINE, ENDS, MIN_READ, NOISE, RELATED
from flows.extract.pitches import pitches
from flows.extract.names import names_picture, names_signature
from flows.extract.page import Page

_NEVER = re.compile(r"comment|disqus|footer|related|cookie|consent|respond|(?:^|\s)sidebar(?:\s|$)", re.IGNORECASE)


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


LITTLE = 150.0
"""Weight under which the text may hang in boxes of misleading names, or in data for scripts."""


def read_body(page: Page, title: str) -> Body:
    """The body by our own reader."""
    found = outline(page)
    body = _read(found, title, _wrongly_named(found, fold(title)))
    if weigh(body.text) < LITTLE:
        bolder = _read(found, title, _misnamed(found))
        if weigh(bolder.text) > 2 * weigh(body.text):
            return bolder
    return body


def _read(found: Outline, title: str, kept: frozenset[int]) -> Body:
    visible = found.visible(kept)
    if not visible:
        return Body((), None, "own")
    container = find_container(found, visible)
    chosen = [b for b in visible if found.within(container, b.at)]
    return Body(tuple(b.text for b in trim(found, container, chosen, title)), found.elements[container], "own")


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


_OVERLAY = re.compile(r"modal|popup|banner|newsletter|menu|(?:^|[ _-])nav|social|login|promo|hidden|gdpr|teaser", re.IGNORECASE)


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


def is_heading(block: Block) -> bool:
    """Whether a block is set as ``h1`` to ``h6``."""
    return len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit()


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


def trim(outlined: Outline, container: int, found: list[Block], title: str) -> list[Block]:
    """Blocks of the container that belong to the text: no share lines, teasers, repeated title or trailing notes."""
    folded_title = fold(title)
    kept: list[Block] = []
    seen: set[str] = set()
    lengths = [0] * len(outlined.elements)
    for block in outlined.blocks:
        lengths[block.at] += len(block.text)
    outlined.gather(lengths)
    for position, block in enumerate(found):
        text, weight = block.text, block.weight
        if len(text) < 60 and ENDS.match(text) and _told(kept):
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
        if weight < 300 and (_is_named_so(outlined, block) or _is_caption(outlined, container, block, lengths)):
            continue
        crumb = (
            weight < 25
            and not block.bold
            and block.tag != "li"
            and not is_heading(block)
            and not SENTENCE.search(text)
        )
        if crumb and not _between(found, position):
            continue
        key = fold(text)
        if key == folded_title and key:
            continue
        if len(key) > 40 and key in seen:
            continue
        seen.add(key)
        kept.append(block)
    return _without_loose_ends(kept)


def _linked_sentence(block: Block, density: float) -> bool:
    """Whether a paragraph that is mostly a link is a sentence of the text all the same: words stand around the link,
    and it ends as sentences do. Links to other articles are headlines, and whole."""
    return block.tag == "p" and 40 <= block.weight and density < 0.97 and block.text[-1] in ".!?…。"


def _is_named_so(found: Outline, block: Block) -> bool:
    """Whether a short block is named after a picture, or a line after its author or date."""
    if is_heading(block) or block.tag in ("li", "td", "blockquote"):
        return False
    own = block.element.get("class") or ""
    if block.weight < 90 and own and block.text[-1] not in ".!?…。”\"»" and names_signature(own):
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
        and block.text[-1] not in ".!?…。”\"»"
        and _MOMENT.search(block.text) is not None
    )


_MOMENT = re.compile(r"\b(?:19|20)\d\d\b|\b[0-2]?\d[:.h][0-5]\d\b")


def fold(text: str) -> str:
    """Letters and digits only, lower case: for telling whether two lines say the same."""
    return _FOLDED.sub("", text.casefold())


_FOLDED = re.compile(r"[\W_]+")

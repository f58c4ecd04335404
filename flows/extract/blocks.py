"""A page as a run of text blocks in reading order, the furniture of the page left out.

One iterative walk over the shared tree, which stays as it is: each block knows its element, so that the article's
container can be found by where the running text hangs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from flows.extract.page import Page
from flows.extract.structured import squash

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "amp-fit-text",
        "label",
    ]
)
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "video",
        "audio",
        "canvas",
        "map",
        "button",
        "select",
        "input",
        "textarea",
        "option",
        "nav",
        "footer",
        "aside",
        "figure",
        "figcaption",
        "picture",
        "img",
        "head",
        "dialog",
        "menu",
        "form",
        "fieldset",
    ]
)
"""Elements whose text is never running text. ``form`` is walked all the same where it wraps the page."""

_FURNITURE = re.compile(
    r"(?:^|[-_ ]|\b)(?:comments?|commentlist|disqus|share|sharing|social|socials|related|recommend(?:ed|ations?)?|"
    r"newsletter|"
    r"sidebar|breadcrumbs?|cookies?|consent|gdpr|promo|advert(?:isement)?|ads?|adslot|banner|sponsor(?:ed)?|"
    r"author-?(?:bio|box|info|card|description)|about-?(?:the-?)?author|bio|tags?|taglist|most-?(?:read|popular)|"
    r"popular|trending|teasers?|captions?|credits?|copyright|byline|bylines|dateline|timestamp|meta|metadata|"
    r"post-?info|toolbar|tools|print|outbrain|taboola|subscribe|subscription|subscriptions|popup|modal|overlay|widgets?|"
    r"nav|navigation|navbar|menu|footer|masthead|pagination|pager|gallery|slideshow|carousel|login|signup|sign-?up|"
    r"register|donate|donation|rating|ratings|votes?|poll|feedback|hidden|visually-?hidden|sr-?only|screen-?reader(?:-text)?|"
    r"skip-?link|read-?(?:more|next|also)|more-?(?:on|from|stories|news)|see-?also|next-?up|infobox|factbox|"
    r"inline-?(?:related|promo|newsletter)|instagram-media|fb-post|disclaimer|jp-relatedposts|"
    r"sharedaddy|addtoany(?:_share_save_container)?|wp-caption-text|yarpp|respond|trackbacks?|reactions?|emoji|"
    r"kommentare?|komentare|commentaires|comentarios|reacties|teilen|partager|compartir|verwandt|werbung|anzeige|"
    r"reklama?|publicidad|publicite|pubblicita|dpsp[a-z-]*|mashsb[a-z-]*|ssba[a-z-]*)(?:$|[-_ \d]|\b)",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"(?:^|[ _-])(?:article|story|entry|post|news)[_-]{0,2}(?:body|content|text|chunks?)(?:$|[ _-])|articlebody",
    re.IGNORECASE,
)
"""Names that say outright that this is the text."""
_STATES = re.compile(
    r"(?:^|(?<=\s))(?:(?:has|no|is|with|without|js)-[\w-]+|[\w-]+-(?:enabled|disabled|open|opened|closed|active|on|off|template|layout))(?=\s|$)",
    re.IGNORECASE,
)
"""``comments-enabled``, ``has-sidebar``: what a page has, not what an element is."""
_UNSEEN = re.compile(
    r"(?:^|[ _-])(?:visually-?hidden|sr-?only|screen-?reader(?:-text)?|a11y-hidden)(?:$|[ _-])", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item or cell: its text, the tag that holds it and how much of it is links."""

    text: str
    tag: str
    element: HtmlElement
    linked: int
    bold: bool = False

    @property
    def link_density(self) -> float:
        """Share of the characters inside links."""
        return self.linked / max(1, len(self.text))

    @property
    def weight(self) -> float:
        """Length in Latin characters: an ideograph says about as much as two and a half letters."""
        return weigh(self.text)


_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\u0e00-\u0e7f]")


def weigh(text: str) -> float:
    """Length of a text in Latin characters."""
    return len(text) + 1.5 * len(_WIDE.findall(text))


def words_in(name: str) -> str:
    """Class and id words split as people join them: ``relatedArticles`` to ``related Articles``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)


def is_furniture(element: HtmlElement) -> bool:
    """Whether the names of an element say that it is no part of the text."""
    if element.tag in ("body", "html", "main", "article"):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if (style := element.get("style")) and _HIDDEN.search(style):
        return True
    if element.get("role") in ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"[:600]
    if ":" in names or "[" in names:
        # Utility classes (`print:hidden`, `lg:[&_nav]:mt-0`) speak of looks, not of meaning.
        names = " ".join(n for n in names.split() if ":" not in n and "[" not in n)
    names = _STATES.sub(" ", names)
    if len(names) < 4 or _CONTENT.search(names):
        return False
    return _FURNITURE.search(words_in(names[:400])) is not None


def blocks(root: HtmlElement, keep: frozenset[HtmlElement] = frozenset(), *, furniture: bool = False) -> list[Block]:
    """The text blocks under ``root`` in order. Elements in ``keep`` are walked whatever they are called;
    ``furniture`` walks everything but scripts."""
    return list(_walk(root, keep, furniture))


def all_blocks(page: Page) -> list[Block]:
    """Every block of a page, furniture too; walked once and kept with the page."""
    cached: list[Block] | None = page.__dict__.get("_all_blocks")
    if cached is None:
        body = page.tree.find("body")
        cached = page.__dict__["_all_blocks"] = blocks(page.tree if body is None else body, furniture=True)
    return cached


def _walk(root: HtmlElement, keep: frozenset[HtmlElement], furniture: bool) -> Iterator[Block]:
    buffer: list[str] = []
    linked = bold = links = strong = 0
    owner = root
    cells: set[HtmlElement] = set()
    # (element, leaving): an explicit stack, for pages nest deeper than Python may recurse.
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]

    def flush() -> Iterator[Block]:
        nonlocal linked, bold
        text = squash("".join(buffer))
        buffer.clear()
        if text:
            yield Block(text, _tag(owner), owner, linked, bold * 10 >= len(text) * 8)
        linked = bold = 0

    while stack:
        element, leaving = stack.pop()
        tag = element.tag
        if leaving:
            if tag == "a":
                links -= 1
            elif tag in ("b", "strong"):
                strong -= 1
            if tag not in INLINE and element not in cells:
                yield from flush()
                parent = element.getparent()
                owner = parent if parent is not None else root
            if element is not root and element.tail:
                buffer.append(element.tail)
                if element.tail.strip():
                    linked += len(element.tail) if links else 0
                    bold += len(element.tail) if strong else 0
            continue
        if not isinstance(tag, str):
            continue
        if tag == "br":
            if _tag(owner) in ("h1", "h2", "h3", "h4"):
                buffer.append(" ")
            else:
                yield from flush()
            stack.append((element, True))
            continue
        if element is not root and element not in keep and _skipped(element, furniture):
            if tag not in INLINE:
                yield from flush()
            if element.tail:
                buffer.append(element.tail)
            continue
        if tag == "a":
            links += 1
        elif tag in ("b", "strong"):
            strong += 1
        if tag in ("td", "th") and _is_cell(element):
            # A row of figures is one line; a cell of a layout table is a box.
            cells.add(element)
            buffer.append(" ")
        elif tag not in INLINE:
            yield from flush()
            owner = element
        if element.text:
            buffer.append(element.text)
            if element.text.strip():
                linked += len(element.text) if links else 0
                bold += len(element.text) if strong else 0
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from flush()


def _skipped(element: HtmlElement, furniture: bool) -> bool:
    if element.tag in ("script", "style", "noscript", "template", "svg", "head"):
        return True
    if furniture:
        return False
    if element.tag in INLINE:
        # A link or a word set apart inside a sentence is part of it, whatever its class; unless nobody sees it.
        return element.get("hidden") is not None or _UNSEEN.search(element.get("class") or "") is not None
    return element.tag in SKIPPED or is_furniture(element)


def _is_cell(cell: HtmlElement) -> bool:
    """Whether a table cell holds a figure or a name and not a part of the page."""
    return (
        len(cell) <= 6
        and all(child.tag in INLINE for child in cell.iterdescendants())
        and len(cell.text_content()) < 120
    )


def _tag(element: HtmlElement) -> str:
    """The telling tag of a block: its own, or that of a list item, cell, quote or heading around it."""
    node: HtmlElement | None = element
    for _ in range(4):
        if node is None:
            break
        if node.tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "pre", "dt", "dd"):
            return str(node.tag)
        node = node.getparent()
    return str(element.tag)

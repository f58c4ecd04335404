"""One page, parsed once, within bounds of size, depth and number of elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crawlers.records import Entry
from flows.extract.charset import decode
from flows.extract.structured import Structured, read
from flows.extract.trace import Trace

MAX_BYTES = 5_000_000
"""A page is cut behind this many bytes; the largest of the 557 shared pages has 2.1 MB."""

MAX_ELEMENTS = 20_000
"""Elements looked at: what lies behind is cut off. The shared pages have up to 9,748, half of them under 770."""

MAX_TEXT = 400_000
"""Characters of text looked at, some 60,000 words; the longest body of the shared pages has under a tenth."""


MAX_TAGS = 2 * MAX_ELEMENTS + 30_000
"""Tags parsed, opening and closing; some 30,000 more, for ``<`` in scripts counts too."""

MAX_ATTRIBUTES = 400
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2500,}>?")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SPLIT = re.compile(r"[\s/=]+")
# Plain HtmlElements for all tags: lxml.html's own look-up is a Python call for each element touched.
_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)


@dataclass(frozen=True)
class Page:
    """A parsed page and what was known of it before reading; ``tree`` is shared by all readers and never changed."""

    url: str
    fetched_at: datetime
    tree: HtmlElement
    text: str
    charset: str
    entry: Entry = field(default_factory=Entry)
    trace: Trace | None = None

    @classmethod
    def parse(
        cls,
        body: bytes,
        url: str,
        fetched_at: datetime,
        *,
        content_type: str = "",
        entry: Entry | None = None,
        trace: Trace | None = None,
    ) -> Page | None:
        """Decode and parse; ``None`` when there is no element in it."""
        text, charset = decode(body[:MAX_BYTES], content_type)
        tree = parse_html(text)
        return None if tree is None else cls(url, fetched_at, tree, text, charset, entry or Entry(), trace)

    @cached_property
    def structured(self) -> Structured:
        """JSON-LD, microdata and meta of the page."""
        return read(self.tree)

    @cached_property
    def declared_language(self) -> str:
        """The language the page says it is in, as it says it."""
        html = self.tree if self.tree.tag == "html" else None
        return ((html.get("lang") or html.get("xml:lang") or "") if html is not None else "") or self.structured.first(
            "content-language", "og:locale", "language", "dc.language", "dcterms.language"
        )


def parse_html(text: str) -> HtmlElement | None:
    """Parse text into an ``html`` element; ``None`` for nothing but white space and comments."""
    # The DOCTYPE and XML declaration may name a charset that no longer holds.
    text = re.sub(r"^\s{0,99}<\?xml[^>]{0,500}\?>", "", text[:600]) + text[600:]
    # huge_tree: unclosed <font> and <div> nest hundreds deep on real pages; libxml2 still stops at 2,048 levels.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_LOOKUP)
    try:
        tree: HtmlElement = document_fromstring(
            _bounded(text).encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except (etree.ParserError, ValueError):
        return None
    if len(text) > MAX_TEXT or tree.xpath("count(//*)") > MAX_ELEMENTS:
        _cut(tree)
    return tree


def _cut(tree: HtmlElement) -> None:
    """Take out the elements behind the bounds, and the text that crosses them. Scripts count for nothing."""
    left = MAX_TEXT
    extra: list[HtmlElement] = []
    for number, element in enumerate(tree.iter()):
        if number > MAX_ELEMENTS or left <= 0:
            extra.append(element)
            continue
        for place in ("text", "tail"):
            text = getattr(element, place)
            if not text or (place == "text" and element.tag in ("script", "style")):
                continue
            left -= len(text)
            if left < 0:
                # The parser lets control characters in that may not be set again.
                setattr(element, place, _UNSET.sub("", text[: max(0, len(text) + left)]))
    for element in reversed(extra):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


_UNSET = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _bounded(text: str) -> str:
    """The text up to the mark that opens its last tag, and tags of thousands of attributes cut: libxml2 compares each
    attribute with all before it."""
    if text.count("<") > MAX_TAGS:
        text = text[: next(islice(re.finditer("<", text), MAX_TAGS, None)).start()]
    return _LONG_TAG.sub(_fewer_attributes, text) if len(text) > 10_000 else text


def _fewer_attributes(tag: re.Match[str]) -> str:
    bare = _QUOTED.sub("", tag[0])
    if '"' in bare or "'" in bare or len(_SPLIT.findall(bare)) < MAX_ATTRIBUTES:
        return tag[0]  # one long value; or a tag that goes on behind a > in a value
    return tag[0][: re.match(r"<\w{1,40}", tag[0]).end()] + ">"  # type: ignore[union-attr]  # it begins like this

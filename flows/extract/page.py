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

MAX_BYTES = 5_000_000
"""A page is cut behind this many bytes; the largest of the 557 shared pages has 2.1 MB."""

MAX_ELEMENTS = 60_000
"""Elements looked at: what lies behind is cut off. The shared pages have up to 9,748, half of them under 770."""


MAX_TAGS = 2 * MAX_ELEMENTS + 30_000
"""Tags parsed, opening and closing; some 30,000 more, for ``<`` in scripts counts too."""

_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{9000,}>?")
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

    @classmethod
    def parse(
        cls, body: bytes, url: str, fetched_at: datetime, *, content_type: str = "", entry: Entry | None = None
    ) -> Page | None:
        """Decode and parse; ``None`` when there is no element in it."""
        text, charset = decode(body[:MAX_BYTES], content_type)
        tree = parse_html(text)
        return None if tree is None else cls(url, fetched_at, tree, text, charset, entry or Entry())

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
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        extra = list(islice(tree.iter(), MAX_ELEMENTS, None))
        for element in reversed(extra):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    return tree


def _bounded(text: str) -> str:
    """The text up to the mark that opens its last tag, and tags of thousands of attributes cut: libxml2 compares each
    attribute with all before it."""
    if text.count("<") > MAX_TAGS:
        text = text[: next(islice(re.finditer("<", text), MAX_TAGS, None)).start()]
    return _LONG_TAG.sub(_fewer_attributes, text) if len(text) > 10_000 else text


def _fewer_attributes(tag: re.Match[str]) -> str:
    return tag[0] if tag[0].count("=") + tag[0].count(" ") < 2_000 else tag[0][:2_000] + ">"

"""One page, parsed once, within bounds of size, depth and number of elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawlers.records import Entry
from flows.extract.charset import decode
from flows.extract.structured import Structured, read

MAX_BYTES = 5_000_000
"""A page is cut behind this many bytes; the largest of the 557 shared pages has 2.1 MB."""

MAX_ELEMENTS = 60_000
"""Elements looked at: what lies behind is cut off. The shared pages have up to 9,748, half of them under 770."""


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
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, ValueError):
        return None
    extra = [element for number, element in enumerate(tree.iter()) if number > MAX_ELEMENTS]
    for element in reversed(extra):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return tree

"""One page, parsed once, within bounds of size, depth and number of elements."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crawlers.records import Entry
from flows.extract.charset import decode
from flows.extract.document import Document, Node, parse
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
_LONG = 2_500
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_SPLIT = re.compile(rb"[\s/=]+")
# Plain HtmlElements for all tags: lxml.html's own look-up is a Python call for each element touched.
_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)
_XML = re.compile(rb"^\s{0,99}<\?xml[^>]{0,500}\?>")


@dataclass(frozen=True)
class Page:
    """A parsed page and what was known of it before reading; ``document`` is shared by all readers, never changed."""

    url: str
    fetched_at: datetime
    document: Document
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
        body = body[:MAX_BYTES]
        text, charset = decode(body, content_type)
        # Most pages are sound UTF-8 and need not be encoded again.
        sound = charset == "utf-8" and b"\x00" not in body and "\ufffd" not in text
        document = _parse(body.removeprefix(codecs.BOM_UTF8) if sound else text.encode("utf-8", "replace"))
        return None if document is None else cls(url, fetched_at, document, text, charset, entry or Entry(), trace)

    @property
    def root(self) -> Node:
        """The ``html`` element."""
        return self.document.root

    @cached_property
    def body(self) -> Node:
        """The ``body`` element, or the root where there is none."""
        return next(self.document.nodes("body"), self.root)

    @cached_property
    def tree(self) -> HtmlElement:
        """The page as a tree of lxml, for the slow readers that want one: made when it is asked for."""
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        parser.set_element_class_lookup(_LOOKUP)
        data = _bounded(self.text.encode("utf-8", "replace"))
        tree: HtmlElement = document_fromstring(data, parser=parser, ensure_head_body=True)
        return tree

    @cached_property
    def structured(self) -> Structured:
        """JSON-LD, microdata and meta of the page."""
        return read(self.root)

    @cached_property
    def declared_language(self) -> str:
        """The language the page says it is in, as it says it."""
        root = self.root
        return (
            root.get("lang")
            or root.get("xml:lang")
            or self.structured.first("content-language", "og:locale", "language", "dc.language", "dcterms.language")
        )


def parse_html(text: str) -> Node | None:
    """Parse text into an ``html`` element; ``None`` for nothing but white space and comments."""
    document = _parse(text.encode("utf-8", "replace"))
    return None if document is None else document.root


def _parse(data: bytes) -> Document | None:
    return parse(_bounded(data), elements=MAX_ELEMENTS, letters=MAX_TEXT)


def _bounded(data: bytes) -> bytes:
    """The markup up to the mark that opens its last tag; tags of thousands of attributes cut, for libxml2 compares
    each attribute with all before it; no XML declaration, for it may name a charset that no longer holds."""
    if data[:120].lstrip().startswith(b"<?xml"):
        data = _XML.sub(b"", data, count=1)
    if len(data) > 4 * MAX_TAGS and data.count(b"<") > MAX_TAGS:
        data = b"<".join(data.split(b"<", MAX_TAGS + 1)[:-1])
    attacks = list(_long_tags(data))
    for start, end in reversed(attacks):
        name = re.match(rb"\w{1,40}", data[start:end])
        behind = data[end:].removeprefix(b">")
        data = data[:start] + (name[0] if name else b"") + b">" + behind
    return data


def _long_tags(data: bytes) -> Iterator[tuple[int, int]]:
    """From where to where tags of very many attributes go.

    Looked at in steps from the last ``<`` of a stretch to the last of the next: only gaps between them are read.
    """
    at = data.find(b"<")
    while 0 <= at < len(data) - _LONG:
        last = data.rfind(b"<", at + 1, at + _LONG + 2)
        if last < 0:
            last = data.find(b"<", at + 1)
            stop = last if last >= 0 else len(data)
            # One long value is no attack; nor is a tag that goes on behind a > in a value.
            if data[at + 1 : at + 2].isalpha() and data.find(b">", at, at + 1 + _LONG) < 0:
                end = data.find(b">", at, stop)
                end = stop if end < 0 else end
                bare = _QUOTED.sub(b"", data[at + 1 : end])
                if b'"' not in bare and b"'" not in bare and len(_SPLIT.findall(bare)) >= MAX_ATTRIBUTES:
                    yield at + 1, end
        at = last

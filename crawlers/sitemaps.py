"""Sitemaps into links: ``urlset`` and ``sitemapindex``, plain text lists, gzip, the Google News extension, ``lastmod``.

Pure: bytes in, values out. Broken XML is recovered as far as it goes, entities are never resolved, DTDs never loaded.
Dates stay the strings they were.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from lxml import etree

from crawlers.found import FoundLink, FurtherPage, Reading
from crawlers.records import Entry
from crawlers.urls import link

MAX_BYTES = 52_428_800
"""50 MB uncompressed: the limit of sitemaps.org. More is a bomb."""

MAX_ENTRIES = 50_000
"""Entries of one sitemap: the limit of sitemaps.org."""

PIECE = 65_536
"""Bytes unpacked at a time."""

BLANK = b"\xef\xbb\xbf \t\r\n"

MAX_FIELD = 2_048
"""Characters kept of one field."""


def parse(body: bytes, url: str, pattern: re.Pattern[str] | None = None) -> Reading:
    """Read a sitemap fetched from ``url``, newest entries first. Something else has a problem and no links.

    Of a ``urlset`` only addresses in which ``pattern`` is found are taken. What is packed is unpacked twice, piece by
    piece: first to see that it is no bomb, then to read it.
    """
    packed = body[:2] == b"\x1f\x8b"
    try:
        size = sum(map(len, _pieces(body))) if packed else len(body)
    except zlib.error as error:
        return Reading(problem=f"cannot be unpacked: {error}")
    if size > MAX_BYTES:
        trap = (("decompression_bomb", url),) if packed else (("body_too_large", url),)
        return Reading(problem=f"holds more than the {MAX_BYTES} bytes that a sitemap may have", traps=trap)
    head = next(_pieces(body), b"")[:1_024].lstrip(BLANK)
    if not head:
        return Reading(problem="the sitemap is empty")
    if head[:4] in {b"http", b"HTTP"}:
        return _plain(b"".join(_pieces(body)).lstrip(BLANK), url, pattern)
    return _xml(body, url, pattern)


def _pieces(body: bytes) -> Iterator[bytes]:
    """The text in pieces, unpacked where it is packed; a torn end is left out. Ends a piece behind the limit."""
    if body[:2] != b"\x1f\x8b":
        yield from (body[start : start + PIECE] for start in range(0, len(body), PIECE))
        return
    inflate, rest, size = zlib.decompressobj(wbits=31), body, 0
    while size <= MAX_BYTES and (piece := inflate.decompress(rest, PIECE)):
        yield piece
        size += len(piece)
        rest = inflate.unconsumed_tail


def _plain(body: bytes, url: str, pattern: re.Pattern[str] | None) -> Reading:
    lines = body.decode("utf-8", "replace").splitlines()[:MAX_ENTRIES]
    found = [address for line in lines if (address := link(line, url)) and (not pattern or pattern.search(address))]
    return Reading(links=tuple(FoundLink(address, Entry()) for address in dict.fromkeys(found)))


def _xml(body: bytes, url: str, pattern: re.Pattern[str] | None) -> Reading:
    links: list[tuple[str, FoundLink]] = []
    further: list[FurtherPage] = []
    root = ""
    try:
        for kind, fields in _entries(body):
            root = root or kind
            address = link(fields.get("loc", ""), url)
            if not address:
                continue
            modified = fields.get("lastmod", "")
            if kind == "sitemap":
                further.append(FurtherPage(address, modified))
            elif not pattern or pattern.search(address):
                links.append((fields.get("publication_date") or modified, FoundLink(address, _entry(fields))))
            if len(links) + len(further) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not links and not further:
            return Reading(problem=f"is no sitemap: {error.msg}"[:300])
    if not root:
        return Reading(problem="is no sitemap: it holds neither `url` nor `sitemap`")
    # ISO dates sort as they stand; entries without one keep their order behind those that have one.
    links.sort(key=lambda row: row[0][:19], reverse=True)
    further.sort(key=lambda page: page.modified[:19], reverse=True)
    return Reading(links=tuple(row for _, row in links), further=tuple(further))


def _entries(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """(``url`` or ``sitemap``, its fields by local name), one at a time and freed when read."""
    events = etree.iterparse(
        _Stream(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    for _, element in events:
        kind = _local(element)
        if kind not in {"url", "sitemap"}:
            continue
        fields = dict(_fields(element))
        if "loc" not in fields and element.text:
            fields["loc"] = element.text.strip()[:MAX_FIELD]  # some write the address without its `loc`
        yield kind, fields
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


class _Stream:
    """What lxml reads: the pieces, without the blanks in front that XML forbids and servers send."""

    def __init__(self, body: bytes) -> None:
        self._pieces = _pieces(body)
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        """The next piece; empty at the end. lxml takes more than it asked for."""
        del size
        for piece in self._pieces:
            if self._begun:
                return piece
            if begun := piece.lstrip(BLANK):
                self._begun = True
                return begun
        return b""


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Fields of an entry and of its ``news`` extension; of images, videos and alternates nothing."""
    for child in element:
        name = _local(child)
        if name == "news":
            yield from _fields(child)
        elif name == "publication":
            yield from ((key, value) for key, value in _fields(child) if key == "language")
        elif name in {"loc", "lastmod", "title", "publication_date", "language", "keywords"}:
            yield name, " ".join("".join(str(text) for text in child.itertext()).split())[:MAX_FIELD]


def _entry(fields: dict[str, str]) -> Entry:
    return Entry(
        title=fields.get("title", ""),
        published=fields.get("publication_date", ""),
        modified=fields.get("lastmod", ""),
        tags=tuple(filter(None, (tag.strip() for tag in fields.get("keywords", "").split(",")[:50]))),
        language=fields.get("language", ""),
    )


def _local(element: etree._Element) -> str:
    """The name without namespace or undeclared prefix. Comments have a function for a tag: its name matches nothing."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()

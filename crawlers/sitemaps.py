"""Sitemaps into links: ``urlset`` and ``sitemapindex``, plain text lists, gzip, the Google News extension, ``lastmod``.

Pure: bytes in, values out. Broken XML is recovered as far as it goes, entities are never resolved, DTDs never loaded.
Dates stay the strings they were.
"""

from __future__ import annotations

import io
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

MAX_FIELD = 2_048
"""Characters kept of one field."""


def parse(body: bytes, url: str) -> Reading:
    """Read a sitemap fetched from ``url``, newest entries first. Something else has a problem and no links."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = _gunzip(body)
        except zlib.error as error:
            return Reading(problem=f"cannot be unpacked: {error}")
        except OverflowError as error:
            return Reading(problem=f"cannot be unpacked: {error}", traps=(("decompression_bomb", url),))
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body:
        return Reading(problem="the sitemap is empty")
    if body[:4] in {b"http", b"HTTP"}:
        return _plain(body, url)
    return _xml(body, url)


def _gunzip(body: bytes) -> bytes:
    """Unpack what is whole, up to the limit; a torn end is left out."""
    inflate = zlib.decompressobj(wbits=31)
    text = inflate.decompress(body, MAX_BYTES)
    if inflate.unconsumed_tail:
        raise OverflowError(f"more than {MAX_BYTES} bytes when unpacked")
    return text


def _plain(body: bytes, url: str) -> Reading:
    lines = body[:MAX_BYTES].decode("utf-8", "replace").splitlines()[:MAX_ENTRIES]
    found = [address for line in lines if (address := link(line, url))]
    return Reading(links=tuple(FoundLink(address, Entry()) for address in dict.fromkeys(found)))


def _xml(body: bytes, url: str) -> Reading:
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
            else:
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
        io.BytesIO(body[:MAX_BYTES]),
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

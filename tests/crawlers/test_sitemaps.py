"""Sitemaps of every kind, broken ones, bombs."""

from __future__ import annotations

import gzip
import re

import pytest

from crawlers import sitemaps

URL = "https://paper.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<!-- a comment -->
<url><loc> https://paper.example/old </loc><lastmod>2025-01-01</lastmod>
<xhtml:link rel="alternate" hreflang="fr" href="https://paper.example/fr/old"/></url>
<url><loc>https://paper.example/new?a=1&amp;b=2</loc>
<image:image><image:loc>https://paper.example/i.jpg</image:loc><image:title>A picture</image:title></image:image>
<n:news><n:publication><n:name>Paper</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2026-11-24T10:00:00+01:00</n:publication_date><n:title>Rutte &amp; allies</n:title>
<n:keywords>NATO, defence</n:keywords></n:news></url>
<url><lastmod>2026-01-01</lastmod></url>
<url><loc>/relative</loc></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://paper.example/a.xml.gz</loc><lastmod>2026-01-01</lastmod></sitemap>
<sitemap><loc>https://paper.example/b.xml</loc><lastmod>2026-11-01T10:00:00Z</lastmod></sitemap>
<sitemap>https://paper.example/c.xml</sitemap></sitemapindex>"""


def test_news_and_plain_entries_newest_first() -> None:
    new, old, relative = sitemaps.parse(NEWS.encode(), URL).links
    assert new.url == "https://paper.example/new?a=1&b=2"
    assert new.entry.title == "Rutte & allies"
    assert new.entry.published == "2026-11-24T10:00:00+01:00"
    assert new.entry.language == "en"
    assert new.entry.tags == ("NATO", "defence")
    assert (old.url, old.entry.modified, old.entry.title) == ("https://paper.example/old", "2025-01-01", "")
    assert relative.url == "https://paper.example/relative"


def test_an_index_leads_on_newest_first() -> None:
    reading = sitemaps.parse(INDEX.encode(), URL)
    assert not reading.links
    assert [page.url[-4:] for page in reading.further] == [".xml", "l.gz", ".xml"]
    assert reading.further[0].modified == "2026-11-01T10:00:00Z"


def test_gzip_and_torn_gzip() -> None:
    packed = gzip.compress(NEWS.encode())
    assert len(sitemaps.parse(packed, URL).links) == 3
    assert len(sitemaps.parse(packed[:-20], URL).links) >= 1


def test_plain_text_lists() -> None:
    links = sitemaps.parse(
        b"\xef\xbb\xbfhttps://paper.example/1\r\n\r\nnonsense:x\nhttps://paper.example/1\n", URL
    ).links
    assert [link.url for link in links] == ["https://paper.example/1"]


def test_broken_xml_is_recovered() -> None:
    torn = NEWS[: NEWS.index("<url><lastmod>")].replace("&amp;b", "&b").replace("<n:title>", "<n:title>\x01")
    assert {"https://paper.example/old"} <= {link.url for link in sitemaps.parse(torn.encode(), URL).links}
    no_namespace = NEWS.replace(' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"', "")
    assert sitemaps.parse(no_namespace.encode(), URL).links[0].entry.title == "Rutte & allies"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>404</body></html>", "is no sitemap"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (b"\x00\xff" * 100, "is no sitemap"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, said: str) -> None:
    reading = sitemaps.parse(body, URL)
    assert not reading.links
    assert not reading.further
    assert said in reading.problem


def test_a_sitemap_of_the_largest_size_is_read_and_a_larger_one_is_named() -> None:
    filler = "<!--" + "x" * 1_000_000 + "-->"
    rows = "".join(f"<url><loc>https://paper.example/{n}</loc></url>{filler}" for n in range(50))
    body = f"<urlset>{rows}</urlset>".encode()
    for whole in (body, gzip.compress(body, 1)):
        reading = sitemaps.parse(whole, URL)
        assert len(reading.links) == 50, reading.problem
    reading = sitemaps.parse(body + b" " * (sitemaps.MAX_BYTES + 1 - len(body)), URL)
    assert reading.traps == (("body_too_large", URL),)
    assert not reading.links


def test_a_pattern_chooses_among_pages_and_not_among_sitemaps() -> None:
    rows = "".join(f"<url><loc>https://paper.example/{path}</loc></url>" for path in ("news/1", "tv/2"))
    pages = f"<urlset>{rows}</urlset>".encode()
    pattern = re.compile("/news/")
    assert [found.url for found in sitemaps.parse(pages, URL, pattern).links] == ["https://paper.example/news/1"]
    listed = b"https://paper.example/tv/2\nhttps://paper.example/news/1\n"
    assert [found.url for found in sitemaps.parse(listed, URL, pattern).links] == ["https://paper.example/news/1"]
    index = b"<sitemapindex><sitemap><loc>https://paper.example/map/1.xml</loc></sitemap></sitemapindex>"
    assert len(sitemaps.parse(index, URL, pattern).further) == 1


def test_bombs_are_refused_and_entities_left_alone() -> None:
    assert "more than" in sitemaps.parse(gzip.compress(b" " * (sitemaps.MAX_BYTES + 1), 1), URL).problem
    text = NEWS.replace("<urlset", '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset').replace(
        "Rutte &amp;", "&x;"
    )
    assert all("root:" not in link.entry.title for link in sitemaps.parse(text.encode(), URL).links)

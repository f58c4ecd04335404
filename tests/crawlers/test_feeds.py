"""Every kind of feed gives the same entries; broken and hostile ones give what can be read, and never crash."""

from __future__ import annotations

import pytest

from crawlers import feeds
from crawlers.found import Reading
from crawlers.text import text_of

URL = "https://paper.example/feeds/all.xml"

RSS20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"

 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Paper</title><link>https://paper.example/</link><language>nb-NO</language>
<item><title>Allied &amp;amp; firm: &lt;b&gt;Rutte&lt;/b&gt; speaks</title><link>/news/1?a=1&amp;b=2#top</link>
<guid isPermaLink="false">id-1</guid><pubDate>Tue, 24 Nov 2026 17:05 +0100</pubDate><dc:creator>Ann Author</dc:creator>
<category>World</category><category>Defence</category>
<description>&lt;p&gt;A  short&lt;br/&gt;text&lt;/p&gt;</description></item>
<item><title>By guid</title><guid>https://paper.example/news/2</guid></item>
<item><title>Hidden</title><link>https://feedproxy.example/~r/3</link>
<feedburner:origLink>https://paper.example/news/3</feedburner:origLink></item>
<item><title>No link at all</title><guid isPermaLink="false">tag:4</guid></item>
</channel></rss>"""

ATOM10 = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xml:base="https://paper.example/base/" xml:lang="de">
<title>Paper</title><id>urn:x</id>
<entry><id>urn:1</id><title type="html">A &lt;i&gt;title&lt;/i&gt;</title><link rel="self" href="feed/1"/>
<link rel="enclosure" href="a.mp3" type="audio/mpeg"/><link rel="alternate" type="text/html" href="a/1"/>
<published>2026-11-24T10:00:00Z</published><updated>2026-11-24T11:30:00+01:00</updated>
<author><name>Bo</name></author><author><name>Cy</name></author></entry></feed>"""

ATOM03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>P</title><entry><title>T</title>
<link rel="alternate" href="https://paper.example/1"/><issued>2003-12-13T08:29:29-04:00</issued>
<modified>2003-12-13T18:30:02Z</modified></entry></feed>"""

RSS10 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>P</title></channel>
<item rdf:about="https://paper.example/1"><title>T</title><link>https://paper.example/1</link><dc:date>2026-11-24</dc:date>
</item></rdf:RDF>"""

RSS090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>P</title></channel><item><title>T</title><link>https://paper.example/1</link></item></rdf:RDF>"""

RSS091 = """<rss version="0.91"><channel><title>P</title><item><title>T</title><link>https://paper.example/1</link></item>
</channel></rss>"""


def parse(text: str | bytes, kind: str = "") -> Reading:
    return feeds.parse(text.encode() if isinstance(text, str) else text, URL, kind)


def test_entries_without_a_link_stay_in_their_place_and_are_counted() -> None:
    body = (
        b"<rss version='2.0'><channel><item><title>One</title></item>"
        b"<item><title>Two</title><link>https://paper.example/2</link></item>"
        b"<item><guid isPermaLink='false'>https://paper.example/3</guid></item></channel></rss>"
    )
    items = feeds.read(body, "https://paper.example/feed.xml").items
    assert [(item.url, item.entry.title) for item in items] == [
        (None, "One"), ("https://paper.example/2", "Two"), (None, ""),
    ]  # fmt: skip
    reading = feeds.parse(body, "https://paper.example/feed.xml")
    assert (len(reading.links), reading.linkless) == (1, 2)


def test_rss_two_word_for_word() -> None:
    first, second, third = parse(RSS20).links
    assert first.url == "https://paper.example/news/1?a=1&b=2"
    assert first.guid == "id-1"
    assert first.entry.title == "Allied & firm: Rutte speaks"
    assert first.entry.published == "Tue, 24 Nov 2026 17:05 +0100"
    assert first.entry.authors == ("Ann Author",)
    assert first.entry.tags == ("World", "Defence")
    assert first.entry.summary == "A short text"
    assert first.entry.language.lower() == "nb-no"
    assert second.url == "https://paper.example/news/2"
    assert third.url == "https://paper.example/news/3"


def test_atom_takes_the_alternate_link_and_both_dates() -> None:
    (link,) = parse(ATOM10).links
    assert link.url == "https://paper.example/base/a/1"
    assert link.entry.title == "A title"
    assert link.entry.published == "2026-11-24T10:00:00Z"
    assert link.entry.modified == "2026-11-24T11:30:00+01:00"
    assert link.entry.authors == ("Bo", "Cy")
    assert link.entry.language == "de"


@pytest.mark.parametrize("text", [ATOM03, RSS10, RSS090, RSS091])
def test_older_kinds(text: str) -> None:
    (link,) = parse(text).links
    assert (link.url, link.entry.title) == ("https://paper.example/1", "T")


def test_older_kinds_keep_their_dates() -> None:
    (old,) = parse(ATOM03).links
    assert old.entry.published == "2003-12-13T08:29:29-04:00"
    assert old.entry.modified == "2003-12-13T18:30:02Z"
    (rdf,) = parse(RSS10).links
    assert "2026-11-24" in (rdf.entry.published, rdf.entry.modified)


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed(version: str) -> None:
    people = '"author": {"name": "Ann"}' if version.endswith("1") else '"authors": [{"name": "Ann"}, {"url": "x"}]'
    text = f"""{{"version": "{version}", "title": "P", "language": "en-GB", "items": [
      {{"id": "1", "url": "/a", "title": "A &amp; B", "date_published": "2026-11-24T10:00:00Z",
        "date_modified": "2026-11-24T12:00:00Z", "summary": "<p>s</p>", "tags": ["x", 3], {people}}},
      {{"id": "https://paper.example/b"}}, {{"id": "no address"}}, "not an item", {{"external_url": "https://o.example/c"}}
    ]}}"""
    first, second, third = parse("\ufeff" + text, "application/feed+json").links
    assert first.url == "https://paper.example/a"
    assert first.entry.title == "A & B"
    assert first.entry.modified == "2026-11-24T12:00:00Z"
    assert first.entry.authors == ("Ann",)
    assert first.entry.tags == ("x",)
    assert first.entry.language == "en-GB"
    assert second.url == "https://paper.example/b"
    assert third.url == "https://o.example/c"


def test_the_key_follows_title_and_dates_only() -> None:
    (before,) = parse(RSS091).links
    (retitled,) = parse(RSS091.replace("<title>T<", "<title>U<")).links
    (described,) = parse(RSS091.replace("</item>", "<description>7 comments</description></item>")).links
    assert before.key == described.key
    assert before.key != retitled.key


def test_broken_feeds_yield_what_can_be_read() -> None:
    assert len(parse(RSS20[: RSS20.index("<item><title>Hidden")]).links) == 2
    assert len(parse(RSS20.replace("&amp;b=2", "&b=2").replace("</channel></rss>", "")).links) == 3
    latin = RSS091.replace("<title>T<", "<title>Caf\xe9<").encode("latin-1")
    assert parse(latin).links[0].entry.title == "Caf\xe9"
    cyrillic = ('<?xml version="1.0" encoding="windows-1251"?>' + RSS091.replace(">T<", ">Рютте<")).encode("cp1251")
    assert parse(cyrillic).links[0].entry.title == "Рютте"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "is no feed"),
        (b"\x00\xff\xfe" * 50, "is no feed"),
        (b"{", "is no JSON"),
        (b"{}", "no JSON Feed"),
        (b'{"items": [{"id": "x"}]}', "none of its 1 entries has a link"),
        (b"{" + b'"a":{' * 100_000, "is no JSON"),
        (b"https://127.0.0.1:1/feed.xml", "is no feed"),
        (b"/etc/passwd", "is no feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, said: str) -> None:
    reading = parse(body)
    assert not reading.links
    assert said in reading.problem


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    bomb = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<!DOCTYPE r [<!ENTITY l0 "ha">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>' + RSS091.replace(
        ">T<", ">&l9;&f;<"
    )
    (link,) = parse(text).links
    assert len(link.entry.title) < 100
    assert "root:" not in link.entry.title


def test_only_web_addresses_become_links() -> None:
    for address in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "http://user:pw@h.example/",
        "http://",
    ):
        assert not parse(RSS091.replace("https://paper.example/1", address)).links


def test_text_of_takes_off_markup_once_escaped_or_not() -> None:
    assert text_of("<script>x()</script>a &lt;b&gt;c&lt;/b&gt; 3 &lt; 4") == "a c 3 < 4"
    assert text_of("a < b and c > d") == "a < b and c > d"


def test_a_websub_hub_is_noted() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example/"/>
    <entry><title>t</title><link href="/a"/></entry></feed>"""
    assert feeds.parse(atom, "https://paper.example/atom.xml").hub == "https://hub.example/"
    data = b'{"version": "x", "hubs": [1, {"type": "WebSub", "url": "/hub"}], "items": [{"id": "1", "url": "/a"}]}'
    assert feeds.parse(data, "https://paper.example/feed.json").hub == "https://paper.example/hub"


@pytest.mark.parametrize(
    ("body", "is_feed"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><rss version='2.0'>", True),
        (b"<rdf:RDF xmlns='x'>", True),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", True),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', True),
        (b'{"error": 1}', False),
        (b"<!doctype html><html><body>about rss <feed>", False),
        (b"", False),
    ],
)
def test_feeds_are_told_from_pages(body: bytes, is_feed: bool) -> None:
    assert feeds.looks_like_feed(body) is is_feed

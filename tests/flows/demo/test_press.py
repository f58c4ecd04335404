"""The press over HTTP, as a crawler behind a proxy meets it."""

from __future__ import annotations

import gzip
import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import etree

from crawlers.sources import load
from flows.demo.content import Channel, Site, sites
from flows.demo.press import Press, robots, sources_toml
from flows.demo.render import CHILD
from flows.demo.truth import pages

OPENED = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture
def press() -> Iterator[Press]:
    with Press(OPENED) as opened:
        yield opened


def ask(press: Press, url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """One request as a proxy gets it: the whole address in the request line."""
    parts = urlsplit(press.proxy)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_an_opening_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Press(datetime(2026, 11, 24))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize("state", [1, 2])
def test_every_page_is_served_in_its_charset(press: Press, state: int) -> None:
    press.state = state
    for page in pages(state):
        status, headers, body = ask(press, page.url)
        assert status == 200, page.url
        assert (headers["Content-Type"] or "").startswith("text/html")
        if page.article:
            text = body.decode(page.site.charset)
            assert page.article.title.split("'")[0].split("’")[0] in text, page.url


def test_an_edit_needs_the_second_state(press: Press) -> None:
    url = "http://www.meridian-post.example/world/harbour-fund-audit/"
    first = ask(press, url)[2]
    press.state = 2
    assert b"Correction" not in first
    assert b"Correction" in ask(press, url)[2]


@pytest.mark.parametrize("state", [1, 2])
def test_feeds_parse_and_list_every_article(press: Press, state: int) -> None:
    press.state = state
    for site, channel in _channels("feeds"):
        status, _, body = ask(press, site.root + channel.path)
        assert status == channel.status
        if status != 200:
            continue
        if channel.kind == "json":
            feed = json.loads(body)
            assert feed["version"].startswith("https://jsonfeed.org/version/")
            links = [item["url"] for item in feed["items"]]
        else:
            parsed = feedparser.parse(body)
            assert not parsed.bozo, (site.id, parsed.get("bozo_exception"))
            links = [entry.link for entry in parsed.entries]
            dated = [bool({"published", "updated"} & set(e.keys())) for e in parsed.entries if _dated(site, e.link)]
            assert set(dated) <= {channel.dated, state == 2 or channel.dated}
        assert len(links) == len(site.at(state)) + len(site.extras)
        assert all(("utm_source" in link) == channel.tracking for link in links)


@pytest.mark.parametrize("state", [1, 2])
def test_sitemaps_parse_and_list_every_article(press: Press, state: int) -> None:
    press.state = state
    for site, channel in _channels("sitemaps"):
        body = ask(press, site.root + channel.path)[2]
        if channel.kind == "index":
            assert _locations(body) == [site.root + CHILD]
            body = gzip.decompress(ask(press, site.root + CHILD)[2])
        assert set(_locations(body)) >= {site.root + article.path for article in site.at(state)}
        assert (b"news:publication_date" in body) == (channel.kind == "news")


def test_the_registry_is_valid_and_complete(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(sources_toml(), "utf-8")
    assert {source.id for source in load(path)} == {site.id for site in sites()}


def test_robots_forbids_what_the_feed_links(press: Press) -> None:
    site = next(site for site in sites() if any(extra.kind == "forbidden" for extra in site.extras))
    extra = next(extra for extra in site.extras if extra.kind == "forbidden")
    assert f"Disallow: {extra.path}" in ask(press, f"{site.root}/robots.txt")[2].decode()
    assert extra.path.encode() in ask(press, site.root + site.feeds[0].path)[2]
    assert all(f"Sitemap: {site.root}{which.path}" in robots(site) for which in site.sitemaps)


def test_an_unchanged_entity_is_not_sent_again(press: Press) -> None:
    url = "http://wire.transatlantic.example/atom.xml"
    tag = ask(press, url)[1]["ETag"] or ""
    status, _, body = ask(press, url, If_None_Match=tag)
    assert (status, body) == (304, b"")
    press.state = 2
    assert ask(press, url, If_None_Match=tag)[0] == 200


def test_gzip_only_for_those_who_take_it(press: Press) -> None:
    url = "http://wire.transatlantic.example/atom.xml"
    plain, squeezed = ask(press, url), ask(press, url, Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain[1]
    assert squeezed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed[2]) == plain[2]
    assert "Content-Encoding" not in ask(press, "http://dzvin.example/sitemap.xml", Accept_Encoding="gzip")[1]


def test_a_short_link_leads_to_the_article(press: Press) -> None:
    status, headers, _ = ask(press, "http://monitor.northgate.test/s/9fQ2")
    assert status == 302
    assert ask(press, headers["Location"] or "")[0] == 200


def test_what_is_not_there_and_whose_host_it_is_not(press: Press) -> None:
    assert ask(press, "http://dzvin.example/statti/nothing.html")[0] == 404
    assert ask(press, "http://elsewhere.example/")[0] == 502
    assert ask(press, "http://fjordavisen.example/rss.xml")[0] == 500


def test_head_and_host_header(press: Press) -> None:
    status, headers, body = ask(press, "http://dzvin.example/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"] or 0) > 0
    assert ask(press, "/sitemap.xml", Host="dzvin.example")[0] == 200


def test_urllib_finds_it_as_a_proxy_and_requests_are_logged(press: Press) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": press.proxy}))
    url = "http://dzvin.example/sitemap.xml"
    with opener.open(url, timeout=10) as answer:
        assert answer.status == 200
    assert press.requests == {url: 1}


def _channels(name: str) -> list[tuple[Site, Channel]]:
    return [(site, channel) for site in sites() for channel in getattr(site, name)]


def _dated(site: Site, link: str) -> bool:
    return not any(link.split("?")[0] == site.root + extra.path for extra in site.extras)


def _locations(body: bytes) -> list[str]:
    return [str(node.text) for node in etree.fromstring(body).iter("{*}loc")]

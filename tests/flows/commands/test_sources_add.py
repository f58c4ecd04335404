"""``sources add``: from a home page to a table that can be used."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.sources import load
from flows.cli import main
from flows.commands.sources_add import append, table_of
from flows.errors import Configuration
from tests.crawlers.site import Reply, rss, serve

SITEMAP = "<urlset><url><loc>http://127.0.0.1/a</loc></url></urlset>"


def report(**given: Any) -> dict[str, Any]:
    plain = {"title": "", "language": "", "country": "", "system": "", "wordpress": "", "tried": []}
    return {"url": "https://times.example/", **plain, "youtube": [], "mastodon": [], "bluesky": [], **given}


def tried(key: str, url: str, problem: str = "", *, named: bool = True, hub: str = "") -> dict[str, Any]:
    return {"key": key, "url": url, "links": 1, "hub": hub, "problem": problem, "named": named}


def test_adds_what_was_tried_and_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path))
    monkeypatch.setenv("COMMENTARIAT_ALLOWED_HOSTS", "127.0.0.1")
    registry = tmp_path / "mine.toml"
    with serve() as site:
        links = '<link rel="alternate" type="application/rss+xml" href="/good.xml">'
        links += '<link rel="alternate" type="application/atom+xml" href="/dead.xml">'
        site.routes |= {
            "/": Reply(f'<html lang="nb"><head><title>Avisen | Forside</title>{links}</head><body>x</body></html>'),
            "/robots.txt": Reply(f"User-agent: *\nDisallow:\nSitemap: {site.url}/news-map.xml\n", "text/plain"),
            "/good.xml": rss(site.url, "/1|One"),
            "/news-map.xml": Reply(SITEMAP, "application/xml"),
        }
        assert main(["sources", "add", f"{site.url}/", "--to", str(registry)]) == 0
        (source,) = load(registry)
        assert (source.name, source.languages, source.country) == ("Avisen", ("nb",), "")
        assert (source.feeds, source.sitemaps) == ((f"{site.url}/good.xml",), (f"{site.url}/news-map.xml",))
        printed = capsys.readouterr().out
        assert f"# does not work: {site.url}/dead.xml (answered 404)" in printed
        assert main(["sources", "add", "ftp://times.example/"]) == 2
        site.routes.clear()
        assert main(["sources", "add", f"{site.url}/"]) == 4


def test_without_feed_or_sitemap_the_home_page_is_the_way() -> None:
    text = table_of(report(tried=[tried("feeds", "https://times.example/feed/", "answered 404", named=False)]))
    (source,) = tomllib.loads(text)["source"]
    assert source["home"] == "https://times.example/"
    assert "does not work" not in text


def test_what_a_page_says_of_itself_cannot_break_the_table() -> None:
    text = table_of(report(title='A "paper"\n[[source]]\nx = 1', system="ghost", mastodon=['a"\n@b']))
    (source,) = tomllib.loads(text)["source"]
    assert source["kind"] == "blog"
    assert source["name"].startswith('A "paper"')


def test_a_blog_platform_gives_a_name_of_its_own() -> None:
    ids = [
        tomllib.loads(table_of(report(url=url)))["source"][0]["id"]
        for url in ("https://www.times.example/", "https://me.substack.com/", "https://medium.com/@an.envoy")
    ]
    assert ids == ["times", "me-substack", "medium-an-envoy"]


def test_hubs_and_other_feeds_stand_in_comments() -> None:
    feeds = [tried("feeds", f"https://times.example/{n}.xml", hub="https://hub.example/") for n in range(5)]
    text = table_of(report(tried=feeds, wordpress="https://times.example/"))
    assert len(tomllib.loads(text)["source"][0]["feeds"]) == 3
    assert "# WebSub hub: https://hub.example/" in text
    assert text.count("# another feed: ") == 2


def test_a_registry_that_would_be_wrong_stays_as_it_was(tmp_path: Path) -> None:
    registry = tmp_path / "mine.toml"
    text = table_of(report(tried=[tried("feeds", "https://times.example/feed/")]))
    append(registry, text)
    with pytest.raises(Configuration, match="times"):
        append(registry, text)
    assert registry.read_text("utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]

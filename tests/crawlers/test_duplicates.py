"""A page that several mechanisms name, each with marks of its own, is fetched once; posts land from their lists."""

from __future__ import annotations

import json
from pathlib import Path

from scrapy import Request
from scrapy.http import TextResponse

from crawlers.desk import Desk
from crawlers.landing import LandingZone
from crawlers.records import ITEM_TYPE
from crawlers.sources import Source
from crawlers.spiders import mastodon, wordpress
from crawlers.spiders.base import PressSpider
from crawlers.spiders.lanes import Page
from crawlers.state import State
from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, article, rss, serve


def test_links_that_differ_in_tracking_are_one_page(tmp_path: Path) -> None:
    with serve() as site:
        base = site.url
        listing = f'<a href="{base}/a-word-or-two?PHPSESSID=4f2a9c0d1e8b7a6f5e4d">x</a>'
        urls = f"<url><loc>{base}/a-word-or-two</loc></url><url><loc>{base}/a-word-or-two?id=2</loc></url>"
        site.routes |= {
            "/rss.xml": rss(base, "/a-word-or-two?utm_source=feed&amp;utm_medium=rss|One"),
            "/map.xml": Reply(f"<urlset>{urls}</urlset>", "application/xml"),
            "/news/": Reply(f"<html><body>{listing}</body></html>"),
            "/a-word-or-two": article("one"),
            "/a-word-or-two?id=2": article("two"),
        }
        mechanisms = {"feeds": [f"{base}/rss.xml"], "sitemaps": [f"{base}/map.xml"], "listings": [f"{base}/news/"]}
        crawl = Crawl(tmp_path, source("paper", **mechanisms))
        (row,) = crawl.run()["sources"]
        assert (row["links"], row["landed"]) == (2, 2)
        assert crawl.urls() == [f"{base}/a-word-or-two", f"{base}/a-word-or-two?id=2"]
        assert site.fetched("/a-word-or-two") == 1
        landed = {page.url: page.discovery for page in crawl.landed()}
        one = landed[f"{base}/a-word-or-two"]
        if one.spider == "feed":
            assert one.observed == (f"{base}/a-word-or-two?utm_source=feed&utm_medium=rss",)
        assert crawl.run()["sources"][0]["new"] == 0
        assert len(crawl.landed()) == 2


def test_wordpress_and_home_pages_lead_to_pages(tmp_path: Path) -> None:
    with serve() as site:
        row = {"id": 1, "link": f"{site.url}/blog/one", "title": {"rendered": "One"}, "date_gmt": "2026-11-24T10:00:00"}
        page = '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><p>home'
        site.routes |= {
            "/": Reply(f"<html><body>{page}</body></html>"),
            "/rss.xml": rss(site.url, "/from-feed"),
            "/from-feed": article("feed"),
            "/blog/one": article("one"),
            wordpress.address(""): Reply(json.dumps([row]), "application/json"),
        }
        tables = source("blog", wordpress=[site.url]) + source("home") + f'home = "{site.url}/"\n'
        crawl = Crawl(tmp_path, tables)
        crawl.run()
        assert crawl.urls() == [f"{site.url}/blog/one", f"{site.url}/from-feed"]
        assert {page.discovery.spider for page in crawl.landed()} == {"wordpress", "feed"}


def test_posts_land_from_their_list_and_again_only_when_edited(tmp_path: Path) -> None:
    account = Source("envoy", "Envoy", "", ("en",), "social", mastodon=("envoy@social.example",))
    post = {
        "id": "7",
        "url": "https://social.example/@envoy/7",
        "created_at": "2026-11-24T10:00:00Z",
        "content": "Met.",
    }
    for number, edited in enumerate((None, None, "2026-11-24T12:00:00Z")):
        crawl = Crawl(tmp_path)
        zone = LandingZone(crawl.landing, software="test")
        desk = Desk([account], State(tmp_path / "state"), zone)
        spider = PressSpider(desk)
        page = Page(account, mastodon.MECHANISM, "https://social.example/api/v1/accounts/42/statuses", 1)
        body = json.dumps([{**post, "edited_at": edited}]).encode()
        asked = Request(page.url, meta={"page": page})
        assert list(spider.parse_page(TextResponse(page.url, body=body, request=asked))) == []
        assert desk.due(account) == []
        desk.close(finished=True)
        assert desk.tallies["envoy"].counts["landed"] == (0 if number == 1 else 1)
    first, second = crawl.landed()
    assert first.url == second.url == post["url"]
    assert f"Content-Type: {ITEM_TYPE}".encode() in first.head
    assert json.loads(first.body) == {"platform": "mastodon", "item": {**post, "edited_at": None}}
    assert (first.discovery.spider, second.discovery.entry.modified) == ("mastodon", "2026-11-24T12:00:00Z")


def test_a_page_that_is_only_known_by_its_published_link_lands(tmp_path: Path) -> None:
    with serve() as site:
        tagged = "/a-word-or-two?utm_source=feed"
        site.routes |= {"/rss.xml": rss(site.url, f"{tagged}|One"), tagged: article("One")}
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        report = crawl.run()
        assert (report["sources"][0]["landed"], report["sources"][0]["failed"]) == (1, 0)
        assert crawl.urls() == [site.url + tagged]
        assert crawl.landed()[0].discovery.observed == (f"{site.url}/a-word-or-two",)
        crawl.run()
        assert site.fetched(tagged) == 1

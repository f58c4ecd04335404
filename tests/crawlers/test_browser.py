"""The browser extra, without a browser: what is asked of it, refused, and said when it is missing."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers import browser
from crawlers.guard import Guard
from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, rss, serve
from tests.crawlers.spiders.answers import PLAIN

HAS_EXTRA = importlib.util.find_spec("scrapy_playwright") is not None


@dataclass
class Asked:
    """A request as Playwright shows it."""

    url: str
    resource_type: str = "document"


@pytest.mark.parametrize(
    ("url", "kind", "refused"),
    [
        ("data:text/html,x", "document", False),
        ("https://93.184.215.14/", "script", False),
        ("https://93.184.215.14/x.jpg", "image", True),
        ("http://169.254.169.254/latest/", "xhr", True),
        ("http://127.0.0.1:9200/", "fetch", True),
        ("http://127.0.0.2/", "fetch", False),
        ("http://localhost/", "document", True),
        ("file:///etc/passwd", "document", True),
        ("https://name.invalid/", "document", True),
    ],
)
def test_the_browser_may_not_ask_for_what_we_may_not(url: str, kind: str, refused: bool) -> None:
    abort = browser.refuses(Guard(["127.0.0.2"]))
    assert asyncio.run(abort(Asked(url, kind))) is refused


def test_nothing_of_it_is_asked_for_unless_a_source_wants_it() -> None:
    assert browser.settings([PLAIN], ()) == {}


@pytest.mark.skipif(HAS_EXTRA, reason="the extra is installed")
def test_without_the_extra_the_crawl_says_what_to_install(tmp_path: Path) -> None:
    table = source("paper", feeds=["http://a.example/"]) + "browser = true\n"
    report = Crawl(tmp_path, table).run(code=2)
    assert "commentariat[browser]" in report["error"]
    assert "'paper'" in report["error"]


@pytest.mark.skipif(not HAS_EXTRA or not any(map(shutil.which, browser.NAMES)), reason="needs the extra and a Chromium")
def test_a_page_that_a_script_writes_lands_as_a_reader_sees_it(tmp_path: Path) -> None:
    script = (
        "fetch('/data').then(r => r.text()).then(t => {document.getElementById('a').innerHTML = '<p>' + t + '</p>'});"
        "fetch('http://localhost:1/').catch(e => {document.title = 'refused'})"
    )
    page = f"<!doctype html><html><head><title>t</title></head><body><div id=a></div><img src=/x.png><script>{script}"
    with serve() as site:
        site.routes |= {
            "/rss.xml": rss(site.url, "/js"),
            "/js": Reply(f"{page}</script></body></html>"),
            "/data": Reply("words by script", "text/plain"),
        }
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]) + "browser = true\n")
        crawl.run()
        (landed,) = crawl.landed()
        assert b'<div id="a"><p>words by script</p></div>' in landed.body
        assert b"<title>refused</title>" in landed.body
        assert f"Content-Length: {len(landed.body)}".encode() in landed.head
        assert site.fetched("/x.png") == 0
        assert {headers["user-agent"] for _, _, headers in site.log} == {"Commentariat/test (+https://example.org)"}

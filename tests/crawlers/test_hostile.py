"""A hostile site is crawled to its end, in bounded time, memory and requests, and all its good pages land."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.crawlers.crawling import Crawl, source
from tests.crawlers.hostile import BAD_CHARSET, GOOD, Hostile, hostile

NAMES = """
import socket
real = socket.getaddrinfo
def fake(host, *args, **kwargs):
    return real({"rebind.example": "127.0.0.1", "paper.example": "127.0.0.1", "six.example": "::1"}.get(host, host),
                *args, **kwargs)
socket.getaddrinfo = fake
"""
"""Stands in for DNS in the spider process: there is none on loopback."""

LIMIT = "--timeout=3"


def crawl_of(site: Hostile, folder: Path) -> Crawl:
    """A crawl in which the site's own port is allowed, and the secret one beside it is not."""
    (folder / "names").mkdir()
    (folder / "names" / "sitecustomize.py").write_text(NAMES, "utf-8")
    here = f"{folder / 'names'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}{os.pathsep}{Path(__file__).parents[2]}"
    table = source(
        "trap",
        feeds=[f"{site.url}/rss.xml"],
        sitemaps=[f"{site.url}/sitemap-a.xml", f"{site.url}/sitemap-bomb.xml.gz"],
        listings=[f"{site.url}/calendar/2026/11/", f"{site.url}/pages/1"],
    )
    allow = tuple(f"127.0.0.{last}:{site.port}" for last in (1, 3, 4))
    return Crawl(folder, table, {"PYTHONPATH": here}, (LIMIT,), allow)


def test_every_trap_is_bounded_and_named_and_every_good_page_lands(tmp_path: Path) -> None:
    with hostile() as site:
        crawl = crawl_of(site, tmp_path)
        began = time.monotonic()
        child = subprocess.Popen(crawl.command(), env=crawl.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert child.stdout
        with child.stdout:
            output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - began
        asked = site.asked
        (row,) = json.loads(output)["sources"]
        landed = {page.url.removeprefix(site.url): page for page in crawl.landed()}

    assert child.returncode == 1
    assert {f"/good/{number}" for number in range(GOOD)} <= set(landed)
    assert {f"/good/one-of-{number}-listed" for number in (1, 2, 3)} <= set(landed)
    assert landed["/charset"].body == BAD_CHARSET
    assert "/story" in landed
    assert len(landed) == GOOD + 3 + 2

    assert "SECRET" not in asked
    trapped: dict[str, set[str]] = {}
    for found in row["trapped"]:
        trapped.setdefault(found["name"], set()).add(found["url"].removeprefix(site.url).replace(f":{site.secret}", ""))
    assert trapped.pop("refused_address") == {
        "http://169.254.169.254/latest/meta-data/", "http://rebind.example/moved", "http://[::ffff:127.0.0.1]/mapped",
        "http://127.0.0.1/port", "http://127.0.0.1/direct", "http://rebind.example/named", "http://[::1]/six",
        "http://metadata.google.internal/computeMetadata/v1/",
    }  # fmt: skip
    assert trapped.pop("decompression_bomb") == {
        "/bomb-gzip", "/bomb-br", "/bomb-zstd", "/stages", "/sitemap-bomb.xml.gz",
    }  # fmt: skip
    redirects = trapped.pop("redirect_loop")
    assert len(redirects) == 2
    assert "/loop" in redirects
    assert trapped.pop("slow_answer") == {"/slow-body", "/slow-head"}
    assert trapped.pop("body_too_large") == {"/huge", "/endless"}
    assert trapped.pop("header_flood") == {"/headers", "/one-line"}
    assert trapped.pop("not_http") == {"/garbage"}
    assert trapped.pop("wrong_charset") == {"/charset"}
    assert len(trapped.pop("session_id")) == 1
    assert trapped.pop("cycle") == {"/sitemap-a.xml"}
    assert trapped.pop("calendar")
    assert trapped.pop("pagination") == {"/pages/4"}
    assert len(trapped.pop("robots_unreachable")) == 1
    assert len(trapped.pop("host_resting")) == 1
    assert not trapped

    reasons = {found["url"].removeprefix(site.url): found["reason"] for found in row["failures"]}
    assert "status code" in reasons["/garbage"]
    assert "bytes of headers" in reasons["/headers"]
    assert "larger than" in reasons["/endless"]
    assert "larger than" in reasons["/huge"]
    assert took < 75
    assert usage.ru_maxrss < 400 * 1024
    assert sum(asked.values()) < 150
    assert max(asked.values()) <= 10
    assert (asked["127.0.0.3/page"], asked["127.0.0.4/page"]) == (0, 0)


@pytest.mark.parametrize("name", ["paper.example", "six.example"])
def test_an_allowed_name_is_reached_over_ipv4_and_ipv6(name: str, tmp_path: Path) -> None:
    with hostile() as site:
        if name == "six.example" and not site.six:
            pytest.skip("no IPv6 on this machine")
        crawl = crawl_of(site, tmp_path)
        crawl.sources = source("paper", listings=[f"http://{name}:{site.port}/pages/1"]) + "pages = 1\n"
        crawl.allow = (f"{name}:{site.port}",)
        crawl.run()
        assert crawl.urls() == [f"http://{name}:{site.port}/good/one-of-1-listed"]
        crawl.allow = (f"{name}:{site.secret}",)
        (row,) = crawl.run(code=1)["sources"]
        assert f"refused: {name} resolves to" in row["dead"][0]["reason"]
        assert site.asked["SECRET"] == 0

"""The spider process against a real server: what is found, fetched, landed, remembered and reported."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import zstandard

from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, Site, article, rss, serve

JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "url": "/json/1"}]}'


def sitemap(*urls: str) -> bytes:
    rows = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def test_every_mechanism_finds_its_pages_and_each_is_fetched_once(tmp_path: Path) -> None:
    with serve() as site:
        base = site.url
        index = (
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{base}/sm.xml.gz</loc></sitemap>'
            "</sitemapindex>"
        )
        listing = '<html><body><a href="/listed/a-page-of-words">x</a><a href="/about">about</a></body></html>'
        entry = f'<entry><title>A</title><link href="{base}/atom/1"/></entry>'
        atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'
        site.routes |= {
            "/rss.xml": rss(base, "/rss/1|One|Tue, 24 Nov 2026 17:00:00 GMT", "/both|Both"),
            "/atom.xml": Reply(atom, "application/atom+xml"),
            "/feed.json": Reply(JSON_FEED, "application/feed+json"),
            "/index.xml": Reply(index, "application/xml"),
            "/sm.xml.gz": Reply(gzip.compress(sitemap(f"{base}/map/1", f"{base}/both")), "application/gzip"),
            "/news/": Reply(listing),
            **{
                path: article(path)
                for path in ("/rss/1", "/both", "/atom/1", "/json/1", "/map/1", "/listed/a-page-of-words")
            },
        }
        feeds = [f"{base}/{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
        crawl = Crawl(
            tmp_path, source("paper", feeds=feeds, sitemaps=[f"{base}/index.xml"], listings=[f"{base}/news/"])
        )
        report = crawl.run()
        paths = sorted(url.removeprefix(base) for url in crawl.urls())
        assert paths == ["/atom/1", "/both", "/json/1", "/listed/a-page-of-words", "/map/1", "/rss/1"]
        assert site.fetched("/both") == 1
        (row,) = report["sources"]
        assert (row["links"], row["new"], row["landed"], row["failed"], row["dead"]) == (6, 6, 6, 0, [])
        assert row["requests"] == 6 + 6
        first = next(page for page in crawl.landed() if page.url.endswith("/rss/1")).discovery
        assert (first.source_id, first.spider, first.found_on) == ("paper", "feed", f"{base}/rss.xml")
        assert (first.entry.title, first.entry.published) == ("One", "Tue, 24 Nov 2026 17:00:00 GMT")
        assert first.outlet is not None
        assert (first.outlet.name, first.outlet.country, first.outlet.languages) == ("The paper", "NO", ("nb",))
        assert first.observed == ()
        (headers, *_) = site.headers("/rss/1")
        assert headers["user-agent"] == "Commentariat/test (+https://example.org)"
        assert headers["accept-language"].startswith("nb")
        again = crawl.run()
        assert again["sources"][0]["landed"] == 0
        assert again["sources"][0]["new"] == 0
        assert len(crawl.landed()) == 6


def test_pages_land_as_they_came_over_the_wire(tmp_path: Path) -> None:
    words = ("<!doctype html><html><body>" + "ordentlig lange ord " * 500 + "</body></html>").encode()
    coded = {
        "gzip": gzip.compress(words),
        "deflate": zlib.compress(words),
        "br": brotli.compress(words),
        "zstd": zstandard.compress(words),
    }
    with serve() as site:
        for name, body in coded.items():
            headers = (("Content-Encoding", name), ("X-Own", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
            site.routes[f"/{name}"] = Reply(body, "text/html", headers=headers)
        site.routes["/chunked"] = Reply(
            coded["gzip"], "text/html", headers=(("Content-Encoding", "gzip"),), chunked=True
        )
        site.routes["/plain"] = Reply(words, "text/html")
        site.routes["/rss.xml"] = rss(site.url, *(f"/{name}" for name in (*coded, "chunked", "plain")))
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        crawl.run()
        pages = {page.url.rpartition("/")[2]: page for page in crawl.landed()}
    for name, body in coded.items():
        assert pages[name].body == body
        lines = pages[name].head.split(b"\r\n")
        assert lines[0] == b"HTTP/1.1 200 OK"
        assert f"Content-Encoding: {name}".encode() in lines
        assert f"Content-Length: {len(body)}".encode() in lines
        assert {b"X-Own: 1", b"Set-Cookie: a=1", b"Set-Cookie: b=2"} <= set(lines)
    assert pages["chunked"].body == coded["gzip"]
    assert b"transfer-encoding" not in pages["chunked"].head.lower()
    assert b"Content-Encoding: gzip" in pages["chunked"].head
    assert pages["plain"].body == words
    assert b"Content-Encoding" not in pages["plain"].head


def test_failures_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    with serve() as site:
        base = site.url
        site.routes |= {
            "/robots.txt": Reply("User-agent: *\nDisallow: /private/\n", "text/plain"),
            "/rss.xml": rss(
                base, "/good", "/gone", "/broken", "/moved", "/loop", "/private/x", "/doc.pdf", "/bomb", "/empty",
                "http://169.254.169.254/latest/", "http://localhost:1/x",
            ),
            "/good": article("good"),
            "/broken": Reply("x", status=500),
            "/moved": Reply(status=301, headers=(("Location", "/there"),)),
            "/there": Reply(status=302, headers=(("Location", f"{base}/end?x=1"),)),
            "/end?x=1": article("end"),
            "/loop": Reply(status=302, headers=(("Location", "/loop"),)),
            "/private/x": article("private"),
            "/doc.pdf": Reply(b"%PDF", "application/pdf"),
            "/bomb": Reply(gzip.compress(b"<html>" + b" " * 40_000_000, 1), headers=(("Content-Encoding", "gzip"),)),
            "/empty": Reply(b""),
            "/no-feed": article("no feed"),
            "/inside": Reply(status=302, headers=(("Location", "http://10.0.0.1/feed"),)),
        }  # fmt: skip
        feeds = [f"{base}/{name}" for name in ("missing.xml", "no-feed", "inside", "rss.xml")]
        crawl = Crawl(
            tmp_path,
            source("paper", feeds=feeds)
            + source("dead", feeds=["http://127.0.0.1:9/feed"])
            + source("fine", feeds=[f"{base}/rss2.xml"]),
        )
        site.routes["/rss2.xml"] = rss(base, "/other")
        site.routes["/other"] = article("other")
        report = crawl.run(code=1)
        paper, dead, fine = report["sources"]
        assert crawl.urls() == sorted([f"{base}/good", f"{base}/end?x=1", f"{base}/other"])
        assert site.fetched("/private/x") == 0
        assert site.fetched("/broken") == 3
        assert site.fetched("/loop") <= 10
        reasons = {row["url"].removeprefix(base): row["reason"] for row in paper["failures"]}
        assert (paper["forbidden"], paper["skipped"], paper["landed"], len(reasons)) == (1, 1, 2, 7)
        assert paper["failed"] == 7
        assert reasons["/gone"] == "answered 404 Not Found"
        assert reasons["/broken"] == "answered 500 Internal Server Error"
        assert reasons["/loop"] == "max redirections reached"
        assert "DOWNLOAD_MAXSIZE" in reasons["/bomb"]
        assert reasons["/empty"] == "answered with nothing"
        assert "169.254.169.254 is no public address" in reasons["http://169.254.169.254/latest/"]
        assert "localhost is this machine" in reasons["http://localhost:1/x"]
        buried = {row["url"].removeprefix(base): row["reason"] for row in paper["dead"]}
        assert buried["/missing.xml"] == "answered 404"
        assert "is no feed" in buried["/no-feed"]
        assert "10.0.0.1 is no public address" in buried["/inside"]
        assert "refused" in dead["dead"][0]["reason"].lower()
        assert (fine["landed"], fine["dead"]) == (1, [])
        moved = next(page for page in crawl.landed() if page.url.endswith("/end?x=1"))
        assert moved.discovery.observed == (f"{base}/moved", f"{base}/there")
        site.log.clear()
        site.routes["/broken"] = article("mended")
        crawl.run("paper", code=1)
        assert f"{base}/broken" in crawl.urls()
        assert site.fetched("/gone") == 0
        assert site.fetched("/good") == 0


def test_only_what_changed_is_fetched_again(tmp_path: Path) -> None:
    with serve() as site:
        base = site.url
        site.routes |= {
            "/rss.xml": rss(base, "/a|A|d1", "/b|B|d1", etag='"one"'),
            "/copying.xml": rss(base, "/a|Another word for A|d9"),
            "/a": article("A"),
            "/b": article("B"),
            "/c": article("C"),
        }
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{base}/rss.xml", f"{base}/copying.xml"]))
        crawl.run()
        report = crawl.run()
        assert site.headers("/rss.xml")[1]["if-none-match"] == '"one"'
        assert report["sources"][0]["unchanged"] == 1
        assert report["sources"][0]["landed"] == 0
        site.routes["/rss.xml"] = rss(base, "/c|C|d2", "/a|A, edited|d2", "/b|B|d1", etag='"two"')
        report = crawl.run()
        assert report["sources"][0]["landed"] == 2
        assert report["sources"][0]["new"] == 1
        assert [site.fetched(path) for path in ("/a", "/b", "/c")] == [2, 1, 1]
        edited = [page.discovery.entry.title for page in crawl.landed() if page.url.endswith("/a")]
        assert edited[-1] == "A, edited"
        crawl.sources += "conditional = false\n"
        crawl.run()
        assert "if-none-match" not in site.headers("/rss.xml")[-1]


def test_the_budget_leaves_the_rest_for_the_next_crawl(tmp_path: Path) -> None:
    with serve() as site:
        paths = [f"/{number}" for number in range(5)]
        site.routes |= {"/rss.xml": rss(site.url, *paths, etag='"e"'), **{path: article(path) for path in paths}}
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]), options=("--budget=2",))
        for landed, deferred in ((2, 3), (2, 1), (1, 0)):
            (row,) = crawl.run()["sources"]
            assert (row["landed"], row["deferred"]) == (landed, deferred)
        assert len(set(crawl.urls())) == 5


def test_behind_a_proxy_hosts_answer_by_name_and_no_proxy_is_kept(tmp_path: Path) -> None:
    with serve() as site:
        site.routes |= {
            "//paper.example/rss.xml": rss("http://paper.example", "/1", "http://other.example/2", "http://10.0.0.1/3"),
            "//paper.example/1": article("1"),
            "//other.example/2": article("2"),
            "/direct.xml": rss(site.url, "/direct"),
            "/direct": article("direct"),
        }
        tables = source("paper", feeds=["http://paper.example/rss.xml"]) + source(
            "near", feeds=[f"{site.url}/direct.xml"]
        )
        crawl = Crawl(tmp_path, tables, {"http_proxy": site.url, "no_proxy": "127.0.0.1"})
        report = crawl.run(code=1)
        assert crawl.urls() == sorted(["http://paper.example/1", "http://other.example/2", f"{site.url}/direct"])
        assert "10.0.0.1 is no public address" in report["sources"][0]["failures"][0]["reason"]
        assert {host for host, path, _ in site.log if path.startswith("/direct")} == {f"127.0.0.1:{site.port}"}


def slow_site(site: Site, count: int, held: threading.Event) -> None:
    """Pages of which the last ones wait until ``held`` is set."""

    def wait(number: int) -> Reply:
        held.wait(30)
        return article(f"late {number}")

    paths = [f"/{number}" for number in range(count)]
    site.routes["/rss.xml"] = rss(site.url, *paths)
    for number, path in enumerate(paths):
        site.routes[path] = article(path) if number < count // 2 else lambda number=number: wait(number)  # type: ignore[misc]


def until(condition: object, seconds: float = 30.0) -> None:
    """Wait for something that another process does."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_kill_dash_nine_loses_no_page(tmp_path: Path) -> None:
    held = threading.Event()
    with serve() as site:
        slow_site(site, 8, held)
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        child = subprocess.Popen(crawl.command(), env=crawl.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            until(lambda: site.fetched("/4"))
            until(lambda: list(crawl.landing.glob("*.open")))
        finally:
            child.kill()
            child.communicate()
        held.set()
        report = crawl.run()
        assert len(report["segments"]) == 2
        assert set(crawl.urls()) == {f"{site.url}/{number}" for number in range(8)}
        assert all(site.fetched(f"/{number}") <= 2 for number in range(8))
        assert not list(crawl.landing.glob("*.open"))
        assert not list((tmp_path / "state").glob("*.lock"))


def test_the_child_stops_when_its_parent_is_gone_and_loses_no_page(tmp_path: Path) -> None:
    held = threading.Event()
    with serve() as site:
        slow_site(site, 8, held)
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        child = subprocess.Popen(
            crawl.command("--watch-stdin"),
            env=crawl.env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdin
        assert child.stderr
        until(lambda: site.fetched("/4"))
        child.stdin.close()
        child.stdin = None
        assert "the parent process is gone" in child.stderr.readline()
        held.set()
        output, _ = child.communicate(timeout=60)
        report = json.loads(output)
        assert report["stopped"]
        assert child.returncode == 1
        assert not list(crawl.landing.glob("*.open"))
        # What was under way comes to its end; at most the 64 requests that Scrapy holds.
        assert len(crawl.landed()) >= 4
        crawl.run()
        assert sorted(set(crawl.urls())) == crawl.urls() == sorted(f"{site.url}/{n}" for n in range(8))


def test_two_crawls_at_once_do_not_fetch_twice(tmp_path: Path) -> None:
    held = threading.Event()
    with serve() as site:
        slow_site(site, 6, held)
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        first = subprocess.Popen(crawl.command(), env=crawl.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            until(lambda: site.fetched("/3"))
            second = crawl.run()
            assert second["sources"][0]["landed"] == 0
        finally:
            held.set()
            first.communicate(timeout=60)
        assert len(crawl.landed()) == 6
        assert all(site.fetched(f"/{number}") == 1 for number in range(6))


def test_a_full_disk_stops_the_crawl_with_closed_segments(tmp_path: Path) -> None:
    with serve() as site:
        paths = [f"/{number}" for number in range(12)]
        site.routes |= {"/rss.xml": rss(site.url, *paths)}
        site.routes |= {path: Reply(b"<html>" + os.urandom(60_000), "text/html") for path in paths}
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        done = subprocess.run(
            crawl.command(),
            env=crawl.env(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000)),
        )
        assert done.returncode == 4, done.stderr
        assert "Traceback" not in done.stderr
        report = json.loads(done.stdout)
        assert "File too large" in report["error"]
        assert not list(crawl.landing.glob("*.open"))
        landed = crawl.urls()
        assert 3 <= len(landed) < 12
        crawl.run()
        assert sorted(set(crawl.urls())) == sorted(f"{site.url}{path}" for path in paths)


@pytest.mark.parametrize(
    ("sources", "asked", "said"),
    [
        ("[[source]]\n", "", "no way to find pages"),
        (source("paper", feeds=["http://a.example/"]), "papr", "did you mean paper"),
    ],
)
def test_usage_errors_exit_two(tmp_path: Path, sources: str, asked: str, said: str) -> None:
    report = Crawl(tmp_path, sources).run(*filter(None, [asked]), code=2)
    assert said in report["error"]


def test_sigterm_ends_the_crawl_with_a_report(tmp_path: Path) -> None:
    held = threading.Event()
    with serve() as site:
        slow_site(site, 6, held)
        crawl = Crawl(
            tmp_path, replace(Crawl(tmp_path), sources=source("paper", feeds=[f"{site.url}/rss.xml"])).sources
        )
        child = subprocess.Popen(crawl.command(), env=crawl.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        until(lambda: site.fetched("/3"))
        child.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        held.set()
        output, _ = child.communicate(timeout=30)
        assert json.loads(output)["stopped"] == "shutdown"
        assert len(crawl.landed()) >= 3

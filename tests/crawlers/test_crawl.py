"""The spider process against a real server: what is found, fetched, landed, remembered and reported."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import zstandard

from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, article, rss, serve

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

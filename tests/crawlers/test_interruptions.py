"""The spider process when its parent dies, the disk fills or SIGTERM comes (kill -9: test_kill); and two at once."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path

from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, Site, article, rss, serve


def slow_site(site: Site, count: int, held: threading.Event) -> None:
    """Pages of which the last ones wait until ``held`` is set."""

    def wait(number: int) -> Reply:
        held.wait(30)
        return article(f"late {number}")

    paths = [f"/{number}" for number in range(count)]
    site.routes["/rss.xml"] = rss(site.url, *paths)
    for number, path in enumerate(paths):
        site.routes[path] = article(path) if number < count // 2 else lambda number=number: wait(number)  # type: ignore[misc]


def until(condition: object, seconds: float = 90.0) -> None:
    """Wait for something that another process does."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


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


def test_sigterm_ends_the_crawl_with_a_report(tmp_path: Path) -> None:
    held = threading.Event()
    with serve() as site:
        slow_site(site, 6, held)
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        child = subprocess.Popen(crawl.command(), env=crawl.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        until(lambda: site.fetched("/3"))
        child.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        held.set()
        output, _ = child.communicate(timeout=30)
        assert json.loads(output)["stopped"] == "shutdown"
        assert len(crawl.landed()) >= 3

"""How we behave when a host asks for less, or a source has spent its day."""

from __future__ import annotations

from email.utils import formatdate
from itertools import count
from pathlib import Path

import pytest

from crawlers.manners import retry_after
from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, Site, article, rss, serve

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (formatdate(NOW + 90, usegmt=True).encode(), 90.0),
        (formatdate(NOW - 90, usegmt=True).encode(), 0.0),
        (b"9" * 400, 999_999_999_999.0),
        (b"soon", None),
        (b"-5", None),
        (b"1.5", None),
        (b"Mon, 99 Foo 99999", None),
        (b"\xff\xfe", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def feed(site: Site, *paths: str) -> str:
    site.routes["/rss.xml"] = Reply(rss(site.url, *paths).body, "application/rss+xml", etag='"same"')
    site.routes |= {path: article(path) for path in paths}
    return source("paper", feeds=[f"{site.url}/rss.xml"])


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_rest_is_kept_and_then_the_request_is_made_again(status: int, tmp_path: Path) -> None:
    with serve() as site:
        crawl = Crawl(tmp_path, feed(site, "/1", "/2", "/3"))
        numbers = count()
        page = article("1")
        busy = Reply("busy", status=status, headers=(("Retry-After", "2"),))
        site.routes["/1"] = lambda: page if next(numbers) else busy
        (row,) = crawl.run()["sources"]
        assert (row["landed"], row["failed"], row["deferred"]) == (3, 0, 0)
        assert (site.fetched("/1"), site.fetched("/2")) == (2, 1)
        first, again = (moment for moment, path in site.times if path == "/1")
        assert again - first > 1.9
        # The rest is the host's, not the page's: one more request may have been under way.
        assert sum(first < moment < first + 1.9 for moment, _ in site.times) <= 1


def test_a_long_rest_holds_for_the_crawl_and_the_next_one_and_loses_nothing(tmp_path: Path) -> None:
    with serve(address="0.0.0.0") as site:
        other = f"http://127.0.0.2:{site.port}"
        site.routes |= {
            "/rss.xml": Reply(rss(other, "/1", "/2", "/3", "/4").body, "application/rss+xml", etag='"same"'),
            "/1": Reply("enough", status=429, headers=(("Retry-After", "3600"),)),
            **{path: article(path) for path in ("/2", "/3", "/4")},
        }
        table = source("paper", feeds=[f"{site.url}/rss.xml"])
        crawl = Crawl(tmp_path, table, allow=("127.0.0.1", "127.0.0.2"))
        (row,) = crawl.run()["sources"]
        assert row["deferred"] >= 2
        assert row["failed"] == 0
        assert row["traps"] == {"host_resting": row["deferred"]}
        asked = len(site.log)
        (row,) = crawl.run()["sources"]
        assert row["landed"] == 0
        assert len(site.log) == asked + 2  # the feed and its host's robots.txt
        (tmp_path / "state" / "hosts.sqlite3").unlink()
        site.routes["/1"] = article("1")
        crawl.run()
        assert crawl.urls() == [f"{other}/{number}" for number in (1, 2, 3, 4)]


def test_a_host_that_answers_429_again_and_again_is_left_alone(tmp_path: Path) -> None:
    with serve() as site:
        paths = [f"/{number}" for number in range(12)]
        crawl = Crawl(tmp_path, feed(site, *paths))
        site.routes |= dict.fromkeys(paths, Reply("no", status=429, headers=(("Retry-After", "0"),)))
        (row,) = crawl.run()["sources"]
        assert sum(site.fetched(path) for path in paths) <= 8
        assert row["deferred"] + row["failed"] == 12


def test_the_budget_of_a_day_ends_the_requests_of_a_source_and_of_no_other(tmp_path: Path) -> None:
    with serve() as site:
        table = feed(site, *(f"/{number}" for number in range(6))) + "budget = 4\n"
        site.routes |= {"/other.xml": rss(site.url, "/other"), "/other": article("other")}
        crawl = Crawl(tmp_path, table + source("other", feeds=[f"{site.url}/other.xml"]))
        paper, other = crawl.run()["sources"]
        assert paper["requests"] <= 4
        assert paper["landed"] in {2, 3}
        assert paper["deferred"] == 6 - paper["landed"]
        assert paper["traps"] == {"budget_spent": paper["deferred"]}
        assert other["landed"] == 1
        again, _ = crawl.run("paper", "other", code=1)["sources"]
        assert again["requests"] == 0
        assert "requests of this day are spent" in again["dead"][0]["reason"]


def test_the_delay_of_a_source_is_kept(tmp_path: Path) -> None:
    with serve() as site:
        crawl = Crawl(tmp_path, feed(site, "/1", "/2") + "delay = 600.0\n")
        (row,) = crawl.run(code=1)["sources"]
        assert "wants 600 seconds" in row["dead"][0]["reason"], "longer than a crawl may take: see test_throttle"
        assert {path for _, path, _ in site.log} <= {"/robots.txt"}

"""robots.txt: what it says to us, and what we do when it says nothing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from crawlers.hosts import Hosts, Robots
from crawlers.robots import GIVEN_UP, MAX_BYTES, parse, product_token
from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, Site, article, rss, serve

TOKEN = "commentariat"


def allowed(text: str, path: str = "/a") -> bool:
    return parse(text.encode(), TOKEN).can_fetch(f"http://paper.example{path}", TOKEN)


@pytest.mark.parametrize(
    "name", ["Commentariat", "COMMENTARIAT", "commentariat/1.0", "Commentariat (news)", "commentariat*"]
)
def test_we_are_meant_by_our_token_in_any_case(name: str) -> None:
    assert not allowed(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert allowed(f"User-agent: *\nDisallow: /\n\nUser-agent: {name}\nAllow: /\n")


@pytest.mark.parametrize("name", ["Comment", "commentariat-news", "mycommentariat", "Googlebot"])
def test_others_are_not_us(name: str) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /\n")


def test_groups_of_one_agent_are_one_and_the_longest_rule_wins() -> None:
    text = (
        "user-agent: commentariat\ndisallow: /a\n\nuser-agent: x\nuser-agent: Commentariat\ndisallow: /b\nallow: /a/b\n"
    )
    assert [allowed(text, path) for path in ("/a", "/b", "/a/b", "/c")] == [False, False, True, True]
    assert not allowed("\ufeffUser-agent: *\r\nDisallow: /*.pdf$ # no papers\r\n", "/x.pdf")


def test_what_is_too_long_is_cut_between_rules() -> None:
    head = "User-agent: *\nDisallow: /early\n"
    filler = "#" * (MAX_BYTES - len(head) - len("\nDisallow: /l")) + "\nDisallow: /late\n"
    assert not allowed(head + filler, "/early")
    assert allowed(head + filler, "/l")
    assert allowed(head + filler, "/late")


def test_our_token_is_what_the_user_agent_begins_with() -> None:
    assert product_token("Commentariat/1.0 (+https://example.org)") == TOKEN
    assert product_token("") == TOKEN


def paper(site: Site, tmp_path: Path, *paths: str) -> Crawl:
    """A source whose feed stands on another host than its pages."""
    pages = f"http://127.0.0.2:{site.port}"
    site.routes["/rss.xml"] = Reply(rss(pages, *paths).body, "application/rss+xml", etag='"same"')
    site.routes |= {path: article(path) for path in paths}
    return Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]), allow=("127.0.0.1", "127.0.0.2"))


def test_out_of_reach_means_wait_and_nothing_is_lost(tmp_path: Path) -> None:
    with serve(address="0.0.0.0") as site:
        crawl = paper(site, tmp_path, "/1", "/2")
        robots = f"//127.0.0.2:{site.port}/robots.txt"
        site.routes[robots] = Reply("down", status=503)
        for _ in range(2):
            (row,) = crawl.run()["sources"]
            assert (row["landed"], row["deferred"], row["failed"]) == (0, 2, 0)
            assert row["traps"] == {"robots_unreachable": 2}
        assert site.fetched("/1") == 0
        site.routes[robots] = Reply("User-agent: *\nDisallow: /2\n", "text/plain")
        (row,) = crawl.run()["sources"]
        assert (row["landed"], row["forbidden"]) == (1, 1)
        assert site.fetched("/2") == 0


def test_out_of_reach_for_a_month_is_as_good_as_not_there(tmp_path: Path) -> None:
    with serve(address="0.0.0.0") as site:
        crawl = paper(site, tmp_path, "/1", "/2")
        site.routes[f"//127.0.0.2:{site.port}/robots.txt"] = Reply("down", status=503)
        hosts = Hosts(tmp_path / "state")
        since = time.time() - GIVEN_UP
        known = Robots(b"User-agent: *\nDisallow: /2\n", fresh=time.time() - 60, missing=since)
        hosts.read(f"http://127.0.0.2:{site.port}", known)
        hosts.close()
        (row,) = crawl.run()["sources"]
        assert (row["landed"], row["forbidden"]) == (1, 1)


def test_a_copy_is_used_as_long_as_its_server_says(tmp_path: Path) -> None:
    with serve(address="0.0.0.0") as site:
        crawl = paper(site, tmp_path, "/1")
        site.routes["/robots.txt"] = Reply("User-agent: *", "text/plain", headers=(("Cache-Control", "max-age=600"),))
        crawl.run()
        crawl.run()
        assert site.fetched("/robots.txt") == 2  # one for each of the two hosts
        (first, *_) = site.headers("/robots.txt")
        assert "if-none-match" not in first


def test_otherwise_it_is_asked_for_again_with_its_validators(tmp_path: Path) -> None:
    with serve() as site:
        site.routes |= {
            "/robots.txt": Reply("User-agent: *\nDisallow: /1\n", "text/plain", etag='"r"'),
            "/rss.xml": rss(site.url, "/1"),
        }
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        for _ in range(2):
            crawl.run()
        assert [headers.get("if-none-match") for headers in site.headers("/robots.txt")] == [None, '"r"']
        assert site.fetched("/1") == 0


def test_a_host_whose_crawl_delay_is_longer_than_a_crawl_is_not_asked(tmp_path: Path) -> None:
    with serve() as site:
        site.routes["/rss.xml"] = rss(site.url, "/1")
        crawl = Crawl(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))
        site.routes["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 86400\n", "text/plain")
        (row,) = crawl.run(code=1)["sources"]
        assert "wants 86400 seconds" in row["dead"][0]["reason"]
        assert site.fetched("/rss.xml") == 0


def test_a_broken_memory_is_no_reason_not_to_crawl(tmp_path: Path) -> None:
    (tmp_path / "hosts.sqlite3").write_bytes(b"no database" * 100)
    hosts = Hosts(tmp_path)
    hosts.rest("paper.example", 1e12)
    hosts.read("http://paper.example", Robots(b"x"))
    assert hosts.rests_until("paper.example") == 1e12
    assert hosts.robots("http://paper.example") == Robots(b"x")
    assert hosts.rests_until("other.example") == 0.0


def test_what_hosts_ask_for_is_remembered(tmp_path: Path) -> None:
    hosts = Hosts(tmp_path)
    hosts.rest("paper.example", 1e12)
    hosts.rest("paper.example", 5.0)
    hosts.rest("now.example", 1e12, kept=False)
    hosts.read("http://paper.example", Robots(b"x", "e", "m", 1e12, 2.0))
    hosts.close()
    again = Hosts(tmp_path)
    assert (again.rests_until("paper.example"), again.rests_until("now.example")) == (1e12, 0.0)
    assert again.robots("http://paper.example") == Robots(b"x", "e", "m", 1e12, 2.0)
    again.close()
    assert sqlite3.connect(tmp_path / "hosts.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)

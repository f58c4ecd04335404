"""``commentariat sources check`` and ``crawl --due`` as a user types them, against a real server."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from flows.cli import main
from tests.crawlers.crawling import source
from tests.crawlers.site import Reply, Site, article, rss, serve

HOUR = 3_600.0


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMMENTARIAT_ALLOWED_HOSTS", "127.0.0.1")


def press(site: Site) -> str:
    """A registry of a paper with every kind of page, one with a broken feed, and one that forbids us."""
    now = time.time()
    rows = (f"/{i}|Page {i}|{formatdate(now - (i + 1) * HOUR, usegmt=True)}" for i in range(3))
    hub = '<link rel="hub" href="https://hub.example/"/>'
    entry = f'<entry><title>A</title><link href="{site.url}/9"/></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{hub}{entry}</feed>'
    day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 5 * HOUR))
    site.routes |= {
        "/robots.txt": Reply("User-agent: *\nDisallow: /private/\n", "text/plain"),
        "/rss.xml": rss(site.url, *rows, etag='"r1"'),
        "/atom.xml": Reply(atom, "application/atom+xml"),
        "/sitemap.xml": Reply(f"<urlset><url><loc>{site.url}/9</loc></url></urlset>", "application/xml"),
        "/news.xml": Reply(
            f"<urlset><url><loc>{site.url}/8</loc><lastmod>{day}</lastmod></url></urlset>", "application/xml"
        ),
        "/broken.xml": Reply("<html><body>Sorry</body></html>"),
        **{f"/{i}": article(f"Page {i}") for i in (0, 1, 2, 8, 9)},
    }
    at = site.url
    return (
        source("paper", feeds=[f"{at}/rss.xml", f"{at}/atom.xml"], sitemaps=[f"{at}/sitemap.xml", f"{at}/news.xml"])
        + source("broken", feeds=[f"{at}/broken.xml"])
        + source("closed", feeds=[f"{at}/private/rss.xml"])
    )


def test_check_probes_every_page_and_lands_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry = tmp_path / "sources.toml"
    with serve() as site:
        registry.write_text(press(site), "utf-8")
        asked = ["sources", "check", "--sources", str(registry)]
        assert main([*asked, "--json"]) == 1
        report = {row["source"]: row for row in json.loads(capsys.readouterr().out)["sources"]}
        assert site.fetched("/0") == site.fetched("/9") == 0
        pages = {page["url"].rpartition("/")[2]: page for page in report["paper"]["pages"]}
        assert {name: (p["links"], p["new"], p["dated"]) for name, p in pages.items()} == {
            "rss.xml": (3, 3, 3), "atom.xml": (1, 1, 0), "sitemap.xml": (1, 1, 0), "news.xml": (1, 1, 1),
        }  # fmt: skip
        assert report["paper"]["new"] == 5
        assert HOUR - 60 < time.time() - report["paper"]["newest"] < HOUR + 600
        assert report["paper"]["robots"] == {site.url: "read"}
        assert report["broken"]["dead"][0]["url"].endswith("/broken.xml")
        assert report["closed"]["forbidden"] == 1
        assert not list(tmp_path.rglob("*.warc.gz*"))

        assert main(["crawl", "paper", "--sources", str(registry)]) == 0
        capsys.readouterr()
        assert main([*asked, "paper"]) == 0
        printed = capsys.readouterr().out
        assert "0 articles would be new" in printed
        assert site.headers("/rss.xml")[-1].get("if-none-match") is None
        assert main(["crawl", "paper", "--sources", str(registry), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["total"]["unchanged"] == 1


def test_only_what_is_due_is_visited_on_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry = tmp_path / "sources.toml"
    with serve() as site:
        registry.write_text(press(site), "utf-8")
        asked = ["crawl", "--sources", str(registry), "--json"]
        assert main([*asked, "paper", "--due"]) == 0
        first = json.loads(capsys.readouterr().out)["sources"]
        assert [row["source"] for row in first] == ["paper"]
        assert 300 <= first[0]["due"] - time.time() + 60 <= 86_400
        assert main([*asked, "paper", "--due"]) == 0
        assert json.loads(capsys.readouterr().out)["sources"] == []
        assert main([*asked, "--due"]) == 1
        assert [row["source"] for row in json.loads(capsys.readouterr().out)["sources"]] == ["broken", "closed"]
        assert main([*asked, "paper"]) == 0
        assert [row["source"] for row in json.loads(capsys.readouterr().out)["sources"]] == ["paper"]


def test_a_crawl_that_finds_nothing_exits_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry = tmp_path / "sources.toml"
    with serve() as site:
        site.routes["/rss.xml"] = rss(site.url)
        registry.write_text(source("empty", feeds=[f"{site.url}/rss.xml"]), "utf-8")
        assert main(["crawl", "--sources", str(registry)]) == 1
        assert "No source named a single link" in capsys.readouterr().out
        site.routes["/rss.xml"] = rss(site.url, "/1", etag='"e"')
        site.routes["/1"] = article("1")
        assert main(["crawl", "--sources", str(registry)]) == 0
        assert main(["crawl", "--sources", str(registry)]) == 0, "nothing but 304 is fine"


def test_check_shows_hubs_and_warns_while_nobody_can_be_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = tmp_path / "sources.toml"
    with serve() as site:
        registry.write_text(press(site), "utf-8")
        asked = ["sources", "check", "paper", "--sources", str(registry)]
        assert main(asked) == 0
        said = capsys.readouterr()
        assert "https://hub.example/" in said.out
        assert "COMMENTARIAT_USER_AGENT" in said.err
        monkeypatch.setenv("COMMENTARIAT_USER_AGENT", "OurWatch/1.0 (desk@our.site)")
        assert main([*asked, "--json"]) == 0
        said = capsys.readouterr()
    assert "COMMENTARIAT_USER_AGENT" not in said.err
    assert json.loads(said.out)["sources"][0]["hubs"] == {f"{site.url}/atom.xml": "https://hub.example/"}

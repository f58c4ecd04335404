"""Records of crawls: what they hold, that they wait on disk for the cluster, and that they never fail a crawl."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.records import Outlet
from flows import sources_health
from flows.adapters.crawl import CrawlReport, Failure, SourceReport
from flows.crawling import crawl
from flows.settings import Settings
from mappings.loader import define
from mappings.names import Names
from tests.crawlers.crawling import source
from tests.crawlers.site import article, rss, serve

SOURCE = SourceReport(
    "paper",
    requests=9,
    links=7,
    new=3,
    landed=2,
    first=1,
    bytes=5_000_000_000,
    statuses={"200": 4, "403": 2, "401": 1, "429": 1, "503": 1},
    dead=(Failure("https://a/feed", "is no feed"),),
    failed=1,
    failures=(Failure("https://a/1", "answered 503"),),
    traps={"redirect loop": 2},
    newest=1_700_000_000.0,
    gap=3_600.5,
    due=1_700_000_300.0,
    seconds=1.5,
)
OUTLET = Outlet("paper", "The Paper", "NO", "newspaper", ("nb",))


def test_a_record_holds_what_the_mapping_knows() -> None:
    (row,) = sources_health.records(CrawlReport((SOURCE,)), {"paper": OUTLET}, datetime(2026, 11, 24, tzinfo=UTC))
    known = define(Names("t"), profile="core").indices[Names("t").sources]["properties"]
    assert set(row) <= set(known)
    for part in ("failures", "dead", "traps", "statuses"):
        assert set(row[part][0]) <= set(known[part]["properties"])
    assert row["@timestamp"] == "2026-11-24T00:00:00.000Z"
    assert (row["refused"], row["limited"], row["landed_first"], row["state"]) == (3, 1, 1, "partly")
    assert (row["newest"], row["usual_gap"]) == ("2023-11-14T22:13:20.000Z", 3_600.5)
    assert row["outlet"]["name"] == "The Paper"


def test_records_wait_on_disk_and_the_oldest_make_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_health, "MAX_WAITING", 2)
    for number in range(3):
        sources_health.keep(settings, [{"requests": number}])
    sources_health.keep(settings, [])
    texts = [path.read_text("utf-8") for path in sources_health.waiting(settings)]
    assert [json.loads(text)["requests"] for text in texts] == [1, 2]


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9"])
def test_a_crawl_succeeds_without_elasticsearch(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str | None
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "sources.toml"
    with serve({"/1": article("1")}) as site:
        site.routes["/rss.xml"] = rss(site.url, "/1|One|Tue, 24 Nov 2026 17:00:00 GMT")
        path.write_text(source("paper", feeds=[f"{site.url}/rss.xml"]), "utf-8")
        here = replace(settings, allowed_hosts="127.0.0.1", elasticsearch_url=url)
        report = asyncio.run(crawl(here, sources_file=path))
    assert report.complete
    (kept,) = sources_health.waiting(settings)
    row = json.loads(kept.read_text("utf-8"))
    assert (row["source_id"], row["landed_first"], row["beginning"]) == ("paper", 1, True)
    assert {entry["status"]: entry["count"] for entry in row["statuses"]} == {200: 2}
    assert row["bytes"] > 0
    assert row["seconds"] > 0


def test_records_that_cannot_be_kept_fail_no_crawl(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.home / "health").write_text("in the way", "utf-8")
    path = tmp_path / "sources.toml"
    path.write_text(source("paper", feeds=["http://127.0.0.1:9/rss.xml"]), "utf-8")
    report = asyncio.run(crawl(settings, sources_file=path))
    assert report.nothing
    assert not report.complete
    assert "no record of the sources' health" in caplog.text

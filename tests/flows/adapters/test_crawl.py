"""The spider process from its parent's side: report, progress, logs, wrong input, cancelling."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from flows.adapters.crawl import CrawlReport, crawl
from flows.errors import Configuration, Transient
from flows.settings import Settings
from tests.crawlers.crawling import source
from tests.crawlers.site import Reply, article, rss, serve


@pytest.fixture
def direct(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that may crawl loopback, without a proxy."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return replace(settings, allowed_hosts="news.intra.example, 127.0.0.1")


def registry(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_reports_counts_progress_and_failures(
    direct: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[tuple[float, float | None]] = []
    with serve({"/1": article("1")}) as site:
        site.routes["/rss.xml"] = rss(site.url, "/1", "/missing")
        path = registry(
            tmp_path,
            source("paper", feeds=[f"{site.url}/rss.xml"]) + source("other", feeds=[f"{site.url}/none.xml"]),
        )
        landing = direct.landing_dir
        landing.mkdir(parents=True)
        (landing / "left.warc.gz.open").write_bytes(b"torn")
        with caplog.at_level(logging.INFO):
            report = asyncio.run(
                crawl(direct, sources_file=path, progress=lambda done, total=None, note="": seen.append((done, total)))
            )
    paper, other = report.sources
    assert (paper.source, paper.links, paper.landed, paper.failed) == ("paper", 2, 1, 1)
    assert paper.failures[0].url.endswith("/missing")
    assert other.dead[0].reason == "answered 404"
    assert report.total["landed"] == 1
    assert not report.complete
    assert [name for name in report.segments if (landing / name).is_file()] == list(report.segments)
    assert seen == [(1, 2)]
    assert "removed a segment without a whole page" in caplog.text
    data = report.to_json()
    assert CrawlReport.from_json({key: data[key] for key in ("sources", "segments", "seconds", "stopped")}) == report


def test_wrong_registries_and_ids_are_configuration_errors(direct: Settings, tmp_path: Path) -> None:
    with pytest.raises(Configuration, match="no such file"):
        asyncio.run(crawl(direct, sources_file=tmp_path / "none.toml"))
    with pytest.raises(Configuration, match="did you mean bbc-world"):
        asyncio.run(crawl(direct, ["bbc-wrld"]))


def test_a_landing_zone_that_cannot_be_written_is_named(direct: Settings, tmp_path: Path) -> None:
    path = registry(tmp_path, source("paper", feeds=["http://127.0.0.1:9/"]))
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(Transient, match="file/landing") as caught:
        asyncio.run(crawl(direct, sources_file=path, landing=tmp_path / "file" / "landing"))
    assert caught.value.exit_code == 4


def test_cancelling_ends_the_child_and_keeps_what_landed(direct: Settings, tmp_path: Path) -> None:
    reached, held = threading.Event(), threading.Event()

    def wait() -> Reply:
        reached.set()
        held.wait(30)
        return article("late")

    async def cancelled(path: Path) -> None:
        task = asyncio.create_task(crawl(direct, sources_file=path))
        await asyncio.to_thread(reached.wait, 60)
        task.cancel()
        await asyncio.sleep(0.2)
        held.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    with serve({"/1": article("1"), "/2": wait}) as site:
        site.routes["/rss.xml"] = rss(site.url, "/1", "/2", "/3")
        asyncio.run(cancelled(registry(tmp_path, source("paper", feeds=[f"{site.url}/rss.xml"]))))
    assert len(list(direct.landing_dir.glob("*.warc.gz"))) == 1
    assert not list(direct.landing_dir.glob("*.open"))
    assert not list((direct.home / "crawl").glob("*.lock"))

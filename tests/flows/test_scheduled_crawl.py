"""The scheduled crawl visits what is due; a crawl somebody asked for visits everything asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from flows import crawling, pipeline
from flows.adapters.crawl import CrawlReport
from flows.settings import Settings


def test_only_the_schedule_leaves_out_what_is_not_due(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    async def crawl(*_: Any, due_only: bool, **__: Any) -> CrawlReport:
        asked.append(due_only)
        return CrawlReport()

    monkeypatch.setattr(crawling, "crawl", crawl)
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path / "served"))
    asyncio.run(pipeline.crawl_when_free.fn())
    with pipeline.using(settings):
        asyncio.run(pipeline.crawl_flow.fn())
    assert asked == [True, False]
    assert CrawlReport().complete, "a schedule that finds nothing due did not fail"

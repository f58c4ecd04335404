"""A crawl as the product runs it: the spider process, then a record of each source's health. Records never fail it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from flows import sources_health
from flows.adapters import crawl as spider
from flows.adapters.crawl import CrawlReport
from flows.console import Progress, silent
from flows.settings import Settings

log = logging.getLogger(__name__)


async def crawl(
    settings: Settings,
    sources: Sequence[str] = (),
    *,
    sources_file: Path | None = None,
    landing: Path | None = None,
    due_only: bool = False,
    progress: Progress = silent,
) -> CrawlReport:
    """:func:`flows.adapters.crawl.crawl`, recorded. The node is not started for the records: they wait for it."""
    report = await spider.crawl(
        settings, sources, sources_file=sources_file, landing=landing, due_only=due_only, progress=progress
    )
    outlets = {source.id: source.outlet for source in spider.chosen(settings, sources, sources_file)}
    try:
        sources_health.keep(settings, sources_health.records(report, outlets))
        await sources_health.deliver(settings)
    except OSError as error:
        log.warning("no record of the sources' health was kept: %s", error)
    return report

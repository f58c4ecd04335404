"""The road as Prefect flows: crawl, ingest, alert, and the three in a row. The only place with ``@flow`` and ``@task``.

Each flow and task calls one library function. Settings never travel as flow parameters, because Prefect records
those and settings hold secrets: they come from the environment, or from :func:`using`. A task is one landed
segment, thousands of pages, never a page. Segments are taken in order, one after the other, so that a replay
decides the same stories.
"""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.adapters.crawl import CrawlReport
from flows.alerts.run import AlertReport
from flows.console import Progress, silent
from flows.errors import CommentariatError, Exit, Transient
from flows.ingest import Counts, SegmentResult
from flows.locks import Busy, exclusive
from flows.logs import configure
from flows.settings import Settings

log = logging.getLogger(__name__)

_settings: ContextVar[Settings | None] = ContextVar("settings", default=None)
_progress: ContextVar[Progress] = ContextVar("progress", default=silent)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did: pages by outcome, rejections by reason, segments done and failed, and wall seconds."""

    counts: Counts = field(default_factory=Counts)
    reasons: Mapping[str, int] = field(default_factory=dict)
    segments: int = 0
    failures: tuple[CommentariatError, ...] = ()
    seconds: float = 0.0

    @property
    def exit_code(self) -> Exit:
        """Partly when something was quarantined or a segment failed; the error's own code when it was the only one."""
        if len(self.failures) == 1 and not self.segments:
            return self.failures[0].exit_code
        return Exit.PARTLY if self.counts.quarantined or self.failures else Exit.DONE

    def to_json(self) -> dict[str, Any]:
        """The summary ``commentariat ingest --json`` prints. ``reasons`` counts the rejected pages: ``not_relevant``
        were read and are not about a leader, ``no_leader`` were not parsed, as they cannot name one."""
        return {**self.counts.to_json(), "seconds": round(self.seconds, 3), "reasons": dict(self.reasons)}


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run over the whole road did."""

    crawl: CrawlReport | None
    ingest: IngestReport
    alerts: AlertReport

    def to_json(self) -> dict[str, Any]:
        """The three reports by name."""
        return {
            "crawl": self.crawl.to_json() if self.crawl else None,
            "ingest": self.ingest.to_json(),
            "alerts": self.alerts.to_json(),
        }


class Report(Protocol):
    """What every part of the road gives back."""

    def to_json(self) -> dict[str, Any]:
        """The report for machines."""


@contextmanager
def using(settings: Settings, progress: Progress = silent) -> Iterator[None]:
    """Run the flows called in the block with these settings instead of the environment's."""
    settings_token, progress_token = _settings.set(settings), _progress.set(progress)
    try:
        yield
    finally:
        _settings.reset(settings_token)
        _progress.reset(progress_token)


def _current() -> Settings:
    return _settings.get() or Settings.load()


async def _worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Retry what may pass; a configuration error will not mend itself, and a busy home says so at once."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, Transient) and not isinstance(error, Busy)


@flow(name="crawl", validate_parameters=False)
async def crawl_flow(
    sources: Sequence[str] = (),
    sources_file: str | None = None,
    landing: str | None = None,
    due_only: bool = False,
) -> CrawlReport:
    """Fetch what the sources published into the landing zone; ``due_only``: those whose visit is due."""
    from flows.crawling import crawl

    settings = _current()
    with exclusive(settings.home, "crawl"):
        return await crawl(
            settings,
            sources,
            sources_file=Path(sources_file) if sources_file else None,
            landing=Path(landing) if landing else None,
            due_only=due_only,
            progress=_progress.get(),
        )


@task(name="segment", retries=2, retry_delay_seconds=[1, 10], retry_condition_fn=_worth_retrying, cache_policy=NO_CACHE)
async def segment_task(path: str, landing: str | None = None, rejections: str | None = None) -> SegmentResult:
    """Normalise, deduplicate and index one segment; file it in the archive if it came from the landing zone."""
    from flows.ingest import process_segment
    from flows.rejections import rejection_log

    place = Path(landing) if landing else None
    with rejection_log(rejections) as told:
        return await process_segment(Path(path), _current(), _progress.get(), landing=place, told=told)


@flow(name="ingest", validate_parameters=False)
async def ingest_flow(
    warcs: Sequence[str] = (), landing: str | None = None, rejections: str | None = None
) -> IngestReport:
    """Ingest the files named, or every closed segment of the landing zone. A segment that fails stays where it is.

    ``rejections`` names a file that gets a JSON line for each page rejected.
    """
    from flows.ingest import closed_segments

    settings = _current()
    started = time.monotonic()
    with exclusive(settings.home, "ingest"):
        paths = [Path(w) for w in warcs] or closed_segments(Path(landing) if landing else settings.landing_dir)
        results: list[SegmentResult] = []
        failures: list[CommentariatError] = []
        for path in paths:
            try:
                results.append(await segment_task(str(path), landing, rejections))
            except Transient:
                raise
            except CommentariatError as error:
                failures.append(error)
    reasons: Counter[str] = sum((r.reasons for r in results), Counter())
    return IngestReport(
        counts=sum((r.counts for r in results), Counts()),
        reasons=dict(reasons.most_common()),
        segments=len(results),
        failures=tuple(failures),
        seconds=time.monotonic() - started,
    )


@flow(name="alerts", validate_parameters=False)
async def alerts_flow() -> AlertReport:
    """Run every saved search over what is new, and mail what it found."""
    from flows.adapters.elasticsearch import connect
    from flows.alerts.run import run_alerts
    from mappings.names import Names

    settings = _current()
    client = connect(settings, _progress.get())
    try:
        return await run_alerts(settings, client, Names(settings.index_prefix))
    finally:
        await client.close()


@flow(name="run", validate_parameters=False)
async def run_flow(sources_file: str | None = None, crawl: bool = True) -> RunReport:
    """Crawl, ingest and alert, in that order."""
    return RunReport(
        crawl=await crawl_flow(sources_file=sources_file) if crawl else None,
        ingest=await ingest_flow(),
        alerts=await alerts_flow(),
    )


async def run_once(
    settings: Settings, *, sources_file: Path | None = None, crawl: bool = True, progress: Progress = silent
) -> RunReport:
    """:func:`run_flow` with given settings, for callers that hold them."""
    with using(settings, progress):
        return await run_flow(str(sources_file) if sources_file else None, crawl)


async def _scheduled(work: Callable[[], Coroutine[Any, Any, Report]]) -> None:
    """Do the work of a scheduled run in a process of its own, and log what came of it."""
    settings = Settings.load()
    configure(settings.log_level, settings.log_format)
    logging.getLogger("asyncio").addFilter(_is_no_stop)
    try:
        report = await work()
    except Busy as busy:
        log.info("skipped: %s", busy)
        return
    if isinstance(report, CrawlReport):
        for source in report.sources:
            for lost in (*source.dead, *source.failures):
                log.warning("%s", lost.reason, extra={"source": source.source, "url": lost.url})
        log.info("crawled: %s", json.dumps(report.total))
    else:
        log.info("done: %s", json.dumps(report.to_json(), ensure_ascii=False))


def _is_no_stop(record: logging.LogRecord) -> bool:
    """Prefect ends a flow run on SIGTERM with an exception that asyncio reports with a traceback: no fault to show."""
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__name__ != "TerminationSignal"


@flow(name="scheduled crawl", validate_parameters=False)
async def crawl_when_free() -> None:
    """The scheduled crawl: visits what is due; skips when one is still at work."""
    await _scheduled(partial(crawl_flow.fn, due_only=True))


@flow(name="scheduled ingest", validate_parameters=False)
async def ingest_when_free() -> None:
    """The scheduled ingest: skips when one is still at work."""
    await _scheduled(ingest_flow.fn)


@flow(name="scheduled alerts", validate_parameters=False)
async def alerts_when_free() -> None:
    """The scheduled alert run: skips when one is still at work."""
    await _scheduled(alerts_flow.fn)

"""One landed segment into the index: read, normalise, decide, write, count.

Batches are decided once, in file order, and written ahead into the journal (:mod:`flows.journal`): killed at any
moment, the next ingest of the same segment carries on, every page is counted once and none is lost. What cannot be
read or is refused by the index goes to quarantine with its reason, and the rest goes on. Whoever calls holds the lock
``ingest`` of the home: one writer at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.records import LandedPage
from flows.adapters import warc
from flows.adapters.warc import BrokenRecord, Span
from flows.archive import archive_segment, closed_segments
from flows.console import Progress, silent
from flows.errors import CommentariatError
from flows.journal import Aside, Counts, Journal, Plan, Write
from flows.likeness import Version
from flows.model import Rejection, timestamp
from flows.outlets import Outlets
from flows.quarantine import Entry, Quarantine
from flows.reading import Failed, Reader, Reading
from flows.settings import Settings
from flows.stories import Outcome, StoryDecision, decide

if TYPE_CHECKING:
    from flows.adapters.store import Store

__all__ = ["Counts", "SegmentResult", "archive_segment", "closed_segments", "ingest_segment", "process_segment"]

log = logging.getLogger(__name__)

BATCH = 150
"""Pages decided together: one round trip for all; more would only hold more in memory."""

BATCH_BYTES = 32 * 1024 * 1024

_COUNTED = {
    Outcome.NEW: "indexed",
    Outcome.COPY: "copies",
    Outcome.REVISION: "revised",
    Outcome.UNCHANGED: "unchanged",
}


Told = Callable[[Rejection, LandedPage], None]
"""Hears of each page that was rejected, with the page."""


def unheard(rejection: Rejection, page: LandedPage) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """What became of a segment's pages: counts, and why pages were rejected."""

    counts: Counts
    reasons: Counter[str] = field(default_factory=Counter)


async def process_segment(
    path: Path,
    settings: Settings,
    progress: Progress = silent,
    *,
    landing: Path | None = None,
    told: Told = unheard,
) -> SegmentResult:
    """Connect, ingest one file and, when it lies in the landing zone, move it to the archive."""
    from flows.adapters.elasticsearch import connect
    from flows.adapters.store import Store
    from mappings.names import Names

    client = connect(settings, progress)
    try:
        store = Store(client, Names(settings.index_prefix))
        await prepare(store, settings)
        result = await ingest_segment(path, settings, store, progress, told)
    finally:
        await client.close()
    if path.resolve().parent == (landing or settings.landing_dir).resolve():
        archive_segment(path, settings)
    return result


async def ingest_segment(
    path: Path, settings: Settings, store: Store, progress: Progress = silent, told: Told = unheard
) -> SegmentResult:
    """Ingest one WARC file from where an earlier ingest stopped; the counts are those of the whole file.

    ``told`` hears of the pages rejected in this run, not of those an earlier, killed one already told of.
    """
    outlets = Outlets.of_registry(settings.sources)
    journal = Journal(settings.home, path, await store.identity())
    state = journal.load()
    quarantine = Quarantine(settings.home)
    if state.offset or state.plan:
        log.info("going on at byte %d, %d pages done", state.offset, state.counts.read, extra={"segment": path.name})
    size = path.stat().st_size
    if state.plan:
        state = state.done(await _carry_out(state.plan, path, store, quarantine))
        journal.save(state)
    with (
        Reader(
            settings.workers, settings.minimum_relevance, settings.extractors, prefilter=settings.prefilter == "on"
        ) as reader,
        contextlib.closing(warc.spans(path, state.offset)) as spans,
    ):
        ahead = asyncio.create_task(_next(spans, reader, outlets))
        try:
            while batch := await ahead:
                # While this batch is decided and written, the next one is read.
                ahead = asyncio.create_task(_next(spans, reader, outlets))
                state = replace(state, plan=await _plan(batch, store))
                journal.save(state)
                for span, reading in batch:
                    if isinstance(reading, Rejection) and isinstance(span.item, LandedPage):
                        told(reading, span.item)
                assert state.plan is not None
                state = state.done(await _carry_out(state.plan, path, store, quarantine))
                journal.save(state)
                progress(min(state.offset, size), size, f"{path.name}: {state.counts.read} pages")
        finally:
            # A thread that reads cannot be cancelled: the file may be closed only when it is done.
            with contextlib.suppress(Exception):
                await ahead
    journal.remove()
    return SegmentResult(state.counts, Counter(state.reasons))


async def ingest_entry(entry: Entry, settings: Settings, store: Store) -> str:
    """Run a record from quarantine through ingest again; the reason it failed once more, or empty."""
    quarantine = Quarantine(settings.home)
    outlets = Outlets.of_registry(settings.sources)
    path = quarantine.warc(entry.id)
    if not entry.kept or not path.is_file():
        return f"{entry.reason} (its bytes are not kept here; ingest the segment {entry.segment} again)"
    try:
        spans = [
            replace(span, item=replace(span.item, warc=entry.segment, offset=entry.offset + span.item.offset))
            for span in warc.spans(path)
        ]
    except CommentariatError as error:
        return str(error)
    with Reader(1, settings.minimum_relevance, settings.extractors) as reader:
        batch = await _read(spans, reader, outlets)
    if not batch:
        return "no response record in it"
    plan = await _plan(batch, store)
    if plan.aside:
        return plan.aside[0].reason
    failures = await store.write([(w.action, _stamped(w)) for w in plan.writes])
    return failures[0].reason if failures else ""


Batch = list[tuple[Span, Reading | None]]
"""Items of a file with what was read of them; ``None`` for a broken record."""


async def _next(spans: Iterator[Span], reader: Reader, outlets: Outlets) -> Batch:
    return await _read(await asyncio.to_thread(_some, spans), reader, outlets)


def _some(spans: Iterator[Span]) -> list[Span]:
    taken: list[Span] = []
    size = 0
    for span in islice(spans, BATCH):
        taken.append(span)
        size += len(span.item.body) if isinstance(span.item, LandedPage) else len(span.item.raw)
        if size >= BATCH_BYTES:
            break
    return taken


async def _read(spans: Sequence[Span], reader: Reader, outlets: Outlets) -> Batch:
    pages = [span.item for span in spans if isinstance(span.item, LandedPage)]
    found = iter(await reader.read([(p, None if _has_outlet(p) else outlets.of(p.url)) for p in pages]))
    return [(span, next(found) if isinstance(span.item, LandedPage) else None) for span in spans]


def _has_outlet(page: LandedPage) -> bool:
    return page.discovery is not None and page.discovery.outlet is not None


async def _plan(batch: Batch, store: Store) -> Plan:
    """Decide a batch: nothing is written yet."""
    incoming = [(span, reading) for span, reading in batch if isinstance(reading, Version)]
    versions = [version for _, version in incoming]
    decisions = decide(versions, await store.knowledge(versions))
    counted = Counter(_COUNTED[decision.outcome] for decision in decisions)
    writes: list[Write] = []
    for (span, _), decision in zip(incoming, decisions, strict=True):
        writes += _writes(span, decision, store)
    rejections = [reading for _, reading in batch if isinstance(reading, Rejection)]
    aside = [
        Aside(span.item.offset, span.end, span.item.url, _reason(span, reading))
        for span, reading in batch
        if isinstance(span.item, BrokenRecord) or isinstance(reading, Failed)
    ]
    counts = Counts(read=len(batch), rejected=len(rejections), quarantined=len(aside), **counted)
    reasons = dict(Counter(rejection.reason for rejection in rejections))
    return Plan(batch[-1][0].end, counts, reasons, tuple(writes), tuple(aside))


def _reason(span: Span, reading: Reading | None) -> str:
    if isinstance(span.item, BrokenRecord):
        return span.item.reason
    return reading.reason if isinstance(reading, Failed) else ""


def _writes(span: Span, decision: StoryDecision, store: Store) -> Iterator[Write]:
    counted = _COUNTED[decision.outcome]
    if decision.history:
        action, document = store.earlier(decision.history)
        yield Write(action, document, span.item.offset, span.end, counted)
    if decision.write:
        action, document = store.current(decision.write)
        # An older text that comes in late goes to the history: the document itself did not change.
        fresh = decision.outcome is not Outcome.UNCHANGED and not decision.late
        yield Write(action, document, span.item.offset, span.end, counted, stamp=fresh)


def _stamped(write: Write) -> dict[str, object]:
    if not write.stamp:
        return write.document
    return {**write.document, "event": {**write.document["event"], "ingested": timestamp(datetime.now(UTC))}}


async def _carry_out(plan: Plan, path: Path, store: Store, quarantine: Quarantine) -> Counts:
    """Write a plan; safe to do twice. Returns its counts with what the index refused moved to quarantine."""
    for aside in plan.aside:
        _set_aside(aside, path, quarantine)
    failures = await store.write([(write.action, _stamped(write)) for write in plan.writes])
    refused: dict[int, tuple[Write, str]] = {}
    for failure in failures:
        write = plan.writes[failure.position]
        refused.setdefault(write.offset, (write, f"the index refused it: {failure.reason}"))
    counts = plan.counts
    for write, reason in refused.values():
        url = str(write.document["url"]["original"])
        _set_aside(Aside(write.offset, write.end, url, reason), path, quarantine)
        moved = {write.counted: getattr(counts, write.counted) - 1, "quarantined": counts.quarantined + 1}
        counts = replace(counts, **moved)
    return counts


def _set_aside(aside: Aside, path: Path, quarantine: Quarantine) -> None:
    raw = warc.raw(path, aside.offset, aside.end)
    quarantine.add(segment=path.name, offset=aside.offset, raw=raw, url=aside.url, reason=aside.reason)
    log.warning("set aside: %s", aside.reason, extra={"url": aside.url, "segment": path.name})


async def prepare(store: Store, settings: Settings) -> None:
    """Make sure the indices exist, so that a first ingest needs no set-up of its own."""
    from flows.adapters.indices import install

    if not await store.ready():
        await install(store.client, settings)

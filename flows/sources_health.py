"""A record of every source's crawl: kept in ``HOME/health`` first, then written to the index ``commentary-sources``.

A record goes to disk before it goes to the cluster, under an id of its own, so that a cluster that is out of reach, or
a crash in between, costs nothing: what waits is written with the next crawl, and written twice it is there once. What
the records say of a source is :mod:`flows.diagnosis`.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.records import Outlet
from flows.adapters.crawl import CrawlReport, SourceReport
from flows.errors import CommentariatError
from flows.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

log = logging.getLogger(__name__)

MAX_WAITING = 1_000
"""Files of records that wait at most: three days of a crawl every five minutes. The oldest go first."""

MAX_NAMED = 20
"""Failures, dead pages and traps named in a record; the crawl's own report has more."""

BULK = 500


def records(report: CrawlReport, outlets: Mapping[str, Outlet], at: datetime | None = None) -> list[dict[str, Any]]:
    """The records of a crawl that ended at ``at`` (default: now), one a source."""
    stamp = _iso((at or datetime.now(UTC)).timestamp())
    return [_record(source, outlets.get(source.source), stamp, report.stopped) for source in report.sources]


def keep(settings: Settings, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put records where they wait for the cluster. Raises ``OSError``."""
    if not rows:
        return
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}-{secrets.token_hex(4)}.jsonl"
    making = folder / f".{name}"
    making.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    making.rename(folder / name)
    for path in sorted(folder.glob("*.jsonl"))[:-MAX_WAITING]:
        log.warning("%s waited too long for Elasticsearch and is dropped", path.name)
        path.unlink(missing_ok=True)


async def deliver(settings: Settings) -> int:
    """Write what waits, if the cluster is there and knows us; how many records were written. Never starts a node."""
    from flows.adapters.elasticsearch import connect

    if not waiting(settings) or not _running(settings):
        return 0
    try:
        client = connect(settings)
        try:
            # One short question first: a cluster that is away should not hold up a crawl.
            return await write(client.options(request_timeout=5.0, max_retries=0), settings)
        finally:
            await client.close()
    except CommentariatError as error:
        log.info("the records of this crawl wait in %s: %s", _folder(settings), error)
        return 0


async def write(client: AsyncElasticsearch, settings: Settings) -> int:
    """Write what waits to the index; how many records were written. What the index does not take stays.

    Without the index nothing is written: made by the first record, it would lack its mapping.
    """
    from elasticsearch.helpers import async_bulk

    from mappings.names import Names

    index = Names(settings.index_prefix).sources
    if not await client.indices.exists(index=index):
        return 0
    written = 0
    for path in waiting(settings):
        actions = [
            {"_op_type": "index", "_index": index, "_id": f"{path.stem}-{number}", **row}
            for number, row in enumerate(_rows(path))
        ]
        done, refused = await async_bulk(client, actions, chunk_size=BULK, raise_on_error=False, stats_only=True)
        written += done
        if refused:
            log.warning(
                "the index %s does not take %s records, they wait in %s: run `commentariat setup`", index, refused, path
            )
        else:
            path.unlink(missing_ok=True)
    return written


def waiting(settings: Settings) -> list[Path]:
    """Files of records not yet written, oldest first."""
    return sorted(path for path in _folder(settings).glob("*.jsonl") if not path.name.startswith("."))


def _rows(path: Path) -> list[dict[str, Any]]:
    """The records of a file; another crawl may have written it meanwhile, a disk may have torn it."""
    rows = []
    try:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if isinstance(row, dict):
                rows.append(row)
    except FileNotFoundError:
        return []
    except ValueError:
        log.warning("%s holds a broken line, which is left out", path)
    return rows


def _record(source: SourceReport, outlet: Outlet | None, stamp: str, stopped: str) -> dict[str, Any]:
    statuses = {int(status): number for status, number in source.statuses.items()}
    row: dict[str, Any] = {
        "@timestamp": stamp,
        "source_id": source.source,
        "state": stopped or ("partly" if not source.complete else "nothing" if source.nothing else "done"),
        "requests": source.requests,
        "statuses": [{"status": status, "count": number} for status, number in sorted(statuses.items())],
        "refused": sum(statuses.get(status, 0) for status in (401, 403, 451)),
        "limited": statuses.get(429, 0),
        "bytes": source.bytes,
        "links_found": source.links,
        "links_new": source.new,
        "landed": source.landed,
        "landed_first": source.first,
        "unchanged": source.unchanged,
        "forbidden": source.forbidden,
        "skipped": source.skipped,
        "deferred": source.deferred,
        "failed": source.failed,
        "linkless": source.linkless,
        "hubs": [{"url": url, "hub": hub} for url, hub in list(source.hubs.items())[:MAX_NAMED]],
        "failures": [{"url": f.url, "reason": f.reason, "count": 1} for f in source.failures[:MAX_NAMED]],
        "dead": [{"url": f.url, "reason": f.reason} for f in source.dead[:MAX_NAMED]],
        "traps": [{"name": name, "count": number} for name, number in list(source.traps.items())[:MAX_NAMED]],
        "beginning": source.beginning,
        "seconds": source.seconds,
    }
    if outlet:
        row["outlet"] = {"id": outlet.id, "name": outlet.name, "country": outlet.country, "kind": outlet.kind}
    if source.newest is not None:
        row["newest"] = _iso(source.newest)
    if source.due is not None:
        row["due"] = _iso(source.due)
    if source.gap is not None:
        row["usual_gap"] = source.gap
    return row


def _running(settings: Settings) -> bool:
    if settings.elasticsearch_url:
        return True
    from flows.adapters import node

    return node.status(settings).state is node.State.RUNNING


def _folder(settings: Settings) -> Path:
    return settings.home / "health"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

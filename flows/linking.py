"""Tells the stories of the index which stories tell the same in other languages: ``story.related``, on every member.

Links are only ever added, both ways; ids of stories, texts and times stay as they are, and a second run writes
nothing. ``event.ingested`` stays too, so that alerts take nothing linked for news. Where another worker wrote a
document meanwhile, it is read and decided again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.console import Progress, silent
from flows.crosslanguage import WITHIN, evidence, links
from flows.errors import Transient

if TYPE_CHECKING:
    from flows.adapters.store import Store
    from flows.settings import Settings

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Linked:
    """Documents compared, stories found to have links, pairs of stories linked, and documents written."""

    documents: int = 0
    stories: int = 0
    pairs: int = 0
    written: int = 0

    def to_json(self) -> dict[str, Any]:
        """The counts by name."""
        return asdict(self)


async def link_home(settings: Settings, since: timedelta, progress: Progress = silent) -> Linked:
    """Connect and :func:`link`, while no ingest of this home is at work."""
    from flows.adapters.elasticsearch import connect
    from flows.adapters.store import Store
    from flows.locks import exclusive
    from mappings.names import Names

    client = connect(settings, progress)
    try:
        with exclusive(settings.home, "ingest"):
            return await link(Store(client, Names(settings.index_prefix)), datetime.now(UTC) - since)
    finally:
        await client.close()


async def link(store: Store, since: datetime) -> Linked:
    """Link what was first fetched since then, with each other and with what came up to 48 hours before."""
    from flows.adapters import window

    batch = [evidence(document) async for document in window.fetched_since(store, since - WITHIN)]
    found = links(batch)
    written = await _write(store, found) if found else 0
    return Linked(len(batch), len(found), sum(map(len, found.values())) // 2, written)


async def _write(store: Store, found: Mapping[str, frozenset[str]]) -> int:
    from flows.adapters import window

    written = 0
    for _ in range(_ROUNDS):
        told = await window.members(store, sorted(found))
        wanted = {key: sorted({*story.related, *found[story.id]}) for key, story in told.items()}
        lacking = {key: related for key, related in wanted.items() if related != list(told[key].related)}
        if not lacking:
            return written
        written += await window.relate(store, lacking)
    raise Transient(
        f"{_ROUNDS} times another worker changed the same documents first",
        remedy="Run `commentariat stories link` again.",
    )

"""Every saved search there is: those in the folder, and those in Kibana where ``COMMENTARIAT_KIBANA_SEARCHES`` says.

A Kibana that does not answer must not silence its searches: the last export it gave is kept and used, and that is
reported. A search of Kibana's that cannot run is refused by name, and keeps none of the others from running.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.alerts.searches import load_rules, load_searches
from flows.alerts.subscription import SavedSearch
from flows.errors import Configuration, Transient
from flows.model import timestamp

if TYPE_CHECKING:
    from flows.alerts.kibana_searches import Object
    from flows.settings import Settings

LIVE = "live"


@dataclass(frozen=True, slots=True)
class Loaded:
    """All searches that can run, and why others cannot, by name."""

    searches: tuple[SavedSearch, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


async def load_all(settings: Settings) -> Loaded:
    """Read everything. Raises :class:`~flows.errors.Configuration` for broken files or settings."""
    searches = load_searches(settings.searches)
    rules = load_rules(settings.searches)
    if not settings.kibana_searches:
        reason = "selects searches of Kibana, and COMMENTARIAT_KIBANA_SEARCHES is not set"
        return Loaded(searches, {rule.place: f"{rule.place} {reason}" for rule in rules})
    from flows.alerts.kibana_searches import read
    from mappings.names import Names

    objects, stale = await _objects(settings)
    found = read(objects, rules, Names(settings.index_prefix))
    refused = {**found.refused, **({"Kibana": stale} if stale else {})}
    taken = {search.name.casefold() for search in searches}
    more = []
    for search in found.searches:
        if search.name.casefold() in taken:
            refused[f"{search.name} (Kibana)"] = f"{search.place}: a search of the folder has the same name"
        else:
            more.append(search)
    return Loaded((*searches, *more), refused)


async def _objects(settings: Settings) -> tuple[list[Object], str]:
    from flows.alerts.kibana_searches import parse_export

    where = settings.kibana_searches or ""
    if where != LIVE:
        return [item for file in _files(Path(where)) for item in parse_export(_text(file), file.name)], ""
    if not settings.kibana_url:
        raise Configuration("COMMENTARIAT_KIBANA_SEARCHES is `live`, COMMENTARIAT_KIBANA_URL is not set")
    kept = settings.home / "alerts" / "kibana-searches.ndjson"
    try:
        text, stale = await _live(settings), ""
    except (Transient, Configuration) as error:
        if not kept.is_file():
            raise
        since = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
        text, stale = _text(kept), f"{error}; its searches run as they were at {timestamp(since)}"
    objects = parse_export(text, "Kibana's export")
    if not stale:
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        half.write_text(text, "utf-8")
        half.replace(kept)
    return objects, stale


async def _live(settings: Settings) -> str:
    from flows.adapters.kibana_http import connected

    async with connected(settings) as kibana:
        return await kibana.export_all("search")


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix == ".ndjson")
    return [path]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Configuration(
            f"{file} cannot be read: {error}",
            remedy="COMMENTARIAT_KIBANA_SEARCHES names an NDJSON export, a folder of them, or is `live`.",
        ) from None

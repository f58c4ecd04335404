"""Every saved search and panel run on a real node: over the press of the demo, or over one's own index.

For the demo's press, indices of their own are made under ``PREFIX-check-…`` and removed at the end, whatever happens;
nothing of the operator's is touched. A panel has to find documents within its dashboard's time and give buckets with
values; one that says why it may be ``empty`` may. Over one's own index an empty panel is a note, no mistake.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.adapters.elasticsearch import connect, reason
from flows.console import Progress, silent
from flows.dashboards.queries import compiled
from flows.errors import Configuration
from flows.settings import Settings
from mappings.definitions import VIEW, Definition, Problem
from mappings.names import Names
from mappings.panels import aggregation, answered

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """One search or panel on the node. ``found`` counts documents; all is well without a ``problem`` and a ``note``."""

    definition: Definition
    panel: str
    found: int = 0
    problem: str = ""
    note: str = ""

    def as_problem(self) -> Problem:
        """What is wrong, with its place."""
        place = " ".join(self.definition.key) + (f", panel {self.panel}" if self.panel else "")
        return Problem(self.definition.file, place, self.problem)


@dataclass(frozen=True, slots=True)
class _Request:
    definition: Definition
    panel: Mapping[str, Any]
    """The panel, or the saved search."""
    index: str
    body: Json


async def over_demo(settings: Settings, definitions: Sequence[Definition], progress: Progress = silent) -> list[Trial]:
    """Try everything over the press of the demo. Raises ``Configuration`` and ``Transient``."""
    import asyncio

    from flows.adapters.indices import install
    from flows.demo.corpus import crawls, documents

    ours = replace(settings, index_prefix=f"{settings.index_prefix}-check-{secrets.token_hex(4)}", replicas=0)
    names = Names(ours.index_prefix)
    opened = datetime.now(UTC).replace(microsecond=0)
    progress(0, None, "reading the press of the demo")
    rows = await asyncio.to_thread(documents, opened)
    client = connect(settings, progress)
    try:
        try:
            await install(client, ours)
            await _fill(client, names.write, {row["id"]: row for row in rows})
            await _fill(client, names.sources, {str(at): row for at, row in enumerate(crawls(opened))})
            return await _run(client, names, definitions, progress)
        finally:
            await _remove(client, names)
    finally:
        await client.close()


async def over_own(settings: Settings, definitions: Sequence[Definition], progress: Progress = silent) -> list[Trial]:
    """Try everything over the operator's own indices: what is empty there is a note. Raises as :func:`over_demo`."""
    names = Names(settings.index_prefix)
    client = connect(settings, progress)
    try:
        if not await client.indices.exists(index=[names.read, names.sources]):
            raise Configuration(f"the index {names.read} is not there yet", remedy="Run `commentariat setup` first.")
        trials = await _run(client, names, definitions, progress)
    finally:
        await client.close()
    return [replace(t, problem="", note=t.problem) if t.problem.startswith(_EMPTY) else t for t in trials]


_EMPTY = "it is empty"


async def _fill(client: AsyncElasticsearch, index: str, rows: Mapping[str, Json]) -> None:
    operations: list[Json] = []
    for id_, row in rows.items():
        operations += [{"index": {"_index": index, "_id": id_}}, row]
    answer = await client.bulk(operations=operations, refresh=True)
    if answer["errors"]:
        wrong = next(item["index"]["error"] for item in answer["items"] if "error" in item["index"])
        raise Configuration(f"the node does not take the demo's documents: {wrong.get('reason', wrong)}")


async def _remove(client: AsyncElasticsearch, names: Names) -> None:
    """Take away the indices and templates of a trial, by their full names: wildcards may be forbidden."""
    from elasticsearch import ApiError

    from mappings.loader import define

    made = define(names, profile="core")
    for index in made.indices:
        await client.indices.delete(index=index, ignore_unavailable=True)
    # A template that is not there was never made.
    for template in made.templates:
        with suppress(ApiError):
            await client.indices.delete_index_template(name=template)
    for component in made.components:
        with suppress(ApiError):
            await client.cluster.delete_component_template(name=component)


async def _run(
    client: AsyncElasticsearch, names: Names, definitions: Sequence[Definition], progress: Progress
) -> list[Trial]:
    from elasticsearch import ApiError

    requests = list(_requests(names, definitions))
    trials = []
    for done, request in enumerate(requests):
        panel = str(request.panel["id"]) if request.definition.key[0] == "dashboard" else ""
        progress(done, len(requests), f"{request.definition.key[1]} {panel}".strip())
        try:
            answer = (await client.search(index=request.index, track_total_hits=True, **request.body)).body
        except ApiError as error:
            trials.append(Trial(request.definition, panel, problem=f"the node refuses it: {reason(error.body)}"))
            continue
        trials.append(_judged(request, panel, answer))
    return trials


def _judged(request: _Request, panel: str, answer: Json) -> Trial:
    found = int(answer["hits"]["total"]["value"])
    told = ""
    if not found:
        told = f"{_EMPTY}: no document matches"
    elif not answered(answer.get("aggregations", {})):
        told = f"{_EMPTY}: {found} documents match, but no bucket holds a value"
    if told and "empty" in request.panel:
        return Trial(request.definition, panel, found, note=f"{told} ({request.panel['empty']})")
    return Trial(request.definition, panel, found, problem=told)


def _requests(names: Names, definitions: Sequence[Definition]) -> Iterator[_Request]:
    views = {d.key[1]: d.given for d in definitions if d.key[0] == "data view"}
    for definition in definitions:
        kind, _ = definition.key
        given = definition.given
        if kind == "search":
            part, _ = _view(views, given)
            body = {"query": compiled(given["query"], part), "size": 1, "sort": [dict([row]) for row in given["sort"]]}
            yield _Request(definition, given, _index(names, part), body)
        for panel in given.get("panels", ()) if kind == "dashboard" else ():
            if panel["chart"] in ("search", "text"):
                continue
            part, time = _view(views, panel)
            span = {"range": {time: {"gte": given["from"], "lte": given["to"]}}}
            query = {"bool": {"filter": [span, compiled(panel.get("query", ""), part)]}}
            aggs = aggregation(panel, time, partial(compiled, index=part))
            yield _Request(definition, panel, _index(names, part), {"query": query, "size": 0, "aggs": aggs or None})


def _view(views: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> tuple[str, str]:
    view = views[given.get("view", VIEW)]
    return view["index"], view["time"]


def _index(names: Names, part: str) -> str:
    return names.read if part == "documents" else str(getattr(names, part))

"""Moves the documents into an index with another mapping, while they are written and searched.

1. A new index is made beside the old one and the documents are copied, in the order they were written (``_seq_no``),
   each with its external version; then what was written meanwhile, again and again until a pass finds next to nothing.
2. Every document of both is compared: none missing, none older, the same version with the same content.
3. Both aliases are moved in one step: no reader and no writer ever meets an alias that is not there.
4. Writing to the old index is blocked, which waits for the writes under way, and their documents follow.

Nothing but search, bulk and index settings is asked of the node: no scripts, no reindex module. Progress stands in the
``_meta`` of the new index, so a migration that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mappings.copying import Copier, Counted
from mappings.languages import LANGUAGES, analysed_as
from mappings.loader import MappingConflict, define, templates
from mappings.names import VERSION, Names
from mappings.standing import best_profile, standing

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.loader import Definition

SMALL = 200
"""A pass that found no more than this is followed by the comparison and the swap: the rest takes a moment."""

PASSES = 50
"""Passes after which the writers are taken to be faster than we are."""

Told = Callable[[int, int | None, str], None]


def _silent(done: int, total: int | None, text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did. ``source`` is empty when there was nothing to do; ``late`` came after the swap."""

    target: str
    source: str = ""
    profile: str = ""
    documents: int = 0
    copied: int = 0
    passes: int = 0
    compared: int = 0
    late: int = 0
    refilled: int = 0
    digest: str = ""
    dropped: str = ""


async def migrate(
    client: AsyncElasticsearch, names: Names, *, replicas: int = 0, drop_old: bool = False, told: Told = _silent
) -> Migrated:
    """Bring the documents into an index of the present mapping with the best analysis the node can do.

    Raises :class:`MappingConflict` when there is no index yet, a document does not fit, or the comparison fails: the
    old index then serves as before.
    """
    held = await standing(client, names)
    if held.created:
        raise MappingConflict(f"there is no index behind {names.write} to migrate: `commentariat setup` makes one")
    meta = await _meta(client, held.index)
    if "migration" in meta:  # killed between the swap and its end
        copier = Copier(client, meta["migration"]["from"], held.index, frozenset(meta["languages"]), meta)
        return await _finish(copier, Migrated(held.index, copier.source), drop_old, told)
    profile, able = await best_profile(client)
    definition = define(names, profile=profile, replicas=replicas, languages=able)
    wanted = definition.indices[names.documents]["_meta"]
    if (meta.get("version"), meta.get("digest")) == (VERSION, wanted["digest"]):
        refilled = await _refill(Copier(client, held.index, held.index, frozenset(meta["languages"]), meta))
        dropped = await _drop(client, held.index, meta) if drop_old else ""
        return Migrated(held.index, profile=profile, refilled=refilled, dropped=dropped)
    copier = await _begin(client, names, held.index, definition)
    report = await _copy(copier, Migrated(copier.target, held.index, profile), told)
    await _swap(client, names, copier)
    return await _finish(copier, report, drop_old, told)


async def _begin(client: AsyncElasticsearch, names: Names, source: str, definition: Definition) -> Copier:
    """The new index: the one an earlier, killed migration was filling, or a fresh one."""
    await templates(client, definition)
    wanted = definition.indices[names.documents]["_meta"]
    pattern = f"{names.prefix}-documents-v*"
    standing_ones: dict[str, Any] = (await client.indices.get(index=pattern, features="mappings")).body
    for index, body in standing_ones.items():
        meta = body["mappings"].get("_meta", {})
        if meta.get("migration", {}).get("from") != source or index == source:
            continue
        if meta["digest"] == wanted["digest"]:
            return Copier(client, source, index, frozenset(meta["languages"]), meta)
        await client.indices.delete(index=index)  # half filled, and no longer what is wanted
    target = names.documents
    number = 2
    while await client.indices.exists(index=target):
        target, number = f"{names.documents}-{number}", number + 1
    uuid = (await client.indices.get_settings(index=source)).body[source]["settings"]["index"]["uuid"]
    origin = (await _meta(client, source)).get("origin") or uuid
    meta = {**wanted, "origin": origin, "migration": {"from": source, "reached": {}}}
    await client.indices.create(index=target, mappings={"_meta": meta})
    return Copier(client, source, target, frozenset(wanted["languages"]), meta)


async def _copy(copier: Copier, report: Migrated, say: Told) -> Migrated:
    for number in range(1, PASSES + 1):
        copied = await copier.follow(_counted(say, f"copying, pass {number}"))
        report = replace(report, copied=report.copied + copied, passes=number)
        if copied <= SMALL:
            break
    else:
        raise MappingConflict(
            f"documents are written to {copier.source} faster than they can be copied to {copier.target}"
        )
    compared = await copier.compare(_counted(say, "comparing"))
    await copier.follow()
    return replace(report, compared=compared.documents, digest=compared.digest)


def _counted(say: Told, text: str) -> Counted:
    return lambda done, total: say(done, total, text)


async def _swap(client: AsyncElasticsearch, names: Names, copier: Copier) -> None:
    moves: list[dict[str, Any]] = []
    for alias in (names.read, names.write):
        moves.append({"remove": {"index": copier.source, "alias": alias, "must_exist": False}})
        given = {"index": copier.target, "alias": alias}
        moves.append({"add": {**given, "is_write_index": True} if alias == names.write else given})
    await client.indices.refresh(index=copier.target)
    await client.indices.update_aliases(actions=moves)


async def _finish(copier: Copier, report: Migrated, drop_old: bool, say: Told) -> Migrated:
    """What was written to the old index up to the swap follows; then the books are closed."""
    client, source, target = copier.client, copier.source, copier.target
    say(0, None, "the last writes")
    late = 0
    if await client.indices.exists(index=source):
        await client.indices.add_block(index=source, block="write")
        late = await copier.follow(newer_only=True)
    refilled = await _refill(copier)
    await client.indices.refresh(index=target)
    documents = (await client.count(index=target)).body["count"]
    if await client.indices.exists(index=source):
        before = (await client.count(index=source)).body["count"]
        if documents < before:
            raise MappingConflict(f"{target} has {documents} documents and {source} {before}: keep the old index")
    meta = {key: value for key, value in copier.meta.items() if key != "migration"} | {"previous": source}
    await client.indices.put_mapping(index=target, meta=meta)
    dropped = await _drop(client, target, meta) if drop_old else ""
    return replace(report, profile=meta["profile"], documents=documents, late=late, refilled=refilled, dropped=dropped)


async def _refill(copier: Copier) -> int:
    """Documents whose writer did not know yet that the index analyses languages are written once more."""
    lacking = [
        {
            "bool": {
                "filter": [{"terms": {"language": spelt}}, {"exists": {"field": "title"}}],
                "must_not": [{"exists": {"field": f"text.{code}.title"}}],
            }
        }
        for code in sorted(copier.languages)
        if (spelt := [name for name in _SPELT if analysed_as(name) == code])
    ]
    return await copier.rewrite({"bool": {"should": lacking, "minimum_should_match": 1}}) if lacking else 0


async def _drop(client: AsyncElasticsearch, target: str, meta: dict[str, Any]) -> str:
    """Delete the index that ``target`` was made from, if it is still there and behind no alias."""
    previous = str(meta.get("previous", ""))
    if not previous or not await client.indices.exists(index=previous):
        return ""
    if (await client.indices.get_alias(index=previous)).body[previous]["aliases"]:
        raise MappingConflict(f"{previous} still stands behind an alias and is not dropped")
    await client.indices.delete(index=previous)
    await client.indices.put_mapping(index=target, meta={k: v for k, v in meta.items() if k != "previous"})
    return previous


async def _meta(client: AsyncElasticsearch, index: str) -> dict[str, Any]:
    held: dict[str, Any] = (await client.indices.get_mapping(index=index)).body[index]["mappings"]
    return dict(held.get("_meta", {}))


_SPELT = (*LANGUAGES, "nb", "nn", "hr", "bs", "sh", "sk", "ja", "zh", "ko")

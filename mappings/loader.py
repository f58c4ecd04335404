"""Tells a cluster about our indices: templates, indices and aliases, from the JSON files beside this module.

Installing is idempotent and safe from several processes at once: every object carries a digest of what it was made
from in ``_meta``, so an object that is as it should be is left alone, and one that another process made first is
taken as ours. An index keeps the analysis profile it was made with; the node is asked only for a new one. Documents may
stand in an index of an older version: it gets what can be added to it, and :mod:`mappings.migration` makes the new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mappings import languages as analysed
from mappings.names import VERSION, Names
from mappings.standing import profile_of, standing

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

COMPONENTS = {"text": "text-{profile}.json", "document": "document.json"}
"""Component templates: name behind the prefix, file."""

KEPT = ("origin", "previous", "migration")
"""What a migration has noted in an index's ``_meta``, and an update of the mapping leaves there."""

OUTDATED = "outdated"
"""What :class:`Change` says of an index that serves, and that a migration would make anew."""


class MappingConflict(Exception):
    """What stands in the cluster cannot become what we want by an update; the message names it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object of the cluster and what happened to it: ``created``, ``updated``, ``unchanged`` or ``outdated``."""

    kind: str
    name: str
    action: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What the cluster is to be told: every body as it is sent, with its digest inside."""

    profile: str
    languages: tuple[str, ...]
    components: Mapping[str, dict[str, Any]]
    templates: Mapping[str, dict[str, Any]]
    indices: Mapping[str, dict[str, Any]]


def define(
    names: Names, *, profile: str, replicas: int = 0, languages: Iterable[str] | None = None, version: int = VERSION
) -> Definition:
    """Read the JSON files for one prefix and profile. Pure: nothing is sent.

    ``languages`` are those the node can analyse, every one unless said; an index of a ``version`` before 2 has none.
    """
    chosen = tuple(analysed.LANGUAGES if languages is None else languages) if profile == "full" else ()
    components = {
        f"{names.prefix}-{part}": _stamped(_read(file.format(profile=profile), names), profile)
        for part, file in COMPONENTS.items()
    }
    components[f"{names.prefix}-languages"] = _stamped(analysed.component(chosen), profile)
    concrete = {
        "documents": names.documents,
        "revisions": names.revisions,
        "alerts": names.alerts,
        "sources": names.sources,
    }
    templates: dict[str, dict[str, Any]] = {}
    indices: dict[str, dict[str, Any]] = {}
    for part, index in concrete.items():
        body = _read(f"index-{part}.json", names)
        body["template"]["settings"]["number_of_replicas"] = replicas
        mapping: dict[str, Any] = {}
        for component in body["composed_of"]:
            if version > 1 or not component.endswith("-languages"):
                _merge(mapping, components[component]["template"]["mappings"])
        _merge(mapping, body["template"]["mappings"])
        # The index's own digest covers its mapping alone: replicas change without a new mapping.
        mapping["_meta"] = {"profile": profile, "version": version, "digest": _digest(mapping)}
        if part == "documents":
            mapping["_meta"]["languages"] = list(chosen) if version > 1 else []
        body["template"]["mappings"]["_meta"] = mapping["_meta"]
        templates[f"{names.prefix}-{part}"] = _stamped(body, profile)
        indices[index] = mapping
    return Definition(profile, chosen, components, templates, indices)


async def install(client: AsyncElasticsearch, names: Names, *, replicas: int = 0) -> list[Change]:
    """Make the cluster know our indices and say, object by object, what changed.

    Raises :class:`MappingConflict` when an index would have to be rebuilt, or stands where an alias belongs.
    """
    held = await standing(client, names)
    definition = define(names, profile=held.profile, replicas=replicas, languages=held.languages)
    changes = [Change("analysis profile", held.profile, "created" if held.created else "unchanged")]
    changes += await templates(client, definition)
    indices = dict(definition.indices)
    if held.index != names.documents:
        # Behind the aliases stands another index than a new installation would make; that one is kept up to date.
        older = define(names, profile=held.profile, languages=held.languages, version=held.version)
        indices = {held.index if index == names.documents else index: m for index, m in older.indices.items()}
    earlier = await profile_of(client, names.revisions)
    if earlier and earlier != held.profile:
        # Earlier texts stay as they were analysed: nobody searches their words.
        indices[names.revisions] = define(names, profile=earlier).indices[names.revisions]
    for index, mapping in indices.items():
        changes.append(await _index(client, names, index, mapping, replicas, documents=index == held.index))
    changes += await _aliases(client, names, held.index, fresh=Change("index", held.index, "created") in changes)
    if held.version < VERSION:
        changes.append(Change("mapping version", f"{held.index} (version {held.version} of {VERSION})", OUTDATED))
    return changes


async def templates(client: AsyncElasticsearch, definition: Definition) -> list[Change]:
    """Install the component and index templates alone."""
    changes = [await _component(client, name, body) for name, body in definition.components.items()]
    return changes + [await _template(client, name, body) for name, body in definition.templates.items()]


async def _component(client: AsyncElasticsearch, name: str, body: dict[str, Any]) -> Change:
    from elasticsearch import NotFoundError

    try:
        held = (await client.cluster.get_component_template(name=name)).body["component_templates"][0]
        meta: dict[str, Any] | None = held["component_template"].get("_meta")
    except NotFoundError:
        meta = None
        action = "created"
    else:
        if meta == body["_meta"]:
            return Change("component template", name, "unchanged")
        action = "updated"
    await client.cluster.put_component_template(name=name, template=body["template"], meta=body["_meta"])
    return Change("component template", name, action)


async def _template(client: AsyncElasticsearch, name: str, body: dict[str, Any]) -> Change:
    from elasticsearch import NotFoundError

    try:
        held = (await client.indices.get_index_template(name=name)).body["index_templates"][0]["index_template"]
    except NotFoundError:
        action = "created"
    else:
        if held.get("_meta") == body["_meta"]:
            return Change("index template", name, "unchanged")
        action = "updated"
    await client.indices.put_index_template(
        name=name,
        index_patterns=body["index_patterns"],
        priority=body["priority"],
        composed_of=body["composed_of"],
        template=body["template"],
        meta=body["_meta"],
    )
    return Change("index template", name, action)


async def _index(
    client: AsyncElasticsearch,
    names: Names,
    index: str,
    mapping: dict[str, Any],
    replicas: int,
    *,
    documents: bool,
) -> Change:
    from elasticsearch import BadRequestError

    aliases = {names.read: {}, names.write: {"is_write_index": True}} if documents else None
    if not await client.indices.exists(index=index):
        try:
            await client.indices.create(index=index, aliases=aliases)
            return Change("index", index, "created")
        except BadRequestError as error:
            if error.error == "invalid_alias_name_exception":
                raise MappingConflict(
                    f"an index named {names.read} or {names.write} stands where an alias of {index} belongs"
                ) from None
            if error.error != "resource_already_exists_exception":
                raise
    held = (await client.indices.get(index=index)).body[index]
    action = "unchanged"
    meta = held["mappings"].get("_meta", {})
    if meta.get("digest") != mapping["_meta"]["digest"]:
        mapping = {**mapping, "_meta": {**mapping["_meta"], **{key: meta[key] for key in KEPT if key in meta}}}
        try:
            await client.indices.put_mapping(index=index, **_mapping_arguments(mapping))
        except BadRequestError as error:
            reason = error.body["error"]["reason"] if isinstance(error.body, dict) else error.message
            raise MappingConflict(f"index {index} has another mapping that cannot be updated: {reason}") from None
        action = "updated"
    if int(held["settings"]["index"]["number_of_replicas"]) != replicas:
        await client.indices.put_settings(index=index, settings={"number_of_replicas": replicas})
        action = "updated"
    return Change("index", index, action)


def _mapping_arguments(mapping: dict[str, Any]) -> dict[str, Any]:
    kept = {"properties": mapping["properties"], "meta": mapping["_meta"], "dynamic": mapping["dynamic"]}
    return {**kept, "source": mapping["_source"]} if "_source" in mapping else kept


async def _aliases(client: AsyncElasticsearch, names: Names, index: str, *, fresh: bool) -> list[Change]:
    """Both aliases exist from the index's creation on; one that was taken away is put back."""
    from elasticsearch import BadRequestError

    changes = []
    for alias in (names.read, names.write):
        if await client.indices.exists_alias(name=alias):
            changes.append(Change("alias", alias, "created" if fresh else "unchanged"))
            continue
        try:
            await client.indices.put_alias(
                index=index, name=alias, is_write_index=True if alias == names.write else None
            )
        except BadRequestError as error:
            raise MappingConflict(f"alias {alias} cannot be made: {error.message}") from None
        changes.append(Change("alias", alias, "created"))
    return changes


def _read(file: str, names: Names) -> dict[str, Any]:
    text = (files("mappings") / "commentary" / file).read_text("utf-8")
    data: dict[str, Any] = json.loads(text.replace("{prefix}", names.prefix))
    return data


def _stamped(body: dict[str, Any], profile: str) -> dict[str, Any]:
    return {**body, "_meta": {"profile": profile, "version": VERSION, "digest": _digest(body)}}


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def _merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = json.loads(json.dumps(value))

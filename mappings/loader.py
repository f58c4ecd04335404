"""Tells a cluster about our indices: templates, indices and aliases, from the JSON files beside this module.

Installing is idempotent and safe from several processes at once: every object carries a digest of what it was made
from in ``_meta``, so an object that is as it should be is left alone, and one that another process made first is
taken as ours. An index keeps the analysis profile it was made with; the node is asked only for a new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mappings.names import VERSION, Names

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

COMPONENTS = {"text": "text-{profile}.json", "document": "document.json"}
"""Component templates: name behind the prefix, file."""

FULL_PROBE = ({"type": "stemmer", "language": "english"}, "asciifolding")
"""Token filters a node must have for the ``full`` profile; without them it gets ``core``."""


class MappingConflict(Exception):
    """What stands in the cluster cannot become what we want by an update; the message names it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object of the cluster and what happened to it: ``created``, ``updated`` or ``unchanged``."""

    kind: str
    name: str
    action: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What the cluster is to be told: every body as it is sent, with its digest inside."""

    profile: str
    components: Mapping[str, dict[str, Any]]
    templates: Mapping[str, dict[str, Any]]
    indices: Mapping[str, dict[str, Any]]


def define(names: Names, *, profile: str, replicas: int = 0) -> Definition:
    """Read the JSON files for one prefix and profile. Pure: nothing is sent."""
    components = {
        f"{names.prefix}-{part}": _stamped(_read(file.format(profile=profile), names), profile)
        for part, file in COMPONENTS.items()
    }
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
            _merge(mapping, components[component]["template"]["mappings"])
        _merge(mapping, body["template"]["mappings"])
        # The index's own digest covers its mapping alone: replicas change without a new mapping.
        mapping["_meta"] = {"profile": profile, "version": VERSION, "digest": _digest(mapping)}
        body["template"]["mappings"]["_meta"] = mapping["_meta"]
        templates[f"{names.prefix}-{part}"] = _stamped(body, profile)
        indices[index] = mapping
    return Definition(profile, components, templates, indices)


async def install(client: AsyncElasticsearch, names: Names, *, replicas: int = 0) -> list[Change]:
    """Make the cluster know our indices and say, object by object, what changed.

    Raises :class:`MappingConflict` when an index would have to be rebuilt, or stands where an alias belongs.
    """
    profile, found = await choose_profile(client, names)
    definition = define(names, profile=profile, replicas=replicas)
    changes = [Change("analysis profile", profile, found)]
    changes += [await _component(client, name, body) for name, body in definition.components.items()]
    changes += [await _template(client, name, body) for name, body in definition.templates.items()]
    for index, mapping in definition.indices.items():
        changes.append(await _index(client, names, index, mapping, replicas))
    fresh = Change("index", names.documents, "created") in changes
    changes += await _aliases(client, names, fresh=fresh)
    return changes


async def choose_profile(client: AsyncElasticsearch, names: Names) -> tuple[str, str]:
    """The profile of the documents index there is, else the best this node can do; and ``unchanged`` or ``created``."""
    from elasticsearch import BadRequestError, NotFoundError

    try:
        held = (await client.indices.get_mapping(index=names.documents)).body
        return str(held[names.documents]["mappings"].get("_meta", {}).get("profile", "core")), "unchanged"
    except NotFoundError:
        pass
    try:
        await client.indices.analyze(tokenizer="standard", filter=list(FULL_PROBE), text="houses")
    except BadRequestError:
        return "core", "created"
    return "full", "created"


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
    client: AsyncElasticsearch, names: Names, index: str, mapping: dict[str, Any], replicas: int
) -> Change:
    from elasticsearch import BadRequestError

    aliases = {names.read: {}, names.write: {"is_write_index": True}} if index == names.documents else None
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
    if held["mappings"].get("_meta", {}).get("digest") != mapping["_meta"]["digest"]:
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
    return {"properties": mapping["properties"], "meta": mapping["_meta"], "dynamic": mapping["dynamic"]}


async def _aliases(client: AsyncElasticsearch, names: Names, *, fresh: bool) -> list[Change]:
    """Both aliases exist from the index's creation on; one that was taken away is put back.

    One that points elsewhere was moved by a migration and is not ours to undo.
    """
    from elasticsearch import BadRequestError

    changes = []
    for alias in (names.read, names.write):
        if await client.indices.exists_alias(name=alias):
            changes.append(Change("alias", alias, "created" if fresh else "unchanged"))
            continue
        try:
            await client.indices.put_alias(
                index=names.documents, name=alias, is_write_index=True if alias == names.write else None
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

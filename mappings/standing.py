"""What stands in the cluster, and what the node can do: the index that serves, its analysis, the best one possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mappings import languages as analysed
from mappings.names import VERSION, Names

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

FULL_PROBE = ({"type": "stemmer", "language": "english"}, "asciifolding")
"""Token filters a node must have for the ``full`` profile; without them it gets ``core``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The index of documents that serves: its name, version and analysis; ``created`` says that there is none yet."""

    index: str
    version: int
    profile: str
    languages: tuple[str, ...]
    created: bool = False


async def standing(client: AsyncElasticsearch, names: Names) -> Standing:
    """The index behind the write alias, else the one it will be, with the best analysis this node can do."""
    from elasticsearch import NotFoundError

    for where in (names.write, names.read, names.documents):
        try:
            held: dict[str, Any] = (await client.indices.get_mapping(index=where)).body
        except NotFoundError:
            continue
        if where in held and where != names.documents:
            break  # an index stands where our alias belongs: the installation will say so
        index, meta = _written(names, {name: body["mappings"].get("_meta", {}) for name, body in held.items()})
        profile, known = str(meta.get("profile", "core")), meta.get("languages")
        # An index that is not ours yet (no meta) is taken for what a new one would be, and refused if it differs.
        version = int(meta.get("version", VERSION))
        return Standing(index, version, profile, tuple(known) if known is not None else _usual(version))
    profile, able = await best_profile(client)
    return Standing(names.documents, VERSION, profile, able, created=True)


async def profile_of(client: AsyncElasticsearch, index: str) -> str:
    """The profile an index was made with; empty when there is no such index."""
    from elasticsearch import NotFoundError

    try:
        held = (await client.indices.get_mapping(index=index)).body
    except NotFoundError:
        return ""
    return next((str(body["mappings"].get("_meta", {}).get("profile", "")) for body in held.values()), "")


def _usual(version: int) -> tuple[str, ...]:
    return () if version < VERSION else analysed.LANGUAGES


def _written(names: Names, indices: Mapping[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Of the indices behind an alias, the one that is written to: there is only ever one."""
    name = names.documents if names.documents in indices else sorted(indices)[-1]
    return name, indices[name]


async def best_profile(client: AsyncElasticsearch) -> tuple[str, tuple[str, ...]]:
    """``full`` with the languages this node can stem, or ``core`` with none: every filter is tried."""
    from elasticsearch import BadRequestError

    async def can(filters: list[Any]) -> bool:
        try:
            await client.indices.analyze(tokenizer="standard", filter=filters, text="houses")
        except BadRequestError:
            return False
        return True

    if not await can(list(FULL_PROBE)):
        return "core", ()
    able = [code for code in analysed.LANGUAGES if await can([spec or name for name, spec in analysed.chain_of(code)])]
    return "full", tuple(able)

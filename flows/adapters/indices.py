"""Our templates, indices and aliases on the cluster; the complaints of loader and cluster become errors of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.errors import Configuration
from flows.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.console import Progress
    from mappings.loader import Change
    from mappings.migration import Migrated


REMEDY = 'See docs/operations.md, "When a mapping changes".'


async def install(client: AsyncElasticsearch, settings: Settings) -> list[Change]:
    """Install what is missing or out of date and say what changed.

    Raises :class:`~flows.errors.Configuration` when an index would have to be rebuilt, a name is taken, or the cluster
    does not take our mappings.
    """
    from elasticsearch import ApiError

    from flows.adapters.elasticsearch import reason
    from mappings.loader import MappingConflict
    from mappings.loader import install as load
    from mappings.names import Names

    try:
        return await load(client, Names(settings.index_prefix), replicas=settings.replicas)
    except MappingConflict as error:
        raise Configuration(str(error), remedy=REMEDY) from error
    except ApiError as error:
        raise Configuration(f"Elasticsearch does not take our mappings: {reason(error.body)}") from error


async def migrate(client: AsyncElasticsearch, settings: Settings, told: Progress, *, drop_old: bool) -> Migrated:
    """Move the documents into an index of the present mapping; the old one serves until the new one is whole.

    Raises :class:`~flows.errors.Configuration` when they do not fit, or the comparison fails.
    """
    from elasticsearch import ApiError

    from flows.adapters.elasticsearch import reason
    from mappings.loader import MappingConflict
    from mappings.migration import migrate as move
    from mappings.names import Names

    names = Names(settings.index_prefix)
    try:
        return await move(client, names, replicas=settings.replicas, drop_old=drop_old, told=told)
    except MappingConflict as error:
        raise Configuration(str(error), remedy=REMEDY) from error
    except ApiError as error:
        raise Configuration(f"Elasticsearch refuses the migration: {reason(error.body)}", remedy=REMEDY) from error

"""Our templates, indices and aliases on the cluster; the complaints of loader and cluster become errors of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.errors import Configuration
from flows.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.loader import Change


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
        raise Configuration(str(error), remedy='See docs/search.md, "When a mapping changes".') from error
    except ApiError as error:
        raise Configuration(f"Elasticsearch does not take our mappings: {reason(error.body)}") from error

"""Who published a page that no source of ours found: the outlet of the registry whose addresses share its host or
registrable domain, else one named after the domain.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.records import Outlet
from crawlers.sources import Source, SourcesInvalid, load
from flows.errors import Configuration
from flows.urls import registrable_domain


class Outlets:
    """The registry's outlets by host and by domain."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._hosts: dict[str, Outlet] = {}
        self._domains: dict[str, Outlet | None] = {}
        for source in sources:
            for url in source.addresses:
                self._hosts.setdefault(_host(url), source.outlet)
                domain = registrable_domain(url)
                held = self._domains.setdefault(domain, source.outlet)
                # Two outlets on one domain (a feed service, a group's site): the domain alone proves neither.
                if held and held.id != source.id:
                    self._domains[domain] = None

    @classmethod
    def of_registry(cls, path: Path | None) -> Outlets:
        """Those of a registry file, or of the shipped one. Raises :class:`~flows.errors.Configuration`."""
        try:
            return cls(load(path))
        except SourcesInvalid as error:
            raise Configuration(f"the source registry is wrong: {error}", remedy="commentariat sources list") from None

    def of(self, url: str) -> Outlet:
        """The outlet of a page's address."""
        domain = registrable_domain(url)
        known = self._hosts.get(_host(url)) or self._domains.get(domain)
        return known or Outlet(id=domain, name=domain)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

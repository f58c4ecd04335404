"""What may be fetched: http(s) only, and nothing on private, loopback, link-local or metadata addresses.

A feed can name any address, also ``http://169.254.169.254/`` or a name that resolves to it. Addresses that stand in a
link are checked before each request, those of a redirect included; names are checked by the resolver, on the very
address that is then connected to, so a second look-up cannot answer otherwise. Behind a proxy the proxy resolves and
only addresses that stand in the link are checked. An allow-list of names, addresses and networks opens intranets.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawlers.sources import address_problem

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
ALLOWED_HOSTS = "COMMENTARIAT_ALLOWED_HOSTS"
"""Scrapy setting, and environment variable of the product, that holds the allow-list."""


class Refused(IgnoreRequest):
    """The guard keeps this request from being made; the message says why."""


class Guard:
    """Decides on hosts and addresses. ``allowed`` lists host names, addresses and networks (``10.0.0.0/8``)."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.names: set[str] = set()
        self.networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed:
            try:
                self.networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                self.names.add(entry.lower().rstrip("."))

    def problem(self, url: str) -> str | None:
        """What keeps ``url`` from being requested, or ``None``."""
        if problem := address_problem(url):
            return problem
        host = (urlsplit(url).hostname or "").rstrip(".")
        if host in self.names:
            return None
        if address := _literal(host):
            return self.address_problem(address)
        if host == "localhost" or host.endswith(".localhost"):
            return f"{host} is this machine: {_REMEDY}"
        return None

    def address_problem(self, address: IPAddress) -> str | None:
        """What keeps ``address`` from being connected to, or ``None``."""
        mapped = getattr(address, "ipv4_mapped", None)
        address = mapped or address
        if any(address in network for network in self.networks):
            return None
        # is_global is false for private, loopback, link-local, shared (CGNAT), documentation and reserved ranges.
        if address.is_global and not address.is_multicast:
            return None
        return f"{address} is no public address: {_REMEDY}"


_REMEDY = f"add the host to {ALLOWED_HOSTS} if it is meant"


class GuardMiddleware:
    """Asks the guard before every request, also those for robots.txt and those a redirect makes."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(Guard(crawler.settings.getlist(ALLOWED_HOSTS)))

    def process_request(self, request: Request) -> None:
        """Raise :class:`Refused` for an address that must not be fetched."""
        if problem := self.guard.problem(request.url):
            raise Refused(f"refused: {problem}")


class GuardedResolver(CachingThreadedResolver):
    """Resolves names and refuses to hand out addresses that must not be connected to."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, guard: Guard) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.guard = guard
        # The proxy is the operator's choice and may well stand on a private address.
        self.proxies = {urlsplit(url if "://" in url else f"//{url}").hostname for url in getproxies().values()}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """As Scrapy builds it."""
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, settings.getfloat("DNS_TIMEOUT"), Guard(settings.getlist(ALLOWED_HOSTS)))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve ``name``; fails with ``DNSLookupError`` naming the address when it must not be used."""
        found = super().getHostByName(name, timeout)
        if name.lower().rstrip(".") not in self.guard.names and name not in self.proxies:
            found.addCallback(self._checked, name)
        return found

    def _checked(self, address: str, name: str) -> str:
        literal = _literal(address)
        if literal and (problem := self.guard.address_problem(literal)):
            raise DNSLookupError(f"refused: {name} resolves to {problem}")
        return address


def _literal(host: str) -> IPAddress | None:
    """The address a host spells, in any of the forms that C libraries read (``127.1``, ``0x7f000001``)."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, ValueError):
        return None

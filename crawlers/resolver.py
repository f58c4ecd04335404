"""Resolves names to IPv4 and IPv6 addresses and hands out none that must not be connected to.

Every connection takes its address from here, at the moment it connects, so what was checked is what is used. Answers
are cached for minutes and checked each time they are handed out. A look-up has a deadline of its own.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError
from twisted.internet._idna import _idnaBytes
from twisted.internet._resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from crawlers.guard import ALLOWED_HOSTS, Guard, Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

CACHE_SECONDS = 300.0
"""How long an answer is used: below the hour for which a moved site usually keeps its old address alive."""

CACHE_SIZE = 10_000
"""Names kept; when there are more, all are forgotten."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Twisted's resolver of a crawl. ``refused`` says of names why none of their addresses was handed out."""

    def __init__(self, reactor: Any, guard: Guard, timeout: float) -> None:
        self.reactor, self.guard, self.timeout = reactor, guard, timeout
        self.refused: dict[str, str] = {}
        self._cache: dict[str, tuple[float, tuple[str, ...]]] = {}
        # The proxy is the operator's choice and may well stand on a private address.
        self.proxies = {_endpoint(url) for scheme, url in getproxies().items() if scheme != "no"}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """As Scrapy builds it."""
        settings = crawler.settings
        return cls(reactor, Guard(settings.getlist(ALLOWED_HOSTS)), settings.getfloat("DNS_TIMEOUT"))

    def install_on_reactor(self) -> None:
        """As Scrapy asks for it; the simple resolver of the reactor now asks this one too."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name; zope's interfaces mean nothing to type checkers
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: ARG002, N803 - Twisted's name; only TCP asks
    ) -> HostResolution:
        """Hand the addresses of ``hostName`` that may be connected to at ``portNumber`` to the receiver."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        name = _ascii(hostName)

        def deliver(addresses: tuple[str, ...]) -> None:
            for address in self.safe(name, addresses, portNumber):
                kind = IPv6Address if ":" in address else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
            resolutionReceiver.resolutionComplete()

        expires, known = self._cache.get(name, (0.0, ()))
        if expires > time.monotonic():
            deliver(known)
            return resolution
        found: Any = deferToThreadPool(self.reactor, self.reactor.getThreadPool(), _look_up, name)
        found.addTimeout(self.timeout, self.reactor)
        found.addCallback(self._remember, name)
        found.addErrback(lambda _: ())  # no such name, or no answer in time: no addresses
        found.addCallback(deliver)
        return resolution

    def safe(self, name: str, addresses: Sequence[str], port: int) -> list[str]:
        """Those of the ``addresses`` of ``name`` that may be connected to; notes why when there is none."""
        if (name, port) in self.proxies or self.guard.allows_name(name, port):
            return list(addresses)
        problems = {
            address: self.guard.address_problem(ipaddress.ip_address(address.partition("%")[0]), port)
            for address in addresses
        }
        good = [address for address, problem in problems.items() if not problem]
        if problems and not good:
            if len(self.refused) >= CACHE_SIZE:
                self.refused.clear()
            self.refused[name] = f"{name} resolves to {next(iter(problems.values()))}"
        return good

    def _remember(self, addresses: tuple[str, ...], name: str) -> tuple[str, ...]:
        if len(self._cache) >= CACHE_SIZE:
            self._cache.clear()
        self._cache[name] = time.monotonic() + CACHE_SECONDS, addresses
        return addresses


class ResolutionMiddleware:
    """Says of a request that found no address whether the guard is why. Stands before Scrapy's retries."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise :class:`~crawlers.guard.Refused` in place of "cannot be resolved" when the guard refused it."""
        from twisted.internet import reactor

        resolver: Any = getattr(reactor, "nameResolver", None)
        if isinstance(exception, CannotResolveHostError) and isinstance(resolver, GuardedResolver):
            name = _ascii(urlsplit(request.url).hostname or "")
            if not request.meta.get("proxy") and name in resolver.refused:
                raise Refused(f"refused: {resolver.refused[name]}") from None


def _endpoint(proxy: str) -> tuple[str, int]:
    """Host and port of a proxy's address, which may come without scheme or port."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    try:
        port = parts.port
    except ValueError:
        port = None
    return _ascii(parts.hostname or ""), port or (443 if parts.scheme == "https" else 80)


def _look_up(name: str) -> tuple[str, ...]:
    rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(row[4][0]) for row in rows))


def _ascii(name: str) -> str:
    """The name as DNS knows it. Python's own codec would use the outdated IDNA of 2003."""
    name = name.lower().rstrip(".")
    try:
        return name if name.isascii() else _idnaBytes(name).decode("ascii")
    except UnicodeError:
        return name

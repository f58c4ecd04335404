"""What may be fetched: http(s) only, and nothing on private, loopback, link-local or metadata addresses.

A feed can name any address, also ``http://169.254.169.254/`` or a name that resolves to it. Addresses that stand in a
link are checked before each request, those of a redirect included; names are checked by :mod:`crawlers.resolver`, on
the very address that is then connected to, so a second look-up cannot answer otherwise. Behind a proxy the proxy
resolves, and only what stands in the link is checked. An allow-list of names, addresses and networks, each with a port
or without, opens intranets.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from crawlers.sources import address_problem

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
ALLOWED_HOSTS = "COMMENTARIAT_ALLOWED_HOSTS"
"""Scrapy setting, and environment variable of the product, that holds the allow-list."""

_REMEDY = f"add the host to {ALLOWED_HOSTS} if it is meant"

METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"}
)
"""Names under which clouds hand out credentials: refused by name too, because a proxy would resolve them."""

CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's metadata and wire server stands on a public address
        "fec0::/10",  # site-local, deprecated and still routed inside
        "64:ff9b:1::/48",  # NAT64 of local use: leads to private IPv4 addresses
    )
)
"""Networks that :mod:`ipaddress` takes for public and that are not."""

_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""Networks whose addresses carry an IPv4 address in their last four bytes: NAT64, and IPv4-compatible ones."""


class Refused(IgnoreRequest):
    """The guard keeps this request from being made; the message says why."""


class Guard:
    """Decides on hosts and addresses.

    ``allowed`` lists host names, addresses and networks (``10.0.0.0/8``), each alone or with a port
    (``intranet.example:8080``, ``[::1]:8080``), which opens that port only.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._names: set[tuple[str, int | None]] = set()
        self._networks: list[tuple[IPNetwork, int | None]] = []
        for entry in allowed:
            host, port = _split(entry)
            try:
                self._networks.append((ipaddress.ip_network(host, strict=False), port))
            except ValueError:
                self._names.add((host.lower().rstrip("."), port))

    def problem(self, url: str) -> str | None:
        """What keeps ``url`` from being requested, or ``None``."""
        if problem := address_problem(url):
            return problem
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if self.allows_name(host, port):
            return None
        if address := literal(host):
            return self.address_problem(address, port)
        if host == "localhost" or host.endswith(".localhost"):
            return f"{host} is this machine: {_REMEDY}"
        if host in METADATA_NAMES:
            return f"{host} hands out credentials of this machine: {_REMEDY}"
        return None

    def allows_name(self, name: str, port: int) -> bool:
        """Whether the allow-list opens ``name`` at ``port``, wherever it resolves to."""
        name = name.lower().rstrip(".")
        return (name, None) in self._names or (name, port) in self._names

    def address_problem(self, address: IPAddress, port: int = 0) -> str | None:
        """What keeps ``address`` from being connected to, or ``None``. Without a port, only what is allowed at every
        port is."""
        address = getattr(address, "ipv4_mapped", None) or address
        if any(address in network and opened in (None, port) for network, opened in self._networks):
            return None
        closed = [inner for inner in _meant(address) if not _public(inner)]
        if not closed:
            return None
        carried = "" if closed[0] == address else f" leads to {closed[0]}, which"
        return f"{address}{carried} is no public address: {_REMEDY}"


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


def literal(host: str) -> IPAddress | None:
    """The address a host spells, in any of the forms that C libraries read (``127.1``, ``0x7f000001``)."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, ValueError):
        return None


def _split(entry: str) -> tuple[str, int | None]:
    """(host, port) of an entry of the allow-list; brackets around IPv6 addresses are optional without a port."""
    entry = entry.strip()
    bracketed = re.fullmatch(r"\[([^]]*)](?::(\d{1,5}))?", entry)
    plain = re.fullmatch(r"([^:]*):(\d{1,5})", entry)
    if found := bracketed or plain:
        return found[1], int(found[2]) if found[2] else None
    return entry, None


def _meant(address: IPAddress) -> list[IPAddress]:
    """The address and every IPv4 address that a gateway would send its packets on to."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    found: list[IPAddress] = [address]
    if address.sixtofour:
        found.append(address.sixtofour)
    if address.teredo:
        found += address.teredo
    if any(address in network for network in _CARRIERS):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def _public(address: IPAddress) -> bool:
    # is_global is false for private, loopback, link-local, shared (CGNAT), documentation and reserved ranges.
    return address.is_global and not address.is_multicast and not any(address in network for network in CLOSED)

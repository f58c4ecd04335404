"""Between Scrapy's requests and responses and our own values: what is asked, and what came back as it came."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawlers.browser import in_browser
from crawlers.found import FoundLink
from crawlers.jobs import Validators
from crawlers.landing import Wire
from crawlers.records import ITEM_TYPE
from crawlers.sources import Source

if TYPE_CHECKING:
    from scrapy.http import Response


def ask(
    source: Source, url: str, known: Validators, meta: dict[str, Any], callback: Any, errback: Any, **more: Any
) -> Request:
    """A request for one of the source's pages, conditional where there is something to compare with."""
    meta["source"] = source
    headers = {"Accept-Language": ", ".join((*source.languages, "*;q=0.5"))}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    if source.browser and ("job" in meta or meta["page"].mechanism.rendered):
        meta |= in_browser()
    return Request(url, callback, headers=headers, meta=meta, errback=errback, dont_filter=True, **more)


def received(response: Response, request: Request) -> Wire:
    """An answer as it came over the wire, before its content coding is undone.

    What a browser made of a page is longer than what came: then the length is told anew.
    """
    rendered = "playwright" in response.flags
    length = ((b"Content-Length", str(len(response.body)).encode()),) if rendered else ()
    proxied = bool(request.meta.get("proxy"))
    ip = response.ip_address
    return Wire(
        url=response.url.partition("#")[0],
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=length
        + tuple(
            (name, value)
            for name, values in response.headers.items()
            for value in values
            if not (rendered and name.lower() == b"content-length")
        ),
        body=response.body,
        protocol=response.protocol or "HTTP/1.1",
        ip="" if proxied or not isinstance(ip, ipaddress.IPv4Address | ipaddress.IPv6Address) else str(ip),
        asked=tuple((name, value) for name, values in request.headers.items() for value in values),
    )


def posted(url: str, found: FoundLink) -> Wire:
    """A post as its list held it: the list was the answer, so there is nothing to fetch."""
    headers = ((b"Content-Type", ITEM_TYPE.encode()), (b"Content-Length", str(len(found.item)).encode()))
    return Wire(url, datetime.now(UTC), 200, headers, found.item)


def header(response: Response, name: str) -> str:
    """The first value of a header, or nothing."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def validators(response: Response) -> Validators:
    """What the server gave to ask "changed since?" with."""
    return Validators(header(response, "ETag"), header(response, "Last-Modified"))

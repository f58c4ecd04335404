"""One page from the web: :mod:`crawlers.one`, run as a process like every crawl, with its guard and manners."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from crawlers.records import Discovery, LandedPage
from crawlers.sources import address_problem
from flows.adapters import child
from flows.errors import Configuration, Transient
from flows.settings import Settings

LIMIT = 180.0
"""Seconds for one page, its robots.txt and its retries."""


def fetch(settings: Settings, url: str) -> LandedPage:
    """The page at ``url``. Raises ``Configuration`` for what is no address or must not be fetched, ``Transient`` for a
    page that does not come.
    """
    if problem := address_problem(url):
        raise Configuration(f"{url} {problem}", remedy="Give the address of a page, with http:// or https://.")
    report = child.ask("crawlers.one", settings, url, limit=LIMIT, purpose="fetched")
    problem = report["problem"]
    if problem.startswith(("refused", "Forbidden by robots.txt")):
        raise Configuration(f"{url} is not fetched: {problem}", remedy="Save the page yourself and give the file.")
    if problem:
        raise Transient(f"{url} could not be fetched: {problem}", remedy="Try again later, or give a file.")
    found = Discovery("", "", "", observed=tuple(report["observed"])) if report["observed"] else None
    return LandedPage(
        url=report["url"],
        fetched_at=datetime.now(UTC),
        body=base64.b64decode(report["body"]),
        status=report["status"],
        content_type=report["type"],
        discovery=found,
    )

"""The press of the demo as documents and records of crawls, without a crawl: what dashboards are tried on.

Every page goes through the real reading and the real decision about stories and revisions, both of its states; only
the network and the index are left out. Records of crawls are made for the sources of the press, one of them with a
dead feed, one refused. Same opening time, same corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from crawlers.records import Discovery, LandedPage, Outlet
from flows.adapters.crawl import CrawlReport, Failure, SourceReport
from flows.demo import render
from flows.demo.content import STATES, Site, sites
from flows.likeness import Version
from flows.reading import read_page
from flows.sources_health import records
from flows.stories import Knowledge, decide


def documents(opened: datetime) -> list[dict[str, Any]]:
    """Every article of the press as it stands after both of its states, with its story and its revision."""
    held: dict[str, Version] = {}
    for state in STATES:
        fetched = opened + timedelta(minutes=state)
        read = [read_page(page, None, 0.0) for page in _pages(state, opened, fetched)]
        versions = [reading for reading in read if isinstance(reading, Version)]
        for decision in decide(versions, Knowledge(tuple(held.values()))):
            if decision.write:
                held[decision.document] = decision.write
    ingested = (opened + timedelta(minutes=3)).isoformat()
    stored = [version.document.to_json() for version in held.values()]
    return [{**row, "event": {**row["event"], "ingested": ingested}} for row in stored]


def crawls(opened: datetime) -> list[dict[str, Any]]:
    """Records of four crawls, a day apart."""
    outlets = {site.id: _outlet(site) for site in sites()}
    return [
        row
        for day in range(4)
        for row in records(
            CrawlReport(tuple(_report(site, opened) for site in sites())), outlets, opened - timedelta(days=day)
        )
    ]


def _pages(state: int, opened: datetime, fetched: datetime) -> Iterator[LandedPage]:
    for site in sites():
        found = Discovery(site.id, "feed", site.root, _outlet(site))
        for article in site.at(state):
            sheet = render.page(site, article, state, opened)
            yield LandedPage(
                url=f"{site.root}{article.path}",
                fetched_at=fetched,
                body=sheet.body,
                content_type=sheet.content_type,
                discovery=found,
            )


def _outlet(site: Site) -> Outlet:
    return Outlet(site.id, site.name, site.country, site.kind, site.languages)


def _report(site: Site, opened: datetime) -> SourceReport:
    """A crawl that landed every article, and met whatever the press has that is dead or forbidden."""
    pages = len(site.at(1))
    dead = tuple(Failure(f"{site.root}{one.path}", f"HTTP {one.status}") for one in site.feeds if one.status != 200)
    lost = tuple(Failure(f"{site.root}{one.path}", "HTTP 404") for one in site.extras if one.kind == "soft404")
    return SourceReport(
        source=site.id,
        requests=pages + 2,
        links=pages,
        new=pages,
        landed=pages,
        forbidden=sum(one.kind == "forbidden" for one in site.extras),
        failed=len(lost),
        dead=dead,
        failures=lost,
        statuses={"200": pages, **({"404": len(lost)} if lost else {}), **({"403": 1} if dead else {})},
        newest=max(render.published(article, opened) for article in site.at(1)).timestamp(),
        seconds=1.0,
    )

"""The press as a whole over the time of a digest: one line of the briefing's figures, asked once a period and run.

A digest that cannot have it goes out without: figures never hold up news.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.alerts.cadence import Cadence, Every
from flows.errors import CommentariatError

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.briefing.model import Briefing
    from mappings.names import Names

_log = logging.getLogger(__name__)

PERIODS = {Every.DAILY: ("day", timedelta(days=1)), Every.WEEKLY: ("week", timedelta(weeks=1))}
"""What a digest looks back on. An hour is no period of the press: the figures would be those of the list below."""


class Press:
    """What was written about leaders before ``now``."""

    def __init__(self, client: AsyncElasticsearch, names: Names, now: datetime) -> None:
        self._client, self._names, self._now = client, names, now
        self._asked: dict[Every, str] = {}

    async def line(self, cadence: Cadence) -> str:
        """The figures for a digest of ``cadence``; empty for one without a period, or when they are not to be had."""
        if cadence.every not in PERIODS:
            return ""
        if cadence.every not in self._asked:
            self._asked[cadence.every] = await self._ask(cadence.every)
        return self._asked[cadence.every]

    async def _ask(self, every: Every) -> str:
        import elasticsearch

        from flows.briefing import figures

        name, period = PERIODS[every]
        try:
            found = await figures(self._client, self._names, self._now - period, self._now)
        except (CommentariatError, elasticsearch.ApiError, elasticsearch.TransportError) as error:
            _log.warning("a digest goes out without the figures of its %s: %s", name, error)
            return ""
        return sentence(found, name)


def sentence(found: Briefing, period: str) -> str:
    """One line of a briefing; empty when nothing was published."""
    if not found.articles:
        return ""
    parts = [
        _count(found.articles, "article", "articles"),
        _count(found.stories, "story", "stories"),
        _count(found.outlet_count, "outlet", "outlets"),
        _count(found.country_count, "country", "countries"),
    ]
    return f"{', '.join(parts)}; {found.opinion / found.articles:.0%} opinion (last {period})"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

"""GDELT's DOC API: what the press of the world wrote on a query in the last day, as links.

The API names an article's address, title and domain, and when GDELT saw it. That is no date of publication, and is not
passed on as one. The pages belong to whoever published them, and not to the source that holds the query,
unless the query asks for a domain: then they are the source's own.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from crawlers.found import FoundLink, Reading
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer, Mechanism
from crawlers.text import string, text_of
from crawlers.urls import link

API = "https://api.gdeltproject.org/api/v2/doc/doc"
MAX_RECORDS = 250
"""The most that the API gives at once."""

TIMESPAN = "1d"


def address(query: str) -> str:
    """The address that answers a query."""
    fields = {
        "query": query, "mode": "artlist", "format": "json", "sort": "datedesc", "maxrecords": MAX_RECORDS,
        "timespan": TIMESPAN,
    }  # fmt: skip
    return f"{API}?{urlencode(fields)}"


def read(answer: Answer) -> Reading:
    """Read a list of articles. Mistakes in a query are answered with 200 and a sentence."""
    text = answer.body.decode("utf-8-sig", "replace").strip()
    if text == "{}":
        return Reading(keyed=False)
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return Reading(problem=f"GDELT says: {text_of(text)[:200]}" if text else "GDELT answered with nothing")
    rows = data.get("articles") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        return Reading(problem="is JSON without `articles`: no list of GDELT's")
    links = tuple(
        FoundLink(found, Entry(title=text_of(string(row.get("title")))))
        for row in rows[:MAX_RECORDS]
        if isinstance(row, dict) and (found := link(string(row.get("url"))))
    )
    return Reading(links=links, keyed=False)


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(address(query) for query in source.gdelt)


def _own(source: Source) -> bool:
    return all(re.search(r"(?<!-)\bdomain(?:is)?:", query) for query in source.gdelt)


MECHANISM = Mechanism("gdelt", _addresses, read, own=_own, accept="application/json")

"""WordPress's REST API: posts with title, both dates in GMT and author, page after page up to the source's bound."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from crawlers.found import FoundLink, FurtherPage, Reading
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer, Mechanism
from crawlers.text import string, text_of
from crawlers.urls import link

PER_PAGE = 50
FIELDS = "id,link,date_gmt,modified_gmt,title,excerpt,_links.author,_embedded.author"


def address(root: str, page: int = 1) -> str:
    """The address that lists a site's posts, newest first."""
    query = {"per_page": PER_PAGE, "orderby": "date", "_embed": "author", "_fields": FIELDS}
    return f"{root.rstrip('/')}/wp-json/wp/v2/posts?{urlencode(query)}" + (f"&page={page}" if page > 1 else "")


def read(answer: Answer) -> Reading:
    """Read a list of posts; a full one has a next page."""
    try:
        rows = json.loads(answer.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Reading(problem=f"is no JSON, so no WordPress REST API: {error}"[:300])
    if not isinstance(rows, list):
        said = string(rows.get("message")) if isinstance(rows, dict) else ""
        return Reading(problem=f"WordPress says: {text_of(said)[:200]}" if said else "is no list of WordPress posts")
    links = [
        FoundLink(found, _entry(row), str(row.get("id") or ""))
        for row in rows[:PER_PAGE]
        if isinstance(row, dict) and (found := link(string(row.get("link")), answer.url))
    ]
    if rows and not links:
        return Reading(problem=f"none of its {len(rows)} posts has a link")
    full = len(rows) >= PER_PAGE and answer.depth + 1 < answer.source.pages
    return Reading(links=tuple(links), further=(FurtherPage(_next(answer.url)),) if full else ())


def _next(url: str) -> str:
    number = re.search(r"(?<=&page=)\d{1,5}$", url)
    return f"{url[: number.start()]}{int(number[0]) + 1}" if number else f"{url}&page=2"


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        title=text_of(_rendered(row.get("title"))),
        published=_gmt(row.get("date_gmt")),
        modified=_gmt(row.get("modified_gmt")),
        authors=tuple(_authors(row)),
        summary=text_of(_rendered(row.get("excerpt"))),
    )


def _rendered(value: Any) -> str:
    return string(value.get("rendered")) if isinstance(value, dict) else string(value)


def _gmt(value: Any) -> str:
    """The API leaves out the zone, which its field's name states."""
    text = string(value)[:40]
    return f"{text}Z" if re.fullmatch(r"[\d:.T-]+", text) else text


def _authors(row: dict[str, Any]) -> Iterator[str]:
    embedded = row.get("_embedded")
    people = embedded.get("author") if isinstance(embedded, dict) else None
    for person in (people if isinstance(people, list) else [])[:50]:
        if isinstance(person, dict) and (name := text_of(string(person.get("name")))[:200]):
            yield name


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(address(root) for root in source.wordpress)


MECHANISM = Mechanism("wordpress", _addresses, read, depth=100, accept="application/json")

"""The next page of a listing, and the links that have no end: calendars. Pure functions over addresses and a page.

The next page is the one that ``rel=next`` names, else the one whose address is this page's with the number one higher
(``?page=3``, ``/page/3``). One page leads to one: how many are read is the caller's bound.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawlers.tracking import drop_session
from crawlers.urls import link

_NAMES = r"page|paged|p|pg|pagenum|page_number|pagina|seite|sida|side|sivu|strona|stranka|oldal|pagenr|currentpage"
_QUERY_PAGE = re.compile(rf"(?:^|&)(?:{_NAMES})=(\d{{1,5}})(?=&|$)", re.IGNORECASE)
_PATH_PAGE = re.compile(r"/(?:page|seite|pagina|sida|side|p)[/-]?(\d{1,5})/?$", re.IGNORECASE)

_CALENDAR_PATH = re.compile(
    r"/(?:calendar|kalender|calendrier|calendario|events?/(?:month|day|week|list)|agenda/\d{4})(?:/|$)"
    r"|/(?:19|20|21)\d\d(?:[/-](?:0?[1-9]|1[0-2]))?(?:[/-](?:0?[1-9]|[12]\d|3[01]))?/?$"  # a date and nothing behind it
    r"|/(?:month|day|week|date|archive)/\d[\d/-]*/?$",
    re.IGNORECASE,
)
_CALENDAR_NAMES = frozenset({"month", "year", "day", "week", "date", "from", "to", "tribe-bar-date", "ical", "cal"})
_DATE = re.compile(r"\d{1,4}(?:[-/.]\d{1,2}){0,2}")


def calendar(url: str) -> bool:
    """Whether an address is a day, month or year of a calendar or archive: such links never end."""
    parts = urlsplit(url)
    if _CALENDAR_PATH.search(parts.path):
        return True
    return any(
        name.lower() in _CALENDAR_NAMES and (name.lower() == "ical" or _DATE.fullmatch(value))
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    )


def next_page(document: html.HtmlElement, base: str, url: str) -> str | None:
    """The address of the page after ``url``, on the same host, or ``None``."""
    named, counted = [], []
    place, number = _page_of(url)
    for element in document.iter("link", "a"):
        address = link(element.get("href") or "", base)
        if not address or urlsplit(address).hostname != urlsplit(url).hostname:
            continue
        address = drop_session(address)
        if "next" in (element.get("rel") or "").lower().split():
            named.append(address)
        elif element.tag == "a" and _page_of(address) == (place, number + 1):
            counted.append(address)
    return next((address for address in (*named, *counted) if address != url and not calendar(address)), None)


def _page_of(url: str) -> tuple[str, int]:
    """An address without its page number, and the number: 1 where there is none."""
    parts = urlsplit(drop_session(url))
    path, query, number = parts.path, parts.query, 1
    if found := _QUERY_PAGE.search(query):
        number = int(found[1])
        query = (query[: found.start()] + query[found.end() :]).strip("&")
    elif found := _PATH_PAGE.search(path):
        number = int(found[1])
        path = path[: found.start()]
    return f"{parts.netloc}{path.rstrip('/')}?{query}", number

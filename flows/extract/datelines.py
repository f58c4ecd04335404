"""Dates people see: in ``time`` elements and lines by the title, at the head of the text, behind a label below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.extract.datemeta import PUBLISHED_META
from flows.extract.datetext import Parsed, clock, midnight, parse, says_year
from flows.extract.datewords import AGO, PUBLISHED, UPDATED
from flows.extract.document import Node
from flows.extract.heads import Line
from flows.extract.lexicon import any_of
from flows.extract.moments import Moment, machine, region
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.model import Precision

LONG_AGO = timedelta(hours=36)
"""Two dates further apart than this name different days, whatever the time zone."""

_DATELINE = re.compile(
    r"^[^\W\d_][\w.'’ /-]{1,40}(?:[,:]\s{0,2}\(?|\s\()(?P<date>[^()–—:]{5,30}?)\s?(?:[:–—()]|\.\s|\s-\s)"
)
"""``Karlsruhe, (12.11.2021). Text``, ``BERLIN, Jan. 22 — Text``."""
_PUBLISHED_LABELS = """
published|posted|first published|date of publication|erschienen|veröffentlicht|erscheinungsdatum|publiziert
mise en ligne
mis en ligne|publié|publiée|parution|publicado|publicada|fecha de publicación|publicado em|pubblicato
gepubliceerd|geplaatst
publicerad|publicerat|publisert|udgivet|julkaistu|opublikowano|data publikacji|zveřejněno|vydáno|zverejnené|megjelent
publicat|yayınlanma
опубликовано|опубліковано|публикувано|дата публикации|δημοσιεύτηκε|δημοσιεύθηκε|公開日|掲載日|发布时间|게시일
"""
_LABELLED = re.compile(
    rf"\b(?:{any_of(_PUBLISHED_LABELS)})(?:\s(?:am|on|le|el|em|il|op|den|dne|dnia))?\s?:?"
    r"\s{0,2}(?P<rest>[^\n]{6,40})",
    re.IGNORECASE,
)


def time_elements(lines: list[Line], page: Page, language: str, *, updated: bool) -> Iterator[Moment]:
    """What the ``time`` elements of the head say, those of updates or the others."""
    where = region(page)
    for line in lines:
        for element in line.times:
            value = element.get("datetime") or element.get("content") or element.get("title") or ""
            if not value or _is_update(element, line.text) != updated:
                continue
            for found in machine(value, "time", page, language):
                shown = squash(element.text_content())[:100]
                said = parse(shown, language, page.fetched_at, region=where) if PUBLISHED.search(shown) else None
                if said is not None and says_year(said[2]) and found.date - said[0] > LONG_AGO:
                    # "Published on 29 June" with the attribute of the last change.
                    yield Moment(said[0], said[1], "visible", said[2], zoned=False)
                else:
                    yield found
    if updated:
        return
    marked = [t for t in page.document.nodes("time") if "pubdate" in t.attrib or t.get("itemprop") == "datePublished"]
    if len(marked) == 1:
        yield from machine(marked[0].get("datetime") or marked[0].text_content(), "time", page, language)


def _is_update(element: Node, text: str) -> bool:
    names = " ".join(element.get(a) or "" for a in ("class", "id", "itemprop", "data-testid"))
    parent = element.getparent()
    if parent is not None:
        names += " " + (parent.get("class") or "")
    if UPDATED.search(names):
        return True
    own = squash(element.text_content())
    before = text[: text.find(own)] if own and own in text else text
    return bool(UPDATED.search(before[-40:])) and not PUBLISHED.search(before[-25:])


def visible(lines: list[Line], page: Page, language: str, *, updated: bool) -> Iterator[Moment]:
    """A date people see by the title. The day of the fetch standing before the title is the page header's clock."""
    today = midnight(page.fetched_at)
    for line, part, said in _dated(lines, page, language):
        # The label may stand in an element of its own before the date.
        label = line.text[: line.text.find(part) + len(part)][-len(part) - 25 :] if part in line.text else part
        if bool(UPDATED.search(label) and not PUBLISHED.search(label)) != updated or _too_wordy(part, said):
            continue
        if line.before_title and midnight(said[0]) == today and not PUBLISHED.search(part):
            continue
        yield Moment(_in_its_year(said, page), said[1], "visible", said[2], zoned=False)
    if not updated:
        yield from _clocks(lines, page)


def _dated(lines: list[Line], page: Page, language: str) -> list[tuple[Line, str, Parsed]]:
    """The parts of lines that say a date. Asked for up to three times a page, and the dearest question of all."""
    kept: tuple[list[Line], str, list[tuple[Line, str, Parsed]]] | None = page.__dict__.get("_dated")
    if kept is not None and kept[0] is lines and kept[1] == language:
        return kept[2]
    where = region(page)
    # Loading dateparser costs as much as twenty pages: not for a second opinion on a day that is stated.
    stated = bool(page.structured.article.get("datePublished") or page.structured.first(*PUBLISHED_META))
    found = [
        (line, part, said)
        for line in lines
        for part in line.parts
        if len(part) <= 90
        and (said := parse(part, language, page.fetched_at, region=where, any_language=not stated)) is not None
    ]
    if lines:
        page.__dict__["_dated"] = (lines, language, found)
    return found


def _clocks(lines: list[Line], page: Page) -> Iterator[Moment]:
    """A time alone, where it is said to be that of the text: a newspaper prints no more on the day itself."""
    for line in lines[:12]:
        for part in line.parts if not line.before_title else ():
            if len(part) >= 40 or (said := clock(part, page.fetched_at)) is None:
                continue
            if line.times or PUBLISHED.search(part) or part.lower().endswith("uhr"):
                yield Moment(said[0], said[1], "visible", said[2], zoned=False)
                return


def _too_wordy(part: str, said: Parsed) -> bool:
    """A sentence that mentions a date is not a date line."""
    rest = len(part) - len(said[2])
    return rest > 45 and not PUBLISHED.search(part)


def _in_its_year(said: Parsed, page: Page) -> datetime:
    """A yearless day in the year the page names beside the same day elsewhere, or its address beside the month.

    A page read long after it was written would else be dated by the clock of the reader.
    """
    moment, precision, raw = said
    day_said = re.search(rf"(?<![\d:.]){moment.day}(?![\d:h])", raw) and not AGO.search(raw)
    if precision in (Precision.MONTH, Precision.YEAR, Precision.HOUR) or says_year(raw) or not day_said:
        return moment
    if address := re.search(rf"/((?:19|20)\d\d)/{moment.month:02}(?=/)", page.url):
        years = {int(address[1])}
    else:
        years = set(_years_beside(page.text, f"{moment.month:02}", f"{moment.day:02}"))
    years = {y for y in years if y <= page.fetched_at.year}
    return moment.replace(year=max(years)) if years else moment


def _years_beside(text: str, month: str, day: str) -> Iterator[int]:
    """The years of this month and day, written for machines, anywhere in the markup."""
    for separator in ("", "-", "/", "."):
        wanted = f"{separator}{month}{separator}{day}"
        at = text.find(wanted)
        while at >= 0:
            before, behind = text[max(0, at - 5) : at], at + len(wanted)
            if not text[behind : behind + 1].isdecimal() and (year := _YEAR_LAST.search(before)):
                yield int(year[1])
            at = text.find(wanted, at + 1)


_YEAR_LAST = re.compile(r"(?<!\d)((?:19|20)\d\d)$")


def dateline(lines: list[Line], page: Page, language: str) -> Iterator[Moment]:
    """The day at the head of the first paragraph, behind a place, as releases and agencies write it."""
    first = next((line.element for line in lines if len(line.text) > 140 and not line.before_title), None)
    match = _DATELINE.match(squash(first.text_content())[:90]) if first is not None else None
    if match and (said := parse(match["date"], language, page.fetched_at, region=region(page))) is not None:
        yield Moment(said[0], said[1], "visible", said[2], zoned=False)


def labelled(page: Page, language: str) -> Iterator[Moment]:
    """A full date behind a word such as "Published", wherever on the page: imprints and footers of articles."""
    where = region(page)
    text = "\n".join(t for t in page.body.readable() if not t.isspace())
    for match in _LABELLED.finditer(squash(text[:400_000])):
        said = parse(match["rest"], language, page.fetched_at, region=where)
        if said is not None and says_year(said[2]) and match["rest"].find(said[2][:6]) in range(12):
            yield Moment(said[0], said[1], "visible", said[2], zoned=False)
            return

"""A landed page to a document, or to the reason why it is none. Pure: no clock, no network.

Reads top to bottom: parse once, ask every reader, put their answers together. A page that breaks a reader is a
rejection too (``unreadable``), never an exception: one hostile page must not stop a segment of thousands.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from crawlers.records import LandedPage, Outlet
from flows.extract import facts, rejections
from flows.extract.authors import read_authors
from flows.extract.dates import read_dates
from flows.extract.declarations import NONE, Extractors
from flows.extract.declared import declared_dates, read_declared
from flows.extract.genre import read_genre
from flows.extract.heads import head_lines
from flows.extract.items import is_item
from flows.extract.language import code, detect
from flows.extract.page import Page
from flows.extract.reader import best_body
from flows.extract.titles import read_title
from flows.extract.trace import Trace
from flows.extract.walls import truncated
from flows.leaders import assess
from flows.model import Document, Event, Rejection, Revision
from flows.origin import addresses, content_digest, outlet_of, provenance_of
from flows.posts import read_post
from flows.urls import canonical_url, document_id

log = logging.getLogger(__name__)

_MARKUP = re.compile(r"<[a-zA-Z!/?]")

HTML_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/xhtml",
    "text/xhtml",
    "application/xml",
    "text/xml",
    "text/plain",
)


def normalise(
    page: LandedPage,
    *,
    minimum_relevance: float = 0.0,
    outlet: Outlet | None = None,
    trace: Trace | None = None,
    extractors: Extractors = NONE,
    prefilter: bool = False,
) -> Document | Rejection:
    """Read one page. ``outlet`` stands in where the page was found by no source of ours; ``trace`` is told why;
    ``extractors`` are those declared for single outlets; ``prefilter``: a page whose bytes cannot name a leader is not
    parsed, unless every page is wanted (``minimum_relevance`` 0)."""
    post = 200 <= page.status < 300 and is_item(page)
    if not post and (reason := _unreadable(page)) is not None:
        return Rejection(*reason[:1], page.url, reason[1])
    try:
        if post:
            return read_post(page, minimum_relevance, outlet)
        if prefilter and minimum_relevance > 0 and not _may_mention(page):
            return Rejection("no_leader", page.url, "no leader mentioned: its bytes hold no name, no office, no NATO")
        with _no_collection():
            return _normalise(page, minimum_relevance, outlet, trace, extractors)
    except (
        RecursionError,
        MemoryError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
    ) as error:
        # A bug of ours or of a library under us, met on one page: counted and named, and the road stays open.
        log.warning("cannot read %s: %s", page.url, error, exc_info=log.isEnabledFor(logging.DEBUG))
        return Rejection("unreadable", page.url, f"{type(error).__name__}: {error}"[:300])


def _may_mention(page: LandedPage) -> bool:
    # Imported where a threshold is set: `extract` asks for every page and must start fast.
    from flows.leaders.prefilter import may_mention

    return may_mention(page)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for reference cycles while a page is read: it would look at thousands of live objects again and again,
    a tenth of the time of a page, and find nothing. It runs between pages."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _unreadable(page: LandedPage) -> tuple[str, str] | None:
    if not 200 <= page.status < 300:
        return "http_error", f"status {page.status}"
    if not page.body.strip(b" \t\r\n\x00"):
        return "empty", "no content"
    kind = page.content_type.split(";")[0].strip().lower()
    if kind and kind not in HTML_TYPES:
        return "not_html", kind
    head = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if head.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"RIFF", b"OggS")):
        return "not_html", "a binary file by its first bytes"
    lowered = head.lower()
    if any(mark in lowered for mark in (b"<rss", b"<feed", b"<urlset", b"<sitemapindex")) and b"<html" not in lowered:
        return "not_html", "a feed or sitemap"
    if lowered.startswith((b"{", b"[")) and b"<" not in head:
        return "not_html", "JSON"
    return None


def _rejected(page: Page, reason: tuple[str, str]) -> Rejection:
    if page.trace:
        signals = "article" if rejections.has_article_signals(page) else "none"
        page.trace.note("rejection", signals, "structured data", "what the page says of itself")
        page.trace.choose("rejection", reason[0], "page", reason[1])
    return Rejection(reason[0], page.url, reason[1])


def _normalise(
    landed: LandedPage,
    minimum_relevance: float,
    outlet: Outlet | None,
    trace: Trace | None,
    extractors: Extractors,
) -> Document | Rejection:
    found = landed.discovery
    page = Page.parse(
        landed.body,
        landed.url,
        landed.fetched_at,
        content_type=landed.content_type,
        entry=found.entry if found else None,
        trace=trace,
    )
    if page is None:
        return Rejection("empty", landed.url, "nothing in it but white space")
    if not _MARKUP.search(page.text, 0, 1_000_000):
        return Rejection("not_html", landed.url, "no markup in it")
    title = read_title(page)
    if (reason := rejections.before_body(page, title)) is not None:
        return _rejected(page, reason)
    declared = read_declared(page, extractors, title)
    title = (declared.title if declared else "") or title
    body = declared.body if declared else best_body(page, title)
    text = body.text
    words = facts.count_words(text)
    if (reason := rejections.after_body(page, body, words)) is not None:
        return _rejected(page, reason)

    hint = page.declared_language or (found.entry.language if found else "")
    language = detect(text or title, hint)
    if trace:
        trace.note("language", code(hint) or hint, "declared", "a hint only")
        trace.note("language", language, "text")
        trace.choose("language", language, "text" if text else "title", "the text decides; see docs/decisions/0032")
    lines = head_lines(page, title)
    dates = read_dates(page, language or code(page.declared_language), lines)
    if declared:
        dates = declared_dates(page, declared, language, dates)
    title = title or text[:120].split("\n")[0]
    summary = facts.read_summary(page, title, body.paragraphs)
    assessment = assess(
        title,
        summary,
        text,
        language=language,
        on=dates.published.date.date() if dates.published.date else None,
        revised=dates.modified.date.date() if dates.modified.date else None,
    )
    if assessment.relevance < minimum_relevance:
        return Rejection("not_relevant", landed.url, f"relevance {assessment.relevance:.2f} < {minimum_relevance:g}")

    canonical = canonical_url(landed.url, facts.declared_url(page))
    return Document(
        id=document_id(canonical),
        url=addresses(landed, canonical),
        title=title,
        summary=summary,
        body=text,
        authors=(declared.authors if declared else ()) or read_authors(page, title, language, lines),
        tags=facts.read_tags(page),
        language=language,
        published=dates.published,
        modified=dates.modified,
        event=Event(created=landed.fetched_at),
        outlet=outlet_of(landed, outlet),
        genre=read_genre(page, title, text, lines),
        leaders=assessment.leaders,
        quotes=assessment.quotes,
        relevance=assessment.relevance,
        word_count=words,
        reading_minutes=facts.reading_minutes(lines, text),
        truncated=truncated(page, body),
        revision=Revision(number=1, digest=content_digest(title, text)),
        provenance=provenance_of(landed, body.source),
    )

"""A landed post to a document: what :mod:`flows.normalise` does for pages, for texts that need no page read.

Pure. A post's own JSON states what it is; nothing is searched for.
"""

from __future__ import annotations

from crawlers.records import LandedPage, Outlet
from flows.extract import facts
from flows.extract.dates import EARLIEST, TOLERANCE
from flows.extract.items import Item, read_item
from flows.extract.language import code, detect
from flows.extract.moments import parse_iso
from flows.leaders import assess
from flows.model import DateFound, Document, Event, Rejection, Revision
from flows.origin import addresses, content_digest, outlet_of, provenance_of
from flows.urls import canonical_url, document_id

MAX_SUMMARY = 300


def read_post(landed: LandedPage, minimum_relevance: float, outlet: Outlet | None) -> Document | Rejection:
    """Read one post. ``outlet`` stands in where it was found by no source of ours."""
    item = read_item(landed.body)
    if isinstance(item, str):
        return Rejection("unreadable", landed.url, item)
    text = "\n".join(item.paragraphs)
    language = detect(f"{item.title}\n{text}", item.language) or code(item.language)
    published = _date(item.published, landed)
    assessment = assess(item.title, "", text, language=language, on=published.date.date() if published.date else None)
    if assessment.relevance < minimum_relevance:
        return Rejection("not_relevant", landed.url, f"relevance {assessment.relevance:.2f} < {minimum_relevance:g}")
    canonical = canonical_url(landed.url)
    return Document(
        id=document_id(canonical),
        url=addresses(landed, canonical),
        title=item.title,
        summary=_summary(item),
        body=text or item.title,
        authors=item.authors,
        tags=item.tags,
        language=language,
        published=published,
        modified=_date(item.modified, landed),
        event=Event(created=landed.fetched_at),
        outlet=outlet_of(landed, outlet),
        genre=item.genre,
        leaders=assessment.leaders,
        quotes=assessment.quotes,
        relevance=assessment.relevance,
        word_count=facts.count_words(text or item.title),
        reading_minutes=facts.reading_minutes([], text or item.title),
        revision=Revision(number=1, digest=content_digest(item.title, text or item.title)),
        provenance=provenance_of(landed),
    )


def _summary(item: Item) -> str:
    return item.paragraphs[0][:MAX_SUMMARY] if item.paragraphs else item.title


def _date(raw: str, landed: LandedPage) -> DateFound:
    """A stated time. Accounts can set their posts' times at will: what cannot be is left out, as on pages."""
    parsed = parse_iso(raw)
    if parsed is None or not EARLIEST <= parsed[0] <= landed.fetched_at + TOLERANCE:
        return DateFound()
    return DateFound(parsed[0], parsed[1], "feed", raw)

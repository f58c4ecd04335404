"""When two texts are copies, one document, or strangers: the judgements of :mod:`flows.stories`, with what chose them.

Doubt makes two documents of one story, never one document of two: a copy stays visible, a merged article does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flows.fingerprints import Fingerprint, Similarity, similarity
from flows.model import Document
from flows.urls import canonical_url, document_id

COPY_CONTAINMENT, COPY_SHARED = 0.45, 12
"""A copy shares so much of the smaller text, in at least so many sampled runs. Over 9,316 pairs of different articles
the most shared was .02; of copies made by cutting to a third and adding a lede of 25 to 60 words, 98 % had .49."""

COPY_SURE, COPY_SURE_SHARED = 0.8, 5
"""With few sampled runs (the first paragraphs of a very long text) nearly all of them must be shared."""

SAME_OUTLET_CONTAINMENT = 0.7
"""On one outlet, boilerplate is shared by unrelated short articles: half of a text proves nothing."""

SAME_RESEMBLANCE, SAME_RUNS = 0.9, 100
"""The same article under a new address: nearly every run shared, of a text long enough to be no stock phrase. One word
changed in a short article leaves .83 to .98; a daily report with new figures falls below or is days apart."""

SAME_WINDOW = timedelta(hours=36)
"""Texts of one outlet published further apart are two documents, however equal: a report that is printed daily."""

DRIFT = 0.3
"""A page moved to a new address and edited still holds so much of its smaller text."""

FOREIGN = 0.05
"""Below this containment, from another address, under another title: not a revision but another article whose page
declares the wrong canonical address. Unrelated articles share .00 to .02."""


@dataclass(frozen=True, slots=True)
class Version:
    """A document as one fetch left it. ``fetched``, milliseconds since 1970, is the version of the stored document."""

    document: Document
    fingerprint: Fingerprint
    fetched: int


def version_of(document: Document, fingerprint: Fingerprint) -> Version:
    """An incoming document as a version: its ``event.created`` is the time of its fetch."""
    return Version(document, fingerprint, int(document.event.created.timestamp() * 1000))


def addresses(document: Document) -> set[str]:
    """Every address a document was seen under, as ids: blind to scheme, tracking and spelling."""
    url = document.url
    return {document_id(canonical_url(u)) for u in (url.full, url.original, *url.observed) if u}


def related(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether ``other`` can matter to the decision on ``one``: worth fetching whole."""
    found = similarity(one, other)
    return is_copy(found, same_outlet=False) or found.containment >= DRIFT


def is_same(found: Similarity, version: Version, other: Version) -> bool:
    if not same_outlet(version, other):
        return False
    one, two = version.document, other.document
    if one.published.date and two.published.date:
        near = abs(one.published.date - two.published.date) <= SAME_WINDOW
        close = found.identical or found.resemblance >= SAME_RESEMBLANCE
    else:
        near = abs(version.fetched - other.fetched) <= SAME_WINDOW.total_seconds() * 1000
        close = found.identical
    long = min(version.fingerprint.count, other.fingerprint.count) >= SAME_RUNS
    return near and close and (long or one.revision.digest == two.revision.digest)


def is_copy(found: Similarity, *, same_outlet: bool) -> bool:
    if found.identical:
        return True
    enough = SAME_OUTLET_CONTAINMENT if same_outlet else COPY_CONTAINMENT
    return (found.containment >= enough and found.shared >= COPY_SHARED) or (
        found.containment >= COPY_SURE and found.shared >= COPY_SURE_SHARED
    )


def same_outlet(one: Version, other: Version) -> bool:
    a, b = one.document, other.document
    return bool(a.outlet.id and a.outlet.id == b.outlet.id) or bool(a.url.domain and a.url.domain == b.url.domain)


def foreign(version: Version, current: Version) -> bool:
    """Another article whose page names the known one's address as its own."""
    seen = {document_id(canonical_url(u)) for u in (current.document.url.original, *current.document.url.observed)}
    own = document_id(canonical_url(version.document.url.original))
    if own in (version.document.id, *seen):
        return False
    found = similarity(version.fingerprint, current.fingerprint)
    same_title = version.document.title.casefold() == current.document.title.casefold()
    return not same_title and not found.identical and found.containment <= FOREIGN


def score(found: Similarity) -> float:
    return 1.0 if found.identical else max(found.resemblance, found.containment)

"""When two texts are copies, one document, or strangers: the judgements of :mod:`flows.stories`, with what chose them.

Doubt makes two documents of one story, never one document of two: a copy stays visible, a merged article does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from flows.fingerprints import Fingerprint, Similarity, is_unspaced, similarity
from flows.model import Document
from flows.urls import canonical_url, document_id

COPY_CONTAINMENT, COPY_SHARED = 0.45, 12
"""A copy shares so much of the smaller text, in at least so many sampled runs. Over 9,316 pairs of different articles
the most shared was .02; of copies made by cutting to a third and adding a lede of 25 to 60 words, 98 % had .49."""

COPY_SURE, COPY_SURE_SHARED = 0.8, 5
"""With few sampled runs (the first paragraphs of a very long text) nearly all of them must be shared."""

SHORT_RUNS, SHORT_CONTAINMENT = 120, 0.6
"""A text of fewer runs may be boilerplate, a correction or a template for the most part: more of it must be shared, and
the two must speak of one subject (:func:`told`)."""

TINY_RUNS, TINY_RESEMBLANCE = 40, 0.6
"""A notice of so few runs inside a longer text proves nothing; two such notices must be alike as wholes."""

EQUALLY_LONG = 0.8
"""Of two texts made by one template the shorter has so many of the longer's runs, and more."""

SAME_OUTLET_CONTAINMENT, SAME_OUTLET_SHORT = 0.7, 0.8
"""On one outlet, boilerplate is shared by unrelated short articles: half of a text proves nothing, and of a short one
both must be alike as wholes (the second number is of resemblance)."""

TOLD = 0.65
"""So many of the words of one's headline stand in the other: they speak of one subject."""

SAME_RESEMBLANCE, SAME_RUNS = 0.9, 100
"""The same article under a new address: nearly every run shared, of a text long enough to be no stock phrase. One word
changed in a short article leaves .83 to .98; a daily report with new figures falls below or is days apart."""

SURE_RUNS = 300
"""A text of so many runs is no wall and no template: under any headline it is the article."""

SAME_WINDOW = timedelta(hours=36)
"""Texts of one outlet published further apart are two documents, however equal: a report that is printed daily."""

DRIFT = 0.3
"""A page moved to a new address and edited still holds so much of its smaller text."""

FOREIGN = 0.05
"""Below this containment, from another address, under another title: not a revision but another article whose page
declares the wrong canonical address. Unrelated articles share .00 to .02."""


_WORD = re.compile(r"[^\W_]+")


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
    return found.identical or _much(found) or found.containment >= DRIFT


def is_same(found: Similarity, version: Version, other: Version) -> bool:
    """Whether two documents of one outlet are one, seen at two addresses."""
    if not same_outlet(version, other):
        return False
    one, two = version.document, other.document
    if one.published.date and two.published.date:
        near = abs(one.published.date - two.published.date) <= SAME_WINDOW
        close = found.identical or found.resemblance >= SAME_RESEMBLANCE
    else:
        near = abs(version.fetched - other.fetched) <= SAME_WINDOW.total_seconds() * 1000
        close = found.identical
    if one.revision.digest == two.revision.digest:
        return near and close
    runs = _runs(version, other)
    return near and close and (runs >= SURE_RUNS or (runs >= SAME_RUNS and told(version, other)))


def is_copy(found: Similarity, version: Version, other: Version) -> bool:
    """Whether one text runs in the other, or most of the smaller does."""
    if version.document.revision.digest == other.document.revision.digest:
        return True
    runs, own = _runs(version, other), same_outlet(version, other)
    if runs < TINY_RUNS:
        enough = found.resemblance >= (SAME_OUTLET_SHORT if own else TINY_RESEMBLANCE)
    elif runs < SHORT_RUNS:
        enough = found.resemblance >= SAME_OUTLET_SHORT if own else found.containment >= SHORT_CONTAINMENT
    else:
        enough = found.containment >= SAME_OUTLET_CONTAINMENT and found.shared >= COPY_SHARED if own else _much(found)
        if runs >= SURE_RUNS or not own:
            return found.identical or (enough and not contradicted(version, other))
    return (enough or found.identical) and told(version, other)


def _much(found: Similarity) -> bool:
    return (found.containment >= COPY_CONTAINMENT and found.shared >= COPY_SHARED) or (
        found.containment >= COPY_SURE and found.shared >= COPY_SURE_SHARED
    )


def _runs(version: Version, other: Version) -> int:
    return min(version.fingerprint.count, other.fingerprint.count)


def told(version: Version, other: Version) -> bool:
    """Whether two texts speak of one subject: the headline of one is words of the other's headline and text.

    Two forecasts share their sentences and not their towns; two pages that show nothing but a request to subscribe
    share every sentence and have headlines that say nothing of it.
    """
    one, two = version.document, other.document
    if one.title.casefold() == two.title.casefold():
        return True
    return not contradicted(version, other) and max(_told(one.title, two), _told(two.title, one)) >= TOLD


def contradicted(version: Version, other: Version) -> bool:
    """Whether two headlines are one pattern with other names or numbers in it, which only the own text knows.

    That is how templates differ (forecasts, guides, results). A new headline over the same text may hold any words, but
    those that stand in the text stand in both.
    """
    one, two = version.document, other.document
    ours, theirs = title_words(one.title), title_words(two.title)
    if not (ours - theirs and theirs - ours) or len(ours & theirs) * 2 < min(len(ours), len(theirs)):
        return False
    mine, its = _known(ours - theirs, one.body), _known(theirs - ours, two.body)
    strange, alien = mine - _known(mine, _text(two)), its - _known(its, _text(one))
    # A copy that was cut may lack a word of the original's headline; two of a pattern are equally long.
    runs = sorted((version.fingerprint.count, other.fingerprint.count))
    enough = strange or alien if runs[0] >= EQUALLY_LONG * runs[1] else strange and alien
    return bool(enough) and len(strange | alien) * 2 >= len(mine | its)


def _told(title: str, other: Document) -> float:
    words = title_words(title)
    return len(_known(words, _text(other))) / len(words) if words else 0.0


def _known(words: set[str], text: str) -> set[str]:
    """Those that stand in a text, as the beginning of a word."""
    spaced = " ".join(["", *_WORD.findall(text.casefold())])
    return {word for word in words if (word if is_unspaced(word) else f" {word}") in spaced}


def _text(document: Document) -> str:
    return f"{document.title}\n{document.body}"


def title_words(title: str) -> set[str]:
    """The words of a headline without their endings; pairs of characters where there are no spaces."""
    found = set()
    for word in _WORD.findall(title.casefold()):
        if is_unspaced(word):
            found |= {word[i : i + 2] for i in range(len(word) - 1)}
        elif len(word) > 2 or word.isdigit():
            found.add(word if word.isdigit() else word[: max(4, len(word) - 2)])
    return found


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

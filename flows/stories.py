"""The decider: what each incoming document is, given what is known. Pure; deterministic for a given order.

A document is *unchanged* (known, same text), a *revision* (known, other text), a *copy* (new, its text runs in a
story that exists) or *new*. Known is told by address, or, on the same outlet, by the same text under a new address.
Invariants: a document's id, its story and its story's id never change; ``event.created`` only moves to an earlier
fetch; an older fetch never replaces a newer one and is kept as history; every address seen is kept on the document.
Two documents become one only on evidence from both address or outlet and content; doubt makes two documents of one
story, because a copy stays visible and a merged article does not. See ``docs/stories.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from flows.fingerprints import Similarity, similarity
from flows.likeness import DRIFT, Version, addresses, foreign, is_copy, is_same, same_outlet, score
from flows.model import Document, Event, Role, Story, Url
from flows.urls import canonical_url, document_id

CANDIDATES = 16
"""How many documents that share bands are measured, most shared bands first, a rare band counting more."""

SCALE = 2**32
"""Whole numbers, so that sums do not depend on the order of the bands."""


class Outcome(StrEnum):
    """What an incoming document is."""

    NEW = "new"
    COPY = "copy"
    REVISION = "revision"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier text of a document, by the time of its fetch."""

    fetched: int
    digest: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the index holds that may bear on a batch, with the history of those that have one."""

    versions: tuple[Version, ...] = ()
    history: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """``write`` is the state of the document to store (``None``: nothing new), ``history`` an earlier text to keep.

    ``late``: the text is older than the stored one and went to the history; the document kept its own.
    """

    outcome: Outcome
    document: str
    write: Version | None = None
    history: Version | None = None
    late: bool = False


def decide(incoming: Sequence[Version], known: Knowledge) -> list[StoryDecision]:
    """Decide each document in order; what came first in the batch is known to what follows."""
    state = _State(known)
    return [_decide(version, state) for version in incoming]


class _State:
    """What is known while a batch is decided, findable by id, address and band."""

    def __init__(self, known: Knowledge) -> None:
        self.versions: dict[str, Version] = {}
        self.history = {key: sorted(past, key=lambda p: p.fetched) for key, past in known.history.items()}
        self._addresses: dict[str, str] = {}
        self._bands: dict[str, set[str]] = {}
        for version in sorted(known.versions, key=lambda v: (v.document.event.created, v.document.id)):
            self.put(version)

    def put(self, version: Version) -> None:
        key = version.document.id
        self.versions[key] = version
        for address in addresses(version.document):
            self._addresses.setdefault(address, key)
        for band in version.fingerprint.bands:
            self._bands.setdefault(band, set()).add(key)

    def at(self, document: Document) -> list[Version]:
        """Documents seen under any address of this one, the one of its own address first."""
        own = document_id(canonical_url(document.url.full))
        keys = [self._addresses.get(a) for a in (own, *sorted(addresses(document) - {own}))]
        return [self.versions[key] for key in dict.fromkeys(keys) if key and key != document.id]

    def alike(self, version: Version) -> list[tuple[Similarity, Version]]:
        shared: Counter[str] = Counter()
        for band in version.fingerprint.bands:
            holders = self._bands.get(band, ())
            for key in holders:
                # Rare bands first: boilerplate is shared by many, and would crowd out the one text that was copied.
                shared[key] += SCALE // len(holders)
        shared.pop(version.document.id, None)
        best = sorted(shared, key=lambda key: (-shared[key], key))[:CANDIDATES]
        return [(similarity(version.fingerprint, self.versions[key].fingerprint), self.versions[key]) for key in best]


def _decide(version: Version, state: _State) -> StoryDecision:
    current = state.versions.get(version.document.id)
    if current and foreign(version, current):
        version = _under_own_address(version)
        current = state.versions.get(version.document.id)
    current = current or _moved(version, state)
    if current:
        return _again(version, current, state)
    alike = [(found, other) for found, other in state.alike(version) if other.document.id != version.document.id]
    if same := _best((f, o) for f, o in alike if is_same(f, version, o)):
        return _again(version, same[1], state)
    if copied := _best((f, o) for f, o in alike if is_copy(f, version, o)):
        story = _joined(version, copied, state)
        outcome = Outcome.COPY
    else:
        story, outcome = Story(version.document.id), Outcome.NEW
    written = replace(version, document=version.document.with_story(story))
    state.put(written)
    return StoryDecision(outcome, written.document.id, written)


def _again(version: Version, current: Version, state: _State) -> StoryDecision:
    """A fetch of a known document: newer or late, with the same or another text."""
    past = state.history.setdefault(current.document.id, [])
    digest = version.document.revision.digest
    if version.fetched >= current.fetched:
        if digest == current.document.revision.digest:
            merged = _touched(current, version)
            return _store(Outcome.UNCHANGED, merged if merged != current else None, current, state)
        if version.fetched == current.fetched:
            # The same fetch read better: what the page said did not change, so there is no earlier text to keep.
            return _store(Outcome.REVISION, _revised(current, version, step=0), current, state)
        past.append(Past(current.fetched, current.document.revision.digest))
        return _store(Outcome.REVISION, _revised(current, version), current, state, history=current)
    before = [p.digest for p in past if p.fetched <= version.fetched][-1:]
    after = [*(p.digest for p in past if p.fetched > version.fetched), current.document.revision.digest][:1]
    merged = replace(_touched(current, version), fetched=current.fetched)
    if digest in (*before, *after):
        return _store(Outcome.UNCHANGED, merged if merged != current else None, current, state)
    past.append(Past(version.fetched, digest))
    past.sort(key=lambda p: p.fetched)
    number = current.document.revision.number
    late = replace(version, document=replace(version.document, id=current.document.id, story=current.document.story))
    merged = replace(
        merged,
        document=replace(merged.document, revision=replace(merged.document.revision, number=number + 1)),
    )
    state.put(merged)
    return StoryDecision(Outcome.REVISION, current.document.id, merged, late, late=True)


def _store(
    outcome: Outcome, write: Version | None, current: Version, state: _State, history: Version | None = None
) -> StoryDecision:
    if write:
        state.put(write)
    return StoryDecision(outcome, current.document.id, write, history)


def _touched(current: Version, version: Version) -> Version:
    """The known document, seen once more: perhaps under another address, perhaps earlier than we knew."""
    document = current.document
    url = replace(document.url, observed=_observed(document.url, version.document.url))
    created = min(document.event.created, version.document.event.created)
    return Version(
        replace(document, url=url, event=replace(document.event, created=created)),
        current.fingerprint,
        max(current.fetched, version.fetched),
    )


def _revised(current: Version, version: Version, step: int = 1) -> Version:
    """The new text under the old identity: id, address, first fetch, outlet and story stay."""
    old, new = current.document, version.document
    url = Url(old.url.full, new.url.original, domain=old.url.domain or new.url.domain)
    seen = Url(old.url.original, new.url.full, old.url.observed + new.url.observed)
    url = replace(url, observed=_observed(url, seen))
    document = replace(
        new,
        id=old.id,
        url=url,
        event=Event(min(old.event.created, new.event.created), old.event.ingested),
        published=new.published if new.published.date else old.published,
        outlet=old.outlet if old.outlet.id else new.outlet,
        story=old.story,
        revision=replace(new.revision, number=old.revision.number + step),
    )
    return Version(document, version.fingerprint, version.fetched)


def _observed(held: Url, seen: Url) -> tuple[str, ...]:
    every = dict.fromkeys((*held.observed, seen.full, seen.original, *seen.observed))
    return tuple(u for u in every if u and u not in (held.full, held.original))


def _moved(version: Version, state: _State) -> Version | None:
    """The known document that was seen under one of these addresses and still reads like this one."""
    for other in state.at(version.document):
        found = similarity(version.fingerprint, other.fingerprint)
        same_title = version.document.title.casefold() == other.document.title.casefold() != ""
        if same_outlet(version, other) and (found.identical or found.containment >= DRIFT or same_title):
            return other
    return None


def _under_own_address(version: Version) -> Version:
    document = version.document
    full = canonical_url(document.url.original)
    url = Url(full, document.url.original, tuple(u for u in document.url.observed if u != full), document.url.domain)
    return replace(version, document=replace(document, id=document_id(full), url=url))


def _best(found: Iterable[tuple[Similarity, Version]]) -> tuple[Similarity, Version] | None:
    """The most alike; of equals the first fetched."""
    return min(
        found,
        key=lambda pair: (
            -score(pair[0]),
            -pair[0].resemblance,
            pair[1].document.event.created,
            pair[1].document.id,
        ),
        default=None,
    )


def _joined(version: Version, copied: tuple[Similarity, Version], state: _State) -> Story:
    found, other = copied
    story = other.document.story or Story(other.document.id)
    lead = state.versions.get(story.id)
    if lead and lead is not other:
        found = similarity(version.fingerprint, lead.fingerprint)
    return Story(story.id, Role.COPY, round(score(found), 3))

"""Finds what is new for many searches at once and writes it to the ledger: nothing is passed over, nothing told twice.

Searches are asked in batches, identical ones once; a page of rows is settled (known, a copy of what is known, an edit,
new) by a handful of requests for the whole batch. The order that survives a crash: a new search first writes down where
it begins, then its hits, then its cursor.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flows.alerts.edits import signature, what_changed
from flows.alerts.finder import DETAILS, Ask, Finder, Page, Row
from flows.alerts.hits import Hit, News, build_hit, hit_id, plain
from flows.alerts.ledger import CURSORS, Cursor, Known, Ledger
from flows.alerts.subscription import OVERLAP, Group, SavedSearch

BATCH = 200
"""Searches in one request: an answer of 100 rows each is some 5 MB."""

LONG_BATCH = 10
"""The same for further pages of 1,000 rows."""

TOGETHER = 300
"""Documents read in whole by one request, whatever the number of searches: at 50 kB each some 15 MB."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a search reads: ingested after ``since``. What was ingested up to ``floor`` is taken for known."""

    since: datetime
    floor: datetime | None = None


def window(search: SavedSearch, cursor: Cursor | None, upto: datetime) -> Window:
    """What ``search`` reads in a run whose view ends at ``upto``. Reading again is free, passing over is not.

    A new search begins ``since`` ago, or at its date. One that rested goes on where it stopped, but no farther back
    than a new one looks: it must not flood. What lies before the beginning and would be read again by later runs is
    read now and taken for known: whatever turns up in it afterwards arrived late and is news.
    """
    if cursor is None:
        floor = search.start or upto - search.since
        return Window(min(floor, upto - OVERLAP), floor)
    since = min(cursor.at, upto) - OVERLAP
    if cursor.resting:
        floor = upto - search.since
        return Window(max(since, min(floor, upto - OVERLAP)), floor)
    return Window(since, cursor.floor)


@dataclass(frozen=True, slots=True)
class _Job:
    search: SavedSearch
    floor: datetime | None
    waiting: tuple[str, ...]


@dataclass(slots=True)
class _Question:
    """One query of the index and the searches that ask it."""

    ask: Ask
    jobs: list[_Job] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be new for a search: a story with the documents that matched, the one to show first, or a document."""

    question: int
    job: _Job
    key: str
    story: str
    rows: tuple[Row, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(row.document for row in self.rows)


@dataclass(slots=True)
class _Sorted:
    """Candidates, told apart."""

    fresh: list[_Candidate] = field(default_factory=list)
    edits: list[tuple[_Candidate, Known]] = field(default_factory=list)
    more: dict[str, tuple[Known, frozenset[str]]] = field(default_factory=dict)


class Finding:
    """One run's finding. ``unwanted``: addresses and searches they want no more (empty: none at all)."""

    def __init__(
        self, finder: Finder, ledger: Ledger, now: datetime, unwanted: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self._finder = finder
        self._ledger = ledger
        self._now = now
        self._unwanted = unwanted
        self.hits = 0
        self.failures: list[tuple[SavedSearch, Exception]] = []

    async def run(self, searches: Sequence[SavedSearch]) -> None:
        """Write everything new to the ledger and move the cursors."""
        if self._finder.newest is None:
            return
        # The earlier of the two clocks: reading again is free, passing over is not.
        upto = min(self._finder.newest, self._now)
        cursors = await self._ledger.cursors([search.name for search in searches])
        windows = {search.name: window(search, cursors.get(search.name), upto) for search in searches}
        await self._ledger.begin(
            {
                name: (one.since + OVERLAP, one.floor)
                for name, one in windows.items()
                if one.floor is not None and (name not in cursors or cursors[name].resting)
            }
        )
        questions: dict[str, _Question] = {}
        for search in searches:
            one, query = windows[search.name], search.dsl()
            text = json.dumps([query, one.since.isoformat()], sort_keys=True)
            question = questions.setdefault(text, _Question(Ask(query, one.since)))
            question.jobs.append(_Job(search, one.floor, self.wanted(search)))
        todo = list(questions.values())
        unmoved: list[str] = []
        for start in range(0, len(todo), BATCH):
            done = await self._batch(todo[start : start + BATCH])
            unmoved += [name for name in done if name not in cursors or cursors[name] != Cursor(upto)]
            # Not after each batch: a search read again costs less than a request for a few cursors.
            if len(unmoved) >= CURSORS or start + BATCH >= len(todo):
                await self._ledger.move_cursors(dict.fromkeys(unmoved, upto))
                unmoved = []

    def wanted(self, search: SavedSearch) -> tuple[str, ...]:
        """Who is to be told of what ``search`` finds."""
        return tuple(
            who for who in search.targets if not {(who.lower(), ""), (who.lower(), search.name)} & self._unwanted
        )

    async def _batch(self, questions: Sequence[_Question]) -> list[str]:
        """Read some questions to the end; the names of the searches that have been read in whole."""
        done: list[str] = []
        todo, size = list(questions), BATCH
        while todo:
            some, todo = todo[:size], todo[size:]
            further: list[_Question] = []
            pages: list[tuple[_Question, Page]] = []
            for question, page in zip(some, await self._finder.pages([q.ask for q in some]), strict=True):
                if isinstance(page, Exception):
                    self.failures += [(job.search, page) for job in question.jobs]
                else:
                    pages.append((question, page))
            failed = await self._take(pages)
            for number, (question, page) in enumerate(pages):
                if number in failed:
                    self.failures += [(job.search, failed[number]) for job in question.jobs]
                elif page.after:
                    further.append(_Question(replace(question.ask, after=page.after), question.jobs))
                else:
                    done += [job.search.name for job in question.jobs]
            todo, size = todo + further, LONG_BATCH
        return done

    async def _take(self, pages: Sequence[tuple[_Question, Page]]) -> dict[int, Exception]:
        """Settle the rows of some pages; the pages whose documents could not be read, with the reason."""
        candidates = [
            candidate
            for number, (question, page) in enumerate(pages)
            for job in question.jobs
            for candidate in _candidates(number, job, page.rows)
        ]
        told = await self._told_apart(candidates)
        wanted: dict[int, dict[str, None]] = defaultdict(dict)
        for candidate in [*told.fresh, *(candidate for candidate, _ in told.edits)]:
            wanted[candidate.question][candidate.rows[0].document] = None
        failed: dict[int, Exception] = {}
        parts = [
            (number, list(ids)[start : start + DETAILS])
            for number, ids in wanted.items()
            for start in range(0, len(ids), DETAILS)
        ]
        for some in _packed(parts):
            read = await self._finder.details([(pages[number][0].ask.query, ids) for number, ids in some])
            sources: dict[tuple[int, str], dict[str, Any]] = {}
            for (number, _), rows in zip(some, read, strict=True):
                if isinstance(rows, Exception):
                    failed[number] = rows
                else:
                    sources.update(((number, key), row) for key, row in rows.items())
            self.hits += await self._ledger.add(_hits(told, sources), self._now)
        await self._ledger.extend(told.more)
        return failed

    async def _told_apart(self, candidates: Sequence[_Candidate]) -> _Sorted:
        told = _Sorted()
        edited = frozenset(one.key for one in candidates if _may_be_edit(one))
        known = await self._ledger.known([one.key for one in candidates], edited)
        unknown = []
        for one in candidates:
            if one.key in known:
                _old(told, one, known[one.key])
            else:
                unknown.append(one)
        if not unknown:
            return told
        # Documents of the same story that were told under another one, before stories were merged.
        members = await self._finder.members(one.story for one in unknown if one.job.search.group is Group.STORY)
        related = [{*one.documents, *(members.get(one.story, ()) if _by_story(one) else ())} for one in unknown]
        by_document = await self._ledger.known_by_document(
            [one.job.search.name for one in unknown], [document for some in related for document in some]
        )
        for one, documents in zip(unknown, related, strict=True):
            found = (by_document.get((one.job.search.name, document)) for document in documents)
            if (old := next(filter(None, found), None)) is not None:
                _old(told, one, old)
            else:
                told.fresh.append(one)
        return told


def _packed(parts: Sequence[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    """The parts in groups of at most :data:`TOGETHER` documents."""
    group: list[tuple[int, list[str]]] = []
    for part in parts:
        if group and sum(len(ids) for _, ids in group) + len(part[1]) > TOGETHER:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _hits(told: _Sorted, sources: Mapping[tuple[int, str], dict[str, Any]]) -> list[tuple[Hit, tuple[str, ...]]]:
    """The hits whose documents are at hand, with who is to be told."""
    hits = [(_fresh(one, found), _waiting(one)) for one in told.fresh if (found := _read(one, sources))]
    for one, known in told.edits:
        if (found := _read(one, sources)) and (edit := _edit(one, known, found)):
            hits.append((edit, one.job.waiting))
    return hits


def _candidates(question: int, job: _Job, rows: Sequence[Row]) -> list[_Candidate]:
    name = job.search.name
    if job.search.group is Group.DOCUMENT:
        return [_Candidate(question, job, hit_id(name, row.document, News.DOCUMENT), row.story, (row,)) for row in rows]
    stories: dict[str, list[Row]] = {}
    for row in rows:
        documents = stories.setdefault(row.story, [])
        documents.insert(0 if row.lead else len(documents), row)
    return [_Candidate(question, job, hit_id(name, story), story, tuple(some)) for story, some in stories.items()]


def _may_be_edit(one: _Candidate) -> bool:
    return one.job.search.revisions and any(row.revision > 1 for row in one.rows)


def _by_story(one: _Candidate) -> bool:
    return one.job.search.group is Group.STORY


def _old(told: _Sorted, one: _Candidate, known: Known) -> None:
    """A candidate that was told before: a new copy only counts; an edit of what was shown may be told."""
    if new := frozenset(one.documents).difference(known.documents):
        before = told.more.get(known.key, (known, frozenset()))[1]
        told.more[known.key] = (known, before | new)
    if one.job.search.revisions:
        for row in one.rows:
            if row.document == known.shown and row.revision > 1:
                told.edits.append((replace(one, rows=(row,)), known))


def _waiting(one: _Candidate) -> tuple[str, ...]:
    floor = one.job.floor
    return () if floor is not None and all(row.ingested <= floor for row in one.rows) else one.job.waiting


def _read(one: _Candidate, sources: Mapping[tuple[int, str], dict[str, Any]]) -> dict[str, Any] | None:
    return sources.get((one.question, one.rows[0].document))


def _fresh(one: _Candidate, found: Mapping[str, Any]) -> Hit:
    source = found["_source"]
    hit = build_hit(one.job.search.name, source, found.get("highlight") or {}, one.documents)
    news = News.STORY if _by_story(one) else News.DOCUMENT
    return replace(hit, news=news, signature=signature(source))


def _edit(one: _Candidate, known: Known, found: Mapping[str, Any]) -> Hit | None:
    hit = _fresh(one, found)
    note = what_changed(known.signature, hit.signature, plain(known.title))
    return replace(hit, news=News.REVISION, note=note) if note else None

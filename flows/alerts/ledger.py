"""The alert ledger in Elasticsearch: what was found, what was mailed, and how far each search has read.

Three kinds of records: a ``hit`` (one story of one search, created once and never again), a ``mail`` (bytes and
Message-ID settled before it is sent) and a ``cursor`` (ingest time up to which a search has read). Invariants:

* A hit is created before its mail, a mail before it is sent: after a crash the next run finds what is left to do.
* A hit belongs to at most one mail: the mail names its hits, and a hit named by any mail is never put in another.
* Mail ``n`` of a search can be created once: of two runs that build it at the same time, one gives way.

So a crash can at worst send the same bytes again, with the same Message-ID; it can never swallow a hit.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from flows.alerts.hits import Hit, hit_id
from flows.alerts.mail import Delivery, Mail, State
from flows.errors import Transient
from flows.model import parse_timestamp, timestamp

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

_T = TypeVar("_T")

CHUNK = 500
"""Records in one request; a hit is some 2 kB, so a request stays near 1 MB."""

MAILS_AT_ONCE = 20
"""Unsent mails read in one request: each carries its whole content, up to some 200 kB."""

CLAIM = timedelta(minutes=10)
"""How long a mail that another installation is sending is left alone; it may retry for a few minutes at most."""


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail with the version it was read at, and who last set about sending it."""

    mail: Mail
    seq_no: int
    primary_term: int
    owner: str = ""
    claimed: datetime | None = None


class Ledger:
    """The ledger index of one installation. Searches of the index see what was written before :meth:`refresh`."""

    def __init__(self, client: AsyncElasticsearch, index: str) -> None:
        self._client = client
        self._index = index

    async def refresh(self) -> None:
        """Make everything written so far visible to searches."""
        await self._client.indices.refresh(index=self._index)

    async def cursor(self, search: str) -> datetime | None:
        """Ingest time up to which ``search`` has read; ``None`` for a new search."""
        found = await self._client.mget(index=self._index, ids=[_cursor_id(search)])
        record = found["docs"][0]
        return parse_timestamp(record["_source"]["cursor"]) if record.get("found") else None

    async def move_cursor(self, search: str, to: datetime) -> None:
        """Remember how far ``search`` has read; only after its hits are in the ledger."""
        await self._client.index(
            index=self._index,
            id=_cursor_id(search),
            document={"kind": "cursor", "search": search, "cursor": timestamp(to)},
        )

    async def unknown(self, search: str, stories: Mapping[str, Sequence[str]]) -> list[str]:
        """Which of ``stories`` (id to the ids of its matching documents) ``search`` has never found.

        A story is known by its id, and by its documents too: a document whose story was regrouped is old news.
        """
        if not stories:
            return []
        records = await self._client.mget(
            index=self._index, ids=[hit_id(search, story) for story in stories], source=False
        )
        fresh = [story for story, record in zip(stories, records["docs"], strict=True) if not record.get("found")]
        documents = [document for story in fresh for document in stories[story]]
        known: set[str] = set()
        for chunk in _chunks(documents):
            query = _all_of({"kind": "hit", "search": search}, {"terms": {"document": chunk}})
            async for page in self._pages(query, CHUNK):
                known.update(document for row in page for document in _listed(row["_source"]["document"]))
        return [story for story in fresh if known.isdisjoint(stories[story])]

    async def add(self, hits: Sequence[Hit], found: datetime) -> int:
        """Write new hits, each at most once for ever; how many were new."""
        created = 0
        for chunk in _chunks(hits):
            operations: list[dict[str, Any]] = []
            for hit in chunk:
                operations.append({"create": {"_id": hit.id}})
                operations.append(
                    {
                        "kind": "hit",
                        "search": hit.search,
                        "story": hit.story,
                        "document": list(hit.documents),
                        "state": State.PENDING,
                        "found": timestamp(found),
                        "title": hit.title,
                        "url": hit.url,
                        "payload": hit.to_json(),
                    }
                )
            created += await self._bulk(operations, "create", harmless=409)
        return created

    async def pending(self, search: str) -> list[Hit]:
        """Hits of ``search`` that no mail speaks of yet, oldest first.

        Mends on the way what a crash between a mail's last delivery and its hits left behind.
        """
        hits: dict[str, Hit] = {}
        waiting = _all_of({"kind": "hit", "search": search, "state": "pending"})
        async for page in self._pages(waiting, CHUNK):
            hits.update((row["_id"], Hit.from_json(row["_source"]["payload"])) for row in page)
        for chunk in _chunks(list(hits)):
            query = _all_of({"kind": "mail", "search": search}, {"terms": {"document": chunk}})
            async for page in self._pages(query, MAILS_AT_ONCE):
                for row in page:
                    mail = Mail.from_record(row["_source"])
                    if mail.state is not State.PENDING:
                        await self._close_hits(mail, parse_timestamp(row["_source"].get("sent")))
                    for key in mail.hits:
                        hits.pop(key, None)
        return list(hits.values())

    async def next_number(self, search: str) -> int:
        """The number of the next mail of ``search``."""
        found = await self._client.search(
            index=self._index,
            query=_all_of({"kind": "mail", "search": search}),
            sort=[{"number": "desc"}],
            size=1,
            source_includes=["number"],
        )
        rows = found["hits"]["hits"]
        return int(rows[0]["_source"]["number"]) + 1 if rows else 1

    async def open_mail(self, mail: Mail, owner: str) -> StoredMail | None:
        """Settle a mail before it is sent; ``None`` when another run was first with this number."""
        from elasticsearch import ConflictError

        try:
            done = await self._client.create(
                index=self._index, id=mail.id, document=mail.to_record(owner, mail.created)
            )
        except ConflictError:
            return None
        return StoredMail(mail, done["_seq_no"], done["_primary_term"], owner, mail.created)

    async def unsent(self) -> list[StoredMail]:
        """Every mail that still has recipients to serve, oldest first, whatever became of its search."""
        stored: list[StoredMail] = []
        async for page in self._pages(_all_of({"kind": "mail", "state": "pending"}), MAILS_AT_ONCE):
            for row in page:
                claim = row["_source"]["payload"]["claim"]
                stored.append(
                    StoredMail(
                        Mail.from_record(row["_source"]),
                        row["_seq_no"],
                        row["_primary_term"],
                        claim["owner"],
                        parse_timestamp(claim["at"]),
                    )
                )
        return stored

    async def claim(self, stored: StoredMail, owner: str, now: datetime) -> StoredMail | None:
        """Set about sending: counts the attempt. ``None`` when another installation is at it.

        A claim of our own is a run that died, because a home runs one at a time.
        """
        foreign = stored.owner != owner and stored.claimed is not None
        if foreign and stored.claimed is not None and abs(now - stored.claimed) < CLAIM:
            return None
        return await self._write(stored, replace(stored.mail, attempts=stored.mail.attempts + 1), owner, now)

    async def settle(
        self, stored: StoredMail, deliveries: Mapping[str, Delivery], owner: str, now: datetime
    ) -> StoredMail | None:
        """Record what became of the mail for each recipient, then close its hits if nobody is left to serve."""
        mail = replace(stored.mail, deliveries={**stored.mail.deliveries, **deliveries})
        written = await self._write(stored, mail, owner, now)
        if written is not None and mail.state is not State.PENDING:
            await self._close_hits(mail, now)
        return written

    async def _write(self, stored: StoredMail, mail: Mail, owner: str, now: datetime) -> StoredMail | None:
        from elasticsearch import ConflictError

        try:
            done = await self._client.index(
                index=self._index,
                id=mail.id,
                document=mail.to_record(owner, now),
                if_seq_no=stored.seq_no,
                if_primary_term=stored.primary_term,
            )
        except ConflictError:
            return None
        return StoredMail(mail, done["_seq_no"], done["_primary_term"], owner, now)

    async def _close_hits(self, mail: Mail, sent: datetime | None) -> None:
        change = {"state": mail.state, "message_id": mail.message_id, "sent": timestamp(sent)}
        for chunk in _chunks(mail.hits):
            operations: list[dict[str, Any]] = []
            for key in chunk:
                operations.extend(({"update": {"_id": key, "retry_on_conflict": 3}}, {"doc": change}))
            await self._bulk(operations, "update", harmless=404)

    async def _bulk(self, operations: list[dict[str, Any]], action: str, *, harmless: int) -> int:
        """Run a bulk request; how many succeeded. A ``harmless`` status is no success but no failure either."""
        done = await self._client.bulk(index=self._index, operations=operations)
        statuses = [item[action] for item in done["items"]]
        for status in statuses:
            if status["status"] >= 300 and status["status"] != harmless:
                reason = (status.get("error") or {}).get("reason", "no reason given")
                raise Transient(f"the alert ledger did not take a record ({status['status']}): {reason}")
        return sum(status["status"] < 300 for status in statuses)

    async def _pages(self, query: dict[str, Any], size: int) -> AsyncIterator[list[dict[str, Any]]]:
        """Pages of matching records, in order of writing, until exhausted."""
        pit = (await self._client.open_point_in_time(index=self._index, keep_alive="2m"))["id"]
        after: list[Any] | None = None
        try:
            while True:
                found = await self._client.search(
                    query=query,
                    pit={"id": pit, "keep_alive": "2m"},
                    sort=[{"found": {"order": "asc", "missing": "_first"}}, {"_shard_doc": "asc"}],
                    search_after=after,
                    size=size,
                    seq_no_primary_term=True,
                    track_total_hits=False,
                    allow_partial_search_results=False,
                )
                pit = found.get("pit_id", pit)
                rows = found["hits"]["hits"]
                if rows:
                    yield rows
                if len(rows) < size:
                    return
                after = rows[-1]["sort"]
        finally:
            await self._client.close_point_in_time(id=pit)


def _cursor_id(search: str) -> str:
    return hashlib.sha256(f"cursor\0{search}".encode()).hexdigest()[:32]


def _all_of(terms: Mapping[str, str], *more: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"filter": [*({"term": {name: value}} for name, value in terms.items()), *more]}}


def _listed(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [value]


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]

"""The alert ledger: what each search found, and how far it has read.

A ``hit`` (one story, document, edit or spike of one search) is created once and never again; a ``cursor`` is the ingest
time up to which a search has read. Invariants:

* A hit is created before the cursor passes it and before any mail speaks of it.
* ``waiting`` lists who is still to be told of it. It is a convenience: a hit that any mail to a recipient names is
  never put into another mail to the same one (:mod:`flows.alerts.mails`).

So a crash can at worst send the same bytes again, with the same Message-ID; it can never swallow a hit.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.alerts.hits import Hit, News
from flows.alerts.mail import Mail, State
from flows.alerts.records import Operation, Records, all_of, chunks, listed
from flows.errors import Transient
from flows.model import parse_timestamp, timestamp

_KNOWN = ("search", "document", "payload.document", "payload.title", "payload.signature")
CURSORS = 5000
"""Cursors written by one request: they are small."""

_TRIES = 8
"""How often a record that somebody else changed meanwhile is read again. Two runs at once change it twice at most."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a search has read; ``resting``: it was switched off, paused or taken away after that.

    ``floor`` is where it began, while its first run is not through.
    """

    at: datetime
    resting: bool = False
    floor: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A hit in the ledger, as far as finding needs it."""

    key: str
    search: str
    documents: tuple[str, ...]
    shown: str
    title: str
    signature: str
    seq_no: int
    primary_term: int


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a hit for one recipient."""

    who: str
    state: State
    sent: datetime | None = None
    message_id: str = ""


class Ledger(Records):
    """Hits and cursors."""

    async def cursors(self, searches: Sequence[str]) -> dict[str, Cursor]:
        """How far each search has read; one that is absent is new."""
        names = {cursor_id(name): name for name in searches}
        found: dict[str, Cursor] = {}
        for key, record in (await self.read(list(names), ["cursor", "state", "payload"])).items():
            source = record["_source"]
            if (at := parse_timestamp(source["cursor"])) is not None:
                floor = parse_timestamp((source.get("payload") or {}).get("floor"))
                found[names[key]] = Cursor(at, source.get("state") == "resting", floor)
        return found

    async def begin(self, cursors: Mapping[str, tuple[datetime, datetime]]) -> None:
        """Remember where searches begin, before they find anything: a crash must not move that on."""
        await self.write(
            [
                ({"index": {"_id": cursor_id(name)}}, _cursor(name, at) | {"payload": {"floor": timestamp(floor)}})
                for name, (at, floor) in cursors.items()
            ]
        )

    async def move_cursors(self, cursors: Mapping[str, datetime]) -> None:
        """Remember how far searches have read; only after their hits are in the ledger."""
        moved: list[Operation] = [
            ({"index": {"_id": cursor_id(name)}}, _cursor(name, at)) for name, at in cursors.items()
        ]
        await self.write(moved, size=CURSORS)

    async def rest(self, active: frozenset[str]) -> None:
        """Mark the cursors of searches that no longer run: when they come back they must not flood."""
        async for page in self.pages(all_of({"kind": "cursor", "state": "active"}), 1000, ["search"]):
            gone = [row for row in page if row["_source"]["search"] not in active]
            await self.write([({"update": {"_id": row["_id"]}}, {"doc": {"state": "resting"}}) for row in gone])

    async def known(self, keys: Sequence[str], whole: frozenset[str]) -> dict[str, Known]:
        """The hits there are among ``keys``; what they showed is read for ``whole`` alone.

        From columns, as of the last refresh: one that is younger is found by its creation being refused.
        """
        found = {key: _known(record) for key, record in (await self.read(sorted(whole), _KNOWN)).items()}
        for chunk in chunks([key for key in dict.fromkeys(keys) if key not in whole], 1000):
            answer = await self.search(
                query={"ids": {"values": list(chunk)}},
                size=len(chunk),
                source=False,
                docvalue_fields=["search", "document"],
                seq_no_primary_term=True,
            )
            for row in answer["hits"]["hits"]:
                fields = row["fields"]
                source = {"search": fields["search"][0], "document": fields.get("document", [])}
                found[row["_id"]] = _known({**row, "_source": source})
        return found

    async def known_by_document(
        self, searches: Sequence[str], documents: Sequence[str]
    ) -> dict[tuple[str, str], Known]:
        """Hits of ``searches`` that name any of ``documents``, by search and document.

        A document whose story was regrouped or merged is old news under whatever story it is found.
        """
        found: dict[tuple[str, str], Known] = {}
        names = list(dict.fromkeys(searches))
        for chunk in chunks(list(dict.fromkeys(documents))):
            for some in chunks(names):
                query = all_of(
                    {"kind": "hit"},
                    {"terms": {"search": list(some)}},
                    {"terms": {"document": list(chunk)}},
                    {"terms": {"news": [News.STORY, News.DOCUMENT]}},
                )
                async for page in self.pages(query, 1000, _KNOWN):
                    for record in map(_known, page):
                        found.update(((record.search, one), record) for one in record.documents)
        return found

    async def add(self, hits: Sequence[tuple[Hit, Sequence[str]]], found: datetime) -> int:
        """Write new hits, each at most once for ever, with who is to be told; how many were new.

        A hit nobody is to be told of is written too: it is what a search that starts now takes for known.
        """
        statuses = await self.write(
            [
                (
                    {"create": {"_id": hit.id}},
                    {
                        "kind": "hit",
                        "search": hit.search,
                        "news": hit.news,
                        "story": hit.story,
                        "document": list(hit.documents),
                        "state": State.PENDING if waiting else State.DROPPED,
                        "waiting": list(waiting),
                        "found": timestamp(found),
                        "title": hit.title,
                        "url": hit.url,
                        "payload": hit.to_json(),
                    },
                )
                for hit, waiting in hits
            ],
            409,
        )
        return sum(status < 300 and bool(waiting) for status, (_, waiting) in zip(statuses, hits, strict=True))

    async def extend(self, more: Mapping[str, tuple[Known, frozenset[str]]]) -> None:
        """Add documents (copies that came later) to hits. One that somebody else changed is left to the next run."""
        await self.write(
            [
                (
                    {"update": {"_id": key, "if_seq_no": known.seq_no, "if_primary_term": known.primary_term}},
                    {"doc": {"document": [*known.documents, *sorted(documents.difference(known.documents))]}},
                )
                for key, (known, documents) in more.items()
            ],
            409,
        )

    async def close(self, mails: Sequence[tuple[Mail, datetime | None]]) -> None:
        """Take those whom mails (with the time they were sent) are done with off the lists of the mails' hits."""
        outcomes: dict[str, list[Told]] = defaultdict(list)
        for mail, sent in mails:
            for who in mail.recipients:
                if who in mail.deliveries:
                    told = Told(who, mail.deliveries[who].state, sent, mail.message_id)
                    for key in mail.hits:
                        outcomes[key].append(told)
        await self.tell(outcomes)

    async def tell(self, outcomes: Mapping[str, Sequence[Told]]) -> None:
        """Take recipients off the lists of hits."""
        todo = list(outcomes)
        for _ in range(_TRIES):
            operations: list[Operation] = []
            keys: list[str] = []
            for key, record in (await self.read(todo, ["waiting", "state", "sent", "message_id"])).items():
                change = _told(record["_source"], outcomes[key])
                if change is not None:
                    keys.append(key)
                    version = {"if_seq_no": record["_seq_no"], "if_primary_term": record["_primary_term"]}
                    operations.append(({"update": {"_id": key, **version}}, {"doc": change}))
            statuses = await self.write(operations, 409, 404)
            todo = [key for key, status in zip(keys, statuses, strict=True) if status == 409]
            if not todo:
                return
        raise Transient(f"the alert ledger is being changed by too many at once ({len(todo)} hits)")


def cursor_id(search: str) -> str:
    """The ledger's key of a search's cursor."""
    return hashlib.sha256(f"cursor\0{search}".encode()).hexdigest()[:32]


def _cursor(name: str, at: datetime) -> dict[str, Any]:
    return {"kind": "cursor", "search": name, "cursor": timestamp(at), "state": "active"}


def _known(record: Mapping[str, Any]) -> Known:
    source = record["_source"]
    payload = source.get("payload") or {}
    return Known(
        record["_id"],
        source["search"],
        tuple(listed(source["document"])),
        payload.get("document", ""),
        payload.get("title", ""),
        payload.get("signature", ""),
        record["_seq_no"],
        record["_primary_term"],
    )


def _told(held: Mapping[str, Any], outcome: Sequence[Told]) -> dict[str, Any] | None:
    """The change to a hit; ``None`` when none of them waits any more."""
    done = {one.who for one in outcome}
    before = held.get("waiting") or []
    waiting = [who for who in before if who not in done]
    if waiting == before:
        return None
    served = [one for one in outcome if one.state is State.SENT]
    ids = dict.fromkeys([*listed(held.get("message_id") or []), *(one.message_id for one in served)])
    sent = timestamp(served[0].sent) if served else held.get("sent")
    state = State.PENDING if waiting else State.SENT if sent else outcome[-1].state
    return {"waiting": waiting, "state": state, "sent": sent, "message_id": list(ids)}

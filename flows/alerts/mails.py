"""The ledger's mails: bytes and Message-ID are settled before a mail is sent, and nobody is told anything twice.

* A mail has one recipient. It names its hits, and a hit named by any mail to a recipient is in no other mail to it.
* Mail ``n`` to a recipient can be created once: of two runs that build it at once, one gives way and looks again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flows.alerts.hits import Hit
from flows.alerts.ledger import Ledger
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.records import all_of, chunks
from flows.model import parse_timestamp, timestamp

MAILS_AT_ONCE = 20
"""Unsent mails read in one request: each carries its whole content, up to some 200 kB."""

HITS_AT_ONCE = 1000
"""Waiting hits of a recipient taken up at once, some 2 MB; what is behind them comes next."""

CLAIM = timedelta(minutes=10)
"""How long a mail that another installation is sending is left alone; it may retry for a few minutes at most."""

PUT_OFF = (timedelta(minutes=1), timedelta(hours=1))
"""First and longest wait after a server put a recipient off (4xx); each wait is twice the last."""

GIVE_UP = timedelta(days=5)
"""How long a recipient is put off before the mail counts as bounced: what RFC 5321 (4.5.4.1) has senders do."""


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail with the version it was read at, who last set about sending it, and when it may be tried again."""

    mail: Mail
    version: tuple[int, int]
    owner: str = ""
    claimed: datetime | None = None
    retry: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many hits of a search wait to be told to somebody, and since when."""

    target: str
    search: str
    hits: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Before:
    """What a recipient had so far: the number of the last mail, and how many there were lately."""

    number: int
    lately: int


class Mails:
    """Mails, and the hits that wait for one."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def overview(self) -> AsyncIterator[Waiting]:
        """Who waits for what."""
        after: dict[str, Any] = {}
        while True:
            composite: dict[str, Any] = {
                "size": 1000,
                "sources": [{"target": {"terms": {"field": "waiting"}}}, {"search": {"terms": {"field": "search"}}}],
            }
            found = await self._ledger.search(
                size=0,
                query=all_of({"kind": "hit", "state": State.PENDING}),
                aggs={"who": {"composite": composite | after, "aggs": {"oldest": {"min": {"field": "found"}}}}},
            )
            who = found["aggregations"]["who"]
            for bucket in who["buckets"]:
                oldest = parse_timestamp(bucket["oldest"].get("value_as_string"))
                yield Waiting(bucket["key"]["target"], bucket["key"]["search"], bucket["doc_count"], oldest)
            if "after_key" not in who:
                return
            after = {"after": who["after_key"]}

    async def pending(self, target: str, searches: Sequence[str], found_by: datetime | None) -> list[Hit]:
        """The oldest hits of ``searches`` that no mail to ``target`` speaks of yet, found by then.

        Mends on the way what a crash between a mail's delivery and its hits left behind.
        """
        more = [] if found_by is None else [{"range": {"found": {"lte": timestamp(found_by)}}}]
        waiting = all_of({"kind": "hit", "waiting": target}, {"terms": {"search": list(searches)}}, *more)
        async for page in self._ledger.pages(waiting, HITS_AT_ONCE, ["payload"]):
            hits = {row["_id"]: Hit.from_json(row["_source"]["payload"]) for row in page}
            for chunk in chunks(list(hits)):
                query = all_of({"kind": "mail", "recipients": target}, {"terms": {"document": list(chunk)}})
                async for mails in self._ledger.pages(query, MAILS_AT_ONCE):
                    for row in mails:
                        mail = Mail.from_record(row["_source"])
                        if mail.state is not State.PENDING:
                            await self._ledger.close([(mail, parse_timestamp(row["_source"].get("sent")))])
                        for key in mail.hits:
                            hits.pop(key, None)
            if hits:
                return list(hits.values())
        return []

    async def before(self, targets: Sequence[str], since: datetime) -> dict[str, Before]:
        """What each of ``targets`` had so far, and since then."""
        found = dict.fromkeys(targets, Before(0, 0))
        for chunk in chunks(list(targets)):
            lately = {"filter": {"range": {"found": {"gt": timestamp(since)}}}}
            who = {"terms": {"field": "recipients", "size": len(chunk), "include": list(chunk)}}
            answer = await self._ledger.search(
                size=0,
                query=all_of({"kind": "mail"}, {"terms": {"recipients": list(chunk)}}),
                aggs={"who": {**who, "aggs": {"last": {"max": {"field": "number"}}, "lately": lately}}},
            )
            for bucket in answer["aggregations"]["who"]["buckets"]:
                found[bucket["key"]] = Before(int(bucket["last"]["value"]), int(bucket["lately"]["doc_count"]))
        return found

    async def open(self, mail: Mail, owner: str, now: datetime) -> StoredMail | None:
        """Settle a mail and claim its sending; ``None`` when another run was first with this number."""
        mail = replace(mail, attempts=1)
        version = await self._ledger.put(mail.id, mail.to_record(owner, now))
        return None if version is None else StoredMail(mail, version, owner, now)

    async def unsent(self) -> AsyncIterator[StoredMail]:
        """Every mail that still has somebody to serve, oldest first, whatever became of its searches."""
        async for page in self._ledger.pages(all_of({"kind": "mail", "state": State.PENDING}), MAILS_AT_ONCE):
            for row in page:
                payload = row["_source"]["payload"]
                yield StoredMail(
                    Mail.from_record(row["_source"]),
                    (row["_seq_no"], row["_primary_term"]),
                    payload["claim"]["owner"],
                    parse_timestamp(payload["claim"]["at"]),
                    parse_timestamp(payload.get("retry")),
                )

    async def claim(self, stored: StoredMail, owner: str, now: datetime) -> StoredMail | None:
        """Set about sending once more: counts the attempt. ``None`` when another installation is at it.

        A claim of our own is a run that died, because a home runs one at a time.
        """
        foreign = stored.owner != owner and stored.claimed is not None
        if foreign and stored.claimed is not None and abs(now - stored.claimed) < CLAIM:
            return None
        return await self._write(stored, replace(stored.mail, attempts=stored.mail.attempts + 1), owner, now)

    async def settle(
        self, stored: StoredMail, deliveries: Mapping[str, Delivery], owner: str, now: datetime
    ) -> StoredMail | None:
        """Record what became of the mail; ``None`` when somebody else did meanwhile. Its hits are closed after that."""
        mail = replace(stored.mail, deliveries={**stored.mail.deliveries, **deliveries})
        if mail.open_recipients and now - mail.created > GIVE_UP:
            late = Delivery(State.BOUNCED, f"put off by the mail server for {GIVE_UP.days} days")
            mail = replace(mail, deliveries=dict.fromkeys(mail.open_recipients, late) | mail.deliveries)
        retry = now + put_off(mail.attempts) if mail.state is State.PENDING else None
        return await self._write(stored, mail, owner, now, retry)

    async def _write(
        self, stored: StoredMail, mail: Mail, owner: str, now: datetime, retry: datetime | None = None
    ) -> StoredMail | None:
        record = mail.to_record(owner, now)
        record["payload"]["retry"] = timestamp(retry)
        version = await self._ledger.put(mail.id, record, stored.version)
        return None if version is None else StoredMail(mail, version, owner, now, retry)


def put_off(attempts: int) -> timedelta:
    """How long to wait before the next attempt after ``attempts`` that were put off."""
    first, longest = PUT_OFF
    doublings = min(max(attempts - 1, 0), 10)
    return min(first * (1 << doublings), longest)

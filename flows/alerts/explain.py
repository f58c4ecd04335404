"""Why a page was or was not mailed by a search: by which clause it matched, and what became of it in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.alerts.cadence import Every
from flows.alerts.clauses import Clause, clauses
from flows.alerts.hits import News, hit_id, story_of
from flows.alerts.ledger import Ledger
from flows.alerts.mail import State
from flows.alerts.records import all_of, listed
from flows.alerts.standing import Standing
from flows.alerts.subscription import OVERLAP, SavedSearch
from flows.model import parse_timestamp, timestamp

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.names import Names


@dataclass(frozen=True, slots=True)
class Checked:
    """A clause, whether the document meets it, and the same of its branches. ``None``: the node would not say."""

    said: str
    met: bool | None
    branches: tuple[Checked, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {"clause": self.said, "met": self.met, "branches": [branch.to_json() for branch in self.branches]}


@dataclass(frozen=True, slots=True)
class Explanation:
    """``verdict`` is one sentence; ``history`` one for each thing that happened, oldest first."""

    document: str
    url: str
    title: str
    search: str
    matched: bool
    clauses: tuple[Checked, ...]
    verdict: str
    history: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``alerts explain --json`` prints it."""
        return {
            "document": self.document,
            "url": self.url,
            "title": self.title,
            "search": self.search,
            "matched": self.matched,
            "clauses": [clause.to_json() for clause in self.clauses],
            "verdict": self.verdict,
            "history": list(self.history),
        }


async def explain(
    client: AsyncElasticsearch, names: Names, document: dict[str, Any], search: SavedSearch, now: datetime
) -> Explanation:
    """Ask the index about the document, and the ledger about what was found and mailed."""
    checked = await _check(client, names, document["id"], clauses(search))
    matched = all(clause.met for clause in checked)
    ledger = Ledger(client, names.alerts)
    await ledger.refresh()
    hits = await _hits(ledger, search.name, document)
    history: list[str] = []
    held = _why_held(search, now, paused=search.name in await Standing(client, names.alerts).paused())
    for hit in hits:
        history += await _told(ledger, hit, document["id"], held)
    if hits:
        verdict = _verdict_of(hits, document["id"])
    elif not matched:
        failed = [clause.said for clause in checked if not clause.met]
        verdict = f"not matched, because of: {'; '.join(failed)}"
    else:
        verdict = await _not_found(client, names, ledger, document, search)
    return Explanation(
        document["id"],
        document["url"]["full"],
        document["title"],
        search.name,
        matched,
        checked,
        verdict,
        tuple(history),
    )


async def _check(
    client: AsyncElasticsearch, names: Names, document: str, wanted: Sequence[Clause]
) -> tuple[Checked, ...]:
    flat = [part for clause in wanted for part in (clause, *clause.branches)]
    searches: list[dict[str, Any]] = []
    for part in flat:
        query = {"bool": {"filter": [{"ids": {"values": [document]}}, part.query]}}
        searches += [{"index": names.read}, {"query": query, "size": 0, "track_total_hits": True}]
    answers = (await client.msearch(searches=searches))["responses"] if searches else []
    met = {
        id(part): None if "error" in one else one["hits"]["total"]["value"] > 0
        for part, one in zip(flat, answers, strict=True)
    }
    return tuple(
        Checked(one.said, met[id(one)], tuple(Checked(b.said, met[id(b)]) for b in one.branches)) for one in wanted
    )


async def _hits(ledger: Ledger, search: str, document: dict[str, Any]) -> list[dict[str, Any]]:
    key, story = document["id"], story_of(document)
    either = {"bool": {"should": [{"term": {"document": key}}, {"term": {"story": story}}], "minimum_should_match": 1}}
    rows: list[dict[str, Any]] = []
    async for page in ledger.pages(all_of({"kind": "hit", "search": search}, either), 100):
        rows += page
    own = hit_id(search, story)
    return [row for row in rows if row["_id"] == own or key in listed(row["_source"]["document"])]


async def _told(ledger: Ledger, row: dict[str, Any], document: str, why: str) -> list[str]:
    hit = row["_source"]
    shown = (hit.get("payload") or {}).get("document")
    said = [f"{hit['found']}: found ({hit.get('news', News.STORY)}), as “{hit.get('title', '')}”"]
    if shown and shown != document:
        said.append(
            f"suppressed as a copy: the story is told by document {shown}, {hit.get('url') or 'without address'}"
        )
    mails: list[dict[str, Any]] = []
    async for page in ledger.pages(all_of({"kind": "mail", "document": row["_id"]}), 100):
        mails += [one["_source"] for one in page]
    for mail in mails:
        for who in listed(mail["recipients"]):
            outcome: dict[str, str] | None = (mail["payload"].get("deliveries") or {}).get(who)
            state = outcome["state"] if outcome else State.PENDING
            if state == State.SENT:
                said.append(f"{mail['sent']}: sent to {who}, Message-ID {mail['message_id']}")
            elif outcome and state == State.BOUNCED:
                said.append(f"bounced: {who} was refused for good: {outcome['reason']}")
            else:
                said.append(f"in a mail to {who} that is not out yet: {mail['attempts']} attempts")
    mailed = {who for mail in mails for who in listed(mail["recipients"])}
    left = [who for who in hit.get("waiting") or () if who not in mailed]
    said += [f"held for {who}: {why}" for who in left]
    if hit["state"] == State.DROPPED:
        said.append("not told: it was known when the search began, or nobody was left who wants it")
    return said


def _why_held(search: SavedSearch, now: datetime, *, paused: bool) -> str:
    if paused:
        return "the search is paused"
    if not search.enabled:
        return "the search is switched off"
    if search.quiet is not None and search.quiet.holds(now):
        return f"quiet hours {search.quiet}"
    if search.cadence.every is Every.IMMEDIATE:
        return "the next run; the server was away, or mails to this recipient are at their limit an hour"
    return f"the digest `{search.cadence}`, next due {timestamp(search.cadence.next_due(now))}"


def _verdict_of(rows: Sequence[dict[str, Any]], document: str) -> str:
    hit = rows[0]["_source"]
    shown = (hit.get("payload") or {}).get("document")
    copy = bool(shown) and shown != document
    said = {
        State.SENT: "sent",
        State.PENDING: "found, not told to everybody yet",
        State.BOUNCED: "bounced",
        State.DROPPED: "found, but told to nobody",
    }[State(hit["state"])]
    return f"suppressed as a copy; its story is {said}" if copy else said


async def _not_found(
    client: AsyncElasticsearch, names: Names, ledger: Ledger, document: dict[str, Any], search: SavedSearch
) -> str:
    standing = Standing(client, names.alerts)
    if search.name in await standing.paused():
        return "matched, but the search is paused"
    if not search.enabled:
        return "matched, but the search is switched off"
    if search.spike is not None:
        return "matched, but the search tells volumes, not stories"
    cursor = (await ledger.cursors([search.name])).get(search.name)
    ingested = parse_timestamp(document["event"].get("ingested"))
    if cursor is None:
        return "matched, but the search has not run yet"
    if ingested is None or ingested > cursor.at - OVERLAP:
        return "matched; the next run finds it"
    return (
        f"matches now, but was ingested at {timestamp(ingested)}, before what the search reads (from "
        f"{timestamp(cursor.at - OVERLAP)} on): the search or the document changed since, or the search began later"
    )

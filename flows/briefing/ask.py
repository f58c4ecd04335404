"""The figures of a briefing from the node, in one request; its answers as :class:`~flows.briefing.model.Briefing`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.briefing import requests
from flows.briefing.model import Article, Briefing, Quote, Row, Series, Sources, TopStory, Voice
from flows.errors import Configuration, Transient
from mappings.names import Names

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.diagnosis import Facts

Answer = Mapping[str, Any]


async def figures(
    client: AsyncElasticsearch, names: Names, since: datetime, until: datetime, leader: str | None = None
) -> Briefing:
    """What was written from ``since`` up to ``until`` (about ``leader``, the id of a person or an office).

    Without an index the briefing is empty. Raises ``Configuration`` and ``Transient``.
    """
    from flows.adapters.elasticsearch import reason
    from flows.leaders import roster_in_use
    from flows.search.people import known_leaders

    speaker = None if leader is None or leader in roster_in_use().offices else leader
    asked = requests.searches(names, since, until, leader, speaker=speaker)
    answers = (await client.msearch(searches=asked)).body["responses"]
    for answer in answers:
        if answer.get("status", 200) != 200:
            told = f"the node does not answer a part of the briefing: {reason(answer)}"
            if answer["status"] in (429, 500, 502, 503, 504):
                raise Transient(told, remedy="Run the command again later.")
            raise Configuration(told, remedy="Run `commentariat setup`; then again.")
    name = known_leaders().get(leader, leader) if leader else ""
    return read(answers, since, until, leader, name)


def read(answers: Sequence[Answer], since: datetime, until: datetime, leader: str | None, name: str) -> Briefing:
    """The answers to :func:`flows.briefing.requests.searches` as a briefing. Pure."""
    counted, voices, quotes, crawls = answers
    of, heard = counted.get("aggregations"), voices.get("aggregations") or {}
    sources = _sources((crawls.get("aggregations") or {}).get("sources", {}).get("buckets", ()), until)
    if not of:  # there is no index
        return Briefing(since, until, leader, name, sources=sources)
    days = [bucket["key"] for bucket in of["days"]["buckets"]]
    return Briefing(
        since,
        until,
        leader,
        name,
        articles=counted["hits"]["total"]["value"],
        stories=of["stories"]["value"],
        outlet_count=of["outlet_count"]["value"],
        country_count=of["country_count"]["value"],
        opinion=of["opinion"]["doc_count"],
        relevance=of["relevance"]["value"],
        days=tuple(f"{datetime.fromtimestamp(day / 1000, UTC):%Y-%m-%d}" for day in days),
        step=requests.step(since, until),
        per_day=tuple(bucket["doc_count"] for bucket in of["days"]["buckets"]),
        volume=tuple(_series(bucket["key"], bucket, days) for bucket in of["volume"]["buckets"]),
        tone=tuple(_series(label, of["tone"]["buckets"][label], days) for label in requests.TONES),
        outlets=_rows(of["outlets"]),
        countries=_rows(of["countries"]),
        languages=_rows(of["languages"]),
        genres=_rows(of["genres"]),
        top=tuple(_story(bucket) for bucket in of["top"]["buckets"]),
        before=heard["before"]["doc_count"],
        new_authors=tuple(_voices(heard, "authors", since)),
        new_outlets=tuple(_voices(heard, "outlets", since)),
        quotes=tuple(_quotes(quotes["hits"]["hits"])),
        sources=sources,
    )


def _rows(answer: Answer) -> tuple[Row, ...]:
    return tuple(Row(bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])


def _series(label: str, bucket: Answer, days: Sequence[int]) -> Series:
    counts = {day["key"]: day["doc_count"] for day in bucket["days"]["buckets"]}
    return Series(label, bucket["doc_count"], tuple(counts.get(day, 0) for day in days))


def _article(source: Answer, id_: str) -> Article:
    outlet, published = source.get("outlet") or {}, source.get("published") or {}
    leaders = source.get("leaders") or ()
    return Article(
        id=id_,
        title=source.get("title") or "(no title)",
        url=(source.get("url") or {}).get("full") or "",
        outlet=outlet.get("name") or outlet.get("id") or "",
        country=outlet.get("country") or "",
        language=source.get("language") or "",
        genre=source.get("genre") or "",
        date=(published.get("date") or "")[:10],
        leaders=tuple(leader["name"] for leader in leaders),
    )


def _first(bucket: Answer) -> Article:
    hit = bucket["first"]["hits"]["hits"][0]
    return _article(hit["_source"], hit["_id"])


def _story(bucket: Answer) -> TopStory:
    return TopStory(_first(bucket), bucket["doc_count"], bucket["outlets"]["value"], bucket["languages"]["value"])


def _voices(heard: Answer, kind: str, since: datetime) -> Iterator[Voice]:
    """Those first heard in the period; whoever else is in the answer wrote before it."""
    if not heard["before"]["doc_count"]:
        return
    for bucket in heard[kind]["buckets"]:
        if bucket["since"]["value"] >= since.timestamp() * 1000:
            yield Voice(bucket["key"], bucket["doc_count"], _first(bucket))


def _quotes(hits: Sequence[Answer]) -> Iterator[Quote]:
    for hit in hits:
        for inner in hit["inner_hits"]["quotes"]["hits"]["hits"]:
            said = inner["_source"]
            yield Quote(said.get("text") or "", said.get("speaker") or "", _article(hit["_source"], hit["_id"]))


def _sources(buckets: Sequence[Answer], until: datetime) -> Sources:
    """Sources crawled in the period, and their complaints as far as crawls alone tell them."""
    from flows.diagnosis import diagnose

    total = dict.fromkeys(("landed", "failed", "refused"), 0)
    crawled, complaints = 0, []
    for bucket in buckets:
        within = bucket["period"]
        if within["doc_count"]:
            crawled += 1
            for name in total:
                total[name] += int(within[name]["value"])
        health = diagnose(_facts(bucket), until)
        complaints += [(bucket["key"], complaint.text) for complaint in health.complaints]
    return Sources(crawled, **total, complaints=tuple(sorted(complaints)))


def _facts(bucket: Answer) -> Facts:
    from flows.diagnosis import Facts

    records = [hit["_source"] for hit in bucket["latest"]["hits"]["hits"]]
    # A crawl that was stopped learned nothing of the source: the one before it did.
    learned: Mapping[str, Any] = next((record for record in records if "due" in record), {})
    newest, day = learned.get("newest"), bucket["day"]
    return Facts(
        bucket["key"],
        visited=datetime.fromisoformat(records[0]["@timestamp"]),
        newest=datetime.fromisoformat(newest) if newest else None,
        usual_gap=learned.get("usual_gap"),
        dead=records[0].get("dead", ()),
        requests=int(day["requests"]["value"]),
        refused=int(day["refused"]["value"]),
        limited=int(day["limited"]["value"]),
    )

"""Every figure of a briefing is what the search counts and what the Overview's panels ask, on a real node."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from flows.adapters.elasticsearch import connect
from flows.briefing import Briefing, figures
from flows.dashboards.queries import compiled
from flows.search.service import SearchRequest, search
from flows.settings import Settings
from mappings.definitions import load
from mappings.names import Names
from mappings.panels import aggregation
from tests.briefing_fixture import put

pytestmark = pytest.mark.node

UNTIL = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)
SINCE = UNTIL - timedelta(days=3, hours=7)


def brief(settings: Settings, since: datetime = SINCE, leader: str | None = None) -> Briefing:
    async def ask() -> Briefing:
        client = connect(settings)
        try:
            return await figures(client, Names(settings.index_prefix), since, UNTIL, leader)
        finally:
            await client.close()

    return asyncio.run(ask())


def counts(settings: Settings, queries: list[str], leader: str | None = None) -> list[int]:
    """What ``commentariat search`` counts for each, in the same period."""

    async def ask() -> list[int]:
        client = connect(settings)
        try:
            last = UNTIL - timedelta(seconds=1)
            requests = [
                SearchRequest(query, leader=leader, since=SINCE.isoformat(), until=last.isoformat(), limit=1)
                for query in queries
            ]
            return [(await search(client, Names(settings.index_prefix), one)).total for one in requests]
        finally:
            await client.close()

    return asyncio.run(ask())


@pytest.mark.parametrize("leader", [None, "mark-rutte", "secretary-general"])
def test_every_figure_is_a_search_count(press: Settings, leader: str | None) -> None:
    found = brief(press, leader=leader)
    expected = {"": found.articles, "genre:(opinion or editorial or analysis or interview or blog)": found.opinion}
    for field, rows in (
        ("outlet.name", found.outlets),
        ("outlet.country", found.countries),
        ("language", found.languages),
        ("genre", found.genres),
        ("leader.name", found.volume),
    ):
        expected |= {f'{field}:"{row.label}"': row.articles for row in rows}
    for day, number in zip(found.days, found.per_day, strict=True):
        expected[f'@timestamp:"{day}"'] = number
    for at, day in enumerate(found.days):
        for one in found.volume:
            expected[f'@timestamp:"{day}" and leader.name:"{one.label}"'] = one.per_day[at]
    assert found.articles > 10
    assert len(expected) > 20
    assert dict(zip(expected, counts(press, list(expected), leader), strict=True)) == expected
    assert sum(found.per_day) == found.articles
    assert all(sum(one.per_day) == one.articles for one in found.volume)


def test_every_figure_is_what_the_dashboard_asks(press: Settings) -> None:
    (overview,) = [one.given for one in load() if one.key == ("dashboard", "commentary-overview")]
    found = brief(press)
    span = {"range": {"@timestamp": {"gte": SINCE.isoformat(), "lt": UNTIL.isoformat()}}}
    answers: dict[str, Mapping[str, Any]] = {}
    with Elasticsearch(press.elasticsearch_url or "") as client:
        for panel in overview["panels"]:
            if panel["chart"] not in ("text", "search"):
                aggs = aggregation(panel, "@timestamp", partial(compiled, index="documents")) or None
                answers[panel["id"]] = client.search(
                    index=press.index_prefix, size=0, query=span, aggs=aggs, track_total_hits=True
                ).body

    def of(panel: str) -> Mapping[str, Any]:
        return answers[panel]["aggregations"]  # type: ignore[no-any-return]  # an answer of the node's

    assert found.articles == answers["articles"]["hits"]["total"]["value"]
    metrics = {"stories": found.stories, "outlets-count": found.outlet_count, "countries-count": found.country_count}
    assert {name: of(name)["metric-0"]["value"] for name in metrics} == metrics
    assert of("opinion-count")["metric-0"]["doc_count"] == found.opinion
    assert of("relevance")["metric-0"]["value"] == pytest.approx(found.relevance)
    ranked = {
        "genres": found.genres,
        "languages": found.languages,
        "outlets": found.outlets,
        "countries": found.countries,
    }
    for name, rows in ranked.items():
        assert [(b["key"], b["doc_count"]) for b in of(name)["rows"]["buckets"]] == [
            (r.label, r.articles) for r in rows
        ]
    for day in of("volume")["time"]["buckets"]:
        at = found.days.index(day["key_as_string"][:10])
        assert {b["key"]: b["doc_count"] for b in day["rows"]["buckets"]} == {
            one.label: one.per_day[at] for one in found.volume if one.per_day[at]
        }
    stories = of("top-stories")["rows"]["buckets"]
    assert [bucket["doc_count"] for bucket in stories] == [story.articles for story in found.top]
    top = stories[0]
    assert (top["metric-2"]["value"], top["metric-3"]["value"]) == (found.top[0].outlets, found.top[0].languages)
    assert set(answers) == {
        *metrics,
        *ranked,
        "articles",
        "opinion-count",
        "relevance",
        "volume",
        "tone",
        "top-stories",
    }


def test_the_top_story_is_told_by_its_lead_with_its_copies(press: Settings) -> None:
    story = brief(press).top[0]
    assert story.article.title == "Rutte signs harbour pact with six coastal towns in Port Halden"
    assert story.article.outlet == "Transatlantic Wire"
    assert (story.articles, story.copies, story.outlets) == (5, 4, 5)


def test_new_voices_are_those_with_nothing_before(press: Settings) -> None:
    found = brief(press)
    with Elasticsearch(press.elasticsearch_url or "") as client:
        rows = client.search(index=press.index_prefix, size=500, query={"match_all": {}}).body["hits"]["hits"]
    first: dict[str, datetime] = {}
    before = 0
    for row in (hit["_source"] for hit in rows):
        at = datetime.fromisoformat(row["@timestamp"])
        if not SINCE - timedelta(days=30) <= at < UNTIL:
            continue
        before += at < SINCE
        for name in (row.get("outlet") or {}).get("name"), *row["authors"]:
            if name:
                first[name] = min(at, first.get(name, at))
    assert found.before == before > 0
    new = {name for name, at in first.items() if at >= SINCE}
    assert new
    told = {voice.name for voice in (*found.new_authors, *found.new_outlets)}
    assert told <= new
    assert len(found.new_authors) == 12 or told == new


def test_sources_are_told_with_what_ails_them(press: Settings) -> None:
    found = brief(press).sources
    assert found.crawled == 14
    assert found.landed > 0
    assert [text for source, text in found.complaints if source == "fjordavisen" and "HTTP 500" in text]


def test_no_index_and_no_articles_are_an_empty_briefing(press: Settings) -> None:
    nobody = brief(replace(press, index_prefix="nobody-has-this-prefix"))
    assert (nobody.articles, nobody.top, nobody.sources.crawled) == (0, (), 0)
    early = brief(press, since=UNTIL - timedelta(seconds=1))
    assert (early.articles, early.stories, early.relevance) == (0, 0, None)
    assert brief(press, leader="pierre-vandier", since=UNTIL - timedelta(seconds=1)).leader_name == "Pierre Vandier"


@pytest.mark.parametrize(("days", "step"), [(3, "day"), (71, "week"), (800, "month")])
def test_long_periods_are_cut_into_weeks_and_months(press: Settings, days: int, step: str) -> None:
    found = brief(press, since=UNTIL - timedelta(days=days))
    assert found.step == step
    assert sum(found.per_day) == found.articles


def test_quotes_tones_and_numbers_by_hand(press: Settings) -> None:
    names = Names(press.index_prefix)
    at = (UNTIL - timedelta(hours=1)).isoformat()
    quoted = {
        "id": "q1",
        "@timestamp": at,
        "title": "Quoted",
        "language": "en",
        "relevance": 1.0,
        "story": {"id": "q1", "role": "lead"},
        "url": {"full": "https://press.example/q1"},
        "leaders": [{"id": "mark-rutte", "name": "Mark Rutte", "tone": -0.4, "mentions": 1}],
        "quotes": [
            {"text": "Nobody said this.", "speaker": "A baker"},
            {"text": "We will keep at it.", "speaker": "Rutte", "speaker_id": "mark-rutte", "offset": 12},
        ],
    }
    before = brief(press)
    assert all(quote.text and quote.speaker for quote in before.quotes)
    with Elasticsearch(press.elasticsearch_url or "") as client:
        put(client, names.write, {"q1": quoted})
        try:
            found, rutte, other = (brief(press, leader=who) for who in (None, "mark-rutte", "pierre-vandier"))
        finally:
            client.delete(index=names.write, id="q1", refresh=True)
    said = [(quote.text, quote.speaker) for quote in found.quotes if quote.article.id == "q1"]
    assert said == [("We will keep at it.", "Rutte")] == [(q.text, q.speaker) for q in rutte.quotes][:1]
    assert "q1" not in [quote.article.id for quote in other.quotes]
    tones = [{one.label: one.articles for one in b.tone} for b in (before, found)]
    assert tones[1]["Critical"] == tones[0]["Critical"] + 1

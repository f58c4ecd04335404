"""Briefings made by hand: one in which every text is hostile, and nothing at all."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.briefing.model import Article, Briefing, Quote, Row, Series, Sources, TopStory, Voice

SINCE, UNTIL = datetime(2026, 3, 9, 6, tzinfo=UTC), datetime(2026, 3, 11, 6, tzinfo=UTC)

EVIL = "\"'><script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>\u202e\x1b[31m&amp;"

ARTICLE = Article("1" * 32, EVIL, "javascript:alert(3)", EVIL, EVIL, '"><b>', EVIL, "2026-03-10", (EVIL, EVIL))
LINKED = Article("2" * 32, "A plain title", 'https://press.example/a"b', "Press", "GB", "en", "news", "", ())

HOSTILE = Briefing(
    SINCE,
    UNTIL,
    leader=EVIL,
    leader_name=EVIL,
    articles=1234,
    stories=2,
    outlet_count=1,
    country_count=1,
    opinion=1,
    relevance=0.5,
    days=("2026-03-09", "2026-03-10", "2026-03-11"),
    per_day=(1, 2, 1231),
    volume=tuple(Series(f"{EVIL}{at}", 3, (0, at, 3 - at)) for at in range(8)),
    tone=(Series("Critical", 1, (0, 1, 0)), Series("Even", 0, (0, 0, 0)), Series("Favourable", 1, (0, 0, 1))),
    outlets=(Row(EVIL, 3), Row("Press", 1)),
    countries=(Row(EVIL, 4),),
    languages=(Row(EVIL, 4),),
    genres=(Row(EVIL, 4),),
    top=(TopStory(ARTICLE, 3, 2, 2), TopStory(LINKED, 1, 1, 1)),
    before=5,
    new_authors=(Voice(EVIL, 2, ARTICLE),),
    new_outlets=(Voice(EVIL, 1, LINKED),),
    quotes=(Quote(EVIL, EVIL, ARTICLE),),
    sources=Sources(2, 10, 1, 1, ((EVIL, EVIL),)),
)

NOTHING = Briefing(SINCE, UNTIL)

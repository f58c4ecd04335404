"""A briefing as plain text: for a terminal, and for the text part of a mail. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.briefing.model import Article, Briefing, Row, Series, TopStory, Voice
from flows.briefing.wording import EMPTY, NO_BEFORE, facts, heading, period, plural
from flows.console import clean

WIDTH = 30
"""Longest bar, in signs."""


def render_text(briefing: Briefing) -> str:
    """The briefing, a heading and its lines for each part that has something to say."""
    return "\n".join(_lines(briefing)) + "\n"


def _lines(b: Briefing) -> Iterator[str]:
    yield clean(heading(b))
    yield period(b)
    yield ""
    if not b.articles:
        yield from EMPTY
    else:
        told = (f"{plural(b.stories, 'story')}", plural(b.outlet_count, "outlet"), plural(b.country_count, "country"))
        yield f"{plural(b.articles, 'article')} in {told[0]}, from {told[1]} in {told[2]}; {b.opinion} of them opinion."
        yield from _section("Top stories", [line for story in b.top for line in _story(story)])
        yield from _section("Leaders", _bars(b.volume))
        if len(b.days) > 1:
            yield from _section(f"By {b.step}", _bars([Row(*pair) for pair in zip(b.days, b.per_day, strict=True)]))
        for title, rows in (
            ("Outlets", b.outlets),
            ("Countries", b.countries),
            ("Languages", b.languages),
            ("Genres", b.genres),
            ("Tone towards the leaders named", [row for row in b.tone if row.articles]),
        ):
            yield from _section(title, _bars(rows))
        yield from _section(
            "Quotes", [f"  “{clean(q.text)}” {clean(q.speaker)} ({_where(q.article)})" for q in b.quotes]
        )
        if b.before:
            yield from _section("New authors", [_voice(voice) for voice in b.new_authors])
            yield from _section("New outlets", [_voice(voice) for voice in b.new_outlets])
        else:
            yield from _section("New voices", [f"  {NO_BEFORE}"])
    yield from _section("Sources", _sources(b))


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *lines)


def _bars(rows: Sequence[Row | Series]) -> list[str]:
    most = max((row.articles for row in rows), default=0)
    wide = min(32, max((len(clean(row.label)) for row in rows), default=0))
    return [
        f"  {clean(row.label)[:wide]:{wide}}  {row.articles:>6}  {'█' * round(WIDTH * row.articles / most)}".rstrip()
        for row in rows
        if most
    ]


def _story(story: TopStory) -> list[str]:
    copies = f"  +{plural(story.copies, 'copy')} in {plural(story.outlets, 'outlet')}" if story.copies else ""
    article = story.article
    return [f"  {clean(article.title)}{copies}", f"      {_where(article)}", f"      {clean(article.url)}"]


def _voice(voice: Voice) -> str:
    first = f"first “{clean(voice.first.title)}” ({_where(voice.first)})"
    return f"  {clean(voice.name)}: {plural(voice.articles, 'article')}, {first}"


def _where(article: Article) -> str:
    return clean(", ".join(facts(article)))


def _sources(b: Briefing) -> list[str]:
    s = b.sources
    if not s.crawled and not s.complaints:
        return []
    pages = f"{plural(s.landed, 'page')} landed, {s.failed} failed, {s.refused} refused"
    told = f"  {plural(s.crawled, 'source')} crawled: {pages}."
    return [told, *(f"  {clean(source)}: {clean(complaint)}" for source, complaint in s.complaints)]

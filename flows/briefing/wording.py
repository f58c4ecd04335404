"""The words that page and text share. Pure."""

from __future__ import annotations

from flows.briefing.model import Article, Briefing

EMPTY = (
    "Nothing was found in this period.",
    "A longer period may hold something: commentariat briefing --since 30d",
    "Is anything crawled yet? commentariat run crawls, ingests and alerts once; commentariat sources health tells",
    "which sources are silent.",
)

NO_BEFORE = "Nothing is known from the 30 days before this period, so nobody can be told to be new."


def heading(briefing: Briefing) -> str:
    """What the briefing is about."""
    return f"Briefing: {briefing.leader_name or briefing.leader}" if briefing.leader else "Briefing: NATO's leaders"


def period(briefing: Briefing) -> str:
    """From when to when, with the zone."""
    return f"{briefing.since:%Y-%m-%d %H:%M} to {briefing.until:%Y-%m-%d %H:%M} UTC"


def plural(number: int, noun: str) -> str:
    """``1 story``, ``2 stories``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith(("ry", "py")) else f"{number:,} {noun}s"


def facts(article: Article) -> tuple[str, ...]:
    """Outlet, country, language, date and genre; what is not known is left out."""
    told = (article.outlet, article.country, article.language, article.date, article.genre)
    return tuple(fact for fact in told if fact)

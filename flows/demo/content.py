"""What the press prints: outlets and articles, read from ``pages/*.toml``, one file an outlet.

The press knows two states, 1 and 2: between the two crawls of the demo it edits, retitles and adds. Everything here is
a value; what an article looks like as a page is :mod:`flows.demo.render`'s business. Outlets, authors and events are
invented; office holders are real, and nobody real is quoted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

AGE = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed or sitemap: ``kind`` is rss2, rdf, atom, json, urlset, index or news.

    ``status`` other than 200 makes it a dead one; ``tracking`` decorates its links with campaign parameters;
    ``dated`` says whether its entries carry dates.
    """

    path: str
    kind: str
    status: int = 200
    tracking: bool = False
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Extra:
    """A page that is no article, or must not be fetched: forbidden, soft404, shell, consent or listing."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands in one state of the press. A paragraph that starts with ``## `` is a heading.

    ``age`` is how long before the press opened it was published; ``since`` is the state it first appears in, ``edited``
    says that this version differs from the one before. ``short`` is a short link that the feed gives instead of the
    address. ``story`` names the wire story it belongs to; ``leaders`` are those its text speaks of.
    """

    outlet: str
    slug: str
    path: str
    title: str
    body: tuple[str, ...]
    language: str
    age: timedelta
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    genre: str = ""
    leaders: tuple[str, ...] = ()
    story: str = ""
    short: str = ""
    since: int = 1
    edited: bool = False
    comments: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """``outlet/slug``, the name of the article whatever its address."""
        return f"{self.outlet}/{self.slug}"

    @property
    def summary(self) -> str:
        """The first sentence, as a teaser."""
        return re.split(r"(?<=[.!?])\s", self.body[0], maxsplit=1)[0]

    @property
    def words(self) -> int:
        """Words of the text."""
        return sum(len(paragraph.split()) for paragraph in self.body)


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet and how it is built: its template, charset, feeds and sitemaps.

    ``precision`` is what its pages say of a date: ``second`` in machine-readable form, ``hour`` when they only say
    "3 hours ago", else ``day``. ``offset`` is its clock's distance from UTC in hours.
    """

    id: str
    name: str
    host: str
    country: str
    kind: str
    languages: tuple[str, ...]
    template: str
    prefix: str
    precision: str
    charset: str = "utf-8"
    gzip: bool = False
    offset: int = 0
    suffix: str = "/"
    feeds: tuple[Channel, ...] = ()
    sitemaps: tuple[Channel, ...] = ()
    extras: tuple[Extra, ...] = ()
    articles: tuple[tuple[Article, ...], ...] = ()
    """One tuple of articles for each state."""

    @property
    def root(self) -> str:
        """``http://host``."""
        return f"http://{self.host}"

    def at(self, state: int) -> tuple[Article, ...]:
        """The articles online in ``state``, newest first."""
        return self.articles[state - 1]


STATES = (1, 2)


@lru_cache(maxsize=1)
def sites() -> tuple[Site, ...]:
    """Every outlet of the press, wire agencies first so that copies find their text."""
    folder = files("flows.demo") / "pages"
    tables = [tomllib.loads(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    tables.sort(key=lambda table: (table["site"]["kind"] != "agency", table["site"]["id"]))
    built: list[Site] = []
    texts: dict[str, tuple[str, ...]] = {}
    for table in tables:
        site = _site(table)
        for article in site.at(1):
            texts[article.key] = article.body
        built.append(replace(site, articles=tuple(_with_copies(site, table, state, texts) for state in STATES)))
    return tuple(built)


def _site(table: dict[str, Any]) -> Site:
    head = dict(table["site"])
    for name in ("feeds", "sitemaps"):
        head[name] = tuple(Channel(**row) for row in head.get(name, ()))
    head["extras"] = tuple(Extra(**row) for row in table.get("extra", ()))
    head["languages"] = tuple(head["languages"])
    site = Site(**head)
    return replace(site, articles=tuple(_articles(site, table, state) for state in STATES))


def _articles(site: Site, table: dict[str, Any], state: int) -> tuple[Article, ...]:
    found = []
    for row in table["article"]:
        since = row.get("since", 1)
        if since > state:
            continue
        change = row.get("then", {}) if state == 2 else {}
        now = {**row, **change}
        found.append(
            Article(
                outlet=site.id,
                slug=row["slug"],
                path=f"{now.get('prefix', site.prefix)}{now['slug']}{site.suffix}",
                title=now["title"],
                body=_paragraphs(now.get("body", "")),
                language=row.get("language", site.languages[0]),
                age=_age(row["age"]),
                authors=tuple(row.get("authors", ())),
                tags=tuple(row.get("tags", ())),
                genre=row.get("genre", ""),
                leaders=tuple(row.get("leaders", ())),
                story=row.get("story", ""),
                short=row.get("short", ""),
                since=since,
                edited=bool(change),
                comments=_paragraphs(row.get("comments", "")),
            )
        )
    return tuple(sorted(found, key=lambda article: article.age))


def _with_copies(
    site: Site, table: dict[str, Any], state: int, texts: dict[str, tuple[str, ...]]
) -> tuple[Article, ...]:
    """Fill in reprinted agency text: whole, with a new lede, cut short, or with other typography."""
    rows = {row["slug"]: row for row in table["article"]}
    done = []
    for article in site.at(state):
        row = rows[article.slug]
        if source := row.get("copy"):
            text = texts[source][: row.get("keep", 99)]
            text = (*_paragraphs(row.get("lede", "")), *text)
            if row.get("typographic"):
                text = tuple(_typographic(paragraph) for paragraph in text)
            article = replace(article, body=text, story=article.story or source)
        done.append(article)
    return tuple(done)


def _typographic(text: str) -> str:
    """Curly quotes, long dashes and hard spaces, as another house's style sheet has them."""
    text = re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’").replace(" - ", " — ")
    return re.sub(r"(\d) (per|million|billion|kilometres)", "\\1\u00a0\\2", text)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _age(text: str) -> timedelta:
    match = AGE.fullmatch(text.strip())
    if match is None or not text.strip():
        raise ValueError(f"age {text!r}: write it as 3d, 5h, 2d4h or 40m")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)

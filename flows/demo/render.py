"""Articles as pages and channels as XML or JSON: the press's printing room. Bytes out, in the outlet's own charset."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from functools import lru_cache

from jinja2 import Environment, PackageLoader

from flows.demo import wording
from flows.demo.content import Article, Channel, Site

POPULAR = {
    "de": ("Rutte unter Druck: die meistgelesene Analyse", "Stadtfest lockt Tausende", "Fünf Rezepte mit Kürbis"),
    "en": ("Rutte's toughest week yet, in pictures", "What NATO chief Rutte really wants", "Ten soups for cold days"),
    "es": ("Rutte y la OTAN: las claves", "La lotería cae en el puerto", "Guía de mercadillos"),
    "fr": ("Mark Rutte, le portrait", "Météo : le week-end en détail", "Nos dix recettes d'hiver"),
    "it": ("Rutte, i numeri della settimana", "Il calendario delle fiere", "Dove mangiare in porto"),
    "nl": ("Rutte: tien momenten", "File op de ringweg", "De beste oliebollen"),
    "no": ("Rutte i bilder", "Her blir det snø", "Ti turer i høst"),
    "pl": ("Rutte i Sojusz: pytania i odpowiedzi", "Gdzie na grzyby", "Ceny biletów w górę"),
    "uk": ("Рютте: головне за тиждень", "Прогноз погоди", "Рецепт тижня"),
}
"""Sidebar headlines. They name the Secretary General on every page: whoever reads sidebars as text is caught."""

CHILD = "/post-sitemap.xml.gz"
"""The one child of a sitemap index."""

TRACKING = "utm_source=feed&utm_medium=rss&utm_campaign=daily"

WORDS_A_MINUTE = 200
"""Blog software rounds up from here; the longest post says "4 min read"."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed or sitemap."""

    id: str
    title: str
    url: str
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes over the wire: entity bytes and their content type."""

    body: bytes
    content_type: str


def published(article: Article, opened: datetime) -> datetime:
    """When ``article`` came out, to the second."""
    return opened - article.age


def page(site: Site, article: Article, state: int, opened: datetime) -> Sheet:
    """The page of an article."""
    local = published(article, opened).astimezone(timezone(timedelta(hours=site.offset)))
    url = f"{site.root}{article.path}"
    others = [other for other in site.at(state) if other.slug != article.slug]
    html = (
        _environment()
        .get_template(f"{site.template}.html")
        .render(
            site=site,
            article=article,
            url=url,
            iso=local.isoformat(timespec="seconds"),
            modified=opened.isoformat(timespec="seconds") if article.edited else "",
            long=wording.long(local, article.language),
            yearless=wording.yearless(local),
            ago=wording.ago(article.age, article.language) if article.language in wording.AGO else "",
            minutes=minutes(article),
            year=opened.year,
            blocks=[("h", text[3:]) if text.startswith("## ") else ("p", text) for text in article.body],
            ld=_json_ld(site, article, url, local, opened),
            popular=POPULAR[article.language],
            related=[(other.title, other.path) for other in others[:3]],
        )
    )
    return _sheet(site, html)


def minutes(article: Article) -> int:
    """Reading time as the blog prints it."""
    return math.ceil(article.words / WORDS_A_MINUTE)


def special(site: Site, kind: str, title: str, state: int) -> Sheet:
    """A page that is no article: listing, soft404, shell or consent."""
    html = _environment().get_template(f"{kind}.html").render(site=site, title=title, teasers=site.at(state)[:8])
    return _sheet(site, html)


def channel(site: Site, which: Channel, state: int, opened: datetime) -> Sheet:
    """A feed or sitemap in one state."""
    items = _items(site, which, state, opened)
    if which.kind == "json":
        return Sheet(json.dumps(_json_feed(site, which, items), ensure_ascii=False).encode(), "application/feed+json")
    if which.kind == "index":
        newest = max(item.modified or item.published for item in items if item.published)
        text = _environment().get_template("index.xml").render(site=site, child=CHILD, lastmod=newest)
        return Sheet(text.encode(), "application/xml")
    template = {"rss2": "rss2.xml", "rdf": "rdf.xml", "atom": "atom.xml"}.get(which.kind, "urlset.xml")
    text = (
        _environment()
        .get_template(template)
        .render(site=site, channel=which, items=items, opened=opened, news=which.kind == "news")
    )
    kinds = {"rss2": "application/rss+xml", "rdf": "application/rdf+xml", "atom": "application/atom+xml"}
    return Sheet(text.encode(), f"{kinds.get(which.kind, 'application/xml')}; charset=utf-8")


def child_sitemap(site: Site, state: int, opened: datetime) -> Sheet:
    """The gzipped sitemap behind an index."""
    which = Channel(CHILD, "urlset")
    return Sheet(gzip.compress(channel(site, which, state, opened).body, mtime=0), "application/gzip")


def _items(site: Site, which: Channel, state: int, opened: datetime) -> list[Item]:
    mark = f"?{TRACKING}" if which.tracking else ""
    items = [
        Item(
            id=f"tag:{site.host},2026:{article.slug}",
            title=article.title,
            url=f"{site.root}{article.short or article.path}{mark}",
            published=published(article, opened) if which.dated else None,
            modified=opened if article.edited else None,
            authors=article.authors,
            summary=article.summary,
            tags=article.tags,
        )
        for article in site.at(state)
    ]
    items += [Item(f"tag:{site.host},2026:{x.path}", x.title, f"{site.root}{x.path}{mark}") for x in site.extras]
    return items


def _json_feed(site: Site, which: Channel, items: list[Item]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{site.root}/",
        "feed_url": f"{site.root}{which.path}",
        "language": site.languages[0],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "summary": item.summary,
                "content_text": item.summary,
                "authors": [{"name": author} for author in item.authors],
                **({"date_published": item.published.isoformat()} if item.published else {}),
                **({"date_modified": item.modified.isoformat()} if item.modified else {}),
            }
            for item in items
        ],
    }


def _json_ld(site: Site, article: Article, url: str, local: datetime, opened: datetime) -> str:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": site.name, "url": f"{site.root}/"},
            {
                "@type": "OpinionNewsArticle" if article.genre == "opinion" else "NewsArticle",
                "headline": article.title,
                "datePublished": local.isoformat(timespec="seconds"),
                "dateModified": (opened if article.edited else local).isoformat(timespec="seconds"),
                "author": [{"@type": "Person", "name": author} for author in article.authors],
                "publisher": {"@type": "Organization", "name": site.name},
                "mainEntityOfPage": url,
                "inLanguage": article.language,
                "keywords": list(article.tags),
            },
        ],
    }
    # A closing tag inside the text would end the script element.
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")


def _sheet(site: Site, html: str) -> Sheet:
    """Encode; what the charset lacks becomes a character reference, as old systems do it."""
    body = html.encode(site.charset, "xmlcharrefreplace")
    # The Cyrillic house says its charset in the header only, the others on the page only.
    header = f"text/html; charset={site.charset}" if site.charset == "windows-1251" else "text/html"
    return Sheet(body, header)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("flows.demo", "templates"), autoescape=True)
    environment.filters["rfc822"] = format_datetime
    environment.filters["iso"] = lambda when: when.isoformat(timespec="seconds")
    return environment

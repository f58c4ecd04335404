"""What is true of the press, from the same content and the same opening time as its pages: the demo's measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flows.demo.content import Article, Site, sites
from flows.demo.render import published


@dataclass(frozen=True, slots=True)
class Truth:
    """One page of the press in one state. ``article`` is ``None`` for a page that is no article."""

    site: Site
    url: str
    kind: str
    article: Article | None = None

    @property
    def forbidden(self) -> bool:
        """Whether robots.txt forbids the page."""
        return self.kind == "forbidden"

    def published(self, opened: datetime) -> datetime:
        """When the article came out."""
        assert self.article
        return published(self.article, opened)


@dataclass(frozen=True, slots=True)
class Totals:
    """What one run over the road has to report."""

    indexed: int = 0
    copies: int = 0
    revised: int = 0
    rejected: int = 0

    @property
    def landed(self) -> int:
        """Pages a crawl has to land."""
        return self.indexed + self.copies + self.revised + self.rejected


def pages(state: int) -> tuple[Truth, ...]:
    """Every page of the press in ``state``, outlet by outlet."""
    found: list[Truth] = []
    for site in sites():
        found += [Truth(site, f"{site.root}{article.path}", "article", article) for article in site.at(state)]
        found += [Truth(site, f"{site.root}{extra.path}", extra.kind) for extra in site.extras]
    return tuple(found)


def totals(run: int) -> Totals:
    """What run 1, 2 or 3 has to report: everything, then the changes, then nothing."""
    if run == 1:
        first = [page for page in pages(1) if not page.forbidden]
        articles = [page.article for page in first if page.article]
        stories = Counter(article.story or article.key for article in articles)
        copies = sum(count - 1 for count in stories.values())
        return Totals(len(articles) - copies, copies, 0, len(first) - len(articles))
    if run == 2:
        later = [page.article for page in pages(2) if page.article]
        # A retitled article is a revision whether or not its address changed with its title.
        return Totals(sum(article.since == 2 for article in later), 0, sum(article.edited for article in later), 0)
    return Totals()


def wire() -> tuple[Truth, ...]:
    """The wire story: the agency's own page first, then the outlets that reprint it."""
    every = [page for page in pages(1) if page.article and page.article.story]
    return tuple(sorted(every, key=lambda page: page.site.kind != "agency"))


def edited() -> tuple[tuple[Truth, Truth], ...]:
    """Each article that changes, as it stands in state 1 and in state 2."""
    before = {page.article.key: page for page in pages(1) if page.article}
    return tuple((before[page.article.key], page) for page in pages(2) if page.article and page.article.edited)

# ruff: noqa: E501 (pages in a line)
"""Whether a page keeps the rest of its article back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.page import Page
from flows.extract.reader import best_body
from flows.extract.walls import truncated

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def told(who: str) -> str:
    return "".join(f"<p>The {who} said on {d} that the bridge would be built before the winter came.</p>" for d in DAYS)


TEXT = told("minister")
SOLD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge","isAccessibleForFree":false%s}</script>'
LOGIN = "<p>Create a free account to continue reading.</p>"


def cut(html: str) -> bool:
    page = Page.parse(f"<body>{html}</body>".encode(), "https://x.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return truncated(page, best_body(page, "The bridge"))


@pytest.mark.parametrize(
    "html",
    [
        SOLD % "" + f"<article>{TEXT}<p>And then the engineer found that the pillars were…</p></article>",
        SOLD % "" + f"<article>{TEXT}{told('king')}<p>Il vous reste 57.09% de cet article à lire.</p></article>",
        SOLD % ',"wordCount":900' + f"<article>{TEXT}</article>",
        f"<article>{TEXT}</article><div class=paywall>{LOGIN}</div>",
    ],
    ids=["breaks off", "says how much is left", "states more words", "wants a login"],
)
def test_cut(html: str) -> None:
    assert cut(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<article>{TEXT}<p>And then the engineer found that the pillars were…</p></article>",
        SOLD % "" + f"<article>{TEXT}</article>",
        SOLD % ',"wordCount":"95"' + f"<article>{TEXT}</article>",
        SOLD.replace("false", '"http://schema.org/True"') % ',"wordCount":900' + f"<article>{TEXT}</article>",
        f"<article>{TEXT}<p>Advertisement. Scroll to continue reading.</p>{told('king')}</article>",
        f"<article>{''.join(map(told, ('king', 'queen', 'cook', 'mayor', 'judge', 'clerk', 'guard')))}</article><div class=paywall>{LOGIN}</div>",
    ],
    ids=["free, ends in dots", "sold, but whole", "words agree", "free", "an advert", "whole, with a wall for scripts"],
)
def test_whole(html: str) -> None:
    assert not cut(html)

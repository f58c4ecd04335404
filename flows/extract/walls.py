# ruff: noqa: E501 (lists of phrases read better unwrapped)
"""Whether a body is only the beginning of its article, because the rest is sold or wants a login.

Pages say that they are not free in their data, and most of those show the whole text to whoever asks without
scripts: of 28 shared pages that say so three are cut. So a second sign is asked for.
"""

from __future__ import annotations

import re

from flows.extract.blocks import outline, weigh
from flows.extract.body import Body
from flows.extract.facts import count_words
from flows.extract.page import Page

LITTLE = 3_000.0
"""Weight under which such a line is believed on a page that does not say it is not free: many whole articles carry the
wall too, for scripts to show. The four cut ones of the shared pages have 370 to 3,100."""

MOST = 0.75
"""Share of the stated number of words under which a text is not whole. Only of pages that say they are not free: two of
the shared ones state the number of something else, 2,737 for 670 words and 6,838 for 1,011."""

_REST = """
account to continue reading|in to continue reading|up to continue reading|register to continue reading|subscribe to continue reading|continue reading with a|subscribe to read|to read the full|to keep reading|rest of this article|this article is for subscribers|this content is for subscribers
already a subscriber? log in to|um weiterzulesen|jetzt weiterlesen mit|weiterlesen mit|den vollständigen artikel lesen|diesen artikel weiterlesen|ganzen artikel lesen|artikel jetzt freischalten
il vous reste|la suite est réservée|pour lire la suite|article réservé aux abonnés|cet article est réservé|exclusivo para suscriptores|exclusivo para assinantes|para seguir leyendo|para continuar leyendo|continue lendo|para continuar a ler
per continuare a leggere|continua a leggere con|om verder te lezen|lees verder met|aby czytać dalej|treść dostępna dla|pozostało do przeczytania|celý článok je|celý článek je|pokračování článku|pro předplatitele
fortsätt läsa|läs vidare|for å lese videre|les videre med|for at læse videre|læs videre|lue koko juttu|чтобы читать дальше|щоб читати далі|чтобы прочитать полностью|devamını okumak için|a cikk folytatásához
続きを読むには|続きが読めます|この記事は有料会員限定|この記事は会員限定|会員限定記事です|剩余内容|登录后阅读全文|订阅后阅读|유료회원|전체 기사를 보려면
"""
_PHRASES = tuple(p for line in _REST.strip().split("\n") for p in line.split("|"))


def truncated(page: Page, body: Body) -> bool:
    """Whether the page keeps the rest of its article back."""
    walled = not_free(page)
    if walled and body.text.rstrip().endswith(("…", "...")):
        return True
    if body.source not in ("json-ld", "hydration") and (walled or weigh(body.text) < LITTLE):
        return _says_so(page) or (walled and count_words(body.text) < MOST * _stated_words(page))
    return False


def not_free(page: Page) -> bool:
    """Whether the page's data says that the article is not free to read."""
    value = page.structured.article.get("isAccessibleForFree")
    return str(value).rpartition("/")[2].lower() in ("false", "no") or (
        page.structured.first("article:content_tier").lower() == "locked"
    )


def _stated_words(page: Page) -> int:
    value = page.structured.article.get("wordCount")
    text = str(value) if isinstance(value, int) else value if isinstance(value, str) else ""
    return int(text) if re.fullmatch(r"[1-9]\d{0,5}", text) else 0


def _says_so(page: Page) -> bool:
    """Whether a short line says that the rest is for those who pay or log in."""
    text = "\n".join(b.text for b in outline(page).blocks if b.weight < 400).lower()
    return any(phrase in text for phrase in _PHRASES)

"""The body of a page: our own fast reader, checked against what the page says of itself, and a slower reader where the
first finds next to nothing.

Measured (F1 by 4-grams on the shared pages): our reader .965 and .954, trafilatura 2.3 .956 and .945,
which takes 0.8 s of CPU to import; see docs/decisions/0030-extractor.md.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy

from flows.extract.blocks import outline, weigh
from flows.extract.body import LITTLE, Body, fold, read_body
from flows.extract.hydration import hydrated_paragraphs
from flows.extract.page import Page
from flows.extract.structured import squash

FULL = 1_500.0
"""Weight from which the page's own text is not doubted: a longer one in JSON-LD has boxes and lists in it too."""

SHORT = 500.0
"""Weight under which the data of a page's scripts is searched for a longer text."""

SLOW_LIMIT, SLOW_NODES = 400_000, 2_500
"""Characters of markup and elements up to which the slow reader is asked: on nested tables its time is quadratic."""


def best_body(page: Page, title: str) -> Body:
    """The paragraphs of the article."""
    best, why = _best(page, title)
    if page.trace:
        page.trace.choose("body", best.text, best.source, why)
    return best


def _best(page: Page, title: str) -> tuple[Body, str]:
    own = _noted(page, read_body(page, title))
    weight = weigh(own.text)
    stated = stated_body(page) if weight < FULL or page.trace else None
    if stated is not None:
        _noted(page, stated)
    if stated is not None and weight < FULL and weigh(stated.text) > 2 * weight + 200:
        return stated, "more than twice the running text of our own reading"
    if weight < SHORT and (lines := hydrated_paragraphs(page, title, titled=weight >= LITTLE)):
        folded = fold(title)
        drawn = Body(tuple(line for line in lines if fold(line) != folded), own.container, "hydration")
        if weigh(_noted(page, drawn).text) > 2 * weight + 200:
            return drawn, "the page's scripts hold more than twice the text that its elements show"
    if weight < LITTLE and _worth_a_second_look(page, weight):
        slow = _noted(page, slow_body(page, title))
        if weigh(slow.text) > 1.5 * weight:
            return slow, "our own reading found next to nothing on a page of some text"
    return own, "our own reading; no other has clearly more running text"


def _noted(page: Page, body: Body) -> Body:
    if page.trace:
        page.trace.note("body", body.text, body.source, f"{len(body.text)} characters, weight {weigh(body.text):.0f}")
    return body


def _worth_a_second_look(page: Page, weight: float) -> bool:
    found = outline(page)
    more = sum(b.weight for b in found.blocks if b.running) > weight + 100
    return more and len(page.text) < SLOW_LIMIT and len(found.elements) < SLOW_NODES


def stated_body(page: Page) -> Body | None:
    """JSON-LD's ``articleBody``, where there is one: plain text, in paragraphs if the page kept them apart."""
    value = page.structured.article.get("articleBody")
    if not isinstance(value, str) or len(value) < 200:
        return None
    from html import unescape

    text = unescape(re.sub(r"<(?:br|/p|/h\d|/li)\b[^>]{0,99}>", "\n", value, flags=re.IGNORECASE))
    text = re.sub(r"<[^>]{0,2000}>", " ", text)
    return Body(tuple(line for part in text.splitlines() if (line := squash(part))), None, "json-ld")


def slow_body(page: Page, title: str) -> Body:
    """trafilatura's reading of the same tree; it works on a copy, for it cuts pieces out."""
    from trafilatura import bare_extraction

    # What it has to say of a page ("discarding data: None") tells the user nothing: the answer does.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(deepcopy(page.tree), include_comments=False, favor_precision=True)
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        return Body((), None, "trafilatura")
    text = getattr(found, "text", None) or ""
    folded = fold(title)
    lines = (line for part in text.splitlines() if (line := squash(part)) and fold(line) != folded)
    return Body(tuple(dict.fromkeys(lines)), None, "trafilatura")

"""The smaller facts of a page: summary, tags, reading time, declared address, words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice

from flows.extract.blocks import outline
from flows.extract.body import fold
from flows.extract.heads import Line
from flows.extract.lexicon import MIN_READ
from flows.extract.names import names_standfirst
from flows.extract.page import Page
from flows.extract.structured import squash, text_of

WORDS_A_MINUTE = 238
"""Silent reading of non-fiction in English (Brysbaert 2019, over 190 studies); used where a page states no time."""
CHARACTERS_A_MINUTE = 500
"""For Chinese, Japanese and Thai, which are not counted in words."""
MAX_SUMMARY = 1_000

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_DIGIT = re.compile(r"\d")
_LONG_WORD = re.compile(r"\w{5,}")
_ELEMENT = re.compile(r"<[^>]{0,2000}>")
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


def read_summary(page: Page, title: str, paragraphs: tuple[str, ...]) -> str:
    """The description the page states, else the standfirst it prints; empty where it has neither."""
    data = page.structured
    asked: tuple[tuple[str, Callable[[], str]], ...] = (
        ("og:description", lambda: data.first("og:description")),
        ("json-ld", lambda: text_of(data.article.get("description"))),
        (
            "meta",
            lambda: data.first(
                "description", "twitter:description", "dc.description", "dcterms.description", "sailthru.description"
            ),
        ),
        ("feed", lambda: page.entry.summary),
        ("standfirst", lambda: _printed_standfirst(page)),
    )
    # Some sites describe every page with the name of the house, or with the title again.
    about_site = _of_the_site(page)
    whole = " ".join((title, *paragraphs))[:20_000].casefold()
    told: list[tuple[str, str]] = []
    usable: list[tuple[str, str]] = []
    for source, ask in asked:
        if not (text := squash(_ELEMENT.sub(" ", unescape(ask())))):
            continue
        told.append((source, text))
        key = fold(text)
        if len(text) >= 25 and key != fold(title) and key not in about_site and _speaks_of(text, whole):
            usable.append((source, text))
            if not page.trace:
                break
    source, best = usable[0] if usable else ("", "")
    if page.trace:
        for one in told:
            page.trace.note(
                "summary", one[1], one[0], "" if one in usable else "short, the title again, or of the site"
            )
        why = "first in order that speaks of this text" if usable else "the page states none, and none is printed"
        page.trace.choose("summary", best[:MAX_SUMMARY], source, why)
    return best[:MAX_SUMMARY]


def _printed_standfirst(page: Page) -> str:
    """The paragraph that the page's markup names a standfirst, where one stands."""
    found = outline(page)
    for block in found.blocks[:80]:
        names = found.elements[block.at].get("class")
        if names and 25 <= len(block.text) <= 900 and names_standfirst(names):
            return block.text
    return ""


def _of_the_site(page: Page) -> frozenset[str]:
    """Folded descriptions of the site and its publisher."""
    kinds = {"WebSite", "Organization", "NewsMediaOrganization"}
    texts = (text_of(n.data.get("description")) for n in page.structured.nodes if n.types & kinds)
    return frozenset(f for text in texts if (f := fold(text)))


def _speaks_of(text: str, whole: str) -> bool:
    """Whether a description shares a longer word with the text; one too short to tell, or in a script without spaces,
    is believed."""
    mine = dict.fromkeys(_LONG_WORD.findall(text[:20_000].casefold()))
    return len(mine) < 4 or bool(_WIDE.search(text)) or any(_holds(whole, word) for word in mine)


def _holds(text: str, word: str) -> bool:
    """Whether a text holds a whole word: found sooner than all words of the text are listed."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if (at == 0 or not _is_letter(text[at - 1])) and (end == len(text) or not _is_letter(text[end])):
            return True
        at = text.find(word, at + 1)
    return False


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"


def read_tags(page: Page) -> tuple[str, ...]:
    """Keywords as the page states them, each once, in order."""
    best: tuple[str, ...] = ()
    where = ""
    for source, stated in _stated_tags(page):
        tags = _tags(stated)
        if page.trace:
            page.trace.note("tags", tags, source)
        if tags and not best:
            best, where = tags, source
            if not page.trace:
                break
    if page.trace:
        page.trace.choose("tags", best, where, "first in order that names any" if best else "the page names none")
    return best


def _stated_tags(page: Page) -> Iterator[tuple[str, list[str]]]:
    """Where pages state keywords; the description of the article first, then what is set for every reader of heads."""
    data = page.structured
    keywords = data.article.get("keywords")
    values = keywords if isinstance(keywords, list) else [keywords]
    yield "json-ld", [text_of(v) for v in values[:60]]
    for name in ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"):
        yield name, list(data.meta.get(name, ()))
    marked = (a for a in page.document.nodes("a") if "tag" in (a.get("rel") or "").split())
    yield "rel=tag", [squash(a.text_content()) for a in islice(marked, 30)]
    yield "feed", list(page.entry.tags)


def _tags(stated: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in stated:
        for tag in re.split(r"[,;、，]", value) if len(value) > 2 else [value]:
            clean = squash(tag).strip(" #\"'.")
            if 1 < len(clean) <= 80:
                found.setdefault(clean.casefold(), clean)
    return tuple(found.values())[:40]


def declared_url(page: Page) -> str | None:
    """The address the page declares as its canonical one."""
    for link in page.document.nodes("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (href := (link.get("href") or "").strip()):
            return href
    entity = page.structured.article.get("mainEntityOfPage")
    named = entity.get("@id") if isinstance(entity, dict) else entity
    return page.structured.first("og:url") or (named if isinstance(named, str) and named.startswith("http") else None)


def count_words(text: str) -> int:
    """Words of a text; in scripts written without spaces two characters count as one word."""
    words, wide = _counts(text)
    return words + math.ceil(wide / 2)


@lru_cache(maxsize=2)
def _counts(text: str) -> tuple[int, int]:
    """Words between spaces, and characters of scripts without them; kept, for a page is asked for both."""
    if text.isascii():
        return _spaced(text.encode()), 0
    if wide := len(_WIDE.findall(text)):
        return len(_WORD.findall(_WIDE.sub(" ", text))), wide
    data = text.encode("utf-8", "replace")
    for char in set(data.translate(None, _ASCII).decode("utf-8", "replace")):
        if not char.isalnum():
            data = data.replace(char.encode(), b"-" if char == "’" else b" ")
    return _spaced(data), 0


def _spaced(data: bytes) -> int:
    """Words of a text whose characters beyond ASCII are letters and digits: runs of these, a single apostrophe or
    hyphen between two being part of a word. As bytes ten times as fast as by a pattern."""
    marked = b" " + data.translate(_KINDS)
    return len(marked.replace(b"--", b"  ").replace(b" -", b"  ").split())


_ASCII = bytes(range(128))
_KINDS = bytes(
    code if code > 127 or chr(code).isalnum() or code == ord("_") else ord("-" if chr(code) in "'-" else " ")
    for code in range(256)
)


def reading_minutes(lines: list[Line], text: str) -> int:
    """Minutes the page states by its title, else counted; at least one for any text."""
    for line in lines:
        # The pattern is slow, and most lines hold no digit at all.
        if len(line.text) > 200 or not _DIGIT.search(line.text):
            continue
        if (match := MIN_READ.search(line.text)) and 0 < (minutes := int(match["n"] or match["n2"])) < 600:
            return minutes
    words, wide = _counts(text)
    return max(1, round(words / WORDS_A_MINUTE + wide / CHARACTERS_A_MINUTE)) if text else 0

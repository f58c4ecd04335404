"""Where a page has a date that no title, meta element or label gives away: asked last, only when all else is silent.

Elements named after dates, short texts that are a date, dates beside "last changed", dates in the data of scripts, in
the title, in the addresses of pictures; each step in one pass, none with a pattern over the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from flows.extract.datetext import Parsed, parse, says_year
from flows.extract.datewords import UPDATED
from flows.extract.document import Node
from flows.extract.moments import Moment, from_url, parse_iso, region
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.model import Precision

MAX_ELEMENTS = 6_000
"""Elements looked at for names; the shared pages have the date they have before the 2,000th."""

MAX_SCRIPT = 400_000
"""Characters of scripts looked at."""

_NAMED = re.compile(
    r"(?<![a-z])(?:date|datum|fecha|data|dato|pub-?date|published|publish|posted|authored|author-?date|time|timestamp|dateline|"
    r"created|creation|created-?at|submitted|news-?date|post-?date|entry-?date|date-?time|date-?header|odate|meta)(?![a-z])|"
    r"date(?:block|box|line|time|label)?(?:$|[\s_-])|datum(?:$|[\s_-])|Date(?![a-z])",
)
_OTHERS = re.compile(
    r"(?<![a-zA-Z])(?:related|comments?|leserbrief|tweet|facebook|fb|most-?read|recommend\w*|recent|calendar|events?|menu|"
    r"sidebar|widget)(?![a-z])|Comment",
)
_TEASER = re.compile(r"(?<![a-zA-Z])(?:teasers?|card|carousel|slider)(?![a-z])|Teaser")
LARGE = 1_500
"""Characters of text from which an element named like a teaser is the page's own text."""

_SCRIPTED = re.compile(
    r"(?:first-?)?(?:publi[a-z_-]{2,14}|date_?published|pub_?date|created?_?(?:at|on|date|time)?|post_?date|upload_?date)"
    r"\\?[\"']?\s?[:=]\s?\\?[\"'](?P<date>(?:19|20)\d\d-?[01]\d-?[0-3]\d[^\"'\\<>]{0,22})",
    re.IGNORECASE,
)
_SILENT = frozenset(["script", "style", "noscript", "option", "svg", "textarea"])
_DIGIT = re.compile(r"\d")
_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d{1,2}[./-]\d\d(?!\d)")


def searched(page: Page, language: str, title: str) -> Iterator[Moment]:
    """Candidates for the day of publication, the surest first."""
    yield from _named(page, language)
    yield from _lone(page, language)
    if (said := parse(title, language, page.fetched_at, region=region(page))) is not None and says_year(said[2]):
        yield _moment(said)
    yield from _scripted(page)
    yield from _first_comment(page, language)
    yield from _changed(page, language)
    yield from _pictured(page)


def _moment(said: Parsed) -> Moment:
    return Moment(said[0], said[1], "search", said[2], zoned=False)


def _named(page: Page, language: str) -> Iterator[Moment]:
    """Elements whose class, id or property is named after dates; those in teasers and comments mean another text."""
    where = region(page)
    asked = 0
    for element in islice(page.body.iter(), MAX_ELEMENTS):
        if element.tag in ("script", "style", "input", "select", "option"):
            continue
        names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))
        if not names or len(names) > 300 or (_NAMED.search(names) is None and not element.get("data-date")):
            continue
        asked += 1
        if asked > 60:
            break
        found = _said_by(element, page, language, where)
        if found is not None and not _of_others(element):
            yield found


def _said_by(element: Node, page: Page, language: str, where: str) -> Moment | None:
    for value in (element.get("datetime"), element.get("title"), element.get("content")):
        if value and (iso := parse_iso(squash(value)[:60])) is not None:
            return Moment(iso[0], iso[1], "search", squash(value)[:60], iso[2])
    if value := element.get("data-date"):
        said = parse(value[:60], language, page.fetched_at, region=where)
        return _moment(said) if said is not None and _is_day(said) and says_year(said[2]) else None
    text = squash(" ".join(islice(element.itertext(), 12))[:200])
    if not 6 <= len(text) <= 120 or not _FULL_YEAR.search(text) or UPDATED.search(text):
        return None
    said = parse(text, language, page.fetched_at, region=where)
    return _moment(said) if said is not None and _is_day(said) else None


def _of_others(element: Node) -> bool:
    """Whether an element stands in a teaser, a comment or the margin."""
    node: Node | None = element
    for _ in range(6):
        if node is None or node.tag in ("body", "main"):
            return False
        if node.tag in ("nav", "figure", "figcaption"):
            return True
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _OTHERS.search(names) or (_TEASER.search(names) and next(node.iter("h2", "h3", "h4"), None) is not None):
            return len("".join(islice(node.itertext(), 400))) < LARGE
        if node.tag == "article":
            return False
        node = node.getparent()
    return False


def _lone(page: Page, language: str) -> Iterator[Moment]:
    """Short texts that are hardly more than a full date, outside teasers and comments."""
    where = region(page)
    for text, element in _texts(page):
        opens = text[:1].isdigit()
        if (
            len(text) > (301 if opens else 160 if "©" in text else 70)
            or not _FULL_YEAR.search(text)
            or UPDATED.search(text)
        ):
            continue
        said = parse(text, language, page.fetched_at, region=where)
        if said is None or not _is_day(said):
            continue
        if len(text) - len(said[2]) > (90 if "©" in text else 32) and not (opens and text.startswith(said[2])):
            continue
        if not says_year(said[2]) or (text != said[2] and not re.search(r"(?:19|20)\d\d", said[2])):
            # "WordPress 4.8.12"
            continue
        if not _of_others(element):
            yield _moment(said)


def _first_comment(page: Page, language: str) -> Iterator[Moment]:
    """The day of the earliest comment: of a forum's thread the first post, of an article most often its own day."""
    where = region(page)
    said = [
        found
        for text, element in _texts(page)
        if len(text) < 60 and _FULL_YEAR.search(text) and _in_comment(element)
        and (found := parse(text, language, page.fetched_at, region=where)) is not None
        and says_year(found[2]) and _is_day(found)
    ][:200]  # fmt: skip
    if said:
        yield _moment(min(said))


def _in_comment(element: Node) -> bool:
    node: Node | None = element
    for _ in range(5):
        if node is None:
            return False
        if re.search("comment|leserbrief", f"{node.get('class') or ''} {node.get('id') or ''}", re.IGNORECASE):
            return True
        node = node.getparent()
    return False


def _changed(page: Page, language: str) -> Iterator[Moment]:
    """The day of the last change, where a page prints no other: in footers of wikis and pages of institutions."""
    where = region(page)
    texts = [text for text, _ in _texts(page)]
    for at, text in enumerate(texts):
        if len(text) > 160 or not (label := UPDATED.search(text)):
            continue
        whole = text if _FULL_YEAR.search(text) else " ".join(texts[at : at + 2])
        said = parse(whole[max(0, label.start() - 40) :], language, page.fetched_at, region=where)
        if said is not None and says_year(said[2]) and _is_day(said):
            yield _moment(said)
            return


def _texts(page: Page) -> list[tuple[str, Node]]:
    """Pieces of text with a number in them and the elements they stand in; three searches look at them."""
    kept: list[tuple[str, Node]] | None = page.__dict__.get("_numbered")
    if kept is None:
        kept = page.__dict__["_numbered"] = list(_numbered(page))
    return kept


def _numbered(page: Page) -> Iterator[tuple[str, Node]]:
    document, body = page.document, page.body
    node = body.at
    for item in document.tape[document.begins[body.at] : document.stops[body.at]]:
        if item is None:
            node = document.parents[node]
        elif isinstance(item, int):
            node = item
        elif len(item) >= 6 and _DIGIT.search(item, 0, 400) and document.tags[node] not in _SILENT:
            text = squash(item[:400])
            if len(item) < 400 or text[:1].isdigit():
                yield text[:300], Node(document, node)


def _scripted(page: Page) -> Iterator[Moment]:
    left = MAX_SCRIPT
    for script in page.document.nodes("script"):
        text = script.text
        for match in islice(_SCRIPTED.finditer(text[:left]), 3):
            if (iso := parse_iso(match["date"])) is not None:
                yield Moment(iso[0], iso[1], "search", match["date"].strip(), iso[2])
        left -= len(text)
        if left <= 0:
            return


def _pictured(page: Page) -> Iterator[Moment]:
    """The day in the address of the page's own picture, and in those its text shows: ``/uploads/2026/01/29/…``."""
    addresses = [page.structured.first("og:image"), page.structured.first("twitter:image")]
    addresses += [image.get("src") or "" for image in islice(page.document.nodes("img"), 30)]
    for address in addresses:
        for found in from_url(address or ""):
            if "/" in found.raw:
                yield Moment(found.date, Precision.DAY, "search", found.raw)


def _is_day(said: Parsed) -> bool:
    return said[1] not in (Precision.MONTH, Precision.YEAR)

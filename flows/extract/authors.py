"""Who wrote it: persons, agencies and desks, as the page names them in its data, its bylines and by the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Any

from flows.extract.body import fold
from flows.extract.datetext import parse
from flows.extract.document import Node
from flows.extract.heads import Line
from flows.extract.lexicon import AGENCIES, BY, MIN_READ, NOBODY, NOT_A_NAME, ORGANISATION, TRAILING_ROLE
from flows.extract.page import Page
from flows.extract.structured import squash, text_of
from flows.extract.titles import house_names

MAX_AUTHORS = 12
_AUTHOR_MARKS = (
    ("rel", "author"),
    ("itemprop", "author"),
    ("data-hook", "user-name"),
    ("data-testid", "author-name"),
)
_AUTHOR_NAMES = frozenset(name for name, _ in _AUTHOR_MARKS)
_AUTHOR_CLASSES = frozenset({"author-name", "byline-name", "byline__name", "fn"})
_MAKERS = re.compile(r"\b(?:gmbh|inc|ltd|llc|srl|webdesign|web ?design|theme|cms|typo3|wordpress|joomla)\b", re.I)
"""Who made the site, put where the author of the text belongs."""
_SPLIT = re.compile(
    r"\s*[,;|•·/]\s*|\s+(?:and|und|et|y|e|en|i|och|og|ja|a|și|oraz|ve|и|и|і|та|και|with|mit|avec|con)\s+|\s*&\s*|\s*、\s*|\s*・\s*(?=\S{2})"
)
PARTICLES = frozenset(
    "van von de der den da di del della du la le el al bin ibn zu zur ter ten dos das do e y af".split()  # noqa: SIM905 (reads better than a column of literals)
)
_HONOURS = re.compile(r"^(?:Jr|Sr|PhD|Ph\.D|MD|M\.D|Esq|II|III|IV)\.?$", re.IGNORECASE)


def read_authors(page: Page, title: str, language: str, lines: list[Line]) -> tuple[str, ...]:
    """Whom the page names as its authors, in its order; the first source that names any wins.

    Agencies, desks and the house itself are kept where the page states them, for "signed by dpa" is a fact about a
    text; but a person in the byline is worth more than an organisation in the page's data.
    """
    trace = page.trace
    stated: tuple[str, ...] = ()
    where = ""
    houses = house_names(page)
    for source, names in _declared(page):
        found = _without_house(clean_names(names), houses)
        if trace:
            trace.note("authors", found, source, _raw(names, found))
        if found and not stated:
            stated, where = found, source
            if not trace:
                break
    if any(is_person(name, houses) for name in stated):
        return _told(page, stated, where, "the first of the page's data that names a person")
    places = {"marked-up": _signed(page), "byline": _bylines(lines), "first line": _first_line(lines)}
    for source, printed in (*places.items(), ("feed", iter(page.entry.authors))):
        # Only what reads like a name: nobody but the place on the page says that it is one.
        names = list(printed)
        people = tuple(p for p in clean_names(names) if looks_like_name(p) and not _staff(p, houses))
        if trace:
            trace.note("authors", people or clean_names(names), source, "" if people else "reads like no person")
        if people:
            return _told(page, people, source, "a person in the text of the page, where its data names none")
    if not stated and (signed := tuple(n for n in clean_names(_bylines(lines)) if _signs(n) and not _staff(n, houses))):
        return _told(page, signed, "byline", "an agency or a desk signs; no person is named")
    if stated or any(page.structured.article.get(key) for key in ("author", "creator")):
        # The page names an agency, a desk or the house as its author: a name beside the date would be a guess.
        return _told(page, stated, where, "an agency, a desk or the house is all that the page names")
    shown = _shown_names(page)
    near = clean_names(_beside_date(lines, page, title, language))
    people = tuple(p for p in near if not _staff(p, houses) and (fold(p) not in shown or _personal(page)))
    if trace:
        trace.note("authors", near, "beside the date", "" if people else "the house")
    return _told(page, people, "beside the date" if people else "", "nobody else is named" if people else "nobody is")


def _signs(name: str) -> bool:
    """Whether what stands behind "By" may be an agency, a desk, or the house by its initials: "By AFP", "Von dpa"."""
    return bool(AGENCIES.fullmatch(name) or ORGANISATION.search(name) or re.fullmatch(r"[A-Z]{2,5}", name))


def _told(page: Page, names: tuple[str, ...], source: str, why: str) -> tuple[str, ...]:
    if page.trace:
        page.trace.choose("authors", names, source, why)
    return names


def _raw(names: list[str], found: tuple[str, ...]) -> str:
    said = "; ".join(names)
    return "" if said == "; ".join(found) else f"as it stood: {said[:200]!r}"


def _without_house(names: tuple[str, ...], houses: frozenset[str]) -> tuple[str, ...]:
    """Names without the house, where somebody else is named too: there it is the publisher."""
    others = tuple(n for n in names if fold(n) not in houses or looks_like_name(n))
    return others or names


def is_person(name: str, houses: frozenset[str]) -> bool:
    """Whether a stated author is a person and no agency, desk or house. A blog may be named after its author."""
    if ORGANISATION.search(name) or AGENCIES.fullmatch(name) or _staff(name, houses):
        return False
    return fold(name) not in houses or looks_like_name(name)


def _staff(name: str, houses: frozenset[str]) -> bool:
    """ "Guardian staff", "BR24 Redaktion": the house with a word around it."""
    key = fold(name)
    return " " in name and any(len(h) >= 4 and key != h and key.startswith(h) for h in houses)


def _shown_names(page: Page) -> frozenset[str]:
    data = page.structured
    names = [data.first("og:site_name"), data.first("application-name"), text_of(data.article.get("publisher"))]
    return frozenset(f for n in names if (f := fold(n)))


def _personal(page: Page) -> bool:
    """Whether nothing says that a publisher runs the site: then its name may be that of the person who writes it."""
    return not page.structured.types() & {"NewsArticle", "ReportageNewsArticle", "NewsMediaOrganization"}


def _declared(page: Page) -> Iterator[tuple[str, list[str]]]:
    data = page.structured
    for key in ("author", "creator"):
        yield "json-ld", _json_names(data.article.get(key))
    houses = house_names(page)
    # The house in a meta element is the template's word for every page; in JSON-LD it is said of this article.
    personal = _personal(page)
    authors = (v for n in ("author", "article:author") for v in data.meta.get(n, ()))
    # So is a name with the address of the site behind it: "Coast Gazette (www.coast-gazette.example)".
    host = re.sub(r"^https?://(?:www\.)?([^/:]*).*$", r"\1", page.url).lower()
    yield (
        "meta",
        [
            v
            for v in authors
            if (fold(v) not in houses or personal) and not _MAKERS.search(v) and not (host and host in v.lower())
        ],
    )
    meta = ("parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "byline", "cxenseparse:author")
    yield "meta", [value for name in meta for value in data.meta.get(name, ())]
    yield "microdata", list(data.microdata.get("author", ()))


def _json_names(value: Any) -> list[str]:
    """Names in a JSON-LD author: a string, an object, or lists of them."""
    items = value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items[:30]:
        if isinstance(item, dict):
            name = item.get("name")
            if not name and (item.get("givenName") or item.get("familyName")):
                name = f"{item.get('givenName') or ''} {item.get('familyName') or ''}"
            names.extend(text_of(n) for n in (name if isinstance(name, list) else [name]))
        elif isinstance(item, str):
            names.append(text_of(item))
    return [n for n in names if n]


def _signed(page: Page) -> Iterator[str]:
    """Elements marked as the author by the page's markup."""
    document = page.document
    marked = (Node(document, at) for at, own in enumerate(document.attributes) if own and _marks_author(own))
    for element in islice(marked, 6):
        if any("comment" in f"{a.get('class') or ''} {a.get('id') or ''}".lower() for a in element.iterancestors()):
            continue
        text = squash(element.text_content())
        if 2 < len(text) <= 80:
            yield BY.sub("", text)


def _marks_author(attributes: dict[str, str]) -> bool:
    if not _AUTHOR_NAMES.isdisjoint(attributes) and any(attributes.get(n) == v for n, v in _AUTHOR_MARKS):
        return True
    names = attributes.get("class")
    return (
        names is not None
        and ("author" in names or "byline" in names or "fn" in names)
        and (not _AUTHOR_CLASSES.isdisjoint(names.split()))
    )


def _bylines(lines: list[Line]) -> Iterator[str]:
    """Lines such as "By Jane Doe", "Von Anna Meier", "Автор: Иван Петров"."""
    for line in lines:
        if len(line.text) > 200:
            continue
        for part in line.parts:
            match = BY.match(part)
            if match and match.end() < len(part) and len(part) < 120:
                yield from _until_noise(part[match.end() :])
                return


def _first_line(lines: list[Line]) -> Iterator[str]:
    """A name in bold, alone in the paragraph before the text begins, as some papers sign."""
    for line, following in pairwise(line for line in lines if not line.before_title):
        bold = next(line.element.iterdescendants("strong", "b"), None) if line.element.tag == "p" else None
        if bold is not None and len(following.text) > 140 and looks_like_name(line.text):
            if squash(bold.text_content()) == line.text:
                yield line.text
            return
        if len(line.text) > 140:
            return


def _until_noise(text: str) -> Iterator[str]:
    """The names at the start of a byline, up to a date, a place or a title."""
    text = re.split(
        r"\s+(?:on|am|le|el|om|den|dne|updated|published|posted|in|for)\s+|\s+[|•·–—-]\s+|\d{1,2}[.:/]\d|\s\d", text
    )[0]
    yield text


def _beside_date(lines: list[Line], page: Page, title: str, language: str) -> Iterator[str]:
    """A bare name next to the date or the reading time, as blogs print it: ``Jane Doe · Jan 22 · 4 min read``."""
    parts = [(part, line) for line in lines[:14] for part in (line.parts[-6:] if len(line.parts) > 1 else line.parts)]
    folded = fold(title)
    for position, (part, _) in enumerate(parts):
        if len(part) > 40 or not (MIN_READ.search(part) or parse(part, language, page.fetched_at)):
            continue
        # "Writer" and "Admin" may stand between.
        for near in (position - 1, position + 1, position - 2, position - 3):
            if 0 <= near < len(parts) and parts[near][0] != part:
                name = BY.sub("", parts[near][0])
                if looks_like_name(name) and fold(name) != folded and fold(name) not in folded:
                    yield name
                    return


def looks_like_name(text: str) -> bool:
    """Two to four words of letters, none of them a word of navigation: strict, for nothing else vouches for it."""
    words = text.split()
    if not 2 <= len(words) <= 4 or len(text) > 40:
        return False
    if NOT_A_NAME.search(text) or MIN_READ.search(text):
        return False
    if not all(re.fullmatch(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*", w) for w in words):
        return False
    # "Jane Doe", "JANE DOE", "Ursula von der Leyen", "jane doe": but not "Kommentare öffnen".
    return text.islower() or all(w[0].isupper() or not w[0].islower() or w.lower() in PARTICLES for w in words)


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names in ``names``: split, each once, without "By", roles and addresses."""
    people: list[str] = []
    keys: set[str] = set()
    for name in names:
        text = squash(re.sub(r"\([^)]{0,80}\)|<[^>]{0,200}>", " ", name))
        text = re.sub(r"\S+@\S+|https?://\S+|www\.\S+", "", text)
        text = BY.sub("", text)
        for part in _SPLIT.split(text[:300]):
            person = _name(part)
            if not person or _HONOURS.match(person):
                continue
            if (key := fold(person)) not in keys:
                keys.add(key)
                people.append(person)
    return tuple(people[:MAX_AUTHORS])


def _name(part: str) -> str:
    text = BY.sub("", squash(part)).strip(" .,:;–—-\"'“”*")
    text = TRAILING_ROLE.sub("", re.sub(r"\s?(?:기자|記者|记者)$", "", text)).strip(" .,:;–—-")
    if not 2 <= len(text) <= 60 and not _wide(text):
        return ""
    if not any(c.isalpha() for c in text) or "@" in text or len(text.split()) > 6:
        return ""
    if sum(c.isdigit() for c in text) > 2 or NOBODY.fullmatch(text):
        return ""
    return cased(text)


def _wide(text: str) -> bool:
    return 2 <= len(text) <= 12 and bool(re.search(r"[\u3040-\u9fff\uac00-\ud7ff]", text))


def cased(name: str) -> str:
    """A name of several words in small letters only gets its capitals; any other is left as printed."""
    if " " not in name or not name.islower():
        return name
    return " ".join(
        w if w in PARTICLES else re.sub(r"(?:^|(?<=[-'’]))[^\W\d_]", lambda m: m[0].upper(), w) for w in name.split()
    )

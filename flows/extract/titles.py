"""The title: what most of the page's own voices agree on, without the name of the house.

Candidates keep their source. Two candidates agree when their letters and digits do; the group with the most weight
wins, and of its members the one printed on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from flows.extract.blocks import INLINE, is_furniture, outline
from flows.extract.body import fold
from flows.extract.document import Node
from flows.extract.lexicon import ORGANISATION
from flows.extract.page import Page
from flows.extract.structured import squash, text_of

_SECTION = re.compile(r"\s*[|｜ㅣ»•*]\s*|\s+[–—-]\s+|\s[:/]\s|-(?=\w)")
_SEPARATOR = re.compile(r"\s+[*|–—•·»«/:-]\s+|\s*[|｜ㅣ»•]\s*|\s+::\s+|(?<=[\w”\"»?!])\s-\s")


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A possible title, cleaned, with its source and how much it counts."""

    text: str
    source: str
    weight: float
    decorated: bool = False
    """Whether it stood there with the name of the house, which was taken off."""


def read_title(page: Page) -> str:
    """The best title, or an empty string."""
    found = candidates(page)
    best, why = decide(found)
    if page.trace:
        for one in found:
            page.trace.note("title", one.text, one.source, "with the name of the house" if one.decorated else "")
        page.trace.choose("title", best.text if best else "", best.source if best else "", why)
    return best.text if best else ""


def candidates(page: Page) -> list[TitleCandidate]:
    """Every candidate of the page, best source first."""
    data = page.structured
    names = house_names(page)
    meta = data.first("twitter:title", "parsely-title", "dc.title", "dcterms.title", "title", "sailthru.title")
    raw: list[tuple[str, str, float]] = [
        (text_of(data.article.get("headline")), "json-ld", 1.2),
        (data.first("og:title"), "og:title", 1.0),
        (best_heading(page), "h1", 1.1),
        (next(iter(data.microdata.get("headline", ())), ""), "microdata", 0.9),
        (meta, "meta", 0.5),
        (_title_element(page), "title", 0.5),
        (squash(page.entry.title), "feed", 0.5),
    ]
    found = [
        TitleCandidate(clean, source, weight, fold(clean) != fold(text))
        for text, source, weight in raw
        if text and (clean := without_house(text, names))
    ]
    # A page may be shared under the name of its house; that is no title while anything else is.
    found = [c for c in found if fold(c.text) not in names] or found
    if not found and (line := _first_line(page)):
        found = [TitleCandidate(line, "line", 0.1)]
    texts = [c.text for c in found]
    sections = _sections(page)
    return [replace(c, text=_without_section(c.text, texts, sections)) for c in found]


def _sections(page: Page) -> frozenset[str]:
    """Folded names of the sections the page says it belongs to."""
    data = page.structured
    stated = data.article.get("articleSection")
    names = [text_of(v) for v in (stated if isinstance(stated, list) else [stated])[:10]]
    for name in ("article:section", "section", "parsely-section", "og:article:section"):
        names += data.meta.get(name, ())[:10]
    return frozenset(f for n in names if (f := fold(n)))


def _title_element(page: Page) -> str:
    """The ``title`` element; markup inside it is there by mistake and ends it."""
    text = page.document.title or next(
        (t.text_content() for t in page.document.nodes("title") if all(a.tag != "svg" for a in t.iterancestors())), ""
    )
    return squash(re.split(r"<[a-zA-Z/!]", text)[0])[:500]


def _first_line(page: Page) -> str:
    """The first line of a page that names no title at all."""
    lines = outline(page).visible()
    return next((b.text for b in lines[:5] if 8 <= len(b.text) <= 200), "")


def choose(found: Iterable[TitleCandidate]) -> str:
    """The text of the best candidate, or an empty string."""
    best = decide(list(found))[0]
    return best.text if best else ""


def decide(found: Sequence[TitleCandidate]) -> tuple[TitleCandidate | None, str]:
    """The best candidate and why it is.

    The headline given to machines, when anything else on the page confirms it, and the title given to networks does
    not contradict it; without either the group of sources with the most weight. See docs/decisions/0036.
    """
    if not found:
        return None, "no source names a title"
    by_source = {c.source: c for c in reversed(found)}
    data, social = by_source.get("json-ld"), by_source.get("og:title")
    if data and (whole := _whole(data, found)):
        return whole, "json-ld's headline is cut short; this is the whole of it"
    if data and social and fold(data.text) != fold(social.text):
        return _between(data, social, by_source)
    others = [c for c in found if c is not data and (data is None or _akin(data.text, c.text))]
    if data and (others or len(found) == 1):
        return data, f"the article's own data, confirmed by {', '.join(c.source for c in others) or 'nothing else'}"
    best = _heaviest(found)
    agreeing = [c.source for c in found if fold(c.text) == fold(best.text)]
    return best, f"the most weight: said by {', '.join(agreeing)}"


def _whole(data: TitleCandidate, found: Sequence[TitleCandidate]) -> TitleCandidate | None:
    """The longer form of a headline that was cut at 110 characters, as search engines once asked for."""
    if not (data.text.endswith(("...", "…")) or len(data.text) >= 105):
        return None
    key = fold(data.text)
    return next((c for c in found if (k := fold(c.text)).startswith(key) and len(k) > len(key)), None)


def _between(
    data: TitleCandidate, social: TitleCandidate, by_source: dict[str, TitleCandidate]
) -> tuple[TitleCandidate, str]:
    """JSON-LD and ``og:title`` differ: who sides with whom tells which of them is the title of the text."""
    keys = {name: fold(c.text) for name, c in by_source.items()}
    told, shared = fold(data.text), fold(social.text)
    printed, head = keys.get("h1", ""), keys.get("title", "")
    if social.decorated:
        return data, "og:title carries the name of the house: a form filled in, no headline"
    if social.text.endswith(("...", "…")) and not data.text.endswith(("...", "…")):
        return data, "og:title is cut short"
    if printed == told:
        if head == shared:
            return data, "json-ld and h1 agree; og:title is the title made for search engines"
        return social, "a title of its own for sharing; json-ld and h1 follow one field"
    if printed == shared:
        if _overlap(data.text, social.text) >= VARIANT:
            return social, "printed so; json-ld says nearly the same in other words"
        return data, "json-ld names another headline altogether: the one given to the text, not to the page"
    if head == shared:
        return social, "confirmed by the title element"
    return data, "the article's own data; og:title stands alone"


VARIANT = 0.3
"""Share of words from which two headlines are one, told twice."""


def _overlap(one: str, other: str) -> float:
    first, second = (set(re.findall(r"\w{3,}", t.casefold())) for t in (one, other))
    return len(first & second) / max(1, len(first | second))


def _heaviest(found: Sequence[TitleCandidate]) -> TitleCandidate:
    keys = [fold(c.text) for c in found]
    scores = []
    for key in keys:
        score = sum(c.weight for c, k in zip(found, keys, strict=True) if k == key)
        # One title cut short or lengthened by a kicker supports the whole one a little.
        score += sum(
            0.3 * c.weight
            for c, k in zip(found, keys, strict=True)
            if k != key and len(k) > 12 and (k in key or key in k)
        )
        scores.append(score)
    return found[max(range(len(found)), key=lambda i: (scores[i], -i))]


def _akin(one: str, other: str) -> bool:
    """Whether two titles speak of the same: a fifth of the longer words of the shorter one is shared."""
    first, second = (set(re.findall(r"\w{4,}", t.casefold())) for t in (one, other))
    if not first or not second:
        return fold(one) == fold(other) or bool(set(fold(one)) & set(fold(other)))
    return len(first & second) * 5 >= min(len(first), len(second))


def _without_section(text: str, others: Sequence[str], sections: frozenset[str]) -> str:
    """``Title | Sport`` becomes ``Title`` where another source has it so, or the page says it belongs to ``Sport``.

    A colon set apart is put back likewise.
    """
    keys = {fold(other) for other in others}
    for cut in _SECTION.finditer(text):
        behind = fold(text[cut.end() :])
        if behind and len(text) - cut.end() < 60 and (fold(text[: cut.start()]) in keys or behind in sections):
            return text[: cut.start()].strip()
    tightened = text.replace(" : ", ": ")
    return tightened if tightened in others else text


def house_names(page: Page) -> frozenset[str]:
    """Folded names the outlet goes by on the page: site name, publisher, host; gathered once a page."""
    kept: frozenset[str] | None = page.__dict__.get("_houses")
    if kept is None:
        kept = page.__dict__["_houses"] = _house_names(page)
    return kept


def _house_names(page: Page) -> frozenset[str]:
    data = page.structured
    publisher = data.article.get("publisher")
    names = [data.first("og:site_name"), data.first("application-name"), data.first("twitter:site").lstrip("@")]
    names += [text_of(publisher) if publisher else "", data.first("apple-mobile-web-app-title")]
    names += [text_of(n.data.get("name")) for n in data.nodes if n.types & {"WebSite", "NewsMediaOrganization"}]
    host = re.sub(r"^https?://(?:www\d?\.)?([^/:]*).*$", r"\1", page.url)
    names += [host, host.rsplit(".", 1)[0], host.split(".")[-2] if host.count(".") else host]
    return frozenset(f for n in names if len(f := fold(n)) >= 2)


@lru_cache(maxsize=64)
def without_house(title: str, names: frozenset[str]) -> str:
    """A title without the outlet's name behind or before it."""
    title = squash(title)
    for _ in range(4):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        last, first = cuts[-1], cuts[0]
        if is_house(title[last.end() :], names) and fold(title[: last.start()]):
            title = title[: last.start()].strip()
        elif is_house(title[: first.start()], names) and fold(title[first.end() :]):
            title = title[first.end() :].strip()
        else:
            break
    return title


def is_house(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title is the outlet: its name, a form of it, or an address."""
    key = fold(part)
    if not key or len(part) > 60:
        return False
    if key in names or re.fullmatch(r"(?:www\.)?[\w-]+\.(?:[a-z]{2,4}\.)?[a-z]{2,6}", part.strip(), re.IGNORECASE):
        return True
    # "CBC News", "DR Nyheder": the name and a word of the trade.
    first, _, rest = part.strip().partition(" ")
    if rest and fold(first) in names and all(ORGANISATION.fullmatch(word) for word in rest.split()):
        return True
    return any(
        len(n) >= 4 and (key.startswith(n) or key.endswith(n) or (len(key) >= 4 and n.startswith(key))) for n in names
    )


def best_heading(page: Page) -> str:
    """The ``h1`` that is the article's own: outside furniture, longest said first among those with most words."""
    headings = list(page.document.nodes("h1"))
    if not headings:
        headings = [h for h in page.root.iter() if h.get("role") == "heading" and h.get("aria-level") == "1"][:1]
        headings = headings or list(islice(page.document.nodes("h2"), 1))
    usable = [(squash(_heading_text(h)), _penalty(h)) for h in headings[:20]]
    usable = [(text, penalty) for text, penalty in usable if text and len(text) < 400]
    if not usable:
        return ""
    title = fold(page.document.title) + fold(page.structured.first("og:title"))
    return max(usable, key=lambda u: ((fold(u[0]) in title) - u[1], min(len(u[0]), 40)))[0]


def _heading_text(heading: Node) -> str:
    """The text of a heading; parts in boxes or lines of their own are set apart, parts of a sentence are not."""
    parts: list[str] = [heading.text or ""]
    for element in heading.iterdescendants():
        if element.tag in ("p", "div", "h2") and sum(map(len, parts)) > 8 and len(heading.text_content()) > 300:
            # The heading was never closed and has swallowed the page.
            break
        if element.tag in ("script", "style", "svg"):
            parts.append(element.tail or "")
            continue
        parts.append((" " if element.tag not in INLINE or element.tag == "span" else "") + (element.text or ""))
        parts.append((" " if element.tag not in INLINE else "") + (element.tail or "") if not len(element) else "")
    return "".join(parts)


def _penalty(heading: Node) -> float:
    node = heading.getparent()
    penalty = 0.0
    while node is not None:
        if node.tag in ("nav", "footer", "aside"):
            penalty += 0.6
        elif node.tag not in ("header",) and is_furniture(node):
            penalty += 0.2
        node = node.getparent()
    return min(penalty, 1.0)

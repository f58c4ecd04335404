"""What a page says about itself for machines: JSON-LD, microdata and meta elements, read once.

Nothing here interprets: values stay the strings they were. JSON-LD that does not parse is mended where the mistake
is a common and harmless one (comments, trailing commas, raw line breaks); what still fails is read key by key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any

from flows.extract.document import Node as Element

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "AskPublicNewsArticle",
        "ReviewNewsArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "SocialMediaPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "DiscussionForumPosting",
        "Interview",
    ]
)
_ELSEWHERE = frozenset(
    [
        "itemListElement",
        "hasPart",
        "liveBlogUpdate",
        "blogPost",
        "relatedLink",
        "citation",
        "isBasedOn",
        "comment",
        "review",
        "mentions",
        "about",
        "subjectOf",
        "exampleOfWork",
        "workExample",
        "video",
        "image",
    ]
)
"""Keys under which JSON-LD speaks of other things than the page itself."""

MAX_SCRIPT = 1_500_000
MAX_NODES = 5_000


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON-LD object with a type; ``own`` is false when it hangs under a key that speaks of something else."""

    types: frozenset[str]
    data: dict[str, Any]
    own: bool


@dataclass(frozen=True, slots=True)
class Structured:
    """Everything a page says for machines. ``meta`` is keyed by lower-case name, property or itemprop."""

    nodes: tuple[Node, ...] = ()
    article: dict[str, Any] = field(default_factory=dict)
    article_types: frozenset[str] = frozenset()
    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    microdata: dict[str, tuple[str, ...]] = field(default_factory=dict)
    microdata_types: frozenset[str] = frozenset()

    def first(self, *names: str) -> str:
        """The first non-empty meta value among ``names``."""
        return next((v for name in names for v in self.meta.get(name, ()) if v), "")

    def types(self) -> frozenset[str]:
        """Every JSON-LD type on the page that speaks of the page itself."""
        return frozenset(t for node in self.nodes if node.own for t in node.types)


def read(tree: Element) -> Structured:
    """Read all structured data of a page."""
    nodes = tuple(_nodes(tree))
    article, types = _main_article(nodes)
    microdata, microtypes = _microdata(tree)
    return Structured(nodes, article, types, _meta(tree), microdata, microtypes)


def text_of(value: Any) -> str:
    """A JSON-LD value as text: the string, the first of a list, ``@value``/``name`` of an object."""
    for _ in range(8):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("headline") or ""
        else:
            break
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return squash(unescape(str(value)))


def fold(text: str) -> str:
    """Letters and digits only, lower case: for telling whether two lines say the same."""
    if text.isascii():
        return text.lower().encode().translate(None, _NO_WORD).decode()
    return "".join(_FOLDED(text.casefold()))


_FOLDED = re.compile(r"[^\W_]+").findall
_NO_WORD = bytes(code for code in range(128) if not chr(code).isalnum())


def squash(text: str) -> str:
    """White space folded to single spaces, invisible characters out."""
    if not text.isascii() and _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


_INVISIBLE = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")


def _nodes(tree: Element) -> Iterator[Node]:
    for script in tree.iter("script"):
        kind = (script.get("type") or "").lower()
        if "ld+json" not in kind:
            continue
        source = script.text or ""
        if not source.strip() or len(source) > MAX_SCRIPT:
            continue
        yield from _walk(parse_json(source))


def _walk(root: Any) -> Iterator[Node]:
    """Breadth first, so that what stands nearest the top comes first."""
    queue: list[tuple[Any, bool]] = [(root, True)]
    for seen, (value, own) in enumerate(queue):
        if seen > MAX_NODES:
            return
        if isinstance(value, list):
            queue.extend((item, own) for item in value[:500])
        elif isinstance(value, dict):
            types = value.get("@type") or value.get("type")
            names = types if isinstance(types, list) else [types]
            found = frozenset(str(t).rsplit("/", 1)[-1].removeprefix("schema:") for t in names if isinstance(t, str))
            if found:
                yield Node(found, value, own)
            for key, inner in value.items():
                if isinstance(inner, (dict, list)):
                    queue.append((inner, own and key not in _ELSEWHERE))


def parse_json(source: str) -> Any:
    """JSON as found in pages; ``None`` when nothing can be made of it."""
    text = source.strip().removeprefix("<!--").removesuffix("-->").strip()
    if "]]>" in text:
        text = re.sub(r"^\s*(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|\s*(?://|/\*)?\s*\]\]>\s*(?:\*/)?\s*$", "", text)
    for attempt in (lambda t: t, lambda t: t.rstrip().rstrip(";"), _mended, lambda t: _mended(unescape(t))):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    # Several objects one after the other, or rubbish behind a sound one.
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return _by_key(text)


def _mended(text: str) -> str:
    """Trailing commas, doubled commas and line comments out; unfinished brackets closed."""
    text = re.sub(r"(?m)^\s*//[^\n]*$", "", text)
    text = re.sub(r",(\s*[,}\]])", r"\1", text)
    text = re.sub(r",(\s*[}\]])", r"\1", text)
    stack: list[str] = []
    quoted = escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = quoted
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in "{[":
            stack.append("}" if char == "{" else "]")
        elif not quoted and char in "}]" and stack:
            stack.pop()
    return text.rstrip().rstrip(",;") + ('"' if quoted else "") + "".join(reversed(stack))


_KEYS = re.compile(
    r'"(@type|headline|datePublished|dateModified|dateCreated|description|articleSection|inLanguage)"\s{0,9}:\s{0,9}'
    r'"((?:[^"\\\n]|\\.){1,2000})"'
)


def _by_key(text: str) -> dict[str, Any] | None:
    """The plain string keys of a block that is beyond repair; the first of each counts."""
    found: dict[str, Any] = {}
    for key, value in _KEYS.findall(text[:200_000]):
        if key not in found or (key == "@type" and value in ARTICLE_TYPES and found[key] not in ARTICLE_TYPES):
            found[key] = re.sub(r"\\(.)", r"\1", value)
    authors = re.search(r'"author"\s{0,9}:[^\]}]{0,300}?"name"\s{0,9}:\s{0,9}"([^"\\]{2,100})"', text[:200_000])
    if authors:
        found["author"] = {"@type": "Person", "name": authors[1]}
    return found or None


def _main_article(nodes: tuple[Node, ...]) -> tuple[dict[str, Any], frozenset[str]]:
    """The page's own article: of those not under a foreign key the one that says most; references resolved."""
    by_id = {n.data["@id"]: n.data for n in nodes if isinstance(n.data.get("@id"), str) and len(n.data) > 2}
    own = [n for n in nodes if n.own and n.types & ARTICLE_TYPES]
    if not own:
        own = [n for n in nodes if n.own and n.types & {"WebPage", "ItemPage"} and n.data.get("datePublished")]
    if not own:
        return {}, frozenset()
    wanted = ("headline", "datePublished", "author", "articleBody", "dateModified")
    best = max(own, key=lambda n: sum(bool(n.data.get(k)) for k in wanted))
    data = dict(best.data)
    for node in own:
        # The same article told twice, once poorly: fill the gaps when the headlines do not contradict.
        if node is not best and text_of(node.data.get("headline")) in ("", text_of(data.get("headline"))):
            for key, value in node.data.items():
                data.setdefault(key, value)
    for key in ("author", "creator", "publisher"):
        if key in data:
            data[key] = _resolved(data[key], by_id)
    return data, best.types


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value[:50]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return by_id.get(value["@id"], value)
    return value


def _meta(tree: Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = squash(element.get("content") or "")[:5000]
        if not content:
            continue
        for attribute in ("name", "property", "itemprop"):
            for name in (element.get(attribute) or "").lower().split():
                values = found.setdefault(name, [])
                if content not in values and len(values) < 60:
                    values.append(content)
    return {name: tuple(values) for name, values in found.items()}


def _microdata(tree: Element) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Properties of the first schema.org article in microdata; a property of an item nested in it is its name."""
    document = tree.document
    for at in document.having("itemtype")[:400]:
        scope = Element(document, at)
        types = frozenset(t.rsplit("/", 1)[-1] for t in (scope.get("itemtype") or "").split())
        if not types & ARTICLE_TYPES:
            continue
        found: dict[str, list[str]] = {}
        attributes = document.attributes
        marked = (n for n in range(at + 1, document.ends[at]) if "itemprop" in attributes[n])
        for element in (Element(document, n) for n in islice(marked, 400)):
            value = element.get("content") or element.get("datetime")
            if value is None and element.get("itemprop") in {"articleBody", "text", "reviewBody"}:
                continue
            if value is None:
                holder = element
                if "itemscope" in element.attrib:
                    holder = next((e for e in element.iterdescendants() if e.get("itemprop") == "name"), element)
                value = holder.get("content") or holder.text_content()
            for name in (element.get("itemprop") or "").split():
                found.setdefault(name, []).append(squash(value)[:1000])
        return {k: tuple(v) for k, v in found.items()}, types
    return {}, frozenset()

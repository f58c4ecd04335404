# ruff: noqa: E501 (patterns of many words read better unwrapped)
"""The article of a page that scripts would draw: read out of the data they were sent.

Data is looked for in ``application/json`` scripts (``__NEXT_DATA__``), in assignments (``window.__STATE__ = {…}``), in
calls (``….push({…})``) and in the stream of React server components (``self.__next_f.push([1, "…"])``). Nothing is known of any
house: the longest text wins, under a name such as body or content, beside the page's own title. Nothing runs, and
bytes, nodes and candidates are bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from flows.extract.blocks import GOOD, SENTENCE, walk, weigh
from flows.extract.page import Page, parse_html
from flows.extract.structured import squash

MAX_SCRIPTS = 3_000_000
MAX_NODES = 60_000
MAX_TEXT = 400_000
ENOUGH = 300.0
"""Weight of running text from which data is believed to hold an article."""

_BODY = re.compile(
    r"^(?:(?:article|story|post|page|main|full|raw|rich|rendered)?_?-?(?:body|content|contents|text|html|paragraphs?|blocks?|elements|components|"
    r"document|markup|story|article|sections|nodes|children|items|value)(?:_?-?(?:text|html|copy|content|elements|blocks|raw))?|rendered|copy|detail)$",
    re.IGNORECASE,
)
_PIECES = frozenset(
    (
        "text",
        "value",
        "content",
        "html",
        "children",
        "markup",
        "paragraph",
        "raw",
        "data",
        "body",
        "nodes",
        "p",
        "rendered",
    )
)
_OTHER = re.compile(
    r"image|photo|picture|gallery|video|audio|advert|^ads?$|promo|related|embed|tweet|newsletter|caption|script|style|quote-?author",
    re.IGNORECASE,
)
_START = re.compile(r"(?:=|\(|:)\s{0,20}(?=[{\[])|JSON\.parse\(\s{0,9}(?=[\"'])|^\s{0,99}(?=[{\[])")
_FLIGHT = re.compile(r"self\.__next_f\.push\(\s{0,9}(?=\[)")
_ROW = re.compile(r"(?:^|\n)?[0-9a-f]{1,6}:(?:T([0-9a-f]{1,6}),|(?=[\[{]))")
_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|li|blockquote|section|article)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[\W_]{2,}\w{1,40}[\W_]{2,}|[A-Z_]{4,40}")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(slots=True)
class _Candidate:
    weight: float
    paragraphs: tuple[str, ...]
    titled: bool


def hydrated_paragraphs(page: Page, title: str, *, titled: bool) -> tuple[str, ...]:
    """The paragraphs of the article in the page's data, or nothing. ``titled`` asks for the page's title beside them."""
    best = _Candidate(0.0, (), False)
    for value in _values(page):
        for candidate in _candidates(value, title):
            if candidate.weight > best.weight and (candidate.titled or not titled):
                best = candidate
    return best.paragraphs if best.weight >= ENOUGH else ()


def _values(page: Page) -> Iterator[Any]:
    """Every piece of data in the scripts of a page, decoded."""
    left = MAX_SCRIPTS
    stream: list[str] = []
    for script in page.document.nodes("script"):
        source = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(source) > left or "ld+json" in kind or script.get("src"):
            continue
        left -= len(source)
        if flight := _FLIGHT.search(source):
            chunk = _decoded(source, flight.end())
            if isinstance(chunk, list) and len(chunk) > 1 and isinstance(chunk[1], str):
                stream.append(chunk[1])
            continue
        if len(source) < ENOUGH:
            continue
        at = 0
        for _ in range(40):
            start = _START.search(source, at)
            if start is None:
                break
            value, at = _decode(source, start.end())
            if isinstance(value, str):
                value = _decoded(value, 0)
            if value is not None:
                yield value
    if stream:
        yield from _rows("".join(stream))


def _rows(stream: str) -> Iterator[Any]:
    """The rows of a stream of server components: texts by their length in bytes, and JSON."""
    at = 0
    for _ in range(5_000):
        row = _ROW.search(stream, at)
        if row is None:
            return
        at = row.end()
        if row[1]:
            size = int(row[1], 16)
            text = stream[at : at + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
            at += len(text)
            yield {"text": text}
        else:
            value, at = _decode(stream, at)
            if value is not None:
                yield value


def _decode(source: str, at: int) -> tuple[Any, int]:
    """The value that begins at ``at`` and where it ends; ``None`` and the next place where there is none."""
    try:
        value, end = _DECODER.raw_decode(source, at)
    except (ValueError, RecursionError):
        return None, at + 1
    return value, end


def _decoded(source: str, at: int) -> Any:
    return _decode(source, at)[0]


def _candidates(root: Any, title: str) -> Iterator[_Candidate]:
    """Texts under the names of a body: single strings, and lists of blocks taken as paragraphs."""
    wanted = _letters(title)
    # (value, the name it hangs under, whether the page's title stands beside it)
    stack: list[tuple[Any, str, bool]] = [(root, "", False)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        value, name, titled = stack.pop()
        if isinstance(value, dict):
            beside = [v for v in value.values() if isinstance(v, str) and len(v) < 400]
            titled = titled or (len(wanted) > 5 and any(_letters(v) == wanted for v in beside))
            stack.extend((inner, str(key), titled) for key, inner in value.items() if not _OTHER.search(str(key)))
        elif isinstance(value, list):
            if _BODY.match(name):
                yield _scored([line for item in value[:3_000] for line in _block(item)], titled)
            stack.extend((inner, name, titled) for inner in value)
        elif isinstance(value, str) and len(value) > 200 and _BODY.match(name):
            yield _scored(_lines(value), titled)


def _block(item: Any) -> list[str]:
    """The paragraphs of one block of a list: its pieces joined, for inline marks split a sentence."""
    if isinstance(item, str):
        return _lines(item)
    if not isinstance(item, dict):
        return []
    kind = item.get("type") or item.get("kind") or item.get("_type") or item.get("__typename") or item.get("name") or ""
    if isinstance(kind, str) and _OTHER.search(kind):
        return []
    pieces: list[str] = []
    stack: list[Any] = [item]
    for _ in range(2_000):
        if not stack:
            break
        value = stack.pop()
        if isinstance(value, str):
            pieces.append(value)
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            stack.extend(v for k, v in reversed(value.items()) if k in _PIECES)
    return _lines("".join(pieces))


def _lines(text: str) -> list[str]:
    """The paragraphs of a string, HTML in it read as such."""
    text = text[:MAX_TEXT]
    if "&lt;" in text and "<" not in text:
        text = unescape(text)
    if not _MARKUP.search(text):
        text = unescape(re.sub(r"<[a-zA-Z/][^<>]{0,500}>", "", text)) if "<" in text or "&" in text else text
        return [line for part in text.splitlines() if (line := squash(part))]
    tree = parse_html(f"<html><body><div>{text}</div></body></html>")
    if tree is None:
        return []
    return [b.text for b in walk(tree).visible()]


def _scored(lines: list[str], titled: bool) -> _Candidate:
    running = sum(weigh(line) for line in lines if weigh(line) >= GOOD and SENTENCE.search(line) and " " in line)
    seen = tuple(dict.fromkeys(line for line in lines if not _PLACEHOLDER.fullmatch(line)))
    # Beside its own title a text is the page's; others came along to be read next.
    return _Candidate(running * (3.0 if titled and running >= ENOUGH else 1.0), seen, titled)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())

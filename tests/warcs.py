"""WARC records, article pages and texts for tests, made from nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.records import Discovery, Entry, Outlet

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

_NOUNS = [
    "minister",
    "alliance",
    "harbour",
    "budget",
    "summit",
    "treaty",
    "council",
    "village",
    "railway",
    "border",
    "envoy",
    "brigade",
    "radar",
    "parliament",
    "winter",
    "bridge",
    "coast",
    "engineer",
    "reporter",
    "hospital",
    "market",
    "factory",
    "convoy",
    "museum",
    "farmer",
    "river",
    "island",
    "airport",
    "school",
]
_VERBS = [
    "said",
    "announced",
    "measured",
    "questioned",
    "visited",
    "rebuilt",
    "defended",
    "praised",
    "counted",
    "delayed",
    "opened",
    "warned",
]
_OTHER = [
    "new",
    "old",
    "northern",
    "quiet",
    "costly",
    "early",
    "late",
    "common",
    "foreign",
    "public",
    "narrow",
    "steady",
    "empty",
    "heavy",
    "local",
    "distant",
    "careful",
]


def prose(seed: int, paragraphs: int = 8) -> str:
    """Paragraphs of nonsense that read like news to a machine; another seed shares hardly a run of four words."""
    chance = random.Random(seed)

    def sentence() -> str:
        words = []
        for _ in range(chance.randint(2, 4)):
            words += ["the", chance.choice(_OTHER), chance.choice(_NOUNS), chance.choice(_VERBS)]
            words += [f"{chance.choice(_NOUNS)}s", "near", chance.choice(_OTHER), chance.choice(_NOUNS)]
        return " ".join(words).capitalize() + "."

    return "\n".join(" ".join(sentence() for _ in range(chance.randint(3, 5))) for _ in range(paragraphs))


def article(title: str, body: str, *, canonical: str = "", published: str = "2026-03-01T09:00:00Z") -> bytes:
    """A whole, well-made article page."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    paragraphs = "".join(f"<p>{p}</p>" for p in body.split("\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><main><article><h1>{title}</h1>{paragraphs}</article></main>"
        "</body></html>"
    ).encode()


def http(body: bytes, *, status: str = "200 OK", headers: Iterable[str] = ()) -> bytes:
    """An HTTP response."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def record(
    kind: str,
    content: bytes,
    *,
    url: str = "",
    date: str | None = "2026-03-02T12:00:00Z",
    content_type: str = "application/http; msgtype=response",
    digest: bool = True,
    version: str = "1.1",
    identity: str = "",
    more: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """One WARC record; ``length`` lies about its content's."""
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Record-ID: {identity or f'<urn:uuid:{uuid.uuid4()}>'}"]
    lines += [f"WARC-Date: {date}"] if date else []
    lines += [f"WARC-Target-URI: {url}"] if url else []
    if digest:
        lines.append("WARC-Block-Digest: sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode())
    lines += [*more, f"Content-Type: {content_type}", f"Content-Length: {len(content) if length is None else length}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content + b"\r\n\r\n"


def page(url: str, body: bytes, *, at: datetime = NOON, discovery: Discovery | None = None) -> list[bytes]:
    """The records of one landed page, as the crawler writes them."""
    identity = f"<urn:uuid:{uuid.uuid4()}>"
    date = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    records = [record("response", http(body), url=url, date=date, identity=identity)]
    if discovery:
        data = json.dumps(discovery.to_json()).encode()
        about = [f"WARC-Concurrent-To: {identity}"]
        records.append(record("metadata", data, url=url, date=date, content_type="application/json", more=about))
    return records


def found(outlet: str, *, observed: Iterable[str] = ()) -> Discovery:
    """How a source of that outlet would have found a page."""
    return Discovery(outlet, "feed", "", Outlet(outlet, outlet.title(), "NL", "newspaper"), Entry(), tuple(observed))


def write(path: Path, records: Iterable[bytes], *, gz: bool = True) -> Path:
    """A WARC file, a gzip member a record or plain."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) if gz else r for r in records))
    return path


def later(**delta: float) -> datetime:
    """A time after :data:`NOON`."""
    return NOON + timedelta(**delta)

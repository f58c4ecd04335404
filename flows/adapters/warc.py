"""Reads landed pages out of WARC files, ours or anybody's, gzip or plain, whole or damaged.

Every ``response`` record becomes a :class:`~crawlers.records.LandedPage` or, when it cannot be read, a
:class:`BrokenRecord`; so does every stretch of bytes that is no record at all. Other records are passed over, except
that the discovery of :mod:`crawlers.records` right behind a response is attached to it. Invariants: file order; one
record in memory at a time; after damage, reading goes on at the next record start that can be found, so that a wrong
length swallows nothing; an offset given back as ``start`` continues exactly there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.records import Discovery, LandedPage
from flows.adapters import framing, payload, warcfile
from flows.adapters.warcfile import Record
from flows.errors import Rejected

_OURS = "application/json"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A response that cannot be read, or bytes that are no record. ``raw`` is what lies there, capped, maybe empty."""

    offset: int
    reason: str
    raw: bytes = b""
    url: str = ""
    warc: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One item of a file and where reading goes on behind it."""

    item: LandedPage | BrokenRecord
    end: int


def read(path: Path, start: int = 0) -> Iterator[LandedPage | BrokenRecord]:
    """The pages of a WARC file in order, from a record boundary on. Raises :class:`~flows.errors.Rejected` for a file
    that is no WARC at all.
    """
    for span in spans(path, start):
        yield span.item


def spans(path: Path, start: int = 0) -> Generator[Span, None, None]:
    """:func:`read` with the offset behind each item, which is a valid ``start``."""
    with _opened(path) as file:
        waiting: tuple[LandedPage, str] | None = None
        for record in warcfile.records(file, start):
            if waiting:
                page, identity = waiting
                discovery = _discovery(record, identity)
                if discovery:
                    yield Span(replace(page, discovery=discovery), record.end)
                    waiting = None
                    continue
                if record.problem or record.type == "response":
                    yield Span(page, record.offset)
                    waiting = None
            if record.problem:
                if record.type not in ("", "response"):
                    continue  # damage in a record that is none of ours to read
                url = record.headers.get("warc-target-uri", "").strip("<>")
                broken = BrokenRecord(record.offset, record.problem, record.raw, url, path.name)
                yield Span(broken, record.end)
            elif record.type == "response":
                item = _page(record, path.name)
                if isinstance(item, LandedPage):
                    waiting = item, record.headers.get("warc-record-id", "")
                else:
                    yield Span(replace(item, raw=framing.piece(file, record.offset, record.end)), record.end)
        if waiting:
            yield Span(waiting[0], os.fstat(file.fileno()).st_size)


def raw(path: Path, offset: int, end: int) -> bytes:
    """The bytes of the file between two offsets of :func:`spans`, capped: a small WARC file of its own."""
    with _opened(path) as file:
        return framing.piece(file, offset, end)


def _opened(path: Path) -> BinaryIO:
    """The file, or, when one gzip stream holds many records, its content: offsets then count in the content."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}") from None
    try:
        kind = framing.kind(file)
        if kind is framing.Kind.NONE:
            raise Rejected(f"{path} is no WARC file", remedy="Give a .warc or .warc.gz file.")
        if kind is framing.Kind.STREAM:
            content = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
            with file:
                # Cut or damaged: what came out before is read, and its last record reported as broken.
                framing.unfold(file, content)
            content.seek(0)
            return content
    except BaseException:
        file.close()
        raise
    return file


def _page(record: Record, warc: str) -> LandedPage | BrokenRecord:
    headers = record.headers
    url = headers.get("warc-target-uri", "").strip().strip("<>").strip()
    broken = BrokenRecord(record.offset, "", url=url, warc=warc)
    if not url:
        return replace(broken, reason="the record names no address (WARC-Target-URI)")
    digest = headers.get("warc-payload-digest", "")
    # Some writers leave the record's own type out; a page never begins like a status line.
    is_http = headers.get("content-type", "").lower().startswith("application/http")
    if is_http or record.content.startswith(b"HTTP/"):
        try:
            response = payload.parse(record.content)
        except payload.Malformed as error:
            return replace(broken, reason=str(error))
        status, content_type, body = response.status, response.headers.get("content-type", ""), response.body
        http_date = response.headers.get("date", "")
        # The digest of the whole record, where there is one, was checked; this one counts when it stands alone.
        if "warc-block-digest" not in headers and warcfile.matches(digest, response.wire, body) is False:
            return replace(broken, reason="the body does not match its digest (WARC-Payload-Digest)")
    else:
        status, content_type, body, http_date = 200, headers.get("content-type", ""), record.content, ""
    fetched_at = record.date or _http_date(http_date)
    if fetched_at is None:
        return replace(broken, reason="the record has no valid date (WARC-Date)")
    digest = digest or f"sha256:{hashlib.sha256(body).hexdigest()}"
    return LandedPage(url, fetched_at, body, status, content_type, None, warc, record.offset, digest)


def _discovery(record: Record, response: str) -> Discovery | None:
    """Our metadata record about the response before it."""
    headers = record.headers
    about = {headers.get("warc-concurrent-to", ""), headers.get("warc-refers-to", "")}
    if record.problem or record.type != "metadata" or not response or response not in about:
        return None
    if not headers.get("content-type", "").lower().startswith(_OURS):
        return None
    try:
        return Discovery.from_json(json.loads(record.content))
    except (ValueError, RecursionError):
        return None


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

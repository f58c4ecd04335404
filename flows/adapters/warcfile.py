"""The records of a WARC file with their offsets, found again after damage. The layer below :mod:`flows.adapters.warc`.

fastwarc reads; this module checks what it does not (lengths, digests, what lies between records) and, when something
is wrong, looks for the next record start in the bytes: a gzip member that unfolds to ``WARC/``, or that line itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from flows.adapters import framing

NO_RECORD = "bytes that are no WARC record"

_KEPT = frozenset({"response", "metadata"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record, or, with a ``problem``, the damage in its place. ``end`` is where the next one begins."""

    offset: int
    end: int
    type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    date: datetime | None = None
    problem: str = ""
    raw: bytes = b""


def records(file: BinaryIO, start: int = 0) -> Iterator[Record]:
    """Every record from ``start`` on, in order, damage included. A record is checked before it is given out: by its
    digest, else by the length its HTTP header promised, else by what follows it.
    """
    size = os.fstat(file.fileno()).st_size
    gz = framing.kind(file) is framing.Kind.MEMBERS
    place = start
    while place < size:
        damage = Record(place, size, problem=NO_RECORD)
        for record in _run(file, place, gz=gz):
            if record.offset > place and not framing.blank(file, place, record.offset):
                # fastwarc steps over bare bytes between plain records by itself.
                yield _damage(file, Record(place, record.offset, problem=NO_RECORD))
            place = record.offset
            if record.problem:
                damage = record
                break
            yield record
            place = record.end
            damage = Record(place, size, problem=NO_RECORD)
        # Stopped: at the end, at a damaged record, or because what follows is none.
        following = framing.framed_end(file, place, gz=gz) if damage.headers else None
        damage = replace(damage, end=following or framing.find(file, place + 1, gz=gz) or size)
        if damage.headers or not framing.blank(file, place, damage.end):
            yield _damage(file, damage)
        place = damage.end


def _run(file: BinaryIO, place: int, *, gz: bool) -> Iterator[Record]:
    """What fastwarc makes of the file from here on; the last record has a problem when it could go no further."""
    file.seek(place)
    size = os.fstat(file.fileno()).st_size
    iterator = ArchiveIterator(file, parse_http=False, strict_mode=False)
    waiting: Record | None = None
    while True:
        try:
            found = next(iterator, None)
            record = _read(file, found, gz=gz) if found else None
        except (OSError, ValueError, RuntimeError):
            record = None
        if waiting:
            # A gzip member's length is known by what follows it; only without anything it is unfolded once more.
            natural = record.offset if record and gz else framing.end_of(file, waiting.offset, gz=gz)
            yield replace(waiting, end=natural or size)
        if record is None:
            return
        if record.problem:
            yield record
            return
        waiting = record


def _read(file: BinaryIO, found: WarcRecord, *, gz: bool) -> Record:
    headers = {name.lower(): value for name, value in reversed(found.headers.to_tuples())}
    offset, length = found.stream_pos, found.content_length
    record = Record(offset, offset, headers.get("warc-type", "").strip().lower(), headers, date=_date(found))
    if length > framing.MAX_RECORD:
        return replace(record, problem=f"a record of {length:,} bytes; up to {framing.MAX_RECORD:,} are read")
    try:
        content = _content(found, length)
    except (OSError, ValueError, RuntimeError) as error:
        return replace(record, problem=f"the record is damaged: {error}")
    if len(content) < length:
        return replace(record, problem="the record is cut short, or its Content-Length is wrong")
    held = matches(headers.get("warc-block-digest", ""), content)
    if held is False:
        return replace(record, problem="the record does not match its digest (WARC-Block-Digest)")
    if not held and not _complete(headers, content) and not framing.framed(file, offset, gz=gz):
        return replace(record, problem="the Content-Length does not fit what follows the record")
    return replace(record, content=content if record.type in _KEPT else b"")


def _content(found: WarcRecord, length: int) -> bytes:
    parts, missing = [], length
    while missing and (part := found.reader.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _complete(headers: Mapping[str, str], content: bytes) -> bool:
    """Whether a response's HTTP header promised just the length it has."""
    if not headers.get("content-type", "").lower().startswith("application/http"):
        return False
    head, gap, body = content.partition(b"\r\n\r\n")
    promised = re.search(rb"(?im)^content-length:[ \t]*(\d+)[ \t]*\r?$", head)
    return bool(gap) and promised is not None and int(promised[1]) == len(body)


def _date(found: WarcRecord) -> datetime | None:
    # fastwarc gives None for a date it cannot read, whatever its type says.
    moment: datetime | None = found.record_date
    try:
        moment = moment if moment is not None else datetime.fromisoformat(found.headers.get("WARC-Date") or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _damage(file: BinaryIO, record: Record) -> Record:
    return replace(record, raw=framing.piece(file, record.offset, record.end))


def matches(digest: str, *contents: bytes) -> bool | None:
    """Whether a WARC digest (``sha1:BASE32`` and kin) is that of one of the contents; ``None``: cannot be told."""
    name, _, value = digest.strip().partition(":")
    name = name.lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha512"} or not value:
        return None
    size = hashlib.new(name, usedforsecurity=False).digest_size
    wanted = _digest_bytes(value.strip(), size)
    if wanted is None:
        return None
    return any(hashlib.new(name, content, usedforsecurity=False).digest() == wanted for content in contents)


def _digest_bytes(value: str, size: int) -> bytes | None:
    """Base32, hexadecimal or base64, told apart by length: archives use all three."""
    try:
        if len(value) == size * 2:
            return binascii.unhexlify(value)
        raw = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
        if len(raw) == size:
            return raw
    except (binascii.Error, ValueError):
        pass
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_")
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size else None

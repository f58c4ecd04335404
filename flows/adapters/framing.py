"""Where the records of a WARC file begin and end, told from its bytes alone. Below :mod:`flows.adapters.warcfile`.

A record of a gzip file ends with its member; one of a plain file where header and Content-Length say, if another
record or the end of the file is there. Everything is read in bounded windows.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Generator
from enum import Enum
from typing import BinaryIO

MAX_RECORD = 64 * 1024 * 1024
"""Bytes of a record that is read; a longer one is reported and passed over."""

MAX_RAW = 8 * 1024 * 1024
"""Bytes kept of a broken record."""

_GZIP = b"\x1f\x8b\x08"
_START = b"WARC/"
_HEADER = re.compile(rb"WARC/[01]\.\d+\r?\n[A-Za-z-]+:")
_GAP = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d+)")
_WINDOW = 1 << 20


class Kind(Enum):
    """How a file is laid out: bare records, a gzip member a record, one gzip stream of many, or no WARC."""

    PLAIN = "plain"
    MEMBERS = "members"
    STREAM = "stream"
    NONE = "none"


def kind(file: BinaryIO) -> Kind:
    """Look at the beginning of a file, or for a record anywhere in one that begins with damage."""
    head = os.pread(file.fileno(), 1 << 16, 0)
    if not head or head.lstrip(b"\r\n").startswith(_START):
        return Kind.PLAIN
    if not _starts(file, 0, gz=True):
        if find(file, 1, gz=True) is not None:
            return Kind.MEMBERS
        return Kind.PLAIN if find(file, 1, gz=False) is not None else Kind.NONE
    unfolded = bytearray()
    for part in _members(file, 0):
        unfolded += part
        if len(unfolded) > MAX_RECORD:
            return Kind.STREAM
    header, gap, rest = bytes(unfolded).lstrip(b"\r\n").partition(b"\r\n\r\n")
    length = _LENGTH.search(header)
    behind = rest[int(length[1]) :].lstrip(b"\r\n") if gap and length else b""
    return Kind.STREAM if behind.startswith(_START) else Kind.MEMBERS


def piece(file: BinaryIO, offset: int, end: int) -> bytes:
    """The bytes between two offsets, capped at :data:`MAX_RAW`."""
    return os.pread(file.fileno(), min(end - offset, MAX_RAW), offset)


def unfold(file: BinaryIO, into: BinaryIO) -> None:
    """Copy the content of a gzip file, up to where it is cut or damaged."""
    place: int | None = 0
    while place is not None:
        walk = _members(file, place)
        before, place = place, None
        try:
            while True:
                into.write(next(walk))
        except StopIteration as stop:
            place = stop.value if stop.value != before else None
    into.flush()


def blank(file: BinaryIO, offset: int, end: int) -> bool:
    """Whether there is nothing but line ends and padding."""
    while offset < end:
        part = os.pread(file.fileno(), min(_WINDOW, end - offset), offset)
        if not part or part.strip(b"\r\n\0"):
            return not part
        offset += len(part)
    return True


def end_of(file: BinaryIO, offset: int, *, gz: bool) -> int | None:
    """Where the record at ``offset`` ends by its own account: its gzip member's end, or header and Content-Length."""
    if gz:
        return _member_end(file, offset)
    end = _content_end(file, offset)
    if end is None:
        return None
    behind = os.pread(file.fileno(), 4, end)
    return end + len(behind) - len(behind.lstrip(b"\r\n"))


def _content_end(file: BinaryIO, offset: int) -> int | None:
    head = os.pread(file.fileno(), 1 << 16, offset)
    gap = _GAP.search(head)
    length = _LENGTH.search(head[: gap.start()] if gap else b"")
    return offset + gap.end() + int(length[1]) if gap and length else None


def framed_end(file: BinaryIO, offset: int, *, gz: bool) -> int | None:
    """The record's own end, when another record or the end of the file is there."""
    end = end_of(file, offset, gz=gz)
    size = os.fstat(file.fileno()).st_size
    if end is None or end > size or (end < size and not _starts(file, end, gz=gz)):
        return None
    return end


def framed(file: BinaryIO, offset: int, *, gz: bool) -> bool:
    """Whether a record's length is right, told by its gzip member, or by the blank line or record behind it."""
    if gz:
        return _fits_member(file, offset)
    end = _content_end(file, offset)
    blank = end is not None and os.pread(file.fileno(), 4, end) == b"\r\n\r\n"
    return blank or framed_end(file, offset, gz=False) is not None


def _fits_member(file: BinaryIO, offset: int) -> bool:
    """Whether a gzip member holds just the record that its Content-Length describes."""
    head = b""
    total = 0
    for part in _members(file, offset):
        head = head if len(head) > 1 << 16 else head + part
        total += len(part)
    gap = _GAP.search(head)
    length = _LENGTH.search(head[: gap.start()] if gap else b"")
    return gap is not None and length is not None and 0 <= total - gap.end() - int(length[1]) <= 4


def _member_end(file: BinaryIO, offset: int) -> int | None:
    try:
        walk = _members(file, offset)
        while True:
            next(walk)
    except StopIteration as stop:
        return int(stop.value) if stop.value is not None else None


def _members(file: BinaryIO, offset: int) -> Generator[bytes, None, int | None]:
    """Unfold one gzip member in bounded steps; returns where it ends, or ``None`` when it is damaged or cut."""
    stream = zlib.decompressobj(31)
    place = offset
    while part := os.pread(file.fileno(), 1 << 16, place):
        place += len(part)
        try:
            while part and not stream.eof:
                yield stream.decompress(part, _WINDOW)
                part = stream.unconsumed_tail
        except zlib.error:
            return None
        if stream.eof:
            return place - len(stream.unused_data)
    return None


def _starts(file: BinaryIO, offset: int, *, gz: bool) -> bool:
    if not gz:
        return os.pread(file.fileno(), len(_START), offset) == _START
    head = os.pread(file.fileno(), 1 << 12, offset)
    if not head.startswith(_GZIP):
        return False
    try:
        return zlib.decompressobj(31).decompress(head, 64).lstrip(b"\r\n").startswith(_START)
    except zlib.error:
        return False


def find(file: BinaryIO, offset: int, *, gz: bool) -> int | None:
    """The next place where a record starts."""
    mark = _GZIP if gz else _START
    while window := os.pread(file.fileno(), _WINDOW, offset):
        at = window.find(mark)
        while at >= 0:
            if gz and _starts(file, offset + at, gz=True):
                return offset + at
            if not gz and _HEADER.match(os.pread(file.fileno(), 64, offset + at)):
                return offset + at
            at = window.find(mark, at + 1)
        if len(window) < _WINDOW:
            return None
        offset += len(window) - len(mark) + 1
    return None

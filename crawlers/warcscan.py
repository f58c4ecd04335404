"""Where the last whole page of a torn segment ends: gzip members are walked one by one in bounded memory."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

CHUNK = 1 << 16
HEAD = 1_024
"""Bytes of a record in which its ``WARC-Type`` stands: we write the type first."""


def whole(file: BinaryIO) -> tuple[int, int]:
    """(offset behind the last whole page, number of whole pages) of a segment as :mod:`crawlers.landing` writes it.

    A page is whole when its metadata record is, which stands behind the response.
    """
    end = pages = position = 0
    file.seek(0)
    buffer = b""
    while True:
        length, head, buffer = _member(file, buffer)
        if not length:
            return end, pages
        position += length
        kind = re.search(rb"^WARC-Type:\s*(\w+)", head, re.MULTILINE | re.IGNORECASE)
        if kind and kind[1].lower() == b"metadata":
            end, pages = position, pages + 1


def _member(file: BinaryIO, buffer: bytes) -> tuple[int, bytes, bytes]:
    """(compressed length, first bytes of the content, what was read beyond) of one member; length 0 when it is torn."""
    inflate = zlib.decompressobj(wbits=31)
    length, head = 0, b""
    while not inflate.eof:
        data = buffer or file.read(CHUNK)
        if not data:
            return 0, b"", b""
        try:
            text = inflate.decompress(data, CHUNK)
            while inflate.unconsumed_tail:
                head = (head + text)[:HEAD]
                text = inflate.decompress(inflate.unconsumed_tail, CHUNK)
        except zlib.error:
            return 0, b"", b""
        head = (head + text)[:HEAD]
        length += len(data)
        buffer = b""
    return length - len(inflate.unused_data), head, inflate.unused_data

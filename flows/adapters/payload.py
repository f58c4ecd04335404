"""An HTTP response as it came over the wire, taken apart: status, headers, and the body with its codings undone.

Lenient where archives are (a body decoded before it was stored although its header still says otherwise, a body cut
short), and bounded: no body unfolds beyond :data:`MAX_BODY`, whatever it claims to be.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

MAX_BODY = 32 * 1024 * 1024
"""Bytes a body may have once decoded; the longest of 560 real pages looked at had 2.9 MB."""

_STEP = 1024 * 1024
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]|$)")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")


class Malformed(ValueError):
    """This is no HTTP response, or its body cannot be decoded; the message says why."""


@dataclass(frozen=True, slots=True)
class Response:
    """``wire`` is the body as stored, ``body`` with transfer and content codings undone. Header names in lower case."""

    status: int
    headers: dict[str, str]
    wire: bytes
    body: bytes

    @property
    def complete(self) -> bool:
        """Whether the stored body has the length its header promised."""
        return self.headers.get("content-length", "").strip() == str(len(self.wire))


def parse(message: bytes) -> Response:
    """Take a response apart. Raises :class:`Malformed`."""
    head, gap, wire = _divide(message)
    lines = re.split(rb"\r?\n", head)
    status = _STATUS.match(lines[0])
    if not status or not gap:
        raise Malformed("no HTTP response: the status line or the end of the headers is missing")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            key, text = name.decode("latin-1").strip().lower(), value.decode("latin-1").strip()
            # Repeated codings add up; of anything else the first one counts, as in browsers.
            repeated = key in headers and key in {"content-encoding", "transfer-encoding"}
            headers[key] = f"{headers[key]}, {text}" if repeated else headers.get(key, text)
    body = wire
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunk(body)
    codings = [c.strip().lower() for c in headers.get("content-encoding", "").split(",") if c.strip()]
    if len(codings) > 4:
        raise Malformed(f"{len(codings)} content codings on top of each other")
    for coding in reversed(codings):
        body = _decode(body, coding)
    if len(body) > MAX_BODY:
        raise Malformed(f"a body of more than {MAX_BODY:,} bytes")
    return Response(int(status[1]), headers, wire, body)


def _divide(message: bytes) -> tuple[bytes, bytes, bytes]:
    end = re.search(rb"\r?\n\r?\n", message[: 256 * 1024])
    return (message[: end.start()], end[0], message[end.end() :]) if end else (message, b"", b"")


def _dechunk(data: bytes) -> bytes:
    """Undo the chunked transfer coding; a body that does not begin with a chunk was stored without it."""
    out, place = bytearray(), 0
    while size := _CHUNK.match(data, place):
        length = int(size[1], 16)
        if length == 0:
            return bytes(out)
        out += data[size.end() : size.end() + length]
        place = size.end() + length
        if data[place : place + 2] == b"\r\n":
            place += 2
        elif data[place : place + 1] == b"\n":
            place += 1
        elif place < len(data):
            return bytes(out) if out and _CHUNK.match(data, place) else data
    return bytes(out) if place else data


def _decode(data: bytes, coding: str) -> bytes:
    if not data or coding in {"identity", "none", "utf-8", "aws-chunked"}:
        return data
    try:
        if coding in {"gzip", "x-gzip"}:
            return _inflate(data, 31) if data[:2] == b"\x1f\x8b" else data
        if coding == "deflate":
            return _deflate(data)
        if coding == "br":
            return _brotli(data)
        if coding == "zstd":
            return _zstd(data) if data[:4] == b"\x28\xb5\x2f\xfd" else data
    except zlib.error as error:
        raise Malformed(f"the {coding} body does not decode: {error}") from None
    raise Malformed(f"unknown content coding {coding[:40]!r}")


def _bounded(size: int) -> None:
    if size > MAX_BODY:
        raise Malformed(f"the body unfolds to more than {MAX_BODY:,} bytes")


def _inflate(data: bytes, bits: int) -> bytes:
    """One or more members; what was read before the data ends or breaks is kept, as browsers do."""
    out = bytearray()
    while data:
        stream = zlib.decompressobj(bits)
        while data and not stream.eof:
            try:
                out += stream.decompress(data, _STEP)
            except zlib.error:
                if out:
                    return bytes(out)
                raise
            data = stream.unconsumed_tail
            _bounded(len(out))
        data = stream.unused_data
        if data[:2] != b"\x1f\x8b":
            break
    return bytes(out)


def _deflate(data: bytes) -> bytes:
    """With a zlib header, as it should be, or without, as some servers send it; or stored decoded."""
    for bits in (15, -15):
        try:
            return _inflate(data, bits)
        except zlib.error:
            continue
    if _text(data):
        return data
    raise Malformed("the deflate body does not decode")


def _brotli(data: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # ships no type information

    stream, out, part = brotli.Decompressor(), bytearray(), data
    try:
        while part or not out:
            part = stream.process(part if part is data else b"", output_buffer_limit=_STEP)
            out += part
            _bounded(len(out))
            if stream.is_finished() or not part:
                break
    except brotli.error:
        if _text(data):
            return data
    if not out:
        raise Malformed("the br body does not decode, or holds nothing")
    return bytes(out)


def _zstd(data: bytes) -> bytes:
    import zstandard

    out = bytearray()
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
        io.BytesIO(data), read_across_frames=True
    )
    try:
        while part := reader.read(_STEP):
            out += part
            _bounded(len(out))
    except zstandard.ZstdError as error:
        if not out:
            raise Malformed(f"the zstd body does not decode: {error}") from None
    return bytes(out)


def _text(data: bytes) -> bool:
    """Whether the bytes look like markup or text rather than compressed data."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in b"<{[" and b"\x00" not in head

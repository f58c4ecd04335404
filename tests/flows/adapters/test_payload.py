"""HTTP bodies: every coding undone, archives' liberties taken, bombs bounded."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # ships no type information
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.adapters import payload
from flows.adapters.payload import Malformed, parse
from tests.warcs import http

HTML = b"<html><body>" + b"text " * 500 + b"</body></html>"


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\nTrailer: x\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([], HTML),
        (["Content-Encoding: gzip"], gzip.compress(HTML)),
        (["content-encoding: GZIP"], gzip.compress(HTML[:900]) + gzip.compress(HTML[900:])),
        (["Content-Encoding: deflate"], zlib.compress(HTML)),
        (["Content-Encoding: deflate"], raw_deflate(HTML)),
        (["Content-Encoding: br"], brotli.compress(HTML)),
        (["Content-Encoding: zstd"], zstandard.compress(HTML)),
        (["Content-Encoding: gzip, br"], brotli.compress(gzip.compress(HTML))),
        (["Content-Encoding: gzip", "Content-Encoding: br"], brotli.compress(gzip.compress(HTML))),
        (["Transfer-Encoding: chunked"], chunked(HTML)),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], chunked(gzip.compress(HTML))),
        # Decoded before it was stored, headers left as they were.
        (["Content-Encoding: gzip"], HTML),
        (["Content-Encoding: br"], HTML),
        (["Content-Encoding: deflate"], HTML),
        (["Content-Encoding: zstd"], HTML),
        (["Transfer-Encoding: chunked"], HTML),
        (["Content-Encoding: identity"], HTML),
    ],
)
def test_codings_are_undone(headers: list[str], body: bytes) -> None:
    response = parse(http(body, headers=headers))
    assert response.body == HTML
    assert response.wire == body


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_body_cut_short_gives_what_there_is(coding: str) -> None:
    text = b"".join(b"%d " % (n * 7919) for n in range(200_000))
    whole = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}[coding](text)
    body = parse(http(whole[: len(whole) // 2], headers=[f"Content-Encoding: {coding}"])).body
    assert 0 < len(body) < len(text)
    assert text.startswith(body)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_bombs_are_bounded(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MAX_BODY", 3 * 1024 * 1024)
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}[coding]
    with pytest.raises(Malformed, match="more than"):
        parse(http(pack(b"\0" * 40_000_000), headers=[f"Content-Encoding: {coding}"]))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"<html>",
        b"HTTP/1.1 200 OK\r\nNo-End: 1\r\n",
        b"ICY 200 OK\r\n\r\nx",
        http(b"\x1f\x8b\x08broken", headers=["Content-Encoding: gzip"]),
        http(b"\x01\x02\x03", headers=["Content-Encoding: br"]),
        http(b"x", headers=["Content-Encoding: rot13"]),
        http(b"x", headers=["Content-Encoding: gzip, gzip, gzip, gzip, gzip"]),
    ],
)
def test_what_is_no_response_says_why(message: bytes) -> None:
    with pytest.raises(Malformed, match=r"\w"):
        parse(message)


@given(st.binary(max_size=400), st.sampled_from(["gzip", "br", "deflate", "zstd", "x"]), st.booleans())
def test_any_bytes_are_a_body_or_malformed(body: bytes, coding: str, in_chunks: bool) -> None:
    headers = [f"Content-Encoding: {coding}"] + ["Transfer-Encoding: chunked"] * in_chunks
    for message in (http(body, headers=headers), body):
        with contextlib.suppress(Malformed):
            assert isinstance(parse(message).body, bytes)

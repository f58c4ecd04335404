"""Traps get their names."""

from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed
from twisted.web.http import _DataLoss

from crawlers.guard import Refused
from crawlers.traps import Bomb, HeaderFlood, Spent, Trap, Unreachable, Waits, of_error, of_link, wrong_charset

NO_STATUS = ParseError("wrong number of parts", b"<html>")  # type: ignore[no-untyped-call]  # Twisted has no types here


def failed(cause: Exception) -> DownloadFailedError:
    """As Scrapy wraps what happened to Twisted."""
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseFailed([Failure(cause)])  # type: ignore[no-untyped-call]  # Twisted has no types here
    return error


@pytest.mark.parametrize(
    ("error", "trap"),
    [
        (Refused("refused: 10.0.0.1 is no public address"), Trap.ADDRESS),
        (IgnoreRequest("Ignored response because its body exceeded DOWNLOAD_MAXSIZE during decompression."), Trap.BOMB),
        (Bomb("packed 3 times over"), Trap.BOMB),
        (IgnoreRequest("max redirections reached"), Trap.REDIRECTS),
        (DownloadCancelledError(""), Trap.BODY),
        (DownloadTimeoutError("Getting x took longer than 30 seconds."), Trap.SLOW),
        (failed(NO_STATUS), Trap.GARBAGE),
        (failed(HeaderFlood("more than 262144 bytes of headers")), Trap.HEADERS),
        (Waits("resting"), Trap.RESTING),
        (Unreachable("robots.txt"), Trap.ROBOTS),
        (Spent("budget"), Trap.BUDGET),
        (failed(_DataLoss("short")), None),
        (IgnoreRequest("Forbidden by robots.txt"), None),
        (CannotResolveHostError("x"), None),
        (None, None),
    ],
)
def test_errors(error: Exception | None, trap: Trap | None) -> None:
    assert of_error(error) is trap


def test_links() -> None:
    assert of_link("http://x.example/a?PHPSESSID=9a8b7c6d5e4f30219a8b7c6d5e4f3021") is Trap.SESSION
    assert of_link("http://x.example/a?sid=42") is None


PAGE = "<html><body><p>Слова</p></body></html>"


@pytest.mark.parametrize(
    ("content_type", "body", "wrong"),
    [
        ("text/html; charset=utf-8", PAGE.encode(), False),
        ("text/html; charset=utf-8", PAGE.encode("cp1251"), True),
        ("text/html; charset=windows-1251", PAGE.encode("cp1251"), False),
        ("text/html; charset=windows-1251", PAGE.encode(), True),
        ("text/html; charset=iso-8859-1", b"<p>plain</p>", False),
        ("text/html; charset=no-such-thing", PAGE.encode(), True),
        ("text/html", PAGE.encode("cp1251"), False),
        ("text/html", b'<meta charset="utf-8">' + PAGE.encode("cp1251"), True),
        ("text/html; charset=shift_jis", "<p>日本</p>".encode("shift_jis"), False),
    ],
)
def test_charsets(content_type: str, body: bytes, wrong: bool) -> None:
    assert wrong_charset(content_type, body) is wrong

"""What answers mean."""

from __future__ import annotations

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, IgnoreRequest
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseFailed

from crawlers.answers import Verdict, explain, forbidden, judge


@pytest.mark.parametrize(
    ("status", "kind", "body", "verdict"),
    [
        (200, "text/html", b"x", Verdict.LAND),
        (203, "TEXT/HTML; charset=koi8-r", b"x", Verdict.LAND),
        (200, "application/xhtml+xml", b"x", Verdict.LAND),
        (200, "", b"\xef\xbb\xbf \n<!DOCTYPE html><p>", Verdict.LAND),
        (200, "text/plain", b"<!-- c --><html>", Verdict.LAND),
        (200, "text/plain", b"plain words", Verdict.SKIP),
        (200, "application/pdf", b"%PDF", Verdict.SKIP),
        (200, "image/png", b"<html>", Verdict.SKIP),
        (200, "text/html", b" \n", Verdict.LASTING),
        (204, "text/html", b"", Verdict.LASTING),
        (304, "", b"", Verdict.UNCHANGED),
        (301, "text/html", b"x", Verdict.LASTING),
        (404, "text/html", b"x", Verdict.LASTING),
        (410, "text/html", b"x", Verdict.LASTING),
        (429, "text/html", b"x", Verdict.PASSING),
        (403, "text/html", b"x", Verdict.PASSING),
        (599, "text/html", b"x", Verdict.PASSING),
    ],
)
def test_verdicts(status: int, kind: str, body: bytes, verdict: Verdict) -> None:
    assert judge(status, kind, body)[0] is verdict


class _Failure:
    value = ConnectionRefusedError("nobody there.")


class _Hidden(Exception):
    """As Twisted's ``ResponseFailed``: what happened stands in a list."""

    reasons = (_Failure(),)


def test_reasons_are_words() -> None:
    assert judge(404, "", b"x")[1] == "answered 404 Not Found"
    assert judge(599, "", b"x")[1] == "answered 599"
    assert explain(_Hidden()) == "connection refused: nobody there"
    assert explain(IgnoreRequest("max redirections reached")) == "max redirections reached"
    assert forbidden(IgnoreRequest("Forbidden by robots.txt"))
    assert not forbidden(None)


def test_what_scrapy_wraps_or_leaves_out_is_said() -> None:
    wrapped = DownloadFailedError("[<twisted.python.failure.Failure …>]")
    inner = Failure(ValueError("no status line"))  # type: ignore[no-untyped-call]  # Twisted has no types here
    wrapped.__cause__ = ResponseFailed([inner])  # type: ignore[no-untyped-call]
    assert explain(wrapped) == "value: no status line"
    assert explain(DownloadCancelledError("")) == "the body is larger than what is read of one"

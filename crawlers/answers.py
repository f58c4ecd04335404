"""What an answer to an article's request means: land it, or why not. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from http import HTTPStatus

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest


class Verdict(StrEnum):
    """What to do with an answer. ``PASSING`` failures are tried again soon, ``LASTING`` ones at long distances."""

    LAND = "land"
    UNCHANGED = "unchanged"
    SKIP = "skip"
    PASSING = "passing"
    LASTING = "lasting"


HTML = frozenset({"text/html", "application/xhtml+xml"})
UNSURE = frozenset({"", "text/plain", "application/octet-stream", "application/xml", "text/xml", "unknown/unknown"})
"""Types that servers give to HTML pages by mistake: their first bytes decide."""


def judge(status: int, content_type: str, body: bytes) -> tuple[Verdict, str]:
    """The verdict on an answer, and the reason in words. ``body`` is decoded."""
    if status == 304:
        return Verdict.UNCHANGED, "not modified"
    if not 200 <= status < 300:
        passing = status >= 500 or status in {401, 403, 408, 425, 429}
        return Verdict.PASSING if passing else Verdict.LASTING, f"answered {status}{_phrase(status)}"
    if not body.strip():
        return Verdict.LASTING, "answered with nothing"
    kind = content_type.partition(";")[0].strip().lower()
    if kind in HTML or (kind in UNSURE and _looks_like_html(body)):
        return Verdict.LAND, ""
    return Verdict.SKIP, f"is no HTML page but {kind or 'of no stated type'}"


def forbidden(error: BaseException | None) -> bool:
    """Whether robots.txt forbade the request."""
    return isinstance(error, IgnoreRequest) and "robots.txt" in str(error)


def explain(error: BaseException | None) -> str:
    """A failed request in a few words: those of the error, which Scrapy and Twisted word for people."""
    # Twisted hides what happened in a list of failures, and Scrapy hides that in the cause of its own error.
    inner = getattr(error, "reasons", None) or getattr(getattr(error, "__cause__", None), "reasons", None)
    if inner:
        error = getattr(inner[0], "value", error)
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, DownloadCancelledError) and not text:
        return "the body is larger than what is read of one"  # Scrapy says nothing when its size was not announced
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).removesuffix(" Error").lower()
    if isinstance(error, IgnoreRequest) and text:
        return text[:300]
    return (f"{name}: {text}" if text else name)[:300]


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)


def _looks_like_html(body: bytes) -> bool:
    return bool(_HTML_START.match(body[:4_096]))

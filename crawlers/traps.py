"""The traps a hostile or broken site sets, by the name under which a report counts them. Pure.

Every trap is stopped elsewhere, by a bound; here it gets its name. Readers name calendars themselves.
docs/crawling.md lists the traps with their bounds.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from crawlers.guard import Refused
from crawlers.tracking import drop_session


class Trap(StrEnum):
    """Names of traps."""

    ADDRESS = "refused_address"
    BODY = "body_too_large"
    BOMB = "decompression_bomb"
    HEADERS = "header_flood"
    REDIRECTS = "redirect_loop"
    SLOW = "slow_answer"
    GARBAGE = "not_http"
    ROBOTS = "robots_unreachable"
    RESTING = "host_resting"
    BUDGET = "budget_spent"
    CYCLE = "cycle"
    SESSION = "session_id"
    CHARSET = "wrong_charset"


class Waits(IgnoreRequest):
    """The request is not made now and is as good in a later crawl; ``trap`` says why."""

    trap = Trap.RESTING


class Unreachable(Waits):
    """robots.txt cannot be had for a passing reason: RFC 9309 has us wait."""

    trap = Trap.ROBOTS


class Spent(Waits):
    """The source's requests of this day are spent."""

    trap = Trap.BUDGET


class Bomb(IgnoreRequest):
    """A body that is packed to grow."""


class HeaderFlood(Exception):
    """Headers without end."""


def of_error(error: BaseException | None) -> Trap | None:
    """The trap a request ended in, if it was one."""
    text = str(error)
    if isinstance(error, Waits):
        return error.trap
    if isinstance(error, Refused):
        return Trap.ADDRESS
    if isinstance(error, Bomb) or (isinstance(error, IgnoreRequest) and "during decompression" in text):
        return Trap.BOMB
    if isinstance(error, IgnoreRequest) and "max redirections" in text:
        return Trap.REDIRECTS
    if isinstance(error, DownloadTimeoutError):
        return Trap.SLOW
    if isinstance(error, DownloadCancelledError):
        # Scrapy cancels a download for its size only, and says nothing when the size was not announced.
        return Trap.BODY
    if isinstance(error, DownloadFailedError):
        causes = {type(reason.value).__name__ for reason in getattr(error.__cause__, "reasons", ())}
        if "HeaderFlood" in causes:
            return Trap.HEADERS
        if causes & {"ParseError", "BadHeaders", "ValueError", "_MalformedChunkedDataError"}:
            return Trap.GARBAGE
    return None


def of_link(url: str) -> Trap | None:
    """The trap an address leads into by its shape. Session ids are taken out of it before it is fetched."""
    return Trap.SESSION if drop_session(url) != url else None


def wrong_charset(content_type: str, body: bytes) -> bool:
    """Whether the bytes are not in the charset that the answer states. The page lands all the same."""
    stated = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    if not stated:
        declared = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", content_type, re.IGNORECASE)
        return bool(declared and not _known(declared[1]))
    if body.isascii():
        return False
    try:
        body.decode(stated)
    except (UnicodeDecodeError, LookupError):
        return True
    # In a charset of one byte a letter everything decodes; what is valid UTF-8 beyond ASCII hardly ever is by chance.
    return not _multibyte(stated) and _decodes(body)


def _known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _multibyte(name: str) -> bool:
    return not re.match(r"(?:iso-?8859|windows-?125|cp125|cp866|koi8|latin|mac|ascii|us-ascii|tis-620)", name, re.I)


def _decodes(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

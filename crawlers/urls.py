"""Links as they are crawled: absolute, safe, without fragment. Which of them are one article is decided later."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from crawlers.sources import address_problem

MAX_URL = 2_048
"""Longer addresses are traps or mistakes; browsers and caches cut there too."""


def link(address: str, base: str = "") -> str | None:
    """``address`` made absolute and safe to request, or ``None`` when no http(s) request can be made of it."""
    address = re.sub(r"[\t\r\n]", "", address).strip()
    if not address or len(address) > MAX_URL:
        return None
    try:
        absolute = urldefrag(urljoin(base, address)).url
        safe = safe_url_string(absolute)
    except ValueError:
        return None
    return None if address_problem(safe) or len(safe) > MAX_URL else safe

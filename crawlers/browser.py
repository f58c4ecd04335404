"""Pages that only JavaScript writes: fetched with an installed Chromium through scrapy-playwright, per source.

An optional extra (``commentariat[browser]``): nothing of it is imported unless a source says ``browser = true``.
Chromium resolves names itself, past our resolver, so every request that a page makes is checked here first: by its
address, and by what its name resolves to. Pictures, films and fonts are not loaded.
"""

from __future__ import annotations

import asyncio
import importlib.util
import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from crawlers.guard import Guard
from crawlers.sources import Source

EXECUTABLE = "COMMENTARIAT_BROWSER"
"""Environment variable that names the browser, where it is not one of these on PATH."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OTHERS = dict.fromkeys(("data", "file", "ftp", "s3"))
"""Schemes that are never fetched; a setting of handlers replaces the one before it."""

UNWANTED = frozenset({"image", "media", "font"})
TIMEOUT_MS = 30_000
SETTLE_MS = 1_500
"""Milliseconds given to a page's scripts after it has loaded; waiting for a silent network never ends on news pages."""


class BrowserMissing(LookupError):
    """A source asks for a browser and there is none; the message says what to install."""


def executable(sources: Iterable[Source]) -> str:
    """The browser for the sources with ``browser = true``; empty where none asks for one.

    Raises :class:`BrowserMissing`.
    """
    asking = [source.id for source in sources if source.browser]
    if not asking:
        return ""
    who = f"source {asking[0]!r} has `browser = true`, but"
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise BrowserMissing(
            f"{who} scrapy-playwright is not installed: install the extra, `pip install 'commentariat[browser]'`, "
            "or take the key out"
        )
    found = os.environ.get(EXECUTABLE) or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        raise BrowserMissing(
            f"{who} no Chromium was found on PATH ({', '.join(NAMES)}): install one, or set {EXECUTABLE} to its path"
        )
    return found


def settings(sources: Iterable[Source], allowed_hosts: Iterable[str]) -> dict[str, Any]:
    """Scrapy settings that let the sources with ``browser = true`` use one; empty where none asks for it.

    Raises :class:`BrowserMissing`.
    """
    found = executable(sources)
    if not found:
        return {}
    return {
        "DOWNLOAD_HANDLERS": {**OTHERS, **dict.fromkeys(("http", "https"), "crawlers.rendering.RenderingHandler")},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": found, "headless": True, **_proxy()},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": TIMEOUT_MS,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
        "PLAYWRIGHT_ABORT_REQUEST": refuses(Guard(allowed_hosts)),
    }


def in_browser() -> dict[str, Any]:
    """What a request carries to be made by the browser."""
    from scrapy_playwright.page import PageMethod  # type: ignore[import-not-found]  # an optional extra

    return {"playwright": True, "playwright_page_methods": [PageMethod("wait_for_timeout", SETTLE_MS)]}


def refuses(guard: Guard) -> Callable[[Any], Coroutine[Any, Any, bool]]:
    """A function that says whether a request of the browser is not to be made."""

    async def abort(request: Any) -> bool:
        return request.resource_type in UNWANTED or bool(await problem(guard, str(request.url)))

    return abort


async def problem(guard: Guard, url: str) -> str | None:
    """What keeps the browser from asking for ``url``, its name resolved; ``None`` for nothing."""
    if url.startswith(("data:", "blob:", "about:")):
        return None
    if refused := guard.problem(url):
        return refused
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme in {"https", "wss"} else 80)
    if guard.allows_name(host, port) or _proxied(parts.scheme, host):
        return None
    try:
        rows = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return f"{host} does not resolve: {error}"
    for row in rows:
        address = ipaddress.ip_address(str(row[4][0]).partition("%")[0])
        if refused := guard.address_problem(address, port):
            return refused
    return None


def _proxied(scheme: str, host: str) -> bool:
    return scheme in getproxies() and not proxy_bypass(host)


def _proxy() -> dict[str, Any]:
    proxies = getproxies()
    server = proxies.get("https") or proxies.get("http")
    if not server:
        return {}
    return {"proxy": {"server": server, "bypass": proxies.get("no", "")}}

"""What an address, a host or an account must look like; every answer is what to write instead. Pure functions."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")

_PLAIN = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s\x00-\x1f\x7f]*")
"""Addresses as nearly all are: taking them apart would cost a third of the time a registry takes to load."""


def address_problem(address: str) -> str | None:
    """What keeps ``address`` from being fetched, or ``None`` for a good http(s) address."""
    if _PLAIN.fullmatch(address):
        return None
    if re.search(r"[\s\x00-\x1f\x7f]", address):
        return "holds white space or control characters: write %20 for a space"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "must begin with http:// or https://"
    if not parts.hostname or port == 0:
        return "names no host"
    if parts.username is not None or parts.password is not None:
        return "carries a user name or password, which would end in logs and archives"
    return None


def wordpress_problem(address: str) -> str | None:
    """What is wrong with the root of a WordPress site."""
    if problem := address_problem(address):
        return problem
    if "/wp-json" in address or "?" in address or "#" in address:
        return "must be the root of the site, without /wp-json and what follows"
    return None


def youtube_problem(channel: str) -> str | None:
    """What is wrong with a YouTube channel id."""
    if re.fullmatch(r"UC[A-Za-z0-9_-]{22}", channel):
        return None
    return "is no channel id: UC and 22 characters; the source of the channel's page has it as externalId"


def mastodon_problem(account: str) -> str | None:
    """What is wrong with a Mastodon account."""
    name, at, host = account.partition("@")
    if at and re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?", name) and _DOMAIN.fullmatch(host):
        return None
    return 'is no account: user@host is wanted, without @ in front, as in "alliance@social.example"'


def bluesky_problem(handle: str) -> str | None:
    """What is wrong with a Bluesky handle."""
    if _DOMAIN.fullmatch(handle) or re.fullmatch(r"did:(?:plc|web):[A-Za-z0-9._:%-]+", handle):
        return None
    return 'is no handle: a domain name is wanted, without @ in front, as in "alliance.bsky.social"'


def gdelt_problem(query: str) -> str | None:
    """What is wrong with a GDELT query."""
    if not query.strip() or re.search(r"[\x00-\x1f\x7f]", query):
        return "must be words of a query on one line"
    if len(query) > 500:  # longer ones go into an address, and GDELT answers "too long" with status 200
        return "is longer than 500 characters: write several shorter queries"
    return None


def host_problem(host: str) -> str | None:
    """What is wrong with an entry of an allow-list: a host name, an address or a network."""
    try:
        ipaddress.ip_network(host.strip("[]"), strict=False)
    except ValueError:
        if _HOST.fullmatch(host) and len(host) <= 253 and not re.fullmatch(r"[0-9.]+", host):
            return None
        return 'is no host: a name, an address or a network is wanted, as in "news.intra.example" or "10.1.0.0/16"'
    return None

"""What in an address names the reader or the link and never the article: tracking parameters and session ids.

One list for both halves of the road: :mod:`flows.urls` drops these from canonical addresses, the spiders from the links
they fetch, so that one article named by a feed with campaign tags and by a sitemap without is fetched once. Pure;
imports nothing heavy.
"""

from __future__ import annotations

import re

TRACKING = re.compile(
    r"utm_\w+"  # Google Analytics campaign tags, by far the most common
    r"|(?:mtm|pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid|group|placement)"  # Matomo
    r"|at_(?:medium|campaign|custom\d|link_\w+|bbc_team|ptr_name|format|campaign_type)"  # AT Internet, as on the BBC
    r"|ns_(?:source|mchannel|campaign|linkname|fee)"  # comScore
    r"|xtor|wt_mc|_openstat"  # AT Internet (old), Webtrekk, Openstat
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid"  # click ids of search engines and Facebook
    r"|twclid|ttclid|li_fat_id|igshid|igsh|srsltid"  # and of X, TikTok, LinkedIn, Instagram, Google Shopping
    r"|mc_cid|mc_eid|_hsenc|_hsmi|__hstc|__hssc|__hsfp|mkt_tok"  # Mailchimp, HubSpot, Marketo
    r"|vero_id|vero_conv|oly_enc_id|oly_anon_id|ck_subscriber_id"  # Vero, Omeda, Kit
    r"|_ga|_gl",  # Google's cross-domain linker
    re.IGNORECASE,
)
"""Parameters that name the reader or the link, never the article: named tools write them into the links of any site."""

TRACKING_PAIRS = frozenset({("ref", "rss"), ("source", "rss"), ("from", "rss"), ("rss", "true"), ("partner", "rss")})
"""Parameters dropped only with this value: the name alone may well select content."""

_SESSION_NAME = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|session_?id|(?:php)?sess_?id|sid|osCsid|zenid", re.IGNORECASE
)
_SESSION_VALUE = re.compile(r"(?=\w*\d)[\w.!-]{16,}|(?=.*\d)[0-9A-Fa-f-]{12,}")
"""A session id is long and random; ``sid=42`` may well be a story."""

_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?#;]*|/\((?:[AFS]\([^)/]+\))+\)(?=/)", re.IGNORECASE)
"""``;jsessionid=…`` behind a path segment, and ASP.NET's ``/(S(…))/``."""


def tracks(parameter: str) -> bool:
    """Whether ``name=value`` of a query is a tracking parameter."""
    name, _, value = parameter.partition("=")
    return bool(TRACKING.fullmatch(name)) or (name.lower(), value.lower()) in TRACKING_PAIRS


def is_session(parameter: str) -> bool:
    """Whether ``name=value`` of a query is a session id."""
    name, _, value = parameter.partition("=")
    return bool(_SESSION_NAME.fullmatch(name) and _SESSION_VALUE.fullmatch(value))


def clean(url: str) -> str:
    """``url`` without tracking parameters and session ids; everything else byte for byte as it was. Idempotent."""
    url = drop_session(url)
    if "?" not in url:
        return url
    head, _, query = url.partition("?")
    query, mark, fragment = query.partition("#")
    parts = query.split("&")
    kept = [part for part in parts if not part or not tracks(part)]
    if len(kept) == len(parts):
        return url
    query = "&".join(kept)
    return f"{head}{'?' + query if query else ''}{mark}{fragment}"


def drop_session(url: str) -> str:
    """``url`` without the session ids in its path and query."""
    head, question, query = url.partition("?")
    if ";" in head or "/(" in head:
        head = _SESSION_PATH.sub("", head)
    if not question:
        return head
    query, mark, fragment = query.partition("#")
    parts = query.split("&")
    kept = [part for part in parts if not is_session(part)]
    if len(kept) != len(parts):
        query = "&".join(kept)
        question = "?" if query else ""
    return f"{head}{question}{query}{mark}{fragment}"

"""Canonical URLs and the document ids made from them. Pure, no network.

Two addresses may share an id only when they differ in what no server can tell apart or what is known to track readers:
scheme, case of the host, default port, escaping, fragment, dot segments, order of parameters, tracking parameters.
Never the case of a path, a trailing slash, ``www.``, or any other parameter: articles merged by their address alone
are lost for good, while the same article under two addresses is still brought together by its content
(:mod:`flows.stories`). Properties held by tests: idempotent, total (no input raises), blind to parameter order.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from crawlers.tracking import tracks
from flows.suffixes import public_suffix_length

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = frozenset(_UNRESERVED | set("!$&'()*+,;=:@/?[]"))
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|(.)", re.DOTALL)

_SUFFIX_SEGMENTS = re.compile(r"amp|amp\.html|print|mobile|m|index\.\w+|\d{1,3}", re.IGNORECASE)
_ARTICLE_SEGMENT = re.compile(r"\d{3}|[^-_]+[-_][^-_]+[-_]|\.(?:s?html?|aspx?|php|jsp)$|%[0-9A-F]{2}", re.IGNORECASE)
_INDEX_SEGMENT = re.compile(r"(?:index|default|home)\.\w+|(?:19|20)\d{2}", re.IGNORECASE)


def canonical_url(fetched: str, declared: str | None = None) -> str:
    """The normalised address of a page: the one it declares where that can be believed, else the one that answered.

    A declared address is believed only on the same registrable domain, and not when it is the home page or a section
    while the fetched one looks like an article: templates that declare one constant for the whole site exist.
    """
    own = _normalise(fetched)
    if not declared or not declared.strip():
        return own
    try:
        other = _normalise(urljoin(fetched, declared.strip()))
    except ValueError:
        return own
    return other if _believable(own, other) else own


def document_id(canonical: str) -> str:
    """32 hex digits from a canonical URL, blind to the scheme: http and https serve the same page."""
    key = re.sub(r"^https?://", "//", canonical)
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def registrable_domain(url: str) -> str:
    """``bbc.co.uk`` of any address on it; an IP address or a host without a known suffix (``a.test``) gives its
    last two labels or itself; empty when there is no host. Blog platforms count as suffixes: ``me.blogspot.com``.
    """
    parts = _split(url)
    return _registrable(_host(_authority(parts)[0])) if parts else ""


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    labels = host.split(".")
    if host.startswith("[") or (len(labels) == 4 and all(label.isdigit() for label in labels)):
        return host
    keep = public_suffix_length(labels) + 1
    return ".".join(labels[-keep:])


def _split(url: str) -> SplitResult | None:
    """The parts of an http(s) address with a host, or ``None``."""
    # Browsers drop these wherever they stand, and treat a backslash as a slash.
    text = re.sub(r"[\t\r\n]", "", url).strip("".join(map(chr, range(33))))
    head, mark, query = text.partition("?")
    try:
        parts = urlsplit(head.replace("\\", "/") + mark + query)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and _authority(parts)[0] else None


def _authority(parts: SplitResult) -> tuple[str, str]:
    """Host and port as written; credentials are dropped, they are no part of an identity."""
    place = parts.netloc.rpartition("@")[2]
    match = re.fullmatch(r"(\[[^\]]*\]|.*?)(?::(\d*))?", place, re.DOTALL)
    return (match[1], match[2] or "") if match else (place, "")


def _normalise(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return url.strip()
    host, port = _authority(parts)
    host = _host(host)
    number = port.lstrip("0")
    shown = "" if not number or (parts.scheme, number) in {("http", "80"), ("https", "443")} else f":{number}"
    path = _dots(_escape(parts.path)) or "/"
    query = _query(parts.query)
    # Hash-bang addresses select the page on old single-page sites; every other fragment only scrolls.
    fragment = f"#{_escape(parts.fragment)}" if parts.fragment.startswith("!") else ""
    return f"{parts.scheme}://{host}{shown}{path}{'?' + query if query else ''}{fragment}"


@lru_cache(maxsize=4096)
def _host(host: str) -> str:
    """Lower case, without a trailing dot, international names as punycode."""
    text = unquote(host, errors="surrogateescape").lower().rstrip(".") or host.lower()
    if text.isascii():
        name = text
    else:
        import idna

        try:
            name = idna.encode(text, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            name = text
    if name.startswith("["):
        return "".join(c for c in name if c in "[]:.%0123456789abcdef")
    raw = name.encode("utf-8", "surrogateescape" if "\udc80" <= max(name, default="") <= "\udcff" else "surrogatepass")
    return "".join(c if (c := chr(b)) in _HOST else f"%{b:02X}" for b in raw)


def _escape(text: str) -> str:
    """Escapes in upper case; unreserved characters plain, everything that is no URL character escaped as UTF-8."""
    if all(c in _PLAIN for c in text):
        return text

    def fix(match: re.Match[str]) -> str:
        if match[1]:
            char = chr(int(match[1], 16))
            return char if char in _UNRESERVED else f"%{match[1].upper()}"
        char = match[2]
        return char if char in _PLAIN else "".join(f"%{b:02X}" for b in char.encode("utf-8", "surrogatepass"))

    return _ESCAPE.sub(fix, text)


def _dots(path: str) -> str:
    """Remove ``.`` and ``..`` as RFC 3986 does; doubled slashes stay, a server may tell them apart."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment not in {".", ".."}:
            out.append(segment)
            continue
        if segment == ".." and len(out) > 1:
            out.pop()
        if last:
            out.append("")
    return "/".join(out)


def _query(query: str) -> str:
    kept = [_escape(part) for part in query.split("&") if part and not tracks(part)]
    # Sorted by name, equal names in their own order. A part without a name may count by position: then nothing moves.
    if all("=" in part for part in kept):
        kept.sort(key=lambda part: part.partition("=")[0])
    return "&".join(kept)


def _believable(own: str, other: str) -> bool:
    ours, theirs = _split(own), _split(other)
    if ours is None or theirs is None or registrable_domain(own) != registrable_domain(other):
        return False
    if _deep(ours) and not _deep(theirs):
        return False
    if _article(theirs) or not _article(ours):
        return True
    # Not an article's address by its looks: still right when it is our own without /amp, /print or a page number.
    extra = ours.path.rstrip("/").removeprefix(theirs.path.rstrip("/")).strip("/")
    return ours.path.startswith(theirs.path.rstrip("/") + "/") and bool(_SUFFIX_SEGMENTS.fullmatch(extra))


def _deep(parts: SplitResult) -> bool:
    return parts.path.strip("/") != "" or bool(parts.query) or bool(parts.fragment)


def _article(parts: SplitResult) -> bool:
    """Whether an address looks like one article's: a number, a slug of three words, a page's file name."""
    last = parts.path.rstrip("/").rpartition("/")[2]
    if last and not _INDEX_SEGMENT.fullmatch(last) and _ARTICLE_SEGMENT.search(last):
        return True
    return bool(re.search(r"=[^&]*\d{3}", parts.query)) or bool(parts.fragment)

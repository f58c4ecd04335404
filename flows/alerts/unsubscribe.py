"""How a recipient leaves: signed tokens in the mail's headers (RFC 2369, RFC 8058) and below each search.

A token names an address and a search (or all of them) and is signed with a secret of the operator's: nobody can take
somebody else off a list by guessing. It never expires, because a mail may be read years later.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flows.alerts.addresses import Sender, problem_with
from flows.errors import Configuration, Rejected

if TYPE_CHECKING:
    from flows.settings import Settings

PLACE = "{token}"
LEAST = 16
"""Least characters of a secret: below that it can be guessed off-line from one token."""

_SIGNATURE = 16


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a mail says about leaving. Without a secret it names the mailbox alone, and somebody has to act by hand."""

    mailbox: str
    secret: str = field(default="", repr=False)
    url: str = ""

    def headers(self, address: str, search: str = "") -> dict[str, str]:
        """The headers for a mail to ``address`` about ``search``, or about several (empty)."""
        if not self.secret:
            return {"List-Unsubscribe": f"<mailto:{quote(self.mailbox, safe='@')}?subject=unsubscribe>"}
        token = make_token(self.secret, address, search)
        by_mail = f"<mailto:{quote(self.mailbox, safe='@')}?subject=unsubscribe%20{token}>"
        if not self.url:
            return {"List-Unsubscribe": by_mail}
        return {
            "List-Unsubscribe": f"<{self.url.replace(PLACE, token)}>, {by_mail}",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def link(self, address: str, search: str) -> str:
        """What a reader may click to leave one search; empty when there is nothing to click."""
        if not self.secret:
            return ""
        token = make_token(self.secret, address, search)
        if self.url:
            return self.url.replace(PLACE, token)
        return f"mailto:{quote(self.mailbox, safe='@')}?subject=unsubscribe%20{token}"


def leaving(settings: Settings, sender: Sender) -> Leaving:
    """As the settings say. Raises :class:`~flows.errors.Configuration` for settings that cannot be used."""
    mailbox = settings.unsubscribe_mail or sender.address
    if wrong := problem_with(mailbox):
        raise Configuration(f"COMMENTARIAT_UNSUBSCRIBE_MAIL: {wrong}")
    secret, url = settings.unsubscribe_secret or "", settings.unsubscribe_url or ""
    if secret and len(secret) < LEAST:
        raise Configuration(
            f"COMMENTARIAT_UNSUBSCRIBE_SECRET is shorter than {LEAST} characters",
            remedy="Make one with: openssl rand -hex 32",
        )
    if url:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or PLACE not in url or not url.isascii() or " " in url:
            raise Configuration(
                "COMMENTARIAT_UNSUBSCRIBE_URL is no https address with {token} in it",
                remedy="Example: https://alerts.your-domain.net/unsubscribe/{token}",
            )
        if not secret:
            raise Configuration(
                "COMMENTARIAT_UNSUBSCRIBE_URL is set, COMMENTARIAT_UNSUBSCRIBE_SECRET is not: nothing signs the links",
                remedy="Make a secret with: openssl rand -hex 32",
            )
    return Leaving(mailbox, secret, url)


def make_token(secret: str, address: str, search: str = "") -> str:
    """A token that takes ``address`` off ``search`` (empty: off all)."""
    said = f"{address.lower()}\0{search}".encode()
    return base64.urlsafe_b64encode(_sign(secret, said) + said).decode().rstrip("=")


def read_token(secret: str, token: str) -> tuple[str, str]:
    """Address and search of a token. Raises :class:`~flows.errors.Rejected` for one that we did not sign."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        signature, said = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, _sign(secret, said)):
            raise ValueError
        address, _, search = said.decode().partition("\0")
    except (ValueError, UnicodeError):
        raise Rejected(
            "this token is none of ours, or was cut short",
            remedy="Copy it whole from the mail; it changes when COMMENTARIAT_UNSUBSCRIBE_SECRET does.",
        ) from None
    return address, search


def _sign(secret: str, said: bytes) -> bytes:
    return hmac.new(secret.encode(), b"unsubscribe\0" + said, hashlib.sha256).digest()[:_SIGNATURE]

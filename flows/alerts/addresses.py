"""Mail addresses: what is accepted, and which ones can never receive mail.

Only plain ASCII addresses are taken (``user@host``): they are safe in any header and accepted by every server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address

from flows.errors import Configuration

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_SENDER = re.compile(r'\s*(?:(?P<name>"[^"]*"|[^<>"]*?)\s*<(?P<inner>[^<>]*)>|(?P<plain>\S+))\s*')

# RFC 2606 and RFC 6761: names set aside for documentation and tests. `localhost` is left out: local delivery works.
_RESERVED = ("example.com", "example.net", "example.org", "example", "test", "invalid")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who alert mails come from: a display name (may be empty) and an address."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the ``@``, for Message-ID and List-Id."""
        return self.address.rpartition("@")[2]

    def header(self) -> Address:
        """The value of the From header."""
        return Address(display_name=self.name, addr_spec=self.address)


def problem_with(value: object) -> str | None:
    """What is wrong with ``value`` as a recipient, or ``None``."""
    if not isinstance(value, str):
        return f"an address is a string, not {type(value).__name__}"
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        return f"{value!r} holds a line break or control character"
    if not value.isascii():
        return f"{value!r} is not plain ASCII: write the domain in its xn-- form"
    if len(value) > 254 or not _ADDRESS.fullmatch(value):
        return f"{value!r} is no mail address: write it as name@host, without a display name"
    return None


def is_placeholder(address: str) -> bool:
    """Whether the address lies in a domain reserved for examples, where nobody can ever read mail."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == name or domain.endswith("." + name) for name in _RESERVED)


def parse_sender(text: str) -> Sender:
    """Read ``Name <user@host>`` or ``user@host``. Raises :class:`~flows.errors.Configuration`."""
    found = _SENDER.fullmatch(text)
    address = (found["inner"] or found["plain"] or "") if found else text
    name = (found["name"] or "").strip().strip('"') if found else ""
    wrong = problem_with(address.strip())
    if wrong is None and any(ord(c) < 32 or ord(c) == 127 for c in text):
        wrong = "it holds a line break or control character"
    if wrong:
        raise Configuration(
            f"COMMENTARIAT_MAIL_FROM is {text!r}: {wrong}", remedy="Example: Commentariat <alerts@your-domain.net>"
        )
    return Sender(name, address.strip())

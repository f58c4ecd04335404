"""Channels other than mail (Slack, Teams, Matrix, webhooks …) through Apprise, which is optional.

A channel is a name and an Apprise address; the address holds secrets, so it comes from the environment or a file named
there, and is never part of a message, a log or ``repr``.
"""

from __future__ import annotations

import email
import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import default
from typing import Any

from flows.adapters.smtp import Transport
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.subscription import CHANNEL
from flows.errors import Configuration, Transient

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FORM = "COMMENTARIAT_CHANNELS holds lines NAME=ADDRESS, as in team=slack://… (see docs/alerts.md)"


def parse_channels(text: str) -> dict[str, str]:
    """Read ``COMMENTARIAT_CHANNELS``. Raises :class:`~flows.errors.Configuration` that never quotes an address."""
    channels: dict[str, str] = {}
    for number, entry in enumerate((part for part in text.split() if part), 1):
        name, _, address = entry.partition("=")
        if not _NAME.fullmatch(name) or "://" not in address:
            raise Configuration(f"COMMENTARIAT_CHANNELS: entry {number} is no channel", remedy=_FORM)
        if name in channels:
            raise Configuration(f"COMMENTARIAT_CHANNELS names {name!r} twice")
        channels[name] = address
    return channels


class Roads:
    """A :class:`~flows.adapters.smtp.Transport`: mail goes one way, each channel its own."""

    def __init__(self, mail: Transport, channels: Mapping[str, str]) -> None:
        self._mail = mail
        self._channels = dict(channels)

    @property
    def where(self) -> str:
        """Where mail goes."""
        return self._mail.where

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Serve the recipient. Raises when its channel cannot be served now."""
        (target, *_) = mail.recipients
        if not target.startswith(CHANNEL):
            return self._mail.deliver(mail)
        name = target.removeprefix(CHANNEL)
        service = _service(name, self._channels.get(name))
        message = email.message_from_bytes(mail.content.encode("ascii"), policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else mail.subject
        if not service.notify(title=mail.subject, body=text, body_format="text"):
            raise Transient(
                f"channel {name!r} did not take the message",
                remedy="Check its address in COMMENTARIAT_CHANNELS and the service; the next run sends it.",
            )
        return {target: Delivery(State.SENT)}


def check_channels(wanted: Mapping[str, str], channels: Mapping[str, str]) -> list[str]:
    """What is wrong with the channels that searches name: ``wanted`` says where each stands."""
    problems = []
    for name, place in wanted.items():
        try:
            _service(name, channels.get(name))
        except Configuration as error:
            problems.append(f"{place}, key `channels`: {error}")
    return problems


def _service(name: str, address: str | None) -> Any:
    if address is None:
        raise Configuration(f"there is no channel {name!r}", remedy=_FORM)
    try:
        import apprise
    except ImportError:
        raise Configuration(
            "channels need Apprise, which is not installed", remedy="Run: pip install 'commentariat[channels]'"
        ) from None
    service = apprise.Apprise()
    if not service.add(address):
        raise Configuration(
            f"the address of channel {name!r} is none that Apprise knows",
            remedy="Its addresses are described at https://appriseit.com; special characters are written as %XX.",
        )
    return service

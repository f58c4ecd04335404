"""A mail as the ledger keeps it: its bytes and Message-ID are settled before the first attempt to send it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from flows.model import parse_timestamp, timestamp


class State(StrEnum):
    """Where a hit, a mail or one delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    BOUNCED = "bounced"
    """Refused for good."""
    DROPPED = "dropped"
    """Not to be told: known when the search began, or nobody is left who wants it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a mail for one recipient; ``reason`` is the server's word."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of one or more searches. ``number`` counts the mails to its recipient (the engine writes mails to one
    each); ``hits`` are the ledger ids it speaks of, ``group`` the cadence and template it was made for.

    ``content`` is the whole message, ASCII, as it goes over the wire. ``deliveries`` holds the recipients done with.
    """

    searches: tuple[str, ...]
    number: int
    message_id: str
    created: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    hits: tuple[str, ...]
    content: str
    group: str = ""
    attempts: int = 0
    deliveries: dict[str, Delivery] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its searches in one line."""
        return ", ".join(self.searches[:3]) + (f" and {len(self.searches) - 3} more" if len(self.searches) > 3 else "")

    @property
    def id(self) -> str:
        """Its place in the ledger. Two runs that build mail ``number`` at once get the same id: one of them wins."""
        return hashlib.sha256(f"mail\0{self.recipients[0]}\0{self.number}".encode()).hexdigest()[:32]

    @property
    def open_recipients(self) -> tuple[str, ...]:
        """Who has neither been served nor refused for good."""
        return tuple(r for r in self.recipients if r not in self.deliveries)

    @property
    def state(self) -> State:
        """Pending until every recipient is done with; sent when at least one was served."""
        if self.open_recipients:
            return State.PENDING
        served = any(d.state is State.SENT for d in self.deliveries.values())
        return State.SENT if served else State.BOUNCED

    def to_record(self, owner: str, at: datetime) -> dict[str, Any]:
        """The mail as the ledger keeps it, claimed by ``owner``: what is asked for in fields, the rest in a payload."""
        return {
            "kind": "mail",
            "search": list(self.searches),
            "group": self.group,
            "number": self.number,
            "state": self.state,
            "document": list(self.hits),
            "found": timestamp(self.created),
            "sent": None if self.state is State.PENDING else timestamp(at),
            "message_id": self.message_id,
            "recipients": list(self.recipients),
            "title": self.subject,
            "attempts": self.attempts,
            "reason": "; ".join(f"{who}: {d.reason}" for who, d in self.deliveries.items() if d.reason) or None,
            "payload": {
                "sender": self.sender,
                "content": self.content,
                "deliveries": {who: {"state": d.state, "reason": d.reason} for who, d in self.deliveries.items()},
                "claim": {"owner": owner, "at": timestamp(at)},
            },
        }

    @classmethod
    def from_record(cls, source: Mapping[str, Any]) -> Self:
        """Read a mail back from the ledger."""
        payload = source["payload"]
        created = parse_timestamp(source["found"])
        assert created is not None
        return cls(
            searches=tuple(source["search"]),
            number=source["number"],
            message_id=source["message_id"],
            created=created,
            sender=payload["sender"],
            recipients=tuple(source["recipients"]),
            subject=source["title"],
            hits=tuple(source["document"]),
            content=payload["content"],
            group=source["group"],
            attempts=source["attempts"],
            deliveries={who: Delivery(State(d["state"]), d["reason"]) for who, d in payload["deliveries"].items()},
        )

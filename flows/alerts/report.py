"""What an alert run did, for people and machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.errors import Exit


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that went out; ``again`` when an earlier run may have sent it already, under the same Message-ID."""

    search: str
    subject: str
    recipients: tuple[str, ...]
    message_id: str
    stories: int
    again: bool = False

    def to_json(self) -> dict[str, Any]:
        """As in the report."""
        return {
            "search": self.search,
            "subject": self.subject,
            "recipients": list(self.recipients),
            "message_id": self.message_id,
            "stories": self.stories,
            "again": self.again,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """A search or a recipient that could not be served, and why."""

    search: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """As in the report."""
        return {"search": self.search, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class AlertReport:
    """``searches`` run, new ``hits`` written to the ledger, mails ``sent``, and every failure.

    ``held``: what waits to be told to somebody for its slot, the end of quiet hours, or fewer mails an hour.
    """

    searches: int = 0
    hits: int = 0
    sent: tuple[SentMail, ...] = ()
    failures: tuple[Failure, ...] = ()
    where: str = ""
    held: int = 0

    @property
    def mails(self) -> int:
        """How many mails went out."""
        return len(self.sent)

    @property
    def exit_code(self) -> Exit:
        """Partly done as soon as anything failed."""
        return Exit.PARTLY if self.failures else Exit.DONE

    def to_json(self) -> dict[str, Any]:
        """The report as ``alerts run --json`` prints it; ``where`` is the outbox folder or the mail server."""
        return {
            "searches": self.searches,
            "hits": self.hits,
            "mails": self.mails,
            "held": self.held,
            "sent": [mail.to_json() for mail in self.sent],
            "failures": [failure.to_json() for failure in self.failures],
            "where": self.where,
        }

"""Builds the mail of a search from its hits: text and HTML with the same content, and headers no page can break.

Pure: the same values give the same message. Nothing a page said reaches HTML unescaped (autoescape is always on), nor a
header with a line break in it (titles are one line, and the headers are made by ``email.message``); the whole message
is ASCII on the wire.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.alerts.addresses import Sender
from flows.alerts.cadence import Every
from flows.alerts.figures import figures
from flows.alerts.hits import Hit, Spread, parts, plain
from flows.alerts.subscription import CHANNEL, SavedSearch
from flows.alerts.unsubscribe import Leaving

if TYPE_CHECKING:
    from jinja2 import Template

STORIES_PER_MAIL = 100
DETAILED = 20
"""Stories shown in full; the rest get a line each. 20 in full and 80 lines stay under 102 kB of HTML, where Gmail
cuts a message off. More than 100 new stories at once go into further mails."""

BRIEF = "brief"
"""The template that gives every story a line."""

SUBJECT_TITLE = 90
"""Letters of the first title in the subject: clients show some 70 to 130 in all."""


class _Policy(EmailPolicy):
    """As SMTP wants it, but addresses in angle brackets stay whole: the standard one would encode long ones as words,
    and no program finds an address in those."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"linesep": "\r\n", **options})

    def fold(self, name: str, value: str) -> str:
        """One header as lines."""
        if name.lower() == "list-unsubscribe":
            return f"{name}: " + str(value).replace(", ", ",\r\n ") + "\r\n"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same for bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Section:
    """One search's part of a mail."""

    search: SavedSearch
    hits: tuple[Hit, ...]


def build_mail(
    sections: Sequence[Section],
    spread: Mapping[str, Spread],
    *,
    to: Sequence[str],
    sender: Sender,
    message_id: str,
    date: datetime,
    leaving: Leaving | None = None,
    press: str = "",
) -> EmailMessage:
    """The message to ``to`` about what one or more searches found, most carried story first in each.

    ``to`` holds addresses, or one channel (behind :data:`~flows.alerts.subscription.CHANNEL`), which gets no To header.
    ``leaving`` says how the recipient gets off the list; ``press`` is a line on the press as a whole.
    """
    addresses = [address for address in to if not address.startswith(CHANNEL)]
    reader = addresses[0] if leaving is not None and len(addresses) == 1 else ""
    shown = [_shown(section, spread) for section in sections]
    for part in shown:
        part["leave"] = leaving.link(reader, part["search"].name) if leaving is not None and reader else ""
    names = tuple(section.search.name for section in sections)
    all_hits = [hit for part in shown for hit, _ in part["detailed"] + part["brief"]]
    subject = subject_line(names, all_hits)
    values: dict[str, Any] = {
        "sections": shown,
        "to": to,
        "subject": subject,
        "heading": f"{_count(len(all_hits))} in {len(names)} searches",
        "parts": parts,
        "plain": plain,
        "facts": facts,
        # An immediate mail is the news itself; whoever asked for a digest wants to see the whole first.
        "figures": ([("All press", press)] if press else []) + figures(all_hits, spread)
        if sections[0].search.cadence.every is not Every.IMMEDIATE
        else [],
    }
    message = EmailMessage(policy=_Policy(cte_type="7bit"))
    message["From"] = sender.header()
    if addresses:
        message["To"] = [Address(addr_spec=address) for address in addresses]
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["List-Id"] = f"<{slug(names[0]) if len(names) == 1 else 'alerts'}.commentariat.{sender.domain}>"
    if leaving is not None and reader:
        for name, value in leaving.headers(reader, names[0] if len(names) == 1 else "").items():
            message[name] = value
    # No vacation notes back to us: RFC 3834, and the two that older servers heed.
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_template("alert.txt.j2").render(values), cte="quoted-printable")
    message.add_alternative(_template("alert.html.j2").render(values), subtype="html", cte="quoted-printable")
    return message


def subject_line(names: Sequence[str], hits: Sequence[Hit]) -> str:
    """``[Commentariat] Rutte: 3 new stories — title of the first``."""
    title = plain(hits[0].title)
    if len(title) > SUBJECT_TITLE:
        title = title[:SUBJECT_TITLE].rsplit(" ", 1)[0] + " …"
    what = names[0] if len(names) == 1 else f"{len(names)} searches"
    return f"[Commentariat] {what}: {_count(len(hits))} — {title}"


def facts(hit: Hit) -> tuple[str, ...]:
    """Outlet, country, language, date and genre; what is not known is left out."""
    return tuple(filter(None, (hit.outlet, hit.country, hit.language, hit.date, hit.genre)))


def slug(name: str) -> str:
    """An ASCII label for ``name``, different for different names, fit for headers and file names."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:40].strip("-")
    return "-".join(filter(None, (words, hashlib.sha256(name.encode()).hexdigest()[:6])))


def _shown(section: Section, spread: Mapping[str, Spread]) -> dict[str, Any]:
    ordered = sorted(section.hits, key=lambda hit: -spread.get(hit.story, Spread()).outlets)
    rows = [(hit, spread.get(hit.story, Spread())) for hit in ordered]
    full = 0 if section.search.template == BRIEF else DETAILED
    return {
        "search": section.search,
        "heading": _count(len(rows)),
        "detailed": rows[:full],
        "brief": rows[full:],
    }


def _count(stories: int) -> str:
    return "1 new story" if stories == 1 else f"{stories} new stories"


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("flows.alerts", "templates"),
        autoescape=name.endswith(".html.j2"),  # the other one is plain text: nothing to escape there
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    return environment.get_template(name)

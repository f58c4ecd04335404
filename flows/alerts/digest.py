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
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.alerts.addresses import Sender
from flows.alerts.hits import Hit, Spread, parts, plain

if TYPE_CHECKING:
    from jinja2 import Template

    from flows.alerts.searches import SavedSearch

STORIES_PER_MAIL = 100
DETAILED = 20
"""Stories shown in full; the rest get a line each. 20 in full and 80 lines stay under 102 kB of HTML, where Gmail
cuts a message off. More than 100 new stories at once go into further mails."""

SUBJECT_TITLE = 90
"""Letters of the first title in the subject: clients show some 70 to 130 in all."""


def build_mail(
    search: SavedSearch,
    hits: Sequence[Hit],
    spread: Mapping[str, Spread],
    *,
    sender: Sender,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """The message about ``hits``, most carried story first, to everybody the search names."""
    ordered = sorted(hits, key=lambda hit: -spread.get(hit.story, Spread()).outlets)
    subject = subject_line(search.name, ordered)
    values: dict[str, Any] = {
        "search": search,
        "heading": _count(len(ordered)),
        "subject": subject,
        "detailed": [(hit, spread.get(hit.story, Spread())) for hit in ordered[:DETAILED]],
        "brief": [(hit, spread.get(hit.story, Spread())) for hit in ordered[DETAILED:]],
        "parts": parts,
        "plain": plain,
        "facts": facts,
    }
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = sender.header()
    message["To"] = [Address(addr_spec=address) for address in search.to]
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["List-Id"] = f"<{slug(search.name)}.commentariat.{sender.domain}>"
    # No vacation notes back to us: RFC 3834, and the two that older servers heed.
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_template("alert.txt.j2").render(values), cte="quoted-printable")
    message.add_alternative(_template("alert.html.j2").render(values), subtype="html", cte="quoted-printable")
    return message


def subject_line(name: str, hits: Sequence[Hit]) -> str:
    """``[Commentariat] Rutte: 3 new stories — title of the first``."""
    title = plain(hits[0].title)
    if len(title) > SUBJECT_TITLE:
        title = title[:SUBJECT_TITLE].rsplit(" ", 1)[0] + " …"
    return f"[Commentariat] {name}: {_count(len(hits))} — {title}"


def facts(hit: Hit) -> tuple[str, ...]:
    """Outlet, country, language, date and genre; what is not known is left out."""
    return tuple(filter(None, (hit.outlet, hit.country, hit.language, hit.date, hit.genre)))


def slug(name: str) -> str:
    """An ASCII label for ``name``, different for different names, fit for headers and file names."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:40].strip("-")
    return "-".join(filter(None, (words, hashlib.sha256(name.encode()).hexdigest()[:6])))


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

"""Makes mails of what waits in the ledger, by cadence, and sends them: a mail to one recipient holds several searches.

What may not be mailed now (its slot has not come, quiet hours, too many mails lately, a search that is paused) is held
in the ledger, never dropped.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.alerts.addresses import Sender
from flows.alerts.cadence import Cadence
from flows.alerts.digest import STORIES_PER_MAIL, Section, build_mail
from flows.alerts.finder import Finder
from flows.alerts.hits import Hit
from flows.alerts.ledger import Ledger, Told
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.mails import HITS_AT_ONCE, Before, Mails, StoredMail, Waiting
from flows.alerts.press import Press
from flows.alerts.report import Failure, SentMail
from flows.alerts.subscription import CHANNEL, SavedSearch
from flows.alerts.unsubscribe import Leaving
from flows.errors import CommentariatError

if TYPE_CHECKING:
    from flows.adapters.smtp import Transport

_log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)

CLOSED_TOGETHER = 20
"""Mails whose hits are closed by one request; each is held with its content until then."""


@dataclass(frozen=True, slots=True)
class Office:
    """What mailing needs to know: who sends through what, when, and how many mails a recipient may have in an hour."""

    sender: Sender
    transport: Transport
    owner: str
    now: datetime
    per_hour: int
    leaving: Leaving | None = None
    press: Press | None = None


class Mailing:
    """One run's mailing. ``searches`` are those that may mail now; all others hold what they found."""

    def __init__(
        self, ledger: Ledger, finder: Finder, office: Office, unwanted: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self._ledger = ledger
        self._mails = Mails(ledger)
        self._finder = finder
        self._office = office
        self._unwanted = unwanted
        self.sent: list[SentMail] = []
        self.failures: list[Failure] = []
        self.held = 0
        self._down: dict[str, str] = {}
        self._settled: list[tuple[Mail, datetime]] = []

    async def unsent(self) -> None:
        """Send again what an earlier run settled but did not see through."""
        async for stored in self._mails.unsent():
            if self._is_down(stored.mail):
                continue
            retry = stored.retry
            # A wait that is too long to be ours is a clock that was set back.
            if retry is not None and timedelta(0) < retry - self._office.now <= HOUR:
                self.fail(
                    stored.mail.label, f"{_names(stored.mail)}: put off by the mail server, next try {retry:%H:%M} UTC"
                )
                continue
            claimed = await self._mails.claim(stored, self._office.owner, self._office.now)
            if claimed is None:
                _log.info(
                    "another installation is sending mail %d", stored.mail.number, extra={"to": stored.mail.recipients}
                )
                continue
            await self._send(claimed, again=True)
        await self._close(0)

    async def all(self, searches: Sequence[SavedSearch]) -> None:
        """Mail what is due to everybody who waits."""
        known = {search.name: search for search in searches}
        waiting: dict[str, list[Waiting]] = defaultdict(list)
        async for one in self._mails.overview():
            waiting[one.target].append(one)
        # Numbers are asked for before hits: a mail that somebody else makes after this is a conflict, one made before
        # it is seen by what follows.
        before = await self._mails.before(list(waiting), self._office.now - HOUR)
        for target, rows in waiting.items():
            groups: dict[tuple[Cadence, str], list[SavedSearch]] = defaultdict(list)
            left = 0
            for row in rows:
                search = known.get(row.search)
                if search is None:
                    left += row.hits
                elif self._drops(search, target):
                    await self._drop(target, search)
                elif search.quiet is not None and search.quiet.holds(self._office.now):
                    left += row.hits
                elif _is_due(search, row, self._office.now):
                    groups[search.cadence, search.template].append(search)
                else:
                    left += row.hits
            self.held += left
            for (cadence, template), some in groups.items():
                order = {search.name: number for number, search in enumerate(searches)}
                some.sort(key=lambda search: order[search.name])
                before[target] = await self._group(target, cadence, template, some, before[target])
        await self._close(0)

    def _drops(self, search: SavedSearch, target: str) -> bool:
        who = target.lower()
        gone = who not in (one.lower() for one in search.targets)
        return gone or bool({(who, ""), (who, search.name)} & self._unwanted)

    async def _drop(self, target: str, search: SavedSearch) -> None:
        """Take somebody who is no longer to be told off the lists."""
        while hits := await self._mails.pending(target, [search.name], None):
            await self._ledger.tell({hit.id: [Told(target, State.DROPPED)] for hit in hits})
            await self._ledger.refresh()

    async def _group(
        self, target: str, cadence: Cadence, template: str, searches: Sequence[SavedSearch], before: Before
    ) -> Before:
        """Put what waits into mails and send them; more than one only when one would be too long."""
        names = [search.name for search in searches]
        by = cadence.latest(self._office.now)
        while hits := await self._mails.pending(target, names, by):
            if reason := self._down.get(_road(target)):
                # One longer mail when the server is back, rather than one for every run it was away.
                self.fail(", ".join(names), f"{len(hits)} stories wait to be mailed to {target}: {reason}")
                break
            for sections in _mails_of(searches, hits):
                if before.lately >= self._office.per_hour:
                    self.held += sum(len(section.hits) for section in sections)
                    continue
                before = Before(before.number + 1, before.lately + 1)
                mail = await self._compose(target, before.number, f"{cadence} {template}".strip(), sections)
                stored = await self._mails.open(mail, self._office.owner, self._office.now)
                if stored is None:
                    # Another installation was first with this number: see what its mail speaks of, then go on.
                    await self._ledger.refresh()
                    before = (await self._mails.before([target], self._office.now - HOUR))[target]
                    break
                await self._send(stored, again=False)
            else:
                if before.lately >= self._office.per_hour or len(hits) < HITS_AT_ONCE:
                    break
                await self._close(0)
            await self._ledger.refresh()
        return before

    async def _compose(self, target: str, number: int, group: str, sections: Sequence[Section]) -> Mail:
        """A mail, settled but not yet in the ledger."""
        hits = [hit for section in sections for hit in section.hits]
        spread = await self._finder.spread(list({hit.story for hit in hits}))
        sender = self._office.sender
        press = await self._office.press.line(sections[0].search.cadence) if self._office.press else ""
        message_id = f"<{uuid.uuid4().hex}@{sender.domain}>"
        message = build_mail(
            sections,
            spread,
            to=(target,),
            sender=sender,
            message_id=message_id,
            date=self._office.now,
            leaving=self._office.leaving,
            press=press,
        )
        return Mail(
            searches=tuple(section.search.name for section in sections),
            number=number,
            message_id=message_id,
            created=self._office.now,
            sender=sender.address,
            recipients=(target,),
            subject=str(message["Subject"]),
            hits=tuple(hit.id for hit in hits),
            content=message.as_bytes().decode("ascii"),
            group=group,
        )

    async def _send(self, stored: StoredMail, *, again: bool) -> None:
        """Deliver and settle. Whatever goes wrong leaves the mail in the ledger, to be sent by the next run."""
        mail = stored.mail
        if self._is_down(mail):
            return
        try:
            deliveries = await asyncio.to_thread(self._office.transport.deliver, mail)
        except CommentariatError as error:
            self._down[_road(mail.recipients[0])] = f"{error}" + (f" ({error.remedy})" if error.remedy else "")
            self._is_down(mail)
            return
        settled = await self._mails.settle(stored, deliveries, self._office.owner, self._office.now)
        if settled is not None and settled.mail.state is not State.PENDING:
            self._settled.append((settled.mail, self._office.now))
            await self._close(CLOSED_TOGETHER)
        outcome: Mapping[str, Delivery] = settled.mail.deliveries if settled is not None else deliveries
        for who, delivery in outcome.items():
            if delivery.state is State.BOUNCED and who in mail.open_recipients:
                self.fail(mail.label, f"{who} was refused for good: {delivery.reason}")
        served = tuple(who for who, delivery in deliveries.items() if delivery.state is State.SENT)
        if served:
            self.sent.append(SentMail(mail.label, mail.subject, served, mail.message_id, len(mail.hits), again))
        if settled is not None and settled.mail.state is State.PENDING:
            left = ", ".join(settled.mail.open_recipients)
            self.fail(mail.label, f"{left}: put off by the mail server, to be tried again by the next run")

    async def _close(self, when: int) -> None:
        """Close the hits of settled mails, once there are so many; a crash before that is mended by the next run."""
        if len(self._settled) > when:
            await self._ledger.close(self._settled)
            self._settled.clear()

    def _is_down(self, mail: Mail) -> bool:
        """Whether the road to its recipient failed in this run; then that is reported."""
        if reason := self._down.get(_road(mail.recipients[0])):
            self.fail(mail.label, f"not mailed yet: {reason}")
        return bool(reason)

    def fail(self, search: str, reason: str) -> None:
        """Note and log a failure."""
        _log.warning("%s", reason, extra={"search": search})
        self.failures.append(Failure(search, reason))


def _road(target: str) -> str:
    """What fails together: the mail server, or one channel."""
    return target if target.startswith(CHANNEL) else ""


def _is_due(search: SavedSearch, row: Waiting, now: datetime) -> bool:
    latest = search.cadence.latest(now)
    return latest is None or row.oldest is None or row.oldest <= latest


def _mails_of(searches: Sequence[SavedSearch], hits: Sequence[Hit]) -> list[list[Section]]:
    """The hits as mails: of a search no more than its maximum in each, and of all no more than a mail can show."""
    mails: list[list[Section]] = []
    rooms: list[int] = []
    by_search: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_search[hit.search].append(hit)
    for search in searches:
        left = by_search.get(search.name, [])
        for number in range(len(left) + len(mails) + 1):
            if not left:
                break
            if number == len(mails):
                mails.append([])
                rooms.append(STORIES_PER_MAIL)
            size = min(search.maximum, rooms[number])
            if size > 0:
                mails[number].append(Section(search, tuple(left[:size])))
                rooms[number] -= len(left[:size])
                left = left[size:]
    return mails


def _names(mail: Mail) -> str:
    return ", ".join(mail.open_recipients)

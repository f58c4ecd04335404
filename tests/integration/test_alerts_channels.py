"""A channel stands in the ledger as a recipient does: one that fails waits, and holds up neither mail nor others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.adapters.channels import Roads
from flows.alerts.mail import Delivery, Mail, State
from flows.errors import Transient
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, document
from tests.integration.alert_desk import Desk, Recorder, on_desk

pytestmark = pytest.mark.node


class Hooks(Roads):
    """Channels that answer without a network; those in ``down`` do not."""

    def __init__(self, mail: Recorder, down: set[str]) -> None:
        super().__init__(mail, {})
        self.down = down
        self.taken: list[str] = []

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Serve the channel, or say that it is away."""
        (target,) = mail.recipients
        if not target.startswith("channel:"):
            return super().deliver(mail)
        if target in self.down:
            raise Transient(f"{target} is away")
        self.taken.append(target)
        return {target: Delivery(State.SENT)}


def test_a_channel_that_fails_is_served_later_and_holds_up_nobody(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        search = replace(SEARCH, channels=("team", "ops"))
        mail = Recorder()
        hooks = Hooks(mail, {"channel:team"})
        await desk.index(document("a"))
        report = await desk.run(searches=[search], transport=hooks)
        assert {who for sent in report.sent for who in sent.recipients} == {"desk@news.internal", "channel:ops"}
        assert ["channel:team is away" in failure.reason for failure in report.failures] == [True]
        hooks.down.clear()
        report = await desk.run(searches=[search], transport=hooks, now=NOW + timedelta(minutes=2))
        assert [sent.recipients for sent in report.sent] == [("channel:team",)]
        assert (len(mail.taken), hooks.taken) == (1, ["channel:ops", "channel:team"])
        mails = await desk.ledger(kind="mail")
        content = {one["recipients"][0]: one["payload"]["content"] for one in mails}
        assert "List-Unsubscribe:" in content["desk@news.internal"]
        assert "List-Unsubscribe:" not in content["channel:team"]

    on_desk(on_node, scene)

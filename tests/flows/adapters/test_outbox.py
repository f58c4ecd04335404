"""The outbox: whole files, sortable names, one file a mail however often it is delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.adapters.outbox import Outbox
from flows.alerts.mail import Delivery, State
from flows.errors import Transient
from tests.flows.alerts.samples import NOW, settled_mail


def test_the_same_mail_overwrites_itself(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    mail = settled_mail("one@news.internal", "two@news.internal")
    for _ in range(2):
        done = outbox.deliver(mail)
        assert done == dict.fromkeys(mail.recipients, Delivery(State.SENT))
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.read_bytes() == mail.content.encode()
    assert file.name.startswith("20261124T120000Z-rutte-")
    assert file.suffix == ".eml"


def test_names_sort_by_time_and_tell_mails_apart(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    first = settled_mail()
    mails = [first, replace(first, number=2, message_id="<x@y>", created=NOW + timedelta(seconds=1))]
    mails.append(replace(first, searches=("../../Рутте",), message_id="<z@y>", created=NOW + timedelta(seconds=2)))
    for mail in reversed(mails):
        outbox.deliver(mail)
    assert [p.name for p in sorted(tmp_path.iterdir())] == [outbox.path(m).name for m in mails]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way", "ascii")
    with pytest.raises(Transient, match=r"outbox .* cannot be written"):
        Outbox(tmp_path / "outbox").deliver(settled_mail())

"""Addresses: safe in any header, and never a placeholder on a real server."""

from __future__ import annotations

import pytest

from flows.alerts.addresses import Sender, is_placeholder, parse_sender, problem_with
from flows.errors import Configuration


@pytest.mark.parametrize("address", ["a@b", "first.last+tag@sub.news.internal", "o'neill@xn--bcher-kva.internal"])
def test_takes_plain_addresses(address: str) -> None:
    assert problem_with(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b", "a@", "a@b.", "a@-b", "a..b@c", ".a@c", "a b@c", "a@b\n", "a@b, c@d", "<a@b>", "a@" + "b" * 64],
)
def test_refuses_everything_else(address: str) -> None:
    assert problem_with(address)


@pytest.mark.parametrize(
    ("address", "reserved"),
    [
        ("press@example.org", True),
        ("press@Mail.Example.COM", True),
        ("press@paper.example", True),
        ("press@a.test", True),
        ("press@a.invalid", True),
        ("press@localhost", False),
        ("press@notexample.org", False),
        ("press@example.org.news.internal", False),
    ],
)
def test_knows_placeholders(address: str, reserved: bool) -> None:
    assert is_placeholder(address) is reserved


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("alerts@news.internal", Sender("", "alerts@news.internal")),
        ("Commentariat <alerts@news.internal>", Sender("Commentariat", "alerts@news.internal")),
        ('"Press, desk" <alerts@news.internal>', Sender("Press, desk", "alerts@news.internal")),
        ("Überblick <alerts@news.internal>", Sender("Überblick", "alerts@news.internal")),
    ],
)
def test_reads_a_sender(text: str, sender: Sender) -> None:
    assert parse_sender(text) == sender
    assert sender.domain == "news.internal"


@pytest.mark.parametrize(
    "text", ["", "nobody", "A <b>", "A <b@c", "A\r\nBcc: x@y <b@c>", "A <b@c> D", "<>", "A\x00 <b@c>", "a@b c@d"]
)
def test_refuses_a_bad_sender(text: str) -> None:
    with pytest.raises(Configuration, match="COMMENTARIAT_MAIL_FROM"):
        parse_sender(text)

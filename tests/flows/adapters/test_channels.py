"""Channels: a webhook on loopback gets the mail's text; whatever goes wrong names the channel, never its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from flows.adapters.channels import Roads, check_channels, parse_channels
from flows.adapters.outbox import Outbox
from flows.alerts.addresses import Sender
from flows.alerts.digest import Section, build_mail
from flows.alerts.hits import build_hit
from flows.alerts.mail import Mail, State
from flows.errors import Configuration, Transient
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, settled_mail, stored
from tests.serving import running


class Hook:
    """A webhook: keeps what it is sent, and answers with ``status``."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/secret-path"


@pytest.fixture
def hook() -> Iterator[Hook]:
    one = Hook()
    with running(one.server):
        yield one


def _mail(target: str) -> Mail:
    hit = build_hit("Rutte", stored("a", title="Rutte & <b>patience</b> — Überblick"), {}, ["a"])
    message = build_mail(
        [Section(SEARCH, (hit,))],
        {},
        to=(target,),
        sender=Sender("", "alerts@news.internal"),
        message_id="<1@news.internal>",
        date=NOW,
    )
    content = message.as_bytes().decode("ascii")
    return replace(settled_mail(target), content=content, subject=str(message["Subject"]))


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # on Python 3.11 and 3.12
def test_a_webhook_gets_the_text(settings: Settings, hook: Hook) -> None:
    roads = Roads(Outbox(settings.home / "outbox"), {"team": hook.url})
    assert roads.deliver(_mail("channel:team"))["channel:team"].state is State.SENT
    (taken,) = hook.taken
    assert "Überblick" in taken["title"]
    assert "Rutte & <b>patience</b> — Überblick" in taken["message"]
    assert "https://lantern.example/a" in taken["message"]
    hook.status = 503
    with pytest.raises(Transient, match="channel 'team' did not take") as caught:
        roads.deliver(_mail("channel:team"))
    assert "secret-path" not in str(caught.value) + caught.value.remedy


def test_addresses_go_by_mail(settings: Settings) -> None:
    roads = Roads(Outbox(settings.home / "outbox"), {})
    assert roads.deliver(settled_mail())["desk@news.internal"].state is State.SENT
    assert roads.where == str(settings.home / "outbox")
    with pytest.raises(Configuration, match="there is no channel 'team'"):
        roads.deliver(_mail("channel:team"))


def test_channels_are_names_and_addresses() -> None:
    assert parse_channels(" team=json://a/b?x=1\n ops=slack://T/B/x ") == {
        "team": "json://a/b?x=1",
        "ops": "slack://T/B/x",
    }
    assert parse_channels("") == {}
    for text, said in (
        ("team", "entry 1"),
        ("a=json://s3cret Bad=x://s3cret", "entry 2"),
        ("a=x://1 a=x://2", "twice"),
    ):
        with pytest.raises(Configuration, match=said) as caught:
            parse_channels(text)
        assert "s3cret" not in str(caught.value)


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_a_channel_that_cannot_be_used_is_named_before_anything_is_sent() -> None:
    assert "there is no channel 'team'" in check_channels({"team": "a.toml"}, {})[0]
    (problem,) = check_channels(
        {"team": "a.toml", "ok": "a.toml"}, {"team": "nosuch://s3cret", "ok": "json://localhost"}
    )
    assert problem.startswith("a.toml, key `channels`: the address of channel 'team' is none")
    assert "s3cret" not in problem

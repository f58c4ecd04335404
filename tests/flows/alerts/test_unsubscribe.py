"""Leaving: a token says who and what, only we can make one, and the headers reach the wire whole."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.addresses import Sender
from flows.alerts.digest import Section, build_mail
from flows.alerts.hits import build_hit
from flows.alerts.unsubscribe import Leaving, leaving, make_token, read_token
from flows.errors import Configuration, Rejected
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, stored

SECRET = "0123456789abcdef0123456789abcdef"
URL = "https://alerts.news.internal/unsubscribe/{token}?from=mail"
SENDER = Sender("Commentariat", "alerts@news.internal")


@given(st.emails(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=100))
def test_a_token_says_who_and_what(address: str, search: str) -> None:
    token = make_token(SECRET, address, search)
    assert token.replace("-", "").replace("_", "").isalnum()
    assert read_token(SECRET, token) == (address.lower(), search)


@given(st.text(max_size=80), st.integers(0, 40))
def test_nothing_else_is_a_token(text: str, place: int) -> None:
    token = make_token(SECRET, "desk@news.internal", "Rutte")
    other = "B" if token[place] == "A" else "A"
    for wrong in (text, token[:place] + other + token[place + 1 :], token[:-8], make_token("x" * 32, "a@b.c")):
        with pytest.raises(Rejected, match="none of ours"):
            read_token(SECRET, wrong)


def test_headers_for_one_click_stand_whole_on_the_wire() -> None:
    hits = tuple(build_hit("Rutte", stored(key), {}, [key]) for key in "ab")
    search = replace(SEARCH, name="Rutte, comment, analysis and everything else that has a long name " * 2)
    leave = Leaving("leave@news.internal", SECRET, URL)
    message = build_mail(
        [Section(search, hits)],
        {},
        to=("desk@news.internal",),
        sender=SENDER,
        message_id="<1@news.internal>",
        date=NOW,
        leaving=leave,
    )
    raw = message.as_bytes()
    token = make_token(SECRET, "desk@news.internal", search.name)
    link = URL.replace("{token}", token)
    assert (
        f"List-Unsubscribe: <{link}>,\r\n <mailto:leave@news.internal?subject=unsubscribe%20{token}>\r\n".encode()
        in raw
    )
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    read = message_from_bytes(raw, policy=default)
    plain, html = (part.get_content() for part in read.iter_parts())
    assert f'Leave "{search.name}": {link}' in plain
    assert f'href="{link}"' in html


def test_a_mail_of_several_searches_leaves_all_of_them_by_its_header() -> None:
    headers = Leaving("a@b.c", SECRET).headers("Desk@news.internal")
    token = headers["List-Unsubscribe"].rpartition("%20")[2].rstrip(">")
    assert read_token(SECRET, token) == ("desk@news.internal", "")
    assert "List-Unsubscribe-Post" not in headers, "one click needs https"
    assert Leaving("a@b.c").headers("x@y.z") == {"List-Unsubscribe": "<mailto:a@b.c?subject=unsubscribe>"}
    assert Leaving("a@b.c").link("x@y.z", "X") == ""


def test_a_channel_has_no_list_to_leave() -> None:
    hit = build_hit("Rutte", stored("a"), {}, ["a"])
    message = build_mail(
        [Section(SEARCH, (hit,))],
        {},
        to=("channel:team",),
        sender=SENDER,
        message_id="<1@news.internal>",
        date=NOW,
        leaving=Leaving("a@b.c", SECRET, URL),
    )
    assert message["List-Unsubscribe"] is None
    assert message["To"] is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"unsubscribe_secret": "short"}, "shorter than 16"),
        ({"unsubscribe_secret": SECRET, "unsubscribe_url": "http://a.internal/{token}"}, "no https address"),
        ({"unsubscribe_secret": SECRET, "unsubscribe_url": "https://a.internal/"}, "no https address"),
        ({"unsubscribe_url": "https://a.internal/{token}"}, "nothing signs the links"),
        ({"unsubscribe_mail": "Desk <a@b.c>"}, "COMMENTARIAT_UNSUBSCRIBE_MAIL"),
    ],
)
def test_settings_that_cannot_be_used(settings: Settings, values: dict[str, str], problem: str) -> None:
    with pytest.raises(Configuration, match=problem) as caught:
        leaving(replace(settings, **values), SENDER)  # type: ignore[arg-type]  # text fields only
    assert SECRET not in str(caught.value)


def test_the_mailbox_is_the_sender_unless_named(settings: Settings) -> None:
    assert leaving(settings, SENDER).mailbox == "alerts@news.internal"
    assert SECRET not in repr(leaving(replace(settings, unsubscribe_secret=SECRET), SENDER))

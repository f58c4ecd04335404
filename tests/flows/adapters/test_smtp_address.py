"""How the address of a mail server is read, and what is said of one that cannot be."""

from __future__ import annotations

import pytest

from flows.adapters.smtp import Server, Tls, parse_server
from flows.errors import Configuration


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.internal", Server("mail.internal", 587, Tls.STARTTLS)),
        ("smtp://mail.internal:465", Server("mail.internal", 465, Tls.TLS)),
        ("smtp://mail.internal:25/?tls=none", Server("mail.internal", 25, Tls.NONE)),
        ("smtp://mail.internal?tls=tls", Server("mail.internal", 465, Tls.TLS)),
        ("smtp://mail.internal/?tls=none", Server("mail.internal", 25, Tls.NONE)),
        ("smtp://localhost:1025", Server("localhost", 1025, Tls.NONE)),
        ("smtp://[::1]:1025", Server("::1", 1025, Tls.NONE)),
        ("smtp://127.0.0.1:1025/?tls=starttls", Server("127.0.0.1", 1025, Tls.STARTTLS)),
        ("smtp://a%40b:c%2Fd@mail.internal/", Server("mail.internal", 587, Tls.STARTTLS, "a@b", "c/d")),
        ("smtp://catcher:1025/?tls=none&catcher=yes", Server("catcher", 1025, Tls.NONE, catcher=True)),
    ],
)
def test_reads_an_address(url: str, server: Server) -> None:
    assert parse_server(url) == server


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mail.internal", "does not begin with smtp://"),
        ("https://desk:Secret7@mail.internal", "does not begin with smtp://"),
        ("smtp://", "names no host"),
        ("smtp://desk:Secret7@", "names no host"),
        ("smtp://mail.internal:Secret7", "host or port cannot be read"),
        ("smtp://desk:Secret7/x@mail.internal", "cannot be read"),
        ("smtp://desk:Secret7#x@mail.internal", "cannot be read"),
        ("smtp://desk:5#Secret7@mail.internal", "behind the host only"),
        ("smtp://mail.internal:99999", "host or port cannot be read"),
        ("smtp://mail.internal:0", "port 0"),
        ("smtp://[::1", "host or port cannot be read"),
        ("smtp://mail.internal/inbox", "behind the host only"),
        ("smtp://mail.internal/?tls=maybe", "tls is one of none, starttls, tls"),
        ("smtp://mail.internal/?ssl=yes", "unknown option 'ssl'"),
        ("smtp://mail.internal/?catcher=1", "catcher is yes or no"),
        ("smtp://desk@mail.internal", "a user without a password"),
        ("smtp://:Secret7@mail.internal", "a user without a password, or the other way round"),
        ("smtp://desk:Secret7%0d%0aRCPT@mail.internal", "control character"),
    ],
)
def test_says_what_is_wrong_without_the_password(url: str, problem: str) -> None:
    with pytest.raises(Configuration) as caught:
        parse_server(url)
    assert problem in str(caught.value)
    assert "Secret7" not in str(caught.value) + caught.value.remedy
    assert "smtp://[user:password@]host[:port]" in caught.value.remedy

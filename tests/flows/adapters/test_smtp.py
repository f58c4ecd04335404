"""The SMTP adapter against a real server on loopback: TLS, login, refusals now and for good, broken connections."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from flows.adapters.smtp import SmtpTransport, parse_server
from flows.alerts.mail import Delivery, State
from flows.errors import Configuration, Transient
from tests.flows.alerts.samples import settled_mail
from tests.serving import self_signed

SENT = Delivery(State.SENT)


class Mailbox:
    """The server's side: keeps what it accepts; answers to commands as told, in turn, else 250."""

    def __init__(self, **answers: list[str]) -> None:
        self.accepted: list[tuple[list[str], bytes]] = []
        self.encrypted: list[bool] = []
        self._answers = answers

    def _answer(self, key: str) -> str:
        told = self._answers.get(key, [])
        return told.pop(0) if told else "250 fine"

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer("mail")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer(address.split("@")[0])
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answer("data")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.accepted.append((envelope.rcpt_tos, envelope.content))
            self.encrypted.append(session.ssl is not None)
        if answer == "250 and gone":
            assert server.transport
            server.transport.close()
        return answer


class _OnAnyPort(Controller):
    """A controller that may be given port 0: it learns its port before it greets itself."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it untyped


@contextmanager
def _serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """``mailbox`` behind a real SMTP server; yields its port."""
    controller = _OnAnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _plain(port: int, **options: Any) -> SmtpTransport:
    return SmtpTransport(parse_server(f"smtp://127.0.0.1:{port}"), waits=(0.0, 0.0), **options)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("tls"))


def _server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_delivers_the_bytes_as_they_were_settled() -> None:
    box = Mailbox()
    mail = settled_mail("one@news.internal", "two@news.internal")
    with _serving(box) as port:
        assert _plain(port).deliver(mail) == {"one@news.internal": SENT, "two@news.internal": SENT}
    ((recipients, content),) = box.accepted
    assert recipients == ["one@news.internal", "two@news.internal"]
    assert content == mail.content.encode()


def test_serves_only_who_is_still_open() -> None:
    box = Mailbox()
    mail = replace(settled_mail("one@news.internal", "two@news.internal"), deliveries={"one@news.internal": SENT})
    with _serving(box) as port:
        assert _plain(port).deliver(mail) == {"two@news.internal": SENT}
    assert box.accepted[0][0] == ["two@news.internal"]


def test_a_recipient_refused_for_good_does_not_keep_the_others_waiting() -> None:
    box = Mailbox(one=["550 no such user"])
    with _serving(box) as port:
        done = _plain(port).deliver(settled_mail("one@news.internal", "two@news.internal"))
    assert done == {
        "one@news.internal": Delivery(State.BOUNCED, "550 no such user"),
        "two@news.internal": SENT,
    }
    assert len(box.accepted) == 1


def test_a_recipient_put_off_is_tried_again_and_the_others_get_one_mail() -> None:
    box = Mailbox(one=["451 later", "451 later"])
    with _serving(box) as port:
        done = _plain(port).deliver(settled_mail("one@news.internal", "two@news.internal"))
    assert done == {"one@news.internal": SENT, "two@news.internal": SENT}
    assert [recipients for recipients, _ in box.accepted] == [["two@news.internal"], ["one@news.internal"]]


def test_a_recipient_put_off_to_the_end_stays_open() -> None:
    box = Mailbox(one=["451 later"] * 9)
    with _serving(box) as port:
        done = _plain(port).deliver(settled_mail("one@news.internal", "two@news.internal"))
    assert done == {"two@news.internal": SENT}


@pytest.mark.parametrize("step", ["mail", "data"])
def test_what_passes_is_tried_again(step: str) -> None:
    box = Mailbox(**{step: ["451 busy", "421 busy"]})
    with _serving(box) as port:
        assert _plain(port).deliver(settled_mail()) == {"desk@news.internal": SENT}
    assert len(box.accepted) == 1


def test_what_does_not_pass_is_left_to_the_next_run() -> None:
    box = Mailbox(mail=["451 busy"] * 9)
    with _serving(box) as port, pytest.raises(Transient, match="takes no mail now: 451 busy"):
        _plain(port).deliver(settled_mail())


def test_a_message_refused_for_good_failed() -> None:
    box = Mailbox(data=["554 looks \x1b[31mlike spam"])
    with _serving(box) as port:
        done = _plain(port).deliver(settled_mail())
    assert done == {"desk@news.internal": Delivery(State.BOUNCED, "554 looks [31mlike spam")}


def test_a_sender_refused_is_for_the_operator() -> None:
    with (
        _serving(Mailbox(mail=["550 not you"])) as port,
        pytest.raises(Configuration, match=r"does not take mail from alerts@news\.internal: 550 not you") as caught,
    ):
        _plain(port).deliver(settled_mail())
    assert "COMMENTARIAT_MAIL_FROM" in caught.value.remedy


def test_an_answer_that_never_came_is_asked_for_again() -> None:
    box = Mailbox(data=["250 and gone"])
    with _serving(box) as port:
        assert _plain(port).deliver(settled_mail()) == {"desk@news.internal": SENT}
    assert len(box.accepted) == 2
    assert box.accepted[0] == box.accepted[1], "the same bytes, the same Message-ID"


def test_a_server_that_is_rude_at_the_end_has_the_mail_all_the_same() -> None:
    class Rude(Mailbox):
        async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            return "421 go away"

    box = Rude()
    with _serving(box) as port:
        assert _plain(port).deliver(settled_mail()) == {"desk@news.internal": SENT}
    assert len(box.accepted) == 1


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(Transient, match=f"mail server 127.0.0.1:{port} is out of reach"):
            _plain(port).deliver(settled_mail())


def test_somebody_there_who_never_speaks() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        transport = SmtpTransport(parse_server(f"smtp://127.0.0.1:{mute.getsockname()[1]}"), waits=(), timeout=0.2)
        with pytest.raises(Transient, match="out of reach"):
            transport.deliver(settled_mail())


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_encrypts(certificate: tuple[Path, Path], tls: str) -> None:
    box = Mailbox()
    context = _server_side(certificate)
    options = {"ssl_context": context} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    with _serving(box, **options) as port:
        transport = SmtpTransport(parse_server(f"smtp://127.0.0.1:{port}/?tls={tls}"), ca=certificate[0], waits=())
        assert transport.deliver(settled_mail()) == {"desk@news.internal": SENT}
    assert tls == "tls" or box.encrypted == [True]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(certificate: tuple[Path, Path], tls: str) -> None:
    box = Mailbox()
    context = _server_side(certificate)
    options = {"ssl_context": context} if tls == "tls" else {"tls_context": context}
    with _serving(box, **options) as port:
        transport = SmtpTransport(parse_server(f"smtp://127.0.0.1:{port}/?tls={tls}"), waits=())
        with pytest.raises(Configuration, match="is not trusted: self-signed certificate") as caught:
            transport.deliver(settled_mail())
    assert "COMMENTARIAT_SMTP_CA" in caught.value.remedy
    assert not box.accepted


def test_never_falls_back_to_sending_unencrypted() -> None:
    box = Mailbox()
    with _serving(box) as port:
        transport = SmtpTransport(parse_server(f"smtp://127.0.0.1:{port}/?tls=starttls"), waits=())
        with pytest.raises(Configuration, match="does not offer STARTTLS"):
            transport.deliver(settled_mail())
    assert not box.accepted


def test_a_file_that_holds_no_certificates(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing", "ascii")
    with pytest.raises(Configuration, match="COMMENTARIAT_SMTP_CA"):
        SmtpTransport(parse_server("smtp://mail.internal"), ca=tmp_path / "ca.pem")


def _authenticator(password: bytes) -> Callable[..., AuthResult]:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", password)
        return AuthResult(success=good, handled=False)

    return check


# aiosmtpd warns its own operator that login without TLS is insecure; that is what these tests are about.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_logs_in() -> None:
    box = Mailbox()
    password = "p@ss/wörd"
    options = {"auth_required": True, "auth_require_tls": False, "authenticator": _authenticator(b"p@ss/word")}
    with _serving(box, **options) as port:
        url = f"smtp://desk:p%40ss%2Fword@127.0.0.1:{port}"
        assert SmtpTransport(parse_server(url), waits=()).deliver(settled_mail()) == {"desk@news.internal": SENT}
        wrong = SmtpTransport(parse_server(f"smtp://desk:guess@127.0.0.1:{port}"), waits=())
        with pytest.raises(Configuration, match="refuses the login of 'desk'") as caught:
            wrong.deliver(settled_mail())
    assert "guess" not in str(caught.value)
    assert len(box.accepted) == 1
    assert password not in repr(parse_server("smtp://desk:p%40ss%2Fw%C3%B6rd@mail.internal"))


def test_a_login_that_is_not_offered() -> None:
    with _serving(Mailbox()) as port:
        transport = SmtpTransport(parse_server(f"smtp://desk:secret@127.0.0.1:{port}"), waits=())
        with pytest.raises(Configuration, match="offers no login over this connection"):
            transport.deliver(settled_mail())

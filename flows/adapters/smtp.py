"""Sends mail through an SMTP server: encrypted unless told otherwise, bounded in time, every recipient answered for.

A recipient the server refuses for good (5xx) is reported and the others are served. What may pass (4xx, a broken
connection) is tried again a few times, then left to the next run. The password is never part of a message or ``repr``.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.alerts.mail import Delivery, Mail, State
from flows.errors import CommentariatError, Configuration, Transient

FORM = "smtp://[user:password@]host[:port][/?tls=none|starttls|tls]"

TIMEOUT = 30.0
"""Seconds to wait for the server at each step: a busy server greets late, and RFC 5321 would have minutes."""

WAITS = (2.0, 8.0)
"""Seconds before each further attempt. A greylisting server wants minutes: that is for the next run."""

_log = logging.getLogger(__name__)


class Transport(Protocol):
    """Takes a settled mail to its open recipients."""

    @property
    def where(self) -> str:
        """Where mail goes, for people; no secrets."""

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Serve the open recipients; those absent from the answer are to be tried again.

        Raises :class:`~flows.errors.Transient` or :class:`~flows.errors.Configuration` when nobody can be served now.
        """


class Tls(StrEnum):
    """How the connection is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


_PORTS = {Tls.TLS: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as ``COMMENTARIAT_SMTP_URL`` names it. ``catcher``: it keeps all mail and passes none on."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    catcher: bool = False

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"


def parse_server(url: str) -> Server:
    """Read ``COMMENTARIAT_SMTP_URL``. Raises :class:`~flows.errors.Configuration`, never quoting the address.

    Without ``tls`` it is ``tls`` on port 465, ``none`` on this machine, and ``starttls`` everywhere else.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _wrong("its host or port cannot be read; write special characters of a password as %XX") from None
    if parts.scheme != "smtp":
        raise _wrong("it does not begin with smtp://")
    if not host or not host.isascii() or any(c.isspace() for c in host):
        raise _wrong("it names no host")
    if port == 0:
        raise _wrong("port 0 cannot be connected to")
    if parts.path not in {"", "/"} or parts.fragment:
        raise _wrong("behind the host only /?tls=… may follow; write special characters of a password as %XX")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - {"tls", "catcher"}):
        raise _wrong(f"it has an unknown option {unknown[0][:20]!r}; there are tls and catcher")
    if options.get("tls", "none") not in set(Tls):
        raise _wrong("tls is one of none, starttls, tls")
    if options.get("catcher", "no") not in {"yes", "no"}:
        raise _wrong("catcher is yes or no")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _wrong("it has a user without a password, or the other way round")
    if any(ord(c) < 32 for c in user + password):
        raise _wrong("user or password holds a control character")
    server = Server(host, port or 0, Tls.NONE, user, password, options.get("catcher") == "yes")
    usual = Tls.TLS if port == 465 else Tls.NONE if server.loopback else Tls.STARTTLS
    tls = Tls(options.get("tls", usual))
    return replace(server, tls=tls, port=port or _PORTS[tls])


def _wrong(what: str) -> Configuration:
    return Configuration(f"COMMENTARIAT_SMTP_URL is wrong: {what}", remedy=f"It looks like {FORM}")


class SmtpTransport:
    """A :class:`Transport` through ``server``. ``ca`` is a file of certificates to trust instead of the system's."""

    def __init__(
        self, server: Server, *, ca: Path | None = None, waits: Sequence[float] = WAITS, timeout: float = TIMEOUT
    ) -> None:
        self._server = server
        self._waits = tuple(waits)
        self._timeout = timeout
        self._context: ssl.SSLContext | None = None
        if server.tls is not Tls.NONE:
            try:
                self._context = ssl.create_default_context(cafile=None if ca is None else str(ca))
            except OSError as error:
                raise Configuration(f"COMMENTARIAT_SMTP_CA names {ca}, which holds no certificates: {error}") from None

    @property
    def where(self) -> str:
        """The server's name and port."""
        return f"{self._server.host}:{self._server.port}"

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Serve the open recipients of ``mail``, in up to ``1 + len(waits)`` attempts."""
        done: dict[str, Delivery] = {}
        wait_for = [*self._waits, None]
        for wait in wait_for:
            open_ = [r for r in mail.open_recipients if r not in done]
            trouble: CommentariatError | None = None
            try:
                done.update(self._attempt(mail, open_))
            except Transient as error:
                trouble = error
            if all(r in done for r in open_):
                break
            if wait is None:
                if trouble and not done:
                    raise trouble
                break
            why = trouble or "a recipient was put off"
            _log.info("mail server %s: trying again in %g s: %s", self.where, wait, why)
            time.sleep(wait)
        return done

    def _attempt(self, mail: Mail, recipients: Sequence[str]) -> dict[str, Delivery]:
        """One connection: what is settled for whom. Recipients put off with 4xx are absent."""
        try:
            connection = self._connection()
            try:
                code, answer = connection.mail(mail.sender)
                if code >= 500:
                    raise Configuration(
                        f"mail server {self.where} does not take mail from {mail.sender}: {_said(code, answer)}",
                        remedy="Set COMMENTARIAT_MAIL_FROM to an address this server may send for.",
                    )
                if code >= 400:
                    raise Transient(f"mail server {self.where} takes no mail now: {_said(code, answer)}")
                done: dict[str, Delivery] = {}
                accepted: list[str] = []
                for recipient in recipients:
                    code, answer = connection.rcpt(recipient)
                    if code >= 500:
                        done[recipient] = Delivery(State.BOUNCED, _said(code, answer))
                    elif code < 400:
                        accepted.append(recipient)
                if not accepted:
                    return done
                code, answer = connection.data(mail.content.encode("ascii"))
                if code >= 500:
                    done.update(dict.fromkeys(accepted, Delivery(State.BOUNCED, _said(code, answer))))
                elif code < 400:
                    done.update(dict.fromkeys(accepted, Delivery(State.SENT)))
                return done
            finally:
                _leave(connection)
        except smtplib.SMTPServerDisconnected as error:
            raise self._out_of_reach(error) from None
        except smtplib.SMTPDataError as error:
            # The command DATA itself was refused: nobody got anything, and whether to try again is the code's to say.
            if error.smtp_code < 500:
                raise Transient(f"mail server {self.where}: {_said(error.smtp_code, error.smtp_error)}") from None
            failed = Delivery(State.BOUNCED, _said(error.smtp_code, error.smtp_error))
            return done | dict.fromkeys(accepted, failed)
        except (smtplib.SMTPException, OSError) as error:
            raise self._out_of_reach(error) from None

    def _connection(self) -> smtplib.SMTP:
        server = self._server
        # Ours is a name we have at hand: the default asks the DNS, which may take half a minute to say no.
        ours = socket.gethostname() or "localhost"
        connection: smtplib.SMTP
        try:
            if server.tls is Tls.TLS:
                connection = smtplib.SMTP_SSL(
                    server.host, server.port, ours, timeout=self._timeout, context=self._context
                )
            else:
                connection = smtplib.SMTP(server.host, server.port, ours, timeout=self._timeout)
        except ssl.SSLCertVerificationError as error:
            raise self._untrusted(error) from None
        except smtplib.SMTPResponseException as error:
            raise Transient(f"mail server {self.where}: {_said(error.smtp_code, error.smtp_error)}") from None
        try:
            if server.tls is Tls.STARTTLS:
                self._encrypt(connection)
            if server.user:
                self._log_in(connection)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    def _encrypt(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if not connection.has_extn("starttls"):
            raise Configuration(
                f"mail server {self.where} does not offer STARTTLS",
                remedy="Add /?tls=tls for a server that is encrypted from the start, /?tls=none to send unencrypted.",
            )
        try:
            code, answer = connection.starttls(context=self._context)
        except ssl.SSLCertVerificationError as error:
            raise self._untrusted(error) from None
        if code != 220:
            raise Transient(f"mail server {self.where} would not encrypt: {_said(code, answer)}")

    def _log_in(self, connection: smtplib.SMTP) -> None:
        try:
            connection.login(self._server.user, self._server.password)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise Transient(f"mail server {self.where}: {_said(error.smtp_code, error.smtp_error)}") from None
            raise Configuration(
                f"mail server {self.where} refuses the login of {self._server.user!r}: "
                f"{_said(error.smtp_code, error.smtp_error)}",
                remedy="Check user and password in COMMENTARIAT_SMTP_URL; write special characters as %XX.",
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise Configuration(
                f"mail server {self.where} offers no login over this connection",
                remedy="Many offer it only encrypted: use /?tls=starttls or /?tls=tls, or take user and password out.",
            ) from None

    def _untrusted(self, error: ssl.SSLCertVerificationError) -> Configuration:
        return Configuration(
            f"the certificate of mail server {self.where} is not trusted: {error.verify_message}",
            remedy="For a certificate of your own, name its CA file in COMMENTARIAT_SMTP_CA.",
        )

    def _out_of_reach(self, error: Exception) -> Transient:
        return Transient(
            f"mail server {self.where} is out of reach: {str(error) or type(error).__name__}",
            remedy="Check COMMENTARIAT_SMTP_URL and the server; nothing is lost, the next run sends what is left.",
        )


def _leave(connection: smtplib.SMTP) -> None:
    """Part politely; what the server answers no longer matters, the mail is settled one way or the other."""
    try:
        connection.docmd("QUIT")
    except (smtplib.SMTPException, OSError):
        _log.debug("the mail server did not say goodbye", exc_info=True)
    finally:
        connection.close()


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    # A server's words end up on terminals: nothing in them may move a cursor.
    return f"{code} {' '.join(''.join(c if c.isprintable() else ' ' for c in text).split())}"[:300]

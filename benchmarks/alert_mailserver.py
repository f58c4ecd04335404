"""A real mail server on loopback, in a process of its own, that misbehaves as told and writes down what it accepted."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP


class Mood(StrEnum):
    """How the server behaves."""

    FINE = "fine"
    DOWN = "down"
    SLOW = "slow"
    PUT_OFF = "451"
    REFUSE = "550"
    DROPPED = "dropped"


def stories_in(content: bytes) -> set[str]:
    """The stories a mail tells: their titles hold ``story(KEY)``."""
    body = message_from_bytes(content, policy=default).get_body(("plain",))
    return set(re.findall(r"story\((\w+)\)", body.get_content())) if body is not None else set()


class MailServer:
    """Use as a context. Accepted mails are lines of JSON in a file, so a kill of anybody loses none of them."""

    def __init__(self, folder: Path) -> None:
        self._mood, self._log = folder / "mood", folder / "taken.jsonl"
        self._pid = 0
        self.port = 0

    def __enter__(self) -> Self:
        """Start the process."""
        self.mood(Mood.FINE)
        self._log.touch()
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(50)
            self.port = listening.getsockname()[1]
            self._pid = os.fork()
            if not self._pid:
                asyncio.run(self._serve(listening))
                os._exit(0)
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def mood(self, mood: Mood) -> None:
        """Behave so from now on."""
        self._mood.write_text(mood, "ascii")

    def taken(self, reader: str) -> Iterator[tuple[str, list[str]]]:
        """Message-ID and stories of each mail accepted for ``reader``, in order."""
        for line in self._log.read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["to"] == reader:
                yield record["id"], record["stories"]

    async def _serve(self, listening: socket.socket) -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(self, timeout=5), sock=listening)
        await server.serve_forever()

    def _now(self) -> Mood:
        return Mood(self._mood.read_text("ascii"))

    async def handle_EHLO(self, server: Any, session: Any, _: Any, hostname: str) -> str:  # noqa: N802  # its name
        """Greet, late or not at all."""
        session.host_name = hostname
        if self._now() is Mood.DOWN:
            server.transport.abort()
        if self._now() is Mood.SLOW:
            await asyncio.sleep(0.7)
        return "250 here"

    async def handle_RCPT(self, *about: Any) -> str:  # noqa: N802  # its name
        """Take, put off or refuse a recipient."""
        _, _, envelope, address, _ = about
        if self._now() is Mood.PUT_OFF:
            return "451 later"
        if self._now() is Mood.REFUSE:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:  # noqa: N802  # its name
        """Accept; when dropping, hang up instead of saying so."""
        mail_id = message_from_bytes(envelope.content, policy=default)["Message-ID"]
        stories = sorted(stories_in(envelope.content))
        with self._log.open("a", encoding="utf-8") as file:
            for address in envelope.rcpt_tos:
                file.write(json.dumps({"to": address, "id": mail_id, "stories": stories}) + "\n")
        if self._now() is Mood.DROPPED:
            server.transport.abort()
        return "250 taken"

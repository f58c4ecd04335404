"""The outbox: mails as ``.eml`` files, for reading in any mail program, when no mail server is set.

A file is complete or absent. Its name sorts by the time the mail was made and ends in its Message-ID, so the same
mail delivered again overwrites itself.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from flows.alerts.digest import slug
from flows.alerts.mail import Delivery, Mail, State
from flows.errors import Transient


class Outbox:
    """A :class:`~flows.adapters.smtp.Transport` into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def where(self) -> str:
        """The folder."""
        return str(self._folder)

    def path(self, mail: Mail) -> Path:
        """The file of ``mail``."""
        key = hashlib.sha256(mail.message_id.encode()).hexdigest()[:12]
        return self._folder / f"{mail.created:%Y%m%dT%H%M%SZ}-{slug(mail.label)}-{mail.number}-{key}.eml"

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Write the file; one file serves every recipient."""
        path = self.path(mail)
        half = path.with_name(f".{path.name}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with half.open("wb") as file:
                file.write(mail.content.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise Transient(f"the outbox {self._folder} cannot be written: {error.strerror or error}") from None
        return dict.fromkeys(mail.open_recipients, Delivery(State.SENT))

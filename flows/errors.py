"""Errors by remedy: try again, set aside, or tell the operator. A page that is no article is none of these."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    REJECTED = 3
    UNREACHABLE = 4


class CommentariatError(Exception):
    """Base of all errors the commands report in one line, without a traceback.

    ``remedy`` tells the reader what to do next and is printed under the message.
    """

    exit_code: Exit = Exit.PARTLY

    def __init__(self, message: str, *, remedy: str = "", url: str = "", source: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.url = url
        self.source = source


class Configuration(CommentariatError):
    """A setting, a file or an option is wrong; the operator has to mend it."""

    exit_code = Exit.USAGE


class Rejected(CommentariatError):
    """The one input this command was given cannot be used."""

    exit_code = Exit.REJECTED


class Transient(CommentariatError):
    """A service is out of reach or overloaded; the same call may work later."""

    exit_code = Exit.UNREACHABLE


class Quarantine(CommentariatError):
    """This record cannot be processed and is set aside, with the reason, for a person to look at."""

    exit_code = Exit.PARTLY

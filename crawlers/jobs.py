"""What travels between spider, desk and state: a link as it was named, the job to fetch it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from crawlers.records import Discovery
from crawlers.revisit import Why


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with: ``ETag`` and ``Last-Modified``, empty where it gave none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A link as a page named it: address, change key, and the discovery that will travel with its page."""

    url: str
    key: str
    discovery: Discovery


@dataclass(frozen=True, slots=True)
class Job:
    """A link to fetch, leased to this crawl, and why. ``validators`` are given for revisits only.

    ``deaths``: crawls that were killed while they fetched it. Such a link comes last, so that a page that kills the
    crawler does not keep the others from landing.
    """

    named: Named
    why: Why
    validators: Validators = Validators()
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: ``landed``, or failed with an HTTP ``status`` (0: none), for good or in passing."""

    job: Job
    at: float
    status: int
    landed: bool
    permanent: bool = False
    validators: Validators = Validators()

    def to_json(self) -> dict[str, Any]:
        """For the journal."""
        named = self.job.named
        return {
            "url": named.url,
            "key": named.key,
            "discovery": named.discovery.to_json(),
            "why": self.job.why.value,
            "at": self.at,
            "status": self.status,
            "landed": self.landed,
            "permanent": self.permanent,
            "validators": [self.validators.etag, self.validators.modified],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self | None:
        """From the journal; ``None`` for what does not hold together."""
        try:
            discovery = Discovery.from_json(data["discovery"])
            if discovery is None:
                return None
            job = Job(Named(data["url"], data["key"], discovery), Why(data["why"]))
            etag, modified = data["validators"]
            return cls(job, data["at"], data["status"], data["landed"], data["permanent"], Validators(etag, modified))
        except (KeyError, TypeError, ValueError):
            return None

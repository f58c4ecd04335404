"""Names of indices, aliases and templates, all derived from one prefix."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 2
"""Version of the document mapping; a new one gets a new index behind the same aliases."""


@dataclass(frozen=True, slots=True)
class Names:
    """Every name the cluster knows us by. The default prefix is ``commentary``."""

    prefix: str = "commentary"

    @property
    def read(self) -> str:
        """The read alias: what analysts, searches and dashboards use."""
        return self.prefix

    @property
    def write(self) -> str:
        """The write alias."""
        return f"{self.prefix}-write"

    @property
    def documents(self) -> str:
        """The index of documents a new installation makes; after a migration another may stand behind the aliases."""
        return f"{self.prefix}-documents-v{VERSION}"

    @property
    def revisions(self) -> str:
        """Earlier versions of edited documents."""
        return f"{self.prefix}-revisions"

    @property
    def alerts(self) -> str:
        """The alert ledger: hits, and the cursor of each saved search."""
        return f"{self.prefix}-alerts"

    @property
    def sources(self) -> str:
        """A record per source and crawl."""
        return f"{self.prefix}-sources"

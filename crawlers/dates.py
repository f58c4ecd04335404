"""When an entry says it was published, as far as a cadence needs to know: seconds since the epoch, or nothing.

The two forms that standards prescribe are read (RFC 822 and ISO 8601); what else a feed writes is left to the
extraction, which has time to think. Pure, and never raises.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

EARLIEST = 631_152_000.0
"""1990: what claims to be older was not published on the Web, its date is a default of some software."""


def moment(text: str) -> float | None:
    """The time ``text`` names, UTC where it has no zone; ``None`` for anything that is no date."""
    text = text.strip()[:64]
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        at = found.replace(tzinfo=found.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at >= EARLIEST else None

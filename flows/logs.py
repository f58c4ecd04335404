"""Structured logs on standard error: one line an event, with ``source=``, ``url=``, ``segment=`` where they are known.

Pass these as ``extra={"source": …, "url": …, "segment": …}``; ``COMMENTARIAT_LOG_FORMAT=json``
prints one JSON object a line.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

CONTEXT = ("source", "url", "segment", "search", "document")
"""Names of the context a log line may carry, in the order they are printed."""


CHATTY = ("trafilatura", "htmldate", "justext", "elastic_transport", "elasticsearch", "EventsWorker", "APILogWorker")
"""Libraries that complain without saying of which page or flow; what matters of it is in our own results."""


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = f"{_when(record)} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        for name in CONTEXT:
            if value := getattr(record, name, None):
                text += f" {name}={value}"
        return text + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        data = {
            "@timestamp": _when(record),
            "log.level": record.levelname.lower(),
            "log.logger": record.name,
            "message": record.getMessage(),
            **{name: value for name in CONTEXT if (value := getattr(record, name, None))},
        }
        if record.exc_info:
            data["error.stack_trace"] = self.formatException(record.exc_info)
        return json.dumps(data, ensure_ascii=False, default=str)


def configure(level: str = "INFO", form: str = "text") -> None:
    """Send the project's own logs to standard error; libraries speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("flows", "crawlers", "mappings"):
        logging.getLogger(name).setLevel(level.upper())
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

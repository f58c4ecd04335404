"""Logs of the spider process, on standard error: plain lines for people, or JSON for the parent process to re-emit."""

from __future__ import annotations

import json
import logging
import sys

CONTEXT = ("source", "url", "segment")

QUIET = {
    # These log as errors what the report names, or speak to developers of Scrapy.
    "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
    "scrapy.downloadermiddlewares.retry": logging.CRITICAL,
    "scrapy.core.downloader.handlers": logging.ERROR,
    "scrapy.downloadermiddlewares.httpcompression": logging.ERROR,
}


class Json(logging.Formatter):
    """One JSON object a line: level, logger, message, context; ``progress`` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """As :mod:`logging` asks for it."""
        data = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        data |= {name: value for name in (*CONTEXT, "progress") if (value := getattr(record, name, None))}
        if record.exc_info:
            data["message"] += "\n" + self.formatException(record.exc_info)
        return json.dumps(data, ensure_ascii=False, default=str)


def configure(level: str, form: str) -> None:
    """Log our own lines from ``level`` on, those of libraries from warnings on. Scrapy sets levels of its own when it
    starts, so the handler sees to it too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else logging.Formatter("%(levelname)-7s %(name)s: %(message)s"))
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.startswith("crawlers"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    # Progress is a debug line: the parent always asks for it, people rarely.
    logging.getLogger("crawlers").setLevel("DEBUG" if form == "json" else level)

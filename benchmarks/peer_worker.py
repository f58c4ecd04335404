"""Runs another article reader over pages, in an interpreter of its own: ``peer_worker.py NAME < jobs > answers``.

Stands alone, for the interpreter may have nothing of ours. A job is a line ``{"path", "url"}``; an answer a line
``{"title", "authors", "day", "body", "language", "seconds"}`` with the CPU time of the reader's own call. The first
page is read once beforehand, so that nobody is charged for imports and models.
"""

from __future__ import annotations

import gzip
import importlib
import json
import logging
import socket
import sys
import time
import warnings
from typing import Any


def trafilatura(body: bytes, url: str) -> dict[str, Any]:
    """trafilatura with metadata, in its default mode."""
    found = importlib.import_module("trafilatura").bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return {}
    authors = [a.strip() for a in (found.author or "").split(";") if a.strip()]
    return {"title": found.title, "authors": authors, "day": found.date, "body": found.text, "language": found.language}


def news_please(body: bytes, url: str) -> dict[str, Any]:
    """news-please, which asks newspaper, readability and others and votes."""
    found = importlib.import_module("newsplease").NewsPlease.from_html(body, url=url, fetch_images=False)
    day = str(found.date_publish)[:10] if found.date_publish else ""
    return {
        "title": found.title,
        "authors": list(found.authors or []),
        "day": day,
        "body": found.maintext,
        "language": found.language,
    }


def newspaper4k(body: bytes, url: str) -> dict[str, Any]:
    """newspaper4k, given the page as text, for it takes no bytes."""
    found = importlib.import_module("newspaper").article(url, input_html=body.decode("utf-8", "replace"))
    day = str(found.publish_date)[:10] if found.publish_date else ""
    return {
        "title": found.title,
        "authors": list(found.authors),
        "day": day,
        "body": found.text,
        "language": found.meta_lang,
    }


def resiliparse(body: bytes, url: str) -> dict[str, Any]:
    """resiliparse: text alone."""
    del url
    encoding = importlib.import_module("resiliparse.parse.encoding")
    extract = importlib.import_module("resiliparse.extract.html2text")
    text = encoding.bytes_to_str(body, encoding.detect_encoding(body))
    return {"body": extract.extract_plain_text(text, main_content=True, alt_texts=False)}


READERS = {
    "trafilatura": (trafilatura, "trafilatura"),
    "news-please": (news_please, "newsplease"),
    "newspaper4k": (newspaper4k, "newspaper"),
    "resiliparse": (resiliparse, "resiliparse.extract.html2text"),
}
NOT_INSTALLED = 77
"""Exit code for a reader this interpreter does not have."""


def main() -> int:
    """Read every job of standard input."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    # Some readers ask the page's site for more; they read what they are given, as everybody here.
    socket.getaddrinfo = socket.create_connection = _no_network
    read, module = READERS[sys.argv[1]]
    try:
        importlib.import_module(module)
    except ImportError:
        return NOT_INSTALLED
    # Readers print; standard output is for answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for number, line in enumerate(sys.stdin):
        job = json.loads(line)
        with open(job["path"], "rb") as file:
            body = file.read()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        if number == 0:
            _answer(read, body, job["url"])
        answers.write(json.dumps(_answer(read, body, job["url"])) + "\n")
    return 0


def _no_network(*_: object, **__: object) -> Any:
    raise OSError("no network in a benchmark")


def _answer(read: Any, body: bytes, url: str) -> dict[str, Any]:
    began = time.process_time()
    try:
        found = read(body, url)
    except Exception as error:  # a reader that fails on a page has missed it
        found = {"error": f"{type(error).__name__}: {error}"[:200]}
    return {**found, "seconds": time.process_time() - began}


if __name__ == "__main__":
    sys.exit(main())

"""The connection: settings that do not fit are named, and the cluster's refusals become errors with a remedy."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import NotFoundError

from flows.adapters import elasticsearch
from flows.adapters.elasticsearch import connect, reason
from flows.errors import Configuration, Transient
from flows.settings import Settings
from tests.serving import running


@contextmanager
def cluster(*statuses: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server on loopback that answers with these statuses in turn, the last one for ever; and what it was sent."""
    left, seen = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({name.lower(): value for name, value in self.headers.items()})
            status = left.pop(0) if len(left) > 1 else left[0]
            body = b'{"error": {"type": "x", "reason": "the reason"}}' if status >= 400 else b'{"status": "green"}'
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_address[1]}", seen


def health(settings: Settings) -> Any:
    async def work() -> Any:
        client = connect(settings)
        try:
            return (await client.cluster.health()).body
        finally:
            await client.close()

    return asyncio.run(work())


@pytest.mark.parametrize(("status", "error"), [(401, Configuration), (403, Configuration)])
def test_refusals(settings: Settings, status: int, error: type[Exception]) -> None:
    with cluster(status) as (url, _), pytest.raises(error, match="the reason"):
        health(replace(settings, elasticsearch_url=url))


def test_other_answers_stay_the_client_s(settings: Settings) -> None:
    with cluster(404) as (url, _), pytest.raises(NotFoundError):
        health(replace(settings, elasticsearch_url=url))


def test_overload_is_waited_out_and_then_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch, "_PAUSES", (0.0, 0.0))
    with cluster(503, 429, 200) as (url, seen):
        assert health(replace(settings, elasticsearch_url=url)) == {"status": "green"}
        assert len(seen) == 3
    with cluster(503) as (url, _), pytest.raises(Transient, match="overloaded"):
        health(replace(settings, elasticsearch_url=url))


def test_out_of_reach(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Transient, match="out of reach") as error:
            health(replace(settings, elasticsearch_url=url))
    assert "COMMENTARIAT_ELASTICSEARCH_URL" in error.value.remedy


@pytest.mark.parametrize(
    ("change", "scheme"),
    [
        (lambda s: replace(s, elasticsearch_api_key="abc"), "ApiKey abc"),
        (lambda s: replace(s, elasticsearch_user="me", elasticsearch_password="pw"), "Basic bWU6cHc="),
    ],
)
def test_log_in(settings: Settings, change: Callable[[Settings], Settings], scheme: str) -> None:
    with cluster(200) as (url, seen):
        health(change(replace(settings, elasticsearch_url=url)))
        assert seen[0]["authorization"] == scheme


def test_settings_that_do_not_fit(settings: Settings, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    here = replace(settings, elasticsearch_url="http://127.0.0.1:9")
    with pytest.raises(Configuration, match="without a password"):
        connect(replace(here, elasticsearch_user="me"))
    with pytest.raises(Configuration, match="no file"):
        connect(replace(here, elasticsearch_ca=ca))
    ca.write_text("x", "utf-8")
    with pytest.raises(Configuration, match="not https"):
        connect(replace(here, elasticsearch_ca=ca))


@pytest.mark.parametrize("body", [None, "", {}, {"error": None}, {"error": {}}, {"error": "text"}, [1], b"x"])
def test_a_reason_can_always_be_given(body: object) -> None:
    assert isinstance(reason(body), str)

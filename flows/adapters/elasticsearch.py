"""The connection to Elasticsearch: where it is, how to log in, and its errors as ours.

Whoever holds a client from :func:`connect` gets :class:`~flows.errors.Transient` when the cluster is out of reach or
overloaded and :class:`~flows.errors.Configuration` when it refuses us, from every call; other answers (not found,
conflict, bad request) stay the client's own exceptions. What is read and written is :mod:`flows.adapters.store`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elastic_transport import SerializationError as TransportSerializationError
from elasticsearch import ApiError, AsyncElasticsearch, AuthenticationException, AuthorizationException

from flows.console import Progress, silent
from flows.errors import Configuration, Transient
from flows.settings import Settings

TIMEOUT = 60.0
"""Seconds for one request: a bulk of 200 documents takes 0.1 s, a merge in the way some seconds."""

_OVERLOADED = (429, 502, 503, 504)
_PAUSES = (0.5, 2.0, 5.0)
"""Seconds between tries when the cluster says it has too much to do."""


class Client(AsyncElasticsearch):
    """The client whose errors are :mod:`flows.errors`."""

    async def perform_request(self, *args: Any, **kwargs: Any) -> Any:
        """One request, retried while the cluster is overloaded."""
        for pause in (*_PAUSES, None):
            try:
                return await super().perform_request(*args, **kwargs)
            except ApiError as error:
                if error.status_code not in _OVERLOADED or pause is None:
                    raise mapped(error) from error
                await asyncio.sleep(pause)
            except TransportError as error:
                raise mapped(error) from error
        raise AssertionError("unreachable")


def address(settings: Settings, progress: Progress = silent) -> str:
    """The cluster that is set, else the embedded node's address, started when it does not run."""
    if settings.elasticsearch_url:
        return settings.elasticsearch_url
    from flows.adapters import node

    url = node.start(settings, progress).url
    if url is None:
        raise Transient("the embedded node has no address", remedy="commentariat node status; commentariat node logs")
    return url


def no_index(name: str) -> Configuration:
    """The error for an index or alias that the cluster does not know."""
    return Configuration(f"the cluster knows no index {name}", remedy="Run: commentariat setup")


def connect(settings: Settings, progress: Progress = silent) -> AsyncElasticsearch:
    """A client for :func:`address`; the caller closes it. Nothing is sent yet."""
    options: dict[str, Any] = {}
    if settings.elasticsearch_api_key:
        options["api_key"] = settings.elasticsearch_api_key
    elif settings.elasticsearch_user:
        if not settings.elasticsearch_password:
            raise Configuration(
                "COMMENTARIAT_ELASTICSEARCH_USER is set without a password",
                remedy="Set COMMENTARIAT_ELASTICSEARCH_PASSWORD or COMMENTARIAT_ELASTICSEARCH_PASSWORD_FILE.",
            )
        options["basic_auth"] = (settings.elasticsearch_user, settings.elasticsearch_password)
    if settings.elasticsearch_ca:
        if not settings.elasticsearch_ca.is_file():
            raise Configuration(f"COMMENTARIAT_ELASTICSEARCH_CA names {settings.elasticsearch_ca}, which is no file")
        options["ca_certs"] = str(settings.elasticsearch_ca)
    url = address(settings, progress)
    if settings.elasticsearch_ca and not url.startswith("https:"):
        raise Configuration(
            "COMMENTARIAT_ELASTICSEARCH_CA is set, but the address is not https",
            remedy="Give an https:// address, or take the CA file away.",
        )
    return Client(url, request_timeout=TIMEOUT, max_retries=3, retry_on_timeout=False, **options)


def mapped(error: ApiError | TransportError) -> Exception:
    """The error of ours that names the remedy; the same error where ours would say less."""
    if isinstance(error, (AuthenticationException, AuthorizationException)):
        return Configuration(
            f"Elasticsearch refuses us ({error.status_code}): {reason(error.body)}",
            remedy="Check COMMENTARIAT_ELASTICSEARCH_API_KEY, or user and password, and the role behind them.",
        )
    if isinstance(error, ApiError):
        if error.status_code in _OVERLOADED:
            return Transient(
                f"Elasticsearch is overloaded ({error.status_code}): {reason(error.body)}",
                remedy="Run the command again later; nothing is lost.",
            )
        return error
    if isinstance(error, TlsError):
        return Configuration(
            f"no trusted connection to Elasticsearch: {error.message}",
            remedy="Give the CA that signed its certificate in COMMENTARIAT_ELASTICSEARCH_CA.",
        )
    if isinstance(error, TransportSerializationError):
        return error
    what = "does not answer in time" if isinstance(error, ConnectionTimeout) else "is out of reach"
    return Transient(
        f"Elasticsearch {what}: {error.message}",
        remedy="Check that it runs (commentariat node status) and COMMENTARIAT_ELASTICSEARCH_URL; then run again.",
    )


def reason(body: object) -> str:
    """The reason in an error's body, in one line."""
    error = body.get("error") if isinstance(body, Mapping) else body
    if isinstance(error, Mapping):
        causes = [error.get("caused_by"), *(error.get("root_cause") or ()), error]
        text = next((c["reason"] for c in causes if isinstance(c, Mapping) and c.get("reason")), error.get("type", ""))
        return str(text)[:500]
    return str(error or "no reason given")[:500]

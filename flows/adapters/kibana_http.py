"""Kibana's HTTP API: the few calls we make, with its answers mapped to our errors.

``GET /api/status`` says the version, ``_export`` and ``_import`` of saved objects are on every Kibana 8 and 9 and every
licence, ``PUT /api/dashboards/{id}`` is stable since 9.5. Every call carries ``kbn-xsrf`` and the version of the API.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flows.errors import CommentariatError, Configuration, Transient
from flows.settings import Settings
from mappings.api import VERSION
from mappings.bundle import ndjson

if TYPE_CHECKING:
    import aiohttp

TIMEOUT = 60.0
"""Seconds for one request: an import of 100 KB is a matter of seconds even on a Kibana that has just started."""

Object = dict[str, Any]


class Refused(CommentariatError):
    """Kibana read a dashboard and does not take it."""


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Kibana]:
    """A Kibana to talk to; failures of the connection become our errors."""
    import aiohttp

    assert settings.kibana_url
    try:
        async with aiohttp.ClientSession(
            headers={"kbn-xsrf": "commentariat", "elastic-api-version": VERSION, **_authorization(settings)},
            connector=aiohttp.TCPConnector(ssl=_trust(settings)),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT),
        ) as session:
            yield Kibana(session, settings.kibana_url.rstrip("/"))
    except aiohttp.ClientConnectorCertificateError as error:
        raise Configuration(
            f"no trusted connection to Kibana: {error}",
            remedy="Give the CA that signed its certificate in COMMENTARIAT_ELASTICSEARCH_CA.",
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Transient(
            f"Kibana is out of reach at {settings.kibana_url}: {str(error) or type(error).__name__}",
            remedy="Check COMMENTARIAT_KIBANA_URL and that Kibana runs; then run again.",
        ) from error


class Kibana:
    """The calls."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def version(self) -> tuple[int, ...] | None:
        """Major and minor version; ``None`` when Kibana does not say it to us."""
        async with self.session.get(f"{self.url}/api/status", allow_redirects=False) as answer:
            # A Kibana that is degraded answers 503 here and still says who it is.
            text = (await answer.read()).decode("utf-8", "replace")
        try:
            return tuple(int(part) for part in str(json.loads(text)["version"]["number"]).split(".")[:2])
        except (ValueError, KeyError, TypeError):
            return None

    async def export(self, objects: Sequence[Object]) -> list[Object] | None:
        """Our objects as Kibana holds them; ``None`` when one of them is not there."""
        wanted = {
            "objects": [{"type": item["type"], "id": item["id"]} for item in objects],
            "excludeExportDetails": True,
            "includeReferencesDeep": False,
        }
        url = f"{self.url}/api/saved_objects/_export"
        async with self.session.post(url, json=wanted, allow_redirects=False) as answer:
            # A bad request is how Kibana says that an object is missing.
            if answer.status == 400:
                return None
            text = await self._text(answer)
        try:
            return [json.loads(row) for row in text.splitlines() if row.strip()]
        except ValueError:
            raise self._stranger("it does not answer in NDJSON") from None

    async def export_all(self, kind: str) -> str:
        """Every object of a kind with all it refers to, as NDJSON."""
        wanted = {"type": [kind], "includeReferencesDeep": True, "excludeExportDetails": True}
        url = f"{self.url}/api/saved_objects/_export"
        async with self.session.post(url, json=wanted, allow_redirects=False) as answer:
            return await self._text(answer)

    async def load(self, objects: Sequence[Object]) -> None:
        """Import, over what is there. Kibana checks each object and names those it refuses."""
        import aiohttp

        form = aiohttp.FormData()
        form.add_field(
            "file", ndjson(objects).encode(), filename="commentariat.ndjson", content_type="application/ndjson"
        )
        url = f"{self.url}/api/saved_objects/_import"
        async with self.session.post(url, params={"overwrite": "true"}, data=form, allow_redirects=False) as answer:
            text = await self._text(answer)
        try:
            result = json.loads(text)
            success, count = bool(result["success"]), int(result["successCount"])
        except (ValueError, KeyError, TypeError):
            raise self._stranger("its import endpoint does not answer as one") from None
        if not success or count != len(objects):
            raise CommentariatError(
                f"Kibana took {count} of {len(objects)} objects: {_refusals(result)}",
                remedy="See Kibana's log; docs/kibana.md says which versions the bundle is made for.",
            )

    async def put_dashboard(self, id_: str, body: Object) -> None:
        """Create or replace one dashboard. Raises :class:`Refused` when it is not taken as it is."""
        url = f"{self.url}/api/dashboards/{quote(id_, safe='')}"
        async with self.session.put(url, json=body, allow_redirects=False) as answer:
            if answer.status == 201:
                return
            if answer.status in (400, 404):
                said = _message((await answer.read()).decode("utf-8", "replace"))
                raise Refused(
                    f"Kibana does not take dashboard {id_} ({answer.status}): {said}",
                    remedy="Install it as a saved object: commentariat dashboards install --via import",
                )
            await self._text(answer)

    async def _text(self, answer: aiohttp.ClientResponse) -> str:
        text = (await answer.read()).decode("utf-8", "replace")
        if answer.status == 200:
            return text
        said = _message(text)
        if answer.status in (401, 403):
            raise Configuration(
                f"Kibana refuses us ({answer.status}): {said}",
                remedy="Check COMMENTARIAT_KIBANA_API_KEY, or COMMENTARIAT_ELASTICSEARCH_USER and _PASSWORD: the role "
                "needs all rights on Dashboards and on Saved Objects Management.",
            )
        if answer.status == 413:
            raise Configuration(
                f"Kibana takes no request as large as this: {said}",
                remedy="Raise server.maxPayload and savedObjects.maxImportPayloadBytes in kibana.yml.",
            )
        if answer.status == 429 or answer.status >= 500:
            raise Transient(
                f"Kibana is not ready ({answer.status}): {said}", remedy="Run `commentariat setup` again in a minute."
            )
        raise self._stranger(f"it answers {answer.status}: {said}")

    def _stranger(self, what: str) -> Configuration:
        return Configuration(
            f"{self.url} seems to be no Kibana: {what}",
            remedy="COMMENTARIAT_KIBANA_URL is Kibana's own address, with its base path and /s/SPACE if it has them.",
        )


def _authorization(settings: Settings) -> dict[str, str]:
    """Kibana's key, else how we log in to Elasticsearch: Kibana knows the same users."""
    import base64

    if key := settings.kibana_api_key or settings.elasticsearch_api_key:
        return {"Authorization": f"ApiKey {key}"}
    if settings.elasticsearch_user and settings.elasticsearch_password:
        pair = f"{settings.elasticsearch_user}:{settings.elasticsearch_password}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}
    return {}


def _trust(settings: Settings) -> Any:
    """The system's certificate authorities, and the cluster's own where it has one."""
    import ssl

    context = ssl.create_default_context()
    if settings.elasticsearch_ca:
        try:
            context.load_verify_locations(cafile=str(settings.elasticsearch_ca))
        except (OSError, ssl.SSLError) as error:
            raise Configuration(
                f"COMMENTARIAT_ELASTICSEARCH_CA names {settings.elasticsearch_ca}, which is no CA file: {error}"
            ) from error
    return context


def _refusals(result: Object) -> str:
    rows = [row for row in result.get("errors") or () if isinstance(row, dict)]
    named = [f"{row.get('type')} {row.get('id')} ({_cause(row.get('error'))})" for row in rows]
    return "; ".join(named) or "no reason given"


def _cause(error: Any) -> str:
    if not isinstance(error, dict):
        return "no reason given"
    missing = ", ".join(f"{r.get('type')} {r.get('id')}" for r in error.get("references") or ())
    return " ".join(str(part) for part in (error.get("type"), error.get("message"), missing) if part)


def _message(text: str) -> str:
    try:
        return str(json.loads(text)["message"])[:300]
    except (ValueError, KeyError, TypeError):
        return " ".join(text.split())[:100] or "an empty answer"

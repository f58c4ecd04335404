"""Installs our data view, dashboards and saved searches through Kibana's HTTP API, or writes them as a file.

Only two endpoints are used, ``_export`` and ``_import`` of saved objects, which every Kibana 8 and 9 has on every
licence. Objects carry a digest of the bundle; when Kibana holds all of it already, nothing is sent, so what people
changed in a dashboard survives until a new bundle comes. Their own objects are never touched.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import CommentariatError, Configuration, Transient
from flows.settings import Settings
from mappings.bundle import ndjson, saved_objects
from mappings.loader import Change
from mappings.names import Names

if TYPE_CHECKING:
    import aiohttp

TIMEOUT = 60.0
"""Seconds for one request: an import of 20 KB is a matter of seconds even on a Kibana that has just started."""

Object = dict[str, Any]


async def install(settings: Settings, names: Names) -> list[Change]:
    """Bring Kibana to our bundle. Raises ``Configuration``, ``Transient``, or ``CommentariatError`` naming objects."""
    import aiohttp

    assert settings.kibana_url
    objects = saved_objects(names)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with aiohttp.ClientSession(
            headers={"kbn-xsrf": "commentariat", **_authorization(settings)},
            connector=aiohttp.TCPConnector(ssl=_trust(settings)),
            timeout=timeout,
        ) as session:
            kibana = _Kibana(session, settings.kibana_url.rstrip("/"))
            held = await kibana.export(objects)
            if held is not None and _marks(held) == _marks(objects):
                return [_change(item, "unchanged") for item in objects]
            await kibana.load(objects)
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
    return [_change(item, "created" if held is None else "updated") for item in objects]


def write(path: Path, names: Names) -> Change:
    """Write the bundle for an import by hand; a file that is as it should be is left alone."""
    text = ndjson(saved_objects(names))
    try:
        action = "updated" if path.exists() else "created"
        if action == "updated" and path.read_text("utf-8", "replace") == text:
            return Change("kibana bundle", str(path), "unchanged")
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise Configuration(f"{path} cannot be written: {error.strerror or error}") from error
    return Change("kibana bundle", str(path), action)


class _Kibana:
    """The two calls, with Kibana's answers mapped to our errors."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def export(self, objects: list[Object]) -> list[Object] | None:
        """Our objects as Kibana holds them; ``None`` when one of them is not there."""
        wanted = {
            "objects": [{"type": item["type"], "id": item["id"]} for item in objects],
            "excludeExportDetails": True,
            "includeReferencesDeep": False,
        }
        async with self.session.post(f"{self.url}/api/saved_objects/_export", json=wanted) as answer:
            # A bad request is how Kibana says that an object is missing.
            if answer.status == 400:
                return None
            text = await self._text(answer)
        try:
            return [json.loads(row) for row in text.splitlines() if row.strip()]
        except ValueError:
            raise self._stranger("it does not answer in NDJSON") from None

    async def load(self, objects: list[Object]) -> None:
        """Import, over what is there. Kibana checks each object and names those it refuses."""
        import aiohttp

        form = aiohttp.FormData()
        form.add_field(
            "file", ndjson(objects).encode(), filename="commentariat.ndjson", content_type="application/ndjson"
        )
        async with self.session.post(
            f"{self.url}/api/saved_objects/_import", params={"overwrite": "true"}, data=form
        ) as answer:
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

    async def _text(self, answer: aiohttp.ClientResponse) -> str:
        text = (await answer.read()).decode("utf-8", "replace")
        if answer.status == 200:
            return text
        said = _message(text)
        if answer.status in (401, 403):
            raise Configuration(
                f"Kibana refuses us ({answer.status}): {said}",
                remedy="Check COMMENTARIAT_KIBANA_API_KEY, or COMMENTARIAT_ELASTICSEARCH_USER and _PASSWORD: the role "
                "needs all rights on Saved Objects Management.",
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


def _marks(objects: list[Object]) -> list[str]:
    """What names the bundle: the end of each dashboard's description, where its digest stands."""
    return sorted(
        str((item.get("attributes") or {}).get("description", "")).rpartition("(")[2]
        for item in objects
        if item.get("type") == "dashboard"
    )


def _change(item: Object, action: str) -> Change:
    return Change(f"kibana {item['type']}", item["id"], action)


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

"""Installs our tags, data views, saved searches and dashboards into Kibana, or writes them as a file.

From Kibana 9.5 on, dashboards go through the Dashboards API and the rest through the import of saved objects; before,
everything is imported. Dashboards carry a digest of the bundle; when Kibana holds all of it already, nothing is sent,
so what people changed in a dashboard survives until a new bundle comes. Their own objects are never touched.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.adapters.kibana_http import Kibana, Refused, connected
from flows.dashboards import usable
from flows.errors import Configuration
from flows.settings import Settings
from mappings.api import SINCE
from mappings.bundle import dashboards, ndjson, saved_objects
from mappings.loader import Change
from mappings.names import Names

log = logging.getLogger(__name__)

WAYS = ("auto", "api", "import")
"""How dashboards reach Kibana: by its version, through the Dashboards API, or imported as saved objects."""

Object = dict[str, Any]


async def install(settings: Settings, names: Names, *, via: str = "auto") -> list[Change]:
    """Bring Kibana to our bundle. Raises ``Configuration``, ``Transient``, or ``CommentariatError`` naming objects."""
    given = [definition.given for definition in usable(settings)]
    objects = saved_objects(names, given)
    async with connected(settings) as kibana:
        held = await kibana.export(objects)
        if held is not None and _marks(held) == _marks(objects):
            return [_change(item, "unchanged") for item in objects]
        if await _through_api(kibana, via):
            await _put(kibana, objects, dashboards(names, given), fall_back=via == "auto")
        else:
            await kibana.load(objects)
    return [_change(item, "created" if held is None else "updated") for item in objects]


async def _through_api(kibana: Kibana, via: str) -> bool:
    if via == "import":
        return False
    version = await kibana.version()
    known = version is not None and version >= SINCE
    if via == "api" and not known:
        said = ".".join(map(str, version)) if version else "not told to us"
        raise Configuration(
            f"the Dashboards API is stable from Kibana {SINCE[0]}.{SINCE[1]} on; the version of this one is {said}",
            remedy="Leave out --via api: the dashboards are imported as saved objects then.",
        )
    return known


async def _put(kibana: Kibana, objects: Sequence[Object], bodies: Mapping[str, Object], *, fall_back: bool) -> None:
    """What dashboards refer to first, then each dashboard; if one is refused, all of them by import."""
    await kibana.load([item for item in objects if item["type"] != "dashboard"])
    try:
        for id_, body in bodies.items():
            await kibana.put_dashboard(id_, body)
    except Refused as error:
        if not fall_back:
            raise
        log.warning("%s; dashboards are imported as saved objects instead", error)
        await kibana.load([item for item in objects if item["type"] == "dashboard"])


def write(path: Path, settings: Settings, names: Names, *, api: bool = False) -> Change:
    """Write the bundle for an import by hand, or with ``api`` the bodies for the Dashboards API by id; a file that is
    as it should be is left alone."""
    text = exported(settings, names, api=api)
    try:
        action = "updated" if path.exists() else "created"
        if action == "updated" and path.read_text("utf-8", "replace") == text:
            return Change("kibana bundle", str(path), "unchanged")
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".tmp")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise Configuration(f"{path} cannot be written: {error.strerror or error}") from error
    return Change("kibana bundle", str(path), action)


def exported(settings: Settings, names: Names, *, api: bool = False) -> str:
    """The bundle as text: NDJSON, or JSON of the Dashboards API."""
    given = [definition.given for definition in usable(settings)]
    if api:
        return json.dumps(dashboards(names, given), ensure_ascii=False, indent=2) + "\n"
    return ndjson(saved_objects(names, given))


def _marks(objects: Sequence[Object]) -> list[str]:
    """What names the bundle: the end of each dashboard's description, where its digest stands."""
    return sorted(
        str((item.get("attributes") or {}).get("description", "")).rpartition("(")[2]
        for item in objects
        if item.get("type") == "dashboard"
    )


def _change(item: Object, action: str) -> Change:
    return Change(f"kibana {item['type']}", item["id"], action)

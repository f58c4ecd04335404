"""The demo's own home: made afresh each time, and only ever emptied when it is surely the demo's.

A folder is the demo's when it carries the marker file; one with anything else in it is never touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from flows.errors import Configuration
from flows.settings import Settings

MARKER = ".commentariat-demo"

KEPT = ("prefect",)
"""Survives from demo to demo: making Prefect's database anew takes 12 s, and nothing of a run's outcome is in it."""


def prepare(settings: Settings) -> Settings:
    """Empty HOME/demo and write registry and searches into it; the settings the demo runs with.

    Raises :class:`~flows.errors.Configuration` when the folder holds something and is not the demo's.
    """
    from flows.demo.press import sources_toml

    demo = settings_in(settings)
    home = demo.home
    try:
        if home.is_symlink() or (home.exists() and not home.is_dir()):
            raise Configuration(f"{home} is no folder", remedy="Move it away; the demo makes its own folder there.")
        if home.exists() and any(home.iterdir()) and not (home / MARKER).is_file():
            raise Configuration(
                f"{home} is not empty and not the demo's: {MARKER} is missing in it",
                remedy="Move it away, or set COMMENTARIAT_HOME to another folder.",
            )
        home.mkdir(parents=True, exist_ok=True)
        (home / MARKER).write_text(
            "Made by `commentariat demo`, which empties this folder each time it runs.\n", "utf-8"
        )
        for entry in home.iterdir():
            if entry.name not in (MARKER, *KEPT):
                _remove(entry)
        assert demo.sources
        assert demo.searches
        demo.sources.write_text(sources_toml(), "utf-8")
        demo.searches.mkdir()
        shipped = files("flows.demo") / "searches" / "demo.toml"
        (demo.searches / "demo.toml").write_text(shipped.read_text("utf-8"), "utf-8")
    except OSError as error:
        raise Configuration(
            f"the demo cannot write {home}: {error.strerror or error}",
            remedy="Set COMMENTARIAT_HOME to a folder of yours with some free space.",
        ) from None
    return demo


def settings_in(settings: Settings) -> Settings:
    """The settings of the demo: everything in HOME/demo, every page kept, mail into the outbox, an index of its own."""
    home = settings.home / "demo"
    return replace(
        settings,
        home=home,
        sources=home / "sources.toml",
        searches=home / "searches",
        landing=None,
        archive=None,
        kibana_url=None,
        smtp_url=None,
        minimum_relevance=0.0,
        index_prefix=f"{settings.index_prefix}-demo" if settings.elasticsearch_url else settings.index_prefix,
        node_port=0,
        node_heap="512m" if settings.node_heap == "1g" else settings.node_heap,
        # A node that lives a minute: 9 CPU seconds to start instead of 17, as nothing is compiled for the long run.
        node_java_options=settings.node_java_options or "-XX:TieredStopAtLevel=1",
    )


@contextmanager
def proxied(proxy: str, cluster: str) -> Iterator[None]:
    """Send this process's children through ``proxy`` for plain HTTP; loopback and the ``cluster`` stay direct."""
    import os
    from urllib.parse import urlsplit

    direct = ",".join(dict.fromkeys(("127.0.0.1", "localhost", "::1", urlsplit(cluster).hostname or "localhost")))
    wanted = {"http_proxy": proxy, "HTTP_PROXY": proxy, "no_proxy": direct, "NO_PROXY": direct}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()

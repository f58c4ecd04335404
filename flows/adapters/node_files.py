"""Where the embedded node keeps its files, and the configuration it is started with.

State lives in ``HOME/node``. So do configuration, data and logs, unless root starts the node and ``HOME`` is closed to
the user it runs as (a checkout under /root, a private temporary folder): then they live in the cache, in a folder named
after a hash of ``HOME``, and stay there. Only folders made here are ever handed to that user.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flows.adapters.processes import Runner
from flows.errors import Configuration
from flows.settings import Settings

LOOPBACK = "127.0.0.1"

# A small log of our own: the shipped configuration writes nine files, and the whole log once more to the console.
# What the JVM says before logging starts goes to the console, hence to console.log.
_LOGGING = """\
status = error
appender.rolling.type = RollingFile
appender.rolling.name = rolling
appender.rolling.fileName = ${sys:es.logs.base_path}/node.log
appender.rolling.filePattern = ${sys:es.logs.base_path}/node-%i.log
appender.rolling.layout.type = PatternLayout
appender.rolling.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
appender.rolling.policies.type = Policies
appender.rolling.policies.size.type = SizeBasedTriggeringPolicy
appender.rolling.policies.size.size = 20MB
appender.rolling.strategy.type = DefaultRolloverStrategy
appender.rolling.strategy.max = 3
rootLogger.level = info
rootLogger.appenderRef.rolling.ref = rolling
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Folders of one node. ``state`` is ours; all under ``root`` belongs to the user the node runs as."""

    state: Path
    root: Path
    cache: Path
    cluster: str

    @property
    def config(self) -> Path:
        """Configuration, written anew at each start."""
        return self.root / "config"

    @property
    def data(self) -> Path:
        """The indices."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """``node.log`` (rolling, 80 MB at most) and ``console.log`` (of the last start)."""
        return self.root / "logs"

    @property
    def temporary(self) -> Path:
        """The JVM's temporary files, emptied at each start."""
        return self.root / "tmp"

    @property
    def ports_file(self) -> Path:
        """Written by the node once it listens: the addresses it got."""
        return self.logs / "http.ports"


def locate(settings: Settings, user: Runner | None = None) -> Layout:
    """Find the folders of the node of a home. Makes ``HOME/node`` and the cache, and nothing in them."""
    state = settings.home / "node"
    digest = hashlib.sha256(str(settings.home).encode()).hexdigest()[:16]
    _make(state, "COMMENTARIAT_HOME")
    cache = settings.cache_dir
    if user is not None:
        cache = _open_cache(settings, user)
    aside = cache / f"node-{digest}"
    elsewhere = user is not None and (aside.is_dir() or not user.reaches(state))
    return Layout(state=state, root=aside if elsewhere else state, cache=cache, cluster=f"commentariat-{digest}")


def prepare(layout: Layout, settings: Settings, user: Runner | None, server: Path) -> None:
    """Write the configuration and make the folders ready for the user the node runs as."""
    try:
        if layout.root != layout.state:
            forget_abandoned(layout.cache)
            layout.root.mkdir(exist_ok=True)
            (layout.root / "home").write_text(str(settings.home), "utf-8")
            layout.root.chmod(0o755)
        for folder in (layout.config, layout.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (layout.config, layout.temporary, layout.data, layout.logs):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o750)
        layout.ports_file.unlink(missing_ok=True)
        (layout.logs / "console.log").unlink(missing_ok=True)
        (layout.config / "elasticsearch.yml").write_text(_node_options(layout, settings), "utf-8")
        (layout.config / "log4j2.properties").write_text(_LOGGING, "utf-8")
        (layout.config / "jvm.options").write_text(_jvm_options(server, settings), "utf-8")
        for folder in (layout.config, layout.temporary, layout.data, layout.logs):
            if user is not None:
                user.give(folder)
    except OSError as error:
        raise Configuration(
            f"the node's folder {layout.root} cannot be made ready: {error}",
            remedy="Free some room or correct its permissions; a node started by another user keeps its files.",
        ) from error


def forget_abandoned(cache: Path) -> None:
    """Remove node folders in the cache whose home was a temporary folder and is gone.

    Any other missing home may be a disk that is not mounted just now: its data are kept.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    for note in cache.glob("node-*/home"):
        home = Path(note.read_text("utf-8"))
        if home.is_relative_to(temporary) and not home.exists():
            shutil.rmtree(note.parent, ignore_errors=True)


def _open_cache(settings: Settings, user: Runner) -> Path:
    """The cache, or the system's when the given one is closed to the user the node runs as."""
    from platformdirs import site_cache_path

    for cache in (settings.cache_dir, site_cache_path("commentariat")):
        fresh = not cache.exists()
        _make(cache, "COMMENTARIAT_CACHE")
        if fresh:
            cache.chmod(0o755)
        if user.reaches(cache):
            return cache
    raise Configuration(
        f"the cache {settings.cache_dir} is closed to {user.name!r}, the user the node runs as when root starts it",
        remedy="Set COMMENTARIAT_CACHE to a folder every user can enter, or COMMENTARIAT_NODE_USER to one who can.",
    )


def _make(folder: Path, variable: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Configuration(
            f"{folder} cannot be made: {error.strerror}", remedy=f"Set {variable} to a folder this user may write."
        ) from error


def _node_options(layout: Layout, settings: Settings) -> str:
    """The node's settings, as YAML whose every value is JSON.

    Disk watermarks are absolute: the default share of 85 % refuses new shards on a disk with a hundred free gigabytes.
    """
    options = {
        "cluster.name": layout.cluster,
        "node.name": "commentariat",
        "discovery.type": "single-node",
        "network.host": LOOPBACK,
        "http.port": settings.node_port,  # 0: the kernel gives a free one, without a race; the ports file tells which
        "transport.port": 0,
        "node.portsfile": True,
        "path.data": str(layout.data),
        "path.logs": str(layout.logs),
        "xpack.security.enabled": False,  # loopback only
        "cluster.routing.allocation.disk.watermark.low": "1gb",
        "cluster.routing.allocation.disk.watermark.high": "512mb",
        "cluster.routing.allocation.disk.watermark.flood_stage": "256mb",
    }
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in options.items())


def _jvm_options(server: Path, settings: Settings) -> str:
    """The shipped options without the collector's log (up to 2 GB) and heap dumps, the heap, and the operator's own."""
    shipped = (server / "config" / "jvm.options").read_text("utf-8").splitlines()
    kept = [line for line in shipped if line and not line.startswith(("#", "-Xlog:gc", "-XX:+HeapDump", "-Xm"))]
    heap = settings.node_heap
    return "\n".join([*kept, f"-Xms{heap}", f"-Xmx{heap}", *settings.node_java_options.split()]) + "\n"

"""One settings object, read from the environment once, passed to whoever needs it.

Every field ``name`` is the environment variable ``COMMENTARIAT_NAME``. A secret may also be given as
``COMMENTARIAT_NAME_FILE``, a file that holds it. Secrets are never printed: :meth:`Settings.effective` hides them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from flows.errors import Configuration

PREFIX = "COMMENTARIAT_"


def _setting(default: Any, help_: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"help": help_, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """Effective settings. Paths are absolute; ``None`` means not given."""

    home: Path = _setting(Path("var"), "folder of all state: landing zone, archive, node, crawl state, outbox")
    cache: Path | None = _setting(None, "download cache for the embedded node (default: the platform's cache folder)")
    sources: Path | None = _setting(None, "source registry (default: the shipped sources.toml)")
    leaders: Path | None = _setting(None, "further offices and people, on top of the shipped roster (a TOML file)")
    searches: Path | None = _setting(None, "folder of saved searches, *.toml (default: the shipped ones)")
    kibana_searches: str | None = _setting(None, "saved searches of Kibana to mail: NDJSON export, folder, or `live`")
    extractors: Path | None = _setting(None, "folder of your own extractors for single outlets, *.toml")
    landing: Path | None = _setting(None, "landing zone (default: HOME/landing)")
    archive: Path | None = _setting(None, "archive of indexed segments (default: HOME/archive)")
    elasticsearch_url: str | None = _setting(None, "an Elasticsearch cluster to use instead of the embedded node")
    elasticsearch_api_key: str | None = _setting(None, "API key for the cluster", secret=True)
    elasticsearch_user: str | None = _setting(None, "user name for the cluster")
    elasticsearch_password: str | None = _setting(None, "password for the cluster", secret=True)
    elasticsearch_ca: Path | None = _setting(None, "CA certificate file for the cluster")
    index_prefix: str = _setting(
        "commentary", "prefix of indices, aliases and templates; `commentary` is the read alias"
    )
    replicas: int = _setting(0, "replicas of each index (1 or more on a cluster)")
    node_port: int = _setting(0, "HTTP port of the embedded node (0: a free one)")
    node_heap: str = _setting("1g", "heap of the embedded node")
    node_java_options: str = _setting("", "further options for the embedded node's Java, separated by spaces")
    node_user: str = _setting("nobody", "user the embedded node runs as when root starts it")
    maven_url: str | None = _setting(None, "Maven repository to fetch the embedded node from (default: Maven Central)")
    kibana_url: str | None = _setting(None, "Kibana to install data view, dashboards and searches into")
    kibana_api_key: str | None = _setting(None, "API key for Kibana", secret=True)
    dashboards: Path | None = _setting(None, "folder of your own dashboards, searches and data views, *.json")
    minimum_relevance: float = _setting(0.0, "documents below it are rejected as not_relevant (0 to 1)")
    prefilter: str = _setting(
        "on", "pages whose bytes cannot name a leader are not parsed where MINIMUM_RELEVANCE is above 0: on or off"
    )
    workers: int = _setting(1, "processes that read pages during an ingest")
    user_agent: str = _setting(
        "Commentariat/0.1 (+https://example.org/commentariat; media monitoring)",
        "user agent with a contact; put your own address in it",
    )
    smtp_url: str | None = _setting(
        None,
        "smtp://[user:password@]host[:port][/?tls=none|starttls|tls] (default: outbox folder)",
        secret=True,
    )
    smtp_ca: Path | None = _setting(None, "CA certificate file for the mail server (default: the system's)")
    channels: str | None = _setting(None, "channels besides mail: lines of NAME=ADDRESS, see Apprise", secret=True)
    mail_from: str = _setting("Commentariat <commentariat@localhost>", "sender of alert mails")
    unsubscribe_secret: str | None = _setting(None, "what signs the links by which recipients leave", secret=True)
    unsubscribe_url: str | None = _setting(None, "https address that takes people off, with {token} in it")
    unsubscribe_mail: str | None = _setting(None, "mailbox for those who leave by mail (default: the sender)")
    crawl_delay: float = _setting(0.0, "least seconds between requests to one host; slow hosts are spared anyway")
    crawl_budget: int = _setting(1000, "most pages of one source in one crawl; the rest waits for the next")
    allowed_hosts: str = _setting("", "hosts, addresses or networks that may be crawled though they are not public")
    browser: str = _setting("", "Chromium for sources with browser = true, where it is not on PATH")
    crawl_every: float = _setting(300.0, "seconds between crawls when serving")
    ingest_every: float = _setting(60.0, "seconds between ingests when serving")
    mails_per_hour: int = _setting(60, "most alert mails to one recipient in an hour; what is over waits")
    alerts_every: float = _setting(60.0, "seconds between alert runs when serving")
    prefect_port: int = _setting(0, "port of Prefect's own server when serving (0: a free one; PREFECT_API_URL: none)")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR")
    log_format: str = _setting("text", "text or json")

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment. Raises :class:`~flows.errors.Configuration` naming the variable that is wrong."""
        env = os.environ if environ is None else environ
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {}
        for spec in fields(cls):
            raw = _lookup(env, PREFIX + spec.name.upper(), secret=spec.metadata["secret"])
            if raw is not None:
                values[spec.name] = _convert(spec.name, str(spec.type), raw)
        values.setdefault("home", _default_home())
        values["home"] = values["home"].expanduser().absolute()
        _reject_unknown(env, known)
        settings = cls(**values)
        settings._check()
        return settings

    @property
    def landing_dir(self) -> Path:
        """Where segments land."""
        return self.landing or self.home / "landing"

    @property
    def archive_dir(self) -> Path:
        """Where indexed segments go, in a folder a day."""
        return self.archive or self.home / "archive"

    @property
    def cache_dir(self) -> Path:
        """Where downloads are kept, outside the checkout."""
        if self.cache:
            return self.cache
        from platformdirs import site_cache_path, user_cache_path

        # As root the node runs as another user, to whom root's own cache folder is closed.
        return site_cache_path("commentariat") if os.geteuid() == 0 else user_cache_path("commentariat")

    def effective(self) -> list[tuple[str, str, str]]:
        """Rows of (variable, value, meaning); a secret that is set shows as ``(hidden)``."""
        rows = []
        for spec in fields(self):
            value = getattr(self, spec.name)
            shown = "" if value is None else "(hidden)" if spec.metadata["secret"] else _shown(value)
            rows.append((PREFIX + spec.name.upper(), shown, spec.metadata["help"]))
        return rows

    def _check(self) -> None:
        if not 0 <= self.minimum_relevance <= 1:
            raise Configuration(f"{PREFIX}MINIMUM_RELEVANCE is {self.minimum_relevance}: it must lie between 0 and 1")
        if self.prefilter not in {"on", "off"}:
            raise Configuration(f"{PREFIX}PREFILTER is {self.prefilter!r}: use on or off")
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,60}", self.index_prefix):
            raise Configuration(f"{PREFIX}INDEX_PREFIX is {self.index_prefix!r}: lower-case letters, digits, hyphens")
        if self.log_level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise Configuration(f"{PREFIX}LOG_LEVEL is {self.log_level!r}: use DEBUG, INFO, WARNING or ERROR")
        if self.log_format not in {"text", "json"}:
            raise Configuration(f"{PREFIX}LOG_FORMAT is {self.log_format!r}: use text or json")
        if not re.fullmatch(r"[1-9][0-9]*[kmg]", self.node_heap):
            raise Configuration(f"{PREFIX}NODE_HEAP is {self.node_heap!r}: a number and k, m or g, as in 1g")
        for name in ("elasticsearch_url", "kibana_url", "maven_url"):
            value = getattr(self, name)
            if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
                raise Configuration(f"{PREFIX}{name.upper()} is not an http(s) address with a host name")
            if value and urlsplit(value).password:
                raise Configuration(
                    f"{PREFIX}{name.upper()} carries a password",
                    remedy="Take it out of the address; give user, password or API key in settings of their own.",
                )
        for name in ("crawl_every", "ingest_every", "alerts_every"):
            if getattr(self, name) <= 0:
                raise Configuration(f"{PREFIX}{name.upper()} must be above 0 seconds")
        if self.crawl_delay < 0 or self.crawl_budget < 1:
            raise Configuration(f"{PREFIX}CRAWL_DELAY (≥ 0) or {PREFIX}CRAWL_BUDGET (≥ 1) is out of range")
        if self.mails_per_hour < 1:
            raise Configuration(f"{PREFIX}MAILS_PER_HOUR must be 1 or more")
        if self.workers < 1 or self.replicas < 0 or not 0 <= self.node_port <= 65535:
            raise Configuration(f"{PREFIX}WORKERS (≥ 1), {PREFIX}REPLICAS (≥ 0) or {PREFIX}NODE_PORT is out of range")


def _shown(value: object) -> str:
    """The value as its variable would hold it; a password inside an address is never shown."""
    return re.sub(r"(?<=://)[^/@\s]*@", "(hidden)@", str(value))


def _lookup(env: Mapping[str, str], name: str, *, secret: bool) -> str | None:
    if (value := env.get(name)) is not None and value.strip():
        return value.strip()
    if secret and (path := env.get(name + "_FILE", "").strip()):
        try:
            return Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Configuration(f"{name}_FILE names {path}, which cannot be read: {error}") from None
    return None


def _convert(name: str, kind: str, raw: str) -> Any:
    try:
        if "Path" in kind:
            return Path(raw).expanduser().absolute()
        if kind == "int":
            return int(raw)
        if kind == "float":
            number = float(raw)
            if number != number or number in (float("inf"), float("-inf")):
                raise ValueError
            return number
    except ValueError:
        wanted = "a whole number" if kind == "int" else "a number"
        raise Configuration(f"{PREFIX}{name.upper()} is {raw!r}: {wanted} is wanted") from None
    return raw


def _reject_unknown(env: Mapping[str, str], known: set[str]) -> None:
    """A misspelt setting must not be ignored in silence: it would run for years with the default."""
    import difflib

    allowed = known | {f.name + "_file" for f in fields(Settings) if f.metadata["secret"]}
    # For benchmarks and the test suite, which are not settings of the product.
    allowed |= {"benchmark_data", "test_elasticsearch_url"}
    for variable in env:
        if not variable.startswith(PREFIX) or variable[len(PREFIX) :].lower() in allowed:
            continue
        near = difflib.get_close_matches(variable[len(PREFIX) :].lower(), allowed, n=1)
        hint = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "`commentariat config` lists all settings."
        raise Configuration(f"{variable} is no setting of Commentariat", remedy=hint)


def _default_home() -> Path:
    """``var/`` in a checkout; the platform's data folder for an installed wheel."""
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file() and (root / "crawlers").is_dir():
        return root / "var"
    from platformdirs import user_data_path

    return user_data_path("commentariat")

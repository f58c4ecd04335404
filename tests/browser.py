"""A Chromium without a window, spoken to over its DevTools protocol: loads a file, evaluates, takes pictures.

And axe-core, the accessibility checker, out of a cache outside the checkout: ``python -m tests.browser`` puts it there
through npm, at one version and one checksum. Tests skip where one of the two is missing.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from platformdirs import user_cache_path

AXE = "axe-core-4.10.3.tgz"
AXE_SHA256 = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def axe_file() -> Path:
    """Where axe-core is kept."""
    return user_cache_path("commentariat") / AXE


def axe() -> str | None:
    """The checker's script, or ``None`` when it is not there. Another file under its name is an error."""
    if not axe_file().is_file():
        return None
    assert hashlib.sha256(axe_file().read_bytes()).hexdigest() == AXE_SHA256, f"{axe_file()} is not {AXE}: delete it"
    with tarfile.open(axe_file()) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script
        return script.read().decode()


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result; events in between are passed over."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer = await self._socket.receive_json(timeout=60)
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    async def show(self, file: Path, *, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        """Load a file at a width, light or dark, and wait until it is there."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.call("Emulation.setEmulatedMedia", media="screen", features=features)
        await self.call("Page.navigate", url=file.resolve().as_uri())
        while await self.run("location.protocol + document.readyState") != "file:complete":
            await asyncio.sleep(0.05)

    async def run(self, script: str) -> Any:
        """The value of an expression; promises are awaited."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def picture(self, *, whole: bool = False) -> bytes:
        """A PNG of what is seen, or of the ``whole`` page."""
        shot = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    """A tab of a Chromium of its own, ended afterwards."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0")
        process = subprocess.Popen(
            [CHROMIUM, *options, f"--user-data-dir={home}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            told = Path(home, "DevToolsActivePort")
            while not (told.is_file() and told.read_text().count("\n")):
                assert process.poll() is None, "Chromium does not start"
                await asyncio.sleep(0.05)
            port = told.read_text().splitlines()[0]
            async with aiohttp.ClientSession() as session:
                tabs = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
                address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            process.terminate()
            process.wait(20)


def _fetch() -> None:
    """Put axe-core into the cache."""
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("npm is missing: install Node.js")
    axe_file().parent.mkdir(parents=True, exist_ok=True)
    name = AXE.removesuffix(".tgz").replace("core-", "core@")
    subprocess.run([npm, "pack", "--silent", name], cwd=axe_file().parent, check=True)
    assert axe()


if __name__ == "__main__":
    _fetch()

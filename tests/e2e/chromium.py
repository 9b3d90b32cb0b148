"""Headless Chromium, driven through its DevTools protocol.

Nothing here sleeps: whoever waits does so inside the page, for something that the page tells of.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_S = 30

KEYS = {
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13},
    "Escape": {"code": "Escape", "windowsVirtualKeyCode": 27},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
}


class Page:
    """One tab."""

    PRELUDE = ""
    """Executed before any script of the page's own."""

    def __init__(self, tools: aiohttp.ClientWebSocketResponse) -> None:
        self._tools = tools
        self._serials = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: dict[str, asyncio.Event] = {}
        self.asked: list[str] = []
        """Every address that the page has asked for."""
        self.complaints: list[str] = []
        """What the browser's console has been told: errors, and what the policy forbade."""
        self.downloaded = asyncio.Event()
        """A file has arrived."""
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self._tools:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            elif said["method"] == "Network.webSocketCreated":
                self.asked.append(said["params"]["url"])
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                self.complaints.append(said["params"]["entry"]["text"])
            elif said["method"] == "Runtime.exceptionThrown":
                self.complaints.append(str(said["params"]["exceptionDetails"]))
            elif said["method"] == "Browser.downloadProgress" and said["params"]["state"] == "completed":
                self.downloaded.set()
            elif said["method"] in self._events:
                self._events[said["method"]].set()

    async def do(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One command of the protocol."""
        serial = next(self._serials)
        self._answers[serial] = asyncio.get_running_loop().create_future()
        await self._tools.send_json({"id": serial, "method": method, "params": arguments})
        said = await self._answers[serial]
        assert "error" not in said, said
        return said["result"]

    async def js(self, code: str) -> Any:
        said = await self.do("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def open(self, address: str) -> None:
        """Load it, to the end."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.do(f"{domain}.enable")
        await self.do("Page.addScriptToEvaluateOnNewDocument", source=self.PRELUDE)
        loaded = self.expect("Page.loadEventFired")
        await self.do("Page.navigate", url=address)
        async with asyncio.timeout(PATIENCE_S):
            await loaded.wait()

    def expect(self, event: str) -> asyncio.Event:
        """Set when the browser next tells of it."""
        self._events[event] = asyncio.Event()
        return self._events[event]

    async def press(self, *keys: str) -> None:
        for key in keys:
            known = {"text": key} if len(key) == 1 else KEYS[key]
            await self.do("Input.dispatchKeyEvent", type="keyDown" if len(key) == 1 else "rawKeyDown", key=key, **known)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=key, **known)

    async def resize(self, width: int, height: int) -> None:
        """The window, in pixels."""
        await self.do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode((await self.do("Page.captureScreenshot"))["data"]))

    async def close(self) -> None:
        self._listening.cancel()
        await asyncio.wait([self._listening])


P = TypeVar("P", bound=Page)


class Chromium:
    """One browser; every tab of it is the same visitor."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self._tools = f"http://127.0.0.1:{port}"
        self._session = session

    @asynccontextmanager
    async def downloading(self, folder: Path) -> AsyncIterator[None]:
        """Something is downloaded into the folder in the meantime."""
        async with self._session.get(f"{self._tools}/json/version") as answer:
            browser = (await answer.json())["webSocketDebuggerUrl"]
        async with self._session.ws_connect(browser, max_msg_size=0) as tools:
            all_of_it = Page(tools)
            await all_of_it.do(
                "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True
            )
            yield
            async with asyncio.timeout(PATIENCE_S):
                await all_of_it.downloaded.wait()
            await all_of_it.close()

    @asynccontextmanager
    async def tab(self, address: str, kind: type[P]) -> AsyncIterator[P]:
        async with self._session.put(f"{self._tools}/json/new?about:blank") as answer:
            made = await answer.json()
        async with self._session.ws_connect(made["webSocketDebuggerUrl"], max_msg_size=0) as tools:
            page = kind(tools)
            try:
                await page.open(address)
                yield page
            finally:
                await page.close()
        async with self._session.get(f"{self._tools}/json/close/{made['id']}") as answer:
            assert answer.status == 200


@asynccontextmanager
async def process(*command: str, **pipes: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """Ended at the end, with all that is in its group."""
    running = await asyncio.create_subprocess_exec(*command, start_new_session=True, **pipes)
    try:
        yield running
    finally:
        if running.returncode is None:
            os.killpg(running.pid, signal.SIGKILL)
        await running.communicate()


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Chromium]:
    """A browser with nothing in it, which keeps its things in the folder and reaches nobody but this machine."""
    quiet = "--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic"
    command = [
        str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *quiet.split(),
        "--window-size=1440,800", f"--user-data-dir={folder}", "--remote-debugging-port=0",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]  # fmt: skip
    async with process(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE) as running:
        assert running.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            while "DevTools listening on" not in (line := (await running.stderr.readline()).decode()):
                assert line, "Chromium ended"
        port = int(line.split("127.0.0.1:")[1].split("/")[0])
        drained = asyncio.create_task(running.stderr.read())
        async with aiohttp.ClientSession() as session:
            yield Chromium(port, session)
        os.killpg(running.pid, signal.SIGKILL)
        await drained

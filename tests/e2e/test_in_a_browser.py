"""The game in a real browser: headless Chromium, driven through its DevTools protocol, at a real `cafe-sim serve`.

What stands on the page is read from xterm.js's own buffer. Nothing here sleeps: each step waits for the terminal to
have taken in something that makes the screen what it must be, and fails with the screen's text if that never comes.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_S = 30
pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

KEEP_THE_TERMINAL = """
Object.defineProperty(Object.prototype, "terminal", {configurable: true, set(made) {
    Object.defineProperty(this, "terminal", {value: made, writable: true, configurable: true, enumerable: true});
    if (made && made.onWriteParsed) window.xterm = made;
}});
window.screenText = () => {
    const lines = [], buffer = window.xterm.buffer.active;
    for (let y = 0; y < window.xterm.rows; y++) lines.push(buffer.getLine(buffer.viewportY + y).translateToString(true, 0, window.xterm.cols));
    return lines.join("\\n");
};
window.until = (shown) => new Promise((done) => {
    const look = () => { const text = window.screenText(); if (shown(text)) { written.dispose(); done(text); } };
    const written = window.xterm.onWriteParsed(look);
    look();
});
"""
"""textual.js keeps its terminal to itself, so it is caught where it is assigned."""

KEYS = {
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13},
    "Escape": {"code": "Escape", "windowsVirtualKeyCode": 27},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
}


class Page:
    """One tab."""

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
        await self.do("Page.addScriptToEvaluateOnNewDocument", source=KEEP_THE_TERMINAL)
        loaded = self.expect("Page.loadEventFired")
        await self.do("Page.navigate", url=address)
        async with asyncio.timeout(PATIENCE_S):
            await loaded.wait()

    def expect(self, event: str) -> asyncio.Event:
        """Set when the browser next tells of it."""
        self._events[event] = asyncio.Event()
        return self._events[event]

    async def shows(self, *words: str, without: str = "\0") -> str:
        """Wait until all these words stand on the screen, and `without` does not."""
        return await self._until(
            f"{json.dumps(words)}.every((word) => text.includes(word)) && !text.includes({json.dumps(without)})"
        )

    async def shows_one(self, *words: str) -> str:
        """Wait until at least one of these words stands on the screen."""
        return await self._until(f"{json.dumps(words)}.some((word) => text.includes(word))")

    async def _until(self, condition: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE_S):
                text: str = await self.js(f"window.until((text) => {condition})")
                return text
        except TimeoutError:
            pytest.fail(f"the page never showed {condition}, but\n{await self.js('window.screenText()')}")

    async def says(self, sentence: str) -> None:
        """Wait until the page itself says it, in place of the game, and its way back has the keyboard."""
        async with asyncio.timeout(PATIENCE_S):
            await self.js(f"""new Promise((done) => {{
                const look = () => {{
                    const over = document.querySelector(".over");
                    if (over.innerText.includes({json.dumps(sentence)}) && over.contains(document.activeElement)) done();
                }};
                new MutationObserver(look).observe(document.body, {{subtree: true, childList: true, attributes: true}});
                look();
            }})""")

    async def press(self, *keys: str) -> None:
        for key in keys:
            known = {"text": key} if len(key) == 1 else KEYS[key]
            await self.do("Input.dispatchKeyEvent", type="keyDown" if len(key) == 1 else "rawKeyDown", key=key, **known)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=key, **known)

    async def click(self, word: str) -> None:
        """On the first letter of the last place where it stands."""
        text = await self.shows(word)
        y = text[: text.rindex(word)].count("\n")
        x = text.split("\n")[y].index(word)
        place = await self.js(
            f"""(() => {{
                const box = document.querySelector(".xterm-screen").getBoundingClientRect();
                return {{x: box.left + ({x} + 0.5) * box.width / window.xterm.cols,
                         y: box.top + ({y} + 0.5) * box.height / window.xterm.rows}};
            }})()"""
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            await self.do("Input.dispatchMouseEvent", type=kind, **place, **button)

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
    async def tab(self, address: str) -> AsyncIterator[Page]:
        async with self._session.put(f"{self._tools}/json/new?about:blank") as answer:
            made = await answer.json()
        async with self._session.ws_connect(made["webSocketDebuggerUrl"], max_msg_size=0) as tools:
            page = Page(tools)
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


@pytest_asyncio.fixture
async def chromium(tmp_path: Path) -> AsyncIterator[Chromium]:
    quiet = "--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic"
    command = [
        str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *quiet.split(),
        "--window-size=1440,800", f"--user-data-dir={tmp_path / 'chromium'}", "--remote-debugging-port=0",
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


def readable(path: Path) -> bytes:
    """What is in it; nothing if it has gone, or is not ours to read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest_asyncio.fixture
async def cafe(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a `cafe-sim serve`. It is ended as a person would, and nothing may be left of it."""
    saves = str(tmp_path / "saves")
    command = [sys.executable, "-m", "cafe_sim", "serve", "--port", "0", "--saves", saves]
    async with process(*command, cwd=ROOT, stdin=DEVNULL, stdout=PIPE, stderr=PIPE) as running:
        assert running.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = (await running.stdout.readline()).decode()
        yield line.split(" at ")[1].split(" ")[0]
        running.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE_S):
            out, err = await running.communicate()
        assert running.returncode == 0
        assert out.decode().endswith("Closed.\n")
        assert err == b""
    assert [one for one in Path("/proc").glob("[0-9]*/environ") if saves.encode() in readable(one)] == []


MARKED = re.compile(r"›#(\d+) +(\S+)")


async def test_a_level_is_won_by_keys_and_another_by_mouse(chromium: Chromium, cafe: str, tmp_path: Path) -> None:
    async with chromium.tab(cafe) as page:
        await page.shows("C A F É   S I M", "› Open the café   A1")
        await page.press("Enter")
        await page.shows("A1  One at a time", "★ sound", "enter start")
        await page.press("Enter")
        await page.shows("RAIL", "0:00 stands  served 0/5")
        await page.press("+", "+", "+", "ArrowDown")
        await page.shows("›#2")
        before = ""
        while "★ sound" not in (text := await page.shows("One at a time", without=before or "\0")):
            before = text.split("\n", 1)[0]
            if "stands" in before or "closed" in before:
                await page.press("Enter")
        await page.shows("★ sound", "✔ worked   5 of 5 served", "next: A2")

        await page.click("next: A2")
        await page.shows("A2  Nobody has to watch the kettle", "enter start")
        await page.click("enter start")
        await page.shows("RAIL", "0:00 stands  served 0/11")
        for _ in range(3):
            await page.click("speed")
        makers = {"tea": "2 Ana", "bun": "2 Ana", "crêpe": "1 Carl", "omelette": "1 Carl"}
        while marked := MARKED.search(await page.shows_one("›#", "The day is over")):
            await page.click(makers[marked[2]])
            await page.shows(without=f"›#{marked[1]} ")
        await page.click("result")
        await page.shows("★ sound", "✔ worked   11 of 11 served")

        async with chromium.downloading(tmp_path / "taken"):
            await page.click("share")
        (card,) = (tmp_path / "taken").iterdir()
        assert card.read_text(encoding="utf-8").startswith("<svg")
        assert {address.split("/")[2] for address in page.asked} == {cafe.split("/")[2]}
        assert page.complaints == []


async def test_stars_stay_with_their_browser_and_two_tabs_do_not_spoil_them(
    chromium: Chromium, cafe: str, tmp_path: Path
) -> None:
    async with chromium.tab(cafe) as page:
        await page.shows(" open · ", "espresso")
        await page.press("t")
        await page.shows("C A F É   S I M", "latte")
        async with chromium.tab(cafe) as second:
            await second.shows("C A F É   S I M", "Another Café Sim", "nothing will be saved")
            async with chromium.tab(cafe) as third:
                await third.says("You have 2 tables already")
                assert "503" in third.complaints[0]
        await page.open(cafe)
        await page.shows("C A F É   S I M", "latte", without="Another Café Sim")
        await page.press("q")
        await page.says("This table has been cleared. Your stars are kept.")
        loaded = page.expect("Page.loadEventFired")
        await page.press("Enter")
        await loaded.wait()
        await page.shows("C A F É   S I M", "latte")
    (visitor,) = (tmp_path / "saves" / "visitors").iterdir()
    assert (visitor / "progress.lock").is_file()


async def test_a_small_window_says_so_and_a_large_one_goes_on(chromium: Chromium, cafe: str) -> None:
    async with chromium.tab(cafe) as page:
        await page.shows("C A F É   S I M", "› Open the café")
        await page.resize(300, 200)
        await page.shows("Too small", "The window is ", without="C A F É")
        await page.resize(900, 600)
        await page.shows("C A F É   S I M", "› Open the café", without="Too small")


async def test_on_a_phone_the_letters_are_small_enough(chromium: Chromium, cafe: str) -> None:
    async with chromium.tab("about:blank") as page:
        for width, height in ((390, 844), (844, 390)):
            await page.resize(width, height)
            await page.open(cafe)
            await page.shows("C A F É   S I M", "› Open the café", without="Too small")
            assert await page.js("window.xterm.cols >= 60 && window.xterm.rows >= 18")

"""The game in a real browser: headless Chromium at a real `cafe-sim serve`.

What stands on the page is read from xterm.js's own buffer. Nothing here sleeps: each step waits for the terminal to
have taken in something that makes the screen what it must be, and fails with the screen's text if that never comes.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from chromium import CHROMIUM, PATIENCE_S, Chromium, Page, process

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

READ_THE_SCREEN = """
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
"""Our page has the terminal as `xterm`."""


class Table(Page):
    """A tab with the game's terminal in it."""

    PRELUDE = READ_THE_SCREEN

    async def shows(self, *words: str, without: str = "\0") -> str:
        """Wait until all these words stand on the screen, and `without` does not."""
        return await self.until(
            f"{json.dumps(words)}.every((word) => text.includes(word)) && !text.includes({json.dumps(without)})"
        )

    async def shows_one(self, *words: str) -> str:
        """Wait until at least one of these words stands on the screen."""
        return await self.until(f"{json.dumps(words)}.some((word) => text.includes(word))")

    async def until(self, condition: str) -> str:
        """Wait until this is true of the screen's `text`."""
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
    async with chromium.tab(cafe, Table) as page:
        await page.shows("C A F É   S I M", "› Open the café   A1")
        await page.press("Enter")
        await page.shows("A1  One at a time", "★ sound", "enter start")
        await page.press("Enter")
        await page.shows("RAIL", "0:00 stands  served 0/5")
        await page.press("+", "+", "+", "ArrowDown")
        await page.shows("›#2")
        before = ""
        while "★ sound" not in (text := await page.shows("One at a time", without=before or "\0")):
            before = "\n".join(text.split("\n")[:3])  # the heading, and who is first on the rail
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
        while marked := MARKED.search(await page.shows_one("›#", "Will everybody be served today?")):
            await page.click(makers[marked[2]])
            await page.shows(without=f"›#{marked[1]} ")
        await page.click("yes")
        await page.shows("The day is over: 11 of 11 served.")
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
    async with chromium.tab(cafe, Table) as page:
        await page.shows(" open · ", "espresso")
        await page.press("t")
        await page.shows("C A F É   S I M", "latte")
        async with chromium.tab(cafe, Table) as second:
            await second.shows("C A F É   S I M", "Another Café Sim", "nothing will be saved")
            async with chromium.tab(cafe, Table) as third:
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
    async with chromium.tab(cafe, Table) as page:
        await page.shows("C A F É   S I M", "› Open the café")
        await page.resize(200, 120)
        await page.shows("Too small", "The window is ", without="C A F É")
        await page.resize(900, 600)
        await page.shows("C A F É   S I M", "› Open the café", without="Too small")


async def test_on_a_phone_the_letters_are_small_enough(chromium: Chromium, cafe: str) -> None:
    async with chromium.tab("about:blank", Table) as page:
        for width, height in ((390, 844), (844, 390)):
            await page.resize(width, height)
            await page.open(cafe)
            await page.shows("C A F É   S I M", "› Open the café", without="Too small")
            assert await page.js("window.xterm.cols >= 60 && window.xterm.rows >= 18")


async def test_a_phone_may_be_turned(chromium: Chromium, cafe: str) -> None:
    async with chromium.tab("about:blank", Table) as page:
        await page.resize(844, 390)
        await page.open(cafe)
        await page.shows("C A F É   S I M", "› Open the café")
        lying = await page.js("Number(window.xterm.options.fontSize)")
        await page.resize(390, 844)
        await page.until("text.split('\\n').length > 24 && window.xterm.cols >= 60")
        await page.shows("C A F É   S I M", "› Open the café", without="Too small")
        assert await page.js("window.xterm.options.fontSize") < lying
        await page.resize(844, 390)
        await page.until(f"window.xterm.options.fontSize === {lying} && text.split('\\n').length < 24")
        await page.shows("C A F É   S I M", "› Open the café", without="Too small")

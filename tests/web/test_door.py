"""What the server lets in, hands on, and ends: through aiohttp's own test client, with a stand-in for the game behind
it.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from cafe_sim.web import table
from cafe_sim.web.door import COOKIE, Door
from cafe_sim.web.house import HouseLimits

GAME = [sys.executable, str(Path(__file__).with_name("game.py"))]
pytestmark = pytest.mark.asyncio


class Visitor:
    """A browser, as far as the server can tell."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client
        self.origin = f"http://127.0.0.1:{client.port}"

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.client.get(path, headers=headers) as answer:
            return answer.status, await answer.text()

    async def sit(self, query: str = "?width=100&height=30", **changed: str) -> Any:
        """The websocket, as the page opens it."""
        return await self.client.ws_connect("/ws" + query, headers={"Origin": self.origin} | changed)

    async def refused(self, **changed: str) -> int:
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await self.sit(**changed)
        return error.value.status


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A server, and a way to make visitors of it."""
    monkeypatch.setattr("cafe_sim.web.door.RELOAD_S", 0.01)
    monkeypatch.setenv("NO_COLOR", "1")

    @asynccontextmanager
    async def opened(*arguments: str, **limits: Any) -> AsyncIterator[tuple[Door, Callable[[], Visitor]]]:
        clock = limits.pop("now", lambda: 0.0)
        door = Door([*GAME, *arguments], tmp_path / "visitors", "127.0.0.1", HouseLimits(**limits), clock)
        server = TestServer(door.application())
        clients = []

        def visitor() -> Visitor:
            clients.append(TestClient(server, cookie_jar=CookieJar(unsafe=True)))
            return Visitor(clients[-1])

        try:
            await server.start_server()
            yield door, visitor
        finally:
            await server.close()
            for client in clients:
                await client.close()

    return opened


async def said(socket: Any) -> dict[str, Any]:
    """What the stand-in tells next."""
    return json.loads((await socket.receive(timeout=20)).data)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_everything_on_the_page_comes_from_here(house) -> None:
    async with house() as (_, visitor):
        ana = visitor()
        async with ana.client.get("/") as answer:
            page = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        loaded = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        assert len(loaded) == 5
        _, style = await ana.get("/cafe.css")
        for address in [*loaded, *re.findall(r'url\("([^"]+)"\)', style)]:
            status, _ = (
                await ana.get(address)
                if address.endswith((".js", ".css"))
                else ((await ana.client.get(address)).status, "")
            )
            assert status == 200, address
        for text in (page, style):
            assert set(re.findall(r"\w+://[^/\"]+", text)) <= {f"ws://127.0.0.1:{ana.client.port}"}
            assert "//" not in re.sub(r"ws://", "", text)


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[evil]"])
async def test_a_foreign_name_that_points_here_is_refused(house, name: str) -> None:
    async with house() as (_, visitor):
        assert (await visitor().get("/", Host=name))[0] == 421


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000", "192.0.2.7", "counter:80", "Counter.local"]
)
async def test_this_machine_may_be_called_by_its_addresses_and_names(
    house, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cafe_sim.web.door.gethostname", lambda: "Counter")
    async with house() as (_, visitor):
        assert (await visitor().get("/", Host=name))[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", ""])
async def test_a_page_from_elsewhere_starts_no_game(house, origin: str) -> None:
    async with house() as (door, visitor):
        ana = visitor()
        await ana.get("/")
        assert await ana.refused(Origin=origin) == 403
        assert len(door.house) == 0


@pytest.mark.parametrize("id_", ["", "x", "../../../../../../../../../../etc", "A" * 32])
async def test_no_game_without_an_id_of_ours(house, tmp_path: Path, id_: str) -> None:
    async with house() as (_, visitor):
        assert await visitor().refused(Cookie=f"{COOKIE}={id_}") == 403
    assert list(tmp_path.iterdir()) == []


async def test_whose_saves_are_whose_is_told_to_no_script_and_no_other_site_and_kept_as_long_as_browsers_do(
    house,
) -> None:
    async with house() as (_, visitor):
        async with visitor().client.get("/") as answer:
            cookie = answer.cookies[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], int(cookie["max-age"])) == (True, "Strict", 400 * 86_400)


async def test_each_visitor_has_saves_of_their_own_and_keeps_them(house, tmp_path: Path) -> None:
    async with house() as (_, visitor):
        folders = []
        ana, bo = visitor(), visitor()
        for who in (ana, bo, ana):
            await who.get("/")
            async with await who.sit() as socket:
                told = await said(socket)
            folders.append(told["CAFE_SIM_SAVES"])
            assert (told["COLUMNS"], told["ROWS"], told["NO_COLOR"]) == ("100", "30", None)
        assert folders[0] == folders[2] != folders[1]
        assert {Path(folder).parent for folder in folders} == {tmp_path / "visitors"}


async def test_what_a_page_says_reaches_the_game_and_nonsense_does_not(house) -> None:
    async with house() as (_, visitor):
        ana = visitor()
        await ana.get("/")
        async with await ana.sit("?width=100000&height=-3") as socket:
            told = await said(socket)
            assert (told["COLUMNS"], told["ROWS"]) == ("500", "1")
            for nonsense in (
                "",
                "[",
                "{}",
                "[]",
                '["stdin"]',
                '["stdin", 5]',
                '["resize", {"width": "x"}]',
                "[" * 500,
                '["quit"]',
            ):
                await socket.send_str(nonsense)
            await socket.send_bytes(b"\0")
            await socket.send_json(["stdin", "é\ud800"])
            assert await said(socket) == {"typed": "é?"}
            await socket.send_json(["resize", {"width": 80, "height": 10**9}])
            assert await said(socket) == {"told": {"type": "resize", "width": 80, "height": 500}}
            await socket.send_json(["focus"])
            assert await said(socket) == {"told": {"type": "focus"}}
            await socket.send_json(["ping", "7"])
            assert await said(socket) == ["pong", "7"]


async def test_a_page_that_says_no_size_gets_a_terminals(house) -> None:
    async with house() as (_, visitor):
        ana = visitor()
        await ana.get("/")
        for query in ("", "?width=&height=x"):
            async with await ana.sit(query) as socket:
                told = await said(socket)
                assert (told["COLUMNS"], told["ROWS"]) == ("80", "24")


async def test_a_large_paste_reaches_the_game_and_a_flood_ends_it(house) -> None:
    async with house() as (_, visitor):
        ana = visitor()
        await ana.get("/")
        async with await ana.sit() as socket:
            await said(socket)
            paste = "x" * 200_000
            await socket.send_json(["stdin", paste])
            assert await said(socket) == {"typed": paste}
            await socket.send_json(["stdin", paste * 2])
            assert (await socket.receive(timeout=20)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)


async def test_a_full_house_says_so_and_a_free_table_is_given_away(house) -> None:
    async with house(tables=1) as (door, visitor):
        ana, bo = visitor(), visitor()
        await ana.get("/")
        await bo.get("/")
        async with await ana.sit() as socket:
            await said(socket)
            async with bo.client.get("/") as answer:
                assert answer.status == 503
                assert answer.headers["Retry-After"] == "60"
                assert "All tables are taken." in await answer.text()
            assert await bo.refused() == 503
            assert (await bo.get("/why"))[1].startswith("All tables are taken.")
            assert (await ana.get("/"))[0] == 200  # perhaps loading anew
            await socket.send_json(["stdin", "leave"])
            while not socket.closed:
                await socket.receive(timeout=20)
        await door.house.all_gone()
        assert (await bo.get("/"))[0] == 200
        async with await bo.sit() as socket:
            assert "pid" in await said(socket)


async def test_idle_tables_are_cleared(house) -> None:
    time = [0.0]
    async with house(now=lambda: time[0], idle_s=3600) as (door, visitor):
        ana = visitor()
        await ana.get("/")
        async with await ana.sit() as socket:
            pid = (await said(socket))["pid"]
            time[0] = 3599
            await door.clear_idle()
            await socket.send_json(["focus"])  # by itself no sign of life
            await said(socket)
            time[0] = 3600
            clearing = asyncio.create_task(door.clear_idle())
            assert (await socket.receive(timeout=20)).type == aiohttp.WSMsgType.CLOSE
        await clearing
        await door.house.all_gone()
        assert not alive(pid)
        assert (await ana.get("/why"))[1].startswith("This table has been cleared.")


async def test_who_loads_the_page_anew_waits_for_the_only_table_which_is_their_own(house, monkeypatch) -> None:
    monkeypatch.setattr("cafe_sim.web.door.RELOAD_S", 20)
    monkeypatch.setattr(table, "FAREWELL_S", 0.1)
    async with house("stubborn", tables=1) as (_, visitor):
        ana = visitor()
        await ana.get("/")
        pids = []
        for _ in range(2):
            async with await ana.sit() as socket:
                pids.append((await said(socket))["pid"])
        assert pids[0] != pids[1]


async def test_somebody_looks_for_idle_tables_by_themselves(house) -> None:
    time = [0.0]
    async with house(now=lambda: time[0], idle_s=0.01) as (_, visitor):
        ana = visitor()
        await ana.get("/")
        async with await ana.sit() as socket:
            await said(socket)
            time[0] = 1.0
            assert (await socket.receive(timeout=20)).type == aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("manners", ["polite", "stubborn"])
async def test_closing_leaves_no_game_running(house, manners: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "FAREWELL_S", 0.1 if manners == "stubborn" else 20)
    async with house(manners) as (_, visitor):
        pids = []
        for who in [visitor() for _ in range(3)]:
            await who.get("/")
            pids.append((await said(await who.sit()))["pid"])
        assert all(map(alive, pids))
    assert not any(map(alive, pids))


async def test_a_file_is_handed_over_under_a_harmless_name(house) -> None:
    async with house() as (_, visitor):
        ana, bo = visitor(), visitor()
        await ana.get("/")
        await bo.get("/")
        async with await ana.sit() as socket:
            await said(socket)
            await socket.send_json(["stdin", "share"])
            assert await said(socket) == ["deliver_file_start", "k1"]
            assert (await bo.get("/download/k1"))[0] == 404
            async with ana.client.get("/download/k1") as answer:
                assert await answer.text() == "<svg/>"
                assert answer.headers["Content-Disposition"] == 'attachment; filename="a-b-X-y.svg"'
                assert answer.headers["Content-Type"] == "application/octet-stream"
            assert (await ana.get("/download/k1"))[0] == 404

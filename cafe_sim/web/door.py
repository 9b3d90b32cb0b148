"""The server: a page, a websocket, the files that the page loads, and downloads. Needs the extra `web`.

Who may come in: a game is a process on this machine, so a page from elsewhere must not reach it through a visitor's
browser. Hence each request must name this machine (an address, `localhost`, its own name, or the one it is served
under: a foreign name that was made to point here is refused), and a websocket must come from our own page. Everything a
browser sends is checked, cut, and otherwise ignored.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from socket import gethostname
from typing import Any, Final

from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from cafe_sim.catalogue import say
from cafe_sim.web.house import House, HouseLimits, Seat, is_visitor, new_visitor
from cafe_sim.web.pages import CLEARED, HEADERS, SCRIPT, STYLE, game_page, said_page
from cafe_sim.web.table import Table

COOKIE: Final = "cafe-sim-visitor"
COOKIE_S: Final = 400 * 24 * 3600
"""As long as browsers keep one."""
MESSAGE_MAX: Final = 1 << 18
"""Bytes in one message from a browser: a large paste."""
CELLS_MAX: Final = 500
"""In either direction."""
HEARTBEAT_S: Final = 15.0
CLOSE_S: Final = 2.0
"""For a browser to say goodbye, too."""
RELOAD_S: Final = 2.0
"""How long a page that is loaded anew waits for its old table to be cleared."""


class Door:
    """The web application. One `Door` for one run of the server."""

    def __init__(
        self,
        command: Sequence[str],
        saves: Path,
        host: str,
        limits: HouseLimits,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`command`: starts a game on Textual's web driver. `saves`: each visitor has a folder in it."""
        self._command = command
        self._saves = saves
        machine = gethostname().casefold()
        self._names = {"localhost", host.casefold(), machine, f"{machine}.local"}
        self.house = House(limits, now)
        self._downloads = DownloadManager()
        self._sockets: dict[Seat, web.WebSocketResponse] = {}
        self._clearing: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        static = str(files("textual_serve") / "static")
        made = web.Application(middlewares=[self._guard])
        made.add_routes(
            [
                web.get("/", self._page),
                web.get("/cafe.css", _style),
                web.get("/cafe.js", _script),
                web.get("/ws", self._play),
                web.get("/why", self._why),
                web.get("/download/{key}", self._download),
                web.static("/static", static),
            ]
        )
        made.on_response_prepare.append(_headers)
        made.on_shutdown.append(self._close)
        made.cleanup_ctx.append(self._sweeping)
        return made

    # ---- who may come in -----------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse foreign names; say errors as pages."""
        name = re.sub(r":\d*$", "", request.host).casefold()
        if not (name in self._names or _is_address(name)):
            return _said(
                say("This café is not served under the name {name}: use the machine's address.", name=name), 421
            )
        try:
            response: web.StreamResponse = await handler(request)
        except web.HTTPException as error:
            return _said(say("There is nothing here ({why}).", why=f"{error.status} {error.reason}"), error.status)
        return response

    def _visitor(self, request: web.Request) -> str:
        """Whose browser this is; "" if it does not say."""
        said = request.cookies.get(COOKIE, "")
        return said if is_visitor(said) else ""

    # ---- the page ------------------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        """The game's page, if there is a table. Who has one may be loading its page anew: the websocket will see."""
        visitor = self._visitor(request) or new_visitor()
        refusal = "" if self.house.tables_of(visitor) else self.house.refusal(visitor)
        if refusal:
            return _said(refusal, 503)
        response = _html(game_page(f"ws://{request.host}/ws"), 200)
        response.set_cookie(COOKIE, visitor, max_age=COOKIE_S, httponly=True, samesite="Strict")
        return response

    async def _why(self, request: web.Request) -> web.Response:
        """Why the game on the page is over, or never began."""
        sentence = self.house.refusal(self._visitor(request)) or say(CLEARED)
        return web.Response(text=sentence, headers={"Cache-Control": "no-store"})

    # ---- the game ------------------------------------------------------------------------------

    async def _play(self, request: web.Request) -> web.StreamResponse:
        visitor = self._visitor(request)
        if not visitor or request.headers.get("Origin") != f"http://{request.host}":
            return _said(say("The game is played on its own page, with a cookie that says whose saves are whose."), 403)
        try:
            async with asyncio.timeout(RELOAD_S):
                await self.house.clear_of(visitor)
        except TimeoutError:
            pass  # another tab, then
        seat = self.house.seat(visitor)
        if seat is None:
            return _said(self.house.refusal(visitor), 503)
        socket = web.WebSocketResponse(timeout=CLOSE_S, heartbeat=HEARTBEAT_S, max_msg_size=MESSAGE_MAX)
        self._sockets[seat] = socket
        table = Table(self._command, self._saves, visitor, socket, self._downloads)
        try:
            await socket.prepare(request)
            await table.start(_cells(request.query.get("width")) or 80, _cells(request.query.get("height")) or 24)
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._hear(seat, table, socket, message.data)
        finally:  # a task of its own: this one may have been cancelled
            clearing = asyncio.create_task(self._clear(seat, table))
            self._clearing.add(clearing)
            clearing.add_done_callback(self._clearing.discard)
            await asyncio.shield(clearing)
        return socket

    async def _clear(self, seat: Seat, table: Table) -> None:
        """The table is free once its game has ended."""
        try:
            await table.end()
        finally:
            del self._sockets[seat]
            await self.house.leave(seat)

    async def _hear(self, seat: Seat, table: Table, socket: web.WebSocketResponse, text: str) -> None:
        """One message of the page's."""
        match _parsed(text):
            case ["stdin", str(typed)]:
                self.house.stir(seat)
                await table.send_bytes(typed.encode("utf-8", "replace"))
            case ["resize", {"width": wide, "height": high}] if _cells(wide) and _cells(high):
                self.house.stir(seat)
                await table.set_terminal_size(_cells(wide), _cells(high))
            case ["ping", str(mark)]:
                await socket.send_json(["pong", mark[:64]])
            case ["blur"]:
                await table.blur()
            case ["focus"]:
                await table.focus()
            case _:
                pass

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that the visitor's own game hands over."""
        key = request.match_info["key"]
        try:
            wanted = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        if not isinstance(wanted.app_service, Table) or wanted.app_service.visitor != self._visitor(request):
            raise web.HTTPNotFound
        response = web.StreamResponse()
        name = re.sub(r"[^\w.-]+", "-", wanted.file_name, flags=re.ASCII)[-100:]
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        await response.prepare(request)
        async for piece in self._downloads.download(key):
            await response.write(piece)
        await response.write_eof()
        return response

    # ---- the end -------------------------------------------------------------------------------

    async def clear_idle(self) -> None:
        """Clear the tables at which nobody is."""
        idle = self.house.idle()
        await asyncio.gather(*(socket.close() for seat, socket in [*self._sockets.items()] if seat in idle))

    @asynccontextmanager
    async def _sweeping(self, _app: web.Application) -> AsyncIterator[None]:
        """Look for idle tables now and then."""

        async def sweep() -> None:
            while True:
                await asyncio.sleep(min(60.0, self.house.limits.idle_s))
                await self.clear_idle()

        sweeping = asyncio.create_task(sweep())
        yield
        sweeping.cancel()
        await asyncio.wait([sweeping])

    async def _close(self, _app: web.Application) -> None:
        """Clear all tables at once, and see everybody out: what is cancelled halfway leaves processes behind."""
        self.house.closing = True
        await asyncio.gather(*(socket.close() for socket in [*self._sockets.values()]))
        await self.house.all_gone()


async def _headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def _style(_request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css", charset="utf-8")


async def _script(_request: web.Request) -> web.Response:
    return web.Response(text=SCRIPT, content_type="text/javascript", charset="utf-8")


def _html(text: str, status: int) -> web.Response:
    return web.Response(
        text=text, status=status, content_type="text/html", charset="utf-8", headers={"Cache-Control": "no-store"}
    )


def _said(sentence: str, status: int) -> web.Response:
    response = _html(said_page(sentence), status)
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _cells(value: object) -> int:
    """A number of cells, cut to what can be; 0 if it is none."""
    try:
        return max(1, min(CELLS_MAX, int(str(value)[:9])))
    except ValueError:
        return 0


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

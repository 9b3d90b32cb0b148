"""One visitor's game: a process of its own, spoken to in textual-serve's packets. Needs the extra `web`."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

FAREWELL_S: Final = 5.0
"""For writing what is to be kept; then the process is killed."""


class Table(AppService):
    """The game's process behind one websocket. `start` it, `end` it."""

    def __init__(
        self,
        command: Sequence[str],
        saves: Path,
        visitor: str,
        socket: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        """`saves`: the folder in which each visitor has one."""
        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self._arguments = command
        self.visitor = visitor
        self._saves = saves / visitor
        self._socket = socket

    async def _close(self) -> None:
        await self._socket.close()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """The server's own, but what it says of the server's terminal is not true of a browser."""
        environment = super()._build_environment(width, height)
        environment.pop("NO_COLOR", None)
        return environment | {"CAFE_SIM_SAVES": str(self._saves), "TERM": "xterm-256color", "PYTHONUTF8": "1"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Without a shell, and in a group of its own: Ctrl-C at the server is the server's to hand on."""
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    async def end(self) -> None:
        """Ask the game to end, and see to it that it does."""
        process, reading = self._process, self._task
        if process is None or reading is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        await self.send_meta({"type": "quit"})
        if not await _within(FAREWELL_S, asyncio.create_task(process.wait())):
            _kill(process)
        await process.wait()
        self.stdin.close()
        await _within(FAREWELL_S, reading)  # to the end of its pipes, unless a helper of the game still holds one


async def _within(seconds: float, task: asyncio.Task[Any]) -> bool:
    """Whether it ended in time; if not, it is cancelled."""
    done, _ = await asyncio.wait([task], timeout=seconds)
    if not done:
        task.cancel()
        await asyncio.wait([task])
    return bool(done)


def _kill(process: Process) -> None:
    """With all that it has started in its group."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()

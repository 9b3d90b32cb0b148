"""The seam between the save protocol and a file system: the few operations that it is made of.

`RealDisk` does them with aiofiles. Tests put a toy file system in its place, which can lose power between any two
operations and forget any subset of what was not synced.

It has a thread of its own: on Python's shared pool, six busy threads would be enough to make a save wait for ever. That
is also why no file is closed by `async with`: aiofiles 24 and 25 then close it on the shared pool, whatever pool they
were given.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import aiofiles


class Disk(Protocol):
    """A file system, as far as saves need one. Everything raises OSError as `os` does."""

    async def read(self, path: Path, at_most: int) -> bytes | None:
        """The first `at_most` bytes of a file; None if there is none."""

    async def write_synced(self, path: Path, data: bytes) -> None:
        """Make (or empty) the file, write, flush, fsync. Its name may still be lost with the power."""

    async def replace(self, source: Path, target: Path) -> None:
        """Rename in one step, over what was there."""

    async def sync_folder(self, folder: Path) -> None:
        """Make the names in the folder survive a loss of power."""

    async def make_folder(self, folder: Path) -> None:
        """With its parents; nothing if it is there."""


class RealDisk:
    """The computer's own file system."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "cafe-saves")

    async def read(self, path: Path, at_most: int) -> bytes | None:
        try:
            file = await aiofiles.open(path, "rb", executor=self._pool)
        except FileNotFoundError:
            return None
        try:
            return bytes(await file.read(at_most))
        finally:
            await file.close()

    async def write_synced(self, path: Path, data: bytes) -> None:
        file = await aiofiles.open(path, "wb", executor=self._pool)
        try:
            await file.write(data)
            await file.flush()
            await self._run(os.fsync, file.fileno())
        finally:
            await file.close()

    async def replace(self, source: Path, target: Path) -> None:
        await self._run(os.replace, source, target)

    async def sync_folder(self, folder: Path) -> None:
        await self._run(_sync_folder, folder)

    async def make_folder(self, folder: Path) -> None:
        await self._run(_make_folder, folder)

    async def _run(self, does: Callable[..., None], *arguments: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._pool, does, *arguments)

    def close(self) -> None:
        """Let the thread go."""
        self._pool.shutdown(wait=True)


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """Windows cannot open a folder, and needs no sync for a rename."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

"""The server's life: from a bound port to Ctrl-C, with nothing left running. Needs the extra `web`."""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from aiohttp import web

from cafe_sim.errors import Misuse
from cafe_sim.web.door import Door

SHUTDOWN_S: Final = 2.0
"""For requests under way, once all tables are cleared."""


def serve(door: Door, host: str, port: int, opened: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `opened` is told the address.

    Raises Misuse if there is no such address, or it is taken.
    """
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_serve(door, host, port, opened))


async def _serve(door: Door, host: str, port: int, opened: Callable[[str], None]) -> None:
    ours = asyncio.current_task()
    assert ours is not None
    with suppress(NotImplementedError):  # Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ours.cancel)
    runner = web.AppRunner(door.application(), access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except (OSError, UnicodeError) as error:
            raise Misuse(_why_not(error, host, port)) from None
        opened(_address(host, runner.addresses[0][1]))
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _address(host: str, port: int) -> str:
    """To type into a browser on this machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every address of the machine, also this one
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"


def _why_not(error: Exception, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: end what uses it, or name another with --port (0 is any free one)"
    if number in {errno.EACCES, errno.EPERM}:
        return f"port {port} is kept for the system's own services: name one from 1024 on with --port"
    return f"this machine has no address {host!r}: the usual --host is 127.0.0.1"

"""The border between loops and threads: `run_coroutine_threadsafe`, `wrap_future`; `to_thread` is asyncio's own."""

from __future__ import annotations

import asyncio
from asyncio.futures import _chain_future  # type: ignore[attr-defined]
from collections.abc import Coroutine
from functools import partial
from typing import Any
from weakref import ref

from cafe_sim.engine.kernel.actor import Teardown, me
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.shared.futures import Future
from cafe_sim.engine.kernel.tasks import Task
from cafe_sim.engine.kernel.unawaited import is_fresh

to_thread = asyncio.to_thread


def wrap_future(future: Any, *, loop: Any = None) -> asyncio.Future[Any]:
    """`asyncio.wrap_future`."""
    if loop is None:
        loop = asyncio.get_event_loop()
    return loop.wrap(future) if isinstance(loop, Loop) else asyncio.wrap_future(future, loop=loop)


def run_coroutine_threadsafe(coro: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> Future:
    """`asyncio.run_coroutine_threadsafe`, with a future that waits in virtual time."""
    if not asyncio.iscoroutine(coro):
        raise TypeError("A coroutine object is required")
    future = Future()
    future.called_after(coro)
    if isinstance(loop, Loop):
        future.giver = loop

    def callback() -> None:
        try:
            task = asyncio.ensure_future(coro, loop=loop)
            if isinstance(task, Task):
                future.task = task
            _chain_future(task, future)
        except (SystemExit, KeyboardInterrupt, Teardown):
            raise
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

    loop.call_soon_threadsafe(callback)
    # should the execution end before the loop comes to it: nobody will await it then
    me().execution.at_close.append(partial(_close, ref(coro)))
    return future


def _close(coroutine: ref[Coroutine[Any, Any, Any]]) -> None:
    left = coroutine()
    if is_fresh(left):
        left.close()

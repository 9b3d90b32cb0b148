"""Waiting: `sleep`, `gather` and their kin, each recorded with its reason.

The work is asyncio's own wherever possible. `as_completed` makes its tasks in the order of its arguments (asyncio walks a set of
coroutines, in memory order); `TaskGroup` cancels its children in the order of their making (asyncio walks a set).
"""

from __future__ import annotations

import asyncio
import math
import sys
from asyncio.tasks import _GatheringFuture
from collections.abc import AsyncIterator, Awaitable, Generator, Iterable, Iterator
from types import TracebackType
from typing import Any

from cafe_sim.engine.kernel.tasks import Task, TaskWait, awaited, begin_wait, end_wait

_current_task = asyncio.current_task
_plain_sleep = asyncio.sleep


class Waiting:
    """What is awaited inside is one wait of the running task, for this reason.

    A wait within a wait is not recorded, only remembered: a condition takes its lock again.
    """

    __slots__ = ("outer", "task", "wait")

    def __init__(self, kind: str, target: Any = None) -> None:
        self.wait = TaskWait(kind, target, -1)

    def __enter__(self) -> None:
        self.task = task = _current_task()
        if isinstance(task, Task):
            self.outer = task.wait
            if self.outer is None:
                begin_wait(task, self.wait.kind, self.wait.target)
            else:
                task.wait = self.wait

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        task = self.task
        if isinstance(task, Task):
            if self.outer is None:
                end_wait(task)
            else:
                task.wait = self.outer


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep`: the task waits, the others go on."""
    if delay <= 0:
        return await _plain_sleep(delay, result)
    if math.isnan(delay):
        raise ValueError("Invalid delay: NaN (not a number)")
    loop: Any = asyncio.get_running_loop()
    task = _current_task()
    if not isinstance(task, Task) or task.wait is not None:
        return await _plain_sleep(delay, result)
    begin_wait(task, "sleep", None, loop.after(delay))
    try:
        return await _plain_sleep(delay, result)
    finally:
        end_wait(task)


class GatheringFuture(_GatheringFuture):
    """What `gather` returns, hashed by a serial number and awaited on record."""

    _serial = 0

    def __hash__(self) -> int:
        serial = self._serial
        if not serial:
            serial = self._serial = self.get_loop().next_serial()
        return serial

    def __await__(self) -> Generator[Any, None, Any]:
        return awaited(self, "tasks", self._children)

    __iter__ = __await__


def gather(*coros_or_futures: Any, return_exceptions: bool = False) -> Any:
    """`asyncio.gather`."""
    outer = asyncio.gather(*coros_or_futures, return_exceptions=return_exceptions)
    if type(outer) is _GatheringFuture:
        outer.__class__ = GatheringFuture
    return outer


async def wait(fs: Iterable[Any], *, timeout: float | None = None, return_when: str = asyncio.ALL_COMPLETED) -> Any:
    """`asyncio.wait`."""
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
        return await asyncio.wait(fs, timeout=timeout, return_when=return_when)
    futures = list(fs)
    with Waiting("tasks", futures):
        return await asyncio.wait(futures, timeout=timeout, return_when=return_when)


class TaskGroup(asyncio.TaskGroup):
    """`asyncio.TaskGroup`, cancelling its children in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks = _Ordered()

    async def __aexit__(
        self, et: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if not self._tasks:
            await super().__aexit__(et, exc, tb)
        else:
            with Waiting("tasks", self._tasks):
                await super().__aexit__(et, exc, tb)


class _Ordered(dict[Any, None]):
    """As much of a set as TaskGroup wants, in order of insertion."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)


def _in_order(aws: Iterable[Awaitable[Any]]) -> list[Any]:
    loop = asyncio.get_event_loop()
    return [asyncio.ensure_future(each, loop=loop) for each in dict.fromkeys(aws)]


if sys.version_info >= (3, 13):

    def as_completed(fs: Iterable[Any], *, timeout: float | None = None) -> Iterator[Any] | AsyncIterator[Any]:
        """`asyncio.as_completed`; tasks are made in the order of the arguments."""
        if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
            return asyncio.as_completed(fs, timeout=timeout)
        return asyncio.as_completed(_in_order(fs), timeout=timeout)

else:

    def as_completed(fs: Iterable[Any], *, timeout: float | None = None) -> Iterator[Any]:
        """`asyncio.as_completed`; tasks are made in the order of the arguments."""
        if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
            yield from asyncio.as_completed(fs, timeout=timeout)
        else:
            yield from asyncio.as_completed(_in_order(fs), timeout=timeout)

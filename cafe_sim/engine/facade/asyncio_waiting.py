"""Waiting: `sleep`, `gather` and their kin, each recorded with its reason.

The work is asyncio's own wherever possible. `as_completed` makes its tasks in the order of its arguments (asyncio walks a set of
coroutines, in memory order); `TaskGroup` cancels its children in the order of their making (asyncio walks a set).
"""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from cafe_sim.engine.kernel.tasks import Task, begin_wait, end_wait

_current_task = asyncio.current_task
_plain_sleep = asyncio.sleep


@contextmanager
def waiting(kind: str, target: Any = None, until: int = -1) -> Iterator[None]:
    """What is awaited inside is on record as one wait of the running task for this reason."""
    task = _current_task()
    if not isinstance(task, Task) or task.wait is not None:
        yield
        return
    begin_wait(task, kind, target, until)
    try:
        yield
    finally:
        end_wait(task)


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep`: the task waits, the others go on."""
    if delay <= 0:
        return await _plain_sleep(delay, result)
    if math.isnan(delay):
        raise ValueError("Invalid delay: NaN (not a number)")
    loop: Any = asyncio.get_running_loop()
    with waiting("sleep", None, loop.after(delay)):
        return await _plain_sleep(delay, result)


class TaskGroup(asyncio.TaskGroup):
    """`asyncio.TaskGroup`, cancelling its children in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks = _Ordered()  # type: ignore[assignment]


class _Ordered(dict[Any, None]):
    """As much of a set as TaskGroup wants, in order of insertion."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)


def _in_order(aws: Iterable[Any]) -> list[Any]:
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

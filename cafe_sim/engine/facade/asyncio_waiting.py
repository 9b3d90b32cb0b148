"""Waiting: `sleep`, `gather` and their kin, each recorded with its reason.

The work is asyncio's own wherever possible. `as_completed` makes its tasks in the order of its arguments (asyncio walks
a set of coroutines, in memory order); `TaskGroup` cancels its children in the order of their making (asyncio walks a
set).
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.tasks import _GatheringFuture  # type: ignore[attr-defined]
from collections.abc import AsyncIterator, Awaitable, Generator, Iterable, Iterator
from contextvars import Context
from types import TracebackType, coroutine
from typing import Any

from cafe_sim.engine.facade.asyncio_tasks import Task, awaited, begin_wait, end_wait, end_wait_badly, running_task
from cafe_sim.engine.kernel.actor import Actor, me
from cafe_sim.engine.kernel.tasks import TaskWait, current_task, get_up, nanoseconds
from cafe_sim.engine.kernel.tasks import sleep as plain_sleep

running_loop = asyncio._get_running_loop
_sleeps: dict[int, TaskWait] = {}
"""What a task that sleeps waits for, by site: the same for all of them."""


class Waiting:
    """What is awaited inside is one wait of the running task, for this reason.

    A wait within a wait is not recorded, only remembered: a condition takes its lock again.
    """

    __slots__ = ("kind", "outer", "target", "task")

    def __init__(self, kind: str, target: Any = None) -> None:
        self.kind = kind
        self.target = target

    def __enter__(self) -> None:
        self.task = task = running_task()
        if task is not None:
            self.outer = task.wait
            if self.outer is None:
                begin_wait(task, self.kind, self.target, (self.kind,), above=2)
            else:
                task.wait = TaskWait(self.kind, self.target, self.outer.site)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        task = self.task
        if task is None:
            return
        if self.outer is not None:
            task.wait = self.outer
        elif error is None:
            end_wait(task)
        else:
            end_wait_badly(task)


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep`: the task waits, the others go on."""
    actor = me()
    await sleep_at(actor, delay, actor.execution._site_of(sys._getframe(1)))
    return result


@coroutine
def sleep_at(actor: Actor, delay: float, site: int) -> Generator[None, None, None]:
    """The same of an actor and at a line that are known. To be awaited at once: nobody would notice if it were not."""
    loop = actor.loop
    task: Any = current_task(loop)
    if delay <= 0 or type(task) is not Task or task.wait is not None:
        yield from plain_sleep(delay)
        return
    execution = actor.execution
    if execution.varies is not None:
        delay = execution.varies(delay, site)
    try:
        when = actor.clock + (int(delay * 1e9 + 0.5) or 1)
    except (OverflowError, ValueError):
        when = nanoseconds(delay)
    # `plain_sleep`, `begin_wait` and `end_wait`, in line: most of what a café's program does is this
    loop.falls_asleep = task
    loop.wakes_at = when
    serial = task.serial
    site = site or task.made_at
    wait = _sleeps.get(site)
    if wait is None:
        wait = _sleeps[site] = TaskWait("sleep", None, site)
    task.wait = wait
    rows = execution.rows
    rows.append((actor.clock, actor.serial, serial, "task-wait", 0, site, ("sleep", when)))
    try:
        yield
        if task.interrupted is not None:
            raise task.interrupted
    except BaseException:
        get_up(loop, task)
        end_wait_badly(task)
        raise
    task.wait = None
    rows.append((actor.clock, actor.serial, serial, "task-step", 0, site, None))


def create_task(coro: Any, *, name: str | None = None, context: Context | None = None, **options: Any) -> Any:
    """`asyncio.create_task`."""
    loop = running_loop()
    if loop is None:
        raise RuntimeError("no running event loop")
    return loop.create_task(coro, name=name, context=context, **options)


class GatheringFuture(_GatheringFuture):  # type: ignore[misc]
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


GatheringFuture.__name__ = _GatheringFuture.__name__  # for reprs


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
        self._tasks: Any = _Ordered()

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


def create_eager_task_factory(custom_task_constructor: Any) -> Any:
    """`asyncio.create_eager_task_factory` (3.12)."""

    def factory(loop: Any, coro: Any, **options: Any) -> Any:
        return custom_task_constructor(coro, loop=loop, eager_start=True, **options)

    return factory


eager_task_factory = create_eager_task_factory(Task)

"""Tasks and futures that say the same in every process.

asyncio walks sets of tasks and futures in several places (`TaskGroup` when it cancels, `wait`, `all_tasks`), in
the order of their memory addresses. Here both hash by a serial number of the execution, so every such
walk is the same in every run. `Task-N` names are counted per execution, not per process.

A task's life is recorded: `task` when it is made, `task-end` at the very moment it ends. For the latter every
task carries `ENDED` as its first done-callback; asyncio hands done-callbacks to the loop's `call_soon` in the act of
finishing, and our loop takes that one at once instead of queueing it.

Waits are recorded by whoever knows their reason (the façade's locks, queues, sleeps). A task that awaits a future or
another task for no recorded reason is recorded here as waiting for a "future" or a "task".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import Thing
from cafe_sim.engine.kernel.trace import Detail, Named

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loop import Loop

plain_await = asyncio.Future.__await__


class TaskWait(NamedTuple):
    """What a task waits for."""

    kind: str
    """ "sleep", "lock", "semaphore", "event", "condition", "queue", "barrier", "task", "future", "thread" …"""
    target: Any
    """A `Thing`, a `Task`, a collection of futures (whichever it needs), or None."""
    until: int
    """Virtual nanoseconds at which it ends by itself, -1 if it does not."""


def ENDED(task: asyncio.Future[Any]) -> None:  # noqa: N802 - a sentinel, compared by identity
    """The done-callback by which a loop learns that a task has ended; reached only through a foreign loop."""


class Future(asyncio.Future[Any]):
    """`asyncio.Future` with a hash that does not depend on memory."""

    _serial = 0
    kind = "future"
    """Why a task that awaits it is said to wait."""

    def __hash__(self) -> int:
        serial = self._serial
        if not serial:
            serial = self._serial = self.get_loop().next_serial()  # type: ignore[attr-defined]
        return serial

    def __await__(self) -> Generator[Any, None, Any]:
        return awaited(self, self.kind)

    __iter__ = __await__  # type: ignore[assignment]

    def set_result(self, result: Any, /) -> None:
        """Mark it done; noted where another thread does it behind the loop's back."""
        loop: Loop = self._loop  # type: ignore[assignment]
        if loop.is_foreign():
            loop.note_foreign("Future.set_result")
        super().set_result(result)

    def set_exception(self, exception: type | BaseException, /) -> None:
        """Mark it done; noted where another thread does it behind the loop's back."""
        loop: Loop = self._loop  # type: ignore[assignment]
        if loop.is_foreign():
            loop.note_foreign("Future.set_exception")
        super().set_exception(exception)


class Task(asyncio.Task[Any]):
    """`asyncio.Task` with a serial number, its life on record."""

    serial = 0
    made_at = 0
    """Site of the line that made it."""
    wait: TaskWait | None = None
    """What it waits for now, when that was recorded."""

    def __init__(
        self, coro: Any, *, loop: Loop | None = None, name: str | None = None, context: Context | None = None, **eager: Any
    ) -> None:
        if loop is None:
            loop = asyncio.get_running_loop()  # type: ignore[assignment]
        assert loop is not None
        serial = self.serial = loop.task_made(self, name)
        if name is None:
            name = loop.execution.task_names[serial].name
        super().__init__(coro, loop=loop, name=name, context=context, **eager)
        self.add_done_callback(ENDED)

    def __hash__(self) -> int:
        return self.serial

    def __await__(self) -> Generator[Any, None, Any]:
        return awaited(self, "task", self)

    __iter__ = __await__  # type: ignore[assignment]

    @property
    def _callbacks(self) -> list[tuple[Callable[..., object], Context]] | None:
        """For reprs: without our own."""
        inherited = super()._callbacks  # type: ignore[misc]
        return [pair for pair in inherited or () if pair[0] is not ENDED] or None

    def set_name(self, value: object, /) -> None:
        """Rename it, in the trace too."""
        super().set_name(value)
        self.get_loop().execution.task_names[self.serial] = Named("task", str(value))  # type: ignore[attr-defined]

    def cancel(self, msg: Any = None) -> bool:
        """Ask it to stop; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.is_foreign():
            loop.note_foreign("Task.cancel")
        return super().cancel(msg)


def awaited(future: asyncio.Future[Any], kind: str, target: Any = None) -> Generator[Any, None, Any]:
    """The iterator of `await future`, recording the wait unless its reason is on record already."""
    if future.done():
        return plain_await(future)
    task = asyncio.current_task()
    if type(task) is not Task or task.wait is not None:
        return plain_await(future)
    return _recorded(future, task, kind, target)


def _recorded(future: asyncio.Future[Any], task: Task, kind: str, target: Any) -> Generator[Any, None, Any]:
    begin_wait(task, kind, target)
    try:
        return (yield from plain_await(future))
    finally:
        end_wait(task)


def begin_wait(task: Task, kind: str, target: Any = None, until: int = -1) -> None:
    """Record that `task` (the running one) starts to wait."""
    task.wait = TaskWait(kind, target, until)
    actor = here.actor
    if actor is None:
        return
    detail: tuple[Detail, ...]
    if until >= 0:
        detail = (kind, until)
    elif isinstance(target, Task):
        detail = (kind, target.serial)
    else:
        detail = (kind,)
    actor.execution.record(actor, "task-wait", target if isinstance(target, Thing) else None, detail)


def end_wait(task: Task) -> None:
    """Record that `task` goes on after its wait (or, when it is being closed, just forget the wait)."""
    wait, task.wait = task.wait, None
    actor = here.actor
    if actor is None or wait is None or actor.execution._closing or actor.task != task.serial:
        return
    actor.execution.record(actor, "task-step", wait.target if isinstance(wait.target, Thing) else None)

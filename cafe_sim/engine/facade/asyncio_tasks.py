"""Tasks and futures as a program gets them: their lives and waits on record.

`task` is recorded when a task is made, `task-end` at the very moment it ends (every task carries `ENDED` as its first
done-callback; asyncio hands done-callbacks to the loop's `call_soon` in the act of finishing, and our loop takes that
one at once), `task-wait` and `task-step` around every wait, at the line of the program that waits. The reason of a wait
is given by whoever knows it (a lock, a queue, `sleep`); what is awaited for no recorded reason is recorded here as
waiting for a "future" or a "task".
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Generator
from contextvars import Context
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import Thing
from cafe_sim.engine.kernel.shared.futures import Future as ThreadsFuture
from cafe_sim.engine.kernel.tasks import ENDED, TaskWait, current_task
from cafe_sim.engine.kernel.tasks import Task as PlainTask
from cafe_sim.engine.kernel.trace import Detail

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loops.loop import Loop

_plain_await = asyncio.Future.__await__
_running_loop = asyncio._get_running_loop


class Task(PlainTask):
    """`asyncio.Task`, on record."""

    __slots__ = ()

    def __init__(
        self, coro: Any, *, loop: Any = None, name: str | None = None, context: Context | None = None, **eager: Any
    ) -> None:
        if loop is None:
            loop = _running_loop()
            if loop is None:
                raise RuntimeError("no running event loop")
        loop.begin_task(self, coro, name, context, eager)

    @property
    def _callbacks(self) -> Any:
        """For reprs: without our own."""
        inherited = super()._callbacks
        return [pair for pair in inherited or () if pair[0] is not ENDED] or None

    def get_name(self) -> str:
        """Its name; of several loops' tasks, whoever came first has the lower number in it."""
        name = super().get_name()
        if name.startswith("Task-"):
            loop: Loop = self.get_loop()  # type: ignore[assignment]
            loop.numbering.look()
        return name

    def set_name(self, value: object, /) -> None:
        """Rename it, in the trace too."""
        super().set_name(value)
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        execution, name = loop.execution, str(value)
        execution.task_names[self.serial] = name
        rows = execution.rows
        if rows and rows[-1][3] == "task" and isinstance(made := rows[-1][6], tuple) and made[0] == self.serial:
            # groups before Python 3.13 make a task and then name it: on record it has that name from the first, as
            # since
            rows[-1] = (*rows[-1][:6], (self.serial, name))

    def __await__(self) -> Generator[Any, None, Any]:
        return awaited(self, "task", self)

    __iter__ = __await__


class Future(asyncio.Future[Any]):
    """`asyncio.Future`, awaited on record, with a hash that does not depend on memory."""

    _serial = 0
    job: ThreadsFuture | None = None
    """The thread's future whose outcome it gets."""
    site = 0
    """The line that gave it an exception."""

    def __hash__(self) -> int:
        serial = self._serial
        if not serial:
            serial = self._serial = self.get_loop().next_serial()  # type: ignore[attr-defined]
        return serial

    def __await__(self) -> Generator[Any, None, Any]:
        return awaited(self, "future") if self.job is None else awaited(self, "thread", self.job)

    __iter__ = __await__

    def set_result(self, result: Any, /) -> None:
        """Mark it done; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.execution.running is not loop._actor:
            loop.called_from_elsewhere("Future.set_result")
        super().set_result(result)

    def set_exception(self, exception: type | BaseException, /) -> None:
        """Mark it done; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.execution.running is not loop._actor:
            loop.called_from_elsewhere("Future.set_exception")
        self.site = loop.execution._site_of(sys._getframe(1))
        super().set_exception(exception)


def awaited(future: asyncio.Future[Any], kind: str, target: Any = None) -> Generator[Any, None, Any]:
    """The iterator of `await future`, on record unless the reason of the wait is on record already."""
    if future.done():
        return _plain_await(future)
    task = running_task()
    if task is None or task.wait is not None:
        return _plain_await(future)
    return _recorded(future, task, kind, target)


def _recorded(future: asyncio.Future[Any], task: Task, kind: str, target: Any) -> Generator[Any, None, Any]:
    begin_wait(task, kind, target, (kind, target.serial) if kind == "task" else (kind,))
    try:
        result = yield from _plain_await(future)
    except BaseException:
        end_wait_badly(task)
        raise
    end_wait(task)
    return result


def running_task() -> Task | None:
    """The running task, if it is one that is on record."""
    task = current_task(_running_loop())
    return task if type(task) is Task else None


def begin_wait(task: Task, kind: str, target: Any, detail: Detail, above: int = 1) -> None:
    """Record that `task` (the running one) starts to wait; `above` frames up is where to look for its line."""
    actor = here.actor
    assert actor is not None
    execution = actor.execution
    site = execution._site_of(sys._getframe(above)) or task.made_at
    task.wait = TaskWait(kind, target, site)
    execution.rows.append((actor.clock, actor.serial, task.serial, "task-wait", _shown(task.wait), site, detail))


def end_wait(task: Task, how: str | None = None) -> None:
    """Record that `task` goes on after its wait; `how`, where what it waited for did not come."""
    wait = task.wait
    actor = here.actor
    assert wait is not None
    assert actor is not None
    task.wait = None
    actor.execution.rows.append((actor.clock, actor.serial, task.serial, "task-step", _shown(wait), wait.site, how))


def _shown(wait: TaskWait) -> int:
    """What of a wait's target is on record: of work in a thread, its actor's own events tell."""
    return wait.target.serial if wait.kind != "thread" and isinstance(wait.target, Thing) else 0


def end_wait_badly(task: Task) -> None:
    """The same after an exception; when it is not the task that runs, its coroutine is being closed by somebody."""
    if here.actor is None or here.actor.execution._closing or running_task() is not task:
        task.wait = None
    elif task.wait is not None:
        how = "late" if task.wait.is_late else "cancelled"
        end_wait(task, how if isinstance(sys.exception(), asyncio.CancelledError) else None)

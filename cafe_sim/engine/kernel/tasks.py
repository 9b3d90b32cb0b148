"""Tasks and futures that say the same in every process.

asyncio walks sets of tasks and futures in several places (`TaskGroup` when it cancels, `wait`, `all_tasks`), in
the order of their memory addresses. Here tasks hash by a serial number of the execution, so every such
walk is the same in every run. `Task-N` names are counted per execution, not per process.

Every task carries `ENDED` as its first done-callback; asyncio hands done-callbacks to the loop's `call_soon` in the act of
finishing, and our loop takes that one at once instead of queueing it: so it knows the very moment.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_sim.engine.kernel.trace import Named

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loop import Loop

current_task: Callable[[Any], Any]
"""`asyncio.current_task(loop)`; a function in Python before 3.12, so there the dictionary behind it is asked."""
try:
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]
except AttributeError:
    current_task = asyncio.current_task


class TaskWait(NamedTuple):
    """What a task waits for."""

    kind: str
    """ "sleep", "lock", "semaphore", "event", "condition", "queue", "barrier", "task", "tasks", "future", "thread"."""
    target: Any
    """A `Thing`, a `Task`, a collection of futures (whichever it needs), or None."""
    site: int
    """The line on which it waits."""


def ENDED(task: asyncio.Future[Any]) -> None:  # noqa: N802 - a sentinel, compared by identity
    """The done-callback by which a loop learns that a task has ended."""


class Task(asyncio.Task[Any]):
    """`asyncio.Task` with a serial number."""

    serial = 0
    made_at = 0
    """Site of the line that made it, where that is on record."""
    wait: TaskWait | None = None
    """What it waits for now, where that is on record."""

    def __init__(
        self, coro: Any, *, loop: Loop | None = None, name: object = None, context: Context | None = None, **eager: Any
    ) -> None:
        if loop is None:
            loop = asyncio.get_running_loop()  # type: ignore[assignment]
        assert loop is not None
        name = loop.task_made(self, None if name is None else str(name))
        try:
            super().__init__(coro, loop=loop, name=name, context=context, **eager)
        except BaseException:
            loop.pending.pop(self.serial, None)
            raise
        self.add_done_callback(ENDED)

    def __hash__(self) -> int:
        return self.serial

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
        if loop.execution.running is not loop._actor and loop.is_foreign():
            loop.note_foreign("Task.cancel")
        return super().cancel(msg)


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep` on a `Loop`: two hops, as there, without a handle."""
    loop: Loop = asyncio.get_running_loop()  # type: ignore[assignment]
    if delay <= 0:
        await _Turn()
        return result
    future: asyncio.Future[Any] = asyncio.Future(loop=loop)
    loop.wake(future, delay)
    try:
        await future
    except asyncio.CancelledError:
        loop.timer_cancelled()
        raise
    return result


class _Turn:
    """Awaiting it lets the others have their turn."""

    def __await__(self) -> Any:
        yield


def step_type() -> type:
    """The type of callback by which a task of this Python begins to run; only asyncio itself makes one."""
    found: list[type] = []

    class Loop:
        def get_debug(self) -> bool:
            return False

        def call_soon(self, callback: Any, *args: object, context: Context | None = None) -> Any:  # noqa: ARG002
            found.append(type(callback))

    async def nothing() -> None:
        """Never run."""

    coroutine: Coroutine[Any, Any, None] = nothing()
    task = asyncio.Task(coroutine, loop=Loop())  # type: ignore[arg-type]
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    coroutine.close()
    return found[0]

"""Tasks and futures that say the same in every process.

asyncio walks sets of tasks and futures in several places (`TaskGroup` when it cancels, `wait`, `all_tasks`), in
the order of their memory addresses. Here tasks hash by a serial number of the execution, so every such
walk is the same in every run. `Task-N` names are counted per execution, not per process.

`sleep` is asyncio's without its handle: the loop's timers hold the future itself (see `turns`).
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
from asyncio import CancelledError
from collections.abc import Callable, Coroutine
from contextvars import Context
from heapq import heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_sim.engine.kernel.actor import NEVER, here
from cafe_sim.engine.kernel.trace import SECOND

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loop import Loop

current_task: Callable[[Any], Any]
"""`asyncio.current_task(loop)`; a function in Python before 3.12, so there the dictionary behind it is asked."""
try:
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]
except AttributeError:
    current_task = asyncio.current_task


_future: type[asyncio.Future[Any]] = asyncio.Future


def ENDED(task: asyncio.Future[Any]) -> None:
    """The done-callback by which a loop learns at which very moment a task ends.

    asyncio hands done-callbacks to the loop's `call_soon` in the act of finishing, and our loop takes this one at once.
    """


class TaskWait(NamedTuple):
    """What a task waits for."""

    kind: str
    """ "sleep", "lock", "semaphore", "event", "condition", "queue", "barrier", "task", "tasks", "future", "thread"."""
    target: Any
    """A `Thing`, a `Task`, a collection of futures (whichever it needs), or None."""
    site: int
    """The line on which it waits."""


class Task(asyncio.Task[Any]):
    """`asyncio.Task` with a serial number."""

    serial = 0
    made_at = 0
    """Site of the line that made it, where that is on record."""
    wait: TaskWait | None = None
    """What it waits for now, where that is on record."""
    kept: dict[tuple[int, int], int] | None = None
    """As an actor's: the reads of its own from which its writes may derive."""

    def __hash__(self) -> int:
        serial = self.serial
        if not serial:  # asyncio enters a new task in a set before anything else
            serial = self.serial = self.get_loop().next_task_serial()  # type: ignore[attr-defined]
        return serial

    def cancel(self, msg: Any = None) -> bool:
        """Ask it to stop; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.execution.running is not loop._actor and loop.is_foreign():
            loop.note_foreign("Task.cancel")
        return super().cancel(msg)


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep` on a `Loop`: two hops, as there, without a handle."""
    if delay <= 0:
        await _Turn()
        return result
    actor = here.actor  # quicker than asking asyncio for the running loop
    assert actor is not None
    loop = actor.loop
    future = _future(loop=loop)
    try:
        when = actor.clock + (round(delay * SECOND) or 1)
    except (OverflowError, ValueError):
        when = nanoseconds(delay)
    heappush(loop._timers, (when, next(loop._timer_serials), future))
    try:
        await future
    except CancelledError:
        loop.timer_cancelled()
        raise
    return result


def nanoseconds(delay: float) -> int:
    """Whole nanoseconds; what is beyond all times is never."""
    try:
        return round(delay * SECOND) or int(delay > 0)
    except OverflowError:
        return NEVER
    except ValueError:
        raise ValueError("Invalid delay: NaN (not a number)") from None


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

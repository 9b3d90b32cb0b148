"""Tasks and futures that say the same in every process.

asyncio walks sets of tasks and futures in several places (`TaskGroup` when it cancels, `wait`, `all_tasks`), in
the order of their memory addresses. Here tasks hash by a serial number of the execution, so every such
walk is the same in every run. `Task-N` names are counted per execution, not per process.

`sleep` is asyncio's without a future and its handle: the task gives way as it does in `sleep(0)`, and what would be its
next step is kept among the loop's timers until its time has come, or until somebody cancels the task (see `turns`).
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import sys
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from math import floor
from types import CodeType, coroutine
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_sim.engine.kernel.actor import NEVER, here

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loops.loop import Loop

_running_loop = asyncio._get_running_loop
_IS_QUICKLY_KNOWN = sys.version_info >= (3, 12)
"""Before Python 3.12 it asks the operating system for the process, each time."""

current_task: Callable[[Any], Any]
"""`asyncio.current_task(loop)`; a function in Python before 3.12, so there the dictionary behind it is asked."""
if sys.version_info >= (3, 12):
    current_task = asyncio.current_task
else:
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]


def ENDED(task: asyncio.Future[Any]) -> None:
    """The done-callback by which a loop learns at which very moment a task ends.

    asyncio hands done-callbacks to the loop's `call_soon` in the act of finishing, and our loop takes this one at once.
    """


def _is_out_of_time(caller: CodeType) -> bool:
    """Does that cancel because a limit of time is reached? Before Python 3.12 `wait_for` has a way of its own."""
    return caller is asyncio.Timeout._on_timeout.__code__ or (  # type: ignore[attr-defined]
        sys.version_info < (3, 12)
        and caller is asyncio.tasks._cancel_and_wait.__code__  # type: ignore[attr-defined]
        and not isinstance(sys.exception(), CancelledError)
    )


class TaskWait(NamedTuple):
    """What a task waits for."""

    kind: str
    """ "sleep", "lock", "semaphore", "event", "condition", "get", "put", "await-done" (of a queue), "barrier", "task",
    "tasks", "future", "thread".
    """
    target: Any
    """A `Thing`, a `Task`, a collection of futures (whichever it needs), or None."""
    site: int
    """The line on which it waits."""
    is_late: bool = False
    """Its time was over before what it waits for came."""


class _Bed:
    """What a task that sleeps awaits, as far as anybody can see."""

    def __repr__(self) -> str:
        return "<Future pending cb=[Task.task_wakeup()]>"  # what asyncio would await


_BED = _Bed()


UNNAMED = "Task-?"
"""What asyncio is told as the name of a task that has none, for to write down a number takes time; nothing else is this
very object.
"""


class Task(asyncio.Task[Any]):
    """`asyncio.Task` with a serial number."""

    # most tasks get along without a dictionary
    __slots__ = ("entry", "interrupted", "kept", "made_at", "number", "serial", "wait")

    serial: int
    number: int
    """Where its name is `UNNAMED`, its real name is made of this, when somebody asks."""
    made_at: int
    """Site of the line that made it, where that is on record."""
    wait: TaskWait | None
    """What it waits for now, where that is on record."""
    entry: tuple[Any, ...] | None
    """What the loop's timers hold of it while it sleeps: (when, number, the task, its next step, its context)."""
    interrupted: CancelledError | None
    """It was cancelled in its sleep, and is to hear of it whatever happens meanwhile."""
    kept: dict[tuple[int, int], int] | None
    """As an actor's: the reads of its own from which its writes may derive."""

    def __hash__(self) -> int:
        return self.serial

    def get_name(self) -> str:
        """Its name, or `Task-N`."""
        name = super().get_name()
        return f"Task-{self.number}" if name is UNNAMED else name

    @property
    def _fut_waiter(self) -> Any:
        """For reprs: what it awaits."""
        return super()._fut_waiter if self.entry is None else _BED  # type: ignore[misc]

    def cancel(self, msg: Any = None) -> bool:
        """Ask it to stop; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.execution.running is not loop._actor:
            loop.called_from_elsewhere("Task.cancel")
        if self.wait is not None and _is_out_of_time(sys._getframe(1).f_code):
            self.wait = self.wait._replace(is_late=True)
        entry = self.entry
        if self.interrupted is not None:  # it is on its way to hear of it already, in the first one's words
            return super().cancel(*self.interrupted.args)
        if entry is None or entry[0] == loop.dawn:
            loop.is_strict = True
            return super().cancel(msg)
        self.entry = None
        # asyncio would cancel the future of the sleep: that cannot be taken back, not even by `uncancel`
        super().cancel(msg)
        self.interrupted = self._make_cancelled_error()  # type: ignore[attr-defined]
        loop.timer_cancelled(entry[0])
        loop._ready.append((entry[3], (), entry[4]))
        return True


blank: Callable[[type[Any]], Any] = asyncio.Task.__new__
"""A task that is none yet …"""
as_asyncio_does: Callable[..., None] = asyncio.Task.__init__
"""… and what makes it one. In between it gets its serial, for asyncio asks for its hash at once."""


@coroutine
def sleep(delay: float, result: Any = None) -> Generator[Any, None, Any]:
    """`asyncio.sleep` on a `Loop`: two hops, as there, without a future.

    A generator, for that is the quickest to await.
    """
    # `nanoseconds`, in line
    try:
        rounded_up = delay * 1e9 + 0.5
        wait = int(rounded_up)
    except (OverflowError, ValueError):
        wait = nanoseconds(delay)
        rounded_up = wait
    if rounded_up < 1.0:  # two floats are compared more quickly than two numbers of which one may be large
        if delay <= 0:
            yield
            return result
        wait = 1
    try:
        loop: Any = _running_loop() if _IS_QUICKLY_KNOWN else here.actor.loop  # type: ignore[union-attr]
        loop.wakes_at = loop._actor.clock + wait
        task = current_task(loop)
        task.entry  # noqa: B018 - what nobody but our tasks has
    except AttributeError:
        task = None
    if task is None:  # somebody else's, or a coroutine driven by hand
        return (yield from asyncio.sleep(delay, result))
    loop.falls_asleep = task
    try:
        yield
        if task.interrupted is not None:
            raise task.interrupted
    except BaseException:
        get_up(loop, task)
        raise
    return result


def get_up(loop: Loop, task: Task) -> None:
    """An exception ends the sleep."""
    if loop.falls_asleep is task:
        loop.falls_asleep = None
    task.interrupted = None
    entry = task.entry
    if entry is not None:
        task.entry = None  # the loop's timers still have it
        loop.timer_cancelled(entry[0])


def nanoseconds(delay: float) -> int:
    """Whole nanoseconds, halves up, and never none of a span that is one; what is beyond all times is never."""
    try:
        return floor(delay * 1e9 + 0.5) or int(delay > 0)
    except OverflowError:
        return NEVER if delay > 0 else -NEVER
    except ValueError:
        raise ValueError("Invalid delay: NaN (not a number)") from None


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

"""Tasks and futures that say the same in every process.

asyncio walks sets of tasks and futures in several places (`TaskGroup` when it cancels, `wait`, `all_tasks`), in
the order of their memory addresses. Here tasks hash by a serial number of the execution, so every such
walk is the same in every run. `Task-N` names are counted per execution, not per process.

`sleep` is asyncio's without a future and its handle: the task gives way as it does in `sleep(0)`, and what would be its next step
is kept among the loop's timers by a `Sleeper` until its time has come, or until somebody cancels the task (see `turns`).
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
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


_ONCE = (None,)


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


class Sleeper:
    """What a loop's timers hold of a task that sleeps. It is the task's own, used again and again."""

    __slots__ = ("cancelled", "step", "when")

    def __init__(self) -> None:
        self.when = 0
        """Virtual nanoseconds at which it will wake."""
        self.step: tuple[Any, tuple[Any, ...], Any] | None = None
        """What the loop has to call to wake the task; None while it is awake."""
        self.cancelled: CancelledError | None = None
        """The task was cancelled in its sleep, and is to hear of it whatever happens meanwhile."""

    def __await__(self) -> Generator[None, None, None]:
        return iter(_ONCE)  # type: ignore[return-value]  # quicker than a generator, and has all that `await` wants

    def __repr__(self) -> str:
        return "<Future pending cb=[Task.task_wakeup()]>"  # what asyncio would await

    def done(self) -> bool:
        """Whether its time may be ignored (what a loop asks of everything that waits for a time)."""
        return self.step is None


class Task(asyncio.Task[Any]):
    """`asyncio.Task` with a serial number."""

    serial = 0
    made_at = 0
    """Site of the line that made it, where that is on record."""
    wait: TaskWait | None = None
    """What it waits for now, where that is on record."""
    sleeper: Sleeper | None = None
    kept: dict[tuple[int, int], int] | None = None
    """As an actor's: the reads of its own from which its writes may derive."""

    def __hash__(self) -> int:
        serial = self.serial
        if not serial:  # asyncio enters a new task in a set before anything else
            serial = self.serial = self.get_loop().next_task_serial()  # type: ignore[attr-defined]
        return serial

    @property
    def _fut_waiter(self) -> Any:
        """For reprs: what it awaits."""
        sleeper = self.sleeper
        return super()._fut_waiter if sleeper is None or sleeper.step is None else sleeper  # type: ignore[misc]

    def cancel(self, msg: Any = None) -> bool:
        """Ask it to stop; noted where another thread does it behind the loop's back."""
        loop: Loop = self.get_loop()  # type: ignore[assignment]
        if loop.execution.running is not loop._actor and loop.is_foreign():
            loop.note_foreign("Task.cancel")
        sleeper = self.sleeper
        if sleeper is None or sleeper.step is None:
            return super().cancel(msg)
        step, sleeper.step = sleeper.step, None
        # asyncio would cancel the future of the sleep: that cannot be taken back, not even by `uncancel`
        super().cancel(msg)
        sleeper.cancelled = self._make_cancelled_error()  # type: ignore[attr-defined]
        self.sleeper = None  # the timer goes its own way
        loop.timer_cancelled()
        loop._ready.append(step)
        return True


async def sleep(delay: float, result: Any = None) -> Any:
    """`asyncio.sleep` on a `Loop`: two hops, as there, without a future."""
    if delay <= 0:
        await _TURN
        return result
    actor = here.actor  # quicker than asking asyncio for the running loop
    assert actor is not None
    loop = actor.loop
    try:
        when = actor.clock + (round(delay * SECOND) or 1)
    except (OverflowError, ValueError):
        when = nanoseconds(delay)
    task = current_task(loop)
    if not isinstance(task, Task):  # somebody else's, or a coroutine driven by hand
        return await asyncio.sleep(delay, result)
    sleeper = task.sleeper
    if sleeper is None:
        sleeper = task.sleeper = Sleeper()
    sleeper.when = when
    loop.falls_asleep = sleeper
    try:
        await sleeper
        if sleeper.cancelled is not None:
            raise sleeper.cancelled
    except BaseException:
        get_up(loop, task, sleeper)
        raise
    return result


def get_up(loop: Loop, task: Task, sleeper: Sleeper) -> None:
    """An exception ends the sleep."""
    if loop.falls_asleep is sleeper:
        loop.falls_asleep = None
    if sleeper.step is not None:
        sleeper.step = None
        task.sleeper = None  # its timer is still there
        loop.timer_cancelled()


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

    def __await__(self) -> Generator[None, None, None]:
        return iter(_ONCE)  # type: ignore[return-value]  # quicker than a generator, and has all that `await` wants


_TURN = _Turn()


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

"""Where every task stands, what it waits for, and whose move that is.

A loop whose tasks wait for each other is one actor that waits for nobody in particular: the knot is among the tasks, so
it is told from here. A task's line is the innermost line of the program on its chain of awaits: coroutine, `cr_await`,
the coroutine that one awaits, and so on down.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Iterator
from types import AsyncGeneratorType, FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_sim.engine.kernel.tasks import Task, TaskWait
from cafe_sim.engine.kernel.trace import Site

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.kernel.loops.loop import Loop


class Standing(NamedTuple):
    """One task that has not ended."""

    task: Task
    wait: TaskWait | None
    """What it waits for; None while it runs, is ready, or has not begun."""
    holders: tuple[Task, ...]
    """Those of whom one must move first, by serial; empty where anybody might help."""
    site: Site
    """The program's line it stands on."""

    @property
    def serial(self) -> int:
        """The task's serial."""
        return self.task.serial

    @property
    def name(self) -> str:
        """The task's name."""
        return self.task.get_name()


def standing(loop: Loop) -> list[Standing]:
    """Every task of `loop` that has not ended, by serial."""
    return [Standing(task, task.wait, holders_of(task), task_line(loop.execution, task)) for task in loop.tasks_left()]


def holders_of(task: Task) -> tuple[Task, ...]:
    """Who must move for `task` to go on."""
    wait = task.wait
    if wait is None:
        return ()
    target = wait.target
    found: Iterable[Any]
    if isinstance(target, asyncio.Future):
        found = [target]
    elif target is None or hasattr(target, "serial"):
        found = takers_of(task)
    else:
        found = target
    tasks = {t.serial: t for t in found if isinstance(t, Task) and not t.done()}
    return tuple(tasks[serial] for serial in sorted(tasks))


def takers_of(task: Task) -> tuple[Task, ...]:
    """Who took what `task` waits for and has not given it back, by serial; they may have ended with it."""
    target: Any = None if task.wait is None else task.wait.target
    taken = target.task_holders() if hasattr(target, "task_holders") else ()
    return tuple(sorted(dict.fromkeys(taken), key=hash))


def task_line(execution: Execution, task: Task) -> Site:
    """The program's line on which a task that is not running stands; where it runs none, the one that made it."""
    site = execution.sites[task.made_at]
    for frame in frames_of(task.get_coro()):
        code = frame.f_code
        if execution.is_program_file(code.co_filename):
            site = Site(code.co_filename, frame.f_lineno, code.co_name)
    return site


def frames_of(awaited: Any) -> Iterator[FrameType]:
    """The frames of a suspended coroutine, outermost first."""
    while awaited is not None:
        for prefix, below in (("cr", "cr_await"), ("gi", "gi_yieldfrom"), ("ag", "ag_await")):
            frame = getattr(awaited, f"{prefix}_frame", None)
            if frame is not None:
                yield frame
                awaited = getattr(awaited, below)
                break
        else:
            # `anext()` of an asynchronous generator does not tell which one it belongs to; the collector knows
            inner = [each for each in gc.get_referents(awaited) if isinstance(each, AsyncGeneratorType)]
            awaited = inner[0] if inner else None

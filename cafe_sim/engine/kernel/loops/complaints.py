"""What goes wrong in a loop's callbacks, and what is worth telling of them.

An error that no handler of the program's takes is kept, as a note and among the execution's errors: nothing is printed,
nothing vanishes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, NoReturn

from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.actor import Actor, Teardown, here
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.loops.callbacks import Callbacks
from cafe_sim.engine.kernel.loops.handles import Handle
from cafe_sim.engine.kernel.tasks import Task
from cafe_sim.engine.kernel.trace import SECOND, Detail


class Complains(Callbacks):
    """A loop's errors and notes."""

    def __init__(self, execution: Execution | None = None) -> None:
        super().__init__(execution)
        self._exception_handler: Callable[..., object] | None = None

    def interrupt(self) -> None:
        """The execution is being closed: asyncio may have swallowed that, so the next callback says it again."""
        self._ready.appendleft(Handle(_tear_down, (), self, copy_context()))

    def callback_failed(self, item: Any, error: BaseException) -> None:
        """A callback raised."""
        handle: Any = item if isinstance(item, asyncio.Handle) else Handle(item[0], item[1], self, item[2])
        called = repr(Handle(handle._callback, handle._args, self, handle._context))[len("<Handle ") : -1]
        context = {"message": f"Exception in callback {called}", "exception": error, "handle": handle}
        self.call_exception_handler(context)

    def get_exception_handler(self) -> Any:
        return self._exception_handler

    def set_exception_handler(self, handler: Callable[..., object] | None) -> None:
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._exception_handler = handler

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Tell the program's handler, or keep it on record."""
        if self.execution._closing or collecting.is_at_work():
            return
        handler = self._exception_handler
        if handler is None:
            self.default_exception_handler(context)
            return
        try:
            handler(self, context)
        except (SystemExit, KeyboardInterrupt, Teardown):
            raise
        except BaseException as error:
            self.default_exception_handler(
                {"message": "Unhandled error in exception handler", "exception": error, "context": context}
            )

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep an error that nobody handles: as a note, and among the execution's errors."""
        execution = self.execution
        actor = here.actor or self._actor or execution.running
        if actor is None or here.actor is None:
            return
        message = context.get("message") or "Unhandled exception in event loop"
        exception = context.get("exception")
        task = context.get("task") or context.get("future")
        serial = task.serial if isinstance(task, Task) else 0
        site = -1
        if exception is not None:
            site = execution.site_of_error(exception)
            origin = context.get("handle") or task
            if not site and (given := getattr(origin, "site", 0)):  # none of the program's own lines raised it
                execution.error_origins[len(execution.errors)] = given, "" if origin is task else _name(origin)
                site = given
            where = execution.task_names[serial] if serial else "callback" if task is None else "a future"
            if not isinstance(exception, asyncio.CancelledError):  # what a gather was left with: its tasks are told of
                execution.errors.append((actor.clock, actor.serial, exception, where))
        kind = "unretrieved" if "never retrieved" in message else "loop-error"
        self.note_at(actor, site, serial, kind, type(exception).__name__ if exception is not None else message)

    def stood(self, actor: Actor, since: int) -> None:
        """Time passed inside callbacks: something blocked the whole loop. Say where and for how long."""
        mine = []
        for event in reversed(self.execution.events):
            if event.actor == actor.serial and event.op != "note":
                if event.time <= since:
                    break
                mine.append(event)
        for event in reversed(mine):
            if event.time > since:
                if event.op != "idle":  # what was handed in late stops nobody
                    self.note_at(actor, event.site, event.task, "blocked-loop", (event.time - since) / SECOND)
                since = event.time

    def note_at(self, actor: Actor, site: int, task: int, kind: str, *what: Detail) -> None:
        if site < 0:
            self.execution.record(actor, "note", None, (kind, *what))
        else:
            self.execution.rows.append((actor.clock, actor.serial, task, "note", 0, site, (kind, *what)))


def _name(handle: Any) -> str:
    return getattr(handle._callback, "__qualname__", type(handle._callback).__name__)


def _tear_down() -> NoReturn:
    raise Teardown

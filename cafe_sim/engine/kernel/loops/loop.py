"""An asyncio event loop on virtual time: one actor, asyncio's own order, no polling.

Theory of operation
-------------------
A loop belongs to one execution; the actor that runs it is its thread. A *turn* is what asyncio calls one
iteration: timers that are due join the ready queue in order of (deadline, creation), then exactly those callbacks run
that were in the queue when the turn began. What is promised to be kept in order is never shuffled.

Time moves in two ways only: the loop has nothing ready and passes one "idle" point, whose guard is "something was
handed in" and whose deadline is the next timer; or a callback blocks (a thread's sleep, `work`), and then the whole
loop stands. Where no other actor could move before the next timer, the clock is set directly, without any dispatch.

What is in line, and how it gets there, is in `callbacks`; what goes wrong there in `complaints`; the turns themselves
in `turns`.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable, Coroutine
from contextvars import Context
from itertools import count
from typing import Any

from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here
from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.loops.asyncgens import AsyncGenerators
from cafe_sim.engine.kernel.loops.complaints import Complains
from cafe_sim.engine.kernel.loops.refused import refuse_methods
from cafe_sim.engine.kernel.loops.standing import task_line
from cafe_sim.engine.kernel.loops.turns import turn_until_stopped
from cafe_sim.engine.kernel.shared.numbering import numbering
from cafe_sim.engine.kernel.tasks import UNNAMED, Task, as_asyncio_does, blank, current_task
from cafe_sim.errors import NotModelled

POLITE = 1_000
"""How many times a loop may be found at the same instant, with nothing else to come, before it counts as spinning."""

_set_running_loop = asyncio._set_running_loop
_get_running_loop = asyncio._get_running_loop


class Loop(Complains):
    """The event loop of one actor at a time. Make it inside a running execution."""

    def __init__(self, execution: Execution | None = None) -> None:
        super().__init__(execution)
        self._stopping = False
        self._spins = 0
        self.task_numbers: count[int] = self.execution.locals.setdefault("task numbers", count(1))
        """As asyncio counts those without a name, but per execution."""
        self.numbering = numbering(self.execution, "which task gets which number for a name", 1)
        """Who takes of these, and whether the program looks."""
        self._task_factory: Callable[..., asyncio.Future[Any]] | None = None
        self._asyncgens = AsyncGenerators(self)
        self._failed: dict[int, Task] = {}
        """Kept by a loop on record: tasks whose exception may still be retrieved."""
        self._task_serials = count(1)
        self.slow_callback_duration = 0.1

    def __repr__(self) -> str:
        return f"<Loop running={self._actor is not None} closed={self._closed} debug={self.get_debug()}>"

    # ---- running ---------------------------------------------------------------------------

    def run_forever(self) -> None:
        """Turn until `stop`."""
        self._check_closed()
        actor = me()
        if self.is_known and self.has_company():
            self.execution.point(actor, "run", self.thing)
            self._check_closed()
        self._check_running()
        hooks = sys.get_asyncgen_hooks()
        depth = sys.get_coroutine_origin_tracking_depth()
        self._actor = actor
        actor.loop = self
        for each in self.execution.actors:
            if each.loop is not None:  # loops that run at one time number their tasks as they come
                self.numbering.taken_by(each)
        sys.set_asyncgen_hooks(firstiter=self._asyncgens.first_iteration, finalizer=self._asyncgens.finalize)
        if self.get_debug():
            sys.set_coroutine_origin_tracking_depth(10)
        _set_running_loop(self)
        try:
            turn_until_stopped(self, actor)
        except Teardown:
            self.abandon()
            raise
        finally:
            self._stopping = False
            self.is_known = True  # what ran in it may have told others
            self._actor = None
            actor.loop = None
            _set_running_loop(None)
            sys.set_coroutine_origin_tracking_depth(depth)
            sys.set_asyncgen_hooks(*hooks)

    def idle(self, actor: Actor) -> None:
        """Nothing is ready: let time pass to the next timer, or until something is handed in."""
        if self._failed:
            self.sweep_failed()
            if self._ready:
                return
        timers = self._timers
        while timers and timers[0][2].entry is not timers[0]:
            self.next_timer()
            self._timers_cancelled -= 1
        timeout = -1
        if timers:
            when = timers[0][0]
            if when <= actor.clock:
                return
            if when < NEVER:
                timeout = when - actor.clock
        execution = self.execution
        woken = execution.point(actor, "idle", self.thing, self._is_woken, timeout=timeout, silent=True)
        self._woken = False
        if not woken and execution.policy is not None:
            sleeper = self.next_to_wake()
            if sleeper is not None:
                execution.woken[len(execution.rows)] = sleeper.serial
            site = 0 if sleeper is None or sleeper.wait is None else sleeper.wait.site
            execution.record(actor, "sleep", self.thing, actor.clock, site=site)

    def _is_woken(self) -> bool:
        return self._woken

    def sleeps_on(self) -> bool:
        """Has a loop that waits been given something that it does not know of? Another thread did that, unheard."""
        timers = (entry[0] for entry in self._timers if entry[2].entry is entry)
        return bool(self._ready) or self._stopping or min(timers, default=NEVER) < NEVER

    def next_to_wake(self) -> Task | None:
        """The task whose sleep is the next to be over; None where something else waits for its time before."""
        first = self._timers[0] if self._timers else None
        return next((t for t in self.tasks_left() if t.wait and t.entry is first), None)

    def timed(self) -> list[Any]:
        """Whose time will come: tasks that sleep, and handles."""
        return [entry[2] for entry in self._timers if entry[2].entry is entry]

    def check(self, actor: Actor, turns: int, *, time_moves: bool) -> None:
        """Once in a while: the limits, and whether tasks go round without waiting for anything.

        A loop whose timers alone move time passes no point by which it could be stopped. One that spins would stop time
        altogether: then others move, and time goes on to whatever is next. Where nothing is next it may still be at
        work (a task that is polite in a long computation), so it is given `POLITE` rounds before it yields for good.
        """
        execution = self.execution
        execution.turns_left -= turns
        if execution.turns_left < 0 or len(execution.rows) > execution.limits.events:
            execution.disturb()
            execution.point(actor, "yield", yielding=True, silent=True)
        elif time_moves:
            self._spins = 0
        else:
            self._spins += 1
            mine = self._timers[0][0] if self._timers else NEVER
            theirs = min((execution.ready(other) for other in execution.pending() if other is not actor), default=NEVER)
            if mine < theirs:
                execution.point(actor, "yield", delay=max(0, mine - actor.clock), yielding=True, silent=True)
            elif theirs < NEVER or self._spins > POLITE:
                execution.yield_turn(actor)

    def going_round(self) -> list[tuple[int, int]]:
        """(task, site) of the tasks that wait for nothing but their next turn."""
        execution = self.execution
        return [
            (task.serial, execution.site(*task_line(execution, task)))
            for task in self.tasks_left()
            if task.wait is None
        ]

    def run_until_complete(self, future: Any) -> Any:
        """Turn until `future` (or coroutine) is done; its result."""
        self._check_closed()
        self._check_running()
        is_new = not asyncio.isfuture(future)
        future = asyncio.ensure_future(future, loop=self)
        if is_new:
            future._log_destroy_pending = False
        future.add_done_callback(_stop_when_done)
        try:
            self.run_forever()
        except BaseException:
            if is_new and future.done() and not future.cancelled():
                future.exception()
            raise
        finally:
            future.remove_done_callback(_stop_when_done)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def stop(self) -> None:
        """End after this turn."""
        if self.execution.running is not self._actor:
            self.called_from_elsewhere("stop")
        self._stopping = True

    def close(self) -> None:
        """End for good: whatever is pending is lost, and said so."""
        if self._actor is not None:
            raise RuntimeError("Cannot close a running event loop")
        if self._closed:
            return
        if self.has_company():
            self.execution.point(me(), "close", self.thing)
        self.abandon()

    def abandon(self) -> None:
        """Close what is left, coroutines in order of their task's serial, so that nothing is left to the collector.

        While they are closed the loop still takes what they give it: one that catches everything would go round for
        ever on "Event loop is closed".
        """
        actor = here.actor
        outer = _get_running_loop()
        if actor is not None:
            actor.loop = self
        _set_running_loop(self)
        try:
            for task in self.tasks_left():
                _close(task)
        finally:
            _set_running_loop(outer)
            if actor is not None:
                actor.loop = outer
        self._closed = True
        self._ready.clear()
        self._held.clear()
        self._timers.clear()
        self.mixed.clear()

    def _check_running(self) -> None:
        if self._actor is not None:
            raise RuntimeError("This event loop is already running")
        if _get_running_loop() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")

    # ---- futures and tasks -----------------------------------------------------------------

    def next_serial(self) -> int:
        """For hashes of futures, counted per execution."""
        serials: list[int] = self.execution.locals.setdefault("future serials", [0])
        serials[0] += 1
        return serials[0]

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, context: Context | None = None, **options: Any
    ) -> Any:
        """A task that will run `coro` from the next turn on."""
        if self._closed or self._task_factory is not None or self.execution.running is not self._actor:
            made = self.made_otherwise(coro, name, context, options)
            if made is not None:
                return made
        # all in one function, for calls would cost
        task = blank(Task)
        task.serial = next(self._task_serials)
        task.wait = task.entry = task.interrupted = task.kept = None
        task.made_at = 0
        if name is None:
            name = UNNAMED
            task.number = next(self.task_numbers)
        if context is not None or options:
            as_asyncio_does(task, coro, loop=self, name=name, context=context, **options)
        else:
            as_asyncio_does(task, coro, loop=self, name=name)
        return task

    def made_otherwise(self, coro: Any, name: str | None, context: Context | None, options: dict[str, Any]) -> Any:
        """What the program's factory makes; None if a task is to be made as usual.

        Or a word on why none can be made.
        """
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if self.execution.running is not self._actor:
            self.called_from_elsewhere("create_task")
            if self._closed:
                raise RuntimeError("Event loop is closed")
        if self._task_factory is None:
            return None
        if context is None:
            task = self._task_factory(self, coro, **options)
        else:
            task = self._task_factory(self, coro, context=context, **options)
        if name is not None and hasattr(task, "set_name"):
            task.set_name(name)
        return task

    def tasks_left(self) -> list[Any]:
        """Every task that has not ended, by serial."""
        return sorted(asyncio.all_tasks(self), key=hash)

    def set_task_factory(self, factory: Callable[..., asyncio.Future[Any]] | None) -> None:
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._task_factory = factory

    def get_task_factory(self) -> Any:
        return self._task_factory

    def task_serial(self) -> int:
        """Serial of the task being stepped, 0 for none."""
        task = current_task(self)
        return task.serial if isinstance(task, Task) else 0

    def task_origin(self) -> int:
        """Site at which the task being stepped was made: where it stands in no line of the program."""
        task = current_task(self)
        return task.made_at if isinstance(task, Task) else 0

    def failed_unasked(self) -> list[tuple[Task, BaseException]]:
        """Tasks that ended by an exception of which nobody has asked up to now, each with it."""
        return [(task, error) for task in self._failed.values() if task._log_traceback and (error := task._exception)]

    def sweep_failed(self) -> None:
        """Before time moves, while `_failed` is not empty; nothing to do for tasks that are not on record."""

    async def shutdown_asyncgens(self) -> None:
        """Close every asynchronous generator that is still open, oldest first."""
        await self._asyncgens.shutdown()

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """Call `func` in a thread of `executor`; an awaitable for its result."""
        self._check_closed()
        if self.get_debug():
            self._check_callback(func, "run_in_executor")
        if executor is None:
            executor = self.default_executor()
        submitted = executor.submit(func, *args)
        actor = me()
        actor.quiet += 1  # if it ended before it is even looked at, the program could not tell
        try:
            return self.wrap(submitted)
        finally:
            actor.quiet -= 1

    def wrap(self, submitted: Any) -> asyncio.Future[Any]:
        """A future of this loop's that gets the outcome of a thread's."""
        return asyncio.wrap_future(submitted, loop=self)

    def default_executor(self) -> Any:
        """The pool behind `to_thread`; the façade's loop has one."""
        raise NotModelled("this loop has no default executor; pass one to run_in_executor")


def _close(task: Any) -> None:
    task._log_destroy_pending = False
    coroutine = task.get_coro()
    try:
        if coroutine is not None:
            coroutine.close()
    except BaseException:  # its errors have nowhere to go any more
        if getattr(coroutine, "cr_frame", None) is not None:
            # one that catches even its end is never let go of: to destroy it would be to try again, for ever
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(coroutine))


def _stop_when_done(future: asyncio.Future[Any]) -> None:
    if not future.cancelled() and isinstance(future.exception(), SystemExit | KeyboardInterrupt):
        return  # it is on its way through run_forever already
    future.get_loop().stop()


refuse_methods(Loop)

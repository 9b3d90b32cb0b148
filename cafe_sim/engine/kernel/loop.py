"""An asyncio event loop on virtual time: one actor, asyncio's own order, no polling.

Theory of operation
-------------------
A loop belongs to one execution; the actor that runs it is its thread. A *turn* is what asyncio calls one
iteration: timers that are due join the ready queue in order of (deadline, creation), then exactly those callbacks run
that were in the queue when the turn began. What is promised to be kept in order is never shuffled.

Times are whole nanoseconds (`call_later` rounds once); `time()` is the actor's clock in seconds. Time moves in two ways only:
the loop has nothing ready and passes one "idle" point, whose guard is "something was handed in" and whose deadline is
the next timer; or a callback blocks (a thread's sleep, `work`), and then the whole loop stands. Where no other actor could move
before the next timer, the clock is set directly, without any dispatch.

Handing in from another thread (`call_soon_threadsafe`) is a visible operation on the loop, orders what came before it
before the callback, and wakes an idle loop. `call_soon` from another thread does what it does in CPython: it queues the
callback and wakes nobody; it is noted as a foreign call.

Under a policy the order of what is handed in and what the loop queues itself is the policy's (see `turns`), with one exception: what
was handed in at a later moment than that of a timer which was waiting then comes neither before it nor amid what it sets off. So
`timeout(5)` around an hour's sleep in another thread takes five seconds, however long the policy leaves the loop standing.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, NoReturn

from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here
from cafe_sim.engine.kernel.asyncgens import AsyncGenerators
from cafe_sim.engine.kernel.execution import Execution, Thing, me
from cafe_sim.engine.kernel.handles import Handle, TimerHandle
from cafe_sim.engine.kernel.refused import refuse_methods
from cafe_sim.engine.kernel.standing import task_line
from cafe_sim.engine.kernel.tasks import (
    ENDED,
    Sleeper,
    Task,
    as_asyncio_does,
    blank,
    current_task,
    nanoseconds,
    step_type,
)
from cafe_sim.engine.kernel.trace import SECOND, Detail
from cafe_sim.engine.kernel.turns import QueueByPolicy, turn_until_stopped
from cafe_sim.errors import NotModelled

POLITE = 1_000
"""How many times a loop may be found at the same instant, with nothing else to come, before it counts as spinning."""

STEP: Any = step_type()
"""Type of the callback by which a task begins to run."""
BUILTIN = type(len)

_set_running_loop = asyncio._set_running_loop
_get_running_loop = asyncio._get_running_loop


class Loop(asyncio.AbstractEventLoop):
    """The event loop of one actor at a time. Make it inside a running execution."""

    def __init__(self, execution: Execution | None = None) -> None:
        self.execution = execution or me().execution
        self.thing = Thing(self.execution, "loop")
        self._actor: Actor | None = None
        self._ready: deque[Any] = deque()
        """See `turns` for what is in it."""
        self._timers: list[tuple[int, int, TimerHandle | Sleeper]] = []
        """(when, order of creation, a timer or a task that sleeps)."""
        self.falls_asleep: Task | None = None
        """The task that runs, if its next step is not to be taken before its time."""
        self._timer_serials = count(1)
        self._timers_cancelled = 0
        self._woken = False
        self.is_by_policy = False
        """Its turns have points at which others may hand in (see `turns`)."""
        self.timer_fired = False
        """What is ready was set off by a timer."""
        self._held: deque[tuple[int, int, Any]] = deque()
        """Handed in ahead of time: (when, serial of the next timer then, handle), in order."""
        self._stopping = False
        self._spins = 0
        self._closed = False
        # `bool()` is False, and the quickest way to say so: asyncio asks for every future and task
        self.get_debug = bool  # type: ignore[method-assign]
        self._task_count: list[int] = self.execution.locals.setdefault("task count", [0])
        self._task_factory: Callable[..., asyncio.Future[Any]] | None = None
        self._exception_handler: Callable[..., object] | None = None
        self._asyncgens = AsyncGenerators(self)
        self._failed: dict[int, Task] = {}
        """Kept by a loop on record: tasks whose exception may still be retrieved."""
        self._task_serials = count(1)
        self.slow_callback_duration = 0.1

    def __repr__(self) -> str:
        return f"<Loop running={self.is_running()} closed={self._closed} debug={self.get_debug()}>"

    # ---- running ---------------------------------------------------------------------------

    def run_forever(self) -> None:
        """Turn until `stop`."""
        self._check_closed()
        self._check_running()
        actor = me()
        hooks = sys.get_asyncgen_hooks()
        depth = sys.get_coroutine_origin_tracking_depth()
        self._actor = actor
        actor.loop = self
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
        while timers and timers[0][2]._cancelled:
            heappop(timers)
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

    def next_to_wake(self) -> Task | None:
        """The task whose sleep is the next to be over; None where something else waits for its time before."""
        sleeper = self._timers[0][2] if self._timers else None
        return next((t for t in self.tasks_left() if t.wait and t.sleeper is sleeper), None)

    def has_company(self) -> bool:
        """Whether a policy has anything to say: it is there, and there ever was another actor."""
        return self.execution.policy is not None and len(self.execution.actors) > 1

    def turn_point(self) -> None:
        """The loop is about to queue something: what others hand in now comes before that."""
        if self.has_company() and not collecting.is_at_work():
            self.execution.point(me(), "turn", self.thing)

    def queue_by_policy(self) -> QueueByPolicy:
        """The ready queue, from now on with points."""
        ready = self._ready
        if not isinstance(ready, QueueByPolicy):
            ready = self._ready = QueueByPolicy(self, ready)
        return ready

    def check(self, actor: Actor, turns: int, *, time_moves: bool) -> None:
        """Once in a while: the limits, and whether tasks go round without waiting for anything.

        A loop whose timers alone move time passes no point by which it could be stopped. One that spins would stop time
        altogether: then others move, and time goes on to whatever is next. Where nothing is next it may still be at work
        (a task that is polite in a long computation), so it is given `POLITE` rounds before it yields for good.
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

    def _take_in(self, clock: int) -> None:
        """What another thread handed in at `clock` is next: its history becomes ours."""
        self._woken = False
        actor = self._actor
        if actor is not None:
            actor.clock = max(actor.clock, clock)
            self.execution.record(actor, "idle", self.thing)

    def _hand_in(self, clock: int, handle: Handle) -> None:
        self._ready.append(Handle(self._take_in, (clock,), self, handle._context))
        self._ready.append(handle)
        self._woken = True
        self.thing.clock = max(self.thing.clock, clock)

    def _is_ahead(self, clock: int, serial: int) -> bool:
        """Is what a timer set off not done yet, or one waiting that was made before number `serial`, for a moment before `clock`?"""
        if self.timer_fired and self._actor is not None and clock > self._actor.clock:
            return True
        return any(when < clock and number < serial and not timer._cancelled for when, number, timer in self._timers)

    def take_what_was_held(self) -> None:
        """What was handed in ahead of time, and is not any more."""
        held = self._held
        while held and not self._is_ahead(*held[0][:2]):
            clock, _, handle = held.popleft()
            self._hand_in(clock, handle)

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
        self._stopping = True

    def is_running(self) -> bool:
        return self._actor is not None

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """End for good: whatever is pending is lost, and said so."""
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        if self._closed:
            return
        if self.has_company():
            self.execution.point(me(), "close", self.thing)
        self.abandon()

    def abandon(self) -> None:
        """Close what is left, coroutines in order of their task's serial, so that nothing is left to the collector.

        While they are closed the loop still takes what they give it: one that catches everything would go round for ever on
        "Event loop is closed".
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

    def _check_closed(self) -> None:
        if self._closed:
            # that it was closed is somebody's doing: whoever comes too late might have come before
            if here.actor is not None and self.has_company() and not self.execution._closing:
                self.execution.point(here.actor, "bare-call", self.thing)
            raise RuntimeError("Event loop is closed")

    def _check_running(self) -> None:
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        if _get_running_loop() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")

    # ---- callbacks -------------------------------------------------------------------------

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:  # type: ignore[override]
        """Queue a callback for the next turn."""
        kind = type(callback)
        if kind is STEP:
            task: Any = self.falls_asleep
            if task is not None:
                self.falls_asleep = None
                if task is not callback.__self__:  # type: ignore[attr-defined]
                    pass  # a sleep that was begun by hand, and that nobody awaits
                elif task._must_cancel:  # asked to stop before it slept: it does not
                    task.sleeper.interrupted = task._make_cancelled_error()
                    task.sleeper = None
                else:
                    sleeper = task.sleeper
                    sleeper.step = (callback, args, context)
                    heappush(self._timers, (sleeper.when, next(self._timer_serials), sleeper))
                    return None
            self._ready.append((callback, args, context))
            return None
        if kind is BUILTIN and callback.__name__ == "task_wakeup":
            self._ready.append((callback, args, context))
            return None
        if callback is ENDED:
            return self.task_ended(args[0])
        if self.execution.running is not self._actor:
            if self.is_foreign():
                self.note_foreign("call_soon")
            elif self.has_company() and not (self._closed or self.execution._closing):
                self.execution.point(me(), "bare-call", self.thing)  # it runs at another moment, or not any more
        if self._closed:
            self._check_closed()
        if self.get_debug():
            self._check_callback(callback, "call_soon")
        handle = Handle(callback, args, self, copy_context() if context is None else context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:  # type: ignore[override]
        """Queue a callback from any thread, waking the loop."""
        self._check_closed()
        if self.get_debug():
            self._check_callback(callback, "call_soon_threadsafe")
        handle = Handle(callback, args, self, copy_context() if context is None else context)
        actor = here.actor
        if actor is None or actor is self._actor:
            self._ready.append(handle)
            return handle
        self.execution.point(actor, "hand-in", self.thing)
        self._check_closed()
        serial = next(self._timer_serials)
        if self.is_by_policy and (self._held or self._is_ahead(actor.clock, serial)):
            self._held.append((actor.clock, serial, handle))
        else:
            self._hand_in(actor.clock, handle)
        self.execution.disturb()
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> TimerHandle:
        """Queue a callback for `delay` seconds from now."""
        if delay is None:
            raise TypeError("delay must not be None")
        return self._at(self._now() + nanoseconds(delay), callback, args, context, "call_later")

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> TimerHandle:
        """Queue a callback for `when` on the loop's clock."""
        if when is None:
            raise TypeError("when cannot be None")
        return self._at(nanoseconds(when), callback, args, context, "call_at")

    def _at(
        self, when: int, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None, method: str
    ) -> TimerHandle:
        self._check_closed()
        if self.execution.running is not self._actor and self.is_foreign():
            self.note_foreign(method)
        if self.get_debug():
            self._check_callback(callback, method)
        timer = TimerHandle(when, callback, args, self, copy_context() if context is None else context)
        heappush(self._timers, (when, next(self._timer_serials), timer))
        return timer

    def timer_cancelled(self) -> None:
        """Count a cancelled timer; drop them all once they are the most."""
        self._timers_cancelled += 1
        if self._timers_cancelled > 100 and self._timers_cancelled * 2 > len(self._timers):
            self._timers[:] = [entry for entry in self._timers if not entry[2]._cancelled]
            heapify(self._timers)
            self._timers_cancelled = 0

    def _check_callback(self, callback: object, method: str) -> None:
        if asyncio.iscoroutine(callback) or asyncio.iscoroutinefunction(callback):
            raise TypeError(f"coroutines cannot be used with {method}()")
        if not callable(callback):
            raise TypeError(f"a callable object was expected by {method}(), got {callback!r}")

    def time(self) -> float:
        """Seconds of virtual time."""
        actor = self.execution.running
        if actor is not None:
            actor.clock_reads += 1
        return self._now() / SECOND

    def _now(self) -> int:
        actor = self.execution.running
        return self.execution.now if actor is None else actor.clock

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
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if self.execution.running is not self._actor and self.is_foreign():
            self.note_foreign("create_task")
        if self._task_factory is None:
            return self.new_task(coro, name, context, options)
        if context is None:
            task = self._task_factory(self, coro, **options)
        else:
            task = self._task_factory(self, coro, context=context, **options)
        if name is not None and hasattr(task, "set_name"):
            task.set_name(name)
        return task

    def new_task(self, coro: Any, name: str | None, context: Context | None, options: dict[str, Any]) -> Any:
        """A task of the kind this loop makes."""
        task = blank(Task)
        task.serial = next(self._task_serials)
        task.wait = task.sleeper = task.kept = None
        task.made_at = 0
        as_asyncio_does(task, coro, loop=self, name=name or self.next_task_name(), context=context, **options)
        return task

    def next_task_name(self) -> str:
        """As asyncio counts them, but per execution."""
        self._task_count[0] += 1
        return f"Task-{self._task_count[0]}"

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

    def task_ended(self, task: Any) -> None:
        """A task that carries `ENDED` has just ended."""

    def sweep_failed(self) -> None:
        """Before time moves, while `_failed` is not empty; nothing to do for tasks that are not on record."""

    async def shutdown_asyncgens(self) -> None:
        """Close every asynchronous generator that is still open, oldest first."""
        await self._asyncgens.shutdown()

    # ---- other threads ---------------------------------------------------------------------

    def is_foreign(self) -> bool:
        """Whether the running actor is another than the one this loop runs on."""
        actor = self._actor
        if actor is None or self.execution._closing:
            return False
        caller = here.actor
        return caller is not None and caller is not actor

    def note_foreign(self, what: str) -> None:
        """Note a change made behind the loop's back, once (in debug mode asyncio refuses it, and so do we).

        Under a policy it may come at any moment, as what is handed in; it orders nothing.
        """
        execution = self.execution
        rows = execution.rows
        before = rows[-1]
        execution.note("foreign-call", what)
        noted = before[3] == "note" and isinstance(before[6], tuple) and before[6][0] == "foreign-call"
        if noted and before[:2] == rows[-1][:2] and before[5] == rows[-1][5]:
            rows.pop()  # `Event.set` sets a future, which calls call_soon: one call of the program's
        elif execution.policy is not None:
            note = rows.pop()
            execution.point(me(), "bare-call", self.thing)
            if not self.is_foreign():
                return
            rows.append((me().clock, *note[1:]))
        if self.get_debug():
            raise RuntimeError("Non-thread-safe operation invoked on an event loop other than the current one")

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
            return asyncio.wrap_future(submitted, loop=self)
        finally:
            actor.quiet -= 1

    def default_executor(self) -> Any:
        """The pool behind `to_thread`; the façade's loop has one."""
        raise NotModelled("this loop has no default executor; pass one to run_in_executor")

    # ---- errors ----------------------------------------------------------------------------

    def interrupt(self) -> None:
        """The execution is being closed: asyncio may have swallowed that, so it is said again in the next callback's place."""
        self._ready.appendleft(Handle(_tear_down, (), self, copy_context()))

    def callback_failed(self, item: Any, error: BaseException) -> None:
        """A callback raised."""
        handle: Any = item if isinstance(item, asyncio.Handle) else Handle(item[0], item[1], self, item[2])
        name = getattr(handle._callback, "__qualname__", type(handle._callback).__name__)
        self.call_exception_handler({"message": f"Exception in callback {name}", "exception": error, "handle": handle})

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
            where = execution.task_names[serial] if serial else "callback"
            execution.errors.append((actor.clock, actor.serial, exception, where))
        kind = "unretrieved" if "never retrieved" in message else "loop-error"
        self.note_at(actor, site, serial, kind, type(exception).__name__ if exception is not None else message)

    def note_at(self, actor: Actor, site: int, task: int, kind: str, *what: Detail) -> None:
        if site < 0:
            self.execution.record(actor, "note", None, (kind, *what))
        else:
            self.execution.rows.append((actor.clock, actor.serial, task, "note", 0, site, (kind, *what)))

    # ---- debug -----------------------------------------------------------------------------

    def get_debug(self) -> bool:
        return False

    def set_debug(self, enabled: bool) -> None:
        self.get_debug = _yes if enabled else bool  # type: ignore[method-assign]
        if self.is_running():
            sys.set_coroutine_origin_tracking_depth(10 if enabled else self.execution.origin_depth)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """The name asyncio has for `timer_cancelled`; only its own handles call it."""


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


def _yes() -> bool:
    return True


def _tear_down() -> NoReturn:
    raise Teardown


def _stop_when_done(future: asyncio.Future[Any]) -> None:
    if not future.cancelled() and isinstance(future.exception(), SystemExit | KeyboardInterrupt):
        return  # it is on its way through run_forever already
    future.get_loop().stop()


refuse_methods(Loop)

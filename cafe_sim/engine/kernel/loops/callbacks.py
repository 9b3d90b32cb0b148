"""What a loop has to do: callbacks in line, timers, and what other threads hand in.

Times are whole nanoseconds (`call_later` rounds once); `time()` is the actor's clock in seconds.

Handing in from another thread (`call_soon_threadsafe`) is a visible operation on the loop, orders what came before it
before the callback, and wakes an idle loop. `call_soon` from another thread does what it does in CPython: it queues the
callback and wakes nobody; it is noted as a foreign call.

Under a policy it is the policy that orders what is handed in and what the loop queues itself (see `turns`), with one
exception: a call that was handed in after a waiting timer was due runs after that timer and all that it sets off. So
`timeout(5)` around an hour's sleep in another thread takes five seconds, however long the policy leaves the loop
standing.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from cafe_sim.engine.kernel import collecting
from cafe_sim.engine.kernel.actor import Actor, here
from cafe_sim.engine.kernel.execution import Execution, Thing, me
from cafe_sim.engine.kernel.loops.handles import Handle, TimerHandle
from cafe_sim.engine.kernel.loops.turns import QueueByPolicy
from cafe_sim.engine.kernel.tasks import ENDED, Task, nanoseconds, step_type
from cafe_sim.engine.kernel.trace import SECOND

STEP: Any = step_type()
"""Type of the callback by which a task begins to run."""
BUILTIN = type(len)


class Callbacks(asyncio.AbstractEventLoop):
    """What is in line, and how it gets there."""

    def __init__(self, execution: Execution | None = None) -> None:
        self.execution = execution or me().execution
        self.thing = Thing(self.execution, "loop")
        self._actor: Actor | None = None
        self._ready: deque[Any] = deque()
        """See `turns` for what is in it."""
        self._timers: list[tuple[int, int, Any, Any, Any]] = []
        """(when, order of creation, a task that sleeps, its next step, its context), or a `TimerHandle`, None and None.
        One whose owner does not know it any more, as its `entry`, is void."""
        self.mixed: set[int] = set()
        """Moments at which other timers than sleepers are due, or void ones."""
        self.dawn = -1
        """The moment at which sleepers alone were due last: those that have not gone on yet count as awake."""
        self.falls_asleep: Task | None = None
        """The task that runs, if its next step is not to be taken before …"""
        self.wakes_at = 0
        """… this time (virtual nanoseconds)."""
        self.is_strict = False
        """Some task was asked to stop while awake: from then on each that is about to sleep is asked about it."""
        self._timer_serials = count(1)
        self._timers_cancelled = 0
        self._woken = False
        self.is_by_policy = False
        """Its turns have points at which others may hand in (see `turns`)."""
        self.timer_fired = False
        """What is ready was set off by a timer."""
        self._held: deque[tuple[int, int, Any]] = deque()
        """Handed in ahead of time: (when, serial of the next timer then, handle), in order."""
        self._closed = False
        self.is_known = True
        """Others than the actor that made it may have it before it runs."""
        # `bool()` is False, and the quickest way to say so: asyncio asks for every future and task
        self.get_debug = bool  # type: ignore[method-assign]

    def is_running(self) -> bool:
        self._looked_at()
        return self._actor is not None

    def is_closed(self) -> bool:
        self._looked_at()
        return self._closed

    def _looked_at(self) -> None:
        """A thread that does not run this loop asks how it is: that may change at any moment.

        (asyncio asks, too, before it hands in what an executor has done; that only spares an exception.)
        """
        execution = self.execution
        if execution.running is self._actor or execution._closing or not self.has_company():
            return
        if sys._getframe(2).f_globals.get("__name__") != "asyncio.futures":
            execution.point(me(), "is-going", self.thing)

    def _check_closed(self) -> None:
        if self._closed:
            # that it was closed is somebody's doing: whoever comes too late might have come before
            if here.actor is not None and self.has_company() and not self.execution._closing:
                self.execution.point(here.actor, "bare-call", self.thing)
            raise RuntimeError("Event loop is closed")

    # ---- in line ---------------------------------------------------------------------------

    def call_soon(self, /, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:  # type: ignore[override]
        """Queue a callback for the next turn."""
        if type(callback) is STEP:
            task: Any = self.falls_asleep
            if task is not None:
                self.falls_asleep = None
                if task is not callback.__self__:  # type: ignore[attr-defined]
                    pass  # a sleep that was begun by hand, and that nobody awaits
                elif self.is_strict and task._must_cancel:  # asked to stop before it slept: it does not
                    task.interrupted = task._make_cancelled_error()
                else:
                    task.entry = entry = (self.wakes_at, next(self._timer_serials), task, callback, context)
                    heappush(self._timers, entry)
                    return None
            self._ready.append((callback, args, context))
            return None
        if type(callback) is BUILTIN and callback.__name__ == "task_wakeup":
            self._ready.append((callback, args, context))
            return None
        if callback is ENDED:
            return self.task_ended(args[0])
        if self.execution.running is not self._actor:
            self.called_from_elsewhere("call_soon")
        if self._closed:
            self._check_closed()
        if self.get_debug():
            self._check_callback(callback, "call_soon")
        site = 0
        if context is None:  # else asyncio itself has something done, when a future is
            context = copy_context()
            site = self._called_back()
        handle = Handle(callback, args, self, context, site)
        self._ready.append(handle)
        return handle

    def _called_back(self) -> int:
        """A callback is handed to this loop: on which line."""
        self.execution.calls_back = True
        return self.execution._site_of(sys._getframe(2))

    def task_ended(self, task: Any) -> None:
        """A task that carries `ENDED` has just ended."""

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
        if self.execution.running is not self._actor:
            self.called_from_elsewhere(method)
            self._check_closed()
        if self.get_debug():
            self._check_callback(callback, method)
        context = copy_context() if context is None else context
        timer = TimerHandle(when, callback, args, self, context, self._called_back())
        timer.entry = entry = (when, next(self._timer_serials), timer, None, None)
        heappush(self._timers, entry)
        self.mixed.add(when)
        return timer

    def next_timer(self) -> tuple[int, int, Any, Any, Any]:
        """Take what is due next from among the timers."""
        timers = self._timers
        entry = heappop(timers)
        if not timers or timers[0][0] != entry[0]:
            self.mixed.discard(entry[0])
        return entry

    def timer_cancelled(self, when: int) -> None:
        """Count a cancelled timer; drop them all once they are the most."""
        self.mixed.add(when)
        self._timers_cancelled += 1
        if self._timers_cancelled > 100 and self._timers_cancelled * 2 > len(self._timers):
            self._timers[:] = [entry for entry in self._timers if entry[2].entry is entry]
            heapify(self._timers)
            self.mixed.intersection_update([when for when, _, _, step, _ in self._timers if step is None])
            self._timers_cancelled = 0

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """The name asyncio has for `timer_cancelled`; only its own handles call it."""

    def _check_callback(self, callback: object, method: str) -> None:
        if asyncio.iscoroutine(callback) or inspect.iscoroutinefunction(callback):
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

    # ---- from other threads ----------------------------------------------------------------

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:  # type: ignore[override]
        """Queue a callback from any thread, waking the loop."""
        self._check_closed()
        if self.get_debug():
            self._check_callback(callback, "call_soon_threadsafe")
        context = copy_context() if context is None else context
        handle = Handle(callback, args, self, context, self._called_back())
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

    def _hand_in(self, clock: int, handle: Handle) -> None:
        self._ready.append(Handle(self._take_in, (clock,), self, handle._context))
        self._ready.append(handle)
        self._woken = True
        self.thing.clock = max(self.thing.clock, clock)

    def _take_in(self, clock: int) -> None:
        """What another thread handed in at `clock` is next: its history becomes ours."""
        self._woken = False
        actor = self._actor
        if actor is not None:
            actor.clock = max(actor.clock, clock)
            self.execution.record(actor, "idle", self.thing)

    def _is_ahead(self, clock: int, serial: int) -> bool:
        """Is what a timer set off not done yet, or one waiting that was made before number `serial`, for a moment
        before `clock`?
        """
        if self.timer_fired and self._actor is not None and clock > self._actor.clock:
            return True
        return any(entry[0] < clock and entry[1] < serial and entry[2].entry is entry for entry in self._timers)

    def take_what_was_held(self) -> None:
        """What was handed in ahead of time, and is not any more."""
        held = self._held
        while held and not self._is_ahead(*held[0][:2]):
            clock, _, handle = held.popleft()
            self._hand_in(clock, handle)

    def about_to_cancel(self) -> None:
        """A handle is about to be cancelled: by another thread maybe, and by then the loop may have taken it."""
        actor = here.actor
        if actor is not None and actor.loop is not self and self.has_company():
            self.execution.point(actor, "bare-call", self.thing)

    def called_from_elsewhere(self, method: str) -> None:
        """`method` was called by an actor that does not run this loop: nobody does, or it does so behind its back.

        Under a policy it comes at any moment, so a loop that nobody runs yet may be running by then.
        """
        if not (self.is_foreign() or self._closed or self.execution._closing) and self.is_known and self.has_company():
            self.execution.point(me(), "bare-call", self.thing)
        if self.is_foreign():
            self.note_foreign(method)

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

    # ---- under a policy --------------------------------------------------------------------

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

    # ---- debug -----------------------------------------------------------------------------

    def get_debug(self) -> bool:
        return False

    def set_debug(self, enabled: bool) -> None:
        self.get_debug = _yes if enabled else bool  # type: ignore[method-assign]
        if self._actor is not None:
            sys.set_coroutine_origin_tracking_depth(10 if enabled else self.execution.origin_depth)


def _yes() -> bool:
    return True

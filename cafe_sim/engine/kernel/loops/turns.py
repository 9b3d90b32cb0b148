"""A loop's turns: the hot path, and the border that a walk up the stack does not cross.

To find the program's line that did something, `Recording` walks up the stack, and stops at this file: what is done by a
callback must not be put down to the line that started the loop.

The queue holds two kinds of thing, told apart by exact type, because a handle for each of them would cost a third of
all time: a tuple (callback, args, context) for what nobody can cancel, a task's step above all; and a `Handle`. A sleep
that is over takes two hops, as in CPython, so that orders are the same: in one turn what asyncio's own timer callback
would do, in the next the task's step. Where nothing is in line, and only sleepers are due at the next moment, nobody
could tell whether the first of these turns took place, so it is left out: their steps are taken at once.

*Under a caller's policy* what other threads hand in may land between any two callbacks, for the queue is one object to
them. All that makes a difference is its place among what the loop itself queues. So before a callback queues something
it passes a "turn" point, if there ever was another actor. Nothing that asyncio promises to keep in order is shuffled
by that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextvars import Context
from heapq import heappop
from itertools import repeat
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import Teardown, here
from cafe_sim.engine.kernel.loops.handles import Handle
from cafe_sim.engine.kernel.recording import BORDERS

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.loops.callbacks import Callbacks
    from cafe_sim.engine.kernel.loops.loop import Loop

BORDERS.add(__file__)

CHECK_EVERY = 1_000
"""Turns between two looks at limits, and whether time still moves."""

POLITE_TURNS = 5
"""Under a policy: after so many turns in a row in which nothing happened but that tasks gave way, the loop gives way to
other threads.
"""
SLEEPY_TURNS = 50
"""The same where tasks slept."""

_ENDS = SystemExit, KeyboardInterrupt, Teardown
"""What ends a loop that a callback raised it in."""

_NOTHING = frozenset({"sleep", "task-step", "task-wait", "turn", "yield"})

_LOOKS_WHETHER_CANCELLED = "_chain_future.<locals>._call_check_cancel"
"""What asyncio queues whenever a future is done that gets a thread's result."""


class QueueByPolicy(deque[Any]):
    """A loop's queue that others may come before: whatever a callback queues waits for a point."""

    __slots__ = ("calls", "loop")

    def __init__(self, loop: Callbacks, items: Iterable[Any]) -> None:
        super().__init__(items)
        self.loop = loop
        self.calls = False
        """A callback runs."""

    def append(self, item: Any) -> None:
        """Queue it, after what others hand in before."""
        if self.calls and here.actor is self.loop._actor and not _does_nothing(item):
            self.loop.turn_point()
        super().append(item)


def _does_nothing(item: Any) -> bool:
    """Is it a look that comes to nothing? Then nobody can tell who comes before it."""
    if type(item) is not Handle or getattr(item._callback, "__qualname__", "") != _LOOKS_WHETHER_CANCELLED:
        return False
    return not item._args[0].cancelled()


def turn_until_stopped(loop: Loop, actor: Actor) -> None:
    """Run `loop` until somebody stops it."""
    loop.is_by_policy = loop.execution.policy is not None
    if loop._stopping:  # this turn's end is the end, so it does not wait for anything
        loop._ready.append(Handle(bool, (), loop, Context()))
    (_turn_by_policy if loop.is_by_policy else _turn)(loop, actor)


def _turn_by_policy(loop: Loop, actor: Actor) -> None:
    """The slow twin of `_turn`: the same turns, with points at which others may hand in."""
    execution = loop.execution
    ready, timers = loop.queue_by_policy(), loop._timers
    countdown, checked_at = CHECK_EVERY, actor.clock
    polite, polite_since = 0, actor.clock
    while True:
        mark = len(execution.rows)
        loop.timer_fired = loop.timer_fired and bool(ready)
        loop.take_what_was_held()
        if not ready:
            loop.idle(actor)
        elif timers and timers[0][0] <= actor.clock:
            loop.turn_point()
        now = actor.clock
        while timers and timers[0][0] <= now:
            ready.append(due(loop))
            loop.timer_fired = True
        loop.take_what_was_held()
        countdown -= 1
        if not countdown:
            countdown = CHECK_EVERY
            loop.check(actor, CHECK_EVERY, time_moves=actor.clock != checked_at)
            checked_at = actor.clock
        for _ in range(len(ready)):
            item = ready.popleft()
            ready.calls = True
            _call(loop, item)
        ready.calls = False
        if actor.clock != now:
            loop.stood(actor, now)
        if loop._stopping:
            return
        rows = execution.rows
        if any(rows[index][3] not in _NOTHING for index in range(mark, len(rows))):
            polite, polite_since = 0, actor.clock
        else:
            polite += 1
            if polite > (POLITE_TURNS if actor.clock == polite_since else SLEEPY_TURNS) and loop.has_company():
                execution.yield_turn(actor)


def _call(loop: Loop, item: Any) -> None:
    try:
        if type(item) is tuple:
            callback, args, context = item
            context.run(callback, *args)
        else:
            item._context.run(item._callback, *item._args)
    except _ENDS:
        raise
    except BaseException as error:
        loop.callback_failed(item, error)


def due(loop: Loop) -> Any:
    """The next timer's time has come: what is to be put in line."""
    entry = loop.next_timer()
    _, _, owner, step, context = entry
    if step is not None:
        return _wake, (loop, entry), context
    if owner.entry is entry:
        owner.entry = None
    return owner


def _wake(loop: Loop, entry: tuple[Any, ...]) -> None:
    """The time of a task that sleeps has come: it goes on in the next turn, unless it was cancelled meanwhile."""
    _, _, task, step, context = entry
    if task.entry is entry:
        task.entry = None
        loop._ready.append((step, (), context))


def _turn(loop: Loop, actor: Actor) -> None:  # noqa: C901, PLR0912 - calls would cost
    execution = loop.execution
    ready, timers, mixed, failed = loop._ready, loop._timers, loop.mixed, loop._failed
    popleft = ready.popleft
    is_late = True  # time has moved other than to the next timer, so sleepers may be overdue
    while True:
        began_at = actor.clock
        for _ in repeat(None, CHECK_EVERY):
            if not ready:
                # the usual case: time moves on to sleepers, and nobody else could move before
                if (
                    timers
                    and not is_late
                    and (now := timers[0][0]) < execution._horizon
                    and not failed
                    and (not mixed or now not in mixed)
                ):
                    execution.now = actor.clock = loop.dawn = now
                    while True:
                        entry = heappop(timers)
                        _, _, task, step, context = entry
                        if task.entry is entry:
                            task.entry = None
                            try:
                                context.run(step)
                            except _ENDS:
                                raise
                            except BaseException as error:
                                loop.callback_failed((step, (), context), error)
                        if not timers or timers[0][0] != now or timers[0][3] is None:
                            break
                    if actor.clock is not now and actor.clock != now:
                        is_late = True
                        loop.stood(actor, now)
                    if loop._stopping:
                        return
                    continue
                loop.idle(actor)
                is_late = True
            now = actor.clock
            if is_late or mixed:
                while timers and timers[0][0] <= now:
                    ready.append(due(loop))
                is_late = False
            for _ in range(len(ready)):
                item = popleft()
                try:
                    if type(item) is tuple:
                        callback, args, context = item
                        if args:
                            context.run(callback, *args)
                        else:
                            context.run(callback)
                    else:
                        item._context.run(item._callback, *item._args)
                except _ENDS:
                    raise
                except BaseException as error:
                    loop.callback_failed(item, error)
            if actor.clock is not now and actor.clock != now:
                is_late = True
                loop.stood(actor, now)
            if loop._stopping:
                return
        loop.check(actor, CHECK_EVERY, time_moves=actor.clock != began_at)
        is_late = True

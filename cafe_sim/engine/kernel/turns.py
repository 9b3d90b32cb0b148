"""A loop's turns: the hot path, and the border that a walk up the stack does not cross.

Whoever looks for the program's line that did something walks up from there; what it finds above this file is done
by a callback, and must not be put down to the line that started the loop (`Recording` stops here).

The queue holds three kinds of thing, told apart by exact type, because a handle for each of them would cost a third of all time:
a tuple (callback, args, context) for a task's step, which nobody can cancel; a `Sleeper` whose time has come; and a `Handle`.
A sleeper in the queue takes effect when its turn comes, as asyncio's own timer callback would, and queues its task's step for the
next turn: two hops, as in CPython, so orders are the same.

*Under a policy of somebody else's* what other threads hand in may land between any two callbacks, for the queue is one object to them. What
can be told apart is only its place among what the loop itself queues: so a callback that queues something passes a "turn" point before
it does, if there ever was another actor. Nothing that asyncio promises to keep in order is shuffled by that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from heapq import heappop
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import Teardown, here
from cafe_sim.engine.kernel.tasks import Sleeper

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.callbacks import Callbacks
    from cafe_sim.engine.kernel.loop import Loop

CHECK_EVERY = 1_000
"""Turns between two looks at limits, and whether time still moves."""

POLITE_TURNS = 5
"""Under a policy: after so many turns in a row in which nothing happened but that tasks gave way, the loop gives way to other threads."""
SLEEPY_TURNS = 50
"""The same where tasks slept."""

_ENDS = SystemExit, KeyboardInterrupt, Teardown
"""What ends a loop that a callback raised it in."""

_NOTHING = frozenset({"sleep", "task-step", "task-wait", "turn", "yield"})


class QueueByPolicy(deque[Any]):
    """A loop's queue that others may come before: the first thing that a callback queues waits for a point."""

    __slots__ = ("is_next", "loop")

    def __init__(self, loop: Callbacks, items: Iterable[Any]) -> None:
        super().__init__(items)
        self.loop = loop
        self.is_next = False
        """The callback that runs has queued nothing yet."""

    def append(self, item: Any) -> None:
        """Queue it, after what others hand in before."""
        if self.is_next and here.actor is self.loop._actor:
            self.is_next = False
            self.loop.turn_point()
        super().append(item)


def turn_until_stopped(loop: Loop, actor: Actor) -> None:
    """Run `loop` until somebody stops it."""
    loop.is_by_policy = loop.execution.policy is not None
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
        if not ready and not loop._stopping:
            loop.idle(actor)
        elif timers and timers[0][0] <= actor.clock:
            loop.turn_point()
        now = actor.clock
        while timers and timers[0][0] <= now:
            ready.append(heappop(timers)[2])
            loop.timer_fired = True
        loop.take_what_was_held()
        countdown -= 1
        if not countdown:
            countdown = CHECK_EVERY
            loop.check(actor, CHECK_EVERY, time_moves=actor.clock != checked_at)
            checked_at = actor.clock
        for _ in range(len(ready)):
            item = ready.popleft()
            ready.is_next = True
            _call(loop, item)
        ready.is_next = False
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
        elif type(item) is Sleeper:
            wake(loop, item)
        else:
            item._context.run(item._callback, *item._args)
    except _ENDS:
        raise
    except BaseException as error:
        loop.callback_failed(item, error)


def wake(loop: Loop, sleeper: Sleeper) -> None:
    """Its time has come: the task goes on in the next turn, unless it was cancelled meanwhile."""
    step = sleeper.step
    if step is not None:
        sleeper.step = None
        loop._ready.append(step)


def _turn(loop: Loop, actor: Actor) -> None:  # noqa: C901, PLR0912 - calls would cost
    execution = loop.execution
    ready, timers = loop._ready, loop._timers
    popleft, append = ready.popleft, ready.append
    countdown, checked_at = CHECK_EVERY, actor.clock
    item: Any = None
    while True:
        alone = None  # a task's step that is all there is to do in this turn
        if not ready and not loop._stopping:
            # `Loop.idle`, in line for the usual case: the next timer is ours and nobody else could move before it
            if timers and timers[0][0] < execution._horizon and not timers[0][2]._cancelled and not loop._failed:
                when, _, item = heappop(timers)
                if when > actor.clock:
                    execution.now = actor.clock = when
                if type(item) is Sleeper and not (timers and timers[0][0] <= when):
                    alone, item.step = item.step, None
                else:
                    append(item)
            else:
                loop.idle(actor)
        now = actor.clock
        countdown -= 1
        if not countdown:
            loop.check(actor, CHECK_EVERY, time_moves=actor.clock != checked_at)
            countdown, checked_at = CHECK_EVERY, actor.clock
        if alone is not None:
            callback, args, context = alone
            try:
                context.run(callback)
            except _ENDS:
                raise
            except BaseException as error:
                loop.callback_failed(alone, error)
        else:
            while timers and timers[0][0] <= now:
                append(heappop(timers)[2])
            todo = len(ready)
            while todo:
                try:
                    while todo:
                        todo -= 1
                        item = popleft()
                        kind = type(item)
                        if kind is tuple:
                            callback, args, context = item
                            context.run(callback, *args)
                        elif kind is Sleeper:
                            wake(loop, item)
                        else:
                            item._context.run(item._callback, *item._args)
                except _ENDS:
                    raise
                except BaseException as error:
                    loop.callback_failed(item, error)
        if actor.clock != now:
            loop.stood(actor, now)
        if loop._stopping:
            return

"""The scheduler's points: where an actor says what it wants, and the baton changes hands.

Exactly one actor runs. Before each visible operation it calls `point`, which writes down what it wants (operation,
target, guard, how long until it is ready) and decides *in the running thread* who goes on (see `deciding`). Where that
is the same actor, nothing is switched and nothing is locked; otherwise one lock is released (the other's baton) and one
is taken (its own).

*Enabledness* has one rule: an operation is enabled if its guard holds. A blocked operation with a deadline has a
second transition, "time out". Nobody polls.

*Yields.* A sleep, a time-out, a failed try: at equal times the others go first; sleepers that wake at the same moment
do so in the order in which the actors were made, no matter who fell asleep first. An actor that asks again and again
(`while not flag: pass`) would stop time altogether, so a turn of a loop that saw nothing new (`yield_turn`) is a
yield whose clock follows the others: it is ready when the next of them is. When only such actors are left and
none of them changes anything, the execution ends "livelocked".

*Quiet.* While an import, a finaliser, what is logged or engine code is on an actor's stack (`actor.quiet` above 0) a
real lock may be held there, so no other actor may move: its points take effect at once, and a sleep only moves its
clock.
"""

# ruff: noqa: PLR1730 - `if a > b: b = a` is the fastest way to say it, and this is the hot path

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here
from cafe_sim.engine.kernel.deciding import OVER, Decides, State
from cafe_sim.engine.kernel.policies import DECISION
from cafe_sim.engine.kernel.trace import Detail
from cafe_sim.errors import Misuse

__all__ = ["OVER", "REFUSALS", "Scheduler", "State"]

PATIENCE = 1000
"""After so many yields in a row without its clock moving, an actor is taken to be spinning."""

REFUSALS = 100
"""So many times an actor is told to end before it is left behind."""


class Scheduler(Decides):
    """The half of an execution that runs in its actors' threads."""

    def point(
        self,
        actor: Actor,
        op: str,
        target: Any = None,
        guard: Callable[[], bool] | None = None,
        *,
        delay: int = 0,
        timeout: int = -1,
        detail: Detail = None,
        yielding: bool = False,
        silent: bool = False,
    ) -> bool:
        """Scheduling point before a visible operation of the running `actor`; True once it may take effect.

        `guard` None or true: enabled. `delay` ns: not ready before. `timeout` ns (0 or more): the wait may
        end with False instead, and a "timeout" event. `yielding`: others go first. The event is recorded here
        unless `silent`; the caller performs the effect right after.
        """
        if self._closing:
            self._refuse(actor)
        ready = actor.clock + delay
        if actor.quiet:
            return self._point_quietly(actor, op, target, guard, ready, timeout, detail, silent)
        free = guard is None or guard()
        if free and op in self.by_themselves and timeout < 0 and len(self.rows) <= self._events_max:
            self.turns_left -= DECISION
            actor.clock = target.clock if guard is not None and target is not None and target.clock > ready else ready
            if actor.clock > self.now:
                self.now = actor.clock
            if not silent:
                self.record(actor, op, target, detail)
            return True
        if free and self.policy is None and (target is None or not target.waiting):
            at = target.clock if guard is not None and target is not None and target.clock > ready else ready
            goes_on = at < self._horizon or (at == actor.clock == self._horizon and not yielding)
            if goes_on and len(self.rows) <= self._events_max:
                actor.clock = at
                if at > self.now:
                    self.now = at
                if not silent:
                    self.record(actor, op, target, detail)
                return True
        actor.op = op
        actor.target = target
        actor.guard = guard
        actor.detail = detail
        actor.ready = ready
        actor.deadline = actor.clock + timeout if timeout >= 0 else NEVER
        actor.yielding = yielding
        self._seq += 1
        actor.seq = actor.serial if op == "sleep" and delay else self._seq
        if not free:
            self._note_cycle(actor)
        self._wait_for_turn(actor)
        if actor.timed_out:
            if not silent:
                self.record(actor, "timeout", target)
            return False
        if not silent:
            self.record(actor, op, target, detail)
        return True

    def _wait_for_turn(self, actor: Actor) -> None:
        """Let whoever is chosen go on, until this actor is chosen."""
        target = actor.target
        if target is not None:
            target.waiting += 1
        chosen = self._choose(actor)
        if chosen is not actor:
            (self._driver if chosen is None else chosen.baton).release()
            actor.baton.acquire()
        if target is not None:
            target.waiting -= 1
        actor.guard = None
        actor.target = None
        if self._closing:
            self._refuse(actor)

    def _point_quietly(
        self,
        actor: Actor,
        op: str,
        target: Any,
        guard: Callable[[], bool] | None,
        ready: int,
        timeout: int,
        detail: Detail,
        silent: bool,
    ) -> bool:
        """A point where nobody else may move: it takes effect now, times out now, or cannot be."""
        if guard is not None and not guard():
            if timeout < 0:
                raise Misuse(
                    f"{actor.name} would wait for ever ({op}) inside an import, a finaliser or what is logged, where no "
                    "other thread may move; do it outside"
                )
            actor.clock += timeout
            self.record(actor, "timeout", target)
            return False
        actor.clock = max(ready, target.clock) if guard is not None and target is not None else ready
        self.now = max(self.now, actor.clock)
        if not silent:
            self.record(actor, op, target, detail)
        return True

    def give_way(self, actor: Actor) -> None:
        """After a failed try or a sleep of no time: at equal times the others go first.

        Under another's policy this is no point of its own: the policy sees the failed try.
        """
        if self.policy is not None:
            return
        if actor.yielded_at == actor.clock:
            actor.stale += 1
        else:
            actor.yielded_at = actor.clock
            actor.stale = 0
        if actor.stale > PATIENCE:
            self.yield_turn(actor)
        else:
            self.point(actor, "yield", yielding=True, silent=True)

    def yield_turn(self, actor: Actor, in_vain: bool = True) -> None:
        """A turn of the running actor's loop saw nothing new, or, not `in_vain`, did what it may do for ever: others go
        first, and its clock follows them.
        """
        if actor.quiet:
            return
        delay = 0
        if self.policy is None:
            moment = min((self.ready(other) for other in self._live if other is not actor), default=NEVER)
            delay = max(0, moment - actor.clock) if moment < NEVER else 0
        self._horizon = -1
        actor.spinning = in_vain
        try:
            self.point(actor, "yield", delay=delay, yielding=True, silent=self.policy is None)
        finally:
            actor.spinning = False

    def wait_a_moment(self, actor: Actor, moment: int) -> None:
        """A turn of the actor's loop that only asked for the time: it passes, up to `moment` ns or what comes next."""
        if actor.quiet:
            return
        others = min((self.ready(other) for other in self._live if other is not actor), default=NEVER)
        delay = min(moment, max(0, others - actor.clock)) or moment
        self.point(actor, "yield", delay=delay if self.policy is None else 0, yielding=True, silent=True)
        if self.policy is not None:
            actor.clock += moment

    def disturb(self) -> None:
        """Say that some parked actor's guard may have changed other than through `point`'s own target.

        Call it after every effect that can enable somebody: a release, a put, a set, a notify.
        """
        self._horizon = -1

    def note(self, kind: str, *what: Detail) -> None:
        """A "note" event of the running actor (or of nobody, outside): café words, things worth telling."""
        actor = here.actor
        if actor is not None:
            self.record(actor, "note", None, (kind, *what))

    def wait_for_actor(self, actor: Actor, other: Actor, timeout: int = -1) -> bool:
        """Join: True once `other` has ended."""
        patient = None if timeout < 0 else False
        return self.point(actor, "join", other.object, lambda: other.done, timeout=timeout, detail=patient)

    def uncaught(self, actor: Actor, error: BaseException, where: str) -> None:
        """Keep what nobody caught; not what an actor stumbles over on its way out of an
        execution that is being closed.
        """
        if not self._closing:
            self.errors.append((actor.clock, actor.serial, error, where))

    # ---- told to end -----------------------------------------------------------------------

    def _refuse(self, actor: Actor) -> None:
        """The execution is being closed: end this actor, or leave it behind if it won't end."""
        actor.refusals += 1
        if actor.loop is not None:
            actor.loop.interrupt()
        if actor.refusals <= REFUSALS:
            raise Teardown
        if actor.refusals == REFUSALS + 1:
            self._leave_behind(actor, "was told to end, catches everything and goes on")
            self._driver.release()
        actor.baton.acquire()

    def _leave_behind(self, actor: Actor, why: str) -> None:
        site = self.where(actor)
        place = f" at {site.file}:{site.line}" if site.file else ""
        self.left_behind.append(f"{actor.name}{place} {why}; its thread is left behind until this process ends")

"""The decision who moves next, and what is known when nobody can.

*Time is logical.* An actor's clock is the latest of all that happened before it: a sleep adds to it, taking
a resource merges the clock at which the resource became available. The default policy lets the transition
that is ready earliest go first, so that an ordinary run is exactly a discrete-event simulation: time
jumps to the next deadline and never goes back. At equal times the running actor goes on (the fewest
switches, as an operating system would have it), unless somebody was waiting before it for the very thing it
wants now; then first come, first served.

Under a caller's `Policy` a sleeper is always enabled, for an operating system may leave any thread off the CPU as
long as it likes; clocks still follow the trace.

Where nobody can move, the execution has ended or is stuck. Where the only ones who move ask again and again, and
nothing changes, it is livelocked.
"""
# ruff: noqa: PLR1730 - `if a > b: b = a` is the fastest way to say it, and this is the hot path

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from functools import partial
from typing import Literal

from cafe_sim.engine.kernel.actor import NEVER, Actor
from cafe_sim.engine.kernel.policies import DECISION, Choice, Limits, Policy
from cafe_sim.engine.kernel.recording import Recording
from cafe_sim.engine.kernel.waits import Wait, blocked, cycle_through

State = Literal["fresh", "paused", "ended", "stuck", "livelocked", "spent", "closed"]

OVER: frozenset[State] = frozenset({"ended", "stuck", "livelocked", "spent", "closed"})
"""States that nothing moves out of."""

_choice: partial[Choice] = partial(tuple.__new__, Choice)
_CHANGES = frozenset({"write", "update", "put", "get", "set", "clear", "notify", "start", "exit", "arrive", "resolve"})


class Decides(Recording):
    """What an execution knows of its actors, and whom it lets go on."""

    def __init__(
        self, policy: Policy | None, seed: int, limits: Limits, is_program_file: Callable[[str], bool] | None
    ) -> None:
        super().__init__(seed, is_program_file)
        self.policy = policy
        self.sees: Callable[[int], bool] | None = None
        """Whether an access at a place (an index into `sites`) is a scheduling point; None: each is, wherever it is."""
        self.starts_are_seen = False
        """Whether starts of threads are put on record as something that others may ask about …"""
        self.starts_asked = False
        """… and whether any did who did not start them."""
        self.crowded = False
        """It wanted to start more threads than it may."""
        self.range = 0.0
        """By which share a task's sleep may be shorter or longer than written, where somebody chooses (`varies`)."""
        self.outlasting: Callable[[float, int], float] | None = None
        """(seconds as written, site) → how long that sleep of a task may take instead, where somebody chooses one that
        does; None: none may.
        """
        self.varies: Callable[[float, int], float] | None = None
        """(seconds as written, site) → how long that sleep of a task takes; None: as written."""
        self.by_themselves: frozenset[str] = frozenset()
        """Operations that the policy does not want to be asked about: they are done at once, by serial."""
        self.limits = limits
        self.state: State = "fresh"
        self.woken: dict[int, int] = {}
        """By index of a loop's "sleep" event, under a policy: the task whose sleep was over."""
        self.turned: dict[tuple[int, int], int] | None = None
        """By actor and task: turns of loops that may wait by asking again and again; None where nobody counts them."""
        self.turned_for_ever: dict[tuple[int, int], int] = {}
        """The same of those of them that have no way out."""
        self.left_behind: list[str] = []
        """A sentence for every actor that would not end."""
        self.turns_left = limits.turns
        self.signs_of_life: Callable[[], int] = int
        """Anything that changes while a program computes, beside what is here: whoever drives
        looks at it now and then.
        """
        self._events_max = limits.events
        self._live: list[Actor] = []
        self._stuck: tuple[Wait, ...] = ()
        self._until = NEVER
        self._horizon = -1
        """Up to this moment nobody else can move: the running actor goes on without a decision."""
        self._seq = limits.actors  # above every serial: sleepers wake in the order in which they were started
        self._spins = 0
        self._spins_from = 0
        self._driver = _thread.allocate_lock()
        self._driver.acquire()
        self._closing = False
        self._failure: BaseException | None = None

    # ---- who could -------------------------------------------------------------------------

    def ready(self, actor: Actor) -> int:
        """When a parked actor could move, as things stand; NEVER while it is blocked without a deadline."""
        transition = self._transition(actor)
        return NEVER if transition is None else transition[0]

    def _transition(self, actor: Actor) -> tuple[int, bool] | None:
        """(ready at, does it time out) of an actor's pending operation, or None while it is blocked."""
        guard = actor.guard
        if guard is None:
            return actor.ready, False
        if guard():
            ready = actor.ready
            target = actor.target
            if target is not None and target.clock > ready:
                ready = target.clock
            return ready, False
        if actor.deadline < NEVER:
            return actor.deadline, True
        return None

    def enabled(self) -> list[Choice]:
        """Every transition that could go now, by serial. Empty: ended, or nothing can move."""
        choices = []
        for actor in self._live:
            # `_transition`, in line
            guard = actor.guard
            if guard is None:
                choices.append(_choice((actor.serial, False, actor.ready)))
            elif guard():
                ready, target = actor.ready, actor.target
                if target is not None and target.clock > ready:
                    ready = target.clock
                choices.append(_choice((actor.serial, False, ready)))
            elif actor.deadline < NEVER:
                choices.append(_choice((actor.serial, True, actor.deadline)))
        return choices

    def is_spent(self) -> bool:
        """Whether a limit is reached."""
        return self.turns_left < 0 or len(self.rows) > self._events_max

    # ---- the decision ----------------------------------------------------------------------

    def _choose(self, current: Actor | None) -> Actor | None:  # noqa: C901, PLR0912 - one loop, its helpers in line: hot
        """Who goes next, its clock set; None gives the baton to the driver, with `state` saying why."""
        self.turns_left -= DECISION
        if self.turns_left < 0 or len(self.rows) > self._events_max:  # `is_spent`, in line
            self.state = "spent"
            return None
        if self.policy is not None:
            return self._choose_by(self.policy, current)
        best: Actor | None = None
        best_ready = second = NEVER
        best_times_out = False
        best_rank = best_seq = 0
        busy = False
        for actor in self._live:
            busy = busy or not actor.daemon
            # `_transition`, in line
            guard = actor.guard
            times_out = False
            if guard is None:
                ready = actor.ready
            elif guard():
                ready = actor.ready
                target = actor.target
                if target is not None and target.clock > ready:
                    ready = target.clock
            elif actor.deadline < NEVER:
                ready = actor.deadline
                times_out = True
            else:
                continue
            if ready > best_ready:
                if ready < second:
                    second = ready
                continue
            if actor.yielding or times_out:
                rank = 3 if actor.spinning else 2
            elif actor is current and ready == actor.clock and not self._is_behind(actor):
                rank = 0
            else:
                rank = 1
            if best is None or (ready, rank, actor.seq) < (best_ready, best_rank, best_seq):
                second = best_ready
                best, best_ready, best_times_out = actor, ready, times_out
                best_rank, best_seq = rank, actor.seq
            else:
                second = ready
        if best is None or not busy:
            return self._nothing_left()
        if best_ready > self._until:
            self.state = "paused"
            return None
        if best_rank == 3:
            if self._nothing_changes():
                self.livelock()
                return None
        else:
            self._spins = 0
        self._horizon = min(self._until, second)
        return self._let_go(best, best_ready, best_times_out)

    def _is_behind(self, actor: Actor) -> bool:
        """Is somebody before `actor` in the line for the very thing it wants, and could have it now?"""
        target = actor.target
        if target is None or target.waiting <= 1 or actor.guard is None:
            return False
        return any(
            other.target is target
            and other is not actor
            and other.op == actor.op
            and self._transition(other) is not None
            for other in self._live
        )

    def _let_go(self, actor: Actor, ready: int, times_out: bool) -> Actor:
        actor.timed_out = times_out
        if ready > actor.clock:
            actor.clock = ready
        if actor.clock > self.now:
            self.now = actor.clock
        elif self.policy is None:
            # what enabled it may have left no clock behind; it happened by now, and time never goes back
            actor.clock = self.now
        self.running = actor
        return actor

    def _choose_by(self, policy: Policy, current: Actor | None) -> Actor | None:
        by_themselves, busy = self.by_themselves, False
        choices: list[Choice] = []
        for actor in self._live:
            busy = busy or not actor.daemon
            # `_transition`, in line, as in `enabled`
            guard, ready = actor.guard, actor.ready
            if guard is not None:
                if not guard():
                    if actor.deadline < NEVER:
                        choices.append(_choice((actor.serial, True, actor.deadline)))
                    continue
                target = actor.target
                if target is not None and target.clock > ready:
                    ready = target.clock
            if actor.op in by_themselves and actor.deadline == NEVER:
                return self._let_go(actor, ready, times_out=False)
            choices.append(_choice((actor.serial, False, ready)))
        if not busy:
            choices.clear()
        if not choices:
            return self._nothing_left()
        try:
            choice = policy.choose(choices, current.serial if current else 0)
        except BaseException as error:
            # the policy's failure is the driver's, never the program's in whose thread it happened
            self._failure = error
            choice = None
        if choice is None:
            self.state = "paused"
            return None
        actor = self.actors[choice[0] - 1]
        actor.timed_out, ready = choice[1:]
        # `_let_go`, in line
        if ready > actor.clock:
            actor.clock = ready
        if actor.clock > self.now:
            self.now = actor.clock
        self.running = actor
        return actor

    # ---- when nothing moves ----------------------------------------------------------------

    def _nothing_left(self) -> Actor | None:
        if not self._live:
            self.state = "ended"
            return None
        self._stuck = tuple(self.waits())
        if any(not a.daemon for a in self._live):
            self.state = "stuck"
            return None
        self.state = "ended"
        for daemon in self._live:
            self._note_at_end(daemon, "daemon cut off")
        return None

    def _nothing_changes(self) -> bool:
        """Has every spinning actor had two turns in which nobody else could move and nothing was changed?"""
        if self._spins == 0:
            self._spins_from = len(self.rows)
        self._spins += 1
        if self._spins <= 2 * len(self._live) + 2:
            return False
        self._spins = 0
        moving = any(self._transition(a) is not None and not a.spinning for a in self._live)
        return not moving and not any(row[3] in _CHANGES for row in self.rows[self._spins_from :])

    def livelock(self, places: dict[tuple[int, int], int] | None = None) -> None:
        """Nothing will change any more: end "livelocked", with a note for everybody who goes round.

        `places`: the site of each of them, by (actor, task), where others know better than we.
        """
        self._stuck = tuple(self.waits())
        self.state = "livelocked"
        for (serial, task), site in (places or {}).items():
            self._note_at_end(self.actors[serial - 1], "livelock", task, site)
        for actor in self._live if places is None else ():
            if actor.spinning:
                at = [] if actor.loop is None else actor.loop.going_round()
                for task, site in at or [(actor.task, -1)]:
                    self._note_at_end(actor, "livelock", task, site)

    def _note_at_end(self, actor: Actor, kind: str, task: int = 0, site: int = -1) -> None:
        if site < 0:
            site = self._site_of(sys._current_frames().get(actor.ident))
        self.rows.append((self.now, actor.serial, task, "note", 0, site, (kind, actor.name, actor.op)))

    def _note_cycle(self, actor: Actor) -> None:
        """If `actor`'s wait closes a cycle of holders, put it on record, in order: each wants what the next holds."""
        cycle = cycle_through(actor)
        if cycle:
            self.record(actor, "note", actor.target, ("cycle", *(a.serial for a in cycle)))

    def waits(self) -> list[Wait]:
        """For every actor that is blocked (or was, when the execution got stuck): what it wants and who has it."""
        if self._closing or self.state in OVER:
            return list(self._stuck)
        return [
            Wait(a, a.op, a.target, tuple(a.target.holders()) if a.target else (), self.where(a))
            for a in self._live
            if blocked(a)
        ]

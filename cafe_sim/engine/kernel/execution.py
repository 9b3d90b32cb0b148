"""One execution: actors passing a baton, under virtual time, leaving a trace.

Theory of operation
-------------------
Exactly one actor runs. Before each visible operation it calls `point`, which writes down what it wants
(operation, target, guard, how long until it is ready) and decides *in the running thread* who goes
on. Where that is the same actor, nothing is switched and nothing is locked; otherwise one lock is released
(the other's baton) and one is taken (its own).

*Enabledness* has one rule: an operation is enabled if its guard holds. A blocked operation with a deadline has a
second transition, "time out". Nobody polls.

*Time is logical.* An actor's clock is the latest of all that happened before it: a sleep adds to it, taking
a resource merges the clock at which the resource became available. The default policy lets the transition
that is ready earliest go first, so that an ordinary run is exactly a discrete-event simulation: time
jumps to the next deadline and never goes back. At equal times the running actor goes on (the fewest
switches, as an operating system would have it), unless somebody was waiting before it for the very thing it
wants now; then first come, first served.

*Yields.* A sleep, a time-out, a failed try: at equal times the others go first; sleepers that wake at the same moment
do so in the order in which the actors were made, whoever fell asleep first. An actor that asks again and again
(`while not flag: pass`) would stop time altogether, so a turn of a loop that saw nothing new (`yield_turn`) is a
yield whose clock follows the others: it is ready when the next of them is. When only such actors are left and
none of them changes anything, the execution ends "livelocked".

Under a `Policy` of somebody else's, a sleeper is always enabled, for an operating system may leave any thread
off the CPU as long as it likes; clocks still follow the trace.

*Quiet.* While an import, output or engine code is on an actor's stack (`actor.quiet` above 0) a real lock may be held there, so
nobody else is let go on: its points take effect at once, a sleep only moves its clock.

*Driving.* `run()` to the end, `advance(until)` up to a virtual time, `step(choice)` one transition of a
chosen actor with `enabled()` visible. All three hand the baton over from a driving thread and get it
back when there is nothing (more) to do. `close()` ends whatever is left: `Teardown` is raised in every
parked actor, one after the other in order of serial number. One that catches it and goes on is told again, a
bounded number of times, and then left parked for good, with a sentence in `left_behind`.
"""
# ruff: noqa: PLR1730, FURB136 - `if a > b: b = a` is the fastest way to say it, and this is the hot path

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, Protocol, Self

from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here, hire
from cafe_sim.engine.kernel.recording import Recording
from cafe_sim.engine.kernel.trace import Detail, Event
from cafe_sim.engine.kernel.unawaited import listen, stop_listening
from cafe_sim.engine.kernel.waits import Wait, blocked, cycle_through, cycles_among
from cafe_sim.errors import Bug, Misuse

State = Literal["fresh", "paused", "ended", "stuck", "livelocked", "spent", "closed"]

OVER: frozenset[State] = frozenset({"ended", "stuck", "livelocked", "spent", "closed"})
"""States that nothing moves out of."""

PATIENCE = 1000
"""After so many yields in a row without its clock moving, an actor is taken to be spinning."""

REFUSALS = 100
"""So many times an actor is told to end before it is left behind."""

STUBBORN_SECONDS = 10.0
"""Wall-clock seconds that an actor may take to end before it is left behind: it computes, or really blocks."""

_CHANGES = frozenset({"write", "update", "put", "get", "set", "clear", "notify", "start", "exit", "arrive", "resolve"})


class Choice(NamedTuple):
    """A transition that could go now. Equal by value."""

    actor: int
    times_out: bool
    ready: int
    """Virtual nanoseconds at which the default policy would let it go."""


class Policy(Protocol):
    """Decides who moves next."""

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:
        """Pick from `enabled` (never empty, by serial); `current` is the running actor's serial or 0.

        None hands the baton back to the driving thread.
        """


class Limits(NamedTuple):
    """What one execution may use before it is stopped as inconclusive."""

    events: int = 20_000_000
    actors: int = 5_000
    turns: int = 200_000_000
    """Loop turns and calls of program code."""


LIMITS = Limits()


class Thing:
    """Anything with a serial that an operation is done to: the common part of every resource."""

    __slots__ = ("__weakref__", "clock", "execution", "serial", "waiting")

    def __init__(self, execution: Execution, kind: str, name: str = "") -> None:
        self.execution = execution
        self.serial = execution.register(kind, name)
        self.clock = 0
        self.waiting = 0
        """How many actors are parked wanting this."""

    def __hash__(self) -> int:
        return self.serial  # a program's set of locks is walked in the same order in every process

    def holders(self) -> list[Actor]:
        """The actors of which one must move for a waiting one to go on; empty where anybody might."""
        return []


class Life(Thing):
    """What others join: an actor, seen from outside."""

    __slots__ = ("actor",)

    def __init__(self, execution: Execution, actor: Actor) -> None:
        super().__init__(execution, "thread", actor.name)
        self.actor = actor

    def holders(self) -> list[Actor]:
        return [] if self.actor.done else [self.actor]


class Execution(Recording):
    """One run of `main` under one schedule. Use from one driving thread; `close` it (or use `with`)."""

    def __init__(
        self,
        main: Callable[[], object],
        *,
        policy: Policy | None = None,
        cores: int = 1,
        seed: int = 0,
        limits: Limits = LIMITS,
        is_program_file: Callable[[str], bool] = lambda _file: False,
        main_name: str = "main",
    ) -> None:
        super().__init__(seed, is_program_file)
        self.policy = policy
        self.cores = cores
        self.limits = limits
        self.state: State = "fresh"
        self.cycles: list[tuple[Actor, ...]] = []
        """Closed cycles of waits, in the order in which they closed."""
        self.at_main_end: list[Callable[[], object]] = []
        """What the main actor still does after its body, last in first out, as an interpreter does at its exit."""
        self.left_behind: list[str] = []
        """A sentence for every actor that would not end."""
        self.turns_left = limits.turns
        self._live: list[Actor] = []
        self._stuck: tuple[Wait, ...] = ()
        self._until = NEVER
        self._horizon = -1
        self._seq = limits.actors  # above every serial: sleepers wake in the order in which they were started
        self._spins = 0
        self._spins_from = 0
        self._driver = _thread.allocate_lock()
        self._driver.acquire()
        self._closing = False
        self._failure: BaseException | None = None
        self._next: Actor | None = None
        self.new_actor(lambda: self._main(main), name=main_name)

    # ---- actors ----------------------------------------------------------------------------

    def _main(self, body: Callable[[], object]) -> None:
        try:
            body()
        except Teardown:
            raise
        except BaseException:
            self._finalise()
            raise
        self._finalise()

    def _finalise(self) -> None:
        while self.at_main_end:
            self.at_main_end.pop()()

    def new_actor(self, body: Callable[[], object], name: str = "", daemon: bool = False) -> Actor:
        """A new actor, enabled at once, that will call `body()`. The caller passes a "start" point first."""
        if len(self.actors) >= self.limits.actors:
            raise Misuse(f"this program started more than {self.limits.actors} threads; start fewer")
        serial = len(self.actors) + 1
        me = here.actor
        actor = Actor(self, serial, name or f"Thread-{serial - 1}", me.clock if me else 0, daemon)
        actor.object = Life(self, actor)
        self._seq += 1
        actor.seq = self._seq
        self.actors.append(actor)
        self._live.append(actor)
        self._horizon = -1
        hire(actor, lambda actor: self._live_through(actor, body))
        return actor

    def rename_actor(self, actor: Actor, name: str) -> None:
        """Give an actor another name."""
        actor.name = name
        if actor.object is not None:
            self.rename(actor.object.serial, name)

    def _live_through(self, actor: Actor, body: Callable[[], object]) -> None:
        try:
            if not self._closing:
                self.record(actor, "begin", actor.object)
                body()
                self.point(actor, "exit", actor.object)
        except Teardown:
            pass
        except BaseException as error:
            self.errors.append((actor.clock, actor.serial, error, "thread"))
            try:
                self.point(actor, "exit", actor.object)
            except Teardown:
                pass
        actor.done = True
        actor.guard = actor.target = None
        actor.locals.clear()
        thing = actor.object
        assert thing is not None
        thing.clock = actor.clock
        self._live.remove(actor)
        self._horizon = -1
        self._next = None if self._closing else self._choose(None)

    def after_exit(self, actor: Actor) -> Callable[[], None] | None:
        """What passes the baton on once `actor`'s thread is back in the pool."""
        if actor.refusals > REFUSALS:
            return None
        return (self._driver if self._next is None else self._next.baton).release

    # ---- points ----------------------------------------------------------------------------

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
        if free and self.policy is None and (target is None or not target.waiting):
            at = target.clock if guard is not None and target is not None and target.clock > ready else ready
            goes_on = at < self._horizon or (at == actor.clock == self._horizon and not yielding)
            if goes_on and len(self.events) <= self.limits.events:
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
        # let whoever is chosen go on, until this actor is chosen
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
        if actor.timed_out:
            if not silent:
                self.record(actor, "timeout", target)
            return False
        if not silent:
            self.record(actor, op, target, detail)
        return True

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
                    f"{actor.name} would wait for ever ({op}) inside an import or while something is printed, where no "
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

    def yield_turn(self, actor: Actor) -> None:
        """A turn of the running actor's loop saw nothing new: others go first, and its clock follows them."""
        if actor.quiet:
            return
        delay = 0
        if self.policy is None:
            moment = min((self.ready(other) for other in self._live if other is not actor), default=NEVER)
            delay = max(0, moment - actor.clock) if moment < NEVER else 0
        self._horizon = -1
        actor.spinning = True
        try:
            self.point(actor, "yield", delay=delay, yielding=True, silent=self.policy is None)
        finally:
            actor.spinning = False

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

    def ready(self, actor: Actor) -> int:
        """When a parked actor could move, as things stand; NEVER while it is blocked without a deadline."""
        transition = self._transition(actor)
        return NEVER if transition is None else transition[0]

    def wait_for_actor(self, actor: Actor, other: Actor, timeout: int = -1) -> bool:
        """Join: True once `other` has ended."""
        return self.point(actor, "join", other.object, lambda: other.done, timeout=timeout)

    def _refuse(self, actor: Actor) -> None:
        """The execution is being closed: end this actor, or leave it behind if it won't end."""
        actor.refusals += 1
        if actor.loop is not None:
            actor.loop.interrupt()
        if actor.refusals <= REFUSALS:
            raise Teardown
        if actor.refusals == REFUSALS + 1:
            self._leave_behind(actor, "catches everything and goes on")
            self._driver.release()
        actor.baton.acquire()

    # ---- the decision ----------------------------------------------------------------------

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

    def _choose(self, current: Actor | None) -> Actor | None:  # noqa: C901, PLR0912 - one loop, its helpers in line: hot
        """Who goes next, its clock set; None gives the baton to the driver, with `state` saying why."""
        if self.turns_left < 0 or len(self.events) > self.limits.events:
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
            elif actor is current and ready == actor.clock and (actor.target is None or actor.target.waiting <= 1):
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
                return self._livelock()
        else:
            self._spins = 0
        self._horizon = second if second < self._until else self._until
        return self._let_go(best, best_ready, best_times_out)

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
        if all(a.daemon for a in self._live):
            return self._nothing_left()
        choices = self.enabled()
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
        return self._let_go(self.actors[choice.actor - 1], choice.ready, choice.times_out)

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
            self._spins_from = len(self.events)
        self._spins += 1
        if self._spins <= 2 * len(self._live) + 2:
            return False
        self._spins = 0
        moving = any(self._transition(a) is not None and not a.spinning for a in self._live)
        return not moving and not any(e.op in _CHANGES for e in self.events[self._spins_from :])

    def _livelock(self) -> Actor | None:
        self._stuck = tuple(self.waits())
        self.state = "livelocked"
        for actor in self._live:
            if actor.spinning:
                self._note_at_end(actor, "livelock")
        return None

    def _note_at_end(self, actor: Actor, kind: str) -> None:
        site = self._site_of(sys._current_frames().get(actor.ident))
        self.events.append(Event(self.now, actor.serial, actor.task, "note", 0, site, (kind, actor.name, actor.op)))

    def _note_cycle(self, actor: Actor) -> None:
        """If `actor`'s wait closes a cycle of holders, keep it (in order: each wants what the next holds)."""
        cycle = cycle_through(actor)
        if cycle:
            self.cycles.append(cycle)
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

    def standing_cycles(self) -> list[tuple[Actor, ...]]:
        """The cycles of waits that are closed now, each once, from its lowest serial onwards."""
        return cycles_among(self._live)

    # ---- driving ---------------------------------------------------------------------------

    def enabled(self) -> list[Choice]:
        """Every transition that could go now, by serial. Empty: ended, or nothing can move."""
        choices = []
        for actor in self._live:
            transition = self._transition(actor)
            if transition is not None:
                choices.append(Choice(actor.serial, transition[1], transition[0]))
        return choices

    def pending(self) -> list[Actor]:
        """Every actor that has not ended, by serial; its `op` and `target` say what it wants."""
        return list(self._live)

    def run(self) -> State:
        """To the end: "ended", "stuck" (deadlock), "livelocked" or "spent" (a limit was reached)."""
        return self._drive(NEVER)

    def advance(self, until: int) -> State:
        """All that happens up to and including virtual time `until` (ns); "paused" if there is more."""
        state = self._drive(until)
        if state == "paused" and until > self.now:
            self.now = until
        return state

    def step(self, choice: Choice) -> State:
        """Let one transition take effect, and its actor run up to its next point."""
        outer = self.policy
        self.policy = _Once(choice)
        try:
            return self._drive(NEVER)
        finally:
            self.policy = outer

    def _drive(self, until: int) -> State:
        if here.actor is not None:
            raise Bug("an execution was driven from inside a program")
        if self.state in OVER:
            return self.state
        self._until = until
        self._horizon = -1
        first = self._choose(None)
        if first is not None:
            listen()
            first.baton.release()
            self._driver.acquire()
            stop_listening()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return self.state

    def close(self) -> None:
        """End every actor that is left. Harmless when repeated."""
        if self._closing:
            return
        self._stuck = tuple(self.waits())
        self._closing = True
        listen()
        for actor in list(self._live):
            actor.baton.release()
            if not self._driver.acquire(timeout=STUBBORN_SECONDS):
                actor.refusals = REFUSALS + 2
                self._leave_behind(actor, "computes or waits outside the engine")
        stop_listening()
        self.state = "closed" if self.state in ("fresh", "paused") else self.state
        namespace = self.locals.get("namespace")
        self.locals.clear()
        if namespace is not None:
            self.locals["namespace"] = namespace

    def _leave_behind(self, actor: Actor, why: str) -> None:
        site = self.where(actor)
        place = f" at {site.file}:{site.line}" if site.file else ""
        self.left_behind.append(
            f"{actor.name} was told to end{place} and {why}; its thread is left behind until this process ends"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Once:
    """Takes one given choice, then hands the baton back."""

    __slots__ = ("choice",)

    def __init__(self, choice: Choice) -> None:
        self.choice: Choice | None = choice

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:  # noqa: ARG002
        choice, self.choice = self.choice, None
        if choice is not None and choice not in enabled:
            raise Misuse(f"actor {choice.actor} cannot move now; choose one of {sorted({c.actor for c in enabled})}")
        return choice


def me() -> Actor:
    """The running actor. Raises Misuse outside an execution."""
    actor = here.actor
    if actor is None:
        raise Misuse("this belongs to a running program; start it with `run`")
    return actor


def names_of(actors: Iterable[Actor]) -> str:
    """ "Bo, Cy and Di"."""
    names = [a.name for a in actors]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

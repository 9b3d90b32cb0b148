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

Under a `Policy` of somebody else's, a sleeper is always enabled, for an operating system may leave any thread
off the CPU as long as it likes; clocks still follow the trace.

*Driving.* `run()` to the end, `advance(until)` up to a virtual time, `step(choice)` one transition of a
chosen actor with `enabled()` visible. All three hand the baton over from a driving thread and get it
back when there is nothing (more) to do. `close()` ends whatever is left: `Teardown` is raised in every
parked actor, one after the other in order of serial number.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Iterable, Sequence
from random import Random
from types import FrameType
from typing import Any, Literal, NamedTuple, Protocol

from cafe_sim.engine.kernel.actor import NEVER, Actor, Resource, Teardown, here, hire
from cafe_sim.engine.kernel.trace import NOWHERE, Detail, Event, Named, Site, Trace
from cafe_sim.errors import Bug, Misuse

State = Literal["fresh", "paused", "ended", "stuck", "spent", "closed"]

_event = tuple.__new__


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


class Thing:
    """Anything with a serial that an operation is done to: the common part of every resource."""

    __slots__ = ("__weakref__", "clock", "execution", "serial", "waiting")

    def __init__(self, execution: Execution, kind: str, name: str = "") -> None:
        self.execution = execution
        self.serial = execution.register(kind, name)
        self.clock = 0
        self.waiting = 0
        """How many actors are parked wanting this."""

    def holders(self) -> list[Actor]:
        """The actors that could let a waiting one go on."""
        return []


class Execution:
    """One run of `main` under one schedule. Use from one driving thread; `close` it (or use `with`)."""

    def __init__(
        self,
        main: Callable[[], object],
        *,
        policy: Policy | None = None,
        cores: int = 1,
        seed: int = 0,
        limits: Limits = Limits(),
        is_program_file: Callable[[str], bool] = lambda file: False,
        main_name: str = "main",
    ) -> None:
        self.policy = policy
        self.cores = cores
        self.seed = seed
        self.limits = limits
        self.is_program_file = is_program_file
        self.state: State = "fresh"
        self.events: list[Event] = []
        self.sites: list[Site] = [NOWHERE]
        self._site_index: dict[tuple[str, int], int] = {("", 0): 0}
        self.actors: list[Actor] = []
        """Every actor ever, by serial - 1."""
        self._live: list[Actor] = []
        self.task_names: list[Named] = [Named("", "")]
        self.object_names: list[Named] = [Named("", "")]
        self.output: list[tuple[int, int, str]] = []
        """(time, actor, text) of everything printed."""
        self.errors: list[tuple[int, int, BaseException, str]] = []
        """(time, actor, exception, where) of everything uncaught."""
        self.cycles: list[tuple[Actor, ...]] = []
        """Closed cycles of waits, in the order in which they closed."""
        self.turns_left = limits.turns
        self.locals: dict[Any, Any] = {}
        """Per-execution state of façade modules, by the module's own key."""
        self._until = NEVER
        self._horizon = -1
        self._seq = 0
        self._driver = _thread.allocate_lock()
        self._driver.acquire()
        self._closing = False
        self._next: Actor | None = None
        self._current: Actor | None = None
        self.now = 0
        """Virtual nanoseconds of the last transition: under the default policy, the time."""
        self._main = main
        self.new_actor(main, name=main_name)

    # ---- names -----------------------------------------------------------------------------

    def register(self, kind: str, name: str) -> int:
        """A serial for an object the trace will speak of; an empty name becomes "kind-serial"."""
        names = self.object_names
        serial = len(names)
        names.append(Named(kind, name or f"{kind}-{serial}"))
        return serial

    def rename(self, serial: int, name: str) -> None:
        """Give an object the name the program knows it by."""
        self.object_names[serial] = Named(self.object_names[serial].kind, name)

    def register_task(self, name: str) -> int:
        """A serial for an asyncio task."""
        self.task_names.append(Named("task", name))
        return len(self.task_names) - 1

    def site(self, file: str, line: int, function: str) -> int:
        """Index of a place in the program's source."""
        key = (file, line)
        index = self._site_index.get(key)
        if index is None:
            index = self._site_index[key] = len(self.sites)
            self.sites.append(Site(file, line, function))
        return index

    def _site_of(self, frame: FrameType | None) -> int:
        is_program_file = self.is_program_file
        while frame is not None:
            code = frame.f_code
            if is_program_file(code.co_filename):
                index = self._site_index.get((code.co_filename, frame.f_lineno))
                if index is None:
                    return self.site(code.co_filename, frame.f_lineno, code.co_name)
                return index
            frame = frame.f_back
        return 0

    def where(self, actor: Actor) -> Site:
        """The program's line on which a parked or running actor stands now."""
        if actor.done or not actor.ident:
            return NOWHERE
        return self.sites[self._site_of(sys._current_frames().get(actor.ident))]

    def trace(self) -> Trace:
        """Everything up to now, frozen."""
        none = Named("", "")
        return Trace(
            events=tuple(self.events),
            sites=tuple(self.sites),
            actors=(none, *(Named("actor", a.name) for a in self.actors)),
            tasks=tuple(self.task_names),
            objects=tuple(self.object_names),
            end=max((a.clock for a in self.actors), default=0) if self.policy else self.now,
        )

    def stream(self, purpose: str) -> Random:
        """The execution's own random numbers for one purpose; only `random()` is stable across versions."""
        streams = self.locals.setdefault("streams", {})
        if purpose not in streams:
            streams[purpose] = Random(f"{self.seed}/{purpose}")
        found: Random = streams[purpose]
        return found

    # ---- actors ----------------------------------------------------------------------------

    def new_actor(self, body: Callable[[], object], name: str = "", daemon: bool = False) -> Actor:
        """A new actor, enabled at once, that will call `body()`. The caller passes a "start" point first."""
        if len(self.actors) >= self.limits.actors:
            raise Misuse(f"this program started more than {self.limits.actors} threads; start fewer")
        serial = len(self.actors) + 1
        me = here.actor
        actor = Actor(self, serial, name or f"Thread-{serial - 1}", me.clock if me else 0, daemon)
        actor.object = Thing(self, "thread", actor.name)
        self._seq += 1
        actor.seq = self._seq
        self.actors.append(actor)
        self._live.append(actor)
        self._horizon = -1
        hire(actor, lambda actor: self._live_through(actor, body))
        return actor

    def _live_through(self, actor: Actor, body: Callable[[], object]) -> None:
        actor.baton.acquire()
        try:
            if not self._closing:
                self.record(actor, "begin", actor.object)
                body()
                self.point(actor, "exit", actor.object)
        except Teardown:
            pass
        except BaseException as error:  # noqa: BLE001 - an actor's own error is the program's, and kept
            self.errors.append((actor.clock, actor.serial, error, "thread"))
            try:
                self.point(actor, "exit", actor.object)
            except Teardown:
                pass
        actor.done = True
        actor.guard = actor.target = None
        thing = actor.object
        assert isinstance(thing, Thing)
        thing.clock = actor.clock
        self._live.remove(actor)
        self._horizon = -1
        self._next = None if self._closing else self._choose(None)

    def after_exit(self) -> None:
        """Called in an actor's thread once it is back in the pool: pass the baton on."""
        (self._driver if self._next is None else self._next.baton).release()

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
            raise Teardown
        ready = actor.clock + delay
        if self.policy is None and not yielding and (target is None or not target.waiting):
            if guard is None or guard():
                at = target.clock if target is not None and target.clock > ready else ready
                if at < self._horizon or at == actor.clock == self._horizon:
                    actor.clock = at
                    if at > self.now:
                        self.now = at
                    if not silent:
                        self.record(actor, op, target, detail)
                    return True
        actor.op = op
        actor.target = target
        actor.guard = guard
        actor.ready = ready
        actor.deadline = actor.clock + timeout if timeout >= 0 else NEVER
        actor.yielding = yielding
        self._seq += 1
        actor.seq = self._seq
        if guard is not None and target is not None and not guard():
            self._note_cycle(actor)
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
            raise Teardown
        if actor.timed_out:
            self.record(actor, "timeout", target)
            return False
        if not silent:
            self.record(actor, op, target, detail)
        return True

    def record(self, actor: Actor, op: str, target: Any = None, detail: Detail = None, site: int = -1) -> None:
        """Write an event down, at the actor's clock and the program line it stands on."""
        if site < 0:
            site = self._site_of(sys._getframe(1))
        serial = 0 if target is None else target.serial
        self.events.append(_event(Event, (actor.clock, actor.serial, actor.task, op, serial, site, detail)))

    def note(self, kind: str, *what: Detail) -> None:
        """A "note" event of the running actor (or of nobody, outside): café words, things worth telling."""
        actor = here.actor
        if actor is not None:
            self.record(actor, "note", None, (kind, *what))

    def disturb(self) -> None:
        """Say that some parked actor's guard may have changed other than through `point`'s own target.

        Call it after every effect that can enable somebody: a release, a put, a set, a notify.
        """
        self._horizon = -1

    def wait_for_actor(self, actor: Actor, other: Actor, timeout: int = -1) -> bool:
        """Join: True once `other` has ended."""
        return self.point(actor, "join", other.object, lambda: other.done, timeout=timeout)

    # ---- the decision ----------------------------------------------------------------------

    def _transition(self, actor: Actor) -> tuple[int, bool] | None:
        """(ready at, does it time out) of an actor's pending operation, or None while it is blocked."""
        guard = actor.guard
        if guard is None or guard():
            ready = actor.ready
            target = actor.target
            if target is not None and guard is not None and target.clock > ready:
                ready = target.clock
            return ready, False
        if actor.deadline < NEVER:
            return actor.deadline, True
        return None

    def _choose(self, current: Actor | None) -> Actor | None:
        """Who goes next, its clock set; None gives the baton to the driver, with `state` saying why."""
        if self.turns_left < 0 or len(self.events) > self.limits.events:
            self.state = "spent"
            return None
        if self.policy is not None:
            return self._choose_by(self.policy, current)
        best: Actor | None = None
        best_ready = second = NEVER
        best_times_out = False
        best_rank = 0
        best_seq = 0
        for actor in self._live:
            transition = self._transition(actor)
            if transition is None:
                continue
            ready, times_out = transition
            if actor.yielding:
                rank = 2
            elif actor is current and ready == actor.clock and (actor.target is None or actor.target.waiting <= 1):
                rank = 0
            else:
                rank = 1
            if best is None or (ready, rank, actor.seq) < (best_ready, best_rank, best_seq):
                if best is not None and best_ready < second:
                    second = best_ready
                best, best_ready, best_times_out = actor, ready, times_out
                best_rank, best_seq = rank, actor.seq
            elif ready < second:
                second = ready
        if best is None or not any(not a.daemon for a in self._live):
            return self._nothing_left()
        if best_ready > self._until:
            self.state = "paused"
            return None
        self._horizon = second if second < self._until else self._until
        return self._let_go(best, best_ready, best_times_out)

    def _let_go(self, actor: Actor, ready: int, times_out: bool) -> Actor:
        actor.timed_out = times_out
        if ready > actor.clock:
            actor.clock = ready
        if actor.clock > self.now:
            self.now = actor.clock
        self._current = actor
        return actor

    def _nothing_left(self) -> None:
        self.state = "stuck" if any(not a.daemon for a in self._live) else "ended"

    def _choose_by(self, policy: Policy, current: Actor | None) -> Actor | None:
        if not any(not a.daemon for a in self._live):
            return self._nothing_left()
        choices = self.enabled()
        if not choices:
            return self._nothing_left()
        choice = policy.choose(choices, current.serial if current else 0)
        if choice is None:
            self.state = "paused"
            return None
        return self._let_go(self.actors[choice.actor - 1], choice.ready, choice.times_out)

    def _note_cycle(self, actor: Actor) -> None:
        """If `actor`'s wait closes a cycle of holders, keep it (in order: each wants what the next holds)."""
        path = [actor]
        while True:
            last = path[-1]
            target = last.target
            if target is None or last.guard is None or last.guard():
                return
            holders = target.holders()
            if len(holders) != 1:
                return
            holder = holders[0]
            if holder is actor:
                self.cycles.append(tuple(path))
                self.record(actor, "note", target, ("cycle", *(a.serial for a in path)))
                return
            if holder in path:
                return
            path.append(holder)

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
        """To the end: "ended", "stuck" (deadlock) or "spent" (a limit was reached)."""
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
        if self.state in ("ended", "stuck", "spent", "closed"):
            return self.state
        self._until = until
        self._horizon = -1
        first = self._choose(None)
        if first is not None:
            first.baton.release()
            self._driver.acquire()
        return self.state

    def close(self) -> None:
        """End every actor that is left. Harmless when repeated."""
        if self._closing:
            return
        self._closing = True
        for actor in list(self._live):
            if not actor.done:
                actor.baton.release()
                self._driver.acquire()
        self.state = "closed" if self.state in ("fresh", "paused") else self.state
        self.locals.clear()

    def __enter__(self) -> Execution:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Once:
    """Takes one given choice, then hands the baton back."""

    __slots__ = ("choice",)

    def __init__(self, choice: Choice) -> None:
        self.choice: Choice | None = choice

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:
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

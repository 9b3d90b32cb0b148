"""One execution: actors passing a baton, under virtual time, leaving a trace.

Who moves when is decided in `deciding`; here an execution is begun, driven from outside, and ended.

*Driving.* `run()` to the end, `advance(until)` up to a virtual time, `step(choice)` one transition of a
chosen actor with `enabled()` visible. All three hand the baton over from a driving thread and get it
back when there is nothing (more) to do. `close()` ends whatever is left: `Teardown` is raised in every
parked actor, one after the other in order of serial number. One that catches it and goes on is told again, a
bounded number of times, and then left parked for good, with a sentence in `left_behind`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Literal, Self

from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here, hire, me
from cafe_sim.engine.kernel.policies import LIMITS, Choice, Limits, Policy
from cafe_sim.engine.kernel.scheduling import OVER, REFUSALS, Scheduler, State
from cafe_sim.engine.kernel.things import Life, Thing
from cafe_sim.engine.kernel.unawaited import close_kept_by, listen, stop_listening
from cafe_sim.errors import Bug, Misuse, NotModelled

__all__ = ["Choice", "Execution", "Limits", "Policy", "State", "Thing", "me"]

PULSE_SECONDS = 0.5
"""Wall-clock seconds between two looks for a sign of life while an execution is driven."""

SILENCES = 30
"""After so many looks in a row without one it is given up."""

Limit = Literal["", "events", "turns", "silence", "time"]
"""What a spent execution had too much of: events on record, turns (of loops, decisions), a silence, its driver's time.
"""

STUBBORN_SECONDS = 10.0
"""Wall-clock seconds that an actor may take to end before it is left behind: it computes, or really blocks."""


class Execution(Scheduler):
    """One run of `main` under one schedule. Use from one driving thread; `close` it (or use `with`)."""

    def __init__(
        self,
        main: Callable[[], object],
        *,
        policy: Policy | None = None,
        cores: int = 1,
        seed: int = 0,
        limits: Limits = LIMITS,
        is_program_file: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__(policy, seed, limits, is_program_file)
        self.cores = cores
        self.at_main_end: list[Callable[[], object]] = []
        """What the main actor still does after its body, last in first out, as an interpreter does at its exit."""
        self.hurry: Callable[[], bool] = bool
        """Asked every now and then while it is driven: True ends it as "spent", for its driver has no more time."""
        self.at_close: list[Callable[[], object]] = []
        """What is undone when it is over."""
        self._next: Actor | None = None
        self._away = False
        """Some actor has the baton, or the driving thread is about to take it back."""
        self._astray: Actor | None = None
        self._hurried = False
        self.new_actor(lambda: self._main(main), name="main")

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
        main = here.actor
        if main is not None and len(self._live) > 1:
            # an interpreter's exit takes its time: what others are about to do at this moment comes before it
            self.give_way(main)
        while self.at_main_end:
            self.at_main_end.pop()()

    def new_actor(self, body: Callable[[], object], name: str = "", daemon: bool = False) -> Actor:
        """A new actor, enabled at once, that will call `body()`. The caller passes a "start" point first."""
        if len(self.actors) > self.limits.actors:
            self.crowded = True
            if self.policy is not None and here.actor is not None:
                # of an order that was chosen it is no fault of the program's: there it ends
                self.turns_left = -1
                self.yield_turn(here.actor)
            raise NotModelled(f"this program started more than {self.limits.actors} threads; start fewer")
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
                self.record(actor, "begin", actor.object, site=0)
                # pooled threads come back: each actor starts with an empty context, as a new thread does
                Context().run(body)
                self._exit(actor)
        except Teardown:
            pass
        except BaseException as error:
            self.uncaught(actor, error, "thread")
            try:
                self._exit(actor)
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

    def _exit(self, actor: Actor) -> None:
        self.point(actor, "exit", actor.object, silent=True)
        # nowhere in the program: its last line is behind it
        self.record(actor, "exit", actor.object, site=0)

    def after_exit(self, actor: Actor) -> Callable[[], None] | None:
        """What passes the baton on once `actor`'s thread is back in the pool."""
        if actor.refusals > REFUSALS:
            return None
        return (self._driver if self._next is None else self._next.baton).release

    # ---- driving ---------------------------------------------------------------------------

    def pending(self) -> list[Actor]:
        """Every actor that has not ended, by serial; its `op` and `target` say what it wants."""
        return list(self._live)

    def run(self) -> State:
        """To the end: "ended", "stuck" (deadlock), "livelocked" or "spent" (see `limit`)."""
        return self._drive(NEVER)

    @property
    def limit(self) -> Limit:
        """The limit that was reached; "" unless it is spent."""
        if self.state != "spent":
            return ""
        if self._astray is not None:
            return "silence"
        if self._hurried:
            return "time"
        return "events" if len(self.rows) > self.limits.events else "turns"

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
            listen(self.rows)
            try:
                self._away = True
                first.baton.release()
                self._watch()
            except BaseException:  # the user lost patience, or a test's time is over
                self._recall()
                raise
            finally:
                stop_listening()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return self.state

    def _watch(self) -> None:
        """Wait for the baton; if the actor that has it gives no sign of life for long, go on without it."""
        pulse: tuple[int, ...] = ()
        silences = 0
        # not one long wait: a key pressed just before a wait begins is noticed only when it ends
        while not self._driver.acquire(timeout=PULSE_SECONDS):
            last, pulse = pulse, (len(self.rows), self.turns_left, self.signs_of_life(), self._seq, self.now)
            silences = silences + 1 if pulse == last else 0
            if silences >= SILENCES:
                self._give_up()
                break
            if self._hurried or self.hurry():
                self._hurried = True
                self.turns_left = self._horizon = -1
        self._away = False

    def _recall(self) -> None:
        """Have the baton brought back at the next decision, or do without it."""
        self.turns_left = -1
        self._horizon = -1
        if self._away and not self._driver.acquire(timeout=1):
            self._give_up()
        self._away = False

    def _give_up(self) -> None:
        """The running actor really blocks, or computes where the engine sees nothing: stop without it."""
        self.state = "spent"
        self._astray = self.running
        if self.running is not None:
            self._leave_behind(
                self.running,
                "has done nothing that the engine can see for too long: it really waits (input, "
                "a socket, a lock that is not the program's own), or computes in foreign code",
            )

    def close(self) -> None:
        """End every actor that is left. Harmless when repeated."""
        if self._closing:
            return
        self._stuck = tuple(self.waits())
        self._closing = True
        listen(self.rows)
        for actor in list(self._live):
            if actor is self._astray:
                actor.refusals = REFUSALS + 2
                continue
            actor.baton.release()
            if not self._driver.acquire(timeout=STUBBORN_SECONDS):
                actor.refusals = REFUSALS + 2
                self._leave_behind(actor, "was told to end, but computes or waits outside the engine")
        stop_listening()
        while self.at_close:
            self.at_close.pop()()
        for _, _, error, _ in self.errors:
            close_kept_by(error)
        self.signs_of_life = int
        self.policy = self.sees = self.varies = None
        self.state = "closed" if self.state in ("fresh", "paused") else self.state
        namespace = self.locals.get("namespace")
        self.locals.clear()
        if namespace is not None:
            self.locals["namespace"] = namespace

    def discard(self) -> None:
        """Close it and forget what it recorded: whoever makes thousands looks at none again, and little is left to the
        collector.

        The program's own objects stay as they are, and their finalisers find nobody to be seen by.
        """
        self.close()
        if self.left_behind:
            return
        self.running = None
        for listed in (self.rows, self._events, self.actors, self.errors, self.object_names, self.sites):
            listed.clear()
        for kept in (self._codes, self._site_index, self.locals):
            kept.clear()

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

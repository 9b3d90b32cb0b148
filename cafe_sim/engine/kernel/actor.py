"""Actors: real OS threads from a pool, each moving only while it holds the baton.

An actor's `baton` is a plain lock, held from birth; whoever lets the actor go on releases it, the
actor takes it again when it parks. New OS threads cost 17–50 µs, so finished ones wait in a pool for
their next job. Everything an actor wants next is written on the actor itself (`op`, `target`,
`guard`, `ready`, `deadline`), so that the decision who moves next can be taken by whichever thread runs.
"""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution

NEVER = 1 << 62
"""Later than any virtual time."""


class Teardown(BaseException):
    """Raised in a parked actor to end it. Not an error: an execution is being closed."""


class Resource(Protocol):
    """What an operation can be done to. `clock` is when it last became available (ns)."""

    serial: int
    clock: int
    waiting: int

    def holders(self) -> list[Actor]:
        """The actors that could let a waiting one go on; empty where nobody in particular could."""


class Actor:
    """One thing the scheduler can pick."""

    __slots__ = (
        "baton",
        "clock",
        "daemon",
        "deadline",
        "done",
        "execution",
        "fresh",
        "guard",
        "ident",
        "locals",
        "loop",
        "name",
        "object",
        "op",
        "ready",
        "seq",
        "serial",
        "stale",
        "target",
        "task",
        "timed_out",
        "yielding",
    )

    def __init__(self, execution: Execution, serial: int, name: str, clock: int, daemon: bool) -> None:
        self.execution = execution
        self.serial = serial
        self.name = name
        self.daemon = daemon
        self.clock = clock
        self.baton = _thread.allocate_lock()
        self.baton.acquire()
        self.ident = 0
        """OS thread ident while it lives: only for finding its frame, never in a trace."""
        self.object: Resource | None = None
        """What others join."""
        self.loop: Any = None
        """The event loop this actor runs at the moment, if any."""
        self.task = 0
        """Serial of the asyncio task being stepped, 0 for none (kept by the loop)."""
        self.locals: dict[Any, Any] = {}
        self.done = False
        # the pending operation
        self.op = "begin"
        self.target: Resource | None = None
        self.guard: Callable[[], bool] | None = None
        self.ready = clock
        self.deadline = NEVER
        self.seq = 0
        self.timed_out = False
        self.yielding = False
        # did this turn of a loop see anything new? (kept by `cells`)
        self.fresh = True
        self.stale = 0

    def __repr__(self) -> str:
        return f"<Actor {self.serial} {self.name} {self.op}>"


class Here(threading.local):
    """Which actor this OS thread is, if any."""

    actor: Actor | None = None


here = Here()

_idle: list[_Worker] = []


class _Worker:
    """A pooled OS thread."""

    __slots__ = ("gate", "job")

    def __init__(self) -> None:
        self.gate = _thread.allocate_lock()
        self.gate.acquire()
        self.job: tuple[Actor, Callable[[Actor], None]] | None = None
        _thread.start_new_thread(self._serve, ())

    def _serve(self) -> None:
        while True:
            self.gate.acquire()
            if self.job is None:
                return
            actor, body = self.job
            self.job = None
            actor.ident = _thread.get_ident()
            here.actor = actor
            try:
                body(actor)
            finally:
                here.actor = None
            last = actor.execution.after_exit
            actor, body = None, None  # type: ignore[assignment]
            _idle.append(self)
            # only now may the next one move: the pool is whole before anybody can look at it
            last()


def hire(actor: Actor, body: Callable[[Actor], None]) -> None:
    """Give `actor` an OS thread. It waits for the baton before it runs `body(actor)`."""
    worker = _idle.pop() if _idle else _Worker()
    worker.job = (actor, body)
    worker.gate.release()


def dismiss_idle() -> int:
    """End every pooled thread that has nothing to do; how many there were."""
    count = 0
    while _idle:
        _idle.pop().gate.release()
        count += 1
    return count

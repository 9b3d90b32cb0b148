"""Actors: real OS threads from a pool, each moving only while it holds the baton.

An actor's `baton` is a plain lock, held from birth; whoever lets the actor go on releases it, and the
actor takes it again when it parks. New OS threads cost 17–50 µs, so finished ones wait in a pool for
their next job, parked on the very lock that becomes their next actor's baton: hiring one wakes no thread.
Everything an actor wants next is written on the actor itself (`op`, `target`, `guard`, `ready`, `deadline`),
so that whichever thread is running can decide who moves next.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from cafe_sim.errors import Misuse

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.kernel.trace import Detail

NEVER = 1 << 80
"""Later than any virtual time."""


class Teardown(BaseException):
    """Raised in a parked actor to end it. Not an error: an execution is being closed."""


class Resource(Protocol):
    """What an operation can be done to. `clock` is when it last became available (ns)."""

    serial: int
    clock: int
    waiting: int

    def holders(self) -> list[Actor]:
        """The actors of which one must move for a waiting one to go on; empty where anybody might."""


_NO_BATON = _thread.allocate_lock()


class Actor:
    """One thing the scheduler can pick."""

    __slots__ = (
        "baton",
        "clock",
        "clock_reads",
        "daemon",
        "deadline",
        "detail",
        "done",
        "execution",
        "fresh",
        "guard",
        "ident",
        "kept",
        "locals",
        "loop",
        "name",
        "object",
        "op",
        "quiet",
        "ready",
        "refusals",
        "seq",
        "serial",
        "spinning",
        "stale",
        "target",
        "timed_out",
        "yielded_at",
        "yielding",
    )

    def __init__(self, execution: Execution, serial: int, name: str, clock: int, daemon: bool) -> None:
        self.execution = execution
        self.serial = serial
        self.name = name
        self.daemon = daemon
        self.clock = clock
        self.clock_reads = 0
        """How many times its program asked for the time: a loop that does nothing else waits for it."""
        self.baton = _NO_BATON
        """The lock its thread parks on (see `hire`)."""
        self.ident = 0
        """OS thread ident while it lives: only for finding its frame, never in a trace."""
        self.object: Resource | None = None
        """What others join."""
        self.loop: Any = None
        """The event loop this actor runs at the moment, if any."""
        self.locals: dict[Any, Any] = {}
        self.kept: dict[tuple[int, int], int] = {}
        """By cell and access: index of its latest read event, outside tasks, from which a write may derive."""
        self.done = False
        # the pending operation
        self.op = "begin"
        self.target: Resource | None = None
        self.guard: Callable[[], bool] | None = None
        self.ready = clock
        self.deadline = NEVER
        self.detail: Detail = None
        self.seq = 0
        self.timed_out = False
        self.yielding = False
        self.spinning = False
        """It waits by asking again and again; its clock follows the others'."""
        self.fresh = True
        """Did this turn of the program's loop change or see anything new? (set by primitives and cells)"""
        self.stale = 0
        """How many times in a row it gave way without its clock moving."""
        self.yielded_at = -1
        self.quiet = 0
        """Depth of imports, output and engine code on the stack: no switch while above 0."""
        self.refusals = 0
        """How many times it was told to end and went on."""

    @property
    def task(self) -> int:
        """Serial of the asyncio task being stepped, 0 for none."""
        loop = self.loop
        return 0 if loop is None else loop.task_serial()

    def __repr__(self) -> str:
        return f"<Actor {self.serial} {self.name} {self.op}>"


class Here(threading.local):
    """Which actor this OS thread is, if any."""

    actor: Actor | None = None


here = Here()


def me() -> Actor:
    """The running actor. Raises Misuse outside an execution."""
    actor = here.actor
    if actor is None:
        raise Misuse("this belongs to a running program; start it with `run`")
    return actor


_idle: list[_Worker] = []


class _Worker:
    """A pooled OS thread."""

    __slots__ = ("baton", "job")

    def __init__(self) -> None:
        self.baton = _thread.allocate_lock()
        self.baton.acquire()
        self.job: tuple[Actor, Callable[[Actor], None]] | None = None
        _thread.start_new_thread(self._serve, ())

    def _serve(self) -> None:
        while True:
            self.baton.acquire()
            assert self.job is not None, "hired without a job"
            actor, body = self.job
            self.job = None
            actor.ident = _thread.get_ident()
            here.actor = actor
            sys.set_coroutine_origin_tracking_depth(actor.execution.origin_depth)
            try:
                body(actor)
            finally:
                here.actor = None
            pass_on = actor.execution.after_exit(actor)
            actor, body = None, None  # type: ignore[assignment]
            _idle.append(self)
            # only now may the next one move: the pool is whole before anybody can look at it
            if pass_on is not None:
                pass_on()
            pass_on = None


def hire(actor: Actor, body: Callable[[Actor], None]) -> None:
    """Give `actor` an OS thread, and so its baton: once that is released it runs `body(actor)`."""
    worker = _idle.pop() if _idle else _Worker()
    worker.job = (actor, body)
    actor.baton = worker.baton


def idle() -> int:
    """How many pooled threads have nothing to do."""
    return len(_idle)


if hasattr(os, "register_at_fork"):
    # threads don't survive a fork: the child must not hire its parent's
    os.register_at_fork(after_in_child=_idle.clear)

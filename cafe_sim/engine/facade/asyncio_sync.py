"""asyncio's locks and their kin, unmodified in behaviour, with their doings on record.

Each is the real class with a serial number. Recorded are: the wait of a task (only where it does wait), the effect
(acquire, release, down, up, set, notify), and who holds it, so that a deadlock among tasks can be told. A change made
from another thread while the loop runs is noted as a foreign call and does what it does in CPython.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Generator
from types import coroutine
from typing import Any, Literal

from cafe_sim.engine.facade.asyncio_waiting import Waiting
from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.loops.loop import Loop
from cafe_sim.engine.kernel.operations import LOOP_BOUND
from cafe_sim.engine.kernel.tasks import Task as PlainTask
from cafe_sim.engine.kernel.tasks import current_task
from cafe_sim.engine.kernel.trace import Detail


class LoopBound(Thing):
    """What all of asyncio's primitives share here."""

    _loop: Loop | None

    def __init__(self, kind: str) -> None:
        super().__init__(me().execution, LOOP_BOUND + kind)

    def __repr__(self) -> str:
        kind = type(self)
        return f"<{kind.__name__} {self.execution.object_names[self.serial].name}>"

    def did(self, op: str, detail: Detail = None, site: int = -1) -> Any:
        """Record an effect of the running task, which is returned; on the line two callers up, unless it is known."""
        execution = self.execution
        actor = execution.running
        if actor is None or not execution._away:
            return None  # a finaliser, while nobody moves
        loop = actor.loop
        task = None if loop is None else current_task(loop)
        if not execution._closing:
            if site < 0:
                site = execution._site_of(sys._getframe(2))
            serial = 0
            if isinstance(task, PlainTask):
                serial = task.serial
                site = site or task.made_at
            execution.rows.append((actor.clock, actor.serial, serial, op, self.serial, site, detail))
        return task

    def check_thread(self, what: str) -> None:
        """Note a call from another thread than that of the loop this belongs to."""
        actor = here.actor
        loop = self._loop
        if actor is None or (actor.loop is not None and (loop is None or loop is actor.loop)):
            return
        execution = self.execution
        if execution.policy is not None and len(execution.actors) > 1 and not execution._closing:
            execution.point(actor, "bare-call", self)  # a loop that nobody runs yet may be running by then
            loop = self._loop
        if loop is not None:
            if loop.is_foreign():
                loop.note_foreign(what)
        else:
            for other in self.execution.actors:
                if other.loop is not None:
                    other.loop.note_foreign(what)
                    return

    def task_holders(self) -> list[PlainTask]:
        """The tasks that took it and have not given it back: one of them must, for a waiting one to go on."""
        return []


class Guard(LoopBound):
    """What `async with` can hold: a lock, a semaphore.

    `take` and `give_back` know the line they are called for, or are told -1 and look for it.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # a program's own `acquire` or `release` is what `async with` must call
        for own, method in (("acquire", "__aenter__"), ("release", "__aexit__")):
            if own in cls.__dict__ and method not in cls.__dict__:
                setattr(cls, method, getattr(asyncio.Lock, method))

    # generators: a coroutine costs more, for it is told where it was made
    @coroutine
    def __aenter__(self) -> Generator[Any, None, None]:
        if not self.take(-1):
            yield from self.acquire()

    @coroutine
    def __aexit__(self, *_: object) -> Generator[Any, None, None]:
        self.give_back(-1)
        return
        yield  # type: ignore[unreachable]  # makes it one of those

    async def acquire(self) -> Literal[True]:
        """Take it, waiting if need be."""
        raise NotImplementedError

    def release(self) -> None:
        """Give it back."""
        self.give_back(-1)

    def take(self, site: int) -> bool:
        """Take it if nobody need wait for that; whether it is taken."""
        raise NotImplementedError

    def give_back(self, site: int) -> None:
        """What it does at its end, and `release`."""
        raise NotImplementedError


class AtLine:
    """A guard as the `async with` of one line holds it."""

    __slots__ = ("guard", "site")

    def __init__(self, guard: Guard, site: int) -> None:
        self.guard = guard
        self.site = site

    @coroutine
    def __aenter__(self) -> Generator[Any, None, None]:
        if not self.guard.take(self.site):
            yield from self.guard.acquire()

    @coroutine
    def __aexit__(self, *_: object) -> Generator[Any, None, None]:
        self.guard.give_back(self.site)
        return
        yield  # type: ignore[unreachable]  # makes it one of those


class Lock(asyncio.Lock, Guard):
    """`asyncio.Lock`."""

    _locked: bool

    def __init__(self) -> None:
        asyncio.Lock.__init__(self)
        LoopBound.__init__(self, "lock")
        self.task_owner: Any = None
        """The task that took it."""

    async def acquire(self) -> Literal[True]:
        """Take it, waiting if need be."""
        if not self._locked and not self._waiters:
            self._locked = True  # what asyncio does then
        else:
            with Waiting("lock", self):
                await super().acquire()
        self.task_owner = self.did("acquire")
        return True

    __aenter__: Any = Guard.__aenter__
    __aexit__: Any = Guard.__aexit__
    release = Guard.release

    def take(self, site: int) -> bool:
        if self._locked or self._waiters:
            return False
        self._locked = True
        self.task_owner = self.did("acquire", None, site)
        return True

    def give_back(self, site: int) -> None:
        self.check_thread("Lock.release")
        asyncio.Lock.release(self)
        self.task_owner = None
        self.did("release", None, site)

    def task_holders(self) -> list[PlainTask]:
        return [self.task_owner] if isinstance(self.task_owner, PlainTask) else []


class Event(asyncio.Event, LoopBound):
    """`asyncio.Event`."""

    def __init__(self) -> None:
        asyncio.Event.__init__(self)
        LoopBound.__init__(self, "event")

    async def wait(self) -> Literal[True]:
        """Wait until it is set."""
        if not self.is_set():
            with Waiting("event", self):
                await super().wait()
        self.did("await-set")
        return True

    def set(self) -> None:
        """Let everybody go on who waits."""
        self.check_thread("Event.set")
        super().set()
        self.did("set")

    def clear(self) -> None:
        """Let everybody wait who comes."""
        self.check_thread("Event.clear")
        super().clear()
        self.did("clear")


class Condition(asyncio.Condition, LoopBound):
    """`asyncio.Condition`."""

    def __init__(self, lock: asyncio.Lock | None = None) -> None:
        own = Lock() if lock is None else None
        asyncio.Condition.__init__(self, lock or own)
        LoopBound.__init__(self, "condition")
        if own is not None:
            self.execution.owns(self.serial, own.serial)

    async def wait(self) -> Literal[True]:
        """Give the lock back, wait to be notified, take it again."""
        with Waiting("condition", self):
            await super().wait()
        self.did("notified")
        return True

    def notify(self, n: int = 1) -> None:
        """Let up to `n` that wait go on."""
        self.check_thread("Condition.notify")
        super().notify(n)
        self.did("notify", n)


class Semaphore(asyncio.Semaphore, Guard):
    """`asyncio.Semaphore`."""

    def __init__(self, value: int = 1) -> None:
        asyncio.Semaphore.__init__(self, value)
        LoopBound.__init__(self, "semaphore")
        self._holding: list[Any] = []
        self._is_signal = False
        """Somebody gave what he never took: then anybody might give the next one."""

    async def acquire(self) -> Literal[True]:
        """Take a token, waiting if need be."""
        if self._value > 0 and not self._waiters:
            self._value -= 1  # what asyncio does then
        else:
            with Waiting("semaphore", self):
                await super().acquire()
        self._holding.append(self.did("down"))
        return True

    __aenter__: Any = Guard.__aenter__
    __aexit__: Any = Guard.__aexit__
    release = Guard.release

    def take(self, site: int) -> bool:
        if self._value <= 0 or self._waiters:
            return False
        self._value -= 1
        self._holding.append(self.did("down", None, site))
        return True

    def give_back(self, site: int) -> None:
        actor, loop = self.execution.running, self._loop
        if actor is None or actor.loop is None or (loop is not None and loop is not actor.loop):
            self.check_thread("Semaphore.release")
        if self._waiters:
            asyncio.Semaphore.release(self)
        else:
            self._value += 1  # what asyncio does then
        task = self.did("up", None, site)
        holding = self._holding
        try:
            holding.remove(task)
        except ValueError:
            del holding[:1]
            self._is_signal = True

    def task_holders(self) -> list[PlainTask]:
        return [] if self._is_signal else [task for task in self._holding if isinstance(task, PlainTask)]


class BoundedSemaphore(Semaphore):
    """`asyncio.BoundedSemaphore`."""

    def __init__(self, value: int = 1) -> None:
        self._bound_value = value
        super().__init__(value)

    def give_back(self, site: int) -> None:
        if self._value >= self._bound_value:
            raise ValueError("BoundedSemaphore released too many times")
        super().give_back(site)


GUARDS = frozenset({BoundedSemaphore, Lock, Semaphore})
"""Those that are as they are here: a program's own kinds may do something else where a line begins."""


class Barrier(asyncio.Barrier, LoopBound):
    """`asyncio.Barrier`. Its inner lock and condition are nobody's business."""

    def __init__(self, parties: int) -> None:
        asyncio.Barrier.__init__(self, parties)
        LoopBound.__init__(self, "barrier")

    async def wait(self) -> int:
        """Wait until all parties have come."""
        self.did("arrive")
        if self.n_waiting + 1 == self.parties:
            return await super().wait()
        with Waiting("barrier", self):
            return await super().wait()

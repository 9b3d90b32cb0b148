"""`Queue`, its kin and `SimpleQueue`: putting and getting are one operation each, whatever locks CPython has inside.

A queue has a `mutex` only where that can be noticed: the program asks for it, or has a `_put` and `_get` of its own
that run under it. Then every operation takes it, as CPython's do, and looks again once it has it. `shutdown` exists
where the running Python has it (3.13).

Guards are asked in whichever thread is deciding, so they never call a subclass's own `_qsize`: they read a count that
the effects keep.
"""

from __future__ import annotations

import queue
from collections import deque
from heapq import heappop, heappush
from types import GenericAlias
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.insides import look
from cafe_sim.engine.kernel.shared.locks import Lock
from cafe_sim.engine.kernel.spans import FOREVER, nanoseconds
from cafe_sim.errors import NotModelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.trace import Detail

Empty = queue.Empty
Full = queue.Full
ShutDown: type[Exception] | None = getattr(queue, "ShutDown", None)


class _Rail(Thing):
    """What every kind of queue shares: an item can be put, an item can be got."""

    def __init__(self, name: str = "") -> None:
        super().__init__(me().execution, "queue", name)
        self._size = 0
        self._closed = False

    def _has_item(self) -> bool:
        return self._size > 0 or self._closed

    def _pass(self, actor: Actor, op: str, guard: Callable[[], bool], block: bool, wait: int) -> bool:
        """The scheduling point of a put or a get: True once `guard` holds."""
        execution = self.execution
        if block and wait != 0:
            return execution.point(actor, op, self, guard, timeout=wait)
        execution.point(actor, f"try-{op}", self, silent=True)
        works = guard()
        execution.record(actor, f"try-{op}", self, works)
        if not works:
            execution.give_way(actor)
        return works

    def _changed(self, actor: Actor, size: int) -> None:
        self._size = size
        self.clock = actor.clock
        actor.fresh = True
        self.execution.disturb()

    def _look(self) -> None:
        self.execution.point(me(), "look", self)

    def __class_getitem__(cls, item: Any) -> GenericAlias:
        return GenericAlias(cls, item)

    def __repr__(self) -> str:
        look(self)
        return f"<{type(self).__name__} {self.execution.object_names[self.serial].name} size={self._size}>"


def _wait_of(block: bool, timeout: float | None) -> int:
    if not block:
        return 0
    if timeout is None:
        return FOREVER
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return nanoseconds(timeout)


class SimpleQueue(_Rail):
    """`queue.SimpleQueue`: unbounded, first in first out, no tasks to be done."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__(name)
        self._items: deque[Any] = deque()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
        actor = me()
        self.execution.point(actor, "put", self)
        self._items.append(item)
        self._changed(actor, len(self._items))

    def put_nowait(self, item: Any) -> None:
        self.put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        actor = me()
        if not self._pass(actor, "get", self._has_item, block, _wait_of(block, timeout)):
            raise Empty
        item = self._items.popleft()
        self._changed(actor, len(self._items))
        return item

    def get_nowait(self) -> Any:
        return self.get(block=False)

    def qsize(self) -> int:
        self._look()
        return self._size

    def empty(self) -> bool:
        self._look()
        return self._size == 0


class _Mutex(Lock):
    """The lock inside a queue: whoever held it may have changed what is in there."""

    __slots__ = ("_queue",)

    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self._queue = queue

    def release(self) -> None:
        self._queue.count()
        super().release()


_HOOKS = ("_init", "_qsize", "_put", "_get")
_CONDITIONS = frozenset({"all_tasks_done", "not_empty", "not_full"})


class Queue(_Rail):
    """`queue.Queue`. Subclasses may bring their own `_init`, `_qsize`, `_put` and `_get`, as with the real one."""

    def __init__(self, maxsize: int = 0, *, name: str = "") -> None:
        super().__init__(name)
        self.maxsize = maxsize
        self.unfinished_tasks = 0
        self._mutex: _Mutex | None = None
        self._is_plain = all(getattr(type(self), hook).__module__ == __name__ for hook in _HOOKS)
        """All hooks are those of this module."""
        if not self._is_plain:
            _ = self.mutex
        self._init(maxsize)

    @property
    def mutex(self) -> Lock:
        """CPython's lock around everything that is done to the queue."""
        if self._mutex is None:
            mutex = self._mutex = _Mutex(self)
            self.execution.owns(self.serial, mutex.serial)
        return self._mutex

    def __getattr__(self, name: str) -> Any:
        if name in _CONDITIONS:
            raise NotModelled(
                f"queue.{type(self).__name__}.{name} is not modelled: put, get and join wait by themselves; leave it out"
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # ---- the container ---------------------------------------------------------------------

    def _init(self, maxsize: int) -> None:  # noqa: ARG002
        self.queue: Any = deque()

    def _qsize(self) -> int:
        return len(self.queue)

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    def _get(self) -> Any:
        return self.queue.popleft()

    def count(self) -> int:
        """How many there are, asked by whoever may run the program's own code."""
        self._size = self._qsize()
        return self._size

    def _known(self) -> int:
        """How many there are, asked by a guard."""
        return len(self.queue) if self._is_plain else self._size

    # ---- putting and getting ---------------------------------------------------------------

    def _has_item(self) -> bool:
        return self._known() > 0 or self._closed

    def _has_room(self) -> bool:
        return self.maxsize <= 0 or self._known() < self.maxsize or self._closed

    def _enter(self, actor: Actor, op: str, guard: Callable[[], bool], block: bool, wait: int) -> bool:
        """`_pass`; where there is a mutex by then, the actor has it."""
        execution = self.execution
        until = actor.clock + wait
        while block and wait != 0 and execution.point(actor, op, self, guard, timeout=wait, silent=True):
            self._lock()
            if guard():
                # only now does it take effect
                execution.record(actor, op, self)
                return True
            self._leave()  # somebody was quicker
            wait = wait if wait == FOREVER else max(0, until - actor.clock)
        if block and wait != 0:
            execution.record(actor, "timeout", self)
            return False
        self._begin(actor, f"try-{op}")
        works = guard()
        execution.record(actor, f"try-{op}", self, works)
        if not works:
            self._leave()
            execution.give_way(actor)
        return works

    def _begin(self, actor: Actor, op: str, detail: Detail = None) -> None:
        """The scheduling point of what waits for nothing but the mutex, if there is one: then the actor has it."""
        if self._mutex is None:
            self.execution.point(actor, op, self, detail=detail, silent=True)
        self._lock()

    def _lock(self) -> None:
        if self._mutex is not None:
            self._mutex.acquire()

    def _leave(self) -> None:
        mutex = self._mutex
        if mutex is not None and mutex.owner is me():
            mutex.release()

    def _all_done(self) -> bool:
        return self.unfinished_tasks == 0

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        actor = me()
        wait = _wait_of(block, timeout) if self.maxsize > 0 else FOREVER
        if not self._enter(actor, "put", self._has_room, block or self.maxsize <= 0, wait):
            raise Full
        try:
            if self._closed:
                raise _shut_down()
            self._put(item)
            self.unfinished_tasks += 1
            self._changed(actor, self._qsize())
        finally:
            self._leave()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        actor = me()
        if not self._enter(actor, "get", self._has_item, block, _wait_of(block, timeout)):
            raise Empty
        try:
            if self._known() == 0:
                raise _shut_down()
            item = self._get()
            self._changed(actor, self._qsize())
        finally:
            self._leave()
        return item

    def put_nowait(self, item: Any) -> None:
        self.put(item, block=False)

    def get_nowait(self) -> Any:
        return self.get(block=False)

    def qsize(self) -> int:
        self._look()
        if self._mutex is None:
            return self._qsize()
        with self._mutex:
            return self.count()

    def empty(self) -> bool:
        return not self.qsize()

    def full(self) -> bool:
        return 0 < self.maxsize <= self.qsize()

    # ---- tasks -----------------------------------------------------------------------------

    def task_done(self) -> None:
        actor = me()
        self._begin(actor, "task-done")
        try:
            self.execution.record(actor, "task-done", self)
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
            self.clock = actor.clock
            actor.fresh = True
            self.execution.disturb()
        finally:
            self._leave()

    def join(self) -> None:
        """Until every item put has been followed by a `task_done`."""
        done = False
        while not done:
            self.execution.point(me(), "await-done", self, self._all_done)
            self._lock()
            done = self._all_done()
            self._leave()

    if ShutDown is not None:

        def shutdown(self, immediate: bool = False) -> None:
            """No more puts; gets until it is empty, or none at all if `immediate`."""
            actor = me()
            self._begin(actor, "put", "shutdown")
            try:
                self.execution.record(actor, "put", self, "shutdown")
                self._closed = True
                while immediate and self._qsize():
                    self._get()
                    self.unfinished_tasks = max(0, self.unfinished_tasks - 1)
                self._changed(actor, self._qsize())
            finally:
                self._leave()

        @property
        def is_shutdown(self) -> bool:
            self._look()
            return self._closed


def _shut_down() -> Exception:
    assert ShutDown is not None
    return ShutDown()


class LifoQueue(Queue):
    """`queue.LifoQueue`: last in, first out."""

    def _init(self, maxsize: int) -> None:  # noqa: ARG002
        self.queue = []

    def _get(self) -> Any:
        return self.queue.pop()


class PriorityQueue(Queue):
    """`queue.PriorityQueue`: the lowest first."""

    def _init(self, maxsize: int) -> None:  # noqa: ARG002
        self.queue = []
        self._may_change = False
        """Was there ever an entry with a list in it?"""

    def _put(self, item: Any) -> None:
        self._may_change = self._may_change or _has_list(item)
        self._compare(item)
        heappush(self.queue, item)

    def _get(self) -> Any:
        self._compare()
        return heappop(self.queue)

    def _compare(self, *more: Any) -> None:
        if self._may_change:
            self.execution.at_compare([*self.queue, *more])


def _has_list(entry: Any) -> bool:
    return isinstance(entry, list) or (isinstance(entry, tuple) and any(map(_has_list, entry)))

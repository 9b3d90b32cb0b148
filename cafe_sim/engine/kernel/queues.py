"""`Queue`, its kin and `SimpleQueue`: to put and to get are one operation each, whatever locks CPython has inside.

Guards read plain counts that the effects keep, never the container: a subclass may have its own `_qsize`, and guards are asked in
whichever thread is deciding. `shutdown` is there where the running Python has it (3.13).
"""

from __future__ import annotations

import queue
from collections import deque
from heapq import heappop, heappush
from types import GenericAlias
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.spans import FOREVER, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from cafe_sim.engine.kernel.actor import Actor

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


class Queue(_Rail):
    """`queue.Queue`. Subclasses may bring their own `_init`, `_qsize`, `_put` and `_get`, as with the real one."""

    def __init__(self, maxsize: int = 0, *, name: str = "") -> None:
        super().__init__(name)
        self.maxsize = maxsize
        self.unfinished_tasks = 0
        self._init(maxsize)

    # ---- the container ---------------------------------------------------------------------

    def _init(self, maxsize: int) -> None:  # noqa: ARG002
        self.queue: Any = deque()

    def _qsize(self) -> int:
        return len(self.queue)

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    def _get(self) -> Any:
        return self.queue.popleft()

    # ---- putting and getting ---------------------------------------------------------------

    def _has_room(self) -> bool:
        return self.maxsize <= 0 or self._size < self.maxsize or self._closed

    def _all_done(self) -> bool:
        return self.unfinished_tasks == 0

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        actor = me()
        wait = _wait_of(block, timeout) if self.maxsize > 0 else FOREVER
        if not self._pass(actor, "put", self._has_room, block or self.maxsize <= 0, wait):
            raise Full
        if self._closed:
            raise _shut_down()
        self._put(item)
        self.unfinished_tasks += 1
        self._changed(actor, self._qsize())

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        actor = me()
        if not self._pass(actor, "get", self._has_item, block, _wait_of(block, timeout)):
            raise Empty
        if self._size == 0:
            raise _shut_down()
        item = self._get()
        self._changed(actor, self._qsize())
        return item

    def put_nowait(self, item: Any) -> None:
        self.put(item, block=False)

    def get_nowait(self) -> Any:
        return self.get(block=False)

    def qsize(self) -> int:
        self._look()
        return self._qsize()

    def empty(self) -> bool:
        self._look()
        return not self._qsize()

    def full(self) -> bool:
        self._look()
        return 0 < self.maxsize <= self._qsize()

    # ---- tasks -----------------------------------------------------------------------------

    def task_done(self) -> None:
        actor = me()
        self.execution.point(actor, "task-done", self)
        if self.unfinished_tasks <= 0:
            raise ValueError("task_done() called too many times")
        self.unfinished_tasks -= 1
        self.clock = actor.clock
        actor.fresh = True
        self.execution.disturb()

    def join(self) -> None:
        """Until every item put has been followed by a `task_done`."""
        self.execution.point(me(), "await-done", self, self._all_done)

    if ShutDown is not None:

        def shutdown(self, immediate: bool = False) -> None:
            """No more puts; gets until it is empty, or none at all if `immediate`."""
            actor = me()
            self.execution.point(actor, "put", self, detail="shutdown")
            self._closed = True
            while immediate and self._qsize():
                self._get()
                self.unfinished_tasks = max(0, self.unfinished_tasks - 1)
            self._changed(actor, self._qsize())

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

    def _put(self, item: Any) -> None:
        heappush(self.queue, item)

    def _get(self) -> Any:
        return heappop(self.queue)

"""asyncio's queues, unmodified in behaviour, with puts, gets and waits on record (see `asyncio_sync`)."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from cafe_sim.engine.facade.asyncio_sync import LoopBound
from cafe_sim.engine.facade.asyncio_waiting import Waiting


class Queue(asyncio.Queue[Any], LoopBound):
    """`asyncio.Queue`."""

    _unfinished_tasks: int

    def __init__(self, maxsize: int = 0) -> None:
        asyncio.Queue.__init__(self, maxsize)
        LoopBound.__init__(self, "queue")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.execution.object_names[self.serial].name} {self._format()}>"

    async def put(self, item: Any) -> None:
        """Put an item, waiting for room."""
        if self.full():
            with Waiting("put", self):
                await super().put(item)
        else:
            self.put_nowait(item)

    def put_nowait(self, item: Any) -> None:
        """Put an item if there is room."""
        self.check_thread("Queue.put_nowait")
        super().put_nowait(item)
        self.did("put")

    async def get(self) -> Any:
        """Take an item, waiting for one."""
        if self.empty():
            with Waiting("get", self):
                return await super().get()
        return self.get_nowait()

    def get_nowait(self) -> Any:
        """Take an item if there is one."""
        self.check_thread("Queue.get_nowait")
        item = super().get_nowait()
        self.did("get")
        return item

    def task_done(self) -> None:
        """Say that an item taken is dealt with."""
        self.check_thread("Queue.task_done")
        super().task_done()
        self.did("task-done")

    async def join(self) -> None:
        """Wait until every item is dealt with."""
        if self._unfinished_tasks > 0:
            with Waiting("await-done", self):
                await super().join()

    if sys.version_info >= (3, 13):

        def shutdown(self, immediate: bool = False) -> None:
            """Take no more items; wake everybody."""
            self.check_thread("Queue.shutdown")
            super().shutdown(immediate)
            self.did("put")


class LifoQueue(asyncio.LifoQueue[Any], Queue):
    """`asyncio.LifoQueue`."""


class PriorityQueue(asyncio.PriorityQueue[Any], Queue):
    """`asyncio.PriorityQueue`."""

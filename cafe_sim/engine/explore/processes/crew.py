"""Worker processes behind the `concurrent.futures.Executor` interface: exploration on every core, and programs kept at
arm's length.

A `Crew` does what `ProcessPoolExecutor` cannot: a task that crashes, hangs or eats all memory costs its own process and
ends in a sentence (`WorkerLost`), and the others go on. Each process keeps to one core (an unpinned baton is 2–5 times
slower), has a fixed hash seed and a limit to its memory, and ends when the master does. A thread of the master attends
to each process; since a process must die with the very thread that started it, that thread starts it, too.

A worker sees the master's `sys.path`, but not its `__main__`.

    with Crew() as crew:                  # leaving it by an exception (ctrl-c) kills; leaving it quietly waits
        futures = [crew.submit(explore_slice, subject, work) for work in frontier]
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from cafe_sim.engine.explore.processes import cores
from cafe_sim.engine.explore.processes.hands import MEMORY, SECONDS, Hands, WorkItem, cancel
from cafe_sim.engine.explore.processes.worker import WorkerProcess


class Crew(Hands):
    """Worker processes on this machine, one to a core."""

    def __init__(self, processes: int | None = None, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.processes = processes or cores.usable()
        self._seconds = seconds
        self._tasks: SimpleQueue[tuple[Future[Any], WorkItem] | None] = SimpleQueue()
        self._lock = Lock()
        self._shut = False
        self._turn = 0
        self._workers = [WorkerProcess(pinned=True, memory=memory) for _ in range(self.processes)]
        self._threads = [Thread(target=self._attend, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()
        atexit.register(self.close)

    def _hand_in(self, item: WorkItem) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._shut:
                raise RuntimeError("this crew was shut down and takes no more tasks; make another")
            self._tasks.put((future, item._replace(turn=self._turn)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; end the processes when those in hand (or all that were handed in) are done."""
        with self._lock:
            if cancel_futures:
                self._cancel_waiting()
            if cancel_futures or not self._shut:
                for _ in self._threads:
                    self._tasks.put(None)
            self._shut = True
        if wait:
            try:
                self._join()
            except BaseException:  # ctrl-c
                self.close()
                raise

    def drop(self) -> None:
        """Let all fall at once and be ready for more: what waits is cancelled, what is in hand raises WorkerLost."""
        with self._lock:
            self._turn += 1
            if not self._shut:
                self._cancel_waiting()
        for worker in self._workers:
            worker.drop(self._turn)

    def stacks(self) -> Iterator[str]:
        """Of the threads of each process that has a task in hand."""
        return (worker.stacks() for worker in self._workers)

    def close(self) -> None:
        """End everything now: tasks that wait are cancelled, those in hand raise WorkerLost, no process is left."""
        self.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        self._join()

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()
        atexit.unregister(self.close)

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            if task is not None:
                cancel(task[0])

    def _attend(self, worker: WorkerProcess) -> None:
        with worker:
            worker.prepare()
            while (task := self._tasks.get()) is not None:
                _work_off(worker, *task, self._seconds)
                del task
                worker.prepare()


def _work_off(worker: WorkerProcess, future: Future[Any], item: WorkItem, seconds: float) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        value = worker.call(item.call, item.what, seconds, item.turn)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(value)


def hire(
    processes: int | None = None, cluster: str | None = None, *, seconds: float = SECONDS, memory: int = MEMORY
) -> Hands:
    """Worker processes on this machine, or those of the Dask cluster whose scheduler has that address."""
    if cluster is None:
        return Crew(processes, seconds=seconds, memory=memory)
    from cafe_sim.engine.explore.processes.cluster import Cluster

    return Cluster(cluster, seconds=seconds, memory=memory)

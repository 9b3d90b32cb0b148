"""Worker processes behind the `concurrent.futures.Executor` interface: exploration on every core, and programs kept at
arm's length.

A `Crew` does what `ProcessPoolExecutor` cannot: a task that crashes, hangs or eats all memory costs its own process and
ends in a sentence (`WorkerLost`), and the others go on. Each process keeps to one core (an unpinned baton is 2–5 times
slower), has a fixed hash seed and a limit to its memory, and ends when the master does. A thread of the master attends
to each process; since a process must die with the very thread that started it, that thread starts it, too.

Functions and arguments are pickled at `submit`, and must be importable in the worker by name; it sees the master's
`sys.path`, but not its `__main__`. In errors a task goes by what its first argument calls its `target`, if it does.

    with Crew() as crew:                  # leaving it by an exception (ctrl-c) kills; leaving it quietly waits
        futures = [crew.submit(explore_slice, subject, work) for work in frontier]
"""

from __future__ import annotations

import atexit
import pickle
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from cafe_sim.engine.explore import cores
from cafe_sim.engine.explore.inside import FRAME_MAX
from cafe_sim.engine.explore.worker import WorkerProcess
from cafe_sim.errors import Misuse

SECONDS: Final = 30.0
"""What one task may take unless it is said otherwise."""
MEMORY: Final = 1 << 30
"""Bytes that one worker process may keep in memory; it starts with some 30 MiB."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class WorkItem(NamedTuple):
    """A task on its way to another process."""

    call: bytes
    """Function and arguments, pickled."""
    what: str
    """What errors call it."""
    turn: int = 0
    """How often everything had been dropped before."""

    @classmethod
    def of(cls, fn: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> WorkItem:
        """Raises whatever pickling raises."""
        call = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        if len(call) > FRAME_MAX:
            raise Misuse(f"a task for a worker process is limited to {FRAME_MAX >> 20} MiB; hand in less at a time")
        target = getattr(args[0], "target", None) if args else None
        return cls(call, target if isinstance(target, str) else getattr(fn, "__name__", type(fn).__name__))


class Hands(Executor):
    """An executor that says how many tasks it has hands for, and can leave at once."""

    processes: int
    """How many tasks go on at a time."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hand a task in. Its future may raise WorkerLost. Raises RuntimeError after `shutdown`."""
        try:
            item = WorkItem.of(fn, args, kwargs)
        except Exception as error:
            refused: Future[_T] = Future()
            refused.set_exception(error)
            return refused
        return self._hand_in(item)

    @abstractmethod
    def _hand_in(self, item: WorkItem) -> Future[Any]: ...

    def stacks(self) -> Iterator[str]:
        """Of the threads of each process that has a task in hand, where that can be asked."""
        yield from ()

    @abstractmethod
    def drop(self) -> None:
        """Let all fall at once and be ready for more: what waits is cancelled, what is in hand raises WorkerLost."""

    @abstractmethod
    def close(self) -> None:
        """End everything now: tasks that wait are cancelled, those in hand raise, no process is left."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self.shutdown()
        else:
            self.close()


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


def cancel(future: Future[Any]) -> None:
    """Cancel a future that has not begun, and tell those who wait for it (`Future.cancel`
    leaves that to the executor).
    """
    if future.cancel():
        future.set_running_or_notify_cancel()


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
    from cafe_sim.engine.explore.cluster import Cluster

    return Cluster(cluster, seconds=seconds, memory=memory)

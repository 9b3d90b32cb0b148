"""Worker processes behind the `concurrent.futures.Executor` interface: exploration on every core, and programs kept at arm's length.

A `Crew` stands for what `ProcessPoolExecutor` cannot do: one task that crashes, hangs or eats all memory costs its own process
and ends in a sentence (`WorkerLost`), and the others go on. Each process keeps to one core (an unpinned baton is 2–5 times
slower), has a fixed hash seed and a limit to its memory, and ends when the master does. A thread of the master attends
to each process; since a process must die with the very thread that started it, that thread starts it, too.

Functions and arguments are pickled at `submit`, and must be importable in the worker by name; it sees the master's `sys.path`, but not its
`__main__`. A task is called in errors what its first argument calls its `target`, if it does.

    with Crew() as crew:                  # leaving it by an exception (ctrl-c) kills; leaving it quietly waits
        futures = [crew.submit(explore_slice, subject, work) for work in frontier]
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from cafe_sim.engine.explore.worker import Worker

SECONDS: Final = 30.0
"""What one task may take unless it is said otherwise."""
MEMORY: Final = 1 << 30
"""Bytes that one worker process may have beyond those it starts with."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Task(NamedTuple):
    future: Future[Any]
    order: bytes
    what: str


class Crew(Executor):
    """Worker processes, one to a core."""

    def __init__(self, processes: int | None = None, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        cores = _cores()
        self.processes = processes or len(cores)
        """How many tasks go on at a time."""
        self._seconds = seconds
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._lock = Lock()
        self._closed = False
        self._workers = [Worker(core=cores[i % len(cores)], memory=memory) for i in range(self.processes)]
        self._threads = [Thread(target=self._attend, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hand a task in. Its future may raise WorkerLost; RuntimeError here after `shutdown`."""
        future: Future[_T] = Future()
        try:
            task = _Task(future, _order(fn, args, kwargs), _name(fn, args))
        except Exception as error:  # whatever cannot be pickled
            future.set_exception(error)
            return future
        with self._lock:
            if self._closed:
                raise RuntimeError("a crew that was shut down takes no more tasks; make another")
            self._tasks.put(task)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Take no more tasks; end the processes when those in hand (or all that were handed in) are done."""
        with self._lock:
            if cancel_futures:
                self._cancel_waiting()
            if not self._closed or cancel_futures:
                for _ in self._threads:
                    self._tasks.put(None)
            self._closed = True
        if wait:
            for thread in self._threads:
                thread.join()

    def close(self) -> None:
        """End everything now: tasks that wait are cancelled, those in hand raise WorkerLost, no process is left."""
        self.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        for thread in self._threads:
            thread.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if error is None:
            self.shutdown()
        else:
            self.close()

    def _cancel_waiting(self) -> None:
        try:
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    task.future.cancel()
        except Empty:
            return

    def _attend(self, worker: Worker) -> None:
        with worker:
            _try_to_start(worker)
            while (task := self._tasks.get()) is not None:
                if not task.future.set_running_or_notify_cancel():
                    continue
                try:
                    value = worker.call(task.order, task.what, self._seconds)
                except BaseException as error:
                    task.future.set_exception(error)
                    del error
                    _try_to_start(worker)
                else:
                    task.future.set_result(value)
                    del value
                del task


def run_alone(
    fn: Callable[_P, _T], seconds: float, memory: int, /, *args: _P.args, **kwargs: _P.kwargs
) -> _T:
    """Call once, in a process of its own under these limits. Raises WorkerLost, or whatever the function raises."""
    with Worker(memory=memory) as worker:
        result: _T = worker.call(_order(fn, args, kwargs), _name(fn, args), seconds)
    return result


def _order(fn: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
    return pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)


def _name(fn: Callable[..., object], args: tuple[object, ...]) -> str:
    target = getattr(args[0], "target", None) if args else None
    return target if isinstance(target, str) else getattr(fn, "__name__", type(fn).__name__)


def _try_to_start(worker: Worker) -> None:
    try:
        worker.start()
    except Exception:  # said to the next task, which tries again
        return


def _cores() -> list[int]:
    """The cores that this process may use; where the system does not tell, as many as there are."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))

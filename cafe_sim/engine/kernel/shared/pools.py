"""`ThreadPoolExecutor`: jobs on a line, workers that take them.

A worker is a `Thread` like any other, made when a job finds no idle one. Submitting is one operation, taking a job
another; being free again is an effect of a job's end. At the end of the main thread the pool is shut down and waited
for, as at an interpreter's exit. The default number of workers follows from the execution's cores, not the machine's.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from concurrent.futures.thread import BrokenThreadPool
from concurrent.futures.thread import ThreadPoolExecutor as RealPool
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, NoReturn, Protocol

from cafe_sim.engine.kernel.actor import Actor, Teardown
from cafe_sim.engine.kernel.execution import Thing, me
from cafe_sim.engine.kernel.shared.futures import Future
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.shared.numbering import numbering
from cafe_sim.engine.kernel.shared.threads import Thread
from cafe_sim.engine.kernel.spans import FOREVER, timeout_of
from cafe_sim.engine.kernel.trace import SECOND, Detail
from cafe_sim.errors import NotModelled

_HAS_BUFFERS = sys.version_info >= (3, 14)


class Job(Protocol):
    """What workers take off a line."""

    def do(self) -> None:
        """Whatever comes of it, nothing is raised."""


class _Job(NamedTuple):
    future: Future
    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def do(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.fn(*self.args, **self.kwargs)
        except Teardown:
            raise
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


def _check_buffersize(buffersize: object) -> None:
    if not _HAS_BUFFERS:
        raise TypeError("Executor.map() got an unexpected keyword argument 'buffersize'")
    if not isinstance(buffersize, int):
        raise TypeError("buffersize must be an integer or None")
    if buffersize < 1:
        raise ValueError("buffersize must be None or > 0")


class _Line(Thing):
    """The jobs of one pool that nobody has taken."""

    __slots__ = ("closed", "failure_is_known", "jobs")

    def __init__(self, name: str) -> None:
        super().__init__(me().execution, "pool", name)
        self.jobs: deque[Job] = deque()
        self.closed = False
        self.failure_is_known = False

    def take(self, actor: Actor) -> Job:
        """The next job, for him who clears the line."""
        self.execution.record(actor, "get", self)
        return self.jobs.popleft()

    def has_news(self) -> bool:
        return bool(self.jobs) or self.closed


class _WorkQueue:
    """Stands for the queue of jobs that CPython's pool has: how long it is may be asked."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def qsize(self) -> int:
        """How many jobs nobody has taken."""
        look(self._line)
        return len(self._line.jobs)

    def empty(self) -> bool:
        return not self.qsize()

    def __getattr__(self, name: str) -> NoReturn:
        raise NotModelled(
            f"ThreadPoolExecutor._work_queue.{name} is not modelled: it is CPython's own affair; "
            "shutdown(cancel_futures=True) clears it"
        )


class ThreadPoolExecutor(Executor):
    """`concurrent.futures.ThreadPoolExecutor`."""

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        execution = me().execution
        if max_workers is None:
            max_workers = min(32, execution.cores + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._numbering = (
            None if thread_name_prefix else numbering(execution, "which pool gets which number for a name", 0)
        )
        if self._numbering is not None:
            thread_name_prefix = f"ThreadPoolExecutor-{self._numbering.take()}"
        self._execution = execution
        self._max_workers = max_workers
        self._thread_name_prefix = thread_name_prefix
        self._initializer = initializer
        self._initargs = initargs
        self._line = _Line(self._thread_name_prefix)
        self._hired: list[Thread] = []
        self._places = Thing(execution, "pool", f"places of {self._thread_name_prefix}")
        self._idle = 0
        """Workers that have done a job more often than one was left to them."""
        self._broken = ""
        execution.at_main_end.append(self.shutdown)

    # ---- jobs ------------------------------------------------------------------------------

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        future = Future()
        future.called_after(fn)
        future.siblings = self._line
        self._put(_Job(future, fn, args, kwargs), future.serial)
        return future

    def _put(self, job: Job, detail: Detail = None) -> None:
        actor = me()
        self._execution.point(actor, "submit", self._line, detail=detail)
        if self._broken:
            raise BrokenThreadPool(self._broken)
        if self._line.closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self._line.jobs.append(job)
        self._line.clock = actor.clock
        actor.fresh = True
        self._execution.disturb()
        # whether somebody is free is asked after the job is on the line: an operation of its own, but no point
        self._execution.record(actor, "is-free", self._places)
        if self._idle:
            self._idle -= 1
        elif len(self._hired) < self._max_workers:
            self._hire()

    def map(
        self,
        fn: Callable[..., Any],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,  # noqa: ARG002
        buffersize: int | None = None,
    ) -> Iterator[Any]:
        if buffersize is not None:
            _check_buffersize(buffersize)
        wait = timeout_of(timeout)
        until = None if wait == FOREVER else me().clock + wait
        jobs = (partial(self.submit, fn, *args) for args in zip(*iterables, strict=False))
        futures = deque(submit() for submit in islice(jobs, buffersize))
        return self._results(futures, jobs, until)

    @staticmethod
    def _results(futures: deque[Future], more: Iterator[Callable[[], Future]], until: int | None) -> Iterator[Any]:
        try:
            while futures:
                for submit in islice(more, 1):
                    futures.append(submit())
                left = None if until is None else max(0, until - me().clock) / SECOND
                result = futures[0].result(left)
                futures.popleft()
                yield result
        finally:
            for future in futures:
                future.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        actor = me()
        self._execution.point(actor, "submit", self._line, detail="shutdown")
        self._line.closed = True
        self._line.clock = actor.clock
        self._execution.disturb()
        while cancel_futures and self._line.jobs:
            self._taken(actor).cancel()
        if wait:
            for thread in self._hired:
                thread.join()

    # ---- what CPython keeps inside, and programs ask for ------------------------------------

    @property
    def _threads(self) -> set[Thread]:
        look(self._line)
        return set(self._hired)

    @property
    def _work_queue(self) -> _WorkQueue:
        return _WorkQueue(self._line)

    @property
    def _shutdown(self) -> bool:
        look(self._line)
        return self._line.closed

    # ---- workers ---------------------------------------------------------------------------

    def _hire(self) -> None:
        thread = Thread(name=f"{self._thread_name_prefix}_{len(self._hired)}", target=self._work, daemon=False)
        thread.is_known = False
        if self._numbering is not None:
            thread.named_after(self._numbering)
        thread.start()
        self._hired.append(thread)

    def _work(self) -> None:
        if self._initializer is None or self._initialise():
            self._take_jobs()

    def _take_jobs(self) -> None:
        line = self._line
        while True:
            actor = me()
            self._execution.point(actor, "get", line, line.has_news, silent=True)
            # that it is closed is seen by all alike, whoever comes first
            self._execution.record(actor, "get" if line.jobs else "look", line)
            if not line.jobs:
                return
            job = line.jobs.popleft()
            line.clock = actor.clock
            actor.fresh = True
            job.do()
            del job
            self._idle += 1
            self._execution.record(actor, "free", self._places)

    def _taken(self, actor: Actor) -> Future:
        """The future of the next job, which is not done."""
        job = self._line.take(actor)
        assert isinstance(job, _Job)
        return job.future

    def _initialise(self) -> bool:
        assert self._initializer is not None
        try:
            self._initializer(*self._initargs)
        except Teardown:
            raise
        except BaseException as error:
            actor = me()
            self._execution.uncaught(actor, error, "initializer")
            self._broken = "A thread initializer failed, the thread pool is not usable anymore"
            self._execution.record(actor, "submit", self._line, "broken")
            while self._line.jobs:
                self._taken(actor).set_exception(BrokenThreadPool(self._broken))
            return False
        return True


refuse_insides(ThreadPoolExecutor, RealPool())

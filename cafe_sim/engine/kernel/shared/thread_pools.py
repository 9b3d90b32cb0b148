"""`multiprocessing.pool.ThreadPool`: jobs on the line of an executor's workers, with a face of its own.

Workers are daemons, hired when a job finds no idle one (all of them at once where an initializer could tell). As in
CPython one thread more runs callbacks, one after the other, before a result is known; and one hands in the jobs of an
`imap` whose items may come from the program's own code. Neither is there before there is something to do for it.

After `terminate`, as at the end of `with`, what nobody has begun is never done: who waits for it waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice, starmap
from operator import itemgetter
from typing import Any, Self

from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.shared.futures import Siblings
from cafe_sim.engine.kernel.shared.pool_results import (
    AsyncResult,
    Call,
    IMapIterator,
    IMapUnorderedIterator,
    MapResult,
    PoolJob,
    Result,
    Told,
)
from cafe_sim.engine.kernel.shared.pools import ThreadPoolExecutor
from cafe_sim.engine.kernel.shared.queues import SimpleQueue
from cafe_sim.engine.kernel.shared.threads import Thread

_PLAIN = list, tuple, range
"""To go through one of these runs no code of the program's."""


class _Workers(ThreadPoolExecutor):
    """Who does the work of a pool."""

    def __init__(self, most: int, initializer: Call | None, initargs: tuple[Any, ...]) -> None:
        super().__init__(most, "ThreadPool", initializer, initargs)
        self._execution.at_main_end.remove(self.shutdown)  # nobody waits for daemons
        if initializer is not None:
            for _ in range(most):
                self._hire()

    def _hire(self) -> None:
        thread = Thread(target=self.worker, daemon=True)
        thread.is_known = False
        thread.start()
        self._hired.append(thread)

    def worker(self) -> None:
        """What each of its threads does, under the name that CPython has for it."""
        if self._initializer is not None:
            self._initializer(*self._initargs)
        self._take_jobs()

    def put(self, job: PoolJob) -> None:
        """Onto the line; ValueError if nobody takes jobs from it any more."""
        try:
            self._put(job)
        except RuntimeError:
            raise ValueError("Pool not running") from None

    def drop(self) -> None:
        """Whatever is still on the line is never done."""
        self.shutdown(wait=False)
        while self._line.jobs:
            self._line.take(me())

    @property
    def line(self) -> Siblings:
        """Its jobs."""
        return self._line

    def join(self) -> None:
        """Until each has ended."""
        for thread in self._hired:
            thread.join()


class _Handler:
    """A thread that does nothing but what it is handed, one after the other."""

    def __init__(self, target: Callable[[SimpleQueue], object], name: str) -> None:
        self.queue = SimpleQueue(name=name)
        self._thread = Thread(target=target, args=(self.queue,), daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Until it has done what there is."""
        self.queue.put(None)
        self._thread.join()


class ThreadPool:
    """`multiprocessing.pool.ThreadPool`."""

    def __init__(
        self, processes: int | None = None, initializer: Call | None = None, initargs: Iterable[Any] = ()
    ) -> None:
        if processes is None:
            processes = me().execution.cores
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._processes = processes
        self._workers = _Workers(processes, initializer, tuple(initargs))
        self._is_running = True
        self._teller: _Handler | None = None
        self._feeder: _Handler | None = None

    # ---- one call --------------------------------------------------------------------------

    def apply(self, func: Call, args: Iterable[Any] = (), kwds: Mapping[str, Any] = {}) -> Any:
        """`func(*args, **kwds)` in one of its threads."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(
        self,
        func: Call,
        args: Iterable[Any] = (),
        kwds: Mapping[str, Any] = {},
        callback: Call | None = None,
        error_callback: Call | None = None,
    ) -> AsyncResult:
        """The same, not waited for."""
        result = self._result(func, 1, itemgetter(0), callback, error_callback)
        self._workers.put(PoolJob(partial(func, *args, **kwds), partial(result.deliver, 0), result))
        return AsyncResult(result)

    # ---- many calls ------------------------------------------------------------------------

    def map(self, func: Call, iterable: Iterable[Any], chunksize: int | None = None) -> Any:
        """A list of what `func` returns for each item; raises the first error once all have ended."""
        return self.map_async(func, iterable, chunksize).get()

    def starmap(self, func: Call, iterable: Iterable[Iterable[Any]], chunksize: int | None = None) -> Any:
        """The same, each item being all the arguments of a call."""
        return self.starmap_async(func, iterable, chunksize).get()

    def map_async(
        self,
        func: Call,
        iterable: Iterable[Any],
        chunksize: int | None = None,
        callback: Call | None = None,
        error_callback: Call | None = None,
    ) -> MapResult:
        """`map`, not waited for."""
        return self._map(map, func, list(iterable), chunksize, callback, error_callback)

    def starmap_async(
        self,
        func: Call,
        iterable: Iterable[Iterable[Any]],
        chunksize: int | None = None,
        callback: Call | None = None,
        error_callback: Call | None = None,
    ) -> MapResult:
        """`starmap`, not waited for."""
        return self._map(starmap, func, list(iterable), chunksize, callback, error_callback)

    def _map(
        self,
        over: Call,
        func: Call,
        items: list[Any],
        chunksize: int | None,
        callback: Call | None,
        error_callback: Call | None,
    ) -> MapResult:
        if chunksize is None:
            chunksize = -(-len(items) // (4 * self._processes))
        chunks = [items[at : at + chunksize] for at in range(0, len(items), chunksize)] if chunksize > 0 else []
        result = self._result(func, len(chunks), _flat, callback, error_callback)
        for number, chunk in enumerate(chunks):
            self._workers.put(PoolJob(partial(_listed, over, func, chunk), partial(result.deliver, number), result))
        return MapResult(result)

    # ---- one after the other ---------------------------------------------------------------

    def imap(self, func: Call, iterable: Iterable[Any], chunksize: int = 1) -> Iterator[Any]:
        """The results one by one, in the order of the items."""
        return self._imap(IMapIterator(self._workers.line), func, iterable, chunksize)

    def imap_unordered(self, func: Call, iterable: Iterable[Any], chunksize: int = 1) -> Iterator[Any]:
        """The results one by one, as they come."""
        return self._imap(IMapUnorderedIterator(self._workers.line), func, iterable, chunksize)

    def _imap(self, results: IMapIterator, func: Call, iterable: Iterable[Any], chunksize: int) -> Iterator[Any]:
        if chunksize < 1:
            raise ValueError(f"Chunksize must be 1+, not {chunksize}")
        at_once = type(iterable) in _PLAIN
        submit = partial(self._submit_all, results, func, iterable, chunksize, at_once)
        if at_once:
            submit()
        else:
            if self._feeder is None:
                self._feeder = _Handler(self._handle_tasks, "tasks")
            self._feeder.queue.put(submit)
        return results if chunksize == 1 else chain.from_iterable(results)

    def _submit_all(
        self, results: IMapIterator, func: Call, iterable: Iterable[Any], chunksize: int, at_once: bool
    ) -> None:
        total = 0
        for call in _calls(func, iterable, chunksize):
            self._workers.put(results.job(call, func))
            total += 1
        results.end(total, at_once=at_once)

    # ---- who else works in it --------------------------------------------------------------

    def _result(
        self, work: Call, parts: int, joined: Call, callback: Call | None, error_callback: Call | None
    ) -> Result:
        told = None
        if callback is not None or error_callback is not None:
            if self._teller is None:
                self._teller = _Handler(self._handle_results, "outcomes")
            told = Told(self._teller.queue, callback, error_callback)
        return Result(work, parts, joined, told, self._workers.line)

    def _handle_results(self, outcomes: SimpleQueue) -> None:
        while (arrive := outcomes.get()) is not None:
            arrive()

    def _handle_tasks(self, tasks: SimpleQueue) -> None:
        try:
            while (submit := tasks.get()) is not None:
                submit()
        except ValueError:  # it was terminated
            return
        self._workers.shutdown(wait=False)

    # ---- its end ---------------------------------------------------------------------------

    def close(self) -> None:
        """No more work; what is there is done."""
        self._is_running = False
        if self._feeder is None:
            self._workers.shutdown(wait=False)
        else:
            self._feeder.queue.put(None)

    def terminate(self) -> None:
        """What nobody has begun is never done."""
        self._is_running = False
        self._workers.drop()
        for handler in (self._feeder, self._teller):
            if handler is not None:
                handler.queue.put(None)

    def join(self) -> None:
        """Until its threads have ended; ValueError if it was not closed."""
        if self._is_running:
            raise ValueError("Pool is still running")
        for each in (self._feeder, self._workers, self._teller):
            if each is not None:
                each.join()

    def __enter__(self) -> Self:
        if not self._is_running:
            raise ValueError("Pool not running")
        return self

    def __exit__(self, *_: object) -> None:
        self.terminate()


def _listed(over: Call, func: Call, chunk: Iterable[Any]) -> list[Any]:
    return list(over(func, chunk))


def _flat(parts: list[list[Any]]) -> list[Any]:
    return list(chain.from_iterable(parts))


def _calls(func: Call, iterable: Iterable[Any], chunksize: int) -> Iterator[Call]:
    """One for each item, or for so many of them; where there are no more because of an error, one that raises it."""
    try:
        items = iter(iterable)
        if chunksize == 1:
            for item in items:
                yield partial(func, item)
        else:
            while chunk := tuple(islice(items, chunksize)):
                yield partial(_listed, map, func, chunk)
    except Exception as error:
        yield partial(_raise, error)


def _raise(error: BaseException) -> Any:
    raise error

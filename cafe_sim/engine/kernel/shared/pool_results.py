"""What a `ThreadPool` gives for a task: a result that is known once all of its parts are done, or many, one by one.

A part's outcome is delivered by the worker that did it; where somebody is to be called back, it goes through the one
thread that does that, and is known after.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from multiprocessing import TimeoutError as PoolTimeout
from operator import itemgetter
from typing import Any, NamedTuple, Self

from cafe_sim.engine.kernel.actor import Actor, Teardown
from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.shared.futures import FINISHED, Future, Siblings
from cafe_sim.engine.kernel.shared.queues import Empty, SimpleQueue
from cafe_sim.engine.kernel.spans import timeout_of

Call = Callable[..., Any]
Outcome = tuple[Any, BaseException | None]
"""What a call returned, or None and what it raised."""


class Told(NamedTuple):
    """Who is told of a result, in the thread that does nothing else."""

    outcomes: SimpleQueue
    on_result: Call | None
    on_error: Call | None


class Result(Future):
    """What comes of a task, once all of its parts are done."""

    def __init__(self, work: Call, parts: int, joined: Call, told: Told | None, siblings: Siblings) -> None:
        super().__init__()
        self.called_after(work)
        self.siblings = siblings
        self._told = told
        self._joined = joined
        self._parts: list[Any] = [None] * parts
        self._left = parts
        self._begun = False
        if not parts:
            self.set_result([])

    @property
    def is_in_line(self) -> bool:
        """No thread has begun it."""
        return not self._begun and not self._is_done()

    def holders(self) -> list[Actor]:
        """Of several parts, whoever has one of them left."""
        return super().holders() if len(self._parts) == 1 else []

    def await_done(self, timeout: float | None) -> bool:
        """Wait for it: is it done in time?"""
        return self.execution.point(me(), "result", self, self._is_done, timeout=timeout_of(timeout))

    def begin(self) -> None:
        """A worker is at it."""
        self._begun = True
        self.giver = me()

    def deliver(self, part: int, outcome: Outcome) -> None:
        """A part is done: for a worker to say."""
        if self._told is not None:
            self.giver = None
            self._told.outcomes.put(partial(self._arrive, part, outcome))
            return
        self.execution.point(me(), "resolve", self, detail=FINISHED)
        self._arrive(part, outcome)

    def _arrive(self, part: int, outcome: Outcome) -> None:
        self._parts[part], error = outcome
        self._error = self._error or error
        self._left -= 1
        self.clock = latest = max(self.clock, me().clock)
        if self._left:
            return
        if self._error is None:
            self._value = self._joined(self._parts)
        if self._told is not None:
            self._tell(self._told)
            self.execution.point(me(), "resolve", self, detail=FINISHED)
        if self._error is not None:
            self.execution.locals.setdefault(Future, {})[self.serial] = self
        self._change(me(), FINISHED)
        self.clock = max(latest, me().clock)

    def _tell(self, told: Told) -> None:
        if self._error is None and told.on_result is not None:
            told.on_result(self._value)
        elif self._error is not None and told.on_error is not None:
            self.handed_on = True
            told.on_error(self._error)


class PoolJob(NamedTuple):
    """A call, and who is to hear what came of it."""

    call: Call
    deliver: Callable[[Outcome], object]
    result: Result | None = None

    def do(self) -> None:
        if self.result is not None:
            self.result.begin()
        try:
            outcome: Outcome = self.call(), None
        except Teardown:
            raise
        except Exception as error:
            outcome = None, error
        self.deliver(outcome)


class AsyncResult:
    """`multiprocessing.pool.AsyncResult`."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def ready(self) -> bool:
        """Is it known?"""
        return self._result.done()

    def successful(self) -> bool:
        """Did nothing raise? ValueError as long as nobody knows."""
        if not self._result.done():
            raise ValueError(f"{self!r} not ready")
        return self._result.exception() is None

    def wait(self, timeout: float | None = None) -> None:
        """Until it is known, or the time is over."""
        self._result.await_done(timeout)

    def get(self, timeout: float | None = None) -> Any:
        """What was returned, or raised; `multiprocessing.TimeoutError` if that is not known in time."""
        if not self._result.await_done(timeout):
            raise PoolTimeout
        return self._result.result()


class MapResult(AsyncResult):
    """`multiprocessing.pool.MapResult`: of many calls, in the order of their items."""


class IMapIterator:
    """`multiprocessing.pool.IMapIterator`: results one by one, in the order of the items."""

    def __init__(self, siblings: Siblings) -> None:
        self._siblings = siblings
        self._coming = SimpleQueue(name="results")
        """What is next, and, once, how many there are in all."""
        self._next: deque[Any] = deque()
        self._given = 0
        self._total = -1

    def __iter__(self) -> Self:
        return self

    def next(self, timeout: float | None = None) -> Any:
        """The next one; `multiprocessing.TimeoutError` if it is not there in time."""
        while not self._next:
            if self._given == self._total:
                raise StopIteration
            try:
                come = self._coming.get(timeout=timeout)
            except Empty:
                raise PoolTimeout from None
            if isinstance(come, int):
                self._total = come
            else:
                self._next.append(come)
        value, error = self._outcome(timeout)
        self._next.popleft()
        self._given += 1
        if error is not None:
            raise error
        return value

    __next__ = next  # noqa: A003 - as it is called there

    def _outcome(self, timeout: float | None) -> Outcome:
        result: Result = self._next[0]
        if not result.await_done(timeout):
            raise PoolTimeout
        error = result.exception()
        return None if error else result.result(), error

    def job(self, call: Call, work: Call) -> PoolJob:
        """One more is coming: the job that brings it."""
        result = Result(work, 1, itemgetter(0), None, self._siblings)
        self._coming.put(result)
        return PoolJob(call, partial(result.deliver, 0), result)

    def end(self, total: int, *, at_once: bool) -> None:
        """That was all; `at_once`: before anybody has asked for one."""
        if at_once:
            self._total = total
        else:
            self._coming.put(total)


class IMapUnorderedIterator(IMapIterator):
    """`multiprocessing.pool.IMapUnorderedIterator`: what is done first comes first."""

    def job(self, call: Call, work: Call) -> PoolJob:  # noqa: ARG002
        return PoolJob(call, self._coming.put)

    def _outcome(self, timeout: float | None) -> Outcome:  # noqa: ARG002
        found: Outcome = self._next[0]
        return found

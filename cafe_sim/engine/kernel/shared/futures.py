"""`Future`, `wait` and `as_completed`: results that one actor gives and others wait for.

A future of ours is a real `concurrent.futures.Future` by type, so that asyncio takes it for one, but none of the real
one's locks are used. `as_completed` gives those that are done already in the order of its argument (CPython: in memory
order), the others in the order in which they end.

Every change of a future's state is a "resolve" on it, with the new state as detail. Where a future is waited for
together with others it is also a "resolve" on that crowd, so that whoever waits and whoever ends the wait have an
object in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, CancelledError, InvalidStateError
from concurrent.futures import Future as RealFuture
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cafe_sim.engine.kernel.actor import Actor, Teardown
from cafe_sim.engine.kernel.execution import Execution, Thing, me
from cafe_sim.engine.kernel.shared.insides import look, refuse_insides
from cafe_sim.engine.kernel.spans import FOREVER, timeout_of

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.loops.complaints import Complains
    from cafe_sim.engine.kernel.tasks import Task

PENDING = "PENDING"
RUNNING = "RUNNING"
CANCELLED = "CANCELLED"
CANCELLED_AND_NOTIFIED = "CANCELLED_AND_NOTIFIED"
FINISHED = "FINISHED"

_DONE = frozenset({CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED})
_SETTLED = frozenset({CANCELLED_AND_NOTIFIED, FINISHED})
"""Done, and known to be by whoever was to do it: what `wait` waits for."""


_ASYNCIO = "asyncio.futures"
"""Whose callback it is that hands an outcome on to a future of asyncio's."""


class Siblings(Protocol):
    """Jobs of one pool."""

    failure_is_known: bool
    """Somebody has asked what one of them ended by."""


class Future(Thing, RealFuture[Any]):
    """`concurrent.futures.Future`."""

    giver: Actor | Complains | None = None
    """Who is at work for its result: an actor, or a loop."""
    task: Task | None = None
    """What a loop has to do for it, once that has begun."""
    siblings: Siblings | None = None
    """The jobs of the pool that it belongs to."""
    handed_on = False
    """One of asyncio's futures gets its outcome: that one is to be asked, or complains."""

    def __init__(self, name: str = "") -> None:
        super().__init__(me().execution, "future", name)
        self._state = PENDING
        self._value: Any = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Future], object]] = []
        self._crowds: list[_Crowd] = []

    def called_after(self, work: object) -> None:
        """Until the program gives it a name: whose result it is, and which one."""
        if isinstance(work, partial):  # `to_thread` hands in the running of it in a context
            work = work.args[0] if getattr(work.func, "__name__", "") == "run" and work.args else work.func
        name = getattr(work, "__name__", "")
        if isinstance(name, str) and name.isidentifier():
            self.execution.rename(self.serial, f"{name} ({self.execution.object_names[self.serial].name})")

    @property
    def is_in_line(self) -> bool:
        """A pool's job that no thread has begun."""
        return self.siblings is not None and self._state == PENDING

    def holders(self) -> list[Actor]:
        giver = self.giver if isinstance(self.giver, Actor) or self.giver is None else self.giver._actor
        return [] if giver is None or self._is_done() else [giver]

    # ---- asking ----------------------------------------------------------------------------

    def _is_done(self) -> bool:
        return self._state in _DONE

    def _look(self) -> str:
        self.execution.point(me(), "is-set", self)
        return self._state

    def cancelled(self) -> bool:
        return self._look() in (CANCELLED, CANCELLED_AND_NOTIFIED)

    def running(self) -> bool:
        return self._look() == RUNNING

    def done(self) -> bool:
        return self._look() in _DONE

    def result(self, timeout: float | None = None) -> Any:
        self._wait(timeout)
        if self._error is not None:
            try:
                raise self._error
            finally:
                self = None  # type: ignore[assignment]  # noqa: PLW0642 - else error, traceback, frame, future: a cycle
        return self._value

    def _get_snapshot(self) -> tuple[bool, bool, Any, BaseException | None]:
        """Done, cancelled, result, error: as asyncio asks from Python 3.15 on."""
        if not self.done():
            return False, False, None, None
        if self.cancelled():
            return True, True, None, None
        error = self.exception()
        return True, False, self.result() if error is None else None, error

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self._wait(timeout)
        return self._error

    def _wait(self, timeout: float | None) -> None:
        if not self.execution.point(me(), "result", self, self._is_done, timeout=timeout_of(timeout)):
            raise TimeoutError
        if self._state in (CANCELLED, CANCELLED_AND_NOTIFIED):
            raise CancelledError
        if self._error is not None:
            self.execution.locals[Future].pop(self.serial, None)
            if self.siblings is not None:
                self.siblings.failure_is_known = True

    # ---- changing --------------------------------------------------------------------------

    def _is_dealt_with(self) -> bool:
        """Is it known what it ended by, though nobody asked for it?"""
        return self.handed_on or (self.siblings is not None and self.siblings.failure_is_known)

    def _change(self, actor: Actor, state: str) -> None:
        """The effect of a change of state, its point already passed."""
        self._state = state
        self.clock = actor.clock
        actor.fresh = True
        if state in _SETTLED:
            for crowd in self._crowds:
                crowd.arrived(self, actor)
            self._crowds.clear()
        self.execution.disturb()

    def cancel(self) -> bool:
        actor = me()
        self.execution.point(actor, "resolve", self, detail=CANCELLED)
        if self._state in (RUNNING, FINISHED):
            return False
        if self._state == PENDING:
            self._change(actor, CANCELLED)
            self._call_back()
        return True

    def set_running_or_notify_cancel(self) -> bool:
        actor = me()
        self.execution.point(actor, "resolve", self, detail=RUNNING)
        if self._state == CANCELLED:
            self._change(actor, CANCELLED_AND_NOTIFIED)
            return False
        if self._state != PENDING:
            raise RuntimeError("Future in unexpected state")
        self.giver = self.giver or actor
        self._change(actor, RUNNING)
        return True

    def set_result(self, result: Any) -> None:
        actor = self._about_to_finish()
        self._value = result
        self._change(actor, FINISHED)
        self._call_back()

    def set_exception(self, exception: BaseException | None) -> None:
        actor = self._about_to_finish()
        self._error = exception
        if exception is not None:
            self.execution.locals.setdefault(Future, {})[self.serial] = self
        self._change(actor, FINISHED)
        self._call_back()

    def _about_to_finish(self) -> Actor:
        actor = me()
        self.execution.point(actor, "resolve", self, detail=FINISHED)
        if self._state in _DONE:
            raise InvalidStateError(f"{self._state}: {self._text()}")
        return actor

    # ---- calling back ----------------------------------------------------------------------

    def add_done_callback(self, fn: Callable[[Any], object]) -> None:
        self.handed_on = self.handed_on or getattr(fn, "__module__", "") == _ASYNCIO
        if self._look() in _DONE:
            self._call(fn)
        else:
            self.execution.record(me(), "line-up", self)
            self._callbacks.append(fn)

    def _call_back(self) -> None:
        # what they hold may go when they are done, also where this future is kept
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            self._call(callback)

    def _call(self, callback: Callable[[Future], object]) -> None:
        """Where CPython logs what a callback raises, it is kept with the execution's errors."""
        try:
            callback(self)
        except Teardown:
            raise
        except Exception as error:
            actor = me()
            self.execution.uncaught(actor, error, "callback")

    def __repr__(self) -> str:
        look(self, "is-set")
        return self._text()

    def _text(self) -> str:
        outcome = ""
        if self._state == FINISHED:
            how = f"raised {type(self._error).__name__}" if self._error else f"returned {type(self._value).__name__}"
            outcome = f" {how}"
        return f"<Future {self.execution.object_names[self.serial].name} state={self._state.lower()}{outcome}>"


refuse_insides(Future, RealFuture(), besides=frozenset({"_state"}))


def failed_unasked(execution: Execution) -> list[tuple[str, BaseException]]:
    """What jobs ended by that nobody has asked for up to now, each with the name of its future.

    Where an execution is over, who asked for one failure of a pool has dealt with the others as he saw fit: `map` and a
    loop over results give up at the first.
    """
    names = execution.object_names
    failed: dict[int, Future] = execution.locals.get(Future, {})
    return [
        (names[serial].name, future._error)
        for serial, future in failed.items()
        if future._error is not None and not (execution.state == "ended" and future._is_dealt_with())
    ]


class _Crowd(Thing):
    """Several futures, waited for together."""

    __slots__ = ("ended",)

    def __init__(self, futures: Iterable[Future]) -> None:
        super().__init__(me().execution, "futures")
        self.ended: list[Future] = []
        for future in futures:
            future._crowds.append(self)

    def arrived(self, future: Future, actor: Actor) -> None:
        self.ended.append(future)
        self.clock = actor.clock
        self.execution.record(actor, "resolve", self, future.serial)

    def next(self, given: int, total: int, until: int | None) -> Future:
        """The one that ended after the first `given`, once it has; TimeoutError if that is not before `until`."""
        actor = me()
        left = FOREVER if until is None else max(0, until - actor.clock)
        execution = self.execution
        if not execution.point(actor, "result", self, lambda: len(self.ended) > given, timeout=left, silent=True):
            execution.record(actor, "timeout", self)
            raise TimeoutError(f"{total - given} (of {total}) futures unfinished")
        future = self.ended[given]
        execution.record(actor, "result", future)
        return future

    def leave(self, futures: Iterable[Future]) -> None:
        for future in futures:
            if self in future._crowds:
                future._crowds.remove(self)


class DoneAndNotDone(NamedTuple):
    """What `wait` returns; unpacks and reads as the real one."""

    done: set[Future]
    not_done: set[Future]


DoneAndNotDone.__name__ = "DoneAndNotDoneFutures"


def wait(fs: Iterable[Future], timeout: float | None = None, return_when: str = ALL_COMPLETED) -> DoneAndNotDone:
    """`concurrent.futures.wait`."""
    actor = me()
    futures = dict.fromkeys(fs)
    done = [f for f in futures if f._state in _SETTLED]
    pending = [f for f in futures if f._state not in _SETTLED]
    if return_when not in (ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION):
        raise ValueError(f"Invalid return condition: {return_when!r}")

    def enough() -> bool:
        ended = [*done, *crowd.ended]
        if len(ended) == len(futures):
            return True
        if return_when == FIRST_COMPLETED:
            return bool(ended)
        return return_when == FIRST_EXCEPTION and any(_failed(f) for f in ended)

    crowd = _Crowd(pending)
    if not actor.execution.point(actor, "result", crowd, enough, timeout=timeout_of(timeout), silent=True):
        actor.execution.record(actor, "timeout", crowd)
    crowd.leave(pending)
    ended = {f for f in futures if f._state in _SETTLED}
    for future in futures:
        actor.execution.record(actor, "result" if future in ended else "is-set", future)
    return DoneAndNotDone(ended, {f for f in futures if f not in ended})


def _failed(future: Future) -> bool:
    return future._state == FINISHED and future._error is not None


def as_completed(fs: Iterable[Future], timeout: float | None = None) -> Iterator[Future]:
    """`concurrent.futures.as_completed`."""
    actor = me()
    wait_ns = timeout_of(timeout)
    until = None if wait_ns == FOREVER else actor.clock + wait_ns
    futures = list(dict.fromkeys(fs))
    pending = [f for f in futures if f._state not in _SETTLED]
    crowd = _Crowd(pending)
    crowd.ended = [f for f in futures if f._state in _SETTLED]
    try:
        for given in range(len(futures)):
            yield crowd.next(given, len(futures), until)
    finally:
        crowd.leave(pending)

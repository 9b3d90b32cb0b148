"""Who has hands for work that is handed in: an executor that can say where its tasks stand, and let them all fall.

What a task is on its way to another process, and what one may take there, is the same whoever has it in hand:
processes of this machine (`crew`) or of others (`cluster`). Functions and arguments are pickled at `submit`, and must
be importable over there by name. In errors a task goes by what its first argument calls its `target`, if it does.
"""

from __future__ import annotations

import pickle
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from cafe_sim.engine.explore.processes.inside import FRAME_MAX
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


def cancel(future: Future[Any]) -> None:
    """Cancel a future that has not begun, and tell those who wait for it (`Future.cancel`
    leaves that to the executor).
    """
    if future.cancel():
        future.set_running_or_notify_cancel()

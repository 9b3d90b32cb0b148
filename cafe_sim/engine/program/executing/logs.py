"""`logging` inside a program: while a handler only writes what it is given, nobody else moves.

Where more is done under its lock (by the program's own handler, formatter or stream; to a queue, a buffer, a text that
others read), that is a lock like any other: orders are seen, and nobody is blamed for what it guards.
"""

from __future__ import annotations

from io import StringIO
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.kernel.actor import here
from cafe_sim.engine.kernel.shared.locks import RLock
from cafe_sim.engine.program.executing.collecting import at_work, rewritten
from cafe_sim.engine.program.seeing.kinds import is_users, seen_at_work

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session
    from cafe_sim.engine.program.seeing.eyes import Eyes

_ADAPTER = "LoggerAdapter"
_FILL = frozenset({"BufferingHandler", "MemoryHandler", "QueueHandler"})
"""Handlers that put what they are given where others find it."""


class NoSwitch:
    """Stands for a lock of the standard library's: while it is held, nobody else moves."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """No other actor may move from now on."""
        del blocking, timeout
        actor = here.actor
        if actor is not None:
            actor.quiet += 1
        return True

    def release(self) -> None:
        """They may again."""
        actor = here.actor
        if actor is not None:
            actor.quiet -= 1

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class _HandlersLock(NoSwitch):
    """The lock of one handler: a real one where more is done under it than to write."""

    def __init__(self, handler: Any, eyes: Eyes) -> None:
        self._handler = handler
        self._eyes = eyes
        self._real: RLock | None = None
        self._taken: list[NoSwitch | RLock] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it, whichever it is now."""
        lock: NoSwitch | RLock = NoSwitch()
        if here.actor is not None and self._does_more():
            lock = self._real = self._real or RLock(f"{type(self._handler).__name__}'s lock")
        if not lock.acquire(blocking, timeout):
            return False
        self._taken.append(lock)
        if lock is self._real and type(self._stream()) is StringIO:
            self._eyes.touch(self._stream(), 0, "write")
        return True

    def _stream(self) -> Any:
        return getattr(self._handler, "stream", None)

    def release(self) -> None:
        """Give back what was taken last."""
        self._taken.pop().release()

    def _does_more(self) -> bool:
        handler = self._handler
        parts = handler, self._stream(), handler.formatter, *handler.filters
        is_read = type(handler).__name__ in _FILL or type(self._stream()) is StringIO
        return is_read or any(is_users(type(each)) for each in parts)


def adapt(module: ModuleType, session: Session) -> None:
    """Make the execution's own `logging` see what is done under its handlers' locks, and what its adapters look at."""
    eyes = at_work(session, module.__dict__)

    def create_lock(handler: Any) -> None:
        handler.lock = _HandlersLock(handler, eyes)

    def __getattr__(name: str) -> Any:  # noqa: N807 - a module's, for what it does not have
        if name != _ADAPTER:
            raise AttributeError(f"module 'logging' has no attribute {name!r}")
        rewritten(frozenset({_ADAPTER}), module.__dict__, str(module.__file__), session)
        seen_at_work(module.__dict__[_ADAPTER])
        return module.__dict__[_ADAPTER]

    find = module.__dict__["Manager"].getLogger

    def get_logger(manager: Any, name: str) -> Any:
        if name not in manager.loggerDict:
            eyes.changes(manager.loggerDict, 0, "getLogger")
        return find(manager, name)

    module.__dict__["Manager"].getLogger = get_logger
    module.__dict__["Handler"].createLock = create_lock
    del module.__dict__[_ADAPTER]
    module.__dict__["__getattr__"] = __getattr__

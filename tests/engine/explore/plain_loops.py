"""asyncio as CPython has it, on the threads of `plain_threads`: what threads and loops can come to together.

A copy of asyncio in Python alone, that gets its threads, locks and clock from there. A loop with nothing to do waits
for a lock of ours instead of a selector; at any opcode of its own code, too, another thread may go on. Two things are
in order that asyncio leaves to chance: timers of one moment fire as they were made, and a group cancels its tasks in
the order of their making.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable
from contextvars import Context
from types import ModuleType
from typing import Any
from unittest.mock import patch

import plain_threads
from plain_threads import MODULES as THREADS
from plain_threads import TRACED, Lock


def _is_asyncio(name: str) -> bool:
    return name.partition(".")[0] == "asyncio"


def _copied() -> dict[str, ModuleType]:
    """All modules of a second asyncio, which `import` finds nowhere."""
    concurrent = ModuleType("concurrent")
    concurrent.futures = THREADS["concurrent.futures"]  # type: ignore[attr-defined]
    with patch.dict(sys.modules, {**THREADS, "concurrent": concurrent, "_asyncio": None}):
        for name in filter(_is_asyncio, list(sys.modules)):
            del sys.modules[name]
        importlib.import_module("asyncio")
        return {name: sys.modules[name] for name in filter(_is_asyncio, list(sys.modules))}


_copies = _copied()
_asyncio: Any = _copies["asyncio"]
MODULES = {**THREADS, **_copies}
TRACED.update(str(_copies[f"asyncio.{name}"].__file__) for name in ("base_events", "futures", "tasks", "threads"))


class Loop(_asyncio.BaseEventLoop):  # type: ignore[misc]
    """asyncio's own, but for what it waits by."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self
        self._made = itertools.count()
        self._asleep = Lock()
        self._asleep.acquire()

    def select(self, timeout: float | None) -> list[object]:
        """Until somebody hands in, or the next timer is due."""
        if timeout == 0:
            plain_threads.turns.give_way()
        else:
            self._asleep.acquire(True, -1 if timeout is None else timeout)
        self._asleep.is_held = True
        return []

    def __del__(self) -> None:
        """A program that came to a standstill has closed nothing."""

    def _process_events(self, _: list[object]) -> None:
        """Nothing comes from outside."""

    def _write_to_self(self) -> None:
        self._asleep.is_held = False

    def call_at(self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:
        return super().call_at(when + next(self._made) * 1e-13, callback, *args, context=context)


class _InOrder(dict[Any, None]):
    """As much of a set as a group wants, in order of insertion."""

    def add(self, task: object) -> None:
        self[task] = None

    def discard(self, task: object) -> None:
        self.pop(task, None)


class OrderedGroup(_asyncio.TaskGroup):  # type: ignore[misc]
    """asyncio's own, without its one disorder."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks = _InOrder()


def _nothing(_: object) -> None:
    """Nobody asks for a thread's loop."""


_asyncio.TaskGroup = OrderedGroup
_asyncio.new_event_loop = _asyncio.events.new_event_loop = Loop
_asyncio.events.set_event_loop = _nothing
